"""DOCX ▶ headings, paragraphs and tables in order, by python-docx."""

import io
import re
from typing import Any

from ingest.formats.draft import Draft
from ingest.formats.packed import checked
from ingest.types import BlockKind, Structure

_HEADING = re.compile(r"(?:heading|标题)\s*(\d)?", re.I)
_TITLE = re.compile(r"title|标题$|题目", re.I)


def read_word(data: bytes, name: str) -> tuple[str, Structure, str]:
    """The body of a Word file; what its styles call headings are headings. Raises ReadError for a bomb."""
    import docx  # noqa: PLC0415  only who reads such a file waits for it
    from docx.table import Table  # noqa: PLC0415

    checked(data, name)
    draft = Draft()
    opened = docx.Document(io.BytesIO(data))
    names = {style.style_id: style.name or "" for style in opened.styles}
    for item in opened.iter_inner_content():
        if isinstance(item, Table):
            draft.table(_rows(item))
            continue
        # By its id: python-docx looks through all styles for the name of each paragraph's.
        style = names.get(item._p.style or "", "")
        if (match := _HEADING.match(style)) and match[1]:
            draft.add(BlockKind.HEADING, item.text, int(match[1]))
        elif _TITLE.match(style):
            draft.add(BlockKind.TITLE, item.text)
        else:
            draft.add(BlockKind.PARAGRAPH, item.text)
    return draft.text, draft.structure(), "docx"


def _rows(table: Any) -> list[list[str]]:
    """The text of each row's cells; a merged cell fills its first column, so that
    the others stay under their heads."""
    found = []
    for row in table.rows:
        merged = [cell._tc for cell in row.cells]
        cells = list(row.cells)
        found.append(
            ["" if merged[at] in merged[:at] else cells[at].text for at in range(len(cells))]
        )
    return found
