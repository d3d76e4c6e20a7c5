"""What is on disk: one SQLite file that is the truth.

    FOLDER/library.sqlite        documents with their original bytes, passages, windows, vectors,
                                 and what made them
    FOLDER/derived-GENERATION/   FAISS and BM25 files, made from the truth, see derive.py

A build writes the derived files of the next generation aside, then commits; the commit is the one
moment at which everything changes. Interrupted before it, the old index still answers.
Every row carries a digest, so that a flipped byte is an error instead of a wrong quote.
"""

import hashlib
import json
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from index.types import Vectors
from ingest.errors import LibraryDamaged, LibraryError, LibraryForeign, LibraryMissing
from ingest.read import document
from ingest.types import BlockKind, Document, Passage, Span

FORMAT = 1
"""Changes whenever the tables, the reading of text or the cutting of passages change."""

FILE = "library.sqlite"
REBUILD = "run `yinju build --rebuild` with your documents"

_TABLES = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE documents (id TEXT PRIMARY KEY, title TEXT NOT NULL, data BLOB NOT NULL, digest BLOB NOT NULL);
CREATE TABLE passages (number INTEGER PRIMARY KEY AUTOINCREMENT, document TEXT NOT NULL, body TEXT NOT NULL,
                       digest BLOB NOT NULL);
CREATE INDEX passages_of_document ON passages (document, number);
CREATE TABLE windows (number INTEGER PRIMARY KEY AUTOINCREMENT, passage INTEGER NOT NULL, vector BLOB NOT NULL,
                      digest BLOB NOT NULL);
