"""The file in which records are kept: one SQLite database, and that of a backup put in its place."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from index.database import Database
from ingest.errors import RecordsError

FILE = "records.sqlite"
FORMAT = 2

_BUSY_SECONDS = 1.0
"""How long to wait for another process that is writing here."""
_APPLICATION = int.from_bytes(b"yinr")
_TABLES = """
CREATE TABLE answers (number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT UNIQUE NOT NULL, day TEXT NOT NULL,
                      question TEXT NOT NULL, asked TEXT NOT NULL, refused INTEGER NOT NULL,
                      generation INTEGER NOT NULL, body TEXT NOT NULL, digest BLOB NOT NULL);
CREATE INDEX answers_by_day ON answers (day);
CREATE TABLE quotes (answer INTEGER NOT NULL REFERENCES answers ON DELETE CASCADE, place INTEGER NOT NULL,
                     document TEXT NOT NULL, version TEXT NOT NULL, body TEXT NOT NULL, digest BLOB NOT NULL,
                     PRIMARY KEY (answer, place));
CREATE INDEX quotes_of_document ON quotes (document);
CREATE TABLE reports (number INTEGER PRIMARY KEY AUTOINCREMENT, day TEXT NOT NULL, question TEXT NOT NULL,
                      verdict TEXT NOT NULL, document TEXT NOT NULL, place TEXT NOT NULL, words TEXT NOT NULL);
CREATE INDEX reports_of_document ON reports (document);
"""
_MARKS = """
ALTER TABLE reports ADD COLUMN mark TEXT NOT NULL DEFAULT '';
CREATE UNIQUE INDEX reports_by_mark ON reports (mark) WHERE mark <> '';
"""
"""What a report replaces another by, new in format 2."""
_AT_ONCE = 1000
"""Rows in memory while a backup is put back."""


class Ledger(Database):
    """The records of a folder, shared by threads and processes, made or brought up to this format.

    Raises RecordsError, with what to do, when it cannot be used; so does everything below.
    """

    def __init__(self, folder: Path, file: str = FILE) -> None:
        self.path = folder / file
        super().__init__(self.path, write=True, patience=_BUSY_SECONDS)
        try:
            self._prepare()
        except BaseException:
            self.close()
            raise

    def query(self, statement: str, *values: str | int | bytes) -> list[tuple[Any, ...]]:
        """The rows that one statement gives."""
        return self._query(statement, *values)

    def many(self, statement: str, rows: Sequence[tuple[str | int | bytes, ...]]) -> None:
        """One statement for each row of values."""
        self._query_many(statement, rows)

    def take(self, other: "Ledger") -> None:
        """Hold what another one holds, and nothing else, inside a transaction."""
        self.query("DELETE FROM quotes")
        for table in ("answers", "quotes", "reports"):
            self.query(f"DELETE FROM {table}")  # noqa: S608
            last = 0
            while rows := other.query(
                f"SELECT rowid, * FROM {table} WHERE rowid > ? ORDER BY rowid LIMIT {_AT_ONCE}",  # noqa: S608
                last,
            ):
                last = rows[-1][0]
                places = ", ".join("?" * (len(rows[0]) - 1))
                self.many(f"INSERT INTO {table} VALUES ({places})", [row[1:] for row in rows])  # noqa: S608

    def _prepare(self) -> None:
        self._prepare_to_write()
        self._query("PRAGMA synchronous = NORMAL")  # an answer may go when the power does
        self._query("PRAGMA foreign_keys = ON")
        with self.transaction():
            if not self._query("SELECT 1 FROM sqlite_master"):
                self._run(_TABLES + _MARKS)
                self._query(f"PRAGMA application_id = {_APPLICATION}")
                self._query(f"PRAGMA user_version = {FORMAT}")
            ((application,),) = self._query("PRAGMA application_id")
            ((found,),) = self._query("PRAGMA user_version")
            if application == _APPLICATION and found == 1:
                self._run(_MARKS)
                self._query(f"PRAGMA user_version = {FORMAT}")
            elif (application, found) != (_APPLICATION, FORMAT):
                raise RecordsError(
                    f"{self.path}: expected records of format {FORMAT}, found format {found} or another "
                    "database; move the file away, or serve with --no-records"
                )
        self.check()

    def _told(self, error: Exception) -> RecordsError:
        return RecordsError(
            f"{self.path}: answers cannot be kept here ({error}); mend the disk, move the file away, "
            "or serve with --no-records"
        )


def copy_records(folder: Path, target: Path) -> None:
    """Write a copy of a folder's records as they are at one moment. Raises RecordsError."""
    ledger = Ledger(folder)
    try:
        ledger.copy_to(target)
    finally:
        ledger.close()


@contextmanager
def restored_records(folder: Path, source: Path) -> Iterator[None]:
    """Put the records in `source` in the place of those of a folder, also under a server that keeps
    answers there: at the end of the block, unless it raises. Raises RecordsError."""
    other = Ledger(source.parent, source.name)
    try:
        ledger = Ledger(folder)
        try:
            with ledger.transaction():
                ledger.take(other)
                yield
            ledger.empty_log()
        finally:
            ledger.close()
    finally:
        other.close()
