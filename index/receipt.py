"""What is looked for after a removal, and what the receipt says of it."""

import json
import mmap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from index.derive import FOLDER, REPAIR
from index.engine import LocalEngine
from index.segment import Segmenter
from index.store import FILE, Store
from index.types import Vectors
from ingest.errors import LibraryDamaged
from ingest.view import searched

_ASKED = 256
"""Passages of a document that are asked for, evenly spaced; whether any is there is told of all."""
_FOUND = 200
_PIECES = 8
_PIECE = 48
"""Bytes of a piece of a document that is looked for in the files; SQLite writes rows in pages of some
thousand bytes, so that nearly all pieces would stand in one."""

_SHORTEST = 8
"""Bytes; a shorter name may stand anywhere by chance, as may zeros alone."""


@dataclass(frozen=True, slots=True)
class Removed:
    """A document that was removed."""

    name: str
    sha256: str
    passages: int
    sentences: int


@dataclass(frozen=True, slots=True)
class Receipt:
    """That nothing of some documents is left in a library, and how that was looked for.

    `questions` are the searches by words and by vectors, made of the removed passages themselves;
    `pieces` are pieces of the documents' bytes, of what was read from them and of their vectors,
    looked for in `files` files of `bytes` bytes together: the index's own, no other file of its folder.
    `shared` of them stand in documents that are still there, too, and say nothing.
    """

    removed: tuple[Removed, ...]
    generation: int
    questions: int
    pieces: int
    shared: int
    files: int
    bytes: int


@dataclass(frozen=True, slots=True)
class Traces:
    """What a document would be found by."""

    removed: Removed
    numbers: list[int]
    terms: list[list[str]]
    vectors: Vectors
    pieces: list[bytes]


def traces(store: Store, name: str, segmenter: Segmenter, dim: int) -> Traces:
    """What `name` would be found by, taken before it is removed. Raises KeyError."""
    document = store.document(name)
    numbers = store.numbers_of(name)
    owners, vectors = store.vectors_of(name, dim)
    asked = [numbers[at] for at in _spaced(len(numbers), _ASKED)]
    quoted = [searched(document, store.passage(number).spans).text for number in asked]
    pieces = [document.sha256.encode(), name.encode()]
    for data in (document.data, json.dumps(document.text)[1:-1].encode()):
        starts = _spaced(len(data) // _PIECE, _PIECES)
        pieces += [data[at * _PIECE : (at + 1) * _PIECE] for at in starts] or [data]
    pieces += [vectors[at].astype(np.float16).tobytes() for at in _spaced(len(owners), _PIECES)]
    return Traces(
        Removed(name, document.sha256, len(numbers), len(owners)),
        numbers,
        [segmenter.terms(text) for text in quoted],
        vectors[np.searchsorted(owners, asked)],
        [piece for piece in pieces if len(piece) >= _SHORTEST and piece.strip(b"\0")],
    )


def receipt(store: Store, found: Sequence[Traces]) -> Receipt:
    """Look for everything that `found` names; raises LibraryDamaged when any of it is there."""
    engine = LocalEngine(store.folder, store.segments())
    questions = 0
    for one in found:
        gone = set(one.numbers)
        answers = [engine.lexical(terms, _FOUND) for terms in one.terms if terms]
        answers += [engine.dense(vector[None], _FOUND) for vector in one.vectors]
        questions += len(answers)
        if any(number in gone for answer in answers for number, _ in answer):
            raise _left(store, one.removed.name, "answers")
        if engine.holds(one.numbers):
            raise _left(store, one.removed.name, "the search files")
        if store.holds(one.numbers) or store.sha256_of(one.removed.name) is not None:
            raise _left(store, one.removed.name, FILE)
    shared: set[bytes] = set()
    files = size = 0
    for path, content in _contents(store.folder):
        files, size = files + 1, size + len(content)
        for one in found:
            for piece in one.pieces:
                if piece in shared or content.find(piece) < 0:
                    continue
                if not store.says(piece):
                    raise _left(store, one.removed.name, str(path))
                shared.add(piece)
    return Receipt(
        tuple(one.removed for one in found),
        store.generation,
        questions,
        sum(len(one.pieces) for one in found),
        len(shared),
        files,
        size,
    )


def _contents(folder: Path) -> Iterator[tuple[Path, mmap.mmap]]:
    for path in sorted([*folder.glob(f"{FILE}*"), *(folder / FOLDER).rglob("*")]):
        if path.is_file() and path.stat().st_size:
            with (
                path.open("rb") as file,
                mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as all_,
            ):
                yield path, all_


def _spaced(count: int, most: int) -> range:
    """At most `most` places of `count`, evenly spaced.

    >>> list(_spaced(10, 4))
    [0, 3, 6, 9]
    """
    return range(0, count, max(1, -(-count // most)))


def _left(store: Store, name: str, where: str) -> LibraryDamaged:
    return LibraryDamaged(
        f"{store.folder}: expected nothing of {name!r} after its removal, found some in {where}; {REPAIR}"
    )
