"""Rows that are asked for by a sign, yes or no, more or less; and which rows are of one table."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from samples import as_xlsx

from chat.answer import Settings
from chat.cli import open_answerer
from chat.quoting.signs import fits
from chat.ranking.tables import by_table
from index.build import build
from index.encode import load_encoder
from index.segment import Segmenter
from ingest.normalize import fold
from ingest.read import document

LOTS = """包号,设备名称,数量,是否允许进口,样品
第1包,螺旋CT,1,是,√
第2包,彩超诊断仪,3,是,×
第3包,病房护理床,220,否,√
第4包,维护服务,1,否,×
"""
GROWTH = """产品,营业收入,营业收入比上年增减（%）,营业成本比上年增减（%）
减速器,71205,12.35,-3.10
电机,33418,9.84,5.20
其他,4165,−11.20,2.00
传感器,2165,-0.70,4.00
"""
PLEDGES = """股东名称,股东性质,质押或冻结情况
云岭控股,境内法人,质押1200万股
陆景明,自然人,无
启航创投,其他,无
香港结算,境外法人,未知
"""


@pytest.mark.parametrize(
    ("table", "question", "names"),
    [
        (LOTS, "哪些包允许进口？", ["第1包", "第2包"]),
        (LOTS, "哪些包不允许进口？", ["第3包", "第4包"]),
        (LOTS, "哪些包需要样品？", ["第1包", "第3包"]),
        (LOTS, "哪些包不需要样品？", ["第2包", "第4包"]),
        (GROWTH, "哪些产品的营业收入下降了？", ["其他", "传感器"]),
        (GROWTH, "哪些产品的营业收入增长了？", ["减速器", "电机"]),
        (GROWTH, "哪些产品的营业成本下降了？", ["减速器"]),
        (PLEDGES, "哪些股东没有质押？", ["陆景明", "启航创投"]),
        (PLEDGES, "哪些股东质押了？", ["云岭控股"]),
    ],
)
def test_rows_that_are_asked_for_by_their_sign_are_all_that_have_it(
    tmp_path: Path, table: str, question: str, names: list[str]
) -> None:
    build(tmp_path, [document(table.encode(), "表.csv")], load_encoder(), Segmenter())
    answer = open_answerer(tmp_path, None, Settings(threshold=0.0)).ask(question)
    assert [one.quote.split(" | ")[0].split("：")[1] for one in answer.citations] == names


@given(st.lists(st.integers(-500, 500), min_size=1, max_size=8), st.sampled_from("-−－"))
def test_no_row_both_rose_and_fell(numbers: list[int], minus: str) -> None:
    rows = [
        [("产品", f"甲{at}"), ("同比(%)", fold(f"{number / 10}".replace("-", minus)))]
        for at, number in enumerate(numbers)
    ]
    rose, fell = (fits(f"哪些产品{said}了？", rows) for said in ("增长", "下降"))
    assert rose == ([number > 0 for number in numbers] if max(numbers) > 0 else None)
    assert fell == ([number < 0 for number in numbers] if min(numbers) < 0 else None)


LODGING = [["职级", "一线城市", "其他城市"], ["总监", "900", "600"], ["其他员工", "400", "300"]]
TRAVEL = [
    ["职级", "飞机", "轮船"],
    ["总监", "经济舱", "二等舱"],
    ["其他员工", "不得乘坐", "三等舱"],
]


def test_a_row_of_the_same_name_in_another_table_is_not_as_probable(tmp_path: Path) -> None:
    data = as_xlsx({"住宿": LODGING, "交通": TRAVEL})
    build(tmp_path, [document(data, "标准.xlsx")], load_encoder(), Segmenter())
    answer = open_answerer(tmp_path, None, Settings()).ask("其他员工坐轮船坐几等舱？")
    assert [("轮船：三等舱" in one.quote) for one in answer.citations] == [True]


HEADS = st.lists(st.sampled_from("甲乙丙丁戊己庚辛"), min_size=5, max_size=8, unique=True)


@given(HEADS, st.data())
def test_rows_of_one_table_are_so_whatever_cells_are_blank(
    heads: list[str], data: st.DataObject
) -> None:
    rows = [{"名称", *heads}]
    rows += data.draw(
        st.lists(st.sets(st.sampled_from(heads), min_size=1).map(lambda one: {"名称", *one}))
    )
    assert set(by_table(rows)) == {0}
    assert by_table([*rows, {"名称", "单价", "数量", "金额"}])[-1] == 1
