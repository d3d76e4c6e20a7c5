"""A library copied to one file while it is used, and put back from one.

A backup is the SQLite file, which is the truth, and the sha256 of it behind its last byte: not one bit may
differ. What is derived is made anew when it is put back.
"""

import hashlib
import os
from pathlib import Path

from index.build import beside
from index.change import alone, remake
from index.derive import sha256_of, sync
from index.engine import broken
from index.store import Store
from ingest.errors import LibraryDamaged, LibraryError, LibraryForeign

_DIGEST = hashlib.sha256().digest_size
_PIECE = 1 << 20


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


def backup(folder: Path, target: Path) -> int:
    """Copy the index in `folder` to the file `target` as it is at one moment, whoever reads or writes
    meanwhile; the number of documents in it.

    Raises LibraryError when `target` exists or cannot be written, LibraryDamaged for what must not be
    kept as a backup.
    """
    aside = target.with_name(f"{target.name}.part-{os.getpid()}")
    store = Store(folder)
    try:
        if target.exists():
            raise LibraryError(f"{target}: expected no file there; name another one")
        store.copy_to(aside)
        count = _checked(aside)
        digest = bytes.fromhex(sha256_of(aside))
        with aside.open("ab") as file:
            file.write(digest)
        sync(aside)
        os.link(aside, target)  # fails, and does not replace, if it has come into being meanwhile
        sync(target.absolute().parent)
    except OSError as error:
        raise LibraryError(f"{target}: cannot be written ({error.strerror})") from error
    finally:
        aside.unlink(missing_ok=True)
        store.close()
    return count


def restore(folder: Path, source: Path) -> int:
    """Put the backup `source` in the place of the index in `folder`; the number of documents.

    It is read whole first, and what is derived is made from it; interrupted at any moment the index is
    the one before. A server that has it open goes over to it.
    Raises LibraryError, or LibraryDamaged or LibraryForeign when `source` is no sound backup.
    """
    if not source.is_file():
        raise LibraryError(f"{source}: expected a file that `yinju backup` has written")
    try:
        with alone(folder), beside(folder, lambda path: _unpack(source, path)) as store:
            count = sound(store)
            remake(store)
    except (LibraryDamaged, LibraryForeign) as error:
        raise type(error)(f"{source}: no backup that can be restored: {error}") from error
    except OSError as error:
        raise LibraryError(f"{source}: cannot be copied to {folder} ({error})") from error
    return count


def _unpack(source: Path, path: Path) -> None:
    """Copy a backup without its digest. Raises LibraryDamaged when it is not that of what was copied."""
    length, found = source.stat().st_size - _DIGEST, hashlib.sha256()
    with source.open("rb") as given, path.open("wb") as copy:
        while length > 0 and (piece := given.read(min(length, _PIECE))):
            found.update(piece)
            copy.write(piece)
            length -= len(piece)
        if given.read() != found.digest():
            raise LibraryDamaged(f"{source}: not what `yinju backup` wrote; restore another one")


def _checked(path: Path) -> int:
    store = Store(path.parent, file=path.name)
    try:
        return sound(store)
    finally:
        store.close()
