"""Markdown is read as what its marks say, and quoted without them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.errors import ReadError
from ingest.passages import passages, title
from ingest.read import document
from ingest.types import BlockKind

MINUTES = """---
title: 周会
date: 2026-04-13
---
# 产品周会纪要

- **时间**：2026年4月13日
- [地点](http://a.example)：三楼`会议室`

## 讨论

> 林芳：转人工率 37%。

决定把发布推迟到 **5 月 12 日**，原因是支付渠道的回归测试
没有做完。

1. 改版已上线。
2. 导出有问题。

| 事项 | 负责人 |
|:---|---|
| 回归测试 | 马超<br>8日前 |

```
pip install yinju
```

<table><tr><th>人数</th><th>地点</th></tr><tr><td>12人</td><td>三楼</td></tr></table>
<script>alert(1)</script>
"""


def test_marks_are_left_out_and_say_what_a_block_is() -> None:
    found = document(MINUTES.encode(), "纪要.md")
    assert [(block.kind.value, found.quote(block.spans)) for block in found.structure.blocks] == [
        ("title", "周会"),
        ("note", "date: 2026-04-13"),
        ("heading", "产品周会纪要"),
        ("paragraph", "时间：2026年4月13日"),
        ("paragraph", "地点：三楼会议室"),
        ("heading", "讨论"),
        ("paragraph", "林芳：转人工率 37%。"),
        ("paragraph", "决定把发布推迟到 5 月 12 日，原因是支付渠道的回归测试没有做完。"),
        ("paragraph", "1. 改版已上线。"),
        ("paragraph", "2. 导出有问题。"),
        ("row", "事项：回归测试 | 负责人：马超 8日前"),
        ("paragraph", "pip install yinju"),
        ("row", "人数：12人 | 地点：三楼"),
    ]
    row = next(one for one in passages(found) if one.kind is BlockKind.ROW)
    assert row.section == "产品周会纪要 › 讨论"


def test_the_first_heading_is_the_title() -> None:
    assert title(document("# 纪要\n\n## 讨论\n\n推迟发布。".encode(), "a.md")) == "纪要"


@pytest.mark.parametrize("end", ["\n", "  \n", "\r\n"])
def test_short_lines_and_ended_ones_are_no_one_paragraph(end: str) -> None:
    lines = ["第一章 总则", "第一条 为了保护全市的湿地，制定本条例。", "第二条 禁止排干湿地。"]
    found = document(end.join(lines).encode(), "a.md")
    assert found.text.splitlines() == lines


def test_what_is_called_text_is_read_as_it_is() -> None:
    assert document("**甲**乙".encode(), "a.txt").text == "**甲**乙"


words = st.sampled_from(
    ["学位", "**", "#", "- ", "> ", "1. ", "|", "|-|-|", "\n", "\n\n", "`", "```", "[", "](a)",
     "<b>", "<!--", "---", "    ", "\\", "~~", "&amp;", "\0"]
)  # fmt: skip


@given(st.lists(words, max_size=30).map("".join))
def test_any_marks_are_read_or_refused(text: str) -> None:
    try:
        found = document(text.encode(), "a.md")
    except ReadError:
        return
    for passage in passages(found):
        assert found.quote(passage.spans)


def read(text: str) -> list[str]:
    return document(text.encode(), "a.md").text.splitlines()


@pytest.mark.parametrize(
    "struck",
    ["~~硫磺~~", "~~硫\n磺~~", "<del>硫磺</del>", "<s>硫**磺**</s>", "<strike>硫磺</strike>"],
)
def test_what_is_struck_out_is_not_said(struck: str) -> None:
    assert read(f"巢虫用{struck}冰醋酸熏蒸。") == ["巢虫用冰醋酸熏蒸。"]
    assert read(f"- 巢虫用{struck}冰醋酸熏蒸。") == ["巢虫用冰醋酸熏蒸。"]
    table = "|害虫|药|\n|-|-|\n|巢虫|{}冰醋酸，每箱3克|"
    cell = struck.replace("\n", "")
    assert read(table.format(cell)) == ["害虫：巢虫 | 药：冰醋酸，每箱3克"]
    assert read("3~5月，早~~晚") == ["3~5月，早~~晚"]


def test_tags_inside_a_line_say_what_they_say_on_a_page() -> None:
    assert read("10<sup>4</sup>株，CO<sub>2</sub>，<ruby>芽<rt>yá</rt></ruby>头") == [
        "10⁴株，CO₂，芽头"
    ]


@pytest.mark.parametrize("mark", ["1", "注", "a-b"])
@pytest.mark.parametrize("gap", [" ", ""])
def test_a_note_is_a_block_of_its_own_and_its_mark_is_gone(mark: str, gap: str) -> None:
    note = "此为郎氏箱改良尺寸，误差不超过两毫米。"
    for end in ("\n", "\n\n"):
        text = f"# 蜂箱\n\n长370毫米[^{mark}]，`[^{mark}]`。{end}[^{mark}]:{gap}{note}{end}[^x]:{gap}别的注"
        found = document(text.encode(), "a.md")
        assert [(block.kind, found.quote(block.spans)) for block in found.structure.blocks][1:] == [
            (BlockKind.PARAGRAPH, f"长370毫米，[^{mark}]。"),
            (BlockKind.NOTE, note),
            (BlockKind.NOTE, "别的注"),
        ]
    assert read("见[^9]。") == ["见[^9]。"]


@pytest.mark.parametrize(
    "cited", ["此条为参考文献第一条", "李四.蜂群管理技术[M].北京:农业出版社,2019.", "王五《蜂》"]
)
def test_what_is_cited_is_no_address(cited: str) -> None:
    assert read(f"见[1]。\n\n[1]: {cited}\n[2]: {cited}\n[b]: /b") == [
        "见[1]。", f"[1]: {cited}", f"[2]: {cited}",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "address",
    ["https://a.cn/图", "<图 一>", "图/结构.png", "#节", "../b.md", "a.cn", "mailto:a@b.cn"],
)
def test_an_address_is_not_shown(address: str) -> None:
    for said in (f'[b]: {address}\n[c]: {address} "题"', f"[b]:\n{address}"):
        assert read(f"见[网页][b]。\n\n{said}") == ["见网页。"]


def test_a_definition_is_said_without_its_mark() -> None:
    assert read("分蜂\n: 一群分为两群。\n:   多在春末。\n\n比例1 : 2") == [
        "分蜂", "一群分为两群。", "多在春末。", "比例1 : 2",
    ]  # fmt: skip
