"""Which broken-off paragraph goes on in which later one? Print tears them apart where a column ends.

A paragraph without an end is compared with every later one of the page. What counts: how well the
words go on (characters, by how often three of them follow each other in news), whether quotation marks
and brackets that stand open are closed, what both speak of, where they stand, and by how much a pair is
better than any other that either could be in, and than none. Weighed by a logistic regression, joined
only above a probability that was chosen for precision; see training/train_seams.py and benchmarks/README.md.
"""

import io
import json
import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ingest.model_files import read_model

MODEL = Path(__file__).parent / "model" / "seams.npz"
START = "\n"
"""Stands for the beginning of a paragraph."""
_GOES_ON, _BEGINS = 2, 4
"""Characters that tell how words go on (the third has only its own paragraph before it), and how a
paragraph begins."""
_OPENERS, _CLOSERS = "“‘（(《〈【「『", "”’）)》〉】」』"
_ENDS = "。！？!?；;…：:."
_INSIDE = "，、,。；！？％%：:" + _CLOSERS
"""Marks that begin no paragraph."""
_BY_ITSELF = 0.0
"""What a pair scores whose second goes on no better than a paragraph begins: that each of them stands by
itself is a rival of every pair, and of the only one of a page the only rival."""
_BELOW_A_HEADING = 0.85
"""Probability, at least, of a rest that stands right below a heading: wrongly joined, words that the page
says of two things would be read as said of one."""
_NEAR = 60
"""Characters around the break that are compared for what they speak of."""


@dataclass(frozen=True, slots=True)
class Fragment:
    """A paragraph as the page has it: `place` counts the page's blocks, `heads` says that it stands
    right below a heading."""

    text: str
    place: int
    heads: bool

    @property
    def is_quoting(self) -> bool:
        """Whether a quotation stands open at its end.

        >>> [Fragment(one, 0, False).is_quoting for one in ("他说，“下雨天", "“十四五”规划")]
        [True, False]
        """
        return "“" in _open(self.text)

    @property
    def is_open(self) -> bool:
        """Whether it breaks off: no mark that ends a sentence stands at its end."""
        bare = self.text.rstrip(_CLOSERS + "\"']")
        return bool(bare) and bare[-1] not in _ENDS and self.text[-1] not in _ENDS


class Grams:
    """How often one, two and three characters follow each other, for what comes next.

    `keys` are hashes of the runs, in order, `counts` the logarithms of their numbers, in eighths of a
    doubling. *Shapes:* (n,) uint32, (n,) uint8.
    """

    def __init__(self, keys: NDArray[np.uint32], counts: NDArray[np.uint8], total: float) -> None:
        self._keys, self._counts, self._total = keys, counts, total

    def chance(self, before: str, character: str) -> float:
        """Log probability of a character after the last two of `before`, interpolated."""
        value = 0.05 * (self._count(character) + 0.5) / self._total
        for length, weight in ((1, 0.35), (2, 0.6)):
            context = before[-length:]
            if len(context) == length and (known := self._count(context)):
                value += weight * self._count(context + character) / known
        return math.log(value + 1e-9)

    def _count(self, run: str) -> float:
        key = self._keys.dtype.type(hashed(run))  # of another type, all keys would be converted
        at = int(np.searchsorted(self._keys, key))
        if at == len(self._keys) or self._keys[at] != key:
            return 0.0
        return float(2.0 ** (float(self._counts[at]) / 8))


def hashed(run: str) -> int:
    """FNV-1a over the code points, 32 bits.

    >>> hashed("长春") == hashed("春长")
    False
    """
    value = 0x811C9DC5
    for character in run:
        value = ((value ^ ord(character)) * 0x01000193) & 0xFFFFFFFF
    return value


NAMES = (
    "goes_on",
    "starts",
    "closes",
    "conflicts",
    "mark",
    "shared",
    "far",
    "heads",
    "other_ends",
    "other_starts",
    "intercept",
)
_CLOSES = NAMES.index("closes")


def signs(
    fragments: Sequence[Fragment], grams: Grams, shortest: int = 0, following: int = 1000
) -> list[tuple[int, int, list[float]]]:
    """For each open fragment of at least `shortest` characters, or in the middle of a quotation, and each of
    the `following` ones: their places in `fragments`, and what speaks for their being one paragraph."""
    found: list[tuple[int, int, list[float]]] = []
    scores: dict[tuple[int, int], float] = {}
    begins: dict[int, float] = {}
    typical: dict[int, float] = {}
    for a, one in enumerate(fragments):
        if one.is_open and (len(one.text) >= shortest or one.is_quoting):
            for b in range(a + 1, min(len(fragments), a + 1 + following)):
                if b not in begins:
                    text = fragments[b].text
                    begins[b] = _run(START, text[:_GOES_ON], grams)
                    typical[b] = _run(START, text[:_BEGINS], grams) / _BEGINS
                scores[a, b] = _run(one.text[-2:], fragments[b].text[:_GOES_ON], grams) - begins[b]
    by_end: dict[int, list[float]] = {}
    by_start: dict[int, list[float]] = {}
    for (a, b), score in scores.items():
        by_end[a] = sorted([*by_end.get(a, ()), score])[-2:]
        by_start[b] = sorted([*by_start.get(b, ()), score])[-2:]
    for (a, b), score in scores.items():
        one, other = fragments[a], fragments[b]
        closes, conflicts = _brackets(one.text, other.text)
        ends, starts = _best_other(by_end[a], score), _best_other(by_start[b], score)
        row = [
            score,
            typical[b],
            float(closes),
            float(conflicts),
            float(other.text[0] in _INSIDE),
            math.log1p(_shared(one.text[-_NEAR:], other.text[:_NEAR])),
            math.log(other.place - one.place + 1),
            float(other.heads),
            max(-10.0, min(10.0, score - ends)),
            max(-10.0, min(10.0, score - starts)),
            1.0,
        ]
        found.append((a, b, row))
    return found


