"""The newspaper page in every format: what is read, in which order, whether the same evidence is found.

    python -m benchmarks.formats

Samples are made here: office files by the libraries that write them, PDF by Chromium in two and three
columns, and a scan by drawing that PDF at 150 dots an inch. OCR is measured if it is installed
(`pip install yinju[ocr]`), PDF if Chromium is. Asked are the page's answerable test questions; the
evidence is the same when at least 0.8 of the shorter of two first quotes stands in the other, in order.
Speed is the CPU time of `document` beside a plain call of the same library, on the page and on larger files.
Memory is the peak of the processes that read a PDF of 500 pages, which are the page's two-column PDF over
and over.
"""

import io
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from difflib import SequenceMatcher
from pathlib import Path

import numpy as np
import opencc

from benchmarks.machine import machine
from chat.answer import Answerer
from chat.arguments import DOCUMENTS, QUESTIONS
from chat.evaluate import Gold, read_questions
from index.build import build
from index.encode import load_encoder
from index.library import Library
from index.segment import Segmenter
from ingest.collect import collect
from ingest.errors import ReadError
from ingest.normalize import fold
from ingest.passages import title
from ingest.read import document
from ingest.types import Document
from tests.samples import Line, as_docx, as_epub, as_html, as_pptx, as_xlsx, lines_of

SAME = 0.8
Plain = Callable[[bytes], object]


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

    pages = [page.render(scale=150 / 72).to_pil() for page in pypdfium2.PdfDocument(pdf)]
    packed = io.BytesIO()
    pages[0].save(packed, "pdf", save_all=True, append_images=pages[1:], resolution=150)
    return packed.getvalue()


def plain_calls() -> dict[str, Plain]:
    """The same libraries, called as their own first examples do."""
    import docx  # noqa: PLC0415
    import pptx  # noqa: PLC0415
    import pypdfium2  # noqa: PLC0415
    from python_calamine import CalamineWorkbook  # noqa: PLC0415
    from trafilatura import extract  # noqa: PLC0415

    def pdf(data: bytes) -> object:
        return [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(data)]

    def slides(data: bytes) -> object:
        return [
            shape.text_frame.text
            for slide in pptx.Presentation(io.BytesIO(data)).slides
            for shape in slide.shapes
        ]

    return {
        "docx": lambda data: [p.text for p in docx.Document(io.BytesIO(data)).paragraphs],
        "html": lambda data: extract(data.decode(), output_format="xml"),
        "pdf": pdf,
        "pptx": slides,
        "xlsx": lambda data: (
            CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()
        ),
    }


def samples(page: Document) -> dict[str, tuple[str, bytes]]:
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
    }
    for count in (2, 3):
        if (pdf := columns(lines, count)) is not None:
            made[f"PDF, {count} columns"] = ("a.pdf", pdf)
            if count == 2:
                made["PDF of pictures of it, OCR"] = ("a.pdf", scanned(pdf))
    return made


def bare(text: str) -> str:
    """Folded, without spaces."""
    return "".join(fold(text).split())


def errors(found: str, wanted: str) -> float:
    """Character error rate: insertions, deletions and changes, as a share of what was wanted."""
    row = np.arange(len(found) + 1)
    letters = np.array(list(found))
    for at, letter in enumerate(wanted, 1):
        change = row[:-1] + (letters != letter)
        new = np.minimum(row[1:] + 1, change)
        # insertions run along the row: each entry is at most the one before it and one more
        steps = np.arange(1, len(new) + 1)
        best = np.minimum.accumulate(np.concatenate([[at], new - steps]))
        row = np.concatenate([[at], np.minimum(new, best[1:] + steps)])
    return float(row[-1]) / max(1, len(wanted))


def is_same(one: str, other: str) -> bool:
    """Whether two quotes are of the same evidence, see above."""
    a, b = sorted((bare(one), bare(other)), key=len)
    blocks = SequenceMatcher(None, b, a, autojunk=False).get_matching_blocks()
    return bool(a) and sum(block.size for block in blocks) >= SAME * len(a)


def quotes(found: Document, questions: list[Gold]) -> list[str]:
    """The first quote to each question over one document, "" if there is none."""
    with tempfile.TemporaryDirectory() as folder:
        encoder, segmenter = load_encoder(), Segmenter()
        build(Path(folder), [found], encoder, segmenter)
        library = Library(Path(folder), encoder, segmenter)
        answerer = Answerer(library)
        best = [answerer.best(one.question) for one in questions]
        library.close()
    return ["" if one is None else one.quote for one in best]


