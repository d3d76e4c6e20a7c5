"""What joins paragraphs is trained on pages that are torn as print tears them, and counted rightly."""

import random
from collections import Counter

import pytest

from ingest.seams import Grams, hashed
from training import train_seams
from training.train_seams import Page, count, pages, scored, with_the_next

SPOKEN = "一二三四五六七八九十" * 4
ARTICLES = [
    {
        "title": f"标题{n}",
        "text": "\n".join(f"第{n}篇的第{k}段，讲{SPOKEN}的事情。" for k in range(5)),
    }
    for n in range(8)
]


@pytest.fixture(scope="module")
def made() -> list[Page]:
    return pages(ARTICLES, 40, random.Random(1))


def test_runs_are_counted_as_a_counter_counts_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(train_seams, "LEAST", (1, 1, 1))
    text = "长春长春市长春新增学位长"
    keys, counts, total = count([text])
    found = dict(zip(keys.tolist(), counts.tolist(), strict=True))
    for length in (1, 2, 3):
        runs = Counter(text[at : at + length] for at in range(len(text) - length + 1))
        for run, times in runs.items():
            assert 2 ** (found[hashed(run)] / 8) == pytest.approx(times, rel=0.05)
    assert total == len(text)
    assert Grams(keys, counts, total).chance("长", "春") > Grams(keys, counts, total).chance(
        "长", "市"
    )


def test_what_is_to_be_joined_was_one_paragraph(made: list[Page]) -> None:
    whole = {part for one in ARTICLES for part in one["text"].split("\n")}
    joined = [fragments[a].text + fragments[b].text for fragments, pairs in made for a, b in pairs]
    assert len(joined) > 20
    assert set(joined) <= whole


def test_some_tears_have_lost_their_rest(made: list[Page]) -> None:
    is_open = sum(one.is_open for fragments, _ in made for one in fragments)
    assert is_open > sum(len(pairs) for _, pairs in made) > 0


def test_precision_and_recall_are_of_joins_and_of_tears() -> None:
    assert scored([[(0, 1), (2, 3)], []], [{(0, 1)}, {(4, 5)}]) == (0.5, 0.5)
    assert scored([[]], [set()]) == (0.0, 0.0)


def test_the_baseline_joins_each_open_end_with_the_next(made: list[Page]) -> None:
    for fragments, _ in made:
        for a, b in with_the_next(fragments):
            assert b == a + 1
            assert fragments[a].is_open
