"""DOCX ▶ headings, paragraphs, tables, notes, text boxes and charts in order; python-docx opens it.

The text is what a reader of the file sees with all changes accepted (see `wordtext`). The numbers that
Word counts itself (第一条, 一、) are not characters of the file, but are seen: they are written before
their paragraph. A footnote, an endnote, a text box, a chart and SmartArt follow the paragraph or table that
they are anchored in. Running heads, comments and the table of contents are left out.
"""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from ingest.formats.draft import Draft, apart, has_heads
from ingest.formats.drawn import DRAWN, add_drawn
from ingest.formats.heads import Ranges, add_table
from ingest.formats.packed import Packed
from ingest.formats.wordnumbers import Numbers, W, is_on
from ingest.formats.wordstyles import Style, Styles, numbered, outline
from ingest.formats.wordtext import BOX, NOTES, Seen
from ingest.types import BlockKind, Structure

_WRAPS = frozenset([f"{W}sdt", f"{W}sdtContent", f"{W}customXml", f"{W}smartTag"])
_BROKEN = (BlockKind.PARAGRAPH, BlockKind.NOTE)
_PARAGRAPH, _TABLE, _ROW, _CELL = f"{W}p", f"{W}tbl", f"{W}tr", f"{W}tc"
_MOST_COLUMNS = 63
"""As many as Word allows; a cell that says that it spans more is made up."""

_SMALL = 60
"""Characters in a table that only says more of the cell that it stands in (值班手机, and its number)."""
_LONGEST_HEADING = 80
"""Characters; some give whole articles of a law a level in the outline."""


def read_word(file: Packed) -> tuple[str, Structure, str]:
    """The body of a Word file; what its styles call headings are headings."""
    import docx  # noqa: PLC0415  only who reads such a file waits for it
    from docx.opc.constants import RELATIONSHIP_TYPE  # noqa: PLC0415

    opened = docx.Document(io.BytesIO(file.data))
    parts = {
        kind: _part(opened, getattr(RELATIONSHIP_TYPE, kind))
        for kind in ("STYLES", "NUMBERING", "FOOTNOTES", "ENDNOTES")
    }
    reader = _Reader(opened.part, parts)
    reader.blocks(opened.element.body)
    return reader.draft.text, reader.draft.structure(), "docx"


def _part(opened: Any, kind: str) -> Any:
    """The part that a document's body names, None where it names none."""
    try:
        return opened.part.part_related_by(kind)
    except KeyError:
        return None


def _root(part: Any) -> Any:
    """The root element of a part, None of none."""
    from docx.oxml import parse_xml  # noqa: PLC0415

    if part is None or hasattr(part, "element"):
        return getattr(part, "element", None)
    return parse_xml(part.blob)


