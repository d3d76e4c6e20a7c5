"""Charts and SmartArt are read as rows and lines, on a slide and in a Word file; so are boxes on a sheet."""

import io
import zipfile
from collections.abc import Callable

import docx
import pptx
import pytest
import xlsxwriter
from docx.opc.packuri import PackURI as WordURI
from docx.opc.part import Part as WordPart
from docx.oxml import parse_xml
from lxml import etree
from pptx.chart.data import CategoryChartData, ChartData, XyChartData
from pptx.chart.xmlwriter import ChartXmlWriter
from pptx.enum.chart import XL_CHART_TYPE
from pptx.opc.package import Part
from pptx.opc.packuri import PackURI
from samples import repacked

from ingest.passages import passages
from ingest.read import document
from ingest.types import BlockKind, Document

RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
DRAWINGS = "http://schemas.openxmlformats.org/drawingml/2006"
KIND = "application/vnd.openxmlformats-officedocument.drawingml"


def chart_of(data: ChartData, kind: XL_CHART_TYPE, title: str = "", axis: str = "") -> bytes:
    """A chart as PowerPoint keeps it."""
    made = pptx.Presentation()
    slide = made.slides.add_slide(made.slide_layouts[6])
    chart = slide.shapes.add_chart(kind, 0, 0, 9_000, 9_000, data).chart
    if title:
        chart.chart_title.text_frame.text = title
    if axis:
        chart.value_axis.axis_title.text_frame.text = axis
    return bytes(chart.part.blob)


def smartart_of(*texts: str) -> bytes:
    points = "".join(
        f"<d:pt><d:t><a:p><a:r><a:t>{text[:2]}</a:t></a:r><a:r><a:t>{text[2:]}</a:t></a:r></a:p></d:t></d:pt>"
        for text in texts
    )
    names = f'xmlns:d="{DRAWINGS}/diagram" xmlns:a="{DRAWINGS}/main"'
    return f"<d:dataModel {names}><d:ptLst>{points}</d:ptLst></d:dataModel>".encode()


def named(blob: bytes, relation: str) -> str:
    """The element that names the file of a chart or of SmartArt."""
    names = f'xmlns:r="{RELATIONS}" xmlns:c="{DRAWINGS}/chart" xmlns:d="{DRAWINGS}/diagram"'
    if b"dataModel" in blob[:99]:
        return f'<d:relIds {names} r:dm="{relation}"/>'
    return f'<c:chart {names} r:id="{relation}"/>'


def on_a_slide(*blobs: bytes) -> Document:
    made = pptx.Presentation()
    slide = made.slides.add_slide(made.slide_layouts[6])
    for number, blob in enumerate(blobs):
        part = Part(PackURI(f"/ppt/x/data{number}.xml"), f"{KIND}.x+xml", made.part.package, blob)
        inside = slide.shapes.add_table(1, 1, 0, number, 9, 9)._element.graphic.graphicData
        inside.remove(inside[0])
        inside.append(etree.fromstring(named(blob, slide.part.relate_to(part, f"{RELATIONS}/x"))))
    packed = io.BytesIO()
    made.save(packed)
    return document(packed.getvalue(), "a.pptx")


def in_a_word_file(*blobs: bytes) -> Document:
    made = docx.Document()
    for number, blob in enumerate(blobs):
        part = WordPart(
            WordURI(f"/word/x/data{number}.xml"), f"{KIND}.x+xml", blob, made.part.package
        )
        drawing = parse_xml(
            '<w:drawing xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
            f' xmlns:wp="{DRAWINGS}/wordprocessingDrawing" xmlns:a="{DRAWINGS}/main"><wp:inline>'
            f"<a:graphic><a:graphicData>{named(blob, made.part.relate_to(part, f'{RELATIONS}/x'))}"
            "</a:graphicData></a:graphic></wp:inline></w:drawing>"
        )
        made.add_paragraph().add_run()._element.append(drawing)
    packed = io.BytesIO()
    made.save(packed)
    return document(packed.getvalue(), "a.docx")


IN = pytest.mark.parametrize("read", [on_a_slide, in_a_word_file])
Read = Callable[..., Document]


def schools() -> CategoryChartData:
    data = CategoryChartData(number_format="0.0")
    data.categories = ["2025年", "2026年"]
    data.add_series("新增学位", (10, 12.5))
    data.add_series("新增岗位", (60, None))
    return data


@IN
def test_a_category_of_a_chart_is_a_row_with_the_value_of_each_series(read: Read) -> None:
    chart = chart_of(schools(), XL_CHART_TYPE.COLUMN_CLUSTERED, "学位和岗位", "万个")
    found = read(chart, smartart_of("先调研，", "后决策"))
    assert found.text.splitlines() == [
        "学位和岗位",
        "万个",
        "2025年 | 新增学位：10.0 | 新增岗位：60.0",
        "2026年 | 新增学位：12.5",
        "先调研，",
        "后决策",
    ]
    kinds = [part.kind for part in passages(found) for _ in part.sentences]
    assert kinds.count(BlockKind.ROW) == 2


@IN
def test_a_value_is_quoted_as_the_chart_shows_it(read: Read) -> None:
    data = CategoryChartData()
    data.categories = ["学位", "岗位"]
    data.add_series("占比", (0.853, 1), number_format="0.0%")
    data.add_series("增量", (4.3, 7), number_format="General")
    chart = chart_of(data, XL_CHART_TYPE.BAR_CLUSTERED)
    found = read(chart.replace(b">4.3<", b">4.2999999999999998<"))
    assert found.text.splitlines() == [
        "学位 | 占比：85.3% | 增量：4.3",
        "岗位 | 占比：100.0% | 增量：7",
    ]


