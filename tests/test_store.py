"""What is written is read back, whole or not at all; anything else is an error that helps."""

import random
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from conftest import NEWS, plain, text_document
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from index import database as module
from index.makers import Makers
from index.store import FILE, Store
from index.tables import FORMAT
from index.types import Vectors
from ingest.errors import LibraryDamaged, LibraryError, LibraryForeign, LibraryMissing
from ingest.passages import passages
from ingest.types import Document, Passage

MAKERS = Makers("pairs", "ab12", 8, "rjieba 0 000", "长春 3 n")


def vectors_of(found: list[Passage], seed: int = 1) -> list[Vectors]:
    rng = np.random.default_rng(seed)
    return [rng.standard_normal((len(p.sentences), 8)).astype(np.float32) for p in found]


def put(store: Store, document: Document) -> list[Vectors]:
    found = passages(document)
    vectors = vectors_of(found)
    store.put(document, found, vectors)
    return vectors


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store(tmp_path, write=True)
    yield opened
    opened.close()


@pytest.fixture
def filled(tmp_path: Path) -> Path:
    """A folder whose store holds the news."""
    store = Store(tmp_path, write=True)
    with store.transaction():
        for document in NEWS:
            put(store, document)
        store.makers = MAKERS
        store.generation = 1
    store.close()
    return tmp_path


def test_documents_passages_and_vectors_come_back_as_they_were(
    tmp_path: Path, store: Store
) -> None:
    with store.transaction():
        vectors = [rows for document in NEWS for rows in put(store, document)]
        store.makers = MAKERS
        store.generation = 41
    reader = Store(tmp_path)
    assert [reader.document(document.id) for document in NEWS] == NEWS
    wanted = [passage for document in NEWS for passage in passages(document)]
    numbers, found = zip(*reader.passages(), strict=True)
    assert list(found) == wanted
    assert [reader.passage(number) for number in numbers] == wanted
    assert reader.passages_at(numbers[::-1]) == wanted[::-1]
    with pytest.raises(LibraryDamaged, match=f"passage {max(numbers) + 1} is missing"):
        reader.passages_at([*numbers, max(numbers) + 1])
    for document in NEWS:
        assert reader.passages_of(document.id) == passages(document)
    owners = [n for n, p in zip(numbers, wanted, strict=True) for _ in p.sentences]
    found = [reader.vectors_of(document.id, 8) for document in NEWS]
    assert [owner for own, _ in found for owner in own] == owners
    matrix = np.concatenate([rows for _, rows in found])
    assert matrix == pytest.approx(np.concatenate(vectors), rel=1e-3)
    assert (reader.makers, reader.generation) == (MAKERS, 41)
    assert reader.titles() == {document.id: document.title for document in NEWS}
    assert reader.documents() == {document.id: document.sha256 for document in NEWS}
    reader.close()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(text=st.text(min_size=1, max_size=80), name=st.text(min_size=1, max_size=12))
def test_any_text_under_any_name_comes_back(store: Store, text: str, name: str) -> None:
    assume(text.strip() and "\0" not in text and not text.startswith("\ufeff"))
    document = text_document(text, name)
    with store.transaction():
        put(store, document)
    assert store.document(name) == document
    assert store.passages_of(name) == passages(document)
    with store.transaction():
        store.remove(name)
    assert store.documents() == {}


def test_a_removed_document_leaves_nothing_behind(filled: Path) -> None:
    store = Store(filled, write=True)
    with store.transaction():
        for document in NEWS:
            store.remove(document.id)
    with pytest.raises(KeyError):
        store.document("民生.txt")
    assert store.titles() == {}
    assert list(store.passages()) == []
    assert [store.vectors_of(document.id, 8)[0] for document in NEWS] == [[], [], []]
    store.close()
    content = (filled / FILE).read_bytes()
    for document in NEWS:
        assert document.id.encode() not in content
        assert document.data[:30] not in content


def test_the_number_of_a_passage_is_never_given_again(filled: Path) -> None:
    store = Store(filled, write=True)
    before = {number for number, _ in store.passages()}
    with store.transaction():
        for document in NEWS:
            store.remove(document.id)
        for document in NEWS:
            put(store, document)
    assert before.isdisjoint(number for number, _ in store.passages())
    store.close()


