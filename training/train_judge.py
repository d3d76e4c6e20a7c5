"""Fit chat/model/judge.json: from the signs of a sentence to the probability that it answers.

    python -m training.train_judge --data DIR

Asked are the questions of CMRC 2018 trial that the reader was not trained on, over all of its
documents, such as were written to news and are kept for this (written_questions.py), over pages of eight
articles, and the newspaper page's development questions, over the page. Published questions are
asked twice, the second time as if their document were not in the library, so that nothing answers.
A logistic regression (scikit-learn); the page's sentences count `PAGE` times, because that is whose
questions people ask.
"""

import argparse
import json
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from chat.answer import PASSAGES
from chat.evaluate import read_questions
from chat.evidence import EvidenceRanker
from chat.judge import MODEL, NAMES, Judge
from chat.reading import ReadingModel
from index.build import build
from index.encode import load_encoder
from index.library import Library
from index.segment import Segmenter
from ingest.collect import collect
from ingest.types import Document
from training.keep import keep
from training.questions import is_held, squad
from training.written_questions import documents, pages, written

PAGE = 3.0
"""How often a sentence of the page counts."""
BEST = 2
"""Sentences of a question that are fitted on again: about as many as are quoted."""
FIRST_WRITTEN = 1_000_000
"""Number of the first of the questions that were written to news."""
ROUNDS = 2
"""Times that the best are chosen, by the weights so far, and fitted on."""
_UNFITTED = Judge(dict.fromkeys(NAMES, 0.0))


@dataclass(frozen=True)
class Seen:
    """A sentence that was read: its signs, whether it answers, how much it weighs, and the number of
    the question that it was read for."""

    signs: tuple[float, ...]
    right: bool
    weight: float
    question: int


def published(data: Path, name: str = "cmrc2018_trial") -> list[Seen]:
    """Sentences read for the held questions of a set."""
    questions = squad(data / "qa" / f"{name}.json", name)
    held = [one for one in questions.examples if is_held(one.document)]
    seen = []
    with tempfile.TemporaryDirectory() as folder:
        library = _library(Path(folder), list(questions.documents.values()))
        ranker = EvidenceRanker(library, ReadingModel(), _UNFITTED)
        for number, example in enumerate(held):
            hits = library.search(example.question, PASSAGES + 8)
            others = [hit for hit in hits if hit.passage.document_id != example.document]
            for side, asked in enumerate((hits[:PASSAGES], others[:PASSAGES])):
                for one in ranker.rank(example.question, asked):
                    spans = one.hit.passage.sentences[one.sentence]
                    own = one.hit.passage.document_id == example.document
                    meets = spans[0].start < example.end and spans[-1].end > example.start
                    asking = 2 * number + side
                    seen.append(Seen(one.signs.row()[:-1], own and meets, 1.0, asking))
        library.close()
    return seen


def to_news(data: Path) -> list[Seen]:
    """Sentences read for the questions to news that are kept for the judge."""
    asked = written("judged")
    known = documents(data, asked)
    seen: list[Seen] = []
    for names in pages(asked):
        with tempfile.TemporaryDirectory() as folder:
            library = _library(Path(folder), [known[name] for name in names])
            ranker = EvidenceRanker(library, ReadingModel(), _UNFITTED)
            for number, one in enumerate(asked, FIRST_WRITTEN):
                if one.document in names:
                    for found in ranker.rank(one.question, library.search(one.question, PASSAGES)):
                        passage = found.hit.passage
                        right = one.answered_by(
                            passage.document_id, passage.sentences[found.sentence]
                        )
                        seen.append(Seen(found.signs.row()[:-1], right, 1.0, number))
            library.close()
    return seen


def page(folder: Path, questions: Path) -> list[Seen]:
    """Sentences read for the development questions that need no conversation."""
    found = collect([folder]).documents
    seen = []
    with tempfile.TemporaryDirectory() as index:
        library = _library(Path(index), found)
        ranker = EvidenceRanker(library, ReadingModel(), _UNFITTED)
        # counted down from -1: the published questions are counted up from 0
        for number, gold in enumerate(read_questions(questions), 1):
            if gold.split == "dev" and not gold.history:
                for one in ranker.rank(gold.question, library.search(gold.question, PASSAGES)):
                    quote = library.document(one.hit.passage.document_id).quote(
                        one.hit.passage.sentences[one.sentence]
                    )
                    right = any(evidence in quote for evidence in gold.evidence)
                    seen.append(Seen(one.signs.row()[:-1], right, PAGE, -number))
        library.close()
    return seen


def fit(seen: list[Seen]) -> dict[str, float]:
    """The weights of the signs and the intercept.

    Fitted on all sentences, and again on the best `BEST` of each question by what was fitted before:
    those are the ones that are shown or refused.
    """
    weights = _logistic(seen)
    for _ in range(ROUNDS):
        weights = _logistic(_best(seen, weights))
    return dict(zip(NAMES, map(float, weights), strict=True))


def _best(seen: list[Seen], weights: NDArray[np.float64]) -> list[Seen]:
    by_question: dict[int, list[Seen]] = {}
    for one in seen:
        by_question.setdefault(one.question, []).append(one)
    return [
        one
        for own in by_question.values()
        for one in sorted(own, key=lambda one: -float(weights[:-1] @ one.signs))[:BEST]
    ]


def _logistic(seen: list[Seen]) -> NDArray[np.float64]:
    model = LogisticRegression(C=1e4, max_iter=5000)  # cosines differ by hundredths
    model.fit(
        np.array([one.signs for one in seen]),
        np.array([one.right for one in seen]),
        sample_weight=[one.weight for one in seen],
    )
    return np.array([*model.coef_[0], model.intercept_[0]])


def _library(folder: Path, documents: list[Document]) -> Library:
    encoder, segmenter = load_encoder(), Segmenter()
    build(folder, documents, encoder, segmenter)
    return Library(folder, encoder, segmenter)


def main() -> None:
    """Fit and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--documents", type=Path, default=Path("corpus/documents"))
    parser.add_argument("--questions", type=Path, default=Path("corpus/questions.jsonl"))
    parser.add_argument("--out", type=Path, default=MODEL)
    options = parser.parse_args()
    seen = published(options.data) + to_news(options.data)
    seen += page(options.documents, options.questions)
    weights = {name: round(value, 4) for name, value in fit(seen).items()}
    keep(options.out, f"{json.dumps({'weights': weights}, indent=1)}\n".encode())
    print(f"{len(seen)} sentences, {sum(one.right for one in seen)} answer: {weights}")


if __name__ == "__main__":
    main()
