"""Train index/model/encoder.onnx: a question is to find its answer, and to be met by it piece by piece.

    python -m training.train_encoder --base e5-small-q4.bin --data DIR [--device cuda] [--beside encoder.onnx]

DIR holds the sets that training/corpora.py names, the base model is described in training/base_model.py.
training/make_encoder.py, which decides the tokenizer, comes first. It learns from questions that people asked
of encyclopedias and of the law, and from such as were written to news, laws and papers (written_questions.py).

Each step takes some questions, each with sentences that answer it and with such as only look like it. A
question is compared with every sentence of the step, by the cosine of their vectors and as
chat/ranking/meeting.py compares their pieces (Khattab and Zaharia 2020, "ColBERT"); the loss is for each the
cross entropy of its answers among them, with in-batch negatives. Three questions in ten may not use pieces
that stand in the sentence as they are: these sets repeat their text's words, and what is to be learned is how
other words meet.
The lower layers stay the base model's, so that what they give is worked out once; those above begin as the base
model's. It knows more words than these sets teach: weights between its own and the trained ones find more
than either (Wortsman et al. 2022, "Robust fine-tuning of zero-shot models"), and so do those between two
encoders that were trained from it (the same, "Model soups"), so that is what is kept.
Interrupted, it goes on from its last checkpoint; the same seed draws the same questions.
"""

import argparse
import hashlib
import json
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer
from torch.nn.functional import normalize, pad

from index.pieces import BEGIN, END, MODEL, read_tokenizer
from training.base_model import read_base_model
from training.below import LONGEST, PREFIXES, Below, below
from training.corpora import lay_questions, reading
from training.encoder_items import Item, items
from training.export import Layers, Upper, export
from training.keep import keep
from training.network import LOWER, cut_off, kept_by, network
from training.reread import reread, upper_of
from training.run import draw, halves, run
from training.smooth import smooth
from training.train_expectation import LAY, SETS
from training.written_questions import taught

TOGETHER = {"cpu": 16, "cuda": 512}
"""Texts that go through the layers at once."""
BACK = 0.5
"""How far all weights are moved back, to the base model's or to another encoder's, when training is done."""
SMOOTHED_BY = 300
"""Texts by which it is told how large what goes into the matrices is."""


@dataclass(frozen=True)
class Config:
    """What a run depends on."""

    seed: int = 1
    steps: int = 101
    """Of a round."""
    rounds: int = 2
    """In each what only looks like an answer is looked for anew, with what has been learned (Xiong et al.
    2021, "ANCE")."""
    questions: int = 96
    """In a step."""
    wrong: int = 12
    """Sentences of a question that do not answer it, at most."""
    lay: float = 0.12
    """Share of the questions that laymen asked about the law."""
    news: float = 0.63
    """Share of the questions that were written."""
    unlike: float = 0.3
    """Share of the questions whose pieces may not be met by the same piece."""
    rate: float = 6e-5
    pull: float = 0.02
    """Weight of the squared distance of the weights from the base model's."""
    warmup: float = 0.1


@dataclass(frozen=True, slots=True)
class Above:
    """Texts as the upper layers leave them. *Shapes:* `rows` (n, longest, dim); `words`, which pieces are
    words, and `ids` (n, longest); `vectors` (n, dim), unit norm."""

    rows: torch.Tensor
    words: torch.Tensor
    ids: torch.Tensor
    vectors: torch.Tensor


def above(upper: Upper, texts: Below, numbers: Sequence[int]) -> Above:
    """Some texts, those of like length together, because a short one beside a long one is mostly padding."""
    device = texts.rows.device
    chosen = torch.tensor(numbers, device=device)
    lengths = texts.lengths[chosen]
    order = lengths.argsort(stable=True)
    longest = int(lengths.max())
    parts: list[list[torch.Tensor]] = [[], [], [], []]
    for here in order.split(TOGETHER[device.type]):
        rows, there, words, ids = texts.batch(chosen[here])
        with halves(device):
            rows = upper(rows, there).float()
        more = longest - rows.shape[1]
        parts[0].append(pad(rows, (0, 0, 0, more)))
        parts[1].append(pad(words, (0, more)))
        parts[2].append(pad(ids, (0, more), value=-1))
        parts[3].append(vectors(rows, there))
    back = order.argsort()
    return Above(*(torch.cat(part)[back] for part in parts))


