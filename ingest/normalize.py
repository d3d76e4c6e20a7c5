"""Fold text for matching without moving a single character.

Matching must not care whether 長春 or 长春, ２０２３ or 2023, GDP or gdp is written. `fold` maps each
character to exactly one character, so an offset in the folded text *is* an offset in the original:
search may run on the fold, and a quote is still cut from the original.
"""

import unicodedata
from functools import lru_cache

import opencc


@lru_cache(maxsize=1)
def _to_simplified() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


@lru_cache(maxsize=65536)
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
    return "".join(map(_fold_character, text))
