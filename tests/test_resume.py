"""What was embedded before a build was interrupted is not embedded again."""

from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pytest
from conftest import NEWS, PairEncoder, answers, unnumbered

from chat.cli import main
from index.build import build
from index.resume import Resumed
from index.segment import Segmenter
from ingest.types import Document


def interrupted_after(count: int, folder: Path, kept: Path) -> PairEncoder:
    """A build that is interrupted before its document number `count`."""

    def stopped(documents: Iterable[Document]) -> Iterable[Document]:
        for number, document in enumerate(documents):
            if number == count:
                raise KeyboardInterrupt
            yield document

    encoder = PairEncoder()
    with pytest.raises(KeyboardInterrupt):
        build(folder, NEWS, Resumed(encoder, kept), Segmenter(), progress=stopped)
    return encoder


@pytest.mark.parametrize("count", range(len(NEWS)))
def test_a_build_goes_on_where_it_was_interrupted(count: int, tmp_path: Path) -> None:
    index, kept = tmp_path / "index", tmp_path / "kept"
    before = interrupted_after(count, index, kept)
    after = PairEncoder()
    build(index, NEWS, Resumed(after, kept), Segmenter())
    whole = PairEncoder()
    build(tmp_path / "whole", NEWS, whole, Segmenter())
    assert before.seen + after.seen == whole.seen
    assert unnumbered(answers(index)) == unnumbered(answers(tmp_path / "whole"))


def test_another_model_s_vectors_and_damaged_ones_are_made_anew(tmp_path: Path) -> None:
    first = PairEncoder()
    made = Resumed(first, tmp_path).encode_passages(["新增学位"])
    other = PairEncoder()
    other.sha256 = "another"
    Resumed(other, tmp_path).encode_passages(["新增学位"])
    assert other.seen == ["新增学位"]
    for path in tmp_path.iterdir():
        data = bytearray(path.read_bytes())
        data[-1] ^= 1
        path.write_bytes(bytes(data))
    again = PairEncoder()
    assert np.array_equal(Resumed(again, tmp_path).encode_passages(["新增学位"]), made)
    assert again.seen == ["新增学位"]
    last = PairEncoder()
    assert np.array_equal(Resumed(last, tmp_path).encode_passages(["新增学位"]), made)
    assert last.seen == []


def test_a_folder_that_cannot_be_written_keeps_nothing_and_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    encoder = PairEncoder()
    resumed = Resumed(encoder, tmp_path / "file" / "kept")
    for _ in range(2):
        assert resumed.encode_passages(["学位"]).shape == (1, encoder.dim)
    assert encoder.seen == ["学位", "学位"]


def test_a_build_that_is_done_keeps_no_vectors_aside(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("新增学位10万个。", encoding="utf-8")
    for command in ("build", "add"):
        assert main([command, "--index", str(tmp_path / "index"), str(tmp_path / "a.txt")]) == 0
        assert not (tmp_path / "index" / "reading").exists()
