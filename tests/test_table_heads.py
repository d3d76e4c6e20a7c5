"""A table's first row names its columns, also where a name has a number, and a row of values never does."""

import io
from collections.abc import Sequence
from itertools import permutations

import docx
import pptx
import pytest
import xlsxwriter

from ingest.formats.draft import has_heads
from ingest.read import document

HEADED = {
    "what is measured": "站点 PM2.5 PM10（微克/立方米）; 岳阳楼 38 61; 南湖 35 57",
    "a price for a time": "停车场 首小时 24小时封顶; 东站 5元 40元; 西站 免费 25元",
    "years of service": "岗位 5年以上工龄 10年以上工龄; 司机 6200元 7100元; 调度 5800元 6600元",
}
VALUES = {
    "things with their units": "绿地 10万平方米 已建; 道路 300公里 在建; 学校 60个 在建",
    "one unit": "小学 10万个学位 已建; 中学 8万个学位 已建; 大学 2万个学位 在建",
    "a form of two": "住址 人民大街10号院3栋; 电话 13900000000; 邮编 130000",
    "a form of four": "姓名 张三 身份证住址 人民大街10号院; 电话 139 邮编 130000; 工号 12 楼层 3",
    "terms": "有效期 3个月以内; 押金 200元; 租金 1500元",
    "days": "签约 2025年3月1日上午; 开工 4月10日; 竣工 9月1日",
    "times": "签到 上午8:30起 大厅; 开幕 9:00 主会场; 演讲 9:30 主会场",
    "prices": "成人票 80元/人次 旺季; 儿童票 40元 旺季; 老人票 20元 旺季",
    "scores": "张三 98分（第一） 一班; 李四 92分 二班; 王五 88分 三班",
    "money": "投资 1.2万亿元 省级; 补贴 300亿元 市级; 税收 25亿元 市级",
    "versions": "v1.9 修复登录 已发布; v1.10 新增导出 已发布; v1.11 修复闪退 已发布",
    "parts of a version": "V2.0 初版 已停用; V2.0.1 修复 在用; V2.0.2 修复 在用",
    "rooms": "A101（东） 会议室 空闲; A101-2 仓库 占用; A102-1 仓库 占用",
    "what a thing is": "型号 QQ-500（白色） 主机; 功率 65W 主机; 重量 9.8kg 主机",
    "one row below": "停车场 首小时 24小时封顶; 东站 5元 40元",
}


def table(text: str) -> list[list[str]]:
    return [row.split() for row in text.split(";")]


@pytest.mark.parametrize("text", HEADED.values(), ids=HEADED)
def test_a_name_with_a_number_heads_a_column_of_counts(text: str) -> None:
    assert has_heads(table(text))


@pytest.mark.parametrize("text", VALUES.values(), ids=VALUES)
def test_the_rows_of_a_list_are_headed_by_none_of_them(text: str) -> None:
    for rows in permutations(table(text)):
        assert not has_heads(rows)


def test_rows_of_one_kind_are_not_headed_by_the_first_of_them() -> None:
    for name, count, unit in (("学位", 10, "万个"), ("线路", 3, "条"), ("投资", 42, "亿元左右")):
        rows = [[f"{name}{at}", f"{count + n}{unit}", "在建"] for n, at in enumerate("甲乙丙丁")]
        assert not has_heads(rows)


Merged = Sequence[tuple[int, int, int, int]]
"""Top, left, bottom and right of each merged cell."""


def in_word(rows: list[list[str]], merged: Merged) -> bytes:
    made = docx.Document()
    return in_office(made, made.add_table(len(rows), len(rows[0])), rows, merged)


def in_slides(rows: list[list[str]], merged: Merged) -> bytes:
    made = pptx.Presentation()
    shapes = made.slides.add_slide(made.slide_layouts[6]).shapes
    return in_office(
        made, shapes.add_table(len(rows), len(rows[0]), 0, 0, 9, 9).table, rows, merged
    )


def in_office(made: docx.Document, table: object, rows: list[list[str]], merged: Merged) -> bytes:
    for row, values in enumerate(rows):
        for column, value in enumerate(values):
            table.cell(row, column).text = value
    for top, left, bottom, right in merged:
        table.cell(top, left).merge(table.cell(bottom, right))
        table.cell(top, left).text = rows[top][left]
    packed = io.BytesIO()
    made.save(packed)
    return packed.getvalue()


def in_a_sheet(rows: list[list[str]], merged: Merged) -> bytes:
    packed = io.BytesIO()
    with xlsxwriter.Workbook(packed) as book:
        sheet = book.add_worksheet("Sheet1")
        for row, values in enumerate(rows):
            sheet.write_row(row, 0, values)
        for top, left, bottom, right in merged:
            sheet.merge_range(top, left, bottom, right, rows[top][left])
    return packed.getvalue()


