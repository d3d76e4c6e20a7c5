"""Each piece of a question finds its nearest piece of a sentence, whatever was compared before, and what
is expected of the question is taken off for all its sentences alike."""

import numpy as np
import pytest
from encoders import PairEncoder
from hypothesis import given, settings
from hypothesis import strategies as st

import chat.ranking.meeting
from chat.ranking.expectation import Expectation, read_expectation
from chat.ranking.meeting import Meeting
from index.encode import BundledEncoder
from index.pieces import read_tokenizer
from ingest.normalize import fold

SENTENCES = ["优化路网,治理交通拥堵。", "新建70所中小学。", "推进反腐败斗争。", "53%的企业", ""]
QUESTION = "怎样缓解堵车？"


@pytest.fixture(scope="module")
def encoder() -> BundledEncoder:
    return BundledEncoder()


def test_it_is_the_mean_of_the_largest_cosines_less_what_is_expected(
    encoder: BundledEncoder,
) -> None:
    expected = Expectation(np.linspace(-1, 1, 384, dtype=np.float32), 0.25)
    found = Meeting(encoder, expected).met(QUESTION, SENTENCES)
    asked = encoder.query_pieces(fold(QUESTION))
    level = sum(float(np.dot(expected.weights, one)) for one in asked) / len(asked) + 0.25
    for one, text in zip(found[:-1], SENTENCES[:-1], strict=True):
        (rows,) = encoder.passage_pieces([text])
        largest = [max(float(np.dot(a, b)) for b in rows) for a in asked]
        assert one == pytest.approx(sum(largest) / len(largest) - level, abs=1e-5)


def test_a_sentence_without_a_piece_meets_nothing(encoder: BundledEncoder) -> None:
    assert Meeting(encoder).met(QUESTION, [""]) == [-1.0]
    assert Meeting(encoder).met("", SENTENCES) == [-1.0] * len(SENTENCES)


def test_more_is_expected_of_a_question_in_a_texts_words_than_of_one_in_everyday_words(
    encoder: BundledEncoder,
) -> None:
    expected = read_expectation()
    named, plain = "《唐诗三百首》由哪个朝代的谁编选?", "老板一直拖着不给钱怎么办?"
    assert expected.of(encoder.query_pieces(named)) > expected.of(encoder.query_pieces(plain))


@settings(max_examples=15, deadline=None)
@given(st.lists(st.sampled_from(SENTENCES), max_size=8))
def test_what_was_met_before_and_beside_it_changes_nothing(texts: list[str]) -> None:
    encoder = BundledEncoder()
    warm = Meeting(encoder)
    warm.met(QUESTION, SENTENCES)
    alone = [Meeting(encoder).met(QUESTION, [text])[0] for text in texts]
    assert warm.met(QUESTION, texts) == alone


def test_only_the_sentences_met_last_are_kept(
    encoder: BundledEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chat.ranking.meeting, "_KEPT", 2)
    made: list[str] = []
    real = encoder.passage_pieces
    monkeypatch.setattr(encoder, "passage_pieces", lambda texts: made.extend(texts) or real(texts))
    meeting = Meeting(encoder)
    meeting.met(QUESTION, SENTENCES[:3])
    meeting.met(QUESTION, SENTENCES[1:3])
    assert made == SENTENCES[:3]
    meeting.met(QUESTION, SENTENCES[:1])
    assert made == [*SENTENCES[:3], SENTENCES[0]]


def test_the_pieces_of_the_prefix_are_not_the_texts(encoder: BundledEncoder) -> None:
    for text in ("怎样缓解堵车?", "53%以上", "a"):
        own = len(read_tokenizer().encode(text).ids)
        assert own - 1 <= len(encoder.query_pieces(text)) <= own


def test_another_models_library_is_met_with_the_bundled_one(encoder: BundledEncoder) -> None:
    other = Meeting(PairEncoder()).met(QUESTION, SENTENCES)
    assert other == Meeting(encoder).met(QUESTION, SENTENCES)
