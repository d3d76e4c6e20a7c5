"""Make batches of (query, passage) for training, from tokens that are cut once and kept in arrays.

A passage is up to five neighbouring sentences; what is compared with a query is its best window of
two, as in searching. Five kinds of query:

| kind | query | passage |
| --- | --- | --- |
| read | a question on a Wikipedia paragraph | the sentences around its answer |
| lay | a layman's legal question | an article that answers it |
| headline | a headline | sentences of its text |
| words | some words of a sentence | the sentences around it, that one among them |
| missing | the same | the sentences around it, that one taken out |

`words` keeps rare names exact; `missing` and the headlines bring words near that stand for the same
thing; the questions teach what a question word is worth. Against random passages the topic alone
tells the right one, and names would fade: so most of a batch comes from a few topics, and queries
come in neighbours (two passages of one article, paragraphs that BM25 confuses), each the others'
hard negative.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from tokenizers import Tokenizer

SENTENCES = 5
KINDS = ("read", "lay", "headline", "words", "missing")
Ints = NDArray[np.int32]


@dataclass(frozen=True)
class Tokens:
    """Token ids of many texts end to end; text `i` is `ids[starts[i] : starts[i + 1]]`."""

    ids: Ints
    starts: NDArray[np.int64]

    def __getitem__(self, i: int) -> Ints:
        return self.ids[self.starts[i] : self.starts[i + 1]]

    def __len__(self) -> int:
        return len(self.starts) - 1


@dataclass(frozen=True)
class Store:
    """Sentences of all articles and paragraphs as tokens; article `a` has those from `first[a]`."""

    sentences: Tokens
    first: NDArray[np.int64]
    titles: Tokens
    titled: NDArray[np.int64]
    free: NDArray[np.int64]
    topics: NDArray[np.int64]
    asked: dict[str, "Asked"]


@dataclass(frozen=True)
class Asked:
    """Questions of one kind: their tokens, articles, sentences with the answer, confused articles."""

    questions: Tokens
    articles: NDArray[np.int64]
    answered_in: list[tuple[int, ...]]
    confused: NDArray[np.int64]
    by_article: dict[int, list[int]]


@dataclass(frozen=True)
class Pair:
    """A query, its passage's sentences (numbers in the store), and the passage's article."""

    query: Ints
    sentences: tuple[int, ...]
    article: int


def tokenize(tokenizer: Tokenizer, texts: Sequence[str]) -> Tokens:
    """All texts as one array of ids, unknown characters (id 0) left out."""
    parts: list[Ints] = []
    lengths = [0]
    for start in range(0, len(texts), 20_000):
        found = tokenizer.encode_batch_fast(
            list(texts[start : start + 20_000]), add_special_tokens=False
        )
        rows = [[i for i in one.ids if i] for one in found]
        lengths += map(len, rows)
        parts.append(np.array([i for row in rows for i in row], dtype=np.int32))
    return Tokens(np.concatenate(parts), np.cumsum(lengths))


def inverse_frequency(sentences: Tokens, size: int) -> NDArray[np.float32]:
    """log(N / df) of each token over pairs of sentences. *Shape:* (size,)."""
    counts = _matrix(sentences, size)
    pairs = sp.csr_matrix(
        (counts.data, counts.indices, counts.indptr[::2]), (len(sentences) // 2, size)
    )
    pairs.sum_duplicates()
    df = np.bincount(pairs.indices, minlength=size)
    return np.log((pairs.shape[0] + 1) / (df + 0.5)).astype(np.float32)


def _matrix(texts: Tokens, size: int) -> sp.csr_matrix:
    """Counts; the ids are copied, because scipy sorts and merges them in place."""
    ones = np.ones(len(texts.ids), np.float32)
    return sp.csr_matrix((ones, texts.ids.copy(), texts.starts), (len(texts), size))


def confused_with(
    questions: Tokens,
    articles: NDArray[np.int64],
    store: Tokens,
    first: NDArray[np.int64],
    idf: NDArray[np.float32],
    count: int = 8,
) -> NDArray[np.int64]:
    """The wrong articles among those asked about that BM25 puts first. *Shape:* (questions, count)."""
    pool = np.unique(articles)
    rows = [np.concatenate([store[s] for s in range(first[a], first[a + 1])]) for a in pool]
    texts = Tokens(np.concatenate(rows), np.cumsum([0, *map(len, rows)]))
    counts = _matrix(texts, len(idf))
    counts.sum_duplicates()
    length = np.diff(texts.starts)
    longer = np.repeat(0.3 + 0.9 * length / length.mean(), np.diff(counts.indptr))
    counts.data = counts.data * 2.2 / (counts.data + longer) * idf[counts.indices]
    scores = (_matrix(questions, len(idf)) @ counts.T.tocsr()).toarray()
    scores[pool[None, :] == articles[:, None]] = -1
    best = np.argsort(-scores, axis=1, kind="stable")[:, :count]
    return pool[best]


class Sampler:
    """Batches by number: the same seed and number give the same batch, so training can resume."""

    def __init__(self, store: Store, shares: dict[str, float], seed: int, topics: int = 6) -> None:
        self.store, self.seed, self.topics = store, seed, topics
        self.kinds = list(shares)
        self.shares = np.array(list(shares.values())) / sum(shares.values())
        self.noise = _question_words(store)
        self._free = _by_topic(store.free, store.topics[store.free])
        places = np.arange(len(store.titled))
        self._titled = _by_topic(places, store.topics[store.titled])
        self._asked_about = {
            kind: _by_topic(np.arange(len(asked.articles)), store.topics[asked.articles])
            for kind, asked in store.asked.items()
        }

    def batch(self, number: int, size: int) -> list[Pair]:
        """`size` pairs, neighbours side by side, four fifths of them from a few topics."""
        rng = np.random.default_rng((self.seed, number))
        # by the topics of random articles, so that a large topic comes more often
        wanted = self.store.topics[rng.choice(self.store.free, self.topics)]
        pairs: list[Pair] = []
        while len(pairs) < size:
            kind = self.kinds[rng.choice(len(self.kinds), p=self.shares)]
            topic = int(rng.choice(wanted)) if len(wanted) and rng.random() < 0.8 else -1
            if kind in self.store.asked:
                pairs += self._asked(rng, kind, topic)
            elif kind == "headline":
                pairs += self._headline(rng, topic)
            else:
                pairs += self._cut(rng, topic, missing=kind == "missing")
        return pairs[:size]

    def _asked(self, rng: np.random.Generator, kind: str, topic: int) -> list[Pair]:
        asked = self.store.asked[kind]
        one = _pick(rng, self._asked_about[kind], topic, len(asked.articles))
        others = rng.choice(asked.confused[one], 2, replace=False)
        chosen = [one, *(int(rng.choice(asked.by_article[int(other)])) for other in others)]
        return [self._ask(rng, asked, question) for question in chosen]

    def _ask(self, rng: np.random.Generator, asked: Asked, question: int) -> Pair:
        article = int(asked.articles[question])
        first, last = self.store.first[article], self.store.first[article + 1]
        places = asked.answered_in[question]
        place = int(rng.choice(places)) if places else int(rng.integers(last - first))
        query = _thin(rng, asked.questions[question], 0.15)
        return Pair(query, _around(rng, first + place, first, last), article)

    def _headline(self, rng: np.random.Generator, topic: int) -> list[Pair]:
        at = _pick(rng, self._titled, topic, len(self.store.titled))
        article = int(self.store.titled[at])
        first, last = self.store.first[article], self.store.first[article + 1]
        place = first + int(min(rng.geometric(0.25) - 1, last - first - 1))
        query = _thin(rng, self.store.titles[at], 0.15)
        return [Pair(query, _around(rng, place, first, last), article)]

    def _cut(self, rng: np.random.Generator, topic: int, missing: bool) -> list[Pair]:
        found = self._free.get(topic, self.store.free)
        article = int(found[rng.integers(len(found))])
        first, last = int(self.store.first[article]), int(self.store.first[article + 1])
        if last - first < 2 * SENTENCES:
            ranges = [(article, first, last)]
            if article + 1 < len(self.store.first) - 1:
                ranges.append((article + 1, last, int(self.store.first[article + 2])))
        else:
            middle = int(rng.integers(first + 3, last - 3))
            ranges = [
                (article, max(first, middle - 6), middle),
                (article, middle, min(last, middle + 6)),
            ]
        pairs = []
        for number, begin, end in ranges:
            place = int(rng.integers(begin, end))
            around = _around(rng, place, begin, end, SENTENCES + missing)
            if missing:
                around = tuple(s for s in around if s != place)
            query = self._words(rng, self.store.sentences[place], missing)
            if len(query) and around:
                pairs.append(Pair(query, around, number))
        return pairs

    def _words(self, rng: np.random.Generator, sentence: Ints, missing: bool) -> Ints:
        """2 to 12 of its tokens in order, often with one to four tokens of questions mixed in."""
        if not len(sentence):
            return sentence
        count = min(len(sentence), int(rng.integers(4, 25) if missing else rng.integers(2, 13)))
        if rng.random() < 0.5:
            start = int(rng.integers(len(sentence) - count + 1))
            kept = _thin(rng, sentence[start : start + count], 0.3)
        else:
            kept = sentence[np.sort(rng.choice(len(sentence), count, replace=False))]
        if rng.random() < 0.7:
            kept = np.concatenate([kept, rng.choice(self.noise, int(rng.integers(1, 5)))])
        return kept


def _by_topic(
    numbers: NDArray[np.int64], topics: NDArray[np.int64]
) -> dict[int, NDArray[np.int64]]:
    order = np.argsort(topics, kind="stable")
    cuts = np.flatnonzero(np.diff(topics[order])) + 1
    groups = np.split(order, cuts)
    return {int(topics[group[0]]): numbers[group] for group in groups if len(group)}


def _pick(
    rng: np.random.Generator, groups: dict[int, NDArray[np.int64]], topic: int, count: int
) -> int:
    """A number of the topic, or any below `count` where the topic has none."""
    found = groups.get(topic)
    return int(rng.integers(count)) if found is None else int(found[rng.integers(len(found))])


def _thin(rng: np.random.Generator, tokens: Ints, share: float) -> Ints:
    """The tokens without some, at least one kept; `share` is the mean share taken out."""
    kept = tokens[rng.random(len(tokens)) >= rng.random() * 2 * share]
    return kept if len(kept) else tokens[:1]


def _around(
    rng: np.random.Generator, place: int, first: int, last: int, count: int = SENTENCES
) -> tuple[int, ...]:
    """`count` neighbouring sentences with `place` among them, within [first, last)."""
    lowest, highest = max(first, place - count + 1), max(first, min(place, last - count))
    start = int(rng.integers(min(lowest, highest), highest + 1))
    return tuple(range(start, min(last, start + count)))


def _question_words(store: Store) -> Ints:
    """Tokens of questions that their own paragraph lacks, as often as they occur."""
    found: list[int] = []
    for asked in store.asked.values():
        for question, article in enumerate(asked.articles):
            texts = [
                store.sentences[s] for s in range(store.first[article], store.first[article + 1])
            ]
            present = set(np.concatenate(texts).tolist())
            found += [t for t in asked.questions[question].tolist() if t not in present]
    return np.array(found, dtype=np.int32)
