"""How a passage is written into a row, and the digest that every row carries."""

import hashlib
import json

from ingest.types import BlockKind, Passage, Span


def digest_of(*parts: str | bytes) -> bytes:
    """Of values, lengths and types: one flipped bit makes a blob of a text, or an integer."""
    digest = hashlib.blake2b(digest_size=16)
    for part in parts:
        data = part.encode() if isinstance(part, str) else bytes(part or b"")
        digest.update(type(part).__name__.encode() + len(data).to_bytes(8, "big"))
        digest.update(data)
    return digest.digest()


def encode(passage: Passage) -> str:
    """All of a passage but its document's name, which has a column of its own, as JSON."""
    sentences = [[[span.start, span.end] for span in sentence] for sentence in passage.sentences]
    body = {"kind": passage.kind, "section": passage.section, "sentences": sentences}
    return json.dumps(body, ensure_ascii=False)


def decode(name: str, body: str) -> Passage:
    """The passage of the document `name` that was written as `body`."""
    fields = json.loads(body)
    sentences = tuple(tuple(Span(*span) for span in sentence) for sentence in fields["sentences"])
    return Passage(name, BlockKind(fields["kind"]), fields["section"], sentences)
