"""A network of the real kind, small enough to be made in a test."""

from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer
from transformers import BertModel

from index.pieces import Pieces
from training.base_model import BaseModel
from training.export import Layers, export, export_table
from training.network import network, tokenizer
from training.train_reader import Reader

PIECES = [
    "<s>",
    "<pad>",
    "</s>",
    "<unk>",
    "▁",
    "长春",
    "堵车",
    "拥堵",
    "学位",
    "长",
    "春",
    "60",
    ":",
]
WIDTH, INNER, LAYERS = 24, 48, 2


def tiny_base(seed: int = 1) -> BaseModel:
    """Weights of the base model's names and shapes, at random."""
    rng = np.random.default_rng(seed)

    def random(*shape: int) -> np.ndarray:  # type: ignore[type-arg]
        return rng.normal(0, 0.3, shape).astype(np.float32)

    weights = {
        "emb.word": random(len(PIECES), WIDTH),
        "emb.pos": random(400, WIDTH),
        "emb.type": random(2 * WIDTH),
        "emb.ln.w": 1 + random(WIDTH),
        "emb.ln.b": random(WIDTH),
    }
    for layer in range(LAYERS):
        for name in ("q", "k", "v", "ao"):
            weights[f"l{layer}.{name}.w"] = random(WIDTH, WIDTH)
            weights[f"l{layer}.{name}.b"] = random(WIDTH)
        weights[f"l{layer}.fi.w"], weights[f"l{layer}.fi.b"] = random(INNER, WIDTH), random(INNER)
        weights[f"l{layer}.fo.w"], weights[f"l{layer}.fo.b"] = random(WIDTH, INNER), random(WIDTH)
        for name in ("aln", "oln"):
            weights[f"l{layer}.{name}.w"] = 1 + random(WIDTH)
            weights[f"l{layer}.{name}.b"] = random(WIDTH)
    scores = [0.0] * 4 + [-float(at) for at in range(len(PIECES) - 4)]
    return BaseModel(WIDTH, LAYERS, 3, INNER, 1e-12, PIECES, scores, weights)


def tiny_tokenizer() -> Tokenizer:
    """Cuts text into PIECES."""
    return tokenizer(tiny_base(), range(len(PIECES)))


def tiny_network() -> BertModel:
    """The network of torch that `write_encoder` and `write_reader` are made from."""
    return network(tiny_base(), range(len(PIECES)), LAYERS).eval()


def write_encoder(folder: Path) -> Path:
    """An encoder's network and its pieces."""
    folder.mkdir(parents=True, exist_ok=True)
    export(Layers(tiny_network()), WIDTH, folder / "encoder.onnx")
    write_pieces(folder)
    return folder


def write_pieces(folder: Path) -> Pieces:
    """A table and a tokenizer."""
    export_table(tiny_network().embeddings.word_embeddings, folder / "table.onnx")
    tiny_tokenizer().save(str(folder / "tokenizer.json"))
    return Pieces(folder)


def tiny_reader() -> Reader:
    """A reader of torch with a random head."""
    torch.manual_seed(3)
    return Reader(tiny_network())


def write_reader(folder: Path) -> Path:
    """The network of `tiny_reader`."""
    folder.mkdir(parents=True, exist_ok=True)
    export(tiny_reader(), WIDTH, folder / "reader.onnx")
    return folder / "reader.onnx"
