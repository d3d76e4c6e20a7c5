"""What is on disk: one SQLite file that is the truth.

    FOLDER/library.sqlite        documents with their original bytes and what was read from them,
                                 passages, sentences, vectors, and what made them
    FOLDER/derived-GENERATION/   FAISS and BM25 files, made from the truth, see derive.py

A build writes the derived files of the next generation aside, then commits; the commit is the one
moment at which everything changes. Interrupted before it, the old index still answers; readers are
kept out for that moment only. Every row carries a digest and the file is checked when it is opened,
so that a flipped byte is an error instead of a wrong quote.
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

from index.rows import decode, decode_document, digest_of, encode, encode_document
from index.types import Vectors
from ingest.errors import LibraryDamaged, LibraryError, LibraryForeign, LibraryMissing
from ingest.types import Document, Passage

FORMAT = 3
"""Changes whenever the tables, the reading of text or the cutting of passages change."""

FILE = "library.sqlite"
REBUILD = "run `yinju build --rebuild` with your documents"

_APPLICATION = int.from_bytes(b"yinj")
_TABLES = f"""
BEGIN IMMEDIATE;
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL, digest BLOB NOT NULL);
CREATE TABLE documents (id TEXT PRIMARY KEY, title TEXT NOT NULL, sha256 TEXT NOT NULL, data BLOB NOT NULL,
                        digest BLOB NOT NULL, body TEXT NOT NULL, body_digest BLOB NOT NULL);
CREATE TABLE passages (number INTEGER PRIMARY KEY AUTOINCREMENT, document TEXT NOT NULL, body TEXT NOT NULL,
                       digest BLOB NOT NULL);
CREATE INDEX passages_of_document ON passages (document, number);
CREATE TABLE sentences (number INTEGER PRIMARY KEY AUTOINCREMENT, passage INTEGER NOT NULL,
                        vector BLOB NOT NULL, digest BLOB NOT NULL);
