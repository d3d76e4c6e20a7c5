"""A row of a sheet or of a CSV file is quoted with its heads, writing in a sheet under its headings."""

import io
import re
from datetime import date, time, timedelta
from fractions import Fraction
from itertools import pairwise, zip_longest

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from samples import (
    TABLE,
    as_xlsx,
    repacked,
)

from ingest.formats.draft import joined
from ingest.formats.numberformats import shown
from ingest.passages import passages, title
from ingest.read import document
from ingest.types import BlockKind

PROSE = "坚持民生投入只增不减、惠民力度只升不降，聚力共同富裕，建设幸福长春，让广大人民群众获得感更加充实。"


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
        "项目：学位 | 占比：85.3% | 增速：85% | 系数：0.853% | 注：见表",
        "项目：学位 | 占比：100.0% | 增速：100% | 系数：1.000% | 注：见表",
    ]
    plain = repacked(packed.getvalue(), {"xl/styles.xml": b"<styleSheet/>"})
    assert "占比：0.853" in document(plain, "a.xlsx").text


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


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_of_a_csv_file_may_end_as_on_any_system(end: str) -> None:
    rows = ["项目,目标", '学位,"10万个\n（公办）"', "岗位,60万个", ""]
    found = document(end.join(rows).encode(), "a.csv")
    assert found.text == "项目：学位 | 目标：10万个 （公办）\n项目：岗位 | 目标：60万个\n"


def test_a_row_of_a_csv_file_that_ends_early_costs_neither_the_file_nor_its_headings() -> None:
    rows = ["工程,要求,正文"] + [
        f"工程{n // 60},要求{n // 20},{PROSE}第{n}段。" for n in range(240)
    ]
    rows[220:220] = ["工程9", "", f"工程9,,{PROSE}最后。"]
    found = document("\n".join(rows).encode(), "a.csv")
    for said, path in (
        ("第5段", "工程：工程0 › 要求：要求0"),
        ("最后", "工程：工程9"),
        ("第239段", "工程：工程3 › 要求：要求11"),
    ):
        (part,) = (p for p in passages(found) if said in found.quote(p.spans))
        assert (part.kind, part.section) == (BlockKind.PARAGRAPH, path)


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

    many = rows * 100  # so that odd rows stand among others that are looked at with them
    assert joined(many, heads) == [one(row) for row in many]


NAMES = st.lists(st.sampled_from(["", "", " ", "民生工程", "交通工程"]), min_size=8, max_size=8)


@given(NAMES, NAMES)
def test_writing_in_a_sheet_stands_under_the_names_last_written_above_it(
    outer: list[str], inner: list[str]
) -> None:
    outer[0], paths = "民生工程", [("", "")]
    for name, below in zip(outer, inner, strict=True):
        above, older = paths[-1]
        own = name.strip() or above
        paths.append((own, below.strip() or (older if own == above else "")))
    changes = [sum(a[: n + 1] != b[: n + 1] for a, b in pairwise(paths)) for n in (0, 1)]
    if max(changes) > len(outer) / 2:
        return  # names of a row each are no headings
    rows = [[*both, f"{PROSE}第{n}段。"] for n, both in enumerate(zip(outer, inner, strict=True))]
    found = document(as_xlsx({"Sheet1": [["年度报告"], ["工程", "要求", "正文"], *rows]}), "a.xlsx")
    for n, path in enumerate(paths[1:]):
        (part,) = (p for p in passages(found) if f"第{n}段" in found.quote(p.spans))
        assert part.section == " › ".join(filter(None, path))


@pytest.mark.parametrize(
    ("style", "shown"),
    [
        ('numFmtId="9"', "85%"),
        ("numFmtId = '010'", "85.30%"),
        ('numFmtId="90"', "0.853"),
        ('numFmtId="2"', "0.85"),
    ],
)
def test_the_style_of_a_share_is_found_however_it_is_written(style: str, shown: str) -> None:
    packed = io.BytesIO()
    with xlsxwriter.Workbook(packed) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, ["项目", "占比"])
        page.write(1, 0, "学位")
        page.write(1, 1, 0.853, book.add_format({"bold": True}))
    sheet = f"""<?xml version="1.0" encoding="utf-8"?>
        <styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">
        <cellXfs><xf/><xf {style}/></cellXfs></styleSheet>"""
    made = repacked(packed.getvalue(), {"xl/styles.xml": sheet.encode()})
    assert shown in document(made, "a.xlsx").text


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


