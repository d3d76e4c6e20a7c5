"""Train chat/model/meeting.onnx: the pieces of a question are to meet those of its answer.

    python -m training.train_meeting --base e5-small-q4.bin --data DIR

DIR holds the sets that training/corpora.py names, the base model is described in training/base_model.py.
training/make_encoder.py, which decides the tokenizer, comes first. It learns from questions that people asked
of encyclopedias and of the law, and from such as were written to news (written_questions.py).

Each step takes some questions, each with sentences that answer it and with such as only look like it. A
question is compared with every sentence of the step as chat/meeting.py compares them, and the loss is the
cross entropy of its answers among them (Khattab and Zaharia 2020, "ColBERT", with in-batch negatives).
Three questions in ten may not use pieces that stand in the sentence as they are: these sets repeat their
text's words, and what is to be learned is how other words meet. Trained are the layers above those that the
encoder shares, so that what those give is worked out once; they begin as the base model's and are
pulled back to them, because the base model knows more words than these sets teach. Interrupted, it goes
on from its last checkpoint; the same seed gives the same steps.
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
from torch.nn.functional import normalize, pad
from transformers import BertModel

from chat.meeting import MODEL
from index.pieces import BEGIN, END, read_tokenizer
from training.base_model import read_base_model
from training.corpora import Reading, lay_questions, reading
from training.export import Upper, export
from training.keep import keep
from training.network import LOWER, cut_off, kept_by, network, padded
from training.run import draw, run
from training.train_expectation import LAY, SETS, is_held
from training.written_questions import taught

LONGEST = 180
"""Pieces of a text that are trained on."""
TOGETHER = 16
"""Texts that go through the layers at once."""
PREFIXES = {True: "query: ", False: "passage: "}


@dataclass(frozen=True)
class Config:
    """What a run depends on."""

    seed: int = 1
    steps: int = 520
    questions: int = 16
    """In a step."""
    wrong: int = 6
    """Sentences of a question that do not answer it, at most."""
    lay: float = 0.25
    """Share of the questions that laymen asked about the law."""
    news: float = 0.45
    """Share of the questions that were written to news."""
    unlike: float = 0.3
    """Share of the questions that may not be met by the same piece."""
    rate: float = 3e-5
    pull: float = 0.02
    """Weight of the squared distance of the weights from the base model's."""
    warmup: float = 0.1


