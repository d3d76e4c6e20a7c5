"""Days of the week and months of the year that a sentence leaves out: 4月至10月7:30开门 says nothing of 12月.

Times that come back are told here, those of one year in times.py. It takes an answer away, and never makes one.
"""

import re

from chat.asking.numeral import value
from chat.asking.question import Asks, asked
from chat.ranking.moments import by_one_name
from ingest.normalize import fold

_WEEK = "一二三四五六日"
_TO = "[-—–~至到]+"
_WEEKDAY = re.compile("(?:星期|周|礼拜)([一二三四五六日天])(?![年次回个天遍趟])")
_WEEKDAYS = re.compile(
    f"(?:星期|周|礼拜)([一二三四五六日天]){_TO}(?:星期|周|礼拜)?([一二三四五六日天])"
)
_WEEKEND = re.compile("周末|双休日")
_EVERY = re.compile(
    "每天|每日|天天|全年|全天|[不没]休息|节假日|闭[馆园店]|休[息馆]|除.{0,12}外|其[他余]"
)
_OTHERS = re.compile("其[他余]")
_SEASON = re.compile("[春夏秋冬淡旺](?=[季天])")
"""Two of them are all of the year, though only one may say when it is."""
_MONTH = re.compile(
    "(?<![0-9一二三四五六七八九十])([0-9]{1,2}|十[一二]?|[一二三四五六七八九])月(?!龄|饼|亮)"
)
_MONTHS = re.compile(
    rf"(?<![0-9])([0-9]{{1,2}})月(?:[0-9]{{1,2}}[日号])?{_TO}(?:次年|翌年|来年|[0-9]{{4}}年)?([0-9]{{1,2}})月"
)
_ON = re.compile("(?<![0-9])([0-9]{1,2})月([0-9]{1,2})日")
_STRETCH = re.compile(
    rf"(?<![0-9])([0-9]{{1,2}})月([0-9]{{1,2}})日(?:\([^()]*\))?(?:[0-9]{{1,2}}:[0-9]{{2}}|[0-9]{{1,2}}时)?{_TO}"
    "(?:次年|翌年|来年|[0-9]{4}年)?(?:([0-9]{1,2})月)?([0-9]{1,2})[日号]"
)
_BOUND = re.compile("[日月号][以之]?[前后起]|截至|截止|以来|月(?![0-9])|年度")
"""Beside a stretch: which days 4月20日前 or 4月底 leaves out is not told here."""


def of_another_day(question: str, sentence: str) -> bool:
    """Whether `question` names a weekday, a month or a day, and `sentence` only weekdays, or stretches of
    months or days, that leave it out. A question for yes or no may be answered by the others.

    >>> of_another_day("12月几点关门？", "旺季(4月1日至10月31日)17:30关门。")
    True
    >>> of_another_day("12月几点关门？", "淡季(11月1日至次年3月31日)16:30关门。")
    False
    >>> of_another_day("4月18日安排什么？", "研学定于4月16日至17日。")
    True
    >>> of_another_day("周日有什么活动？", "10月23日 | 星期三 | 合唱")
    True
    """
    if asked(question).asks is Asks.DECISION:
        return False
    text, said = by_one_name(fold(question)), by_one_name(fold(sentence))
    if (days := weekdays(text)) and (others := weekdays(said)) and not _EVERY.search(said):
        return days.isdisjoint(others)
    if not _OTHERS.search(said) and _is_outside(text, said):
        return True
    wanted = {int(value(one)) for one in _MONTH.findall(text)}
    if not wanted or _OTHERS.search(said) or len(set(_SEASON.findall(said))) > 1:
        return False
    stretches = [(int(first), int(last)) for first, last in _MONTHS.findall(said)]
    if not stretches:
        return False
    inside = {month for stretch in stretches for month in _between(*stretch)}
    return wanted.isdisjoint(inside | {int(value(one)) for one in _MONTH.findall(said)})


def _is_outside(text: str, said: str) -> bool:
    """Whether days are named that no stretch of days that is said holds, and neither does what else is said."""
    wanted = _dates(_ON, text)
    if not wanted or not (stretches := _STRETCH.findall(said)):
        return False
    beside = _STRETCH.sub("", said)
    return (
        not _BOUND.search(beside)
        and not _EVERY.search(said)
        and wanted.isdisjoint(_dates(_ON, said))
        and not any(_is_within(day, *stretch) for day in wanted for stretch in stretches)
    )


def _dates(pattern: re.Pattern[str], text: str) -> set[tuple[int, int]]:
    return {(int(month), int(day)) for month, day in pattern.findall(text)}


def _is_within(day: tuple[int, int], month: str, first: str, until: str, last: str) -> bool:
    """Whether a day of a month is in a stretch, also over the end of the year."""
    start, end = (int(month), int(first)), (int(until or month), int(last))
    return start <= day <= end if start <= end else day >= start or day <= end


def weekdays(text: str) -> set[int]:
    """The days of the week that a folded text names, from 0, Monday.

    >>> weekdays("周末休息"), weekdays("星期一至周三, 礼拜天")
    ({5, 6}, {0, 1, 2, 6})
    """
    found = {_day(one) for one in _WEEKDAY.findall(text)}
    for first, last in _WEEKDAYS.findall(text):
        found.update(range(_day(first), _day(last) + 1))
    return found | ({5, 6} if _WEEKEND.search(text) else set())


def _day(name: str) -> int:
    return _WEEK.index("日" if name == "天" else name)


def _between(first: int, last: int) -> set[int]:
    """Months of a stretch, also over the end of the year."""
    return (
        set(range(first, last + 1)) if first <= last else {*range(first, 13), *range(1, last + 1)}
    )
