"""What only a number tells apart is not taken for another of its kind."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat.asking.followup import resolve
from chat.asking.numbered import (
    of_another_annex,
    of_another_article,
    of_another_one,
    of_no_such_time,
    with_another,
)
from chat.asking.numeral import in_chinese
from chat.refusing.able import is_able
from chat.refusing.veto import can_answer
from chat.types import Turn
from index.segment import Segmenter

SEGMENTER = Segmenter()
KINDS = st.sampled_from(["路", "号线", "号楼", "栋", "单元", "年级"])
ORDINALS = st.sampled_from(
    ["项", "期", "批", "标段", "类", "组", "车间", "教室", "窗口", "桌", "号", "轮", "阶段", "班"]
)


@pytest.mark.parametrize(
    ("question", "sentence", "another"),
    [
        ("4路的末班车几点？", "线路：6路 | 末班车：20:30", True),
        ("4路的末班车几点？", "线路：4路 | 末班车：20:30", False),
        ("4路的末班车几点？", "2至5路末班车20:30。", False),
        ("4路的末班车几点？", "2、4路末班车20:30。", False),
        ("4路的末班车几点？", "末班车20:30。", False),
        ("3号楼有电梯吗？", "2号楼已加装电梯。", True),
        ("三年级几点放学？", "3年级16时放学。", False),
        ("三年级几点放学？", "一年级16时放学。", True),
        ("怎样一路走好？", "沿2路公交。", False),
        ("四年级几点放学？", "一、二年级15:30放学，三至六年级16:30放学。", False),
        ("五年级几点放学？", "三年级至六年级16:30放学。", False),
        ("七年级几点放学？", "一、二年级15:30放学，三至六年级16:30放学。", True),
        ("4号楼几号停水？", "3号楼至5号楼25日停水。", False),
        ("6号楼几号停水？", "3号楼至5号楼25日停水。", True),
        ("三单元几号停水？", "一至四单元25日停水。", False),
        ("4号楼业主到哪里领钥匙？", "业主请到1号楼大厅领取。", False),
        ("3路口怎么走？", "2路公交。", False),
        ("八人间一年多少钱？", "四人间每生每年1200元。", True),
        ("四人间一年多少钱？", "4人间每生每年1200元。", False),
        ("人间值得吗？", "四人间每生每年1200元。", False),
        ("80周年大会在哪里开？", "建校70周年大会在体育馆举行。", True),
        ("九价疫苗多少钱？", "四价HPV疫苗每剂798元。", True),
        ("物价涨了几成？", "九价HPV疫苗每剂1318元。", False),
        ("一级医院的起付线是多少？", "三级医院起付标准900元。", True),
        ("四等奖多少钱？", "三等奖学金每人800元。", True),
        ("二级文物有几件？", "其中一级文物7件。", True),
        ("一级文物有几件？", "文物11360件，其中一级文物7件。", False),
        ("6G基站建多少？", "建成5G基站186个。", True),
        ("5G基站建多少？", "4G、5G网络都通。", False),
        ("500g的茶叶多少钱？", "250g的茶叶80元。", False),
        ("六楼有什么？", "一楼：总服务台；五楼：古籍室。", True),
        ("二楼有什么？", "一楼至三楼：借阅区。", False),
        ("六楼的人到哪里登记？", "到一楼大厅登记。", False),
        ("2号楼有什么？", "一楼：总服务台。", False),
        ("六楼房怎么装修？", "一楼：总服务台。", False),
        ("五路车能到吗？", "乘坐3路、12路公交车到站下车。", True),
        ("公交十二路能到吗？", "乘坐3路、12路公交车到站下车。", False),
        ("五路人马怎么走？", "乘坐3路、12路公交车到站下车。", False),
        ("这分成几等？", "三等奖学金每人800元。", False),
    ],
)
def test_another_number_of_the_kind_is_another_thing(
    question: str, sentence: str, another: bool
) -> None:
    assert of_another_one(question, sentence) is another
    assert can_answer(f"{question}说说", sentence, SEGMENTER) or another


@given(st.integers(1, 99), st.integers(1, 99), KINDS)
def test_a_thing_is_itself_and_no_other(one: int, other: int, kind: str) -> None:
    sentence = f"{other}{kind}已经开放。"
    assert of_another_one(f"{one}{kind}开放了吗？", sentence) is (one != other)


@given(st.integers(1, 400), st.integers(1, 400), ORDINALS)
def test_what_is_told_by_its_place_in_a_row_is_itself_and_no_other(
    one: int, other: int, kind: str
) -> None:
    sentence = f"序号:7 | 名称:第{other}{kind} | 期限:两年"
    assert of_another_one(f"第{one}{kind}的期限是几年？", sentence) is (one != other)
    assert not of_another_one(f"第{one}{kind}的期限是几年？", "名称:大坝 | 期限:两年")


@pytest.mark.parametrize(
    ("question", "sentence", "another"),
    [
        ("二期工程哪年开工？", "一期工程2021年开工。", True),
        ("第三标段谁承建？", "3标段由路桥公司承建。", False),
        ("首批名单有多少家？", "第一批名单共20家。", False),
        ("第一批名单有多少家？", "首批20家，第二批30家。", False),
        ("第二批名单有多少家？", "首批名单20家。", True),
        ("12班得了多少分？", "4班得了80分。", True),
        ("第三批有多少家？", "第一批至第四批各20家。", False),
        ("三批共有多少家？", "第一批20家。", False),
        ("两项工作什么时候完成？", "第一项工作5月完成。", False),
        ("头一届办在哪一年？", "创办于2010年，连续举办了十届。", False),
        ("违反第三条第二项罚多少？", "有第一项、第四项情形的，罚五百元。", False),
        ("违反第二项规定罚多少？", "违反第三条第一项、第四项规定的，罚五百元。", False),
        ("国务院令第345号哪天施行？", "国务院令第20号同时废止，本条例2003年1月1日施行。", False),
        ("“十五”期间建了多少所？", "十四五期间建20所。", False),
        ("十五期间建了多少所？", "十四五期间建20所。", False),
        ("第2会议室借用找谁？", "借用会议室找办公室。", False),
        ("3号车间几点换班？", "5号车间八点换班。", True),
        ("3车间的人到哪里领工资？", "到第1窗口领取，2车间同。", False),
    ],
)
def test_an_ordinal_is_compared_and_a_count_or_a_provision_is_not(
    question: str, sentence: str, another: bool
) -> None:
    assert of_another_one(question, sentence) is another


@given(st.integers(1, 99), st.integers(1, 99), KINDS)
def test_a_follow_up_about_another_keeps_the_rest_of_the_question(
    one: int, other: int, kind: str
) -> None:
    assert with_another(f"请问{one}{kind}几点？", f"{other}{kind}") == f"请问{other}{kind}几点？"


def test_a_follow_up_names_the_other_line_and_keeps_what_is_asked() -> None:
    before = [Turn("1路公交末班车几点？", False)]
    assert resolve("那3路呢？", before, SEGMENTER, lambda a, b: 0.5) == ("3路公交末班车几点？",)


@given(st.integers(1, 99), st.integers(1, 99), st.booleans())
def test_an_article_is_answered_by_what_stands_in_it_or_names_it(
    one: int, other: int, inside: bool
) -> None:
    named = f"第{other}条"
    sentence, section = (
        ("应当登记。", f"第一章 › {named}") if inside else (f"违反{named}的，罚款。", "")
    )
    assert of_another_article(f"第{one}条规定了什么？", sentence, section) is (one != other)
    assert not of_another_article("应当怎样登记？", sentence, section)


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("长春第一条地铁哪年开通？", "地铁1号线于2017年开通。"),
        ("违反第五条罚多少？", "违反第三条至第八条规定的，处五百元罚款。"),
        ("第二0条规定了什么？", "即日起施行。"),
        ("第五条规定了什么？", "第一0条 违反第五条的，罚款。"),
    ],
)
def test_what_is_no_article_or_inside_a_stretch_of_them_is_left_alone(
    question: str, sentence: str
) -> None:
    assert not of_another_article(question, sentence, "")


@pytest.mark.parametrize(
    ("question", "sentence", "another"),
    [
        ("第三次开庭是什么时候？", "租赁年度:第三年 | 月租金:83370", True),
        ("第3次开庭是什么时候？", "租赁年度:第三年 | 月租金:83370", True),
        ("第三次开庭是什么时候？", "第三次定于5月6日。", False),
        ("第三次开庭是什么时候？", "于10月15日、11月28日两次公开开庭。", True),
        ("第二次开庭是什么时候？", "于10月15日、11月28日两次公开开庭。", False),
        ("第三次接种是什么时候？", "共接种4次,每次间隔两个月。", False),
        ("第二次接种是什么时候？", "满一个月再接种一次。", False),
        ("第二场在哪里？", "8月5日第二场在杭州。", False),
        ("第三批补贴发多少？", "每批补贴两次发放,第三批每人500元。", False),
    ],
)
def test_an_ordinal_goes_with_what_it_counts(question: str, sentence: str, another: bool) -> None:
    assert of_no_such_time(question, sentence) is another


@pytest.mark.parametrize(
    ("sentence", "section", "another"),
    [
        ("3.2 租金按季度支付。", "第三条 租金", False),
        ("逾期的加收滞纳金。", "第三条 租金", False),
        ("原合同第3.2条改为按月支付。", "补充协议", False),
        ("3.1 租金每月十万元。", "第三条 租金", True),
        ("3.20 租金每月十万元。", "第三条 租金", True),
        ("不得外传客户名单。", "第三章 保密", True),
        ("原合同第3.1条改为按月支付。", "补充协议", True),
    ],
)
def test_a_clause_is_answered_by_what_stands_in_it_or_names_it(
    sentence: str, section: str, *, another: bool
) -> None:
    for question in ("第3.2条的租金怎么付？", "合同3.2条规定了什么？"):
        assert of_another_article(question, sentence, section) is another
    assert not of_another_article("第三条规定了什么？", "3.2 租金按季度支付。", "租金")


@given(st.integers(1, 20), st.integers(1, 20), st.sampled_from("件表录"), st.booleans())
def test_an_annex_is_answered_by_what_stands_in_it_or_names_it(
    one: int, other: int, kind: str, inside: bool
) -> None:
    sentence, section = (
        ("周三上课。", f"附{kind}{other}：安排") if inside else (f"见附{kind}（{other}）。", "")
    )
    question = f"附{kind}{in_chinese(one)}讲什么？"
    assert of_another_annex(question, sentence, section) is (one != other)
    assert is_able(question, sentence, "通知", section, SEGMENTER) or one != other
    assert not of_another_annex("课程怎么安排？", sentence, section)


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("附件2在哪里下载？", "附件请到官网下载。"),
        ("附件二讲什么？", "附件一至附件三另行公布。"),
        ("附件1要几份？", "附件1、2各两份。"),
        ("附件一并交吗？", "材料当天交齐。"),
        ("附件两份怎么交？", "材料当天交齐。"),
    ],
)
def test_what_is_said_of_all_annexes_and_a_count_of_them_is_left_alone(
    question: str, sentence: str
) -> None:
    assert not of_another_annex(question, sentence, "通知")
