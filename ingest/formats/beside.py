"""Tables beside one another on a sheet, with an empty column between, ▶ each by itself.

A column may be empty inside of a table as well, so that something has to say that there are two: heads that
come again, a title over each, or that one goes on where the other has ended.
"""

from collections.abc import Sequence
from itertools import pairwise

from ingest.formats.draft import counts, has_heads
from ingest.formats.heads import Ranges
from ingest.formats.prose import Rows
from ingest.formats.tables import first_row, is_stated

_LOOKED_AT = 50
"""Rows that tell which columns may be empty, before all are looked at."""
_LONGER = 2
"""Rows by which the first table must be longer, if nothing else parts it: one may be its sum."""


def beside(cells: Rows, merged: Ranges = ()) -> list[Rows]:
    """The tables of a sheet from left to right, each in all of its rows; merged cells leave it whole.

    >>> rows = [["姓名", "分数", "", "商品", "单价"], ["张伟", "88", "", "苹果", "5"], ["", "", "", "梨", "3"]]
    >>> beside(rows)[1]
    [['商品', '单价'], ['苹果', '5'], ['梨', '3']]
    >>> len(beside(rows[:2]))
    1
    """
    spans = [] if merged else _spans(cells)
    if len(spans) < 2:
        return [cells]
    parts: list[Rows] = [[row[start:end] for row in cells] for start, end in spans]
    tables = [_Seen(part) for part in parts]
    headed = all(one.headed for one in tables)
    return parts if headed and all(one.ends(other) for one, other in pairwise(tables)) else [cells]


def _spans(cells: Rows) -> list[tuple[int, int]]:
    """The columns `[start, end)` between those that are empty; [] where one stands alone, which is no table."""
    empty, width = list[int](), 0
    for rows in (cells[:_LOOKED_AT], cells):
        width = max(map(len, rows), default=0)
        empty = [at for at in range(width) if not any(at < len(row) and row[at] for row in rows)]
        if not empty:
            return []
    edges = pairwise([-1, *empty, width])
    spans = [(one + 1, other) for one, other in edges if other - one > 1]
    return spans if all(end - start > 1 for start, end in spans) else []


class _Seen:
    """What is seen of a table that stands beside another: its heads and which rows it fills."""

    def __init__(self, part: Rows) -> None:
        filled = [row for row in part if any(row)]
        first = first_row(filled)
        self.headed = has_heads(filled[first:])
        self._heads = set(filter(None, filled[first]))
        self._titled = any(map(_is_title, filled[:first]))
        self._rows = [at for at, row in enumerate(part) if sum(map(bool, row)) > 1]

    def ends(self, other: "_Seen") -> bool:
        """Whether this table is not the same as the one to its right."""
        titled = self._titled and other._titled
        if titled or not self._heads.isdisjoint(other._heads):
            return True
        if not (_unbroken(self._rows) and _unbroken(other._rows)):
            return False
        own, its = self._rows[-1], other._rows[-1]
        return its > own or own >= its + _LONGER


def _is_title(row: Sequence[str]) -> bool:
    """Whether a row above a table names it: 单位：万元 and a day stand to the right of a title too."""
    return not is_stated(row) and not any(map(counts, row))


def _unbroken(rows: Sequence[int]) -> bool:
    return len(rows) > 1 and rows[-1] - rows[0] == len(rows) - 1
