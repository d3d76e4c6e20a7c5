"""A document says the same, under the same headings, whatever file it comes in; bad files say why not."""

import io
import random
import zipfile
from collections.abc import Callable
from itertools import zip_longest

import docx
import pptx
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.opc.package import Part
from pptx.opc.packuri import PackURI
from pptx.oxml.ns import qn
from samples import (
    TABLE,
    as_docx,
    as_epub,
    as_html,
    as_pdf,
    as_pptx,
    as_xlsx,
    lines_of,
    small_files,
)

from ingest.errors import ReadError
from ingest.formats.draft import joined
from ingest.formats.lines import PrintedLine, paragraphs
from ingest.formats.picture import Line, in_order
from ingest.passages import passages, title
from ingest.read import document
from ingest.types import BlockKind, Document, Span

RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
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


def test_a_page_keeps_its_navigation_and_scripts_to_itself(newspaper: Document) -> None:
    found = document(as_html(lines_of(newspaper)), "a.html")
    assert not any(word in found.text for word in ("导航", "版权所有", "坏"))


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


def test_a_row_says_on_which_sheet_and_line_it_stands() -> None:
    found = document(as_xlsx({"封面": [["说明"]], "民生": [[], *TABLE]}), "a.xlsx")
    assert found.structure.place_of(found.text.index("60万个")) == "民生 第4行"
    assert found.structure.place_of(found.text.index("10万个")) == "民生 第3行"
    sections = {p.section for p in passages(found) if "60万个" in found.quote(p.spans)}
    assert sections == {"民生"}


def test_whole_numbers_of_a_sheet_have_no_decimals() -> None:
    found = document(
        as_xlsx({"a": [["项目", "数", "率"], ["学位", 10, 0.5], ["岗位", 60, 1.25]]}), "a.xlsx"
    )
    assert "项目：学位 | 数：10 | 率：0.5" in found.text


def test_a_share_is_quoted_in_per_cent_where_its_cell_shows_it_so() -> None:
    packed = io.BytesIO()
    with xlsxwriter.Workbook(packed) as book:
        book.add_worksheet("封面").write(0, 0, "说明")
        sheet = book.add_worksheet("民生")
        sheet.write_row(0, 0, ["项目", "占比", "增速", "系数", "注"])
        for row, value in ((1, 0.853), (2, 1)):
            sheet.write(row, 0, "学位")
            sheet.write(row, 1, value, book.add_format({"num_format": "0.0%"}))
            sheet.write(row, 2, value, book.add_format({"num_format": 9}))
            sheet.write(row, 3, value, book.add_format({"num_format": '0.000"%"'}))
            sheet.write(row, 4, "见表", book.add_format({"num_format": "0.0%"}))
    assert document(packed.getvalue(), "a.xlsx").text.splitlines()[-2:] == [
        "项目：学位 | 占比：85.3% | 增速：85% | 系数：0.853 | 注：见表",
        "项目：学位 | 占比：100.0% | 增速：100% | 系数：1 | 注：见表",
    ]
    plain = repacked(packed.getvalue(), {"xl/styles.xml": b"<styleSheet/>"})
    assert "占比：0.853" in document(plain, "a.xlsx").text


def test_a_slide_says_its_number_and_its_title_heads_its_text() -> None:
    slides = [("民生工程", ["新增学位10万个。"]), ("交通工程", ["新修桥梁三座。", "治理伊通河。"])]
    found = document(as_pptx(slides, note="讲到这里停一停。"), "a.pptx")
    assert found.structure.place_of(found.text.index("伊通河")) == "幻灯片2"
    for passage in passages(found):
        if "桥梁" in found.quote(passage.spans):
            assert passage.section == "交通工程"
    kinds = {p.kind for p in passages(found) if "停一停" in found.quote(p.spans)}
    assert kinds == {BlockKind.NOTE}


def test_running_heads_and_page_numbers_are_never_quoted() -> None:
    pages = [["Changchun Daily", f"{'a' * n} stands here!", f"- {n} -"] for n in range(1, 6)]
    found = document(as_pdf(pages), "a.pdf")
    quoted = [found.quote(passage.spans) for passage in passages(found)]
    assert "Changchun Daily" in found.text
    assert not any("Daily" in quote or "- " in quote for quote in quoted)
    assert found.structure.place_of(found.text.index("aaaa stands")) == "第4页"
    for n in range(1, 6):
        assert sum(quote == f"{'a' * n} stands here!" for quote in quoted) == 1


