"""The files that are made from the truth to search it fast, and can be made again from it.

    derived/SEGMENT/dense.faiss    vectors of the sentences of some documents, to be searched
    derived/SEGMENT/sentences.npy  the passage of each sentence, int64
    derived/SEGMENT/lexical/       BM25

A segment is written once and never changed. A change writes the segment of what is new, and anew
the one that a removed document stood in, so that nothing of it is left in any file; small segments are
taken into the new one. So a change costs its documents and at most some segments of `LARGEST` sentences,
however many documents there are. The SQLite file names the segments, with the sha256 of each file; a
file that differs is refused.
"""

import hashlib
import os
import shutil
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from uuid import uuid4

import numpy as np

from index import dense, lexical
from index.segment import Segmenter
from index.store import Store
from index.tables import Segment
from ingest.errors import LibraryDamaged, LibraryError
from ingest.view import searched

FOLDER = "derived"
REPAIR = "run `yinju repair` to make it again from the stored documents"
LARGEST = 4096
"""Sentences of a segment; a document with more has one of its own."""
_TAKEN_IN = 2
"""A new segment takes in those of up to twice its size, so that each sentence is written again a few
times (the logarithm of their number) and not at every change, and segments stay few."""


def place(store: Store, names: Iterable[str], segmenter: Segmenter, dim: int) -> None:
    """Write the segments of documents that have none yet, inside the transaction of `store`.

    Raises LibraryError when they cannot be written; what was written then is never read, and swept.
    """
    sizes = {segment.name: segment.sentences for segment in store.segments()}
    try:
        for group in _groups(store, names):
            whole = list(group)
            size = sum(group.values())
            for small in _small(sizes, size):
                whole += store.within(small)
                size += sizes.pop(small)
                store.remove_segment(small)
            segment = _write(store, whole, size, segmenter, dim)
            store.put_segment(segment, whole)
            sizes[segment.name] = size
    except (OSError, RuntimeError, ValueError) as error:
        raise LibraryError(
            f"{store.folder}: cannot be written ({error}); choose a folder with --index DIR"
        ) from error


def _groups(store: Store, names: Iterable[str]) -> Iterator[dict[str, int]]:
    """Documents that fill a segment together, with the numbers of their sentences; those without any
    are in no segment."""
    group: dict[str, int] = {}
    for name in names:
        size = store.sentences_in(name)
        if group and sum(group.values()) + size > LARGEST:
            yield group
            group = {}
        if size:
            group[name] = size
    if group:
        yield group


def _small(sizes: dict[str, int], size: int) -> list[str]:
    """Segments that a new one takes in, the smallest first.

    >>> _small({"甲": 8, "乙": 3, "丙": 40, "丁": 4096}, 2)
    ['乙', '甲']
    """
    taken = []
    for name, other in sorted(sizes.items(), key=lambda one: (one[1], one[0])):
        if other > _TAKEN_IN * size or size + other > LARGEST:
            break
        taken.append(name)
        size += other
    return taken


def _write(store: Store, names: list[str], size: int, segmenter: Segmenter, dim: int) -> Segment:
    name = uuid4().hex
    path = store.folder / FOLDER / name
    path.mkdir(parents=True)
    found = [store.vectors_of(one, dim) for one in names]
    owners = np.array([owner for numbers, _ in found for owner in numbers], dtype=np.int64)
    order = np.argsort(owners, kind="stable")
    vectors = np.concatenate([vectors for _, vectors in found])
    dense.write(path / "dense.faiss", vectors[order])
    np.save(path / "sentences.npy", owners[order])
    lexical.write(path / "lexical", _rows(store, names, segmenter))
    files = sorted(one for one in path.rglob("*") if one.is_file())
    for one in [*files, path / "lexical", path, path.parent, path.parent.parent]:
        sync(one)
    return Segment(name, size, {f.relative_to(path).as_posix(): sha256_of(f) for f in files})


def _rows(
    store: Store, names: list[str], segmenter: Segmenter
) -> Iterator[tuple[int, Sequence[str], Sequence[str]]]:
    for name in names:
        document = store.document(name)
        for number in store.numbers_of(name):
            passage = store.passage(number)
            section = f"{document.title} {passage.section}"
            text = searched(document, passage.spans).text
            yield number, segmenter.terms(text), segmenter.terms(section)


def verify(folder: Path, segment: Segment) -> None:
    """Compare every file of a segment with its checksum; raises LibraryDamaged at the first that
    differs or is missing."""
    path = folder / FOLDER / segment.name
    for name, sha256 in segment.files.items():
        try:
            if sha256_of(path / name) != sha256:
                raise LibraryDamaged(f"{path / name}: not what was written; {REPAIR}")
        except OSError as error:
            raise LibraryDamaged(f"{path}: incomplete ({error.strerror}); {REPAIR}") from error


def sweep(folder: Path, named: Iterable[str]) -> None:
    """Remove what is none of the segments of the last commit; a reader that has files open keeps them.

    Raises LibraryError when something cannot be removed.
    """
    kept = set(named)
    gone = [path for path in (folder / FOLDER).glob("*") if path.name not in kept]
    try:
        for path in [*gone, *folder.glob("derived-*"), *folder.glob("aside-*")]:  # of format 3
            shutil.rmtree(path)
    except OSError as error:
        raise LibraryError(f"{path}: cannot be removed ({error.strerror}); remove it") from error


def sha256_of(path: Path) -> str:
    """Hex digest of a file. Raises OSError."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def sync(path: Path) -> None:
    """Wait until a file, or a folder's list of files, is on the disk. Raises OSError."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
