"""A SQLite file of ours, opened to read or to write: locks, damage and full disks as errors that help.

It is kept with a write-ahead log: readers read the last commit while the next is written, and wait
for nobody. What is deleted is overwritten with zeros, and the log is emptied after each change.
"""

import os
import sqlite3
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeAlias

from ingest.errors import LibraryDamaged, LibraryError

REBUILD = "run `yinju build --rebuild` with your documents"
LOG, SHARED = "-wal", "-shm"
"""What SQLite appends to a file's name for its log, and for what the processes that have it open share."""

_EMPTYING = 10
"""Times that the patience is waited for readers to leave the log."""
_BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
_UNUSABLE = (
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_READONLY,
)
Value: TypeAlias = str | int | bytes


class Database:
    """One SQLite file and one connection, which threads share; another process that writes is waited for
    as many seconds as there is `patience`.

    Raises LibraryError or LibraryDamaged, or what `_told` makes of an error instead, each with what to do.
    """

    def __init__(self, path: Path, *, write: bool, patience: float = 5.0) -> None:
        self.folder = path.parent
        self.logged = write or _may_have_log(path)
        """Whether the commits of others are seen, which are in the log first."""
        self._lock = threading.RLock()
        with self._explained():
            self._db = sqlite3.connect(
                _uri(path, write, self.logged),
                uri=True,
                timeout=patience,
                check_same_thread=False,
                isolation_level=None,
            )

    def close(self) -> None:
        """Close the file; an open transaction is rolled back."""
        with self._lock:
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
                self._query("COMMIT")
            except BaseException:
                if self._db.in_transaction:  # SQLite has ended it itself when the disk is full
                    self._query("ROLLBACK")
                raise

    def check(self) -> None:
        """Read the whole file, about a millisecond a megabyte; raises LibraryDamaged."""
        ((wrong,),) = self._query("PRAGMA integrity_check(1)")
        if wrong != "ok":
            raise self._told(sqlite3.DatabaseError(wrong))

    def copy_to(self, path: Path) -> None:
        """Write a copy, as it is at one moment and without anything that was deleted; nobody waits."""
        with self._lock:
            ((guarded,),) = self._query("PRAGMA query_only")
            self._query("PRAGMA query_only = OFF")  # SQLite would not write another file either
            try:
                self._query("VACUUM INTO ?", str(path))
            finally:
                self._query(f"PRAGMA query_only = {guarded}")

    def empty_log(self) -> bool:
        """Write what was committed into the file itself and cut the log to nothing, so that what was
        deleted is in neither; False when a reader keeps it."""
        for _ in range(_EMPTYING):
            ((kept, _, _),) = self._query("PRAGMA wal_checkpoint(TRUNCATE)")
            if not kept:
                return True
        return False

    def _prepare_to_write(self) -> None:
        """Durable at each commit; nothing deleted stays, also not in a temporary file."""
        self._query("PRAGMA journal_mode = WAL")
        self._query("PRAGMA synchronous = FULL")
        self._query("PRAGMA secure_delete = ON")
        self._query("PRAGMA temp_store = MEMORY")

    def _run(self, statements: str) -> None:
        for statement in statements.split(";\n"):
            self._query(statement)

    def _row(self, query: str, *values: Value) -> tuple[Any, ...] | None:
        return next(iter(self._query(query, *values)), None)

    def _query(self, query: str, *values: Value) -> list[tuple[Any, ...]]:
        with self._lock, self._explained():
            return self._db.execute(query, values).fetchall()

    def _query_many(self, query: str, rows: Iterable[tuple[Value, ...]]) -> None:
        with self._lock, self._explained():
            self._db.executemany(query, rows)

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.Error, UnicodeDecodeError) as error:  # text or names may be damaged
            told = self._told(error)
            if told is error:
                raise
            raise told from error

    def _told(self, error: Exception) -> Exception:
        """What is raised for an error of SQLite's, or for text that is none."""
        if isinstance(error, sqlite3.ProgrammingError):  # used wrongly: no fault of the file
            return error
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        if code in _BUSY:
            return LibraryError(
                f"{self.folder}: another process is writing this index; wait for it and try again"
            )
        if code in _UNUSABLE:
            room = "free some space there, or " if code == sqlite3.SQLITE_FULL else ""
            return LibraryError(
                f"{self.folder}: cannot be used ({error}); {room}choose a folder with --index DIR"
            )
        return LibraryDamaged(f"{self.folder}: {error}; {REBUILD}")


def _may_have_log(path: Path) -> bool:
    """Whether a reader may make the log that it needs to see what others write, or there is one."""
    return os.access(path.parent, os.W_OK) or path.with_name(path.name + LOG).exists()


def _uri(path: Path, write: bool, logged: bool) -> str:
    """How a file is opened. A reader may write too: the log's shared memory, and to undo a commit in
    the middle of which a writer was killed. Without a log SQLite reads only what it is told does not change;
    that somebody begins to change it is for `FollowingStore` to see."""
    where = path.absolute().as_uri()
    if write:
        return f"{where}?mode=rwc"
    return f"{where}?mode=rw" if logged else f"{where}?immutable=1"
