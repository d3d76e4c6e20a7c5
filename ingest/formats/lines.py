"""Lines of print with their places ▶ paragraphs: which line goes on in the next.

A PDF knows no paragraphs, only where each line stands. A line goes on in the next one if it reaches the
right edge of its column and the next is not indented, is set in the same size, and does not stand apart;
over the end of a column or a page as well.
"""

import math
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias

from ingest.types import Block, BlockKind, Span

_INDENT = 1.2
"""Widths of a character by which a paragraph's first line is set in, at least; print sets in by two."""
_CENTRED = 3.5
"""Widths of a character by which a line that is set in is no paragraph's first, but set in the middle."""
_SHORT = 2.2
"""Widths of a character by which a full line may end before the edge, for a mark that may not begin one."""
_APART = 1.6
"""Line distances between two lines that do not belong together."""
_SIZE = 0.15
"""Share by which sizes of print must differ to be two sizes, as far as boxes show them."""
_NAMED_SIZE = 0.05
"""The same for sizes that the file names: a heading is often larger by a tenth."""


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """A line `[start, end)` of the text in its box on a page, in points, y upwards."""

    span: Span
    page: int
    left: float
    right: float
    bottom: float
    size: float
    """Height of its print, which is about the width of a Chinese character."""
    font: float = 0.0
    """The size that the file names, in units of its own; 0 where it names none."""


Boxes: TypeAlias = dict[int, tuple[float, float, float, float, float]]
"""Left, right, bottom, size and font of a page's lines, by the place of each one's first character."""


def as_blocks(
    text: str, boxes: dict[int, Boxes], skipped: Collection[Span] = ()
) -> tuple[Block, ...]:
    """The paragraphs of a text whose lines stand in `boxes`, by the offset at which each page begins."""
    lines = []
    for page, (offset, own) in enumerate(boxes.items()):
        for start, box in own.items():
            end = re.compile(r"[\r\n]|$").search(text, offset + start)
            bare = text[offset + start : end.start() if end else len(text)].rstrip()
            span = Span(offset + start, offset + start + len(bare))
            if span not in skipped:
                lines.append(PrintedLine(span, page, *box))
    return tuple(Block(BlockKind.PARAGRAPH, spans) for spans in paragraphs(lines))


def paragraphs(lines: Sequence[PrintedLine]) -> list[tuple[Span, ...]]:
    """Lines in reading order as blocks of lines.

    >>> def line(n: int, left: float, right: float) -> PrintedLine:
    ...     return PrintedLine(Span(10 * n, 10 * n + 9), 0, left, right, 700 - 15.0 * n, 10)
    >>> found = paragraphs([line(0, 70, 250), line(1, 50, 250), line(2, 50, 120), line(3, 70, 240)])
    >>> [len(block) for block in found]
    [3, 1]
    """
    columns = _columns(lines)
    found: list[list[PrintedLine]] = []
    edges: tuple[float, float] = (0.0, 0.0)
    for column in columns:
        own = _edges(column, columns)
        distance = _distance(column)
        for at, line in enumerate(column):
            before = found[-1][-1] if found else None
            goes_on = (
                before is not None
                and _alike(before, line)
                and before.left <= edges[0] + _CENTRED * before.size
                and before.right >= edges[1] - _SHORT * before.size
                and line.left < own[0] + _INDENT * line.size
                and (at == 0 or before.bottom - line.bottom <= _APART * distance)
            )
            if goes_on:
                found[-1].append(line)
            else:
                found.append([line])
            edges = own
    return [tuple(line.span for line in block) for block in found]


def _columns(lines: Sequence[PrintedLine]) -> list[list[PrintedLine]]:
    """Runs of lines that go down a page one below the other."""
    found: list[list[PrintedLine]] = []
    for line in lines:
        last = found[-1][-1] if found else None
        below = (
            last is not None
            and last.page == line.page
            and line.bottom < last.bottom
            and line.left < last.right
            and line.right > last.left
            and _alike(last, line)
        )
        if below:
            found[-1].append(line)
        else:
            found.append([line])
    return found


def _edges(column: list[PrintedLine], columns: list[list[PrintedLine]]) -> tuple[float, float]:
    """Left and right edge; a line that stands alone has those of a column that it stands in line with,
    or reaches none, like a headline."""
    if len(column) > 1:
        return _usual_left(column), _usual_right(column)
    (line,) = column
    for other in columns:
        left, right = _usual_left(other), _usual_right(other)
        same = other[0].page == line.page and len(other) > 1 and _alike(other[0], line)
        if same and left <= line.left + line.size and line.right <= right + line.size:
            return left, right
    return line.left, math.inf


def _alike(one: PrintedLine, other: PrintedLine) -> bool:
    """Whether two lines are set in one size."""
    named = one.font > 0 and other.font > 0
    a, b = (one.font, other.font) if named else (one.size, other.size)
    return abs(a - b) <= (_NAMED_SIZE if named else _SIZE) * max(a, b)


def _usual_left(column: Sequence[PrintedLine]) -> float:
    """The left edge: the leftmost place where two lines or more begin, or where the only one does."""
    lefts = sorted(line.left for line in column)
    for one, other in pairwise(lefts):
        if other - one <= 2.0:
            return one
    return lefts[0]


def _usual_right(column: Sequence[PrintedLine]) -> float:
    """The right edge: that of the lines that begin at the left one, for authors set in the middle above an
    abstract may reach beyond it."""
    left = _usual_left(column)
    return max(line.right for line in column if line.left <= left + _CENTRED * line.size)


def _distance(column: Sequence[PrintedLine]) -> float:
    """The usual distance of two lines."""
    steps = sorted(a.bottom - b.bottom for a, b in pairwise(column))
    return steps[len(steps) // 2] if steps else 0.0
