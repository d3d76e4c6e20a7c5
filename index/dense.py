"""Nearest sentences by cosine, by FAISS: a sketch of each vector finds the likely ones, the vectors decide.

A vector is kept in half precision, and in a segment of many also as a sketch of four bits a number, which is
a quarter of the bytes to read and is compared 32 at a time in the processor's registers (André, Kermarrec and
Le Scouarnec 2015, "Cache locality is not enough"; FAISS calls it fast scan). Each number is rounded to one of
the 16 levels that lose least of a normal distribution (Max 1960, "Quantizing for minimum distortion",
table I), about its mean in the segment: nothing is trained, and the same vectors have the same sketch. How
many of the nearest are missed is measured in benchmarks/tried.md. Lists of neighbours, of which a search
reads a part, would be faster, but what they miss depends on which documents came first.

The vectors are mapped from their file; sketches are in memory, half a byte a number.
"""

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from index.types import Vectors

SKETCHED = 1024
"""Vectors of a file from which on they are sketched: a small library needs none."""
_BITS = 4
_UPPER = (0.1284, 0.3881, 0.6568, 0.9424, 1.2562, 1.6181, 2.0690, 2.7326)
"""The upper half of Max's 16 levels, in standard deviations from the mean; the lower one mirrors it."""
_NARROWEST = 0.6
"""Least standard deviation that levels are set for, as a share of 1 / sqrt(dim), the size of a unit vector's
numbers: about that of sentences of all kinds. In a segment of rows that are much alike the levels would end
before those of another sentence, which would be found too far away."""
_SUM, _STEP = 65535, 255
"""The largest sum that fast scan has room for, and the largest part of one."""


def write(path: Path, vectors: Vectors) -> None:
    """Write a FAISS index of unit vectors; a row's number is its place. *Shape:* (n, dim)."""
    rows = np.ascontiguousarray(vectors, dtype=np.float32)
    half = faiss.ScalarQuantizer.QT_fp16
    whole = faiss.IndexScalarQuantizer(rows.shape[1], half, faiss.METRIC_INNER_PRODUCT)
    whole.train(rows)
    whole.add(rows)
    if len(rows) < SKETCHED:
        faiss.write_index(whole, str(path))
    else:
        faiss.write_index(faiss.IndexRefine(_sketch(rows), whole), str(path))


def _sketch(rows: Vectors) -> faiss.IndexPQFastScan:
    dim = rows.shape[1]
    sketch = faiss.IndexPQFastScan(dim, dim, _BITS, faiss.METRIC_INNER_PRODUCT)
    levels = np.array([*(-one for one in reversed(_UPPER)), *_UPPER])
    rows = np.nan_to_num(rows)  # one that is none must not spoil the others' levels
    width = np.maximum(rows.std(0), _NARROWEST / math.sqrt(dim))
    steps = rows.mean(0)[:, None] + width[:, None] * levels
    faiss.copy_array_to_vector(steps.astype(np.float32).ravel(), sketch.pq.centroids)
    sketch.is_trained = True
    sketch.add(rows)
    return sketch


class DenseIndex:
    """Cosine search over a file that `write` made."""

    def __init__(self, path: Path) -> None:
        self._file = faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC)  # owns both parts
        self._sketch = self._whole = self._file
        if isinstance(self._file, faiss.IndexRefine):
            sketch: Any = faiss.downcast_index(self._file.base_index)
            levels = faiss.vector_to_array(sketch.pq.centroids).reshape(self._file.d, -1)
            self._reach = levels[:, -1] - levels[:, 0]
            self._sketch = sketch
            self._whole = faiss.downcast_index(self._file.refine_index)

    @property
    def size(self) -> int:
        """Number of vectors."""
        return int(self._whole.ntotal)

    def likely(self, vector: Vectors, limit: int) -> tuple[NDArray[np.int64], Vectors]:
        """Rows that are likely the nearest, and about their cosines, best first: by the sketch, or exactly
        where there is none. *Shapes:* (1, dim) ▶ (found,) each."""
        if not vector.any():  # as far from everything
            rows = np.arange(min(limit, self.size))
            return rows, np.zeros(len(rows), np.float32)
        fits = self._sketch is self._whole or self._fits(vector[0])
        index = self._sketch if fits else self._whole
        scores, rows = index.search(vector, min(limit, max(1, self.size)))
        there = rows[0] >= 0
        return rows[0][there], scores[0][there]

    def _fits(self, vector: Vectors) -> bool:
        """Whether no sum of a sketch overflows: the widest part is scaled to `_STEP`, so that a vector of more
        than a thousand numbers, or one whose numbers are all as large, may have sums above `_SUM`."""
        parts = np.abs(vector) * self._reach
        return bool(_STEP * parts.sum() <= _SUM * parts.max())

    def rows(self, numbers: Sequence[int] | NDArray[np.int64]) -> Vectors:
        """The vectors of some rows. *Shape:* (len(numbers), dim)."""
        found: Vectors = self._whole.reconstruct_batch(np.asarray(numbers, dtype=np.int64))
        return found
