"""Published questions ▶ what the reader trains on: a question with excerpts that answer it or do not.

Passages are cut as the product cuts them, so that the excerpts are those that it will read: around
the sentence that answers, and around sentences that only look as if they did.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from chat.ranking.excerpt import excerpt
from chat.ranking.reading import Excerpt, heading_of, pack
from ingest.normalize import fold
from ingest.passages import passages
from ingest.types import Document, Span
from training.questions import Questions

TITLE = (-1, -1)
"""Stands for the title where sentences are named by passage and place."""
UNKNOWN_WORDS = (-1, -1)
"""The span of an excerpt that answers, where nobody said with which words."""
EVERYTHING = 10**9
"""Characters of a document: more than there are."""
NOWHERE = Span(EVERYTHING, EVERYTHING + 1)
"""Where the answer stands of a question that has none."""
LONGEST = 128
"""Pieces of an excerpt that is learned from: more than the product reads, so that longer ones are known too."""
NEAREST = 12
"""Sentences that look most like an answer, from which wrong excerpts are made."""
_LONGEST_CUT = 14
"""Characters of an answer that is cut out of its sentence, to make one that does not answer."""
_SHORTEST_LEFT = 8


@dataclass(frozen=True, slots=True)
class Lines:
    """A passage in pieces of the tokenizer, its title and heading; `places` are each piece's characters in
    the document."""

    document: str
    title: list[int]
    section: list[int]
    sentences: list[list[int]]
    places: list[list[Span]]
    texts: list[str]


@dataclass(frozen=True, slots=True)
class Item:
    """A question in pieces; the passage, sentence and characters of its answer; and the other
    sentences that look most like one, as (passage, sentence), nearest first."""

    question: list[int]
    document: str
    passage: int
    sentence: int
    answer: Span
    near: list[tuple[int, int]]
    hidden: frozenset[tuple[int, int]] = frozenset()
    """Sentences that are left out of what is read, as (passage, sentence); TITLE is the title."""
    text: str = ""
    """The question as it was asked, folded."""
    also: frozenset[tuple[int, int]] = frozenset()
    """Other sentences that answer, or hold a part of what was asked for."""

    @property
    def each(self) -> bool:
        """Whether every sentence that is said to answer does: of a law only some do, and nobody said which."""
        return self.answer.end - self.answer.start < EVERYTHING


@dataclass(frozen=True, slots=True)
class Example:
    """A packed excerpt (see chat.ranking.reading.pack): `right` are the sentences that answer, `each` of
    them or some, `span` the first and last piece of the asked-for words, (0, 0) when there are none, or
    UNKNOWN_WORDS. `passage` and `inside` are where its sentences stand."""

    ids: list[int]
    places: list[int]
    right: tuple[int, ...]
    span: tuple[int, int]
    passage: int
    inside: tuple[int, ...]
    each: bool = True


def lines(documents: Sequence[Document], tokenizer: Tokenizer) -> list[Lines]:
    """Every passage of the documents in pieces."""
    found = []
    for document in documents:
        for passage in passages(document):
            above = heading_of(document, passage.section)
            title, section = (tokenizer.encode(fold(one)).ids for one in above)
            sentences, places, texts = [], [], []
            for sentence in passage.sentences:
                characters = [at for span in sentence for at in range(span.start, span.end)]
                text = fold(document.quote(sentence))
                encoded = tokenizer.encode(text)
                sentences.append(encoded.ids)
                places.append(
                    [Span(characters[a], characters[max(a, b - 1)] + 1) for a, b in encoded.offsets]
                )
                texts.append(text)
            found.append(Lines(document.id, title, section, sentences, places, texts))
    return found


def items(
    questions: Questions,
    found: list[Lines],
    tokenizer: Tokenizer,
    vectors: NDArray[np.float32],
    queries: NDArray[np.float32],
) -> list[Item]:
    """The questions whose answer stands inside one sentence, with their nearest other sentences.

    *Shapes:* vectors (sentences of `found` in order, dim), queries (examples, dim).
    """
    owners = [(p, s) for p, line in enumerate(found) for s in range(len(line.sentences))]
    by_document: dict[str, list[int]] = {}
    for number, line in enumerate(found):
        by_document.setdefault(line.document, []).append(number)
    made = []
    for number, example in enumerate(questions.examples):
        answer = Span(example.start, example.end)
        at = _answered(answer, by_document[example.document], found)
        if at is None:
            continue
        order = np.argsort(-(vectors @ queries[number]), kind="stable")[: NEAREST + 1]
        near = [owners[place] for place in order.tolist() if owners[place] != at][:NEAREST]
        text = fold(example.question)
        ids = tokenizer.encode(text).ids
        made.append(Item(ids, example.document, *at, answer, near, text=text))
    return made


def lay_items(
    rows: Sequence[tuple[str, tuple[str, ...]]],
    found: list[Lines],
    tokenizer: Tokenizer,
    vectors: NDArray[np.float32],
    queries: NDArray[np.float32],
) -> list[Item]:
    """Questions whose answering documents are known and not their sentences: all of such a document
    answers, without asked-for words. `rows` are questions with the documents' names.

    *Shapes:* vectors (sentences of `found` in order, dim), queries (rows, dim).
    """
    owners = [(p, s) for p, line in enumerate(found) for s in range(len(line.sentences))]
    made = []
    for (question, answering), query in zip(rows, queries, strict=True):
        order = [owners[at] for at in np.argsort(-(vectors @ query), kind="stable").tolist()]
        near = [at for at in order if found[at[0]].document not in answering][:NEAREST]
        text = fold(question)
        ids = tokenizer.encode(text).ids
        for document in answering:
            at = next((one for one in order if found[one[0]].document == document), None)
            if at is not None:
                made.append(Item(ids, document, *at, Span(0, EVERYTHING), near, text=text))
    return made


def scenario(
    item: Item, found: list[Lines], wrong: int, randomness: random.Random, untitled: float = 0.0
) -> list[Example]:
    """An excerpt that answers and up to `wrong` that do not, or, one time in five, only the latter.

    One time in four one of the latter is the right one with the answer cut out. In the share `untitled` they
    are read without their title: a file often has none, and what its sentences say is the same.
    """
    if untitled and randomness.random() < untitled:
        item = replace(item, hidden=item.hidden | {TITLE})
    place = (item.passage, item.sentence)
    made = []
    if randomness.random() > 0.2:
        made.append(_example(item, found, item.passage, _around(found, place, randomness)))
    if randomness.random() < 0.25 and _can_be_cut(item, found[item.passage]):
        inside = _around(found, place, randomness)
        cut = _example(item, found, item.passage, inside, cut=True)
        made += [] if cut.right else [cut]  # another sentence beside it may answer as well
    near = item.near[:4] if randomness.random() < 0.5 else item.near
    for other in randomness.sample(near, len(near)):
        one = _example(item, found, other[0], _around(found, other, randomness))
        if len(made) <= wrong and not one.right:
            made.append(one)
    return made


def _answered(answer: Span, numbers: list[int], found: list[Lines]) -> tuple[int, int] | None:
    for number in numbers:
        for place, pieces in enumerate(found[number].places):
            if pieces and pieces[0].start <= answer.start and answer.end <= pieces[-1].end:
                return number, place
    return None


def _around(found: list[Lines], at: tuple[int, int], randomness: random.Random) -> range:
    """An excerpt around a sentence or around one of its neighbours that holds it."""
    lengths, sentence = [len(one) for one in found[at[0]].sentences], at[1]
    for place in randomness.sample([sentence - 1, sentence, sentence + 1], 3):
        if 0 <= place < len(lengths) and sentence in (near := excerpt(lengths, place, LONGEST)):
            return near
    return excerpt(lengths, sentence, LONGEST)


def _example(
    item: Item, found: list[Lines], passage: int, around: range, *, cut: bool = False
) -> Example:
    line = found[passage]
    own = line.document == item.document
    inside = [place for place in around if (passage, place) not in item.hidden]
    sentences, asked = [], []
    for place in inside:
        pairs = list(zip(line.sentences[place], line.places[place], strict=True))
        hit = [own and p.start < item.answer.end and p.end > item.answer.start for _, p in pairs]
        kept = [i for i in range(len(pairs)) if not (cut and hit[i])]
        sentences.append([pairs[i][0] for i in kept])
        asked.append([hit[i] for i in kept])
    title = [] if TITLE in item.hidden else line.title
    ids, places = pack(item.question, Excerpt(title, line.section, sentences))
    first = next(at for at, place in enumerate(places) if place == 0)
    flat = [first + at for at, yes in enumerate(y for one in asked for y in one) if yes]
    right = tuple(
        number
        for number, (place, one) in enumerate(zip(inside, asked, strict=True))
        if any(one) or (passage, place) in item.also
    )
    span = (flat[0], flat[-1]) if flat else (0, 0)
    if len(flat) == sum(map(len, asked)) or (right and not flat):
        span = UNKNOWN_WORDS
    return Example(ids, places, right, span, passage, tuple(inside), item.each)


def _can_be_cut(item: Item, line: Lines) -> bool:
    length = item.answer.end - item.answer.start
    return length <= min(_LONGEST_CUT, len(line.texts[item.sentence]) - _SHORTEST_LEFT)
