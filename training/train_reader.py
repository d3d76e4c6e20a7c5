"""Train chat/model/reader.onnx: which sentence answers, whether any does, and with which words.

    python -m training.train_reader --base e5-small-q4.bin --data DIR

DIR holds the question sets that training/corpora.py names, the base model is described in
training/base_model.py.

Each step reads some questions, each with an excerpt that answers it (or, one time in five, none) and
with such as only look like it. Three losses are added: the cross entropies of the right sentence and
of the first and last piece of the answer inside each excerpt, where "nothing" is one of the choices
(as in BERT's reading of SQuAD 2.0, Devlin et al. 2019), and that of the right sentence among all
excerpts of a question (Clark and Gardner 2018, "Simple and Effective Multi-Paragraph Reading
Comprehension"), so that excerpts can be compared. Interrupted, it goes on from its last checkpoint;
the same seed gives the same examples.
"""

import argparse
import json
import random
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import torch
from torch.nn.functional import cross_entropy
from transformers import BertModel

from chat.reading import MODEL
from index.encode import BundledEncoder
from index.pieces import read_tokenizer
from ingest.normalize import fold
from training.base_model import read_base_model
from training.export import export
from training.keep import keep
from training.network import kept_by, network, padded
from training.questions import is_held, squad
from training.reading_data import Example, Item, Lines, items, lines, scenario
from training.run import draw, run

SETS = ("cmrc2018_trial", "drcd_dev", "drcd_test")


@dataclass(frozen=True)
class Config:
    """What a run depends on."""

    seed: int = 7
    layers: int = 8
    epochs: float = 2.0
    questions: int = 12
    """In a step."""
    wrong: int = 2
    """Excerpts of a question that do not answer it."""
    rate: float = 1e-4
    warmup: float = 0.06
    decay: float = 0.01


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


def loss(out: torch.Tensor, examples: Sequence[Example], groups: Sequence[int]) -> torch.Tensor:
    """The three losses of a step's examples; those of one question have one number in `groups`."""
    parts = []
    spans = []
    evidence: dict[int, list[torch.Tensor]] = {}
    nothing: dict[int, list[torch.Tensor]] = {}
    rights: dict[int, list[int]] = {}
    for row, example, group in zip(out, examples, groups, strict=True):
        places = torch.tensor(example.places)
        allowed = places != -1
        for column, target in enumerate(example.span):
            logits = row[: len(places), column].masked_fill(~allowed, -1e4)
            spans.append(cross_entropy(logits[None], torch.tensor([target])))
        scores = torch.stack(
            [row[: len(places), 2][places == n].mean() for n in range(int(places.max()) + 1)]
        )
        choices = torch.cat([row[:1, 2], scores])
        known = [n + 1 for n in example.right] or [0]
        parts.append(choices.logsumexp(0) - choices[known].logsumexp(0))
        seen = sum(len(one) for one in evidence.get(group, []))
        rights.setdefault(group, []).extend(seen + n for n in example.right)
        evidence.setdefault(group, []).append(scores)
        nothing.setdefault(group, []).append(row[0, 2])
    among = []
    for group, rows in evidence.items():
        choices = torch.cat([torch.stack(nothing[group]).mean()[None], *rows])
        known = [n + 1 for n in rights[group]] or [0]
        among.append(choices.logsumexp(0) - choices[known].logsumexp(0))
    return torch.stack(parts).mean() + torch.stack(spans).mean() + torch.stack(among).mean()


def train(
    reader: Reader,
    items: list[Item],
    found: list[Lines],
    config: Config,
    folder: Path,
    stop: int | None = None,
) -> list[float]:
    """Train in place, to the end or to step `stop`; `folder` keeps the checkpoint, from which the
    next call goes on. The losses of all steps."""
    reader.body.embeddings.word_embeddings.weight.requires_grad_(False)
    weights = [p for p in reader.parameters() if p.requires_grad]

    def step_loss(step: int) -> torch.Tensor:
        randomness = random.Random(f"{config.seed}-{step}")
        examples: list[Example] = []
        groups: list[int] = []
        for group, number in enumerate(_chosen(step, len(items), config)):
            made = scenario(items[number], found, config.wrong, randomness)
            examples += made
            groups += [group] * len(made)
        ids, mask = padded([one.ids for one in examples])
        with torch.autocast("cpu", dtype=torch.bfloat16):
            out = reader(reader.body.embeddings.word_embeddings(ids), mask)
        return loss(out.float(), examples, groups)

    return run(
        reader,
        torch.optim.AdamW(weights, lr=config.rate, weight_decay=config.decay),
        step_loss,
        config,
        steps=int(config.epochs * len(items) / config.questions),
        warmup=config.warmup,
        checkpoint=folder / "checkpoint.pt",
        stop=stop,
    )


def _chosen(step: int, count: int, config: Config) -> list[int]:
    """Numbers of a step's questions; each comes once before any comes again."""
    numbers = []
    for at in range(step * config.questions, (step + 1) * config.questions):
        order = list(range(count))
        random.Random(f"{config.seed}-epoch-{at // count}").shuffle(order)
        numbers.append(order[at % count])
    return numbers


def prepare(data: Path, config: Config) -> tuple[list[Item], list[Lines]]:
    """The questions to train on, and the passages of all sets.

    The nearest sentences, from which wrong excerpts are made, are those of the bundled encoder.
    """
    encoder = BundledEncoder()
    made: list[Item] = []
    found: list[Lines] = []
    for name in SETS:
        questions = squad(data / "qa" / f"{name}.json", name)
        own = lines(list(questions.documents.values()), encoder.tokenizer)
        vectors = encoder.encode_passages([text for line in own for text in line.texts])
        queries = encoder.encode_queries([fold(one.question) for one in questions.examples])
        for item in items(questions, own, encoder.tokenizer, vectors, queries):
            if not is_held(item.document):
                near = [(passage + len(found), sentence) for passage, sentence in item.near]
                made.append(replace(item, passage=item.passage + len(found), near=near))
        found += own
        print(f"{name}: {len(questions.examples)} questions, {len(own)} passages", flush=True)
    return made, found


def main() -> None:
    """Train from the command line and write the network and the loss curve."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--base", type=Path, required=True, help="see base_model.py")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=MODEL)
    parser.add_argument("--work", type=Path, default=Path(".reader"), help="checkpoints go there")
    for name, value in asdict(Config()).items():
        parser.add_argument(f"--{name}", type=type(value), default=value)
    options = parser.parse_args()
    config = Config(**{name: getattr(options, name) for name in asdict(Config())})
    options.work.mkdir(parents=True, exist_ok=True)
    made, found = prepare(options.data, config)
    torch.manual_seed(config.seed)
    base = read_base_model(options.base)
    reader = Reader(network(base, kept_by(read_tokenizer(), base), config.layers))
    losses = train(reader, made, found, config, options.work)
    export(reader, base.width, options.out)
    draw(losses, options.work / "reader_loss.png")
    settings = json.dumps(asdict(config), indent=1)
    keep(options.out.with_suffix(".json"), f"{settings}\n".encode())


if __name__ == "__main__":
    main()
