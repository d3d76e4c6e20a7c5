"""What the reader trains on is what was asked and answered, and training can be interrupted."""

import json
import random
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from networks import PIECES, WIDTH, tiny_base, tiny_reader, tiny_tokenizer

from chat.ranking.reading import ReadingModel
from index.pieces import read_tokenizer
from training.export import export
from training.network import kept_by, kept_pieces, network, tokenizer
from training.questions import Questions, squad
from training.reading_data import (
    UNKNOWN_WORDS,
    Example,
    Item,
    Lines,
    items,
    lay_items,
    lines,
    scenario,
)
from training.reading_loss import batch, loss
from training.train_reader import Asked, Config, Reader, train

PARAGRAPHS = {
    "长春新增学位60个。堵车的路段有学位。长春缓解拥堵。长春在春天堵车。": [
        ("长春新增多少学位?", "60个"),
        ("长春缓解什么?", "拥堵"),
    ],
    "拥堵在长春。学位60。春天长春有学位。": [("学位多少?", "60")],
    "堵车在春天。长春没有学位。": [("什么时候堵车?", "春天")],
}


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Questions:
    rows = [
        {
            "context": context,
            "qas": [
                {"question": q, "answers": [{"text": a, "answer_start": context.index(a)}]}
                for q, a in asked
            ],
        }
        for context, asked in PARAGRAPHS.items()
    ]
    path = tmp_path_factory.mktemp("data") / "set.json"
    path.write_text(json.dumps({"data": [{"title": "长春", "paragraphs": rows}]}), "utf-8")
    return squad(path, "set")


@pytest.fixture(scope="module")
def prepared(known: Questions) -> tuple[list[Item], list[Lines]]:
    found = lines(list(known.documents.values()), tiny_tokenizer())
    rng = np.random.default_rng(1)
    vectors = rng.normal(size=(sum(len(one.sentences) for one in found), 8)).astype(np.float32)
    queries = rng.normal(size=(len(known.examples), 8)).astype(np.float32)
    return items(known, found, tiny_tokenizer(), vectors, queries), found


def every(prepared: tuple[list[Item], list[Lines]]) -> list[tuple[Item, Example]]:
    made, found = prepared
    return [
        (item, one)
        for item in made
        for seed in range(60)
        for one in scenario(item, found, 2, random.Random(seed))
    ]


def test_the_asked_for_words_are_the_published_answer(
    known: Questions, prepared: tuple[list[Item], list[Lines]]
) -> None:
    cut = tiny_tokenizer()
    for item, one in every(prepared):
        document = known.documents[item.document]
        answer = document.text[item.answer.start : item.answer.end]
        if one.right:
            first, last = one.span
            assert set(one.places[first : last + 1]) <= set(one.right)
            assert one.ids[first : last + 1] == cut.encode(answer).ids[1:]
        else:
            assert one.span == (0, 0)


def test_an_excerpt_without_the_answer_never_counts_as_right(
    prepared: tuple[list[Item], list[Lines]],
) -> None:
    seen = every(prepared)
    assert any(one.right for _, one in seen)
    assert any(not one.right for _, one in seen)
    answering = {(item.document, _inside(one)) for item, one in seen if one.right}
    lacking = {(item.document, _inside(one)) for item, one in seen if not one.right}
    assert len(prepared[0]) == 4
    for item in prepared[0]:
        mine = {text for document, text in answering if document == item.document}
        assert mine
        if sum(other.document == item.document for other in prepared[0]) == 1:
            assert not mine & {text for document, text in lacking if document == item.document}


def _inside(one: Example) -> tuple[int, ...]:
    return tuple(piece for piece, place in zip(one.ids, one.places, strict=True) if place >= 0)


def test_the_loss_is_small_where_the_right_things_are_said(
    prepared: tuple[list[Item], list[Lines]],
) -> None:
    (_, good), *_ = [pair for pair in every(prepared) if pair[1].right]
    wrong = torch.zeros(1, len(good.ids), 3)
    right = wrong.clone()
    right[0, good.span[0], 0] = right[0, good.span[1], 1] = 20
    for number in good.right:
        right[0, [at for at, p in enumerate(good.places) if p == number], 2] = 20
    seen = batch([[good]])
    assert loss(right, seen) < 0.01 < loss(wrong, seen)


