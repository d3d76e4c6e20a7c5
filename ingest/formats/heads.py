"""The rows of heads above a table ▶ one row: a cell over several columns heads those below it too."""

from collections.abc import Iterator, Sequence
from typing import TypeAlias

from ingest.formats.draft import Draft, has_heads, joined
from ingest.types import BlockKind

Ranges: TypeAlias = Sequence[tuple[tuple[int, int], tuple[int, int]]]
"""Merged cells: upper left and lower right, each row and column, from 0."""


def add_table(draft: Draft, rows: Sequence[Sequence[str]], merged: Ranges) -> None:
    """Add a table that stands in a text: what stands over all of its columns, then its rows under their heads.
    A cell over several rows says in each of them what it says, one over several columns in the first.

    >>> draft, merged = Draft(), [((0, 0), (0, 2)), ((1, 0), (2, 0)), ((1, 1), (1, 2))]
    >>> rows = [["收费标准"], ["项目", "本地", ""], ["项目", "黑白", "彩色"], ["打印", "1元", "2元"]]
    >>> add_table(draft, rows, merged)
    >>> draft.text.splitlines()
    ['收费标准', '项目：打印 | 本地 黑白：1元 | 本地 彩色：2元']
    """
    width = max(map(len, rows), default=0)
    rows = [[*row, *[""] * (width - len(row))] for row in rows]
    over = {top for (top, left), (_, right) in merged if left == 0 < right == width - 1}
    first = next((at for at in range(len(rows)) if at not in over), 0)
    own, count = heads(rows, merged, first)
    below = rows[first + count :]
    if own and has_heads([_filled(rows[first + count - 1], merged, first + count - 1), *below]):
        draft.lines(BlockKind.ROW, joined(rows[:first]))
        draft.table([own, *below], headed=True)
    else:
        draft.table(rows)


def heads(cells: Sequence[Sequence[str]], merged: Ranges, top: int) -> tuple[list[str], int]:
    """The head of each column of the table that begins in row `top`, and how many rows they stand in; none
    where no cell of the first spans columns that have heads of their own, or a column beside has another.

    >>> table = [["科目", "支出", ""], ["科目", "人员", "公用"], ["教育", "3", "5"]]
    >>> heads(table, [((0, 0), (1, 0)), ((0, 1), (0, 2))], 0)
    (['科目', '支出 人员', '支出 公用'], 2)
    >>> heads([["名称", "桥", ""], ["类型", "新建", "公路"], ["地点", "东站", "南门"]], [((0, 1), (0, 2))], 0)
    ([], 0)
    """
    rows: list[list[str]] = []
    while top + len(rows) < len(cells):
        at = top + len(rows)
        wide = [columns for row, end, columns in _wide(merged) if row == at == end]
        row = _filled(cells[at], merged, at)
        rows.append(row)
        below = cells[at + 1] if at + 1 < len(cells) else ()
        if not wide or not _head(wide, row, below):
            break
    if len(rows) == 1 or top + len(rows) == len(cells):
        return [], 0
    return [
        " ".join(filter(None, dict.fromkeys(column))) for column in zip(*rows, strict=True)
    ], len(rows)


def _wide(merged: Ranges) -> Iterator[tuple[int, int, slice]]:
    """The first and the last row of each cell over several columns, and these."""
    for (top, left), (bottom, right) in merged:
        if left < right:
            yield top, bottom, slice(left, right + 1)


def _filled(cells: Sequence[str], merged: Ranges, at: int) -> list[str]:
    """A row, its wide cells in each of their columns."""
    row = [" ".join(cell.split()) for cell in cells]
    for top, bottom, columns in _wide(merged):
        if top <= at <= bottom:
            row[columns] = [row[columns.start]] * len(row[columns])
    return row


def _head(wide: Sequence[slice], row: Sequence[str], below: Sequence[str]) -> bool:
    """Whether several names stand below each wide cell of a row, and no other beside them."""
    beside = (
        (above, " ".join(cell.split()))
        for at, (above, cell) in enumerate(zip(row, below, strict=False))
        if not any(columns.start <= at < columns.stop for columns in wide)
    )
    return all(len(set(filter(str.strip, below[columns]))) > 1 for columns in wide) and all(
        not above or cell in ("", above) for above, cell in beside
    )
