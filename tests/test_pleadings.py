"""What one side says in court is not answered with what the other one says, or the court."""

import pytest

from chat.ranking.pleadings import speaks
from chat.refusing.able import is_able
from index.segment import Segmenter
from ingest.normalize import fold
from ingest.types import Document

PARTS = {
    "claim": "原告云岭公司向本院提出诉讼请求：1.赔偿停工损失300,000元；2.诉讼费由被告负担。",
    "reasons": "事实和理由：2022年双方签订合同。",
    "plea": "被告辩称：1.暴雨是不可抗力；2.停工损失没有依据。",
    "third": "第三人述称：已赔付四十万元。",
    "found": "经审理查明：\n一、降雨量为112毫米。",
    "court": "本院认为：暴雨并非不能预见。原告主张的停工损失没有证据，不予支持。",
    "order": "依照《民法典》第五百七十七条，判决如下：\n一、被告赔偿534,080元；\n"
    "二、驳回原告云岭公司的其他诉讼请求。",
}
CASE = Document("a", "判决书", "　　" + "\n　　".join(PARTS.values()), b"", "utf-8")


def parts(question: str) -> set[str]:
    """Which parts another one than is asked for does not speak in."""
    return {
        one
        for one, text in PARTS.items()
        if speaks(question, CASE, CASE.text.index(text[-8:])) != ""
    }


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("法院认为暴雨算不可抗力吗？", {"found", "court", "order"}),
        ("法院判赔多少钱？", {"found", "court", "order"}),
        ("停工损失为什么没有支持？", {"found", "court", "order"}),
        ("原告的请求法院怎么处理？", {"found", "court", "order"}),
        ("原告有哪些诉讼请求？", {"claim", "reasons"}),
        ("原告要求赔多少？", {"claim", "reasons"}),
        ("原告请求法院判什么？", {"claim", "reasons"}),
        ("被告怎么辩解的？", {"plea"}),
        ("被告对停工损失怎么说？", {"plea"}),
        ("第三人怎么说？", {"third"}),
        ("降雨量是多少？", set(PARTS)),
        ("被告什么时候到场的？", set(PARTS)),
    ],
)
def test_each_is_asked_for_its_own_words(question: str, said: set[str]) -> None:
    assert parts(question) == said


def test_what_the_court_repeats_of_a_side_is_kept() -> None:
    assert speaks("原告主张停工损失多少钱？", CASE, CASE.text.index("原告主张")) == "本院认为"
    assert speaks("被告主张了什么？", CASE, CASE.text.index("原告主张")) == ""


@pytest.mark.parametrize(
    "opening",
    ["原告张三诉称，", "上诉人甲公司上诉请求：", "申请人向仲裁委提出仲裁请求：", "公诉机关指控："],
)
def test_the_words_of_the_first_side_are_opened_in_many_ways(opening: str) -> None:
    page = Document("a", "判决书", f"{opening}应当赔偿。\n被告辩称：不应赔偿。", b"", "utf-8")
    assert speaks("被告怎么辩解？", page, page.text.index("应当")) == ""
    assert speaks("被告怎么辩解？", page, page.text.index("不应")) == "被告辩称"


def test_a_page_that_is_no_judgment_is_read_as_it_is() -> None:
    page = Document("a", "新闻", "本报讯：法院有了新楼。\n楼高五层。", b"", "utf-8")
    assert speaks("法院怎么判的？", page, page.text.index("楼高")) is None


def test_who_speaks_need_not_be_named_again() -> None:
    question, said = "原告主张停工损失多少钱？", fold("2.判令被告赔偿停工损失300,000元；")
    assert not is_able(question, said, "判决书", "", Segmenter())
    assert is_able(question, said, "判决书", "", Segmenter(), (), "原告向本院提出诉讼请求")
