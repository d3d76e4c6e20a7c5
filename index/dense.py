"""Nearest windows by cosine, by FAISS: an exact search over every vector."""

from pathlib import Path

import faiss
import numpy as np

from index.types import Vectors


def write(path: Path, vectors: Vectors) -> None:
    """Write a FAISS index of unit vectors; a row's number is its place. *Shape:* (n, dim)."""
    index = faiss.IndexFlatIP(vectors.shape[1])
    index.add(np.ascontiguousarray(vectors, dtype=np.float32))
    faiss.write_index(index, str(path))


class DenseIndex:
    """Cosine search over a file that `write` made."""

    def __init__(self, path: Path) -> None:
        self._index = faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC)

    @property
    def size(self) -> int:
        """Number of vectors."""
        return int(self._index.ntotal)

    def search(self, vector: Vectors, limit: int) -> list[tuple[int, float]]:
        """Rows and cosines, best first; `vector` has *shape* (1, dim)."""
        scores, rows = self._index.search(vector, min(limit, max(1, self.size)))
        return [
            (int(row), float(score))
            for row, score in zip(rows[0], scores[0], strict=True)
            if row >= 0
        ]
