"""A word that only sounds right is read as the documents spell it, and only where nothing else answers."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat.asking.respell import MOST, respellings
from index.segment import default_segmenter
from ingest.normalize import fold

DOCUMENT = "长春市新增学位10万个，民营经济占比达到53%以上，地铁6号线开通。"
TERMS = set(default_segmenter().terms(DOCUMENT)) | set(default_segmenter().words(DOCUMENT))


def known(terms: Sequence[str]) -> list[bool]:
    return [term in TERMS for term in terms]


def spelt(question: str) -> list[str]:
    return respellings(question, default_segmenter(), known)


def test_a_word_of_the_same_sound_is_found() -> None:
    assert spelt("常春市新增多少学位？") == ["长春市新增多少学位？"]
    assert spelt("会新增多少学味？") == ["会新增多少学位？"]


def test_sounds_that_speakers_mix_up_count_as_the_same() -> None:
    assert spelt("名营经济占比是多少？") == ["民营经济占比是多少？"]


def test_words_that_stand_in_the_documents_are_left_alone() -> None:
    assert spelt("长春市新增多少学位？") == []


def test_what_sounds_like_no_word_of_the_documents_is_left_alone() -> None:
    assert spelt("今天天气怎么样？") == []


def test_a_word_of_the_dictionary_is_taken_for_another_only_in_the_same_tones() -> None:
    def holds(word: str) -> list[str]:
        terms = [word]
        return respellings(
            "失业率是多少？", default_segmenter(), lambda all_: [t in terms for t in all_]
        )

    assert holds("事业") == []
    assert spelt("角色是什么？") == []


def test_words_that_are_spelt_right_are_not_cut_up_for_others() -> None:
    everything = default_segmenter()
    assert (
        respellings("政府打算做什么？", everything, lambda terms: [t == "算做" for t in terms])
        == []
    )


def test_the_question_word_is_never_respelt() -> None:
    assert respellings("多少？", default_segmenter(), lambda terms: [True] * len(terms)) == []


@given(st.text(alphabet="长常春市学位味新增多少民名营经济地铁线？ab1 ", max_size=14))
def test_a_respelling_differs_in_one_word_that_the_documents_hold(question: str) -> None:
    others = spelt(question)
    assert len(others) <= MOST
    for other in others:
        assert len(other) == len(question)
        changed = [at for at, (a, b) in enumerate(zip(question, other, strict=True)) if a != b]
        assert 1 <= len(changed) <= 2 and changed[-1] - changed[0] <= 1
        assert any(
            fold(other)[at : at + 2] in TERMS
            for at in range(max(0, changed[0] - 1), changed[-1] + 1)
        )


def test_a_word_is_not_taken_for_two_characters_that_are_none() -> None:
    stands = {"对服", "长春"}
    question = "骗人钱财的团伙怎么对付？"
    found = respellings(question, default_segmenter(), lambda all_: [t in stands for t in all_])
    assert found == []


@pytest.mark.parametrize("cited", ["第三十四条第（二）项", "第十条之一", "第2款", "第二项"])
def test_a_provision_is_never_respelt(cited: str) -> None:
    assert (
        respellings(f"{cited}是什么？", default_segmenter(), lambda terms: [True for _ in terms])
        == []
    )
    found = respellings(
        f"{cited}怎么按排？", default_segmenter(), lambda terms: [t == "安排" for t in terms]
    )
    assert all(cited in one for one in found)


@pytest.mark.parametrize("counted", ["一期", "三期", "二批", "十项"])
def test_a_number_and_what_it_counts_are_never_respelt(counted: str) -> None:
    found = respellings(
        f"工程{counted}投资？", default_segmenter(), lambda ts: [t != counted for t in ts]
    )
    assert all(counted in one for one in found)


@pytest.mark.parametrize(
    ("question", "alike"),
    [
        ("车祸能报医保吗？", "台报"),
        ("住院花了8000元报多少？", "院报"),
        ("学费最少的是哪个专业？", "提示"),
        ("转学要交什么材料？", "校交"),
    ],
)
def test_two_words_of_which_one_only_binds_are_no_word_typed_wrong(
    question: str, alike: str
) -> None:
    found = respellings(question, default_segmenter(), lambda ts: [t == alike for t in ts])
    assert found == []
