"""A page's tables ▶ tables of which every cell has one row and one column, one row of heads at most, and a
caption before them: what trafilatura and a draft can read without losing which head a value has."""

from collections.abc import Sequence
from typing import Any

from ingest.formats.heads import heads
from ingest.formats.webseen import said

_LONGEST_CELL = 200
_MOST_COLUMNS = 63
"""That a cell may be wide; one that says hundreds means all there are, or is made up."""
_CAPTION = "figcaption"


def even(tree: Any) -> None:
    """Even all tables of values in a tree; a `th` in their first row is then the head of its column.

    >>> from lxml import etree
    >>> page = "<table><tr><th rowspan=2>站<th colspan=2>往城南<tr><th>首班<th>末班<tr><td>东<td>6:10<td>23:00"
    >>> tree = etree.HTML(page)
    >>> even(tree)
    >>> [[cell.text for cell in row] for row in tree.iter("tr")]
    [['站', '往城南 首班', '往城南 末班'], ['东', '6:10', '23:00']]
    """
    for table in list(tree.iter("table")):
        if not is_data(table):
            _narrow(table)
            continue
        for caption in table.findall("caption"):
            caption.tag, caption.tail = _CAPTION, None
            table.addprevious(caption)
        rows = list(table.iter("tr"))
        if table.find(".//*[@colspan]") is not None or table.find(".//*[@rowspan]") is not None:
            rows = _titled(table, rows)
            _rewrite(table, rows)
            rows = list(table.iter("tr"))
        if not _are_heads(rows):
            for cell in list(table.iter("th")):
                cell.tag = "td"


def _narrow(table: Any) -> None:
    """Let no cell be hundreds of columns wide: trafilatura would write each of them."""
    for cell in table.iter("td", "th"):
        for name in ("colspan", "rowspan"):
            if cell.get(name) and _span(cell, name) == 1:
                del cell.attrib[name]


def is_data(table: Any) -> bool:
    """Whether a table holds values, and is not there to lay the page out."""
    if table.find(".//table") is not None:
        return False
    return all(len(said(cell)) <= _LONGEST_CELL for cell in table.iter("td"))


def headed(rows: Sequence[Any]) -> bool | None:
    """Whether the first row of an evened table is known to be heads; None where that must be guessed."""
    return True if _are_heads(rows) else None


def _are_heads(rows: Sequence[Any]) -> bool:
    """Whether the first row, and not the second, holds heads, for two columns at least."""
    if len(rows) < 2:
        return False
    return _all_heads(rows[0]) and not _all_heads(rows[1])


def _all_heads(row: Any) -> bool:
    cells = [cell for cell in row.iter("td", "th") if said(cell)]
    return len(cells) > 1 and all(cell.tag == "th" for cell in cells)


def _titled(table: Any, rows: list[Any]) -> list[Any]:
    """The rows below those that are one cell over several columns, which say what the table is."""
    while len(rows) > 2:
        cells = list(rows[0].iter("td", "th"))
        if len(cells) != 1 or _span(cells[0], "colspan") < 2:
            break
        (title,) = cells
        title.tag, title.tail = _CAPTION, None
        table.addprevious(title)
        rows = rows[1:]
    return rows


def _rewrite(table: Any, rows: Sequence[Any]) -> None:
    """Make a table of its rows, in which a cell over several rows stands in each of them, and one over several
    columns in the first, but in the heads of all."""
    cells, merged = _grid(rows)
    own, count = heads(cells, merged, 0)
    known = bool(own) or _are_heads(rows)
    tail = table.tail
    table.clear()
    table.tail = tail
    for at, line in enumerate([own, *cells[count:]] if own else cells):
        row = table.makeelement("tr")
        table.append(row)
        for text in line:
            cell = row.makeelement("th" if known and at == 0 else "td")
            cell.text = text
            row.append(cell)


def _grid(
    rows: Sequence[Any],
) -> tuple[list[list[str]], list[tuple[tuple[int, int], tuple[int, int]]]]:
    """The text in each row and column, and the cells that are wide or tall."""
    cells: list[list[str]] = []
    merged = []
    above: dict[int, tuple[int, str]] = {}
    """For a column, how many rows more the cell in it goes down, and what stands there."""
    for at, row in enumerate(rows):
        line: list[str] = []
        for cell in row.iter("td", "th"):
            _filled(line, above)
            wide = min(_span(cell, "colspan"), _MOST_COLUMNS)
            tall = min(_span(cell, "rowspan") or len(rows), len(rows) - at)
            left, texts = len(line), [said(cell)] + [""] * (wide - 1)
            line += texts
            if wide > 1 or tall > 1:
                merged.append(((at, left), (at + tall - 1, left + wide - 1)))
            if tall > 1:
                above |= {left + column: (tall - 1, text) for column, text in enumerate(texts)}
        while any(column >= len(line) for column in above):
            if not _filled(line, above):
                line.append("")
        cells.append(line)
    width = max(map(len, cells), default=0)
    return [line + [""] * (width - len(line)) for line in cells], merged


def _filled(line: list[str], above: dict[int, tuple[int, str]]) -> bool:
    """Add to a row what stands in it from above, up to the next free column; whether anything does."""
    before = len(line)
    while len(line) in above:
        left, text = above.pop(len(line))
        line.append(text)
        if left > 1:
            above[len(line) - 1] = (left - 1, text)
    return len(line) > before


def _span(cell: Any, name: str) -> int:
    value = cell.get(name, "1").strip()
    return int(value) if value.isdecimal() and len(value) < 3 else 1
