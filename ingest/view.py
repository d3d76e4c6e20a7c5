"""Document ▶ its cleaned text (整理后), with a map back to the characters of the original (原文).

Cleaning takes away what setting and printing add to an author's words: ends of lines inside a paragraph,
hyphens at them, blanks that spread characters over a line, characters without a width, full width of
letters and digits, and all that stands in no block, such as running heads and page numbers. It never
changes `Document.text`: a quote is cut from there, and this is only another way of showing it, and what
is searched.
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from ingest.columns import whole_blocks
from ingest.normalize import INVISIBLE, fold
from ingest.types import Document, Span, runs

_HYPHEN = re.compile(r"(?<=[A-Za-z])[-\u2010\u00ad][^\S\n\r]*[\r\n]\s*(?=[a-z])")
_SPACES = re.compile(r"\s+")
_BREAK = re.compile(r"[\r\n\v\f\x85\u2028\u2029]")
_FULL_WIDTH = re.compile("[０-９Ａ-Ｚａ-ｚ]")
_HALF = 0xFEE0
_NARROW = re.compile(r"[!-~\u00a1-\u024f\u0370-\u052f]")
"""What is parted from the next by a space: letters, digits and marks of scripts that have spaces."""
_SOFT_HYPHEN = "\u00ad"
_HAN = "[\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
_BETWEEN_HAN = re.compile(rf"(?<={_HAN})\s+(?={_HAN})")
_MARK = "[，。、；：？！“”‘’（）《》〈〉【】「」『』]"
_ONE = rf"(?:{_MARK}*{_HAN}{_MARK}*|{_MARK}+)"
_WIDENED = re.compile(rf"[ \u3000]?(?<!\S)(?:{_ONE}[ \u3000]){{3,}}{_ONE}(?!\S)[ \u3000]?")
"""Four Chinese characters or more that stand apart from each other: a line was made as wide as its column."""
_UNTIDY = re.compile(rf"\s|__|{INVISIBLE.pattern}")
_BLANK = re.compile("_{2,}")
"""What was left to be filled in: __2026__年."""
NOWHERE = -1


@dataclass(frozen=True)
class View:
    """A cleaned text, and for each of its characters the place in `Document.text` that it comes from,
    or NOWHERE, where cleaning has put a space or the end of a paragraph."""

    text: str
    places: Sequence[int]

    @cached_property
    def _known(self) -> list[tuple[int, int]]:
        return sorted((place, at) for at, place in enumerate(self.places) if place != NOWHERE)

    def original(self, span: Span) -> tuple[Span, ...]:
        """The characters of the original that a stretch of this text comes from, in its order.

        >>> seen = view(Document("a", "a", "新增１０\\u200b万个学位。", b"", "utf-8"))
        >>> seen.text, seen.original(Span(2, 5))
        ('新增10万个学位。', (Span(start=2, end=4), Span(start=5, end=6)))
        """
        return runs([place for place in self.places[span.start : span.end] if place != NOWHERE])

    def shown(self, spans: Sequence[Span]) -> Span | None:
        """The least stretch of this text that holds all that is left here of `spans`; None if nothing is.

        For a stretch that begins and ends with characters of the original, `shown(original(span))` is
        the stretch.
        """
        found = [
            at
            for span in spans
            for _, at in self._known[
                bisect_left(self._known, (span.start,)) : bisect_left(self._known, (span.end,))
            ]
        ]
        return Span(min(found), max(found) + 1) if found else None


def view(document: Document) -> View:
    """The whole document, a paragraph a line; a paragraph that print tore apart is whole, if its rest
    was found."""
    text: list[str] = []
    places: list[int] = []
    for block in whole_blocks(document):
        cleaned, own = _cleaned(document, block.spans)
        if cleaned:
            text += ["\n", cleaned] if text else [cleaned]
            places += [NOWHERE, *own] if places else own
    return View("".join(text), places)


def tidied(document: Document, spans: Sequence[Span]) -> str:
    """The words at `spans` without what cleaning drops: what a card shows as 整理后 beside the quote.

    Raises ValueError, as `Document.quote` does, when a span reaches past the end of the text.

    >>> text = "新增１０万个\\n学位，infor-\\nmation 的\\u200b话。"
    >>> tidied(Document("a", "a", text, b"", "utf-8"), [Span(0, len(text))])
    '新增10万个学位，information 的话。'
    """
    return _cleaned(document, spans)[0]


def searched(document: Document, spans: Sequence[Span]) -> View:
    """What is compared with a question in the place of the words at `spans`: tidied and folded, and
    without the blanks between two Chinese characters, with which names and headlines are set wider, and
    which are left where a line was broken. Raises ValueError as `tidied` does.

    >>> text = "王　伟新增１０万个学\\n  位，infor-\\nmation。"
    >>> found = searched(Document("a", "a", text, b"", "utf-8"), [Span(0, len(text))])
    >>> found.text
    '王伟新增10万个学位,information。'
    >>> found.original(Span(0, 2))
    (Span(start=0, end=1), Span(start=2, end=3))
    """
    quote = document.quote(spans)
    if len(spans) == 1 and not _UNTIDY.search(quote):  # as most sentences are
        return View(fold(quote), range(spans[0].start, spans[0].end))
    text, places = _replaced(*_cleaned(document, spans), _BLANK, lambda _: "")
    text, places = _replaced(text, places, _BETWEEN_HAN, lambda _: "")
    return View(fold(text), places)


def _cleaned(document: Document, spans: Sequence[Span]) -> tuple[str, list[int]]:
    document.quote(spans)  # raises
    pieces: list[str] = []
    places: list[int] = []
    for number, span in enumerate(spans):
        if number and spans[number - 1].end != span.start:
            between = document.text[spans[number - 1].end : span.start]
            hyphen = between.startswith(
                _SOFT_HYPHEN
            )  # it is left out of quotes, and joined two words
            if not hyphen and (INVISIBLE.sub("", between) or span.start < spans[number - 1].end):
                pieces.append("\n")
                places.append(NOWHERE)
        pieces.append(document.text[span.start : span.end])
        places += range(span.start, span.end)
    text = "".join(pieces)
    text, places = _replaced(text, places, _HYPHEN, lambda _: "")
    text, places = _replaced(text, places, INVISIBLE, lambda _: "")
    text, places = _replaced(*_closed(text, places), _SPACES, _space)
    return _FULL_WIDTH.sub(lambda one: chr(ord(one[0]) - _HALF), text), places


def _closed(text: str, places: list[int]) -> tuple[str, list[int]]:
    """Without the blanks by which setting has widened a line.

    >>> _closed("电话：1234 。 投 诉 电 话 ： 5678 打不通", list(range(25)))[0]
    '电话：1234。投诉电话：5678 打不通'
    """
    widened = [one.span() for one in _WIDENED.finditer(text)]
    if not widened:
        return text, places
    inside = {at for start, end in widened for at in range(start, end)}
    return _replaced(text, places, _SPACES, lambda one: "" if one.start() in inside else one[0])


def _replaced(
    text: str, places: list[int], pattern: re.Pattern[str], said: Callable[[re.Match[str]], str]
) -> tuple[str, list[int]]:
    """`re.sub` by what the match begins with, or as many other characters."""
    kept: list[str] = []
    own: list[int] = []
    end = 0
    for match in pattern.finditer(text):
        new = said(match)
        kept += [text[end : match.start()], new]
        own += places[end : match.start()] + places[match.start() : match.start() + len(new)]
        end = match.end()
    return "".join([*kept, text[end:]]), own + places[end:]


def _space(match: re.Match[str]) -> str:
    """What is left of a run of blanks: nothing at an edge, or where a line ended in Chinese."""
    before, after = match.string[match.start() - 1 : match.start()], match.string[match.end() :][:1]
    if not (before and after):
        return ""
    if _BREAK.search(match[0]) and not (_NARROW.match(before) and _NARROW.match(after)):
        return ""
    return match[0] if len(match[0]) == 1 and not _BREAK.search(match[0]) else " "
