"""Three sets of boosted trees that read passages for a question.

| trees | row | output |
| --- | --- | --- |
| `order` | a sentence | how well it answers beside the other sentences of the same question |
| `answers` | one of the best sentences, its order score, how far it is ahead | log odds that it answers |
| `asked` | a token of a chosen sentence | log odds that it belongs to the asked-for words |

Trained by training/train_ranker.py, evaluated by chat/trees.py.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from safetensors import SafetensorError
from safetensors.numpy import load_file

from chat.features import SENTENCE_ROW, TOKEN_ROW, token_rows
from chat.prepare import Floats, Query, Text
from chat.trees import FIELDS, Trees
from ingest.errors import ModelError

MODEL = Path(__file__).parent / "model" / "ranker.safetensors"
JUDGED = 3
"""Best sentences of a question whose probability is estimated."""
JUDGED_ROW = SENTENCE_ROW + 4
LEAN = 1.6
"""Added to every token's log odds: three in four of a sentence's tokens are not asked for, so that the
odds alone would take single words. Of 0 to 2, the one with most exact spans in the held part of CMRC
2018 trial."""
_LONGEST = 24
"""Tokens in an asked-for span."""


@dataclass(frozen=True, slots=True)
class Judged:
    """Places of the best sentences, best first, and the probability of each that it answers."""

    places: list[int]
    probabilities: list[float]


class Ranker:
    """The trees in `path`. Raises ModelError when they are missing, damaged or do not fit."""

    def __init__(self, path: Path = MODEL) -> None:
        try:
            arrays = load_file(path)
            self._order, self._answers, self._asked = (
                Trees(
                    {field: arrays[f"{name}.{field}"] for field in FIELDS},
                    int(arrays[f"{name}.depth"][0]),
                )
                for name in ("order", "answers", "asked")
            )
        except (OSError, SafetensorError, KeyError) as error:
            raise ModelError(
                f"{path}: expected the ranker's trees ({error}); install yinju again"
            ) from error
        for trees, width in (
            (self._order, SENTENCE_ROW),
            (self._answers, JUDGED_ROW),
            (self._asked, TOKEN_ROW),
        ):
            if trees.features > width:
                raise ModelError(
                    f"{path}: its trees ask for feature {trees.features} of {width}; install yinju again"
                )

    def order(self, rows: Floats) -> Floats:
        """How well each sentence answers beside the others. *Shape:* (m, SENTENCE_ROW) ▶ (m,)."""
        return self._order(rows)

    def judge(self, rows: Floats, scores: Floats) -> Judged:
        """The best sentences and the probability of each that it answers. *Shape:* as in order."""
        places = best_places(scores)
        if not places:
            return Judged([], [])
        odds = self._answers(judged_rows(rows, scores, places))
        return Judged(places, [float(chance) for chance in 1 / (1 + np.exp(-odds))])

    def asked(self, query: Query, text: Text, sentence: int) -> tuple[int, int]:
        """Characters `[start, end)` of a sentence that are asked for."""
        odds = self._asked(token_rows(query, text, sentence))
        inside = np.flatnonzero(text.sentence == sentence)
        first, last = best_run(odds + LEAN)
        return int(text.starts[inside[first]]), int(text.ends[inside[last]])


def best_places(scores: Floats) -> list[int]:
    """Places of the `JUDGED` highest scores, highest first.

    >>> best_places(np.array([0.1, 0.9, 0.5, 0.7], np.float32))
    [1, 3, 2]
    """
    return [int(place) for place in np.argsort(-scores, kind="stable")[:JUDGED]]


def judged_rows(rows: Floats, scores: Floats, places: list[int]) -> Floats:
    """Rows of the best sentences with their score, its rank, and how far it is from the best and from
    the next. *Shape:* (len(places), JUDGED_ROW)."""
    ordered = np.sort(scores)[::-1]
    extra = [
        (
            scores[place],
            rank,
            ordered[0] - scores[place],
            scores[place] - ordered[min(rank + 1, len(ordered) - 1)],
        )
        for rank, place in enumerate(places)
    ]
    return np.hstack([rows[places], np.array(extra, np.float32)])


def best_run(odds: Floats) -> tuple[int, int]:
    """First and last place of the run with the highest sum, at most 24 long (Bentley 1984, the
    maximum subarray).

    >>> best_run(np.array([-1, 2, -0.5, 1, -3], np.float32))
    (1, 3)
    """
    best = (0, 0)
    highest = -np.inf
    for first in range(len(odds)):
        sums = np.cumsum(odds[first : first + _LONGEST])
        last = int(sums.argmax())
        if sums[last] > highest:
            highest = float(sums[last])
            best = (first, first + last)
    return best
