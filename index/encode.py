"""Text ▶ unit vectors: the bundled model read with numpy alone, any other through the library.

A static model is a table with one vector a token; a text is the mean of its tokens' vectors, scaled
to length 1. Reading the table needs neither torch nor transformers, which take seconds and hundreds
of megabytes to import, and gives the same vectors as sentence-transformers does. The bundled model
is the one exception, by choice: there a token that a text repeats counts once (`distinct`), because
a window that repeats a word is no better an answer for it (0.857 to 0.905 of DRCD test's paragraphs
first, by inverse frequencies alone, nothing learned).

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

from index.model_files import (
    MEND,
    WEIGHTS,
    first_line,
    is_static,
    read_table,
    read_tokenizer,
    static_module,
)
from index.types import Encoder, Vectors
from ingest.errors import ModelError

BUNDLED = "bundled"
MEANING = 150
"""The last columns of the bundled table: near for words of the same company, see its model card."""
_FOLDER = Path(__file__).parent / "model" / "encoder"


@dataclass(frozen=True, slots=True)
class Token:
    """A token of the vocabulary at characters `[start, end)` of the text."""

    id: int
    start: int
    end: int


class StaticEncoder:
    """A static model in a folder of the sentence-transformers format, its table memory-mapped.

    The table is `embedding.weight` (float32 or float16), or `embeddings` (int8 as well) with one
    float32 of `weights` a row, as model2vec writes it. With `distinct` a token that a text repeats
    counts once; without, every time, as in the library. A text without any token (nothing but
    punctuation or blanks) gets the zero vector, whose cosine with everything is 0.

    Raises ModelError when a file is missing, damaged, or not of this format.

    >>> encoder = load_encoder("bundled")
    >>> query = encoder.encode_queries(["怎样缓解堵车?"])
    >>> near, far = encoder.encode_passages(["优化路网,治理交通拥堵。", "新建改扩建70所中小学。"])
    >>> bool(query[0] @ near > query[0] @ far)
    True
    """

    def __init__(self, folder: Path, name: str = "", *, distinct: bool = False) -> None:
        self.name, self.folder = name or str(folder), folder
        self._distinct = distinct
        inside = folder / static_module(folder)
        self._files = (folder / "modules.json", inside / "tokenizer.json", inside / WEIGHTS)
        self._tokenizer = read_tokenizer(inside / "tokenizer.json")
        self._table, self._scales = read_table(inside / WEIGHTS)
        if len(self._table) != self._tokenizer.get_vocab_size():
            raise ModelError(
                f"expected a vector for each of the {self._tokenizer.get_vocab_size()} tokens of "
                f"{inside / 'tokenizer.json'}, got {len(self._table)} in {WEIGHTS}; {MEND}"
            )

    @property
    def dim(self) -> int:
        """Length of a vector."""
        return int(self._table.shape[1])

    @cached_property
    def sha256(self) -> str:
        """Hex digest over modules.json, tokenizer.json, the weights, and how repeats are counted."""
        digest = hashlib.sha256(b"distinct" if self._distinct else b"")
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

    def meanings(self, ids: Sequence[int]) -> Vectors:
        """Of the bundled model's tokens, what they mean and not which they are; zero when unknown.

        *Shape:* (len(ids), MEANING), float32, unit norm.

        >>> encoder = bundled_encoder()
        >>> ids = [encoder.tokens(word)[0].id for word in ("贪污", "受贿", "学位")]
        >>> meaning = encoder.meanings(ids)
        >>> bool(meaning[0] @ meaning[1] > 0.4 > meaning[0] @ meaning[2])
        True
        """
        found = self.vectors(ids)[:, -MEANING:]
        return _units(found)

    def _encode(self, texts: list[str]) -> Vectors:
        encoded = np.zeros((len(texts), self.dim), dtype=np.float32)
        for start in range(0, len(texts), _BATCH):
            batch = self._tokenizer.encode_batch_fast(
                texts[start : start + _BATCH], add_special_tokens=False
            )
            for row, found in enumerate(batch, start):
                ids = sorted(set(found.ids)) if self._distinct else found.ids
                if ids:
                    encoded[row] = _unit(self.vectors(ids).mean(axis=0))
        return encoded


class SentenceTransformerEncoder:
    """Any other model of sentence-transformers, with its own prompts for queries and documents.

    Nothing is downloaded: `model` is a folder, or a name that the library has in its cache.

    Raises ModelError when it cannot be loaded.
    """

    def __init__(self, model: str) -> None:
        self.name = model
        if not model.strip():
            raise ModelError(_cannot_load(model, "an empty name"))
        with warnings.catch_warnings():  # the library's imports warn, and are not ours to mend
            warnings.simplefilter("ignore")
            from sentence_transformers import SentenceTransformer  # noqa: PLC0415 takes seconds

            try:
                self._model = SentenceTransformer(model, local_files_only=True, device="cpu")
            except (OSError, ValueError, KeyError, RuntimeError, ImportError) as error:
                raise ModelError(_cannot_load(model, first_line(error))) from error

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
    if folder.is_dir() and is_static(folder):
        return StaticEncoder(folder, model)
    return SentenceTransformerEncoder(model)


def bundled_encoder() -> StaticEncoder:
    """The model that comes with the package.

    >>> bundled_encoder().encode_passages(["。"]).any()
    np.False_
    """
    return StaticEncoder(_FOLDER, BUNDLED, distinct=True)


_BATCH = 1024


def _cannot_load(model: str, reason: str) -> str:
    return (
        f"expected {BUNDLED!r}, the folder of a sentence-transformers model, or the name of one in "
        f"the local cache, got {model!r}, which cannot be loaded offline ({reason}); download it "
        "once with `hf download`, or give its folder"
    )


def _unit(vector: NDArray[np.float32]) -> NDArray[np.float32]:
    norm = np.linalg.norm(vector)
    return vector / norm if norm > 0 else vector


def _units(rows: Vectors) -> Vectors:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    result: Vectors = rows / np.maximum(lengths, 1e-6)
    return result
