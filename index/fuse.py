"""One ranking out of two: BM25, as a share of what the question weighs, plus a weighted cosine.

Adding calibrated scores keeps what a strong ranking is sure of; reciprocal rank fusion with a weaker
dense ranking lost it (0.968 to 0.899 of CMRC 2018 dev's paragraphs first). BM25 is divided by the
weight of the question's terms and not by the best score found: when no passage says much of the
question in its own words, the best of them is no evidence, and the vectors should decide.
"""

from collections.abc import Mapping

DENSE_WEIGHT = 0.8
"""Weight of nearness beside BM25 / weight of the question's terms, see benchmarks/tried.md."""


def fuse(
    lexical: Mapping[int, float], near: Mapping[int, float], weight: float
) -> list[tuple[int, float]]:
    """Passage numbers and fused scores, best first; ties go to the smaller number.

    `lexical` are BM25 scores, 0 for a passage that is not there; `near` is the nearness (see below) of
    every passage that either side found; `weight` is what the BM25 scores are measured by, the sum
    of `Engine.rarity`.

    >>> [(n, round(score, 2)) for n, score in fuse({7: 8.0, 3: 4.0}, {3: 0.8, 7: 0.75}, 10.0)]
    [(7, 1.4), (3, 1.04)]
    """
    scores = {
        number: lexical.get(number, 0.0) / max(weight, 1e-9) + DENSE_WEIGHT * one
        for number, one in near.items()
    }
    return sorted(scores.items(), key=lambda one: (-one[1], one[0]))


def nearness(cosine: float, unrelated: float) -> float:
    """A cosine on a scale on which 0 is unrelated and 1 the same, whatever model it comes from.

    `unrelated` is the model's cosine of two texts that have nothing to do with each other: near 0 for
    some models, about 0.83 for the bundled one, whose cosines all lie close together.

    >>> nearness(0.875, 0.75), nearness(0.75, 0.75)
    (0.5, 0.0)
    """
    return (cosine - unrelated) / (1 - unrelated)
