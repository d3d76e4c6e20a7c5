"""What is expected of a question is learned from how its answers met it, and a damaged file says so."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from chat.ranking.expectation import read_expectation
from index.encode import BundledEncoder
from ingest.errors import ModelError
from training.corpora import Question, Reading
from training.train_expectation import THIRD, Compared, compared, every_third, fit, told_apart

DIM = 6


def _asked(seed: int, far: float) -> list[Compared]:
    """Questions whose answers meet them at 0.9 less `far` times how colloquial they are, others 0.02 below."""
    chance = np.random.default_rng(seed)
    made = []
    for number in range(3000):
        colloquial = float(chance.uniform())
        mean = np.array([colloquial, *chance.normal(0, 0.1, DIM - 1)], dtype=np.float32)
        best = 0.9 - far * colloquial + float(chance.normal(0, 0.004))
        made.append(Compared(str(number), mean, best, (best - 0.02, best - 0.03)))
    return made


def test_answers_are_told_from_others_across_questions_once_it_is_known_what_to_expect() -> None:
    expectation = fit(_asked(1, 0.2))
    unseen = _asked(2, 0.2)
    assert told_apart(unseen, None) < 0.65
    assert told_apart(unseen, expectation) > 0.95


def test_where_all_questions_are_met_alike_nothing_is_gained_or_lost() -> None:
    unseen = _asked(2, 0.0)
    assert told_apart(unseen, fit(_asked(1, 0.0))) == pytest.approx(
        told_apart(unseen, None), abs=0.02
    )


def test_the_level_is_where_answers_and_others_part() -> None:
    asked = [replace(one, mean=np.zeros(DIM, dtype=np.float32)) for one in _asked(1, 0.0)]
    level = fit(asked).of(np.zeros((1, DIM), dtype=np.float32))
    assert 0.87 < level < 0.9


def test_a_question_is_compared_with_what_answers_it_and_the_best_of_what_does_not() -> None:
    encoder = BundledEncoder()
    paragraphs = [["新增60万个学位。", "缓解交通拥堵。"], ["公园免费开放。", "推进反腐败斗争。"]]
    questions = [Question("新增多少学位?", 0, (0,)), Question("公园收费吗?", 1, ())]
    first, second = compared(Reading(paragraphs, questions), encoder)
    asked = encoder.query_pieces("新增多少学位?")
    met = [
        float((asked @ rows.T).max(1).mean())
        for rows in encoder.passage_pieces(["新增60万个学位。", *paragraphs[0][1:], *paragraphs[1]])
    ]
    assert first.right == pytest.approx(met[0], abs=1e-5)
    assert first.wrong == pytest.approx(sorted(met[1:])[:-3:-1], abs=1e-5)
    assert len(second.wrong) == 2, (
        "its whole paragraph answers, so others are the other paragraph's"
    )


@pytest.mark.parametrize("content", [None, "", "{}", '{"weights": [1]}', "[1]", "\x00"])
def test_a_missing_or_damaged_file_is_a_model_error(tmp_path: Path, content: str | None) -> None:
    path = tmp_path / "expectation.json"
    if content is not None:
        path.write_text(content)
    with pytest.raises(ModelError, match="expected weights and an intercept"):
        read_expectation(path)


def test_the_shipped_one_fits_the_bundled_encoder() -> None:
    assert read_expectation().weights.shape == (BundledEncoder().dim,)


def test_of_the_written_documents_every_third_keeps_its_questions() -> None:
    paragraphs = [[f"长春的第{n}条路。"] for n in range(7)]
    asked = [Question(f"第{n}条路在哪里?", n, (0,)) for n in range(7)]
    kept = every_third(Reading(paragraphs, asked))
    assert kept.paragraphs == paragraphs[::THIRD]
    for one in kept.questions:
        assert kept.paragraphs[one.paragraph] == [f"长春的{one.text.removesuffix('在哪里?')}。"]
    assert len(kept.questions) == len(kept.paragraphs)
