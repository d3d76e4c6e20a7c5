"""The files of a static model: a folder of the sentence-transformers format, read without the library."""

import json
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from ingest.errors import ModelError

WEIGHTS = "model.safetensors"
_STATIC = "StaticEmbedding"
_DTYPES = {"F32": np.float32, "F16": np.float16, "I8": np.int8}
_LONGEST_HEADER = 1_000_000
MEND = "the model is damaged or incomplete: install or copy it again"


def _modules(folder: Path) -> list[tuple[str, str]]:
    """(class, path) of each module that modules.json lists."""
    path = folder / "modules.json"
    try:
        rows = json.loads(path.read_text("utf-8"))
        return [(str(row["type"]).rpartition(".")[2], str(row["path"])) for row in rows]
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise ModelError(
            f"expected a list of modules in {path}, got {first_line(error)}; {MEND}"
        ) from error


def is_static(folder: Path) -> bool:
    """Whether the one module, apart from a normalisation that changes nothing, is a static table."""
    if not (folder / "modules.json").is_file():
        return False
    kinds = [kind for kind, _ in _modules(folder) if kind != "Normalize"]
    return kinds == [_STATIC]


def static_module(folder: Path) -> str:
    """The path of the one module that holds a table."""
    modules = [(kind, path) for kind, path in _modules(folder) if kind != "Normalize"]
    if len(modules) != 1 or modules[0][0] != _STATIC:
        kinds = ", ".join(kind for kind, _ in modules) or "none"
        raise ModelError(f"expected one {_STATIC} module in {folder}, got {kinds}; {MEND}")
    return modules[0][1]


def read_tokenizer(path: Path) -> Tokenizer:
    """The tokenizer of a file, without padding or truncation. Raises ModelError."""
    try:
        text = path.read_text("utf-8")
    except (OSError, ValueError) as error:
        raise ModelError(
            f"expected a tokenizer at {path}, got {first_line(error)}; {MEND}"
        ) from error
    try:
        tokenizer = Tokenizer.from_str(text)
    except Exception as error:
        raise ModelError(
            f"expected a tokenizer at {path}, got {first_line(error)}; {MEND}"
        ) from error
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def read_table(path: Path) -> tuple[NDArray[Any], NDArray[np.float32] | None]:
    """The table, mapped and not read, and a scale for each row or None.

    safetensors' own numpy reader copies a whole tensor, so the header is read here: 8 bytes of its
    length (little-endian), then JSON with dtype, shape and offsets of each tensor
    (https://github.com/huggingface/safetensors#format).
    """
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            length = int.from_bytes(file.read(8), "little")
            if not 0 < length <= min(_LONGEST_HEADER, size - 8):
                raise ValueError(f"a header of {length} bytes in a file of {size}")
            header = json.loads(file.read(length))
        tensors = {
            key: _map_tensor(path, 8 + length, size, **entry)
            for key, entry in header.items()
            if key != "__metadata__"
        }
        if "embedding.weight" in tensors:
            table, scales = tensors["embedding.weight"], None
        else:
            table, scales = tensors["embeddings"], tensors.get("weights")
        if table.ndim != 2 or (scales is not None and scales.shape != table.shape[:1]):
            raise ValueError(f"a table of shape {table.shape}")
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise ModelError(
            f"expected a table of token vectors at {path}, got {first_line(error)}; {MEND}"
        ) from error
    return table, None if scales is None else np.array(scales, dtype=np.float32)


def _map_tensor(
    path: Path, base: int, size: int, dtype: str, shape: list[int], data_offsets: list[int]
) -> NDArray[Any]:
    kind = np.dtype(_DTYPES[dtype])
    start, end = data_offsets
    if end - start != kind.itemsize * int(np.prod(shape)) or base + end > size:
        raise ValueError(f"bytes {start} to {end} of {size - base} for {dtype} of shape {shape}")
    return np.memmap(path, dtype=kind, mode="r", offset=base + start, shape=tuple(shape))


def first_line(error: BaseException) -> str:
    """What an error says, in one line that is not too long."""
    lines = str(error).strip().splitlines()
    return f"{type(error).__name__}: {lines[0][:200] if lines else ''}"
