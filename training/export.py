"""Write trained networks as ONNX files with one byte a weight, to be run by onnxruntime.

Weights are int8 with a scale a column of each matrix, activations are scaled as they come (dynamic
quantisation). The embedding of pieces is int8 as well. A file so takes a quarter of its float32
form, and a processor with int8 instructions reads it two to three times as fast.

A transformer is written in two parts, because the networks that ship share one: the table that gives a piece
its row.
"""

import tempfile
import warnings
from pathlib import Path

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from transformers import BertModel

from training.keep import keep

_OPSET = 17


class Layers(torch.nn.Module):
    """A network from the rows of its pieces on: where each stands, and its layers."""

    def __init__(self, body: BertModel) -> None:
        super().__init__()
        self.body = body

    def forward(self, rows: torch.Tensor) -> torch.Tensor:
        """*Shapes:* (1, pieces, dim) ▶ (1, pieces, dim)."""
        found: torch.Tensor = self.body(inputs_embeds=rows).last_hidden_state
        return found


class Upper(torch.nn.Module):
    """The last layers of a network."""

    def __init__(self, layers: torch.nn.ModuleList) -> None:
        super().__init__()
        self.layers = layers

    def forward(self, rows: torch.Tensor, there: torch.Tensor | None = None) -> torch.Tensor:
        """*Shapes:* (n, pieces, dim), (n, pieces) which there are, all if None ▶ (n, pieces, dim)."""
        mask = None
        if there is not None:
            mask = rows.new_zeros(there.shape).masked_fill(~there, -1e9)[:, None, None, :]
        for layer in self.layers:
            found = layer(rows, mask)
            rows = found[0] if isinstance(found, tuple) else found
        return rows


def export_table(embedding: torch.nn.Module, path: Path) -> None:
    """Write an embedding: ids (1, pieces) ▶ rows (1, pieces, dim)."""
    _export(embedding, torch.tensor([[0, 5, 6, 7, 2]]), "ids", path)


def export(module: torch.nn.Module, dim: int, path: Path) -> None:
    """Write a module that takes rows (1, pieces, dim) and gives a row for each piece."""
    _export(module, torch.zeros(1, 5, dim), "rows", path)


def _export(module: torch.nn.Module, example: torch.Tensor, takes: str, path: Path) -> None:
    module.eval()
    axes = {takes: {1: "pieces"}, "found": {1: "pieces"}}
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # torch's exporter warns of its own successor
        whole = Path(folder) / "whole.onnx"
        torch.onnx.export(
            module,
            (example,),
            str(whole),
            input_names=[takes],
            output_names=["found"],
            dynamic_axes=axes,
            opset_version=_OPSET,
            dynamo=False,
        )
        small = Path(folder) / "small.onnx"
        quantize_dynamic(whole, small, weight_type=QuantType.QInt8, per_channel=True)
        keep(path, small.read_bytes())
