"""Where one table of a sheet ends and the next begins: below an empty row, where what follows has heads of its
own, or a title over rows of another kind.

Rows in groups, and a table in which somebody has left rows empty, go on below them. Where neither is certain,
the rows have no heads: a row under another table's heads would say what nobody has written.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingest.formats.draft import counts, has_heads
from ingest.formats.heads import Ranges, heads
from ingest.formats.prose import Rows

_COMPARED = 50
"""Rows of a table that are compared with those below an empty row."""
_CONTRAST = 2
"""Columns of counts below names, at least, that show heads where no title stands over them: one alone may be a
row that says why it has no count (缺考)."""
_STATED = re.compile(r"(?!附)[^：:]{1,10}[：:]\s*\S")
"""A name and what it is, in one cell; 附件：… is a title."""


@dataclass(slots=True)
class Table:
    """Numbers of a table's rows, those of its title among them; whether it has heads, None where that is to be
    seen by itself."""

    rows: list[int]
    headed: bool | None = None


def tables(cells: Rows, merged: Ranges = ()) -> tuple[list[Table], list[int]]:
    """The tables of a sheet, one below another, and the numbers of the lines below the last.

    >>> rows = [["工号", "入职"], ["A1", "2020年"], [], ["A2", "2021年"]]
    >>> rows += [[], ["工号", "离职"], ["A1", "2024年"]]
    >>> [table.rows for table in tables(rows)[0]]
    [[0, 1, 3], [5, 6]]
    """
    filled = [at for at, row in enumerate(cells) if any(row)]
    if not filled or filled[-1] - filled[0] < len(filled):
        return [Table(filled)] if filled else [], []
    ends = [at for at, (one, other) in enumerate(pairwise(filled), 1) if other > one + 1]
    found = [Table(filled[: ends[0]])]
    wide = {top for (top, left), (_, right) in merged if left < right}
    full = sum(_count(cells[at]) > 1 for at in found[0].rows)
    above: _Above | None = None
    lines: list[int] = []
    for part in [filled[start:end] for start, end in pairwise([*ends, len(filled)])]:
        if above is None and full > 1:
            above = _above(cells, found[-1], merged)
        several = sum(_count(cells[at]) > 1 for at in part)
        lines += part
        if above and not several:
            continue
        if above:
            rows = [cells[at] for at in lines]
            first = first_row(rows)
            own, count = heads(cells, merged, lines[first]) if lines[first] in wide else ([], 0)
            body = rows[first + max(1, count) :][:_COMPARED]
            headed = above.headed_below(own or rows[first], body, titled=first > 0)
            if headed or (first and not above.has_like(rows[first])):
                found.append(Table([], headed))
                above, full = None, 0
        found[-1].rows += lines
        full += several
        lines = []
    return found, lines


def first_row(rows: Rows) -> int:
    """The first row of a table below its title: it fills several cells, not only with what holds for all of it
    (单位：万元).

    >>> first_row([["预算"], ["编制：文化馆", "单位：万元", ""], ["科目", "支出", "占比"]])
    2
    """
    for at, row in enumerate(rows):
        if _count(row) > 1:
            below = rows[at + 1] if at + 1 < len(rows) else ()
            if not (is_stated(row) and _count(row) < _count(below)):
                return at
    return 0


def is_stated(row: Sequence[str]) -> bool:
    """Whether a row above a table says what holds for all of it."""
    return any(map(_STATED.match, row))


def _count(row: Sequence[str]) -> int:
    return sum(map(bool, row))


@dataclass(frozen=True, slots=True)
class _Above:
    """The table above an empty row: its heads, if it has any, and where its rows begin."""

    cells: Rows
    table: Table
    named: frozenset[str]
    body: int

    def headed_below(self, names: Sequence[str], rows: Rows, *, titled: bool) -> bool:
        """Whether the first row below an empty one is heads of rows of their own: some of those of the table
        above, or names over counts."""
        if not has_heads([names, *rows]) or self._recurs(names):
            return False
        columns = (
            [row[at] for row in rows if at < len(row) and row[at]] for at in range(len(names))
        )
        contrasts = sum(
            bool(name and column) and not counts(name) and all(map(counts, column))
            for name, column in zip(names, columns, strict=True)
        )
        return contrasts >= (1 if titled else _CONTRAST) or any(map(self.named.__contains__, names))

    def has_like(self, row: Sequence[str]) -> bool:
        """Whether a row may be one of this table: it says what another says, or has its counts and its words
        in the same columns."""
        alike = False
        for cell, column in zip(row, self._columns(len(row)), strict=True):
            if cell and all(map(counts, column)) != counts(cell):
                return self._recurs(row)
            alike = alike or counts(cell)
        return alike or self._recurs(row)

    def _recurs(self, row: Sequence[str]) -> bool:
        """Whether a cell says what one in its column says."""
        return any(
            cell in column for cell, column in zip(row, self._columns(len(row)), strict=True)
        )

    def _columns(self, width: int) -> list[set[str]]:
        """What the last rows say in each column."""
        rows = [
            self.cells[at]
            for at in self.table.rows[max(self.body, len(self.table.rows) - _COMPARED) :]
        ]
        return [{row[at] for row in rows if at < len(row) and row[at]} for at in range(width)]


def _above(cells: Rows, table: Table, merged: Ranges) -> _Above | None:
    """A table, if it has rows below its first."""
    rows = [cells[at] for at in table.rows]
    first = first_row(rows)
    if _count(rows[first]) < 2:
        return None
    own, count = heads(cells, merged, table.rows[first])
    body = first + max(1, count)
    if body == len(rows):
        return None
    headed = bool(own) or has_heads(rows[first : body + _COMPARED])
    names = (own or rows[first]) if headed and table.headed is not False else ()
    return _Above(cells, table, frozenset(filter(None, names)), body)
