import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from index.encode import StaticEncoder

zstandard = pytest.importorskip("zstandard")
pytest.importorskip("torch")

from training import retrieval, save, train_encoder  # noqa: E402
from training.pairs import Sampler, tokenize  # noqa: E402

pytestmark = pytest.mark.filterwarnings("ignore:Sparse CSR tensor support is in beta:UserWarning")
CONFIG = train_encoder.Config(
    words=200, dim=24, meaning_dim=8, batch=24, steps=12, average=0.5, power=0.6, meaning=0.3
)
TOPICS = [
    "堵车道路交通拥堵公交",
    "就业岗位创业毕业生工资",
    "贪污腐败纪律监督检查",
    "粮食玉米大豆丰收农田",
]


def write_data(folder: Path) -> Path:
    rng = np.random.default_rng(5)

    def sentence(topic: str) -> str:
        return "".join(rng.choice(list(topic), 8)) + "今年继续推进。"

    def articles(count: int) -> list[dict[str, str]]:
        return [
            {"title": topic[:6], "text": "\n".join(sentence(topic) for _ in range(14))}
            for topic in (TOPICS[i % len(TOPICS)] for i in range(count))
        ]

    (folder / "text").mkdir(parents=True)
    (folder / "qa").mkdir()
    for name in ("news", "broadcast", "laws"):
        lines = "\n".join(json.dumps(row, ensure_ascii=False) for row in articles(40))
        packed = zstandard.ZstdCompressor().compress(lines.encode())
        (folder / "text" / f"{name}.jsonl.zst").write_bytes(packed)
    for name in ("drcd_dev", "drcd_test", "cmrc2018_trial"):
        paragraphs = []
        for i in range(12):
            context = "".join(sentence(TOPICS[i % len(TOPICS)]) for _ in range(4))
            answer = {"text": context[:3], "answer_start": 0}
            asked = {"id": str(i), "question": f"{context[2:6]}是什么？", "answers": [answer]}
            paragraphs.append({"id": str(i), "context": context, "qas": [asked]})
        (folder / "qa" / f"{name}.json").write_text(
            json.dumps({"data": [{"paragraphs": paragraphs}]})
        )
    lay = [
        {"问题": f"{topic[:4]}怎么办{i}？", "相关法规": {f"条{i}": sentence(topic)}}
        for i, topic in enumerate(TOPICS * 5)
    ]
    (folder / "qa" / "stard_queries.json").write_text(json.dumps(lay))
    return folder


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> train_encoder.Prepared:
    return train_encoder.prepare(write_data(tmp_path_factory.mktemp("data")), CONFIG)


def test_a_run_that_was_interrupted_ends_where_a_whole_one_does(
    prepared: train_encoder.Prepared, tmp_path: Path
) -> None:
    whole, parts = tmp_path / "whole", tmp_path / "parts"
    whole.mkdir()
    parts.mkdir()
    expected = train_encoder.train(prepared, CONFIG, whole)
    train_encoder.train(prepared, CONFIG, parts, stop=7)
    assert np.array_equal(expected, train_encoder.train(prepared, CONFIG, parts))
    assert (whole / "losses.json").read_text() == (parts / "losses.json").read_text()


def test_the_loss_falls(prepared: train_encoder.Prepared, tmp_path: Path) -> None:
    train_encoder.train(prepared, replace(CONFIG, steps=40), tmp_path)
    losses = json.loads((tmp_path / "losses.json").read_text())
    assert np.mean(losses[-5:]) < np.mean(losses[:5])


def test_a_batch_depends_on_its_number_and_the_seed_alone(prepared: train_encoder.Prepared) -> None:
    one = Sampler(prepared.store, CONFIG.shares, 3)
    later, again = one.batch(5, 16), Sampler(prepared.store, CONFIG.shares, 3).batch(5, 16)
    assert all(np.array_equal(a.query, b.query) for a, b in zip(later, again, strict=True))
    assert [pair.sentences for pair in later] == [pair.sentences for pair in again]


def test_the_gradient_is_the_slope_of_the_loss(prepared: train_encoder.Prepared) -> None:
    pairs = Sampler(prepared.store, CONFIG.shares, 1).batch(0, 16)
    batch = train_encoder.bags(pairs, prepared.store.sentences)
    table = train_encoder.start_vectors(prepared.idf, prepared.meaning, CONFIG)[batch.rows]
    _, gradient = train_encoder.loss_and_gradient(table, batch, 20.0)
    step = 0.05 * gradient / gradient.norm()
    above, _ = train_encoder.loss_and_gradient(table + step, batch, 20.0)
    below, _ = train_encoder.loss_and_gradient(table - step, batch, 20.0)
    slope = (above - below) / (2 * 0.05)
    assert slope == pytest.approx(float(gradient.norm()), rel=0.15)  # similarities are bfloat16


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_saved_model_gives_the_measured_vectors_here_and_in_the_library(
    prepared: train_encoder.Prepared, tmp_path: Path
) -> None:
    from sentence_transformers import SentenceTransformer
    from tokenizers import Tokenizer

    table = train_encoder.start_vectors(prepared.idf, prepared.meaning, CONFIG).numpy()
    save.save(table, prepared.tokenizer, tmp_path / "model")
    save.save(table, prepared.tokenizer, tmp_path / "model")
    texts = ["堵车堵车道路,堵车", "今年就业岗位", "粮食"]
    ours = StaticEncoder(tmp_path / "model").encode_passages(texts)
    library = SentenceTransformer(str(tmp_path / "model"), local_files_only=True, device="cpu")
    theirs = library.encode(texts, normalize_embeddings=True)
    assert np.abs(ours - theirs).max() < 1e-6
    rows, scales = save.quantize(table)
    cut = tokenize(Tokenizer.from_str(prepared.tokenizer), texts)
    measured = retrieval.unit_means(rows * scales[:, None], cut)
    bundled = StaticEncoder(tmp_path / "model", distinct=True).encode_passages(texts)
    assert np.abs(bundled - measured).max() < 1e-6
    assert sorted(p.name for p in tmp_path.iterdir()) == ["model"]
