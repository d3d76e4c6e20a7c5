"""What one party of a contract does is not answered with what follows where another one does it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat.refusing.able import is_able
from chat.refusing.parties import _PARTIES, of_another_party
from index.segment import Segmenter
from ingest.normalize import fold

NAMES = [[one.split("|")[0] for one in parties[:2]] for parties in _PARTIES]
PAIRS = st.sampled_from(NAMES).flatmap(st.permutations)


@given(PAIRS, st.sampled_from(["逾期交货", "擅自转让", "逾期付款"]))
def test_the_party_that_acts_is_the_one_that_is_asked_about(pair: list[str], act: str) -> None:
    one, other = pair
    question = f"{one}{act}怎么办？"
    assert of_another_party(question, f"{other}{act}的，应向{one}支付违约金。")
    assert of_another_party(question, f"{other}{act}的，按日计罚；超过30日的，{one}有权解除合同。")
    assert not of_another_party(question, f"{one}{act}的，应向{other}支付违约金。")
    assert not of_another_party(question, f"{other}或{one}{act}的，任何一方{act}的，支付违约金。")
    assert not of_another_party(question, "逾期的，支付违约金。")


@given(PAIRS, st.sampled_from(["逾期", "拒绝", "擅自"]))
def test_a_fault_is_not_another_that_begins_alike(pair: list[str], way: str) -> None:
    one, other = pair
    for who in pair:
        assert of_another_party(f"{one}{way}交货怎么办？", f"{who}{way}付款的，支付违约金。")
    assert not of_another_party(f"{one}{way}支付货款怎么办？", f"{one}{way}付款的，支付违约金。")
    said = f"{other}{way}付款的，支付违约金；{one}{way}交货的，加倍。"
    assert not of_another_party(f"{one}{way}交货怎么办？", said)


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("甲方什么时候付款？", "乙方交货后，甲方在10日内付款。"),
        ("甲方能得到多少违约金？", "乙方逾期交货的，应向甲方支付违约金5%。"),
        ("甲方能解除合同吗？", "乙方逾期超过30日的，甲方有权解除合同。"),
        ("甲方付款后乙方几天发货？", "乙方在甲方付款后7日内发货。"),
        ("甲方的付款比例是多少？", "乙方开票后付款，比例为30%。"),
    ],
)
def test_a_sentence_on_what_the_asked_party_does_or_gets_is_kept(
    question: str, sentence: str
) -> None:
    assert not of_another_party(question, sentence)


def test_what_stands_before_a_semicolon_says_whom_the_rest_is_about() -> None:
    begun, rest = "乙方逾期交货的，按日计罚；", "逾期超过30日的，可以解除合同。"
    assert of_another_party("甲方逾期交货怎么办？", rest, [begun])
    assert not of_another_party("乙方逾期交货怎么办？", rest, [begun])
    assert not of_another_party("甲方逾期交货怎么办？", rest, [begun.replace("；", "。")])


def test_the_rule_is_one_of_those_that_take_an_answer_away() -> None:
    sentence = fold("乙方逾期交货的，应向甲方支付违约金。")
    assert not is_able("甲方逾期交货怎么办？", sentence, "合同", "", Segmenter())
    assert is_able("乙方逾期交货怎么办？", sentence, "合同", "", Segmenter())
