"""The newspaper page, or any text, as a file of each format that is read."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from html import escape
from types import MappingProxyType

import docx
import pptx
import xlsxwriter

from ingest.layout import blocks
from ingest.types import BlockKind, Document

Line = tuple[str, str]
"""A tag (h1, h2, h3, p) and its text."""
TABLE = [["项目", "目标", "年份"], ["学位", "10万个", "2025"], ["岗位", "60万个", "2026"]]


def lines_of(page: Document) -> list[Line]:
    """The page's blocks as an author of an office file would set them."""
    found: list[Line] = []
    for block in blocks(page):
        last = found[-1][0] if found else ""
        tag = {BlockKind.TITLE: "h1", BlockKind.HEADING: "h2"}.get(block.kind, "p")
        if tag == "h2" and last == "h2":
            tag = "h3"
        if tag == "h1" and last == "h1":
            found[-1] = ("p", found[-1][1])
        found.append((tag, page.quote(block.spans)))
    return found


def as_docx(lines: Sequence[Line], table: Sequence[Sequence[str]] = ()) -> bytes:
    made = docx.Document()
    for tag, text in lines:
        if tag == "p":
            made.add_paragraph(text)
        else:
            made.add_heading(text, int(tag[1]) - 1)
    if table:
        cells = made.add_table(rows=len(table), cols=len(table[0]))
        for row, values in enumerate(table):
            for column, value in enumerate(values):
                cells.cell(row, column).text = value
    packed = io.BytesIO()
    made.save(packed)
    return packed.getvalue()


def as_html(lines: Sequence[Line], table: Sequence[Sequence[str]] = ()) -> bytes:
    body = "".join(f"<{tag}>{escape(text)}</{tag}>" for tag, text in lines)
    rows = "".join(
        "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in table
    )
    return (
        "<!doctype html><html><head><meta charset=utf-8><title>x</title><script>var 坏=1</script></head>"
        f"<body><nav>首页 导航 登录</nav><article>{body}<table>{rows}</table></article>"
        "<footer>版权所有</footer></body></html>"
    ).encode()


def as_epub(lines: Sequence[Line]) -> bytes:
    """A book with a chapter for each h2, listed in order but stored in another."""
    chapters: list[list[Line]] = [[]]
    for tag, text in lines:
        if tag == "h2":
            chapters.append([])
        chapters[-1].append((tag, text))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/epub+zip")
        archive.writestr(
            "META-INF/container.xml",
            '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
            '<rootfile full-path="OPS/book.opf"/></rootfiles></container>',
        )
        items = "".join(f'<item id="c{n}" href="text/{n}.xhtml"/>' for n in range(len(chapters)))
        spine = "".join(f'<itemref idref="c{n}"/>' for n in range(len(chapters)))
        archive.writestr(
            "OPS/book.opf",
            '<package xmlns="http://www.idpf.org/2007/opf">'
            f"<manifest>{items}</manifest><spine>{spine}</spine></package>",
        )
        for n, chapter in reversed(list(enumerate(chapters))):
            body = "".join(f"<{tag}>{escape(text)}</{tag}>" for tag, text in chapter)
            page = f'<html xmlns="http://www.w3.org/1999/xhtml"><body>{body}</body></html>'
            archive.writestr(f"OPS/text/{n}.xhtml", page)
    return packed.getvalue()


def as_xlsx(sheets: dict[str, Sequence[Sequence[str | float]]]) -> bytes:
    packed = io.BytesIO()
    with xlsxwriter.Workbook(packed) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                for column, cell in enumerate(row):
                    sheet.write(number, column, cell)
    return packed.getvalue()


def as_pptx(slides: Sequence[tuple[str, Sequence[str]]], note: str = "") -> bytes:
    made = pptx.Presentation()
    for title, texts in slides:
        slide = made.slides.add_slide(made.slide_layouts[1])
        slide.shapes.title.text = title
        slide.placeholders[1].text = "\n".join(texts)
        if note:
            slide.notes_slide.notes_text_frame.text = note
    packed = io.BytesIO()
    made.save(packed)
    return packed.getvalue()


def as_pdf(pages: Sequence[Sequence[str]]) -> bytes:
    """Lines of ASCII on pages of one column, written by hand."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    kids = []
    for lines in pages:
        shown = b"".join(b"(" + line.encode("ascii") + b") Tj 0 -14 Td\n" for line in lines)
        stream = b"BT /F1 12 Tf 60 740 Td\n" + shown + b"ET"
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents %d 0 R"
            b" /Resources << /Font << /F1 3 0 R >> >> >>" % len(objects)
        )
        kids.append(b"%d 0 R" % len(objects))
    objects[1] = b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(kids), b" ".join(kids))
    out = b"%PDF-1.4\n"
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF"
        % (len(objects) + 1, table, len(objects) + 1, len(out))
    )


def small_files() -> dict[str, bytes]:
    """A small file of each format by its name."""
    page = [("h1", "民生"), ("p", "新增学位10万个。"), ("p", "新增岗位60万个。")]
    return {
        "a.docx": as_docx(page, TABLE),
        "a.html": as_html(page, TABLE),
        "a.epub": as_epub(page),
        "a.xlsx": as_xlsx({"民生": TABLE}),
        "a.pptx": as_pptx([("民生", ["新增学位。"])]),
        "a.pdf": as_pdf([["one.", "two."]]),
        "a.csv": "项目,目标\n学位,10万个\n".encode(),
        "a.md": "# 民生\n\n- **新增**学位。\n\n|项目|目标|\n|-|-|\n|学位|10万个|\n".encode(),
    }


def repacked(
    data: bytes, changes: dict[str, bytes], more: Mapping[str, bytes] = MappingProxyType({})
) -> bytes:
    """A file that is ZIP inside, with other parts in the place of some of its own, and more of them."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(packed, "w", 8) as new:
        for info in old.infolist():
            new.writestr(info.filename, changes.get(info.filename, old.read(info.filename)))
        for name, part in more.items():
            new.writestr(name, part)
    return packed.getvalue()
