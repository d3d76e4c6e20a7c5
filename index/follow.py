"""A store that is read while builds go on: the file that stands there now, not one that stood there."""

import os
from pathlib import Path

from index.database import LOG
from index.store import FILE, Store

Identity = tuple[int, ...]
"""Device and inode: another file in the same place has another one while the old one is open. Of a file that is
read without a log also when it was written, its size, and whether it has one now."""

State = tuple[Identity | None, int]
"""File and generation: what was read at one state must not mix with what was read at another."""


class FollowingStore(Store):
    """A Store opened to read, whose file `yinju build --rebuild` may replace.

    SQLite goes on reading the file that it has opened, although that is no longer in the folder. One in a
    folder that may not be written to is read as if nobody could; when somebody who can begins to, or has, it
    is opened anew: with the log that there then is it is followed like any other.
    Raises what Store raises, also from `follow`.
    """

    def __init__(self, folder: Path) -> None:
        # taken first, so that no replacement goes unnoticed
        before = _identity(folder, logged=False)
        self._read: tuple[int, int] | None = None
        super().__init__(folder)
        self._identity = before[:2] if before and self.logged else before

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
        """Open the file that has come into the old one's place, or the old one that has changed unseen."""
        with self._lock:  # no query is under way, so that the old file can be closed
            if _identity(self.folder, logged=self.logged) in (None, self._identity):
                return
            other = FollowingStore(self.folder)
            self._db, other._db = other._db, self._db
            self._identity, self._read, self.logged = other._identity, None, other.logged
            other.close()


def _identity(folder: Path, *, logged: bool) -> Identity | None:
    path = f"{folder}/{FILE}"
    try:
        found = os.stat(path)  # noqa: PTH116  asked at every look at a document
    except OSError:  # gone: what is open is still whole
        return None
    if logged:
        return found.st_dev, found.st_ino
    seen = found.st_mtime_ns, found.st_size, os.path.exists(path + LOG)  # noqa: PTH110  as above
    return found.st_dev, found.st_ino, *seen
