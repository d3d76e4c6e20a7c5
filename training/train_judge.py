"""Fit chat/model/judge.json: from the signs of a sentence to the probability that it answers.

    python -m training.train_judge --data DIR

Asked are the questions of CMRC 2018 trial that the reader was not trained on, over all of its
documents, such as were written to news and are kept for this (written_questions.py), over pages of eight
articles, such as people would ask of a folder of their files (folder_questions.py), over the folder,
and the newspaper page's development questions, over the page. Published questions are
asked twice, the second time as if their document were not in the library, so that nothing answers.
A logistic regression of the steps from knot to knot of each sign's curve (splines of the first degree): what is
made small is the steps and not the heights, so that a curve stays level where there is little to learn from;
and of the signs that can only speak for an answer no step goes down. The page's sentences count `PAGE` times,
because that is whose questions people ask, and those of folders `FOLDER` times, about as much together as
those of articles: tables, notices and contracts are asked more shortly than news, and what they do not say
sounds nearer.
"""

import argparse
import json
import tempfile
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import expit
from sklearn.preprocessing import SplineTransformer

from chat.asking.question import standard
from chat.asking.readings import PASSAGES
from chat.command.evaluate import read_questions
from chat.ranking.evidence import EvidenceRanker
from chat.ranking.judge import MODEL, NAMES, Judge
from chat.ranking.reading import ReadingModel
from index.build import build
from index.encode import load_encoder
from index.library import Library
from index.segment import Segmenter
from ingest.collect import collect
from ingest.types import Document
from training.folder_questions import asked_of, folders
from training.keep import keep
from training.questions import is_held, squad
from training.written_questions import documents, pages, written

PAGE = 3.0
"""How often a sentence of the page counts."""
FOLDER = 2.0
"""How often a sentence of a folder counts."""
BEST = 2
"""Sentences of a question that are fitted on again: about as many as are quoted."""
FIRST_WRITTEN = 1_000_000
"""Number of the first of the questions that were written to news."""
FIRST_OF_FOLDERS = 2_000_000
"""Number of the first of the questions to folders."""
ROUNDS = 2
"""Times that the best are chosen, by the weights so far, and fitted on."""
RANGES = {
    "margin": (-8.0, 5.0),
    "peak": (-8.0, 6.0),
    "met": (-0.2, 0.1),
    "near": (0.0, 0.7),
    "covered": (0.0, 1.0),
    "found": (-0.4, 0.0),
}
"""Of the signs, from the lowest knot to the highest, about the first and the last hundredth of the sentences
that are read: outside nothing is learned from how far."""
KNOTS = 5
"""Of a curve: two would be a weight, more tell nothing more apart (benchmarks/tried.md)."""
RISING = frozenset(NAMES) - {"covered"}
"""Signs of which more never speaks against an answer; that a sentence repeats the question's words may."""
FLAT = ((0.0, 0.0), (1.0, 0.0))
_UNFITTED = Judge(dict.fromkeys(NAMES, FLAT), 0.0)
"""Gives every sentence 0.5, which is no doubt: what is read first is fitted on, and nothing read in doubt."""


Curves: TypeAlias = dict[str, tuple[tuple[float, float], ...]]
"""Of each sign (sign, log odds), see chat.ranking.judge.Judge."""


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
                    seen.append(Seen(one.signs.row(), own and meets, 1.0, asking))
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
                        seen.append(Seen(found.signs.row(), right, 1.0, number))
            library.close()
    return seen


def to_folders() -> list[Seen]:
    """Sentences read for the questions to folders that are kept for the judge."""
    seen: list[Seen] = []
    numbers = count(FIRST_OF_FOLDERS)
    for folder in folders(measured=False):
        with tempfile.TemporaryDirectory() as index:
            library = _library(Path(index), collect([folder / "documents"]).documents)
            ranker = EvidenceRanker(library, ReadingModel(), _UNFITTED)
            for asked, number in zip(asked_of(folder), numbers, strict=False):
                question = standard(asked.question)
                for one in ranker.rank(question, library.search(question, PASSAGES)):
                    passage = one.hit.passage
                    document = library.document(passage.document_id)
                    right = asked.answered_by(document.quote(passage.sentences[one.sentence]))
                    seen.append(Seen(one.signs.row(), right, FOLDER, number))
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
                    seen.append(Seen(one.signs.row(), right, PAGE, -number))
        library.close()
    return seen