def test_lines_of_two_columns_are_read_one_column_after_the_other() -> None:
    left = [Line(0, 20 * n, 90, 20 * n + 15, f"左{n}") for n in range(5)]
    right = [Line(110, 20 * n + 3, 200, 20 * n + 18, f"右{n}") for n in range(5)]
    head = Line(0, -40, 200, -15, "题")
    found = [line.text for line in in_order([*right, head, *reversed(left)])]
    assert found == ["题", *(line.text for line in left), *(line.text for line in right)]


BOXES = st.tuples(
    st.integers(1, 3), st.floats(0, 500), st.floats(0, 500), st.floats(0, 800), st.floats(1, 30)
)


@given(st.lists(BOXES, max_size=40))
def test_every_printed_line_is_in_one_paragraph_in_order(
    boxes: list[tuple[int, float, float, float, float]],
) -> None:
    lines = [
        PrintedLine(Span(10 * n, 10 * n + 9), page, min(a, b), max(a, b), bottom, size)
        for n, (page, a, b, bottom, size) in enumerate(boxes)
    ]
    assert [span for block in paragraphs(lines) for span in block] == [line.span for line in lines]


def test_a_paragraph_goes_on_over_the_end_of_a_column_and_of_a_page() -> None:
    def line(n: int, page: int, left: float, bottom: float, right: float = 0) -> PrintedLine:
        return PrintedLine(Span(10 * n, 10 * n + 9), page, left, right or left + 200, bottom, 10)

    columns = [
        line(0, 1, 70, 700, 250), line(1, 1, 50, 685), line(2, 1, 50, 670),
        line(3, 1, 300, 700), line(4, 1, 300, 685),
        line(5, 2, 50, 700), line(6, 2, 50, 685, 120), line(7, 2, 70, 670, 250), line(8, 2, 50, 655, 90),
    ]  # fmt: skip
    assert [len(block) for block in paragraphs(columns)] == [7, 2]


GOOD = small_files()


def test_a_format_is_recognised_by_what_is_in_the_file() -> None:
    for name, data in GOOD.items():
        if name != "a.csv":
            assert document(data, "wrong.txt").text == document(data, name).text


