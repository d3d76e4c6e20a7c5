"""What a document is called, or about, does not keep a question that says so from its answer."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat.answer import Settings
from chat.asking.subjects import subjects
from chat.asking.titled import without_name, without_title
from chat.cli import open_answerer
from index.build import build
from index.encode import load_encoder
from index.segment import Segmenter
from ingest.normalize import fold
from ingest.read import document
from ingest.types import Document

SEGMENTER = Segmenter()
TITLE = "青云路小学2024年秋季一年级招生简章"
TEXT = (
    f"{TITLE}\n\n一、学校概况\n\n青云路小学创建于1956年，现有教学班36个，在校学生1580人，专任教师92人。\n\n"
    "二、招生计划\n\n秋季计划招收一年级6个班，每班不超过45人，共270人。\n\n"
    "三、费用\n\n课后延时服务每学期收费450元，家庭经济困难学生免收。\n"
)


@pytest.mark.parametrize(
    ("question", "rest"),
    [
        ("青云路小学今年招几个班？", "今年招几个班？"),
        ("2024年青云路小学的延时服务收多少钱？", "延时服务收多少钱？"),
        ("白云路小学今年招几个班？", None),
        ("2023年招几个班？", None),
        ("青云路小学招生简章", None),
        ("今年青云路小学招几个班？", None),
    ],
)
def test_only_a_title_at_the_beginning_is_taken_off(question: str, rest: str | None) -> None:
    assert without_title(question, TITLE, SEGMENTER) == rest


@given(st.text("青云路小学今年招几个班费用多少？2024", max_size=20))
def test_what_is_left_is_the_end_of_the_question(question: str) -> None:
    rest = without_title(question, TITLE, SEGMENTER)
    assert rest is None or (question.endswith(rest) and 0 < len(rest) < len(question))


BULLETIN = (
    "青禾县2023年国民经济和社会发展统计公报\n青禾县统计局\n\n一、综合\n\n"
    "全年地区生产总值238.64亿元，比上年增长5.7%。人均地区生产总值55562元。\n\n"
    "二、人口\n\n年末全县常住人口42.83万人，城镇化率为49.2%。\n\n"
    "三、农业\n\n柑橘产量12.35万吨，下降2.9%，主要受春季倒春寒影响。\n"
)
MINUTES = (
    "城关镇党委会议纪要\n出席：何志远、周晓燕\n请假：吴建平（在市委党校学习）\n\n"
    "会议研究了停车难整治和养老服务等事项。何志远提出，公共厕所蹲位偏少，应予增加。\n"
)


def page(text: str, name: str = "a.txt") -> Document:
    return document(text.encode(), name)


@pytest.mark.parametrize(
    ("question", "rest"),
    [
        ("青禾县2023年全年地区生产总值是多少？", "全年地区生产总值是多少?"),
        ("2023年末青禾县城镇化率为多少？", "年末城镇化率为多少?"),
        ("2023年青禾县的橘子为什么少了？", "橘子为什么少了?"),
        ("去青禾县，橘子为什么少了？", "去,橘子为什么少了?"),
        ("青禾县2022年生产总值是多少？", None),
        ("青禾县2023年以来新建几所学校？", "2023年以来新建几所学校?"),
        ("青禾县2023年3月有多少人口？", "2023年3月有多少人口?"),
        ("2022年青禾县人口比2023年少多少？", None),
        ("青禾县以外的地方有多少人口？", None),
        ("青禾县旁边的白水县有多少人口？", None),
        ("白水县的人口是青禾县的几倍？", None),
        ("不算青禾县，全市有多少人口？", None),
        ("青禾县中小学有多少所？", "中小学有多少所?"),
        ("青禾县和哪个县一起修路？", "和哪个县一起修路?"),
        ("白青禾县2023年生产总值是多少？", None),
        ("白禾县2023年生产总值是多少？", None),
        ("2023年生产总值是多少？", None),
        ("白水县比青禾县多多少人？", None),
        ("青禾县和白水县多少人？", None),
        ("从白水县到青禾县要多久？", None),
        ("国民经济和社会发展怎么样？", None),
        ("青禾县统计局", None),
    ],
)
def test_of_a_name_only_what_else_is_asked_is_left(question: str, rest: str | None) -> None:
    found = without_name(question, page(BULLETIN), SEGMENTER)
    assert found == (rest if rest is None else ("青禾县", rest))


@pytest.mark.parametrize(
    ("head", "said", "unsaid"),
    [
        ("青禾县人民医院2023年工作总结", "青禾县人民医院", "青禾县"),
        ("青禾县城关镇2023年工作总结", "青禾县城关镇", "青禾县白石镇"),
        ("海州市第一中学招生简章", "海州市一中", "海州市"),
        ("临溪市第一人民医院住院须知", "临溪市一院", "临溪市第二人民医院"),
        ("澄江理工大学2025年本科招生简章", "澄江理工", "澄江大学"),
        ("——记石垭村乡村医生向德昌", "向德昌", "乡村医生"),
        ("清华大学附属中学2024年招生简章", "清华大学附属中学", "清华大学"),
        ("青禾县水利局2023年工作总结", "青禾县水利局", "青禾县"),
        ("青禾县住房和城乡建设局2023年工作总结", "青禾县住房和城乡建设局", "青禾县"),
        ("长春市第二实验小学2024年招生简章", "长春市第二实验小学", "长春市"),
        ("中国工商银行青禾支行2023年服务公告", "中国工商银行青禾支行", "中国工商银行"),
    ],
)
def test_only_the_whole_name_or_its_short_form_is_the_document_s(
    head: str, said: str, unsaid: str
) -> None:
    about = page(f"{head}\n\n全年收入1.2亿元。\n")
    assert without_name(f"{said}有多少床位？", about, SEGMENTER) == (said, "有多少床位?")
    assert without_name(f"{unsaid}有多少床位？", about, SEGMENTER) is None


@pytest.mark.parametrize(
    "head",
    [
        "青云路小学、白水路小学2024年招生简章",
        "恒茂木业公司与云帆家具公司合同纠纷判决书",
        "会上，何志远提出，公共厕所蹲位偏少",
        "老旧小区改造今年开工",
        "青禾县 白水县2023年人口对比",
        "让企业轻装上阵 让活力竞相迸发",
    ],
)
def test_a_line_that_names_two_or_none_says_not_what_a_document_is_about(head: str) -> None:
    assert subjects(page(f"{head}\n\n好。\n"), SEGMENTER) == set()


def test_who_took_part_is_not_what_a_document_is_about() -> None:
    assert without_name("何志远提了什么意见？", page(MINUTES), SEGMENTER) is None
    assert without_name("吴建平为什么没参加会议？", page(MINUTES), SEGMENTER) is None


def test_a_year_stays_where_the_title_names_several() -> None:
    budget = page("关于青禾县2023年预算执行情况和2024年预算草案的报告\n\n好。\n")
    asked = "青禾县2024年教育支出多少？"
    assert without_name(asked, budget, SEGMENTER) == ("青禾县", "2024年教育支出多少?")


@given(st.text("青禾县2023年末的人口统计局多少?", max_size=20))
def test_what_is_left_of_a_question_stands_in_it_in_order(question: str) -> None:
    found = without_name(question, page(BULLETIN), SEGMENTER)
    if found is not None:
        name, rest = found
        assert name in fold(question)
        assert len(rest) < len(fold(question))
        characters = iter(fold(question))
        assert all(one in characters for one in rest)


def test_what_a_document_says_of_another_place_is_not_its_own(tmp_path: Path) -> None:
    beside = BULLETIN + "\n\n四、其他\n\n邻近的白水县户籍人口33万人，学校20所。\n"
    build(tmp_path, [page(beside)], load_encoder(), Segmenter())
    answerer = open_answerer(tmp_path, None, Settings())
    answer = answerer.ask("青禾县户籍人口是多少？")
    assert not any("白水县" in one.quote for one in answer.citations)
    assert "33万" in answerer.ask("白水县户籍人口是多少？").text


def test_a_question_that_names_its_document_is_answered_beside_others(tmp_path: Path) -> None:
    other = "白水县2023年国民经济和社会发展统计公报\n\n全年地区生产总值99.1亿元，比上年增长3.1%。\n"
    pages = [page(BULLETIN, "青禾.txt"), page(other, "白水.txt")]
    build(tmp_path, pages, load_encoder(), Segmenter())
    answerer = open_answerer(tmp_path, None, Settings())
    for question, words in (
        ("青禾县2023年全年地区生产总值是多少？", "238.64亿元"),
        ("白水县2023年全年地区生产总值是多少？", "99.1亿元"),
        ("2023年末青禾县城镇化率为多少？", "49.2%"),
    ):
        answer = answerer.ask(question)
        assert words in answer.citations[0].quote
        assert answer.asked == question
        best = answerer.best(question)
        assert best is not None
        assert best.spans == answer.citations[0].spans


def test_the_answer_is_of_that_document_and_the_question_stays_as_it_was(tmp_path: Path) -> None:
    brochure = replace(document(TEXT.encode(), "简章.txt"), title=TITLE)
    build(tmp_path, [brochure], load_encoder(), Segmenter())
    answer = open_answerer(tmp_path, None, Settings()).ask("青云路小学今年招几个班？")
    assert any("6个班" in one.quote for one in answer.citations)
    assert answer.asked == "青云路小学今年招几个班？"
