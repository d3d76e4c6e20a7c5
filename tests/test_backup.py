"""A backup is the library as it was at one moment, and comes back as that or not at all."""

import hashlib
import random
import threading
from pathlib import Path

import pytest
from conftest import NEWS, PairEncoder, answers, text_document, unnumbered
from fakes import FakeAnswerer

from chat.cli import main
from chat.keeping.kept import Report, Verdict
from chat.keeping.ledger import FILE as RECORDS
from chat.keeping.records import Records
from index.backup import backup, restore, state_of
from index.build import build
from index.library import Library
from index.segment import Segmenter
from index.store import FILE, Store
from ingest.errors import LibraryDamaged, LibraryError


@pytest.fixture
def folder(tmp_path: Path, segmenter: Segmenter) -> Path:
    build(tmp_path / "index", NEWS, PairEncoder(), segmenter)
    return tmp_path / "index"


def test_what_is_restored_answers_as_what_was_backed_up(folder: Path, tmp_path: Path) -> None:
    before = unnumbered(answers(folder))
    assert backup(folder, tmp_path / "copy") == len(NEWS)
    assert restore(tmp_path / "new", tmp_path / "copy") == len(NEWS)
    assert unnumbered(answers(tmp_path / "new")) == before
    assert state_of(tmp_path / "new") == (len(NEWS), [])
    assert not list(tmp_path.glob("copy.part*"))


def test_an_open_library_goes_over_to_what_is_restored(
    folder: Path, tmp_path: Path, segmenter: Segmenter
) -> None:
    library = Library(folder, PairEncoder(), segmenter)
    try:
        backup(folder, tmp_path / "copy")
        build(folder, NEWS[:1], PairEncoder(), segmenter)
        assert set(library.titles()) == {NEWS[0].id}
        restore(folder, tmp_path / "copy")
        assert set(library.titles()) == {document.id for document in NEWS}
        for document in NEWS:
            assert library.document(document.id) == document
        found = {hit.passage.document_id for hit in library.search("高标准农田", 5)}
        assert "农业.txt" in found or NEWS[2].id in found
    finally:
        library.close()


def test_a_backup_made_during_changes_is_the_library_of_one_moment(
    folder: Path, tmp_path: Path, segmenter: Segmenter
) -> None:
    pair = [text_document("甲。", "甲.txt"), text_document("乙。", "乙.txt")]
    stop = threading.Event()

    def change() -> None:
        while not stop.is_set():
            build(folder, [*NEWS, *pair], PairEncoder(), segmenter)
            build(folder, NEWS, PairEncoder(), segmenter)

    thread = threading.Thread(target=change)
    thread.start()
    try:
        counts = {backup(folder, tmp_path / f"copy{number}") for number in range(12)}
    finally:
        stop.set()
        thread.join()
    assert counts <= {len(NEWS), len(NEWS) + 2}


def test_a_backup_holds_nothing_of_what_was_removed(
    folder: Path, tmp_path: Path, segmenter: Segmenter
) -> None:
    build(folder, NEWS[1:], PairEncoder(), segmenter)
    backup(folder, tmp_path / "copy")
    assert "新增就业岗位60万个".encode() not in (tmp_path / "copy").read_bytes()


