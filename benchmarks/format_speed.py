"""How long reading takes: the CPU time of `document` as a multiple of that of a plain call of the same library.

    python -m benchmarks.format_speed [--only XLSX …]

A plain call is what somebody writes who wants all that is in a file and has its bytes: all sheets and all
rows, all paragraphs, all shapes of all slides, all chapters. Of CSV there are two, rows, and rows beside
their heads. Both calls are made in turns; printed are the medians and their ratio.
"""

import argparse
import csv
import io
import time
import zipfile
from collections.abc import Callable
from statistics import median
from typing import Any

from benchmarks.format_files import drawn, large, samples
from benchmarks.machine import machine
from chat.command.arguments import DOCUMENTS
from ingest.collect import collect
from ingest.read import document

Plain = Callable[[Any], object]
SECONDS, MOST = 4.0, 300
"""CPU time that a comparison may take, and the most pairs of calls."""


def plain_calls() -> dict[str, list[tuple[str, Plain]]]:
    """By suffix: what each call does, as their libraries' own first examples do it."""
    import docx  # noqa: PLC0415
    import pptx  # noqa: PLC0415
    import pypdfium2  # noqa: PLC0415
    from lxml import html  # noqa: PLC0415
    from python_calamine import CalamineWorkbook  # noqa: PLC0415
    from trafilatura import extract  # noqa: PLC0415

    def sheets(data: bytes) -> object:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        return [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]

    def slides(data: bytes) -> object:
        return [
            shape.text_frame.text
            for slide in pptx.Presentation(io.BytesIO(data)).slides
            for shape in slide.shapes
        ]

    def pages(data: bytes) -> object:
        return [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(data)]

    def chapters(data: bytes) -> object:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return [
                html.document_fromstring(archive.read(name)).text_content()
                for name in archive.namelist()
                if name.endswith("html")
            ]

    found: dict[str, list[tuple[str, Plain]]] = {
        "docx": [
            (
                "text of all paragraphs",
                lambda data: [one.text for one in docx.Document(io.BytesIO(data)).paragraphs],
            )
        ],
        "html": [("main text as XML", lambda data: extract(data.decode(), output_format="xml"))],
        "epub": [("text of all chapters", chapters)],
        "pdf": [("text of all pages", pages)],
        "pptx": [("text of all shapes", slides)],
        "xlsx": [("all rows of all sheets", sheets)],
        "csv": [
            ("all rows", lambda data: list(csv.reader(io.StringIO(data.decode())))),
            (
                "all rows beside their heads",
                lambda data: list(csv.DictReader(io.StringIO(data.decode()))),
            ),
        ],
    }
    try:
        from rapidocr import RapidOCR  # noqa: PLC0415
    except ImportError:
        return found
    engine = RapidOCR(params={"Global.log_level": "error"})
    found["png"] = [("OCR of the picture", engine)]
    found["scan"] = [("OCR of all pages, 200 dots an inch", lambda data: scans(data, engine))]
    return found


def scans(data: bytes, engine: Plain) -> object:
    """What an engine reads in each page of a PDF."""
    import pypdfium2  # noqa: PLC0415

    pages = pypdfium2.PdfDocument(data)
    return [engine(page.render(scale=200 / 72).to_numpy()) for page in pages]


def times(data: bytes, name: str, plain: Plain) -> tuple[float, float]:
    """Median milliseconds of CPU time of `document` and of the plain call."""
    calls = (lambda: document(data, name), lambda: plain(data))
    taken: list[list[float]] = [[], []]
    for call in calls:
        call()  # what is loaded once is no part of either
    while sum(map(sum, taken)) < SECONDS and len(taken[0]) < MOST:
        for own, call in zip(taken, calls, strict=True):
            began = time.process_time()
            call()
            own.append(time.process_time() - began)
    return 1000 * median(taken[0]), 1000 * median(taken[1])


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", nargs="+", default=[""], help="beginnings of names of files")
    options = parser.parse_args()
    page = collect([DOCUMENTS]).documents[0]
    plain = plain_calls()
    files = {**samples(page), **large(page)}
    if "PDF, 2 columns" in files:
        files["PNG of its first page, OCR"] = ("a.png", drawn(files["PDF, 2 columns"][1]))
    print(
        "| file | kB | plain call | its ms | ours, ms | times |\n| --- | ---: | --- | ---: | ---: | ---: |"
    )
    for label, (name, data) in files.items():
        if label.startswith(tuple(options.only)):
            form = "scan" if "pictures" in label else name.partition(".")[2]
            for what, call in plain.get(form, ()):
                own, other = times(data, name, call)
                print(
                    f"| {label} | {len(data) / 1000:.0f} | {what} | {other:.2f} | {own:.2f} | "
                    f"{own / other:.2f} |",
                    flush=True,
                )
    print(f"\n{machine()}")


if __name__ == "__main__":
    main()
