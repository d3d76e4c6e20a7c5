"""A chart of Office, of the older kind (columns, lines, pies) or of the newer one (waterfalls, treemaps,
funnels), ▶ its titles and its series.

A chart of the older kind keeps the points in each series, one of the newer kind beside them, by a number.
Both keep what they show of a sheet; where they do not, the chart has only its titles.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ingest.formats.numberformats import shown

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_CX = "{http://schemas.microsoft.com/office/drawing/2014/chartex}"
CHARTS = (f"{_C}chart", f"{_CX}chart")
"""What names the file of a chart of either kind."""
_MOST_DIGITS = 15
"""As many as Office shows; it keeps 4.3 as 4.2999999999999998."""

Points = dict[int, str]
"""What points say, by their numbers."""


@dataclass(frozen=True, slots=True)
class Series:
    """A column of a chart's numbers, with its name and with what each point stands for."""

    name: str
    places: Points
    values: Points


def titles(root: Any) -> list[str]:
    """The chart's title, then those of its axes."""
    return [_said(one, kind) for kind in (_C, _CX) for one in root.iter(f"{kind}title")]


def all_series(root: Any) -> Iterator[Series]:
    """The series of a chart of either kind, those that are not hidden."""
    for one in root.iter(f"{_C}ser"):
        places = _points(one.find(f"{_C}cat")) or _points(one.find(f"{_C}xVal"))
        values = _points(one.find(f"{_C}val")) or _points(one.find(f"{_C}yVal"))
        yield Series(_said(one, _C), places, values)
    data = {one.get("id"): one for one in root.iter(f"{_CX}data")}
    for one in root.iter(f"{_CX}series"):
        number = one.find(f"{_CX}dataId")
        own = None if number is None else data.get(number.get("val"))
        if own is not None and one.get("hidden") not in ("1", "true"):
            places = _points(own.find(f"{_CX}strDim[@type='cat']"))
            yield Series(_said(one, _CX), places, _points(own.find(f"{_CX}numDim")))


def _said(element: Any, kind: str) -> str:
    """The text of a title or a series' name: written there, or kept of the cells that it is taken from."""
    text = element.find(f"{kind}tx")
    if text is None:
        return ""
    written = "".join(piece.text or "" for piece in text.iter(f"{_A}t"))
    return written or " ".join(piece.text or "" for piece in text.iter(f"{kind}v"))


def _points(element: Any) -> Points:
    """What the points of a series' categories or values say."""
    if element is None:
        return {}
    code = next(element.iter(f"{_C}formatCode"), None)
    said = "" if code is None else code.text or ""
    levels = list(element.iter(f"{_C}lvl", f"{_CX}lvl")) or [element]
    return _paths([_level(one, one.get("formatCode", said)) for one in levels])


def _level(element: Any, code: str) -> Points:
    return {
        int(place): _number(
            point.findtext(f"{_C}v", point.text or ""), point.get("formatCode", code)
        )
        for point in element.iter(f"{_C}pt", f"{_CX}pt")
        if (place := point.get("idx", "")).isdecimal()
    }


def _paths(levels: list[Points]) -> Points:
    """Categories in several levels, innermost first, ▶ all that a point stands under, outermost first. Above
    the innermost level a name holds for the points after it, until it or one around it changes.

    >>> _paths([{0: "上半年", 1: "下半年", 2: "上半年"}, {0: "2025年", 2: "2026年"}])
    {0: '2025年 上半年', 1: '2025年 下半年', 2: '2026年 上半年'}
    """
    found: Points = {}
    own, *around = levels
    above = [""] * len(around)
    for at in sorted({at for level in levels for at in level}):
        for depth, level in enumerate(reversed(around)):
            if (name := level.get(at, "")) and name != above[depth]:
                above[depth:] = [name] + [""] * (len(above) - depth - 1)
        found[at] = " ".join(filter(None, [*above, own.get(at, "")]))
    return found


def _number(text: str, code: str) -> str:
    """A value as a chart shows it, if it is a number with a code that says how; else as it is.

    >>> _number("4.2999999999999998", "General"), _number("0.853", "0%"), _number("2025", "")
    ('4.3', '85%', '2025')
    """
    try:
        value = float(text) if code else None
    except ValueError:
        value = None
    if value is None:
        return text
    said = shown(value, code)
    return f"{value:.{_MOST_DIGITS}g}" if said is None else said
