"""Hits ▶ candidates: every sentence that was found, with what searching says of it, best first."""

from dataclasses import dataclass

from chat.asking.question import topic_words
from index.library import Library
from index.types import Hit
from ingest.types import BlockKind
from ingest.view import View, searched

NEAR, COVERED, FOUND = 3.3, 1.0, 1.0
"""How much nearness, the share of the question's words and the passage's score count in the order
of candidates; chosen on CMRC 2018 trial and the development questions, see benchmarks/tried.md."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """The sentence `place` of a hit, as it is searched. `near` is the nearness of its vector to the question's,
    `covered` the share of the question's topic words, by rarity, that stand in it (0 to 1), `found` the
    score of its passage, or of the heading that it stands right below if that is higher, less that of the best
    passage (0 or less): a heading names what is asked for, and what stands below it says something of it."""

    hit: Hit
    place: int
    view: View
    near: float
    covered: float
    found: float

    @property
    def text(self) -> str:
        """The sentence tidied and folded."""
        return self.view.text

    @property
    def score(self) -> float:
        """What the candidates are ordered by."""
        return NEAR * self.near + COVERED * self.covered + FOUND * self.found


def candidates(question: str, hits: list[Hit], library: Library) -> list[Candidate]:
    """All sentences of `hits`, the likeliest answer first."""
    words = topic_words(question, library.segmenter)
    rarity = library.rarity(list(words))
    whole = sum(rarity) or 1.0
    best = max((hit.score for hit in hits), default=0.0)
    heads = {
        (hit.passage.document_id, hit.passage.section): hit.score
        for hit in reversed(hits)
        if hit.passage.kind is BlockKind.HEADING
    }
    documents = {one: library.document(one) for one in {hit.passage.document_id for hit in hits}}
    made = []
    for hit in hits:
        below = heads.get((hit.passage.document_id, hit.passage.section), hit.score)
        found = max(hit.score, below) - best
        document = documents[hit.passage.document_id]
        for place, sentence in enumerate(hit.passage.sentences):
            view = searched(document, sentence)
            here = sum(rare for word, rare in zip(words, rarity, strict=True) if word in view.text)
            near = library.nearness(hit.cosines[place])
            made.append(Candidate(hit, place, view, near, here / whole, found))
    return sorted(made, key=lambda one: -one.score)