def budget(*, wide: bool) -> bytes:
    """A sheet as offices make them: a title, what holds for all of it, and heads in two rows."""
    packed = io.BytesIO()
    with xlsxwriter.Workbook(packed) as book:
        sheet = book.add_worksheet("收支")
        sheet.merge_range("A1:F1", "文化馆2026年预算")
        sheet.write_row("A2", ["编制单位：文化馆", "", "", "2026年1月", "", "单位：万元"])
        if wide:
            sheet.merge_range("A3:A4", "科目")
            sheet.merge_range("B3:C3", "基本支出")
            sheet.merge_range("D3:E3", "项目支出")
            sheet.merge_range("F3:F4", "合计")
        sheet.write_row("B4", ["人员经费", "公用经费", "2025年", "2026年"])
        sheet.write_row("A5", ["文化", 1260.5, 188, 560, 720, 2728.5])
        sheet.write_row("A6", ["卫生", 96, 0, 0, 0, 96])
    return packed.getvalue()


def test_a_head_over_several_columns_heads_each_with_its_own() -> None:
    found = document(budget(wide=True), "a.xlsx")
    assert title(found) == "文化馆2026年预算"
    assert found.text.splitlines()[2:] == [
        "编制单位：文化馆 | 2026年1月 | 单位：万元",
        "科目：文化 | 基本支出 人员经费：1260.5 | 基本支出 公用经费：188 | 项目支出 2025年：560 | "
        "项目支出 2026年：720 | 合计：2728.5",
        "科目：卫生 | 基本支出 人员经费：96 | 基本支出 公用经费：0 | 项目支出 2025年：0 | "
        "项目支出 2026年：0 | 合计：96",
    ]
    assert found.structure.place_of(found.text.index("科目：文化")) == "收支 第5行"
    stated = next(p for p in passages(found) if "单位：万元" in found.quote(p.spans))
    assert stated.kind is BlockKind.NOTE


def test_what_holds_for_a_whole_sheet_heads_no_column() -> None:
    found = document(budget(wide=False), "a.xlsx")
    assert "单位：万元：" not in found.text
    assert "编制单位：文化馆：" not in found.text


def test_a_form_with_wide_cells_has_no_heads_of_several_rows() -> None:
    packed = io.BytesIO()
    with xlsxwriter.Workbook(packed) as book:
        sheet = book.add_worksheet("登记")
        for row, values in enumerate((["姓名", "张三"], ["学校", "实验小学"])):
            sheet.write(row, 0, values[0])
            sheet.merge_range(row, 1, row, 3, values[1])
    assert "张三 实验小学" not in document(packed.getvalue(), "a.xlsx").text


@pytest.mark.parametrize(
    ("rows", "line"),
    [
        ([["项目", "2025年", "2026年"], ["学位", 8, 10]], "项目：学位 | 2025年：8 | 2026年：10"),
        ([["项目", "一季度", "2月"], ["学位", 8, 10]], "项目：学位 | 一季度：8 | 2月：10"),
        ([["学位", "2025年"], ["岗位", "2026年"]], "岗位 | 2026年"),
        ([["索引号", "11152900/2026-00123"], ["文号", "8号"]], "文号 | 8号"),
    ],
)
def test_a_year_heads_a_column_that_holds_none(rows: list[list[str]], line: str) -> None:
    assert document(as_xlsx({"民生": rows}), "a.xlsx").text.splitlines()[-1] == line


def test_a_sheet_of_one_column_holds_paragraphs() -> None:
    found = document(as_xlsx({"稿子": [[PROSE], ["开发就业岗位60万个。"]]}), "a.xlsx")
    kinds = [passage.kind for passage in passages(found)]
    assert kinds == [BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.PARAGRAPH]


def test_what_is_noted_below_a_table_is_writing_and_no_row() -> None:
    note = "备注：1.遇雨天顺延至次日。2.电影放映请自带小板凳；3.所有活动均免费。"
    rows = [
        ["日期", "活动", "地点"],
        ["10月5日", "合唱", "广场"],
        ["10月8日", "电影", "广场"],
        [note],
    ]
    found = document(as_xlsx({"Sheet1": rows}), "a.xlsx")
    kinds = [one.kind for one in found.structure.blocks]
    assert kinds == [BlockKind.ROW] * 2 + [BlockKind.PARAGRAPH] * 3
    assert found.text.splitlines()[2:] == [
        "备注：1.遇雨天顺延至次日。",
        "2.电影放映请自带小板凳；",
        "3.所有活动均免费。",
    ]
    assert found.structure.place_of(found.text.index("2.电影")) == "Sheet1 第4行"