def one_by_one(out: torch.Tensor, questions: list[list[Example]]) -> float:
    """The three losses as the docstring of train_reader says them, an example after the other."""
    spans, inside, among = [], [], []
    rows = iter(out)
    for own in questions:
        nothing, scores, rights = [], [], []
        for one, row in zip(own, rows, strict=False):
            places = torch.tensor(one.places)
            said = [row[: len(places), 2][places == n].mean() for n in range(int(places.max()) + 1)]
            for column in (0, 1) if one.span != UNKNOWN_WORDS else ():
                allowed = [at for at, place in enumerate(one.places) if place != -1]
                odds = row[allowed, column].log_softmax(0)
                spans.append(-odds[allowed.index(one.span[column])])
            inside.append(unlikely(torch.stack([row[0, 2], *said]), one.right, one.each))
            rights += [len(scores) + n for n in one.right]
            scores += said
            nothing.append(row[0, 2])
        all_said = torch.stack([torch.stack(nothing).mean(), *scores])
        among.append(unlikely(all_said, rights, own[0].each))
    return float(sum(torch.stack(part).mean() for part in (spans, inside, among)))


def unlikely(said: torch.Tensor, right: Sequence[int], each: bool) -> torch.Tensor:
    """How unlikely the right choices are, the first of which is nothing: the mean of each beside the wrong
    ones, or all of them together."""
    answers = [number + 1 for number in right] or [0]
    if not each:
        return -said.log_softmax(0)[answers].logsumexp(0)
    wrong = [at for at in range(len(said)) if at not in answers]
    return torch.stack([-said[[one, *wrong]].log_softmax(0)[0] for one in answers]).mean()


def test_the_loss_of_a_batch_is_that_of_its_examples_one_by_one(
    prepared: tuple[list[Item], list[Lines]],
) -> None:
    made, found = prepared
    vectors = np.eye(sum(len(one.sentences) for one in found), dtype=np.float32)
    law = lay_items(
        [("堵车?", (found[0].document,))], found, tiny_tokenizer(), vectors, vectors[:1]
    )
    lists = [
        replace(item, also=frozenset({(item.passage, (item.sentence + 1) % count)}))
        for item in made
        if (count := len(found[item.passage].sentences)) > 1
    ]
    questions = [
        scenario(item, found, 2, random.Random(seed))
        for item in [*made, *law, *lists]
        for seed in range(5)
    ]
    questions = [own for own in questions if own]
    assert any(len(one.right) > 1 and one.each for own in questions for one in own)
    assert any(len(one.right) > 1 and not one.each for own in questions for one in own)
    seen = batch(questions)
    torch.manual_seed(3)
    out = torch.randn(*seen.ids.shape, 3) * 3
    assert float(loss(out, seen)) == pytest.approx(one_by_one(out, questions), rel=1e-4)


def test_an_excerpt_that_answers_as_a_whole_teaches_no_words(
    prepared: tuple[list[Item], list[Lines]],
) -> None:
    _, found = prepared
    vectors = np.eye(sum(len(one.sentences) for one in found), dtype=np.float32)
    (lay,) = lay_items(
        [("堵车?", (found[0].document,))], found, tiny_tokenizer(), vectors, vectors[:1]
    )
    read = [one for seed in range(20) for one in scenario(lay, found, 2, random.Random(seed))]
    answering = [one for one in read if one.right]
    assert answering
    assert {one.span for one in answering} == {UNKNOWN_WORDS}
    assert all(len(one.right) == len(one.inside) for one in answering)
    assert all(found[one.passage].document != found[0].document for one in read if not one.right)
    sure = torch.zeros(1, len(answering[0].ids), 3)
    sure[0, [place >= 0 for place in answering[0].places], 2] = 20
    assert loss(sure, batch([[answering[0]]])) < 0.01


def asked(prepared: tuple[list[Item], list[Lines]], config: Config) -> Asked:
    made, found = prepared
    return Asked([(made, 1.0)], found, config)


def test_an_interrupted_run_ends_as_a_whole_one(
    prepared: tuple[list[Item], list[Lines]], tmp_path: Path
) -> None:
    config = Config(steps=12, questions=2, rate=1e-3)
    whole, parts = tiny_reader(), tiny_reader()
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    losses = train(whole, asked(prepared, config), config, tmp_path / "a")
    train(parts, asked(prepared, config), config, tmp_path / "b", stop=5)
    again = tiny_reader()
    assert train(again, asked(prepared, config), config, tmp_path / "b") == losses
    for one, other in zip(whole.parameters(), again.parameters(), strict=True):
        assert torch.equal(one, other)


