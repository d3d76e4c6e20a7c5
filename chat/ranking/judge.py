"""How probably a sentence answers: what the reader says of it, how it meets the question, how it was found.

The log odds are a sum of one curve a sign (a generalised additive model, Hastie and Tibshirani 1986), each of
straight lines between a few knots, fitted by training/train_judge.py on questions that the reader was not
trained on, many of them asked where nothing answers. Curves and not weights, because a sign does not go on
counting: that the reader sees no word in common is as telling at -5 as at -3.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ingest.errors import ModelError
from ingest.model_files import MEND, read_model

MODEL = Path(__file__).parents[1] / "model" / "judge.json"


@dataclass(frozen=True, slots=True)
class Signs:
    """What is known of one sentence.

    `margin` is the reader's log odds that it answers rather than no sentence of its excerpt, by the mean of
    its pieces, `peak` the same by the one that says so most; `met` how much better it meets the question than
    is expected of an answer (meeting.py); `near`, `covered` and `found` are what searching says
    (candidates.py). The last three tell what is only about the same from what answers: a sentence that names
    just the question's words is met closely and read gladly, whether it says what is asked or not.
    """

    margin: float
    peak: float
    met: float
    near: float
    covered: float
    found: float

    def row(self) -> tuple[float, ...]:
        """The signs in order."""
        return (self.margin, self.peak, self.met, self.near, self.covered, self.found)


NAMES = tuple(one.name for one in fields(Signs))
_CURVES = f"an intercept and curves of {', '.join(NAMES)}"


class Judge:
    """Weighs signs. `curves` has one for each of NAMES: (sign, log odds) from the lowest sign to the
    highest, outside of which the nearest counts. Raises KeyError, ValueError where they do not fit.

    >>> curves = dict.fromkeys(NAMES, ((0.0, 0.0),)) | {"margin": ((-1.0, -2.0), (1.0, 2.0))}
    >>> judge = Judge(curves, 0.0)
    >>> signs = [Signs(at, 0, 0, 0, 0, 0) for at in (-9.0, 0.0, 0.5, 9.0)]
    >>> [round(one, 2) for one in judge.probabilities(signs)]
    [0.12, 0.5, 0.73, 0.88]
    """

    def __init__(
        self, curves: Mapping[str, tuple[tuple[float, float], ...]], intercept: float
    ) -> None:
        self._curves = [np.array(curves[name], dtype=np.float64) for name in NAMES]
        self._intercept = float(intercept)
        for name, curve in zip(NAMES, self._curves, strict=True):
            if curve.ndim != 2 or curve.shape[1] != 2 or (np.diff(curve[:, 0]) <= 0).any():
                raise ValueError(f"expected a curve of {name} from low to high, got {curve}")

    def log_odds(self, rows: NDArray[np.float64]) -> NDArray[np.float64]:
        """*Shapes:* (n, signs) ▶ (n,)."""
        each = [
            np.interp(column, *curve.T) for column, curve in zip(rows.T, self._curves, strict=True)
        ]
        found: NDArray[np.float64] = np.sum(each, axis=0) + self._intercept
        return found

    def probabilities(self, signs: Sequence[Signs]) -> list[float]:
        """That each sentence answers, 0 to 1."""
        rows = np.array([one.row() for one in signs]).reshape(len(signs), len(NAMES))
        chances: list[float] = (1 / (1 + np.exp(-self.log_odds(rows)))).tolist()
        return chances


def read_judge(path: Path = MODEL) -> Judge:
    """The judge that comes with the package. Raises ModelError when it is missing or does not fit."""
    try:
        kept = json.loads(read_model(path, _CURVES))
        return Judge(kept["curves"], kept["intercept"])
    except (ValueError, TypeError, KeyError) as error:
        raise ModelError(f"expected {_CURVES} in {path}, got {error!r}; {MEND}") from error
