"""Train the last layers of index/model/encoder.onnx on: the pieces of a question are to meet its answer's.

    python -m training.train_encoder --base e5-small-q4.bin --data DIR

What ships is not trained so: what was won and what it cost stands in benchmarks/README.md (600 steps with
`--hold 0`, and 300 with the hold; the settings below were not run together yet).

DIR holds the question sets that training/corpora.py names, the base model is described in
training/base_model.py. training/make_encoder.py, which decides the tokenizer, comes first.

Each step takes some questions, each with sentences that answer it and with such as only look like it. A
question is compared with every sentence of the step as chat/meeting.py compares them, and the loss is the
cross entropy of its answers among them (Khattab and Zaharia 2020, "ColBERT", with in-batch negatives).
Three questions in ten may not use pieces that stand in the sentence as they are: these sets repeat their
text's words, and what is to be learned is how other words meet. The layers below stay as they are, so
that what they give is worked out once. The trained ones are pulled back to where they began, and so is the
mean of a text's pieces, by which searching finds it: of that the base model knows more than these sets
teach. Interrupted, it goes on from its last checkpoint; the same seed gives the same steps.
"""

import argparse
import json
import random
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer
from torch.nn.functional import normalize
from transformers import BertModel

from index.encode import NETWORK
from index.network import BEGIN, END, read_tokenizer
from training.base_model import read_base_model
from training.corpora import Reading, lay_questions, reading
from training.export import Pieces, export
from training.network import kept_by, network, padded
from training.train_expectation import LAY, SETS, is_held
from training.train_reader import draw

LONGEST = 180
"""Pieces of a text that are trained on."""
PREFIXES = {True: "query: ", False: "passage: "}


@dataclass(frozen=True)
class Config:
    """What a run depends on."""

    seed: int = 1
    trained: int = 2
    """Layers, the last ones."""
    steps: int = 600
    questions: int = 12
    """In a step."""
    wrong: int = 6
    """Sentences of a question that do not answer it, at most."""
    lay: float = 0.25
    """Share of the questions that laymen asked about the law."""
    unlike: float = 0.3
    """Share of the questions that may not be met by the same piece."""
    rate: float = 3e-5
    pull: float = 0.02
    """Weight of the squared distance of the weights from the base model's."""
    hold: float = 100.0
    """Weight of what the cosine of a text's vector with the base model's is short of 1."""
    warmup: float = 0.1


@dataclass(frozen=True, slots=True)
class Item:
    """A question, sentences that answer it and sentences that do not, the nearest first; numbers of texts."""

    question: int
    right: tuple[int, ...]
    wrong: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Below:
    """Texts as the layers below leave them. *Shapes:* `rows` (all pieces, dim), half precision; `ids` (all
    pieces,); text n is at `starts[n]:starts[n + 1]`, its first `before[n]` pieces and its last are no words."""

    rows: NDArray[np.float16]
    ids: NDArray[np.int64]
    starts: NDArray[np.int64]
    before: NDArray[np.int64]

    def batch(
        self, numbers: Sequence[int]
    ) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]:
        """Some texts. *Shapes:* (n, longest, dim) float; (n, longest) which pieces there are, which are
        words, and their ids (-1: none)."""
        spans = [(int(self.starts[n]), int(self.starts[n + 1])) for n in numbers]
        longest = max(end - start for start, end in spans)
        rows = torch.zeros(len(spans), longest, self.rows.shape[1])
        there = torch.zeros(len(spans), longest, dtype=torch.bool)
        words, ids = there.clone(), torch.full(there.shape, -1)
        for at, (number, (start, end)) in enumerate(zip(numbers, spans, strict=True)):
            rows[at, : end - start] = torch.from_numpy(self.rows[start:end].astype(np.float32))
            ids[at, : end - start] = torch.from_numpy(self.ids[start:end])
            there[at, : end - start] = True
            words[at, int(self.before[number]) : end - start - 1] = True
        return rows, there, words, ids


class Last(torch.nn.Module):
    """The last layers of a network."""

    def __init__(self, body: BertModel, count: int) -> None:
        super().__init__()
        self.layers = body.encoder.layer[-count:]

    def forward(self, rows: torch.Tensor, there: torch.Tensor) -> torch.Tensor:
        """The rows of the last layer. *Shapes:* (n, pieces, dim), (n, pieces) ▶ (n, pieces, dim)."""
        mask = torch.zeros(there.shape).masked_fill(~there, -1e9)[:, None, None, :]
        for layer in self.layers:
            found = layer(rows, mask)
            rows = found[0] if isinstance(found, tuple) else found
        return rows


def mean(rows: torch.Tensor, there: torch.Tensor) -> torch.Tensor:
    """A unit vector of each text, as index/encode.py makes it. *Shapes:* as of Last ▶ (n, dim)."""
    return normalize((rows * there[..., None]).sum(1), dim=-1)


