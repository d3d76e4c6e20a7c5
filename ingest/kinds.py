"""What a file's name says of it: a kind that is read, a document of a kind that is not, or no document."""

from collections.abc import Iterable
from pathlib import PurePath, PurePosixPath

from ingest.errors import ReadError

_PICTURES = frozenset({".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp", ".webp"})
_PAGES = frozenset({".html", ".htm", ".xhtml"})
SUFFIXES = (
    frozenset(
        [
            ".txt",
            ".text",
            ".md",
            ".markdown",
            ".pdf",
            ".docx",
            ".xlsx",
            ".pptx",
            ".epub",
            ".csv",
            ".tsv",
            ".zip",
        ]
    )
    | _PAGES
    | _PICTURES
)
"""The kinds that are read."""

_INSTEAD = {
    "DOCX": ".doc .docm .dotx .dotm .wps .wpt .uof .uot .rtf .odt .pages",
    "XLSX": ".xls .xlsm .xlsb .xltx .et .ett .uos .ods .numbers",
    "PPTX": ".ppt .pps .pptm .ppsx .potx .dps .dpt .uop .odp .key",
    "PDF": ".ofd .ceb .caj .kdh .nh .djvu .xps .oxps .eml .msg",
    "HTML": ".mht .mhtml",
    "EPUB": ".mobi .azw .azw3",
    "JPEG": ".heic",
    "ZIP": ".rar .7z .tar .tgz .gz",
}
_INTO = {suffix: kind for kind, suffixes in _INSTEAD.items() for suffix in suffixes.split()}
"""What people take for documents and is not read, and what it can be saved as. Its bytes decide all the same:
much that is called .doc or .xls is a web page or of today's Office, and is read."""

_SYSTEM = frozenset({"thumbs.db", "ehthumbs.db", "desktop.ini", "icon\r"})
_PARTS = ("_files", ".files")
"""How browsers and Word call the folder with the pictures of a page that they save, after the page's name."""


def suffix_of(name: str) -> str:
    """The end of a name that tells its kind, in lower case.

    >>> suffix_of("甲/旧合同.DOC")
    '.doc'
    """
    return PurePath(name).suffix.lower()


def may_be_document(name: str) -> bool:
    """Whether a file in a folder or a ZIP is opened: what it holds is read, or it is told why not.

    >>> [may_be_document(name) for name in ("通知.txt", "旧合同.doc", "style.css")]
    [True, True, False]
    """
    suffix = suffix_of(name)
    return suffix in SUFFIXES or suffix in _INTO


def unread(name: str) -> ReadError | None:
    """What to say of a document of a kind that is not read, None for any other name.

    >>> print(unread("报表.ods"), unread("通知.txt"))
    报表.ods: a file of the kind ODS, which is not read; save it as XLSX None
    """
    suffix = suffix_of(name)
    into = _INTO.get(suffix)
    if into is None:
        return None
    kind = suffix[1:].upper()
    return ReadError(f"{name}: a file of the kind {kind}, which is not read; save it as {into}")


def is_litter(part: str) -> bool:
    """Whether a file or folder of this name was put there by a program for itself: what is hidden, an
    Office lock, what Windows and macOS leave in folders.

    >>> [is_litter(part) for part in (".DS_Store", "~$合同.docx", "Thumbs.db", "合同.docx")]
    [True, True, True, False]
    """
    return part.startswith((".", "~$", "__MACOSX")) or part.lower() in _SYSTEM


def pictures_of_pages(names: Iterable[str]) -> set[str]:
    """Those of the names that are pictures in the folder which a browser saved beside a page.

    >>> sorted(pictures_of_pages(["甲/通知.html", "甲/通知_files/图.png", "甲/扫描_files/图.png"]))
    ['甲/通知_files/图.png']
    """
    paths = [PurePosixPath(name) for name in names]
    folders = {
        f"{path.with_suffix('')}{ending}"
        for path in paths
        if path.suffix.lower() in _PAGES
        for ending in _PARTS
    }
    return {
        str(path)
        for path in paths
        if path.suffix.lower() in _PICTURES and not folders.isdisjoint(map(str, path.parents))
    }
