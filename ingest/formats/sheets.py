"""XLSX ▶ a row a line, with the heads of its columns, by calamine."""

import io

from ingest.errors import ReadError
from ingest.formats.draft import Draft
from ingest.formats.packed import checked
from ingest.types import BlockKind, Structure

_MOST_CELLS = 5_000_000
_LONGEST_TITLE = 40


def read_sheets(data: bytes, name: str) -> tuple[str, Structure, str]:
    """All sheets of a workbook, each under its name. Raises ReadError."""
    from python_calamine import CalamineWorkbook  # noqa: PLC0415

    checked(data, name)
    draft = Draft()
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    for sheet in book.sheet_names:
        found = book.get_sheet_by_name(sheet)
        if found.width * found.height > _MOST_CELLS:
            raise ReadError(
                f"{name}: sheet {sheet} has {found.width * found.height:,} cells, at most "
                f"{_MOST_CELLS:,} are read; split it"
            )
        rows = [[_said(cell) for cell in row] for row in found.to_python(skip_empty_area=False)]
        filled = [at for at, row in enumerate(rows) if any(row)]
        if filled:
            draft.place(sheet)
            draft.add(BlockKind.HEADING, sheet, 1)
            title = BlockKind.TITLE if len(book.sheet_names) == 1 else BlockKind.HEADING
            places = [f"{sheet} 第{at + 1}行" for at in filled]
            _sheet([rows[at] for at in filled], places, title, draft)
    return draft.text, draft.structure(), "xlsx"


def _sheet(rows: list[list[str]], places: list[str], title: BlockKind, draft: Draft) -> None:
    """A sheet's rows; short lines above a table that fill one cell each are its title."""
    first = next((at for at, row in enumerate(rows) if sum(map(bool, row)) > 1), 0)
    for at in range(first):
        (line,) = filter(None, rows[at])
        draft.place(places[at])
        short = len(line) <= _LONGEST_TITLE
        draft.add(title if short else BlockKind.PARAGRAPH, line, 2 if short else None)
    draft.table(rows[first:], places[first:])


def _said(cell: object) -> str:
    """A cell as it is written; a whole number has no decimals.

    >>> _said(60.0), _said(0.85), _said("学位"), _said(None)
    ('60', '0.85', '学位', '')
    """
    if isinstance(cell, str):
        return cell
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell)
