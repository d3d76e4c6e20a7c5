"""PPTX ▶ slide after slide: its title, its text, its tables, its notes, by python-pptx."""

import io
from collections.abc import Iterator
from typing import Any

from ingest.formats.draft import Draft
from ingest.formats.packed import checked
from ingest.types import BlockKind, Structure


def read_slides(data: bytes, name: str) -> tuple[str, Structure, str]:
    """All slides of a presentation. Raises ReadError."""
    import pptx  # noqa: PLC0415  only who reads such a file waits for it

    checked(data, name)
    draft = Draft()
    for number, slide in enumerate(pptx.Presentation(io.BytesIO(data)).slides, 1):
        draft.place(f"幻灯片{number}")
        title = slide.shapes.title
        if title is not None:
            draft.add(BlockKind.HEADING, title.text_frame.text, 1)
        for shape in _shapes(slide.shapes):
            if title is not None and shape.shape_id == title.shape_id:
                continue
            if shape.has_text_frame:
                for paragraph in shape.text_frame.text.split("\n"):
                    draft.add(BlockKind.PARAGRAPH, paragraph)
            elif getattr(shape, "has_table", False):
                draft.table([[cell.text for cell in row.cells] for row in shape.table.rows])
        if slide.has_notes_slide and slide.notes_slide.notes_text_frame is not None:
            draft.add(BlockKind.NOTE, slide.notes_slide.notes_text_frame.text)
    return draft.text, draft.structure(), "pptx"


def _shapes(shapes: Any) -> Iterator[Any]:
    """All shapes, those of groups too, from top to bottom as they are drawn."""
    for shape in sorted(shapes, key=lambda one: (one.top or 0, one.left or 0)):
        if hasattr(shape, "shapes"):
            yield from _shapes(shape.shapes)
        else:
            yield shape
