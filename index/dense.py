"""Nearest sentences by cosine, by FAISS: every vector is compared, in half precision as it is stored.

100,000 sentences take about 10 ms; lists of neighbours, of which a search reads a part, would be
faster, but what they miss depends on which documents came first.
"""

from collections.abc import Sequence
from pathlib import Path

import faiss
import numpy as np
from numpy.typing import NDArray

from index.types import Vectors


def write(path: Path, vectors: Vectors) -> None:
    """Write a FAISS index of unit vectors; a row's number is its place. *Shape:* (n, dim)."""
    rows = np.ascontiguousarray(vectors, dtype=np.float32)
    half = faiss.ScalarQuantizer.QT_fp16
    index = faiss.IndexScalarQuantizer(rows.shape[1], half, faiss.METRIC_INNER_PRODUCT)
    index.train(rows)
    index.add(rows)
    faiss.write_index(index, str(path))


class DenseIndex:
    """Cosine search over a file that `write` made."""

    def __init__(self, path: Path) -> None:
        self._index = faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC)

    @property
    def size(self) -> int:
        """Number of vectors."""
        return int(self._index.ntotal)

    def search(self, vector: Vectors, limit: int) -> tuple[NDArray[np.int64], Vectors]:
        """Rows and their cosines, best first. *Shapes:* (1, dim) ▶ (found,) each."""
        scores, rows = self._index.search(vector, min(limit, max(1, self.size)))
        there = rows[0] >= 0
        return rows[0][there], scores[0][there]

    def rows(self, numbers: Sequence[int]) -> Vectors:
        """The vectors of some rows. *Shape:* (len(numbers), dim)."""
        found: Vectors = self._index.reconstruct_batch(np.asarray(numbers, dtype=np.int64))
        return found
