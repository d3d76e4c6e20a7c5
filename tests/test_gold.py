"""The gold questions themselves: many, varied, and true to the page."""

from collections import Counter
from pathlib import Path

import pytest

from chat.command.evaluate import Gold, read_questions
from ingest.errors import ReadError

CORPUS = Path(__file__).parent.parent / "corpus"
QUESTIONS = read_questions(CORPUS / "questions.jsonl")
(PAGE,) = (path.read_text("utf-8") for path in (CORPUS / "documents").iterdir())


def test_there_are_enough_of_every_kind() -> None:
    kinds = Counter(gold.kind for gold in QUESTIONS)
    assert len(QUESTIONS) >= 80
    assert sum(gold.other_words for gold in QUESTIONS) >= 20
    assert sum(not gold.answerable for gold in QUESTIONS) >= 20
    assert kinds["followup"] >= 5
    for kind in ("fact", "list", "caption", "section", "offtopic", "absent", "missing"):
        assert kinds[kind] >= 6, kind


def test_both_halves_are_alike() -> None:
    halves = [
        Counter((gold.kind, gold.answerable) for gold in QUESTIONS if gold.split == split)
        for split in ("dev", "test")
    ]
    assert halves[0] == halves[1]


@pytest.mark.parametrize("gold", QUESTIONS, ids=lambda gold: gold.id)
def test_what_is_accepted_stands_on_the_page(gold: Gold) -> None:
    assert gold.answerable == bool(gold.evidence)
    for words in (*gold.evidence, *gold.answer, *gold.parts):
        assert words in PAGE


def test_ids_and_questions_are_unique() -> None:
    assert len({gold.id for gold in QUESTIONS}) == len(QUESTIONS)
    assert len({(gold.question, gold.history) for gold in QUESTIONS}) == len(QUESTIONS)


def test_a_line_that_is_no_question_is_named(tmp_path: Path) -> None:
    path = tmp_path / "questions.jsonl"
    path.write_text('{"id": "a"}\n', encoding="utf-8")
    with pytest.raises(ReadError, match="line 1: expected a gold question"):
        read_questions(path)
