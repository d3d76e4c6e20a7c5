"""The derived files of a library, opened to be searched; they are read once, however often it changes."""

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from index import dense, lexical
from index.derive import FOLDER, REPAIR, verify
from index.store import Store
from index.tables import Segment
from index.types import Vectors
from ingest.errors import LibraryDamaged

_SIDE_BY_SIDE = os.cpu_count() or 1
"""Shares of the segments that are searched side by side."""
_WIDER = 4
"""Sentences that sketches find for each that is wanted: of these the nearest are taken by their vectors."""
_BEHIND = -1
"""Stands behind the numbers of all passages, where one that is higher than they would be looked for."""
_Stamp: TypeAlias = tuple[int, int, int, int]
"""Device, inode, size and time of change of a file: while they stay, its bytes are those verified."""


@cache
def _workers() -> ThreadPoolExecutor:
    """Threads that all engines of this process share."""
    return ThreadPoolExecutor(_SIDE_BY_SIDE, thread_name_prefix="segments")


class OpenedSegment:
    """One segment's vectors, verified. Raises LibraryDamaged when a file is not what was written.

    `numbers` are its passages in order, `sentences` the rows [first, last) of the sentences of each.
    *Shapes:* (passages,), (passages, 2).
    """

    def __init__(self, folder: Path, segment: Segment) -> None:
        self.path = folder / FOLDER / segment.name
        self._files = segment.files
        self._paths = [str(self.path / name) for name in segment.files]
        self._stamps = self._look()
        verify(folder, segment)
        try:
            self._dense = dense.DenseIndex(self.path / "dense.faiss")
            self._passages = np.load(self.path / "sentences.npy", mmap_mode="r")
            self.numbers, firsts = np.unique(self._passages, return_index=True)
            self.sentences = np.c_[firsts, [*firsts[1:], len(self._passages)]]
        except (OSError, ValueError, RuntimeError) as error:  # whole, but of another faiss
            raise _unopened(self.path, error) from error

    def is_still(self, segment: Segment) -> bool:
        """Whether this is that segment, and no file has been touched since it was verified."""
        return self._files == segment.files and self.is_whole()

    def is_whole(self) -> bool:
        """Whether every file is there, and none has been touched since it was verified."""
        return None not in self._stamps and self._stamps == self._look()

    def is_sound(self) -> bool:
        """Whether none has been touched; one that was removed, or replaced, is still read as it was."""
        pairs = zip(self._stamps, self._look(), strict=True)
        return all(
            now is None or was is None or now[:2] != was[:2] or now == was for was, now in pairs
        )

    def likely(self, vector: Vectors, limit: int) -> tuple[NDArray[np.int64], Vectors]:
        """Rows of sentences that are likely the nearest, and about their cosines. *Shapes:* (found,) each."""
        return self._dense.likely(vector, limit)

    def cosines(
        self, rows: NDArray[np.int64], vector: Vectors
    ) -> tuple[NDArray[np.int64], Vectors]:
        """Passages and cosines of some sentences. *Shapes:* (rows,) ▶ (rows,) each."""
        found: Vectors = self._dense.rows(rows) @ vector[0]
        return self._passages[rows], found

    def _look(self) -> list[_Stamp | None]:
        return [_stamp(path) for path in self._paths]


