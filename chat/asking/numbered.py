"""Things of a kind that only a number tells apart: 4路 is not 6路, 2号楼 not 3号楼, 附件一 not 附件三."""

import re
from collections.abc import Sequence

from chat.asking.numeral import value
from chat.asking.provisions import Article, articles, begins_article
from chat.asking.question import Asks, asked
from ingest.normalize import fold

_ROOMS = "号(?:楼|院|窗|门(?!诊)|厅|馆|库|仓|车间|教室|宿舍|会议室|病区|病房)|单元|车间|教室|标段"
_ANY = (
    f"号(?:线|机|墩|台风|令|文|车厢|桌|泵|炉|井|货梯|电梯|地块|柜|床|岗|闸|站|桥)|{_ROOMS}|年级|届"
    "|期(?![间限货末望待盼刊数权内])|人间(?![烟道世天自])|周年|等(?=奖|功|座|舱|助学|$)|级(?=医院|医疗机构|文物|保护|响应|甲等)"
    "|g(?=基站|网|信号|手机|套餐|用户|通信|技术|时代|覆盖|建设)|楼(?![房宇市盘道梯顶长栋组主])"
    "|价(?=hpv|肺炎|流感|流脑|轮状|.{0,8}疫苗)"
)
_ROADS = "路(?![口段网基灯面况径人边程])|[栋幢]"
_DIGITS_ONLY = (
    f"{_ROADS}|班(?![次车级子列组长主费])|组(?![织成建合])|室(?![内外温]|[0-9一二两三]厅)|窗口"
)
_ORDINAL = (
    f"{_DIGITS_ONLY}|[批次轮包讲集名类桌]|项(?!目?规定)|季(?!度)|阶段|级(?!别)|部(?![分门队委])|号"
)
_CHINESE = "[零一二三四五六七八九十百]{1,7}"
_BUS = re.compile(
    "(?<=公交)[一二三四五六七八九十百]{1,5}(?=路)|[一二三四五六七八九十百]{1,5}(?=路(?:公交|车(?![程水来马流辆队祸])))"
)
"""五路车: a line, though 三路 alone may be three ways."""
_JOINT = "[、,和及至到—–~-]"


def _joined(number: str, kinds: str) -> str:
    """A pattern of numbers of one kind, and of the kind."""
    return f"((?:(?:{number})(?:{kinds})?{_JOINT}第?)*(?:{number}))({kinds})"


_ONE = re.compile(
    f"(?:(?<![条款令])(?<![条款项][、,和及至到或])第{_joined(f'[0-9]+|{_CHINESE}', f'{_ANY}|{_ORDINAL}')}"
    f"|{_joined('[0-9]+', _DIGITS_ONLY)}"
    f"|(?<![每这那下上同某头了0-9]){_joined(f'[0-9]+|{_CHINESE}', _ANY)})"
)
"""三路 may be three ways, 一路 all along, and 三批 how many: of some kinds only figures are numbers, of others
only what 第 stands before. 第二项 of an article is told by provisions.py, and a law is not its decree."""
_NUMBER = re.compile(rf"([0-9]+|{_CHINESE})(?:{_ANY}|{_ORDINAL})?([至到—–~-]?)")
_HOUSE = re.compile(f"{_ROOMS}|[栋幢室]|窗口|楼")
_NTH = re.compile(
    f"第([0-9]+|{_CHINESE})([次回轮批届期场])的?(?![在是有什哪几何怎能要会什由])([\u4e00-\u9fff]{{2}})"
)
_ANY_NTH = re.compile(f"第([0-9]+|{_CHINESE})(.?)")
_ANNEX_DIGITS = f"[0-9]{{1,2}}(?![0-9])|{_CHINESE}"
_ANNEX = re.compile(
    f"附(?P<kind>[件表录图])[(]?(?P<numbers>(?:(?:{_ANNEX_DIGITS})[)]?{_JOINT}(?:附(?P=kind))?[(]?)*(?:{_ANNEX_DIGITS}))"
    "(?![份个张页项种类式并般起同律概定些样共次览旦年月日周到时])"
)
"""附件一并提交 and 附件两份 name no annex."""
_ANNEX_NUMBER = re.compile(rf"({_ANNEX_DIGITS})[)]?([至到—–~-]?)")
_CLAUSE = 3
"""Numbers that say where a clause stands, at least."""
_FIRST = re.compile("首(?=[届批期轮次季集])")


def of_another_one(question: str, sentence: str) -> bool:
    """Whether `question` names one of a kind by its number, and `sentence` only others of that kind.

    >>> of_another_one("4路末班车几点？", "线路：6路 | 末班车：20:30")
    True
    >>> of_another_one("4路几点？", "2至5路同上。")
    False
    >>> of_another_one("第12项工程的工期呢？", "第212项工程工期两年。")
    True
    """
    wanted = _numbered(fold(question))
    said = _numbered(fold(sentence)) if wanted else {}
    if asked(question).asks is Asks.PLACE:  # those of one house may have to go to another
        wanted = {kind: own for kind, own in wanted.items() if not _HOUSE.fullmatch(kind)}
    return any(kind in said and wanted[kind].isdisjoint(said[kind]) for kind in wanted)


