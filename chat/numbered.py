"""Things of a kind that only a number tells apart: 4路 is not 6路, 2号楼 not 3号楼."""

import re

from chat.numeral import value
from ingest.normalize import fold

_DIGITS_ONLY = "路(?![口段网基灯面况径人边程])|[栋幢]"
_ANY = "号线|号楼|号院|号窗|单元|年级|届"
_ONE = re.compile(
    rf"(?P<numbers>(?:[0-9]+[、,和及至到—–~-])*[0-9]+)(?P<kind>{_ANY}|{_DIGITS_ONLY})"
    rf"|(?P<chinese>[一二三四五六七八九十]{{1,3}})(?P<other>{_ANY})"
)
"""三路 may be three ways, and 一路 all along: of those only figures are numbers."""
_ARTICLE = re.compile("第([零〇一二三四五六七八九十百千0-9]+)条")
_STRETCH = re.compile("([0-9]+)[至到—–~-]([0-9]+)")


def of_another_one(question: str, sentence: str) -> bool:
    """Whether `question` names one of a kind by its number, and `sentence` only others of that kind.

    >>> of_another_one("4路末班车几点？", "线路：6路 | 末班车：20:30")
    True
    >>> of_another_one("4路几点？", "2至5路同上。")
    False
    """
    asked = _numbered(fold(question))
    said = _numbered(fold(sentence)) if asked else {}
    return any(kind in said and asked[kind].isdisjoint(said[kind]) for kind in asked)


def of_another_article(question: str, sentence: str, section: str) -> bool:
    """Whether `question` names an article of a law, and `sentence` neither names it nor stands in it.

    >>> of_another_article("第二十五条规定了什么？", "即日起施行。", "附则 › 第二十条")
    True
    >>> of_another_article("违反第三条怎么罚？", "违反第三条的，处五百元罚款。", "第二十条")
    False
    """
    asked = _articles(question)
    return bool(asked) and asked.isdisjoint(_articles(sentence) | _articles(section))


def _articles(text: str) -> set[int]:
    return {int(value(number)) for number in _ARTICLE.findall(fold(text))}


def with_another(question: str, other: str) -> str | None:
    """`question` about another one, where `other` is one of the kind that it names; None if it names none.

    >>> with_another("1路公交末班车几点？", "3路"), with_another("老人呢？", "3路")
    ('3路公交末班车几点？', None)
    """
    new = _ONE.fullmatch(other)
    if new is None:
        return None
    for found in _ONE.finditer(question):
        if (found["kind"] or found["other"]) == (new["kind"] or new["other"]):
            return question[: found.start()] + other + question[found.end() :]
    return None


def _numbered(text: str) -> dict[str, set[int]]:
    """Of each kind the numbers that are named."""
    found: dict[str, set[int]] = {}
    for one in _ONE.finditer(text):
        own = found.setdefault(one["kind"] or one["other"], set())
        if one["chinese"]:
            own.add(int(value(one["chinese"])))
            continue
        own.update(map(int, re.findall("[0-9]+", one["numbers"])))
        for first, last in _STRETCH.findall(one["numbers"]):
            own.update(range(int(first), min(int(last), int(first) + 100) + 1))
    return found
