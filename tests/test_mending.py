"""Files that go or change under an open library: made again from the truth, and never a wrong answer."""

import logging
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from conftest import NEWS, PairEncoder

from index.backup import state_of
from index.build import build
from index.change import alone
from index.library import Library
from index.segment import Segmenter
from index.store import FILE
from ingest.errors import LibraryDamaged, LibraryError

QUESTION = "新增多少学位"


@pytest.fixture
def folder(tmp_path: Path, segmenter: Segmenter) -> Path:
    build(tmp_path / "index", NEWS, PairEncoder(), segmenter)
    return tmp_path / "index"


@pytest.fixture
def library(folder: Path, segmenter: Segmenter) -> Iterator[Library]:
    opened = Library(folder, PairEncoder(), segmenter, mends=True)
    yield opened
    opened.close()


def found(library: Library) -> list[tuple[str, float]]:
    return [
        (library.document(one.passage.document_id).quote(one.passage.spans), round(one.score, 4))
        for one in library.search(QUESTION, 50)
    ]


def flip(path: Path) -> None:
    """Change one byte of a file where it stands, which whoever has it mapped sees at once."""
    with path.open("r+b") as file:
        file.seek(path.stat().st_size // 2)
        byte = file.read(1)[0]
        file.seek(-1, 1)
        file.write(bytes([byte ^ 255]))


def derived(folder: Path) -> list[Path]:
    return sorted(path for path in (folder / "derived").rglob("*") if path.is_file())


def test_derived_files_that_go_under_an_open_library_are_made_again(
    folder: Path, library: Library, caplog: pytest.LogCaptureFixture
) -> None:
    before = found(library)
    shutil.rmtree(folder / "derived")
    with caplog.at_level(logging.WARNING):
        assert found(library) == before
    assert "3 documents" in caplog.text
    assert state_of(folder) == (len(NEWS), [])


def test_each_derived_file_that_changes_under_an_open_library_is_made_again(
    folder: Path, library: Library
) -> None:
    before = found(library)
    for at in range(len(derived(folder))):
        flip(derived(folder)[at])
        assert found(library) == before
        assert state_of(folder) == (len(NEWS), [])


def test_an_index_with_damaged_files_is_opened_by_who_may_mend_it(
    folder: Path, segmenter: Segmenter
) -> None:
    flip(next(folder.rglob("dense.faiss")))
    with pytest.raises(LibraryDamaged):
        Library(folder, PairEncoder(), segmenter)
    Library(folder, PairEncoder(), segmenter, mends=True).close()
    Library(folder, PairEncoder(), segmenter).close()


def test_of_many_that_ask_one_mends_and_all_are_answered(
    folder: Path, library: Library, caplog: pytest.LogCaptureFixture
) -> None:
    before = found(library)
    flip(next(folder.rglob("dense.faiss")))
    with caplog.at_level(logging.WARNING), ThreadPoolExecutor(8) as threads:
        assert list(threads.map(lambda _: found(library), range(24))) == [before] * 24
    assert len(caplog.records) == 1


def test_while_nothing_can_be_mended_changed_files_are_refused_and_missing_ones_still_read(
    folder: Path, library: Library
) -> None:
    before = found(library)
    with alone(folder):  # as another process would that is writing
        path = next(folder.rglob("dense.faiss"))
        path.rename(folder / "aside")
        assert found(library) == before
        (folder / "aside").rename(path)
        assert found(library) == before
        flip(path)
        with pytest.raises(LibraryError):
            library.search(QUESTION, 5)


def test_a_damaged_truth_is_never_mended_into_an_answer(
    folder: Path, library: Library, segmenter: Segmenter
) -> None:
    right = found(library)
    data = (folder / FILE).read_bytes()
    at = data.index(b"\\u5b66\\u4f4d")
    (folder / FILE).write_bytes(data[:at] + b"X" + data[at + 1 :])
    shutil.rmtree(folder / "derived")
    assert found(library) == right  # read before the harm
    with pytest.raises(LibraryDamaged):
        Library(folder, PairEncoder(), segmenter, mends=True)
    assert derived(folder) == []  # and nothing is left of the attempts


def test_a_library_whose_folder_is_gone_answers_from_what_it_has_open(
    folder: Path, library: Library
) -> None:
    before = found(library)
    shutil.rmtree(folder)
    assert found(library) == before
    assert set(library.titles()) == {one.id for one in NEWS}
