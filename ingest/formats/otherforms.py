"""Numbers of a sheet in other forms than decimal figures: fractions and powers of ten.

What Excel shows for codes beyond these is not certain here, and left to the plain value.
"""

import re
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction
from functools import partial

_FRACTION = re.compile(r"(?P<whole>[#0] ?)?[?#0]{1,3}/(?P<below>[?#]{1,3}|[1-9]\d{0,2})")
_POWER = re.compile(r"0(?:\.(?P<places>0+))?E(?P<sign>[+-])(?P<width>0+)", re.IGNORECASE)
_EXACT = Context(prec=60, rounding=ROUND_HALF_UP)


def other_form(code: str) -> Callable[[object], str | None] | None:
    """How a code of a fraction or of a power of ten shows a number that is not below zero; None of others.

    >>> one = other_form("# ?/?")
    >>> one and [one(value) for value in (0.5, 2.25, 3)]
    ['1/2', '2 1/4', '3']
    >>> one = other_form("0.00E+00")
    >>> one and [one(value) for value in (123456, 0.00012)]
    ['1.23E+05', '1.20E-04']
    """
    if found := _FRACTION.fullmatch(code):
        return partial(_fraction, whole=found["whole"] or "", below=found["below"])
    if found := _POWER.fullmatch(code):
        return partial(_power, len(found["places"] or ""), found["sign"], len(found["width"]))
    return None


def _fraction(value: object, *, whole: str, below: str) -> str | None:
    if not isinstance(value, float | int):
        return None
    exact = Fraction(f"{value:.15g}")
    if below.isdigit():
        top, bottom = int(exact * int(below) + Fraction(1, 2)), int(below)
    else:
        top, bottom = exact.limit_denominator(10 ** len(below) - 1).as_integer_ratio()
    if not whole:
        return f"{top}/{bottom}"
    before, top = divmod(top, bottom)
    shown = str(before) if before or not top or whole[0] == "0" else ""
    return f"{shown} {top}/{bottom}".strip() if top else shown


def _power(places: int, sign: str, width: int, value: object) -> str | None:
    if not isinstance(value, float | int):
        return None
    exact = Decimal(f"{value:.15g}")
    power = exact.adjusted() if exact else 0
    front = exact.scaleb(-power).quantize(Decimal(1).scaleb(-places), context=_EXACT)
    if front >= 10:
        front, power = (front / 10).quantize(front, context=_EXACT), power + 1
    mark = "-" if power < 0 else sign.replace("-", "")
    return f"{front:f}E{mark}{abs(power):0{width}}"
