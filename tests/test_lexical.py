"""tantivy's scores are BM25's, computed here from the formula in plain Python."""

import itertools
import math
import os
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.lexical import SECTION_WEIGHT, LexicalIndex, write

Rows = list[tuple[int, list[str], list[str]]]
K1, B = 1.2, 0.75  # the usual constants, which tantivy documents
EXACT = 40  # terms; tantivy writes lengths up to here exactly, longer ones in steps of 5 to 12 %

WORDS = ["长春", "科技", "创新", "学位", "岗位", "60", "gdp", "绿地"]
terms = st.lists(st.sampled_from(WORDS), max_size=EXACT)
corpora = st.lists(st.tuples(terms, st.lists(st.sampled_from(WORDS), max_size=6)), max_size=12).map(
    lambda texts: [(7 * number + 3, *text) for number, text in enumerate(texts)]
)
questions = st.lists(st.sampled_from([*WORDS, "从未出现"]), max_size=8)


def idf(term: str, field: list[list[str]]) -> float:
    holding = sum(term in text for text in field)
    return math.log(1 + (len(field) - holding + 0.5) / (holding + 0.5))


def bm25(question: list[str], text: list[str], field: list[list[str]]) -> float:
    """Robertson and Zaragoza 2009, eq. 3.15, with the idf that is never negative."""
    average = sum(map(len, field)) / len(field)
    counts = Counter(text)
    return sum(
        idf(term, field)
        * counts[term]
        * (K1 + 1)
        / (counts[term] + K1 * (1 - B + B * len(text) / average))
        for term in question
        if term in counts
    )


def expected(question: list[str], rows: Rows) -> dict[int, float]:
    texts, sections = [text for _, text, _ in rows], [section for _, _, section in rows]
    return {
        number: bm25(question, text, texts) + SECTION_WEIGHT * bm25(question, section, sections)
        for number, text, section in rows
        if set(question) & {*text, *section}
    }


def opened(tmp_path_factory: pytest.TempPathFactory, rows: Rows) -> LexicalIndex:
    folder = tmp_path_factory.mktemp("lexical") / "index"
    write(folder, rows)
    return LexicalIndex([folder])


@settings(max_examples=30)  # each writes an index
@given(rows=corpora, question=questions)
def test_scores_are_those_of_the_formula_and_only_matching_passages_come(
    tmp_path_factory: pytest.TempPathFactory, rows: Rows, question: list[str]
) -> None:
    found = opened(tmp_path_factory, rows).search(question, 100)
    assert dict(found) == pytest.approx(expected(question, rows), rel=1e-4)
    assert len(dict(found)) == len(found)
    assert [score for _, score in found] == sorted((score for _, score in found), reverse=True)


@settings(max_examples=30)  # each writes an index
@given(rows=corpora, question=questions, limit=st.integers(1, 5))
def test_a_limit_gives_the_best(
    tmp_path_factory: pytest.TempPathFactory, rows: Rows, question: list[str], limit: int
) -> None:
    found = opened(tmp_path_factory, rows).search(question, limit)
    best = sorted(expected(question, rows).values(), reverse=True)[:limit]
    assert [score for _, score in found] == pytest.approx(best, rel=1e-4)


@settings(max_examples=30)  # each writes an index
@given(rows=corpora, question=questions)
def test_the_weight_of_a_question_is_the_sum_of_its_idf(
    tmp_path_factory: pytest.TempPathFactory, rows: Rows, question: list[str]
) -> None:
    texts = [text for _, text, _ in rows]
    weight = sum(opened(tmp_path_factory, rows).rarity(question))
    assert weight == pytest.approx(sum(idf(term, texts) for term in question))


def test_the_weight_is_the_score_of_an_average_passage_that_holds_every_term_once(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    index = opened(tmp_path_factory, [(1, WORDS[:4], []), (2, WORDS[4:], []), (3, WORDS[2:6], [])])
    ((number, score), *_) = index.search(WORDS[:4], 3)
    assert (number, score) == (1, pytest.approx(sum(index.rarity(WORDS[:4]))))


def test_long_passages_come_in_the_order_of_the_formula(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    rows: Rows = []
    for number in range(60):
        filler = [f"词{at % 17}" for at in range(50 + 37 * number % 400)]
        rows.append((number, ["学位"] * (1 + number % 7) + filler, []))
    found = opened(tmp_path_factory, rows).search(["学位", "词3"], 60)
    scores = expected(["学位", "词3"], rows)
    assert dict(found) == pytest.approx(scores, rel=0.06)
    ranked = [scores[number] for number, _ in found]
    # One byte of length moves neighbours, never passages that are clearly apart.
    assert all(first > 0.94 * second for first, second in itertools.pairwise(ranked))


@pytest.mark.parametrize("question", [[], ["从未出现"]])
def test_a_question_without_known_terms_finds_nothing(
    tmp_path_factory: pytest.TempPathFactory, question: list[str]
) -> None:
    assert opened(tmp_path_factory, [(1, ["学位"], ["民生"])]).search(question, 5) == []


def test_an_empty_index_finds_nothing(tmp_path_factory: pytest.TempPathFactory) -> None:
    index = opened(tmp_path_factory, [])
    assert index.search(["学位"], 5) == []
    assert opened(tmp_path_factory, [(1, [], [])]).search(["学位"], 5) == []


def test_terms_mean_nothing_but_themselves(tmp_path_factory: pytest.TempPathFactory) -> None:
    rows: Rows = [(1, ["and", "or", "*", "a:b", '"', "text:x"], []), (2, ["b"], [])]
    index = opened(tmp_path_factory, rows)
    for term in ["and", "*", "a:b", '"', "text:x"]:
        assert [number for number, _ in index.search([term], 5)] == [1]


def test_a_very_long_term_harms_nothing(tmp_path_factory: pytest.TempPathFactory) -> None:
    index = opened(tmp_path_factory, [(1, ["a" * 100_000, "学位"], []), (2, ["岗位"], [])])
    assert [number for number, _ in index.search(["学位", "a" * 100_000], 5)] == [1]


def test_a_folder_that_may_not_be_written_is_read_and_left_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "index", [(1, ["学位"], []), (2, ["岗位"], [])])
    for path in (tmp_path / "index").glob(".*.lock"):
        path.unlink()
    before = sorted((tmp_path / "index").iterdir())
    monkeypatch.setattr(os, "access", lambda *_: False)  # root may write anywhere
    index = LexicalIndex([tmp_path / "index"])
    assert [number for number, _ in index.search(["岗位"], 5)] == [2]
    assert sorted((tmp_path / "index").iterdir()) == before


def test_the_index_can_be_searched_while_its_folder_goes(tmp_path: Path) -> None:
    write(tmp_path / "index", [(1, ["学位"], []), (2, ["岗位"], [])])
    index = LexicalIndex([tmp_path / "index"])
    for path in (tmp_path / "index").iterdir():
        path.unlink()
    assert [number for number, _ in index.search(["岗位"], 5)] == [2]
