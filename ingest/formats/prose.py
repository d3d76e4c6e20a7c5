"""A sheet's rows ▶ a table, or the text that some people write in sheets, under the headings it has there.

Where one column holds writing, and cells before it name several rows one below another (工程, 要求), these
are headings and the writing is paragraphs: asked for, both are what they would be in a document. Where each
row has a name of its own, as a question has beside its answer, the two stay together in a row.
"""

import re
from collections.abc import Sequence
from itertools import accumulate, islice
from operator import ne

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


def add_rows(
    draft: Draft, rows: Rows, places: Sequence[str], *, headed: bool | None = None
) -> None:
    """Add a sheet's rows, each with the label of its place; whether the first has the heads of the columns is
    guessed where it is not known.

    >>> text = "坚持民生投入只增不减、惠民力度只升不降，聚力共同富裕，让群众获得感更加充实。建设幸福长春。"
    >>> draft = Draft()
    >>> add_rows(draft, [["工程", "正文"], ["民生", text], ["", text + "下同。"]], ["1", "2", "3"])
    >>> [block.kind.value for block in draft.structure().blocks]
    ['note', 'heading', 'paragraph', 'paragraph']
    """
    if headed is None:
        headed = has_heads(rows)
    heads = [" ".join(cell.split()) for cell in rows[0]] if headed else []
    writing = _writing(rows[1 : 1 + _LOOKED_AT]) if heads else None
    named = _named(rows[1:], writing) if writing else 0
    if writing is None or not named:
        draft.table(rows, places, headed=headed)
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
        if not "".join(others).strip():
            draft.add(BlockKind.PARAGRAPH, row[writing])
        else:
            draft.lines(BlockKind.ROW, joined([row[named:]], heads[named:]))


def _writing(rows: Rows) -> int | None:
    """The only column that holds writing, None where there is none or are several."""
    columns = enumerate(zip(*rows, strict=False))
    found = [at for at, column in columns if _is_writing(column)]
    return found[0] if len(found) == 1 else None


def _is_writing(column: Sequence[str]) -> bool:
    lengths = sorted(filter(None, map(len, column)))
    if not lengths or lengths[len(lengths) // 2] < _WRITING:
        return False
    return 2 * sum(map(bool, map(_END.search, column))) > len(lengths)


def _named(rows: Rows, writing: int) -> int:
    """How many of the first columns name several rows one below another."""
    columns: list[list[str]] = []
    for cells in islice(zip(*rows, strict=False), writing):
        names = list(zip(*columns, filled := _filled(cells), strict=True))
        runs = 1 + sum(map(ne, names, names[1:]))
        if max(map(len, cells)) > _LONGEST_NAME or runs * _ROWS_A_NAME > len(rows):
            break
        columns.append(filled)
    return len(columns)


def _filled(names: Sequence[str]) -> list[str]:
    """Each blank below another cell says what that one says."""

    def own_or_above(above: str, own: str) -> str:
        return own if own.strip() else above

    return list(accumulate(names, own_or_above))
