"""What a document is called, said at the beginning of a question, does not keep it from its answer."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat.answer import Settings
from chat.cli import open_answerer
from chat.titled import without_title
from index.build import build
from index.encode import load_encoder
from index.segment import Segmenter
from ingest.read import document

SEGMENTER = Segmenter()
TITLE = "青云路小学2024年秋季一年级招生简章"
TEXT = (
    f"{TITLE}\n\n一、学校概况\n\n青云路小学创建于1956年，现有教学班36个，在校学生1580人，专任教师92人。\n\n"
    "二、招生计划\n\n秋季计划招收一年级6个班，每班不超过45人，共270人。\n\n"
    "三、费用\n\n课后延时服务每学期收费450元，家庭经济困难学生免收。\n"
)


@pytest.mark.parametrize(
    ("question", "rest"),
    [
        ("青云路小学今年招几个班？", "今年招几个班？"),
        ("2024年青云路小学的延时服务收多少钱？", "延时服务收多少钱？"),
        ("白云路小学今年招几个班？", None),
        ("2023年招几个班？", None),
        ("青云路小学招生简章", None),
        ("今年青云路小学招几个班？", None),
    ],
)
def test_only_a_title_at_the_beginning_is_taken_off(question: str, rest: str | None) -> None:
    assert without_title(question, TITLE, SEGMENTER) == rest


@given(st.text("青云路小学今年招几个班费用多少？2024", max_size=20))
def test_what_is_left_is_the_end_of_the_question(question: str) -> None:
    rest = without_title(question, TITLE, SEGMENTER)
    assert rest is None or (question.endswith(rest) and 0 < len(rest) < len(question))


def test_the_answer_is_of_that_document_and_the_question_stays_as_it_was(tmp_path: Path) -> None:
    page = replace(document(TEXT.encode(), "简章.txt"), title=TITLE)
    build(tmp_path, [page], load_encoder(), Segmenter())
    answer = open_answerer(tmp_path, None, Settings()).ask("青云路小学今年招几个班？")
    assert any("6个班" in one.quote for one in answer.citations)
    assert answer.asked == "青云路小学今年招几个班？"
