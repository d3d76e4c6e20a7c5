"""What is kept of answers, and what can be said of them."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from chat.types import Answer
from index.rows import digest_of

KEEP_DAYS = 90
"""Days for which records are kept when nothing else is said."""
Keep = Callable[[Answer], Answer]
"""Writes an answer down, and gives it back with the name under which it is kept."""


def not_kept(answer: Answer) -> Answer:
    """A Keep that keeps nothing."""
    return answer


class Versions(Protocol):
    """What a library says of itself when an answer is kept."""

    @property
    def generation(self) -> int:
        """Counts the changes of the index."""

    def version(self, name: str) -> str | None:
        """The sha256 of a document's bytes as the library holds it now, None when it holds none."""


class Verdict(StrEnum):
    """What a visitor can say of an answer."""

    WRONG = "wrong-quote"
    HELPFUL = "helpful"
    UNHELPFUL = "unhelpful"
    SHOULD_ANSWER = "should-answer"


@dataclass(frozen=True, slots=True)
class Report:
    """What was said of the answer to `question`; `document` is a document's key, `at` and `words` are the
    spans and the fingerprint of its quote, all "" when the whole answer is meant."""

    question: str
    verdict: Verdict
    document: str = ""
    at: str = ""
    words: str = ""

    def mark(self, page: str) -> str:
        """What tells this from reports on anything else and from any other opened page, "" when `page`,
        the number that a page draws by lot when it is opened, is.

        Two reports from one page have nothing in common that could be told from their marks.

        >>> one, other = Report("学位？", Verdict.HELPFUL), Report("学位？", Verdict.UNHELPFUL)
        >>> one.mark("7f3a") == other.mark("7f3a") != one.mark("91c2"), one.mark("")
        (True, '')
        """
        if not page:
            return ""
        return digest_of(page, self.question, self.document, self.at, self.words).hex()


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer as it was given on `day` from the index of `generation`.

    `versions` are the sha256 of the documents of its citations (its nearest passages when it is a
    refusal), in their order; `lost` counts the quotes that went when their document was removed.
    """

    answer: Answer
    day: str
    generation: int
    versions: tuple[str, ...]
    lost: int


@dataclass(frozen=True, slots=True)
class Count:
    """A question as it was understood, how often it was asked, how often refused, and how it was typed where
    other words were: in characters that only sound like it, or as a question that goes on from another."""

    question: str
    asked: int
    refused: int
    typed: tuple[str, ...] = ()
