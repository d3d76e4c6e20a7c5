"""Which cells of a workbook show a share of a hundred: 0.853 is written there, and 85.3% is seen.

calamine gives the number and not its format, so that the styles of the file are looked at here, and
its sheets only where a style asks for it.
"""

import posixpath
import re
import zipfile
from collections.abc import Iterator
from typing import Any

_S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_BUILT_IN = {9: "0%", 10: "0.00%"}
_QUOTED = re.compile(r'"[^"]*"|\\.')
_MAYBE = re.compile(rb"""%|&#|numFmtId\s*=\s*["']0*(?:9|10)\D""")
"""Stands in every file of styles that shows per cent: the others need no parsing."""
_CELL = re.compile(rb"<c\s[^>]*>")
_STYLE = re.compile(rb'\ss="(\d{1,6})"')
_PLACE = re.compile(rb'\sr="([A-Z]{1,3})(\d{1,7})"')


def percents(archive: zipfile.ZipFile) -> dict[str, dict[tuple[int, int], int]]:
    """By the sheets' names: the row and column, from 0, of each cell that is shown in per cent, and
    how many decimals it shows. What cannot be made out is not there."""
    names = archive.namelist()
    written = archive.read("xl/styles.xml") if "xl/styles.xml" in names else b""
    styles = _styles(_parsed(written)) if _MAYBE.search(written) else {}
    if not styles:
        return {}
    return {
        name: dict(_cells(archive.read(path), styles))
        for name, path in _sheets(archive)
        if path in names
    }


def decimals(code: str) -> int | None:
    """How many decimals of a share a number's format shows, None where it shows no per cent.

    >>> decimals("0.0%"), decimals("0%;[Red]-0%"), decimals('0.00"%"')
    (1, 0, None)
    """
    positive = _QUOTED.sub("", code).split(";")[0]
    places = re.search(r"\.([0#?]+)", positive)
    return None if "%" not in positive else len(places[1]) if places else 0


def shown(value: float, decimals: int) -> str:
    """A share as its cell shows it.

    >>> shown(0.853, 1), shown(1, 0)
    ('85.3%', '100%')
    """
    return f"{100 * value:.{decimals}f}%"


def _styles(root: Any) -> dict[int, int]:
    """Numbers of the cell styles that show per cent, with their decimals."""
    codes = dict(_BUILT_IN)
    for one in root.iter(f"{_S}numFmt"):
        if one.get("numFmtId", "").isdecimal():
            codes[int(one.get("numFmtId"))] = one.get("formatCode", "")
    found = {}
    for number, style in enumerate(root.iterfind(f"{_S}cellXfs/{_S}xf")):
        code = style.get("numFmtId", "")
        places = decimals(codes.get(int(code) if code.isdecimal() else 0, ""))
        if places is not None:
            found[number] = places
    return found


def _sheets(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """Names of the sheets and of the files that they are in."""
    relations = _parsed(archive.read("xl/_rels/workbook.xml.rels"))
    targets = {one.get("Id"): one.get("Target", "") for one in relations}
    for sheet in _parsed(archive.read("xl/workbook.xml")).iter(f"{_S}sheet"):
        target = targets.get(sheet.get(f"{_R}id"), "")
        yield sheet.get("name", ""), posixpath.normpath(posixpath.join("/xl", target)).lstrip("/")


def _cells(sheet: bytes, styles: dict[int, int]) -> Iterator[tuple[tuple[int, int], int]]:
    for cell in _CELL.finditer(sheet):
        style, place = _STYLE.search(cell[0]), _PLACE.search(cell[0])
        if style and place and (places := styles.get(int(style[1]))) is not None:
            column = 0
            for letter in place[1]:
                column = 26 * column + letter - 64
            yield (int(place[2]) - 1, column - 1), places


def _parsed(data: bytes) -> Any:
    from lxml import etree  # noqa: PLC0415

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    return etree.fromstring(data, parser)
