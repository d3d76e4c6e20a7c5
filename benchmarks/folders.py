"""Questions that people would ask of a folder of their files: answered by the right words, or honestly refused.

    python -m benchmarks.folders [--fitted]

Asked of each folder (training/folder_questions.py) as it is read and indexed, by the whole product with its
threshold. Without --fitted only such as nothing was fitted on and no rule found with.
"""

import argparse
import tempfile
from collections import Counter
from pathlib import Path

from benchmarks.machine import machine
from chat.answer import Answerer
from index.build import build
from index.encode import load_encoder
from index.library import Library
from index.segment import Segmenter
from ingest.collect import collect
from training.folder_questions import Asked, asked_of, folders


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fitted", action="store_true", help="those that the judge is fitted on")
    options = parser.parse_args()
    print("| folder | said | first quote right | wrong | refused | not said | refused |")
    print("| --- | ---: | ---: | ---: | ---: | ---: | ---: |")
    for folder in folders(measured=not options.fitted):
        print(row(folder.name, measure(folder)))
    print(f"\n{machine()}")


def measure(folder: Path) -> Counter[str]:
    """How many questions were answered right, wrong or not."""
    with tempfile.TemporaryDirectory() as index:
        encoder, segmenter = load_encoder(), Segmenter()
        build(Path(index), collect([folder / "documents"]).documents, encoder, segmenter)
        library = Library(Path(index), encoder, segmenter)
        answerer = Answerer(library)
        found = Counter(became(answerer, one) for one in asked_of(folder))
        library.close()
    return found


def became(answerer: Answerer, one: Asked) -> str:
    """What became of a question: "right", "wrong" or "refused", and behind "not said: " for one that is not."""
    answer = answerer.ask(one.question)
    kind = "not said: " if one.answer is None else ""
    if answer.refused:
        return f"{kind}refused"
    return f"{kind}{'right' if one.answered_by(answer.citations[0].quote) else 'wrong'}"


def row(name: str, found: Counter[str]) -> str:
    """A folder's line of the table.

    >>> row("城", Counter({"right": 3, "refused": 1, "not said: refused": 1, "not said: wrong": 1}))
    '| 城 | 4 | 0.750 | 0.000 | 0.250 | 2 | 0.500 |'
    """
    said = found["right"] + found["wrong"] + found["refused"]
    unsaid = found["not said: wrong"] + found["not said: refused"]
    shares = [f"{found[key] / max(1, said):.3f}" for key in ("right", "wrong", "refused")]
    not_said = f"{found['not said: refused'] / max(1, unsaid):.3f}"
    return f"| {name} | {said} | {' | '.join(shares)} | {unsaid} | {not_said} |"


if __name__ == "__main__":
    main()
