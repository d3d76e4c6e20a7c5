"""A line above a list is quoted with the whole list and nothing that stands behind it, half a sentence with the
other half."""

from dataclasses import replace
from pathlib import Path

import pytest
from conftest import text_document
from hypothesis import given
from hypothesis import strategies as st

from chat.answer import Settings
from chat.cli import open_answerer
from chat.quoting.extent import LONGEST, WHOLE, items_below, line_above, list_around, whole_sentence
from chat.quoting.parts import parts_around
from chat.quoting.reach import UNCUT, reach
from chat.ranking.evidence import Evidence
from index.build import build
from index.encode import load_encoder
from index.segment import Segmenter
from index.types import Hit
from ingest.passages import passages
from ingest.sentences import is_part
from ingest.types import Document

STYLES = [
    ["（一）", "（二）", "（三）"],
    ["（1）", "（2）", "（3）"],
    ["1.", "2.", "3."],
    ["①", "②", "③"],
    ["——", "——", "——"],
    ["• ", "• ", "• "],
]
ITEMS = ["现场办理的应当当日办结；", "网上申请的五日内答复；", "邮寄材料的以收到之日起算。"]
ABOVE = "窗口单位应当遵守下列时限："


def below(text: str, opening: str = ABOVE) -> list[str]:
    """The items below the line `opening` of a text, as quotes."""
    page = Document("a.txt", "a", text, b"", "utf-8")
    found = passages(page)
    at = next(n for n, p in enumerate(found) if page.quote(p.sentences[-1]).endswith(opening))
    own = items_below(found[at].sentences[-1], found[at], page, lambda: found[at + 1 :])
    return [page.quote(s) for s in own]


@pytest.mark.parametrize("marks", STYLES)
def test_a_colon_opens_the_items_below_it(marks: list[str]) -> None:
    items = [mark + item for mark, item in zip(marks, ITEMS, strict=True)]
    found = below("\n".join([ABOVE, *items, "本规定自发布之日起施行，由办公室负责解释。"]))
    assert found == items


def test_a_second_list_of_the_same_marks_is_another() -> None:
    marks = ("（一）", "（二）")
    own = [mark + item for mark, item in zip(marks, ITEMS, strict=False)]
    other = [f"{mark}免费提供复印、打印服务；" for mark in marks]
    text = "\n".join([ABOVE, *own, "窗口单位应当公开下列事项：", *other])
    assert below(text) == own
    assert below(text, "窗口单位应当公开下列事项：") == other


def test_what_stands_between_two_items_belongs_to_the_first() -> None:
    text = "\n".join([ABOVE, "（一）" + ITEMS[0], "节假日办理的顺延一日。", "（二）" + ITEMS[1]])
    assert below(text) == ["（一）" + ITEMS[0], "节假日办理的顺延一日。", "（二）" + ITEMS[1]]


def test_a_colon_without_a_list_and_a_list_without_a_colon_open_nothing() -> None:
    assert below(ABOVE + "\n窗口单位应当在一楼大厅设置咨询台。") == []
    assert below("时限如下。\n（一）" + ITEMS[0], "时限如下。") == []


