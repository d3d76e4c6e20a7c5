"""Questions made from articles ask what one sentence names and another one answers."""

import random

import pytest

from index.pieces import read_tokenizer
from index.segment import default_segmenter
from ingest.normalize import fold
from ingest.types import Document
from training.made_questions import ALIKE, ASKS, made, named
from training.reading_data import TITLE, Item, Lines, lines, scenario

TITLE_LINE = "长春今年新增学位3.5万个"
TEXT = (
    "记者从市教育局获悉，今年全市新建、改扩建中小学校70所，可增加学位3.5万个，入学难有望缓解。"
    "工程于3月15日开工建设，建设单位倒排工期。"
    "据了解，3月15日当天共有12所学校的建设单位进场，开工仪式在净月区举行。"
    "市长王海涛出席开工仪式并讲话。"
    "王海涛要求，各部门要做好学校建设的要素保障。"
    "去年全市新增学位2.1万个，建成学校41所。"
)


@pytest.fixture(scope="module")
def read() -> tuple[list[Item], list[Lines]]:
    tokenizer = read_tokenizer()
    found = lines([Document("a", TITLE_LINE, TEXT, TEXT.encode(), "utf-8")], tokenizer)
    every = [
        one
        for seed in range(12)
        for one in made(
            fold(TITLE_LINE),
            range(len(found)),
            found,
            default_segmenter(),
            tokenizer,
            random.Random(seed),
            6,
        )
    ]
    assert every
    return every, found


def answer(item: Item) -> str:
    return fold(TEXT[item.answer.start : item.answer.end])


def test_what_is_asked_for_stands_in_the_sentence_that_answers_and_not_in_the_question(
    read: tuple[list[Item], list[Lines]],
) -> None:
    every, found = read
    for item in every:
        assert answer(item) in found[item.passage].texts[item.sentence]
        assert answer(item) not in item.text


def test_a_question_asks_with_a_word_of_its_kind(read: tuple[list[Item], list[Lines]]) -> None:
    asks = {ask.replace("{}", "") for kind in ASKS.values() for ask in kind}
    assert all(any(ask in item.text for ask in asks) for item in read[0])


def test_no_sentence_that_also_names_it_counts_as_wrong(
    read: tuple[list[Item], list[Lines]],
) -> None:
    every, found = read
    for item in every:
        assert all(answer(item) not in found[p].texts[s] for p, s in item.near)


def test_the_sentence_that_asks_is_not_read(read: tuple[list[Item], list[Lines]]) -> None:
    every, found = read
    hidden = [one for one in every if one.hidden]
    assert hidden
    for item in hidden:
        for seed in range(4):
            for one in scenario(item, found, 2, random.Random(seed)):
                assert not {(one.passage, place) for place in one.inside} & item.hidden
                if TITLE in item.hidden:
                    assert one.ids[1 + len(item.question) + 1] == 2  # an empty heading ends at once


def test_a_question_is_about_what_its_answer_is_about(
    read: tuple[list[Item], list[Lines]],
) -> None:
    every, found = read
    for item in every:
        sentence = found[item.passage].texts[item.sentence]
        pairs = {item.text[at : at + 2] for at in range(len(item.text) - 1)}
        assert sum(pair in sentence for pair in pairs) / len(pairs) >= ALIKE[0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("增速达12%以上", [("12%以上", "percent")]),
        ("在北京举行", [("北京", "ns")]),
        ("北京市民很多", []),
        ("《长春日报》刊发", [("长春日报", "name")]),
        ("今天(10月4日)通报", []),
    ],
)
def test_named_are_numbers_days_and_names_that_can_be_asked_for(
    text: str, expected: list[tuple[str, str]]
) -> None:
    words = default_segmenter().tagged(text)
    assert [(text[one.start : one.end], one.kind) for one in named(text, words)] == expected
