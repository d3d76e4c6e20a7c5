"""Boosted trees, evaluated with numpy: LightGBM grows them, this walks down them.

LightGBM itself takes over a second and a hundred megabytes to import, as much as everything else
that an answer needs; walking a tree takes a few lines. A test holds the two against each other.
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

FIELDS = ("feature", "threshold", "left", "right", "value", "roots")


class Trees:
    """An ensemble whose output is the sum of one leaf of each tree.

    The arrays hold all nodes of all trees: inner node i goes to `left[i]` when its `feature[i]` is at
    most `threshold[i]`, else to `right[i]`; a leaf is its own child and has a `value`. `roots` are
    the trees' first nodes, `depth` the longest way down.

    >>> stump = {"feature": [0, 0, 0], "threshold": [0.5, 0, 0], "left": [1, 1, 2], "right": [2, 1, 2],
    ...          "value": [0.0, -1.0, 1.0], "roots": [0]}
    >>> Trees({name: np.array(values) for name, values in stump.items()}, 1)(np.array([[0.0], [1.0]]))
    array([-1.,  1.], dtype=float32)
    """

    def __init__(self, arrays: Mapping[str, NDArray[np.generic]], depth: int) -> None:
        self._feature, self._threshold, self._left, self._right, self._value, self._roots = (
            np.ascontiguousarray(arrays[name]) for name in FIELDS
        )
        self._depth = depth
        self.features = int(self._feature.max(initial=-1)) + 1

    def __call__(self, rows: NDArray[np.float32]) -> NDArray[np.float32]:
        """Sum of leaves for each row. *Shape:* (n, features) ▶ (n,)."""
        values = np.ascontiguousarray(rows.T, dtype=np.float64)
        node = np.tile(self._roots, (values.shape[1], 1))
        places = np.arange(values.shape[1])[:, None]
        for _ in range(self._depth):
            goes_left = values[self._feature[node], places] <= self._threshold[node]
            node = np.where(goes_left, self._left[node], self._right[node])
        found: NDArray[np.float32] = self._value[node].sum(axis=1).astype(np.float32)
        return found
