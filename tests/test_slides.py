"""A slide is read from top to bottom with its tables, its charts and its notes, and not what stands on all."""

import io

import pptx
import pytest
from lxml import etree
from PIL import Image
from pptx.oxml.ns import qn
from pptx.presentation import Presentation
from samples import as_pptx

from ingest.passages import passages, title
from ingest.read import document
from ingest.types import BlockKind


def test_a_slide_says_its_number_and_its_title_heads_its_text() -> None:
    slides = [("民生工程", ["新增学位10万个。"]), ("交通工程", ["新修桥梁三座。", "治理伊通河。"])]
    found = document(as_pptx(slides, note="讲到这里停一停。"), "a.pptx")
    assert found.structure.place_of(found.text.index("伊通河")) == "幻灯片2"
    for passage in passages(found):
        if "桥梁" in found.quote(passage.spans):
            assert passage.section == "交通工程"
    kinds = {p.kind for p in passages(found) if "停一停" in found.quote(p.spans)}
    assert kinds == {BlockKind.NOTE}


def test_a_slide_with_nothing_but_its_title_heads_those_after_it_and_the_first_is_the_title() -> (
    None
):
    slides = [
        ("长春市政府工作报告", []),
        ("民生工程", []),
        ("扩大就业", ["新增岗位60万个。"]),
        ("改善教育", ["新增学位10万个。"]),
        ("交通工程", []),
        ("治理拥堵", ["新修桥梁三座。"]),
    ]
    found = document(as_pptx(slides), "a.pptx")
    assert title(found) == "长春市政府工作报告"
    sections = {found.quote(one.spans): one.section for one in passages(found)}
    assert sections["新增学位10万个。"] == "民生工程 › 改善教育"
    assert sections["新修桥梁三座。"] == "交通工程 › 治理拥堵"


@pytest.mark.parametrize("shown", ["picture", "table", "text"])
def test_a_slide_that_shows_more_than_its_title_heads_no_other(shown: str) -> None:
    made = pptx.Presentation()
    for heading in ("总体要求", "厂房", "学校"):
        slide = made.slides.add_slide(made.slide_layouts[5])
        slide.shapes.title.text = heading
        if heading != "厂房":
            slide.shapes.add_textbox(0, 900, 9, 9).text_frame.text = f"{heading}不再变动。"
        elif shown == "picture":
            slide.shapes.add_picture(io.BytesIO(one_pixel()), 0, 900)
        elif shown == "table":
            slide.shapes.add_table(2, 2, 0, 900, 9, 9)
        else:
            slide.shapes.add_textbox(0, 900, 9, 9).text_frame.text = "新建厂房。"
    packed = io.BytesIO()
    made.save(packed)
    found = document(packed.getvalue(), "a.pptx")
    sections = {found.quote(one.spans): one.section for one in passages(found)}
    assert sections["学校不再变动。"] == "学校"


def test_a_layout_that_opens_a_part_says_so_beside_what_else_the_slide_shows() -> None:
    made = pptx.Presentation()
    for layout, heading, text in (
        (0, "长春市政府工作报告", "市教育局"),
        (2, "民生工程", "第一部分"),
        (1, "改善教育", "新增学位10万个。"),
    ):
        slide = made.slides.add_slide(made.slide_layouts[layout])
        slide.shapes.title.text = heading
        slide.placeholders[1].text = text
    packed = io.BytesIO()
    made.save(packed)
    found = document(packed.getvalue(), "a.pptx")
    assert title(found) == "长春市政府工作报告"
    sections = {found.quote(one.spans): one.section for one in passages(found)}
    assert sections["新增学位10万个。"] == "民生工程 › 改善教育"


def one_pixel() -> bytes:
    packed = io.BytesIO()
    Image.new("L", (1, 1)).save(packed, "png")
    return packed.getvalue()


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


def packed(made: Presentation) -> bytes:
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