class LocalEngine:
    """FAISS and tantivy over the segments of one generation; implements Engine.

    What an engine of an `earlier` generation has verified and opened is taken over. Raises
    LibraryDamaged when a file is missing or is not what was written.
    """

    def __init__(
        self, folder: Path, segments: Sequence[Segment], earlier: "LocalEngine | None" = None
    ) -> None:
        known: dict[str, OpenedSegment] = {} if earlier is None else earlier._opened
        self._opened: dict[str, OpenedSegment] = {
            one.name: known[one.name]
            if one.name in known and known[one.name].is_still(one)
            else OpenedSegment(folder, one)
            for one in segments
        }
        self._parts = list(self._opened.values())
        numbers = [one.numbers for one in self._parts]
        order = np.argsort(_joined(numbers), kind="stable")
        self._numbers = np.append(_joined(numbers)[order], _BEHIND)
        self._part = np.repeat(np.arange(len(numbers)), [len(one) for one in numbers])[order]
        self._sentences = _joined([one.sentences.ravel() for one in self._parts])
        self._sentences = self._sentences.reshape(-1, 2)[order]
        try:
            self._lexical = lexical.LexicalIndex(
                [one.path / "lexical" for one in self._opened.values()]
            )
        except (OSError, ValueError, KeyError, RuntimeError) as error:  # of another tantivy
            raise _unopened(folder / FOLDER, error) from error

    def is_whole(self) -> bool:
        """Whether every file is there as it was verified; a few microseconds for each."""
        return all(one.is_whole() for one in self._opened.values())

    def is_sound(self) -> bool:
        """Whether what was found is what was written, though files may have been removed since."""
        return all(one.is_sound() for one in self._opened.values())

    def holds(self, numbers: Sequence[int]) -> bool:
        """Whether any of these passages is there to be found."""
        return bool(np.isin(numbers, self._numbers).any())

    def lexical(self, terms: Sequence[str], limit: int) -> list[tuple[int, float]]:
        """Passages by BM25, best first."""
        return self._lexical.search(terms, limit)

    def rarity(self, terms: Sequence[str]) -> list[float]:
        """Inverse document frequency of each term."""
        return self._lexical.rarity(terms)

    def dense(self, vector: Vectors, limit: int) -> list[tuple[int, float]]:
        """Passages by the cosine of their best sentence, best first, each once."""
        wider = _WIDER * limit
        size = max(1, -(-len(self._parts) // _SIDE_BY_SIDE))
        shares = [self._parts[at : at + size] for at in range(0, len(self._parts), size)]

        def likely(share: Sequence[OpenedSegment]) -> list[tuple[NDArray[np.int64], Vectors]]:
            return [one.likely(vector, wider) for one in share]

        # one share needs no other thread
        each = map(likely, shares) if len(shares) < 2 else _workers().map(likely, shares)
        found = [one for share in each for one in share]
        if not any(len(rows) for rows, _ in found):
            return []
        part = np.repeat(np.arange(len(found)), [len(rows) for rows, _ in found])
        rows = np.concatenate([rows for rows, _ in found])
        scores = np.concatenate([scores for _, scores in found])
        chosen = np.argpartition(-scores, min(wider, len(scores)) - 1)[:wider]
        numbers, cosines = self._exactly(part[chosen], rows[chosen], vector)
        best: dict[int, float] = {}
        for at in np.lexsort((numbers, -cosines))[:limit].tolist():
            best.setdefault(int(numbers[at]), float(cosines[at]))
        return list(best.items())

    def cosines(self, numbers: Sequence[int], vector: Vectors) -> list[Vectors]:
        """Cosines of the sentences of each passage; those of one stand side by side, in order. Raises KeyError
        when one of them is not there."""
        if not numbers:
            return []
        at = np.searchsorted(self._numbers[:-1], numbers)
        if not (there := self._numbers[at] == numbers).all():
            raise KeyError(numbers[int(there.argmin())])
        counts = np.diff(self._sentences[at])[:, 0]
        ends = counts.cumsum()
        rows = np.arange(ends[-1]) + np.repeat(self._sentences[at, 0] - ends + counts, counts)
        _, cosines = self._exactly(np.repeat(self._part[at], counts), rows, vector)
        return np.split(cosines, ends[:-1])

    def _exactly(
        self, part: NDArray[np.int64], rows: NDArray[np.int64], vector: Vectors
    ) -> tuple[NDArray[np.int64], Vectors]:
        """Passages and cosines of the sentences in those rows of those segments. *Shapes:* (n,) ▶ (n,) each."""
        numbers, cosines = np.empty(len(rows), np.int64), np.empty(len(rows), np.float32)
        order = np.argsort(part, kind="stable")
        for places in np.split(order, np.flatnonzero(np.diff(part[order])) + 1):
            own = self._parts[part[places[0]]]
            numbers[places], cosines[places] = own.cosines(rows[places], vector)
        return numbers, cosines


def _joined(arrays: Sequence[NDArray[np.int64]]) -> NDArray[np.int64]:
    """Arrays one behind the other, of which there may be none."""
    return np.concatenate([np.empty(0, np.int64), *arrays])


def broken(store: Store) -> list[str]:
    """Names of the segments whose files are missing, not what was written, or not to be opened."""
    found = []
    for segment in store.segments():
        try:
            LocalEngine(store.folder, [segment])
        except LibraryDamaged:
            found.append(segment.name)
    return found


def _stamp(path: str) -> _Stamp | None:
    try:
        found = os.stat(path)  # noqa: PTH116  asked of every file at every search
    except OSError:
        return None
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns


def _unopened(path: Path, error: Exception) -> LibraryDamaged:
    return LibraryDamaged(f"{path}: cannot be opened ({error}); {REPAIR}")
