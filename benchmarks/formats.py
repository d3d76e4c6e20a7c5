"""The newspaper page in every format: what is read, in which order, whether the same evidence is found.

    python -m benchmarks.formats [--split dev] [--only PPTX …]

OCR is measured if it is installed (`pip install yinju[ocr]`). Asked are the page's answerable questions of
the split; the evidence is the same when at least 0.8 of the shorter of two first quotes stands in the other,
in order.
"""

import argparse
import tempfile
from difflib import SequenceMatcher
from pathlib import Path

import numpy as np

from benchmarks.format_files import samples
from benchmarks.machine import machine
from chat.answer import Answerer
from chat.command.arguments import DOCUMENTS, QUESTIONS
from chat.command.evaluate import Gold, read_questions
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

SAME = 0.8


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


def _unskipped(found: Document) -> list[tuple[int, int]]:
    """The stretches of a text between what is printed on every page."""
    edges = [0]
    for span in found.structure.skipped:
        edges += [span.start, span.end]
    edges.append(len(found.text))
    return list(zip(edges[::2], edges[1::2], strict=True))


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--split", default="test")
    parser.add_argument("--only", nargs="+", default=[""], help="beginnings of names of formats")
    parser.add_argument("--show", action="store_true", help="also the quotes that differ")
    options = parser.parse_args()
    page = collect([DOCUMENTS]).documents[0]
    asked = [
        one
        for one in read_questions(QUESTIONS)
        if one.split == options.split and one.evidence and not one.history
    ]
    usual = quotes(page, asked)
    print("| format | characters wrong | same evidence |\n| --- | ---: | ---: |")
    for label, (name, data) in samples(page).items():
        if not label.startswith(tuple(options.only)):
            continue
        try:
            read = document(data, name)
        except ReadError as error:
            print(f"| {label} | not measured: {error} | |", flush=True)
            continue
        found = Document(read.id, title(read), read.text, data, read.encoding, read.structure)
        text = "".join(found.text[start:end] for start, end in _unskipped(found))
        wrong = errors(bare(text.replace("栏目：", "").replace("正文：", "")), bare(page.text))
        own = quotes(found, asked)
        same = [is_same(a, b) for a, b in zip(own, usual, strict=True)]
        print(f"| {label} | {wrong:.3f} | {np.mean(same):.3f} |", flush=True)
        for one, here, there, alike in zip(asked, own, usual, same, strict=True):
            if options.show and not alike:
                print(f"    {one.question}\n        here  {here}\n        usual {there}")
    print(f"\n{len(asked)} {options.split} questions; {machine()}")


if __name__ == "__main__":
    main()
