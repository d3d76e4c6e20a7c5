"""What one body punished is not what another one did."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat.refusing.bodies import of_another_body

BODY = st.sampled_from(["税务局", "消防支队", "证监会", "法院", "海关"])
DONE = st.sampled_from(["处以罚款18万元", "立案调查", "通报批评"])


@given(BODY, DONE)
def test_a_body_does_what_it_did_and_not_what_another_did(body: str, done: str) -> None:
    question = f"{body}罚了公司多少钱？"
    assert of_another_body(question, f"公司被市生态环境局{done}。")
    assert not of_another_body(question, f"公司被市{body}{done}。")
    assert not of_another_body(question, f"公司因积水{done}。")


@pytest.mark.parametrize(
    ("question", "sentence", "another"),
    [
        ("公司被证监会处罚过什么？", "公司被市生态环境局处以罚款18万元。", True),
        ("环保局罚了多少？", "公司被市生态环境局处以罚款18万元。", False),
        ("交警罚了多少？", "被公安局交通警察支队罚款200元。", False),
        ("公司被罚了多少？", "公司被市生态环境局处以罚款18万元。", False),
        ("税务局在哪里？", "公司被市生态环境局处以罚款18万元。", False),
    ],
)
def test_only_who_punishes_is_told_apart(question: str, sentence: str, another: bool) -> None:
    assert of_another_body(question, sentence) is another
