"""Text ▶ unit vectors: the bundled model read with numpy alone, any other through the library.

A static model is a table with one vector a token; a text is the mean of its tokens' vectors, scaled
to length 1. Reading the table needs neither torch nor transformers, which take seconds and hundreds
of megabytes to import, and gives the same vectors as sentence-transformers does.

Text comes folded (`ingest.normalize.fold`): the bundled model knows simplified, half-width, lower
case text only.
"""

import hashlib
import json
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from index.types import Encoder, Vectors
from ingest.errors import ModelError

BUNDLED = "bundled"
_FOLDER = Path(__file__).parent / "model" / "encoder"
_STATIC = "StaticEmbedding"
_DTYPES = {"F32": np.float32, "F16": np.float16, "I8": np.int8}
_LONGEST_HEADER = 1_000_000


@dataclass(frozen=True, slots=True)
class Token:
    """A token of the vocabulary at characters `[start, end)` of the text."""

    id: int
    start: int
    end: int


class StaticEncoder:
    """A static model in a folder of the sentence-transformers format, its table memory-mapped.

    The table is `embedding.weight` (float32 or float16), or `embeddings` (int8 as well) with one
    float32 of `weights` a row, as model2vec writes it. A text without any token (nothing but
    punctuation or blanks) gets the zero vector, whose cosine with everything is 0.

    Raises ModelError when a file is missing, damaged, or not of this format.

    >>> encoder = load_encoder("bundled")
    >>> query = encoder.encode_queries(["怎样缓解堵车?"])
    >>> near, far = encoder.encode_passages(["优化路网,治理交通拥堵。", "新建改扩建70所中小学。"])
    >>> bool(query[0] @ near > query[0] @ far)
    True
    """

    def __init__(self, folder: Path, name: str = "") -> None:
        self.name, self.folder = name or str(folder), folder
        inside = folder / _static_module(folder)
        self._files = (folder / "modules.json", inside / "tokenizer.json", inside / _WEIGHTS)
        self._tokenizer = _read_tokenizer(inside / "tokenizer.json")
        self._table, self._scales = _read_table(inside / _WEIGHTS)
        if len(self._table) != self._tokenizer.get_vocab_size():
            raise ModelError(
                f"expected a vector for each of the {self._tokenizer.get_vocab_size()} tokens of "
                f"{inside / 'tokenizer.json'}, got {len(self._table)} in {_WEIGHTS}; {_MEND}"
            )

    @property
    def dim(self) -> int:
        """Length of a vector."""
        return int(self._table.shape[1])

    @cached_property
    def sha256(self) -> str:
        """Hex digest over modules.json, tokenizer.json and the weights; other files don't count."""
        digest = hashlib.sha256()
        for path in self._files:
            with path.open("rb") as file:
                digest.update(hashlib.file_digest(file, "sha256").digest())
        return digest.hexdigest()

    def encode_queries(self, texts: list[str]) -> Vectors:
        """*Shape:* (len(texts), dim), float32, unit norm; zero for a text without tokens."""
        return self._encode(texts)

    def encode_passages(self, texts: list[str]) -> Vectors:
        """*Shape:* (len(texts), dim), float32, unit norm; zero for a text without tokens."""
        return self._encode(texts)

    def tokens(self, text: str) -> list[Token]:
        """The tokens of a text in order, with their places in it; punctuation yields none.

        >>> text = "长春,科技"
        >>> [text[token.start : token.end] for token in load_encoder("bundled").tokens(text)]
        ['长春', '科技']
        """
        found = self._tokenizer.encode(text, add_special_tokens=False)
        return [Token(i, *span) for i, span in zip(found.ids, found.offsets, strict=True)]

    def vectors(self, ids: Sequence[int]) -> Vectors:
        """The tokens' own vectors, not of unit norm: a longer one weighs more in a text's mean.

        *Shape:* (len(ids), dim), float32.
        """
        rows = np.asarray(ids, dtype=np.int64)
        found = self._table[rows].astype(np.float32)
        return found if self._scales is None else found * self._scales[rows, None]

    def _encode(self, texts: list[str]) -> Vectors:
        encoded = np.zeros((len(texts), self.dim), dtype=np.float32)
        for start in range(0, len(texts), _BATCH):
            batch = self._tokenizer.encode_batch_fast(
                texts[start : start + _BATCH], add_special_tokens=False
            )
            for row, found in enumerate(batch, start):
                if found.ids:
                    encoded[row] = _unit(self.vectors(found.ids).mean(axis=0))
        return encoded


