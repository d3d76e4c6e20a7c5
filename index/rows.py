"""How a passage and a document are written into a row, and the digest that every row carries."""

import hashlib
import json

from ingest.types import Block, BlockKind, Document, Passage, Span, Structure


def digest_of(*parts: str | bytes) -> bytes:
    """Of values, lengths and types: one flipped bit makes a blob of a text, or an integer."""
    digest = hashlib.blake2b(digest_size=16)
    for part in parts:
        data = part.encode() if isinstance(part, str) else bytes(part or b"")
        digest.update(type(part).__name__.encode() + len(data).to_bytes(8, "big") + data)
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


def encode_document(document: Document) -> str:
    """What was read from a document's bytes, as JSON: its text, where that came from, its structure.

    The bytes are not read again: another version of a library could read other characters out of a
    PDF, and OCR takes seconds.
    """
    structure = document.structure
    body = {
        "text": document.text,
        "encoding": document.encoding,
        "blocks": [
            [block.kind, [[span.start, span.end] for span in block.spans], block.level]
            for block in structure.blocks
        ],
        "places": structure.places,
        "skipped": [[span.start, span.end] for span in structure.skipped],
        "printed": structure.printed,
    }
    return json.dumps(body)  # in ASCII, so that halves of surrogate pairs stay what they are


def decode_document(name: str, title: str, data: bytes, body: str) -> Document:
    """The document that was written as `body`."""
    fields = json.loads(body)
    structure = Structure(
        tuple(
            Block(BlockKind(kind), tuple(Span(*span) for span in spans), level)
            for kind, spans, level in fields["blocks"]
        ),
        tuple((offset, label) for offset, label in fields["places"]),
        tuple(Span(*span) for span in fields["skipped"]),
        fields["printed"],
    )
    return Document(name, title, fields["text"], data, fields["encoding"], structure)
