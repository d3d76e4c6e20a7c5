"""What was read before a build was interrupted, kept aside so that it is not read again.

A file for each document, written whole or not at all, in a folder that goes when the build is done. Only
what was read out of a file is kept, not its bytes, which are there still.
"""

import json
import os
import shutil
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from ingest.types import Document
from ingest.written import decode_document, encode_document

READING = "reading"
"""The folder's name inside an index."""


class Spool:
    """Documents in `folder` by their names and the digests of their bytes. `readers` says what has read
    them: what another version read is not there.

    A folder that cannot be written keeps nothing, for a build does without it.
    """

    def __init__(self, folder: Path, readers: str) -> None:
        self._folder = folder
        self._readers = readers

    def keep(self, document: Document) -> None:
        """Keep a document; after this no kill loses it."""
        body = [document.title, encode_document(document)]
        place = self._place(document.id, document.sha256)
        aside = place.with_suffix(f".{os.getpid()}")
        with suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            with aside.open("w", encoding="ascii") as file:
                json.dump([_digest(body), *body], file)
                file.flush()
                os.fsync(file.fileno())
            aside.replace(place)

    def recall(self, name: str, data: bytes) -> Document | None:
        """The document called `name` that was read from these bytes, None if it is not kept whole."""
        try:
            place = self._place(name, sha256(data).hexdigest())
            digest, *body = json.loads(place.read_text(encoding="ascii"))
            return (
                decode_document(name, body[0], data, body[1]) if _digest(body) == digest else None
            )
        except (
            OSError,
            ValueError,
            KeyError,
            TypeError,
            IndexError,
        ):  # torn, or not written by this
            return None

    def drop(self) -> None:
        """Remove all of it."""
        shutil.rmtree(self._folder, ignore_errors=True)

    def _place(self, name: str, digest: str) -> Path:
        key = json.dumps([self._readers, name, digest])
        return self._folder / f"{sha256(key.encode()).hexdigest()}.json"


def _digest(body: list[str]) -> str:
    return sha256(json.dumps(body).encode()).hexdigest()
