"""A line above a list is quoted with the whole list, and with nothing that stands behind it."""

from pathlib import Path

import pytest
from conftest import text_document
from hypothesis import given
from hypothesis import strategies as st

from chat.answer import Settings
from chat.cli import open_answerer
from chat.items import LONGEST, items_below
from index.build import build
from index.encode import load_encoder
from index.segment import Segmenter
from ingest.passages import passages
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
    at = next(p for p in found if page.quote(p.sentences[-1]).endswith(opening))
    return [page.quote(s) for s in items_below(at.sentences[-1], at, page, lambda: found)]


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


@given(st.lists(st.sampled_from([ABOVE, *ITEMS, "（一）甲。", "（二）乙；", "1.丙。", "——丁"])))
def test_items_stand_directly_below_in_the_documents_order(rows: list[str]) -> None:
    page = Document("a.txt", "a", "\n".join(rows), b"", "utf-8")
    found = passages(page)
    every = [s for p in found for s in p.sentences]
    for passage in found:
        own = items_below(passage.sentences[-1], passage, page, lambda: found)
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
