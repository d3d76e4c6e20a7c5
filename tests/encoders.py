"""An encoder that needs no model, for tests and for benchmarks of everything around one."""

import hashlib
import itertools
from collections.abc import Callable

import numpy as np

from index.types import Vectors


class PairEncoder:
    """Counts of hashed character pairs, scaled to length 1: texts that share words are near.

    `seen` holds every passage text that it was asked for, and `at_text`, if given, is called with
    each one first.
    """

    def __init__(self, dim: int = 64, at_text: Callable[[str], None] | None = None) -> None:
        self.name, self.dim = "pairs", dim
        self.sha256 = hashlib.sha256(f"pairs {dim}".encode()).hexdigest()
        self.seen: list[str] = []
        self._at_text = at_text

    def encode_queries(self, texts: list[str]) -> Vectors:
        vectors = np.zeros((len(texts), self.dim), dtype=np.float32)
        for row, text in enumerate(texts):
            for one, other in itertools.pairwise(text):
                digest = hashlib.blake2b((one + other).encode(), digest_size=4).digest()
                vectors[row, int.from_bytes(digest) % self.dim] += 1
        norms = np.linalg.norm(vectors, axis=1, keepdims=True)
        return np.divide(vectors, norms, out=vectors, where=norms > 0)

    def encode_passages(self, texts: list[str]) -> Vectors:
        for text in texts:
            if self._at_text:
                self._at_text(text)
            self.seen.append(text)
        return self.encode_queries(texts)
