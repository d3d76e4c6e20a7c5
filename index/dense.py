"""Nearest sentences by cosine, by FAISS: every vector is compared, or, of very many, the likeliest part."""

import math
from pathlib import Path

import faiss
import numpy as np

from index.types import Vectors

LARGE = 50_000
"""Vectors from which on they are kept in lists of neighbours, of which a search reads some,
because the time to compare all of them grows with their number."""
_READ = 0.03
"""Share of the lists that a search reads. What it misses of 100,000 passages is not measured yet; of
clustered vectors the tests allow a tenth of the nearest 20."""
_TRAINED_ON = 64
"""Vectors a list that its middle is found from."""


def write(path: Path, vectors: Vectors, large: int = LARGE) -> None:
    """Write a FAISS index of unit vectors; a row's number is its place. *Shape:* (n, dim)."""
    rows = np.ascontiguousarray(vectors, dtype=np.float32)
    index = _in_lists(rows) if len(rows) > large else faiss.IndexFlatIP(rows.shape[1])
    index.add(rows)
    faiss.write_index(index, str(path))


def _in_lists(rows: Vectors) -> faiss.Index:
    count, dim = rows.shape
    lists = int(4 * math.sqrt(count))
    index = faiss.IndexIVFScalarQuantizer(
        faiss.IndexFlatIP(dim),
        dim,
        lists,
        faiss.ScalarQuantizer.QT_fp16,
        faiss.METRIC_INNER_PRODUCT,
    )
    sample = np.random.default_rng(1).permutation(count)[: _TRAINED_ON * lists]
    index.train(rows[np.sort(sample)])
    index.nprobe = max(8, int(_READ * lists))
    return index


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