@pytest.mark.parametrize(
    ("note", "over"),
    [
        ("其余11支队伍名单见6月7日公告", False),
        ("其余11支队伍名单见6月7日公告", True),
        ("名单未完", True),
    ],
)
@pytest.mark.parametrize("times", [1, 2])
def test_a_note_that_fills_the_first_cell_or_is_one_with_all_has_no_head(
    note: str, over: bool, times: int
) -> None:
    packed = io.BytesIO()
    with xlsxwriter.Workbook(packed) as book:
        sheet = book.add_worksheet("参赛")
        for at, row in enumerate(
            (["序号", "队名", "人数"], ["1", "青龙队", 24], ["2", "西街队", 23])
        ):
            sheet.write_row(at, 0, row)
        for at in range(3, 3 + times):
            sheet.write(at, 0, note)
            if over:
                sheet.merge_range(at, 0, at, 2, note)
    found = document(packed.getvalue(), "a.xlsx")
    assert found.text.splitlines()[1:] == [
        "序号：1 | 队名：青龙队 | 人数：24",
        "序号：2 | 队名：西街队 | 人数：23",
        *[note] * times,
    ]
    assert [*found.structure.blocks][-1].kind is BlockKind.PARAGRAPH


def test_a_last_row_of_which_only_the_name_is_known_keeps_its_head() -> None:
    rows = [["单位", "人数"], ["沅丰县第一人民医院", 24], ["沅丰县第二人民医院南院区", ""]]
    assert document(as_xlsx({"表": rows}), "a.xlsx").text.endswith(
        "单位：沅丰县第二人民医院南院区\n"
    )


@pytest.mark.parametrize("gap", [" ", "    ", "　"])
@pytest.mark.parametrize("end", ["", "（10日停办）"])
def test_who_and_when_in_one_cell_above_a_table_is_a_paragraph_of_its_section(
    gap: str, end: str
) -> None:
    line = f"时间：6月8日至10日{end}{gap}主办：县文旅局"
    rows = [["龙舟节安排表"], [line], ["日期", "活动"], ["6月8日", "开幕式"], ["6月9日", "预赛"]]
    found = document(as_xlsx({"节目": rows, "队伍": TABLE}), "a.xlsx")
    said = next(one for one in passages(found) if "县文旅局" in found.quote(one.spans))
    assert (said.kind, said.section) == (BlockKind.PARAGRAPH, "节目 › 龙舟节安排表")
    assert "日期：6月8日 | 活动：开幕式" in found.text


def test_a_short_last_row_is_a_row() -> None:
    rows = [["科目", "数"], ["教育", 3], ["卫生", 5], ["合计", ""]]
    found = document(as_xlsx({"Sheet1": rows}), "a.xlsx")
    assert {one.kind for one in found.structure.blocks} == {BlockKind.ROW}


FIRST = [
    ["在职人员"],
    ["工号", "姓名", "入职日期"],
    ["A01", "许文静", "2021-03-08"],
    ["A02", "高远", "2022年"],
]


@pytest.mark.parametrize(
    "second",
    [
        [["工号", "姓名", "离职原因"], ["B07", "冯远征", "合同到期"]],  # a head of the first
        [
            ["离职人员"],
            ["编号", "员工", "离开"],
            ["B07", "冯远征", "2024-03-29"],
        ],  # names over counts
        [["离职人员"], [], ["编号", "员工", "离开"], ["B07", "冯远征", "2024-03-29"]],
        [["离职人员"], ["单位：人", "2024年"], ["编号", "员工", "离开"], ["B07", "冯远征", "3月"]],
        [["批次", "人数", "费用", "学时"], ["春季", "30", "2000", "16"]],  # wider than the first
    ],
)
def test_rows_below_an_empty_one_have_their_own_heads(second: list[list[str]]) -> None:
    for data, name in (
        (as_xlsx({"Sheet1": [*FIRST, [], *second]}), "a.xlsx"),
        ("\n".join(",".join(row) for row in [*FIRST, [], *second]).encode(), "a.csv"),
    ):
        found = document(data, name)
        *_, heads, row = (row for row in second if row)
        said = " | ".join(f"{head}：{cell}" for head, cell in zip(heads, row, strict=True))
        assert found.text.splitlines()[-1] == said
        assert "工号：A02 | 姓名：高远 | 入职日期：2022年" in found.text
        place = f"第{len(FIRST) + 1 + len(second)}行"
        assert found.structure.place_of(found.text.index(said)).endswith(place)
        if second[0][1:] == []:
            (last,) = (one for one in passages(found) if row[0] in found.quote(one.spans))
            assert last.section == "离职人员"


