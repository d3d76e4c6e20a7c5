"""Rows of a table: where a question names one (2路车的末班车几点？), those that it does not name do not answer.

Rows of a table are alike but for what stands in their cells, and a network reads past the difference
of 2路 and 12路.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

from chat.evidence import Evidence
from ingest.formats.draft import CELLS
from ingest.normalize import fold
from ingest.types import BlockKind, Document, Passage, Span

_SHORTEST = 2


def rows_meant(
    question: str, evidence: list[Evidence], document: Callable[[str], Document]
) -> list[Evidence]:
    """The evidence, the most probable first, without the rows of a table that `question` does not name, if it
    names others. Those are then as probable as any row of their table: that one answers is known from the
    table's heads, and which one from the name."""
    tables: dict[str, list[Evidence]] = {}
    for one in evidence:
        if one.hit.passage.kind is BlockKind.ROW:
            tables.setdefault(one.hit.passage.document_id, []).append(one)
    kept = [one for one in evidence if one.hit.passage.kind is not BlockKind.ROW]
    for name, own in tables.items():
        texts = [document(name).quote(_whole(one.hit.passage, one.sentence)) for one in own]
        meant = [one for one, yes in zip(own, named_rows(question, texts), strict=True) if yes]
        best = max(one.probability for one in own)
        kept += own if len(meant) == len(own) else [replace(o, probability=best) for o in meant]
    return sorted(kept, key=lambda one: -one.probability)


def named_rows(question: str, rows: Sequence[str]) -> list[bool]:
    """Which rows of a table hold most of the cells that `question` names: all, where it names none.

    >>> named_rows("2路车的末班车几点？", ["线路：12路 | 末班车：22:30", "线路：2路 | 末班车：21:00"])
    [False, True]
    >>> named_rows("末班车几点？", ["线路：12路 | 末班车：22:30", "线路：2路 | 末班车：21:00"])
    [True, True]
    """
    asked = fold(question)
    cells = [_cells(row) for row in rows]
    places = {cell: _places(asked, cell) for own in cells for cell in own}
    every = {place for found in places.values() for place in found}
    # 夜1路 names no row of 1路: what stands inside a longer cell that is named as well is not meant
    outer = {
        place
        for place in every
        if not any(a <= place[0] and place[1] <= b and (a, b) != place for a, b in every)
    }
    counts = [sum(bool(outer & places[cell]) for cell in own) for own in cells]
    return [count == max(counts) for count in counts]


def _whole(passage: Passage, sentence: int) -> list[Span]:
    """The spans of the row that a sentence of a table stands in: a long row has several, which touch."""
    first = last = sentence
    while first > 0 and touch(passage, first - 1):
        first -= 1
    while last + 1 < len(passage.sentences) and touch(passage, last):
        last += 1
    return [span for own in passage.sentences[first : last + 1] for span in own]


def touch(passage: Passage, sentence: int) -> bool:
    """Whether a sentence of a table and the next one stand in the same row."""
    return passage.sentences[sentence][-1].end == passage.sentences[sentence + 1][0].start


def _cells(row: str) -> set[str]:
    """What stands in the cells of a row, without the heads of their columns."""
    found = {cell.partition(":")[2].strip() or cell for cell in fold(row).split(CELLS)}
    return {cell for cell in found if len(cell) >= _SHORTEST}


def _places(asked: str, cell: str) -> set[tuple[int, int]]:
    """Where a cell stands in a question, and not inside a number or word of Latin letters."""
    found = set()
    start = asked.find(cell)
    while start >= 0:
        end = start + len(cell)
        if not (_joined(asked, start) or _joined(asked, end)):
            found.add((start, end))
        start = asked.find(cell, start + 1)
    return found


def _joined(text: str, at: int) -> bool:
    """Whether the characters on both sides of a place are of one number or word."""
    around = text[at - 1 : at + 1] if at > 0 else ""
    return len(around) == 2 and all(one.isascii() and one.isalnum() for one in around)
