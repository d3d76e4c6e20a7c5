"""Question ▶ Answer: the sentences that answer, as quotes that were cut from the document just now."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from chat.evidence import Evidence, EvidenceRanker, Ranking
from chat.followup import resolve
from chat.prepare import Features
from chat.question import checked
from chat.ranker import Ranker
from chat.types import NOT_FOUND, Answer, Citation, Turn
from chat.veto import can_answer
from index.encode import StaticEncoder
from index.library import Library
from index.types import Hit
from ingest.normalize import fold
from ingest.types import Sentence, Span, merge

_log = logging.getLogger("yinju")

PASSAGES = 12
"""Passages that are read for an answer."""
QUOTES = 3
"""Quotes in an answer at most."""
NEAREST = 3
"""Passages offered when there is no answer."""


@dataclass(frozen=True, slots=True)
class Settings:
    """When to answer. `threshold` is the least probability, 0 to 1, that the best sentence answers;
    below it the answer is 没有找到. Estimated on encyclopedia questions, which repeat the text's words,
    so low for questions in other words: the lowest at which all development questions on other
    subjects are refused. `further` is the least share of the best quote's probability that another
    quote must have to stand beside it."""

    threshold: float = 0.05
    further: float = 0.3


class Answerer:
    """Answers questions over a library with quotes from it, or says that it does not say."""

    def __init__(
        self, library: Library, words: StaticEncoder, settings: Settings | None = None
    ) -> None:
        self.library = library
        self.settings = settings or Settings()
        self._words = words
        features = Features(words, library.segmenter)
        self._ranker = EvidenceRanker(features, Ranker(), library.document)

    def ask(
        self, question: str, history: Sequence[Turn] = (), *, settings: Settings | None = None
    ) -> Answer:
        """Answer `question`, made whole from `history` (oldest first).

        `settings` other than the answerer's own say what they would do with this question. Raises
        QuestionError when it cannot be asked.
        """
        least = settings or self.settings
        typed = checked(question)
        asked = resolve(typed, history, self.library.segmenter, self._similarity)
        hits, ranking = self._read(asked)
        able = [
            one
            for one in ranking.evidence
            if can_answer(asked, ranking.sentence(one), self.library.segmenter)
        ]
        if able and able[0].probability >= least.threshold:
            groups = _chosen(able, least.further)
            citations = [self._citation(group, ranking) for group in groups]
            kept = tuple(one for one in citations if one is not None)
            if kept:
                text = "\n".join(citation.quote for citation in kept)
                return Answer(typed, asked, text, kept, (), False, able[0].probability)
        near = [self._nearest(hit, ranking) for hit in hits[:NEAREST]]
        kept = tuple(one for one in near if one is not None)
        return Answer(typed, asked, NOT_FOUND, (), kept, True, able[0].probability if able else 0.0)

    def best(self, question: str, history: Sequence[Turn] = ()) -> Citation | None:
        """The first quote if nothing were ever refused, for measuring; None in an empty library."""
        asked = resolve(checked(question), history, self.library.segmenter, self._similarity)
        _, ranking = self._read(asked)
        if not ranking.evidence:
            return None
        return self._citation(_chosen(ranking.evidence, self.settings.further)[0], ranking)

    def _read(self, asked: str) -> tuple[list[Hit], Ranking]:
        hits = self.library.search(asked, PASSAGES)
        return hits, self._ranker.rank(asked, hits)

    def _citation(self, group: list[Evidence], ranking: Ranking) -> Citation | None:
        hit = group[0].hit
        best = max(group, key=lambda one: one.probability)
        sentences = [hit.passage.sentences[one.sentence] for one in group]
        matched = tuple(
            dict.fromkeys(word for one in group for word in ranking.matched(one.hit, one.sentence))
        )
        return self._cut(hit, sentences, ranking.asked(best), best.probability, matched)

    def _nearest(self, hit: Hit, ranking: Ranking) -> Citation | None:
        chances = [one.probability for one in ranking.evidence if one.hit.number == hit.number]
        sentences, matched = list(hit.passage.sentences), ranking.matched(hit)
        return self._cut(hit, sentences, (), max(chances, default=0.0), matched)

    def _cut(
        self,
        hit: Hit,
        sentences: list[Sentence],
        asked: tuple[Span, ...],
        score: float,
        matched: tuple[str, ...],
    ) -> Citation | None:
        """Cut the quote from the document; None, and a line in the log, if it is not what was found."""
        document = self.library.document(hit.passage.document_id)
        spans = merge([span for sentence in sentences for span in sentence])
        try:
            quote = document.quote(spans)
        except ValueError as error:
            _log.error("citation dropped: %s", error)
            return None
        citation = Citation(
            document.id,
            document.title,
            hit.passage.section,
            hit.passage.kind,
            spans,
            quote,
            asked,
            score,
            matched,
            hit.lexical,
            hit.dense,
            hit.lexical_rank,
            hit.dense_rank,
        )
        return citation if is_verbatim(citation, document.text) else None

    def _similarity(self, one: str, other: str) -> float:
        vectors = self._words.encode_passages([fold(one), fold(other)])
        return float(np.dot(vectors[0], vectors[1]))


def is_verbatim(citation: Citation, text: str) -> bool:
    """Whether a citation's quote is what the document's text says at its spans, sliced here anew.

    >>> from ingest.types import BlockKind
    >>> kind, spans = BlockKind.PARAGRAPH, (Span(2, 6),)
    >>> one = Citation("a", "a", "", kind, spans, "60万个", (), 1.0, (), 0.0, 0.0, None, None)
    >>> is_verbatim(one, "岗位60万个。"), is_verbatim(one, "岗位61万个。")
    (True, False)
    """
    pieces = [text[span.start : span.end] for span in citation.spans]
    same = "".join(pieces) == citation.quote and all(pieces)
    if not same:
        _log.error("citation dropped: %s is not what %s says", citation.spans, citation.document_id)
    return same


def _chosen(best: list[Evidence], further: float) -> list[list[Evidence]]:
    """Groups of neighbouring sentences, the best sentence's group first."""
    least = best[0].probability * further
    chosen = [one for one in best[:QUOTES] if one is best[0] or one.probability >= least]
    groups: list[list[Evidence]] = []
    for one in sorted(chosen, key=lambda one: (one.hit.number, one.sentence)):
        if groups and _adjacent(groups[-1][-1], one):
            groups[-1].append(one)
        else:
            groups.append([one])
    return sorted(groups, key=lambda group: min(best.index(one) for one in group))


def _adjacent(one: Evidence, other: Evidence) -> bool:
    return one.hit.number == other.hit.number and abs(one.sentence - other.sentence) == 1
