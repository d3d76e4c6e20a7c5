"""An index of the format before is upgraded from what it holds, and only by a command that writes.

`data/format3.tar.xz` holds an index of NEWS that version 3 made, with the dictionary below.
"""

import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import NEWS, PairEncoder, text_document

from index import derive
from index.build import build
from index.change import add, made_by, remove, repair
from index.library import Library
from index.segment import Segmenter
from index.store import FILE, Store
from index.tables import FORMAT
from ingest.errors import LibraryForeign

SEGMENTER = Segmenter("伊通河 9 ns")
METRO = text_document("新开通两条地铁线路，新增学位。", "交通.txt")


@pytest.fixture
def old(tmp_path: Path) -> Path:
    with tarfile.open(Path(__file__).parent / "data" / "format3.tar.xz") as packed:
        packed.extractall(tmp_path, filter="data")
    return tmp_path / "fmt3"


def found(folder: Path) -> list[tuple[str, float, float]]:
    library = Library(folder, PairEncoder(), SEGMENTER)
    hits = library.search("新增多少学位，治理伊通河", 50)
    quotes = [library.document(hit.passage.document_id).quote(hit.passage.spans) for hit in hits]
    library.close()
    return sorted(
        (quote, round(hit.lexical, 4), round(hit.dense, 3))
        for quote, hit in zip(quotes, hits, strict=True)
    )


def test_who_only_reads_is_told_the_command_and_changes_nothing(old: Path) -> None:
    before = {path: path.read_bytes() for path in old.rglob("*") if path.is_file()}
    with pytest.raises(LibraryForeign, match="format 4, found 3; run `yinju repair` to upgrade it"):
        Library(old, PairEncoder(), SEGMENTER)
    assert {path: path.read_bytes() for path in old.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize(
    ("change", "now"),
    [
        (repair, NEWS),
        (made_by, NEWS),
        (lambda old: add(old, [METRO], PairEncoder(), SEGMENTER), [*NEWS, METRO]),
        (lambda old: remove(old, ["民生.txt"], SEGMENTER), NEWS[1:]),
        (lambda old: build(old, NEWS[:2], PairEncoder(), SEGMENTER), NEWS[:2]),
        (lambda old: build(old, NEWS, PairEncoder(), SEGMENTER, rebuild=True), NEWS),
    ],
)
def test_every_change_upgrades_first_without_embedding(
    old: Path,
    tmp_path: Path,
    change: Callable[[Path], object],
    now: list[object],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    change(old)
    build(tmp_path / "new", now, PairEncoder(), SEGMENTER)
    assert found(old) == found(tmp_path / "new")
    assert sorted(path.name for path in old.iterdir()) == ["derived", FILE]
    store = Store(old)
    assert store.format == FORMAT
    assert [store.document(document.id) for document in now] == now
    store.close()


def test_an_upgrade_that_fails_leaves_the_old_index(
    old: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(derive, "place", full)
        with pytest.raises(KeyboardInterrupt):
            repair(old)
    with pytest.raises(LibraryForeign, match="found 3"):
        Store(old)
    assert (old / "derived-2" / "manifest.json").is_file()  # the version before can still read it
    assert sorted(repair(old)) == []
    build(tmp_path / "new", NEWS, PairEncoder(), SEGMENTER)
    assert found(old) == found(tmp_path / "new")
