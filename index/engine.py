"""The derived files of a library, opened to be searched; they are read once, however often it changes."""

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from itertools import accumulate
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
_Stamp: TypeAlias = tuple[int, int, int, int]
"""Device, inode, size and time of change of a file: while they stay, its bytes are those verified."""


@cache
def _workers() -> ThreadPoolExecutor:
    """Threads that all engines of this process share."""
    return ThreadPoolExecutor(_SIDE_BY_SIDE, thread_name_prefix="segments")


class OpenedSegment:
    """One segment's vectors, verified. Raises LibraryDamaged when a file is not what was written."""

    def __init__(self, folder: Path, segment: Segment) -> None:
        self.path = folder / FOLDER / segment.name
        self._files = segment.files
        self._paths = [str(self.path / name) for name in segment.files]
        self._stamps = self._look()
        verify(folder, segment)
        try:
            self._dense = dense.DenseIndex(self.path / "dense.faiss")
            self.passage_of_sentence = np.load(self.path / "sentences.npy", mmap_mode="r")
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

    def nearest(self, vector: Vectors, limit: int) -> tuple[NDArray[np.int64], Vectors]:
        """Passages and cosines of the nearest sentences. *Shapes:* (found,) each."""
        rows, cosines = self._dense.search(vector, limit)
        return self.passage_of_sentence[rows], cosines

    def cosines(self, numbers: Sequence[int], vector: Vectors) -> dict[int, Vectors]:
        """Cosines of the sentences of those passages that are here, in order."""
        firsts = np.searchsorted(self.passage_of_sentence, numbers)
        lasts = np.searchsorted(self.passage_of_sentence, numbers, side="right")
        here = [
            one
            for one in zip(numbers, firsts.tolist(), lasts.tolist(), strict=True)
            if one[1] < one[2]
        ]
        if not here:
            return {}
        found = self._dense.rows([row for _, a, b in here for row in range(a, b)]) @ vector[0]
        ends = list(accumulate(b - a for _, a, b in here))
        return {n: found[end - b + a : end] for (n, a, b), end in zip(here, ends, strict=True)}

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
        return any(np.isin(numbers, one.passage_of_sentence).any() for one in self._opened.values())

    def lexical(self, terms: Sequence[str], limit: int) -> list[tuple[int, float]]:
        """Passages by BM25, best first."""
        return self._lexical.search(terms, limit)

    def rarity(self, terms: Sequence[str]) -> list[float]:
        """Inverse document frequency of each term."""
        return self._lexical.rarity(terms)

    def dense(self, vector: Vectors, limit: int) -> list[tuple[int, float]]:
        """Passages by the cosine of their best sentence, best first, each once."""
        parts = list(self._opened.values())
        shares = [parts[at::_SIDE_BY_SIDE] for at in range(min(_SIDE_BY_SIDE, len(parts)))]

        def nearest(share: Sequence[OpenedSegment]) -> list[tuple[NDArray[np.int64], Vectors]]:
            return [one.nearest(vector, limit) for one in share]

        # one share needs no other thread
        each = map(nearest, shares) if len(shares) < 2 else _workers().map(nearest, shares)
        found = [one for share in each for one in share]
        if not found:
            return []
        numbers = np.concatenate([passages for passages, _ in found])
        scores = np.concatenate([cosines for _, cosines in found])
        order = np.lexsort((numbers, -scores))[:limit]
        best: dict[int, float] = {}
        for number, score in zip(numbers[order].tolist(), scores[order].tolist(), strict=True):
            best.setdefault(number, score)
        return list(best.items())

    def cosines(self, numbers: Sequence[int], vector: Vectors) -> list[Vectors]:
        """Cosines of the sentences of each passage; those of one stand side by side, in order."""
        found: dict[int, Vectors] = {}
        for part in self._opened.values():
            found.update(part.cosines(numbers, vector))
        return [found[number] for number in numbers]


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
