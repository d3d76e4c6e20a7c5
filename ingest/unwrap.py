"""Lines that were broken at a width ▶ the lines that were meant."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from operator import and_

from ingest.types import Span

CLOSERS = '”』」’）)】》〉"'
ENDS = "。！？!?；;…"
_HANGING = CLOSERS + ENDS + "，、,：:"
"""What may stand beyond the edge of a column, because it may not begin a line."""
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
_INDENT, _DEEPEST = 2, 8
"""Half widths, at least and at most, by which the first line of a paragraph is set in; what is set in deeper
stands in the middle or to the right, as a title or who signs, and does not fill its line."""
_MARKED = re.compile(
    r"[-*•·●○◆◇■□▲△▶★☆※➢√①-⑳]|[（(]?(?:\d{1,2}|[A-Za-z]|[一二三四五六七八九十]{1,3})[）)、.．]"
)
"""What begins an item by a sign or its number."""


@dataclass(frozen=True, slots=True)
class Line:
    """One logical line: physical lines that belong together, the blank lines before it, and by how many half
    widths it is set in."""

    spans: tuple[Span, ...]
    text: str
    gap: int
    level: int | None = None
    indent: int = 0


def unwrap(lines: list[Line], begins: Callable[[str], bool]) -> list[Line]:
    """Join lines that were broken at a fixed width: full ones that are followed by one that is not set in, if
    that `begins` nothing.

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
    width = max((_widths(chunk)[0] for chunk, made in pairs if len(made) < len(chunk)), default=0)
    return [
        line
        for chunk, made in zip(chunks, unwrapped, strict=True)
        for line in (_pairs(chunk, width, begins) if width and len(made) == len(chunk) else made)
    ]


def _pairs(chunk: list[Line], width: int, begins: Callable[[str], bool]) -> list[Line]:
    """Lines of which too few are full to tell by themselves, cut where one is set in: two, of which the first
    is as wide as those that were broken around them, are one."""
    widths, firsts = _widths(chunk), [*_firsts(chunk, begins), True]
    found: list[Line] = []
    begin = 0
    for end in (at for at, first in enumerate(firsts) if first and at):
        part = chunk[begin:end]
        if len(part) == 2 and _is_pair(part, widths[begin:end], width) and not begins(part[1].text):
            part = [_joined(*part)]
        found += part
        begin = end
    return found


def _is_pair(pair: list[Line], widths: list[int], width: int) -> bool:
    first, last = pair
    full = abs(widths[0] - width) <= _RAGGED and first.text[-1] not in ENDS + CLOSERS
    return full and widths[1] < widths[0] - _RAGGED and not _OWN.match(last.text)


def _joined(first: Line, last: Line) -> Line:
    return replace(first, spans=first.spans + last.spans, text=first.text + last.text)


def _width(text: str) -> int:
    """A Latin letter is half as wide as a Chinese character."""
    return sum(2 if ord(c) > 0x2E7F or c in "“”‘’…—" else 1 for c in text)


def _widths(chunk: list[Line]) -> list[int]:
    """Where lines end."""
    return [
        _width(line.text) + (line.indent if indent <= _DEEPEST else 0)
        for line, indent in zip(chunk, _indents(chunk), strict=True)
    ]


def _indents(chunk: list[Line]) -> list[int]:
    """By how much lines are set in from the one that is so least."""
    least = min(line.indent for line in chunk)
    return [line.indent - least for line in chunk]


def _firsts(chunk: list[Line], begins: Callable[[str], bool]) -> list[bool]:
    """Which lines begin a paragraph because they are set in: not where those that stand out are items, whose
    rest is set in."""
    indents = _indents(chunk)
    outer = [line.text for line, indent in zip(chunk, indents, strict=True) if indent < _INDENT]
    if all(_MARKED.match(text) or _OWN.match(text) or begins(text) for text in outer):
        return [False] * len(chunk)
    return [
        indent >= _INDENT
        and (not at or indent > indents[at - 1] or chunk[at - 1].text[-1] in ENDS + CLOSERS)
        for at, indent in enumerate(indents)
    ]


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
    firsts = _firsts(chunk, begins)
    joined = [chunk[0]]
    for line, previous_is_full, first in zip(chunk[1:], full, firsts[1:], strict=False):
        own = first or begins(line.text) or (record and is_field(line.text))
        if previous_is_full and not own:
            joined[-1] = _joined(joined[-1], line)
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
    widths = _widths(chunk)
    hanging = [_width(line.text) - _width(line.text.rstrip(_HANGING)) for line in chunk]
    around = [slice(max(0, at - _AROUND), at + _AROUND + 1) for at in range(len(chunk))]
    return [
        width >= _edge(widths[near], hanging[near]) - _RAGGED
        for width, near in zip(widths, around, strict=True)
    ]


def _edge(widths: list[int], hanging: list[int]) -> int:
    """The width of a column: without the marks that hang out of it, if lines that have none are as wide.

    >>> _edge([52, 56, 48], [0, 4, 2]), _edge([20, 56, 52], [0, 2, 2])
    (52, 56)
    """
    bare = max(width - marks for width, marks in zip(widths, hanging, strict=True))
    unmarked = (width for width, marks in zip(widths, hanging, strict=True) if not marks)
    return bare if max(unmarked, default=0) >= bare - _RAGGED else max(widths)
