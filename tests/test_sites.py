"""Of districts and sites of a kind, what is said of one is not said of another, whatever they are called."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat.refusing.sites import of_another_site

NAME = st.sampled_from(["青枫", "白石", "云桥", "南浦", "凤栖"])
KIND = st.sampled_from(["区", "院区", "校区", "厂区", "分公司", "支行"])


@given(NAME, NAME, KIND)
def test_another_of_the_kind_is_another_one(one: str, other: str, kind: str) -> None:
    question, sentence = f"{one}{kind}投资多少？", f"其中{other}{kind}占四成。"
    assert of_another_site(question, sentence, "") is (one != other)
    assert not of_another_site(question, sentence, f"{one}{kind}建设方案")
    assert not of_another_site(question, f"{one}、{other}两{kind}各占四成。", "")


@pytest.mark.parametrize(
    ("question", "sentence", "another"),
    [
        ("东院区几点停诊？", "西院区17:00停诊。", True),
        ("医院东院区几点停诊？", "总院和东院区17:00停诊，西院区不停诊。", False),
        ("青枫院区投资多少？", "总投资7.8亿元。", False),
        ("小区有多少户？", "青枫区有800户。", False),
        ("青枫区有多少小区？", "老旧小区38个，山区、开发区除外。", False),
        ("青枫区多大？", "市区面积120平方公里。", False),
        ("两年来区里修了多少路？", "青枫区修路17公里。", False),
        ("青枫区的人去哪里接种？", "在白石区疾控中心接种。", False),
        ("保护区面积多少？", "其中缓冲区10公顷。", False),
        ("青枫区补贴多少？", "白石区补500元，其他区补300元。", False),
    ],
)
def test_only_names_tell_one_from_another(question: str, sentence: str, another: bool) -> None:
    assert of_another_site(question, sentence, "") is another
