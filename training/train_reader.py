"""Train chat/model/reader.onnx: which sentence answers, whether any does, and with which words.

    python -m training.train_reader --base e5-small-q4.bin --data DIR [--device cuda] [--after reader.onnx]

DIR holds the texts and question sets that training/corpora.py names, the base model is described in
training/base_model.py. The first round is mostly of questions made from news by rule (made_questions.py), the
second of those that people asked of encyclopedias, the third of such as were written to news, laws and papers
of daily life, in other words than their own and about what they do not say (written_questions.py). That one
is for a graphics card: there it takes three minutes.

Each step reads some questions, each with an excerpt that answers it (or, one time in five, none) and
with such as only look like it. Three losses are added: the cross entropies of the right sentence (of
several, each beside the wrong ones; where nobody said which sentences of a law answer, all together) and
of the first and last piece of the answer inside each excerpt, where "nothing" is one of the choices
(as in BERT's reading of SQuAD 2.0, Devlin et al. 2019), and that of the right sentence among all
excerpts of a question (Clark and Gardner 2018, "Simple and Effective Multi-Paragraph Reading
Comprehension"), so that excerpts can be compared. Interrupted, it goes on from its last checkpoint;
the same seed gives the same examples.
"""

import argparse
import hashlib
import json
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path

import torch
from torch.nn.functional import pad
from torch.utils.data import DataLoader, Dataset
from transformers import BertModel

from chat.ranking.reading import MODEL
from index.pieces import read_tokenizer
from training.base_model import read_base_model
from training.export import export
from training.keep import keep
from training.network import kept_by, network
from training.reader_sets import prepare
from training.reading_data import Item, Lines, scenario
from training.reading_loss import Batch, batch, loss
from training.reread import reread
from training.run import draw, halves, run
from training.smooth import FEED_FORWARD, smooth

LAYERS = 8


@dataclass(frozen=True)
class Config:
    """What a round depends on."""

    steps: int
    questions: int
    """In a step."""
    rate: float
    seed: int = 7
    wrong: int = 2
    """Excerpts of a question that do not answer it."""
    untitled: float = 0.0
    """Share of the questions whose excerpts are read without their title."""
    warmup: float = 0.06
    decay: float = 0.01


MADE = Config(steps=1300, questions=128, rate=3e-4)
ASKED = Config(steps=260, questions=48, rate=1e-4)
WRITTEN = Config(steps=1481, questions=128, rate=1.5e-4, seed=3, untitled=0.25)
ROUNDS = {"made": MADE, "asked": ASKED, "written": WRITTEN}
SHARES = {
    "made": {"made": 0.75, "asked": 0.25},
    "asked": {"asked": 0.95, "lay": 0.05},
    "written": {"other": 0.38, "own": 0.1, "near": 0.24, "asked": 0.15, "lay": 0.05, "made": 0.08},
}
"""Of which questions a step of each round is."""
SMOOTHED_BY = 2
"""Steps whose excerpts tell how large what goes into the matrices is."""
TOGETHER = {"cpu": 16, "cuda": 160}
"""Excerpts that are read at once."""


class Reader(torch.nn.Module):
    """The network with three numbers a piece: the answer begins here, ends here, this answers."""

    def __init__(self, body: BertModel) -> None:
        super().__init__()
        self.body = body
        self.head = torch.nn.Linear(body.config.hidden_size, 3)
        torch.nn.init.normal_(self.head.weight, std=0.02)
        torch.nn.init.zeros_(self.head.bias)

    def forward(self, rows: torch.Tensor, mask: torch.Tensor | None = None) -> torch.Tensor:
        """*Shapes:* (n, pieces, dim) of the table's rows, (n, pieces) which there are ▶ (n, pieces, 3).
        A row by itself needs no mask, and is read faster."""
        above = self.body(inputs_embeds=rows, attention_mask=mask).last_hidden_state
        found: torch.Tensor = self.head(above)
        return found


