"""PDF ▶ text, page after page, by pdfium; what is printed on every page is marked to be skipped.

A page without text is a picture of one: it is drawn and read by OCR, if that is installed.
"""

import re
from collections import Counter
from contextlib import closing
from typing import Any

from ingest.errors import ReadError
from ingest.types import Span, Structure

_EDGE = 2
"""Lines at the top and at the bottom of a page where running heads and page numbers stand."""
_REPEATED = 0.5
"""Share of the pages that must carry a line for it to be one that is printed on every page."""
_FEWEST_PAGES = 3
_DOTS_PER_INCH = 200
_MOST_PIXELS = 40_000_000
_DIGITS = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(
    r"[-—–·. ]*(?:第\s*)?\d{1,4}(?:\s*页)?(?:\s*[/共]\s*(?:共\s*)?\d{1,4}\s*页?)?[-—–·. ]*"
)


def read_pdf(data: bytes, name: str) -> tuple[str, Structure, str]:
    """All pages' text in pdfium's order, and where each begins. Raises ReadError."""
    import pypdfium2  # noqa: PLC0415  only who reads such a file waits for it

    try:
        opened = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        locked = "password" in str(error).lower()
        reason = (
            "it needs a password; save it without one" if locked else "a damaged PDF; get it anew"
        )
        raise ReadError(f"{name}: {reason} ({error})") from error
    with closing(opened):
        pages = [_page(opened, number, name) for number in range(len(opened))]
    return _joined(pages)


def _page(opened: Any, number: int, name: str) -> str:
    import pypdfium2  # noqa: PLC0415

    try:
        with closing(opened[number]) as page, closing(page.get_textpage()) as text:
            found = str(text.get_text_range())
            if found.strip() or not any(True for _ in page.get_objects(filter=[3], max_depth=2)):
                return found
            return _scanned(page, f"{name}, page {number + 1}")
    except pypdfium2.PdfiumError as error:
        raise ReadError(f"{name}: page {number + 1} is damaged ({error}); get it anew") from error


def _scanned(page: Any, name: str) -> str:
    from ingest.formats.picture import lines_of  # noqa: PLC0415

    width, height = page.get_size()
    scale = _DOTS_PER_INCH / 72
    scale = min(scale, (_MOST_PIXELS / max(1.0, width * height)) ** 0.5)
    return "\n".join(lines_of(page.render(scale=scale).to_numpy(), name))


def _joined(pages: list[str]) -> tuple[str, Structure, str]:
    """Text, and the structure of its pages.

    >>> text, structure, _ = _joined(["长春日报\\n一。\\n1", "长春日报\\n二。\\n2", "长春日报\\n三。\\n3"])
    >>> [text[span.start : span.end] for span in structure.skipped]
    ['长春日报', '1', '长春日报', '2', '长春日报', '3']
    >>> structure.place_of(text.index("二"))
    '第2页'
    """
    pieces: list[str] = []
    places: list[tuple[int, str]] = []
    edges: list[tuple[str, Span]] = []
    offset = 0
    for number, page in enumerate(pages, 1):
        places.append((offset, f"第{number}页"))
        lines = [line.rstrip() for line in re.split(r"\r\n|[\r\n\f\v]", page.replace("\ufffe", ""))]
        visible = [at for at, line in enumerate(lines) if line.strip()]
        for at, line in enumerate(lines):
            start = offset + len(line) - len(line.lstrip())
            if at in visible[:_EDGE] + visible[-_EDGE:]:
                edges.append((line.strip(), Span(start, offset + len(line))))
            pieces.append(line + "\n")
            offset += len(line) + 1
    return "".join(pieces), Structure((), tuple(places), _repeated(edges, len(pages))), "pdf"


def _repeated(edges: list[tuple[str, Span]], pages: int) -> tuple[Span, ...]:
    shapes = Counter(_DIGITS.sub("#", line) for line, _ in edges)
    least = max(_FEWEST_PAGES, _REPEATED * pages)
    return tuple(
        span
        for line, span in edges
        if pages >= _FEWEST_PAGES
        and (shapes[_DIGITS.sub("#", line)] >= least or _PAGE_NUMBER.fullmatch(line))
    )
