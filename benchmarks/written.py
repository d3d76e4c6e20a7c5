"""Questions written to news and laws: answered in the right place, or honestly refused.

    python -m benchmarks.written --data DIR

DIR holds the sets that training/corpora.py names. Asked are the questions that nothing was trained or fitted on
(training/written_questions.py), each over a page of eight articles that was indexed as any other documents, by
the whole product with its threshold. A quote is right if it holds a sentence that answers.
"""

import argparse
import tempfile
from collections import defaultdict
from pathlib import Path

from benchmarks.machine import machine
from chat.answer import Answerer
from chat.types import Citation
from index.build import build
from index.encode import load_encoder
from index.library import Library
from index.segment import Segmenter
from training.written_questions import KINDS, Written, documents, pages, written

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
    encoder, segmenter = load_encoder(), Segmenter()
    first: dict[str, list[bool]] = defaultdict(list)
    refused: dict[str, list[bool]] = defaultdict(list)
    wrong: dict[str, list[bool]] = defaultdict(list)
    for names in pages(asked):
        with tempfile.TemporaryDirectory() as folder:
            build(Path(folder), [known[name] for name in names], encoder, segmenter)
            library = Library(Path(folder), encoder, segmenter)
            answerer = Answerer(library)
            for one in asked:
                if one.document in names:
                    best = answerer.best(one.question)
                    answer = answerer.ask(one.question)
                    first[one.kind].append(best is not None and holds(best, one))
                    refused[one.kind].append(answer.refused)
                    shown = answer.citations[:1]
                    wrong[one.kind].extend(not holds(quote, one) for quote in shown)
            library.close()
    print(
        "| questions | | evidence first, nothing refused | refused | first quotes that are wrong |"
    )
    print("| --- | ---: | ---: | ---: | ---: |")
    for kind in KINDS:
        shares = (first[kind], refused[kind], wrong[kind])
        row = [f"{sum(one) / max(1, len(one)):.3f}" for one in shares]
        row[0] = "" if kind == "near" else row[0]
        print(f"| {LABELS[kind]} | {len(first[kind])} | {' | '.join(row)} |")
    print(f"\n{len(known)} articles and laws; {machine()}")


def holds(quote: Citation, one: Written) -> bool:
    """Whether a quote holds a sentence that answers."""
    return one.answered_by(quote.document_id, quote.spans)


if __name__ == "__main__":
    main()
