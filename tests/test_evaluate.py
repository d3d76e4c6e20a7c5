"""The figures of `yinju eval` say what they claim, also when the answers are wrong."""

from dataclasses import replace
from pathlib import Path

import pytest

from chat.answer import Answerer, Settings
from chat.cli import open_answerer
from chat.command.evaluate import Gold, evaluate, table
from index.build import build
from index.encode import load_encoder
from index.segment import Segmenter
from ingest.read import document

GOLD = Gold(
    id="1",
    split="dev",
    kind="fact",
    question="新增多少学位？",
    history=(),
    answerable=True,
    other_words=False,
    evidence=("新增10万个优质公办学位",),
    answer=("10万个",),
    parts=(),
)


@pytest.fixture(scope="module")
def answerer(tmp_path_factory: pytest.TempPathFactory) -> Answerer:
    folder: Path = tmp_path_factory.mktemp("index")
    text = "新增10万个优质公办学位，更好满足期待。\n\n坚决打好种业翻身仗。\n"
    build(folder, [document(text.encode(), "a.txt")], load_encoder(), Segmenter())
    return open_answerer(folder, None, Settings(threshold=0.0))


def shares(answerer: Answerer, *questions: Gold) -> dict[str, str]:
    rows = table(evaluate(answerer, questions)).splitlines()[2:]
    return {row.split("|")[1].strip(): row.split("|")[2].strip() for row in rows}


def test_right_evidence_counts_and_wrong_evidence_does_not(answerer: Answerer) -> None:
    wrong = replace(GOLD, id="2", evidence=("坚决打好种业翻身仗",), answer=())
    found = shares(answerer, GOLD, wrong)
    assert found["evidence first and shown"] == "0.500"
    assert found["answerable refused"] == "0.000"


def test_answering_what_cannot_be_answered_counts_against_refusal(answerer: Answerer) -> None:
    absent = replace(GOLD, answerable=False, evidence=(), answer=())
    assert shares(answerer, GOLD, absent)["unanswerable refused"] == "0.000"


def test_a_quote_that_is_not_the_documents_is_seen(
    answerer: Answerer, monkeypatch: pytest.MonkeyPatch
) -> None:
    honest = evaluate(answerer, [GOLD])
    assert honest[0].verbatim
    citation = replace(honest[0].answer.citations[0], quote="新增99万个优质公办学位，")
    forged = replace(honest[0].answer, citations=(citation,))
    monkeypatch.setattr(answerer, "ask", lambda *_, **__: forged)
    assert shares(answerer, GOLD)["every quote verbatim"] == "0.000"
