"""A table of contents, a signature and what is attached head nothing, and are no part of the title."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.apart import apart
from ingest.layout import blocks
from ingest.passages import passages, title
from ingest.types import BlockKind, Document

CHAPTERS = ["第一章　总　　则", "第二章　保护与利用", "第三章　附　　则"]
ARTICLES = [
    "第一条　为了保护湿地，制定本条例。",
    "第二条　禁止排干湿地。",
    "第三条　本条例自公布之日起施行。",
]


def read(*lines: str) -> Document:
    return Document("a.txt", "a", "\n".join(lines), b"", "utf-8")


def kinds(document: Document) -> dict[str, BlockKind]:
    return {document.quote(one.spans): one.kind for one in blocks(document)}


@pytest.mark.parametrize("named", [["目　　录"], ["目录"], []])
@pytest.mark.parametrize("leader", ["", "……………… 12", " . . . . . 3"])
def test_a_table_of_contents_is_no_title_and_heads_nothing(named: list[str], leader: str) -> None:
    body = [line for pair in zip(CHAPTERS, ARTICLES, strict=True) for line in pair]
    listed = [chapter + leader for chapter in CHAPTERS]
    law = read("湿地保护条例", "（2025年11月28日通过）", *named, *listed, "", *body)
    assert title(law) == "湿地保护条例"
    notes = [one for one in blocks(law) if one.kind is BlockKind.NOTE]
    assert [law.quote(one.spans) for one in notes] == ["（2025年11月28日通过）", *named, *listed]
    sections = {law.quote(one.spans): one.section for one in passages(law)}
    assert sections[ARTICLES[1]] == f"{CHAPTERS[1]} › 第二条"


def test_headings_that_every_part_has_are_no_table_of_contents() -> None:
    part = ["一、目标", "新增学位。", "二、措施", "新建学校。"]
    plan = read("教育计划", "甲部分", *part, "乙部分", *part)
    assert BlockKind.NOTE not in kinds(plan).values()


@pytest.mark.parametrize("day", ["2026年5月20日", "二〇二六年五月二十日", "2026 年 5 月 20 日"])
def test_a_signature_and_what_is_attached_head_nothing(day: str) -> None:
    notice = read(
        *("教育局文件", "教发〔2026〕17号", "关于做好招生工作的通知", "各学校："),
        *("一、招生对象", "招收六周岁的儿童。", "二、工作要求", "严禁提前招生。"),
        *("附件：1. 学区划分表", "2. 入学申请表", "教育局", day, "联系人：赵敏，电话8231108。"),
    )
    assert title(notice) == "关于做好招生工作的通知"
    found = kinds(notice)
    for line in ("附件：1. 学区划分表", "2. 入学申请表", "教育局", day):
        assert found[line] is BlockKind.NOTE
    assert found["教发〔2026〕17号"] is BlockKind.TITLE
    assert found["一、招生对象"] is BlockKind.HEADING


def test_days_that_head_what_happened_on_them_are_headings() -> None:
    chronicle = read("大事记", "2026年5月1日", "举行劳模座谈会。", "2026年5月4日", "举行青年论坛。")
    assert kinds(chronicle)["2026年5月4日"] is BlockKind.HEADING


@given(
    st.lists(
        st.sampled_from(
            [*CHAPTERS, *ARTICLES, "目录", "教育局", "2026年5月20日", "附件：甲", "2. 乙"]
        )
    )
)
def test_only_what_looks_like_a_heading_stands_apart(lines: list[str]) -> None:
    heading = [line not in ARTICLES for line in lines]
    assert all(heading[at] for at in apart(lines, heading))


@pytest.mark.parametrize("paper", ["民 事 判 决 书", "刑事裁定书", "处 罚 决 定 书"])
@pytest.mark.parametrize("issuer", ["青禾县人民法院", "青禾县市场监督管理局"])
@pytest.mark.parametrize("signers", [2, 3, 4])
def test_a_judgment_is_called_by_the_court_and_its_kind_and_signatures_are_lines(
    issuer: str, paper: str, signers: int
) -> None:
    names = [
        "审 判 长　　苏文君",
        "审　判　员　　柏承志",
        "人民陪审员　　倪桂香",
        "法官助理　　欧阳雪",
    ]
    number = "（2024）青0703民初2158号"
    signed = [*names[: signers - 1], "二〇二四年十二月十八日", "书　记　员　　万小雨"]
    read_ = read(
        *(issuer, paper, "", number, "", "原告：李明，住青禾县。", "负责人：丁一。", ""),
        *("原告李明与被告王伟租赁合同纠纷一案，本院于2024年8月6日立案后，公开开庭进行了审理。", ""),
        *("如不服本判决，可以在判决书送达之日起十五日内向本院递交上诉状。", "", *signed),
    )
    assert title(read_) == f"{issuer} {paper.replace(' ', '')}"
    found = kinds(read_)
    assert found[paper] is found[issuer] is BlockKind.TITLE
    assert found[number] is BlockKind.NOTE
    assert {found[line] for line in [*signed, "负责人：丁一。"]} == {BlockKind.PARAGRAPH}
    assert {one.section for one in passages(read_)} == {""}


def test_a_notice_with_a_name_of_its_own_is_not_called_by_its_issuer() -> None:
    notice = read("青禾县教育局", "关于招生的通知", "各学校：", "招收六周岁的儿童，九月一日报到。")
    assert title(notice) == "关于招生的通知"