@pytest.mark.parametrize("hidden", [(0,), (1,), (0, 2), ()])
def test_a_slide_that_is_not_shown_is_not_read_and_the_others_keep_their_numbers(
    hidden: tuple[int, ...],
) -> None:
    texts = ["押金三百元。", "押金五百元。", "押金八百元。", "押金不退。"]
    made = pptx.Presentation(
        io.BytesIO(as_pptx([(f"第{n}版", [one]) for n, one in enumerate(texts)]))
    )
    for at in hidden:
        made.slides[at].element.set("show", "0")
    found = document(packed(made), "a.pptx")
    for at, text in enumerate(texts):
        assert (text in found.text) == (at not in hidden)
        if at not in hidden:
            assert found.structure.place_of(found.text.index(text)) == f"幻灯片{at + 1}"


def test_the_first_slide_that_is_shown_has_the_title() -> None:
    slides = [("旧稿", []), ("长春市政府工作报告", []), ("扩大就业", ["新增岗位60万个。"])]
    made = pptx.Presentation(io.BytesIO(as_pptx(slides)))
    made.slides[0].element.set("show", "0")
    assert title(document(packed(made), "a.pptx")) == "长春市政府工作报告"


def test_a_shape_that_is_not_shown_is_not_read_also_in_a_group() -> None:
    made = pptx.Presentation()
    slide = made.slides.add_slide(made.slide_layouts[6])
    group, gone = slide.shapes.add_group_shape(), slide.shapes.add_group_shape()
    for shapes, text in (
        (slide.shapes, "甲"),
        (slide.shapes, "乙"),
        (group.shapes, "丙"),
        (gone.shapes, "丁"),
    ):
        shapes.add_textbox(0, 0, 9, 9).text_frame.text = text
    for shape in (slide.shapes[2], gone):
        next(shape._element.iter(qn("p:cNvPr"))).set("hidden", "1")
    assert document(packed(made), "a.pptx").text.splitlines() == ["丙", "乙"]


@pytest.mark.parametrize("where", ["box", "cell", "notes"])
@pytest.mark.parametrize(
    ("pieces", "seen"),
    [
        (["押金", ("strike", "sngStrike", "三百元"), "五百元"], "押金五百元"),
        (["押金", ("strike", "dblStrike", "三百元"), "五百元"], "押金五百元"),
        (["押金", ("strike", "noStrike", "三百元")], "押金三百元"),
        (["库容3×10", ("baseline", "30000", "4"), "立方米"], "库容3×10⁴立方米"),
        (["每天10", ("baseline", "30%", "−"), ("baseline", "30000", "3"), "克"], "每天10⁻³克"),
        (["CO", ("baseline", "-25000", "2"), "排放"], "CO₂排放"),
        (["共10", ("baseline", "0", "3"), "人"], "共103人"),
        (["见注", ("baseline", "30000", "[1]")], "见注[1]"),
    ],
)
def test_struck_text_is_left_out_and_what_stands_off_the_line_is_written_so(
    pieces: list[str | tuple[str, str, str]], seen: str, where: str
) -> None:
    made = pptx.Presentation()
    slide = made.slides.add_slide(made.slide_layouts[6])
    frame = (
        slide.shapes.add_textbox(0, 0, 9, 9).text_frame
        if where == "box"
        else slide.shapes.add_table(1, 1, 0, 0, 9, 9).table.cell(0, 0).text_frame
        if where == "cell"
        else slide.notes_slide.notes_text_frame
    )
    for piece in pieces:
        name, value, text = ("", "", piece) if isinstance(piece, str) else piece
        run = frame.paragraphs[0].add_run()
        run.text = text
        if name:
            run._r.get_or_add_rPr().set(name, value)
    assert document(packed(made), "a.pptx").text.splitlines() == [seen]


def test_lines_of_their_own_in_a_paragraph_of_a_slide_are_blocks() -> None:
    made = pptx.Presentation()
    slide = made.slides.add_slide(made.slide_layouts[6])
    box = slide.shapes.add_textbox(0, 0, 9, 9)
    box.text_frame.text = "时间：3月8日\v地点：三楼\v会议室"
    assert document(packed(made), "a.pptx").text.splitlines() == [
        "时间：3月8日",
        "地点：三楼 会议室",
    ]
