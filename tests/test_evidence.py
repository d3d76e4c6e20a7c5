"""What is read is the likeliest, each sentence once; what is emphasised stands in the sentence."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from conftest import NEWS, PairEncoder, text_document

from chat.ranking.candidates import candidates
from chat.ranking.evidence import (
    BESIDE,
    DOUBT,
    FEWEST,
    FOUND_BESIDE_MET,
    MET,
    MOST,
    READ,
    EvidenceRanker,
)
from chat.ranking.judge import NAMES, Judge
from chat.ranking.meeting import Meeting
from chat.ranking.reading import Cut, Excerpt, Reading, ReadingModel
from index.build import build
from index.library import Library
from index.segment import Segmenter
from ingest.normalize import fold

BY_MARGIN = Judge(dict.fromkeys(NAMES, ((0.0, 0.0),)) | {"margin": ((-9.0, -9.0), (9.0, 9.0))}, 0.0)


def judge_of(chance: float) -> Judge:
    """One that finds every sentence as probable."""
    return Judge(dict.fromkeys(NAMES, ((0.0, 0.0),)), math.log(chance / (1 - chance)) + 1e-9)


@dataclass
class CountingReader:
    """Answers by how many of the question's pieces stand in a sentence, and counts what it reads."""

    model: ReadingModel
    read_: list[tuple[tuple[int, ...], ...]]

    def pieces(self, text: str) -> Cut:
        return self.model.pieces(text)

    def read(self, question: Sequence[int], excerpts: Sequence[Excerpt]) -> list[Reading]:
        return [self._read(question, one) for one in excerpts]

    def _read(self, question: Sequence[int], excerpt: Excerpt) -> Reading:
        self.read_.append(tuple(map(tuple, excerpt.sentences)))
        shared = [[piece in question for piece in one] for one in excerpt.sentences]
        each = np.array([yes for one in shared for yes in one], dtype=np.float32)
        evidence = np.array([float(sum(one)) for one in shared], dtype=np.float32)
        return Reading(evidence, evidence, 0.5, each, each)


@pytest.fixture
def library(tmp_path: Path, segmenter: Segmenter) -> Iterator[Library]:
    build(tmp_path, NEWS, PairEncoder(), segmenter)
    opened = Library(tmp_path, PairEncoder(), segmenter)
    yield opened
    opened.close()


@pytest.fixture
def long_library(tmp_path: Path, segmenter: Segmenter) -> Iterator[Library]:
    """Passages of which two fill what is read first."""
    said = "区的{word}今年新增了学位，孩子们在家门口就能上学，家长们对此都表示欢迎和支持，明年还要继续办下去。"
    made = [
        text_document(
            "".join(name + said.format(word=word) for word in ("小学", "中学", "幼儿园")),
            f"{name}.txt",
        )
        for name in ("东城", "西城", "南关", "北湖", "高新", "经开")
    ]
    build(tmp_path, made, PairEncoder(), segmenter)
    opened = Library(tmp_path, PairEncoder(), segmenter)
    yield opened
    opened.close()


QUESTIONS = ["新增多少个学位？", "治理什么河", "公园绿地", "粮食安全靠什么？", "记者是谁"]


@pytest.mark.parametrize("question", QUESTIONS)
def test_at_most_so_many_pieces_are_read_and_no_sentence_comes_twice(
    library: Library, question: str
) -> None:
    reader = CountingReader(ReadingModel(), [])
    found = EvidenceRanker(library, reader, BY_MARGIN).rank(question, library.search(question, 9))
    pieces = sum(len(sentence) for excerpt in reader.read_ for sentence in excerpt)
    assert len(reader.read_) <= MOST or pieces + BESIDE * len(reader.read_) <= READ
    assert reader.read_
    places = [(one.hit.number, one.sentence) for one in found]
    assert len(places) == len(set(places))
    chances = [one.probability for one in found]
    assert chances == sorted(chances, reverse=True)


