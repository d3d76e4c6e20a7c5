"""Spans point into the text; quotes are cut from it and from nothing else."""

import hashlib
import itertools
import pickle
from dataclasses import FrozenInstanceError

import pytest
from conftest import text_document
from hypothesis import given
from hypothesis import strategies as st

from ingest.types import Block, BlockKind, Document, Lines, Passage, Span, merge, runs

offsets = st.sets(st.integers(0, 200), max_size=80).map(sorted)


@given(offsets)
def test_runs_hold_exactly_the_offsets_they_were_made_of(offsets: list[int]) -> None:
    found = runs(offsets)
    assert [at for span in found for at in range(span.start, span.end)] == offsets
    assert all(left.end < right.start for left, right in itertools.pairwise(found))


@given(offsets)
def test_merging_twice_changes_nothing(offsets: list[int]) -> None:
    single = [Span(offset, offset + 1) for offset in offsets]
    assert merge(merge(single)) == merge(single) == runs(offsets)


@given(
    st.lists(
        st.tuples(st.sampled_from(BlockKind), st.integers(1, 9), st.none() | st.integers(1, 6))
    )
)
def test_lines_are_the_blocks_that_are_made_one_by_one(
    lines: list[tuple[BlockKind, int, int | None]],
) -> None:
    kinds, _, levels = zip(*lines, strict=True) if lines else ((), (), ())
    starts = (0, *itertools.accumulate(length + 1 for _, length, _ in lines))
    made = Lines(kinds, starts, levels)
    wanted = tuple(
        Block(kind, (Span(start, start + length),), level)
        for (kind, length, level), start in zip(lines, starts, strict=False)
    )
    assert made == wanted
    assert wanted == made == pickle.loads(pickle.dumps(made))
    assert hash(made) == hash(wanted)
    assert len(made) == len(wanted)
    assert (made != wanted[1:]) == bool(wanted)
    for block in made:
        assert block in made
        with pytest.raises(FrozenInstanceError):
            block.level = 7


@pytest.mark.parametrize("starts", [(0, 1), (0, 4, 5), (4, 0), (-1, 3)])
def test_a_block_of_an_empty_line_is_refused(starts: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="expected lines of at least one character"):
        Lines((BlockKind.ROW,) * (len(starts) - 1), starts, (None,) * (len(starts) - 1))


@pytest.mark.parametrize(("start", "end"), [(0, 0), (3, 3), (5, 2), (-1, 4), (-3, -1)])
def test_an_empty_or_negative_span_is_refused(start: int, end: int) -> None:
    with pytest.raises(ValueError, match=f"expected 0 <= start < end, got start={start} end={end}"):
        Span(start, end)


@given(st.text(min_size=1, max_size=50), st.data())
def test_a_quote_is_a_slice_of_the_document(text: str, data: st.DataObject) -> None:
    document = Document("a", "a", text, b"", "utf-8")
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    assert document.quote([Span(start, end)]) == text[start:end]
    whole = [Span(0, start), Span(start, end)] if start else [Span(start, end)]
    assert document.quote(whole) == text[:end]


def test_a_span_past_the_end_is_refused_and_names_the_document() -> None:
    document = Document("岗位.txt", "岗位", "新增岗位", b"", "utf-8")
    with pytest.raises(ValueError, match=r"span 2-5 reaches past the 4 characters of '岗位.txt'"):
        document.quote([Span(0, 1), Span(2, 5)])


def test_the_digest_is_of_the_original_bytes() -> None:
    document = text_document("\ufeff新增岗位")
    assert document.sha256 == hashlib.sha256("\ufeff新增岗位".encode()).hexdigest()


def test_a_passage_spans_its_sentences_in_reading_order() -> None:
    sentences = ((Span(0, 4),), (Span(4, 6), Span(7, 9)))
    passage = Passage("a", BlockKind.PARAGRAPH, "", sentences)
    assert passage.spans == (Span(0, 6), Span(7, 9))