def test_a_list_that_is_too_long_to_quote_is_not_quoted_in_part() -> None:
    items = [mark + "办理时限，" * 50 + item for mark, item in zip(STYLES[0], ITEMS, strict=True)]
    assert below("\n".join([ABOVE, *items])) == items
    items = [mark + "办理时限，" * (LONGEST // 15) + "。" for mark in STYLES[0]]
    assert below("\n".join([ABOVE, *items])) == []


def test_the_next_article_is_no_item() -> None:
    text = (
        f"第三条 {ABOVE}\n（一）{ITEMS[0]}\n第四条 （一）班轮流值守，不得空岗。\n（二）{ITEMS[1]}"
    )
    assert below(text) == ["（一）" + ITEMS[0]]


@pytest.mark.parametrize(
    ("text", "listed"),
    [
        ("• 身份证原件；\n• 户口本。\n有下列情形的不予受理：\n• 材料不全的；\n• 逾期的。", 2),
        ("1、身份证原件；\n2、户口本。\n有下列情形的不予受理：\n1.材料不全的；\n2.逾期的。", 2),
        ("（一）身份证原件；\n（二）户口本。\n还应当提交：\n（三）照片；\n（四）收据。", 2),
        ("1.新建道路十条。\n2.改造小区八个。\n市长作了总结。\n12.5%的市民表示满意。", 2),
        ("1.申请表一份；\n2.汇总表两份。\n\n办公室负责解释本通知。\n\n2025.3.12", 2),
        ("一是抓好落实。\n会议还听取了汇报。\n会议由市长主持。\n三是不搞形式主义。", 0),
        ("（一）身份证原件，当场核对；\n（二）居住地住址证明\n（三）就业证明，由单位出具。", 3),
        ("（一）扰乱秩序的；\n（二）有下列行为之一的：\n1.阻碍执行职务；\n2.冲闯警戒带。", 4),
        ("（一）材料要求。\n1.申请表；\n2.照片。\n（二）办理时限五日。\n本规定由办公室解释。", 4),
        ("1）身份证原件；\n2）户口本复印件。", 2),
        ("二、身份证原件；\n三、户口本。", 0),
    ],
)
def test_a_list_goes_as_far_as_its_numbers_do(text: str, listed: int) -> None:
    found = below(f"{ABOVE}\n{text}")
    assert found == [line for line in text.splitlines() if line][:listed]


def test_an_item_that_ends_with_a_colon_does_not_open_its_neighbours() -> None:
    opening = "（一）居住证的办理条件："
    rest = "（二）办理地点在一楼一号窗口。\n（三）办理电话为84610000。"
    assert below(f"{opening}\n{rest}", opening) == []


def test_half_a_sentence_is_quoted_with_its_other_half() -> None:
    page = Document(
        "a",
        "a",
        "各区县应当按照本通知及时足额发放居住补贴。满三年的每人每年发500元；但去年已经领过的不再发放。办理地点另行通知。",
        b"",
        "utf-8",
    )
    (only,) = passages(page)
    for at in (1, 2):
        whole = [page.quote(one) for one in whole_sentence(only, at, at, page)]
        assert whole == ["满三年的每人每年发500元；", "但去年已经领过的不再发放。"]
    first = "在本市连续居住满三年并且参加社会保险的每人每年发放五百元；"
    long = Document("a", "a", first + "但" * WHOLE + "不再发放。", b"", "utf-8")
    (only,) = passages(long)
    assert [long.quote(one) for one in whole_sentence(only, 0, 0, long)] == [first]


AGENDA = (
    "会议议程为：听取和审查县人民政府工作报告；审查和批准二〇二三年国民经济和社会发展计划执行情况的报告；"
    "审查和批准预算执行情况的报告；听取和审查县人民代表大会常务委员会工作报告；"
    "听取和审查县人民法院工作报告；听取和审查县人民检察院工作报告。会期是三天，从五月六日开始。"
)


@pytest.mark.parametrize("question", ["会议议程有哪些？", "会议要审查哪些报告？"])
def test_of_a_list_that_goes_on_behind_semicolons_all_is_quoted_however_long(question: str) -> None:
    page = Document("a", "a", AGENDA, b"", "utf-8")
    (only,) = passages(page)
    whole = AGENDA[: AGENDA.index("。") + 1]
    for at in range(len(only.sentences) - 1):
        found = reach(question, only, range(at, at + 1), page, list, list)
        assert "".join(map(page.quote, found)) == whole
    last = len(only.sentences) - 1
    assert reach("会期几天？", only, range(last, last + 1), page, list, list) == [
        only.sentences[last]
    ]


@given(st.lists(st.sampled_from([ABOVE, *ITEMS, "（一）甲。", "（二）乙；", "1.丙。", "——丁"])))
def test_items_stand_directly_below_in_the_documents_order(rows: list[str]) -> None:
    page = Document("a.txt", "a", "\n".join(rows), b"", "utf-8")
    found = passages(page)
    every = [s for p in found for s in p.sentences]
    for at, passage in enumerate(found):
        rest = found[at + 1 :]
        own = items_below(passage.sentences[-1], passage, page, lambda rest=rest: rest)
        after = every.index(passage.sentences[-1]) + 1
        assert own == every[after : after + len(own)]


def test_the_answer_is_the_line_with_its_list_once(tmp_path: Path) -> None:
    text = "\n\n".join(
        [
            "政务服务大厅管理规定",
            "第三条 申请人有下列情形之一的，窗口不予受理：\n（一）材料不齐全的；\n"
            "（二）不属于本大厅职责范围的；\n（三）超过规定申请期限的。",
            "第四条 窗口人员应当佩戴工作牌，使用文明用语。",
        ]
    )
    build(tmp_path, [text_document(text)], load_encoder(), Segmenter())
    answer = open_answerer(tmp_path, None, Settings()).ask("哪些情形窗口不予受理？")
    (only,) = [one for one in answer.citations if "不予受理" in one.quote]
    assert only.quote.endswith("超过规定申请期限的。")
    assert all(answer.text.count(item) == 1 for item in ("材料不齐全", "职责范围", "申请期限"))
    for one in answer.citations:
        assert one.quote == "".join(text[span.start : span.end] for span in one.spans)


@pytest.mark.parametrize("question", ["补贴标准是什么？", "补贴标准"])
def test_a_heading_that_is_all_of_an_answer_is_quoted_with_its_section(
    tmp_path: Path, question: str
) -> None:
    text = (
        "电动自行车以旧换新通知\n\n一、申请对象\n本市户籍居民均可在各区窗口提出申请。\n\n二、补贴标准\n"
        "（一）交回铅酸电池车的，每辆发放五百元。\n（二）交回锂电池车的，每辆发放三百元。\n\n"
        "三、办理地点\n各街道便民服务中心均设有专门窗口受理。\n"
    )
    build(tmp_path, [text_document(text)], load_encoder(), Segmenter())
    answer = open_answerer(tmp_path, None, Settings()).ask(question)
    assert "五百元" in answer.text
    for one in answer.citations:
        assert one.quote == "".join(text[span.start : span.end] for span in one.spans)


def test_a_heading_is_told_with_its_section_beside_another_quote_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = (
        "街道办公会议纪要\n\n会议研究了停车难整治、菜市场改造、防汛准备和养老服务等事项。现纪要如下：\n\n"
        "一、关于停车难整治\n停车泊位缺口4800个，要利用空地新建停车场。\n\n二、关于防汛准备\n"
        "今年要提前做好以下工作：\n1．清掏雨水管网12处；\n2．储备编织袋5000只；\n3．组建60人应急抢险队。\n"
    )
    build(tmp_path, [text_document(text)], load_encoder(), Segmenter())
    answerer = open_answerer(tmp_path, None, Settings())
    ranked = answerer._ranker.rank

    def rank(question: str, hits: list[Hit]) -> list[Evidence]:
        """As if the reader liked best the sentence that only names it, and then the heading."""
        chances = {"会议研究了": 0.5, "二、关于防汛": 0.4}
        found = [
            replace(one, probability=chances.get(one.text[:5], chances.get(one.text[:6], 0.01)))
            for one in ranked(question, hits)
        ]
        return sorted(found, key=lambda one: -one.probability)

    monkeypatch.setattr(answerer._ranker, "rank", rank)
    answer = answerer.ask("防汛要做哪些准备？")
    assert len(answer.citations) > 1
    assert all(item in answer.text for item in ("清掏雨水管网", "编织袋", "抢险队"))
    for one in answer.citations:
        assert one.quote == "".join(text[span.start : span.end] for span in one.spans)


STEPS = ["第一步：关闭进水阀。", "第二步：取出旧滤芯。", "第三步：装入新滤芯。"]


def around(lines: list[str], own: str) -> list[str]:
    """The list around the line `own` of a text, as quotes."""
    page = Document("a.txt", "a", "\n".join(lines), b"", "utf-8")
    found = passages(page)
    at = next(n for n, one in enumerate(found) if page.quote(one.spans) == own)
    whole = list_around(found[at], page, lambda: found[:at], lambda: found[at + 1 :])
    return [page.quote(one) for one in whole]


@pytest.mark.parametrize("own", STEPS)
def test_a_step_is_quoted_with_all_steps_and_what_opens_them(own: str) -> None:
    above = "更换滤芯时应当按照下列步骤操作："
    end = "更换以后请将旧滤芯按照其他垃圾投放，不要随意丢弃。"
    assert around([above, *STEPS, end], own) == [above, *STEPS]
    page = ["说明书", "一、更换滤芯", *STEPS, "二、清洗", end]
    assert around(page, own) == STEPS


def test_numbered_paragraphs_that_each_say_their_own_are_no_list() -> None:
    long = [f"（{n}）{'办理这一事项应当按照本通知的规定提交申请' * 4}。" for n in "一二三"]
    assert around(["通知", "一、申请材料", *long, "二、其他", "没有其他事项。"], long[1]) == []
    above = "申请人应当提交下列材料："
    assert around([above, *long], long[1]) == [above, *long]


def test_what_is_no_item_or_of_a_list_with_a_gap_has_no_list_around_it() -> None:
    assert around([ABOVE, "（一）" + ITEMS[0], "（三）" + ITEMS[2]], "（三）" + ITEMS[2]) == []
    assert around([ABOVE, ITEMS[0], ITEMS[1]], ITEMS[1]) == []


@given(st.integers(1, 9), st.integers(0, 8))
def test_the_list_is_the_same_around_each_of_its_items(many: int, at: int) -> None:
    items = [f"{n + 1}. 第{n}项事情要办好；" for n in range(many)]
    found = around([ABOVE, *items], items[at % many])
    assert found == [ABOVE, *items]


def test_items_without_marks_are_a_list_where_semicolons_part_them() -> None:
    lines = ["应当从工伤保险基金中支付的；", "应当由第三人负担的；", "在境外就医的。"]
    assert below("\n".join([ABOVE, *lines, "本规定由办公室负责解释。"])) == lines
    assert below("\n".join([ABOVE, *lines[:2]])) == []
    assert below("\n".join([ABOVE, "本规定由办公室负责解释。", *lines])) == []


def test_an_item_that_says_nothing_alone_comes_with_the_line_that_opens_its_list() -> None:
    lines = [
        "有下列情形之一的，建议推迟体检：",
        "（一）发热的；",
        "（二）一周内拔过牙的；",
        "（三）怀孕的。",
    ]
    page = Document("a.txt", "a", "\n".join(lines), b"", "utf-8")
    found = passages(page)
    for at in (1, 2, 3):
        above = line_above(found[at], page, lambda at=at: found[:at])
        assert [page.quote(one) for one in above] == lines[:1]
    assert line_above(found[0], page, list) == []
    told = Document("a.txt", "a", f"{ABOVE}\n" + "\n".join(["1." + ITEMS[0]]), b"", "utf-8")
    whole = passages(told)
    assert line_above(whole[1], told, lambda: whole[:1]) == []


@given(st.integers(2, 5), st.data())
def test_each_part_is_quoted_with_all_parts(many: int, data: st.DataObject) -> None:
    parts = [f"{n}是要办好这一件事，让群众满意。" for n in "一二三四五"[:many]]
    text = "要着力抓好以下几个方面的重点工作。" + "".join(parts) + "同志们，让我们共同努力奋斗。"
    page = Document("a.txt", "a", text, b"", "utf-8")
    (only,) = passages(page)
    at = data.draw(st.integers(0, many))
    assert parts_around(only, at, at, page) == range(many + 1)
    assert parts_around(only, many + 1, many + 1, page) == range(many + 1, many + 2)


def test_a_number_that_is_missing_ends_the_parts() -> None:
    text = "一是要办好这一件事，让群众满意。三是要办好那一件事，让群众放心。"
    page = Document("a.txt", "a", text, b"", "utf-8")
    (only,) = passages(page)
    assert parts_around(only, 0, 0, page) == range(1)


@given(
    st.lists(
        st.sampled_from(["扩建小学，", "新增公办幼儿园学位，", "建设百个公园、"]), min_size=30
    ),
    st.sampled_from(["新增学位多少？", "有哪些任务？"]),
    st.booleans(),
)
def test_a_sentence_that_was_cut_is_quoted_whole_up_to_a_length_and_then_says_that_it_is_a_part(
    clauses: list[str], question: str, beside: bool
) -> None:
    long = "".join(clauses)[:-1] + "。"
    text = "会议听取了汇报。" * beside + long + "会议要求抓好落实。" * beside
    page = Document("a.txt", "a", text, b"", "utf-8")
    found = passages(page)
    for at, passage in enumerate(found):
        before, after = (lambda at=at: found[:at]), (lambda at=at: found[at + 1 :])
        for own, sentence in enumerate(passage.sentences):
            made = reach(question, passage, range(own, own + 1), page, before, after)
            quote = "".join(map(page.quote, made))
            assert page.quote(sentence) in quote and quote in text
            inside = page.quote(sentence) in long
            assert (long in quote) >= (inside and len(long) <= UNCUT)
            assert is_part(page, made) == (inside and len(long) > UNCUT)
