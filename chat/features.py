"""What a reader can see of a question and a passage before it knows the words: features.

Nothing here is about certain words; every number says how words of the passage stand to words of the
question (the same, near in meaning, before or after where the asked-for words would stand), what
kind of word they are, and how much of the question their sentence covers. That is why trees over
these numbers learn from a few thousand questions and hold for other documents.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from chat.prepare import CLASSES, DIGIT, Floats, Query, Text
from chat.question import Asks
from index.encode import MEANING

_OFFSETS = ((-99, -3), (-2, -2), (-1, -1), (1, 1), (2, 2), (3, 99))
_KINDS = tuple(Asks)

_SEEN = 2
"""Tokens to either side that a token's features also show."""

TOKEN_FEATURES = 9 + len(_OFFSETS) + 2 + CLASSES
SENTENCE_FEATURES = 30
QUESTION_FEATURES = len(_KINDS) + 2
SENTENCE_ROW = SENTENCE_FEATURES + QUESTION_FEATURES + 2 * TOKEN_FEATURES
TOKEN_ROW = TOKEN_FEATURES * (2 * _SEEN + 1) + QUESTION_FEATURES + 2


@dataclass(frozen=True, slots=True)
class Found:
    """How a passage was found: its fused score as a share of the question's best one, the score
    itself, its cosine, and its rank from 1."""

    share: float
    score: float
    dense: float
    rank: int


def token_features(query: Query, text: Text) -> Floats:
    """How each token of a passage stands to the question. *Shape:* (n, TOKEN_FEATURES)."""
    count = len(text.ids)
    found = np.zeros((count, TOKEN_FEATURES), np.float32)
    found[:, -CLASSES:] = text.classes
    found[:, -CLASSES - 1] = text.quoted
    found[:, -CLASSES - 2] = np.minimum(text.ends - text.starts, 8) / 4
    content = np.flatnonzero(query.weight > 0)
    if not count or not len(content):
        return found
    top = float(query.weight.max())
    found[:, 5] = np.minimum(text.weight / top, 4.0)
    near = _near(query, text, content)
    best = near.argmax(axis=1)
    rows = np.arange(count)
    found[:, 0] = near[rows, best]
    found[:, 1] = near[rows, best] * query.weight[content][best] / top
    found[:, 2] = np.isin(text.ids, query.ids[content])
    found[:, 3], found[:, 4] = _covered(query, text)
    for column, wanted in ((6, 1), (7, -1)):
        place = np.flatnonzero(query.offset[content] == wanted)
        if len(place):
            found[:, column] = near[:, place[0]]
            if wanted == 1:
                found[:, 8] = text.ids == query.ids[content][place[0]]
    strong = np.maximum(near, 0.0)
    for column, (low, high) in enumerate(_OFFSETS, 9):
        places = (query.offset[content] >= low) & (query.offset[content] <= high)
        if places.any():
            found[:, column] = strong[:, places].max(axis=1)
    return found


def sentence_features(query: Query, text: Text, heading: Text, found: Found) -> Floats:
    """How each sentence of a passage stands to the question. *Shape:* (m, SENTENCE_FEATURES)."""
    total = len(text.sentences)
    exact, soft = _coverage(query, text, total)
    pairs = np.array([_pair_share(query, sentence) for sentence in text.sentences], np.float32)
    own = np.stack([exact, soft, pairs], axis=1)
    before = np.vstack([np.zeros((1, 3), np.float32), own[:-1]])
    after = np.vstack([own[1:], np.zeros((1, 3), np.float32)])
    whole_exact, whole_soft = _coverage(query, text, 1)
    head_exact, head_soft = _coverage(query, heading, 1)
    lengths = np.array([len(sentence) for sentence in text.sentences], np.float32)
    places = np.arange(total, dtype=np.float32)
    runs = np.array([_longest_run(query.text, sentence) for sentence in text.sentences], np.float32)
    holds = np.zeros((total, 4), np.float32)
    for column, member in enumerate((DIGIT, 1, 2, 3)):
        holds[:, column] = np.maximum.reduceat(text.classes[:, member], text.first)
    columns = [
        own,
        before,
        after,
        np.log1p(lengths)[:, None] / 5,
        (places / max(1, total - 1))[:, None],
        (places == 0).astype(np.float32)[:, None],
        runs[:, None] / max(4, len(query.text)),
        holds,
        _cosines(query, text),
        np.tile(
            np.array(
                [
                    whole_exact[0],
                    whole_soft[0],
                    head_exact[0],
                    head_soft[0],
                    found.share,
                    found.score,
                    found.dense,
                    1 / found.rank,
                    min(total, 20) / 10,
                ],
                np.float32,
            ),
            (total, 1),
        ),
    ]
    return np.hstack(columns).astype(np.float32)


def question_features(query: Query) -> Floats:
    """What is asked for, and how long the question is. *Shape:* (QUESTION_FEATURES,)."""
    found = np.zeros(QUESTION_FEATURES, np.float32)
    found[_KINDS.index(query.kind)] = 1.0
    found[-2] = np.log1p(len(query.text)) / 4
    found[-1] = (query.weight > 0).sum() / 10
    return found


