"""Every answer is made of the document's own words, and nothing else."""

import dataclasses
import re
from pathlib import Path
from unittest.mock import patch

import pytest
from conftest import NEWS, text_document
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chat.answer import Answerer, Settings
from chat.asking.followup import resolve
from chat.cli import open_answerer
from chat.quoting.cut import is_verbatim
from chat.quoting.quotes import QUOTES, QUOTES_OF_LIST
from chat.types import NOT_FOUND, Turn
from index.build import build
from index.change import add, remove
from index.encode import load_encoder
from index.library import Library
from index.segment import Segmenter
from index.types import Hit
from ingest.collect import collect
from ingest.errors import QuestionError
from ingest.read import document
from ingest.types import BlockKind, Document, Span

DOCUMENTS = Path(__file__).parent.parent / "corpus" / "documents"


@pytest.fixture(scope="module")
def answerer(tmp_path_factory: pytest.TempPathFactory) -> Answerer:
    folder = tmp_path_factory.mktemp("index")
    build(folder, collect([DOCUMENTS]).documents, load_encoder(), Segmenter())
    return open_answerer(folder, None, Settings())


def straight_slices(answerer: Answerer, question: str) -> None:
    """The oracle: the file's own text, read without any of the product's code, sliced."""
    (path,) = DOCUMENTS.iterdir()
    text = path.read_bytes().decode("utf-8")
    answer = answerer.ask(question)
    for citation in answer.citations + answer.nearest:
        assert citation.quote == "".join(text[s.start : s.end] for s in citation.spans)
        for span in citation.asked:
            assert any(s.start <= span.start < span.end <= s.end for s in citation.spans)
    assert answer.text == ("\n".join(c.quote for c in answer.citations) or NOT_FOUND)
    assert answer.refused == (not answer.citations)


@settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_a_quote_is_a_straight_slice_of_the_file(answerer: Answerer, data: st.DataObject) -> None:
    (path,) = DOCUMENTS.iterdir()
    text = path.read_bytes().decode("utf-8")
    start = data.draw(st.integers(0, len(text) - 12))
    words = re.sub(r"\s+", "", text[start : start + data.draw(st.integers(4, 12))])
    ask = data.draw(st.sampled_from(["{}是什么？", "{}有多少？", "谁{}？", "{}", "為什麼{}？"]))
    question = ask.format(words)
    try:
        straight_slices(answerer, question)
    except QuestionError:
        assert not any(character.isalnum() for character in words)


@settings(deadline=None, max_examples=60)
@given(question=st.text(min_size=1, max_size=80))
def test_any_text_is_answered_or_refused_without_harm(answerer: Answerer, question: str) -> None:
    try:
        straight_slices(answerer, question)
    except QuestionError as error:
        assert "The question" in str(error)


def test_a_card_names_no_single_character_as_matched_where_a_word_is(answerer: Answerer) -> None:
    (citation, *_) = answerer.ask("有多少个就业岗位要开发？").citations
    assert {"就业", "岗位"} <= set(citation.matched)
    assert all(len(word) > 1 for word in citation.matched)


def test_a_citation_whose_quote_is_not_the_documents_is_dropped(answerer: Answerer) -> None:
    citation = answerer.ask("开发就业岗位多少个？").citations[0]
    text = answerer.library.document(citation.document_id).text
    assert is_verbatim(citation, text)
    assert not is_verbatim(dataclasses.replace(citation, quote=citation.quote + "！"), text)
    first = citation.spans[0]
    moved = (Span(first.start + 1, first.end + 1), *citation.spans[1:])
    assert not is_verbatim(dataclasses.replace(citation, spans=moved), text)
    assert not is_verbatim(citation, text[: first.start + 3])


