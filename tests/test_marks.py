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
