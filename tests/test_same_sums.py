"""A network of bytes gives what its numbers say, also where sums of bytes overflow: on a processor without an
instruction for them (VNNI), where it fails without index/network.py's option; on others it holds by itself."""

from pathlib import Path

import numpy as np
import pytest
import torch

from index.network import Network
from training.export import export

WIDTH = 64


@pytest.mark.parametrize("sign", [1.0, -1.0])
def test_the_largest_weights_over_the_largest_inputs_are_summed_in_full(
    tmp_path: Path, sign: float
) -> None:
    matrix = torch.nn.Linear(WIDTH, WIDTH, bias=False)
    matrix.weight.data.fill_(sign)
    export(matrix, WIDTH, tmp_path / "sums.onnx")
    (found,) = Network(tmp_path / "sums.onnx")([np.ones((3, WIDTH), np.float32)])
    assert found == pytest.approx(np.full((3, WIDTH), sign * WIDTH), rel=0.01)
