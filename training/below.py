"""Texts as the layers that are not trained leave them: worked out once, however often they are trained on."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from tokenizers import Tokenizer
from transformers import BertModel

from index.pieces import BEGIN, END
from training.network import padded
from training.run import halves

LONGEST = 180
"""Pieces of a text that are trained on."""
PREFIXES = {True: "query: ", False: "passage: "}
_TOGETHER = {"cpu": 32, "cuda": 512}
"""Texts that go through the layers at once."""


@dataclass(frozen=True, slots=True)
class Below:
    """Texts as the lower layers leave them. *Shapes:* `rows` (all pieces, dim), half precision; `ids` (all
    pieces,); text n is at `starts[n]:starts[n + 1]`, its first `before[n]` pieces and its last are no words."""

    rows: torch.Tensor
    ids: torch.Tensor
    starts: torch.Tensor
    before: torch.Tensor

    @property
    def lengths(self) -> torch.Tensor:
        """Pieces of each text, (texts,)."""
        return self.starts.diff()

    def batch(
        self, numbers: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]:
        """Some texts. *Shapes:* (n, longest, dim) float; (n, longest) which pieces there are, which are
        words, and their ids (-1: none)."""
        lengths = self.lengths[numbers][:, None]
        places = torch.arange(int(lengths.max()), device=numbers.device)
        there = places < lengths
        at = torch.where(there, self.starts[numbers][:, None] + places, 0)
        rows = self.rows[at].float() * there[..., None]
        words = there & (places >= self.before[numbers][:, None]) & (places < lengths - 1)
        return rows, there, words, self.ids[at].masked_fill(~there, -1)


def below(
    body: BertModel, tokenizer: Tokenizer, texts: Sequence[str], asked: int, device: str = "cpu"
) -> Below:
    """The texts, of which the first `asked` are questions, as `body`, on that device, leaves them."""
    rows: list[list[int]] = []
    before = []
    for number, text in enumerate(texts):
        prefix = PREFIXES[number < asked]
        found = tokenizer.encode(prefix + text)
        rows.append([BEGIN, *found.ids[:LONGEST], END])
        before.append(1 + sum(end <= len(prefix) for _, end in found.offsets))
    starts = torch.tensor([0, *map(len, rows)]).cumsum(0)
    made = torch.zeros(int(starts[-1]), body.config.hidden_size, dtype=torch.half, device=device)
    order = sorted(range(len(rows)), key=lambda n: len(rows[n]))
    together = _TOGETHER[torch.device(device).type]
    with torch.no_grad(), halves(torch.device(device)):
        for at in range(0, len(order), together):
            part = order[at : at + together]
            ids, mask = (one.to(device) for one in padded([rows[n] for n in part]))
            found = body(input_ids=ids, attention_mask=mask).last_hidden_state
            places = torch.cat([torch.arange(starts[n], starts[n + 1]) for n in part]).to(device)
            made[places] = found[mask > 0].half()
    ids = torch.tensor([one for row in rows for one in row], device=device)
    return Below(made, ids, starts.to(device), torch.tensor(before, device=device))
