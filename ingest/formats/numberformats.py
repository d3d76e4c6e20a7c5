"""A number, a day or a time as a cell of a given format shows it: 45359 is 2024年3月8日, and 7 is GH0007.

A format is a code of up to four sections, for what is above zero, below it, zero, and writing (ECMA-376,
part 1, 18.8.31), or for what fits a condition in brackets. Whoever reads a sheet knows only what is shown. What
a code does not make certain here (Chinese figures, English names of months) is left to the plain value.
"""

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache, partial
from operator import eq, ge, gt, le, lt, ne
from typing import NamedTuple, TypeAlias

from ingest.formats.otherforms import other_form

Value: TypeAlias = float | date | datetime | time | timedelta
_Rendering: TypeAlias = Callable[[Value], str | None]

_MONTH, _DAY, _DATE = 'yyyy"年"m"月"', 'm"月"d"日"', 'yyyy"年"m"月"d"日"'
_CLOCK, _SECONDS = 'h"时"mm"分"', 'h"时"mm"分"ss"秒"'
_ACCOUNTS = "_ * {0}_ ;_ * -{0}_ ;_ * -_ ;_ @_ "
BUILT_IN = {
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    **dict.fromkeys((5, 6), "¥#,##0;¥-#,##0"),
    **dict.fromkeys((7, 8), "¥#,##0.00;¥-#,##0.00"),
    9: "0%",
    10: "0.00%",
    14: "yyyy/m/d",
    18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM",
    20: "h:mm",
    21: "h:mm:ss",
    22: "yyyy/m/d h:mm",
    **dict.fromkeys((27, 36, 50, 52, 57), _MONTH),
    **dict.fromkeys((28, 29, 51, 53, 54, 58), _DAY),
    30: "m-d-yy",
    31: _DATE,
    32: _CLOCK,
    33: _SECONDS,
    **dict.fromkeys((34, 55), f"上午/下午{_CLOCK}"),
    **dict.fromkeys((35, 56), f"上午/下午{_SECONDS}"),
    **dict.fromkeys((37, 38), "#,##0;(#,##0)"),
    **dict.fromkeys((39, 40), "#,##0.00;(#,##0.00)"),
    41: _ACCOUNTS.format("#,##0"),
    42: _ACCOUNTS.format("¥#,##0"),
    43: _ACCOUNTS.format("#,##0.00"),
    44: _ACCOUNTS.format("¥#,##0.00"),
    45: "mm:ss",
    46: "[h]:mm:ss",
    47: "mm:ss.0",
}
"""Codes by their numbers, as a Chinese Office shows them; no file writes these down."""
_SYSTEM = {"[$-F800]": _DATE, "[$-F400]": "h:mm:ss"}
"""Marks of the day and the time as the system writes them, whatever follows."""

