"""A paragraph of a Word file ▶ the characters that its reader sees, and what is anchored in it."""

from typing import Any

from ingest.formats.drawn import DRAWN
from ingest.formats.wordnumbers import W, is_on
from ingest.formats.wordstyles import Styles

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


class Seen:
    """Reads paragraphs in order; a field (its code, then what it shows) may begin in one and end in another.

    Insertions are taken and deletions left out, as Word shows a file whose changes are all accepted.
    Left out are also the codes of fields, hidden text, readings set above characters, symbols of
    symbol fonts, and formulas that are more than a line of characters, for their parts in a row would say
    something else.
    """

    def __init__(self, styles: Styles) -> None:
        self._styles = styles
        self._fields: list[bool] = []
        """For each field that is open, whether its code goes on."""

    def read(self, paragraph: Any) -> tuple[str, list[Any]]:
        """The text of a `w:p`, and the references to notes, the text boxes and the charts in it."""
        pieces: list[str] = []
        anchored: list[Any] = []
        self._walk(paragraph, pieces, anchored)
        return "".join(pieces), anchored

    def _walk(self, parent: Any, pieces: list[str], anchored: list[Any]) -> None:
        for child in parent:
            tag = child.tag
            if tag == f"{W}r":
                if not self._is_hidden(child):
                    self._walk(child, pieces, anchored)
            elif tag == f"{W}fldChar":
                self._field(child.get(f"{W}fldCharType"))
            elif not any(self._fields):
                self._visible(child, pieces, anchored)
            elif tag in _INSIDE:  # the end of the code may stand in it
                self._walk(child, pieces, anchored)

    def _visible(self, child: Any, pieces: list[str], anchored: list[Any]) -> None:
        tag = child.tag
        if tag == f"{W}t":
            pieces.append(child.text or "")
        elif tag in _SIGNS:
            pieces.append(_SIGNS[tag])
        elif tag in NOTES:
            anchored.append(child)
        elif tag in _INSIDE:
            self._walk(child, pieces, anchored)
        elif tag in _DRAWN:
            anchored.extend(_held(child))
        elif tag == f"{_MC}AlternateContent":
            chosen = [child.find(f"{_MC}Choice"), child.find(f"{_MC}Fallback")]
            held = [one for one in chosen if one is not None and len(one)]
            if held:
                self._walk(held[0], pieces, anchored)
        elif tag in (f"{_MATH}oMath", f"{_MATH}oMathPara"):
            pieces.append(_formula(child))

    def _field(self, kind: str | None) -> None:
        if kind == "begin":
            self._fields.append(True)
        elif self._fields and kind == "separate":
            self._fields[-1] = False
        elif self._fields and kind == "end":
            self._fields.pop()

    def _is_hidden(self, run: Any) -> bool:
        properties = run.find(f"{W}rPr")
        if properties is None:
            return False
        own = properties.find(f"{W}vanish")
        return is_on(own) if own is not None else self._styles.of(properties, f"{W}rStyle").hidden


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
