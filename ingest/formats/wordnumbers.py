"""The numbers that Word counts itself (第一条, 一、, （一）, 1.2), which its reader sees and its text lacks."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DIGITS = "零一二三四五六七八九"
_LEGAL = "零壹贰叁肆伍陆柒捌玖"
_LARGEST = 9999
"""Higher counts are left out: no text numbers so far, and the forms differ there."""


@dataclass(slots=True)
class _Level:
    """How one level of a list is counted and written; `text` holds %1 to %9 for the levels' counts."""

    start: int = 1
    form: str = "decimal"
    text: str = ""
    gap: str = " "
    legal: bool = False
    restarts: bool = True


class Numbers:
    """Counts the numbered paragraphs of a document, which come in order.

    Lists of one kind count on together unless one of them names its own start (ECMA-376, 17.9). Bullets,
    and forms of numbers that are not known here, are left out.
    """

    def __init__(self, part: Any) -> None:
        """*part*: the element `w:numbering`, or None where there is none."""
        self._kinds: dict[str, str] = {}
        self._levels: dict[str, list[_Level]] = {}
        self._begins: dict[str, dict[int, int]] = {}
        self._counts: dict[str, list[int | None]] = {}
        if part is None:
            return
        kinds = {one.get(f"{W}abstractNumId"): one for one in part.iterfind(f"{W}abstractNum")}
        for one in part.iterfind(f"{W}num"):
            number, kind = one.get(f"{W}numId"), _value(one, "abstractNumId")
            if number is None or kind is None or kind not in kinds:
                continue
            levels = [_Level() for _ in range(9)]
            overrides = one.findall(f"{W}lvlOverride")
            for level in [
                *kinds[kind].iterfind(f"{W}lvl"),
                *one.iterfind(f"{W}lvlOverride/{W}lvl"),
            ]:
                levels[_whole(level.get(f"{W}ilvl"), 0, 8)] = _level(level)
            self._kinds[number], self._levels[number] = kind, levels
            self._begins[number] = {
                _whole(each.get(f"{W}ilvl"), 0, 8): _whole(begin, 0, _LARGEST)
                for each in overrides
                if (begin := _value(each, "startOverride")) is not None
            }

    def next(self, number: str, depth: int) -> str:
        """What Word writes before the next paragraph of list `number` at `depth` (0 outermost), with
        the space after it; "" for what is not numbered."""
        if number not in self._kinds:
            return ""
        levels = self._levels[number]
        counts = self._counts.setdefault(self._kinds[number], [None] * 9)
        begins = self._begins[number].pop(depth, None)  # only the first time
        before = counts[depth]
        if begins is not None:
            counts[depth] = begins
        else:
            counts[depth] = levels[depth].start if before is None else before + 1
        for deeper in range(depth + 1, 9):
            if levels[deeper].restarts:
                counts[deeper] = None
        for above in range(depth):
            if counts[above] is None:
                counts[above] = levels[above].start
        return _written(levels, counts, depth)


def _written(levels: list[_Level], counts: list[int | None], depth: int) -> str:
    own = levels[depth]
    text = own.text
    for level in range(9):
        if f"%{level + 1}" in text:
            form = "decimal" if own.legal else levels[level].form
            count = counts[level]
            said = None if count is None else spelled(count, form)
            if said is None:
                return ""
            text = text.replace(f"%{level + 1}", said)
    return text + own.gap if text and own.form != "bullet" else ""


def spelled(count: int, form: str) -> str | None:
    """A count in a form of Word's (ST_NumberFormat), None where it has none or is not known here.

    >>> spelled(21, "chineseCounting"), spelled(105, "chineseCountingThousand"), spelled(3, "upperRoman")
    ('二十一', '一百零五', 'III')
    """
    write = _FORMS.get(form)
    return write(count) if write is not None and 0 <= count <= _LARGEST else None


def _chinese(count: int, digits: str = _DIGITS, units: str = "十百千") -> str:
    """A count in words.

    >>> [_chinese(n) for n in (0, 10, 12, 20, 100, 110, 1001, 2300)]
    ['零', '十', '十二', '二十', '一百', '一百一十', '一千零一', '二千三百']
    """
    if count == 0:
        return digits[0]
    said, gap = "", False
    for place in (3, 2, 1, 0):
        digit = count // 10**place % 10
        if digit == 0:
            gap = bool(said)
            continue
        said += digits[0] * gap + digits[digit] + (units[place - 1] if place else "")
        gap = False
    return said[1:] if digits is _DIGITS and said.startswith("一十") else said


def _letters(count: int) -> str | None:
    """a to z, then aa to zz."""
    return chr(97 + (count - 1) % 26) * ((count - 1) // 26 + 1) if 0 < count <= 780 else None


def _roman(count: int) -> str | None:
    if not 0 < count < 4000:
        return None
    said = ""
    for value, sign in zip(
        (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
        ("M", "CM", "D", "CD", "C", "XC", "L", "XL", "X", "IX", "V", "IV", "I"),
        strict=True,
    ):
        said += sign * (count // value)
        count %= value
    return said


def _out_of(signs: str) -> Callable[[int], str | None]:
    return lambda count: signs[count - 1] if 0 < count <= len(signs) else None


_CIRCLED = _out_of("①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳")
_FORMS: dict[str, Callable[[int], str | None]] = {
    "decimal": str,
    "decimalHalfWidth": str,
    "decimalZero": lambda count: f"{count:02d}",
    "decimalFullWidth": lambda count: "".join(chr(ord(digit) + 0xFEE0) for digit in str(count)),
    "decimalEnclosedCircle": _CIRCLED,
    "decimalEnclosedCircleChinese": _CIRCLED,
    "chineseCounting": _chinese,
    "chineseCountingThousand": _chinese,
    "taiwaneseCountingThousand": _chinese,
    "japaneseCounting": _chinese,
    "chineseLegalSimplified": lambda count: _chinese(count, _LEGAL, "拾佰仟"),
    "ideographTraditional": _out_of("甲乙丙丁戊己庚辛壬癸"),
    "ideographZodiac": _out_of("子丑寅卯辰巳午未申酉戌亥"),
    "lowerLetter": _letters,
    "upperLetter": lambda count: None if (said := _letters(count)) is None else said.upper(),
    "upperRoman": _roman,
    "lowerRoman": lambda count: None if (said := _roman(count)) is None else said.lower(),
    "none": lambda _count: "",
}


def _level(element: Any) -> _Level:
    return _Level(
        start=_whole(_value(element, "start"), 1, _LARGEST),
        form=_value(element, "numFmt") or "decimal",
        text=_value(element, "lvlText") or "",
        gap="" if _value(element, "suff") == "nothing" else " ",
        legal=is_on(element.find(f"{W}isLgl")),
        restarts=_value(element, "lvlRestart") != "0",
    )


def is_on(element: Any) -> bool:
    """Whether a switch of Word's is there and not turned off."""
    return element is not None and element.get(f"{W}val") not in ("0", "false", "off", "none")


def _value(element: Any, name: str) -> str | None:
    found = element.find(W + name)
    return None if found is None else found.get(f"{W}val")


def _whole(text: str | None, default: int, most: int) -> int:
    try:
        return max(0, min(most, int(text or default)))
    except ValueError:
        return default
