"""Passages lose no sentence, hold none twice, and know the section they stand in."""

import pytest
from conftest import TEXTS, offsets, plain, text_document
from hypothesis import example, given
from hypothesis import strategies as st

from ingest.columns import whole_blocks
from ingest.layout import blocks
from ingest.passages import LONGEST, RUN_IN_HEAD, SHORTEST, passages, title
from ingest.read import document
from ingest.sentences import LONGEST as LONGEST_SENTENCE
from ingest.sentences import sentences
from ingest.types import BlockKind, Document

LISTS = st.lists(
    st.sampled_from(
        [
            "好。",
            "是！",
            "长春新增学位。",
            "新建改扩建70所中小学，惠及百姓。",
            "甲乙丙丁，" * 60 + "。",
        ]
    )
).map("".join)
LINES = st.lists(
    st.sampled_from(["苹果 3元", "香蕉 2元", "新增学位。", "一、就业", ""]), max_size=200
)


@given(st.one_of(TEXTS, LISTS, LINES.map("\n".join)))
def test_no_character_of_a_block_is_lost_and_none_is_in_two_passages(text: str) -> None:
    document = plain(text)
    found = [
        place
        for passage in passages(document)
        for sentence in passage.sentences
        for place in offsets(sentence)
    ]
    wanted = [place for block in whole_blocks(document) for place in offsets(block.spans)]
    assert len(found) == len(set(found))
    assert [at for at in found if not text[at].isspace()] == [
        at for at in wanted if not text[at].isspace()
    ]


@given(TEXTS)
def test_no_sentence_of_a_paragraph_is_torn(text: str) -> None:
    document = plain(text)
    units = [set(offsets(s)) for passage in passages(document) for s in passage.sentences]
    for block in blocks(document):
        for sentence in sentences(document, block.spans):
            places = set(offsets(sentence))
            assert sum(bool(places & unit) for unit in units) == 1


@given(st.one_of(TEXTS, LISTS, LINES.map("\n".join)))
@example("好。" * 1000)
@example("苹果 3元\n" * 500 + "新增学位。")
@example("（甲。" * 1000)
def test_sentences_and_passages_stay_short_enough_to_be_read(text: str) -> None:
    document = plain(text)
    for passage in passages(document):
        lengths = [len(document.quote(sentence)) for sentence in passage.sentences]
        assert max(lengths) <= LONGEST_SENTENCE + RUN_IN_HEAD
        assert sum(lengths) <= LONGEST + max(lengths)


@given(TEXTS)
def test_a_passage_names_its_document_and_quotes_something(text: str) -> None:
    document = plain(text)
    for passage in passages(document):
        assert passage.document_id == document.id
        assert document.quote(passage.spans).strip(" \u200b\ufeff")
        assert passage.kind in set(BlockKind)


