"""A paragraph that print tore is whole again where its rest is found, and says so where it is not."""

import math

import numpy as np
import pytest
from conftest import TEXTS, TORN, offsets, plain, text_document
from hypothesis import given
from hypothesis import strategies as st

from ingest.columns import breaks_off, torn_ends, whole_blocks
from ingest.layout import blocks
from ingest.passages import passages
from ingest.seams import START, Fragment, Grams, Seams, bundled, chosen, hashed, signs
from ingest.types import BlockKind, Document, Span, Structure


@pytest.fixture(scope="module")
def torn() -> Document:
    return text_document("\n\n".join(TORN))


def test_a_torn_paragraph_is_joined_with_its_rest(torn: Document) -> None:
    quotes = [torn.quote(block.spans) for block in whole_blocks(torn)]
    assert TORN[0] + TORN[3] in quotes
    assert len(quotes) == len(TORN) - 1


def test_a_quote_across_the_tear_is_made_of_two_spans_of_the_original(torn: Document) -> None:
    sentences = [sentence for passage in passages(torn) for sentence in passage.sentences]
    (across,) = [one for one in sentences if len(one) == 2]
    assert torn.quote(across) == TORN[0] + TORN[3]
    assert torn.text[across[0].start : across[0].end] == TORN[0]
    assert torn.text[across[1].start : across[1].end] == TORN[3]


def test_a_tear_is_known_with_the_place_of_its_rest_or_as_lost(torn: Document) -> None:
    start = torn.text.index(TORN[3])
    assert torn_ends(torn, blocks(torn)) == {torn.text.index(TORN[0]) + len(TORN[0]): start}
    alone = text_document("\n\n".join([TORN[0], *TORN[1:3]]))
    assert torn_ends(alone, blocks(alone)) == {len(TORN[0]): None}


@given(TEXTS)
def test_joining_loses_no_character_and_doubles_none(text: str) -> None:
    document = plain(text)
    before = sorted(at for block in blocks(document) for at in offsets(block.spans))
    assert sorted(at for block in whole_blocks(document) for at in offsets(block.spans)) == before


def test_the_bundled_page_is_not_joined_where_its_rest_is_lost(newspaper: Document) -> None:
    open_ends = [
        block
        for block in blocks(newspaper)
        if block.kind is BlockKind.PARAGRAPH
        and breaks_off(newspaper, block.spans, newspaper.quote(block.spans))
    ]
    assert len(open_ends) >= 5
    for block in whole_blocks(newspaper):
        joined = newspaper.quote(block.spans)
        assert "市民文明实践" not in joined or len(block.spans) == 1


def test_paragraphs_that_a_format_tells_apart_are_left_alone(torn: Document) -> None:
    given_blocks = tuple(blocks(torn))
    told = Document("a", "a", torn.text, b"", "docx", Structure(given_blocks, printed=False))
    assert whole_blocks(told) == blocks(told)
    assert not breaks_off(told, [Span(0, len(TORN[0]))], TORN[0])


def test_a_document_of_short_lines_is_left_alone() -> None:
    document = text_document("\n".join(f"第{n}批名单：长春市某某小学" for n in range(30)))
    assert whole_blocks(document) == blocks(document)
    for block in blocks(document):
        assert not breaks_off(document, block.spans, document.quote(block.spans))


def test_the_last_words_of_a_long_paragraph_break_off_however_few_they_are() -> None:
    text = "　　" + TORN[0]
    document = text_document(text)
    last = Span(len(text) - 4, len(text))
    assert breaks_off(document, [last], text[-4:])
    assert not breaks_off(text_document(text[-4:]), [Span(0, 4)], text[-4:])


@given(
    st.lists(st.tuples(st.floats(0, 1), st.integers(0, 6), st.integers(0, 6)), max_size=20),
    st.floats(0, 1),
)
def test_no_fragment_is_begun_or_continued_twice(
    pairs: list[tuple[float, int, int]], least: float
) -> None:
    found = chosen(pairs, least)
    assert len({a for a, _ in found}) == len({b for _, b in found}) == len(found)
    assert all(any((a, b) == pair[1:] and pair[0] >= least for pair in pairs) for a, b in found)


def test_what_comes_next_is_as_probable_as_it_was_often() -> None:
    counted = {"春": 8, "长": 4, "长春": 4, START: 2}
    order = sorted(counted, key=hashed)
    keys = np.array([hashed(run) for run in order], np.uint32)
    counts = np.array([round(8 * math.log2(counted[run])) for run in order], np.uint8)
    grams = Grams(keys, counts, 100.0)
    assert grams.chance("长", "春") == pytest.approx(math.log(0.35 + 0.05 * 8.5 / 100), abs=1e-3)
    assert grams.chance("夏", "春") == pytest.approx(math.log(0.05 * 8.5 / 100), abs=1e-3)


def test_only_what_breaks_off_is_compared() -> None:
    fragments = [
        Fragment("新增学位。", 0, True),
        Fragment("新增岗", 1, False),
        Fragment("位。", 2, False),
    ]
    assert [(a, b) for a, b, _ in signs(fragments, bundled().grams)] == [(1, 2)]


def test_a_seam_that_is_never_sure_joins_nothing() -> None:
    fragments = [Fragment(TORN[0], 0, False), Fragment(TORN[3], 1, False)]
    sure = bundled()
    assert sure.join(fragments) == [(0, 1)]
    assert Seams(sure.grams, sure.weights, 1.1).join(fragments) == []


