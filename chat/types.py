"""What a conversation is made of: Turns of a question and an Answer, an Answer of Citations."""

from dataclasses import dataclass

from ingest.types import BlockKind, Span

NOT_FOUND = "没有找到"
"""The whole text of an answer that refuses."""
DOUBTFUL = 0.25
"""The probability below which an answer is shown with a doubt: of the page's development questions 8 of
14 such answers were right, of the others 93 of 103 (benchmarks/README.md). A new judge needs another look."""


@dataclass(frozen=True, slots=True)
class Citation:
    """A quote with the place it stands at.

    `quote` is `Document.text` at `spans`, joined without anything between (one span unless print has
    torn the sentence); it is cut anew and compared when the answer is made. `asked` are the spans,
    inside `spans`, of what the question asks for (60万个), possibly none. `score` is the probability,
    0 to 1, that this quote answers. `matched` are the question's words that the quote
    holds; `lexical` (BM25) and `dense` (cosine) with their ranks (from 1, None: not found by
    that side) say how the passage was found. `place` is the page, slide or row of the file where the
    quote begins, "" if its format has none. `broken` says that print breaks off where the quote ends.
    `seams` are places in `spans` before which other words stand: there the quote was put together.
    `tidied` are the same words without what setting and printing put between them (整理后), "" where
    that is no different. `lines` are places in `spans` at which a sentence begins on a line of its own, as an
    item of a list does. `part` says that the quote begins or ends inside a sentence too long to be quoted.
    """

    document_id: str
    title: str
    section: str
    kind: BlockKind
    spans: tuple[Span, ...]
    quote: str
    asked: tuple[Span, ...]
    score: float
    matched: tuple[str, ...]
    lexical: float
    dense: float
    lexical_rank: int | None
    dense_rank: int | None
    place: str = ""
    broken: bool = False
    seams: tuple[int, ...] = ()
    tidied: str = ""
    lines: tuple[int, ...] = ()
    part: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """What the documents say, in their own words, or that they do not say it.

    `question` is as it was typed, `asked` as it was understood (a follow-up is made whole). `text`
    is the citations' quotes, a line each, or NOT_FOUND. When `refused`, `citations` is empty and
    `nearest` holds up to three passages that are near and are *not* answers. `probability`, 0 to 1,
    is that of the best sentence that was read. `differing` are places in `citations` that give
    different numbers or dates for what is asked, none when they agree. `record` is the name under
    which the answer is kept, "" when it is not.
    """

    question: str
    asked: str
    text: str
    citations: tuple[Citation, ...]
    nearest: tuple[Citation, ...]
    refused: bool
    probability: float
    differing: tuple[int, ...] = ()
    record: str = ""

    @property
    def doubtful(self) -> bool:
        """Whether a reader should be told that the quotes may not answer; of a refusal it says nothing."""
        return not self.refused and self.probability < DOUBTFUL


@dataclass(frozen=True, slots=True)
class Turn:
    """A question that was asked before, as it was understood, and whether it was answered."""

    asked: str
    refused: bool