@pytest.mark.parametrize("error", [RuntimeError, KeyboardInterrupt])
def test_a_transaction_that_fails_changes_nothing(filled: Path, error: type[BaseException]) -> None:
    before = (filled / FILE).read_bytes()
    store = Store(filled, write=True)
    with pytest.raises(error), store.transaction():
        store.remove("民生.txt")
        put(store, text_document("别的。", "z.txt"))
        store.generation = 9
        raise error
    assert store.generation == 1
    store.close()
    assert (filled / FILE).read_bytes() == before


def test_readers_see_the_old_content_until_the_commit(filled: Path) -> None:
    writer, reader = Store(filled, write=True), Store(filled)
    with writer.transaction():
        for number in range(3):  # more than SQLite's page cache holds
            writer.put(text_document("新增学位。" * 100_000, f"{number}.txt"), [], [])
        assert set(reader.titles()) == {document.id for document in NEWS}
        late = Store(filled)
        assert late.passages_of("民生.txt") == passages(NEWS[0])
        late.close()
    assert len(reader.titles()) == 6
    writer.close()
    reader.close()


TORN = """
import os, signal, sqlite3, sys
db = sqlite3.connect(sys.argv[1], isolation_level=None)
db.execute("PRAGMA cache_size = 2")
db.execute("BEGIN IMMEDIATE")
db.execute("UPDATE passages SET body = body || ?", ("x" * 9000,))
db.execute("DELETE FROM documents")
db.execute("INSERT INTO meta VALUES ('x', ?, '')", ("y" * 50_000,))
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_commit_in_the_middle_of_which_a_build_was_killed_is_undone(filled: Path) -> None:
    before = (filled / FILE).read_bytes()
    subprocess.run([sys.executable, "-c", TORN, str(filled / FILE)], check=False)
    assert (filled / f"{FILE}-wal").stat().st_size > 50_000  # half of it is in the log
    reader = Store(filled)
    assert [reader.document(document.id) for document in NEWS] == NEWS
    reader.close()
    assert (filled / FILE).read_bytes() == before


def test_a_reader_cannot_write(filled: Path) -> None:
    reader = Store(filled)
    with pytest.raises(
        LibraryError, match=r"cannot be used .*readonly.*; choose a folder with --index"
    ):
        reader.remove("民生.txt")
    reader.close()


def test_two_writers_get_a_clear_error(filled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module.sqlite3, "connect", partial(sqlite3.connect, timeout=0.05))
    first, second = Store(filled, write=True), Store(filled, write=True)
    with (
        first.transaction(),
        pytest.raises(LibraryError, match="another process is writing this index; wait"),
        second.transaction(),
    ):
        pytest.fail("both wrote")
    first.close()
    second.close()


def test_no_index_is_an_error_that_names_the_command(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "none"):
        with pytest.raises(
            LibraryMissing, match="expected an index, found none; run `yinju build`"
        ):
            Store(folder)
    (tmp_path / FILE).touch()
    with pytest.raises(LibraryMissing, match="the index is empty; run `yinju build` first"):
        Store(tmp_path)


def test_another_programs_database_is_refused_and_kept(tmp_path: Path) -> None:
    other = sqlite3.connect(tmp_path / FILE)
    other.execute("CREATE TABLE meta (name TEXT)")
    other.commit()
    other.close()
    before = (tmp_path / FILE).read_bytes()
    for write in (False, True):
        with pytest.raises(LibraryForeign, match="found another database; choose --index DIR"):
            Store(tmp_path, write=write)
    assert (tmp_path / FILE).read_bytes() == before


def test_an_index_of_a_newer_format_is_refused_and_kept(filled: Path) -> None:
    newer = sqlite3.connect(filled / FILE)
    newer.execute(f"PRAGMA user_version = {FORMAT + 1}")
    newer.execute("DROP TABLE sentences")
    newer.close()
    before = (filled / FILE).read_bytes()
    wanted = f"expected index format {FORMAT}, found {FORMAT + 1}; run `yinju build --rebuild`"
    for write in (False, True):
        with pytest.raises(LibraryForeign, match=wanted):
            Store(filled, write=write)
    assert (filled / FILE).read_bytes() == before


@pytest.mark.parametrize("harm", ["random", "cut", "head", "text"])
def test_a_file_that_is_no_whole_database_is_refused(filled: Path, harm: str) -> None:
    content = (filled / FILE).read_bytes()
    noise = random.Random(2).randbytes(len(content))
    harmed = {
        "random": noise,
        "cut": content[: len(content) // 2],
        "head": noise[:100] + content[100:],
        "text": "这不是索引。".encode() * 99,
    }
    (filled / FILE).write_bytes(harmed[harm])
    for write in (False, True):
        with pytest.raises(LibraryDamaged, match="run `yinju build --rebuild` with your documents"):
            Store(filled, write=write)


def test_a_folder_that_cannot_be_used_is_an_error_that_names_the_option(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for folder in (tmp_path / "file", tmp_path / "file" / "below"):
        with pytest.raises(LibraryError, match=r"cannot be written .*; choose --index DIR"):
            Store(folder, write=True)
    (tmp_path / "index" / FILE).mkdir(parents=True)
    with pytest.raises(LibraryError, match=r"unable to open .*; choose a folder with --index DIR"):
        Store(tmp_path / "index", write=True)


def test_a_read_only_folder_can_be_read_and_not_written(
    filled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite opens a file that may not be written for reading; tests may run as root, who may."""

    def connect(name: str, **options: Any) -> sqlite3.Connection:
        return sqlite3.Connection(name.partition("?")[0] + "?mode=ro", **options)

    monkeypatch.setattr(module.sqlite3, "connect", connect)
    reader = Store(filled)
    assert reader.titles()["民生.txt"] == NEWS[0].title
    reader.close()
    writer = Store(filled, write=True)
    with (
        pytest.raises(LibraryError, match=r"readonly.*; choose a folder with --index DIR"),
        writer.transaction(),
    ):
        writer.remove("民生.txt")
    writer.close()