CREATE INDEX windows_of_passage ON windows (passage);
"""


@dataclass(frozen=True, slots=True)
class Makers:
    """What made an index: vectors of two models, or terms of two segmenters, must never mix."""

    encoder: str
    encoder_sha256: str
    dim: int
    segmenter: str
    dictionary: str


class Store:
    """The SQLite file of a folder, opened to read or to write.

    Raises LibraryMissing, LibraryForeign or LibraryDamaged, each with the command that helps.
    """

    def __init__(self, folder: Path, *, write: bool = False, file: str = FILE) -> None:
        self.folder = folder
        self._lock = threading.RLock()
        path = folder / file
        if not write and not path.is_file():
            raise LibraryMissing(
                f"{folder}: expected an index, found none; run `yinju build` first"
            )
        try:
            if write:
                folder.mkdir(parents=True, exist_ok=True)
            uri = path.absolute().as_uri() + ("" if write else "?mode=ro")
            self._db = sqlite3.connect(uri, uri=True, check_same_thread=False, isolation_level=None)
            with self._explained():
                self._prepare(write)
        except OSError as error:
            raise LibraryError(
                f"{folder}: cannot be written ({error.strerror}); choose --index DIR"
            ) from error

    def close(self) -> None:
        """Close the file; an open transaction is rolled back."""
        self._db.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All of the changes inside, or none, also when the process is killed.

        Raises LibraryError when another process is writing.
        """
        with self._lock, self._explained():
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")

    @property
    def generation(self) -> int:
        """Counts the commits; the derived files carry it in their folder's name. 0 is an empty one."""
        return int(self._meta("generation") or 0)

    @generation.setter
    def generation(self, value: int) -> None:
        self._set_meta("generation", str(value))

    @property
    def makers(self) -> Makers | None:
        """What made the index, None while it is empty."""
        value = self._meta("makers")
        try:
            return None if value is None else Makers(**json.loads(value))
        except (ValueError, TypeError) as error:
            raise LibraryDamaged(f"{self.folder}: its description is damaged; {REBUILD}") from error

    @makers.setter
    def makers(self, value: Makers) -> None:
        self._set_meta("makers", json.dumps(asdict(value), ensure_ascii=False))

    def documents(self) -> dict[str, str]:
        """Names of all documents with the sha256 of their bytes, by name."""
        with self._lock, self._explained():
            rows = self._db.execute("SELECT id, data FROM documents ORDER BY id").fetchall()
        return {name: hashlib.sha256(data).hexdigest() for name, data in rows}

    def titles(self) -> dict[str, str]:
        """Names and titles of all documents, by name."""
        with self._lock, self._explained():
            return dict(self._db.execute("SELECT id, title FROM documents ORDER BY id").fetchall())

    def document(self, name: str) -> Document:
        """Read a document back from its original bytes. Raises KeyError when there is none."""
        row = self._row("SELECT title, data, digest FROM documents WHERE id = ?", name)
        if row is None:
            raise KeyError(name)
        title, data, digest = row
        self._verify(digest, f"document {name!r}", name, title, data)
        read = document(data, name)
        return Document(name, title, read.text, data, read.encoding)

    def passage(self, number: int) -> Passage:
        """Read a passage back. Raises LibraryDamaged when it is missing or altered."""
        row = self._row("SELECT document, body, digest FROM passages WHERE number = ?", number)
        if row is None:
            raise LibraryDamaged(f"{self.folder}: passage {number} is missing; {REBUILD}")
        name, body, digest = row
        self._verify(digest, f"passage {number}", name, body)
        return _decode(name, body)

    def passages(self) -> Iterator[tuple[int, Passage]]:
        """All passages with their numbers, in order."""
        for (number,) in self._db.execute("SELECT number FROM passages ORDER BY number").fetchall():
            yield number, self.passage(number)

    def passages_of(self, name: str) -> list[Passage]:
        """The passages of one document, in reading order."""
        query = "SELECT number FROM passages WHERE document = ? ORDER BY number"
        with self._lock, self._explained():
            numbers = self._db.execute(query, (name,)).fetchall()
        return [self.passage(number) for (number,) in numbers]

    def vectors(self, dim: int) -> tuple[list[int], Vectors]:
        """Passage numbers and vectors of all windows, in order. *Shape:* (n,), (n, dim)."""
        owners: list[int] = []
        rows = []
        for passage, vector, digest in self._db.execute(
            "SELECT passage, vector, digest FROM windows ORDER BY number"
        ):
            self._verify(digest, f"a vector of passage {passage}", str(passage), vector)
            owners.append(passage)
            rows.append(np.frombuffer(vector, dtype=np.float16))
        matrix = np.array(rows, dtype=np.float32) if rows else np.zeros((0, dim), np.float32)
        return owners, matrix

    def put(self, found: Document, passages: list[Passage], windows: list[Vectors]) -> None:
        """Write a document with its passages and, for each of them, the vectors of its windows."""
        digest = _digest(found.id, found.title, found.data)
        self._db.execute(
            "INSERT INTO documents VALUES (?, ?, ?, ?)", (found.id, found.title, found.data, digest)
        )
        for passage, vectors in zip(passages, windows, strict=True):
            body = _encode(passage)
            number = self._db.execute(
                "INSERT INTO passages (document, body, digest) VALUES (?, ?, ?)",
                (found.id, body, _digest(found.id, body)),
            ).lastrowid
            blobs = [vector.astype(np.float16).tobytes() for vector in vectors]
            self._db.executemany(
                "INSERT INTO windows (passage, vector, digest) VALUES (?, ?, ?)",
                [(number, blob, _digest(str(number), blob)) for blob in blobs],
            )

    def remove(self, name: str) -> None:
        """Delete a document with its passages and windows."""
        numbers = "(SELECT number FROM passages WHERE document = ?)"
        self._db.execute(f"DELETE FROM windows WHERE passage IN {numbers}", (name,))  # noqa: S608
        self._db.execute("DELETE FROM passages WHERE document = ?", (name,))
        self._db.execute("DELETE FROM documents WHERE id = ?", (name,))

    def _prepare(self, write: bool) -> None:
        tables = {name for (name,) in self._db.execute("SELECT name FROM sqlite_master")}
        if not tables and write:
            self._db.execute("PRAGMA secure_delete = ON")
            self._db.executescript("BEGIN;" + _TABLES + "COMMIT;")
            self._set_meta("format", str(FORMAT))
        elif not tables:
            raise LibraryMissing(f"{self.folder}: the index is empty; run `yinju build` first")
        elif "meta" not in tables:
            raise LibraryForeign(
                f"{self.folder}/{FILE} is not an index of yinju; choose --index DIR"
            )
        self._db.execute("PRAGMA secure_delete = ON")
        found = self._meta("format")
        if found != str(FORMAT):
            raise LibraryForeign(
                f"{self.folder}: expected index format {FORMAT}, found {found}; {REBUILD}"
            )

    def _meta(self, key: str) -> str | None:
        row = self._row("SELECT value FROM meta WHERE key = ?", key)
        return None if row is None else str(row[0])

    def _set_meta(self, key: str, value: str) -> None:
        self._db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))

    def _row(self, query: str, key: str | int) -> tuple[Any, ...] | None:
        with self._lock, self._explained():
            row: tuple[Any, ...] | None = self._db.execute(query, (key,)).fetchone()
        return row

    def _verify(self, digest: bytes, what: str, *parts: str | bytes) -> None:
        if digest != _digest(*parts):
            raise LibraryDamaged(f"{self.folder}: {what} is not what was written; {REBUILD}")

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.OperationalError as error:
            if "locked" in str(error):
                raise LibraryError(
                    f"{self.folder}: another process is writing this index; wait for it and try again"
                ) from error
            if "readonly" in str(error) or "unable to open" in str(error):
                raise LibraryError(
                    f"{self.folder}: cannot be written ({error}); choose a folder with --index DIR"
                ) from error
            raise LibraryDamaged(f"{self.folder}: {error}; {REBUILD}") from error
        except sqlite3.DatabaseError as error:
            raise LibraryDamaged(f"{self.folder}: {error}; {REBUILD}") from error


def _digest(*parts: str | bytes) -> bytes:
    digest = hashlib.blake2b(digest_size=16)
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        digest.update(len(data).to_bytes(8, "big") + data)
    return digest.digest()


def _encode(passage: Passage) -> str:
    sentences = [[[span.start, span.end] for span in sentence] for sentence in passage.sentences]
    body = {"kind": passage.kind, "section": passage.section, "sentences": sentences}
    return json.dumps(body, ensure_ascii=False)


def _decode(name: str, body: str) -> Passage:
    fields = json.loads(body)
    sentences = tuple(tuple(Span(*span) for span in sentence) for sentence in fields["sentences"])
    return Passage(name, BlockKind(fields["kind"]), fields["section"], sentences)