def test_a_title_over_words_below_an_empty_row_ends_the_heads() -> None:
    second = [["值班领导"], ["地点", "姓氏", "电话"], ["东区", "王", "总机"]]
    text = document(as_xlsx({"Sheet1": [*FIRST, [], *second]}), "a.xlsx").text
    assert text.splitlines()[-2:] == ["地点 | 姓氏 | 电话", "东区 | 王 | 总机"]


@pytest.mark.parametrize(
    "below",
    [
        [["A03", "李明", "2023-01-04"], ["A04", "王平", "待定"]],
        [["A03", "李明", "待定"], ["A04", "王平", "2023-01-04"]],
        [["二车间"], ["A03", "李明", "2023-01-04"], ["A04", "王平", "2024-01-04"]],
        [["待定", "李明", "2023-01-04"]],
        [["待定", "许文静", "待定"], ["A04", "王平", "2023-01-04"]],  # says what a row above says
    ],
)
def test_a_table_goes_on_below_a_row_that_was_left_empty(below: list[list[str]]) -> None:
    text = document(as_xlsx({"Sheet1": [*FIRST, [], *below]}), "a.xlsx").text
    number, name, day = below[-1]
    assert text.splitlines()[-1] == f"工号：{number} | 姓名：{name} | 入职日期：{day}"


@given(
    st.lists(
        st.lists(st.sampled_from(["", "甲", "乙：", "3", "8%", "说明。"]), max_size=4), max_size=9
    )
)
def test_no_cell_of_a_grid_is_lost_and_none_stands_twice(rows: list[list[str]]) -> None:
    for data, name in (
        (as_xlsx({"Sheet1": [*FIRST, *rows]}), "a.xlsx"),
        ("\n".join(",".join(row) for row in [*FIRST, *rows]).encode(), "a.csv"),
    ):
        text = document(data, name).text
        for cell in ("乙：", "3", "8%", "说明。"):
            once = sum(row.count(cell) for row in [*FIRST, *rows])
            lines = [part for line in text.splitlines() for part in line.split(" | ")]
            assert sum(part.endswith(cell) for part in lines) >= once


@pytest.mark.parametrize("gap", [[], [[]]])
@pytest.mark.parametrize(
    ("row", "said"),
    [
        (["制表人：许文静", "", "审核人：高远"], "制表人：许文静 | 审核人：高远"),
        (["制表人：许文静", "2024年3月", "审核人："], "制表人：许文静 | 2024年3月 | 审核人："),
        (["以上数据由人事部提供。"], "以上数据由人事部提供。"),
        (["制表人：许文静"], "制表人：许文静"),
        (["", "", "日期：2024年3月"], "日期：2024年3月"),
    ],
)
def test_who_made_a_table_stands_below_it_without_heads(
    row: list[str], said: str, gap: list[list[str]]
) -> None:
    text = document(as_xlsx({"Sheet1": [*FIRST, *gap, row]}), "a.xlsx").text
    assert text.splitlines()[-1] == said


@pytest.mark.parametrize(
    "above", [[["员工表"], ["单位：人"]], [["员工表"], [], ["单位：人", "2024年"]]]
)
def test_a_csv_file_has_its_heads_below_its_title(above: list[list[str]]) -> None:
    found = document("\n".join(",".join(row) for row in [*above, *FIRST[1:]]).encode(), "a.csv")
    assert title(found) == "员工表"
    assert "工号：A01 | 姓名：许文静 | 入职日期：2021-03-08" in found.text
    assert found.structure.place_of(found.text.index("A01")) == f"第{len(above) + 2}行"


STAFF = [
    ["姓名", "部门", "分数"],
    ["张伟", "财务科", "88"],
    ["李娜", "人事科", "92"],
    ["王芳", "办公室", "79"],
]
FRUIT = [["商品", "单价"], ["苹果", "5"], ["香蕉", "3"], ["橙子", "6"], ["西瓜", "2"], ["梨", "4"]]


