"""A table's first row names its columns, also where a name has a number, and a row of values never does."""

from itertools import permutations

import pytest

from ingest.formats.draft import has_heads

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