def fit(seen: list[Seen]) -> tuple[Curves, float]:
    """The curve of each sign, and the intercept.

    Fitted on all sentences, and again on the best `BEST` of each question by what was fitted before:
    those are the ones that are shown or refused.
    """
    weights = _logistic(seen)
    for _ in range(ROUNDS):
        weights = _logistic(_best(seen, weights))
    return _curves(weights)


def _curves(weights: NDArray[np.float64]) -> tuple[Curves, float]:
    """Each curve as its heights at the knots, 0 at the first."""
    heights = _heights(weights[:-1])
    curves = {
        name: tuple(
            (round(at, 4), round(height, 4)) for at, height in zip(places, own, strict=True)
        )
        for name, places, own in zip(NAMES, _places().T.tolist(), heights.tolist(), strict=True)
    }
    return curves, round(float(weights[-1]), 4)


def _heights(steps: NDArray[np.float64]) -> NDArray[np.float64]:
    """*Shapes:* (signs × (knots − 1),) ▶ (signs, knots)."""
    return np.pad(steps.reshape(len(NAMES), KNOTS - 1).cumsum(1), ((0, 0), (1, 0)))


def _by_steps(seen: list[Seen]) -> NDArray[np.float64]:
    """A spline of the first degree has a bump at each knot, which is 0 at the others; a step raises the bump
    after it and all that follow. *Shape:* (seen, signs × (knots − 1))."""
    splines = SplineTransformer(degree=1, knots=_places(), extrapolation="constant")
    bumps = splines.fit_transform(np.array([one.signs for one in seen]))
    after = bumps.reshape(len(bumps), len(NAMES), KNOTS)[:, :, ::-1].cumsum(2)[:, :, ::-1]
    return after[:, :, 1:].reshape(len(bumps), -1)


def _places() -> NDArray[np.float64]:
    """*Shape:* (knots, signs)."""
    return np.array([np.linspace(*RANGES[name], KNOTS) for name in NAMES]).T


def _best(seen: list[Seen], weights: NDArray[np.float64]) -> list[Seen]:
    odds = _by_steps(seen) @ weights[:-1] + weights[-1]
    by_question: dict[int, list[tuple[float, Seen]]] = {}
    for one, chance in zip(seen, odds.tolist(), strict=True):
        by_question.setdefault(one.question, []).append((chance, one))
    return [
        one
        for own in by_question.values()
        for _, one in sorted(own, key=lambda pair: -pair[0])[:BEST]
    ]


def _logistic(seen: list[Seen]) -> NDArray[np.float64]:
    """The steps, and the intercept behind them, that make the log loss and half the steps' squares least.
    *Shape:* (signs × (knots − 1) + 1,)."""
    rows = np.c_[_by_steps(seen), np.ones(len(seen))]
    signs = np.where([one.right for one in seen], 1.0, -1.0)
    counts = np.array([one.weight for one in seen])

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        odds = signs * (rows @ weights)
        small = np.append(weights[:-1], 0.0)
        slope = rows.T @ (-signs * counts * expit(-odds)) + small
        return float(counts @ np.logaddexp(0.0, -odds) + small @ small / 2), slope

    bounds = [(0.0 if name in RISING else None, None) for name in NAMES for _ in range(KNOTS - 1)]
    found = minimize(loss, np.zeros(rows.shape[1]), jac=True, bounds=[*bounds, (None, None)])
    weights: NDArray[np.float64] = found.x
    return weights


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
    seen = published(options.data) + to_news(options.data) + to_folders()
    seen += page(options.documents, options.questions)
    curves, intercept = fit(seen)
    keep(options.out, f"{json.dumps({'curves': curves, 'intercept': intercept})}\n".encode())
    print(f"{len(seen)} sentences, {sum(one.right for one in seen)} answer: {intercept}, {curves}")


if __name__ == "__main__":
    main()
