"""A table's first row names its columns, also where a name has a number, and a row of values never does."""

import pytest

from ingest.formats.draft import has_heads

HEADED = {
    "what is measured": [
        ["站点", "PM2.5", "PM10（微克/立方米）"],
        ["岳阳楼", "38", "61"],
        ["南湖", "35", "57"],
    ],
    "a price for a time": [
        ["停车场", "首小时", "24小时封顶"],
        ["东站", "5元", "40元"],
        ["西站", "免费", "25元"],
    ],
    "years of service": [
        ["岗位", "5年以上工龄", "10年以上工龄"],
        ["司机", "6200元", "7100元"],
        ["调度", "5800元", "6600元"],
    ],
}
VALUES = {
    "what each has": [["小学", "新增", "10万个学位"], ["中学", "新增", "8万个学位"]],
    "numbers and units": [
        ["学位", "10万个", "已建"],
        ["岗位", "60万个", "在建"],
        ["床位", "300张", "已建"],
    ],
    "a form": [
        ["姓名", "张三", "电话", "13900000000"],
        ["地址", "人民大街10号院", "邮编", "130000"],
    ],
    "one row below": [["停车场", "首小时", "24小时封顶"], ["东站", "5元", "40元"]],
}


@pytest.mark.parametrize("rows", HEADED.values(), ids=HEADED)
def test_a_name_with_a_number_heads_a_column_of_counts(rows: list[list[str]]) -> None:
    assert has_heads(rows)


@pytest.mark.parametrize("rows", VALUES.values(), ids=VALUES)
def test_a_row_of_values_heads_nothing(rows: list[list[str]]) -> None:
    assert not has_heads(rows)


def test_rows_of_one_kind_are_not_headed_by_the_first_of_them() -> None:
    for name, count, unit in (("学位", 10, "万个"), ("线路", 3, "条"), ("投资", 42, "亿元左右")):
        rows = [[f"{name}{at}", f"{count + n}{unit}", "在建"] for n, at in enumerate("甲乙丙丁")]
        assert not has_heads(rows)
