"""How well an answer can be expected to meet a question (meeting.py).

A question that names things is met closely by the sentence that answers it, one in everyday words from
afar: the same cosine speaks for an answer of the second and against one of the first. What is expected
is linear in the mean of the question's pieces, fitted by training/train_expectation.py.
"""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from index.types import Vectors
from ingest.errors import ModelError
from ingest.model_files import MEND, read_model

MODEL = Path(__file__).parents[1] / "model" / "expectation.json"


@dataclass(frozen=True, slots=True)
class Expectation:
    """*Shape:* `weights` (dim,), of the mean piece.

    >>> expected = Expectation(np.array([0.5, 0.0], dtype=np.float32), 0.5)
    >>> expected.of(np.eye(2, dtype=np.float32))
    0.75
    """

    weights: Vectors
    intercept: float

    def of(self, pieces: Vectors) -> float:
        """The mean cosine at which a sentence answers as probably as not, as far as the question tells.
        *Shape:* `pieces` (n, dim), n ≥ 1."""
        return float(self.weights @ pieces.mean(0)) + self.intercept


def read_expectation(path: Path = MODEL) -> Expectation:
    """The one that comes with the package. Raises ModelError when it is missing or does not fit."""
    try:
        kept = json.loads(read_model(path, "weights and an intercept"))
        weights = np.array([float(one) for one in kept["weights"]], dtype=np.float32)
        return Expectation(weights, float(kept["intercept"]))
    except (ValueError, TypeError, KeyError) as error:
        raise ModelError(
            f"expected weights and an intercept in {path}, got {error!r}; {MEND}"
        ) from error
