"""Who is asked in an interview says 我, and may be asked about by name."""

from pathlib import Path

import pytest

from chat.answer import Settings
from chat.asking.interviewed import interviewed
from chat.asking.titled import without_name
from chat.cli import open_answerer
from index.build import build
from index.encode import load_encoder
from index.segment import Segmenter
from ingest.read import document

SEGMENTER = Segmenter()
TALK = (
    "造桥人石德才：一辈子只怕水，不怕高\n\n采访整理：孟晓棠\n\n"
    "石德才，1943年生，土家族，高级技工，2003年退休。\n\n"
    "问：您带过多少徒弟？\n答：正式拜师的七个，现在还在造桥的只有两个。孙女倒是学土木的，在长沙念大三。\n\n"
    "问：做潜水员伤身体吗？\n答：伤。我得过减压病，右耳到现在都不灵。\n\n"
    "问：您最满意的是哪座桥？\n答：白杨河桥。单孔四十八米，1970年元旦合龙，1996年7月洪水中断交通23天。\n"
)


@pytest.mark.parametrize(("asks", "answers"), [("问", "答"), ("问", "石德才"), ("记者", "石德才")])
def test_an_interview_is_with_the_one_who_is_named_above_it(asks: str, answers: str) -> None:
    text = TALK.replace("问：", f"{asks}：").replace("答：", f"{answers}：")
    page = document(text.encode(), "访谈.txt")
    assert interviewed(page, SEGMENTER) == "石德才"
    assert without_name("石德才带了几个徒弟？", page, SEGMENTER) == ("石德才", "带了几个徒弟?")


def test_what_is_no_interview_or_names_nobody_above_is_with_nobody() -> None:
    for text in (
        TALK.replace("问：", "").replace("答：", ""),
        TALK.replace("造桥人石德才", "造桥人"),
        TALK.replace("造桥人石德才", "造桥人石德才、王秀兰").replace(
            "2003年退休。", "2003年退休。\n王秀兰，同事。"
        ),
    ):
        assert interviewed(document(text.encode(), "访谈.txt"), SEGMENTER) is None


def test_who_is_asked_in_an_interview_may_be_asked_about_by_name(tmp_path: Path) -> None:
    build(tmp_path, [document(TALK.encode(), "访谈.txt")], load_encoder(), Segmenter())
    answerer = open_answerer(tmp_path, None, Settings())
    for question, said in {
        "石德才带了几个徒弟？": "七个",
        "石德才右耳怎么了？": "不灵",
        "96年洪水桥断了多少天？": "23天",
    }.items():
        assert said in answerer.ask(question).text
    for question in (
        "石德才的孙女哪年生的？",
        "石德才的大儿子哪年生的？",
        "石德才的父亲哪年生的？",
    ):
        assert "1943" not in answerer.ask(question).text
