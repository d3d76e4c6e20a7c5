"""What the reader is taught by: its examples in one batch, and how far what it says is from what is right."""

from collections.abc import Sequence
from dataclasses import dataclass, fields

import torch
from torch.nn.functional import cross_entropy

from training.network import padded
from training.reading_data import Example

_NEVER = -1e4


@dataclass(frozen=True, slots=True)
class Batch:
    """Examples side by side.

    *Shapes:* `ids`, `mask` and `places` (examples, longest), as `chat.ranking.reading.pack` gives them,
    outside -1; `right` (examples, sentences), which sentences answer, and `each` (examples,) whether every
    one of them does; `span` (examples, 2); `member` (questions, examples), whose example each is.
    """

    ids: torch.Tensor
    mask: torch.Tensor
    places: torch.Tensor
    right: torch.Tensor
    each: torch.Tensor
    span: torch.Tensor
    member: torch.Tensor

    def to(self, device: str) -> "Batch":
        """The same on another device."""
        return Batch(**{one.name: getattr(self, one.name).to(device) for one in fields(self)})


def batch(questions: Sequence[Sequence[Example]]) -> Batch:
    """The examples of some questions."""
    examples = [one for own in questions for one in own]
    ids, mask = padded([one.ids for one in examples])
    places = torch.full_like(ids, -1)
    for row, one in zip(places, examples, strict=True):
        row[: len(one.places)] = torch.tensor(one.places)
    right = torch.zeros(len(examples), int(places.max()) + 1, dtype=torch.bool)
    for row, one in zip(right, examples, strict=True):
        row[list(one.right)] = True
    member = torch.zeros(len(questions), len(examples), dtype=torch.bool)
    at = 0
    for row, own in zip(member, questions, strict=True):
        row[at : at + len(own)] = True
        at += len(own)
    span = torch.tensor([one.span for one in examples])
    each = torch.tensor([one.each for one in examples])
    return Batch(ids, mask, places, right, each, span, member)


def sentence_scores(out: torch.Tensor, places: torch.Tensor, count: int) -> torch.Tensor:
    """The mean of what is said of each sentence's pieces. *Shapes:* out (n, longest), places (n, longest) ▶
    (n, count), where there is no such sentence far below all others."""
    inside = (places[..., None] == torch.arange(count, device=out.device)).float()
    sizes = inside.sum(1)
    means = torch.einsum("nl,nls->ns", out, inside) / sizes.clamp_min(1.0)
    return means.masked_fill(sizes == 0, _NEVER)


def loss(out: torch.Tensor, seen: Batch) -> torch.Tensor:
    """The losses of a batch: of the words asked for, of the sentences inside each excerpt, and of those of
    all excerpts of a question, where "nothing" is always one of the choices. *Shape:* out (n, longest, 3)."""
    allowed = seen.places != -1
    spans = [
        cross_entropy(
            out[..., column].masked_fill(~allowed, _NEVER),
            seen.span[:, column],
            ignore_index=-1,
            reduction="sum",
        )
        for column in (0, 1)
    ]
    known = (seen.span[:, 0] >= 0).sum().clamp_min(1)
    choices = torch.cat(
        [out[:, :1, 2], sentence_scores(out[..., 2], seen.places, seen.right.shape[1])], 1
    )
    right = torch.cat([~seen.right.any(1, keepdim=True), seen.right], 1)
    inside = _missed(choices, right, seen.each)
    all_right = _any_together(seen.right, seen.member)
    each = (seen.member & seen.each).any(1)
    among = _missed(_together(choices, seen.member), all_right, each)
    return torch.stack(spans).sum() / (2 * known) + inside + among


def _together(choices: torch.Tensor, member: torch.Tensor) -> torch.Tensor:
    """The mean "none" of each question's examples beside all of their sentences. *Shapes:* (n, 1 + s), (q, n) ▶
    (q, 1 + n · s)."""
    share = member / member.sum(1, keepdim=True)
    inside = member.repeat_interleave(choices.shape[1] - 1, 1)
    sentences = choices[:, 1:].reshape(1, -1).expand(len(member), -1)
    none = torch.einsum("qn,n->q", share.to(choices.dtype), choices[:, 0])
    return torch.cat([none[:, None], sentences.masked_fill(~inside, _NEVER)], 1)


def _any_together(right: torch.Tensor, member: torch.Tensor) -> torch.Tensor:
    inside = member.repeat_interleave(right.shape[1], 1)
    found = right.reshape(1, -1) & inside
    return torch.cat([~found.any(1, keepdim=True), found], 1)


def _missed(choices: torch.Tensor, right: torch.Tensor, each: torch.Tensor) -> torch.Tensor:
    """The mean of how improbable it is that one of the right choices is taken, or, where `each` is right, that
    it is taken before all wrong ones, the mean of them: so the parts of a list do not compete."""
    chosen = choices.masked_fill(~right, _NEVER)
    wrong = choices.masked_fill(right, _NEVER).logsumexp(1, keepdim=True)
    apart = (torch.logaddexp(choices, wrong) - choices).masked_fill(~right, 0.0)
    any_missed = torch.logaddexp(chosen.logsumexp(1), wrong[:, 0]) - chosen.logsumexp(1)
    each_missed = apart.sum(1) / right.sum(1)
    return torch.where(each, each_missed, any_missed).mean()