def test_a_long_paragraph_is_cut_into_even_pieces() -> None:
    sentence = "新建改扩建中小学，扩大优质学位供给，惠及更多百姓家庭。"
    document = plain(sentence * 60)
    lengths = [len(document.quote(passage.spans)) for passage in passages(document)]
    assert len(lengths) == -(-len(sentence) * 60 // LONGEST)
    assert max(lengths) - min(lengths) <= len(sentence)


def test_a_head_set_into_the_text_stays_with_what_follows() -> None:
    document = plain(
        "强化科技创新策源。设立长春市自然科学基金，积极参与基础研究。推行揭榜挂帅机制。"
    )
    (passage,) = passages(document)
    assert [document.quote(sentence) for sentence in passage.sentences] == [
        "强化科技创新策源。设立长春市自然科学基金，积极参与基础研究。",
        "推行揭榜挂帅机制。",
    ]


def test_a_short_sentence_stays_with_the_one_before() -> None:
    document = plain("进入冬季，地铁客流量增加，市民文明出行。好。新建改扩建70所中小学。")
    units = [document.quote(s) for passage in passages(document) for s in passage.sentences]
    assert units == ["进入冬季，地铁客流量增加，市民文明出行。好。", "新建改扩建70所中小学。"]
    assert len("好。") < SHORTEST


@pytest.mark.parametrize("cells", [12, 40])
@pytest.mark.parametrize("written", [False, True])
def test_a_long_row_of_many_cells_is_not_its_own_section(cells: int, written: bool) -> None:
    heads = [f"{chr(0x4E00 + 7 * n)}项的指标名称" for n in range(cells)]
    said = f"坚持民生投入只增不减、{'惠民力度只升不降' * 6}。" if written else "指标值"
    rows = [[*(f"指标值{k}之{n}" for n in range(cells - 1)), said] for k in range(3)]
    text = "\n".join(",".join(row) for row in [heads, *rows])
    for one in passages(document(text.encode(), "a.csv")):
        assert one.section.startswith("一项的指标名称：指标值")
        assert len(one.section) <= 80


def test_a_short_line_that_opens_a_list_stands_alone() -> None:
    document = plain("登记机动车1.26万辆，停车泊位缺口4800个。会议议定：\n1．新增泊位220个。")
    units = [document.quote(s) for passage in passages(document) for s in passage.sentences]
    assert units == ["登记机动车1.26万辆，停车泊位缺口4800个。", "会议议定：", "1．新增泊位220个。"]


def test_sections_nest_by_their_numbering() -> None:
    body = "新增学位10万个，新建学校70所，惠及百姓。"
    lines = [
        "民生报告",
        "第一章 就业",
        body,
        "一、岗位",
        body,
        "（一）高校",
        body,
        "二、培训",
        body,
        "第二章 教育",
        body,
    ]
    document = text_document("\n\n".join(lines))
    found = [p.section for p in passages(document) if p.kind is BlockKind.PARAGRAPH]
    assert found == [
        "第一章 就业",
        "第一章 就业 › 一、岗位",
        "第一章 就业 › 一、岗位 › （一）高校",
        "第一章 就业 › 二、培训",
        "第二章 教育",
    ]


def test_the_page_has_ten_sections_each_with_its_aim(newspaper: Document) -> None:
    sections = dict.fromkeys(
        p.section for p in passages(newspaper) if p.kind is BlockKind.PARAGRAPH and p.section
    )
    assert len(sections) == 10
    assert list(sections)[8] == "实施安全稳定工程—— › 打造社会治理现代化示范"
    assert all(section.count(" › ") == 1 for section in sections)


def test_what_stands_behind_a_lost_rest_names_no_section_that_it_may_not_belong_to(
    newspaper: Document,
) -> None:
    """Both are of 实施改革开放工程 and stand where print began another column, under 实施城市更新工程."""
    found = {
        newspaper.quote(p.sentences[0])[:8]: p.section
        for p in passages(newspaper)
        if p.kind is BlockKind.PARAGRAPH
    }
    assert {first for first, section in found.items() if not section} == {
        "做强做优做大，让",
        "以更高水平开放拓",
    }


def test_a_section_is_known_again_from_the_next_heading_on() -> None:
    torn = (
        "推进医养结合。完善养老服务，牢牢掌握意识形态工作领导权，依托“新时代君子兰讲坛”“新时代文明"
    )
    lines = [
        "民生报告",
        "第一章 养老",
        torn,
        "新增学位10万个，" * 4 + "建学校。",
        "第二章 就业",
        "开发岗位60万个，惠及高校毕业生和农民工。",
    ]
    document = text_document("\n\n".join(lines))
    found = [p.section for p in passages(document) if p.kind is BlockKind.PARAGRAPH]
    assert found == ["第一章 养老", "", "第二章 就业"]


def test_lines_of_a_list_without_full_stops_stay_in_their_section() -> None:
    line = "完善养老服务，加强健康管理，" * 4 + "推进医养结合"
    document = text_document(
        "\n\n".join(["民生报告", "第一章 养老", line, line, "新增学位10万个。"])
    )
    found = [p.section for p in passages(document) if p.kind is BlockKind.PARAGRAPH]
    assert found == ["第一章 养老"] * 3


def test_captions_and_notes_of_the_page_belong_to_no_section(newspaper: Document) -> None:
    apart = [p for p in passages(newspaper) if p.kind in (BlockKind.CAPTION, BlockKind.NOTE)]
    assert len(apart) == 5
    assert {passage.section for passage in apart} == {""}


def test_the_title_is_the_main_line_or_the_files_name(newspaper: Document) -> None:
    assert title(newspaper) == "长春奋力开创振兴发展率先突破新局面"
    assert title(text_document("苹果\n香蕉", "水果.txt")) == "水果"


@pytest.mark.parametrize("above", [True, False])
@pytest.mark.parametrize(
    "number",
    ["〔2024〕9号", "清政纪要〔2024〕9号", "青发[2023]第12号", "第23次", "第十二期", "第345号"],
)
def test_a_line_that_is_only_the_number_of_a_paper_is_no_title(number: str, above: bool) -> None:
    name = "专题会议纪要"
    head = f"{number}\n{name}" if above else f"{name}\n{number}"
    body = (
        "一、管网\n由林业站牵头，六月底前完成。\n二、资金\n由财政局落实。\n三、时限\n月底前完成。\n"
    )
    assert title(text_document(f"{head}\n{body}")) == name


@pytest.mark.parametrize("text", ["", "\n", "\u200b"])
def test_a_blank_document_has_no_passages(text: str) -> None:
    assert passages(plain(text)) == []


@pytest.mark.parametrize("number", ["第三条", "第三條", "第十条之一", "第12条"])
def test_what_follows_an_article_stands_under_it_in_either_script(number: str) -> None:
    text = f"管理规则\n\n第一条　本馆全年开放。\n\n{number}　自习室座位不得预占。\n\n违者暂停使用七日。\n"
    *_, article, last = passages(text_document(text))
    assert article.section == last.section == number
