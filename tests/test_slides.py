"""A slide is read from top to bottom with its tables, its charts and its notes, and not what stands on all."""

import io

import pptx
from lxml import etree
from pptx.oxml.ns import qn
from samples import (
    as_pptx,
)

from ingest.passages import passages
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
