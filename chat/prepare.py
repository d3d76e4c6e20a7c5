"""Questions and passages made ready to be compared: tokens, what they mean, and what kind of word
each is."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from chat.question import Asks, asked
from index.encode import MEANING, StaticEncoder
from index.segment import Segmenter
from ingest.normalize import fold

Floats = NDArray[np.float32]

_CLASSES: tuple[tuple[str, frozenset[str]], ...] = (
    ("number", frozenset({"m", "mq"})),
    ("time", frozenset({"t", "tg"})),
    ("person", frozenset({"nr", "nrt", "nrfg"})),
    ("place", frozenset({"ns", "f", "s"})),
    ("organisation", frozenset({"nt"})),
    ("name", frozenset({"nz", "j", "l", "i"})),
    ("noun", frozenset({"n", "ng", "an", "vn"})),
    ("verb", frozenset({"v", "vg", "vd", "vi", "vq"})),
    ("quality", frozenset({"a", "ad", "ag", "b", "z"})),
    ("latin", frozenset({"eng"})),
    ("unit", frozenset({"q"})),
    ("pronoun", frozenset({"r", "rr", "rz", "rg"})),
    ("grammar", frozenset({"u", "ul", "uj", "uz", "ug", "ud", "uv", "p", "c", "d", "y", "e", "o"})),
)
_MARKS = (
    ",，、",
    "。！？!?；;",
    "：:",
    "“「『‘",
    "”」』’",
    "《〈",
    "》〉",
    "（(【[",
    "）)】]",
    "—-－~～·",
)
_CLASS = {tag: at for at, (_, tags) in enumerate(_CLASSES) for tag in tags}
_MARK = {mark: len(_CLASSES) + at for at, marks in enumerate(_MARKS) for mark in marks}
_MARK_ID = -1
"""Stands for a mark, which the vocabulary does not hold; its vector is 0."""
DIGIT, _OTHER = len(_CLASSES) + len(_MARKS), len(_CLASSES) + len(_MARKS) + 1
CLASSES = _OTHER + 1


@dataclass(frozen=True, slots=True)
class Text:
    """A passage made ready: its tokens, sentence after sentence.

    *Shapes:* meaning (n, MEANING) unit norm, weight (n,), sums (m, dim) of each sentence's
    vectors, sentence (n,) index of each token's sentence, first (m,) first token of each sentence,
    classes (n, CLASSES) one-hot; `starts`, `ends` (n,) are characters inside the sentence,
    `quoted` (n,) says whether a token stands in “” or 《》.
    """

    sentences: tuple[str, ...]
    meaning: Floats
    weight: Floats
    sums: Floats
    ids: NDArray[np.int64]
    sentence: NDArray[np.int64]
    first: NDArray[np.int64]
    starts: NDArray[np.int64]
    ends: NDArray[np.int64]
    classes: Floats
    quoted: Floats


@dataclass(frozen=True, slots=True)
class Query:
    """A question made ready. `weight` is 0 for question words and marks; `whole` (dim,) is the sum of
    all its vectors; `offset` (n,) counts tokens from the question word. *Shapes:* as in Text."""

    text: str
    words: tuple[str, ...]
    starts: tuple[int, ...]
    kind: Asks
    ids: NDArray[np.int64]
    meaning: Floats
    weight: Floats
    whole: Floats
    offset: NDArray[np.int64]
    pairs: frozenset[str]


class Features:
    """Prepares questions and passages with the bundled static vectors and jieba's word classes."""

    def __init__(self, encoder: StaticEncoder, segmenter: Segmenter) -> None:
        self._encoder = encoder
        self._segmenter = segmenter

    def query(self, question: str) -> Query:
        """Make a question ready."""
        folded = fold(question)
        ask = asked(folded)
        tokens = self._encoder.tokens(folded)
        ids = np.array([token.id for token in tokens], dtype=np.int64)
        vectors, meaning, weight = self._vectors(ids)
        middle = (ask.start + ask.end) / 2
        for at, token in enumerate(tokens):
            inside = token.start < ask.end and token.end > ask.start
            if inside or not _is_word(folded[token.start : token.end]):
                weight[at] = 0.0
        before = sum(token.end <= middle for token in tokens) if ask.end else len(tokens) + 99
        inside_count = sum(token.start < ask.end and token.end > ask.start for token in tokens)
        places = np.arange(len(tokens))
        offset = np.where(places < before, places - before, places - before - inside_count + 1)
        masked = folded[: ask.start] + "\n" + folded[ask.end :]
        words = tuple(folded[token.start : token.end] for token in tokens)
        starts = tuple(token.start for token in tokens)
        return Query(
            folded,
            words,
            starts,
            ask.asks,
            ids,
            meaning,
            weight,
            vectors.sum(axis=0),
            offset,
            _pairs(masked),
        )

    def text(self, sentences: Sequence[str]) -> Text:
        """Make the sentences of a passage ready."""
        ids: list[int] = []
        owners: list[int] = []
        starts: list[int] = []
        ends: list[int] = []
        classes: list[int] = []
        quoted: list[float] = []
        folds = tuple(fold(sentence) for sentence in sentences)
        for number, sentence in enumerate(folds):
            tags = _tags(self._segmenter, sentence)
            depth = _depths(sentence)
            for token, start, end in self._pieces(sentence):
                ids.append(token)
                owners.append(number)
                starts.append(start)
                ends.append(end)
                classes.append(_class(sentence[start:end], tags[start]))
                quoted.append(float(depth[start]))
        one_hot = np.zeros((len(ids), CLASSES), np.float32)
        one_hot[np.arange(len(ids)), classes] = 1.0
        array = np.array(ids, dtype=np.int64)
        vectors, meaning, weight = self._vectors(array)
        first = np.searchsorted(owners, np.arange(len(folds)))
        return Text(
            folds,
            meaning,
            weight,
            np.add.reduceat(vectors, first, axis=0),
            array,
            np.array(owners, dtype=np.int64),
            first,
            np.array(starts, dtype=np.int64),
            np.array(ends, dtype=np.int64),
            one_hot,
            np.array(quoted, dtype=np.float32),
        )

    def _pieces(self, sentence: str) -> list[tuple[int, int, int]]:
        """(token, start, end) of every token, and of every mark between them with `_MARK_ID`."""
        found: list[tuple[int, int, int]] = []
        at = 0
        for token in self._encoder.tokens(sentence):
            found.extend((_MARK_ID, mark, mark + 1) for mark in range(at, token.start))
            found.append((token.id, token.start, token.end))
            at = token.end
        found.extend((_MARK_ID, mark, mark + 1) for mark in range(at, len(sentence)))
        kept = [piece for piece in found if not sentence[piece[1]].isspace()]
        return kept or [(_MARK_ID, 0, 1)]  # nothing but control characters: one mark stands for it

    def _vectors(self, ids: NDArray[np.int64]) -> tuple[Floats, Floats, Floats]:
        """Vectors of tokens, what they mean, and their lengths, which training made a weight."""
        known = ids != _MARK_ID
        raw = np.zeros((len(ids), self._encoder.dim), np.float32)
        meaning = np.zeros((len(ids), MEANING), np.float32)
        raw[known] = self._encoder.vectors(ids[known])
        meaning[known] = self._encoder.meanings(ids[known])
        return raw, meaning, np.linalg.norm(raw, axis=1).astype(np.float32)


def _pairs(text: str) -> frozenset[str]:
    pairs = (text[at : at + 2] for at in range(len(text) - 1))
    return frozenset(pair for pair in pairs if _is_word(pair[0]) and _is_word(pair[1]))


def _is_word(text: str) -> bool:
    return any(character.isalnum() for character in text)


def _class(piece: str, tag: str) -> int:
    if piece[0] in _MARK:
        return _MARK[piece[0]]
    if piece[0].isdigit():
        return DIGIT
    return _CLASS.get(tag, _CLASS.get(tag[:1], _OTHER))


def _tags(segmenter: Segmenter, sentence: str) -> list[str]:
    tags = [""] * (len(sentence) + 1)
    for word in segmenter.tagged(sentence):
        tags[word.start : word.end] = [word.tag] * (word.end - word.start)
    return tags


def _depths(sentence: str) -> list[bool]:
    inside = False
    found = []
    for character in sentence:
        inside = (inside or character in "“《「") and character not in "”》」"
        found.append(inside)
    return [*found, False]