def test_a_document_that_changed_under_the_index_is_never_quoted(
    answerer: Answerer, monkeypatch: pytest.MonkeyPatch
) -> None:
    (name,) = answerer.library.titles()
    document = answerer.library.document(name)
    shorter = Document(name, document.title, document.text[:40], document.data, document.encoding)
    monkeypatch.setattr(answerer.library, "document", lambda _: shorter)
    answer = answerer.ask("开发就业岗位多少个？")
    for citation in answer.citations + answer.nearest:
        assert citation.quote == shorter.quote(citation.spans)


def test_at_most_three_quotes_answer_and_none_is_shown_twice(answerer: Answerer) -> None:
    for question in ("长春要发展什么产业？", "怎样推进党的建设工程？", "改革"):
        answer = answerer.ask(question)
        taken = [at for c in answer.citations for s in c.spans for at in range(s.start, s.end)]
        assert len(answer.citations) <= QUOTES
        assert len(taken) == len(set(taken))


@pytest.mark.parametrize(
    "question",
    [
        "政治引领工程以什么为统领？",
        "生态文明工程要树立什么理念？",
        "海绵城市建设",
        "长春怎么发展？",
    ],
)
def test_a_heading_says_nothing_beside_a_quote(answerer: Answerer, question: str) -> None:
    answer = answerer.ask(question)
    assert not answer.refused
    heads = (BlockKind.HEADING, BlockKind.TITLE)
    assert all(one.kind not in heads for one in answer.citations[1:])


MINUTES = (
    "周例会纪要\n\n一、关于大厅设备更新\n会议同意更换打印模块12台，预算不超过8.6万元。\n\n"
    "二、关于停车难问题\n会议要求物业公司在南侧空地增设临时车位30个，并安排专人引导。\n"
)


@pytest.mark.parametrize("question", ["停车难怎么办？", "停车难问题", "没地方停车怎么解决？"])
def test_what_stands_below_a_heading_is_quoted_and_not_the_heading_alone(
    tmp_path: Path, question: str
) -> None:
    build(tmp_path, [text_document(MINUTES)], load_encoder(), Segmenter())
    answer = open_answerer(tmp_path, None, Settings()).ask(question)
    assert "会议要求物业公司在南侧空地增设临时车位30个" in answer.citations[0].quote
    assert answer.citations[0].section == "二、关于停车难问题"


def test_a_title_that_holds_the_number_asked_for_is_quoted_without_all_that_stands_below(
    tmp_path: Path,
) -> None:
    title = "江州理工学院隆重举行建校70周年庆祝大会"
    body = "10月18日上午，庆祝大会在东区体育馆举行。大会由党委书记主持，院长致辞。\n"
    build(tmp_path, [text_document(f"{title}\n\n{body}")], load_encoder(), Segmenter())
    answer = open_answerer(tmp_path, None, Settings()).ask("校庆是第几周年？")
    assert [one.quote for one in answer.citations] == [title]


def test_a_heading_of_two_parts_says_something(answerer: Answerer) -> None:
    first, *_ = answerer.ask("实施科技创新工程要打造什么？").citations
    assert first.quote.startswith("实施科技创新工程——")


@pytest.mark.parametrize("threshold", [0.02, 0.1, 0.3])
def test_no_quote_is_shown_that_would_not_be_an_answer_by_itself(
    answerer: Answerer, threshold: float
) -> None:
    least = dataclasses.replace(answerer.settings, threshold=threshold)
    for question in ("怎样防止脱贫户又变穷？", "要发展哪些产业？", "怎样推进党的建设工程？"):
        answer = answerer.ask(question, settings=least)
        assert all(one.score >= threshold for one in answer.citations)


def test_a_refusal_offers_the_nearest_passages_and_quotes_nothing(answerer: Answerer) -> None:
    answer = answerer.ask("企鹅住在南极的什么地方？")
    assert answer.refused
    assert answer.text == NOT_FOUND
    assert answer.citations == ()
    assert 1 <= len(answer.nearest) <= 3


