"""Stretches of time in the cells of a table: 2024.5.1—2025.4.30 holds June of 2024, and no June of 2025.

People ask for a month or a day; a table of rents or of opening hours has from when till when a row is good.
"""

import re
from collections.abc import Iterator, Sequence
from typing import TypeAlias

from chat.ranking.moments import by_one_name

_Day: TypeAlias = tuple[int, int, int]
"""Year, month and day; the year is 0 where none is said."""

_YEAR, _MONTH, _DAY = "([12][0-9]{3})", "(1[0-2]|0?[1-9])", "(3[01]|[12][0-9]|0?[1-9])"
_WHOLE = rf"{_YEAR}(?:[年./-]{_MONTH}(?:[月./-]{_DAY}[日号]?|月?份?)|年?)"
_SHORT = rf"{_MONTH}月(?:{_DAY}[日号]|份)?"
_STRETCH = re.compile(
    rf"(?<![0-9./-])(?:{_WHOLE}|{_SHORT})\s*(?:[-—–~]+|[至到])\s*(?:[次翌]年|同年|当年)?(?:{_WHOLE}|{_SHORT}|{_DAY}[日号])(?![0-9./])"
)
_ASKED = re.compile(
    rf"(?<![0-9]){_YEAR}年(?:{_MONTH}月(?:{_DAY}日)?)?|(?<![0-9]){_MONTH}月(?:{_DAY}日)?"
)


def holds_moment(question: str, cell: str) -> bool:
    """Whether a stretch of time in a folded cell holds all years, months and days that a folded question names,
    and it names one.

    >>> cell = "2024.5.1-2025.4.30"
    >>> holds_moment("2024年6月的租金?", cell), holds_moment("2025年6月的租金?", cell)
    (True, False)
    >>> holds_moment("12月几点开门?", "11月1日至次年3月31日"), holds_moment("7月几点开门?", "11月至3月")
    (True, False)
    """
    asked = [(_first(*one), _last(*one)) for one in _moments(question)]
    if not asked:
        return False
    stretches = list(_stretches(cell))
    return any(all(_holds(own, one) for one in asked) for own in stretches)


def other_times(question: str, rows: Sequence[Sequence[str]]) -> list[bool]:
    """Which rows, each the contents of its cells, are good for other times than the one that a folded question
    names: none where no row is good for that.

    >>> rows = [["第一年", "2022.5.1-2023.4.30"], ["第二年", "2023.5.1-2024.4.30"], ["押金"]]
    >>> other_times("2023年6月的租金?", rows), other_times("2025年6月的租金?", rows)
    ([True, False, False], [False, False, False])
    """
    good = [any(holds_moment(question, cell) for cell in row) for row in rows]
    if not any(good):
        return [False] * len(rows)
    stretched = [any(_STRETCH.search(cell) for cell in row) for row in rows]
    return [other and not own for own, other in zip(good, stretched, strict=True)]


def _moments(question: str) -> Iterator[tuple[str, str, str]]:
    for found in _ASKED.finditer(by_one_name(question).replace("号", "日")):
        year, month, day, short_month, short_day = (one or "" for one in found.groups())
        yield year, month or short_month, day or short_day


def _stretches(cell: str) -> Iterator[tuple[_Day, _Day]]:
    for found in _STRETCH.finditer(cell):
        parts = [one or "" for one in found.groups()]
        begin = (parts[0], parts[1] or parts[3], parts[2] or parts[4])
        end = (parts[5], parts[6] or parts[8], parts[7] or parts[9])
        if parts[10]:  # 5月1日至5日
            end = ("", begin[1], parts[10])
        first, last = _first(*begin), _last(*end)
        if first[0] and not last[0]:
            last = (first[0] + (last[1:] < first[1:]), *last[1:])
        if bool(first[0]) == bool(last[0]):
            yield first, last


def _first(year: str, month: str, day: str) -> _Day:
    return int(year or 0), int(month or 1), int(day or 1)


def _last(year: str, month: str, day: str) -> _Day:
    return int(year or 0), int(month or 12), int(day or 31)


def _holds(stretch: tuple[_Day, _Day], asked: tuple[_Day, _Day]) -> bool:
    """Whether any of what is asked for stands in a stretch: one without years comes back every year, and what
    is asked without a year is in none that has years."""
    (first, last), (begin, end) = stretch, asked
    if not first[0]:
        if begin[1:] == (1, 1) and end[1:] == (12, 31):
            return False  # a whole year
        first, last, begin, end = ((0, *one[1:]) for one in (first, last, begin, end))
        return (
            (begin <= last and first <= end) if first <= last else (begin <= last or first <= end)
        )
    return bool(begin[0]) and begin <= last and first <= end
