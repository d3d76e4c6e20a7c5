"""What is written on a sheet and not in its cells: text boxes, and the comments (批注) of cells.

calamine gives neither. They stand in files beside the sheet's, which are looked for only where there are any.
"""

import posixpath
import zipfile
from collections.abc import Iterator
from typing import Any, NamedTuple

from ingest.formats.cellformats import parsed, sheet_paths
from ingest.types import BlockKind

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_D = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
_OLDER = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
"""What a box says once more for an older Office."""
_FILES = ("xl/drawings/drawing", "xl/comments", "xl/threadedComments/")


class Written(NamedTuple):
    """A paragraph of a text box, or a comment, with its cell (B2) before 批注 where it is one."""

    kind: BlockKind
    place: str
    text: str


def written_on(archive: zipfile.ZipFile) -> dict[str, list[Written]]:
    """By the sheets' names, what is written on each, boxes first. What is damaged says nothing."""
    from lxml.etree import XMLSyntaxError  # noqa: PLC0415

    names = set(archive.namelist())
    if not any(name.startswith(_FILES) for name in names):
        return {}
    found = {}
    try:
        for sheet, path in sheet_paths(archive):
            if own := list(_written(archive, path, names)):
                found[sheet] = own
    except (KeyError, XMLSyntaxError):
        pass
    return found


def _written(archive: zipfile.ZipFile, path: str, names: set[str]) -> Iterator[Written]:
    folder, name = posixpath.split(path)
    relations = f"{folder}/_rels/{name}.rels"
    if relations not in names:
        return
    beside: dict[str, Any] = {}
    for one in parsed(archive.read(relations)).iter("{*}Relationship"):
        target = posixpath.join("/", folder, one.get("Target", ""))
        kind, file = one.get("Type", "").rpartition("/")[2], posixpath.normpath(target).lstrip("/")
        if kind in ("drawing", "comments", "threadedComment") and file in names:
            beside[kind] = parsed(archive.read(file))
    for box in beside["drawing"].iter(f"{_D}sp") if "drawing" in beside else ():
        seen = not any(one.get("hidden") in ("1", "true") for one in box.iter(f"{_D}cNvPr"))
        if seen and next(box.iterancestors(_OLDER), None) is None:
            for paragraph in box.iter(f"{_A}p"):
                yield Written(BlockKind.PARAGRAPH, "", _text(paragraph, f"{_A}t", f"{_A}br"))
    # one in a thread stands among the older ones too, below a line that says so
    comments = beside.get("threadedComment", beside.get("comments", ()))
    for comment in comments.iter("{*}comment", "{*}threadedComment") if len(comments) else ():
        place = f"{comment.get('ref', '')}批注"
        yield Written(BlockKind.NOTE, place, _text(comment, "{*}t", "{*}text"))


def _text(element: Any, *tags: str) -> str:
    return "".join(" " if one.tag == f"{_A}br" else one.text or "" for one in element.iter(*tags))