@dataclass(frozen=True, slots=True)
class Item:
    """A question, sentences that answer it and sentences that do not, the nearest first; numbers of texts."""

    question: int
    right: tuple[int, ...]
    wrong: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Below:
    """Texts as the lower layers leave them. *Shapes:* `rows` (all pieces, dim), half precision; `ids` (all
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


def below(body: BertModel, tokenizer: Tokenizer, texts: Sequence[str], asked: int) -> Below:
    """The texts, of which the first `asked` are questions, as `body` leaves them."""
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


@dataclass(frozen=True, slots=True)
class Above:
    """Texts as the upper layers leave them. *Shapes:* `rows` (n, longest, dim); `words`, which pieces are
    words, and `ids` (n, longest)."""

    rows: torch.Tensor
    words: torch.Tensor
    ids: torch.Tensor


def above(upper: Upper, texts: Below, numbers: Sequence[int]) -> Above:
    """Some texts, those of like length together, because a short one beside a long one is mostly padding."""
    lengths = np.diff(texts.starts)[list(numbers)]
    order = np.argsort(lengths, kind="stable")
    parts: list[list[torch.Tensor]] = [[], [], []]
    for at in range(0, len(order), TOGETHER):
        rows, there, words, ids = texts.batch([numbers[n] for n in order[at : at + TOGETHER]])
        with torch.autocast("cpu", dtype=torch.bfloat16):
            rows = upper(rows, there).float()
        more = int(lengths.max()) - rows.shape[1]
        parts[0].append(pad(rows, (0, 0, 0, more)))
        parts[1].append(pad(words, (0, more)))
        parts[2].append(pad(ids, (0, more), value=-1))
    back = torch.from_numpy(np.argsort(order))
    return Above(*(torch.cat(part)[back] for part in parts))


def met(asked: Above, read: Above, unlike: torch.Tensor) -> torch.Tensor:
    """How each question meets each sentence, as in chat/meeting.py; `unlike` (questions,) says which may
    not be met by the same piece. *Shape:* (questions, sentences)."""
    rows, words, ids = asked.rows, asked.words, asked.ids
    others, theirs, their_ids = read.rows, read.words, read.ids
    cosines = torch.einsum("qid,sjd->qisj", normalize(rows, dim=-1), normalize(others, dim=-1))
    cosines = cosines.masked_fill(~theirs, -1.0)
    same = (ids[:, :, None, None] == their_ids) & unlike[:, None, None, None]
    nearest = cosines.masked_fill(same, -1.0).amax(-1).clamp_min(0.0)
    weights = words.float()
    return (nearest * weights[..., None]).sum(1) / weights.sum(1)[:, None].clamp_min(1.0)


class Scaled(torch.nn.Module):
    """The layers that are trained, and how much a cosine counts as log odds."""

    def __init__(self, upper: Upper) -> None:
        super().__init__()
        self.upper = upper
        self.scale = torch.nn.Parameter(torch.tensor(4.0))


def train(
    upper: Upper,
    sets: Sequence[Sequence[Item]],
    texts: Below,
    config: Config,
    folder: Path,
    stop: int | None = None,
) -> list[float]:
    """Train in place, to the end or to step `stop`; `sets` are questions of encyclopedias, laymen's, and to
    news, `folder` keeps the checkpoint. The losses of all steps."""
    began = {name: one.detach().clone() for name, one in upper.named_parameters()}
    scaled = Scaled(upper)
    shares = (1 - config.lay - config.news, config.lay, config.news)

    def step_loss(step: int) -> torch.Tensor:
        randomness = random.Random(f"{config.seed}-{step}")
        drawn = randomness.choices(range(3), shares, k=config.questions)
        items = [randomness.choice(sets[number]) for number in drawn]
        wrong = [randomness.sample(one.wrong, min(config.wrong, len(one.wrong))) for one in items]
        read = [n for one, others in zip(items, wrong, strict=True) for n in (*one.right, *others)]
        asked = above(upper, texts, [one.question for one in items])
        unlike = torch.tensor([randomness.random() < config.unlike for _ in items])
        scores = scaled.scale.exp() * met(asked, above(upper, texts, read), unlike)
        right = torch.tensor([[n in one.right for n in read] for one in items])
        loss = (scores.logsumexp(1) - scores.masked_fill(~right, -1e9).logsumexp(1)).mean()
        away = [((one - began[name]) ** 2).sum() for name, one in upper.named_parameters()]
        return loss + config.pull * torch.stack(away).sum()

    return run(
        scaled,
        torch.optim.Adam(
            [
                {"params": list(upper.parameters()), "lr": config.rate},
                {"params": [scaled.scale], "lr": 0.01},
            ]
        ),
        step_loss,
        config,
        steps=config.steps,
        warmup=config.warmup,
        checkpoint=folder / "meeting.pt",
        stop=stop,
    )


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
    parser.add_argument("--out", type=Path, default=MODEL)
    parser.add_argument("--work", type=Path, default=Path(".meeting"), help="checkpoints go there")
    for name, value in asdict(Config()).items():
        parser.add_argument(f"--{name}", type=type(value), default=value)
    options = parser.parse_args()
    config = Config(**{name: getattr(options, name) for name in asdict(Config())})
    options.work.mkdir(parents=True, exist_ok=True)
    found = [reading(options.data / "qa" / f"{name}.json") for name in SETS]
    found.append(lay_questions(options.data / "qa" / f"{LAY}.json"))
    found.append(taught(options.data))
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
    upper = Upper(cut_off(body, LOWER))
    states = below(body, tokenizer, texts, len(asked))
    vectors = means(upper, states)
    numbers = {text: number for number, text in enumerate(asked)}
    made = [items(one, at, numbers, vectors) for one, at in zip(found, firsts, strict=True)]
    print(f"{len(texts)} texts, {[len(one) for one in made]} questions", flush=True)
    losses = train(
        upper,
        ([one for part in made[:-2] for one in part], *made[-2:]),
        states,
        config,
        options.work,
    )
    export(upper, base.width, options.out)
    draw(losses, options.work / "meeting_loss.png")
    settings = json.dumps(asdict(config), indent=1)
    keep(options.out.with_suffix(".json"), f"{settings}\n".encode())


def means(upper: Upper, texts: Below) -> NDArray[np.float32]:
    """The vector of each text, as index/encode.py makes it. *Shape:* (texts, dim), unit norm."""
    made = np.zeros((len(texts.before), texts.rows.shape[1]), dtype=np.float32)
    order = np.argsort(np.diff(texts.starts), kind="stable")
    upper.eval()
    for part in np.array_split(order, max(1, len(order) // 64)):
        rows, there, *_ = texts.batch(part.tolist())
        with torch.no_grad(), torch.autocast("cpu", dtype=torch.bfloat16):
            found = upper(rows, there).float()
        made[part] = normalize((found * there[..., None]).sum(1), dim=-1).numpy()
    return made


if __name__ == "__main__":
    main()
