"""Which sentences answer: hits ▶ sentences with the probability that they do, and the asked-for words.

Searching orders all sentences that it found (candidates.py). The best of them are put in order anew by how
well they meet the question (meeting.py), and the first of these are read closely, each with its neighbours
(excerpt.py), by the reader (reading.py). What it says, how well the sentence meets the question and how it was
found are weighed into a probability (judge.py), or a larger model's word is taken instead (rerank.py).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice
from typing import TypeAlias

from chat.asking.question import Asks, asked
from chat.ranking.blocks import stands_below
from chat.ranking.candidates import Candidate, candidates
from chat.ranking.cells import named_rows, row_at, row_text
from chat.ranking.emphasis import emphasised, wanted
from chat.ranking.excerpt import excerpt
from chat.ranking.judge import Judge, Signs
from chat.ranking.meeting import Meeting
from chat.ranking.pleadings import speaks
from chat.ranking.reading import Excerpt, ReadingModel, best_span, heading_of
from chat.ranking.rerank import Reranker
from index.library import Library
from index.segment import Segmenter
from index.types import Hit
from ingest.normalize import fold
from ingest.types import BlockKind, Span
from ingest.view import View, tidied

MET = 8
"""Candidates that meet the question before the excerpts to read are chosen."""
FOUND_BESIDE_MET = 0.11
"""How much the passage's score counts beside the meeting in their order; nearness and words have done their
part in choosing them. Fitted on the questions that the judge is fitted on, see benchmarks/tried.md."""
READ = 272
"""Pieces that are read first for a question: two long excerpts or more short ones (rows, headings, captions).
See benchmarks/tried.md for what more or fewer would find."""
READ_FOR_LIST = 544
"""The same for a question that asks for a list, whose parts may stand in many places."""
FEWEST = 2
"""Excerpts that are read however long they are."""
DOUBT = 0.2
"""Probability of the likeliest sentence, by the judge, below which more is read, up to `MOST` excerpts. What is
read first is enough for most questions that are answered; in doubt a sentence that searching liked a little
less may be the one that answers, and where none of more does that is more reason to say so."""
MOST = 4
BESIDE = 40
"""Pieces that are read with every excerpt: the question and the heading."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One sentence of a hit as it is searched: `sentence` is its place in the passage, `probability` that
    it answers, `words` the characters of it that the reader takes for what is asked for."""

    hit: Hit
    sentence: int
    view: View
    probability: float
    words: tuple[int, int]
    signs: Signs

    @property
    def text(self) -> str:
        """The sentence tidied and folded."""
        return self.view.text

    def asked_for(self, question: str, segmenter: Segmenter) -> tuple[Span, ...]:
        """The words to emphasise, as spans of the document."""
        wants = wanted(question, segmenter)
        start, end = emphasised(self.text, self.words, wants, segmenter)
        return self.view.original(Span(start, end)) if start < end else ()


class EvidenceRanker:
    """Reads the passages that were found and ranks their sentences."""

    def __init__(
        self,
        library: Library,
        reader: ReadingModel,
        judge: Judge,
        reranker: Reranker | None = None,
    ) -> None:
        self._library = library
        self._reader = reader
        self._meeting = Meeting(library.encoder)
        self._judge = judge
        self._reranker = reranker

    def expect(self, question: str) -> None:
        """Begin with a question whose hits will be ranked, while they are searched for."""
        self._meeting.expect(question)

    def rank(self, question: str, hits: list[Hit]) -> list[Evidence]:
        """The sentences of `hits` that were read for `question`, the most probable first."""
        limit = READ_FOR_LIST if asked(question).asks is Asks.LIST else READ
        likely = self._ordered(question, candidates(question, hits, self._library))
        likely = self._own_first(question, self._named_first(question, likely))
        read: dict[tuple[int, int], _Read] = {}
        evidence: list[Evidence] = []
        for batch in self._batches(likely, limit):
            for line in self._read(question, batch):
                key = (line.candidate.hit.number, line.candidate.place)
                if key not in read or line.margin > read[key].margin:
                    read[key] = line
            evidence = self._weighed(question, list(read.values()))
            if any(one.probability >= DOUBT for one in evidence):
                break
        if self._reranker is not None:
            chances = self._reranker.probabilities(question, [self._quote(one) for one in evidence])
            evidence = [
                replace(one, probability=chance)
                for one, chance in zip(evidence, chances, strict=True)
            ]
        return sorted(evidence, key=lambda one: -one.probability)

    def _ordered(self, question: str, likely: list[Candidate]) -> list[Candidate]:
        """The same, with the first of them, as searching has them, in the order in which they are read."""
        first, rest = likely[:MET], likely[MET:]
        met = self._meeting.met(question, [one.text for one in first])
        marks = [how + FOUND_BESIDE_MET * one.found for one, how in zip(first, met, strict=True)]
        return [first[at] for at in sorted(range(len(first)), key=lambda at: -marks[at])] + rest

    def _named_first(self, question: str, likely: list[Candidate]) -> list[Candidate]:
        """The same, with the rows of a table that the question does not name behind all others, if it names
        some: a row that is alike in all but its name must not be read in its place."""
        tables: dict[str, list[int]] = {}
        for at, one in enumerate(likely):
            if one.hit.passage.kind is BlockKind.ROW:
                tables.setdefault(one.hit.passage.document_id, []).append(at)
        behind: set[int] = set()
        for name, rows in tables.items():
            document = self._library.document(name)
            own = [row_at(likely[at].hit.passage, likely[at].place) for at in rows]
            named = named_rows(question, [row_text(document, row) for row in own])
            behind.update(at for at, yes in zip(rows, named, strict=True) if not yes)
        return [likely[at] for at in sorted(range(len(likely)), key=lambda at: at in behind)]

    def _own_first(self, question: str, likely: list[Candidate]) -> list[Candidate]:
        """The same, with the lines on the party that the question names before all others, and what is of
        another party, or said by it, behind them."""
        own = {True: 0, None: 1, False: 2}
        return sorted(likely, key=lambda one: own[self.is_of_own(question, one.hit, one.place)])

    def is_of_own(self, question: str, hit: Hit, place: int) -> bool | None:
        """Whether a sentence of a hit is a line on the party that `question` names; False where it is on
        another one, or is said in court by another one than is asked for, else None."""
        if hit.passage.kind is BlockKind.ROW:
            return None  # its head may stand far above it
        if self.opening(question, hit, place) == "":
            return False
        document = self._library.document(hit.passage.document_id)
        return stands_below(question, document, hit.passage.sentences[place][0].start)

    def opening(self, question: str, hit: Hit, place: int) -> str | None:
        """What pleadings.py's `speaks` says of a sentence of a hit."""
        document = self._library.document(hit.passage.document_id)
        return speaks(question, document, hit.passage.sentences[place][0].start)

    def _batches(self, likely: list[Candidate], limit: int) -> Iterator[list["_Lines"]]:
        """The excerpts to read: first those of at most `limit` pieces, then what is read in doubt."""
        rest = self._excerpts(likely)
        first: list[_Lines] = []
        total = 0
        for one in rest:
            total += sum(len(ids) for _, ids, _ in one) + BESIDE
            if total > limit and len(first) >= FEWEST:
                rest = chain([one], rest)
                break
            first.append(one)
        yield first
        if more := list(islice(rest, max(0, MOST - len(first)))):
            yield more

    def _excerpts(self, likely: list[Candidate]) -> Iterator["_Lines"]:
        """Those around the likeliest candidates that no earlier one holds."""
        by_hit: dict[int, dict[int, Candidate]] = {}
        for one in likely:
            by_hit.setdefault(one.hit.number, {})[one.place] = one
        taken: set[tuple[int, int]] = set()
        for one in likely:
            if (one.hit.number, one.place) not in taken:
                lines = by_hit[one.hit.number]
                pieces = [self._reader.pieces(lines[at].text) for at in range(len(lines))]
                inside = excerpt([len(ids) for ids, _ in pieces], one.place)
                taken.update((one.hit.number, at) for at in inside)
                yield [(lines[at], *pieces[at]) for at in inside]

    def _quote(self, one: Evidence) -> str:
        document = self._library.document(one.hit.passage.document_id)
        return tidied(document, one.hit.passage.sentences[one.sentence])

    def _read(self, question: str, batch: list["_Lines"]) -> list["_Read"]:
        """Every sentence of some excerpts, as the reader leaves it."""
        pieces, _ = self._reader.pieces(fold(question))
        excerpts = [Excerpt(*self._above(one[0][0].hit), [i for _, i, _ in one]) for one in batch]
        found = []
        for lines, said in zip(batch, self._reader.read(pieces, excerpts), strict=True):
            at = 0
            for number, (candidate, ids, offsets) in enumerate(lines):
                rows = slice(at, at + len(ids))
                first, last = best_span(said.start[rows], said.end[rows])
                at += len(ids)
                margin = float(said.evidence[number]) - said.none
                peak = float(said.peaks[number]) - said.none
                words = (offsets[first][0], offsets[last][1])
                found.append(_Read(candidate, margin, peak, words))
        return found

    def _above(self, hit: Hit) -> tuple[Sequence[int], Sequence[int]]:
        document = self._library.document(hit.passage.document_id)
        title, section = heading_of(document, hit.passage.section)
        return self._reader.pieces(fold(title))[0], self._reader.pieces(fold(section))[0]

    def _weighed(self, question: str, read: list["_Read"]) -> list[Evidence]:
        met = self._meeting.met(question, [one.candidate.text for one in read])
        signs = [one.signs(how) for one, how in zip(read, met, strict=True)]
        chances = self._judge.probabilities(signs)
        rows = zip(read, signs, chances, strict=True)
        return [one.judged(own, chance) for one, own, chance in rows]


_Lines: TypeAlias = list[tuple[Candidate, Sequence[int], Sequence[tuple[int, int]]]]
"""An excerpt: its sentences with their pieces and each piece's characters."""


@dataclass(frozen=True, slots=True)
class _Read:
    """A sentence as the reader left it: the log odds that it answers, by the mean of its pieces and by the
    highest, and the characters of the words that are asked for if it does."""

    candidate: Candidate
    margin: float
    peak: float
    words: tuple[int, int]

    def signs(self, met: float) -> Signs:
        """All that is known of it, beside how it meets the question."""
        found = self.candidate
        return Signs(self.margin, self.peak, met, found.near, found.covered, found.found)

    def judged(self, signs: Signs, chance: float) -> Evidence:
        """The same with what the judge says."""
        found = self.candidate
        return Evidence(found.hit, found.place, found.view, chance, self.words, signs)
