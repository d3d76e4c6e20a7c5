"""Which words of a sentence are emphasised: those that the reader takes for the asked-for ones, made whole.

The reader sees pieces of words, so that a span of its may break a number off, end with a comma or hold half of
a pair of brackets; of a list it may take one item, and of a long sentence with many quantities more than the
one that is asked for.
"""

import re
from dataclasses import dataclass

from chat.asking.question import Asks, asked, topic_words
from chat.ranking.clause import clause, telling
from chat.ranking.counts import NUMBER, count_meant, quantities, whole_quantity
from chat.ranking.offices import holder
from chat.ranking.units import unit_meant
from index.segment import Segmenter
from ingest.formats.draft import CELLS
from ingest.normalize import fold

_WHOLE_QUANTITY = re.compile(f"[超约近逾]?{NUMBER}[\u4e00-\u9fff]{{1,4}}|(?:[0-9]+[年月日])+")
_LOOSE = re.compile("(?:的(?![士卢确]))?(?P<words>.+?)(?:(?<![目标])的)?")
_BY_ITSELF = frozenset("由称以设在为任用并就于和与及从被将是有内外里中上下前后时所")
"""Characters that a dictionary joins to what stands beside them (由理藩院, 漳州城内)."""
_EDGES = ",;:。!? 、|…"
_PAIRS = dict(zip("(「『“‘《〈[【", ")」』”’》〉]】", strict=True))
_CLOSING = {closing: opening for opening, closing in _PAIRS.items()}
_CELL = re.compile(r"(?:^|(?<=\| ))(?P<head>[^:|]{2,20}):(?P<value>[^|]*[^| ])")
_MOST = re.compile("[最更](?:多|少|高|低|大|小|长|短|远|近|快|慢|贵|便宜)")
_MOST_KIND = re.compile(f"{_MOST.pattern}的")
"""最近的卫星多久转一周 asks for no comparing."""
_COMPARES = re.compile("[最更比冠]|第一|首位|居首|榜首|超过|仅次|[多少高低大小长短快慢]于")
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
    """The characters `[start, end)` of a folded sentence to emphasise, where the reader takes `words`; of a
    keyword and a question for yes or no the clause that says it, or (0, 0) where that is the whole sentence. Of
    a table's row it is the cell that the question names.

    >>> text = "2008年北京奥运会,中国皮划艇队有23人。"
    >>> wants = wanted("中国皮划艇队有多少运动员?", Segmenter())
    >>> start, end = emphasised(text, (18, 21), wants, Segmenter())
    >>> text[start:end]
    '23人'
    """
    if (cell := named_cell(sentence, wants.question)) is not None:
        return cell
    if wants.asks in (Asks.TOPIC, Asks.DECISION):
        return trimmed(sentence, *telling(sentence, wants.topic, words))
    if wants.asks is not Asks.NUMBER and is_left_to_compare(sentence, wants.question):
        return 0, 0
    known = whole_words(sentence, *bare_words(sentence, *words, wants.asks), segmenter)
    if wants.asks is Asks.PERSON and (who := holder(sentence, wants.question)) is not None:
        return known if who[0] <= known[0] < known[1] <= who[1] else trimmed(sentence, *who)
    whole = whole_quantity(sentence, *known)
    if wants.asks is Asks.NUMBER:
        meant = count_meant(sentence, whole, wants.question, wants.topic, wants.unit)
        if meant is not None:
            return meant
    return whole_list(sentence, *balanced(sentence, *whole), wants.asks)


def is_left_to_compare(sentence: str, question: str) -> bool:
    """Whether a folded question asks for the most of something and a sentence only counts several: who reads
    it must compare them, and which of them is the most is not said.

    >>> is_left_to_compare("东街4.2万人,西街5.1万人。", "哪条街人口最多?")
    True
    >>> is_left_to_compare("东街4.2万人,西街最多,5.1万人。", "哪条街人口最多?")
    False
    """
    if asked(question).asks is Asks.TIME and _MOST_KIND.search(question):
        return False
    several = len(quantities(sentence)) > 1
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


def bare_words(sentence: str, start: int, end: int, asks: Asks) -> tuple[int, int]:
    """A span without the marks at its ends, nor a 的 there, nor the 在 before a place or time.

    >>> text = "它在中国市场的销量最高。"
    >>> start, end = bare_words(text, 1, 7, Asks.PLACE)
    >>> text[start:end]
    '中国市场'
    """
    start, end = trimmed(sentence, start, end)
    inside = sentence[start:end]
    if found := _LOOSE.fullmatch(inside):
        start, end = start + found.start("words"), start + found.end("words")
    if asks in (Asks.PLACE, Asks.TIME) and sentence[start:end].startswith("在") and end - start > 2:
        start += 1
    return start, end


def whole_words(sentence: str, start: int, end: int, segmenter: Segmenter) -> tuple[int, int]:
    """A span widened so that no word of the dictionary is cut; others may not be words (使马燧). A quantity or
    a date by itself is whole, whatever the dictionary makes of what stands around it (占地约|两|平方公里).

    >>> whole_words("被交换到底特律活塞队", 5, 10, Segmenter())
    (4, 10)
    """
    if start < end and not _WHOLE_QUANTITY.fullmatch(sentence, start, end):
        for word in segmenter.tagged(sentence):
            cut = word.start < start < word.end or word.start < end < word.end
            more = sentence[word.start : start] + sentence[end : word.end]
            if cut and more not in _BY_ITSELF and segmenter.knows(word.text):
                start, end = min(start, word.start), max(end, word.end)
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
    whole = clause(sentence, start, end)
    if _NEXT_ITEM.match(sentence, end):
        end = whole.stop
    if (
        sentence[start - 1 : start] in ("、", "和", "及", "与")
        and "、" in sentence[whole.start : start]
    ):
        start = whole.start
    return start, end
