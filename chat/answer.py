"""Question ▶ Answer: the sentences that answer, as quotes that were cut from the document just now."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from chat.asking.followup import resolve
from chat.asking.question import checked, standard, topic_words
from chat.asking.readings import Asked, Readings
from chat.asking.respell import respellings
from chat.asking.subjects import names_another
from chat.quoting.changes import changed
from chat.quoting.cut import cut
from chat.quoting.disagree import disagreeing
from chat.quoting.extent import MOST, section_below
from chat.quoting.headings import counted, listed
from chat.quoting.nearest import nearest
from chat.quoting.quotes import QUOTES, apart, is_alone, quoted, tells_below, tells_nothing
from chat.quoting.reach import reach
from chat.quoting.rows import MOST as MOST_ROWS
from chat.quoting.rows import asks_for_rows, rows_alike, rows_meant
from chat.quoting.sections import Part, named, told
from chat.ranking.bare import lines_before
from chat.ranking.cells import is_blank
from chat.ranking.evidence import Evidence, EvidenceRanker
from chat.ranking.judge import read_judge
from chat.ranking.reading import ReadingModel
from chat.ranking.rerank import Reranker
from chat.refusing.able import is_able
from chat.refusing.gazetteer import places
from chat.refusing.whereabouts import about, speaks_elsewhere
from chat.types import DOUBTFUL, NOT_FOUND, Answer, Citation, Turn
from index.library import Library
from index.types import Hit
from ingest.dialogue import is_same
from ingest.errors import LibraryDamaged
from ingest.normalize import fold
from ingest.types import BlockKind, Document, Passage, Sentence, Span
from ingest.view import searched

NEAREST = 3
"""Passages offered when there is no answer."""
_SURE = 0.6
"""Probability of an answer from which on a question is not asked of the document that it names alone: by the
judge before, of 270 questions to thirteen documents none that is surer was answered better so."""


@dataclass(frozen=True, slots=True)
class Settings:
    """When to answer. `threshold` is the least probability, 0 to 1, that the best sentence answers; below
    it the answer is 没有找到. Of the hundredths the lowest at which as many of the unanswerable
    development questions are refused as at any below 0.2. `further` is the least share of the best quote's
    probability that another quote must have, above the threshold, to stand beside it."""

    threshold: float = 0.1
    further: float = 0.4


class Answerer:
    """Answers questions over a library with quotes from it, or says that it does not say."""

    def __init__(
        self,
        library: Library,
        settings: Settings | None = None,
        reranker: Reranker | None = None,
    ) -> None:
        self.library = library
        self.settings = settings or Settings()
        self._ranker = EvidenceRanker(library, ReadingModel(), read_judge(), reranker)
        self._readings = Readings(library, self._ranker.expect)

    def ask(
        self, question: str, history: Sequence[Turn] = (), *, settings: Settings | None = None
    ) -> Answer:
        """Answer `question`, made whole from `history` (oldest first).

        `settings` other than the answerer's own say what they would do with this question. Raises
        QuestionError when it cannot be asked. When a document that is quoted was changed or removed
        meanwhile, the answer is made again, so that none quotes what was gone when it came.
        """
        least = settings or self.settings
        typed = checked(question)
        while True:
            before = self.library.versions()
            try:
                answer = self._asked(typed, history, least)
            except (KeyError, LibraryDamaged):
                if before == self.library.versions():
                    raise
                continue
            now = self.library.versions()
            names = {one.document_id for one in (*answer.citations, *answer.nearest)}
            if all(before.get(name) == now.get(name) is not None for name in names):
                return answer

    def _asked(self, typed: str, history: Sequence[Turn], least: Settings) -> Answer:
        """The answer to a question as it is typed, read in the way that has the more probable one, or, where
        that is not sure, in the documents' words and to what it asks of one that it names, and, where it has
        none or a doubtful one, to what it only sounds like, if that is more probable."""
        plain = [self._readings.plain(one) for one in self._wholes(typed, history)]
        answer = _surest([self._answer(typed, one, least) for one in plain])
        if not answer.refused and answer.probability >= _SURE:
            return answer
        ways = [way for one in plain for way in self._readings.otherwise(one)]
        if answer.refused or answer.probability < DOUBTFUL:
            others = self._respelled(answer.asked)
            spelled = [self._readings.plain(other) for other in others]
            names = [one.document_id for one in (*answer.citations, *answer.nearest)]
            ways += [*spelled, *(own for one in spelled for own in self._readings.named(one))]
            ways += self._readings.titled(answer.asked, dict.fromkeys(names))
        found = [self._answer(typed, one, least) for one in ways]
        return _surest([answer, *(one for one in found if not one.refused)])

    def _respelled(self, question: str) -> list[str]:
        """What a question may mean that only sounds like it, and asks of the same places."""
        segmenter = self.library.segmenter
        own = {one.name for one in places(fold(question), segmenter)}
        others = respellings(question, segmenter, self.library.holds)
        return [one for one in others if own <= {at.name for at in places(fold(one), segmenter)}]

    def _answer(self, typed: str, asked: Asked, least: Settings) -> Answer:
        rest = asked.rest
        whole = typed if standard(typed) == asked.whole else asked.whole
        hits = about(asked.hits, fold(asked.whole), self.library)
        if kept := self._listed(rest, hits):
            text = "\n".join(citation.quote for citation in kept)
            return Answer(typed, whole, text, kept, (), False, 1.0)
        evidence = self._ranked(rest, hits)
        likely = [one for one in evidence if one.probability >= least.threshold]
        able = [one for one in likely if self._can_answer(asked, one)]
        others = (one for one in evidence[len(likely) :] if self._can_answer(asked, one))
        best = able[0] if able else next(others, None)
        sure = best.probability if best else 0.0
        if able and (kept := self._quotes(rest, able, least)):
            kept += self._parts(changed(rest, kept, hits, self.library.document), sure, rest)
            text = "\n".join(citation.quote for citation in kept)
            differing = disagreeing(rest, kept, self.library.segmenter)
            return Answer(typed, whole, text, kept, (), False, sure, differing)
        return Answer(
            typed, whole, NOT_FOUND, (), self._near(asked.hits, evidence, whole), True, sure
        )

    def best(self, question: str, history: Sequence[Turn] = ()) -> Citation | None:
        """The first quote if nothing were ever refused, for measuring; None in an empty library."""
        whole = self._wholes(checked(question), history)[0]
        plain = self._readings.plain(whole)
        hits = about(plain.hits, fold(whole), self.library) or plain.hits
        if headings := self._listed(whole, hits):
            return headings[0]
        evidence, rest = self._ranked(whole, hits), whole
        if not evidence:
            return None
        if evidence[0].probability < _SURE:
            for named in self._readings.named(plain):
                other = self._ranked(named.rest, named.hits)
                if other and other[0].probability > evidence[0].probability:
                    evidence, rest = other, named.rest
        least = self.settings
        return self._citation(quoted(rest, evidence, least.threshold, least.further)[0], rest)

    def _ranked(self, question: str, hits: list[Hit]) -> list[Evidence]:
        evidence = self._ranker.rank(question, hits)
        return rows_meant(question, evidence, self.library.document, self.library.segmenter)

    def _quotes(self, question: str, able: list[Evidence], least: Settings) -> tuple[Citation, ...]:
        groups = quoted(question, able, least.threshold, least.further)
        if rows := self._alike(question, groups):
            return rows
        alone = is_alone(question, groups)
        return apart([self._citation(group, question, alone=alone) for group in groups])

    def _alike(self, question: str, groups: list[list[Evidence]]) -> tuple[Citation, ...]:
        """All rows of a table that hold what is asked for, where the likeliest are some of them."""
        likely = [one for group in groups for one in group]
        names = {one.hit.passage.document_id for one in likely}
        only_rows = all(one.hit.passage.kind is BlockKind.ROW for one in likely)
        if not (only_rows and len(names) == 1 and asks_for_rows(question)):
            return ()
        words = topic_words(question, self.library.segmenter)
        document, passages = self._read(names.pop())
        found = rows_alike(question, words, likely, passages, document)
        score = max(one.probability for one in likely)
        return self._parts(found, score, question) if len(found) <= MOST_ROWS else ()

    def _listed(self, question: str, hits: list[Hit]) -> tuple[Citation, ...]:
        """What headings answer by themselves: those that a question counts, of the first document found
        that has as many, or what the section says that it names, of each document that has it if few do;
        their score is 1, because they were counted or named and not judged."""
        if own := next(filter(None, (self._own(question, hit) for hit in hits)), None):
            return (own,)
        names = dict.fromkeys(hit.passage.document_id for hit in hits)
        parts = (self._parts(listed(question, *self._read(name))) for name in names)
        if counted(question) is not None and (kept := next(filter(None, parts), None)):
            return kept
        if named(question) is not None:
            parts = (self._parts(told(question, *self._read(name))) for name in names)
            if 0 < len(found := [kept for kept in parts if kept]) <= QUOTES:
                return tuple(one for kept in found for one in kept)
        return ()

    def _own(self, question: str, hit: Hit) -> Citation | None:
        """A heading that asks just this question, with what answers it below."""
        if hit.passage.kind is not BlockKind.HEADING:
            return None
        document = self.library.document(hit.passage.document_id)
        line = document.quote(hit.passage.spans)
        if not is_same(question, line) or not (below := self._below(hit)):
            return None
        words = self._matched(question, fold(line))
        return self._cut(hit, [*hit.passage.sentences, *below], (), 1.0, words)

    def _below(self, hit: Hit) -> list[Sentence]:
        document = self.library.document(hit.passage.document_id)
        after = partial(self.library.passages_after, document.id, hit.number, MOST)
        return section_below(hit.passage, document, after)

    def _can_answer(self, asked: Asked, one: Evidence) -> bool:
        """Whether a sentence holds what is asked for, or what stands below it, where it is a question, speaks
        of no other one like the one that the question names, and is no row without what is asked for."""
        text, passage, segmenter = one.text, one.hit.passage, self.library.segmenter
        if asked.name and names_another(text, asked.name, segmenter):
            return False
        if self._ranker.is_of_own(asked.whole, one.hit, one.sentence) is False:
            return False
        if speaks_elsewhere(text, one.hit, fold(asked.whole), self.library):
            return False
        if tells_nothing(asked.whole, one, segmenter):
            return False
        document = self.library.document(passage.document_id)
        if passage.kind is BlockKind.HEADING and text.endswith("?"):
            text = "".join(fold(document.quote(below)) for below in self._below(one.hit))
        above = partial(self.library.passages_before, document.id, one.hit.number, MOST)
        after = partial(self.library.passages_after, document.id, one.hit.number, MOST)
        if is_blank(asked.rest, passage, one.sentence, document, above, after):
            return False
        before = lines_before(document, passage, one.sentence, above)
        opening = self._ranker.opening(asked.whole, one.hit, one.sentence) or ""
        title, section = document.title, passage.section
        return is_able(asked.whole, text, title, section, segmenter, before, opening)

    def _read(self, name: str) -> tuple[Document, list[Passage]]:
        return self.library.document(name), self.library.passages_of(name)

    def _parts(
        self, found: Sequence[Part], score: float = 1.0, question: str = ""
    ) -> tuple[Citation, ...]:
        """Quotes of all of `found`, or none at all, with the words of `question` that they hold."""
        made = [
            self._cut(
                Hit(0, passage, 0.0, 0.0, (0.0,), None, None),
                list(sentences),
                asked,
                score,
                self._matched(question, self._text(passage, sentences)) if question else (),
            )
            for passage, sentences, asked in found
        ]
        return tuple(one for one in made if one is not None) if None not in made else ()

    def _text(self, passage: Passage, sentences: Sequence[Sentence]) -> str:
        spans = [span for one in sentences for span in one]
        return fold(self.library.document(passage.document_id).quote(spans))

    def _wholes(self, question: str, history: Sequence[Turn]) -> tuple[str, ...]:
        return resolve(question, history, self.library.segmenter, self.library.similarity)

    def _citation(
        self, group: list[Evidence], question: str, *, alone: bool = False
    ) -> Citation | None:
        hit = group[0].hit
        best = max(group, key=lambda one: one.probability)
        document = self.library.document(hit.passage.document_id)
        after = partial(self.library.passages_after, document.id, hit.number, MOST)
        before = partial(self.library.passages_before, document.id, hit.number, MOST)
        own = range(group[0].sentence, group[-1].sentence + 1)
        sentences = reach(question, hit.passage, own, document, before, after)
        if alone and tells_below(question, group[0]):
            sentences += self._below(hit)
        words = self._matched(question, "".join(one.text for one in group))
        asked = best.asked_for(question, self.library.segmenter)
        return self._cut(hit, sentences, asked, best.probability, words)

    def _near(
        self, hits: list[Hit], evidence: list[Evidence], question: str
    ) -> tuple[Citation, ...]:
        """Passages that are no answer, each once: those that came nearest to one."""
        kept: dict[str, Citation] = {}
        for hit, chance in nearest(hits, evidence):
            document = self.library.document(hit.passage.document_id)
            words = self._matched(question, searched(document, hit.passage.spans).text)
            found = self._cut(hit, list(hit.passage.sentences), (), chance, words)
            if found is not None:
                kept.setdefault(found.quote, found)
            if len(kept) == NEAREST:
                break
        return tuple(kept.values())

    def _matched(self, question: str, text: str) -> tuple[str, ...]:
        """Words of the question that stand in a folded text; single characters (有, 个) only where no
        longer one does: they stand nearly everywhere."""
        words = topic_words(question, self.library.segmenter)
        found = tuple(word for word in words if word in text)
        return tuple(word for word in found if len(word) > 1) or found

    def _cut(
        self,
        hit: Hit,
        sentences: list[Sentence],
        asked: tuple[Span, ...],
        score: float,
        matched: tuple[str, ...],
    ) -> Citation | None:
        document = self.library.document(hit.passage.document_id)
        return cut(document, hit, sentences, asked, score, matched)


def _surest(answers: Sequence[Answer]) -> Answer:
    """The most probable answer, of those that are none only if there is no other; the first of equals."""
    return max(answers, key=lambda one: (not one.refused, one.probability))