def test_a_damaged_backup_is_refused_and_the_library_stays(folder: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    backup(folder, copy)
    whole = copy.read_bytes()
    before = unnumbered(answers(folder))
    chance = random.Random(6)
    broken = [
        whole[: len(whole) // 2],
        whole[:-1],
        whole + b"x",
        b"",
        b"SQLite format 3\0",
        b"x" * 5000,
    ]
    for _ in range(200):
        damaged = bytearray(whole)
        damaged[chance.randrange(len(whole))] ^= 1 << chance.randrange(8)
        broken.append(bytes(damaged))
    for data in broken:
        copy.write_bytes(data)
        with pytest.raises(LibraryDamaged, match="restore another"):
            restore(folder, copy)
    assert unnumbered(answers(folder)) == before


def test_what_was_answered_goes_with_the_library_and_comes_back_under_a_server(
    folder: Path, tmp_path: Path, segmenter: Segmenter
) -> None:
    library = Library(folder, PairEncoder(), segmenter)
    records, answerer = Records(folder), FakeAnswerer(*NEWS)
    try:
        first = records.keep(answerer.ask("新增多少学位？"), library)
        records.report(Report("新增多少学位？", Verdict.HELPFUL), "0a")
        before = (records.totals(), records.read(first.record or ""))
        assert main(["backup", "--index", str(folder), str(tmp_path / "copy")]) == 0
        later = records.keep(answerer.ask("治理什么河？"), library)
        records.report(Report("新增多少学位？", Verdict.UNHELPFUL), "0a")
        records.forget(NEWS[0].id)
        build(folder, NEWS[1:], PairEncoder(), segmenter)
        assert main(["restore", "--index", str(folder), str(tmp_path / "copy")]) == 0
        assert (records.totals(), records.read(first.record or "")) == before
        assert records.read(later.record or "") is None
        assert records.keep(answerer.ask("治理什么河？"), library).record
        assert set(library.titles()) == {one.id for one in NEWS}
    finally:
        records.close()
        library.close()
    assert main(["restore", "--index", str(tmp_path / "new"), str(tmp_path / "copy")]) == 0
    records = Records(tmp_path / "new")
    assert (records.totals(), records.read(first.record or "")) == before
    records.close()
    assert {one.name for one in (tmp_path / "new").iterdir()} == {FILE, RECORDS, "derived"}


def test_records_that_cannot_be_put_back_keep_the_library_from_being_replaced(
    folder: Path, tmp_path: Path, segmenter: Segmenter
) -> None:
    Records(folder).close()
    assert main(["backup", "--index", str(folder), str(tmp_path / "copy")]) == 0
    build(folder, NEWS[1:], PairEncoder(), segmenter)
    (folder / RECORDS).write_bytes(b"no database at all" * 300)
    assert main(["restore", "--index", str(folder), str(tmp_path / "copy")]) == 1
    assert state_of(folder) == (len(NEWS) - 1, [])


def test_a_backup_of_the_version_before_is_restored(folder: Path, tmp_path: Path) -> None:
    store = Store(folder)
    store.copy_to(tmp_path / "old")
    store.close()
    data = (tmp_path / "old").read_bytes()
    (tmp_path / "old").write_bytes(data + hashlib.sha256(data).digest())
    assert restore(tmp_path / "new", tmp_path / "old") == len(NEWS)
    assert unnumbered(answers(tmp_path / "new")) == unnumbered(answers(folder))


def test_a_backup_overwrites_nothing(folder: Path, tmp_path: Path) -> None:
    target = tmp_path / "there"
    target.write_text("mine")
    with pytest.raises(LibraryError, match="name another"):
        backup(folder, target)
    assert target.read_text() == "mine"
    with pytest.raises(LibraryError):
        backup(folder, tmp_path / "no" / "folder")
    with pytest.raises(LibraryError, match="yinju backup"):
        restore(folder, tmp_path / "missing")


def test_what_is_not_well_is_found(folder: Path) -> None:
    assert state_of(folder) == (len(NEWS), [])
    victim = next((folder / "derived").rglob("*.faiss"))
    victim.write_bytes(victim.read_bytes()[:-1])
    count, broken = state_of(folder)
    assert (count, len(broken)) == (len(NEWS), 1)
    data = bytearray((folder / FILE).read_bytes())
    at = data.index("新增".encode())
    data[at] ^= 1
    (folder / FILE).write_bytes(data)
    with pytest.raises(LibraryDamaged):
        state_of(folder)


@pytest.mark.parametrize(
    ("target", "said"),
    [
        ("none/copy", "none: expected a folder for the backup, found none"),
        ("file/copy", "file: expected a folder for the backup, found none"),
        (".", "expected the name of a new file, found a folder"),
        ("file", "file: expected no file there; name another one"),
        ("x" * 300, "cannot be written (File name too long); name a file elsewhere"),
    ],
)
def test_what_is_wrong_with_the_place_of_a_backup_is_not_told_of_the_index(
    folder: Path, tmp_path: Path, target: str, said: str
) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(LibraryError) as told:
        backup(folder, tmp_path / target)
    assert said in str(told.value)
    assert "--index" not in str(told.value)
    assert sorted(one.name for one in tmp_path.iterdir()) == ["file", "index"]


@pytest.mark.parametrize(("source", "found"), [("none", "no such file"), (".", "a folder")])
def test_a_backup_that_is_not_there_is_said_to_be_missing(
    tmp_path: Path, source: str, found: str
) -> None:
    with pytest.raises(LibraryError, match=f"found {found}; check the path"):
        restore(tmp_path / "new", tmp_path / source)
