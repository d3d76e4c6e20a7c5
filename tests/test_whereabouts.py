"""A question about another place is not answered by a document that is about this one."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat.answer import Answerer, Settings
from chat.cli import open_answerer
from chat.refusing.gazetteer import NAMES
from chat.refusing.whereabouts import about, asked_about, speaks_of
from index.build import build
from index.encode import load_encoder
from index.library import Library
from index.segment import Segmenter
from index.types import Hit
from ingest.normalize import fold
from ingest.types import Document
from tests.conftest import text_document

SEGMENTER = Segmenter()
LISTED = [line.split()[1] for line in NAMES.read_text("utf-8").splitlines()]
QINGHE = "青禾县住房补贴办法\n\n一、标准\n\n在县城买第一套住房的，每平方米补贴300元。\n"
BAISHUI = "白水县住房补贴办法\n\n一、标准\n\n进城购房的农户，每户补贴2万元。\n"
TRAVEL = "差旅费管理办法\n\n第一条 到一线城市出差的，住宿费上限为每人每天600元。\n"
CARS = (
    "北京、上海、广州等地推出购车补贴\n\n"
    "上海市对报废旧车的个人给予补贴，详情可到各区商务部门咨询。\n\n成都市对购买新能源汽车的个人补贴8000元。\n"
)
SIGNED = (
    "关于小学新生报名的通知\n\n网上报名时间为6月1日至6月10日。\n\n杭州市教育局\n2024年5月20日\n"
)


def _answerer(folder: Path, *documents: Document) -> Answerer:
    build(folder, list(documents), load_encoder(), SEGMENTER)
    return open_answerer(folder, None, Settings())


@pytest.fixture(scope="module")
def page(newspaper: Document, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Answerer]:
    answerer = _answerer(tmp_path_factory.mktemp("page"), newspaper)
    yield answerer
    answerer.library.close()


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("吉林省长春市新增多少学位？", ["长春市"]),
        ("长春和杭州有什么合作？", ["长春", "杭州"]),
        ("河南户籍的孩子上学要带什么", []),
        ("我在北京，低保多少天办结", []),
        ("四川人能报名吗", []),
        ("上海人口多少", ["上海"]),
    ],
)
def test_a_place_that_says_who_asks_is_not_asked_about(question: str, named: list[str]) -> None:
    assert [one.name for one in asked_about(question, SEGMENTER)] == named


@pytest.mark.parametrize(
    ("question", "text", "there"),
    [
        ("香港怎么样", "粤港澳三地合作", True),
        ("香港怎么样", "港口很忙", False),
        ("北京怎么样", "京津冀协同发展", True),
        ("北京怎么样", "南京新增3.1万个", False),
        ("天津怎么样", "高温津贴每月300元", False),
        ("山西怎么样", "晋升高级职称", False),
        ("宁夏怎么样", "宁波有5家", False),
        ("日本怎么样", "在日常工作中", False),
        ("日本怎么样", "近日本报收到来信", False),
        ("美国怎么样", "美方客户占35%", True),
        ("江西怎么样", "浙江西部产茶", False),
        ("浙江怎么样", "杭州市新增学位", True),
        ("杭州怎么样", "浙江省新增学位", False),
        ("吉林市怎么样", "吉林省有248所", False),
        ("浦东新区怎么样", "浦东图书馆旁", True),
        ("沈阳市和平区怎么样", "天津市和平区", False),
        ("成都到重庆多远", "成渝高铁全长308公里", True),
        ("上海到南京多远", "沪宁高速全长274公里", True),
    ],
)
def test_a_place_is_spoken_of_by_all_its_names_and_by_no_part_of_a_word(
    question: str, text: str, there: bool
) -> None:
    assert speaks_of(text, asked_about(question, SEGMENTER), SEGMENTER) is there


@given(st.sampled_from(LISTED))
def test_what_the_page_never_names_it_is_not_about(page: Answerer, place: str) -> None:
    question = fold(f"{place}新增学位多少个？")
    hits = page.library.search(question, 12)
    text = fold(page.library.document(hits[0].passage.document_id).text)
    named = asked_about(question, SEGMENTER)
    if about(hits, question, page.library) and named:
        assert speaks_of(text, named, SEGMENTER) or named[0].name in text


def test_a_question_that_names_the_page_s_own_city_keeps_every_passage(page: Answerer) -> None:
    question = "长春新增学位多少个？"
    own = {hit.number for hit in about(page.library.search(question, 12), question, page.library)}
    assert {hit.number for hit in page.library.search(question, 12)} == own


@pytest.mark.parametrize(
    "question",
    [
        "北京民营经济占比多少？",
        "哈尔滨的国企改革怎么做",
        "大连市养老机构有多少张床位",
        "兰陵县新建多少学校",
    ],
)
def test_nothing_of_the_page_is_quoted_for_another_place(page: Answerer, question: str) -> None:
    answer = page.ask(question)
    assert answer.refused and not answer.citations and answer.nearest


def test_of_two_counties_only_the_named_one_is_quoted(tmp_path: Path) -> None:
    answerer = _answerer(tmp_path, text_document(QINGHE, "a.txt"), text_document(BAISHUI, "b.txt"))
    own = answerer.ask("白水县的农民进城买房补多少钱？")
    assert {one.document_id for one in own.citations} == {"b.txt"}
    assert answerer.ask("柳河县的农民进城买房补多少钱？").refused


def test_a_document_that_names_no_place_may_answer_for_any(tmp_path: Path) -> None:
    answer = _answerer(tmp_path, text_document(TRAVEL)).ask("到上海出差住宿费上限是多少")
    assert "600元" in answer.text


def test_the_sentence_of_another_city_beside_that_of_the_named_one_is_no_answer(
    tmp_path: Path,
) -> None:
    answerer = _answerer(tmp_path, text_document(CARS))
    assert "8000元" in answerer.ask("成都购买新能源汽车补贴多少").text
    assert "8000元" not in answerer.ask("上海购买新能源汽车补贴多少").text


def test_who_signed_a_notice_says_where_it_holds(tmp_path: Path) -> None:
    library = _answerer(tmp_path, text_document(SIGNED)).library
    hits = library.search("小学新生什么时候报名", 12)
    for city, kept in (("杭州", True), ("宁波", False)):
        assert (
            any("6月1日" in _text(hit, library) for hit in about(hits, f"{city}怎么报名", library))
            is kept
        )


def _text(hit: Hit, library: Library) -> str:
    return library.document(hit.passage.document_id).quote(hit.passage.spans)
