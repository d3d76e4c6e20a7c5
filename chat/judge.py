"""How probably a sentence answers: what the reader says of it and how it meets the question, weighed.

A logistic regression of two signs, fitted by training/train_judge.py on questions that the reader
was not trained on, many of them asked where nothing answers.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np

from ingest.errors import ModelError
from ingest.model_files import MEND, read_model

MODEL = Path(__file__).parent / "model" / "judge.json"
_LEAST, _MOST = -3.0, 4.0


@dataclass(frozen=True, slots=True)
class Signs:
    """What is known of one sentence.

    `margin` is the reader's log odds that it answers rather than no sentence of its excerpt; `met` how
    much better it meets the question than is expected of an answer (meeting.py).
    """

    margin: float
    met: float

    def row(self) -> tuple[float, ...]:
        """The signs in order, and 1 for the intercept. The margin counts from -3 to 4: below, the
        reader only says that no word is shared, and how loudly it says so means nothing."""
        return (min(max(self.margin, _LEAST), _MOST), self.met, 1.0)


NAMES = (*(one.name for one in fields(Signs)), "intercept")
_WEIGHTS = f"weights of {', '.join(NAMES)}"


class Judge:
    """Weighs signs; `weights` has one for each of NAMES.

    >>> signs = Signs(margin=2.0, met=0.03)
    >>> Judge(dict.fromkeys(NAMES, 0.0)).probability(signs)
    0.5
    """

    def __init__(self, weights: Mapping[str, float]) -> None:
        self._weights = np.array([float(weights[name]) for name in NAMES])

    def probability(self, signs: Signs) -> float:
        """That the sentence answers, 0 to 1."""
        return float(1 / (1 + np.exp(-(self._weights @ signs.row()))))


def read_judge(path: Path = MODEL) -> Judge:
    """The judge that comes with the package. Raises ModelError when it is missing or does not fit."""
    try:
        return Judge(json.loads(read_model(path, _WEIGHTS))["weights"])
    except (ValueError, TypeError, KeyError) as error:
        raise ModelError(f"expected {_WEIGHTS} in {path}, got {error!r}; {MEND}") from error
