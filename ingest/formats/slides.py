"""PPTX ▶ slide after slide: its title, text, tables, charts and notes; python-pptx opens it.

The title of the first slide is the presentation's, if the slide only opens it; a later one that only opens a
part stands above those after it.

The shapes are read from their XML: python-pptx searches a slide anew for every shape that it is asked
about. Numbers of slides, dates and footers stand on every slide and are left out, and so is what is not shown:
hidden slides and shapes, and text that is struck out.
"""

import io
from collections.abc import Callable, Iterator, Mapping
from itertools import groupby
from operator import itemgetter
from typing import Any

from ingest.formats.draft import Draft, apart
from ingest.formats.drawn import add_drawn, drawn_in
from ingest.formats.heads import add_table
from ingest.formats.packed import Packed
from ingest.formats.raised import lowered, raised
from ingest.types import BlockKind, Structure

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_TITLES = frozenset(["title", "ctrTitle"])
_RUNNING = frozenset(["sldNum", "dt", "ftr", "hdr"])
_OPENING = frozenset(["title", "secHead"])
"""Layouts of a slide that opens a presentation or a part of it."""

_OFF = frozenset(["0", "false"])
_NOT_STRUCK = "noStrike"
_PIECES = (f"{_A}r", f"{_A}br", f"{_A}fld")
_PLACES: Mapping[int, Callable[[str], str]] = {1: raised, 0: str, -1: lowered}

_Place = tuple[int, int]
"""Top and left."""


def read_slides(file: Packed) -> tuple[str, Structure, str]:
    """All slides of a presentation."""
    import pptx  # noqa: PLC0415  only who reads such a file waits for it

    draft = Draft()
    layouts: dict[int, dict[str, _Place]] = {}
    slides = enumerate(pptx.Presentation(io.BytesIO(file.data)).slides, 1)
    shown = [one for one in slides if one[1].element.get("show") not in _OFF]
    for number, slide in shown:
        draft.place(f"幻灯片{number}")
        layout = slide.slide_layout
        if id(layout.part) not in layouts:
            layouts[id(layout.part)] = _places(layout)
        tree = slide.element.find(f"{_P}cSld/{_P}spTree")
        shapes = {
            one: kind
            for one in _shapes(tree, layouts[id(layout.part)])
            if (kind := _placeholder(one)[0]) not in _RUNNING
        }
        title = next((one for one, kind in shapes.items() if kind in _TITLES), None)
        others = [one for one in shapes if one is not title]
        if title is not None:
            opens = layout.element.get("type") in _OPENING or _is_empty(tree, others)
            kind = BlockKind.TITLE if opens and number == shown[0][0] else BlockKind.HEADING
            draft.add(kind, "\n".join(_paragraphs(title)), 1 if opens else 2)
        for shape in others:
            _add(shape, draft)
            for drawn in drawn_in(shape):
                add_drawn(drawn, slide.part, draft)
        if slide.has_notes_slide and slide.notes_slide.notes_text_frame is not None:
            for paragraph in _paragraphs(slide.notes_slide.notes_placeholder.element):
                draft.add(BlockKind.NOTE, paragraph)
    return draft.text, draft.structure(), "pptx"


def _is_empty(tree: Any, shapes: list[Any]) -> bool:
    """Whether a slide shows nothing beside its title, and so opens a part of several slides."""
    said = (piece.text or "" for one in shapes for piece in one.iter(f"{_A}t"))
    drawn = any(one.tag != f"{_P}sp" for one in shapes)
    return not drawn and not any(map(str.strip, said)) and next(tree.iter(f"{_P}pic"), None) is None


