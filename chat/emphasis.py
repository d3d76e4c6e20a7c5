"""Which words of a sentence are emphasised: those that the reader takes for the asked-for ones, made whole.

The reader sees pieces of words, so that a span of its may break a number off, end with a comma or hold half of
a pair of brackets; of a list it may take one item, and of a long sentence with many quantities more than the
one that is asked for.
"""

import re

from chat.question import Asks
from chat.units import UNITS
from index.segment import Segmenter

_NUMERAL = "[0-9零〇一二三四五六七八九十百千万亿两半数几]"
_QUANTITY = re.compile(
    rf"[超约近逾]?[0-9](?:[0-9.,]*[0-9])?(?:%|[万亿千百十]+)?(?:{UNITS})?(?:以上|以下|以内|左右)?"
)
_EDGES = ",;:。!? 、|…"
_CLAUSE_END = re.compile("[;:。!?]|(?<![0-9]),|,(?![0-9])")
_PAIRS = dict(zip("(「『“‘《〈[【", ")」』”’》〉]】", strict=True))
_CLOSING = {closing: opening for opening, closing in _PAIRS.items()}
_NEXT_ITEM = re.compile("等?[、和及与]")


def emphasised(
    sentence: str,
    words: tuple[int, int],
    asks: Asks,
    topic: tuple[str, ...],
    unit: str | None,
    segmenter: Segmenter,
) -> tuple[int, int]:
    """The characters `[start, end)` of a folded sentence to emphasise, where the reader takes `words`; (0, 0)
    for a question whose answer is the whole sentence. `topic` are the question's words, `unit` a pattern
    of the units that it asks for, if it does.

    >>> text = "2008年北京奥运会,中国皮划艇队有23人。"
    >>> start, end = emphasised(text, (18, 21), Asks.NUMBER, ("运动员",), None, Segmenter())
    >>> text[start:end]
    '23人'
    """
    if asks in (Asks.TOPIC, Asks.DECISION):
        return 0, 0
    known = whole_words(sentence, *trimmed(sentence, *words), segmenter)
    whole = whole_quantity(sentence, *known)
    if asks is Asks.NUMBER and not _says(sentence, whole, unit):
        return counted(sentence, topic, whole, unit)
    return whole_list(sentence, *balanced(sentence, *whole), asks)


def trimmed(sentence: str, start: int, end: int) -> tuple[int, int]:
    """A span without the marks at its ends.

    >>> trimmed("末班车:22:10 | 票价:2元", 3, 10)
    (4, 9)
    """
    while start < end and sentence[start] in _EDGES:
        start += 1
    while start < end and sentence[end - 1] in _EDGES:
        end -= 1
    return start, end


def whole_words(sentence: str, start: int, end: int, segmenter: Segmenter) -> tuple[int, int]:
    """A span widened so that no word of the dictionary is cut; others may not be words (使马燧).

    >>> whole_words("被交换到底特律活塞队", 5, 10, Segmenter())
    (4, 10)
    """
    if start < end:
        for word in segmenter.tagged(sentence):
            cut = word.start < start < word.end or word.start < end < word.end
            if cut and segmenter.knows(word.text):
                start, end = min(start, word.start), max(end, word.end)
    return start, end


def whole_quantity(sentence: str, start: int, end: int) -> tuple[int, int]:
    """A span widened so that no number in it loses its digits, its unit or its bounds.

    >>> whole_quantity("覆盖率85%以上,新增10万个学位", 3, 5)
    (3, 8)
    """
    for match in _QUANTITY.finditer(sentence):
        if match.start() < end and match.end() > start:
            start, end = min(start, match.start()), max(end, match.end())
    return start, end


