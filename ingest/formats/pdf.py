"""PDF ▶ text, page after page, by pdfium; what is printed on every page is marked to be skipped.

A page without text is a picture of one: it is drawn and read by OCR, if that is installed.
"""

import re
from collections import Counter
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from ingest.errors import ReadError
from ingest.formats.lines import Boxes, as_blocks
from ingest.types import Span, Structure

_EDGE = 2
"""Lines at the top and at the bottom of a page where running heads and page numbers stand."""
_REPEATED = 0.5
"""Share of the pages that must carry a line for it to be one that is printed on every page."""
_FEWEST_PAGES = 3
_PICTURE = 3
"""pdfium's number for a picture among a page's objects."""
_LOOKED_AT = 5
_AT_ONCE = 20
"""Pages after which a file is opened anew, for pdfium keeps the fonts of every page that it has seen."""
_DOTS_PER_INCH = 200
_MOST_PIXELS = 40_000_000
_HYPHEN, _SOFT_HYPHEN = "\ufffe", "\u00ad"
"""What pdfium says where a hyphen has parted a word at a line's end, and the character that means it."""
_DIGITS = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(
    r"[-—–·. ]*(?:第\s*)?\d{1,4}(?:\s*页)?(?:\s*[/共]\s*(?:共\s*)?\d{1,4}\s*页?)?[-—–·. ]*"
)


def read_pdf(data: bytes, name: str) -> tuple[str, Structure, str]:
    """All pages' text in pdfium's order, and where each begins. Raises ReadError."""
    pages: list[_Page] = []
    while True:
        with closing(_opened(data, name)) as opened:
            last = min(len(opened), len(pages) + _AT_ONCE)
            pages += [_page(opened, number, name) for number in range(len(pages), last)]
            if len(pages) == len(opened):
                return _joined(pages)


def _opened(data: bytes, name: str) -> Any:
    import pypdfium2  # noqa: PLC0415  only who reads such a file waits for it

    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        locked = "password" in str(error).lower()
        reason = (
            "it needs a password; save it without one" if locked else "a damaged PDF; get it anew"
        )
        raise ReadError(f"{name}: {reason} ({error})") from error


@dataclass(frozen=True, slots=True)
class _Page:
    """A page's text, and the boxes of its lines; none where they are not known."""

    text: str
    boxes: Boxes


def _page(opened: Any, number: int, name: str) -> _Page:
    import pypdfium2  # noqa: PLC0415

    try:
        with closing(opened[number]) as page, closing(page.get_textpage()) as text:
            found = str(text.get_text_range()).replace(_HYPHEN, _SOFT_HYPHEN)
            if found.strip():
                return _Page(found, _boxes(text, found))
            if any(True for _ in page.get_objects(filter=[_PICTURE], max_depth=2)):
                return _scanned(page, f"{name}, page {number + 1}")
            return _Page("", {})
    except pypdfium2.PdfiumError as error:
        raise ReadError(f"{name}: page {number + 1} is damaged ({error}); get it anew") from error


def _boxes(page: Any, text: str) -> Boxes:
    """Where each line stands, by the boxes of some of its characters, and its font's size."""
    from pypdfium2.raw import FPDFText_GetFontSize  # noqa: PLC0415

    if page.count_chars() != len(text):  # characters beyond the 65,536th count twice there
        return {}
    found = {}
    for line in re.finditer(r"[^\r\n]*[^\s]", text):
        start = line.start() + len(line[0]) - len(line[0].lstrip())
        last = line.end() - 1
        # Some fonts give the box of the ink, which is flat for 一: look at several characters.
        step = max(1, (last - start) // _LOOKED_AT)
        places = [*range(start, last, step), last]
        boxes = [page.get_charbox(at, loose=True) for at in places if not text[at].isspace()]
        bottom, top = min(box[1] for box in boxes), max(box[3] for box in boxes)
        # A file that scales its pages itself names size 1 everywhere: that says nothing.
        font = float(FPDFText_GetFontSize(page, start))
        found[start] = (boxes[0][0], boxes[-1][2], bottom, top - bottom, font if font > 2 else 0.0)
    return found


def _scanned(page: Any, name: str) -> _Page:
    from ingest.formats.picture import printed  # noqa: PLC0415

    width, height = page.get_size()
    scale = _DOTS_PER_INCH / 72
    scale = min(scale, (_MOST_PIXELS / max(1.0, width * height)) ** 0.5)
    return _Page(*printed(page.render(scale=scale).to_numpy(), name))


def _joined(pages: list[_Page]) -> tuple[str, Structure, str]:
    """Text, and the structure of its pages.

    >>> pages = [_Page(f"长春日报\\n{'甲' * n}。\\n{n}", {}) for n in (1, 2, 3)]
    >>> text, structure, _ = _joined(pages)
    >>> [text[span.start : span.end] for span in structure.skipped]
    ['长春日报', '1', '长春日报', '2', '长春日报', '3']
    >>> structure.place_of(text.index("甲甲。"))
    '第2页'
    """
    pieces: list[str] = []
    places: list[tuple[int, str]] = []
    edges: list[tuple[str, Span]] = []
    boxes: dict[int, Boxes] = {}
    offset = 0
    for number, page in enumerate(pages, 1):
        places.append((offset, f"第{number}页"))
        found = [line for line in re.finditer(r"[^\r\n\f\v]+", page.text) if line[0].strip()]
        for at, line in enumerate(found):
            bare = line[0].strip()
            start = line.start() + line[0].index(bare)
            span = Span(offset + start, offset + start + len(bare))
            if at in (*range(_EDGE), *range(len(found) - _EDGE, len(found))):
                edges.append((bare, span))
        boxes[offset] = page.boxes
        pieces.append(page.text + "\n")
        offset += len(page.text) + 1
    text, skipped = "".join(pieces), _repeated(edges, len(pages))
    known = all(page.boxes or not page.text.strip() for page in pages)
    blocks = as_blocks(text, boxes, set(skipped)) if known else ()
    return text, Structure(blocks, tuple(places), skipped), "pdf"


def _repeated(edges: list[tuple[str, Span]], pages: int) -> tuple[Span, ...]:
    shapes = Counter(_DIGITS.sub("#", line) for line, _ in edges)
    least = max(_FEWEST_PAGES, _REPEATED * pages)
    return tuple(
        span
        for line, span in edges
        if pages >= _FEWEST_PAGES
        and (shapes[_DIGITS.sub("#", line)] >= least or _PAGE_NUMBER.fullmatch(line))
    )