def vectors(rows: torch.Tensor, there: torch.Tensor) -> torch.Tensor:
    """The mean of each text's pieces, as index/encode.py takes it. *Shapes:* (n, longest, dim) and which there
    are ▶ (n, dim), unit norm."""
    return normalize((rows * there[..., None]).sum(1), dim=-1)


def met(asked: Above, read: Above, unlike: torch.Tensor) -> torch.Tensor:
    """How each question meets each sentence, as in chat/ranking/meeting.py; `unlike` (questions,) says which
    may not be met by the same piece. *Shape:* (questions, sentences)."""
    rows, words, ids = asked.rows, asked.words, asked.ids
    others, theirs, their_ids = read.rows, read.words, read.ids
    cosines = torch.einsum("qid,sjd->qisj", normalize(rows, dim=-1), normalize(others, dim=-1))
    same = (ids[:, :, None, None] == their_ids) & unlike[:, None, None, None]
    nearest = cosines.masked_fill(same | ~theirs, -1.0).amax(-1).clamp_min(0.0)
    weights = words.float()
    return (nearest * weights[..., None]).sum(1) / weights.sum(1)[:, None].clamp_min(1.0)


class Scaled(torch.nn.Module):
    """The layers that are trained, and how much a cosine counts as log odds: of pieces, of vectors."""

    def __init__(self, upper: Upper) -> None:
        super().__init__()
        self.upper = upper
        self.scales = torch.nn.Parameter(torch.tensor([4.0, 3.7]))


def train(
    upper: Upper,
    sets: Sequence[Sequence[Item]],
    texts: Below,
    config: Config,
    folder: Path,
    stop: int | None = None,
    began: Mapping[str, torch.Tensor] | None = None,
) -> list[float]:
    """Train in place, to the end or to step `stop`; `sets` are questions of encyclopedias, laymen's, and
    written ones, `folder` keeps the checkpoint, `began` are the weights to stay near, those given if None.
    The losses of all steps. Raises ValueError when a set that has a share is empty."""
    device = texts.rows.device
    scaled = Scaled(upper).to(device)
    began = began or dict(upper.named_parameters())
    began = {name: one.detach().clone().to(device) for name, one in began.items()}
    shares = (1 - config.lay - config.news, config.lay, config.news)
    if any(share > 0 and not one for share, one in zip(shares, sets, strict=True)):
        raise ValueError(
            f"expected questions for each of the shares {shares}, got {[len(one) for one in sets]}; give "
            "what has none no share"
        )

    def step_loss(step: int) -> torch.Tensor:
        randomness = random.Random(f"{config.seed}-{step}")
        drawn = randomness.choices(range(3), shares, k=config.questions)
        items = [randomness.choice(sets[number]) for number in drawn]
        wrong = [randomness.sample(one.wrong, min(config.wrong, len(one.wrong))) for one in items]
        read = [n for one, others in zip(items, wrong, strict=True) for n in (*one.right, *others)]
        read = list(dict.fromkeys(read))
        asked = above(upper, texts, [one.question for one in items])
        found = above(upper, texts, read)
        unlike = torch.tensor([randomness.random() < config.unlike for _ in items]).to(device)
        right = torch.tensor([[n in one.right for n in read] for one in items]).to(device)
        pieces, whole = scaled.scales.exp()
        by_pieces = _cross_entropy(pieces * met(asked, found, unlike), right)
        by_vectors = _cross_entropy(whole * (asked.vectors @ found.vectors.T), right)
        away = [((one - began[name]) ** 2).sum() for name, one in upper.named_parameters()]
        return by_pieces + by_vectors + config.pull * torch.stack(away).sum()

    return run(
        scaled,
        torch.optim.Adam(
            [
                {"params": list(upper.parameters()), "lr": config.rate},
                {"params": [scaled.scales], "lr": 0.01},
            ]
        ),
        step_loss,
        config,
        steps=config.steps,
        warmup=config.warmup,
        checkpoint=folder / "encoder.pt",
        stop=stop,
    )


