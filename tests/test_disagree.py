"""Two places that say different things of the same are told apart from two that only differ."""

from dataclasses import replace

import pytest

from chat.disagree import disagreeing, quantities
from chat.types import Citation
from index.segment import Segmenter
from ingest.types import BlockKind, Span

SEGMENTER = Segmenter()


def quote(text: str, asked: str, *matched: str, name: str = "a.txt") -> Citation:
    start = text.index(asked) if asked else 0
    spans = (Span(start, start + len(asked)),) if asked else ()
    return Citation(
        name, "a", "", BlockKind.PARAGRAPH, (Span(0, len(text)),), text, spans,
        0.9, matched, 1.0, 0.9, 1, 1,
    )  # fmt: skip


SIXTY = quote("开发就业岗位60万个。", "60万个", "开发", "就业", "岗位")
FIFTY = quote("今年开发就业岗位50万个。", "50万个", "开发", "就业", "岗位", name="b.txt")
QUESTION = "开发多少个就业岗位？"


def test_two_numbers_for_the_same_are_told() -> None:
    assert disagreeing(QUESTION, (SIXTY, FIFTY), SEGMENTER) == (0, 1)


def test_the_same_number_in_other_digits_is_no_disagreement() -> None:
    same = quote("开发就业岗位六十万个。", "六十万个", "开发", "就业", "岗位", name="b.txt")
    assert disagreeing(QUESTION, (SIXTY, same), SEGMENTER) == ()


@pytest.mark.parametrize(
    "other",
    [
        quote("新增学位50万个。", "50万个", "新增"),
        quote("开发就业岗位，投入50亿元。", "50亿元", "开发", "就业", "岗位"),
        quote("开发就业岗位。", "", "开发", "就业", "岗位"),
    ],
    ids=["of another thing", "in another unit", "without a number"],
)
def test_what_cannot_be_compared_is_left_alone(other: Citation) -> None:
    assert disagreeing(QUESTION, (SIXTY, other), SEGMENTER) == ()


def test_two_rows_of_one_table_are_of_two_things_and_rows_of_two_tables_may_be_of_one() -> None:
    one, other = (replace(quoted, kind=BlockKind.ROW) for quoted in (SIXTY, FIFTY))
    assert (
        disagreeing(QUESTION, (one, replace(other, document_id=one.document_id)), SEGMENTER) == ()
    )
    assert disagreeing(QUESTION, (one, other), SEGMENTER) == (0, 1)


def test_questions_for_no_number_never_disagree() -> None:
    assert disagreeing("谁开发就业岗位？", (SIXTY, FIFTY), SEGMENTER) == ()
    assert disagreeing(QUESTION, (), SEGMENTER) == disagreeing(QUESTION, (SIXTY,), SEGMENTER) == ()


@pytest.mark.parametrize(
    ("question", "first", "second"),
    [
        (
            "沙窝镇去年肉苁蓉产值多少？",
            quote("去年采收肉苁蓉1840吨，产值3680万元。", "3680万元", "去年", "肉苁蓉", "产值"),
            quote("去年卖肉苁蓉收入7.4万元。", "7.4万元", "去年", "肉苁蓉"),
        ),
        (
            "肉苁蓉一年卖多少钱？",
            quote("李家去年卖肉苁蓉收入7.4万元。", "7.4万元", "肉苁蓉"),
            quote("全镇采收肉苁蓉1840吨，户均增收1.2万元。", "1.2万元", "肉苁蓉"),
        ),
        (
            "逆行罚款多少？",
            quote("未登记的，处五十元罚款。", "五十元", "罚款"),
            quote("占用通道的，处五百元罚款。", "五百元", "罚款"),
        ),
        (
            "财政总收入多少？",
            quote("财政总收入4.86亿元。", "4.86亿元", "财政", "总收入"),
            quote("力争财政总收入突破5.2亿元。", "5.2亿元", "财政", "总收入"),
        ),
    ],
    ids=[
        "of another noun of the question",
        "beside none of its words",
        "of less than half of its words",
        "aimed at",
    ],
)
def test_numbers_of_other_things_are_no_disagreement(
    question: str, first: Citation, second: Citation
) -> None:
    assert disagreeing(question, (first, second), SEGMENTER) == ()


def test_dates_are_compared_too() -> None:
    one = quote("机场2025年建成。", "2025年", "机场", "建成")
    other = replace(quote("机场2027年建成。", "2027年", "机场", "建成"), document_id="b.txt")
    assert disagreeing("机场什么时候建成？", (one, other), SEGMENTER) == (0, 1)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("三百二十五", 325),
        ("十二", 12),
        ("二十", 20),
        ("一千零五", 1005),
        ("1,200", 1200),
        ("3.5", 3.5),
    ],
)
def test_chinese_and_arabic_numbers_have_values(text: str, value: float) -> None:
    assert quantities(f"{text}个") == [(value, "个")]


LAWS = ("供水条例（2015年）", "供水条例（2023年修订）")


@pytest.mark.parametrize(
    ("question", "text", "asked", "differs"),
    [
        ("违反第六条罚多少钱？", "违反本条例第六条规定的，责令改正，处{}罚款。",
         ("一万元以上五万元以下", "五万元以上二十万元以下"), True),
        ("违反第六条罚多少钱？", "违反本条例第六条规定的，责令改正，处{}罚款。",
         ("一万元以上五万元以下", "1万元以上5万元以下"), False),
        ("水箱多久清洗一次？", "二次供水设施的水箱应当{}至少清洗消毒一次。", ("每年", "每半年"), True),
        ("条例什么时候施行？", "本条例自{}起施行。", ("2015年7月1日", "2024年1月1日"), True),
        ("条例什么时候施行？", "本条例自{}起施行。", ("2024年1月1日", "2024年1月"), False),
    ],
)  # fmt: skip
def test_two_editions_of_a_law_differ_where_only_the_number_does(
    question: str, text: str, asked: tuple[str, str], *, differs: bool
) -> None:
    quotes = [
        replace(quote(text.format(words), words, name=f"{title}.txt"), title=title)
        for words, title in zip(asked, LAWS, strict=True)
    ]
    assert disagreeing(question, tuple(quotes), SEGMENTER) == ((0, 1) if differs else ())
    others = (quotes[0], replace(quotes[1], title="燃气条例（2023年修订）"))
    assert disagreeing(question, others, SEGMENTER) == ()


def test_another_year_and_what_shuts_it_out_are_no_disagreement() -> None:
    words = ("全县", "预算", "收入", "增长")
    first = quote("2023年，全县预算收入完成12.46亿元，同比增长6.8%。", "6.8%", *words)
    later = quote("2024年全县预算收入12.9亿元，增长5%。", "5%", *words, name="b.txt")
    assert disagreeing("全县预算收入增长多少？", (first, later), SEGMENTER) == ()
    plain = quote("全县预算收入增长5%。", "5%", *words, name="b.txt")
    assert disagreeing("全县预算收入增长多少？", (first, plain), SEGMENTER) == (0, 1)
    below = replace(plain, section="二、2024年安排")
    assert disagreeing("全县预算收入增长多少？", (first, below), SEGMENTER) == ()
    spent = quote("全县预算支出增长4.1%。", "4.1%", *words[:2], "增长", name="b.txt")
    assert disagreeing("全县预算增长多少？", (plain, spent), SEGMENTER) == ()


def test_a_single_word_in_common_is_not_enough() -> None:
    pair = (
        quote("如今已有203户。", "203户", "户"),
        quote("涉及居民4150户。", "4150户", "户", name="b"),
    )
    assert disagreeing("多少户？", pair, SEGMENTER) == ()
