"""Charts and SmartArt of slides and of Word files, which stand in files of their own, ▶ rows and paragraphs.

A row of a chart is a category with the value of each series, or a point where each series has places of its
own.
"""

from typing import Any

from ingest.formats.charts import CHARTS, Points, Series, all_series, titles
from ingest.formats.draft import Draft, joined
from ingest.types import BlockKind

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_D = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_DIAGRAM = f"{_D}relIds"
DRAWN = (*CHARTS, _DIAGRAM)
"""What names the file of a chart, or those of SmartArt, where it is seen."""


def drawn_in(shape: Any) -> list[Any]:
    """What names charts and SmartArt in a shape of a slide."""
    return list(shape.iterfind(f"{_A}graphic/{_A}graphicData/*"))


def add_drawn(named: Any, part: Any, draft: Draft) -> None:
    """Add what a chart or SmartArt says. *named*: the element that names its file; *part*: the part of the
    slide, of the document or of its notes that it stands in, by which it is found. What is missing or
    damaged says nothing, and the file is read all the same."""
    if named.tag in CHARTS and (root := _parsed(part, named.get(f"{_R}id"))) is not None:
        _chart(root, draft)
    if named.tag == _DIAGRAM and (root := _parsed(part, named.get(f"{_R}dm"))) is not None:
        for point in root.iter(f"{_D}t"):
            for paragraph in point.iterfind(f"{_A}p"):
                text = "".join(piece.text or "" for piece in paragraph.iter(f"{_A}t"))
                draft.add(BlockKind.PARAGRAPH, text)


def _parsed(part: Any, name: str) -> Any:
    from lxml import etree  # noqa: PLC0415

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        return etree.fromstring(part.rels[name].target_part.blob, parser)
    except (KeyError, ValueError, etree.XMLSyntaxError):
        return None


def _chart(root: Any, draft: Draft) -> None:
    for title in titles(root):
        draft.add(BlockKind.CAPTION, title)
    beside: list[Series] = []
    places: Points = {}
    for one in all_series(root):
        if one.places and places and one.places != places:
            _rows(places, beside, draft)
            places, beside = {}, []
        places = one.places or places
        beside.append(one)
    _rows(places, beside, draft)


def _rows(places: Points, beside: list[Series], draft: Draft) -> None:
    """Add series that share their categories."""
    numbers = sorted({*places, *(at for one in beside for at in one.values)})
    rows = [[places.get(at, ""), *(one.values.get(at, "") for one in beside)] for at in numbers]
    draft.lines(BlockKind.ROW, joined(rows, ["", *(one.name for one in beside)]))