def side_by_side(one: list[list[str]], other: list[list[str]], gap: int = 1) -> list[list[str]]:
    return [
        [*(left or [""] * len(one[-1])), *[""] * gap, *(right or [""] * len(other[-1]))]
        for left, right in zip_longest(one, other)
    ]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (STAFF, FRUIT),
        (FRUIT, STAFF),
        ([["员工考核", "", ""], *STAFF], [["水果价格", ""], *FRUIT[:4]]),
        ([["姓名", "电话"], ["张伟", "8101"]], [["姓名", "电话"], ["李娜", "8102"]]),
    ],
)
@pytest.mark.parametrize("gap", [1, 2])
def test_tables_beside_one_another_are_read_as_below_one_another(
    one: list[list[str]], other: list[list[str]], gap: int
) -> None:
    rows = side_by_side(one, other, gap)
    lines = [
        line
        for table in (one, other)
        for line in document(as_xlsx({"Sheet1": table}), "a.xlsx").text.splitlines()
    ]
    assert document(as_xlsx({"Sheet1": rows}), "a.xlsx").text.splitlines() == lines
    data = "\n".join(map(",".join, rows)).encode()
    assert document(data, "a.csv").text.splitlines() == lines


@pytest.mark.parametrize(
    "rows",
    [
        side_by_side(STAFF, FRUIT[:4]),  # nothing says that they are two
        [*side_by_side(STAFF, FRUIT[:4]), ["合计", "3人", "259", "", "", ""]],
        [["考核表", "", "", "", "", "单位：分"], *side_by_side(STAFF, FRUIT[:4])],
        [["考核表", "", "", "", "", "2026年7月"], *side_by_side(STAFF, FRUIT[:4])],
        side_by_side(STAFF, [["备注"], ["无"]]),
    ],
)
def test_a_table_with_an_empty_column_stays_whole(rows: list[list[str]]) -> None:
    text = document(as_xlsx({"Sheet1": rows}), "a.xlsx").text
    row = next(line for line in text.splitlines() if "张伟" in line)
    assert rows[-1][-1] in text
    assert "苹果" in row or "无" in row


def formatted(value: object, code: str | int) -> str:
    """What a sheet of one value of a format is read as."""
    packed = io.BytesIO()
    with xlsxwriter.Workbook(packed) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["项目", "注", "值"])
        sheet.write_row(1, 0, ["甲", "乙"])
        sheet.write(1, 2, value, book.add_format({"num_format": code}))
    return document(packed.getvalue(), "a.xlsx").text.splitlines()[-1].partition("值：")[2]


@pytest.mark.parametrize(
    ("value", "code", "said"),
    [
        (date(2023, 3, 8), 'yyyy"年"m"月"d"日"', "2023年3月8日"),
        (date(2023, 3, 8), '[$-804]yyyy"年"m"月"d"日";@', "2023年3月8日"),
        (date(2020, 7, 1), 'yyyy"年"m"月"', "2020年7月"),
        (date(2020, 7, 1), 57, "2020年7月"),
        (date(2020, 7, 1), 31, "2020年7月1日"),
        (date(2020, 7, 1), 14, "2020/7/1"),
        (date(2020, 7, 1), "yyyy.mm.dd", "2020.07.01"),
        (date(2023, 3, 8), "aaaa", "星期三"),
        (time(8, 30), "h:mm", "8:30"),
        (time(13, 5), 55, "下午1时05分"),
        (timedelta(hours=36), '[h]"小时"', "36小时"),
        (timedelta(hours=36, minutes=5), 46, "36:05:00"),
        (15800.5, "¥#,##0.00", "¥15,800.50"),
        (15800.5, '[$¥-804]#,##0.00;[Red]"负"0', "¥15,800.50"),
        (3.3, '0.00"元/斤"', "3.30元/斤"),
        (-3200, "#,##0_);[Red](#,##0)", "(3,200)"),
        (-3200, "#,##0", "-3,200"),
        (0, '#,##0;-#,##0;"无"', "无"),
        (37, "00000", "00037"),
        (7, '"GH"0000', "GH0007"),
        (1, '"第"0"名"', "第1名"),
        (13800138000, "000-0000-0000", "138-0013-8000"),
        (220102199001011000, "0", "220102199001011000"),
        (123456789, '0\\.0,"万元"', "12345.7万元"),
        (2.5, "0", "3"),
        (5, 'General"人"', "5人"),
        (0.1 + 0.2, "General", "0.3"),
        (72, '[>=60]"及格";[<60]"不及格"', "及格"),
        (45, '[Red][<60]"不及格";"及格"', "不及格"),
        (61, '[>=90]"优";[>=60]"良";"差"', "良"),
        (59, '[>=90]"优";[>=60]"良";"差"', "差"),
        (50, "[红色][<60]0.0;0", "50.0"),
        (123456789, '[>=100000000]0.00,,"百万";[>=10000]0!.0,"万";0', "123.46百万"),
        (45, "[>=60]0.0;[>=50]0.00", "45"),  # what is not certain is as it is
        (45, "[>=40][<60]0.0;0", "45"),
        (-5, '[<0]"亏"0;"盈"0', "-5"),
        (5, '[>=100]"多";0;"少"', "5"),
        (0.5, "# ?/?", "1/2"),
        (-2.25, "# ??/??", "-2 1/4"),
        (0.5, "# ?/8", "4/8"),
        (2.25, "?/?", "9/4"),
        (3, "# ?/?", "3"),
        (123456, "0.00E+00", "1.23E+05"),
        (9.996e-5, "0.00E+00", "1.00E-04"),
        (-123456, "0E+0", "-1E+5"),
        (123456, "##0.0E+0", "123456"),
        (7, "[DBNum2]0", "7"),
        (date(2023, 3, 8), "d-mmm-yy", "2023-03-08"),
    ],
)
def test_a_number_or_a_day_is_quoted_as_its_cell_shows_it(
    value: object, code: str | int, said: str
) -> None:
    assert formatted(value, code) == said