def test_a_checkpoint_of_another_config_is_not_gone_on_from(
    prepared: tuple[list[Item], list[Lines]], tmp_path: Path
) -> None:
    config = Config(steps=4, questions=2, rate=1e-4)
    train(tiny_reader(), asked(prepared, config), config, tmp_path)
    other = replace(config, seed=8)
    (tmp_path / "new").mkdir()
    assert train(tiny_reader(), asked(prepared, other), other, tmp_path) == train(
        tiny_reader(), asked(prepared, other), other, tmp_path / "new"
    )


def test_every_question_of_a_set_is_asked_before_any_is_asked_again(
    prepared: tuple[list[Item], list[Lines]],
) -> None:
    made, found = prepared
    config = Config(steps=4, questions=2, rate=1e-4)
    numbered = [replace(one, question=[4 + n]) for n, one in enumerate(made)]
    source = Asked([(numbered, 1.0)], found, config)
    seen = [int(one) for step in range(2) for one in source(step).ids[:, 1].unique()]
    assert sorted(seen) == [4 + n for n in range(len(made))]


def test_what_is_trained_can_be_exported_and_read(
    prepared: tuple[list[Item], list[Lines]], tmp_path: Path
) -> None:
    reader = tiny_reader()
    config = Config(steps=2, questions=2, rate=1e-4)
    train(reader, asked(prepared, config), config, tmp_path)
    export(reader, WIDTH, tmp_path / "reader.onnx")
    ReadingModel(tmp_path / "reader.onnx")


def test_a_cut_vocabulary_keeps_what_texts_use_and_every_character() -> None:
    base = tiny_base()
    kept = kept_pieces(base, [["长春 60"], ["60"]], least=2)
    assert [base.pieces[at] for at in kept] == [
        "<s>",
        "<pad>",
        "</s>",
        "<unk>",
        "▁",
        "长",
        "春",
        "60",
        ":",
    ]
    cut = tokenizer(base, kept)
    assert kept_by(cut, base) == kept
    assert cut.encode("长春 60").tokens == ["▁", "长", "春", "▁", "60"]


def test_a_cut_network_gives_the_rows_of_the_whole_one() -> None:
    base = tiny_base()
    kept = [0, 1, 2, 3, 5, 8]
    whole, cut = network(base, range(len(PIECES)), 2).eval(), network(base, kept, 2).eval()
    with torch.no_grad():
        one = whole(input_ids=torch.tensor([[0, 5, 8, 2]])).last_hidden_state
        other = cut(input_ids=torch.tensor([[0, 4, 5, 2]])).last_hidden_state
    assert torch.allclose(one, other, atol=1e-6)


def test_the_shipped_tokenizer_has_the_special_pieces_first() -> None:
    vocabulary = read_tokenizer().get_vocab()
    assert [vocabulary[piece] for piece in ("<s>", "<pad>", "</s>", "<unk>")] == [0, 1, 2, 3]


def test_a_reader_is_a_network_with_three_numbers_a_piece() -> None:
    reader = Reader(network(tiny_base(), range(len(PIECES)), 1))
    assert reader(torch.zeros(1, 3, WIDTH), torch.ones(1, 3)).shape == (1, 3, 3)


def test_every_part_of_a_list_must_be_found_and_parts_do_not_compete(
    prepared: tuple[list[Item], list[Lines]],
) -> None:
    one = next(one for _, one in every(prepared) if len(one.inside) > 2)
    listed = replace(one, right=(0, 1), span=UNKNOWN_WORDS)

    def missed(example: Example, *said: float) -> float:
        out = torch.zeros(1, len(one.ids), 3)
        for number, score in enumerate(said):
            out[0, [at for at, place in enumerate(one.places) if place == number], 2] = score
        return float(loss(out, batch([[example]])))

    assert missed(listed, 9, 9) < 0.01 < missed(listed, 9, 0)
    assert missed(replace(listed, each=False), 9, 0) < 0.01
    assert missed(listed, 9, 5) < missed(listed, 9, 4)
    assert missed(listed, 9, 5) == pytest.approx(missed(listed, 5, 9))
