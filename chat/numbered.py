"""Things of a kind that only a number tells apart: 4路 is not 6路, 2号楼 not 3号楼."""

import re
from collections.abc import Sequence

from chat.numeral import value
from chat.provisions import articles
from chat.question import Asks, asked
from ingest.normalize import fold

_DIGITS_ONLY = "路(?![口段网基灯面况径人边程])|[栋幢]"
_HOUSES = "号楼|号院|号窗|单元"
_ANY = f"号线|{_HOUSES}|年级|届"
_CHINESE = "[一二三四五六七八九十]{1,3}"
_JOINT = "[、,和及至到—–~-]"
_ONE = re.compile(
    rf"(?P<numbers>(?:[0-9]+(?:路|[栋幢])?{_JOINT})*[0-9]+)(?P<kind>{_DIGITS_ONLY})"
    rf"|(?P<others>(?:(?:[0-9]+|{_CHINESE})(?:{_ANY})?{_JOINT})*(?:[0-9]+|{_CHINESE}))(?P<other>{_ANY})"
)
"""三路 may be three ways, and 一路 all along: of those only figures are numbers."""
_NUMBER = re.compile(rf"([0-9]+|{_CHINESE})(?:{_ANY}|路|[栋幢])?([至到—–~-]?)")
_HOUSE = re.compile(f"{_HOUSES}|[栋幢]")


def of_another_one(question: str, sentence: str) -> bool:
    """Whether `question` names one of a kind by its number, and `sentence` only others of that kind.

    >>> of_another_one("4路末班车几点？", "线路：6路 | 末班车：20:30")
    True
    >>> of_another_one("4路几点？", "2至5路同上。")
    False
    """
    wanted = _numbered(fold(question))
    said = _numbered(fold(sentence)) if wanted else {}
    if asked(question).asks is Asks.PLACE:  # those of one house may have to go to another
        wanted = {kind: own for kind, own in wanted.items() if not _HOUSE.fullmatch(kind)}
    return any(kind in said and wanted[kind].isdisjoint(said[kind]) for kind in wanted)


def of_another_article(question: str, sentence: str, section: str) -> bool:
    """Whether `question` names an article of a law, and `sentence` neither names it nor stands in it.

    >>> of_another_article("第二十五条规定了什么？", "即日起施行。", "附则 › 第二十条")
    True
    >>> of_another_article("违反第三条怎么罚？", "违反第三条的，处五百元罚款。", "第二十条")
    False
    >>> of_another_article("第10条规定了什么？", "施行日期另行公布。", "第十条之一")
    True
    """
    wanted = articles(question)
    return bool(wanted) and wanted.isdisjoint(articles(sentence) | articles(section))


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
        own.update(_values(_NUMBER.findall(one["numbers"] or one["others"])))
    return found


def _values(numbers: Sequence[tuple[str, str]]) -> set[int]:
    """The numbers, each with what leads from it to the next, if something does, and those between."""
    found: set[int] = set()
    before: int | None = None
    for number, leads in numbers:
        own = int(value(number))
        if before is not None:
            found.update(range(before, min(own, before + 100)))
        found.add(own)
        before = own if leads else None
    return found
