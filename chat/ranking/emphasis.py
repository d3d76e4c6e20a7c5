"""Which words of a sentence are emphasised: those that the reader takes for the asked-for ones, made whole.

The reader sees pieces of words, so that a span of its may break a number off, end with a comma or hold half of
a pair of brackets; of a list it may take one item, and of a long sentence with many quantities more than the
one that is asked for.
"""

import re
from dataclasses import dataclass

from chat.asking.question import Asks, asked, topic_words
from chat.ranking.offices import holder
from chat.ranking.units import NUMERAL, UNITS, unit_meant
from index.segment import Segmenter
from ingest.formats.draft import CELLS
from ingest.normalize import fold

_NUMBER = f"{NUMERAL}(?:{NUMERAL}|[.,])*[余多]?"
_QUANTITY = re.compile(
    rf"[超约近逾]?[0-9](?:[0-9.,]*[0-9])?(?:%|[万亿千百十]+)?(?:{UNITS})?(?:以上|以下|以内|左右)?"
)
_EDGES = ",;:。!? 、|…"
_CLAUSE_END = re.compile("[;:。!?]|(?<![0-9]),|,(?![0-9])")
_PAIRS = dict(zip("(「『“‘《〈[【", ")」』”’》〉]】", strict=True))
_CLOSING = {closing: opening for opening, closing in _PAIRS.items()}
_CELL = re.compile(r"(?:^|(?<=\| ))(?P<head>[^:|]{2,20}):(?P<value>[^|]*[^| ])")
_MOST = re.compile("[最更](?:多|少|高|低|大|小|长|短|远|近|快|慢|贵|便宜)")
_COMPARES = re.compile("[最更比冠]|第一|首位|居首|榜首|超过|[多少高低大小长短快慢]于")
_YEAR = "(?<![0-9])(?:[12][0-9]{3})年"
_GROWS = re.compile("新增|净增|增加|新建|新认定|比上年|同比")
_IN_ALL = re.compile("(?:总数|总量|总计|合计|累计|一?共|达到?|[增升涨]至|到)[^0-9,;。]{0,4}$")
_MONEY_ASKED = re.compile("多少钱|多少元|价格?|金额|花了?多少|款")
_EACH = re.compile("单价|每[张把个台件套只本份次]|多少钱一[\u4e00-\u9fff]|一[张把个台件套只本份次]")
_TOGETHER = re.compile("一共|总共|共计|合计|总计|总价|总金?额")
_PRICES = ((_TOGETHER, re.compile("总价|合计|总金?额|小计|金额")), (_EACH, re.compile("单价")))
"""Which head a price stands under, where a row has one for each and one for all of it."""
_NEXT_ITEM = re.compile("等?[、和及与]")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for: the folded `question`, of which kind it is, its words, and a pattern of the units
    that it asks for, if it does."""

    question: str
    asks: Asks
    topic: tuple[str, ...]
    unit: str | None


def wanted(question: str, segmenter: Segmenter) -> Wanted:
    """What a question wants of any sentence.

    >>> wanted("会新增多少学位？", Segmenter())
    Wanted(question='会新增多少学位?', asks=<Asks.NUMBER: 'number'>, topic=('会', '新增', '学位'), unit=None)
    """
    folded = fold(question)
    return Wanted(
        folded, asked(question).asks, topic_words(question, segmenter), unit_meant(folded)
    )


def emphasised(
    sentence: str, words: tuple[int, int], wants: Wanted, segmenter: Segmenter
) -> tuple[int, int]:
    """The characters `[start, end)` of a folded sentence to emphasise, where the reader takes `words`; (0, 0)
    for a question whose answer is the whole sentence. Of a table's row it is the cell that the question names.

    >>> text = "2008年北京奥运会,中国皮划艇队有23人。"
    >>> wants = wanted("中国皮划艇队有多少运动员?", Segmenter())
    >>> start, end = emphasised(text, (18, 21), wants, Segmenter())
    >>> text[start:end]
    '23人'
    """
    if (cell := named_cell(sentence, wants.question)) is not None:
        return cell
    if wants.asks in (Asks.TOPIC, Asks.DECISION):
        return 0, 0
    if wants.asks is not Asks.NUMBER and is_left_to_compare(sentence, wants.question):
        return 0, 0
    known = whole_words(sentence, *trimmed(sentence, *words), segmenter)
    if wants.asks is Asks.PERSON and (who := holder(sentence, wants.question)) is not None:
        return known if who[0] <= known[0] < known[1] <= who[1] else trimmed(sentence, *who)
    whole = whole_quantity(sentence, *known)
    if wants.asks is Asks.NUMBER:
        told = _told(sentence, whole, wants)
        if told is not None or not _says(sentence, whole, wants.unit):
            return told or counted(sentence, wants.topic, whole, wants.unit)
    return whole_list(sentence, *balanced(sentence, *whole), wants.asks)


def _told(sentence: str, words: tuple[int, int], wants: Wanted) -> tuple[int, int] | None:
    """The quantity right behind the year that is asked for (2021年为17.5亿元), or else, where `words` only say
    by how many they grew, the one that says how many there are; None if there is none."""
    found = [one.span() for one in _QUANTITY.finditer(sentence)]
    unit = re.compile(f"(?:{wants.unit or ''})(?:以上|以下|以内|左右)?$")
    found = [(start, end) for start, end in found if unit.search(sentence[start:end])]
    years = re.findall(_YEAR, wants.question)
    if len(years) == 1:
        own = re.compile(f"{years[0]}(?:同期|全年)?(?:的|为|是|则为?|仅为?|只有|达)?$")
        for start, end in found:
            if own.search(sentence[:start]):
                return start, end
    clause = sentence[_clause(sentence, *words)]
    if words[0] == words[1] or _GROWS.search(wants.question) or not _GROWS.search(clause):
        return None
    return next((one for one in found if _IN_ALL.search(sentence[: one[0]])), None)


def is_left_to_compare(sentence: str, question: str) -> bool:
    """Whether a folded question asks for the most of something and a sentence only counts several: who reads
    it must compare them, and which of them is the most is not said.

    >>> is_left_to_compare("东街4.2万人,西街5.1万人。", "哪条街人口最多?")
    True
    >>> is_left_to_compare("东街4.2万人,西街最多,5.1万人。", "哪条街人口最多?")
    False
    """
    several = len(_QUANTITY.findall(sentence)) > 1
    return several and bool(_MOST.search(question)) and not _COMPARES.search(sentence)


def named_cell(row: str, question: str) -> tuple[int, int] | None:
    """What stands in a table's row under the head that a question names, if it names one; not what it names
    itself.

    >>> row = "线路:2路 | 末班车:22:10 | 票价:1元"
    >>> start, end = named_cell(row, "2路车的末班车是几点?")
    >>> row[start:end], named_cell(row, "2路车贵吗?")
    ('22:10', None)
    >>> row = "品名:办公桌 | 单价(元):1350 | 金额(元):162000"
    >>> start, end = named_cell(row, "办公桌多少钱一张?")
    >>> row[start:end]
    '1350'
    """
    if CELLS not in row:
        return None
    cells = [one.span("value") for one in _CELL.finditer(row) if one["head"] in question]
    if _MONEY_ASKED.search(question):
        heads = next((heads for ask, heads in _PRICES if ask.search(question)), None)
        own = heads and [o.span("value") for o in _CELL.finditer(row) if heads.search(o["head"])]
        if own and len(own) == 1:
            return own[0]
    others = [(start, end) for start, end in cells if row[start:end] not in question]
    return others[0] if len(others) == 1 else None


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
    if not re.search(NUMERAL, text) or _CLAUSE_END.search(text):
        return False
    # a unit that follows at once counts as well: 60万 of 60万个
    near = sentence[words[0] : words[1] + 3]
    return unit is None or re.search(f"{_NUMBER}(?:{unit})", near) is not None


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
    found = [match.span() for match in _QUANTITY.finditer(sentence)]
    if unit is not None:
        in_unit = re.compile(rf"[超约近逾]?{_NUMBER}(?:{unit})(?:以上|以下|以内|左右)?")
        found = [match.span() for match in in_unit.finditer(sentence)] or found
    best, most = words, -1.0
    for start, end in found:
        clause = sentence[_clause(sentence, start, end)]
        seen = start < words[1] and end > words[0]
        score = sum(word in clause for word in topic) + 0.5 * seen
        if score > most:
            best, most = (start, end), score
    return best


def _clause(sentence: str, start: int, end: int) -> slice:
    """The clause that holds characters `[start, end)`; the comma of 2,800 ends none."""
    ends = [mark.start() for mark in _CLAUSE_END.finditer(sentence)]
    first = max((at + 1 for at in ends if at < start), default=0)
    return slice(first, min((at for at in ends if at >= end), default=len(sentence)))
