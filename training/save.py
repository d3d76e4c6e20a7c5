"""Write a trained table as a sentence-transformers folder with one byte a number.

Each row is divided by its greatest absolute value / 127 and rounded; the 512 numbers of a row so
take 512 bytes and one float32 of scale. sentence-transformers multiplies them back
(`StaticEmbedding`, keys `embeddings` and `weights`, as model2vec writes them).
"""

import json
import shutil
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save_file

_MODULE = "sentence_transformers.sentence_transformer.modules.static_embedding.StaticEmbedding"


def quantize(table: NDArray[np.float32]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Rows as int8 and their scales. *Shapes:* (tokens, dim), (tokens,).

    >>> rows, scales = quantize(np.array([[0.5, -1.0], [0.0, 0.0]], np.float32))
    >>> rows.tolist(), scales.round(5).tolist()
    ([[64, -127], [0, 0]], [0.00787, 0.0])
    """
    scales = np.abs(table).max(axis=1) / 127
    rows = np.rint(table / np.where(scales > 0, scales, 1)[:, None])
    return rows.astype(np.int8), scales.astype(np.float32)


def save(table: NDArray[np.float32], tokenizer: str, folder: Path) -> None:
    """Write the model beside `folder`, then put it in its place; its card (*.md) is kept."""
    aside = folder.with_name(folder.name + ".part")
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir(parents=True)
    for kept in folder.glob("*.md"):
        shutil.copy(kept, aside)
    inside = aside / "0_StaticEmbedding"
    inside.mkdir(parents=True, exist_ok=True)
    rows, scales = quantize(table)
    save_file({"embeddings": rows, "weights": scales}, inside / "model.safetensors")
    (inside / "model.safetensors").chmod(0o644)
    (inside / "tokenizer.json").write_text(tokenizer, "utf-8")
    modules = [{"idx": 0, "name": "0", "path": "0_StaticEmbedding", "type": _MODULE}]
    (aside / "modules.json").write_text(json.dumps(modules, indent=2) + "\n", "utf-8")
    settings = {"model_type": "SentenceTransformer", "similarity_fn_name": "cosine"}
    (aside / "config_sentence_transformers.json").write_text(json.dumps(settings, indent=2) + "\n")
    old = folder.with_name(folder.name + ".old")
    if folder.exists():
        folder.replace(old)
    aside.replace(folder)
    shutil.rmtree(old, ignore_errors=True)
