"""Do two quotes say different things of the same? 60万个 in one, 50万个 in another.

Nothing here decides which is right: both are shown, and the reader is told to look at both.
"""

import re
from collections.abc import Set
from difflib import SequenceMatcher

from chat.contrast import are_apart
from chat.numeral import value
from chat.question import Asks, asked, topic_words
from chat.types import Citation
from index.segment import Segmenter
from ingest.editions import edition
from ingest.normalize import fold
from ingest.types import BlockKind

_QUANTITY = re.compile(
    r"(?P<number>[0-9]+(?:[,.][0-9]+)*|[零〇一二两三四五六七八九十百千]+|半(?=[年月日天])|每(?=[年月周日天]))"
    r"(?P<scale>[万亿]*)(?P<unit>%|[^\W\d_]?)"
)
_WORDS = {"半": 0.5, "每": 1.0}
"""每半年 and 每年 tell how often."""
_DATE = re.compile("([12][0-9]{3})年(?:([0-9]{1,2})月(?:([0-9]{1,2})[日号])?)?")
_RANGE = re.compile("以上.+以下|(?<=.)[至到~—–-](?=.)")
"""五万元以上二十万元以下 is one value, though 五万元 is another's as well."""
_SCALES = {"万": 10_000, "亿": 100_000_000}
_SHARED = 0.6
"""Share of the question's matched words that two quotes must have in common to be of the same."""
_NAMES = ("n", "t", "j", "l", "i")
"""Parts of speech that say what a number is of: 产值 is not 收入, though all else is the same."""
_AIM = re.compile("力争|争取|计划|目标|预计|预期|预算|拟|将")
_CLAUSE_END = re.compile("[;:。!?|]|(?<![0-9]),|,(?![0-9])")
_SENTENCE_END = re.compile("[;。!?|]")
_YEAR = re.compile("(?<![0-9])[12][0-9]{3}(?=年)")
_NEARLY = 0.8
"""Least likeness (difflib's ratio) of two quotes that say the same but for the numbers."""


def disagreeing(
    question: str, citations: tuple[Citation, ...], segmenter: Segmenter
) -> tuple[int, ...]:
    """Places of the citations that give another number or date than the first does for what is asked;
    the first itself comes first, and nothing when all agree.

    Compared are the asked-for words of questions for a number or a time, in the same unit, of quotes that hold
    the same nouns of the question, and more than half of its words, mostly the same, have one of them beside
    the number, and speak of the same year; and not what is with what is aimed at, nor 收入 with 支出. Of two
    editions of a document also quotes are compared that are alike but for the numbers.
    """
    kind = asked(question).asks
    if kind not in (Asks.NUMBER, Asks.TIME) or not citations:
        return ()
    first, *rest = citations
    topic = topic_words(question, segmenter)
    shared = len(set(first.matched) & set(topic))
    known = len(topic) > 1 and shared > len(topic) / 2
    names = {one.text for one in segmenter.tagged(question) if one.tag.startswith(_NAMES)}
    others = [
        place
        for place, other in enumerate(rest, 1)
        if (_are_editions(first, other) or (known and _alike(first, other, names)))
        and (kind is Asks.TIME or not _of_other_years(first, other))
        and _differ(_words(first), _words(other))
    ]
    return (0, *others) if others else ()


def quantities(text: str) -> list[tuple[float, str]]:
    """Numbers with their units, as values.

    >>> quantities("60万个岗位，八十五%")
    [(600000.0, '个'), (85.0, '%')]
    """
    return [
        (_value(match["number"]) * _scale(match["scale"]), match["unit"])
        for match in _QUANTITY.finditer(fold(text))
    ]


def _value(number: str) -> float:
    return _WORDS[number] if number in _WORDS else value(number)


def _differ(one: str, other: str) -> bool:
    """Whether both give dates, and none the other's, or count in one unit, and no such number of one is one of
    the other; of what goes from one number to another both count."""
    dates = [[_date(match) for match in _DATE.finditer(fold(text))] for text in (one, other)]
    if all(dates):
        return not any(
            mine[: len(its)] == its[: len(mine)] for mine in dates[0] for its in dates[1]
        )
    own, its = quantities(one), quantities(other)
    units = {unit for _, unit in own} & {unit for _, unit in its}
    mine = [pair for pair in own if pair[1] in units]
    if _RANGE.search(fold(one)) and _RANGE.search(fold(other)):
        return bool(mine) and mine != [pair for pair in its if pair[1] in units]
    return bool(mine) and not set(mine) & set(its)


def _date(match: re.Match[str]) -> tuple[int, ...]:
    return tuple(int(part) for part in match.groups() if part)


def _are_editions(one: Citation, other: Citation) -> bool:
    """Whether two editions of a document say the same but for the numbers."""
    if (
        one.document_id == other.document_id
        or edition(one.title).title != edition(other.title).title
    ):
        return False
    mine, its = (_QUANTITY.sub("0", fold(citation.quote)) for citation in (one, other))
    return SequenceMatcher(None, mine, its, autojunk=False).ratio() >= _NEARLY


def _of_other_years(one: Citation, other: Citation) -> bool:
    """Whether two quotes, or the headings above them, name years, and none the other's."""
    mine, its = (
        set(_YEAR.findall(fold(c.quote)) or _YEAR.findall(fold(c.section))) for c in (one, other)
    )
    return bool(mine and its) and mine.isdisjoint(its)


def _alike(one: Citation, other: Citation, names: Set[str]) -> bool:
    """Whether two quotes are of the same, of which the question has `names`; two rows of one document are of
    two things."""
    if one.kind is other.kind is BlockKind.ROW and one.document_id == other.document_id:
        return False
    mine, its = set(one.matched), set(other.matched)
    same = mine & names == its & names and len(mine & its) >= _SHARED * len(mine | its)
    clauses = _clause(one), _clause(other)
    sentences = _clause(one, _SENTENCE_END), _clause(other, _SENTENCE_END)
    aims = {_AIM.search(sentence) is not None for sentence in sentences}
    beside = all(any(w in c for w in mine & its) for c in clauses)
    return (
        same and beside and len(aims) == 1 and not are_apart(*clauses) and not are_apart(*sentences)
    )


def _clause(citation: Citation, end: re.Pattern[str] = _CLAUSE_END) -> str:
    """What stands between two `end`s in a quote and holds the asked-for words, of a row all of it, folded."""
    places = [at for span in citation.spans for at in range(span.start, span.end)]
    inside = [
        n for n, at in enumerate(places) if any(a.start <= at < a.end for a in citation.asked)
    ]
    text = fold(citation.quote)
    if citation.kind is BlockKind.ROW or not inside:
        return text
    ends = [mark.start() for mark in end.finditer(text)]
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
