"""Lines that were broken at a width ▶ the lines that were meant."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from operator import and_

from ingest.types import Span

CLOSERS = '”』」’）)】》〉"'
ENDS = "。！？!?；;…"
_OWN = re.compile(r"\d{1,2}[.、．)]|[^：:]{2,8}[：:]")
"""What begins an item or a field."""
_FIELD = re.compile(r"[^：:，,。；;\s]{1,12}[：:]")
_SPOKEN = re.compile("[说道问答称示出][：:]$")
_NARROWEST_WRAP, _WIDEST_WRAP = 16, 120
_OPENS = "：:"
_FILLED = 3
"""Full lines that end no sentence, at least, where most lines end one."""
_AROUND = 8
"""Lines before and after one that its column is measured by."""
_RAGGED = 4
"""Half widths by which a full line may be short of its column, for a mark that may not begin a line."""


@dataclass(frozen=True, slots=True)
class Line:
    """One logical line: physical lines that belong together, and the blank lines before it."""

    spans: tuple[Span, ...]
    text: str
    gap: int
    level: int | None = None


def unwrap(lines: list[Line], begins: Callable[[str], bool]) -> list[Line]:
    """Join lines that were broken at a fixed width: full ones that are followed by an unindented one, if that
    `begins` nothing.

    >>> broken = ["阅览室自九月一日起每日上午九时至下", "午六时开放，周一闭馆，节假日另行通", "知。"]
    >>> lines = [Line((), text, 0) for text in broken] + [Line((), "没有别的。", 1)]
    >>> [one.text[-6:] for one in unwrap(lines, lambda text: False)]
    ['日另行通知。', '没有别的。']
    """
    chunks: list[list[Line]] = []
    for line in lines:
        if chunks and line.gap == 0:
            chunks[-1].append(line)
        else:
            chunks.append([line])
    unwrapped = [_chunk(chunk, begins) for chunk in chunks]
    pairs = zip(chunks, unwrapped, strict=True)
    width = max((_width(chunk[0]) for chunk, made in pairs if len(made) < len(chunk)), default=0)
    return [
        line
        for chunk, made in zip(chunks, unwrapped, strict=True)
        for line in (_pair(chunk, width, begins) if width and len(chunk) == 2 else made)
    ]


def _pair(chunk: list[Line], width: int, begins: Callable[[str], bool]) -> list[Line]:
    """Two lines, of which the first may be as wide as those that were broken around it."""
    first, last = chunk
    full = abs(_width(first) - width) <= _RAGGED and first.text[-1] not in ENDS + CLOSERS
    rest = _width(last) < _width(first) - _RAGGED and not _OWN.match(last.text)
    if not (full and rest) or begins(last.text):
        return chunk
    return [Line(first.spans + last.spans, first.text + last.text, first.gap)]


def _width(line: Line) -> int:
    """A Latin letter is half as wide as a Chinese character."""
    return sum(2 if ord(c) > 0x2E7F or c in "“”‘’…—" else 1 for c in line.text)


def _chunk(chunk: list[Line], begins: Callable[[str], bool]) -> list[Line]:
    full = _full(chunk)
    widths = [len(line.text) for line, whole in zip(chunk, full, strict=True) if whole]
    goes_on = [line.text[-1] not in ENDS + CLOSERS + _OPENS for line in chunk]
    filled = sum(map(and_, full, goes_on))
    wrapped = (
        len(chunk) >= 3
        and filled > 0
        and (
            len(widths) >= max(2, len(chunk) // 2)
            # the last lines of short paragraphs are not full, and every other one is
            or filled >= max(_FILLED, len(chunk) // 5, sum(goes_on) * 2 / 3)
        )
        and _NARROWEST_WRAP <= max(widths) <= _WIDEST_WRAP
    )
    if not wrapped:
        return chunk
    record = sum(is_field(line.text) for line in chunk) * 2 > len(chunk)
    joined = [chunk[0]]
    for line, previous_is_full in zip(chunk[1:], full, strict=False):
        own = begins(line.text) or (record and is_field(line.text))
        if previous_is_full and not own:
            last = joined[-1]
            joined[-1] = Line(last.spans + line.spans, last.text + line.text, last.gap)
        else:
            joined.append(line)
    return joined


def is_field(text: str) -> bool:
    """Whether a line begins with the name of what it gives: lines of which most do are records, each its own,
    though they be as wide as one another.

    >>> is_field("疼痛门诊：周一下午"), is_field("他说：“会的。”"), is_field("会上，他说：“会的。”")
    (True, False, False)
    """
    found = _FIELD.match(text)
    return found is not None and not _SPOKEN.search(found[0])


def _full(chunk: list[Line]) -> list[bool]:
    """Which lines reach the right edge of their column: nearly as wide as the widest around them.

    Around them only, because the columns of a page, and its pages, differ.
    """
    widths = list(map(_width, chunk))
    return [
        width >= max(widths[max(0, at - _AROUND) : at + _AROUND + 1]) - _RAGGED
        for at, width in enumerate(widths)
    ]
