"""Training compares a question with sentences as the product does, and can be interrupted."""

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from networks import LAYERS, WIDTH, tiny_network, tiny_tokenizer

import training.encoder_items
import training.reread
import training.train_encoder
from training.below import Below, below
from training.corpora import Question, Reading
from training.encoder_items import Item, items
from training.export import Layers, Upper, export
from training.network import cut_off
from training.reread import reread, upper_of
from training.smooth import EVERY, FEED_FORWARD, Smoothed, smooth
from training.train_encoder import Config, above, between, in_rounds, means, met, train
from training.train_expectation import is_held

TEXTS = ["堵车 60", "长春学位", "长春缓解拥堵", "学位 60", "长 春", "长春 堵车 堵车"]
ASKED = 2
SETS = ([Item(0, (2, 5), (3, 4))], [Item(1, (3,), (2,))], [Item(1, (3,), (4,))])
CONFIG = Config(steps=6, questions=3, wrong=1, lay=0.5, unlike=0.5, rate=1e-2)


def cut() -> tuple[Upper, Below]:
    torch.manual_seed(2)
    body = tiny_network()
    upper = Upper(cut_off(body, LAYERS - 1))
    return upper, below(body, tiny_tokenizer(), TEXTS, ASKED)


def pieces(upper: Upper, texts: Below, number: int) -> np.ndarray:  # type: ignore[type-arg]
    rows, there, words, _ = texts.batch(torch.tensor([number]))
    with torch.no_grad():
        found = upper.eval()(rows, there)[0][words[0]].numpy()
    unit: np.ndarray = found / np.linalg.norm(found, axis=1, keepdims=True)  # type: ignore[type-arg]
    return unit


def test_a_question_meets_sentences_as_chat_meeting_says_whatever_stands_beside_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(training.train_encoder.TOGETHER, "cpu", 2)
    upper, texts = cut()
    with torch.no_grad():
        asked, read = (above(upper.eval(), texts, numbers) for numbers in ([0, 1], [2, 3, 4, 5]))
    found = met(asked, read, torch.tensor([False, False]))
    for at in (0, 1):
        for place, number in enumerate([2, 3, 4, 5]):
            cosines = pieces(upper, texts, at) @ pieces(upper, texts, number).T
            wanted = np.maximum(cosines.max(1), 0).mean()
            assert float(found[at, place]) == pytest.approx(float(wanted), abs=0.02)  # bfloat16
    unlike = met(asked, read, torch.tensor([True, True]))
    assert bool((unlike <= found + 1e-6).all())
    assert bool((unlike < found - 1e-3).any())


def test_the_pieces_of_a_text_are_its_words_without_what_stands_before_it() -> None:
    _, texts = cut()
    _, there, words, ids = texts.batch(torch.tensor([2]))
    known = tiny_tokenizer()
    (text,) = (known.decode(ids[0][words[0]].tolist(), skip_special_tokens=False),)
    assert "长春" in text
    assert "passage" not in text
    assert int(there.sum()) - int(words.sum()) == int(texts.before[2]) + 1


def test_training_moves_the_upper_layers_and_goes_on_where_it_was_interrupted(
    tmp_path: Path,
) -> None:
    upper, texts = cut()
    once = train(upper, SETS, texts, CONFIG, tmp_path / "once")
    again, same = cut()
    assert torch.equal(same.rows, texts.rows)
    first = train(again, SETS, same, CONFIG, tmp_path / "twice", stop=4)
    third, _ = cut()
    both = train(third, SETS, same, CONFIG, tmp_path / "twice")
    assert first == once[:4]
    assert both == once
    for name, one in third.named_parameters():
        assert torch.equal(one, dict(upper.named_parameters())[name])
    assert not torch.allclose(means(third, same), means(cut()[0], same))


def test_half_of_the_way_back_every_weight_is_the_mean_of_both() -> None:
    upper, _ = cut()
    began = {name: one.clone() for name, one in upper.state_dict().items()}
    with torch.no_grad():
        for one in upper.parameters():
            one.add_(1.0)
    between(upper, began, 0.25)
    for name, one in upper.state_dict().items():
        assert torch.allclose(one, began[name] + 0.75, atol=1e-6)


