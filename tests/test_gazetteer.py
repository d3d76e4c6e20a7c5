"""A question about another place is not answered by a document that is about this one."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat.answer import Answerer, Settings
from chat.cli import open_answerer
from chat.gazetteer import NAMES, about, places, speaks_of
from index.build import build
from index.encode import load_encoder
from index.segment import Segmenter
from ingest.normalize import fold
from ingest.read import document
from ingest.types import Document

SEGMENTER = Segmenter()
PROVINCES, COUNTRIES, COUNTIES = (
    line.partition("：")[2].split() for line in NAMES.read_text("utf-8").splitlines()
)
QINGHE = "青禾县住房补贴办法\n\n一、标准\n\n在县城买第一套住房的，每平方米补贴300元。\n"
BAISHUI = "白水县住房补贴办法\n\n一、标准\n\n进城购房的农户，每户补贴2万元。\n"


def _answerer(folder: Path, documents: Sequence[Document]) -> Answerer:
    build(folder, list(documents), load_encoder(), SEGMENTER)
    return open_answerer(folder, None, Settings())


@pytest.fixture(scope="module")
def page(newspaper: Document, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Answerer]:
    answerer = _answerer(tmp_path_factory.mktemp("page"), [newspaper])
    yield answerer
    answerer.library.close()


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("杭州新增多少学位？", ["杭州"]),
        ("杭州市新增多少学位？", ["杭州"]),
        ("吉林省长春市怎么治堵", ["长春"]),
        ("吉林长春朝阳区怎么治堵", ["朝阳区"]),
        ("长春和吉林哪个人多", ["长春", "吉林"]),
        ("日本怎么养老", ["日本"]),
        ("青禾县有多少人", ["青禾县"]),
        ("全市新增多少学位？", []),
        ("这座城市住着多少人", []),
        ("老城区怎么改造", []),
        ("哪些县有机场", []),
        ("东西卖给谁", []),
        ("", []),
    ],
)
def test_places_are_known_by_their_names(question: str, named: list[str]) -> None:
    assert places(question, SEGMENTER) == named


@given(st.text("吉林省长春市朝阳区杭州日本青禾县的和在多少？", max_size=24))
def test_what_is_named_stands_in_the_question(question: str) -> None:
    for one in places(fold(question), SEGMENTER):
        assert one in fold(question) and speaks_of(fold(question), one)


@given(st.sampled_from([*PROVINCES, *COUNTRIES, *COUNTIES]))
def test_what_the_page_never_names_it_is_not_about(page: Answerer, place: str) -> None:
    question = fold(f"{place}新增学位多少个？")
    hits = page.library.search(question, 12)
    document = page.library.document(hits[0].passage.document_id)
    kept = about(hits, question, page.library)
    named = places(question, SEGMENTER)
    there = [speaks_of(fold(document.text), one) for one in named]
    assert all(there) or not kept


def test_a_question_that_names_the_page_s_own_city_keeps_every_passage(page: Answerer) -> None:
    hits = page.library.search("长春新增学位多少个？", 12)
    assert about(hits, "长春新增学位多少个？", page.library) == hits


@pytest.mark.parametrize(
    "question", ["北京民营经济占比多少？", "哈尔滨的国企改革怎么做", "大连市养老机构有多少张床位"]
)
def test_nothing_of_the_page_is_quoted_for_another_city(page: Answerer, question: str) -> None:
    answer = page.ask(question)
    assert answer.refused and not answer.citations and answer.nearest


def test_of_two_counties_documents_only_that_of_the_named_one_is_quoted(tmp_path: Path) -> None:
    answerer = _answerer(
        tmp_path, [document(QINGHE.encode(), "a.txt"), document(BAISHUI.encode(), "b.txt")]
    )
    own = answerer.ask("白水县的农民进城买房补多少钱？")
    assert {one.document_id for one in own.citations} == {"b.txt"}
    assert answerer.ask("柳河县的农民进城买房补多少钱？").refused
