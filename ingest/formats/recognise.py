"""Which format a file has, by its first bytes; its name decides only among kinds of text."""

import re
from enum import StrEnum
from pathlib import PurePath

from ingest.errors import ReadError
from ingest.formats.packed import Packed, is_zip, opened
from ingest.kinds import unread


class Format(StrEnum):
    """The formats that are read."""

    TEXT = "text"
    TABLE = "csv"
    MARKDOWN = "markdown"
    WEB = "html"
    PDF = "pdf"
    WORD = "docx"
    SHEETS = "xlsx"
    SLIDES = "pptx"
    BOOK = "epub"
    PICTURE = "picture"
    ARCHIVE = "zip"


_MAGIC = (
    (b"%PDF-", Format.PDF),
    (b"\x89PNG\r\n\x1a\n", Format.PICTURE),
    (b"\xff\xd8\xff", Format.PICTURE),
    (b"II*\0", Format.PICTURE),
    (b"MM\0*", Format.PICTURE),
    (b"BM", Format.PICTURE),
)
_FOLDERS = (
    ("word/", Format.WORD),
    ("ppt/", Format.SLIDES),
    ("xl/", Format.SHEETS),
)
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LETTER = ".msg"
"""Of Outlook, which begins as old Office does and is saved as something else."""
_PACKERS = {b"Rar!": "RAR", b"7z\xbc\xaf": "7-Zip", b"\x1f\x8b": "gzip", b"BZh": "bzip2"}
_WEB = re.compile(
    rb"^[\s\xef\xbb\xbf]*(?:<\?xml[^>]*>\s*)?(?:<!--.{0,2000}?-->\s*)*<(?:!doctype\s+html|html[\s>])",
    re.I | re.S,
)
_WEB_NAMES = frozenset({".html", ".htm", ".xhtml"})
_BY_NAME = {
    ".csv": Format.TABLE,
    ".tsv": Format.TABLE,
    ".md": Format.MARKDOWN,
    ".markdown": Format.MARKDOWN,
}


def recognise(data: bytes, name: str) -> Format:
    """The format of a file's bytes; `name` only tells a table, Markdown or a part of a web page from text.

    Raises ReadError for formats that are known and not read, and as `opened` does.

    >>> recognise(b"%PDF-1.7 ...", "notes.txt"), recognise("项目,目标".encode(), "a.csv")
    (<Format.PDF: 'pdf'>, <Format.TABLE: 'csv'>)
    """
    for magic, form in _MAGIC:
        if data.startswith(magic) and (magic != b"BM" or b"\0" in data[:64]):
            return form
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return Format.PICTURE
    suffix = PurePath(name).suffix.lower()
    if data.startswith(_OLD_OFFICE) and suffix != _LETTER:
        raise ReadError(
            f"{name}: a file of old or encrypted Office; save it as DOCX, XLSX or PPTX without a "
            "password first"
        )
    for magic, packer in _PACKERS.items():
        if data.startswith(magic):
            raise ReadError(f"{name}: packed with {packer}; unpack it, or pack it as ZIP")
    if data.startswith(b"{\\rtf"):
        raise ReadError(f"{name}: a file of the kind RTF, which is not read; save it as DOCX")
    if is_zip(data):
        return inside(opened(data, name))
    if _WEB.match(data[:4096]) or suffix in _WEB_NAMES:
        return Format.WEB
    if other := unread(name):
        raise other
    return _BY_NAME.get(suffix, Format.TEXT)


def is_packed(head: bytes) -> bool:
    """Whether a file that begins so is more than text, and may be larger than a text may be."""
    packed = (*(magic for magic, _ in _MAGIC), b"PK\x03\x04", _OLD_OFFICE, *_PACKERS)
    return head.startswith(packed)


def inside(file: Packed) -> Format:
    """The format of a file that is ZIP inside, by the names in it. Raises ReadError when they tell of none
    and the file's own name of one that is not read."""
    names = file.archive.namelist()
    if "META-INF/container.xml" in names:
        return Format.BOOK
    if "[Content_Types].xml" in names:
        folders = {one[: one.find("/") + 1] for one in names}
        for folder, form in _FOLDERS:
            if folder in folders:
                return form
    if other := unread(file.name):
        raise other
    return Format.ARCHIVE
