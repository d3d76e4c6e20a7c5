"""A store that is read while builds go on: the file that stands there now, not one that stood there."""

import os
from pathlib import Path

from index.store import FILE, Store

Identity = tuple[int, int]
"""Device and inode: another file in the same place has another one while the old one is open."""

State = tuple[Identity | None, int]
"""File and generation: what was read at one state must not mix with what was read at another."""


class FollowingStore(Store):
    """A Store opened to read, whose file `yinju build --rebuild` may replace.

    SQLite goes on reading the file that it has opened, although that is no longer in the folder.
    Raises what Store raises, also from `follow`.
    """

    def __init__(self, folder: Path) -> None:
        self._identity = _identity(folder)  # taken first, so that no replacement goes unnoticed
        self._read: tuple[int, int] | None = None
        super().__init__(folder)

    @property
    def state(self) -> State:
        """The file and the generation that are read. It is asked for at every look at a document, so the
        generation is read again only when another connection has committed, which SQLite counts;
        this one writes nothing."""
        with self._lock:
            ((commits,),) = self._query("PRAGMA data_version")
            if self._read is None or self._read[0] != commits:
                self._read = commits, self.generation
            return self._identity, self._read[1]

    def follow(self) -> None:
        """Open the file that has come into the old one's place, if one has."""
        with self._lock:  # no query is under way, so that the old file can be closed
            if _identity(self.folder) in (None, self._identity):
                return
            other = FollowingStore(self.folder)
            self._db, other._db = other._db, self._db
            self._identity, self._read = other._identity, None
            other.close()


def _identity(folder: Path) -> Identity | None:
    try:
        found = os.stat(f"{folder}/{FILE}")  # noqa: PTH116  asked at every look at a document
    except OSError:  # gone: what is open is still whole
        return None
    return found.st_dev, found.st_ino
