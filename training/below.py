"""Texts as the layers that are not trained leave them: worked out once, however often they are trained on."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer
from transformers import BertModel

from index.pieces import BEGIN, END
from training.network import padded

LONGEST = 180
"""Pieces of a text that are trained on."""
PREFIXES = {True: "query: ", False: "passage: "}


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
