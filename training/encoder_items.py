"""What an encoder learns from: a question, sentences that answer it, and such as only look like it."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch

from training.corpora import Reading
from training.train_expectation import is_held

OWN, OTHERS, RIGHT = 12, 6, 3
"""Sentences of a question that are kept: wrong ones of its own paragraph and of others, and right ones."""
_LOOKED_FOR = 1024
"""Questions whose nearest sentences are looked for at once."""


@dataclass(frozen=True, slots=True)
class Item:
    """A question, sentences that answer it and sentences that do not, the nearest first; numbers of texts."""

    question: int
    right: tuple[int, ...]
    wrong: tuple[int, ...]


def items(
    found: Reading, firsts: Sequence[int], questions: dict[str, int], vectors: torch.Tensor
) -> list[Item]:
    """What a set teaches, without its held questions. `firsts` are the numbers of each paragraph's first
    sentence and behind the last, `questions` those of questions, `vectors` (texts, dim) say what is near."""
    own: dict[str, set[int]] = {}
    right: dict[str, set[int]] = {}
    for one in found.questions:
        numbers = range(firsts[one.paragraph], firsts[one.paragraph + 1])
        own.setdefault(one.text, set()).update(numbers)
        right.setdefault(one.text, set()).update([numbers[at] for at in one.answered_in] or numbers)
    texts = [text for text, answers in right.items() if answers and not is_held(text)]
    every = vectors[firsts[0] : firsts[-1]]
    looked_at = min(len(every), OTHERS + max(map(len, own.values()), default=0))
    made = []
    for at in range(0, len(texts), _LOOKED_FOR):
        some = texts[at : at + _LOOKED_FOR]
        asked = vectors[torch.tensor([questions[text] for text in some], device=vectors.device)]
        order = ((asked @ every.T).topk(looked_at).indices + firsts[0]).tolist()
        for text, query, nearest in zip(some, asked, order, strict=True):
            here = sorted(own[text])
            nearness = vectors[torch.tensor(here, device=vectors.device)] @ query
            near = [here[n] for n in nearness.argsort(descending=True, stable=True).tolist()]
            wrong = [n for n in near if n not in right[text]][:OWN]
            wrong += [n for n in nearest if n not in own[text]][:OTHERS]
            answers = [n for n in near if n in right[text]][:RIGHT]
            made.append(Item(questions[text], tuple(answers), tuple(wrong)))
    return made
