"""Fit chat/model/expectation.json: how closely a question's answer can be expected to meet it.

    python -m training.train_expectation --data DIR

DIR holds the sets that training/corpora.py names. Of each question are taken the sentence of
its paragraph that answers and meets it best, and the best-met two that do not answer, of its paragraph
and of the nearest others. A logistic regression (scikit-learn) says from how a sentence meets the question
and from the question's mean piece whether it answers; expected is the meeting at which it is undecided.
Questions from an encyclopedia, which repeat their text's words, and laymen's questions about the law and such
as were written to every third of the taught news, laws and papers, which do not, teach it the difference. A
sixth of all is held and only measured.
"""

import argparse
import json
import zlib
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from chat.ranking.expectation import MODEL, Expectation
from index.encode import BundledEncoder, unit
from index.types import Vectors
from training.corpora import Reading, lay_questions, reading
from training.keep import keep
from training.written_questions import taught

SETS = ("drcd_dev", "drcd_test")
LAY = "stard_queries"
NEAREST = 12
"""Sentences of other paragraphs that a question is compared with."""
WRONG = 2
"""Sentences that do not answer, of each question: as many as training/train_judge.py takes."""
THIRD = 3
"""Of the written documents every third is asked about: all would take three times as long."""
STRENGTH = 0.01
"""Inverse of the regularisation: the held questions come out alike from 0.003 to 1."""


@dataclass(frozen=True)
class Compared:
    """A question's mean piece, (dim,), and how the best-met sentences that answer and do not meet it."""

    question: str
    mean: Vectors
    right: float
    wrong: tuple[float, ...]


def compared(sets: Reading, encoder: BundledEncoder) -> list[Compared]:
    """Every question that has both; where no sentence is named, its whole paragraph answers. Near are those
    whose mean piece is."""
    texts = [text for paragraph in sets.paragraphs for text in paragraph]
    starts = np.cumsum([0, *map(len, sets.paragraphs)])
    pieces = encoder.passage_pieces(texts)
    none = np.zeros(encoder.dim, dtype=np.float32)
    vectors = np.array([unit(one.mean(0)) if len(one) else none for one in pieces])
    own: dict[str, set[int]] = {}
    answering: dict[str, set[int]] = {}
    for one in sets.questions:
        numbers = range(starts[one.paragraph], starts[one.paragraph + 1])
        own.setdefault(one.text, set()).update(numbers)
        places = [numbers[place] for place in one.answered_in] or numbers
        answering.setdefault(one.text, set()).update(places)
    made = []
    for question, right in answering.items():
        asked = encoder.query_pieces(question)
        if not asked.size:
            continue
        order = np.argsort(-(vectors @ asked.mean(0)), kind="stable")
        near = [n for n in order[: NEAREST + len(own[question])].tolist() if n not in own[question]]
        others = {*near[:NEAREST], *own[question]} - right
        met = {
            n: float((asked @ pieces[n].T).max(1).mean()) for n in right | others if len(pieces[n])
        }
        wrong = sorted((met[n] for n in others if n in met), reverse=True)[:WRONG]
        best = max((met[n] for n in right if n in met), default=None)
        if best is not None and wrong:
            made.append(Compared(question, asked.mean(0), best, tuple(wrong)))
    return made


def every_third(found: Reading) -> Reading:
    """Every third of its paragraphs with their questions."""
    asked = [one for one in found.questions if one.paragraph % THIRD == 0]
    return Reading(
        found.paragraphs[::THIRD],
        [replace(one, paragraph=one.paragraph // THIRD) for one in asked],
    )


def fit(questions: list[Compared]) -> Expectation:
    """The meeting at which the logistic regression is undecided."""
    met, means, right, counts = _rows(questions)
    centre, spread, level = means.mean(0), means.std(0) + 1e-9, met.mean()
    # cosines differ by hundredths: with fifty times as much the regularisation is hardly theirs
    rows = np.c_[(met - level) * 50, (means - centre) / spread]
    model = LogisticRegression(C=STRENGTH, max_iter=3000).fit(rows, right, sample_weight=counts)
    slope, *rest = model.coef_[0]
    weights = -np.array(rest) / spread / (50 * slope)
    intercept = level - model.intercept_[0] / (50 * slope) - weights @ centre
    return Expectation(weights.astype(np.float32), float(intercept))


def _rows(
    questions: list[Compared],
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.bool_], NDArray[np.float64]]:
    rows = [
        (met, one.mean, right, share)
        for one in questions
        for met, right, share in (
            (one.right, True, 1.0),
            *((met, False, 1 / len(one.wrong)) for met in one.wrong),
        )
    ]
    met, means, right, share = zip(*rows, strict=True)
    return np.array(met), np.array(means, dtype=np.float64), np.array(right), np.array(share)


def told_apart(questions: list[Compared], expectation: Expectation | None) -> float:
    """Of all pairs of a question whose answer is there and one whose answer is not, the share in which the
    first's best sentence is the better met, beside what is expected of it (area under the curve)."""
    base = np.array([expectation.of(one.mean[None]) if expectation else 0.0 for one in questions])
    there = np.array([max(one.right, *one.wrong) for one in questions]) - base
    absent = np.sort(np.array([max(one.wrong) for one in questions]) - base)
    return float(np.mean(np.searchsorted(absent, there) / len(absent)))


def is_held(question: str) -> bool:
    """Whether a question is only measured: a sixth of them."""
    return zlib.crc32(question.encode()) % 6 == 0


def main() -> None:
    """Fit, measure, and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=MODEL)
    options = parser.parse_args()
    encoder = BundledEncoder()
    sets = [reading(options.data / "qa" / f"{name}.json") for name in SETS]
    lay = options.data / "qa" / f"{LAY}.json"
    every = [
        one
        for found in [*sets, lay_questions(lay), every_third(taught(options.data))]
        for one in compared(found, encoder)
    ]
    held = [one for one in every if is_held(one.question)]
    expectation = fit([one for one in every if not is_held(one.question)])
    kept = {
        "intercept": round(expectation.intercept, 5),
        "weights": [round(one, 5) for one in expectation.weights.tolist()],
    }
    keep(options.out, f"{json.dumps(kept)}\n".encode())
    before, after = told_apart(held, None), told_apart(held, expectation)
    print(f"{len(every)} questions; {len(held)} held, told apart {before:.3f} without, {after:.3f}")


if __name__ == "__main__":
    main()
