"""What a text counts: numbers with their units, from one to another, on which day, how often."""

import re
from collections.abc import Sequence
from itertools import pairwise

from chat.asking.numeral import value
from ingest.normalize import fold

Amount = tuple[tuple[float, ...], str]
"""A number, or the two ends of a range, with what is counted; of DATE year, month and day, 0 where unsaid."""
DATE = "date"
OFTEN = "often"
"""How many months lie between one time and the next, where nothing is counted: 每月100元 tells the price."""

_NUMBER = r"[0-9]+(?:,[0-9]+)*(?:\.[0-9]+)?|[零〇一二两三四五六七八九十百千]+|半(?=个?[年月天小学])"
_QUANTITY = re.compile(
    rf"(?P<number>{_NUMBER})(?P<scale>[万亿]*)(?P<unit>%|个?(?:工作日|月|小时|星期)|[^\\W\\d_至到以]?)"
)
_SCALES = {"万": 10_000, "亿": 100_000_000}
_LEADS = re.compile("(以上)?([至到—–~-]*)")
_AT_MOST = re.compile("以下|以内|不满")
_SHORT = "[0-9]{1,2}|[一二三四五六七八九十]{1,3}"
_DATE = re.compile(
    f"(?P<year>[12][0-9]{{3}}|[〇零一二三四五六七八九]{{4}})年(?:(?P<month>{_SHORT})月(?:(?P<day>{_SHORT})[日号])?)?"
    f"|(?P<only>{_SHORT})月(?P<at>{_SHORT})[日号]"
)
_DOTTED = re.compile(r"(?<![0-9.])([12][0-9]{3})([./-])([0-9]{1,2})\2([0-9]{1,2})(?![0-9.]*[0-9])")
"""2022.5.1 is a day and no number."""
_OFTEN = re.compile(
    f"每(?P<number>{_NUMBER})?个?(?P<unit>年|季度|月|周|星期|日|天)(?:[^,。;:|0-9]{{0,8}}?(?P<times>{_SHORT}|两)次)?"
)
_MONTHS = {"年": 12, "季度": 3, "月": 1, "周": 0.25, "星期": 0.25, "日": 1 / 30, "天": 1 / 30}


def amounts(text: str) -> list[Amount]:
    """What a text counts, as values.

    >>> amounts("60万个岗位，八十五%")
    [((600000.0,), '个'), ((85.0,), '%')]
    >>> amounts("一万元以上五万元以下"), amounts("2024年1月起"), amounts("每半年一次")
    ([((10000.0, 50000.0), '元')], [((2024.0, 1.0, 0.0), 'date')], [((6.0,), 'often')])
    """
    rest = _DOTTED.sub(r"\1年\3月\4日", fold(text))
    days: list[Amount] = []
    often: list[Amount] = []
    for day in _DATE.finditer(rest):
        parts = day["year"], day["month"] or day["only"], day["day"] or day["at"]
        days.append((tuple(value(one) if one else 0.0 for one in parts), DATE))
    rest = _DATE.sub(";", rest)
    for time in _OFTEN.finditer(rest):
        every = (_value(time["number"]) if time["number"] else 1.0) * _MONTHS[time["unit"]]
        often.append(((every / (value(time["times"]) if time["times"] else 1.0),), OFTEN))
    return days + _counted(_OFTEN.sub(";", rest)) or often


def differ(one: Sequence[Amount], other: Sequence[Amount]) -> bool:
    """Whether two texts count in one unit, and nothing that one counts in it is what the other counts.

    >>> differ(amounts("五万元以上二十万元以下"), amounts("一万元以上五万元以下"))
    True
    >>> differ(amounts("2024年1月1日"), amounts("2024年")), differ(amounts("三年"), amounts("五万元"))
    (False, False)
    """
    pairs = [(a, b) for a in one for b in other if _comparable(a, b)]
    return bool(pairs) and not any(_same(a[0], b[0], a[1]) for a, b in pairs)


def _counted(text: str) -> list[Amount]:
    """Numbers and ranges in a folded text."""
    numbers = list(_QUANTITY.finditer(text))
    found: list[Amount] = []
    inside: set[int] = set()
    for first, last in pairwise(numbers):
        if first.start() not in inside and _leads(text, first, last):
            scale = first["scale"] or ("" if first["unit"] else last["scale"])
            ends = _value(first["number"]) * _scale(scale), _worth(last)
            found.append((ends, last["unit"]))
            inside |= {first.start(), last.start()}
    return found + [((_worth(one),), one["unit"]) for one in numbers if one.start() not in inside]


def _leads(text: str, first: re.Match[str], last: re.Match[str]) -> bool:
    """Whether one number and the next are the ends of a range: 500至2000元, 五百元以上二千元以下."""
    between = _LEADS.fullmatch(text[first.end() : last.start()])
    if between is None or first["unit"] not in ("", last["unit"]):
        return False
    return bool(between[2] or (between[1] and _AT_MOST.match(text, last.end())))


def _comparable(one: Amount, other: Amount) -> bool:
    together = any(a and b for a, b in zip(one[0], other[0], strict=False))
    return one[1] == other[1] and (one[1] != DATE or together)


def _same(one: tuple[float, ...], other: tuple[float, ...], unit: str) -> bool:
    """Whether all is the same that both say; one number is the same as a range that ends with it."""
    if unit == DATE:
        return all(a == b for a, b in zip(one, other, strict=True) if a and b)
    return one == other if len(one) == len(other) else not set(one).isdisjoint(other)


def _worth(one: re.Match[str]) -> float:
    return _value(one["number"]) * _scale(one["scale"])


def _value(number: str) -> float:
    return 0.5 if number == "半" else value(number)


def _scale(scale: str) -> float:
    worth = 1.0
    for character in scale:
        worth *= _SCALES[character]
    return worth
