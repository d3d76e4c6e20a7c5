"""What is on disk: one SQLite file that is the truth.

    FOLDER/library.sqlite    documents with their original bytes and what was read from them,
                             passages, sentences, vectors, and what made them
    FOLDER/derived/SEGMENT/  FAISS and BM25 files of some documents, made from the truth, see derive.py

A change writes new segments beside the old ones, then commits; the commit is the one moment at which
everything changes. Interrupted before it, the old index still answers; readers never wait. Every row
carries a digest and the file is checked when it is opened to be asked, so that a flipped byte is an
error instead of a wrong quote.
"""

import hashlib
import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np

from index.database import REBUILD
from index.makers import Makers
from index.places import Places
from index.rows import decode, digest_of, encode
from index.tables import APPLICATION, FORMAT, SEGMENTS, TABLES, UPGRADED, Listed
from index.types import Vectors
from ingest.errors import LibraryDamaged, LibraryError, LibraryForeign, LibraryMissing
from ingest.types import Document, Passage
from ingest.written import decode_document, encode_document

FILE = "library.sqlite"


class Store(Places):
    """The SQLite file of a folder, opened to read or to write.

    `check` reads all of it first, about a millisecond a megabyte; `formats` are those that may be
    there. Raises LibraryMissing, LibraryForeign or LibraryDamaged, each with the command that helps.
    """

    def __init__(
        self,
        folder: Path,
        *,
        write: bool = False,
        file: str = FILE,
        check: bool = True,
        formats: Collection[int] = (FORMAT,),
    ) -> None:
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
        super().__init__(path, write=write)
        try:
            self._prepare(write, check, formats)
        except BaseException:
            self.close()
            raise

    @property
    def format(self) -> int:
        """The format of the file."""
        ((found,),) = self._query("PRAGMA user_version")
        return int(found)

    @property
    def generation(self) -> int:
        """Counts the commits; what was read at one generation must not mix with another. 0 is an
        empty one."""
        return int(self._meta("generation") or 0)

    @generation.setter
    def generation(self, value: int) -> None:
        self._set_meta("generation", str(value))

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

    def listed(self) -> list[Listed]:
        """All documents, by name, without reading them."""
        query = "SELECT id, length(data), (SELECT count(*) FROM passages WHERE document = id) FROM documents"
        counted = {name: (passages, size) for name, size, passages in self._query(query)}
        return [Listed(*described, *counted[described[0]]) for described in self._descriptions()]

    def sha256_of(self, name: str) -> str | None:
        """The sha256 of a document's bytes, None when there is none of this name."""
        row = self._row("SELECT title, sha256, digest FROM documents WHERE id = ?", name)
        if row is None:
            return None
        title, sha256, digest = row
        self._verify(digest, f"document {name!r}", name, title, sha256)
        return str(sha256)

    def versions(self) -> dict[str, bytes]:
        """What tells each document from any other that had or will have its name, by name."""
        rows = self._query("SELECT id, digest, body_digest FROM documents ORDER BY id")
        return {name: bytes(one) + bytes(other) for name, one, other in rows}

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
        return self.passages_at([number])[0]

    def passages_at(self, numbers: Sequence[int]) -> list[Passage]:
        """The passages of these numbers, a few, in that order. Raises LibraryDamaged as `passage` does."""
        places = ",".join("?" * len(numbers))
        query = f"SELECT number, document, body, digest FROM passages WHERE number IN ({places})"  # noqa: S608
        rows = {number: row for number, *row in self._query(query, *numbers)}
        found = []
        for number in numbers:
            if number not in rows:
                raise LibraryDamaged(f"{self.folder}: passage {number} is missing; {REBUILD}")
            name, body, digest = rows[number]
            self._verify(digest, f"passage {number}", name, body)
            found.append(decode(name, body))
        return found

    def passages(self) -> Iterator[tuple[int, Passage]]:
        """All passages with their numbers, in order."""
        for (number,) in self._query("SELECT number FROM passages ORDER BY number"):
            yield number, self.passage(number)

    def numbers_of(self, name: str) -> list[int]:
        """The numbers of a document's passages, in reading order."""
        query = "SELECT number FROM passages WHERE document = ? ORDER BY number"
        return [number for (number,) in self._query(query, name)]

    def sentences_in(self, name: str) -> int:
        """The number of a document's sentences."""
        query = "SELECT count(*) FROM passages JOIN sentences ON passage = passages.number WHERE document = ?"
        ((count,),) = self._query(query, name)
        return int(count)

    def passages_of(self, name: str) -> list[Passage]:
        """The passages of one document, in reading order."""
        return [self.passage(number) for number in self.numbers_of(name)]

    def holds(self, numbers: Collection[int]) -> bool:
        """Whether anything of these passages is there."""
        query = (
            "SELECT EXISTS (SELECT 1 FROM passages WHERE number = ?) "
            "OR EXISTS (SELECT 1 FROM sentences WHERE passage = ?)"
        )
        return any(self._query(query, number, number) != [(0,)] for number in numbers)

    def says(self, words: bytes) -> bool:
        """Whether these bytes stand in what any row holds."""
        columns = {
            "documents": ("id", "title", "sha256", "data", "body"),
            "passages": ("body",),
            "sentences": ("vector",),
            "meta": ("value",),
            "sqlite_master": ("sql",),
        }
        for table, names in columns.items():
            found = " OR ".join(f"instr(CAST({one} AS BLOB), ?1)" for one in names)
            if self._query(f"SELECT EXISTS (SELECT 1 FROM {table} WHERE {found})", words) != [(0,)]:  # noqa: S608
                return True
        return False

    def vectors_of(self, name: str, dim: int) -> tuple[list[int], Vectors]:
        """Passage numbers and vectors of a document's sentences, in order. *Shape:* (n,), (n, dim)."""
        query = (
            "SELECT passage, vector, sentences.digest FROM passages JOIN sentences "
            "ON passage = passages.number WHERE document = ? ORDER BY sentences.number"
        )
        owners: list[int] = []
        rows = []
        for passage, vector, digest in self._query(query, name):
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
            self._query_many(
                "INSERT INTO sentences (passage, vector, digest) VALUES (?, ?, ?)",
                [(number, blob, digest_of(str(number), blob)) for blob in blobs],
            )

    def remove(self, name: str) -> None:
        """Delete a document with its passages and sentences."""
        numbers = "(SELECT number FROM passages WHERE document = ?)"
        self._query(f"DELETE FROM sentences WHERE passage IN {numbers}", name)  # noqa: S608
        self._query("DELETE FROM passages WHERE document = ?", name)
        self._query("DELETE FROM places WHERE document = ?", name)
        self._query("DELETE FROM documents WHERE id = ?", name)

    def upgrade(self) -> None:
        """Turn the tables of an earlier format into this one's, inside a transaction; no document is
        in a segment then."""
        self._run(SEGMENTS)
        self._query("DELETE FROM meta WHERE key = 'manifest'")
        self._query(f"PRAGMA user_version = {FORMAT}")

    def clear(self) -> None:
        """Delete everything but the number of the generation."""
        for table in ("documents", "passages", "sentences", "segments", "places"):
            self._query(f"DELETE FROM {table}")  # noqa: S608

    def _prepare(self, write: bool, check: bool, formats: Collection[int]) -> None:
        if not self._query("SELECT 1 FROM sqlite_master"):
            if not write:
                raise LibraryMissing(f"{self.folder}: the index is empty; run `yinju build` first")
            self._prepare_to_write()
            with self.transaction():
                self._run(TABLES + SEGMENTS)
                self._query(f"PRAGMA application_id = {APPLICATION}")
                self._query(f"PRAGMA user_version = {FORMAT}")
        ((application,),) = self._query("PRAGMA application_id")
        if application != APPLICATION:
            raise LibraryForeign(
                f"{self.folder}/{FILE}: expected an index of yinju, found another database; "
                f"choose --index DIR, or {REBUILD} to replace it"
            )
        if (found := self.format) not in formats:
            raise LibraryForeign(
                f"{self.folder}: expected index format {FORMAT}, found {found}; "
                + ("run `yinju repair` to upgrade it" if found in UPGRADED else REBUILD)
            )
        if check:
            self.check()
        if write:
            self._prepare_to_write()
        else:
            self._query("PRAGMA query_only = ON")

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


def _none_in(folder: Path) -> LibraryError:
    """Why a folder holds no index; a build, which would be the advice, cannot help below a file."""
    for one in (folder, *folder.parents):
        if one.exists() and not one.is_dir():
            return LibraryError(
                f"{folder}: expected a folder for the index, but {one} is a file; "
                "choose a folder with --index DIR"
            )
    return LibraryMissing(f"{folder}: expected an index, found none; run `yinju build` first")
