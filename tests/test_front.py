"""An empty page shows what the library holds now, and asks only what it answers."""

from pathlib import Path

import pytest

from chat.answer import Answerer, Settings
from chat.cli import open_answerer
from chat.web.front import EXAMPLES, FrontPage
from index.build import build
from index.change import remove
from index.encode import load_encoder
from index.segment import Segmenter
from ingest.read import document

TEXTS = {
    "学位.txt": "学位报告\n\n今年新增10万个优质公办学位。",
    "岗位.txt": "岗位报告\n\n今年开发就业岗位60万个。",
}


@pytest.fixture
def answerer(tmp_path: Path) -> Answerer:
    found = [document(text.encode(), name) for name, text in TEXTS.items()]
    build(tmp_path, found, load_encoder(), Segmenter())
    return open_answerer(tmp_path, None, Settings())


def test_the_questions_to_begin_with_are_answered(answerer: Answerer) -> None:
    front = FrontPage(answerer).now()
    assert 1 <= len(front.questions) <= EXAMPLES
    answers = [answerer.ask(question) for question in front.questions]
    assert not any(answer.refused for answer in answers)
    assert {answer.citations[0].document_id for answer in answers} == set(TEXTS)


def test_it_is_made_once_while_the_library_is_the_same(answerer: Answerer) -> None:
    page = FrontPage(answerer)
    assert page.now() is page.now()


def test_a_removed_document_leaves_the_page(answerer: Answerer, tmp_path: Path) -> None:
    page = FrontPage(answerer)
    assert list(page.now().titles) == sorted(TEXTS)
    remove(tmp_path, ["学位.txt"], Segmenter())
    assert list(page.now().titles) == ["岗位.txt"]
    assert not any("学位" in question for question in page.now().questions)
