"""Questions ▶ what the ranker trains on: for each question its passages as feature arrays."""

import random
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from chat.features import Found, sentence_rows, token_rows
from chat.prepare import Features, Floats
from index.build import build
from index.encode import StaticEncoder
from index.library import Library
from index.segment import Segmenter
from index.types import Hit
from training.absent import asking_otherwise, without
from training.questions import Example, Questions, positives

RETRIEVAL = slice(25, 29)
"""Columns of the sentence features that say how a passage was found beside the others."""
_DEPTH = 24
ABSENT = ("masked", "otherwise")
"""Sources of questions that their passage does not answer, although it is about the same thing."""


@dataclass(frozen=True, slots=True)
class Page:
    """One passage for one question. `rows` are its sentences (m, SENTENCE_ROW), `found` its score and
    cosine, `answers` its sentences that answer; `tokens` (t, TOKEN_ROW) are the first such
    sentence's, `asked` (t,) says which of them are the answer; `gold` is the right document's."""

    rows: Floats
    found: tuple[float, float]
    answers: tuple[int, ...]
    tokens: NDArray[np.float16] | None
    asked: NDArray[np.bool_] | None
    gold: bool


@dataclass(frozen=True, slots=True)
class Item:
    """A question with its passages, nearest first. `group` are questions on one article, which must
    not stand on both sides of a split."""

    pages: list[Page]
    source: str
    group: str


def make_items(
    questions: Questions, encoder: StaticEncoder, passages: int, seed: int, variants: float = 0.35
) -> list[Item]:
    """Search every question among all documents of its set and keep its `passages` nearest.

    `variants` is the share of questions that are also asked where the answer is missing, see absent.py.
    """
    segmenter = Segmenter()
    features = Features(encoder, segmenter)
    randomness = random.Random(seed)
    with tempfile.TemporaryDirectory() as folder:
        build(Path(folder), list(questions.documents.values()), encoder, segmenter)
        library = Library(Path(folder), encoder, segmenter)
        numbers: dict[str, list[int]] = {}
        for number, passage in library._store.passages():
            numbers.setdefault(passage.document_id, []).append(number)
        group = {example.document: example.group for example in questions.examples}
        texts: dict[int, tuple] = {}  # type: ignore[type-arg]
        items = []
        for example in tqdm(questions.examples, desc="features", mininterval=20):
            hits = library.search(example.question, 100)
            chosen = _choose(example, hits, numbers, group, passages, randomness)
            for hit in chosen:
                if hit.number not in texts:
                    texts[hit.number] = _prepare(library, features, hit)
            prepared = [texts[hit.number] for hit in chosen]
            source = example.document.split("-")[0]
            items.append(_item(example, features, chosen, prepared, group, source))
            if randomness.random() < variants:
                items += _absent(example, features, chosen, prepared, group)
        library.close()
    return items


def _choose(
    example: Example,
    hits: list[Hit],
    numbers: dict[str, list[int]],
    group: dict[str, str],
    passages: int,
    randomness: random.Random,
) -> list[Hit]:
    wanted = set(numbers[example.document])
    gold = [hit for hit in hits if hit.number in wanted]
    rest = [hit for hit in hits[:_DEPTH] if hit.number not in wanted]
    near = rest[: passages // 2]
    related = [
        hit
        for hit in hits
        if hit not in near
        and hit.number not in wanted
        and group.get(hit.passage.document_id) == example.group
    ]
    others = [hit for hit in rest[passages // 2 :] if hit not in related]
    randomness.shuffle(others)
    chosen = (gold + near + related[:2] + others)[:passages]
    return sorted(chosen, key=lambda hit: -hit.score)


def _prepare(library: Library, features: Features, hit: Hit) -> tuple:  # type: ignore[type-arg]
    document = library.document(hit.passage.document_id)
    sentences = [document.quote(sentence) for sentence in hit.passage.sentences]
    heading = f"{document.title} {hit.passage.section}"
    return document, features.text(sentences), features.text([heading])


def _item(  # type: ignore[no-untyped-def]
    example: Example,
    features: Features,
    hits: list[Hit],
    prepared,
    group: dict[str, str],
    source: str,
) -> Item:
    query = features.query(example.question)
    pages = [
        _page(example, query, hit, one, group) for hit, one in zip(hits, prepared, strict=True)
    ]
    return Item(pages, source, example.group)


def _absent(  # type: ignore[no-untyped-def]
    example: Example, features: Features, hits: list[Hit], prepared, group: dict[str, str]
) -> list[Item]:
    """The same question where its sentence lacks the answer, and another question about it."""
    found = []
    answer = prepared_answer(example, prepared, hits)
    if answer is None:
        return []
    place, text = answer
    document, ready, heading = prepared[place]
    cut = without(ready.sentences, text)
    if cut is not None:
        changed = [*prepared]
        changed[place] = (document, features.text(cut), heading)
        found.append(_item(replace(example, end=-1), features, hits, changed, group, "masked"))
    other = asking_otherwise(example.question, "".join(ready.sentences), features)
    if other is not None:
        asked = replace(example, question=other, end=-1)
        found.append(_item(asked, features, hits, prepared, group, "otherwise"))
    return found


def prepared_answer(example: Example, prepared, hits: list[Hit]) -> tuple[int, str] | None:  # type: ignore[no-untyped-def]
    """The place of the right passage among `hits`, and the words of the answer."""
    for place, (hit, (document, _, _)) in enumerate(zip(hits, prepared, strict=True)):
        inside = any(s.start <= example.start < s.end for s in hit.passage.spans)
        if hit.passage.document_id == example.document and inside:
            return place, document.text[example.start : example.end]
    return None


def _page(example: Example, query, hit: Hit, prepared: tuple, group: dict[str, str]) -> Page:  # type: ignore[type-arg, no-untyped-def]
    _, text, heading = prepared
    gold = hit.passage.document_id == example.document
    spans = [(sentence[0].start, sentence[-1].end) for sentence in hit.passage.sentences]
    answers = tuple(positives(example, spans)) if gold and example.end >= 0 else ()
    tokens = asked = None
    if answers and example.end > 0:
        inside = text.sentence == answers[0]
        starts = spans[answers[0]][0] + text.starts[inside]
        ends = spans[answers[0]][0] + text.ends[inside]
        asked = (starts < example.end) & (ends > example.start)
        tokens = token_rows(query, text, answers[0]).astype(np.float16)
    rows = sentence_rows(query, text, heading, Found(0, 0, 0, 1))
    return Page(rows, (hit.score, hit.dense), answers, tokens, asked, gold)


def scenario(item: Item, passages: int, randomness: random.Random) -> list[Page]:
    """The nearest passages of a library that the question could have been asked of, which sometimes
    does not hold the right one, so that nothing answers.

    The right passage comes in where it was found, or not at all: put in by force it would come last
    oftener than any other, and teach that what comes last is right.
    """
    answerable = item.source in ABSENT or randomness.random() > 0.2
    return [page for page in item.pages if answerable or not page.gold][:passages]


def stacked(pages: Sequence[Page]) -> Floats:
    """All sentences of the pages, with how each page was found beside the others as
    chat.evidence.founds has it. *Shape:* (m, SENTENCE_ROW)."""
    best = max(page.found[0] for page in pages) or 1.0
    blocks = []
    for rank, page in enumerate(pages, 1):
        block = page.rows.copy()
        block[:, RETRIEVAL] = (page.found[0] / best, page.found[0], page.found[1], 1 / rank)
        blocks.append(block)
    return np.vstack(blocks)