def ratio(data: bytes, name: str, plain: Plain, times: int = 9) -> float:
    """Least CPU time of `document` as a multiple of that of the plain call, taken in turns."""
    taken: tuple[list[float], list[float]] = ([], [])
    for _ in range(times):
        for place, call in enumerate((lambda: document(data, name), lambda: plain(data))):
            began = time.process_time()
            call()
            taken[place].append(time.process_time() - began)
    return min(taken[0]) / min(taken[1])


def large(page: Document) -> dict[str, tuple[str, bytes]]:
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
        "PPTX, 100 slides": ("a.pptx", as_pptx(slides)),
        "DOCX, the page 10 times": ("a.docx", as_docx(lines * 10)),
        "HTML, the page 10 times": ("a.html", as_html(lines * 10)),
    }


def many_pages(pdf: bytes, count: int) -> bytes:
    """A PDF of `count` pages, which are those of another over and over."""
    import pypdfium2  # noqa: PLC0415

    made, old = pypdfium2.PdfDocument.new(), pypdfium2.PdfDocument(pdf)
    while len(made) < count:
        made.import_pages(old, list(range(min(len(old), count - len(made)))))
    packed = io.BytesIO()
    made.save(packed)
    return packed.getvalue()


def peaks(data: bytes, name: str) -> tuple[float, float, float]:
    """Megabytes at the peak of the process that collects a file, and of the one that reads it, and seconds."""
    program = (
        "import sys; from pathlib import Path; from ingest.collect import collect;"
        "print(len(collect([Path(sys.argv[1])]).documents[0].text))"
    )
    most: dict[int, float] = {}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        began = time.perf_counter()
        command = [sys.executable, "-c", program, str(path)]
        with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
            while process.poll() is None:
                for each in [process.pid, *_below(process.pid)]:
                    most[each] = max(most.get(each, 0.0), _high_water(each))
                time.sleep(0.05)
        taken = time.perf_counter() - began
    own = most.pop(process.pid)
    return own, max(most.values(), default=0.0), taken


def _below(pid: int) -> list[int]:
    """All processes that a process, by any of its threads, has started."""
    found: list[int] = []
    for listed in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(OSError):
            for child in map(int, listed.read_text(encoding="ascii").split()):
                found += [child, *_below(child)]
    return found


def _high_water(pid: int) -> float:
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    except OSError:
        return 0.0
    line = next((one for one in status.splitlines() if one.startswith("VmHWM")), "VmHWM: 0 kB")
    return int(line.split()[1]) / 1000


def main() -> None:
    """Print the table."""
    page = collect([DOCUMENTS]).documents[0]
    asked = [
        one
        for one in read_questions(QUESTIONS)
        if one.split == "test" and one.evidence and not one.history
    ]
    usual = quotes(page, asked)
    plain = plain_calls()
    print("| format | characters wrong | same evidence | times the plain call |")
    print("| --- | ---: | ---: | ---: |")
    for label, (name, data) in samples(page).items():
        try:
            read = document(data, name)
        except ReadError as error:
            print(f"| {label} | not measured: {error} | | |", flush=True)
            continue
        found = Document(read.id, title(read), read.text, data, read.encoding, read.structure)
        text = "".join(found.text[start:end] for start, end in _unskipped(found))
        wrong = errors(bare(text.replace("栏目：", "").replace("正文：", "")), bare(page.text))
        same = [is_same(a, b) for a, b in zip(quotes(found, asked), usual, strict=True)]
        form = Path(name).suffix[1:]
        slower = (
            f"{ratio(data, name, plain[form]):.2f}" if form in plain and "OCR" not in label else ""
        )
        print(f"| {label} | {wrong:.3f} | {np.mean(same):.3f} | {slower} |", flush=True)
    print("\n| larger file | MB | times the plain call |\n| --- | ---: | ---: |")
    for label, (name, data) in large(page).items():
        slower = ratio(data, name, plain[Path(name).suffix[1:]], 5)
        print(f"| {label} | {len(data) / 1e6:.1f} | {slower:.2f} |", flush=True)
    if (pdf := columns(lines_of(page), 2)) is not None:
        whole = many_pages(pdf, 500)
        own, reader, taken = peaks(whole, "a.pdf")
        print(
            f"\nA PDF of 500 pages ({len(whole) / 1e6:.1f} MB) read in {taken:.0f} s: at the peak "
            f"{own:.0f} MB in the process that collects, {reader:.0f} MB in the one that reads"
        )
    print(f"\n{len(asked)} questions; {machine()}")


def _unskipped(found: Document) -> list[tuple[int, int]]:
    """The stretches of a text between what is printed on every page."""
    edges = [0]
    for span in found.structure.skipped:
        edges += [span.start, span.end]
    edges.append(len(found.text))
    return list(zip(edges[::2], edges[1::2], strict=True))


if __name__ == "__main__":
    main()
