"""Fold text for matching without moving a single character.

Matching must not care whether 長春 or 长春, ２０２３ or 2023, GDP or gdp is written. `fold` maps each
character to exactly one character, so an offset in the folded text *is* an offset in the original:
search may run on the fold, and a quote is still cut from the original.
"""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

import opencc

from ingest.types import Span

INVISIBLE = re.compile(
    "[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb]"
    "|(?<=[!-~\u2e80-\u9fff\uff01-\uff5e])[\u200c\u200d]|[\u200c\u200d](?=[!-~\u2e80-\u9fff\uff01-\uff5e])"
)
"""A character without a width: soft hyphens, marks of direction, what is put into words to trace copies.
A joiner is one only beside Chinese and Latin: between other signs it makes one of two."""


_LAST_FOLDED = 0x3FFFF
"""The ideographs end here; what lies beyond (tags, private use) folds to a space or to itself."""


@lru_cache(maxsize=1)
def _to_simplified() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


_KEPT = 65536
"""Characters whose folded form is kept."""


class _Folded(dict[int, str]):
    """What each character becomes, as `str.translate` takes it: twice as fast as asking for each."""

    def __missing__(self, code: int) -> str:
        folded = _fold_character(chr(code))
        if len(self) < _KEPT:
            self[code] = folded
        return folded


_FOLDED = _Folded()


def _fold_character(character: str) -> str:
    if character.isspace() or unicodedata.category(character) in ("Cc", "Cf", "Cs"):
        return " "
    folded = unicodedata.normalize("NFKC", character)
    folded = folded.lower() if len(folded) == 1 else character
    if len(folded) == 1 and folded > "\u2e7f":
        folded = _to_simplified().convert(folded)
    return folded if len(folded) == 1 else character


def fold(text: str) -> str:
    """Simplified, half-width, lower-case text of the same length; spaces, controls and halves of
    surrogate pairs (JSON can hold one alone) become " ".

    A character whose folded form is longer or shorter than one character (㎡, İ) stays itself.

    >>> fold("長春ＧＤＰ增長２０％，")
    '长春gdp增长20%,'
    >>> len(fold("㎡İ\\u200b")) == 3
    True
    """
    return text.translate(_FOLDED)


@lru_cache(maxsize=1)
def folded_characters() -> tuple[str, str]:
    """Every character that `fold` changes, and what each becomes: two texts of equal length, for a search
    that folds elsewhere, in a browser. Control characters are left out; one line can hold each text.

    >>> changed, folded = folded_characters()
    >>> folded[changed.index("車")], folded[changed.index("Ｇ")]
    ('车', 'g')
    """
    pairs = []
    for number in (*range(0x20, 0xD800), *range(0xE000, _LAST_FOLDED + 1)):
        character = chr(number)
        if unicodedata.category(character) != "Cc":
            folded = _fold_character(character)
            if folded != character:
                pairs.append((character, folded))
    changed, into = zip(*pairs, strict=True)
    return "".join(changed), "".join(into)


def seen(text: str, span: Span) -> tuple[Span, ...]:
    """The parts of a span of `text` that are not invisible, so that no word is cut by what nobody sees.

    >>> seen("新增学\\u200b位。", Span(2, 6))
    (Span(start=2, end=3), Span(start=4, end=6))
    """
    found: list[Span] = []
    start = span.start
    for match in INVISIBLE.finditer(text, span.start, span.end):
        if match.start() > start:
            found.append(Span(start, match.start()))
        start = match.end()
    return (*found, Span(start, span.end)) if start < span.end else tuple(found)


def all_seen(text: str, spans: Sequence[Span]) -> tuple[Span, ...]:
    """The same of several spans."""
    return tuple(part for span in spans for part in seen(text, span))


def is_blank(text: str) -> bool:
    """Whether nothing in a text is seen.

    >>> is_blank(" \\u200b\\n"), is_blank("位")
    (True, False)
    """
    return not INVISIBLE.sub("", text).strip()
