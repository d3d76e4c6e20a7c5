"""Which sentences answer: hits ▶ sentences with the probability that they do, and the asked-for words."""

import re
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from chat.features import SENTENCE_ROW, Found, matched, sentence_rows
from chat.prepare import Features, Floats, Query, Text
from chat.question import Asks
from chat.ranker import Ranker
from index.types import Hit
from ingest.types import Document, Span, runs

_CACHED_TEXTS = 2000
_QUANTITY = re.compile(
    r"[超约近逾]?[0-9][0-9.,]*(?:%|[万亿千百十]+)?(?:[个所家项座条名亩件处位次元年月日岁人吨]|公里|小时|分钟)?"
    r"(?:以上|以下|以内|左右)?"
)


@dataclass(frozen=True, slots=True)
class Evidence:
    """One sentence of a hit: `sentence` is its place in the passage, `probability` that it answers."""

    hit: Hit
    sentence: int
    probability: float


class Ranking:
    """The sentences that answer best, most probable first, out of everything that was read."""

    def __init__(
        self, query: Query, hits: list[Hit], texts: list[Text], ranker: Ranker, rows: list[Floats]
    ):
        self._query = query
        self._ranker = ranker
        self._texts = {hit.number: text for hit, text in zip(hits, texts, strict=True)}
        owners = [
            (hit, place)
            for hit, text in zip(hits, texts, strict=True)
            for place in range(len(text.sentences))
        ]
        stacked = np.vstack(rows) if rows else np.zeros((0, SENTENCE_ROW), np.float32)
        scores = ranker.order(stacked)
        judged = ranker.judge(stacked, scores)
        self.evidence = [
            Evidence(*owners[place], probability)
            for place, probability in zip(judged.places, judged.probabilities, strict=True)
        ]
        """The best sentences, best first."""
        self._best: dict[int, int] = {}
        for place in np.argsort(-scores, kind="stable"):
            hit, sentence = owners[int(place)]
            self._best.setdefault(hit.number, sentence)

    @property
    def probability(self) -> float:
        """That the best sentence answers; 0 when there is none."""
        return self.evidence[0].probability if self.evidence else 0.0

    def matched(self, hit: Hit, sentence: int | None = None) -> tuple[str, ...]:
        """Words of the question that stand in a sentence (by default the hit's best)."""
        place = self._best[hit.number] if sentence is None else sentence
        return matched(self._query, self._texts[hit.number], place)

    def sentence(self, one: Evidence) -> str:
        """The folded words of a sentence, as they were read."""
        return self._texts[one.hit.number].sentences[one.sentence]

    def asked(self, one: Evidence) -> tuple[Span, ...]:
        """The span of the document that is asked for, inside one sentence; none for a whole topic."""
        if self._query.kind in (Asks.TOPIC, Asks.DECISION):
            return ()
        start, end = self._ranker.asked(self._query, self._texts[one.hit.number], one.sentence)
        start, end = whole_quantity(self.sentence(one), start, end)
        spans = one.hit.passage.sentences[one.sentence]
        return runs([at for span in spans for at in range(span.start, span.end)][start:end])


def whole_quantity(sentence: str, start: int, end: int) -> tuple[int, int]:
    """A span widened so that no number in it loses its digits, its unit or its bounds.

    >>> whole_quantity("覆盖率85%以上,新增10万个学位", 3, 5)
    (3, 8)
    """
    for match in _QUANTITY.finditer(sentence):
        if match.start() < end and match.end() > start:
            start, end = min(start, match.start()), max(end, match.end())
    return start, end


class EvidenceRanker:
    """Reads the passages that were found and ranks their sentences."""

    def __init__(
        self, features: Features, ranker: Ranker, document: Callable[[str], Document]
    ) -> None:
        self._features = features
        self._ranker = ranker
        self._document = document
        self._texts: OrderedDict[int, tuple[Text, Text]] = OrderedDict()

    def rank(self, question: str, hits: list[Hit]) -> Ranking:
        """Rank every sentence of `hits` (best passage first) for `question`."""
        query = self._features.query(question)
        prepared = [self._prepared(hit) for hit in hits]
        pages = [(*texts, found) for texts, found in zip(prepared, founds(hits), strict=True)]
        rows = [sentence_rows(query, *page) for page in pages]
        return Ranking(query, hits, [text for text, _ in prepared], self._ranker, rows)

    def _prepared(self, hit: Hit) -> tuple[Text, Text]:
        if hit.number not in self._texts:
            document = self._document(hit.passage.document_id)
            sentences = [document.quote(sentence) for sentence in hit.passage.sentences]
            heading = f"{document.title} {hit.passage.section}"
            self._texts[hit.number] = (
                self._features.text(sentences),
                self._features.text([heading]),
            )
            while len(self._texts) > _CACHED_TEXTS:
                self._texts.popitem(last=False)
        self._texts.move_to_end(hit.number)
        return self._texts[hit.number]


def founds(hits: list[Hit]) -> list[Found]:
    """How each hit was found: its score beside the best one's, as it is, its cosine, and its rank."""
    best = max((hit.score for hit in hits), default=0.0) or 1.0
    return [Found(hit.score / best, hit.score, hit.dense, rank) for rank, hit in enumerate(hits, 1)]
