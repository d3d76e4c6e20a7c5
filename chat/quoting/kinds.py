"""What a question asks of a row that it names: a cell of its kind has to be in the row.

羊毛程序要多久 asks for a time that something takes, 卡介苗星期几打 for a day of the week, 儿科专家叫什么 for a
name, and CT的质保期 for what stands below 质保期.
"""

import re
from collections.abc import Sequence

from chat.asking.question import Asks, asked
from chat.ranking.cells import SHORTEST, says_cell
from index.segment import Segmenter
from ingest.normalize import fold

_BLANK = re.compile("[-—–/]*|无|不详|未定|待定")
_HOW_LONG = re.compile("多久|多长时间|几个(?:半)?(?:月|小时|星期|学期)")
_TAKES = re.compile("时长|用时|耗时|时限|期限|周期|间隔|学制|[工质修效租聘]期|有效期|交货期")
"""Heads below which it says how long."""
_LONG = re.compile(
    "(?<![0-9年月至-])(?:[0-9.]{1,5}|[一二两三四五六七八九十半]{1,3})个?半?(?:小时|月(?![0-9龄])|工作日|星期|周|学期|分钟?|秒|天|年(?![0-9]))"
)
_SHORT = 16
"""Characters of a cell that says how long and nothing else."""
_WHICH_WEEKDAY = re.compile("(?:星期|周|礼拜)几")
_WEEKDAY = re.compile("(?:星期|周|礼拜)[一二三四五六日天末]|工作日|每[天日]")
_PLACE = re.compile("地点|地址|位置|场所|地方|会场|场地|教室|考场|房间|[楼站]点")
_PERSON = re.compile(
    "人|姓名|医[生师]|教[师练]|老师|专家|负责|主[讲持编]|讲师|导[师演]|经理|主任|校长|队长|组长|班主任|司机|作者"
)
_CALLED = re.compile("叫(?:什么|啥)|姓(?:什么|啥)")
_OFFICE = re.compile("[师员长任授理事记生]$")
_YEAR = re.compile("[12][0-9]{3}年?度?")
_BRACKET = re.compile(r"\s*\([^()]*\)$")


def has_asked(question: str, cells: Sequence[tuple[str, str]], segmenter: Segmenter) -> bool:
    """Whether one of the `cells` of a row, each with its head, is of the kind that `question` asks for: how
    long, which day of the week, where or who; a cell that it names is none.

    >>> cells = [("程序", "羊毛"), ("最大放入量", "2 kg"), ("用时", "42分钟")]
    >>> has_asked("羊毛程序要多久？", cells, Segmenter()), has_asked("羊毛程序在哪里？", cells, Segmenter())
    (True, False)
    """
    folded = fold(question)
    others = _not_named(question, cells)
    if _HOW_LONG.search(folded):
        return any(_says_how_long(head, said) for head, said in others)
    if _WHICH_WEEKDAY.search(folded):
        return any(_WEEKDAY.search(said) for _, said in others)
    kind = asked(question).asks
    if kind is Asks.PLACE:
        return any(_PLACE.search(head) for head, _ in others)
    if kind is Asks.PERSON or _CALLED.search(folded):
        return any(_PERSON.search(head) or _names_one(said, segmenter) for head, said in others)
    return False


def says_head(question: str, cells: Sequence[tuple[str, str]]) -> bool:
    """Whether `question` says a head of a row, all its levels, without the unit behind it, below which
    something stands that the question does not say.

    >>> cells = [("程序", "羊毛"), ("最大放入量(kg)", "2"), ("转速", "—")]
    >>> says_head("羊毛程序的最大放入量？", cells), says_head("羊毛程序的转速？", cells)
    (True, False)
    """
    folded = fold(question)
    names = [_BRACKET.sub("", head) for head, _ in _not_named(question, cells)]
    names = [name for name in names if len(name) >= SHORTEST and not _YEAR.fullmatch(name)]
    return any(all(level in folded for level in name.split()) for name in names)


def _not_named(question: str, cells: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """The cells, but for blank ones and those that the question says."""
    return [
        (head, said)
        for head, said in cells
        if not _BLANK.fullmatch(said) and not says_cell(question, f"{head}:{said}")
    ]


def _says_how_long(head: str, said: str) -> bool:
    return _LONG.search(said) is not None and (
        len(said) <= _SHORT or _TAKES.search(head) is not None
    )


def _names_one(said: str, segmenter: Segmenter) -> bool:
    """Whether a cell names a person: 方若兰, or 主任医师蒋月琴, of whose name only 蒋 is known."""
    words = segmenter.tagged(said)
    offices = [False, *(_OFFICE.search(word.text) is not None for word in words)]
    return any(
        word.tag == "nr" and (len(word.text) > 1 or office)
        for word, office in zip(words, offices, strict=False)
    )
