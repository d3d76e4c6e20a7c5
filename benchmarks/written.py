"""Questions written to news, laws and papers of daily life: answered in the right place, or honestly refused.

    python -m benchmarks.written --data DIR

DIR holds the sets that training/corpora.py names. Asked are the questions that nothing was trained or fitted on
(training/written_questions.py), each over a page of eight documents that was indexed as any other documents, by
the whole product with its threshold. A quote is right if it holds a sentence that answers.
"""

import argparse
import tempfile
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks.machine import machine
from chat.answer import Answerer
from chat.types import Answer, Citation
from index.build import build
from index.encode import load_encoder
from index.library import Library
from index.segment import Segmenter
from ingest.types import Document
from training.written_questions import KINDS, PAPER, Written, documents, pages, written

LABELS = {
    "other": "in other words than the sentence that answers",
    "own": "in its words",
    "word": "a keyword",
    "near": "about what a sentence names, not said",
}


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    options = parser.parse_args()
    asked = written("measured")
    known = documents(options.data, asked)
    measured = measure(asked, known)
    for papers, name in ((False, "articles and laws"), (True, "papers")):
        print(measured.table(papers))
        print(f"\n{sum(one.startswith(PAPER) == papers for one in known)} {name}; {machine()}\n")


class Measured:
    """What became of the questions, by whether they were asked of a paper, and by their kind."""

    def __init__(self) -> None:
        self._first: dict[tuple[bool, str], list[bool]] = defaultdict(list)
        self._refused: dict[tuple[bool, str], list[bool]] = defaultdict(list)
        self._wrong: dict[tuple[bool, str], list[bool]] = defaultdict(list)

    def add(self, one: Written, best: Citation | None, answer: Answer) -> None:
        """A question, the best quote when nothing is refused, and the answer."""
        key = one.document.startswith(PAPER), one.kind
        self._first[key].append(best is not None and holds(best, one))
        self._refused[key].append(answer.refused)
        self._wrong[key].extend(not holds(quote, one) for quote in answer.citations[:1])

    def table(self, papers: bool) -> str:
        """The shares, a kind a row."""
        lines = [
            "| questions | | evidence first, nothing refused | refused | first quotes that are wrong |",
            "| --- | ---: | ---: | ---: | ---: |",
        ]
        for kind in KINDS:
            key = papers, kind
            shares = (self._first[key], self._refused[key], self._wrong[key])
            row = [f"{sum(one) / max(1, len(one)):.3f}" for one in shares]
            row[0] = "" if kind == "near" else row[0]
            lines.append(f"| {LABELS[kind]} | {len(self._first[key])} | {' | '.join(row)} |")
        return "\n".join(lines)


def measure(asked: Sequence[Written], known: Mapping[str, Document]) -> Measured:
    """Ask each question over its page, by the whole product."""
    measured = Measured()
    encoder, segmenter = load_encoder(), Segmenter()
    for names in pages(asked):
        with tempfile.TemporaryDirectory() as folder:
            build(Path(folder), [known[name] for name in names], encoder, segmenter)
            library = Library(Path(folder), encoder, segmenter)
            answerer = Answerer(library)
            for one in asked:
                if one.document in names:
                    measured.add(one, answerer.best(one.question), answerer.ask(one.question))
            library.close()
    return measured


def holds(quote: Citation, one: Written) -> bool:
    """Whether a quote holds a sentence that answers."""
    return one.answered_by(quote.document_id, quote.spans)


if __name__ == "__main__":
    main()