CREATE INDEX sentences_of_passage ON sentences (passage);
PRAGMA application_id = {_APPLICATION};
PRAGMA user_version = {FORMAT};
COMMIT;
"""
_BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
_UNUSABLE = (
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_READONLY,
)


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
            raise _none_in(folder)
        try:
            if write:
                folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise LibraryError(
                f"{folder}: cannot be written ({error.strerror}); choose --index DIR"
            ) from error
        # A reader may write for one thing: to undo a commit in the middle of which a build was killed.
        uri = path.absolute().as_uri() + ("?mode=rwc" if write else "?mode=rw")
        with self._explained():
            self._db = sqlite3.connect(uri, uri=True, check_same_thread=False, isolation_level=None)
        try:
            self._prepare(write)
        except BaseException:
            self._db.close()
            raise

    def close(self) -> None:
        """Close the file; an open transaction is rolled back."""
        self._db.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All of the changes inside, or none, also when the process is killed.

        Raises LibraryError when another process is writing.
        """
        with self._lock:
            self._query("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                if self._db.in_transaction:  # SQLite has ended it itself when the disk is full
                    self._query("ROLLBACK")
                raise
            self._query("COMMIT")

    @property
    def generation(self) -> int:
        """Counts the commits; the derived files carry it in their folder's name. 0 is an empty one."""
        return int(self._meta("generation") or 0)

    @generation.setter
    def generation(self, value: int) -> None:
        self._set_meta("generation", str(value))

    @property
    def manifest(self) -> str:
        """The sha256 of the derived files' manifest: those of another history are not this one's."""
        return self._meta("manifest") or ""

    @manifest.setter
    def manifest(self, value: str) -> None:
        self._set_meta("manifest", value)

    @property
    def makers(self) -> Makers | None:
        """What made the index, None while it is empty."""
        value = self._meta("makers")
        return None if value is None else Makers(**json.loads(value))

    @makers.setter
    def makers(self, value: Makers) -> None:
        self._set_meta("makers", json.dumps(asdict(value), ensure_ascii=False))

    def documents(self) -> dict[str, str]:
        """Names of all documents with the sha256 of their bytes, by name."""
        return {name: sha256 for name, _, sha256 in self._descriptions()}

    def titles(self) -> dict[str, str]:
        """Names and titles of all documents, by name."""
        return {name: title for name, title, _ in self._descriptions()}

    def document(self, name: str) -> Document:
        """Read a document back, as it was read from its bytes. Raises KeyError when there is none."""
        row = self._row(
            "SELECT title, sha256, data, digest, body, body_digest FROM documents WHERE id = ?",
            name,
        )
        if row is None:
            raise KeyError(name)
        title, sha256, data, digest, body, body_digest = row
        what = f"document {name!r}"
        self._verify(digest, what, name, title, sha256)
        self._verify(body_digest, what, name, body)
        if not isinstance(data, bytes) or hashlib.sha256(data).hexdigest() != sha256:
            raise LibraryDamaged(f"{self.folder}: {what} is not what was written; {REBUILD}")
        return decode_document(name, title, data, body)

    def passage(self, number: int) -> Passage:
        """Read a passage back. Raises LibraryDamaged when it is missing or altered."""
        row = self._row("SELECT document, body, digest FROM passages WHERE number = ?", number)
        if row is None:
            raise LibraryDamaged(f"{self.folder}: passage {number} is missing; {REBUILD}")
        name, body, digest = row
        self._verify(digest, f"passage {number}", name, body)
        return decode(name, body)

    def passages(self) -> Iterator[tuple[int, Passage]]:
        """All passages with their numbers, in order."""
        for (number,) in self._query("SELECT number FROM passages ORDER BY number"):
            yield number, self.passage(number)

    def passages_of(self, name: str) -> list[Passage]:
        """The passages of one document, in reading order."""
        query = "SELECT number FROM passages WHERE document = ? ORDER BY number"
        return [self.passage(number) for (number,) in self._query(query, name)]

    def vectors(self, dim: int) -> tuple[list[int], Vectors]:
        """Passage numbers and vectors of all sentences, in order. *Shape:* (n,), (n, dim)."""
        owners: list[int] = []
        rows = []
        query = "SELECT passage, vector, digest FROM sentences ORDER BY number"
        for passage, vector, digest in self._query(query):
            self._verify(digest, f"a vector of passage {passage}", str(passage), vector)
            owners.append(passage)
            rows.append(np.frombuffer(vector, dtype=np.float16))
        matrix = np.array(rows, dtype=np.float32) if rows else np.zeros((0, dim), np.float32)
        return owners, matrix

    def put(self, found: Document, passages: list[Passage], vectors: list[Vectors]) -> None:
        """Write a document with its passages and, for each of them, the vectors of its sentences."""
        described = (found.id, found.title, found.sha256)
        insert = "INSERT INTO documents VALUES (?, ?, ?, ?, ?, ?, ?)"
        body = encode_document(found)
        self._query(
            insert, *described, found.data, digest_of(*described), body, digest_of(found.id, body)
        )
        insert = "INSERT INTO passages (document, body, digest) VALUES (?, ?, ?)"
        for passage, own in zip(passages, vectors, strict=True):
            body = encode(passage)
            self._query(insert, found.id, body, digest_of(found.id, body))
            ((number,),) = self._query("SELECT last_insert_rowid()")
            blobs = [vector.astype(np.float16).tobytes() for vector in own]
            rows = [(number, blob, digest_of(str(number), blob)) for blob in blobs]
            with self._explained():
                self._db.executemany(
                    "INSERT INTO sentences (passage, vector, digest) VALUES (?, ?, ?)", rows
                )

    def remove(self, name: str) -> None:
        """Delete a document with its passages and sentences."""
        numbers = "(SELECT number FROM passages WHERE document = ?)"
        self._query(f"DELETE FROM sentences WHERE passage IN {numbers}", name)  # noqa: S608
        self._query("DELETE FROM passages WHERE document = ?", name)
        self._query("DELETE FROM documents WHERE id = ?", name)

    def _prepare(self, write: bool) -> None:
        if not self._query("SELECT 1 FROM sqlite_master"):
            if not write:
                raise LibraryMissing(f"{self.folder}: the index is empty; run `yinju build` first")
            with self._explained():
                self._db.executescript(_TABLES)
        ((application,),) = self._query("PRAGMA application_id")
        if application != _APPLICATION:
            raise LibraryForeign(
                f"{self.folder}/{FILE}: expected an index of yinju, found another database; "
                f"choose --index DIR, or {REBUILD} to replace it"
            )
        ((found,),) = self._query("PRAGMA user_version")
        if found != FORMAT:
            raise LibraryForeign(
                f"{self.folder}: expected index format {FORMAT}, found {found}; {REBUILD}"
            )
        # About a millisecond a megabyte, as long as the sums of the derived files take.
        ((wrong,),) = self._query("PRAGMA integrity_check(1)")
        if wrong != "ok":
            raise LibraryDamaged(f"{self.folder}: {wrong}; {REBUILD}")
        self._query("PRAGMA secure_delete = ON")
        # Pages that are written before the commit would keep readers out for all of the build.
        self._query("PRAGMA cache_spill = OFF" if write else "PRAGMA query_only = ON")

    def _descriptions(self) -> list[tuple[str, str, str]]:
        """Name, title and sha256 of all documents, by name."""
        rows = self._query("SELECT id, title, sha256, digest FROM documents ORDER BY id")
        for name, title, sha256, digest in rows:
            self._verify(digest, f"document {name!r}", name, title, sha256)
        return [(name, title, sha256) for name, title, sha256, _ in rows]

    def _meta(self, key: str) -> str | None:
        row = self._row("SELECT value, digest FROM meta WHERE key = ?", key)
        if row is None:
            return None
        value, digest = row
        self._verify(digest, f"its {key}", key, value)
        return str(value)

    def _set_meta(self, key: str, value: str) -> None:
        self._query(
            "INSERT OR REPLACE INTO meta VALUES (?, ?, ?)", key, value, digest_of(key, value)
        )

    def _row(self, query: str, key: str | int) -> tuple[Any, ...] | None:
        return next(iter(self._query(query, key)), None)

    def _query(self, query: str, *values: str | int | bytes) -> list[tuple[Any, ...]]:
        with self._lock, self._explained():
            return self._db.execute(query, values).fetchall()

    def _verify(self, digest: bytes, what: str, *parts: str | bytes) -> None:
        if digest != digest_of(*parts):
            raise LibraryDamaged(f"{self.folder}: {what} is not what was written; {REBUILD}")

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.ProgrammingError:  # used wrongly: no fault of the file
            raise
        except (sqlite3.DatabaseError, UnicodeDecodeError) as error:  # text or names may be damaged
            code = getattr(error, "sqlite_errorcode", 0) & 0xFF
            if code in _BUSY:
                raise LibraryError(
                    f"{self.folder}: another process is writing this index; wait for it and try again"
                ) from error
            if code in _UNUSABLE:
                raise LibraryError(
                    f"{self.folder}: cannot be used ({error}); choose a folder with --index DIR"
                ) from error
            raise LibraryDamaged(f"{self.folder}: {error}; {REBUILD}") from error


def _none_in(folder: Path) -> LibraryError:
    """Why a folder holds no index; a build, which would be the advice, cannot help below a file."""
    for one in (folder, *folder.parents):
        if one.exists() and not one.is_dir():
            return LibraryError(
                f"{folder}: expected a folder for the index, but {one} is a file; "
                "choose a folder with --index DIR"
            )
    return LibraryMissing(f"{folder}: expected an index, found none; run `yinju build` first")
