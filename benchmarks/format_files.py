"""The newspaper page as a file of each format, and larger files of what people have.

Office files are made by the libraries that write them, PDF by Chromium in two and three columns, a scan and
a picture by drawing that PDF at 150 dots an inch. PDF is made if Chromium is there.
"""

import csv
import io
import shutil
from collections.abc import Sequence

import opencc

from ingest.types import Document
from tests.samples import Line, as_docx, as_epub, as_html, as_pptx, as_xlsx, lines_of

File = tuple[str, bytes]
"""A file's name and its bytes."""
DOTS = 150
"""Dots an inch of a picture."""


def samples(page: Document) -> dict[str, File]:
    """Names for the table, each with a file's name and its bytes."""
    lines = lines_of(page)
    rows: list[list[str]] = [[page.title], ["工程", "要求", "正文"]]
    together: list[list[str]] = [["栏目", "正文"]]
    slides: list[tuple[str, list[str]]] = []
    section = heading = ""
    for tag, text in lines:
        if tag == "p":
            rows.append([heading, section.removeprefix(heading), text])
            together.append([section, text])
            slides[-1:] = [(slides[-1][0], [*slides[-1][1], text])] if slides else [("", [text])]
            continue
        # a heading of two lines heads one section
        heading = heading if tag == "h3" else text if tag == "h2" else ""
        section = heading + text if tag == "h3" else text
        slides.append((text, []))
    made = {
        "text, UTF-8": ("a.txt", page.data),
        "text, GBK": ("a.txt", page.text.encode("gb18030")),
        "text, Big5": (
            "a.txt",
            opencc.OpenCC("s2tw").convert(page.text).encode("big5hkscs", "ignore"),
        ),
        "DOCX": ("a.docx", as_docx(lines)),
        "HTML": ("a.html", as_html(lines)),
        "EPUB": ("a.epub", as_epub(lines)),
        "XLSX, a paragraph a row": ("a.xlsx", as_xlsx({"报纸": rows})),
        "XLSX, headings in one cell, no title": ("a.xlsx", as_xlsx({"报纸": together})),
        "PPTX, a section a slide": ("a.pptx", as_pptx(slides)),
        "CSV, a paragraph a row": ("a.csv", as_csv(rows[1:])),
    }
    for count in (2, 3):
        if (pdf := columns(lines, count)) is not None:
            made[f"PDF, {count} columns"] = ("a.pdf", pdf)
            if count == 2:
                made["PDF of pictures of it, OCR"] = ("a.pdf", scanned(pdf))
    return made


def large(page: Document) -> dict[str, File]:
    """Files of the size that people have: names for the table, each with a file's name and its bytes."""
    lines = lines_of(page)
    texts = [text for tag, text in lines if tag == "p"]
    rows: list[list[str | float]] = [
        ["序号", "地区", "项目", "部门", "目标", "完成", "比例", "备注"]
    ]
    rows += [
        [
            n,
            f"第{n % 17}区",
            "新增学位和就业岗位",
            f"教育局{n % 9}处",
            f"{n}万个",
            n * 0.5,
            "85%",
            "按季度调度",
        ]
        for n in range(5000)
    ]
    slides = [(f"第{n}部分", texts[n % 30 : n % 30 + 4]) for n in range(100)]
    return {
        "XLSX, 5,000 rows of 8 cells": ("a.xlsx", as_xlsx({"民生": rows})),
        "CSV, the same rows": ("a.csv", as_csv(rows)),
        "PPTX, 100 slides": ("a.pptx", as_pptx(slides)),
        "DOCX, the page 10 times": ("a.docx", as_docx(lines * 10)),
        "HTML, the page 10 times": ("a.html", as_html(lines * 10)),
        "EPUB, the page 10 times": ("a.epub", as_epub(lines * 10)),
    }


def columns(lines: list[Line], count: int) -> bytes | None:
    """A PDF of the lines in columns; None without a browser."""
    browser = next((p for n in ("chromium", "chromium-browser") if (p := shutil.which(n))), None)
    if browser is None:
        return None
    from playwright.sync_api import sync_playwright  # noqa: PLC0415

    style = (
        f"body{{column-count:{count};font:10.5pt/1.6 serif}}"
        "p{text-indent:2em;margin:0}h1{column-span:all}"
    )
    page = as_html(lines).decode().replace("</head>", f"<style>{style}</style></head>")
    page = page.replace("<nav>首页 导航 登录</nav>", "").replace("<footer>版权所有</footer>", "")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=browser, args=["--no-sandbox"])
        sheet = opened.new_page()
        sheet.set_content(page)
        made = sheet.pdf(
            format="A4", margin=dict.fromkeys(("top", "bottom", "left", "right"), "18mm")
        )
        opened.close()
    return bytes(made)


def scanned(pdf: bytes) -> bytes:
    """A PDF of pictures of another's pages."""
    import pypdfium2  # noqa: PLC0415

    pages = [page.render(scale=DOTS / 72).to_pil() for page in pypdfium2.PdfDocument(pdf)]
    packed = io.BytesIO()
    pages[0].save(packed, "pdf", save_all=True, append_images=pages[1:], resolution=DOTS)
    return packed.getvalue()


def drawn(pdf: bytes) -> bytes:
    """A picture of a PDF's first page."""
    import pypdfium2  # noqa: PLC0415

    packed = io.BytesIO()
    pypdfium2.PdfDocument(pdf)[0].render(scale=DOTS / 72).to_pil().save(packed, "png")
    return packed.getvalue()


def as_csv(rows: Sequence[Sequence[str | float]]) -> bytes:
    """Rows as comma-separated values, in UTF-8."""
    made = io.StringIO()
    csv.writer(made).writerows(rows)
    return made.getvalue().encode()


def many_pages(pdf: bytes, count: int) -> bytes:
    """A PDF of `count` pages, which are those of another over and over."""
    import pypdfium2  # noqa: PLC0415

    made, old = pypdfium2.PdfDocument.new(), pypdfium2.PdfDocument(pdf)
    while len(made) < count:
        made.import_pages(old, list(range(min(len(old), count - len(made)))))
    packed = io.BytesIO()
    made.save(packed)
    return packed.getvalue()
