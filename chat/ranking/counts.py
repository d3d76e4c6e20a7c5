"""Which quantity of a sentence is the one that a question asks for: 年产17.5亿元，比上年新增2亿元.

The reader sees pieces of words, so that of several quantities it may take a part of one, or the one beside it.
"""

import re

from chat.ranking.clause import END, clause
from chat.ranking.units import NUMERAL, UNITS

NUMBER = f"{NUMERAL}(?:{NUMERAL}|[.,])*[余多]?"
_QUANTITY = re.compile(
    rf"[超约近逾]?[0-9](?:[0-9.,]*[0-9])?(?:%|[万亿千百十]+)?(?:{UNITS})?(?:以上|以下|以内|左右)?"
)
_DATE = re.compile("(?:[12][0-9]{3}年|[0-9]+(?:月|日|号|季度))(?!以上|以下|以内)")
_YEAR = "(?<![0-9])(?:[12][0-9]{3})年"
_GROWS = re.compile("新增|净增|增加|新建|新认定|比上年|同比")
_IN_ALL = re.compile("(?:总数|总量|总计|合计|累计|一?共|达到?|[增升涨]至|到)[^0-9,;。]{0,4}$")
_HAN = re.compile("[\u4e00-\u9fff]")


def whole_quantity(sentence: str, start: int, end: int) -> tuple[int, int]:
    """A span widened so that no number in it loses its digits, its unit or its bounds.

    >>> whole_quantity("覆盖率85%以上,新增10万个学位", 3, 5)
    (3, 8)
    """
    for match in _QUANTITY.finditer(sentence):
        if match.start() < end and match.end() > start:
            start, end = min(start, match.start()), max(end, match.end())
    return start, end


def count_meant(
    sentence: str,
    words: tuple[int, int],
    question: str,
    topic: tuple[str, ...],
    unit: str | None = None,
) -> tuple[int, int] | None:
    """The quantity that answers a folded question for a number, of whose `topic` and `unit` less or more is
    known, where the reader takes `words` of a folded sentence; None where these hold one that may.

    >>> text = "新建70所中小学和15所职业院校。"
    >>> start, end = count_meant(text, (2, 5), "新建多少所职业院校?", ("新建", "职业院校"), "所")
    >>> text[start:end], count_meant(text, (2, 5), "新建多少所中小学?", ("新建", "中小学"), "所")
    ('15所', None)
    """
    told = _told(sentence, words, question, topic, unit)
    if told is not None or _says(sentence, words, unit):
        return told
    return counted(sentence, topic, words, unit)


def _told(
    sentence: str, words: tuple[int, int], question: str, topic: tuple[str, ...], unit: str | None
) -> tuple[int, int] | None:
    """The quantity right behind the year that is asked for (2021年为17.5亿元), or before what is counted, or
    else, where `words` only say by how many they grew, the one that says how many there are; None if there is
    none."""
    found = counts(sentence)
    in_unit = re.compile(f"(?:{unit or ''})(?:以上|以下|以内|左右)?$")
    found = [(start, end) for start, end in found if in_unit.search(sentence[start:end])]
    years = re.findall(_YEAR, question)
    if len(years) == 1:
        own = re.compile(f"{years[0]}(?:同期|全年)?(?:的|为|是|则为?|仅为?|只有|达)?$")
        for start, end in found:
            if own.search(sentence[:start]):
                return start, end
    # 70所中小学和15所职业院校: of those of one unit the one that what is asked for stands behind
    named = [one for one in found if _counts_one_of(topic, sentence, one[1])]
    if len(named) == 1 and _counts_another(topic, sentence, words[1]):
        return named[0]
    own_clause = sentence[clause(sentence, *words)]
    if words[0] == words[1] or _GROWS.search(question) or not _GROWS.search(own_clause):
        return None
    return next((one for one in found if _IN_ALL.search(sentence[: one[0]])), None)


def _counts_another(topic: tuple[str, ...], sentence: str, end: int) -> bool:
    """Whether what stands behind a quantity that ends there is something else."""
    return _HAN.match(sentence, end) is not None and not _counts_one_of(topic, sentence, end)


def _counts_one_of(topic: tuple[str, ...], sentence: str, end: int) -> bool:
    """Whether a word of the topic stands behind a quantity that ends there."""
    behind = sentence[end:].removeprefix("的")
    return behind.startswith(tuple(word for word in topic if len(word) > 1))


def quantities(sentence: str) -> list[tuple[int, int]]:
    """Where numbers with their units stand in a folded sentence, dates among them."""
    return [one.span() for one in _QUANTITY.finditer(sentence)]


def counts(sentence: str) -> list[tuple[int, int]]:
    """Where quantities stand in a folded sentence that are no dates.

    >>> counts("2021年5月有23人,占15%。")
    [(8, 11), (13, 16)]
    """
    return [(start, end) for start, end in quantities(sentence) if not _DATE.match(sentence, start)]


def _says(sentence: str, words: tuple[int, int], unit: str | None) -> bool:
    """Whether words of one clause hold a number, and one of `unit` if there is one."""
    text = sentence[words[0] : words[1]]
    if not re.search(NUMERAL, text) or END.search(text):
        return False
    # a unit that follows at once counts as well: 60万 of 60万个
    near = sentence[words[0] : words[1] + 3]
    return unit is None or re.search(f"{NUMBER}(?:{unit})", near) is not None


def counted(
    sentence: str, topic: tuple[str, ...], words: tuple[int, int], unit: str | None = None
) -> tuple[int, int]:
    """Of the quantities of a sentence, or of those in the `unit` that is asked for, if there are any, the one
    in the clause that holds most of the question's topic; among equals one that meets `words`, where the
    reader saw it; `words` if there is none.

    >>> text = "力争民营经济占比达53%以上,市场主体总量年均增长12%以上。"
    >>> start, end = counted(text, ("市场主体",), (9, 20))
    >>> text[start:end]
    '12%以上'
    >>> text = "每次可借图书十册,续借期为15天。"
    >>> start, end = counted(text, ("一次", "借", "书"), (13, 16), "本|册")
    >>> text[start:end]
    '十册'
    """
    found = counts(sentence)
    if unit is not None:
        in_unit = re.compile(rf"[超约近逾]?{NUMBER}(?:{unit})(?:以上|以下|以内|左右)?")
        found = [match.span() for match in in_unit.finditer(sentence)] or found
    best, most = words, -1.0
    for start, end in found:
        said = sentence[clause(sentence, start, end)]
        seen = start < words[1] and end > words[0]
        score = sum(word in said for word in topic) + 0.5 * seen
        if score > most:
            best, most = (start, end), score
    return best