MADE = {"docx": in_word, "pptx": in_slides, "xlsx": in_a_sheet}
DEEP = {
    "a head over two": (
        "项目 收费 - 备注;- 本地 外地 -;打印 2元/页 2.5元/页 双面;装订 5元 6元 胶装",
        [(0, 0, 1, 0), (0, 1, 0, 2), (0, 3, 1, 3)],
        "项目：打印 | 收费 本地：2元/页 | 收费 外地：2.5元/页 | 备注：双面\n"
        "项目：装订 | 收费 本地：5元 | 收费 外地：6元 | 备注：胶装",
    ),
    "heads of three rows": (
        "地区 人口 - - 面积;- 常住 - 户籍 -;- 城镇 乡村 - -;"
        "长春 600万 300万 850万 大;吉林 200万 150万 400万 小",
        [(0, 0, 2, 0), (0, 1, 0, 3), (1, 1, 1, 2), (1, 3, 2, 3), (0, 4, 2, 4)],
        "地区：长春 | 人口 常住 城镇：600万 | 人口 常住 乡村：300万 | 人口 户籍：850万 | 面积：大\n"
        "地区：吉林 | 人口 常住 城镇：200万 | 人口 常住 乡村：150万 | 人口 户籍：400万 | 面积：小",
    ),
    "a head over two columns and two rows": (
        "项目 - 投资 -;- - 中央 地方;道路 新建 8亿元 2亿元;桥梁 改建 3亿元 1亿元",
        [(0, 0, 1, 1), (0, 2, 0, 3)],
        "项目：道路 | 项目：新建 | 投资 中央：8亿元 | 投资 地方：2亿元\n"
        "项目：桥梁 | 项目：改建 | 投资 中央：3亿元 | 投资 地方：1亿元",
    ),
    "rows that go on, and one for all": (
        "地区 学位 - 备注;- 小学 中学 -;长春 8万个 2万个 新建;- 6万个 1万个 改建;合计 17万个 - 两年",
        [(0, 0, 1, 0), (0, 1, 0, 2), (0, 3, 1, 3), (2, 0, 3, 0), (4, 1, 4, 2)],
        "地区：长春 | 学位 小学：8万个 | 学位 中学：2万个 | 备注：新建\n"
        "地区：长春 | 学位 小学：6万个 | 学位 中学：1万个 | 备注：改建\n"
        "地区：合计 | 学位 小学：17万个 | 备注：两年",
    ),
    "years below": (
        "指标 产量 - 单位;- 2025年 2026年 -;小麦 80 85 万吨;玉米 60 66 万吨",
        [(0, 0, 1, 0), (0, 1, 0, 2), (0, 3, 1, 3)],
        "指标：小麦 | 产量 2025年：80 | 产量 2026年：85 | 单位：万吨\n"
        "指标：玉米 | 产量 2025年：60 | 产量 2026年：66 | 单位：万吨",
    ),
}


def cells(text: str) -> list[list[str]]:
    return [["" if cell == "-" else cell for cell in row.split()] for row in text.split(";")]


@pytest.mark.parametrize("name", MADE)
@pytest.mark.parametrize("case", DEEP)
def test_a_head_over_several_columns_heads_each_with_its_own_in_every_format(
    case: str, name: str
) -> None:
    text, merged, seen = DEEP[case]
    found = document(MADE[name](cells(text), merged), f"a.{name}")
    assert found.text == f"{seen}\n"


@pytest.mark.parametrize("name", ["docx", "pptx"])
def test_what_stands_over_all_columns_is_no_head(name: str) -> None:
    text, merged, seen = DEEP["a head over two"]
    rows = [["文印收费标准", "", "", ""], *cells(text)]
    below = [(top + 1, left, bottom + 1, right) for top, left, bottom, right in merged]
    found = document(MADE[name](rows, [(0, 0, 0, 3), *below]), f"a.{name}")
    assert found.text == f"文印收费标准\n{seen}\n"


@pytest.mark.parametrize("name", MADE)
@pytest.mark.parametrize(
    ("text", "merged"),
    [
        ("名称 南湖大桥 -;类型 新建 公路;地点 东站 南门", [(0, 1, 0, 2)]),
        ("姓名 张三 -;性别 男 汉族;住址 人民大街 长春", [(0, 1, 0, 2)]),
    ],
)
def test_the_names_of_a_form_are_no_heads_of_several_rows(
    text: str, merged: Merged, name: str
) -> None:
    rows = cells(text)
    found = document(MADE[name](rows, merged), f"a.{name}").text
    assert f"{rows[0][0]} {rows[1][0]}" not in found
    assert f"{rows[0][1]} {rows[1][1]}" not in found


@pytest.mark.parametrize("span", ["1000000000", "-1", "两"])
def test_a_cell_of_a_slide_that_says_it_spans_what_is_not_there_does_no_harm(span: str) -> None:
    made = pptx.Presentation()
    shapes = made.slides.add_slide(made.slide_layouts[6]).shapes
    table = shapes.add_table(3, 3, 0, 0, 9, 9).table
    for row, values in enumerate(cells("地区 项目 目标;长春 学位 10万个;吉林 岗位 60万个")):
        for column, value in enumerate(values):
            table.cell(row, column).text = value
    for name in ("gridSpan", "rowSpan"):
        table.cell(0, 1)._tc.set(name, span)
    packed = io.BytesIO()
    made.save(packed)
    found = document(packed.getvalue(), "a.pptx")
    assert "长春 | 项目：学位 | 目标：10万个" in found.text
