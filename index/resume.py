"""Vectors that were made before a build was interrupted, kept aside so that they are not made again.

Embedding takes most of a build: a document's vectors are kept as soon as they are there, in the folder of
what was read (`ingest.spool`), which goes when the build is done.
"""

import hashlib
import json
import os
from contextlib import suppress
from pathlib import Path

import numpy as np

from index.types import Encoder, Vectors

_DIGEST = 32
"""Bytes of the digest before the vectors, so that a file which was not written whole is none."""


class Resumed:
    """An encoder that keeps what it makes of passages in `folder`, and finds it there again.

    What another model has made is not found. A folder that cannot be written keeps nothing, for a build
    does without it.

    >>> from tempfile import TemporaryDirectory
    >>> from index.encode import load_encoder
    >>> with TemporaryDirectory() as folder:
    ...     encoder = Resumed(load_encoder(), Path(folder))
    ...     bool((encoder.encode_passages(["学位"]) == encoder.encode_passages(["学位"])).all())
    True
    """

    def __init__(self, encoder: Encoder, folder: Path) -> None:
        self._encoder = encoder
        self._folder = folder
        self.name, self.sha256, self.dim = encoder.name, encoder.sha256, encoder.dim

    def encode_queries(self, texts: list[str]) -> Vectors:
        """*Shape:* (len(texts), dim), float32, unit norm."""
        return self._encoder.encode_queries(texts)

    def encode_passages(self, texts: list[str]) -> Vectors:
        """*Shape:* (len(texts), dim), float32, unit norm."""
        key = hashlib.sha256(json.dumps([self.sha256, texts]).encode()).hexdigest()
        place = self._folder / f"{key}.vectors"
        found = self._recalled(place, len(texts))
        if found is None:
            found = self._encoder.encode_passages(texts)
            self._keep(place, found)
        return found

    def _recalled(self, place: Path, count: int) -> Vectors | None:
        try:
            data = place.read_bytes()
        except OSError:
            return None
        digest, body = data[:_DIGEST], data[_DIGEST:]
        if hashlib.sha256(body).digest() != digest or len(body) != 4 * count * self.dim:
            return None
        return np.frombuffer(body, dtype="<f4").reshape(count, self.dim)

    def _keep(self, place: Path, vectors: Vectors) -> None:
        body = vectors.astype("<f4").tobytes()
        aside = place.with_suffix(f".{os.getpid()}")
        with suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            aside.write_bytes(hashlib.sha256(body).digest() + body)
            aside.replace(place)