def sentence_rows(query: Query, text: Text, heading: Text, found: Found) -> Floats:
    """All that is known of each sentence: its own features, what is asked, and the largest and mean
    of its tokens' features. *Shape:* (m, SENTENCE_ROW)."""
    own = sentence_features(query, text, heading, found)
    asks = np.tile(question_features(query), (len(own), 1))
    tokens = token_features(query, text)
    sizes = np.diff(text.first, append=len(tokens))[:, None]
    top = np.maximum.reduceat(tokens, text.first, axis=0)
    mean = np.add.reduceat(tokens, text.first, axis=0) / sizes
    return np.hstack([own, asks, top, mean]).astype(np.float32)


def token_rows(query: Query, text: Text, sentence: int) -> Floats:
    """All that is known of each token of one sentence: its own features, its neighbours', what is
    asked, and its place. *Shape:* (tokens of the sentence, TOKEN_ROW)."""
    inside = text.sentence == sentence
    own = token_features(query, text)[inside]
    count = len(own)
    padded = np.pad(own, ((_SEEN, _SEEN), (0, 0)))
    around = [padded[shift : shift + count] for shift in range(2 * _SEEN + 1)]
    asks = np.tile(question_features(query), (count, 1))
    place = np.arange(count, dtype=np.float32)[:, None]
    return np.hstack([*around, asks, place / 40, (count - place) / 40]).astype(np.float32)


def matched(query: Query, text: Text, sentence: int) -> tuple[str, ...]:
    """Words of the question that stand in a sentence, folded, question words left out."""
    here = text.sentences[sentence]
    weighed = zip(query.words, query.weight, strict=True)
    return tuple(dict.fromkeys(word for word, weight in weighed if weight > 0 and word in here))


def _cosines(query: Query, text: Text) -> Floats:
    """Cosine of the question with each sentence, and with it and its next one, once of whole vectors
    and once of meanings. *Shape:* (m, 4)."""
    wide = text.sums.copy()
    wide[:-1] += text.sums[1:]
    found = []
    for part in (text.sums, wide):
        for columns in (slice(None), slice(-MEANING, None)):
            one, other = part[:, columns], query.whole[columns]
            lengths = np.linalg.norm(one, axis=1) * np.linalg.norm(other)
            found.append(one @ other / np.maximum(lengths, 1e-6))
    return np.stack(found, axis=1).astype(np.float32)


def _near(query: Query, text: Text, content: NDArray[np.int64]) -> Floats:
    """1 for the same token, else the cosine of meanings. *Shape:* (tokens of text, content)."""
    near = text.meaning @ query.meaning[content].T
    near[text.ids[:, None] == query.ids[content][None, :]] = 1.0
    return near


def _coverage(query: Query, text: Text, groups: int) -> tuple[Floats, Floats]:
    """Weighted share of the question that each sentence (or, with one group, all) says, and nearly
    says. *Shape:* (groups,) twice."""
    content = np.flatnonzero(query.weight > 0)
    if not len(content) or not len(text.ids):
        return np.zeros(groups, np.float32), np.zeros(groups, np.float32)
    first = text.first if groups > 1 else text.first[:1]
    share = query.weight[content] / query.weight[content].sum()
    near = np.maximum(_near(query, text, content), 0.0)
    same = (text.ids[:, None] == query.ids[content][None, :]).astype(np.float32)
    exact, soft = (np.maximum.reduceat(values, first, axis=0) @ share for values in (same, near))
    return exact, soft


def _covered(query: Query, text: Text) -> tuple[Floats, Floats]:
    """Share of each token's characters that stand in a pair of the question, or alone in it."""
    letters = frozenset("".join(query.pairs))
    in_pairs: list[float] = [0.0]
    alone: list[float] = [0.0]
    bases = []
    for sentence in text.sentences:
        bases.append(len(alone) - 1)
        starts_pair = [sentence[at : at + 2] in query.pairs for at in range(len(sentence))]
        after_pair = [False, *starts_pair[:-1]]
        in_pairs.extend(one or other for one, other in zip(starts_pair, after_pair, strict=True))
        alone.extend(letter in letters for letter in sentence)
    base = np.array(bases)[text.sentence]
    size = text.ends - text.starts
    shares = (np.cumsum(marks, dtype=np.float32) for marks in (in_pairs, alone))
    one, other = ((sums[base + text.ends] - sums[base + text.starts]) / size for sums in shares)
    return one, other


def _pair_share(query: Query, sentence: str) -> float:
    return sum(pair in sentence for pair in query.pairs) / max(1, len(query.pairs))


def _longest_run(question: str, sentence: str) -> int:
    """Length of the longest substring that both hold."""
    best = 0
    for start in range(len(question)):
        while start + best < len(question) and question[start : start + best + 1] in sentence:
            best += 1
    return best
