"""A question that a document asks itself heads its answer, and is never quoted in its place."""

from pathlib import Path

import pytest
from conftest import text_document

from chat.answer import Answerer, Settings
from chat.cli import open_answerer
from index.build import build
from index.encode import load_encoder
from index.segment import Segmenter
from ingest.dialogue import is_question, is_same
from ingest.layout import blocks
from ingest.passages import passages
from ingest.read import document
from ingest.types import BlockKind

PAIRS = {
    "问：普通门诊的起付线是多少？": ["答：在职职工一年的起付标准为600元，退休人员为400元。"],
    "问：在药店买药能报销吗？": [
        "答：可以，但须同时满足三个条件：",
        "1. 药店是定点零售药店；",
        "2. 持有医生开具的外配处方；",
        "3. 药品属于医保目录范围。",
        "没有处方自行购买的，只能用个人账户支付。",
    ],
    "问：高血压怎么申请慢特病？": [
        "答：持身份证和近两年的病历，到二级以上医院申请，医院在15个工作日内完成认定。",
    ],
    "问：忘了密码怎么办？": ["带身份证到窗口重置，当场办结。"],
}
TEXT = "职工医保门诊问答\n\n一、门诊待遇\n\n" + "\n\n".join(
    "\n".join([question, *answer]) for question, answer in PAIRS.items()
)


def test_questions_head_their_answers_inside_the_sections() -> None:
    page = text_document(TEXT)
    heads = [page.quote(b.spans) for b in blocks(page) if b.kind is BlockKind.HEADING]
    assert heads == ["一、门诊待遇", *PAIRS]
    below = [p for p in passages(page) if p.kind is BlockKind.PARAGRAPH]
    for passage in below:
        section, question = passage.section.split(" › ")
        assert section == "一、门诊待遇"
        assert page.quote(passage.spans) in PAIRS[question]


@pytest.mark.parametrize("suffix", ["txt", "md"])
def test_asked_its_own_question_a_document_answers_with_all_that_stands_below(
    tmp_path: Path, suffix: str
) -> None:
    page = document(TEXT.replace("\n", "\n\n").encode(), f"问答.{suffix}")
    build(tmp_path, [page], load_encoder(), Segmenter())
    answerer = open_answerer(tmp_path, None, Settings())
    for question, answer in PAIRS.items():
        (only,) = answerer.ask(question.removeprefix("问：").rstrip("？")).citations
        assert only.quote == question + "".join(answer)
        assert only.score == 1


@pytest.fixture(scope="module")
def answerer(tmp_path_factory: pytest.TempPathFactory) -> Answerer:
    folder = tmp_path_factory.mktemp("dialogue")
    build(folder, [text_document(TEXT)], load_encoder(), Segmenter())
    return open_answerer(folder, None, Settings())


@pytest.mark.parametrize(
    "question", ["退休的人门诊起付线多少钱？", "慢特病认定要等几天", "起付线", "药店 报销 条件"]
)
def test_no_quote_is_only_a_question(answerer: Answerer, question: str) -> None:
    answer = answerer.ask(question)
    assert not answer.refused
    assert not any(one.quote.endswith("？") for one in answer.citations)


def test_a_rhetorical_question_is_a_sentence_of_its_paragraph() -> None:
    assert not is_question("怎样才能让百姓满意？", "关键在于落实。")
    assert not is_question("问：为什么？", "问：怎么办？")


@pytest.mark.parametrize(
    "line", ["问：能报销吗？", "Q1：能报销吗?", "3、能报销吗？", "（二）能报销吗？"]
)
def test_a_question_is_the_same_but_for_marks_and_numbers(line: str) -> None:
    assert is_same("能报销吗", line)
    assert not is_same("不能报销吗", line)
    assert not is_same("能报销吗", line.rstrip("？?"))


TALK = """一座县城博物馆的二十年

记者：松岭县博物馆当初是怎么建起来的？

王秀兰：2003年建馆的时候，我们只有3个人、一间旧礼堂。建馆的80万元有一半是群众捐的。

记者：免费开放以后压力大不大？

王秀兰：大。观众一下子翻了四倍，保安、讲解都不够。我们的办法是招募志愿者。

陈启明：我倒觉得压力主要在库房，湿度常年在75%以上。
"""


def test_a_talks_questions_head_the_replies() -> None:
    page = text_document(TALK)
    heads = [page.quote(b.spans) for b in blocks(page) if b.kind is BlockKind.HEADING]
    assert heads == [line for line in TALK.splitlines() if line.startswith("记者：")]


@pytest.mark.parametrize(
    ("question", "reply"),
    [
        ("免费开放以后压力大不大？", "王秀兰：大。"),
        ("免费开放以后压力大吗？", "压力"),
        ("博物馆当初怎么建起来的？", "2003年建馆的时候"),
    ],
)
def test_a_reporters_question_is_never_quoted_without_the_reply(
    tmp_path: Path, question: str, reply: str
) -> None:
    build(tmp_path, [text_document(TALK)], load_encoder(), Segmenter())
    answer = open_answerer(tmp_path, None, Settings()).ask(question)
    assert reply in answer.citations[0].quote
    assert not answer.citations[0].quote.endswith("？")


@pytest.mark.parametrize(
    ("line", "below"),
    [
        ("地址在哪里？", "人民大街1号"),
        ("记者：压力大不大？", "记者：人手够吗？"),
        ("压力大不大？", "王秀兰：大。"),
        ("详情见https://a.example？", "https://b.example"),
    ],
)
def test_a_line_without_a_reply_of_another_is_no_question_of_a_talk(line: str, below: str) -> None:
    assert not is_question(line, below)
