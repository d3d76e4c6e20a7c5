"""How often a question's own paragraph comes first, by its best window: what is chosen by."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from training.corpora import Article, Question, Reading, windows
from training.pairs import Tokens, tokenize


@dataclass(frozen=True)
class Check:
    """Questions and windows as tokens, and the paragraph that each belongs to."""

    questions: Tokens
    windows: Tokens
    paragraph_of_question: NDArray[np.int64]
    paragraph_of_window: NDArray[np.int64]


def check(tokenizer: Tokenizer, reading: Reading) -> Check:
    """Tokenize a set once, to measure many tables on it."""
    cut = [windows(paragraph) for paragraph in reading.paragraphs]
    return Check(
        tokenize(tokenizer, [q.text for q in reading.questions]),
        tokenize(tokenizer, [w for found in cut for w in found]),
        np.array([q.paragraph for q in reading.questions]),
        np.repeat(np.arange(len(cut)), [len(found) for found in cut]),
    )


def only(reading: Reading, wanted: Callable[[Question], bool]) -> Reading:
    """All paragraphs, but only the questions wanted."""
    return Reading(reading.paragraphs, [q for q in reading.questions if wanted(q)])


def of_headlines(articles: list[Article]) -> Reading:
    """Headlines as questions on their texts."""
    questions = [
        Question(a.title.split("】", 1)[-1] or a.title, i, ()) for i, a in enumerate(articles)
    ]
    return Reading([a.sentences for a in articles], questions)


def measure(table: NDArray[np.float32], one: Check) -> tuple[float, float, float]:
    """R@1, R@10 and mean reciprocal rank. *Shape:* table (tokens, dim)."""
    queries, cut = unit_means(table, one.questions), unit_means(table, one.windows)
    return ranks(queries, cut, one.paragraph_of_question, one.paragraph_of_window)


def ranks(
    queries: NDArray[np.float32],
    cut: NDArray[np.float32],
    paragraph_of_question: NDArray[np.int64],
    paragraph_of_window: NDArray[np.int64],
) -> tuple[float, float, float]:
    """R@1, R@10, MRR of unit vectors; windows in the order of their paragraphs, all of which occur."""
    starts = np.flatnonzero(np.diff(paragraph_of_window, prepend=-1))
    found: list[NDArray[np.int64]] = []
    for at in range(0, len(queries), 512):
        best = np.maximum.reduceat(queries[at : at + 512] @ cut.T, starts, axis=1)
        own = np.take_along_axis(best, paragraph_of_question[at : at + 512, None], axis=1)
        found.append((best > own).sum(axis=1))
    rank = np.concatenate(found)
    return float((rank == 0).mean()), float((rank < 10).mean()), float((1 / (rank + 1)).mean())


def unit_means(table: NDArray[np.float32], texts: Tokens) -> NDArray[np.float32]:
    """Mean of each text's distinct token vectors, of unit norm (zero without tokens).

    *Shape:* (texts, dim).
    """
    found = np.zeros((len(texts), table.shape[1]), np.float32)
    for i in range(len(texts)):
        if len(texts[i]):
            found[i] = table[np.unique(texts[i])].sum(axis=0)
    norms = np.linalg.norm(found, axis=1, keepdims=True)
    return found / np.where(norms > 0, norms, 1)
