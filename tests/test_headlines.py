"""A headline, a heading or a caption is no answer where it holds nothing of what is asked for but a name."""

from pathlib import Path

import pytest

from chat.answer import Settings
from chat.cli import open_answerer
from chat.refusing.headlines import is_caption, only_names
from index.build import build
from index.encode import load_encoder
from index.segment import Segmenter
from ingest.read import document

SEGMENTER = Segmenter()
HEADLINE = "造桥人石德才:一辈子只怕水,不怕高"


@pytest.mark.parametrize(
    ("question", "line"),
    [
        ("石德才最后悔什么？", HEADLINE),
        ("石德才有什么遗憾？", HEADLINE),
        ("石德才身体怎么样？", HEADLINE),
        ("石德才为什么没去唐山？", HEADLINE),
        ("王秀兰为什么辞职？", "王秀兰:一个馆长的三十年"),
        ("哪位县长当得最久？", "表2-5 1986—2005年沅丰县历任县长"),
        ("1998年谁任县长？", "表2-5 1986—2005年沅丰县历任县长"),
        ("谁是馆长？", "图3 馆长办公室"),
    ],
)
def test_a_headline_that_only_names_whom_or_what_is_asked_about_is_no_answer(
    question: str, line: str
) -> None:
    assert only_names(question, line, SEGMENTER)


@pytest.mark.parametrize(
    ("question", "line"),
    [
        ("石德才怕什么？", HEADLINE),
        ("石德才", HEADLINE),
        ("造桥人怕什么？", HEADLINE),
        ("谁当选县长？", "王秀兰当选县长"),
        ("谁是新馆长？", "新馆长:王秀兰"),
        ("新桥为什么停工？", "资金不足:新桥停工"),
        ("建校多少周年？", "建校70周年庆祝大会"),
        ("怎么申请？", "申请:网上办理"),
        ("石德才后悔吗？", "石德才后悔吗?"),
    ],
)
def test_a_headline_that_says_something_of_what_is_asked_for_stays(
    question: str, line: str
) -> None:
    assert not only_names(question, line, SEGMENTER)


def test_a_caption_is_a_short_line_that_numbers_a_table_or_a_picture() -> None:
    assert all(is_caption(line) for line in ("表2-5 历任县长", "图3 馆长", "表一 人口"))
    assert not any(is_caption(line) for line in ("表扬了三人", "图2是馆长。", f"表1{'人口' * 40}"))


def test_a_part_that_a_question_only_names_is_told_whatever_else_its_heading_says(
    tmp_path: Path,
) -> None:
    parts = "\n\n".join(
        f"## 第{one}展区：{name}\n\n{name}的船民在河上住了{one}百年，留下木船和渔网。"
        for one, name in zip("一二三四", ("下水", "号子", "水神", "上岸"), strict=True)
    )
    page = document(f"# 水路人家\n\n{parts}\n".encode(), "展览.md")
    build(tmp_path, [page], load_encoder(), Segmenter())
    answerer = open_answerer(tmp_path, None, Settings())
    for question in ("第四展区", "第四展區"):
        assert "四百年" in answerer.ask(question).citations[0].quote


def test_a_line_at_the_top_is_a_headline_wherever_it_is_not_read_as_one(tmp_path: Path) -> None:
    text = (
        "造桥人石德才：一辈子只怕水，不怕高\n\n采访整理：孟晓棠\n\n石德才，1943年生，2003年退休。\n"
    )
    build(tmp_path, [document(text.encode(), "访谈.txt")], load_encoder(), Segmenter())
    answerer = open_answerer(tmp_path, None, Settings())
    for question in ("石德才最后悔什么？", "石德才有什么遗憾？"):
        assert "只怕水" not in answerer.ask(question).text
