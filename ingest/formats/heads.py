"""The rows of heads above a sheet's table ▶ one row: a cell over several columns heads those below it too."""

from collections.abc import Sequence
from typing import TypeAlias

Ranges: TypeAlias = Sequence[tuple[tuple[int, int], tuple[int, int]]]
"""Merged cells: upper left and lower right, each row and column, from 0."""


def heads(cells: Sequence[Sequence[str]], merged: Ranges, top: int) -> tuple[list[str], int]:
    """The head of each column of the table that begins in row `top`, and how many rows they stand in; none
    where no cell of the first spans columns that have heads of their own.

    >>> table = [["科目", "支出", ""], ["科目", "人员", "公用"], ["教育", "3", "5"]]
    >>> heads(table, [((0, 0), (1, 0)), ((0, 1), (0, 2))], 0)
    (['科目', '支出 人员', '支出 公用'], 2)
    """
    rows: list[list[str]] = []
    while top + len(rows) < len(cells):
        at = top + len(rows)
        wide = [(left, right) for (t, left), (_, right) in merged if t == at and left < right]
        row = [" ".join(cell.split()) for cell in cells[at]]
        for left, right in wide:
            row[left : right + 1] = [row[left]] * (right + 1 - left)
        rows.append(row)
        below = cells[at + 1] if at + 1 < len(cells) else ()
        if not wide or not all(_are_heads(below[left : right + 1]) for left, right in wide):
            break
    if len(rows) == 1 or top + len(rows) == len(cells):
        return [], 0
    return [
        " ".join(filter(None, dict.fromkeys(column))) for column in zip(*rows, strict=True)
    ], len(rows)


def _are_heads(below: Sequence[str]) -> bool:
    """Whether what stands below a wide cell are several names."""
    return len(set(filter(str.strip, below))) > 1