@given(st.integers(-(10**14), 10**14), st.integers(0, 4), st.integers(1, 9))
def test_digits_are_shown_as_python_shows_them(number: int, places: int, least: int) -> None:
    value = number / 10**places
    exact = f"{number / 10**places:.{places}f}"
    code = "." + "0" * places if places else ""
    assert shown(value, f"#,##0{code}") == f"{number / 10**places:,.{places}f}"
    whole = "0" * least
    sign, digits = ("-" if number < 0 else ""), exact.lstrip("-")
    before, _, after = digits.partition(".")
    assert shown(value, f"{whole}{code}") == f"{sign}{before.zfill(least)}{code and '.'}{after}"


@given(st.integers(1, 99), st.integers(1, 9), st.integers(0, 999))
def test_a_fraction_is_the_nearest_of_its_digits(top: int, bottom: int, whole: int) -> None:
    exact = whole + Fraction(top % bottom, bottom)
    said = shown(float(exact), "# ?/?")
    assert said and sum(map(Fraction, said.split())) == exact


@given(st.integers(1, 10**12), st.integers(-20, 20), st.integers(1, 4))
def test_a_power_of_ten_is_the_number(digits: int, power: int, places: int) -> None:
    value = float(f"{digits}e{power}")
    said = shown(value, f"0.{'0' * places}E+00")
    assert said and float(said) == pytest.approx(value, rel=10.0**-places)
    assert re.fullmatch(rf"[1-9]\.\d{{{places}}}E[+-]\d\d", said)


def test_what_a_sheet_hides_is_not_quoted() -> None:
    packed = io.BytesIO()
    with xlsxwriter.Workbook(packed) as book:
        sheet = book.add_worksheet("工资")
        sheet.merge_range("A1:D1", "员工表")
        for at, row in enumerate(
            [["编号", "姓名", "部门", "工资"], *([n, f"员工{n}", "行政", 9000] for n in range(4))]
        ):
            sheet.write_row(at + 1, 0, row)
        sheet.set_column("A:A", None, None, {"hidden": True})
        sheet.set_column("D:XFD", None, None, {"hidden": True})
        sheet.set_row(3, None, None, {"hidden": True})
        sheet.set_row(4, None, None, {"hidden": True, "level": 1})  # folded
        book.add_worksheet("底稿").write_row(0, 0, ["内部"])
        book.get_worksheet_by_name("底稿").hide()
    found = document(packed.getvalue(), "a.xlsx")
    assert found.text.splitlines() == [
        "工资",
        "员工表",
        *(f"姓名：员工{n} | 部门：行政" for n in (0, 2, 3)),
    ]
    assert found.structure.place_of(found.text.index("员工2")) == "工资 第5行"


def test_rows_that_a_filter_hides_are_read() -> None:
    packed = io.BytesIO()
    with xlsxwriter.Workbook(packed) as book:
        sheet = book.add_worksheet("Sheet1")
        for at, row in enumerate(
            [["姓名", "部门", "工资"], ["张三", "行政", 9], ["李四", "财务", 8]]
        ):
            sheet.write_row(at, 0, row)
        sheet.autofilter("A1:C3")
        sheet.filter_column("B", "x == 行政")
        sheet.set_row(2, None, None, {"hidden": True})
    assert "李四" in document(packed.getvalue(), "a.xlsx").text
