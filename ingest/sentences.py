"""Block ▶ sentences: where one ends in Chinese, with its closing quotation marks.

A sentence ends at 。！？； (or !? ;, or ……) together with the ”』） that follow. Inside a pair of
brackets a ； or 。 ends nothing, because half a bracket cannot be quoted; inside quotation marks it
does, because newspapers quote whole paragraphs.
"""

import re

from ingest.types import Document, Sentence, Span, runs

LONGEST = 300
"""Characters; a longer run without an end is cut at its last comma, so that a quote can be read."""

_END = re.compile(r"(?:[。！？；!?;]|…{2,}|(?<=[^\d\s])\.(?=\s|$))+[”’』」》〉）)】\"]*")
_OPEN, _CLOSE = "（(【〔[", "）)】〕]"
_LONGEST_BRACKET = 100
"""Characters; a bracket that stays open longer is a misprint."""
_SOFT = "，,、：: \u3000"


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


def _ranges(text: str) -> list[tuple[int, int]]:
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
    ranges.append((start, len(text)))
    return [piece for begin, end in ranges for piece in _shorten(text, begin, end)]


def _shorten(text: str, start: int, end: int) -> list[tuple[int, int]]:
    pieces: list[tuple[int, int]] = []
    while end - start > LONGEST:
        soft = max(text.rfind(mark, start + LONGEST // 2, start + LONGEST) for mark in _SOFT)
        cut = soft + 1 if soft > 0 else start + LONGEST
        pieces.append((start, cut))
        start = cut
    return [*pieces, (start, end)] if start < end else pieces