def _add(shape: Any, draft: Draft) -> None:
    for paragraph in _paragraphs(shape):
        for line in apart(paragraph):
            draft.add(BlockKind.PARAGRAPH, line)
    for table in shape.iterfind(f"{_A}graphic/{_A}graphicData/{_A}tbl"):
        rows: list[list[str]] = []
        merged: list[tuple[tuple[int, int], tuple[int, int]]] = []
        for row in table.iterfind(f"{_A}tr"):
            cells = []
            for column, cell in enumerate(row.iterfind(f"{_A}tc")):
                below = _is_on(cell, "vMerge") and rows and column < len(rows[-1])
                text = "" if _is_on(cell, "hMerge") else "\n".join(_said(cell.find(f"{_A}txBody")))
                cells.append(rows[-1][column] if below else text)
                at, spans = (len(rows), column), (cell.get("rowSpan", ""), cell.get("gridSpan", ""))
                down, right = (int(one) - 1 if one.isdecimal() else 0 for one in spans)
                if down > 0 or right > 0:
                    merged.append((at, (at[0] + down, at[1] + right)))
            rows.append(cells)
        add_table(draft, rows, merged)


def _is_on(element: Any, name: str) -> bool:
    return element.get(name, "0") not in _OFF


def _shapes(tree: Any, places: dict[str, _Place]) -> Iterator[Any]:
    """All shapes below an element, those of groups too, from top to bottom as they are drawn."""
    found = []
    for one in tree if tree is not None else ():
        if one.tag == f"{_MC}AlternateContent":
            choice = one.find(f"{_MC}Choice")
            found += list(choice) if choice is not None else []
        elif one.tag in (f"{_P}sp", f"{_P}grpSp", f"{_P}graphicFrame"):
            found.append(one)
    found = [one for one in found if not _is_hidden(one)]
    for one in sorted(found, key=lambda one: _place(one, places)):
        if one.tag == f"{_P}grpSp":
            yield from _shapes(one, places)
        else:
            yield one


def _is_hidden(shape: Any) -> bool:
    own = next(shape.iterfind(f"./*/{_P}cNvPr"), None)
    return own is not None and _is_on(own, "hidden")


def _place(shape: Any, places: dict[str, _Place]) -> _Place:
    """Where a shape stands: as it says, or as the slide's layout says of its placeholder."""
    for way in (f"{_P}spPr/{_A}xfrm", f"{_P}grpSpPr/{_A}xfrm", f"{_P}xfrm"):
        offset = shape.find(f"{way}/{_A}off")
        if offset is not None:
            return int(offset.get("y", "0")), int(offset.get("x", "0"))
    kind, number = _placeholder(shape)
    return places.get(number, (0, 0)) if kind else (0, 0)


def _places(layout: Any) -> dict[str, _Place]:
    return {
        str(one.placeholder_format.idx): (one.top or 0, one.left or 0)
        for one in layout.placeholders
    }


def _placeholder(shape: Any) -> tuple[str, str]:
    """Kind and number of a placeholder; "" for another shape."""
    found = next(shape.iterfind(f"./*/{_P}nvPr/{_P}ph"), None)
    return ("", "") if found is None else (found.get("type", "obj"), found.get("idx", "0"))


def _paragraphs(shape: Any) -> list[str]:
    return _said(shape.find(f"{_P}txBody"))


def _said(body: Any) -> list[str]:
    """The text of each paragraph of a `txBody`."""
    if body is None:
        return []
    return [
        "".join(
            _PLACES[place]("".join(text for _, text in pieces))
            for place, pieces in groupby(
                map(_piece, paragraph.iterchildren(*_PIECES)), itemgetter(0)
            )
        )
        for paragraph in body.iterfind(f"{_A}p")
    ]


def _piece(piece: Any) -> tuple[int, str]:
    """Where the text of a run stands (1 above the line, 0 on it, -1 below it), and the text."""
    if piece.tag == f"{_A}br":
        return 0, "\v"
    properties = piece.find(f"{_A}rPr")
    if properties is None:
        return 0, piece.findtext(f"{_A}t", "")
    struck = properties.get("strike", _NOT_STRUCK) != _NOT_STRUCK
    return _sign(properties.get("baseline", "0")), "" if struck else piece.findtext(f"{_A}t", "")


def _sign(share: str) -> int:
    """Of how far from the line a text stands: "30000" (thousandths of a hundredth), "-25%"."""
    moved = share.strip("0%")
    return 0 if not moved else -1 if moved.startswith("-") else 1