@pytest.mark.parametrize(
    "harm",
    [
        "UPDATE documents SET title = '别的'",
        "UPDATE documents SET data = CAST(data AS TEXT)",
        "UPDATE documents SET data = 7",
        "UPDATE documents SET sha256 = 'ab'",
        "UPDATE documents SET digest = x'00'",
        "UPDATE documents SET id = id || 'x'",
        "DELETE FROM documents",
    ],
)
def test_a_changed_document_is_refused(filled: Path, harm: str) -> None:
    other = sqlite3.connect(filled / FILE)
    other.execute(harm)
    other.commit()
    other.close()
    store = Store(filled)
    with pytest.raises((LibraryDamaged, KeyError)):
        store.document("民生.txt")
    store.close()


@pytest.mark.parametrize(
    "harm",
    [
        "UPDATE passages SET body = replace(body, '就业', '失业')",
        "UPDATE passages SET document = '绿化.txt'",
        "UPDATE passages SET body = CAST(body AS BLOB)",
        "DELETE FROM passages",
    ],
)
def test_a_changed_passage_is_refused(filled: Path, harm: str) -> None:
    numbers = [number for number, _ in Store(filled).passages()]
    other = sqlite3.connect(filled / FILE)
    other.execute(harm)
    other.commit()
    other.close()
    store = Store(filled)
    refused = 0
    for number in numbers:
        try:
            passage = store.passage(number)
        except LibraryDamaged:
            refused += 1
        else:
            assert passage in [one for document in NEWS for one in passages(document)]
    assert refused > 0
    store.close()


@pytest.mark.parametrize("key", ["makers", "generation"])
def test_a_changed_description_is_refused(filled: Path, key: str) -> None:
    other = sqlite3.connect(filled / FILE)
    other.execute("INSERT OR REPLACE INTO meta VALUES (?, '2', x'00')", (key,))
    other.commit()
    other.close()
    store = Store(filled)
    with pytest.raises(LibraryDamaged, match=f"its {key} is not what was written"):
        getattr(store, key)
    store.close()


def test_a_changed_vector_is_refused(filled: Path) -> None:
    other = sqlite3.connect(filled / FILE)
    other.execute("UPDATE sentences SET passage = passage + 1")
    other.commit()
    other.close()
    store = Store(filled)
    with pytest.raises(LibraryDamaged, match="a vector of passage"):
        store.vectors_of("民生.txt", 8)
    store.close()


def test_a_document_without_passages_is_kept(store: Store) -> None:
    document = plain("\u200b")
    with store.transaction():
        store.put(text_document("\u200b"), passages(document), [])
    assert store.document("a.txt").text == "\u200b"
    assert store.passages_of("a.txt") == []