def below(body: BertModel, tokenizer: Tokenizer, texts: Sequence[str], asked: int) -> Below:
    """The texts, of which the first `asked` are questions, as all layers of `body` leave them."""
    rows: list[list[int]] = []
    before = []
    for number, text in enumerate(texts):
        prefix = PREFIXES[number < asked]
        found = tokenizer.encode(prefix + text)
        rows.append([BEGIN, *found.ids[:LONGEST], END])
        before.append(1 + sum(end <= len(prefix) for _, end in found.offsets))
    made: list[NDArray[np.float16]] = [np.zeros((0, 0), dtype=np.float16)] * len(rows)
    order = sorted(range(len(rows)), key=lambda n: len(rows[n]))
    with torch.no_grad(), torch.autocast("cpu", dtype=torch.bfloat16):
        for at in range(0, len(order), 32):
            part = order[at : at + 32]
            ids, mask = padded([rows[n] for n in part])
            found = body(input_ids=ids, attention_mask=mask).last_hidden_state
            for number, row in zip(part, found, strict=True):
                made[number] = row[: len(rows[number])].half().numpy()
    starts = np.cumsum([0, *map(len, rows)])
    return Below(np.concatenate(made), np.concatenate(rows), starts, np.array(before))


def met(
    asked: tuple[torch.Tensor, torch.Tensor, torch.Tensor],
    read: tuple[torch.Tensor, torch.Tensor, torch.Tensor],
    unlike: torch.Tensor,
) -> torch.Tensor:
    """How each question meets each sentence, as in chat/meeting.py; each is (rows, words, ids), and
    `unlike` (questions,) says which may not be met by the same piece. *Shape:* (questions, sentences)."""
    (rows, words, ids), (others, theirs, their_ids) = asked, read
    cosines = torch.einsum("qid,sjd->qisj", normalize(rows, dim=-1), normalize(others, dim=-1))
    cosines = cosines.masked_fill(~theirs, -1.0)
    same = (ids[:, :, None, None] == their_ids) & unlike[:, None, None, None]
    nearest = cosines.masked_fill(same, -1.0).amax(-1).clamp_min(0.0)
    weights = words.float()
    return (nearest * weights[..., None]).sum(1) / weights.sum(1)[:, None].clamp_min(1.0)


def train(
    last: Last,
    sets: Sequence[Sequence[Item]],
    texts: Below,
    vectors: NDArray[np.float32],
    config: Config,
    folder: Path,
    stop: int | None = None,
) -> list[float]:
    """Train in place, to the end or to step `stop`; `sets` are encyclopedia questions and laymen's, `vectors`
    (texts, dim) those of the base model, `folder` keeps the checkpoint. The losses of all steps."""
    folder.mkdir(parents=True, exist_ok=True)
    began = {name: one.detach().clone() for name, one in last.named_parameters()}
    scale = torch.nn.Parameter(torch.tensor(4.0))
    optimiser = torch.optim.Adam(
        [{"params": list(last.parameters()), "lr": config.rate}, {"params": [scale], "lr": 0.01}]
    )
    rises = max(1, int(config.steps * config.warmup))
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda n: min((n + 1) / rises, (config.steps - n) / max(1, config.steps - rises))
    )
    losses: list[float] = []
    checkpoint = folder / "encoder.pt"
    if checkpoint.is_file():
        kept = torch.load(checkpoint)
        if kept["config"] == asdict(config):
            last.load_state_dict(kept["last"])
            scale.data = kept["scale"]
            optimiser.load_state_dict(kept["optimiser"])
            schedule.load_state_dict(kept["schedule"])
            losses = kept["losses"]
    last.train()
    end = config.steps if stop is None else min(stop, config.steps)
    for step in range(len(losses), end):
        randomness = random.Random(f"{config.seed}-{step}")
        torch.manual_seed(config.seed * 1_000_003 + step)
        items = [
            randomness.choice(sets[randomness.random() < config.lay])
            for _ in range(config.questions)
        ]
        wrong = [randomness.sample(one.wrong, min(config.wrong, len(one.wrong))) for one in items]
        read = [n for one, others in zip(items, wrong, strict=True) for n in (*one.right, *others)]
        questions = [one.question for one in items]
        rows, there, *asked = texts.batch(questions)
        others, present, *sentences = texts.batch(read)
        rows, others = last(rows, there), last(others, present)
        unlike = torch.tensor([randomness.random() < config.unlike for _ in items])
        scores = scale.exp() * met(
            (rows, asked[0], asked[1]), (others, sentences[0], sentences[1]), unlike
        )
        right = torch.tensor([[n in one.right for n in read] for one in items])
        loss = (scores.logsumexp(1) - scores.masked_fill(~right, -1e9).logsumexp(1)).mean()
        means = torch.cat([mean(rows, there), mean(others, present)])
        turned = 1 - (means * torch.from_numpy(vectors[questions + read])).sum(1).mean()
        away = torch.stack(
            [((one - began[name]) ** 2).sum() for name, one in last.named_parameters()]
        )
        optimiser.zero_grad()
        (loss + config.pull * away.sum() + config.hold * turned).backward()
        torch.nn.utils.clip_grad_norm_(last.parameters(), 1.0)
        optimiser.step()
        schedule.step()
        losses.append(float(loss.detach()))
        if (step + 1) % 25 == 0:
            print(f"{step + 1}/{config.steps} loss {sum(losses[-25:]) / 25:.3f}", flush=True)
        if (step + 1) % 100 == 0 or step + 1 == end:
            state = {
                "config": asdict(config),
                "last": last.state_dict(),
                "scale": scale.data,
                "optimiser": optimiser.state_dict(),
                "schedule": schedule.state_dict(),
                "losses": losses,
            }
            torch.save(state, checkpoint.with_suffix(".part"))
            checkpoint.with_suffix(".part").replace(checkpoint)
    return losses