def _best_other(best: list[float], score: float) -> float:
    """The best of the others' scores, given the best two of all; _BY_ITSELF, if none is better than that.

    >>> _best_other([1.5, 4.0], 4.0), _best_other([1.5, 4.0], 1.5), _best_other([4.0], 4.0)
    (1.5, 4.0, 0.0)
    """
    others = best[:-1] if score == best[-1] else best[-1:]
    return max([_BY_ITSELF, *others])


@dataclass(frozen=True, slots=True)
class Seams:
    """Joins paragraphs; `weights` has one number for each of NAMES, `least` is a probability."""

    grams: Grams
    weights: NDArray[np.float64]
    least: float

    def join(
        self, fragments: Sequence[Fragment], shortest: int = 0, following: int = 1000
    ) -> list[tuple[int, int]]:
        """Pairs of places in `fragments` that are one paragraph, the likeliest first; of the first of
        them see `signs`."""
        found = signs(fragments, self.grams, shortest, following)
        sure = _sure(fragments, found)
        pairs = [
            (chance, a, b)
            for a, b, row in found
            if (chance := 1.0 if (a, b) in sure else self._chance(row)) >= _BELOW_A_HEADING
            or not fragments[b].heads
        ]
        return chosen(pairs, self.least)

    def _chance(self, row: list[float]) -> float:
        return float(1 / (1 + np.exp(-(self.weights @ np.array(row)))))


def _sure(
    fragments: Sequence[Fragment], found: Sequence[tuple[int, int, list[float]]]
) -> set[tuple[int, int]]:
    """Pairs of which the first stands in the middle of a quotation and only the second can close it, and no
    other."""
    closes = [(a, b) for a, b, row in found if row[_CLOSES] and fragments[a].is_quoting]
    firsts, seconds = Counter(a for a, _ in closes), Counter(b for _, b in closes)
    return {(a, b) for a, b in closes if firsts[a] == seconds[b] == 1 and not fragments[b].heads}


def chosen(pairs: Sequence[tuple[float, int, int]], least: float) -> list[tuple[int, int]]:
    """Of (probability, first, second) those of at least `least`, the likeliest first; none is the
    first, or the second, of two.

    >>> chosen([(0.8, 0, 2), (0.9, 1, 2), (0.3, 0, 3)], 0.5)
    [(1, 2)]
    """
    joined: list[tuple[int, int]] = []
    for chance, a, b in sorted(pairs, reverse=True):
        if chance >= least and not any(a == x or b == y for x, y in joined):
            joined.append((a, b))
    return joined


@lru_cache(maxsize=1)
def bundled() -> Seams:
    """What comes with the package. Raises ModelError."""
    with np.load(io.BytesIO(read_model(MODEL, "how words go on"))) as kept:
        grams = Grams(kept["keys"], kept["counts"], float(kept["total"]))
        settings = json.loads(str(kept["settings"]))
    weights = np.array([settings["weights"][name] for name in NAMES])
    return Seams(grams, weights, settings["least"])


def _run(before: str, text: str, grams: Grams) -> float:
    total = 0.0
    for at, character in enumerate(text):
        total += grams.chance((before + text[:at])[-2:], character)
    return total


def _brackets(before: str, after: str) -> tuple[bool, bool]:
    """Whether marks that stand open are closed, and whether they conflict with what comes.

    >>> _brackets("依托“新时代文明", "实践中心”等"), _brackets("依托", "实践中心”等")
    ((True, False), (False, True))
    """
    opened = _open(before)
    closing = next(iter(_unopened(after)), "")
    if not opened:
        return False, bool(closing)
    wanted = _CLOSERS[_OPENERS.index(opened[-1])]
    return closing == wanted, closing != wanted


def _open(text: str) -> list[str]:
    stack: list[str] = []
    for character in text:
        if character in _OPENERS:
            stack.append(character)
        elif character in _CLOSERS and stack:
            stack.pop()
    return stack


def _unopened(text: str) -> list[str]:
    depth, found = 0, []
    for character in text:
        if character in _OPENERS:
            depth += 1
        elif character in _CLOSERS:
            if depth == 0:
                found.append(character)
            depth = max(0, depth - 1)
    return found


def _shared(one: str, other: str) -> int:
    """Pairs of characters that both hold."""
    return len(
        {one[i : i + 2] for i in range(len(one) - 1)}
        & {other[i : i + 2] for i in range(len(other) - 1)}
    )