class _Reader:
    """Fills a draft with the blocks of a document's body."""

    def __init__(self, main: Any, parts: dict[str, Any]) -> None:
        self.draft = Draft()
        self._part = main
        """The part that is being read, which names the files of the charts in it."""
        self._styles = Styles(_root(parts["STYLES"]))
        self._numbers = Numbers(_root(parts["NUMBERING"]))
        self._seen = Seen(self._styles)
        self._notes = {
            (reference, one.get(f"{W}id")): (parts[kind], one)
            for reference, kind in zip(NOTES, ("FOOTNOTES", "ENDNOTES"), strict=True)
            if parts[kind] is not None
            for one in _root(parts[kind])
        }
        self._carried = ""
        """Text of a paragraph whose end is deleted: it goes on in the next."""

    def blocks(self, parent: Any, kind: BlockKind | None = None) -> None:
        """Add what stands below an element; paragraphs as `kind`, if it is given."""
        for item in _below(parent, (_PARAGRAPH, _TABLE)):
            after: list[Any] = []
            if item.tag == _TABLE:
                self._table(item, after)
            else:
                style, text = self._paragraph(item, after)
                level = outline(item.find(f"{W}pPr"))
                own, deep = style.kind, style.level
                if level is not None and own is not BlockKind.TITLE:
                    own = BlockKind.HEADING if level else BlockKind.PARAGRAPH
                    deep = level or None
                if own is BlockKind.HEADING and len(text) > _LONGEST_HEADING:
                    own, deep = BlockKind.PARAGRAPH, None
                if not style.contents:
                    own, deep = (kind, None) if kind else (own, deep)
                    lines = apart(text) if own in _BROKEN else [text]
                    for line in lines:
                        self.draft.add(own, line, deep)
            self._anchored(after)

    def _anchored(self, after: list[Any]) -> None:
        """Add notes, text boxes and what is drawn; a note once, for a file may say that it stands in itself."""
        for one in after:
            if isinstance(one, tuple):
                add_table(self.draft, *one)
            elif one.tag == BOX:
                self._inside(one)
            elif one.tag in DRAWN:
                add_drawn(one, self._part, self.draft)
            elif (note := self._notes.pop((one.tag, one.get(f"{W}id")), None)) is not None:
                part = self._part
                self._part, element = note
                self._inside(element)
                self._part = part

    def _inside(self, element: Any) -> None:
        with self._apart():
            self.blocks(element, BlockKind.NOTE)

    @contextmanager
    def _apart(self) -> Iterator[None]:
        """No field and no paragraph that is open around it goes on in what is read here."""
        around = self._seen, self._carried
        self._seen, self._carried = Seen(self._styles), ""
        yield
        self._seen, self._carried = around

    def _paragraph(self, paragraph: Any, after: list[Any]) -> tuple[Style, str]:
        """Style and text, with its number; "" while the text goes on in the next paragraph."""
        properties = paragraph.find(f"{W}pPr")
        style = self._styles.of(properties, f"{W}pStyle")
        text, anchored = self._seen.read(paragraph, style)
        text = self._carried + text
        after += anchored
        mark = None if properties is None else properties.find(f"{W}rPr")
        if mark is not None and any(
            mark.find(W + gone) is not None for gone in ("del", "moveFrom")
        ):
            self._carried = text
            return style, ""
        self._carried = ""
        number, depth = numbered(properties)
        number = style.number if number is None else number
        if number is None or (mark is not None and is_on(mark.find(f"{W}vanish"))):
            return style, text
        said = self._numbers.next(number, style.depth if depth is None else depth)
        return style, said + text.lstrip() if text.strip() else ""

    def _table(self, table: Any, after: list[Any]) -> None:
        add_table(self.draft, *self._rows(table, after))

    def _rows(self, table: Any, after: list[Any]) -> tuple[list[list[str]], Ranges]:
        """The text of each row's cells, and the merged ones; a cell over several columns fills the first of
        them, so that the others stay under their heads, and one over several rows each of them."""
        rows: list[list[str]] = []
        merged: list[tuple[tuple[int, int], tuple[int, int]]] = []
        above: dict[int, int] = {}
        """For each column the number of the last cell that begins in it."""
        for row in _below(table, (_ROW,)):
            properties = row.find(f"{W}trPr")
            if properties is not None and properties.find(f"{W}del") is not None:
                continue
            cells = [""] * _count(properties, "gridBefore", 0)
            for cell in _below(row, (_CELL,)):
                own = cell.find(f"{W}tcPr")
                text = self._cell(cell, after)
                at, width = (len(rows), len(cells)), _count(own, "gridSpan", 1)
                goes_on = None if own is None else own.find(f"{W}vMerge")
                if goes_on is not None and goes_on.get(f"{W}val", "continue") == "continue":
                    text = ""
                    if (number := above.get(at[1])) is not None:
                        (top, left), (_, right) = merged[number]
                        text = rows[top][left]
                        merged[number] = (top, left), (at[0], right)
                else:
                    above[at[1]] = len(merged)
                    merged.append((at, (at[0], at[1] + max(1, width) - 1)))
                cells += [text] + [""] * (width - 1)
            rows.append(cells)
        return rows, [one for one in merged if one[0] != one[1]]

    def _cell(self, cell: Any, after: list[Any]) -> str:
        """A cell's paragraphs, and the rows of a table inside that only says more of the cell."""
        lines = []
        for item in _below(cell, (_PARAGRAPH, _TABLE)):
            if item.tag == _TABLE:
                lines += self._nested(item, after)
            else:
                lines.append(self._paragraph(item, after)[1])
        return "\n".join(lines)

    def _nested(self, table: Any, after: list[Any]) -> list[str]:
        """The rows of a small table without heads; another follows the whole one, and has none here."""
        inside: list[Any] = []
        with self._apart():
            rows, merged = self._rows(table, inside)
        lines = [" ".join(filter(None, row)) for row in rows]
        small = sum(map(len, lines)) <= _SMALL and not has_heads(rows)
        after += inside if small else [(rows, merged), *inside]
        return lines if small else []


def _below(parent: Any, wanted: tuple[str, ...]) -> Iterator[Any]:
    """Elements of the `wanted` tags below another, also those that a control wraps."""
    for child in parent:
        if child.tag in wanted:
            yield child
        elif child.tag in _WRAPS:
            yield from _below(child, wanted)


def _count(properties: Any, name: str, default: int) -> int:
    found = None if properties is None else properties.find(W + name)
    value = "" if found is None else found.get(f"{W}val", "")
    return min(_MOST_COLUMNS, int(value)) if value.isdecimal() else default
