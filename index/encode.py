"""Text ▶ unit vectors: the bundled network through onnxruntime, any other model through its library.

The bundled encoder is a small multilingual one, cut to Chinese and one byte a weight (its card is
index/model/README.md). Running it needs neither torch nor transformers, which take seconds and
hundreds of megabytes to import.

Text comes folded (`ingest.normalize.fold`): simplified, half-width, lower case.
"""

import hashlib
import json
import warnings
from functools import cached_property
from pathlib import Path
from threading import Condition
from typing import Any

import numpy as np
from cachetools import LRUCache, cached
from tokenizers import Tokenizer

from index.network import Network, file_sha256
from index.pieces import BEGIN, END, MODEL, Pieces, bundled_pieces
from index.types import Encoder, Vectors
from ingest.errors import ModelError

BUNDLED = "bundled"
_LONGEST = 256
"""Pieces of a text that are read; a sentence of ingest.sentences.LONGEST characters has about 200."""
_AT_ONCE = 128
"""Texts whose pieces are in memory together, each 0.4 MB at most: a book has sentences by the ten thousand."""
_REMEMBERED = 8
"""Texts run alone that are remembered: about as many questions as are worked on at once."""
_QUERY, _PASSAGE = "query: ", "passage: "
"""What the base model was trained to read before a text (Wang et al. 2024, section 3)."""


class BundledEncoder:
    """The network that comes with the package, or another of its kind in `folder`.

    It gives a row for each piece of a text, as it is among the others; the vector is their mean. By the rows
    themselves chat/ranking/meeting.py compares a question with a sentence.
    Raises ModelError when a file is missing, damaged, or not of this format.

    >>> encoder = load_encoder("bundled")
    >>> query = encoder.encode_queries(["怎样缓解堵车?"])
    >>> near, far = encoder.encode_passages(["优化路网,治理交通拥堵。", "新建改扩建70所中小学。"])
    >>> bool(query[0] @ near > query[0] @ far)
    True
    """

    name = BUNDLED

    def __init__(self, folder: Path = MODEL) -> None:
        self._file = folder / "encoder.onnx"
        self._network = Network(self._file)
        self._pieces = bundled_pieces() if folder == MODEL else Pieces(folder)
        # A question is asked for its vector and for its pieces, from two threads: the later waits.
        self._alone = cached(LRUCache(_REMEMBERED), condition=Condition())(self._run)

    @property
    def tokenizer(self) -> Tokenizer:
        """What cuts text into pieces."""
        return self._pieces.tokenizer

    @property
    def dim(self) -> int:
        """Length of a vector."""
        return int(self._network.shape[-1])

    @cached_property
    def sha256(self) -> str:
        """Hex digest over the files of the network and of its pieces."""
        files = (self._file, *self._pieces.files)
        return hashlib.sha256("".join(map(file_sha256, files)).encode()).hexdigest()

    def encode_queries(self, texts: list[str]) -> Vectors:
        """*Shape:* (len(texts), dim), float32, unit norm; zero for a text without a piece."""
        return self._encode(_QUERY, texts)

    def encode_passages(self, texts: list[str]) -> Vectors:
        """*Shape:* (len(texts), dim), float32, unit norm; zero for a text without a piece."""
        return self._encode(_PASSAGE, texts)

    def query_pieces(self, text: str) -> Vectors:
        """The pieces of a question. *Shape:* (pieces, dim), unit norm."""
        return self._words(_QUERY, [text])[0]

    def passage_pieces(self, texts: list[str]) -> list[Vectors]:
        """The pieces of sentences. *Shape:* (pieces, dim) each, unit norm."""
        return self._words(_PASSAGE, texts)

    def _encode(self, prefix: str, texts: list[str]) -> Vectors:
        encoded = np.zeros((len(texts), self.dim), dtype=np.float32)
        places = [place for place, text in enumerate(texts) if text.strip()]
        for at in range(0, len(places), _AT_ONCE):
            own = places[at : at + _AT_ONCE]
            cut = self.tokenizer.encode_batch_fast([prefix + texts[place] for place in own])
            for place, rows in zip(own, self._rows([one.ids for one in cut]), strict=True):
                encoded[place] = unit(rows.mean(0))
        return encoded

    def _words(self, prefix: str, texts: list[str]) -> list[Vectors]:
        cut = self.tokenizer.encode_batch([prefix + text for text in texts])
        # The blank between prefix and text is a piece of its own, or the head of the text's first.
        before = [sum(end <= len(prefix) for _, end in one.offsets) for one in cut]
        found = self._rows([one.ids for one in cut])
        return [
            unit(rows[1 + first : len(rows) - 1]) for first, rows in zip(before, found, strict=True)
        ]

    def _rows(self, cut: list[list[int]]) -> list[Vectors]:
        rows = tuple((BEGIN, *ids[:_LONGEST], END) for ids in cut)
        return self._alone(rows) if len(rows) == 1 else self._run(rows)

    def _run(self, cut: tuple[tuple[int, ...], ...]) -> list[Vectors]:
        return self._network(self._pieces.rows(cut))


def unit(rows: Vectors) -> Vectors:
    """Rows scaled to length 1; zero stays. *Shape:* (…, dim)."""
    length = np.linalg.norm(rows, axis=-1, keepdims=True)
    scaled: Vectors = rows / np.maximum(length, 1e-12)
    return scaled


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
            try:
                from sentence_transformers import SentenceTransformer  # noqa: PLC0415 takes seconds

                self._model = SentenceTransformer(model, local_files_only=True, device="cpu")
            except ModuleNotFoundError as error:
                raise ModelError(
                    _cannot_load(model, f"{error}; run pip install 'yinju[models]'")
                ) from error
            except (OSError, ValueError, KeyError, RuntimeError, ImportError) as error:
                raise ModelError(
                    _cannot_load(model, next(iter(str(error).splitlines()), ""))
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

    Raises ModelError.

    >>> load_encoder("bundled").name
    'bundled'
    """
    return BundledEncoder() if model == BUNDLED else SentenceTransformerEncoder(model)


def _cannot_load(model: str, reason: str) -> str:
    return (
        f"expected {BUNDLED!r}, the folder of a sentence-transformers model, or the name of one in "
        f"the local cache, got {model!r}, which cannot be loaded offline ({reason}); download it "
        "once with `hf download`, or give its folder"
    )
