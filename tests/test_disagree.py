"""Two places that say different things of the same are told apart from two that only differ."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat.quoting.amounts import amounts, differ
from chat.quoting.disagree import disagreeing
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
    ("question", "text", "one", "other", "matched"),
    [
        (
            "擅自启闭阀门罚多少钱？",
            "擅自启闭公共供水阀门的，由市水务局责令改正，处{}罚款。",
            "五万元以上二十万元以下",
            "一万元以上五万元以下",
            ("启闭", "阀门"),
        ),
        (
            "蓄水池多久清洗一次？",
            "蓄水池{}清洗一次。",
            "每半年",
            "每年",
            ("蓄水池", "清洗", "一次"),
        ),
        ("蓄水池多久清洗一次？", "蓄水池{}。", "每年清洗两次", "每年清洗一次", ("蓄水池", "清洗")),
        (
            "条例什么时候施行？",
            "本条例自{}起施行。",
            "2024年1月1日",
            "2015年7月1日",
            ("条例", "施行"),
        ),
        (
            "不交水费催告后多久停水？",
            "逾期不缴水费的，经催告后{}仍不缴纳的，可以停止供水。",
            "六十日",
            "30日",
            ("水费", "催告"),
        ),
        ("保修期多长？", "保修期为{}。", "半年", "一年", ("保修期",)),
        ("收费每月多少钱？", "物业收费{}。", "每月100元", "每月200元", ("收费",)),
    ],
)
def test_two_versions_of_one_text_disagree_where_their_values_differ(
    question: str, text: str, one: str, other: str, matched: tuple[str, ...]
) -> None:
    first, second, again = (
        quote(text.format(said), said, *matched, name=f"{at}.txt")
        for at, said in enumerate((one, other, one))
    )
    assert disagreeing(question, (first, second), SEGMENTER) == (0, 1)
    assert disagreeing(question, (second, first), SEGMENTER) == (0, 1)
    assert disagreeing(question, (first, again), SEGMENTER) == ()


def test_what_two_regulations_say_of_themselves_is_no_disagreement() -> None:
    says = "本条例自{}起施行。"
    one, other = (
        quote(says.format(day), day, "条例", "施行", name=f"{day}.txt")
        for day in ("2024年1月1日", "2015年7月1日")
    )
    for title, differing in (("供水条例（2015年）", (0, 1)), ("公园条例", ())):
        pair = (replace(one, title="供水条例"), replace(other, title=title))
        assert disagreeing("条例什么时候施行？", pair, SEGMENTER) == differing


def test_what_a_person_pays_is_no_disagreement_with_what_a_firm_pays() -> None:
    one = quote("乱倒垃圾的，对个人处二百元罚款。", "二百元", "垃圾", "罚款")
    other = quote("乱倒垃圾的，对单位处五千元罚款。", "五千元", "垃圾", "罚款", name="b.txt")
    assert disagreeing("乱倒垃圾罚款多少？", (one, other), SEGMENTER) == ()


DATES = st.dates(date(1900, 1, 1), date(2099, 12, 31))
RANGES = st.tuples(st.integers(1, 50), st.integers(51, 99))


@given(RANGES, RANGES, st.sampled_from(["{}至{}天", "{}天以上{}天以下", "{}天—{}天"]))
def test_ranges_are_the_same_where_both_ends_are(
    one: tuple[int, int], other: tuple[int, int], form: str
) -> None:
    said = [amounts(form.format(*ends)) for ends in (one, other)]
    assert differ(*said) is (one != other)
    assert said[0] == [((float(one[0]), float(one[1])), "天")]


@given(DATES, DATES, st.booleans(), st.booleans())
def test_days_are_the_same_where_all_is_that_both_say(
    one: date, other: date, year: bool, day: bool
) -> None:
    said = f"{other.year:04}年" * year + f"{other.month}月" + f"{other.day}日" * (day or not year)
    whole = f"{one.year:04}年{one.month}月{one.day}日"
    same = (
        (one.month == other.month)
        and (not year or one.year == other.year)
        and ((year and not day) or one.day == other.day)
    )
    assert differ(amounts(whole), amounts(said)) is not same


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
    assert amounts(f"{text}个") == [((value,), "个")]


EDITIONS = ("供水条例（2015年）", "供水条例（2023年修订）")


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
        for words, title in zip(asked, EDITIONS, strict=True)
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
