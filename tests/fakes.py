"""An answerer with the shape of the real one and rules simple enough to predict."""

import itertools
from collections.abc import Sequence

from chat.asking.question import checked
from chat.types import NOT_FOUND, Answer, Citation, Turn
from ingest.passages import passages
from ingest.types import Document, Passage, Sentence, Span, merge


class FakeLibrary:
    """Documents in memory."""

    def __init__(self, *documents: Document) -> None:
        self._documents = {document.id: document for document in documents}
        self.state = (None, 1)

    def titles(self) -> dict[str, str]:
        return {name: document.title for name, document in self._documents.items()}

    generation = 7

    def document(self, name: str) -> Document:
        return self._documents[name]

    def version(self, name: str) -> str | None:
        return self._documents[name].sha256 if name in self._documents else None

    def put(self, document: Document) -> None:
        self._documents[document.id] = document
        self._changed()

    def remove(self, name: str) -> None:
        del self._documents[name]
        self._changed()

    def _changed(self) -> None:
        self.state = (None, self.state[1] + 1)

    def search(self, question: str, limit: int) -> list[str]:
        return []

    def passages_of(self, name: str) -> list[Passage]:
        return passages(self._documents[name])


class FakeAnswerer:
    """Quotes the sentences that share the most character pairs with the question.

    A question that starts with 那 is a follow-up: the one before is put in front of it.
    """

    def __init__(self, *documents: Document) -> None:
        self.library = FakeLibrary(*documents)

    def ask(self, question: str, history: Sequence[Turn] = ()) -> Answer:
        typed = checked(question)
        if "崩溃" in typed:
            raise RuntimeError("a secret of the server")
        asked = f"{history[-1].asked} {typed}" if typed.startswith("那") and history else typed
        scored = []
        for name in self.library.titles():
            for passage in self.library.passages_of(name):
                for sentence in passage.sentences:
                    quote = self.library.document(name).quote(sentence)
                    shared = _pairs(quote) & _pairs(asked)
                    scored.append((len(shared), name, passage, sentence, tuple(sorted(shared))))
        scored.sort(key=lambda one: -one[0])
        best = scored[0][0] if scored else 0
        cited = [self._cite(*one[1:]) for one in scored[:3] if one[0] >= max(2, 0.6 * best)]
        if cited:
            text = "\n".join(one.quote for one in cited)
            return Answer(typed, asked, text, tuple(cited), (), False, 0.9)
        near = tuple(self._cite(*one[1:]) for one in scored[:3])
        return Answer(typed, asked, NOT_FOUND, (), near, True, 0.1)

    def _cite(
        self, name: str, passage: Passage, sentence: Sentence, matched: tuple[str, ...]
    ) -> Citation:
        document = self.library.document(name)
        spans = merge(sentence)
        quote = document.quote(spans)
        asked = ()
        if matched:
            at = spans[0].start + quote.index(matched[0])
            asked = (Span(at, at + 2),) if at + 2 <= spans[0].end else ()
        return Citation(
            name, document.title, passage.section, passage.kind, spans, quote, asked,
            0.87, matched, 12.34, 0.712, 1, 2,
        )  # fmt: skip


def _pairs(text: str) -> set[str]:
    letters = [character for character in text if character.isalnum()]
    return {one + other for one, other in itertools.pairwise(letters)} - {"多少"}