def test_traditional_script_and_full_width_find_the_same_words(answerer: Answerer) -> None:
    plain = answerer.ask("民营经济占比达到多少？")
    for question in ("民營經濟佔比達到多少？", "民营经济占比达到多少?"):
        assert answerer.ask(question).citations == plain.citations


def test_question_words_of_hong_kong_and_taiwan_are_answered_as_the_standard_ones(
    answerer: Answerer,
) -> None:
    typed, plain = "紅旗要打造成甚麼？", answerer.ask("红旗要打造成什么？")
    answer = answerer.ask(typed)
    assert answer.citations
    assert answer.text == plain.text
    assert answer.citations[0].asked == plain.citations[0].asked != ()
    assert answer.question == answer.asked == typed  # nothing is said to be understood otherwise


def test_a_list_is_gathered_in_the_order_of_the_page(answerer: Answerer) -> None:
    for question in ("完善城市承载功能从哪三个“着眼”入手？", "长春要创建哪些示范城市？"):
        starts = [one.spans[0].start for one in answerer.ask(question).citations]
        assert starts == sorted(starts)
        assert len(starts) <= QUOTES_OF_LIST


def test_two_documents_that_give_different_numbers_are_both_quoted_and_told(
    tmp_path: Path,
) -> None:
    texts = {"甲.txt": "春城计划新增就业岗位60万个。", "乙.txt": "春城计划新增就业岗位50万个。"}
    documents = [document(text.encode(), name) for name, text in texts.items()]
    build(tmp_path, documents, load_encoder(), Segmenter())
    answer = open_answerer(tmp_path, None, Settings()).ask("春城计划新增多少个就业岗位？")
    assert {one.document_id for one in answer.citations} == set(texts)
    assert answer.differing == (0, 1)


def test_each_row_of_a_table_is_a_quote_of_its_own_at_its_own_place(tmp_path: Path) -> None:
    table = "线路,起点,末班车,票价\n7路,汽车站,23:00,10元\n夜1路,万达广场,2:00,2元\n9路,公园,20:00,1元\n"
    build(tmp_path, [document(table.encode(), "公交.csv")], load_encoder(), Segmenter())
    answerer = open_answerer(tmp_path, None, Settings(further=0.0))
    answer = answerer.ask("夜1路票价多少元？")
    first, *others = answer.citations
    assert first.quote == "线路：夜1路 | 起点：万达广场 | 末班车：2:00 | 票价：2元"
    assert first.place == "第3行"
    assert others == []  # the other lines are not the one that is named
    every = answerer.ask("坐车的票价多少元？")
    assert len(every.citations) > 1
    assert all(one.quote.count("线路：") == 1 for one in every.citations)
    assert every.differing == ()  # they are of different things


def test_sentences_of_one_long_cell_are_quoted_together(tmp_path: Path) -> None:
    text = f"{'治理伊通河，' * 20}保护两岸。伊通河两岸新种树木三百棵。伊通河两岸绿地扩大一倍。"
    table = f"河流,情况\n伊通河,{text}\n饮马河,{text.replace('伊通河', '饮马河')}\n"
    build(tmp_path, [document(table.encode(), "河.csv")], load_encoder(), Segmenter())
    answerer = open_answerer(tmp_path, None, Settings(further=0.0, threshold=0.0))
    answer = answerer.ask("伊通河两岸怎样了？")
    assert any("三百棵。伊通河两岸绿地" in one.quote for one in answer.citations)


def test_a_follow_up_is_answered_as_the_whole_question_is(answerer: Answerer) -> None:
    before = answerer.ask("开发就业岗位多少个？")
    answer = answerer.ask("那中小学呢？", [Turn(before.asked, before.refused)])
    assert "中小学" in answer.asked
    assert answer.citations == answerer.ask(answer.asked).citations