@IN
def test_categories_in_two_levels_say_both(read: Read) -> None:
    data = CategoryChartData()
    for year in ("2025年", "2026年"):
        above = data.add_category(year)
        for part in ("上半年", "下半年"):
            above.add_sub_category(part)
    data.add_series("新增学位", (1, 2, 3, 4))
    assert read(chart_of(data, XL_CHART_TYPE.COLUMN_CLUSTERED)).text.splitlines() == [
        "2025年 上半年 | 新增学位：1",
        "2025年 下半年 | 新增学位：2",
        "2026年 上半年 | 新增学位：3",
        "2026年 下半年 | 新增学位：4",
    ]


@IN
def test_points_of_series_that_share_no_places_are_not_put_beside_each_other(read: Read) -> None:
    data = XyChartData()
    for name, points in (("南关区", [(1, 10), (2, 20)]), ("绿园区", [(5, 30)])):
        series = data.add_series(name)
        for x, y in points:
            series.add_data_point(x, y)
    assert read(chart_of(data, XL_CHART_TYPE.XY_SCATTER)).text.splitlines() == [
        "1 | 南关区：10",
        "2 | 南关区：20",
        "5 | 绿园区：30",
    ]


@IN
def test_a_damaged_chart_does_not_cost_the_file(read: Read) -> None:
    good = chart_of(schools(), XL_CHART_TYPE.PIE)
    assert read(b"<torn", good).text == read(good).text


def test_a_chart_in_a_word_file_follows_the_paragraph_that_it_stands_in() -> None:
    made = docx.Document()
    made.add_heading("民生工程", 1)
    made.add_paragraph("新增学位如图。")
    chart = ChartXmlWriter(XL_CHART_TYPE.LINE, schools()).xml.encode()
    part = WordPart(
        WordURI("/word/charts/chart1.xml"), f"{KIND}chart+xml", chart, made.part.package
    )
    name = made.part.relate_to(part, f"{RELATIONS}/chart")
    paragraph = made.paragraphs[-1]._element
    paragraph.append(
        parse_xml(
            '<w:r xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
            f' xmlns:a="{DRAWINGS}/main"><w:drawing><a:graphic><a:graphicData>{named(chart, name)}'
            "</a:graphicData></a:graphic></w:drawing></w:r>"
        )
    )
    made.add_paragraph("下一段。")
    packed = io.BytesIO()
    made.save(packed)
    found = document(packed.getvalue(), "a.docx")
    assert found.text.splitlines() == [
        "民生工程",
        "新增学位如图。",
        "2025年 | 新增学位：10.0 | 新增岗位：60.0",
        "2026年 | 新增学位：12.5",
        "下一段。",
    ]


def sheet_with_boxes() -> bytes:
    packed = io.BytesIO()
    with xlsxwriter.Workbook(packed) as book:
        sheet = book.add_worksheet("收费")
        for at, row in enumerate([["项目", "价格"], ["打印", "1元"], ["复印", "2元"]]):
            sheet.write_row(at, 0, row)
        sheet.write_comment("B2", "彩色另加一元。", {"author": "高远"})
        sheet.insert_textbox("E2", "周一闭馆。\n团体请提前三天预约。")
        book.add_worksheet("说明").insert_textbox("B2", "本表由财务科填写。")
        hidden = book.add_worksheet("底稿")
        hidden.insert_textbox("B2", "内部讨论。")
        hidden.hide()
    return packed.getvalue()


def test_text_boxes_and_comments_of_a_sheet_stand_below_its_rows() -> None:
    found = document(sheet_with_boxes(), "a.xlsx")
    rows = ["项目：打印 | 价格：1元", "项目：复印 | 价格：2元"]
    boxes = ["周一闭馆。", "团体请提前三天预约。", "彩色另加一元。"]
    assert found.text.splitlines() == ["收费", *rows, *boxes, "说明", "本表由财务科填写。"]
    places = [found.structure.place_of(found.text.index(one)) for one in boxes]
    assert places == ["收费", "收费", "收费 B2批注"]


def test_a_comment_in_a_thread_is_read_without_what_an_older_office_is_told() -> None:
    data = sheet_with_boxes()
    relations = "xl/worksheets/_rels/sheet1.xml.rels"
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        linked = archive.read(relations).replace(
            b"</Relationships>",
            b'<Relationship Id="rId9" Target="../threadedComments/threadedComment1.xml" '
            b'Type="http://schemas.microsoft.com/office/2017/10/relationships/threadedComment"/>'
            b"</Relationships>",
        )
    thread = (
        '<ThreadedComments xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/'
        'threadedcomments"><threadedComment ref="B2"><text>双面减半。</text></threadedComment>'
        "</ThreadedComments>"
    )
    parts = {"xl/threadedComments/threadedComment1.xml": thread.encode()}
    text = document(repacked(data, {relations: linked}, parts), "a.xlsx").text
    assert "双面减半。" in text
    assert "彩色" not in text


def test_damaged_boxes_do_not_cost_the_sheet() -> None:
    data = repacked(sheet_with_boxes(), {"xl/drawings/drawing1.xml": b"<broken"})
    assert "项目：复印 | 价格：2元" in document(data, "a.xlsx").text