class SentenceTransformerEncoder:
    """Any other model of sentence-transformers, with its own prompts for queries and documents.

    Nothing is downloaded: `model` is a folder, or a name that the library has in its cache.

    Raises ModelError when it cannot be loaded.
    """

    def __init__(self, model: str) -> None:
        self.name = model
        with warnings.catch_warnings():  # the library's imports warn, and are not ours to mend
            warnings.simplefilter("ignore")
            from sentence_transformers import SentenceTransformer  # noqa: PLC0415 takes seconds

            try:
                self._model = SentenceTransformer(model, local_files_only=True, device="cpu")
            except (OSError, ValueError, KeyError, RuntimeError, ImportError) as error:
                raise ModelError(
                    f"expected {BUNDLED!r}, the folder of a sentence-transformers model, or the "
                    f"name of one in the local cache, got {model!r}, which cannot be loaded "
                    f"offline ({_first_line(error)}); download it once with huggingface-cli "
                    "download, or give its folder"
                ) from error

    @property
    def dim(self) -> int:
        """Length of a vector."""
        return int(self._model.get_embedding_dimension() or 0)

    @cached_property
    def sha256(self) -> str:
        """Hex digest over the names and values of the model's weights, and its prompts."""
        digest = hashlib.sha256(json.dumps(self._model.prompts, sort_keys=True).encode())
        for key, tensor in sorted(self._model.state_dict().items()):
            digest.update(key.encode())
            digest.update(np.ascontiguousarray(tensor.float().numpy()).tobytes())
        return digest.hexdigest()

    def encode_queries(self, texts: list[str]) -> Vectors:
        """*Shape:* (len(texts), dim), float32, unit norm."""
        return self._encode(self._model.encode_query, texts)

    def encode_passages(self, texts: list[str]) -> Vectors:
        """*Shape:* (len(texts), dim), float32, unit norm."""
        return self._encode(self._model.encode_document, texts)

    def _encode(self, encode: Any, texts: list[str]) -> Vectors:
        if not texts:
            return np.zeros((0, self.dim), dtype=np.float32)
        encoded = encode(texts, normalize_embeddings=True, show_progress_bar=False)
        return np.asarray(encoded, dtype=np.float32)


def load_encoder(model: str = BUNDLED) -> Encoder:
    """The encoder that `model` names: "bundled", a folder, or a name that sentence-transformers knows.

    A folder that holds a static model is read without the library. Raises ModelError.

    >>> load_encoder("bundled").name
    'bundled'
    """
    if model == BUNDLED:
        return bundled_encoder()
    folder = Path(model)
    if folder.is_dir() and _is_static(folder):
        return StaticEncoder(folder, model)
    return SentenceTransformerEncoder(model)


def bundled_encoder() -> StaticEncoder:
    """The model that comes with the package.

    >>> bundled_encoder().encode_passages(["。"]).any()
    np.False_
    """
    return StaticEncoder(_FOLDER, BUNDLED)


_BATCH = 1024
_WEIGHTS = "model.safetensors"
_MEND = "the model is damaged or incomplete: install or copy it again"


def _modules(folder: Path) -> list[tuple[str, str]]:
    """(class, path) of each module that modules.json lists."""
    path = folder / "modules.json"
    try:
        rows = json.loads(path.read_text("utf-8"))
        return [(str(row["type"]).rpartition(".")[2], str(row["path"])) for row in rows]
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise ModelError(
            f"expected a list of modules in {path}, got {_first_line(error)}; {_MEND}"
        ) from error


def _is_static(folder: Path) -> bool:
    """Whether the one module, apart from a normalisation that changes nothing, is a static table."""
    if not (folder / "modules.json").is_file():
        return False
    return [kind for kind, _ in _modules(folder) if kind != "Normalize"] == [_STATIC]


def _static_module(folder: Path) -> str:
    modules = _modules(folder)
    static = [path for kind, path in modules if kind == _STATIC]
    others = [kind for kind, _ in modules if kind not in (_STATIC, "Normalize")]
    if len(static) != 1 or others:
        kinds = ", ".join(kind for kind, _ in modules)
        raise ModelError(
            f"expected one {_STATIC} module in {folder}, got {kinds or 'none'}; {_MEND}"
        )
    return static[0]


def _read_tokenizer(path: Path) -> Tokenizer:
    try:
        text = path.read_text("utf-8")
    except (OSError, ValueError) as error:
        raise ModelError(
            f"expected a tokenizer at {path}, got {_first_line(error)}; {_MEND}"
        ) from error
    try:
        tokenizer = Tokenizer.from_str(text)
    except Exception as error:
        raise ModelError(
            f"expected a tokenizer at {path}, got {_first_line(error)}; {_MEND}"
        ) from error
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def _read_table(path: Path) -> tuple[NDArray[Any], NDArray[np.float32] | None]:
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
            f"expected a table of token vectors at {path}, got {_first_line(error)}; {_MEND}"
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


def _unit(vector: NDArray[np.float32]) -> NDArray[np.float32]:
    norm = np.linalg.norm(vector)
    return vector / norm if norm > 0 else vector


def _first_line(error: BaseException) -> str:
    lines = str(error).strip().splitlines()
    return f"{type(error).__name__}: {lines[0][:200] if lines else ''}"
