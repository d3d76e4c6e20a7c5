"""Of several offices the asked one's holder is emphasised, and who held it before is not who holds it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat.ranking.emphasis import emphasised, wanted
from chat.ranking.offices import OFFICES, holder, of_another_office
from chat.refusing.contrast import of_another_kind
from index.segment import default_segmenter
from ingest.normalize import fold

SEGMENTER = default_segmenter()
NAMES = ["王建国", "李敏", "赵强", "陈玉兰"]
BODIES = st.lists(
    st.sampled_from(["宣传", "督查", "后勤", "竞赛", "保障", "联络"]),
    min_size=2,
    max_size=2,
    unique=True,
)
MARKS = st.sampled_from([("：", ""), ("为", ""), ("由", "担任"), ("由", "兼任")])


@given(
    BODIES,
    st.sampled_from(OFFICES),
    MARKS,
    st.sampled_from("，；"),
    st.integers(0, 3),
    st.sampled_from(["{}是谁？", "谁是{}？", "{}由谁担任？"]),
    st.tuples(st.integers(0, 30), st.integers(0, 30)).map(sorted),
)
def test_of_several_offices_the_asked_ones_holder_is_emphasised_whatever_the_reader_sees(
    bodies: list[str],
    office: str,
    marks: tuple[str, str],
    comma: str,
    at: int,
    form: str,
    seen: list[int],
) -> None:
    labels = [f"{bodies[0]}{office}", f"副{office}", f"{bodies[1]}{office}", f"副{office}"]
    asked = [labels[0], f"{bodies[0]}副{office}", labels[2], f"{bodies[1]}副{office}"][at]
    sentence = fold(
        comma.join(
            f"{one}{marks[0]}{who}{marks[1]}" for one, who in zip(labels, NAMES, strict=True)
        )
        + "。"
    )
    wants = wanted(form.format(asked), SEGMENTER)
    start, end = emphasised(sentence, (seen[0], seen[1]), wants, SEGMENTER)
    told = sentence[start:end]
    assert told and told in NAMES[at]  # the reader may see less than a name, and never another's
    exact = holder(sentence, wants.question)
    assert exact is not None and sentence[slice(*exact)] == NAMES[at]


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("北城分公司经理是谁？", "东城分公司经理:童军,西城分公司经理:侯勇。"),
        ("中医院副院长是谁？", "县医院副院长:沈洁,中医院院长:崔浩。"),
    ],
)
def test_nobody_is_emphasised_where_only_others_hold_an_office_of_that_name(
    question: str, sentence: str
) -> None:
    wants = wanted(question, SEGMENTER)
    assert emphasised(sentence, (8, 10), wants, SEGMENTER) == (0, 0)


@pytest.mark.parametrize(
    ("question", "sentence", "another"),
    [
        ("原局长是谁？", "住建局局长为韩冰。", True),
        ("前任校长叫什么名字？", "校长为曹丽华。", True),
        ("代局长是谁？", "水利局局长彭立新出席。", True),
        ("住建局局长是谁？", "原住建局局长杜文生退休。", True),
        ("住建局局长是谁？", "前任局长杜文生调任市局。", True),
        ("原局长是谁？", "原住建局局长杜文生由现任局长韩冰接替。", False),
        ("局长是谁？", "原局长杜文生由现任局长韩冰接替。", False),
        ("原局长是谁？", "杜文生曾任局长。", False),
        ("校长是谁？", "会议原则同意校长何远的方案。", False),
        ("县长是谁？", "目前县长为何志远。", False),
        ("县长是谁？", "前三季度县长何志远三次调研。", False),
        ("主任是谁？", "原来主任是马春林。", False),
        ("1990年的局长是谁？", "原局长是杜文生,1990年任局长。", False),
        ("原局长退休了吗？", "局长为韩冰。", False),
        ("谁做了总结？", "原局长杜文生作总结。", False),
    ],
)
def test_who_held_an_office_before_is_not_who_holds_it(
    question: str, sentence: str, another: bool
) -> None:
    assert of_another_office(question, sentence) is another


@pytest.mark.parametrize("office", OFFICES)
@pytest.mark.parametrize("behind", ["期坚持节约", "江路通车"])
def test_what_only_begins_like_an_office_is_none(office: str, behind: str) -> None:
    assert not of_another_kind(f"副{office}是谁？", f"本{office}{behind}。")
    assert of_another_kind(f"副{office}是谁？", f"本{office}为李敏。")


@pytest.mark.parametrize(
    ("question", "sentence", "who"),
    [
        ("名义上加拿大总理一职由谁委任?", "名义上总理一职由加拿大总督委任。", "加拿大总督"),
        ("市图书馆的馆长是谁?", "市图书馆馆长为周文。", "周文"),
    ],
)
def test_what_stands_before_an_office_and_in_the_question_makes_it_no_other_one(
    question: str, sentence: str, who: str
) -> None:
    found = holder(fold(sentence), question)
    assert found is not None
    assert fold(sentence)[slice(*found)] == who


@given(st.sampled_from(OFFICES), st.sampled_from(["{}是谁？", "谁是年级{}？", "{}叫什么名字？"]))
def test_a_deputy_is_not_who_holds_the_office_wherever_the_sentence_names_him(
    office: str, form: str
) -> None:
    title, deputy = (
        f"出席会议的有各处室人员,{office}葛文涛。",
        f"出席会议的有各处室人员,副{office}葛文涛。",
    )
    for own, other, name in ((title, deputy, office), (deputy, title, f"副{office}")):
        question = form.format(name)
        assert of_another_office(question, other)
        assert not of_another_office(question, own)
        assert not of_another_office(question, own + other)
        assert not of_another_office(question, other, f"{name}名单")
        assert not of_another_office(f"葛文涛是{name}吗？", other)
    assert not of_another_office(f"{office}和副{office}是谁？", title)
    assert not of_another_office(f"{office}是谁？", f"正副{office}由葛文涛、李敏担任。")
