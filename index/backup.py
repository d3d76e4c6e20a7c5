"""A library copied to one file while it is used, and put back from one.

A backup is the SQLite file, which is the truth, another file that goes with it, the lengths of both, and
the sha256 of all that behind the last byte: not one bit may differ. What is derived is made anew when it
is put back.
"""

import hashlib
import os
import shutil
import struct
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, suppress
from pathlib import Path
from typing import IO

from index.build import beside
from index.change import alone, remake
from index.derive import sha256_of, sync
from index.engine import broken
from index.store import FILE, Store
from ingest.errors import LibraryDamaged, LibraryError, LibraryForeign

_DIGEST = hashlib.sha256().digest_size
_PIECE = 1 << 20
_MARK = b"yinju-backup-002"
_END = struct.Struct(">16sQQ")
"""The mark of a backup in two parts, and their lengths in bytes."""


def sound(store: Store) -> int:
    """Read every row and compare it with its digest; the number of documents. Raises LibraryDamaged."""
    makers = store.makers
    names = store.documents()
    for name in names:
        store.document(name)
        store.passages_of(name)
        if makers is not None:
            store.vectors_of(name, makers.dim)
    return len(names)


def state_of(folder: Path) -> tuple[int, list[str]]:
    """How many documents the index of a folder holds, and the derived files that need `yinju repair`.

    Raises what Store raises, LibraryDamaged also for a row that is not what was written.
    """
    store = Store(folder)
    try:
        return sound(store), broken(store)
    finally:
        store.close()


def backup(folder: Path, target: Path, other: Callable[[Path], None] | None = None) -> int:
    """Copy the index in `folder` to the file `target` as it is at one moment, whoever reads or writes
    meanwhile; the number of documents in it. `other` writes a file that is to go with it.

    Raises LibraryError when `target` exists or cannot be written, LibraryDamaged for what must not be
    kept as a backup, and what `other` raises.
    """
    _check_place(target)
    aside = target.with_name(f"{target.name}.part-{os.getpid()}")
    second = aside.with_name(f"{aside.name}-2")
    store = Store(folder)
    try:
        aside.touch()  # what is wrong with the place is told of the place, not of the index
        store.copy_to(aside)
        count = _checked(aside)
        sizes = [aside.stat().st_size, 0]
        if other is not None:
            other(second)
            sizes[1] = second.stat().st_size
            with aside.open("ab") as file, second.open("rb") as more:
                shutil.copyfileobj(more, file)
        with aside.open("ab") as file:
            file.write(_END.pack(_MARK, *sizes))
        digest = bytes.fromhex(sha256_of(aside))
        with aside.open("ab") as file:
            file.write(digest)
        sync(aside)
        os.link(aside, target)  # fails, and does not replace, if it has come into being meanwhile
        sync(target.absolute().parent)
    except OSError as error:
        raise _not_written(target, error) from error
    finally:
        with suppress(OSError):  # where the place is what was wrong, nothing is there
            aside.unlink(missing_ok=True)
            second.unlink(missing_ok=True)
        store.close()
    return count


def restore(
    folder: Path,
    source: Path,
    other: Callable[[Path], AbstractContextManager[None]] | None = None,
) -> int:
    """Put the backup `source` in the place of the index in `folder`; the number of documents.

    It is read whole first, and what is derived is made from it; interrupted at any moment the index is
    the one before. A server that has it open goes over to it. `other` puts the file that went with it
    back, when its block ends; it is not called when there is none.
    Raises LibraryError, or LibraryDamaged or LibraryForeign when `source` is no sound backup.
    """
    if not source.is_file():
        found = "a folder" if source.is_dir() else "no such file"
        raise LibraryError(
            f"{source}: expected a file that `yinju backup` has written, found {found}; check the path"
        )
    second = folder / f"{FILE}.with"
    try:
        with alone(folder), ExitStack() as after:
            after.callback(second.unlink, missing_ok=True)
            with beside(folder, lambda path: _unpack(source, path, second)) as store:
                count = sound(store)
                remake(store)
                if other is not None and second.exists():
                    after.enter_context(other(second))
    except (LibraryDamaged, LibraryForeign) as error:
        raise type(error)(f"{source}: no backup that can be restored: {error}") from error
    except OSError as error:
        raise LibraryError(f"{source}: cannot be copied to {folder} ({error})") from error
    return count


def _check_place(target: Path) -> None:
    """Raises LibraryError when there can be no new file of this name."""
    try:
        if target.is_dir():
            raise LibraryError(
                f"{target}: expected the name of a new file, found a folder; name a file"
            )
        if not target.parent.is_dir():
            raise LibraryError(
                f"{target.parent}: expected a folder for the backup, found none; make it"
            )
        if target.exists():
            raise LibraryError(f"{target}: expected no file there; name another one")
    except OSError as error:
        raise _not_written(target, error) from error


def _not_written(target: Path, error: OSError) -> LibraryError:
    return LibraryError(f"{target}: cannot be written ({error.strerror}); name a file elsewhere")


def _unpack(source: Path, path: Path, second: Path) -> None:
    """Write the parts of a backup to files. Raises LibraryDamaged when it is not what was written."""
    length = source.stat().st_size - _DIGEST
    with source.open("rb") as given:
        found = hashlib.sha256()
        for piece in _pieces(given, length):
            found.update(piece)
        if given.read() != found.digest():
            raise LibraryDamaged(f"{source}: not what `yinju backup` wrote; restore another one")
        given.seek(max(0, length - _END.size))
        end = given.read(min(_END.size, max(0, length)))
        mark, first, more = _END.unpack(end) if len(end) == _END.size else (b"", 0, 0)
        if mark != _MARK:  # one of a version that kept the index alone
            first, more = length, 0
        given.seek(0)
        for target, size in ((path, first), (second, more)):
            if size or target == path:
                with target.open("wb") as file:
                    for piece in _pieces(given, size):
                        file.write(piece)


def _pieces(file: IO[bytes], length: int) -> Iterator[bytes]:
    while length > 0 and (piece := file.read(min(length, _PIECE))):
        yield piece
        length -= len(piece)


def _checked(path: Path) -> int:
    store = Store(path.parent, file=path.name)
    try:
        return sound(store)
    finally:
        store.close()
