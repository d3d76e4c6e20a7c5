"""Days and hours by one name, however they are written: 2026-07-04 and 2026年7月4号, 上午9点 and 09:00.

People ask for 7月4日 and 下午3点半; a table has what the program made of them in which it was written.
"""

import re

from chat.asking.numeral import value

_MONTH, _OF_MONTH = "0?([1-9]|1[0-2])", "0?(3[01]|[12][0-9]|[1-9])"
_DAY = re.compile(
    rf"(?<![0-9./-])([12][0-9]{{3}})(?P<mark>[-./]){_MONTH}(?P=mark){_OF_MONTH}(?![0-9./-])"
    rf"|(?:([12][0-9]{{3}})年)?(?<![0-9]){_MONTH}月{_OF_MONTH}[日号]"
)
_SHORT = re.compile(rf"{_MONTH}[-/]{_OF_MONTH}(?=$|[ (])")
"""7/4 alone in a cell, or before what is added to it; in a text it may be a share."""
_LATE = "下午|傍晚|晚上|夜里"
_HALF = f"凌晨|清晨|早上|早晨|上午|中午|{_LATE}"
_HOUR = re.compile(
    rf"({_HALF})?(?<![第0-9.:])([0-9]{{1,2}}|(?<=[晨上午晚里])[一二两三四五六七八九十]{{1,2}})"
    r"(?::([0-5][0-9])(?::[0-5][0-9])?(?![0-9:])|点(?:(半)|([0-5]?[0-9])分|整)?(?!之))"
)
"""A number in Chinese only behind a part of the day: 三点建议 is no hour."""


def by_one_name(text: str) -> str:
    """A folded text, its days as 2026年7月4日 or 7月4日, its hours as 9:00 or 15:30.

    >>> by_one_name("2026-07-04"), by_one_name("07月04号下午3点半"), by_one_name("09:00-11:30")
    ('2026年7月4日', '7月4日15:30', '9:00-11:30')
    >>> by_one_name("上午九点开什么会?"), by_one_name("0571-8666"), by_one_name("三点建议")
    ('9:00开什么会?', '0571-8666', '三点建议')
    """
    return _HOUR.sub(_hour, _DAY.sub(_day, text))


def begins_with(cell: str) -> set[str]:
    """The day or the hour that a folded cell begins with, as it is asked for: also without its year.

    >>> sorted(begins_with("2026-07-04(周六)")), begins_with("9:00-11:30"), begins_with("7/4")
    (['2026年7月4日', '7月4日'], {'9:00'}, {'7月4日'})
    """
    if short := _SHORT.match(cell):
        return {f"{short[1]}月{short[2]}日"}
    if day := _DAY.match(cell):
        return {_day(day), _day(day).rpartition("年")[2]}
    return {_hour(hour)} if (hour := _HOUR.match(cell)) else set()


def _day(match: re.Match[str]) -> str:
    year, _, month, day, called, own, at = match.groups()
    said = f"{month or own}月{day or at}日"
    return f"{year or called}年{said}" if year or called else said


def _hour(match: re.Match[str]) -> str:
    half, number, minutes, half_past, said = match.groups()
    hour = int(value(number))
    if half and half in _LATE.split("|") and hour < 12:
        hour += 12
    return (
        f"{hour}:{'30' if half_past else int(minutes or said or 0):02}" if hour <= 24 else match[0]
    )