_TOKEN = re.compile(
    r"""
    "(?P<quoted>[^"]*)" | [\\!](?P<escaped>.) | \[\$(?P<sign>[^-\]]*)(?:-[^\]]*)?\] | (?P<blank>_.)
    | (?P<fill>\*.) | \[(?P<spent>h+|m+|s+)\]
    | \[(?:black|white|red|green|blue|yellow|magenta|cyan|color\ ?\d+|[黑白红绿蓝黄洋青颜][^\]]*)(?P<colour>)\]
    | \[(?P<condition>(?:[<>]=?|<>|=)-?\d+(?:\.\d+)?)\]
    | (?P<plain>General|G/通用格式) | (?P<half>AM/PM|A/P|上午/下午)
    | (?P<time>y+|e+(?![+-])|m+|d+|h+|s+(?:\.0+)?|a{3,4}(?!a))
    | (?P<digit>[0\#?]) | (?P<point>\.) | (?P<comma>,) | (?P<share>%) | (?P<end>;) | (?P<text>@)
    | (?P<unknown>[a-z\[\]]) | (?P<other>.)
    """,
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
_FRACTION = re.compile(r"[0#?]\s*/\s*[0-9#?]")
_HOLDS = {"<": lt, "<=": le, ">": gt, ">=": ge, "=": eq, "<>": ne}
_LITERALS = ("quoted", "escaped", "sign", "other")
_EXACT = Context(prec=60, rounding=ROUND_HALF_UP)
_EPOCH = datetime(1899, 12, 30)
_MOST = timedelta(days=2_958_465)
"""The end of the year 9999."""
_UNITS = {"h": timedelta(hours=1), "n": timedelta(minutes=1), "s": timedelta(seconds=1)}


class _Token(NamedTuple):
    kind: str
    text: str


def shown(value: Value, code: str) -> str | None:
    """What a cell with a format of this code shows; None where that is the plain value, or not certain.

    >>> shown(0.853, "0.0%"), shown(15800.5, '"¥"#,##0.00'), shown(-3200, "#,##0;(#,##0)"), shown(7, "0000")
    ('85.3%', '¥15,800.50', '(3,200)', '0007')
    >>> shown(date(2023, 3, 8), 'yyyy"年"m"月"'), shown(time(8, 30), "h:mm"), shown(1.5, '[h]"小时"')
    ('2023年3月', '8:30', '36小时')
    >>> shown(45, '[>=60]"及格";"不及格"'), shown(2.5, "# ?/?"), shown(45, "General")
    ('不及格', '2 1/2', None)
    """
    rendering = _rendering(code)
    return None if rendering is None else rendering(value)


@lru_cache(maxsize=1000)
def _rendering(code: str) -> _Rendering | None:
    """How a code shows values, None of one that is not understood."""
    for mark, written in _SYSTEM.items():
        if code.upper().startswith(mark):
            code = written
    sections: list[list[_Token]] = [[]]
    for token in _tokens(code):
        if token.kind == "end":
            sections.append([])
        else:
            sections[-1].append(token)
    if len(sections) > 1 and any(one.kind == "text" for one in sections[-1]):
        sections.pop()  # for writing
    made = [one for own in sections[:3] if (one := _section(own)) is not None]
    if len(made) < len(sections[:3]):
        return None
    conditions = ["".join(one.text for one in own if one.kind == "condition") for own in sections]
    if any(conditions):
        cases = list(zip(conditions, made, strict=False))
        return partial(_fitting, cases) if all(conditions[: len(made) - 1]) else None
    return partial(_signed, made)


def _tokens(code: str) -> Iterator[_Token]:
    for match in _TOKEN.finditer(code):
        kind = match.lastgroup or "unknown"
        yield _Token(kind, match[kind] if kind != "unknown" else match[0])


def _signed(sections: list[_Rendering], value: Value) -> str | None:
    """By the section for the value's sign; one that has no section of its own has its minus before it."""
    if not isinstance(value, float | int):
        return sections[0](value)
    if value < 0 and len(sections) > 1:
        return sections[1](-value)
    if value == 0 and len(sections) > 2:
        return sections[2](value)
    if value < 0:
        said = sections[0](-value)
        none = said is None or not re.search("[1-9]", said)
        return said if none else f"-{said}"
    return sections[0](value)


def _fitting(cases: list[tuple[str, _Rendering]], value: Value) -> str | None:
    """By the first section whose condition a number fits; a minus that one may show or not is not certain."""
    if not isinstance(value, float | int) or value < 0:
        return None
    for said, rendering in cases:
        bound = said.lstrip("<>=")
        if not said or _HOLDS[said.removesuffix(bound)](value, float(bound)):
            return rendering(value)
    return None


def _section(tokens: list[_Token]) -> _Rendering | None:
    """How one section shows values of its sign."""
    conditions = [one for one in tokens if one.kind == "condition"]
    tokens = [one for one in tokens if one.kind != "condition"]
    kinds = {one.kind for one in tokens}
    if form := other_form("".join(one.text for one in tokens if one.kind != "colour").strip()):
        return form
    bare = "".join(one.text if one.kind not in ("quoted", "escaped") else "字" for one in tokens)
    moment, number = kinds & {"time", "spent"}, kinds & {"digit", "share"}
    if len(conditions) > 1 or kinds & {"unknown", "text"} or _FRACTION.search(bare):
        return None
    if bool(moment) + bool(number) + ("plain" in kinds) > 1 or kinds == {"plain"}:
        return None
    if moment:
        return _moments(tokens)
    if "plain" in kinds:
        return partial(_plain, tokens)
    return None if "half" in kinds else _number(tokens)


def _plain(tokens: list[_Token], value: Value) -> str | None:
    """The plain number between what is written around it."""
    if not isinstance(value, float | int):
        return None
    return "".join(
        f"{value:.15g}" if one.kind == "plain" else one.text if one.kind in _LITERALS else " "
        for one in tokens
        if one.kind not in ("fill", "colour")
    ).strip()


def _number(tokens: list[_Token]) -> _Rendering | None:
    """How a section of digits shows a number. What stands between digits (000-0000) keeps its place."""
    digits = [at for at, one in enumerate(tokens) if one.kind == "digit"]
    points = [at for at, one in enumerate(tokens) if one.kind == "point" and digits]
    if len(points) > 1:
        return None
    first, last = (digits[0], digits[-1]) if digits else (0, -1)
    point = points[0] if points else last + 1
    whole = [at for at in digits if at < point]
    thousands = any(one.kind == "comma" for one in tokens[first : max(whole, default=first)])
    pieces: list[tuple[str, str]] = []
    power = 0
    for at, (kind, text) in enumerate(tokens):
        if kind == "digit":
            pieces.append(("whole" if at < point else "decimal", text))
        elif kind in _LITERALS:
            pieces.append(("said", text))
        elif kind == "point" and digits:
            pieces.append(("said", "."))
        elif kind == "share":
            power += 2
            pieces.append(("said", "%"))
        elif kind == "comma" and digits and at > max(whole, default=-1):
            power -= 3  # in thousands
        elif kind == "blank":
            pieces.append(("said", " "))
    return partial(_filled, pieces, power, len(digits) - len(whole), thousands)


def _filled(
    pieces: list[tuple[str, str]], power: int, places: int, thousands: bool, value: Value
) -> str | None:
    """Pieces of a section with the digits of a number, from the right; fifteen digits of it count."""
    if not isinstance(value, float | int):
        return None
    exact = Decimal(f"{value:.15g}").scaleb(power, _EXACT)
    whole, _, decimals = (
        f"{exact.quantize(Decimal(1).scaleb(-places), context=_EXACT):f}".partition(".")
    )
    whole = whole.lstrip("0")
    holders = sum(kind == "whole" for kind, _ in pieces)
    found: list[str] = []
    left, behind, seen, needed = len(whole), 0, 0, False
    for kind, text in reversed(pieces):
        if kind == "decimal":
            places -= 1
            needed = needed or text == "0" or decimals[places] != "0"
            found.append(decimals[places] if needed else "")
        elif kind == "whole":
            seen += 1
            # the first holder of a place takes all digits that are left
            for _ in range(max(1, left) if seen == holders else 1):
                left -= 1
                digit = whole[left] if left >= 0 else "0" if text == "0" else ""
                comma = "," if thousands and digit and behind and behind % 3 == 0 else ""
                found.append(digit + comma)
                behind += bool(digit)
        else:
            found.append(text)
    return "".join(reversed(found)).strip()


def _moments(tokens: list[_Token]) -> _Rendering | None:
    """How a section of years, hours and the like shows a moment or a span of time; the letter of a month is
    behind hours or before seconds that of a minute, here n. None for names in English."""
    parts = [at for at, one in enumerate(tokens) if one.kind in ("time", "spent")]
    letters = ["", *(tokens[at].text[0].lower() for at in parts), ""]
    pieces = list(tokens)
    for at, before, own, after in zip(parts, letters, letters[1:], letters[2:], strict=False):
        kind, text = tokens[at]
        if (own in "mdhs" and len(text.partition(".")[0]) > 2) or (own == "y" and len(text) == 3):
            return None
        minute = own == "m" and (before == "h" or after == "s" or kind == "spent")
        pieces[at] = _Token(kind, "n" * len(text) if minute else text.lower())
    return partial(_moment, [one for one in pieces if one.kind not in ("fill", "colour")])


def _moment(pieces: list[_Token], value: Value) -> str | None:
    """The pieces of a section with the parts of a moment; None where it has none such: 8:30 has no year."""
    days = any(one.kind == "time" and one.text[0] in "ymdea" for one in pieces)
    if days and isinstance(value, time | timedelta):
        return None
    lasting = _lasting(value)
    if not any("." in one.text for one in pieces if one.kind == "time"):
        lasting = timedelta(seconds=(lasting + timedelta(seconds=0.5)) // timedelta(seconds=1))
    if lasting < timedelta() or lasting > _MOST:
        return None
    moment = _EPOCH + lasting
    half = any(one.kind == "half" for one in pieces)
    return "".join(_part(one, moment, lasting, half=half) for one in pieces).strip()


def _lasting(value: Value) -> timedelta:
    """How long after the first moment of all sheets a value is."""
    if isinstance(value, timedelta):
        return value
    if isinstance(value, datetime):
        return value - _EPOCH
    if isinstance(value, date):
        return timedelta(days=(value - _EPOCH.date()).days)
    if isinstance(value, time):
        return datetime.combine(_EPOCH, value) - _EPOCH
    return timedelta(days=max(-1.0, min(value, _MOST.days + 1.0)))


def _part(piece: _Token, moment: datetime, lasting: timedelta, *, half: bool) -> str:
    """What one piece shows of a moment."""
    kind, text = piece
    letter, width = text[:1], len(text.partition(".")[0])
    if kind == "spent":
        return f"{lasting // _UNITS[letter]:0{width}}"
    if kind == "half":
        before, _, after = text.partition("/")
        return before if moment.hour < 12 else after
    if kind != "time":
        return " " if kind == "blank" else text
    if letter in "ye":
        return f"{moment.year % 100:02}" if letter == "y" and width < 4 else f"{moment.year:04}"
    if letter == "a":
        return ("星期" if width > 3 else "") + "一二三四五六日"[moment.weekday()]
    hour = (moment.hour + 11) % 12 + 1 if half else moment.hour
    numbers = {
        "m": moment.month,
        "d": moment.day,
        "h": hour,
        "n": moment.minute,
        "s": moment.second,
    }
    places = len(text.partition(".")[2])
    after = f".{moment.microsecond:06}"[: places + 1] if places else ""
    return f"{numbers[letter]:0{width}}{after}"