def test_the_margins_are_those_of_looking_at_every_other_pair() -> None:
    fragments = [Fragment(text, at, False) for at, text in enumerate(TORN * 2)]
    fragments.append(Fragment("把国有企业", len(fragments), False))
    fragments.append(Fragment("做强做优做大", len(fragments), False))
    found = signs(fragments, bundled().grams)
    scores = {(a, b): row[0] for a, b, row in found}
    for a, b, row in found:
        ends = [s for (x, y), s in scores.items() if x == a and y != b]
        starts = [s for (x, y), s in scores.items() if y == b and x != a]
        for margin, others in ((row[8], ends), (row[9], starts)):
            wanted = scores[a, b] - max([0.0, *others])  # 0: that each stands by itself
            assert margin == pytest.approx(max(-10.0, min(10.0, wanted)))


@pytest.mark.parametrize("mark", "，、,")
def test_lines_of_a_list_that_end_on_commas_are_not_torn(mark: str) -> None:
    lines = [
        f"第{n}批改造老旧小区四十二个，惠及居民一万三千户，解决屋面漏水、管网老化、停车困难"
        for n in "一二三"
    ]
    listed, alone = plain((mark + "\n\n").join(lines) + "。"), plain(lines[0] + mark)
    assert torn_ends(listed, blocks(listed)) == {}
    assert torn_ends(alone, blocks(alone)) == {len(lines[0]) + 1: None}


TORN_OFF = (
    "全区今年计划改造老旧小区四十二个，惠及居民一万三千户，重点解决屋面漏水、管网老化等问题，"
)
FALSE = [  # what stands under another heading
    ("并同步加装", "持续打好蓝天碧水净土保卫战，关停小散乱污企业四十七家。"),
    ("并同步建设社区食堂、", "严格落实湾长制，全面清退非法养殖网箱。"),
    ("并将改造公园、学校、", "办好第六届江畔戏剧节，邀请国内外剧团三十个。"),
    ("", "组织青年志愿者走进社区，开展义诊、理发等便民服务。"),
    ("建成日间照料中心", "我市举办消防安全宣传周活动，两千余名市民参加了演练。"),
]
TRUE = [
    ("并同步加装电", "梯一百一十部。居民出资不超过一成。"),
    ("切实保", "护居民利益。社区里还开通了预约平台。"),
    ("居民不出小区就能", "办成医保事。今年以来，各服务站共办理业务三万六千件。"),
    ("由财政拨款四十六万", "元，可满足全年六成的用量。"),
    ("建设“十五分钟生活", "圈”，让居民就近买菜、看病。"),
]


def only_candidate(end: str, rest: str) -> bool:
    """Whether a paragraph is joined with the only one after it, which stands below a heading."""
    page = f"办好民生实事\n\n推进小区改造\n\n{TORN_OFF}{end}\n\n守住一湾碧水\n\n{rest}"
    document = text_document(page)
    return TORN_OFF + end + rest in [document.quote(one.spans) for one in whole_blocks(document)]


@pytest.mark.parametrize(("end", "other"), FALSE)
def test_the_only_paragraph_that_follows_is_no_rest_because_there_is_no_other(
    end: str, other: str
) -> None:
    assert not only_candidate(end, other)


@pytest.mark.parametrize(("end", "rest"), TRUE)
def test_the_only_paragraph_that_follows_is_a_rest_where_words_go_on(end: str, rest: str) -> None:
    assert only_candidate(end, rest)


def test_a_field_beside_others_ends_without_a_mark_and_is_not_torn() -> None:
    lines = [
        "夏令时：上午8:00至12:00，下午14:30至17:30，周末和法定节假日照常开放，夜间设急诊",
        "冬令时：上午8:30至12:00，下午14:00至17:00，周末和法定节假日照常开放，夜间设急诊",
    ]
    assert min(map(len, lines)) >= 40
    listed, alone = plain("\n\n".join(lines)), plain(lines[0])
    assert torn_ends(listed, blocks(listed)) == {}
    assert torn_ends(alone, blocks(alone)) == {len(lines[0]): None}


BEFORE = "卖豆腐的邓桂香在银杏街摆了十一年摊，“下雨天再也不怕了，就是离公交站远了"
AFTER = "三百多米，老主顾怕找不到。”她说。"
BETWEEN = [
    "据银杏街道办事处主任高振宇介绍，原路段将施划停车位58个，夜间22时至次日7时免费停放。",
    "新市场每天5时至10时30分营业，摊位费每月180元，比原来的“清洁费”贵60元。",
]


@pytest.mark.parametrize("between", [[], BETWEEN[:1], BETWEEN[1:], BETWEEN])
def test_the_one_end_of_a_quotation_that_stands_open_is_its_rest(between: list[str]) -> None:
    page = text_document("\n\n".join([BETWEEN[0], BEFORE, *between, AFTER, *BETWEEN]))
    assert BEFORE + AFTER in [page.quote(block.spans) for block in whole_blocks(page)]


def test_of_two_ends_of_quotations_none_is_sure() -> None:
    never = Seams(bundled().grams, np.array([0.0] * (len(bundled().weights) - 1) + [-20.0]), 0.9)
    texts = [BEFORE, AFTER, BETWEEN[0], "我们都说好，价钱也不贵。”一位顾客说。"]
    pages = [
        [Fragment(text, at, False) for at, text in enumerate(some)]
        for some in (texts, [texts[3], *texts[:2]], [BEFORE, *texts], texts[1:], texts[:3])
    ]
    assert [never.join(page, 40) for page in pages] == [[], [(1, 2)], [], [], [(0, 1)]]
    below = [Fragment(BEFORE, 0, False), Fragment(AFTER, 2, True)]
    assert never.join(below, 40) == []