def repacked(data: bytes, changes: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(packed, "w", 8) as new:
        for info in old.infolist():
            new.writestr(info.filename, changes.get(info.filename, old.read(info.filename)))
    return packed.getvalue()


BOMB = b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha">%s]>
<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r>
<w:t>&j;</w:t></w:r></w:p></w:body></w:document>""" % b"".join(
    b'<!ENTITY %c "&%c;&%c;&%c;&%c;&%c;&%c;&%c;&%c;">' % (b, *[b - 1] * 8) for b in b"bcdefghij"
)


def bad_files() -> dict[str, tuple[str, bytes]]:
    made = {f"cut {name}": (name, data[: len(data) // 2]) for name, data in GOOD.items()}
    del made["cut a.csv"], made["cut a.html"], made["cut a.pdf"]
    made["half a pdf's head"] = ("a.pdf", b"%PDF-1.7\n1 0 obj")
    made["zero bytes"] = ("a.docx", b"")
    made["old office"] = ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    made["rar"] = ("a.rar", b"Rar!\x1a\x07\x00")
    made["a picture's head"] = ("a.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")
    made["an entity bomb"] = ("a.docx", repacked(GOOD["a.docx"], {"word/document.xml": BOMB}))
    zeros = {"word/document.xml": b"<a>" + b" " * 80_000_000 + b"</a>"}
    made["a zip bomb"] = ("a.docx", repacked(GOOD["a.docx"], zeros))
    made["a book without chapters"] = (
        "a.epub",
        repacked(GOOD["a.epub"], {"META-INF/container.xml": b"<container/>"}),
    )
    made["10,000 empty pages"] = ("a.pdf", as_pdf([[]] * 10_000))
    made["only scripts"] = ("a.html", b"<html><body><script>alert(1)</script></body></html>")
    return made


BAD = bad_files()


@pytest.mark.parametrize("case", BAD)
def test_a_bad_file_is_refused_in_one_line(case: str) -> None:
    name, data = BAD[case]
    with pytest.raises(ReadError) as refused:
        document(data, name)
    reason = str(refused.value)
    assert reason.startswith(name)
    assert "\n" not in reason
    assert ";" in reason or "more than is read" in reason


@settings(max_examples=150)
@given(st.sampled_from(sorted(GOOD)), st.integers(0, 10**9), st.integers(1, 30))
def test_a_damaged_file_is_read_or_refused_and_nothing_else(
    name: str, seed: int, count: int
) -> None:
    randomness = random.Random(seed)
    data = bytearray(GOOD[name])
    for _ in range(count):
        data[randomness.randrange(len(data))] = randomness.randrange(256)
    if randomness.random() < 0.3:
        del data[randomness.randrange(len(data)) :]
    try:
        found = document(bytes(data), name)
    except ReadError as error:
        assert "\n" not in str(error)
        return
    for passage in passages(found):
        assert found.quote(passage.spans)


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


def test_a_page_that_names_a_wrong_encoding_is_still_read() -> None:
    page = "<html><head><meta charset=iso-8859-1></head><body><p>新增学位十万个。</p></body></html>"
    assert "新增学位十万个" in document(page.encode(), "a.html").text


def test_an_empty_chapter_does_not_cost_the_book() -> None:
    book = repacked(
        as_epub([("h2", "甲"), ("p", "新增学位。"), ("h2", "乙"), ("p", "新增岗位。")]),
        {"OPS/text/2.xhtml": b""},
    )
    assert "新增学位" in document(book, "a.epub").text


PROSE = "坚持民生投入只增不减、惠民力度只升不降，聚力共同富裕，建设幸福长春，让广大人民群众获得感更加充实。"


def test_a_sentence_inside_a_long_cell_stands_under_the_cells_that_name_its_row() -> None:
    text = f"突出增收富民。{PROSE}开发就业岗位60万个。{PROSE}"
    found = document(
        as_xlsx({"报纸": [["栏目", "正文"], ["民生工程", text], ["交通工程", "新修桥梁三座。"]]}),
        "a.xlsx",
    )
    inside = next(p for p in passages(found) if "60万个" in found.quote(p.spans))
    assert inside.section == "报纸 › 栏目：民生工程"
    assert "桥梁" not in found.quote(inside.spans)
    first, *others = (found.quote(sentence) for sentence in inside.sentences)
    assert first == f"栏目：民生工程 | 正文：突出增收富民。{PROSE}"
    assert "开发就业岗位60万个。" in others


def test_cells_that_name_several_rows_of_writing_are_headings_and_the_writing_paragraphs() -> None:
    rows = [["2025年报告"], ["工程", "年份", "正文"]]
    rows += [["民生工程", "2025", f"{PROSE}新增学位10万个。"], ["", "2025", PROSE]]
    rows += [["交通工程", "2026", f"{PROSE}新修桥梁三座。"], ["交通工程", "2026", PROSE]]
    for data, name in (
        (as_xlsx({"报告": rows}), "a.xlsx"),
        ("\n".join(",".join(row) for row in rows[1:]).encode(), "a.csv"),
    ):
        found = document(data, name)
        parts = {found.quote(p.spans): p for p in passages(found)}
        assert parts[f"{PROSE}新增学位10万个。"].kind is BlockKind.PARAGRAPH
        assert parts[f"{PROSE}新增学位10万个。"].section.endswith("民生工程 › 年份：2025")
        assert parts[f"{PROSE}新修桥梁三座。"].section.endswith("交通工程 › 年份：2026")
        assert found.structure.place_of(found.text.index("桥梁")).endswith(
            "第5行" if "x" in name else "第4行"
        )
        assert "工程 | 年份 | 正文" in found.text  # nothing that the sheet says is lost


def test_a_question_stays_beside_its_answer() -> None:
    rows = [["类别", "问题", "答复"]] + [
        ["入学", f"第{n}类学生怎样报名？", f"{PROSE}{PROSE}{PROSE}"] for n in range(4)
    ]
    found = document(as_xlsx({"问答": rows}), "a.xlsx")
    asked = [p for p in passages(found) if "第2类" in found.quote(p.spans)]
    assert [p.section for p in asked] == ["入学 › 问题：第2类学生怎样报名？"]
    first = found.quote(asked[0].sentences[0])
    assert first == f"问题：第2类学生怎样报名？| 答复：{PROSE}"  # and not the question by itself


def test_a_cell_over_several_rows_says_in_each_what_it_says() -> None:
    packed = io.BytesIO()
    with xlsxwriter.Workbook(packed) as book:
        sheet = book.add_worksheet("民生")
        for number, row in enumerate(
            [["地区", "项目", "已完成"], ["", "学位", True], ["", "岗位", False]]
        ):
            sheet.write_row(number, 0, row)
        sheet.merge_range(1, 0, 2, 0, "长春")
    assert document(packed.getvalue(), "a.xlsx").text.splitlines() == [
        "民生",
        "地区：长春 | 项目：学位 | 已完成：TRUE",
        "地区：长春 | 项目：岗位 | 已完成：FALSE",
    ]


@given(
    st.lists(st.lists(st.text("学位10 %\n\u3000\u200b|", max_size=4), max_size=4), max_size=6),
    st.lists(st.text("项目%", max_size=2), max_size=4),
)
def test_rows_are_joined_all_at_once_as_they_are_one_by_one(
    rows: list[list[str]], heads: list[str]
) -> None:
    def one(row: list[str]) -> str:
        led = zip_longest(heads[: len(row)], row, fillvalue="")
        cells = [(f"{head}：" if head else "") + cell for head, cell in led if cell.strip()]
        return " ".join(" | ".join(cells).split())

    assert joined(rows, heads) == [one(row) for row in rows]


def test_lines_above_a_table_are_its_title_and_the_next_row_its_heads() -> None:
    sheet = [["2025年民生实事"], *TABLE]
    found = document(as_xlsx({"Sheet1": sheet}), "a.xlsx")
    assert title(found) == "2025年民生实事"
    assert "Sheet1" not in found.text
    assert "项目：岗位 | 目标：60万个 | 年份：2026" in found.text
    assert found.structure.place_of(found.text.index("60万个")) == "Sheet1 第4行"
    several = document(as_xlsx({"市区": sheet, "县": [["学位", "1个"]]}), "a.xlsx")
    rows = next(p for p in passages(several) if p.kind is BlockKind.ROW)
    assert rows.section == "市区 › 2025年民生实事"


def test_a_sheet_of_one_column_holds_paragraphs() -> None:
    found = document(as_xlsx({"稿子": [[PROSE], ["开发就业岗位60万个。"]]}), "a.xlsx")
    kinds = [passage.kind for passage in passages(found)]
    assert kinds == [BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.PARAGRAPH]


def test_what_stands_on_every_slide_is_left_out_and_merged_cells_are_filled() -> None:
    made = pptx.Presentation()
    slide = made.slides.add_slide(made.slide_layouts[1])
    slide.shapes.title.text = "民生工程"
    for number, kind in (("10", "dt"), ("11", "ftr"), ("12", "sldNum")):
        box = slide.shapes.add_textbox(0, 0, 9, 9)
        box.text_frame.text = f"每页{number}"
        holder = etree.SubElement(box._element.nvSpPr.nvPr, qn("p:ph"))
        holder.set("type", kind)
    frame = slide.shapes.add_table(3, 3, 0, 900_000, 9_000_000, 900_000)
    for row, values in enumerate(
        (["地区", "项目", "目标"], ["长春", "学位", "10万个"], ["", "岗位", "60万个"])
    ):
        for column, value in enumerate(values):
            frame.table.cell(row, column).text = value
    frame.table.cell(1, 0).merge(frame.table.cell(2, 0))
    packed = io.BytesIO()
    made.save(packed)
    assert document(packed.getvalue(), "a.pptx").text.splitlines() == [
        "民生工程",
        "地区：长春 | 项目：学位 | 目标：10万个",
        "地区：长春 | 项目：岗位 | 目标：60万个",
    ]


def test_a_chart_s_values_and_the_words_of_smartart_are_read() -> None:
    made = pptx.Presentation()
    slide = made.slides.add_slide(made.slide_layouts[5])
    slide.shapes.title.text = "民生工程"
    data = CategoryChartData()
    data.categories = ["2025年", "2026年"]
    data.add_series("新增学位", (10, 12.5))
    data.add_series("新增岗位", (60, None))
    frame = slide.shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, 0, 900, 9_000, 9_000, data)
    frame.chart.chart_title.text_frame.text = "学位和岗位"
    namespace = "http://schemas.openxmlformats.org/drawingml/2006/"
    model = (
        f'<d:dataModel xmlns:d="{namespace}diagram" xmlns:a="{namespace}main"><d:ptLst><d:pt><d:t>'
        "<a:p><a:r><a:t>先调研，</a:t></a:r><a:r><a:t>后决策</a:t></a:r></a:p></d:t></d:pt></d:ptLst></d:dataModel>"
    )
    kind = "application/vnd.openxmlformats-officedocument.drawingml.diagramData+xml"
    part = Part(PackURI("/ppt/diagrams/data1.xml"), kind, made.part.package, model.encode())
    name = slide.part.relate_to(part, f"{RELATIONS}/diagramData")
    other = slide.shapes.add_table(1, 1, 0, 90_000, 9_000, 9_000)._element
    inside = other.graphic.graphicData
    inside.remove(inside[0])
    etree.SubElement(inside, f"{{{namespace}diagram}}relIds").set(f"{{{RELATIONS}}}dm", name)
    packed = io.BytesIO()
    made.save(packed)
    assert document(packed.getvalue(), "a.pptx").text.splitlines() == [
        "民生工程",
        "学位和岗位",
        "2025年 | 新增学位：10 | 新增岗位：60",
        "2026年 | 新增学位：12.5",
        "先调研，后决策",
    ]
    part._blob = b"<torn"
    packed = io.BytesIO()
    made.save(packed)
    assert "新增学位：12.5" in document(packed.getvalue(), "a.pptx").text


def test_shapes_of_a_slide_are_read_from_top_to_bottom_also_in_groups() -> None:
    made = pptx.Presentation()
    slide = made.slides.add_slide(made.slide_layouts[6])
    group = slide.shapes.add_group_shape()
    for shapes, top, text in (
        (slide.shapes, 900, "丁"),
        (group.shapes, 500, "丙"),
        (group.shapes, 300, "乙"),
    ):
        shapes.add_textbox(0, top, 9, 9).text_frame.text = text
    slide.shapes.add_textbox(0, 100, 9, 9).text_frame.text = "甲"
    packed = io.BytesIO()
    made.save(packed)
    assert document(packed.getvalue(), "a.pptx").text.splitlines() == ["甲", "乙", "丙", "丁"]


def test_every_page_of_a_long_pdf_is_read_once_in_order() -> None:
    found = document(as_pdf([[f"page {n} stands here!"] for n in range(1, 121)]), "a.pdf")
    assert found.text.split("\n") == [*(f"page {n} stands here!" for n in range(1, 121)), ""]
    assert found.structure.place_of(found.text.index("page 117 ")) == "第117页"


def test_a_word_that_a_hyphen_parts_at_the_end_of_a_line_of_a_pdf_is_whole() -> None:
    lines = ["The committee gave new infor-", "mation about schools in the", "city."]
    found = document(as_pdf([lines]), "a.pdf")
    assert "information about schools" in "".join(found.quote(p.spans) for p in passages(found))


def test_the_end_of_a_line_in_the_source_of_a_page_parts_no_chinese_word() -> None:
    source = "<p>推动科技创\n    新和产业升级，the new\nschools。</p>" * 3
    found = document(f"<html><body><article>{source}</article></body></html>".encode(), "a.html")
    assert found.text.splitlines()[0] == "推动科技创新和产业升级，the new schools。"
    kept = document(
        "<html><body><pre>春眠不觉晓\n处处闻啼鸟</pre></body></html>".encode(), "a.html"
    )
    assert "春眠不觉晓 处处闻啼鸟" in kept.text
