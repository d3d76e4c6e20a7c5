"""One ranking out of two: BM25, as a share of what the question weighs, plus a weighted cosine.

Adding calibrated scores keeps what a strong ranking is sure of; reciprocal rank fusion with a weaker
dense ranking lost it (0.968 to 0.899 of CMRC 2018 dev's paragraphs first). BM25 is divided by the
weight of the question's terms and not by the best score found: when no passage says much of the
question in its own words, the best of them is no evidence, and the vectors should decide.
"""

from dataclasses import dataclass

DENSE_WEIGHT = 0.75
"""Weight of the cosine beside BM25 / weight of the question's terms, see benchmarks/README.md."""


@dataclass(frozen=True, slots=True)
class Fused:
    """A passage's number with its score and where it came from (ranks from 1)."""

    number: int
    score: float
    lexical: float
    dense: float
    lexical_rank: int | None
    dense_rank: int | None


def fuse(
    lexical: list[tuple[int, float]], dense: list[tuple[int, float]], weight: float
) -> list[Fused]:
    """Fuse two rankings of passage numbers (best first, each number once a ranking), best first.

    `weight` is what the BM25 scores are measured by, see `Engine.weight`.

    A passage that only BM25 found is taken to be as near as the farthest that the dense side gave;
    one that shares no term has a BM25 of 0. Ties go to the smaller number.

    >>> [(f.number, round(f.score, 2)) for f in fuse([(7, 8.0), (3, 4.0)], [(3, 0.8), (7, 0.4)], 10.0)]
    [(7, 1.1), (3, 1.0)]
    """
    floor = min((score for _, score in dense), default=0.0)
    by_terms = {number: (rank, score) for rank, (number, score) in enumerate(lexical, 1)}
    by_vector = {number: (rank, score) for rank, (number, score) in enumerate(dense, 1)}
    fused = []
    for number in by_terms.keys() | by_vector.keys():
        lexical_rank, bm25 = by_terms.get(number, (None, 0.0))
        dense_rank, cosine = by_vector.get(number, (None, floor))
        score = bm25 / max(weight, 1e-9) + DENSE_WEIGHT * cosine
        fused.append(Fused(number, score, bm25, cosine, lexical_rank, dense_rank))
    return sorted(fused, key=lambda one: (-one.score, one.number))
