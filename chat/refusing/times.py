"""Refuse a sentence that speaks of another time than the one that the question names.

Asked for 2021, a sentence about 2022 reads like an answer in every other word. This is a rule, as in veto.py:
it takes an answer away, and never makes one, and only where the sentence names a time of the same kind.
"""

import re
from collections.abc import Iterable, Set

from ingest.normalize import fold

_DIGITS = str.maketrans("〇零一二三四五六七八九", "00123456789")
_WRITTEN_OUT = re.compile("[〇零一二三四五六七八九]{4}(?=年)")
_TO = "[-—–~至到]+"
_YEARS = re.compile(rf"(?<![0-9.])([12][0-9]{{3}})年?{_TO}([12][0-9]{{3}})(?![0-9])")
_YEAR = re.compile("(?<![0-9.])([12][0-9]{3})(?:(年代?)|(?![0-9.]))")
_MONTHS = re.compile(rf"(?<![0-9])([0-9]{{1,2}})月?份?{_TO}([0-9]{{1,2}})月")
_MONTH = re.compile("(?<![0-9])([0-9]{1,2})月(?!龄)")
_DAYS = re.compile(
    rf"(?<![0-9路街巷弄])([0-9]{{1,2}})[日号]?{_TO}(?:[0-9]{{1,2}}月)?([0-9]{{1,2}})[日号]"
)
_DAY = re.compile("月([0-9]{1,2})[日号]")
_ANY_DAY = re.compile("(?<![0-9路街巷弄])([0-9]{1,2})[日号]")
_BESIDE = re.compile(
    "(?<![比较与和同跟目当此网以如过证说])(?:[去今前明]年)(?![代级龄轻薪金产均检限报会纪])"
)
"""Years beside this one; 比去年 is what another year is compared with, and 目前年产 and 证明年龄 name none."""
_PARTS = re.compile("前三季度|[一二三四]季度|[上下]半年")
_BOUND = re.compile(
    "[年月日号度份][底初末中]?(?:[以之][来前后]|[来前后](?![一二三四五六七八九十0-9往半])|起|至今|到现在|到今|开始|止|内)|截至|截止"
)
"""2020年以来 names no time but a bound, which many times are beyond."""
_STRETCH = re.compile(
    "(?:[月日)]|月[0-9]{1,2}号)[^,。;]{0,8}[至到—–~-]|[0-9]、[0-9]+[月日]|[一二三上]、[二三四下]"
)
"""Where one time leads to another, those between are not told apart here."""
_OCCASION = re.compile(
    "([12][0-9]{3})年(?!度)[^的年,]{1,12}?(?:什么时候|什么时间|何时|哪一?天|几[号日月])"
)
_COMPARED = re.compile("(?:比|较|与|同|和|超过|高于|低于|在|由|从|是)(?:[12][0-9]{3}年|[去上前]年)")
"""比2022年增长 speaks of another year than that."""
_BESIDES = re.compile(
    "(?<=[,;(])(?:[12][0-9]{3}年|[去上前]年)(?:同期|全年)?(?:为|是|则为?|仅为?|只有|达)?(?=[0-9])"
)
"""全年18.7亿元，2021年为17.5亿元: a figure that is only set beside the one before it."""
_FIRST_CLAUSE = re.compile("[^,;。(]*[0-9](?:[0-9.,]*[0-9])?[^,;。(]*")
_ISO = re.compile(r"(?<![0-9./-])([12][0-9]{3})[-./]([0-9]{1,2})[-./]([0-9]{1,2})(?![0-9./-])")
_IN_CELL = re.compile(r"(?<=[:|]) ?(1[0-2]|0?[1-9])/([12][0-9]|3[01]|0?[1-9])(?= \||$)")
"""7/4 alone in a cell of a table is a day."""
_HOURS = re.compile(r"[0-9]{1,2}:[0-9]{2}(?:[至到—–~-]+(?:次日)?[0-9]{1,2}:[0-9]{2})?")
"""9:00至17:00 is no stretch of days."""
_SAME = {"上年": "去年", "本年": "今年"}


def of_another_time(question: str, sentence: str) -> bool:
    """Whether `question` names a year, a part of one, a month or a day, and `sentence` only others.

    >>> of_another_time("2021年开发了多少岗位？", "2022年开发就业岗位60万个。")
    True
    >>> of_another_time("2021年开发了多少岗位？", "“十三五”以来开发就业岗位60万个。")
    False
    >>> of_another_time("2015年的目标呢？", "二〇一三年至2020年，每年60万个。")
    False
    >>> of_another_time("去年发放多少？", "今年上半年发放9279亿元，比去年多。")
    False
    >>> of_another_time("2026年什么时候报到？", "报到时间为2025年9月6日至7日。")
    True
    """
    asked = _plain(question)
    if not any(kind.search(asked) for kind in (_YEAR, _BESIDE, _PARTS, _MONTH, _DAY)):
        return False  # as most questions name none
    said = _plain(sentence)
    if _BOUND.search(asked) or _BOUND.search(said):
        return False
    own = _without_compared(said)
    if _STRETCH.search(said):  # its days and months may be any between two; its years are told
        years = [int(one) for one in _years(said)] or [0]
        between = {str(one) for one in range(min(years), max(years) + 1)}
        return _differ(_named(asked), _named(own), between)
    return (
        _differ(_named(asked), _named(own), _years(said))
        or (not _named(said) and _differ(_beside(asked), _beside(own), _any_beside(said)))
        or _differ(set(_PARTS.findall(asked)), set(_PARTS.findall(said)))
        or _differ(_numbers(_MONTH, asked), _numbers(_MONTH, said), _ranges(_MONTHS, said))
        or _differ(
            _numbers(_DAY, asked),
            _numbers(_DAY, said),
            _numbers(_ANY_DAY, said) | _ranges(_DAYS, said),
        )
    )