def balanced(sentence: str, start: int, end: int) -> tuple[int, int]:
    """A span with both brackets of each pair, where the other one stands beside it, or without the one that
    it begins or ends with.

    >>> balanced("被当作「水柠檬」(果实)。", 4, 8), balanced("指定演唱《童话》(男子组)", 4, 9)
    ((3, 8), (4, 8))
    """
    while start < end:
        open_, alone = _unpaired(sentence[start:end])
        if alone and start > 0 and sentence[start - 1] == _CLOSING[sentence[start + alone[0]]]:
            start -= 1
        elif open_ and sentence[end : end + 1] == _PAIRS[sentence[start + open_[-1]]]:
            end += 1
        elif 0 in (*open_[:1], *alone[:1]):
            start += 1
        elif end - 1 - start in (*open_[-1:], *alone[-1:]):
            end -= 1
        else:
            break
    return start, end


def _unpaired(text: str) -> tuple[list[int], list[int]]:
    """Places of opening brackets that nothing closes, and of closing ones that nothing opens."""
    opened: list[int] = []
    alone = []
    for at, character in enumerate(text):
        if character in _PAIRS:
            opened.append(at)
        elif character in _CLOSING and opened and text[opened[-1]] == _CLOSING[character]:
            opened.pop()
        elif character in _CLOSING:
            alone.append(at)
    return opened, alone


def whole_list(sentence: str, start: int, end: int, asks: Asks) -> tuple[int, int]:
    """Of a question for a list, a span that is one of several items with all of them, to the ends of their
    clause; any other as it is.

    >>> whole_list("他精通英语、法语和意大利语。", 9, 13, Asks.LIST)
    (0, 13)
    """
    if asks is not Asks.LIST or start == end:
        return start, end
    clause = _clause(sentence, start, end)
    if _NEXT_ITEM.match(sentence, end):
        end = clause.stop
    if (
        sentence[start - 1 : start] in ("、", "和", "及", "与")
        and "、" in sentence[clause.start : start]
    ):
        start = clause.start
    return start, end


def _says(sentence: str, words: tuple[int, int], unit: str | None) -> bool:
    """Whether words of one clause hold a number, and one of `unit` if there is one."""
    text = sentence[words[0] : words[1]]
    if not re.search(_NUMERAL, text) or _CLAUSE_END.search(text):
        return False
    # a unit that follows at once counts as well: 60万 of 60万个
    return unit is None or _counts(sentence[words[0] : words[1] + 3], unit)


def _counts(text: str, unit: str) -> bool:
    return re.search(f"(?:{_NUMERAL}|[余多])(?:{unit})", text) is not None


def counted(
    sentence: str, topic: tuple[str, ...], words: tuple[int, int], unit: str | None = None
) -> tuple[int, int]:
    """Of the quantities of a sentence the one in the clause that holds most of the question's topic, of those
    in the `unit` that is asked for, if there are any; among equals one that meets `words`, where the reader
    saw it; `words` if there is none.

    >>> text = "力争民营经济占比达53%以上,市场主体总量年均增长12%以上。"
    >>> start, end = counted(text, ("市场主体",), (9, 20))
    >>> text[start:end]
    '12%以上'
    >>> text = "更换打印模块12台,预算不超过8.6万元。"
    >>> start, end = counted(text, ("打印", "模块"), (0, 0), "元|角")
    >>> text[start:end]
    '8.6万元'
    """
    best, most = words, -1.0
    for match in _QUANTITY.finditer(sentence):
        start, end = match.span()
        clause = sentence[_clause(sentence, start, end)]
        here = sum(word in clause for word in topic)
        score = here + 0.5 * (start < words[1] and end > words[0])
        if unit is not None and _counts(sentence[start : end + 3], unit):
            score += len(topic) + 1
        if score > most:
            best, most = (start, end), score
    return best


def _clause(sentence: str, start: int, end: int) -> slice:
    """The clause that holds characters `[start, end)`; the comma of 2,800 ends none."""
    ends = [mark.start() for mark in _CLAUSE_END.finditer(sentence)]
    first = max((at + 1 for at in ends if at < start), default=0)
    return slice(first, min((at for at in ends if at >= end), default=len(sentence)))
