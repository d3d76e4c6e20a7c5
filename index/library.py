"""An index opened to be asked: question ▶ Hits."""

import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from pathlib import Path

from index.change import repair
from index.derive import REPAIR
from index.engine import LocalEngine
from index.follow import FollowingStore, State
from index.fuse import fuse, nearness
from index.makers import check_makers
from index.segment import Segmenter
from index.tables import Listed
from index.types import Encoder, Engine, Hit
from ingest.errors import LibraryDamaged, LibraryError
from ingest.normalize import fold
from ingest.types import Document, Passage

_log = logging.getLogger("yinju")

_PAUSE = 10.0
"""Seconds after which mending is tried again that has failed; it reads the whole index."""
_CANDIDATES = 100
"""Passages that either side brings into the fusion."""
_WITHIN = 1000
"""Passages of the documents that are searched within that are all compared, and that words bring."""
_SENTENCES = 200
_CACHED_DOCUMENTS = 64
_UNRELATED = ("苹果又甜又脆", "会议于上午九点开始")
"""Two texts that no model should find alike."""


class Library:
    """The documents of a folder and the engine that searches them.

    Derived files that are missing or damaged, also while it is open, are made again from the stored
    documents where it `mends`; else damaged ones are refused.
    Raises LibraryMissing, LibraryForeign (made with another model or segmenter) or LibraryDamaged.
    """

    def __init__(
        self,
        folder: Path,
        encoder: Encoder,
        segmenter: Segmenter,
        engine: Engine | None = None,
        *,
        mends: bool = False,
    ):
        self._mends, self._mend_after = mends, 0.0
        self._mending = threading.Lock()
        self._encoder = encoder
        self.segmenter = segmenter
        self._given = engine
        self._opened: LocalEngine | None = None
        self._opening = threading.Lock()
        self._versions: tuple[State | None, Mapping[str, bytes]] = (None, {})
        self._documents: OrderedDict[str, tuple[bytes | None, Document]] = OrderedDict()
        self._store = FollowingStore(folder)
        try:
            self._now = self._first()
            self._unrelated = max(0.0, self.similarity(*_UNRELATED))
        except BaseException:
            self._store.close()
            raise

    def close(self) -> None:
        """Close the files."""
        self._store.close()

    def titles(self) -> dict[str, str]:
        """Names and titles of the documents that are there now."""
        self._store.follow()
        return self._store.titles()

    @property
    def folder(self) -> Path:
        """The folder of the index."""
        return self._store.folder

    @property
    def encoder(self) -> Encoder:
        """What makes the vectors of questions, and has made those of the documents."""
        return self._encoder

    @property
    def generation(self) -> int:
        """Counts the changes of the index; that of the last search."""
        return self._now[0][1]

    def version(self, name: str) -> str | None:
        """The sha256 of a document's bytes as it stands in the index at this moment, None if it is not
        there (any more)."""
        self._store.follow()
        return self._store.sha256_of(name)

    def listed(self) -> list[Listed]:
        """The documents that are there now, by name."""
        self._store.follow()
        return self._store.listed()

    def versions(self) -> Mapping[str, bytes]:
        """The documents that are there now, by name, each with what tells it from any other that had
        or will have its name."""
        state = self.state
        if self._versions[0] != state:
            self._versions = state, self._store.versions()
        return self._versions[1]

    @property
    def state(self) -> State:
        """What is there now; while it stays, nothing has been added, changed or removed."""
        self._store.follow()
        return self._store.state

    def document(self, name: str) -> Document:
        """A document by its name, as it is now. Raises KeyError when there is none."""
        version = self.versions().get(name)
        known = self._documents.get(name)
        if known is not None and known[0] == version:
            return known[1]
        found = self._store.document(name)
        self._documents[name] = version, found
        while len(self._documents) > _CACHED_DOCUMENTS:
            self._documents.popitem(last=False)
        return found

    def passages_of(self, name: str) -> list[Passage]:
        """The passages of one document, in reading order."""
        self._store.follow()
        return self._store.passages_of(name)

    def passages_after(self, name: str, number: int, most: int) -> list[Passage]:
        """At most `most` passages of a document that follow the one of that number, in reading order."""
        self._store.follow()
        numbers = self._store.numbers_of(name)
        at = numbers.index(number) + 1 if number in numbers else len(numbers)
        return self._store.passages_at(numbers[at : at + most])

    def passages_before(self, name: str, number: int, most: int) -> list[Passage]:
        """The same of those that stand before it, also in reading order."""
        self._store.follow()
        numbers = self._store.numbers_of(name)
        at = numbers.index(number) if number in numbers else 0
        return self._store.passages_at(numbers[max(0, at - most) : at])

    def search(self, question: str, limit: int, within: frozenset[str] | None = None) -> list[Hit]:
        """The passages nearest to a question, best first, at most `limit`, of the documents `within` if given.

        Finds what the last build left, also when another process has built, or rebuilt, since.
        """
        while True:
            self._store.follow()
            state = self._store.state
            hits: list[Hit] | None = None
            try:
                engine = self._engine_of(state)
                found = self._search(engine, question, limit, within)
                if isinstance(engine, LocalEngine) and not engine.is_whole():
                    hits = found if engine.is_sound() else None
                    raise LibraryDamaged(f"{self.folder}: files have changed or gone; {REPAIR}")
            except LibraryDamaged as error:
                self._store.follow()
                if state != self._store.state:
                    continue  # only something that a build took away in this very moment
                try:
                    self._mend(state, error)
                except LibraryError:
                    if hits is None:
                        raise
                    return hits  # of files that are gone from the folder, but open
            else:
                if state == self._store.state:
                    return found  # and not passages of one build by the numbers of another

    def rarity(self, terms: list[str]) -> list[float]:
        """Inverse document frequency of each term among the passages."""
        return self._now[1].rarity(terms)

    def holds(self, terms: Sequence[str]) -> list[bool]:
        """Which terms stand in the documents: those that are less rare than one that does not."""
        *rare, most = self.rarity([*terms, ""])
        return [one < most for one in rare]

    def nearness(self, cosine: float) -> float:
        """A cosine of this library's model on a scale from 0 (unrelated) to 1 (the same)."""
        return nearness(cosine, self._unrelated)

    def similarity(self, one: str, other: str) -> float:
        """Cosine of two phrases."""
        vectors = self._encoder.encode_queries([fold(one), fold(other)])
        return float(vectors[0] @ vectors[1])

    def _search(
        self, engine: Engine, question: str, limit: int, within: frozenset[str] | None
    ) -> list[Hit]:
        terms = self.segmenter.terms(question)
        lexical = dict(engine.lexical(terms, _CANDIDATES if within is None else _WITHIN))
        vector = self._encoder.encode_queries([fold(question)])
        own = {number for name in within or () for number in self._store.numbers_of(name)}
        if within is not None:
            lexical = {number: score for number, score in lexical.items() if number in own}
        if within is not None and len(own) <= _WITHIN:
            # all that they have: others like them may have filled the places of those found
            dense, numbers = {}, sorted(own)
        else:
            dense = dict(engine.dense(vector, _SENTENCES))
            numbers = sorted(lexical.keys() | dense.keys())
            numbers = [one for one in numbers if within is None or one in own]
        cosines = dict(zip(numbers, engine.cosines(numbers, vector), strict=True))
        near = {number: self.nearness(max(found.tolist())) for number, found in cosines.items()}
        by_terms = {number: rank for rank, number in enumerate(lexical, 1)}
        order = dense if within is None else sorted(numbers, key=lambda number: -near[number])
        by_vector = {number: rank for rank, number in enumerate(order, 1)}
        fused = fuse(lexical, near, sum(engine.rarity(terms)))[:limit]
        passages = self._store.passages_at([number for number, _ in fused])
        return [
            Hit(
                number,
                passage,
                score,
                lexical.get(number, 0.0),
                tuple(cosines[number].tolist()),
                by_terms.get(number),
                by_vector.get(number),
            )
            for (number, score), passage in zip(fused, passages, strict=True)
        ]

    def _first(self) -> tuple[State, Engine]:
        try:
            return self._state_with_engine()
        except LibraryDamaged as error:
            self._mend(self._store.state, error)
            return self._state_with_engine()

    def _mend(self, state: State, error: LibraryDamaged) -> None:
        """Make what is derived again, if no other thread has since `state`. Raises `error`, or why it
        cannot be."""
        with self._mending:
            self._store.follow()
            if state != self._store.state:
                return
            if not self._mends or time.monotonic() < self._mend_after:
                raise error
            self._mend_after = time.monotonic() + _PAUSE
            names = repair(self.folder)
            if not names:
                raise error
            self._mend_after = 0.0
            _log.warning("%s: done, for %d documents", error, len(names))

    def _engine_of(self, state: State) -> Engine:
        """The engine that searches what is there at `state`, or at a later one."""
        if self._now[0] != state:
            with self._opening:  # one thread opens it, and the others wait for that one
                if self._now[0] != self._store.state:
                    self._now = self._state_with_engine()
        return self._now[1]

    def _state_with_engine(self) -> tuple[State, Engine]:
        state = self._store.state
        check_makers(self._store.folder, self._store.makers, self._encoder, self.segmenter)
        if self._given is not None:
            return state, self._given
        self._opened = LocalEngine(self._store.folder, self._store.segments(), self._opened)
        return state, self._opened
