"""Whatever fails in a removal, what is said of it and what is there agree."""

from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import NEWS, PairEncoder
from fakes import FakeAnswerer

from chat.cli import main
from chat.keeping.records import Records
from index import change
from index.build import build
from index.library import Library
from index.segment import Segmenter
from index.store import Store
from ingest.errors import LibraryError, RecordsError

NAME = NEWS[0].id


@pytest.fixture
def folder(tmp_path: Path, segmenter: Segmenter) -> Path:
    """An index of the news, and an answer that quotes the first of them."""
    build(tmp_path, NEWS, PairEncoder(), segmenter)
    library, records = Library(tmp_path, PairEncoder(), segmenter), Records(tmp_path)
    assert records.keep(FakeAnswerer(NEWS[0]).ask("新增多少学位？"), library).record
    records.close()
    library.close()
    return tmp_path


def holds(folder: Path) -> tuple[bool, bool]:
    """Whether the document is there, and an answer that quotes it."""
    store, records = Store(folder), Records(folder)
    try:
        return NAME in store.documents(), records.totals()["asked"] == 1
    finally:
        records.close()
        store.close()


def failing_at(number: int, error: Exception, work: Callable[..., object]) -> Callable[..., object]:
    """`work`, which fails the time `number`, from 1."""
    calls = 0

    def fails(*values: object) -> object:
        nonlocal calls
        calls += 1
        if calls == number:
            raise error
        return work(*values)

    return fails


def removed(folder: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    capsys.readouterr()
    return main(["remove", "--index", str(folder), NAME]), capsys.readouterr().err


def test_when_kept_quotes_cannot_be_removed_first_nothing_is(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Records, "forget", failing_at(1, RecordsError("full"), Records.forget))
    status, err = removed(folder, capsys)
    assert (status, err) == (1, "yinju: full\n")
    assert holds(folder) == (True, True)


def test_when_the_library_cannot_be_changed_only_the_quotes_are_said_to_be_removed(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(change, "_switch", failing_at(1, LibraryError("full"), change._switch))
    status, err = removed(folder, capsys)
    assert status == 1
    assert "full; kept quotes of what was named: 1 removed, none left" in err
    assert holds(folder) == (True, False)


def test_when_what_was_answered_meanwhile_cannot_be_removed_doing_it_again_is_what_is_left(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(Records, "forget", failing_at(2, RecordsError("full"), Records.forget))
        status, err = removed(folder, capsys)
    assert status == 1
    assert (
        f"'{NAME}' removed and quoted no more, but a kept answer may still quote it (full)" in err
    )
    assert "`yinju remove` with the same names once more" in err
    assert holds(folder) == (False, False)
    status, err = removed(folder, capsys)
    assert (status, "none called" in err, "0 removed, none left" in err) == (1, True, True)


def test_when_nothing_could_be_made_sure_of_a_repair_is_what_is_left(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: Store) -> None:
        raise LibraryError("full")

    with monkeypatch.context() as patched:
        patched.setattr(change, "tidy", full)
        status, err = removed(folder, capsys)
        assert status == 1
        assert f"'{NAME}' removed and quoted no more" in err
        assert "`yinju repair` takes away what is left" in err
        assert holds(folder) == (False, False)
        assert main(["repair", "--index", str(folder)]) == 1  # still full
    assert main(["repair", "--index", str(folder)]) == 0
    assert "nothing is left of what was removed" in capsys.readouterr().out
    whole = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    assert "新增就业岗位".encode() not in whole
    assert "新增就业岗位".encode("ascii", "backslashreplace") not in whole


@pytest.mark.parametrize(
    "others", [["打错.txt"], ["打错.txt", NEWS[1].id], ["打错.txt", "没有.txt"]]
)
@pytest.mark.parametrize("first", [True, False])
def test_when_one_of_the_names_is_not_there_nothing_of_the_others_is_removed(
    folder: Path, capsys: pytest.CaptureFixture[str], others: list[str], first: bool
) -> None:
    named = [NAME, *others] if first else [*others, NAME]
    capsys.readouterr()
    assert main(["remove", "--index", str(folder), *named]) == 1
    err = capsys.readouterr().err
    assert "found none called '打错.txt'" in err
    assert "nothing was removed" in err
    assert holds(folder) == (True, True)
