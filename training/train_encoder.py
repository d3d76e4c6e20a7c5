"""Train the bundled encoder: one vector a token, a text's vector their mean.

    python -m training.train_encoder --data DATA --out index/model/encoder --run runs/encoder

DATA is a folder as `training/corpora.py` describes it. The run folder keeps the tokens and a
checkpoint; the same command carries on from it. Two cores, no accelerator.
"""

import argparse
import itertools
import json
import pickle
import time
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import scipy.sparse as sp
import torch
from numpy.typing import NDArray

from index.encode import MEANING
from training import corpora, retrieval
from training.cooccurrence import meaning_vectors, topics_of, with_meaning
from training.pairs import (
    SENTENCES,
    Asked,
    Pair,
    Sampler,
    Store,
    Tokens,
    confused_with,
    inverse_frequency,
    tokenize,
)
from training.save import quantize, save
from training.vocabulary import count_words, make_tokenizer


@dataclass(frozen=True)
class Config:
    """All that the result depends on, besides the data."""

    words: int = 50_000
    dim: int = 512
    batch: int = 2048
    steps: int = 2000
    rate: float = 0.03
    power: float = 0.6  # of the inverse frequency in a token's length, at the start
    meaning: float = 0.3  # length of a token's shared direction beside its own, at the start
    meaning_dim: int = 300
    all_topics: int = 400
    topics: int = 6  # in a batch; 0 draws it from all
    scale: float = 30.0
    average: float = 0.25  # the last share of steps whose weights are averaged
    seed: int = 20260101
    shares: dict[str, float] = field(
        default_factory=lambda: {
            "read": 0.2,
            "lay": 0.05,
            "headline": 0.15,
            "words": 0.3,
            "missing": 0.3,
        }
    )


@dataclass(frozen=True)
class Prepared:
    """What a run needs of the data."""

    tokenizer: str
    idf: NDArray[np.float32]
    meaning: NDArray[np.float32]
    store: Store
    checks: dict[str, retrieval.Check]


def prepare(data: Path, config: Config) -> Prepared:
    """Read, cut and tokenize everything once; the choosing parts are kept out of the store."""
    started = time.time()
    titled = [a for s in ("broadcast",) for a in corpora.articles(data, s)]
    untitled = [a for s in ("news", "laws") for a in corpora.articles(data, s)]
    drcd = corpora.reading(data / "qa/drcd_dev.json")
    drcd_test = corpora.reading(data / "qa/drcd_test.json")
    trial = corpora.reading(data / "qa/cmrc2018_trial.json")
    trial_kept = retrieval.only(trial, lambda q: q.paragraph % 3 == 0)
    trial_used = retrieval.only(trial, lambda q: q.paragraph % 3 != 0)
    lay = corpora.lay_questions(data / "qa/stard_queries.json")
    kept_headlines, titled = titled[::20], [a for i, a in enumerate(titled) if i % 20]
    asked_texts = sorted({q.text for q in lay.questions})
    kept_lay = set(asked_texts[::7])
    lay_kept = retrieval.only(lay, lambda q: q.text in kept_lay)
    lay_used = retrieval.only(lay, lambda q: q.text not in kept_lay)

    readings = {"read": [drcd, trial_used], "lay": [lay_used]}
    sentences = [a.sentences for a in (*titled, *untitled)]
    sentences += [p for group in readings.values() for r in group for p in _asked_paragraphs(r)]
    questions = [q.text for group in readings.values() for r in group for q in r.questions]
    headlines = [_headline(a.title) for a in titled]
    counts = count_words(["".join(s) for s in sentences] + headlines + questions)
    tokenizer = make_tokenizer(counts, config.words)
    size = tokenizer.get_vocab_size()
    print(f"{time.time() - started:.0f} s: {size} tokens in the vocabulary")

    tokens = tokenize(tokenizer, [s for article in sentences for s in article])
    first = np.cumsum([0, *map(len, sentences)])
    idf = inverse_frequency(tokens, size)
    asked: dict[str, Asked] = {}
    base = len(titled) + len(untitled)
    for kind, group in readings.items():
        rows, answered, texts = [], [], []
        for r in group:
            numbers = {
                p: base + i for i, p in enumerate(sorted({q.paragraph for q in r.questions}))
            }
            base += len(numbers)
            for q in r.questions:
                rows.append(numbers[q.paragraph])
                answered.append(q.answered_in)
                texts.append(q.text)
        articles = np.array(rows)
        cut = tokenize(tokenizer, texts)
        by_article: dict[int, list[int]] = {}
        for i, a in enumerate(rows):
            by_article.setdefault(a, []).append(i)
        confused = confused_with(cut, articles, tokens, first, idf)
        asked[kind] = Asked(cut, articles, answered, confused, by_article)
    meaning = meaning_vectors(tokens, idf, config.meaning_dim, config.seed)
    weighted = meaning * idf[:, None].clip(0)
    topics = topics_of(tokens, first, weighted, config.all_topics, config.seed)
    print(f"{time.time() - started:.0f} s: words of the same company are near, articles by topic")
    store = Store(
        sentences=tokens,
        first=first,
        titles=tokenize(tokenizer, headlines),
        titled=np.arange(len(titled)),
        free=np.array([a for a in range(len(first) - 1) if first[a + 1] > first[a]]),
        topics=topics,
        asked=asked,
    )
    checks = {
        "DRCD test": retrieval.check(tokenizer, drcd_test),
        "CMRC trial, kept": retrieval.check(tokenizer, trial_kept),
        "STARD, kept": retrieval.check(tokenizer, lay_kept),
        "headlines, kept": retrieval.check(tokenizer, retrieval.of_headlines(kept_headlines)),
    }
    print(f"{time.time() - started:.0f} s: {len(tokens.ids)} tokens in {len(tokens)} sentences")
    return Prepared(tokenizer.to_str(), idf, meaning, store, checks)


