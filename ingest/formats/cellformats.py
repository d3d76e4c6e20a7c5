"""How the cells of a workbook are shown: by which format a number is, and which rows and columns are not.

calamine gives what cells hold and not how they are shown, so that the styles of the file are looked at here,
and its sheets' cells only where a style asks for it.
"""

import posixpath
import re
import zipfile
from collections.abc import Iterator
from typing import Any, NamedTuple

from ingest.formats.numberformats import BUILT_IN

_S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_MAYBE = re.compile(rb"""numFmtId\s*=\s*["']0*(?!49["'])[1-9]""")
"""Stands in every file of styles that has a format of numbers: the others need no parsing."""
_STYLED = rb'<c\s[^>]*?\bs="(%s)"[^>]*>'
_PLACE = re.compile(rb'\sr="([A-Z]{1,3})(\d{1,7})"')
_HIDDEN = re.compile(rb'<(row|col)\s(?=[^>]*\bhidden="(?:1|true)")([^>]*)>')
_FIRST, _LAST = re.compile(rb'\b(?:r|min)="(\d{1,7})"'), re.compile(rb'\b(?:r|max)="(\d{1,7})"')
_FOLDED = re.compile(rb'\boutlineLevel="[1-7]')
"""A row or column that a button beside the sheet shows and hides."""


class Look(NamedTuple):
    """How a sheet is shown: the codes of its cells' formats by row and column, from 0, and the ranges of rows
    and of columns, `[first, last]`, that are hidden."""

    codes: dict[tuple[int, int], str]
    rows: list[tuple[int, int]]
    columns: list[tuple[int, int]]


def looks(archive: zipfile.ZipFile) -> dict[str, Look]:
    """By their names, the sheets that show anything otherwise than it is. What cannot be made out is not there;
    rows that a filter hides or that are folded are: the sheet has a button for them."""
    names = archive.namelist()
    written = archive.read("xl/styles.xml") if "xl/styles.xml" in names else b""
    codes = _codes(parsed(written)) if _MAYBE.search(written) else {}
    found = {}
    for path in names:
        if path.startswith("xl/worksheets/") and path.endswith(".xml"):
            data = archive.read(path)
            hides = b'hidden="' in data and (b'hidden="1"' in data or b'hidden="true"' in data)
            if codes or hides:
                cells = dict(_cells(data, codes)) if codes else {}
                look = Look(cells, *(_hidden(data) if hides else ([], [])))
                if any(look):
                    found[path] = look
    return (
        {name: found[path] for name, path in sheet_paths(archive) if path in found} if found else {}
    )


def _codes(root: Any) -> dict[bytes, str]:
    """The formats of the cell styles that have one, by the styles' numbers."""
    codes = dict(BUILT_IN)
    for one in root.iter(f"{_S}numFmt"):
        if one.get("numFmtId", "").isdecimal():
            codes[int(one.get("numFmtId"))] = one.get("formatCode", "")
    found = {}
    for number, style in enumerate(root.iterfind(f"{_S}cellXfs/{_S}xf")):
        given = style.get("numFmtId", "")
        code = codes.get(int(given) if given.isdecimal() else 0, "")
        if code not in ("", "General", "@"):
            found[b"%d" % number] = code
    return found


def _cells(sheet: bytes, codes: dict[bytes, str]) -> Iterator[tuple[tuple[int, int], str]]:
    for cell in re.finditer(_STYLED % b"|".join(codes), sheet):
        if place := _PLACE.search(cell[0]):
            column = 0
            for letter in place[1]:
                column = 26 * column + letter - 64
            yield (int(place[2]) - 1, column - 1), codes[cell[1]]


def _hidden(sheet: bytes) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """Rows and columns that are hidden, and not by a filter or in a fold."""
    found: dict[bytes, list[tuple[int, int]]] = {b"row": [], b"col": []}
    filtered = b"<filterColumn" in sheet
    for kind, said in (match.groups() for match in _HIDDEN.finditer(sheet)):
        first, last = _FIRST.search(said), _LAST.search(said)
        if first and last and not (_FOLDED.search(said) or (filtered and kind == b"row")):
            found[kind].append((int(first[1]) - 1, int(last[1]) - 1))
    return found[b"row"], found[b"col"]


def sheet_paths(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """Names of the sheets and of the files that they are in."""
    relations = parsed(archive.read("xl/_rels/workbook.xml.rels"))
    targets = {one.get("Id"): one.get("Target", "") for one in relations}
    for sheet in parsed(archive.read("xl/workbook.xml")).iter(f"{_S}sheet"):
        target = targets.get(sheet.get(f"{_R}id"), "")
        yield sheet.get("name", ""), posixpath.normpath(posixpath.join("/xl", target)).lstrip("/")


def parsed(data: bytes) -> Any:
    """The root of an XML file that fetches nothing. Raises lxml's XMLSyntaxError."""
    from lxml import etree  # noqa: PLC0415

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    return etree.fromstring(data, parser)