def test_a_written_encoder_s_upper_layers_are_found_by_the_names_that_they_are_trained_under(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(training.reread, "LOWER", LAYERS - 1)
    export(Layers(tiny_network()), WIDTH, tmp_path / "encoder.onnx")
    found = upper_of(reread(tmp_path / "encoder.onnx"))
    wanted = Upper(cut_off(tiny_network(), LAYERS - 1)).state_dict()
    assert found.keys() == wanted.keys()
    for name, one in wanted.items():
        assert torch.allclose(found[name], one, atol=float(one.abs().max()) / 100)


@pytest.mark.parametrize(("which", "in_a_layer"), [(EVERY, 6), (FEED_FORWARD, 2)])
def test_what_comes_out_of_a_network_is_the_same_when_what_goes_in_is_evened(
    which: re.Pattern[str], in_a_layer: int
) -> None:
    plain, evened = tiny_network(), tiny_network()
    ids = [torch.tensor([[0, 5, 6, 7, 2]]), torch.tensor([[0, 8, 11, 9, 4, 2]])]
    smooth(evened, ids, which=which)
    found = [one for one in evened.encoder.modules() if isinstance(one, Smoothed)]
    assert len(found) == in_a_layer * len(evened.encoder.layer)
    for one in ids:
        with torch.no_grad():
            before, after = (net(input_ids=one).last_hidden_state for net in (plain, evened))
        assert torch.allclose(before, after, atol=1e-5)


def test_of_a_set_the_held_questions_are_not_trained_on() -> None:
    asked = [f"长春的第{n}条路堵车吗?" for n in range(40)]
    paragraphs = [["长春堵车。", "学位60。"], ["拥堵缓解。", "长春。"]]
    found = Reading(paragraphs, [Question(text, n % 2, (0,)) for n, text in enumerate(asked)])
    numbers = {text: n for n, text in enumerate(asked)}
    vectors = torch.randn(44, 4, generator=torch.Generator().manual_seed(1))
    made = items(found, [40, 42, 44], numbers, vectors)
    assert {one.question for one in made} == {numbers[t] for t in asked if not is_held(t)}
    for one in made:
        answer = 40 + 2 * (one.question % 2)
        assert one.right == (answer,)
        assert set(one.wrong) == {40, 41, 42, 43} - {answer}


def test_what_looks_like_an_answer_is_the_nearest_of_its_text_and_of_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(training.encoder_items, "_LOOKED_FOR", 3)
    monkeypatch.setattr(training.encoder_items, "OWN", 2)
    monkeypatch.setattr(training.encoder_items, "OTHERS", 3)
    asked = [f"第{n}条路在哪里?" for n in range(20)]
    paragraphs = [[f"{n} {m}" for m in range(5)] for n in range(6)]
    found = Reading(paragraphs, [Question(text, n % 6, (n % 5,)) for n, text in enumerate(asked)])
    firsts = list(range(20, 51, 5))
    vectors = torch.randn(50, 4, generator=torch.Generator().manual_seed(2))
    made = items(found, firsts, {text: n for n, text in enumerate(asked)}, vectors)
    assert len(made) > 3
    for one in made:
        near = sorted(range(20, 50), key=lambda n: -float(vectors[n] @ vectors[one.question]))
        own = range(firsts[one.question % 6], firsts[one.question % 6 + 1])
        wrong = [n for n in near if n in own and n not in one.right][:2]
        assert list(one.wrong) == wrong + [n for n in near if n not in own][:3]


def test_in_each_round_what_looks_like_an_answer_is_looked_for_with_what_has_been_learned(
    tmp_path: Path,
) -> None:
    config = replace(CONFIG, steps=3, rounds=2)
    upper, texts = cut()
    seen: list[torch.Tensor] = []

    def look(vectors: torch.Tensor) -> list[list[Item]]:
        seen.append(vectors)
        return [list(one) for one in SETS]

    began = dict(cut()[0].named_parameters())
    losses = in_rounds(upper, began, look, texts, config, tmp_path)
    assert len(losses) == 6
    assert torch.allclose(seen[0], means(cut()[0], texts))
    assert not torch.allclose(seen[0], seen[1])
    again, _ = cut()
    assert in_rounds(again, began, look, texts, config, tmp_path) == losses  # both rounds were kept
    for name, one in again.named_parameters():
        assert torch.equal(one, dict(upper.named_parameters())[name])


def test_training_holds_to_the_weights_that_it_is_told_to_stay_near(tmp_path: Path) -> None:
    config = replace(CONFIG, pull=100.0)
    upper, texts = cut()
    other = {name: torch.zeros_like(one) for name, one in upper.named_parameters()}
    (tmp_path / "there").mkdir()
    train(upper, SETS, texts, config, tmp_path / "there", began=other)
    same, _ = cut()
    train(same, SETS, texts, config, tmp_path)
    size = [sum(float((p.detach() ** 2).sum()) for p in one.parameters()) for one in (upper, same)]
    assert size[0] < size[1]


def test_a_share_of_no_questions_and_a_file_of_no_encoder_are_told(tmp_path: Path) -> None:
    upper, texts = cut()
    with pytest.raises(ValueError, match="share"):
        train(upper, (SETS[0], [], SETS[2]), texts, CONFIG, tmp_path)
    with pytest.raises(ValueError, match="an encoder"):
        upper_of({"head.weight": torch.zeros(3), "body.encoder.layer.4.a": torch.zeros(1)})


def test_texts_are_left_below_as_the_network_leaves_each_alone() -> None:
    torch.manual_seed(2)
    body = tiny_network()
    kept = below(body, tiny_tokenizer(), TEXTS, ASKED)
    for number in range(len(TEXTS)):
        rows, there, _, ids = kept.batch(torch.tensor([number]))
        assert bool(there.all())
        with torch.no_grad():
            alone = body(input_ids=ids).last_hidden_state
        assert torch.allclose(rows, alone, atol=0.05)  # two bytes a number