def in_rounds(
    upper: Upper,
    began: Mapping[str, torch.Tensor],
    look: Callable[[torch.Tensor], list[list[Item]]],
    texts: Below,
    config: Config,
    folder: Path,
) -> list[float]:
    """Train in place, round after round, near the weights `began`; `look` makes the items of each set, the last
    two of them laymen's and the written ones, from the vectors of all texts. The losses of all steps."""
    losses = []
    for number in range(config.rounds):
        made = look(means(upper, texts))
        print(f"{[len(one) for one in made]} questions", flush=True)
        sets = ([one for part in made[:-2] for one in part], *made[-2:])
        own = replace(config, seed=config.seed + number)
        losses += train(upper, sets, texts, own, folder / f"round_{number + 1}", began=began)
    return losses


def _cross_entropy(scores: torch.Tensor, right: torch.Tensor) -> torch.Tensor:
    return (scores.logsumexp(1) - scores.masked_fill(~right, -1e9).logsumexp(1)).mean()


def main() -> None:
    """Train from the command line and write the network and the loss curve."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--base", type=Path, required=True, help="see base_model.py")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=MODEL)
    parser.add_argument("--work", type=Path, default=Path(".encoder"), help="checkpoints go there")
    parser.add_argument(
        "--back",
        type=float,
        default=BACK,
        help="how far the weights are moved back when training is done",
    )
    parser.add_argument(
        "--beside",
        type=Path,
        help="a written encoder to whose weights they are (default: the base model's)",
    )
    parser.add_argument(
        "--device", default="cpu", help="cpu or cuda, as torch names it (default: cpu)"
    )
    for name, value in asdict(Config()).items():
        parser.add_argument(f"--{name}", type=type(value), default=value)
    options = parser.parse_args()
    config = Config(**{name: getattr(options, name) for name in asdict(Config())})
    options.work.mkdir(parents=True, exist_ok=True)
    beside = upper_of(reread(options.beside)) if options.beside else None
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
    states = below(body.to(options.device), tokenizer, texts, len(asked), options.device)
    body.cpu()
    numbers = {text: number for number, text in enumerate(asked)}
    began = {name: one.clone() for name, one in upper.state_dict().items()}
    losses = in_rounds(
        upper.to(options.device),
        began,
        lambda near: [items(one, at, numbers, near) for one, at in zip(found, firsts, strict=True)],
        states,
        config,
        options.work,
    )
    between(upper.cpu(), beside or began, options.back)
    body.encoder.layer.extend(upper.layers)
    smooth(body, some(texts, len(asked), tokenizer))
    export(Layers(body), base.width, options.out / "encoder.onnx")
    draw(losses, options.work / "encoder_loss.png")
    digest = hashlib.sha256(options.beside.read_bytes()).hexdigest() if options.beside else None
    settings = asdict(config) | {"back": options.back, "beside": digest}
    keep(options.out / "encoder.json", f"{json.dumps(settings, indent=1)}\n".encode())


def between(upper: Upper, others: Mapping[str, torch.Tensor], back: float) -> None:
    """Move every weight that share of the way to another, in place."""
    now = upper.state_dict()
    upper.load_state_dict({name: now[name].lerp(one, back) for name, one in others.items()})


def some(texts: Sequence[str], asked: int, tokenizer: Tokenizer) -> Iterator[torch.Tensor]:
    """Ids of a few texts, as they are read, of which the first `asked` are questions. *Shape:* (1, pieces)."""
    for number in range(0, len(texts), max(1, len(texts) // SMOOTHED_BY)):
        found = tokenizer.encode(PREFIXES[number < asked] + texts[number])
        yield torch.tensor([[BEGIN, *found.ids[:LONGEST], END]])


def means(upper: Upper, texts: Below) -> torch.Tensor:
    """The vector of each text, as index/encode.py makes it. *Shape:* (texts, dim), unit norm."""
    made = texts.rows.new_zeros(len(texts.before), texts.rows.shape[1], dtype=torch.float)
    upper.eval()
    for part in texts.lengths.argsort(stable=True).split(4 * TOGETHER[texts.rows.device.type]):
        rows, there, *_ = texts.batch(part)
        with torch.no_grad(), halves(rows.device):
            found = upper(rows, there).float()
        made[part] = vectors(found, there)
    return made


if __name__ == "__main__":
    main()
