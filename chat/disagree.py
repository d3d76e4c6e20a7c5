"""Do two quotes say different things of the same? 60万个 in one, 50万个 in another.

Nothing here decides which is right: both are shown, and the reader is told to look at both.
"""

import re
from collections.abc import Set

from chat.numeral import value
from chat.question import Asks, asked, topic_words
from chat.types import Citation
from index.segment import Segmenter
from ingest.normalize import fold
from ingest.types import BlockKind

_QUANTITY = re.compile(
    r"(?P<number>[0-9]+(?:[,.][0-9]+)*|[零〇一二两三四五六七八九十百千]+)(?P<scale>[万亿]*)(?P<unit>%|[^\W\d_]?)"
)
_SCALES = {"万": 10_000, "亿": 100_000_000}
_SHARED = 0.6
"""Share of the question's matched words that two quotes must have in common to be of the same."""
_NAMES = ("n", "t", "j", "l", "i")
"""Parts of speech that say what a number is of: 产值 is not 收入, though all else is the same."""
_AIM = re.compile("力争|争取|计划|目标|预计|预期|预算|拟|将")
_CLAUSE_END = re.compile("[;:。!?|]|(?<![0-9]),|,(?![0-9])")


def disagreeing(
    question: str, citations: tuple[Citation, ...], segmenter: Segmenter
) -> tuple[int, ...]:
    """Places of the citations that give another number or date than the first does for what is asked;
    the first itself comes first, and nothing when all agree.

    Compared are the asked-for words of questions for a number or a time, where both quotes hold the same
    nouns of the question, and more than half of its words, mostly the same, have one of them beside the number,
    and count in the same unit; and not what is with what is aimed at.
    """
    if asked(question).asks not in (Asks.NUMBER, Asks.TIME) or not citations:
        return ()
    first = quantities(_words(citations[0]))
    topic = topic_words(question, segmenter)
    if len(set(citations[0].matched) & set(topic)) <= len(topic) / 2:
        return ()
    names = {one.text for one in segmenter.tagged(question) if one.tag.startswith(_NAMES)}
    others = [
        place
        for place, other in enumerate(citations[1:], 1)
        if _alike(citations[0], other, names) and _differ(first, quantities(_words(other)))
    ]
    return (0, *others) if others else ()


def quantities(text: str) -> list[tuple[float, str]]:
    """Numbers with their units, as values.

    >>> quantities("60万个岗位，八十五%")
    [(600000.0, '个'), (85.0, '%')]
    """
    return [
        (value(match["number"]) * _scale(match["scale"]), match["unit"])
        for match in _QUANTITY.finditer(fold(text))
    ]


def _differ(one: list[tuple[float, str]], other: list[tuple[float, str]]) -> bool:
    """Whether both count in one unit, and no such number of one is a number of the other."""
    units = {unit for _, unit in one} & {unit for _, unit in other}
    mine = {pair for pair in one if pair[1] in units}
    return bool(mine) and not mine & set(other)


def _alike(one: Citation, other: Citation, names: Set[str]) -> bool:
    """Whether two quotes are of the same, of which the question has `names`; two rows of one document are of
    two things."""
    if one.kind is other.kind is BlockKind.ROW and one.document_id == other.document_id:
        return False
    mine, its = set(one.matched), set(other.matched)
    same = mine & names == its & names and len(mine & its) >= _SHARED * len(mine | its)
    clauses = _clause(one), _clause(other)
    aims = [_AIM.search(clause) is not None for clause in clauses]
    return same and len(set(aims)) == 1 and all(any(w in c for w in mine & its) for c in clauses)


def _clause(citation: Citation) -> str:
    """The clause of a quote that holds the asked-for words, of a row all of it, folded."""
    places = [at for span in citation.spans for at in range(span.start, span.end)]
    inside = [
        n for n, at in enumerate(places) if any(a.start <= at < a.end for a in citation.asked)
    ]
    text = fold(citation.quote)
    if citation.kind is BlockKind.ROW or not inside:
        return text
    ends = [mark.start() for mark in _CLAUSE_END.finditer(text)]
    first = max((at + 1 for at in ends if at < inside[0]), default=0)
    return text[first : min((at for at in ends if at > inside[-1]), default=len(text))]


def _words(citation: Citation) -> str:
    """The asked-for words of a citation."""
    places = [at for span in citation.spans for at in range(span.start, span.end)]
    inside = {at for span in citation.asked for at in range(span.start, span.end)}
    return "".join(c for at, c in zip(places, citation.quote, strict=True) if at in inside)


def _scale(scale: str) -> float:
    value = 1.0
    for character in scale:
        value *= _SCALES[character]
    return value
