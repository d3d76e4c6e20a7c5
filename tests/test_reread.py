"""A written network can be trained further: its weights come back from the file, but for what a byte loses."""

from pathlib import Path

import pytest
import torch
from networks import WIDTH, tiny_base

from training.export import export
from training.network import network
from training.reread import reread
from training.smooth import FEED_FORWARD, smooth
from training.train_reader import Reader


def made(seed: int) -> Reader:
    torch.manual_seed(seed)
    base = tiny_base(seed)
    return Reader(network(base, range(len(base.pieces)), base.layers)).eval()


IDS = torch.tensor([[0, 5, 6, 7, 8, 2]])


def test_every_weight_comes_back_within_its_rounding(tmp_path: Path) -> None:
    reader, written = made(1), tmp_path / "reader.onnx"
    before = reader.state_dict()
    export(reader, WIDTH, written)
    again = reread(written)
    assert set(before) - set(again) == {"body.embeddings.word_embeddings.weight"}  # the table's
    assert set(again) <= set(before)
    for name, value in again.items():
        off = (value - before[name]).abs().max()
        assert float(off) <= 0.01 * float(before[name].abs().max()), name


@pytest.mark.parametrize("evened", [False, True])
def test_what_is_reread_says_what_was_written(tmp_path: Path, evened: bool) -> None:
    reader, other, written = made(1), made(2), tmp_path / "reader.onnx"
    rows = reader.body.embeddings.word_embeddings(IDS).detach()

    def off() -> float:
        return float(((other(rows) - said).abs().max() / said.abs().max()).detach())

    said = reader(rows).detach()
    if evened:
        smooth(reader.body, [IDS], which=FEED_FORWARD)
    export(reader, WIDTH, written)
    assert off() > 0.5
    other.load_state_dict(reread(written), strict=False)
    assert off() < 0.05
