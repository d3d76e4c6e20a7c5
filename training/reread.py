"""A written network ▶ its weights again, to go on training from: what one byte a weight has kept.

A checkpoint is four times as large as the file that ships and is not kept. What the file has lost is half a
step of 256 a weight (of what an evened matrix was evened to); what training then leaves as it is, is rounded
a second time.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import numpy_helper

from training.network import LOWER

_LAYER = re.compile(r"body\.encoder\.layer\.(?P<number>\d+)\.(?P<rest>.+)")
_QUANTIZED, _SCALE, _ZERO = "_quantized", "_scale", "_zero_point"
_EVENED = (".linear", ".divided")
"""In the place of a matrix that training/smooth.py evened: another, and what its inputs are divided by."""


def reread(path: Path) -> dict[str, torch.Tensor]:
    """The weights of a file that training/export.py wrote, by the names that they have in torch. Matrices that
    were evened before rounding (training/smooth.py) are as they were before that.

    Raises OSError when the file is missing.
    """
    model = onnx.load(str(path))
    kept = {one.name: numpy_helper.to_array(one) for one in model.graph.initializer}
    found = {
        name: value for name, value in kept.items() if "." in name and not _is_part(name, kept)
    }
    for name in kept:
        stem = name.removesuffix(_QUANTIZED)
        if name != stem and stem.endswith(".weight"):  # an embedding
            found[stem] = _whole(kept, stem)
    for place, stem in _matrices(model):
        found[f"{place}.weight"] = _whole(kept, stem).T
    for name in [one for one in found if one.endswith(_EVENED[1])]:
        place, divided = name.removesuffix(_EVENED[1]), found.pop(name)
        found[f"{place}.weight"] = found.pop(f"{place}{_EVENED[0]}.weight") * divided
        found[f"{place}.bias"] = found.pop(f"{place}{_EVENED[0]}.bias")
    return {name: torch.from_numpy(value.copy()) for name, value in found.items()}


def upper_of(weights: Mapping[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """Of a whole encoder's weights those of the layers that are trained, by their names there.

    Raises ValueError when it has no such layers, or is a reader."""
    found = {}
    for name, one in weights.items():
        layer = _LAYER.fullmatch(name)
        if layer and int(layer["number"]) >= LOWER:
            found[f"layers.{int(layer['number']) - LOWER}.{layer['rest']}"] = one
    if not found or "head.weight" in weights:
        raise ValueError(
            f"expected the weights of an encoder of more than {LOWER} layers, got {len(weights)} of something "
            "else; name a file that this program has written"
        )
    return found


def _is_part(name: str, kept: dict[str, NDArray[np.generic]]) -> bool:
    stems = (name.removesuffix(end) for end in (_QUANTIZED, _SCALE, _ZERO))
    return any(f"{stem}{_QUANTIZED}" in kept for stem in stems)


def _matrices(model: onnx.ModelProto) -> Iterator[tuple[str, str]]:
    """Where each matrix stands in the network, by the name of its multiplication, and its own name."""
    for node in model.graph.node:
        if node.op_type == "MatMulInteger":
            place = node.name.removeprefix("/").rpartition("/")[0]
            yield place.replace("/", "."), node.input[1].removesuffix(_QUANTIZED)


def _whole(kept: dict[str, NDArray[np.generic]], stem: str) -> NDArray[np.float32]:
    less = kept[stem + _QUANTIZED].astype(np.float32) - kept[stem + _ZERO].astype(np.float32)
    whole: NDArray[np.float32] = (less * kept[stem + _SCALE]).astype(np.float32)
    return whole
