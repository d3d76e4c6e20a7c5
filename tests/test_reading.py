"""The reader says of each sentence and piece what its network says, and of nothing else."""

from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from networks import PIECES, tiny_reader, write_pieces, write_reader

from chat.ranking.reading import (
    HEADING,
    QUESTION,
    Excerpt,
    ReadingModel,
    best_span,
    heading_of,
    pack,
)
from index.pieces import BEGIN, END
from ingest.errors import ModelError
from ingest.types import Document

IDS = st.lists(st.integers(4, len(PIECES) - 1), min_size=1, max_size=12)
EXCERPTS = st.builds(Excerpt, IDS, IDS, st.lists(IDS, min_size=1, max_size=4))


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> ReadingModel:
    folder = tmp_path_factory.mktemp("reader")
    return ReadingModel(write_reader(folder), write_pieces(folder))


@given(IDS, EXCERPTS)
def test_every_sentence_stands_in_what_is_read_once_and_in_order(
    question: list[int], excerpt: Excerpt
) -> None:
    ids, places = pack(question, excerpt)
    assert len(ids) == len(places)
    assert (ids[0], places[0], ids[-1]) == (BEGIN, -2, END)
    for number, sentence in enumerate(excerpt.sentences):
        assert [i for i, p in zip(ids, places, strict=True) if p == number] == list(sentence)
    assert ids.count(END) == 3


def test_a_long_question_and_heading_are_cut_and_sentences_are_not() -> None:
    for above in (([5] * 999, []), ([], [5] * 999), ([5] * 999, [5] * 999)):
        ids, places = pack([4] * 999, Excerpt(*above, [[6] * 200]))
        assert len(ids) == 1 + QUESTION + 1 + HEADING + 1 + 200 + 1
        assert places.count(0) == 200


@pytest.mark.parametrize(("title", "section", "read"), [(30, 4, (12, 4)), (30, 30, (6, 10))])
def test_the_heading_is_read_where_the_title_is_long(
    title: int, section: int, read: tuple[int, int]
) -> None:
    ids, _ = pack([4], Excerpt([5] * title, [6] * section, [[7]]))
    assert (ids.count(5), ids.count(6)) == read


@pytest.mark.parametrize(
    ("name", "text", "title"),
    [
        ("停车管理办法.docx", "第一条 车位应当划线。", "停车管理办法"),
        ("新建文本文档(2).txt", "第一条 车位应当划线。", ""),
        ("0034.csv", "线路,末班车", ""),
        ("记录.md", "# 记录\n\n车位应当划线。", "记录"),
    ],
)
def test_a_files_name_is_read_as_a_title_where_it_says_something(
    name: str, text: str, title: str
) -> None:
    document = Document(name, Path(name).stem, text, b"", "utf-8")
    assert heading_of(document, "") == (title, "")


@given(IDS, EXCERPTS)
def test_what_it_says_is_what_torch_says(
    small: ReadingModel, question: list[int], excerpt: Excerpt
) -> None:
    ids, places = pack(question, excerpt)
    with torch.no_grad():
        reader = tiny_reader().eval()
        embedded = reader.body.embeddings.word_embeddings(torch.tensor([ids]))
        rows = reader(embedded, torch.ones(1, len(ids)))[0].numpy()
    at = np.array(places)
    (said,) = small.read(question, [excerpt])
    wanted = [rows[at == number, 2].mean() for number in range(len(excerpt.sentences))]
    assert said.evidence == pytest.approx(np.array(wanted), abs=0.05)
    assert said.none == pytest.approx(float(rows[0, 2]), abs=0.05)
    assert said.start == pytest.approx(rows[at >= 0, 0], abs=0.08)
    assert said.end == pytest.approx(rows[at >= 0, 1], abs=0.08)


def test_a_sentence_without_pieces_is_an_error(small: ReadingModel) -> None:
    with pytest.raises(ValueError, match="pieces of every sentence"):
        small.read([3], [Excerpt([], [], [[4], [], [5]])])


def test_excerpts_read_together_are_read_as_each_alone(small: ReadingModel) -> None:
    excerpts = [Excerpt([4], [], [[5, 6], [7] * at]) for at in range(1, 9)]
    for together, excerpt in zip(small.read([8], excerpts), excerpts, strict=True):
        (alone,) = small.read([8], [excerpt])
        assert np.array_equal(together.start, alone.start)
        assert np.array_equal(together.evidence, alone.evidence)


@given(st.lists(st.tuples(st.floats(-9, 9), st.floats(-9, 9)), min_size=1, max_size=60))
def test_the_best_span_is_the_best_of_all(odds: list[tuple[float, float]]) -> None:
    start, end = (np.array(side) for side in zip(*odds, strict=True))
    every = [start[a] + end[b] for a in range(len(odds)) for b in range(a, min(a + 40, len(odds)))]
    first, last = best_span(start, end)
    assert 0 <= first <= last < len(odds)
    assert start[first] + end[last] == pytest.approx(max(every))


@pytest.mark.parametrize("harm", ["missing", "empty", "garbage"])
def test_a_damaged_reader_is_a_model_error(tmp_path: Path, harm: str) -> None:
    path = tmp_path / "reader.onnx"
    if harm != "missing":
        path.write_bytes({"empty": b"", "garbage": b"\xff" * 99}[harm])
    with pytest.raises(ModelError, match="copy it again"):
        ReadingModel(path)
