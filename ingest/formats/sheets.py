"""XLSX ▶ a row a line, with the heads of its columns, by calamine."""

import io
import re
from collections.abc import Callable, Iterable, Sequence
from functools import cache, partial
from itertools import chain
from typing import Any
from zipfile import ZipFile

from ingest.errors import ReadError
from ingest.formats.draft import Draft, joined
from ingest.formats.heads import Ranges, heads
from ingest.formats.packed import Packed
from ingest.formats.percent import percents, shown
from ingest.formats.prose import Rows, add_rows
from ingest.formats.uncollected import uncollected
from ingest.types import BlockKind, Structure

_MOST_CELLS = 5_000_000
_LONGEST_TITLE = 40
_UNNAMED = re.compile(r"(?:sheet|工作表) ?\d*", re.I)
"""What a program calls a sheet that nobody has named."""
_NOTED = re.compile("(?:备注|说明|注释?|温馨提示)[：:]")
_ITEMS = re.compile(r"[\r\n]+|(?<=[。；;])\s*(?=\d{1,2}[.、．]\s*\D)")
"""Where the next item of a note begins."""
_STATED = re.compile(r"(?!附)[^：:]{1,10}[：:]\s*\S")
"""A name and what it is, in one cell; 附件：… is a title."""


@uncollected()
def read_sheets(file: Packed) -> tuple[str, Structure, str]:
    """All sheets of a workbook, each under its name. Raises ReadError."""
    from python_calamine import CalamineWorkbook  # noqa: PLC0415

    draft = Draft()
    book = CalamineWorkbook.from_filelike(io.BytesIO(file.data))
    shares = cache(partial(_shares, file.archive))
    for sheet in book.sheet_names:
        found = book.get_sheet_by_name(sheet)
        if found.width * found.height > _MOST_CELLS:
            raise ReadError(
                f"{file.name}: sheet {sheet} has {found.width * found.height:,} cells, at most "
                f"{_MOST_CELLS:,} are read; split it"
            )
        cells = _written(found, shares)
        if any(map(any, cells)):
            draft.place(sheet)
            only = len(book.sheet_names) == 1
            if not (only and _UNNAMED.fullmatch(sheet)):
                draft.add(BlockKind.HEADING, sheet, 1)
            title = BlockKind.TITLE if only else BlockKind.HEADING
            _sheet(sheet, cells, found.merged_cell_ranges or (), title, draft)
    return draft.text, draft.structure(), "xlsx"


def _sheet(name: str, cells: Rows, merged: Ranges, title: BlockKind, draft: Draft) -> None:
    """A sheet's rows. Above a table stand its title, in short lines that fill one cell each, and what holds
    for all of it (单位：万元); below it what is noted (备注：…)."""
    filled = [at for at, row in enumerate(cells) if any(row)]
    rows = [cells[at] for at in filled]
    places = [f"{name} 第{at + 1}行" for at in filled]
    first = _first(rows)
    for row, place in zip(rows[:first], places, strict=False):
        if any(map(_STATED.match, row)):
            draft.lines(BlockKind.NOTE, joined([row]), [place])
            continue
        (line,) = filter(None, row)
        draft.place(place)
        short = len(line) <= _LONGEST_TITLE
        draft.add(title if short else BlockKind.PARAGRAPH, line, 2 if short else None)
    last = len(rows)
    while last > first + 2 and _is_note(rows[last - 1]):
        last -= 1
    own, count = heads(cells, merged, filled[first])
    if own:
        below = first + count - 1
        add_rows(draft, [own, *rows[below + 1 : last]], places[below:last], headed=True)
    else:
        add_rows(draft, rows[first:last], places[first:last])
    for row, place in zip(rows[last:], places[last:], strict=True):
        draft.place(place)
        for line in _ITEMS.split(row[0]):
            draft.add(BlockKind.PARAGRAPH, line)


def _is_note(row: Sequence[str]) -> bool:
    """Whether a row below a table is writing about it: one cell, the first, which is long or says so."""
    return (
        bool(row[0])
        and _count(row) == 1
        and (len(row[0]) > _LONGEST_TITLE or _NOTED.match(row[0]) is not None)
    )


def _first(rows: Rows) -> int:
    """The first row of the table: it fills several cells, not only with what holds for all of it."""
    for at, row in enumerate(rows):
        if _count(row) > 1:
            below = rows[at + 1] if at + 1 < len(rows) else ()
            if not (any(map(_STATED.match, row)) and _count(row) < _count(below)):
                return at
    return 0


def _count(row: Sequence[str]) -> int:
    return sum(map(bool, row))


def _shares(archive: ZipFile) -> dict[str, dict[tuple[int, int], int]]:
    """The cells that show per cent; none in a file whose styles cannot be read, but its cells can."""
    from lxml.etree import XMLSyntaxError  # noqa: PLC0415

    try:
        return percents(archive)
    except (KeyError, XMLSyntaxError):
        return {}


def _written(sheet: Any, shares: Callable[[], dict[str, dict[tuple[int, int], int]]]) -> Rows:
    """All rows as they are written; a cell that is merged over several says in each of them what it says.
    How numbers are shown is looked for where there are any: many sheets hold only writing."""
    cells: list[list[Any]] = sheet.to_python(skip_empty_area=False)
    writing = _all_text(chain.from_iterable(cells))
    if not writing:
        for (row, column), decimals in shares().get(sheet.name, {}).items():
            if row < len(cells) and column < len(cells[row]):
                value = cells[row][column]
                if isinstance(value, float):
                    cells[row][column] = shown(value, decimals)
    for (top, left), (bottom, _) in sheet.merged_cell_ranges or ():
        for below in cells[top + 1 : bottom + 1]:
            below[left] = cells[top][left]
    return cells if writing else list(zip(*map(_column, zip(*cells, strict=True)), strict=True))


def _all_text(cells: Iterable[Any]) -> bool:
    """Whether all cells are text, in a tenth of the time that looking at each takes."""
    try:
        "".join(cells)
    except TypeError:
        return False
    return True


def _column(cells: Sequence[Any]) -> Sequence[str]:
    """A column's cells as they are written, all alike at once: sheets have them by the ten thousand.

    >>> _column([60.0, 12.0]), _column(["学位", 0.85, None])
    (['60', '12'], ['学位', '0.85', ''])
    """
    if _all_text(cells):
        return cells
    return [
        cell
        if cell.__class__ is str
        else str(cell).removesuffix(".0")  # a whole number
        if cell.__class__ is float
        else _said(cell)
        for cell in cells
    ]


def _said(cell: object) -> str:
    if isinstance(cell, bool):
        return str(cell).upper()
    return "" if cell is None else str(cell)
