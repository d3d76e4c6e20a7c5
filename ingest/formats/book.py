"""EPUB ▶ its chapters in the order of its spine; a ZIP of web pages with a table of what comes when."""

import posixpath
import zipfile
from typing import Any
from urllib.parse import unquote

from ingest.errors import ReadError
from ingest.formats.draft import Draft
from ingest.formats.packed import Packed
from ingest.formats.web import parsed, walk
from ingest.types import Structure

_NAMES = {
    "c": "urn:oasis:names:tc:opendocument:xmlns:container",
    "o": "http://www.idpf.org/2007/opf",
}


def read_book(file: Packed) -> tuple[str, Structure, str]:
    """The text of an e-book. Raises ReadError, also when it is locked (DRM)."""
    from lxml.etree import ParserError  # noqa: PLC0415

    archive = file.archive
    draft = Draft()
    if "META-INF/encryption.xml" in archive.namelist() and b"xenc#aes" in archive.read(
        "META-INF/encryption.xml"
    ):
        raise ReadError(f"{file.name}: locked by its seller (DRM); it cannot be read")
    for chapter in _chapters(archive, file.name):
        try:
            tree = parsed(archive.read(chapter))
        except (KeyError, ParserError):  # listed and not there, or empty: the others are read
            continue
        walk(tree, draft)
    return draft.text, draft.structure(), "epub"


def _chapters(archive: zipfile.ZipFile, name: str) -> list[str]:
    root = _xml(archive.read("META-INF/container.xml"))
    place = root.find(".//c:rootfile", _NAMES)
    if place is None:
        raise ReadError(f"{name}: an e-book without a list of its chapters; get it anew")
    package = place.get("full-path", "")
    book = _xml(archive.read(package))
    files = {item.get("id"): item.get("href", "") for item in book.iterfind(".//o:item", _NAMES)}
    inside = posixpath.dirname(package)
    order = [files.get(item.get("idref"), "") for item in book.iterfind(".//o:itemref", _NAMES)]
    return [posixpath.normpath(posixpath.join(inside, unquote(one))) for one in order if one]


def _xml(data: bytes) -> Any:
    from lxml import etree  # noqa: PLC0415

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    return etree.fromstring(data, parser)
