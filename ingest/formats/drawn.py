"""Charts and SmartArt of slides and of Word files, which stand in files of their own, ▶ rows and paragraphs.

A chart's values are those that it keeps of its sheet; a row is a category with the value of each series,
or a point where each series has places of its own.
"""

from typing import Any

from ingest.formats.draft import Draft, joined
from ingest.formats.percent import decimals, shown
from ingest.types import BlockKind

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_D = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
CHART, DIAGRAM = f"{_C}chart", f"{_D}relIds"
"""What names the file of a chart, or those of SmartArt, where it is seen."""
_MOST_DIGITS = 15
"""As many as Office shows; it keeps 4.3 as 4.2999999999999998."""


def drawn_in(shape: Any) -> list[Any]:
    """What names charts and SmartArt in a shape of a slide."""
    return list(shape.iterfind(f"{_A}graphic/{_A}graphicData/*"))


def add_drawn(named: Any, part: Any, draft: Draft) -> None:
    """Add what a chart or SmartArt says. *named*: the element that names its file; *part*: the slide's or the
    document's part, by which it is found. What is missing or damaged says nothing, and the file is read
    all the same."""
    if named.tag == CHART and (root := _parsed(part, named.get(f"{_R}id"))) is not None:
        _chart(root, draft)
    if named.tag == DIAGRAM and (root := _parsed(part, named.get(f"{_R}dm"))) is not None:
        for point in root.iter(f"{_D}t"):
            for paragraph in point.iterfind(f"{_A}p"):
                draft.add(BlockKind.PARAGRAPH, _said(paragraph))


def _parsed(part: Any, name: str) -> Any:
    from lxml import etree  # noqa: PLC0415

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        return etree.fromstring(part.rels[name].target_part.blob, parser)
    except (KeyError, ValueError, etree.XMLSyntaxError):
        return None


def _chart(root: Any, draft: Draft) -> None:
    for title in root.iter(f"{_C}title"):  # the chart's, then those of its axes
        draft.add(BlockKind.CAPTION, _said(title))
    heads = [""]
    places: dict[int, str] = {}
    columns: list[dict[int, str]] = []
    for series in root.iter(f"{_C}ser"):
        own = _values(series, "cat") or _values(series, "xVal")
        if own and places and own != places:
            _rows(heads, places, columns, draft)
            heads, places, columns = [""], {}, []
        places = own or places
        heads.append(_values(series, "tx").get(0, ""))
        columns.append(_values(series, "val") or _values(series, "yVal"))
    _rows(heads, places, columns, draft)


def _rows(
    heads: list[str], places: dict[int, str], columns: list[dict[int, str]], draft: Draft
) -> None:
    """Add series that share their categories."""
    numbers = sorted({*places, *(at for column in columns for at in column)})
    rows = [[places.get(at, ""), *(one.get(at, "") for one in columns)] for at in numbers]
    draft.lines(BlockKind.ROW, joined(rows, heads))


def _values(series: Any, name: str) -> dict[int, str]:
    """What the points of a series' categories, values or name say, by their numbers; categories in several
    levels (2025年, 一季度) say all of them, outermost first. A name may be a word instead."""
    element = series.find(_C + name)
    if element is None:
        return {}
    code = next(element.iter(f"{_C}formatCode"), None)
    said = "" if code is None else code.text or ""
    levels = [_points(one, said) for one in element.iter(f"{_C}lvl")]
    found = levels[0] if levels else _points(element, said)
    for level in levels[1:]:
        above = ""
        for at in sorted(found):
            above = level.get(at, above)
            found[at] = f"{above} {found[at]}".strip()
    word = element.findtext(f"{_C}v", "")
    return found or ({0: word} if word else {})


def _points(element: Any, code: str) -> dict[int, str]:
    return {
        int(place): _number(point.findtext(f"{_C}v", ""), point.get("formatCode", code))
        for point in element.iter(f"{_C}pt")
        if (place := point.get("idx", "")).isdecimal()
    }


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
    places = decimals(code)
    return f"{value:.{_MOST_DIGITS}g}" if places is None else shown(value, places)


def _said(element: Any) -> str:
    return "".join(piece.text or "" for piece in element.iter(f"{_A}t"))
