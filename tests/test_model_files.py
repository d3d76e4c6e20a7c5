"""What ships is read as it was made or not at all: one byte flipped anywhere is a ModelError."""

import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

import ingest.seams
from chat.ranking import expectation, judge, reading
from index import pieces
from index.encode import BundledEncoder
from ingest.errors import ModelError
from ingest.model_files import SUMS, digests, read_model
from training.keep import keep

READERS: dict[Path, Callable[[Path], object]] = {
    **{
        pieces.MODEL / name: lambda path: BundledEncoder(path.parent)
        for name in ("table.onnx", "encoder.onnx", "tokenizer.json")
    },
    reading.MODEL: reading.ReadingModel,
    expectation.MODEL: expectation.read_expectation,
    judge.MODEL: judge.read_judge,
}
SETTINGS = {"encoder.json", "reader.json"}
"""Of the training; no answer reads them."""


def flip(path: Path, seed: int) -> None:
    """Change one bit of one byte."""
    randomness = random.Random(seed)
    content = bytearray(path.read_bytes())
    content[randomness.randrange(len(content))] ^= 1 << randomness.randrange(8)
    path.write_bytes(content)


def test_every_file_that_ships_is_asked_for_here() -> None:
    folders = {path.parent for path in READERS}
    listed = {folder / name for folder in folders for name in digests(folder)}
    assert {path for path in listed if path.name not in SETTINGS} == set(READERS)
    assert set(digests(ingest.seams.MODEL.parent)) == {ingest.seams.MODEL.name}


@pytest.mark.parametrize("path", READERS, ids=lambda path: path.name)
def test_a_model_with_one_bit_flipped_is_refused(tmp_path: Path, path: Path) -> None:
    folder = tmp_path / "model"
    shutil.copytree(path.parent, folder)
    READERS[path](folder / path.name)
    flip(folder / path.name, seed=len(path.name))
    with pytest.raises(ModelError, match=r"as it was made, got other bytes; .* copy it again"):
        READERS[path](folder / path.name)


def test_how_words_go_on_is_refused_with_one_bit_flipped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(ingest.seams.MODEL.parent, tmp_path / "model")
    copy = tmp_path / "model" / ingest.seams.MODEL.name
    monkeypatch.setattr(ingest.seams, "MODEL", copy)
    read = ingest.seams.bundled.__wrapped__
    read()
    flip(copy, seed=1)
    with pytest.raises(ModelError, match="as it was made"):
        read()


def test_what_training_keeps_is_vouched_for_and_the_rest_of_the_list_stays(tmp_path: Path) -> None:
    keep(tmp_path / "a.onnx", b"one")
    keep(tmp_path / "b.onnx", b"two")
    keep(tmp_path / "a.onnx", b"three")
    assert set(digests(tmp_path)) == {"a.onnx", "b.onnx"}
    assert read_model(tmp_path / "a.onnx", "a network") == b"three"
    (tmp_path / "b.onnx").write_bytes(b"twO")
    with pytest.raises(ModelError, match=r"expected a network in .*b\.onnx"):
        read_model(tmp_path / "b.onnx", "a network")


def test_a_list_that_cannot_be_read_vouches_for_nothing_and_says_so(tmp_path: Path) -> None:
    (tmp_path / "a.onnx").write_bytes(b"one")
    assert read_model(tmp_path / "a.onnx", "a network") == b"one"
    for damaged in (b"\xff\xfe", b"0123\n"):
        (tmp_path / SUMS).write_bytes(damaged)
        with pytest.raises(ModelError, match="copy it again"):
            read_model(tmp_path / "a.onnx", "a network")