def test_a_question_that_may_be_a_follow_up_is_read_in_the_way_that_has_the_surer_answer(
    answerer: Answerer,
) -> None:
    bus, share = Turn("长春公交优先吗？", False), Turn("民营经济占比要达到多少？", False)
    for question in ("怎样防止返贫？", "为什么？"):
        for before in (bus, share):
            read = answerer.ask(question, [before])
            alone, glued = (
                answerer.ask(one) for one in (question, f"{_topic(before, question)}{question}")
            )
            surest = max(alone, glued, key=lambda one: (not one.refused, one.probability))
            assert (read.asked, read.text) == (surest.asked, surest.text)
    assert answerer.ask("怎样防止返贫？", [bus]).asked == "怎样防止返贫？"
    assert answerer.ask("为什么？", [share]).asked != "为什么？"


def _topic(before: Turn, question: str) -> str:
    glued, _ = resolve(question, [before], Segmenter(), lambda a, b: 0.0)
    return glued.removesuffix(question)


def test_a_threshold_of_one_refuses_everything_and_of_zero_nothing(answerer: Answerer) -> None:
    strict = Answerer(answerer.library, Settings(threshold=1.0))
    open_ = Answerer(answerer.library, Settings(threshold=0.0))
    assert strict.ask("开发就业岗位多少个？").refused
    assert not open_.ask("企鹅住在南极的什么地方？").refused


def test_a_question_typed_as_it_sounds_is_answered_as_it_is_spelt(answerer: Answerer) -> None:
    typed, spelt = answerer.ask("洪旗要打造成什么？"), answerer.ask("红旗要打造成什么？")
    assert (typed.question, typed.asked) == ("洪旗要打造成什么？", "红旗要打造成什么？")
    assert typed.citations == spelt.citations != ()


def test_a_doubtful_answer_gives_way_to_that_of_what_the_question_sounds_like(
    answerer: Answerer,
) -> None:
    typed, meant = "沈拂之美要靠什么样的治理？", "城市之美"
    with patch("chat.answer.respellings", lambda *_: []):
        as_typed = answerer.ask(typed)
    assert not as_typed.refused
    with patch("chat.answer.DOUBTFUL", as_typed.probability + 0.01):  # or it would be sure enough
        answer = answerer.ask(typed)
    assert meant in answer.asked
    assert answer.probability > as_typed.probability


def test_a_word_that_only_sounds_like_one_of_the_documents_is_refused(answerer: Answerer) -> None:
    assert answerer.ask("失业率是多少？").refused


@pytest.mark.parametrize("change", ["removed", "replaced"])
def test_no_answer_quotes_what_was_gone_when_it_came(
    tmp_path: Path, segmenter: Segmenter, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    encoder = load_encoder()
    river = text_document("治理伊通河，水质达到四类。", "河.txt")
    build(tmp_path, [river, *NEWS[2:]], encoder, segmenter)
    library = Library(tmp_path, encoder, segmenter)
    answerer = Answerer(library, Settings(threshold=0.0))
    assert answerer.ask("伊通河水质达到几类？").citations[0].document_id == "河.txt"
    search, changed = library.search, []

    def changing(question: str, limit: int, within: frozenset[str] | None) -> list[Hit]:
        hits = search(question, limit, within)
        if not changed:  # in the very moment between the search and the quotes
            changed.append(change)
            if change == "removed":
                remove(tmp_path, ["河.txt"], segmenter)
            else:
                new = text_document("今年新开工。伊通河水质达到三类。", "河.txt")
                add(tmp_path, [new], encoder, segmenter)
        return hits

    monkeypatch.setattr(library, "search", changing)
    answer = answerer.ask("伊通河水质达到几类？")
    quotes = [one.quote for one in (*answer.citations, *answer.nearest)]
    assert not any("四类" in quote for quote in quotes)
    if change == "removed":
        assert all(one.document_id != "河.txt" for one in (*answer.citations, *answer.nearest))
    else:
        assert "伊通河水质达到三类。" in answer.citations[0].quote
    library.close()
