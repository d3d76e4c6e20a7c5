"""Questions written to news teach what they say, and those that are kept for measuring teach nothing."""

import json
import random
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
import zstandard
from networks import tiny_tokenizer

from chat.command.evaluate import read_questions
from ingest.normalize import fold
from ingest.passages import passages
from ingest.types import Span
from training.reading_data import UNKNOWN_WORDS, Item, Lines, lines, scenario
from training.written_questions import (
    INVENTED,
    KINDS,
    PAGE,
    PAPER,
    PARTS,
    Written,
    article,
    documents,
    pages,
    written,
    written_items,
)

TEXTS = [
    "长春在这一年里给要上学的孩子们一共新增学位60个。新增的学位60个都在长春。堵车的路段常常会有拥堵。长春想了办法来缓解拥堵。到了春天还有一次大堵车。",
    "拥堵在长春的每一条路上，天天都有，大家都知道。学位一共有60个给学生。春天里的长春也是有学位。堵车的事情今天就没有了。",
]
EVERY = [one for part in PARTS for one in written(part)]
ARTICLES = [article("长春", text) for text in TEXTS]


def asked(kind: str, question: str, number: int, *sentences: str, answer: str = "") -> Written:
    text = ARTICLES[number].text
    spans = tuple(Span(text.index(one), text.index(one) + len(one)) for one in sentences)
    start = text.index(answer, spans[0].start) if answer else 0
    words = Span(start, start + len(answer)) if answer else None
    return Written("taught", kind, question, ARTICLES[number].id, spans, words)


ASKED = [
    asked(
        "other",
        "能上学的有多少?",
        0,
        "长春在这一年里给要上学的孩子们一共新增学位60个。",
        "新增的学位60个都在长春。",
        answer="60个",
    ),
    asked("word", "缓解拥堵", 0, "长春想了办法来缓解拥堵。", answer="缓解拥堵"),
    asked("near", "哪一年春天堵车?", 0, "到了春天还有一次大堵车。"),
    asked("own", "拥堵在哪里?", 1, "拥堵在长春的每一条路上，天天都有，大家都知道。", answer="长春"),
]


@pytest.fixture(scope="module")
def prepared() -> tuple[dict[str, list[Item]], list[Lines]]:
    found = lines(ARTICLES, tiny_tokenizer())
    rng = np.random.default_rng(1)
    vectors = rng.normal(size=(sum(len(one.sentences) for one in found), 8)).astype(np.float32)
    queries = rng.normal(size=(len(ASKED), 8)).astype(np.float32)
    return written_items(ASKED, found, tiny_tokenizer(), vectors, queries), found


def test_every_kept_question_has_its_sentences_and_none_is_of_the_gold_questions() -> None:
    kept = EVERY
    assert {one.kind for one in kept} == set(KINDS)
    assert len({(one.document, one.question) for one in kept}) == len(kept)
    for one in kept:
        assert one.question.strip() == one.question
        if one.answer is not None:
            first = one.sentences[0]
            assert first.start <= one.answer.start < one.answer.end <= first.end
    gold = {fold(one.question) for one in read_questions(Path("corpus/questions.jsonl"))}
    assert not gold & {fold(one.question) for one in kept}


def test_no_article_teaches_and_measures() -> None:
    parts: dict[str, set[str]] = {}
    for one in EVERY:
        parts.setdefault(one.document, set()).add(one.part)
    assert all(len(one) == 1 for one in parts.values())
    counts = Counter(part for (part,) in parts.values())
    assert min(counts[part] for part in PARTS) > 50


def test_a_line_that_is_no_question_is_refused(tmp_path: Path) -> None:
    good = {
        "part": "taught",
        "document": "a",
        "kind": "near",
        "question": "q",
        "sentences": [[0, 3]],
        "answer": None,
    }
    path = tmp_path / "written.jsonl"
    path.write_text(json.dumps(good), "utf-8")
    assert [one.question for one in written("taught", path)] == ["q"]
    assert written("judged", path) == []
    for wrong in ({"answer": [0, 2]}, {"part": "all"}, {"kind": "far"}, {"sentences": []}):
        path.write_text(json.dumps(good | wrong), "utf-8")
        with pytest.raises(ValueError, match="expected a question"):
            written("taught", path)