ABOUT_SCHOOLS = ["哪个区的小学新增了学位？", "家长们欢迎什么", "北湖区幼儿园"]


@pytest.mark.parametrize("question", ABOUT_SCHOOLS)
def test_more_is_read_where_it_is_in_doubt_whether_anything_answers(
    long_library: Library, question: str
) -> None:
    hits = long_library.search(question, 9)
    first, more = (CountingReader(ReadingModel(), []) for _ in range(2))
    few = EvidenceRanker(long_library, first, judge_of(DOUBT)).rank(question, hits)
    many = EvidenceRanker(long_library, more, judge_of(DOUBT - 0.001)).rank(question, hits)
    assert len(first.read_) == FEWEST
    assert len(more.read_) == MOST
    assert more.read_[: len(first.read_)] == first.read_  # what is read first is not read again
    places = [{(one.hit.number, one.sentence) for one in found} for found in (few, many)]
    assert places[0] < places[1]
    assert len(places[1]) == len(many)


@pytest.mark.parametrize("question", ABOUT_SCHOOLS)
def test_one_sentence_that_is_likely_to_answer_is_enough(
    long_library: Library, question: str
) -> None:
    hits = long_library.search(question, 9)
    reader = CountingReader(ReadingModel(), [])
    ranked = EvidenceRanker(long_library, reader, judge_of(0.9)).rank(question, hits)
    *_, second, best = sorted({one.signs.met for one in ranked})
    steep = {"met": ((second, -9.0), (best, 9.0))}
    only_best = Judge(dict.fromkeys(NAMES, ((0.0, 0.0),)) | steep, 0.0)
    chances = [
        one.probability
        for one in EvidenceRanker(long_library, reader, only_best).rank(question, hits)
    ]
    assert chances[0] > DOUBT > chances[-1]
    assert len(reader.read_) == 2 * FEWEST  # twice, and never more


@pytest.mark.parametrize("question", QUESTIONS)
def test_of_the_likeliest_candidates_the_one_that_meets_the_question_best_is_read(
    library: Library, question: str
) -> None:
    hits = library.search(question, 9)
    likely = candidates(question, hits, library)[:MET]
    meeting = Meeting(library.encoder)
    marks = [meeting.met(question, [o.text])[0] + FOUND_BESIDE_MET * o.found for o in likely]
    best = likely[marks.index(max(marks))]
    found = EvidenceRanker(library, CountingReader(ReadingModel(), []), BY_MARGIN)
    read = {(one.hit.number, one.sentence) for one in found.rank(question, hits)}
    assert (best.hit.number, best.place) in read


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_sentence_of_the_hits_is_a_candidate_once(library: Library, question: str) -> None:
    hits = library.search(question, 9)
    found = candidates(question, hits, library)
    wanted = {(hit.number, at) for hit in hits for at in range(len(hit.passage.sentences))}
    assert {(one.hit.number, one.place) for one in found} == wanted
    assert len(found) == len(wanted)
    assert all(0 <= one.covered <= 1 + 1e-9 and one.found <= 0 for one in found)


def test_emphasised_words_are_the_documents_inside_the_sentence(library: Library) -> None:
    question = "新增多少个学位？"
    hits = library.search(question, 9)
    for one in EvidenceRanker(library, ReadingModel(), BY_MARGIN).rank(question, hits):
        text = library.document(one.hit.passage.document_id).text
        spans = one.hit.passage.sentences[one.sentence]
        asked = one.asked_for(question, library.segmenter)
        assert asked
        assert all(any(s.start <= a.start < a.end <= s.end for s in spans) for a in asked)
        assert fold("".join(text[a.start : a.end] for a in asked)) in one.text


def test_no_hits_give_no_evidence(library: Library) -> None:
    assert EvidenceRanker(library, ReadingModel(), BY_MARGIN).rank("学位", []) == []