OWN, OTHERS, RIGHT = 4, 3, 3
"""Sentences of a question that are kept: wrong ones of its own paragraph and of others, and right ones."""


def items(
    found: Reading, firsts: Sequence[int], questions: dict[str, int], vectors: NDArray[np.float32]
) -> list[Item]:
    """What a set teaches, without its held questions. `firsts` are the numbers of each paragraph's first
    sentence and behind the last, `questions` those of questions, `vectors` (texts, dim) say what is near."""
    own: dict[str, set[int]] = {}
    right: dict[str, set[int]] = {}
    for one in found.questions:
        numbers = range(firsts[one.paragraph], firsts[one.paragraph + 1])
        own.setdefault(one.text, set()).update(numbers)
        right.setdefault(one.text, set()).update([numbers[at] for at in one.answered_in] or numbers)
    every = np.arange(firsts[0], firsts[-1])
    made = []
    for text, answers in right.items():
        if is_held(text) or not answers:
            continue
        near = vectors[every] @ vectors[questions[text]]
        order = every[np.argsort(-near, kind="stable")].tolist()
        wrong = [n for n in order if n in own[text] and n not in answers][:OWN]
        wrong += [n for n in order if n not in own[text]][:OTHERS]
        made.append(
            Item(questions[text], tuple([n for n in order if n in answers][:RIGHT]), tuple(wrong))
        )
    return made


def main() -> None:
    """Train from the command line and write the network and the loss curve."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--base", type=Path, required=True, help="see base_model.py")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=NETWORK)
    parser.add_argument("--work", type=Path, default=Path(".encoder"), help="checkpoints go there")
    for name, value in asdict(Config()).items():
        parser.add_argument(f"--{name}", type=type(value), default=value)
    options = parser.parse_args()
    config = Config(**{name: getattr(options, name) for name in asdict(Config())})
    options.work.mkdir(parents=True, exist_ok=True)
    found = [reading(options.data / "qa" / f"{name}.json") for name in SETS]
    found.append(lay_questions(options.data / "qa" / f"{LAY}.json"))
    asked = list(dict.fromkeys(one.text for one_set in found for one in one_set.questions))
    texts = list(asked)
    firsts = []
    for one_set in found:
        firsts.append(np.cumsum([len(texts), *map(len, one_set.paragraphs)]).tolist())
        texts += [sentence for paragraph in one_set.paragraphs for sentence in paragraph]
    base = read_base_model(options.base)
    tokenizer = read_tokenizer()
    body = network(base, kept_by(tokenizer, base), base.layers)
    body.eval()
    last = Last(body, config.trained)
    body.encoder.layer = body.encoder.layer[: -config.trained]
    states = below(body, tokenizer, texts, len(asked))
    vectors = whole(last, states)
    numbers = {text: number for number, text in enumerate(asked)}
    made = [items(one, at, numbers, vectors) for one, at in zip(found, firsts, strict=True)]
    print(f"{len(texts)} texts, {[len(one) for one in made]} questions", flush=True)
    losses = train(
        last,
        ([one for part in made[:-1] for one in part], made[-1]),
        states,
        vectors,
        config,
        options.work,
    )
    body.encoder.layer.extend(last.layers)
    export(Pieces(body), options.out)
    draw(losses, options.work / "encoder_loss.png")
    settings = json.dumps(asdict(config), indent=1)
    options.out.with_suffix(".json").write_text(settings + "\n")


def whole(last: Last, texts: Below) -> NDArray[np.float32]:
    """The vector of each text. *Shape:* (texts, dim), unit norm."""
    made = []
    last.eval()
    with torch.no_grad():
        for at in range(0, len(texts.before), 64):
            rows, there, *_ = texts.batch(range(at, min(at + 64, len(texts.before))))
            made.append(mean(last(rows, there), there).numpy())
    return np.concatenate(made)


if __name__ == "__main__":
    main()