def test_articles_are_found_again_by_their_text_and_a_missing_one_is_told(tmp_path: Path) -> None:
    (tmp_path / "text").mkdir()
    rows = [
        {"title": "长春", "text": f"{TEXTS[0]}\n\n[查看原文](a)"},
        {"title": "", "text": "别的。"},
    ]
    packed = "".join(json.dumps(row) + "\n" for row in rows).encode()
    for name in ("news", "broadcast", "laws"):
        file = tmp_path / "text" / f"{name}.jsonl.zst"
        file.write_bytes(zstandard.ZstdCompressor().compress(packed))
    assert documents(tmp_path, ASKED[:3]) == {ARTICLES[0].id: ARTICLES[0]}
    with pytest.raises(ValueError, match="expected 2 articles"):
        documents(tmp_path, ASKED)


def test_what_is_not_said_has_an_answer_in_no_excerpt(
    prepared: tuple[dict[str, list[Item]], list[Lines]],
) -> None:
    made, found = prepared
    (item,) = made["near"]
    examples = [e for seed in range(60) for e in scenario(item, found, 2, random.Random(seed))]
    assert examples
    assert all(one.right == () and one.span == (0, 0) for one in examples)


def test_another_sentence_that_answers_is_right_too_and_its_words_are_not_known(
    prepared: tuple[dict[str, list[Item]], list[Lines]],
) -> None:
    made, found = prepared
    (item,) = made["other"]
    other = next(
        at for at, text in enumerate(found[0].texts) if text == fold("新增的学位60个都在长春。")
    )
    assert item.also == {(0, other)}
    assert (0, other) not in item.near
    seen = set()
    for seed in range(200):
        for one in scenario(item, found, 2, random.Random(seed)):
            right = {(one.passage, one.inside[at]) for at in one.right}
            assert right <= {(item.passage, item.sentence), (0, other)}
            assert ((0, other) in right) == (one.passage == 0 and other in one.inside)
            assert one.each
            seen.add((len(right), one.span == UNKNOWN_WORDS))
    assert (2, False) in seen


def test_a_keyword_counts_as_asked_in_own_words_and_wrong_sentences_come_from_the_page(
    prepared: tuple[dict[str, list[Item]], list[Lines]],
) -> None:
    made, found = prepared
    assert [one.text for one in made["own"]] == ["缓解拥堵", fold("拥堵在哪里?")]
    count = sum(len(one.sentences) for one in found)
    assert len(made["own"][0].near) == count - 1


def test_a_page_has_eight_articles_and_each_article_a_page() -> None:
    many = [
        Written("taught", "near", "q", f"{n:04x}", (Span(0, 1),), None) for n in range(2 * PAGE + 3)
    ]
    made = pages([*many, *many])
    assert [len(one) for one in made] == [PAGE, PAGE, 3]
    assert sorted(name for one in made for name in one) == [one.document for one in many]


def test_only_a_sentence_of_the_own_article_that_is_named_answers() -> None:
    own, other = (passages(one)[0] for one in ARTICLES)
    answered = [ASKED[0].answered_by(own.document_id, one) for one in own.sentences]
    assert answered == [True, True, False, False, False]
    assert not any(ASKED[0].answered_by(other.document_id, one) for one in other.sentences)
    assert not any(ASKED[2].answered_by(own.document_id, one) for one in own.sentences)


def test_every_document_written_for_this_is_read_as_when_it_was_asked_about(tmp_path: Path) -> None:
    asked = [one for one in EVERY if one.document.startswith(PAPER)]
    (tmp_path / "text").mkdir()
    for name in ("news", "broadcast", "laws"):
        packed = zstandard.ZstdCompressor().compress(b"")
        (tmp_path / "text" / f"{name}.jsonl.zst").write_bytes(packed)
    known = documents(tmp_path, asked)
    lines_of = INVENTED.read_text("utf-8").splitlines()
    assert len(known) == len(lines_of) == len({one.document for one in asked})
    for one in asked:
        text = known[one.document].text
        assert all(text[span.start : span.end].strip() for span in one.sentences)
        whole = {spans for passage in passages(known[one.document]) for spans in passage.sentences}
        assert all(any(span == merged(spans) for spans in whole) for span in one.sentences)


def merged(spans: tuple[Span, ...]) -> Span:
    return Span(spans[0].start, spans[-1].end)


def test_papers_share_no_page_with_articles() -> None:
    names = [*(f"{n:04x}" for n in range(PAGE + 1)), *(f"{PAPER}{n:04x}" for n in range(2))]
    made = pages(Written("taught", "near", "q", name, (Span(0, 1),), None) for name in names)
    assert [len(one) for one in made] == [PAGE, 1, 2]
