"""What searching needs and yields: an Encoder in, an Engine inside, Hits out."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from ingest.types import Passage

Vectors: TypeAlias = NDArray[np.float32]
"""Rows of unit norm. *Shape:* (n, dim)."""


class Encoder(Protocol):
    """Turns text into unit vectors; the cosine of a query and a passage says how near they are."""

    @property
    def name(self) -> str:
        """The name or path that `--model` was given, or "bundled"."""

    @property
    def sha256(self) -> str:
        """Hex digest of what makes the vectors, so that an index never mixes two models."""

    @property
    def dim(self) -> int:
        """Length of a vector."""

    def encode_queries(self, texts: list[str]) -> Vectors:
        """*Shape:* (len(texts), dim), float32, unit norm."""

    def encode_passages(self, texts: list[str]) -> Vectors:
        """*Shape:* (len(texts), dim), float32, unit norm."""


class Engine(Protocol):
    """Finds the nearest passages by number; FAISS and tantivy here, any other elsewhere.

    Both searches give (number, score) pairs, best first, each number once, never a padding entry.
    """

    def lexical(self, terms: Sequence[str], limit: int) -> list[tuple[int, float]]:
        """At most `limit` passages that share terms with the question, by BM25; scores above 0."""

    def rarity(self, terms: Sequence[str]) -> list[float]:
        """Inverse document frequency of each term; their sum is about the BM25 of a passage that
        holds every term once, which is what `lexical` is measured by."""

    def dense(self, vector: Vectors, limit: int) -> list[tuple[int, float]]:
        """Passages of the nearest `limit` sentences, by the cosine of their best one with `vector`.

        *Shape:* (1, dim).
        """

    def cosines(self, numbers: Sequence[int], vector: Vectors) -> list[Vectors]:
        """For each passage the cosine of each of its sentences with `vector`.

        *Shapes:* vector (1, dim) ▶ for each number (sentences,).
        """


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that was found, and why.

    `score` is the fused score (higher is nearer); `lexical` is BM25; `cosines` are those of the
    passage's sentences with the question, in order; the ranks count from 1, None when that side
    missed it.
    """

    number: int
    passage: Passage
    score: float
    lexical: float
    cosines: tuple[float, ...]
    lexical_rank: int | None
    dense_rank: int | None

    @property
    def dense(self) -> float:
        """The cosine of the best sentence."""
        return max(self.cosines)
