"""Plain text and tables of text ▶ text and structure."""

import csv
import io

from ingest.decode import decode
from ingest.formats.draft import Draft
from ingest.formats.grid import add_grid
from ingest.formats.uncollected import uncollected
from ingest.types import Structure

_DELIMITERS = ",\t;|"
_LONGEST_CELL = 1_000_000


def read_text(data: bytes, name: str) -> tuple[str, Structure, str]:
    """The characters of a text, whose structure the layout guesses. Raises ReadError."""
    text, encoding = decode(data, name)
    return text, Structure(), encoding


@uncollected()
def read_table(data: bytes, name: str) -> tuple[str, Structure, str]:
    """The rows of comma- or tab-separated values, each with the heads of its columns.

    >>> read_table("项目,目标\\n学位,10万个".encode(), "a.csv")[0]
    '项目：学位 | 目标：10万个\\n'
    """
    text, encoding = decode(data, name)
    first = text[:4096].splitlines()[:20]
    counts = {mark: [line.count(mark) for line in first] for mark in _DELIMITERS}
    delimiter = max(_DELIMITERS, key=lambda mark: (min(counts[mark], default=0), sum(counts[mark])))
    csv.field_size_limit(_LONGEST_CELL)
    draft = Draft()
    rows = list(csv.reader(io.StringIO(text.replace("\0", " "), newline=""), delimiter=delimiter))
    widths = set(map(len, rows))
    if len(widths) > 1:  # what ends early has blank cells
        width = max(widths)
        rows = [row + [""] * (width - len(row)) for row in rows]
    add_grid(draft, rows)
    return draft.text, draft.structure(), encoding
