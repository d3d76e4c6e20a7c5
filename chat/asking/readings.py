"""Question ▶ what is asked, and the passages found for it: as it stands, and of the document that it names."""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from chat.asking.editions import other_editions
from chat.asking.provisions import both_ways
from chat.asking.question import standard
from chat.asking.relatives import by_another_word
from chat.asking.titled import without_name, without_title
from chat.asking.years import years_in_full
from index.library import Library
from index.types import Hit

_log = logging.getLogger("yinju")

PASSAGES = 12
"""Passages that are read for an answer."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, what is left of it to ask of the documents that it names, what was found for that, and the
    name that was left out, "" if none was."""

    whole: str
    rest: str
    hits: list[Hit]
    name: str = ""


class Readings:
    """Searches for questions; `begin` is told each just before, so that other work on it can begin."""

    def __init__(self, library: Library, begin: Callable[[str], None]) -> None:
        self._library = library
        self._begin = begin

    def plain(self, question: str) -> Asked:
        """The question as it stands, in standard question words, of all documents."""
        question = standard(question)
        return Asked(question, question, self._search(question))

    def otherwise(self, asked: Asked) -> list[Asked]:
        """The same asked in words that the documents have, a year in full or another word for a relative, and
        what it asks, so or as it stands, of the documents that it names."""
        ways = (years_in_full, by_another_word)
        worded = [self.plain(one) for way in ways for one in way(asked.whole, self._library.holds)]
        return [*worded, *(own for one in (asked, *worded) for own in self.named(one))]

    def named(self, asked: Asked) -> list[Asked]:
        """Where a question says which of the documents found it is about, what it asks of those; of several
        names the longest."""
        rests: dict[tuple[str, str], set[str]] = {}
        for name in dict.fromkeys(hit.passage.document_id for hit in asked.hits):
            document = self._library.document(name)
            if found := without_name(asked.whole, document, self._library.segmenter):
                rests.setdefault(found, set()).add(name)
        if not rests:
            return []
        subject, rest = min(rests, key=lambda one: (-len(one[0]), len(one[1])))
        hits = self._search(rest, frozenset(rests[subject, rest]))
        return [Asked(asked.whole, rest, hits, subject)]

    def titled(self, question: str, names: Iterable[str]) -> list[Asked]:
        """What is asked behind the title of one of these documents, of that one alone."""
        for name in names:
            title = self._library.document(name).title
            if rest := without_title(question, title, self._library.segmenter):
                return [Asked(question, rest, self._search(rest, frozenset({name})))]
        return []

    def _search(self, question: str, within: frozenset[str] | None = None) -> list[Hit]:
        """The passages to read, without those of another edition than is asked about, and those that reach past
        the end of their document."""
        self._begin(question)
        hits = self._library.search(both_ways(question), PASSAGES, within)
        names = {hit.passage.document_id for hit in hits}
        documents = {name: self._library.document(name) for name in names}
        others = other_editions(question, {name: one.title for name, one in documents.items()})
        kept = []
        for hit in hits:
            if hit.passage.document_id in others:
                continue
            length = len(documents[hit.passage.document_id].text)
            if max(span.end for span in hit.passage.spans) <= length:
                kept.append(hit)
            else:
                _log.error("passage dropped: %s is too short for it", hit.passage.document_id)
        return kept