def of_another_year_above(question: str, sentence: str, above: Iterable[str]) -> bool:
    """Whether `question` names a year and `sentence` none, but the nearest of what stands `above` it that names
    one names just one other: 改造危桥9座 below 二、2023年主要工作 says nothing of 2024.

    >>> of_another_year_above("2024年改造危桥多少座？", "改造危桥9座。", ["二、2023年主要工作"])
    True
    >>> of_another_year_above("2024年改造危桥多少座？", "改造危桥9座。", ["2024年安排", "2023年主要工作"])
    False
    >>> of_another_year_above("2024年改造危桥多少座？", "改造危桥9座，2022年为7座。", ["2024年安排"])
    False
    """
    asked = _plain(question)
    years = _named(asked)
    if not years or _BOUND.search(asked):
        return False
    said = _plain(sentence)
    own = _without_compared(said)
    if _named(own) or _any_beside(own) or not years.isdisjoint(_years(said)) or _BOUND.search(said):
        return False
    for line in map(_plain, above):
        one = _without_compared(line)
        if named := _named(one):
            found = named | _ranges(_YEARS, one)
            bounded = _BOUND.search(one) or _STRETCH.search(one) or _any_beside(one)
            return len(found) == 1 and not bounded and years.isdisjoint(found)
    return (
        _BESIDES.search(said) is not None
    )  # nothing tells that it is of the one that is asked for


def _without_compared(text: str) -> str:
    """A plain text without the years that others are compared with; those of later clauses are it where the
    first one has a figure and no year: 全年18.7亿元，2021年为17.5亿元."""
    own = _COMPARED.sub(",", text)
    first = _FIRST_CLAUSE.match(own)
    return own if first is None or _named(first[0]) else _BESIDES.sub("", own)


def of_another_occasion(question: str, sentence: str, above: str) -> bool:
    """Whether `question` asks when something of a year is, and `sentence` names only other years, and what
    stands `above` it not that one. A project of 2021 may end in another year, so only what the year stands
    right before counts; and who applies for 2025 may have to in 2024.

    >>> of_another_occasion("2026年新生什么时候报到？", "报到时间为2025年9月6日至7日。", "2025年招生简章")
    True
    >>> of_another_occasion("2025年国考什么时候报名？", "2024年10月15日开始报名。", "2025年国考公告")
    False
    """
    asked = _plain(question)
    if not (found := _OCCASION.match(asked)) or found[1] in above:
        return False
    return of_another_time(f"{found[1]}年", sentence)


def _plain(text: str) -> str:
    """The text folded, with years, and days that are written as 2024-03-08, in words, and without hours."""
    found = _WRITTEN_OUT.sub(lambda year: year[0].translate(_DIGITS), fold(text))
    found = _IN_CELL.sub(r"\1月\2日", found)
    return _HOURS.sub("", _ISO.sub(r"\1年\2月\3日", found))


def _differ(asked: Set[str], said: Set[str], also: Set[str] = frozenset()) -> bool:
    """Whether something is asked and other things are said, and it is not even `also` said."""
    return bool(asked and said) and asked.isdisjoint(said) and asked.isdisjoint(also)


def _named(text: str) -> set[str]:
    """Years that are called so: 2021年, and not 2021 of anything."""
    return {year for year, called in _YEAR.findall(text) if called}


def _years(text: str) -> set[str]:
    """All that may be a year, with those between two and those of a decade."""
    decades = [int(year) for year, called in _YEAR.findall(text) if called == "年代"]
    return {
        *(year for year, _ in _YEAR.findall(text)),
        *_ranges(_YEARS, text),
        *(str(year) for decade in decades for year in range(decade, decade + 10)),
    }


def _ranges(pattern: re.Pattern[str], text: str) -> set[str]:
    pairs = [(int(first), int(last)) for first, last in pattern.findall(text)]
    return {str(one) for first, last in pairs for one in range(first, min(last, first + 200) + 1)}


def _numbers(pattern: re.Pattern[str], text: str) -> set[str]:
    return {str(int(one)) for one in pattern.findall(text)}


def _beside(text: str) -> set[str]:
    return {_SAME.get(one, one) for one in _BESIDE.findall(text)}


def _any_beside(text: str) -> set[str]:
    return {_SAME.get(one, one) for one in re.findall("[去上今本前明]年", text)}
