"""The reader: a small network that reads a question together with an excerpt.

It says of every sentence how well it answers, beside the possibility that none does, and of every
piece of the tokenizer whether the asked-for words begin or end there. Trained by
training/train_reader.py, run by onnxruntime.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path, PurePath
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from index.network import Network
from index.pieces import BEGIN, END, Pieces, bundled_pieces
from ingest.types import Document

Floats = NDArray[np.float32]
Cut: TypeAlias = tuple[Sequence[int], Sequence[tuple[int, int]]]
"""Pieces of a text, and each one's characters."""

MODEL = Path(__file__).parents[1] / "model" / "reader.onnx"
QUESTION = 64
"""Pieces of a question that are read."""
HEADING = 16
"""Pieces of the title and heading that an excerpt stands under, of which the title has at least `TITLE`."""
TITLE = 6
_REMEMBERED = 2048
"""Texts whose pieces are remembered: the sentences of a small library and their headings."""
_LONGEST_SPAN = 40
_BEGINNING = 2000
"""Characters of a document in which its title stands."""
_HAN = re.compile("[\u4e00-\u9fff]")
_WORDS = 4
"""Chinese characters of a file's name that say something."""
_BLANK_NAMES = re.compile(
    "新建|未命名|无标题|文档|文件|副本|表格|工作表|工作簿|演示文稿|扫描|截图|图片|微信|文本"
)
"""What programs call files that nobody named."""


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Neighbouring sentences in pieces of the tokenizer, the title and the heading that they stand under."""

    title: Sequence[int]
    section: Sequence[int]
    sentences: Sequence[Sequence[int]]


@dataclass(frozen=True, slots=True)
class Reading:
    """What the reader says of an excerpt, as log odds without a common scale.

    *Shapes:* evidence, peaks (m,) for each sentence, by the mean of its pieces and by the highest of
    them; `none` that no sentence answers; start, end (n,) for each piece of all its sentences, sentence
    after sentence.
    """

    evidence: Floats
    peaks: Floats
    none: float
    start: Floats
    end: Floats


def pack(question: Sequence[int], excerpt: Excerpt) -> tuple[list[int], list[int]]:
    """What the network reads, and each piece's place: sentence 0, 1, …; -1 outside, -2 for the first
    piece, which stands for "none".

    >>> pack([7], Excerpt([8], [], [[9, 10], [11]]))
    ([0, 7, 2, 8, 2, 9, 10, 11, 2], [-2, -1, -1, -1, -1, 0, 0, 1, -1])
    """
    room = max(HEADING - len(excerpt.section), TITLE)
    above = [*excerpt.title[:room], *excerpt.section][:HEADING]
    before = [BEGIN, *question[:QUESTION], END, *above, END]
    ids, places = before, [-2] + [-1] * (len(before) - 1)
    for number, sentence in enumerate(excerpt.sentences):
        ids = [*ids, *sentence]
        places += [number] * len(sentence)
    return [*ids, END], [*places, -1]


def heading_of(document: Document, section: str) -> tuple[str, str]:
    """What the reader reads above an excerpt: the title, and the innermost heading. A document that is only
    called as its file is has no title where that says nothing (0034, 新建表格2): where it is neither a line of
    the document's beginning nor has a few words.

    >>> heading_of(Document("a.txt", "长春新局面", "好。", b"", "utf-8"), "实施民生工程—— › 学位")
    ('长春新局面', '学位')
    >>> heading_of(Document("表/0034.csv", "0034", "好。", b"", "utf-8"), "学位")
    ('', '学位')
    """
    title = document.title
    beginning = (line.strip("#= \t") for line in document.text[:_BEGINNING].splitlines())
    if title == PurePath(document.id).stem and title not in beginning:
        said = _HAN.findall(_BLANK_NAMES.sub("", title))
        title = title if len(said) >= _WORDS else ""
    return title, section.rpartition(" › ")[2]


class ReadingModel:
    """The network in `path`, and the pieces that it reads. Raises ModelError."""

    def __init__(self, path: Path = MODEL, pieces: Pieces | None = None) -> None:
        self._network = Network(path)
        self._pieces = pieces or bundled_pieces()
        self._cut = lru_cache(_REMEMBERED)(self._cut_anew)

    def pieces(self, text: str) -> Cut:
        """The pieces of a folded text and each one's characters `[start, end)` in it."""
        return self._cut(text)

    def _cut_anew(self, text: str) -> Cut:
        found = self._pieces.tokenizer.encode(text)
        return tuple(found.ids), tuple(found.offsets)

    def read(self, question: Sequence[int], excerpts: Sequence[Excerpt]) -> list[Reading]:
        """Read each excerpt for a question, all in pieces. Raises ValueError for a sentence without any."""
        packed = [pack(question, excerpt) for excerpt in excerpts]
        rows = self._network(self._pieces.rows([ids for ids, _ in packed]))
        return [_said(found, np.array(at)) for found, (_, at) in zip(rows, packed, strict=True)]


def _said(found: Floats, places: NDArray[np.int64]) -> Reading:
    inside = places >= 0
    own, said = places[inside], found[inside]
    counts = np.bincount(own)
    if not counts.all():
        raise ValueError(f"expected pieces of every sentence of an excerpt, got {counts.tolist()}")
    begins = np.cumsum(counts) - counts  # a sentence's pieces stand side by side, in order
    evidence = (np.add.reduceat(said[:, 2], begins) / counts).astype(np.float32)
    peaks = np.maximum.reduceat(said[:, 2], begins)
    return Reading(evidence, peaks, float(found[0, 2]), said[:, 0], said[:, 1])


def best_span(start: Floats, end: Floats) -> tuple[int, int]:
    """First and last place of the likeliest span of at most 40 pieces, by the sum of its log odds.

    >>> best_span(np.array([0.0, 3.0, 1.0]), np.array([4.0, 0.0, 2.0]))
    (1, 2)
    """
    sums = start[:, None] + end[None, :]
    places = np.arange(len(start))
    length = places[None, :] - places[:, None]
    sums = np.where((length >= 0) & (length < _LONGEST_SPAN), sums, -np.inf)
    first, last = np.unravel_index(int(sums.argmax()), sums.shape)
    return int(first), int(last)
