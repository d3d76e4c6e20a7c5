"""A paragraph of a Word file ▶ the characters that its reader sees, and what is anchored in it."""

from collections.abc import Callable, Mapping
from itertools import groupby
from operator import itemgetter
from typing import Any, TypeAlias

from ingest.formats.drawn import DRAWN
from ingest.formats.raised import lowered, raised
from ingest.formats.wordnumbers import W
from ingest.formats.wordstyles import HIDDEN, SET, STRUCK, Style, Styles, is_so, looks

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
BOX = f"{W}txbxContent"
NOTES = (f"{W}footnoteReference", f"{W}endnoteReference")
_INSIDE = frozenset(
    W + name
    for name in (
        "hyperlink", "ins", "moveTo", "smartTag", "fldSimple", "sdt", "sdtContent", "customXml", "dir", "bdo",
        "ruby", "rubyBase",
    )
)  # fmt: skip
"""What only wraps text that is seen; anything else that is not named in `Seen` is left out."""
_DRAWN = frozenset([f"{W}drawing", f"{W}pict", f"{W}object"])
_SIGNS = {
    f"{W}tab": "\t",
    f"{W}ptab": "\t",
    f"{W}cr": "\n",
    f"{W}br": "\n",
    f"{W}noBreakHyphen": "-",
}
_LINE = frozenset([f"{W}t", *_SIGNS, *NOTES])
_STYLE = f"{W}rStyle"
_PLACES: Mapping[str, Callable[[str], str]] = {"": str, "superscript": raised, "subscript": lowered}
"""How a text is written where it stands above or below the line."""

_Piece: TypeAlias = tuple[str, str]
"""One of `_PLACES`, and a text that stands there."""


class Seen:
    """Reads paragraphs in order; a field (its code, then what it shows) may begin in one and end in another.

    Insertions are taken and deletions left out, as Word shows a file whose changes are all accepted.
    Left out are also the codes of fields, text that is hidden or struck out, readings set above characters,
    symbols of symbol fonts, and formulas that are more than a line of characters, for their parts in a row
    would say something else. What is set above or below the line is written so (see `raised`).
    """

    def __init__(self, styles: Styles) -> None:
        self._styles = styles
        self._fields: list[bool] = []
        """For each field that is open, whether its code goes on."""
        self._style = Style()
        """The style of the paragraph that is read."""
        self._looks: Mapping[str, str] = {}
        """How the characters of the run that is read look."""

    def read(self, paragraph: Any, style: Style) -> tuple[str, list[Any]]:
        """The text of a `w:p` of a style, and the references to notes, the text boxes and the charts in it."""
        pieces: list[_Piece] = []
        anchored: list[Any] = []
        self._style, self._looks = style, style.looks
        self._walk(paragraph, pieces, anchored)
        if any(place for place, _ in pieces):
            together = groupby(pieces, itemgetter(0))
            return "".join(
                _PLACES[place]("".join(text for _, text in run)) for place, run in together
            ), anchored
        return "".join(text for _, text in pieces), anchored

    def _walk(self, parent: Any, pieces: list[_Piece], anchored: list[Any]) -> None:
        for child in parent:
            tag = child.tag
            if tag == f"{W}r":
                around, self._looks = self._looks, self._look(child)
                self._walk(child, pieces, anchored)
                self._looks = around
            elif tag == f"{W}fldChar":
                self._field(child.get(f"{W}fldCharType"))
            elif not any(self._fields):
                self._visible(child, pieces, anchored)
            elif tag in _INSIDE:  # the end of the code may stand in it
                self._walk(child, pieces, anchored)

    def _visible(self, child: Any, pieces: list[_Piece], anchored: list[Any]) -> None:
        tag = child.tag
        if tag in _INSIDE:
            self._walk(child, pieces, anchored)
        elif is_so(self._looks, HIDDEN):
            return
        elif tag in _LINE:
            if not any(is_so(self._looks, name) for name in STRUCK):
                self._line(child, pieces, anchored)
        elif tag in _DRAWN:
            anchored.extend(_held(child))
        elif tag == f"{_MC}AlternateContent":
            chosen = [child.find(f"{_MC}Choice"), child.find(f"{_MC}Fallback")]
            held = [one for one in chosen if one is not None and len(one)]
            if held:
                self._walk(held[0], pieces, anchored)
        elif tag in (f"{_MATH}oMath", f"{_MATH}oMathPara"):
            pieces.append(("", _formula(child)))

    def _line(self, child: Any, pieces: list[_Piece], anchored: list[Any]) -> None:
        """What stands in the line itself and can be struck out."""
        if child.tag == f"{W}t":
            place = self._looks.get(SET, "")
            pieces.append((place if place in _PLACES else "", child.text or ""))
        elif child.tag in NOTES:
            anchored.append(child)
        else:
            pieces.append(("", _SIGNS[child.tag]))

    def _field(self, kind: str | None) -> None:
        if kind == "begin":
            self._fields.append(True)
        elif self._fields and kind == "separate":
            self._fields[-1] = False
        elif self._fields and kind == "end":
            self._fields.pop()

    def _look(self, run: Any) -> Mapping[str, str]:
        """What a run says itself goes before what its style says, and that before the paragraph's."""
        properties = run.find(f"{W}rPr")
        own = looks(properties, _STYLE)
        if not own:
            return self._style.looks
        style = self._styles.of(properties, _STYLE).looks if own.pop(_STYLE, "") else {}
        return {**self._style.looks, **style, **own}


def _held(drawn: Any) -> list[Any]:
    """Text boxes, and names of charts and SmartArt, in a drawing, but not those inside a box, which are found
    when that one is read; the copy of a box for older programs is left out."""
    return [
        one
        for one in drawn.iter(BOX, *DRAWN)
        if not any(above.tag in (BOX, f"{_MC}Fallback") for above in _above(one, drawn))
    ]


def _above(element: Any, top: Any) -> list[Any]:
    found = []
    while (element := element.getparent()) is not None and element is not top:
        found.append(element)
    return found


def _formula(math: Any) -> str:
    built = any(
        one.tag.startswith(_MATH) and one.tag not in _LINEAR
        for one in math.iter()
        if isinstance(one.tag, str) and not any(a.tag.endswith("Pr") for a in _above(one, math))
    )
    return "" if built else "".join(one.text or "" for one in math.iter(f"{_MATH}t"))


_LINEAR = frozenset(
    _MATH + name for name in ("oMath", "oMathPara", "oMathParaPr", "r", "rPr", "t", "ctrlPr")
)
