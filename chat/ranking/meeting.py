"""How well a sentence meets a question: each piece of the question by the nearest piece of the sentence.

One vector for a whole sentence says what it is about; here every piece of the question looks for its
own counterpart (late interaction, Khattab and Zaharia 2020, "ColBERT"). The bundled encoder is trained for
that as well as for vectors (training/train_encoder.py). What can be expected of a question (expectation.py) is
taken off, so that one question's sentences can be compared with another's.
"""

import os
from collections import OrderedDict
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Condition, Lock

from cachetools import LRUCache, cached

from chat.ranking.expectation import Expectation, read_expectation
from index.encode import BundledEncoder
from index.types import Encoder, Vectors
from ingest.normalize import fold

_KEPT = 1024
"""Sentences whose pieces are kept, of about 70 kB each: those of a small library are made once."""
_REMEMBERED = 8
"""Questions that are remembered: each meets the sentences that were found, and then those that were read."""


class Meeting:
    """Compares questions with sentences, and keeps the pieces of the sentences met last.

    `encoder` is the library's own; where that is another model, the bundled one is opened as well.
    Raises ModelError.

    >>> meeting = Meeting(BundledEncoder())
    >>> near, far = meeting.met("怎样缓解堵车？", ["优化路网,治理交通拥堵。", "新建70所中小学。"])
    >>> near > far
    True
    """

    def __init__(self, encoder: Encoder, expectation: Expectation | None = None) -> None:
        self._encoder = encoder if isinstance(encoder, BundledEncoder) else BundledEncoder()
        self._expectation = expectation or read_expectation()
        self._known: OrderedDict[str, Vectors] = OrderedDict()
        self._lock = Lock()
        self._workers = ThreadPoolExecutor(os.cpu_count(), thread_name_prefix="meeting")
        self._asked = cached(LRUCache(_REMEMBERED), condition=Condition())(self._question)

    def expect(self, question: str) -> None:
        """Begin with a question that will be met, in another thread: searching goes on meanwhile, and waits
        for its pieces there. What goes wrong there goes wrong again, and is told, when it is met."""
        self._workers.submit(self._asked, question)

    def met(self, question: str, sentences: Sequence[str]) -> list[float]:
        """For each sentence, folded, the mean cosine of the question's pieces with their nearest piece of
        it, less what is expected of its answer; -1 where there is no piece."""
        asked, expected = self._asked(question)
        return [
            float((asked @ rows.T).max(1).mean()) - expected if asked.size and rows.size else -1.0
            for rows in self._kept(sentences)
        ]

    def _question(self, question: str) -> tuple[Vectors, float]:
        pieces = self._encoder.query_pieces(fold(question))
        return pieces, self._expectation.of(pieces) if pieces.size else 0.0

    def _kept(self, sentences: Sequence[str]) -> list[Vectors]:
        with self._lock:
            known = {text: self._known.pop(text, None) for text in dict.fromkeys(sentences)}
        new = [text for text, rows in known.items() if rows is None]
        made = dict(zip(new, self._encoder.passage_pieces(new), strict=True))
        found = {text: made[text] if rows is None else rows for text, rows in known.items()}
        with self._lock:
            self._known |= found
            while len(self._known) > _KEPT:
                self._known.popitem(last=False)
        return [found[text] for text in sentences]