def _headline(title: str) -> str:
    return title.split("】", 1)[-1] or title


def _asked_paragraphs(reading: corpora.Reading) -> list[list[str]]:
    return [reading.paragraphs[p] for p in sorted({q.paragraph for q in reading.questions})]


def start_vectors(
    idf: NDArray[np.float32], meaning: NDArray[np.float32], config: Config
) -> torch.Tensor:
    """As long as the token is rare, in a direction of its own plus a share of its meaning's.

    The random part is TF-IDF, projected: rare names, which few steps touch, match exactly from the
    start. Unknown characters are zero. *Shape:* (tokens, dim).
    """
    rng = np.random.default_rng(config.seed)
    own = rng.standard_normal((len(idf), config.dim), dtype=np.float32) / config.dim**0.5
    turn = np.linalg.qr(rng.standard_normal((config.dim, config.dim)))[0]
    shared = meaning @ turn[: meaning.shape[1]].astype(np.float32)
    table = (
        (own + config.meaning * shared)
        * (idf.clip(0) / idf.max())[:, None] ** config.power
        * config.dim**0.5
    )
    table[0] = 0
    return torch.from_numpy(table.astype(np.float32))


def loss_and_gradient(
    table: torch.Tensor, batch: "Bags", scale: float
) -> tuple[float, torch.Tensor]:
    """Cross entropy of each query's own passage among all of the batch, by their best windows.

    Worked out by hand, because autograd's copies of the similarities cost more than the products.
    *Shapes:* table (rows of the batch, dim), its gradient the same.
    """
    size = batch.size
    sums = batch.counts @ table
    queries, query_norms = _unit(sums[:size])
    windows, window_norms = _unit(sums[size:].view(SENTENCES - 1, size, -1))
    low_queries, low_windows = queries.bfloat16(), windows.bfloat16()

    best = low_queries @ low_windows[0].t()
    which = torch.zeros(best.shape, dtype=torch.int8)
    for i in range(1, SENTENCES - 1):
        near = (low_queries @ low_windows[i].t()) + batch.absent[i]
        which.masked_fill_(near > best, i)
        best = torch.maximum(best, near)
    logits = best.float().mul_(scale).add_(batch.ignored)
    log_shares = torch.log_softmax(logits, 1)
    loss = -log_shares.diagonal().mean().item()

    pull = log_shares.exp_()
    pull.diagonal().sub_(1)
    low_pull = pull.mul_(scale / size).bfloat16()
    to_queries = torch.zeros_like(queries)
    to_windows = torch.empty_like(windows)
    for i in range(SENTENCES - 1):
        part = low_pull * (which == i)
        to_queries += part @ low_windows[i]
        to_windows[i] = part.t() @ low_queries
    to_sums = torch.empty_like(sums)
    to_sums[:size] = _through_unit(to_queries, queries, query_norms)
    to_sums[size:] = _through_unit(to_windows, windows, window_norms).view(-1, sums.shape[1])
    return loss, batch.transposed @ to_sums


