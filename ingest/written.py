"""How what was read from a document is written down, as JSON, and read back."""

import json

from ingest.types import Block, BlockKind, Document, Span, Structure


def encode_document(document: Document) -> str:
    """What was read from a document's bytes: its text, where that came from, its structure.

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
        "title": structure.title,
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
        fields.get("title", ""),  # not written before there was one
    )
    return Document(name, title, fields["text"], data, fields["encoding"], structure)