class Asked:
    """Batches of questions by the number of a step, each drawn from its own seed.

    `sets` are questions with the share of a step that they take; a set's questions each come once before any
    comes again.
    """

    def __init__(
        self, sets: Sequence[tuple[Sequence[Item], float]], found: list[Lines], config: Config
    ) -> None:
        self._sets, self._found, self._config = sets, found, config

    def __call__(self, step: int) -> Batch:
        """The batch of a step."""
        config = self._config
        randomness = random.Random(f"{config.seed}-{step}")
        questions = []
        for number, (own, share) in enumerate(self._sets):
            here = round(share * config.questions)
            for at in range(step * here, (step + 1) * here):
                item = own[self._order(number, at // len(own))[at % len(own)]]
                questions.append(
                    scenario(item, self._found, config.wrong, randomness, config.untitled)
                )
        return batch([one for one in questions if one])

    def _order(self, number: int, epoch: int) -> list[int]:
        return _shuffled(len(self._sets[number][0]), f"{self._config.seed}-{number}-{epoch}")


@lru_cache(maxsize=8)
def _shuffled(count: int, seed: str) -> list[int]:
    order = list(range(count))
    random.Random(seed).shuffle(order)
    return order


def train(
    reader: Reader,
    source: Callable[[int], Batch],
    config: Config,
    folder: Path,
    *,
    device: str = "cpu",
    workers: int = 0,
    stop: int | None = None,
) -> list[float]:
    """Train in place, to the end or to step `stop`; `folder` keeps the checkpoint, from which the
    next call goes on. The losses of all steps."""
    reader.to(device)
    reader.requires_grad_(True)
    reader.body.embeddings.word_embeddings.weight.requires_grad_(False)
    weights = [p for p in reader.parameters() if p.requires_grad]
    batches: dict[str, Iterator[Batch]] = {}

    def step_loss(step: int) -> torch.Tensor:
        if not batches:
            steps = range(step, config.steps)
            made = DataLoader(
                _Steps(source, steps),
                batch_size=None,
                num_workers=workers,
                generator=torch.Generator(),  # a step's own state is for what it drops out
            )
            batches["all"] = iter(made)
        seen = next(batches["all"]).to(device)
        return loss(_read(reader, seen, TOGETHER[seen.ids.device.type]), seen)

    return run(
        reader,
        torch.optim.AdamW(weights, lr=config.rate, weight_decay=config.decay),
        step_loss,
        config,
        steps=config.steps,
        warmup=config.warmup,
        checkpoint=folder / "checkpoint.pt",
        stop=stop,
    )


def _read(reader: Reader, seen: Batch, together: int) -> torch.Tensor:
    """What is said of all examples, those of like length read together, because a short one beside a long
    one is mostly padding. *Shape:* (examples, longest, 3)."""
    lengths = seen.mask.sum(1)
    order = lengths.argsort(stable=True)
    said = []
    for rows in order.split(together):
        longest = int(lengths[rows].max())
        ids, mask = seen.ids[rows, :longest], seen.mask[rows, :longest]
        with halves(ids.device):
            out = reader(reader.body.embeddings.word_embeddings(ids), mask)
        said.append(pad(out.float(), (0, 0, 0, seen.ids.shape[1] - longest)))
    return torch.cat(said)[order.argsort()]


class _Steps(Dataset[Batch]):
    """The batches of some steps, for workers to make."""

    def __init__(self, source: Callable[[int], Batch], steps: range) -> None:
        self._source, self._steps = source, steps

    def __len__(self) -> int:
        return len(self._steps)

    def __getitem__(self, number: int) -> Batch:
        return self._source(self._steps[number])


def _some(source: Callable[[int], Batch]) -> Iterator[torch.Tensor]:
    """What is read in a few steps, an excerpt at a time. *Shape:* (1, pieces)."""
    for seen in map(source, range(SMOOTHED_BY)):
        yield from (ids[mask > 0][None] for ids, mask in zip(seen.ids, seen.mask, strict=True))


def go_on_from(reader: Reader, path: Path) -> None:
    """Give a reader the weights of a written one. Raises OSError, and ValueError where they are other than its
    own but for the table's, which has its own file."""
    lost = reader.load_state_dict(reread(path), strict=False)
    if lost.unexpected_keys or lost.missing_keys != ["body.embeddings.word_embeddings.weight"]:
        raise ValueError(
            f"expected all weights of a reader of {len(reader.body.encoder.layer)} layers in {path}, got "
            f"{lost.unexpected_keys[:3]} more and {lost.missing_keys[:3]} not; name a file that this "
            "project's training has written"
        )


def main() -> None:
    """Train from the command line and write the network and the loss curve of each round."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--base", type=Path, required=True, help="see base_model.py")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument(
        "--after", type=Path, help="a written reader: only the last round, from it on"
    )
    parser.add_argument("--out", type=Path, default=MODEL)
    parser.add_argument("--work", type=Path, default=Path(".reader"), help="checkpoints go there")
    parser.add_argument(
        "--device", default="cpu", help="cpu or cuda, as torch names it (default: cpu)"
    )
    parser.add_argument("--workers", type=int, default=0, help="processes that make batches")
    options = parser.parse_args()
    sets, found = prepare(options.data)
    torch.manual_seed(MADE.seed)
    base = read_base_model(options.base)
    reader = Reader(network(base, kept_by(read_tokenizer(), base), LAYERS))
    work = options.work
    if options.after:
        go_on_from(reader, options.after)
        # another file, another run
        work /= hashlib.sha256(options.after.read_bytes()).hexdigest()[:12]
    for name, config in list(ROUNDS.items())[-1 if options.after else 0 :]:
        source = Asked([(sets[one], share) for one, share in SHARES[name].items()], found, config)
        losses = train(
            reader,
            source,
            config,
            work / name,
            device=options.device,
            workers=options.workers,
        )
        draw(losses, work / f"reader_loss_{name}.png")
    smooth(reader.cpu().body, _some(source), which=FEED_FORWARD)
    export(reader, base.width, options.out)
    rounds = {name: asdict(config) for name, config in ROUNDS.items()}
    settings = {"layers": LAYERS, **rounds, "shares": SHARES}
    keep(options.out.with_suffix(".json"), f"{json.dumps(settings, indent=1)}\n".encode())


if __name__ == "__main__":
    main()