def _unit(vectors: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    norms = vectors.norm(dim=-1, keepdim=True).clamp_(min=1e-6)
    return vectors / norms, norms


def _through_unit(gradient: torch.Tensor, unit: torch.Tensor, norms: torch.Tensor) -> torch.Tensor:
    """The gradient before `_unit`, given the one after it."""
    along = (gradient * unit).sum(-1, keepdim=True)
    return gradient.addcmul_(unit, along, value=-1).div_(norms)


@dataclass(frozen=True)
class Bags:
    """A batch as sparse counts over the tokens it touches, `rows` of the table."""

    size: int
    rows: torch.Tensor
    counts: torch.Tensor
    transposed: torch.Tensor
    absent: torch.Tensor
    ignored: torch.Tensor


def bags(pairs: list[Pair], sentences: Tokens) -> Bags:
    """Queries first, then the passages' first windows, their second ones, and so on.

    Each distinct token counts once, as in the finished model.
    """
    size = len(pairs)
    empty = np.zeros(0, np.int32)
    parts = [
        [sentences[p.sentences[i]] if i < len(p.sentences) else empty for p in pairs]
        for i in range(SENTENCES)
    ]
    texts = [p.query for p in pairs]
    for one, next_ in itertools.pairwise(parts):
        texts += [np.concatenate(both) for both in zip(one, next_, strict=True)]
    ids = np.concatenate(texts)
    rows, columns = np.unique(ids, return_inverse=True)
    starts = np.cumsum([0, *map(len, texts)])
    matrix = sp.csr_matrix(
        (np.ones(len(ids), np.float32), columns, starts), (len(texts), len(rows))
    )
    matrix.sum_duplicates()
    matrix.data[:] = 1
    lengths = np.array([len(p.sentences) for p in pairs])
    absent = np.zeros((SENTENCES - 1, size), np.float32)
    for i in range(1, SENTENCES - 1):
        absent[i] = np.where(lengths < i + 2, -4.0, 0.0)
    articles = np.array([p.article for p in pairs])
    first = np.array([p.sentences[0] for p in pairs])
    last = np.array([p.sentences[-1] for p in pairs])
    # Passages that overlap are no negatives of each other: they may answer both queries.
    same = (articles[:, None] == articles) & (first[:, None] <= last) & (first <= last[:, None])
    np.fill_diagonal(same, False)
    return Bags(
        size,
        torch.from_numpy(rows.astype(np.int64)),
        _sparse(matrix),
        _sparse(matrix.T.tocsr()),
        torch.from_numpy(absent).bfloat16(),
        torch.from_numpy(np.where(same, -1e4, 0.0).astype(np.float32)),
    )


def _sparse(matrix):  # type: ignore[no-untyped-def]
    return torch.sparse_csr_tensor(
        torch.from_numpy(matrix.indptr.astype(np.int32)),
        torch.from_numpy(matrix.indices.astype(np.int32)),
        torch.from_numpy(matrix.data),
        size=matrix.shape,
        check_invariants=False,  # scipy made them
    )


class RowAdam:
    """Adam (Kingma and Ba 2015) that moves only the rows a batch touches."""

    def __init__(self, table: torch.Tensor) -> None:
        self.table = table
        self.mean = torch.zeros_like(table)
        self.square = torch.zeros_like(table)
        self.step = 0

    def move(self, rows: torch.Tensor, gradient: torch.Tensor, rate: float) -> None:
        """One step; *shapes:* rows (n,), gradient (n, dim)."""
        self.step += 1
        mean = self.mean[rows].lerp_(gradient, 0.1)
        square = self.square[rows].lerp_(gradient.square(), 0.01)
        self.mean[rows] = mean
        self.square[rows] = square
        mean /= 1 - 0.9**self.step
        square /= 1 - 0.99**self.step
        self.table.index_add_(0, rows, mean / (square.sqrt_() + 1e-10), alpha=-rate)


def rate_at(step: int, config: Config) -> float:
    """Warm up over 2 % of the steps, then fall to a tenth in a straight line."""
    done = step / config.steps
    return config.rate * min(1.0, (step + 1) / (0.02 * config.steps)) * (1 - 0.9 * done)


def train(
    prepared: Prepared, config: Config, run: Path, *, stop: int | None = None
) -> NDArray[np.float32]:
    """The trained table; writes `checkpoint.pt` and `losses.json` into `run`, and carries on from it.

    `stop` ends the run early at that step, as an interruption would.
    """
    sampler = Sampler(prepared.store, config.shares, config.seed, config.topics)
    table = start_vectors(prepared.idf, prepared.meaning, config)
    adam = RowAdam(table)
    total, averaged = torch.zeros_like(table), 0
    losses: list[float] = []
    saved = run / "checkpoint.pt"
    if saved.exists():
        state = torch.load(saved, weights_only=True)
        table.copy_(state["table"])
        adam.mean, adam.square, adam.step = state["mean"], state["square"], state["step"]
        total, averaged, losses = state["total"], state["averaged"], state["losses"]
        print(f"carrying on from step {adam.step}")
    started, begun = time.time(), adam.step
    for step in range(adam.step, config.steps if stop is None else min(stop, config.steps)):
        batch = bags(sampler.batch(step, config.batch), prepared.store.sentences)
        loss, gradient = loss_and_gradient(table[batch.rows], batch, config.scale)
        adam.move(batch.rows, gradient, rate_at(step, config))
        losses.append(round(loss, 4))
        if step >= config.steps * (1 - config.average) and step % 10 == 0:
            total += table
            averaged += 1
        if (step + 1) % 50 == 0:
            speed = (time.time() - started) / (step + 1 - begun)
            print(
                f"step {step + 1}: loss {np.mean(losses[-50:]):.3f}, {speed:.2f} s a step",
                flush=True,
            )
        if (step + 1) % 200 == 0 or step + 1 == stop:
            report(table.numpy(), prepared.checks)
            _save_checkpoint(saved, table, adam, total, averaged, losses)
    (run / "losses.json").write_text(json.dumps(losses))
    return (total / averaged if averaged else table).numpy()


def _save_checkpoint(path, table, adam, total, averaged, losses) -> None:  # type: ignore[no-untyped-def]
    aside = path.with_suffix(".part")
    state = {"table": table, "mean": adam.mean, "square": adam.square, "step": adam.step}
    torch.save({**state, "total": total, "averaged": averaged, "losses": losses}, aside)
    aside.replace(path)


def report(
    table: NDArray[np.float32], checks: dict[str, retrieval.Check]
) -> dict[str, list[float]]:
    """Print and return R@1, R@10 and MRR of each check."""
    found = {name: [round(x, 4) for x in retrieval.measure(table, c)] for name, c in checks.items()}
    for name, (first, ten, mrr) in found.items():
        print(f"  {name:<18} R@1 {first:.3f}  R@10 {ten:.3f}  MRR {mrr:.3f}", flush=True)
    return found


def draw(curves: list[list[float]], path: Path) -> None:
    """The loss of each run, as a mean over 20 steps, as a picture."""
    import matplotlib  # noqa: PLC0415 only needed here, and slow to import

    matplotlib.use("Agg")
    from matplotlib import pyplot as plt  # noqa: PLC0415

    figure, axes = plt.subplots(figsize=(7, 4), dpi=120)
    for number, losses in enumerate(curves, 1):
        width = min(20, len(losses))
        mean = np.convolve(losses, np.ones(width) / width, mode="valid")
        axes.plot(np.arange(len(mean)) + width - 1, mean, label=f"run {number}")
    axes.set(xlabel="step", ylabel="cross entropy of the own passage in the batch")
    axes.legend()
    axes.grid(alpha=0.3)
    figure.tight_layout()
    figure.savefig(path)
    plt.close(figure)


RUNS = (
    (0.7, Config(steps=600, rate=0.01, meaning=0.2), None),
    (0.3, Config(steps=900, rate=0.03, scale=20.0, topics=0), 400),
)
"""Share of the blend, settings, and the step at which a run ends (None: its last).

The first keeps names exact, the second brings other words near; they start from the same random
directions, so that a weighted mean of their tables has most of both.
"""


MEANING_SHARE = 0.5
"""Length of a token's meaning beside its trained vector. Of 0, 0.5, 0.8, 1.1 and 1.5 it lost little on
published questions, which repeat the text's words (DRCD test 0.896 to 0.878), and found most of the
newspaper's development questions in other words (0.19 to 0.37 first)."""


def main() -> None:
    """Train, or carry on, and write the model, its loss curves and its measured quality."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--data", type=Path, required=True, help="see training/corpora.py")
    parser.add_argument("--out", type=Path, default=Path("index/model/encoder"))
    parser.add_argument("--run", type=Path, default=Path("runs/encoder"), help="checkpoints")
    parser.add_argument("--threads", type=int, default=torch.get_num_threads())
    options = parser.parse_args()
    options.run.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(options.threads)

    kept = options.run / "prepared.pickle"
    if not kept.exists():
        kept.write_bytes(pickle.dumps(prepare(options.data, RUNS[0][1])))
    prepared: Prepared = pickle.loads(kept.read_bytes())
    table = np.zeros((len(prepared.idf), RUNS[0][1].dim), np.float32)
    curves = []
    for number, (share, config, stop) in enumerate(RUNS):
        run = options.run / str(number)
        run.mkdir(exist_ok=True)
        print(config)
        table += share * train(prepared, config, run, stop=stop)
        curves.append(json.loads((run / "losses.json").read_text()))
    table = with_meaning(table, prepared.meaning, MEANING, MEANING_SHARE)
    rows, scales = quantize(table)
    quality = report(rows * scales[:, None], prepared.checks)
    save(table, prepared.tokenizer, options.out)
    draw(curves, Path(__file__).parent / "encoder_loss.png")
    (options.run / "quality.json").write_text(json.dumps(quality, indent=2))


if __name__ == "__main__":
    main()
