"""Charts and SmartArt of a slide, which stand in files of their own, ▶ rows and paragraphs.

A chart's values are those that it keeps of its sheet; a row is a category with the value of each series.
"""

from typing import Any

from ingest.formats.draft import Draft, joined
from ingest.types import BlockKind

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_D = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"


def add_drawn(shape: Any, part: Any, draft: Draft) -> None:
    """Add what the charts and the SmartArt in a shape say; `part` is the slide's. What is missing or
    damaged says nothing, and the slide is read all the same."""
    for data in shape.iterfind(f"{_A}graphic/{_A}graphicData/*"):
        if data.tag == f"{_C}chart" and (root := _parsed(part, data.get(f"{_R}id"))) is not None:
            _chart(root, draft)
        if data.tag == f"{_D}relIds" and (root := _parsed(part, data.get(f"{_R}dm"))) is not None:
            for point in root.iter(f"{_D}t"):
                for paragraph in point.iterfind(f"{_A}p"):
                    said = "".join(piece.text or "" for piece in paragraph.iter(f"{_A}t"))
                    draft.add(BlockKind.PARAGRAPH, said)


def _parsed(part: Any, name: str) -> Any:
    from lxml import etree  # noqa: PLC0415

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        return etree.fromstring(part.related_part(name).blob, parser)
    except (KeyError, etree.XMLSyntaxError):
        return None


def _chart(root: Any, draft: Draft) -> None:
    title = root.find(f"{_C}chart/{_C}title")
    if title is not None:
        draft.add(BlockKind.CAPTION, "".join(one.text or "" for one in title.iter(f"{_A}t")))
    series = list(root.iter(f"{_C}ser"))
    names = [_values(one.find(f"{_C}tx")).get(0, "") for one in series]
    values = [_values(one.find(f"{_C}val")) for one in series]
    categories: dict[int, str] = {}
    for one in series:
        categories = _values(one.find(f"{_C}cat")) | categories
    places = sorted({*categories, *(at for own in values for at in own)})
    rows = [[categories.get(at, ""), *(own.get(at, "") for own in values)] for at in places]
    draft.lines(BlockKind.ROW, joined(rows, ["", *names]))


def _values(element: Any) -> dict[int, str]:
    """What an element's points say, by their numbers; a series' name has one point, or none and a word."""
    if element is None:
        return {}
    points = {
        int(place): point.findtext(f"{_C}v", "")
        for point in element.iter(f"{_C}pt")
        if (place := point.get("idx", "")).isdecimal()
    }
    word = element.findtext(f"{_C}v", "")
    return points or ({0: word} if word else {})
