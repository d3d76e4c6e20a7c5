"""A row that is named, by the end of its name, by a part of a joint one or by a time, and what it is asked."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat.answer import Settings
from chat.cli import open_answerer
from chat.quoting.kinds import has_asked
from chat.ranking.cells import named_rows
from index.build import build
from index.encode import load_encoder
from index.segment import Segmenter
from ingest.read import document

PROGRAMS = """程序,适用衣物,最大放入量,默认温度,用时
棉麻,床单、毛巾,10 kg,40℃,2小时10分
羊毛,羊毛织物,2 kg,30℃,42分钟
羽绒,羽绒服,3 kg,40℃,1小时35分
快洗15,少量衣物,2 kg,冷水,15分钟
"""
CLINIC = """项目,对象,地点,时间,备注
卡介苗,新生儿,预防保健科,每周三 13:30-16:00,须做试验
水痘疫苗,1岁以上,二楼门诊,周二、周四 8:00-11:30,
专家坐诊：儿科,儿童,203室,每月第二个星期二 9:00-11:00,主任医师蒋月琴
专家坐诊：中医康复,不限,301室,每周六 8:30-11:30,主治医师方若兰
"""


@pytest.mark.parametrize(
    ("table", "question", "row"),
    [
        (PROGRAMS, "羊毛程序要多久？", "羊毛"),
        (PROGRAMS, "快洗15要多长时间？", "快洗15"),
        (PROGRAMS, "羽绒的最大放入量？", "羽绒"),
        (CLINIC, "卡介苗星期几打？", "卡介苗"),
        (CLINIC, "水痘疫苗周几打？", "水痘疫苗"),
        (CLINIC, "卡介苗在哪里打？", "卡介苗"),
        (CLINIC, "儿科专家叫什么？", "专家坐诊：儿科"),
        (CLINIC, "中医康复在哪里？", "专家坐诊：中医康复"),
    ],
)
def test_a_row_that_is_named_and_has_a_cell_of_the_kind_asked_for_answers(
    tmp_path: Path, table: str, question: str, row: str
) -> None:
    build(tmp_path, [document(table.encode(), "一览.csv")], load_encoder(), Segmenter())
    answer = open_answerer(tmp_path, None, Settings()).ask(question)
    named = [one.quote.split(" | ")[0].split("：", 1)[1] for one in answer.citations]
    assert named == [row]


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("羊毛要多久？", True),
        ("羊毛星期几能洗？", False),
        ("羊毛在什么地方洗？", False),
        ("羊毛谁能洗？", False),
        ("羊毛最多洗几件？", False),
    ],
)
def test_a_cell_that_is_named_is_none_that_is_asked_for(question: str, asked: bool) -> None:
    cells = [("程序", "羊毛"), ("最大放入量", "2 kg"), ("用时", "42分钟"), ("地点", "—")]
    assert has_asked(question, cells, Segmenter()) is asked


@pytest.mark.parametrize(
    ("question", "kept"),
    [
        ("CT的质保期？", [True, False, False]),
        ("护理床多少钱？", [False, False, True]),
        ("诊断仪多少钱？", [False, True, False]),
        ("仪器多少钱？", [True, True, True]),
        ("ECT多少钱？", [True, True, True]),
    ],
)
def test_a_row_is_named_by_the_end_of_a_name_that_no_other_has(
    question: str, kept: list[bool]
) -> None:
    rows = [
        "设备：64排螺旋CT | 价格：780",
        "设备：彩超诊断仪 | 价格：180",
        "设备：病房护理床 | 价格：1",
    ]
    assert named_rows(question, rows) == kept
    if sum(kept) == 1:
        twice = [*rows, rows[kept.index(True)].replace("：", "：新型", 1)]
        assert named_rows(question, twice) == [True] * len(twice)


@pytest.mark.parametrize("joined", ["及", "和", "与", "或", "/", "／", "以及", "或者", "、"])
def test_a_joint_name_names_its_row_by_each_of_its_parts(joined: str) -> None:
    rows = ["职级：总监 | 舱位：一等", f"职级：主管{joined}工程师 | 舱位：二等"]
    for name in ("主管", "工程师"):
        assert named_rows(f"{name}坐几等舱？", rows) == [False, True]
    assert named_rows("总监坐几等舱？", rows) == [True, False]


@pytest.mark.parametrize(
    "cell", ["和平路", "饱和度", "2026/7/4", "0.35元/度", "6元/平方米", "温和型"]
)
def test_a_name_of_one_thing_is_no_joint_one(cell: str) -> None:
    rows = [f"名称：{cell} | 数量：3", "名称：其他 | 数量：5"]
    for part in ("平路", "7月", "度", "型", "平方米"):
        assert named_rows(f"{part}有多少？", rows) == [True, True]


STRETCHES: dict[str, Callable[[date, date], str]] = {
    "dots": lambda a, b: f"{a.year}.{a.month}.{a.day}—{b.year}.{b.month}.{b.day}",
    "iso": lambda a, b: f"{a.isoformat()}至{b.isoformat()}",
    "slashes": lambda a, b: f"{a.year}/{a.month}/{a.day}-{b.year}/{b.month}/{b.day}",
    "months": lambda a, b: f"{a.year}年{a.month}月～{b.year}年{b.month}月",
    "said": lambda a, b: f"{a.year}年{a.month}月{a.day}日到{b.year}年{b.month}月{b.day}日",
}


@given(
    st.integers(1990, 2050), st.integers(1, 12), st.integers(0, 35), st.sampled_from([*STRETCHES])
)
def test_a_month_is_in_the_row_whose_stretch_of_time_holds_it(
    year: int, month: int, later: int, written: str
) -> None:
    begins = [date(year + at, month, 1) for at in range(4)]
    ends = [one - timedelta(1) for one in begins[1:]]
    rows = [
        f"租期：{STRETCHES[written](first, last)} | 租金：{at}00"
        for at, (first, last) in enumerate(zip(begins, ends, strict=False))
    ]
    asked = year * 12 + month - 1 + later
    question = f"{asked // 12}年{asked % 12 + 1}月的租金是多少？"
    assert named_rows(question, rows) == [at == later // 12 for at in range(3)]
    assert named_rows(f"{year + 9}年1月的租金是多少？", rows) == [True] * 3


@given(st.integers(1, 12))
def test_a_stretch_without_years_comes_back_every_year(month: int) -> None:
    rows = ["季节：4月1日至10月31日 | 开放：8:00", "季节：11月1日至次年3月31日 | 开放：9:00"]
    summer = 4 <= month <= 10
    for question in (f"{month}月几点开放？", f"{month}月15日几点开放？"):
        assert named_rows(question, rows) == [summer, not summer]


RENTS = """租赁年度,起止日期,月租金（元）
第一年,2022.5.1—2023.4.30,75600
第二年,2023.5.1—2024.4.30,79380
第三年,2024.5.1—2025.4.30,83370
"""


def test_who_asks_for_a_month_gets_the_row_of_its_stretch(tmp_path: Path) -> None:
    build(tmp_path, [document(RENTS.encode(), "租金.csv")], load_encoder(), Segmenter())
    answerer = open_answerer(tmp_path, None, Settings())
    for month, year in (("2022年10月", "第一年"), ("2024年1月", "第二年"), ("2024年6月", "第三年")):
        (only,) = answerer.ask(f"{month}的月租金是多少？").citations
        assert f"租赁年度：{year}" in only.quote
    assert answerer.ask("2025年6月的月租金是多少？").refused
