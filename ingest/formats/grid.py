"""A sheet's or a CSV file's cells ▶ its tables, each under its title and with its own heads.

Above a table stand its title, in short lines that fill one cell each, and what holds for all of it
(单位：万元); below it what is noted (备注：…) and who made it (制表人：…). Another one begins below an empty
row (tables.py), or beside an empty column (beside.py).
"""

import re
from collections.abc import Sequence

from ingest.formats.beside import beside
from ingest.formats.draft import Draft, joined
from ingest.formats.heads import Ranges, heads
from ingest.formats.prose import Rows, add_rows
from ingest.formats.tables import Table, first_row, is_stated, tables
from ingest.types import BlockKind

_LONGEST_TITLE = 40
_ITEMS = re.compile(r"[\r\n]+|(?<=[。；;])\s*(?=\d{1,2}[.、．]\s*\D)")
"""Where the next item of a note begins."""
_SIGNED = re.compile(r"[^：:\d]{1,10}[：:]")
"""A name, and what it is or what is to be filled in (审核人：); no hour (8:30)."""
_STATED = re.compile(r"(?<!\S)[^：:\d\s]{2,10}[：:]\s*\S")
_SHORTEST_NOTE, _LONGER = 10, 2
"""Characters, and how many times as many as in any cell above it, of a note in the first column that says by
nothing else that it is one."""
_LOOKED_AT = 50
"""Rows that tell how long the cells of the first column are."""


def add_grid(
    draft: Draft,
    cells: Rows,
    *,
    label: str = "",
    merged: Ranges = (),
    title: BlockKind = BlockKind.TITLE,
) -> None:
    """Add all rows, each at its place, which `label` leads; the first table's title is of the kind `title`.

    >>> draft = Draft()
    >>> rows = [["在职", ""], ["工号", "入职"], ["A1", "2020年"], ["", ""], ["工号", "离职"], ["A2", "2024年"]]
    >>> add_grid(draft, rows)
    >>> draft.text
    '在职\\n工号：A1 | 入职：2020年\\n工号：A2 | 离职：2024年\\n'
    """
    for part in beside(cells, merged):
        found, rest = tables(part, merged)
        for table in found:
            _add_table(draft, part, table, label, merged, title)
            title = BlockKind.HEADING
        for at in rest:
            _add_below(draft, part[at], f"{label}第{at + 1}行")


def _add_table(
    draft: Draft, cells: Rows, table: Table, label: str, merged: Ranges, title: BlockKind
) -> None:
    rows = [cells[at] for at in table.rows]
    places = [f"{label}第{at + 1}行" for at in table.rows]
    first = first_row(rows)
    for row, place in zip(rows[:first], places, strict=False):
        said = list(filter(None, row))
        if is_stated(row) and not (len(said) == 1 and len(_STATED.findall(said[0])) > 1):
            draft.lines(BlockKind.NOTE, joined([row]), [place])
            continue
        (line,) = said
        draft.place(place)
        short = len(line) <= _LONGEST_TITLE and not is_stated(row)
        draft.add(title if short else BlockKind.PARAGRAPH, line, 2 if short else None)
    last = len(rows)
    over = _over(rows[first], merged)
    while last > first + 2 and (
        table.rows[last - 1] in over or _is_below(rows[last - 1], rows[first:])
    ):
        last -= 1
    if last == first + 2 and _is_below(rows[first + 1], rows[first:]):
        last = len(rows)  # all of it is such
    own, count = ([], 0) if table.headed is False else heads(cells, merged, table.rows[first])
    if own:
        below = first + count - 1
        add_rows(draft, [own, *rows[below + 1 : last]], places[below:last], headed=True)
    else:
        add_rows(draft, rows[first:last], places[first:last], headed=table.headed)
    for row, place in zip(rows[last:], places[last:], strict=True):
        _add_below(draft, row, place)


def _over(row: Sequence[str], merged: Ranges) -> set[int]:
    """Rows that are one cell, merged over all columns that a table's first row fills."""
    columns = [at for at, cell in enumerate(row) if cell]
    return {
        top
        for (top, left), (bottom, right) in merged
        if top == bottom and left <= columns[0] < columns[-1] <= right
    }


def _is_below(row: Sequence[str], table: Rows) -> bool:
    """Whether a last row is writing about the table: one cell that is long, is a sentence or says so; or who
    made it, and when."""
    said = list(filter(None, row))
    if len(said) > 1:
        return _SIGNED.match(said[0]) is not None and 2 * sum(map(_is_signed, said)) >= len(said)
    (line,) = said
    if not row[0]:
        return len(line) <= _LONGEST_TITLE and _is_signed(line)
    if len(line) > _LONGEST_TITLE or line.endswith("。") or _is_signed(line):
        return True
    first = (len(one[0]) for one in table[:_LOOKED_AT] if any(one[1:]))
    return len(line) >= max(_SHORTEST_NOTE, 1 + _LONGER * max(first, default=len(line)))


def _is_signed(cell: str) -> bool:
    return _SIGNED.match(cell) is not None


def _add_below(draft: Draft, row: Sequence[str], place: str) -> None:
    """Writing below a table: each item of a note, or one line of who made it."""
    said = list(filter(None, row))
    if len(said) > 1:
        draft.lines(BlockKind.NOTE, joined([row]), [place])
        return
    draft.place(place)
    for line in _ITEMS.split(said[0]):
        draft.add(BlockKind.PARAGRAPH, line)
