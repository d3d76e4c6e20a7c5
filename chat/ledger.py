"""The file in which records are kept: one SQLite database, opened, checked, and written in transactions."""

import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ingest.errors import RecordsError

FILE = "records.sqlite"
FORMAT = 1

_BUSY_SECONDS = 1.0
"""How long to wait for another process that is writing here."""
_APPLICATION = int.from_bytes(b"yinr")
_TABLES = f"""
BEGIN IMMEDIATE;
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
PRAGMA application_id = {_APPLICATION};
PRAGMA user_version = {FORMAT};
COMMIT;
"""


class Ledger:
    """The database of a folder, shared by threads and, in WAL mode, by processes.

    Raises RecordsError, with what to do, when it cannot be used; so does everything below.
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE
        self._lock = threading.RLock()
        with self._explained():
            self._db = sqlite3.connect(
                self.path, timeout=_BUSY_SECONDS, check_same_thread=False, isolation_level=None
            )
        try:
            with self._explained():
                self._prepare()
        except BaseException:
            self._db.close()
            raise

    def close(self) -> None:
        """Close the file; nothing waits to be written."""
        with self._lock:
            self._db.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All of the changes inside, or none, also when the process is killed."""
        with self._lock:
            self.query("BEGIN IMMEDIATE")
            try:
                yield
                self.query("COMMIT")
            except BaseException:
                if self._db.in_transaction:  # SQLite has ended it itself when the disk is full
                    self.query("ROLLBACK")
                raise

    def query(self, statement: str, *values: str | int | bytes) -> list[tuple[Any, ...]]:
        """The rows that one statement gives."""
        with self._lock, self._explained():
            return self._db.execute(statement, values).fetchall()

    def many(self, statement: str, rows: Sequence[tuple[str | int | bytes, ...]]) -> None:
        """One statement for each row of values."""
        with self._lock, self._explained():
            self._db.executemany(statement, rows)

    def empty_log(self) -> bool:
        """Move all that SQLite has written beside the file into it; False when another process reads
        there, so that something of the log is left."""
        ((busy, _, _),) = self.query("PRAGMA wal_checkpoint(TRUNCATE)")
        return not busy

    def _prepare(self) -> None:
        execute = self._db.execute
        execute("PRAGMA journal_mode = WAL")
        execute("PRAGMA synchronous = NORMAL")
        execute("PRAGMA secure_delete = ON")
        execute("PRAGMA foreign_keys = ON")
        if not execute("SELECT 1 FROM sqlite_master").fetchall():
            self._db.executescript(_TABLES)
        ((application,),) = execute("PRAGMA application_id").fetchall()
        ((found,),) = execute("PRAGMA user_version").fetchall()
        if (application, found) != (_APPLICATION, FORMAT):
            raise RecordsError(
                f"{self.path}: expected records of format {FORMAT}, found format {found} or another "
                "database; move the file away, or serve with --no-records"
            )
        ((wrong,),) = execute("PRAGMA quick_check(1)").fetchall()
        if wrong != "ok":
            raise sqlite3.DatabaseError(wrong)

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.Error, UnicodeDecodeError) as error:
            raise RecordsError(
                f"{self.path}: answers cannot be kept here ({error}); mend the disk, move the file away, "
                "or serve with --no-records"
            ) from error