def of_another_article(question: str, sentence: str, section: str) -> bool:
    """Whether `question` names an article of a law, or a clause of a contract, and `sentence` neither names
    it, a part of it or what it is a part of, nor stands in it.

    >>> of_another_article("第二十五条规定了什么？", "即日起施行。", "附则 › 第二十条")
    True
    >>> of_another_article("违反第三条怎么罚？", "违反第三条的，处五百元罚款。", "第二十条")
    False
    >>> of_another_article("第10条规定了什么？", "施行日期另行公布。", "第十条之一")
    True
    >>> of_another_article("第3.2条怎么说？", "3.1 租金每月十万元。", "第三条 租金")
    True
    """
    wanted = articles(question)
    if not wanted:
        return False
    own = begins_article(sentence)
    said = articles(sentence) | ({own} if own else set())
    if own is None or len(own) < _CLAUSE:
        lines = map(begins_article, section.split(" › "))
        said |= articles(section) | {one for one in lines if one}
    return not any(_is_in(one, other) for one in wanted for other in said)


def _is_in(one: Article, other: Article) -> bool:
    """Whether one is the other, or one a part of the other: 第3.2条 and 第三条."""
    return all(a == b for a, b in zip(one, other, strict=False))


def annexes(text: str) -> set[tuple[str, int]]:
    """The annexes that a text names by their numbers.

    >>> sorted(annexes("见附件一、附件3和附表（二）")), annexes("附件一并提交，附件两份")
    ([('件', 1), ('件', 3), ('表', 2)], set())
    """
    return {
        (one["kind"], number)
        for one in _ANNEX.finditer(fold(text))
        for number in _values(_ANNEX_NUMBER.findall(one["numbers"]))
    }


def of_another_annex(question: str, sentence: str, above: str) -> bool:
    """Whether `question` names an annex by its number, and `sentence`, with what stands above it, does not: it
    names only others, or none, and does not speak of annexes at all.

    >>> of_another_annex("附件二讲什么？", "课程分两次上。", "附件三 课程")
    True
    >>> of_another_annex("附件二在哪里下载？", "附件请到官网下载。", "通知")
    False
    """
    wanted = annexes(question)
    if not wanted:
        return False
    said = annexes(f"{above} {sentence}")
    kinds = {kind for kind, _ in wanted}
    alone = all(kind not in kinds for kind, _ in said)
    return wanted.isdisjoint(said) and not (
        alone and any(f"附{kind}" in sentence for kind in kinds)
    )


def of_no_such_time(question: str, sentence: str) -> bool:
    """Whether `question` asks for the third time that something was, and a folded sentence only has the third
    of something else, or tells that it was fewer times.

    >>> of_no_such_time("第三次开庭是什么时候？", "年度:第三年 | 起止:2024.5.1—2025.4.30")
    True
    >>> of_no_such_time("第三次开庭是什么时候？", "本院两次公开开庭审理。")
    True
    >>> of_no_such_time("第二次开庭是什么时候？", "本院两次公开开庭审理。")
    False
    """
    for number, kind, what in _NTH.findall(fold(question)):
        nth = int(value(number))
        said = _ANY_NTH.findall(sentence)
        if any(int(value(one)) == nth and unit == kind for one, unit in said):
            continue
        if what not in sentence:
            return any(int(value(one)) == nth for one, _ in said)
        times = re.findall(f"(?<![第每0-9十百])([0-9]+|[两三四五六七八九十]){kind}(?!性)", sentence)
        return bool(times) and max(map(value, times)) < nth
    return False


def with_another(question: str, other: str) -> str | None:
    """`question` about another one, where `other` is one of the kind that it names; None if it names none.

    >>> with_another("1路公交末班车几点？", "3路"), with_another("老人呢？", "3路")
    ('3路公交末班车几点？', None)
    """
    new = _ONE.fullmatch(other)
    if new is None:
        return None
    for found in _ONE.finditer(question):
        if _parts(found)[1] == _parts(new)[1]:
            return question[: found.start()] + other + question[found.end() :]
    return None


def _numbered(text: str) -> dict[str, set[int]]:
    """Of each kind the numbers that are named."""
    found: dict[str, set[int]] = {}
    in_figures = _BUS.sub(lambda line: str(int(value(line[0]))), _FIRST.sub("第一", text))
    for one in _ONE.finditer(in_figures):
        numbers, kind = _parts(one)
        found.setdefault(kind, set()).update(_values(_NUMBER.findall(numbers)))
    return found


def _parts(one: re.Match[str]) -> tuple[str, str]:
    """The numbers, and the kind, of a match of `_ONE`."""
    numbers, kind = (part for part in one.groups() if part)
    return numbers, kind


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
