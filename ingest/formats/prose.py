"""A sheet's rows ▶ a table, or the text that some people write in sheets, under the headings it has there.

Where one column holds writing, and cells before it name several rows one below another (工程, 要求), these
are headings and the writing is paragraphs: asked for, both are what they would be in a document. Where each
row has a name of its own, as a question has beside its answer, the two stay together in a row.
"""

import re
from collections.abc import Sequence
from itertools import accumulate
from operator import ne
from statistics import median

from ingest.formats.draft import Draft, counts, has_heads, joined
from ingest.types import BlockKind

_LEVEL = 3
"""Level of the outermost such heading: below the sheet's name and its title."""
_LONGEST_NAME = 80
"""Characters in a cell that may be a heading."""
_WRITING = 40
"""Characters that half of a column's cells must have for it to hold writing."""
_END = re.compile("[。！？；]")
_LOOKED_AT = 200
"""Rows that tell whether a column holds writing."""
_ROWS_A_NAME = 2
"""Rows that a heading must head on average."""

Rows = Sequence[Sequence[str]]


def add_rows(draft: Draft, rows: Rows, places: Sequence[str]) -> None:
    """Add a sheet's rows, each with the label of its place.

    >>> text = "坚持民生投入只增不减、惠民力度只升不降，聚力共同富裕，让群众获得感更加充实。建设幸福长春。"
    >>> draft = Draft()
    >>> add_rows(draft, [["工程", "正文"], ["民生", text], ["", text + "下同。"]], ["1", "2", "3"])
    >>> [block.kind.value for block in draft.structure().blocks]
    ['note', 'heading', 'paragraph', 'paragraph']
    """
    heads = [" ".join(cell.split()) for cell in rows[0]] if has_heads(rows) else []
    writing = _writing(rows[1 : 1 + _LOOKED_AT]) if heads else None
    named = _named(rows[1:], writing) if writing else 0
    if writing is None or not named:
        draft.table(rows, places)
        return
    draft.lines(BlockKind.NOTE, joined(rows[:1]), places[:1])
    last = [""] * named
    for row, place in zip(rows[1:], places[1:], strict=True):
        draft.place(place)
        for column in range(named):
            name = row[column]
            if name != last[column] and name.strip():
                said = f"{heads[column]}：{name}" if counts(name) else name
                draft.add(BlockKind.HEADING, said, _LEVEL + column)
                last[column:] = [name] + [""] * (named - column - 1)
        others = (*row[named:writing], *row[writing + 1 :])
        if not any(others) or not "".join(others).strip():
            draft.add(BlockKind.PARAGRAPH, row[writing])
        else:
            draft.lines(BlockKind.ROW, joined([row[named:]], heads[named:]))


def _writing(rows: Rows) -> int | None:
    """The only column that holds writing, None where there is none or are several."""
    width = min(map(len, rows), default=0)
    found = [column for column in range(width) if _is_writing([row[column] for row in rows])]
    return found[0] if len(found) == 1 else None


def _is_writing(column: Sequence[str]) -> bool:
    lengths = sorted(filter(None, map(len, column)))
    if not lengths or median(lengths) < _WRITING:
        return False
    return 2 * sum(map(bool, map(_END.search, column))) > len(lengths)


def _named(rows: Rows, writing: int) -> int:
    """How many of the first columns name several rows one below another."""
    widest = min(map(len, rows))
    columns: list[list[str]] = []
    for column in range(writing):
        cells = [row[column] for row in rows] if column < widest else []
        if not cells or max(map(len, cells)) > _LONGEST_NAME:
            return column
        columns.append(_filled(cells))
        names = list(zip(*columns, strict=True))
        runs = 1 + sum(map(ne, names, names[1:]))
        if runs * _ROWS_A_NAME > len(rows):
            return column
    return writing


def _filled(names: list[str]) -> list[str]:
    """Each blank below another cell says what that one says."""

    def own_or_above(above: str, own: str) -> str:
        return own if own.strip() else above

    return list(accumulate(names, own_or_above))
