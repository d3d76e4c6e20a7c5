"""A document says the same, under the same headings, whatever file it comes in."""

import io
from collections.abc import Callable

import docx
import pytest
from samples import (
    TABLE,
    as_docx,
    as_epub,
    as_html,
    as_xlsx,
    lines_of,
    small_files,
)

from ingest.passages import passages, title
from ingest.read import document
from ingest.types import BlockKind, Document

FLOWING: dict[str, Callable[[list[tuple[str, str]]], bytes]] = {
    "docx": as_docx,
    "html": as_html,
    "epub": as_epub,
}


def bare(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("suffix", FLOWING)
def test_every_character_of_the_page_is_there_in_order(suffix: str, newspaper: Document) -> None:
    found = document(FLOWING[suffix](lines_of(newspaper)), f"a.{suffix}")
    assert bare(found.text) == bare(newspaper.text)


@pytest.mark.parametrize("suffix", FLOWING)
def test_every_sentence_stands_under_its_headings(suffix: str, newspaper: Document) -> None:
    found = document(FLOWING[suffix](lines_of(newspaper)), f"a.{suffix}")
    there = {
        bare(found.quote(sentence)): passage.section
        for passage in passages(found)
        for sentence in passage.sentences
    }
    for passage in passages(newspaper):
        if passage.kind is BlockKind.PARAGRAPH and passage.section:
            for sentence in passage.sentences:
                section = there[bare(newspaper.quote(sentence))]
                assert section == passage.section
    assert title(found) == title(newspaper)


@pytest.mark.parametrize(
    "data",
    [
        as_docx([("p", "新增学位。")], TABLE),
        as_html([("p", "全市将继续新增学位和岗位，让人民群众得到更多实惠。")] * 4, TABLE),
        as_xlsx({"民生": TABLE}),
        "\n".join(",".join(row) for row in TABLE).encode("gb18030"),
    ],
    ids=["docx", "html", "xlsx", "csv"],
)
def test_a_row_of_a_table_repeats_the_heads_of_its_columns(data: bytes) -> None:
    found = document(data, "a.csv" if data[:1] not in b"P<" else "a")
    rows = [
        found.quote(sentence)
        for passage in passages(found)
        if passage.kind is BlockKind.ROW
        for sentence in passage.sentences
    ]
    assert rows == [
        "项目：学位 | 目标：10万个 | 年份：2025",
        "项目：岗位 | 目标：60万个 | 年份：2026",
    ]


def test_a_format_is_recognised_by_what_is_in_the_file() -> None:
    for name, data in small_files().items():
        if name not in ("a.csv", "a.md"):  # which are text but for their names
            assert document(data, "wrong.txt").text == document(data, name).text


def test_a_cell_that_spans_columns_puts_no_other_under_a_wrong_head() -> None:
    made = docx.Document()
    cells = made.add_table(rows=2, cols=3)
    for column, head in enumerate(["项目", "目标", "完成"]):
        cells.cell(0, column).text = head
    cells.cell(1, 0).merge(cells.cell(1, 1)).text = "合计"
    cells.cell(1, 2).text = "30万个"
    packed = io.BytesIO()
    made.save(packed)
    assert "项目：合计 | 完成：30万个" in document(packed.getvalue(), "a.docx").text
    page = "<html><table><tr><td>地区<td>项目<td>目标</tr><tr><td colspan=2>合计<td>59万个</tr></table></html>"
    assert "项目：59万个" not in document(page.encode(), "a.html").text


def test_cells_over_a_million_columns_are_read_like_any_others() -> None:
    rows = "".join(
        f'<tr><td colspan=1000000>岗位{n}</td><td ROWSPAN = "99999">{n}万个</td></tr>'
        for n in range(300)
    )
    words = "<p>开发就业岗位，今年的任务都完成了，写作 colspan=1000 即可。</p>"
    text = document(f"<h1>就业</h1>{words}<table>{rows}</table>{words}".encode(), "a.html").text
    assert [line for line in text.splitlines() if "299" in line] == ["岗位299 | 299万个"]
    assert "colspan=1000 即可" in text


NUMBERED = {
    "chapters": [
        "第一章 总则",
        "为了方便停车，制定本办法。",
        "第二章 附则",
        "本办法自五月一日起施行。",
    ],
    "Chinese": [
        "一、范围",
        "适用于全市车位。",
        "（一）部门",
        "交通局负责规划。",
        "二、收费",
        "首小时十元。",
    ],
    "digits": [
        "1．巡查",
        "每天巡查两次，做好记录。",
        "1.1 时间",
        "早晚各一次。",
        "2. 收费",
        "首小时十元。",
    ],
}
TITLED: dict[str, Callable[[list[str]], tuple[bytes, str]]] = {
    "md": lambda lines: ("\n\n".join(["# 停车办法", *lines]).encode(), "a.md"),
    "html": lambda lines: (
        f"<html><h1>停车办法</h1>{''.join(f'<p>{line}' for line in lines)}</html>".encode(),
        "a.html",
    ),
    "epub": lambda lines: (as_epub(headed("h1", lines)), "a.epub"),
    "docx with a title": lambda lines: (as_docx(headed("h1", lines)), "a.docx"),
    "docx with a heading": lambda lines: (as_docx(headed("h2", lines)), "a.docx"),
}


def headed(tag: str, lines: list[str]) -> list[tuple[str, str]]:
    return [(tag, "停车办法"), *(("p", line) for line in lines)]


def sections(data: bytes, name: str) -> list[tuple[str, str]]:
    found = document(data, name)
    return [(one.section, found.quote(one.spans)) for one in passages(found)]


@pytest.mark.parametrize("made", TITLED.values(), ids=TITLED)
@pytest.mark.parametrize("lines", NUMBERED.values(), ids=NUMBERED)
def test_where_only_the_title_is_marked_numbered_lines_are_its_headings(
    lines: list[str], made: Callable[[list[str]], tuple[bytes, str]]
) -> None:
    plain = sections("\n\n".join(["停车办法", *lines]).encode(), "a.txt")
    assert sections(*made(lines)) == plain
    assert len({section for section, _ in plain}) > 2


@pytest.mark.parametrize(
    "lines",
    [
        ["需要带：", "1. 身份证", "2. 行驶证", "到窗口办理。"],
        ["一、身份证", "二、行驶证"],
        ["30个座位", "都有号码。"],
        ["停车场", "都有号码。"],
    ],
)
def test_lists_and_short_lines_below_the_only_heading_are_no_headings(lines: list[str]) -> None:
    found = sections("\n\n".join(["# 说明", *lines]).encode(), "a.md")
    assert {section for section, _ in found} == {"说明"}
