"""Block ▶ sentences: where one ends in Chinese, with its closing quotation marks.

A sentence ends at 。！？； (or !? ;, or ……) together with the ”』） that follow. Inside a pair of
brackets a ； or 。 ends nothing, because half a bracket cannot be quoted; inside quotation marks it
does, because newspapers quote whole paragraphs.
"""

import re
from collections.abc import Sequence

from ingest.types import Document, Sentence, Span, runs

LONGEST = 300
"""Characters; a longer run without an end is cut at its last comma, so that a quote can be read."""

_END = re.compile(r"(?:[。！？；!?;]|…{2,}|(?<=[^\d\s])\.(?=\s|$))+[”’』」》〉）)】\"]*")
_OPEN, _CLOSE = "（(【〔[", "）)】〕]"
_LONGEST_BRACKET = 100
"""Characters; a bracket that stays open longer is a misprint."""
_SOFT = "，,、：: \u3000"
_SHORTEST_CUT = LONGEST // 2
_ENDED = re.compile(rf"{_END.pattern}\s*$")
_BREAKS = "\n\r\f\v\x85\u2028\u2029"
_GOES_ON = re.compile(rf"[^\S{_BREAKS}]*[^\s{_BREAKS}]")
_LINE = re.compile(rf"[^{_BREAKS}]*\Z")
_HANGS = ("，", ",", "、")
_PARTED = re.compile(r"\s*\Z|[^\S\n]*\n[^\S\n]*\n")
"""Where nothing goes on: the end of a document, and an empty line."""
_BESIDE = 2 * LONGEST
"""Characters beside a sentence that tell whether it is a piece of one."""


def sentences(document: Document, spans: tuple[Span, ...]) -> list[Sentence]:
    """The sentences of a block; together they are exactly its non-blank characters, in order.

    >>> page = Document("a", "a", "他说：“岗位60万个。”学位呢？（见表；下同）新增。", b"", "utf-8")
    >>> [page.quote(s) for s in sentences(page, (Span(0, len(page.text)),))]
    ['他说：“岗位60万个。”', '学位呢？', '（见表；下同）新增。']
    """
    text = document.quote(spans)
    offsets = [offset for span in spans for offset in range(span.start, span.end)]
    found: list[Sentence] = []
    for start, end in _ranges(text):
        bare = text[start:end].strip()
        if bare:
            begin = start + text[start:end].index(bare)
            found.append(runs(offsets[begin : begin + len(bare)]))
    return found


def is_part(document: Document, found: Sequence[Sentence]) -> bool:
    """Whether the first of some sentences begins, or the last ends, inside one that was cut because it is long.

    >>> text = "开放" + "甲乙丙丁戊己庚辛，" * 40 + "共四十处。另有两处。"
    >>> page = Document("a", "a", text, b"", "utf-8")
    >>> first, rest, other = sentences(page, (Span(0, len(text)),))
    >>> is_part(page, [first]), is_part(page, [rest, other]), is_part(page, [first, rest])
    (True, True, False)
    """
    return begins_inside(document, found[0]) or ends_inside(document, found[-1])


def begins_inside(document: Document, sentence: Sentence) -> bool:
    """Whether a sentence is what is left of one behind a cut.

    What stands before it tells that: no block begins in the middle of a line behind a mark that ends nothing,
    or, where a line was broken, below a long one that hangs on a comma. A ## and a bullet are no words.
    """
    start = sentence[0].start
    before = document.text[max(0, start - _BESIDE) : start]
    if _ENDED.search(before):
        return False
    line = _LINE.search(before)
    if line is not None and any(map(str.isalnum, line[0])):
        return True
    begin, end = _whole(before.rstrip())[-1]
    return before.rstrip().endswith(_HANGS) and end - begin >= _SHORTEST_CUT


def ends_inside(document: Document, sentence: Sentence) -> bool:
    """Whether a sentence is a piece of one that goes on behind a cut."""
    if sum(span.end - span.start for span in sentence) < _SHORTEST_CUT:
        return False
    end = sentence[-1].end
    if _ENDED.search(document.text[max(0, end - _BESIDE) : end]):
        return False
    hangs = document.text.endswith(_HANGS, 0, end) and not _PARTED.match(document.text, end)
    return hangs or _GOES_ON.match(document.text, end) is not None


def _ranges(text: str) -> list[tuple[int, int]]:
    return [piece for begin, end in _whole(text) for piece in _shorten(text, begin, end)]


def _whole(text: str) -> list[tuple[int, int]]:
    """Where sentences stand, however long they are, and at the end what is none."""
    ranges: list[tuple[int, int]] = []
    start = scanned = depth = opened = 0
    for match in _END.finditer(text):
        for position in range(scanned, match.end()):
            if text[position] in _OPEN:
                depth += 1
                opened = position
            elif text[position] in _CLOSE:
                depth = max(0, depth - 1)
        scanned = match.end()
        if depth > 0 and scanned - opened < _LONGEST_BRACKET:
            continue
        ranges.append((start, scanned))
        start, depth = scanned, 0
    return [*ranges, (start, len(text))]


def _shorten(text: str, start: int, end: int) -> list[tuple[int, int]]:
    pieces: list[tuple[int, int]] = []
    while end - start > LONGEST:
        soft = max(text.rfind(mark, start + LONGEST // 2, start + LONGEST) for mark in _SOFT)
        cut = soft + 1 if soft > 0 else start + LONGEST
        pieces.append((start, cut))
        start = cut
    return [*pieces, (start, end)] if start < end else pieces
