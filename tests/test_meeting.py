"""Each piece of a question finds its nearest piece of a sentence, whatever was compared before."""

import numpy as np
import pytest
from encoders import PairEncoder
from hypothesis import given, settings
from hypothesis import strategies as st

import chat.meeting
from chat.meeting import Meeting
from index.encode import BundledEncoder
from ingest.normalize import fold

SENTENCES = ["优化路网,治理交通拥堵。", "新建70所中小学。", "推进反腐败斗争。", "53%的企业", ""]
QUESTION = "怎样缓解堵车？"


@pytest.fixture(scope="module")
def encoder() -> BundledEncoder:
    return BundledEncoder()


def test_it_is_the_mean_of_the_largest_cosines(encoder: BundledEncoder) -> None:
    found = Meeting(encoder).met(QUESTION, SENTENCES)
    asked = encoder.query_pieces(fold(QUESTION))
    for one, text in zip(found, SENTENCES, strict=True):
        (rows,) = encoder.passage_pieces([text])
        largest = [max((float(np.dot(a, b)) for b in rows), default=0.0) for a in asked]
        assert one == pytest.approx(sum(largest) / len(largest), abs=1e-5)


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
    monkeypatch.setattr(chat.meeting, "_KEPT", 2)
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
        own = len(encoder.tokenizer.encode(text).ids)
        assert own - 1 <= len(encoder.query_pieces(text)) <= own


def test_another_models_library_is_met_with_the_bundled_one(encoder: BundledEncoder) -> None:
    other = Meeting(PairEncoder()).met(QUESTION, SENTENCES)
    assert other == Meeting(encoder).met(QUESTION, SENTENCES)
