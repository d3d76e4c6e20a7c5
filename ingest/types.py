"""What reading a document yields: Document ▶ Block ▶ Passage, all anchored by Span.

Nothing here copies text. A span points into `Document.text`, and a quote is cut from it when it is
needed, so there is no second copy that could differ from the original.
"""

import hashlib
from bisect import bisect_right
from collections import deque
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, fields
from enum import StrEnum
from itertools import repeat
from operator import ge
from typing import TypeAlias, TypeVar


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Half-open range of characters `[start, end)` in `Document.text`.

    Raises ValueError when it is empty or negative: a quote of nothing is no quote.

    >>> text = "开发就业岗位60万个。"
    >>> span = Span(6, 9)
    >>> text[span.start : span.end]
    '60万'
    """

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError(f"expected 0 <= start < end, got start={self.start} end={self.end}")


class BlockKind(StrEnum):
    """What a block of a printed page is."""

    TITLE = "title"
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    CAPTION = "caption"
    NOTE = "note"
    ROW = "row"


@dataclass(frozen=True, slots=True)
class Block:
    """One typed piece of a page: a heading line, a paragraph, a caption, a note, a table's row."""

    kind: BlockKind
    spans: tuple[Span, ...]
    """Usually one; one a line where the text was broken at a fixed width."""
    level: int | None = None
    """Depth of a heading, 1 outermost, where the format says it; None where its numbering must."""


@dataclass(frozen=True, slots=True, eq=False)
class Lines(Collection[Block]):
    """Blocks of which each is a line of a text; `starts` has one more, where a line after the last would begin.

    A sheet has ten thousand. They are made when they are looked at, all at once, in half of the time of one
    by one, and go to another process as what they are made of, in a fifteenth of the time. Raises ValueError
    as `Span` does where a line is empty.

    >>> [block.spans for block in Lines((BlockKind.ROW, BlockKind.ROW), (0, 4, 7), (None, None))]
    [(Span(start=0, end=3),), (Span(start=4, end=6),)]
    """

    kinds: tuple[BlockKind, ...]
    starts: tuple[int, ...]
    levels: tuple[int | None, ...]

    def __post_init__(self) -> None:
        if self.starts[0] < 0 or any(map(ge, self.starts, self._ends())):
            raise ValueError("expected lines of at least one character, got an empty one")

    def _ends(self) -> list[int]:
        return [start - 1 for start in self.starts[1:]]

    def __iter__(self) -> Iterator[Block]:
        spans = _made(Span, len(self), self.starts, self._ends())
        return iter(_made(Block, len(self), self.kinds, zip(spans), self.levels))

    def __len__(self) -> int:
        return len(self.kinds)

    def __contains__(self, block: object) -> bool:
        return block in tuple(self)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Collection) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash(tuple(self))


_Made = TypeVar("_Made", Span, Block)


def _made(kind: type[_Made], count: int, *columns: Iterable[object]) -> list[_Made]:
    """Objects of a frozen class with slots, from the values of each."""
    made = list(map(object.__new__, repeat(kind, count)))
    for slot, column in zip(fields(kind), columns, strict=True):
        deque(map(kind.__dict__[slot.name].__set__, made, column), maxlen=0)
    return made


@dataclass(frozen=True, slots=True)
class Structure:
    """What a file's format says of its text; empty for plain text, whose layout is guessed.

    `blocks` are the text's blocks in order, where the format tells them apart. `places` are offsets
    with the label of the page, slide or row that begins there, in order. `skipped` are what a printer
    repeats on every page, running heads and page numbers, which are never quoted. `printed` says that
    the text was set in columns, where a paragraph may be torn; an author's own paragraphs are whole.
    `title` is what the file says that it is called, for where no block is its title.
    """

    blocks: Collection[Block] = ()
    places: tuple[tuple[int, str], ...] = ()
    skipped: tuple[Span, ...] = ()
    printed: bool = True
    title: str = ""

    def place_of(self, offset: int) -> str:
        """The label of the place that `offset` stands at, "" when there is none.

        >>> Structure(places=((0, "第1页"), (40, "第2页"))).place_of(39)
        '第1页'
        """
        at = bisect_right(self.places, offset, key=lambda place: place[0])
        return self.places[at - 1][1] if at else ""


@dataclass(frozen=True, slots=True)
class Document:
    """A document as it was read: `text` is the decoded bytes and nothing else.

    `id` is the name that a citation uses (the file's name, unique in a library); `data` are the
    original bytes; `encoding` is the codec, or the format, that turned them into `text`.

    >>> page = Document("岗位.txt", "岗位", "新增岗位60万个。", b"", "utf-8")
    >>> page.quote([Span(4, 8)])
    '60万个'
    """

    id: str
    title: str
    text: str
    data: bytes = field(repr=False)
    encoding: str
    structure: Structure = Structure()

    def quote(self, spans: Sequence[Span]) -> str:
        """The document's own words at `spans`, joined without anything between them.

        Raises ValueError when a span reaches past the end of the text.
        """
        for span in spans:
            if span.end > len(self.text):
                raise ValueError(
                    f"span {span.start}-{span.end} reaches past the {len(self.text)} characters "
                    f"of {self.id!r}; the document has changed, build the index again"
                )
        return "".join(self.text[span.start : span.end] for span in spans)

    @property
    def sha256(self) -> str:
        """Hex digest of the original bytes."""
        return hashlib.sha256(self.data).hexdigest()


Sentence: TypeAlias = tuple[Span, ...]
"""A sentence is one span, or several where print has torn it apart."""


@dataclass(frozen=True, slots=True)
class Passage:
    """The unit that is searched: some sentences of one block, and the section they stand in.

    `section` is the heading path, outermost first, joined with " › " ("" before the first heading).
    """

    document_id: str
    kind: BlockKind
    section: str
    sentences: tuple[Sentence, ...]

    @property
    def spans(self) -> tuple[Span, ...]:
        """The spans of all sentences, touching ones merged, in reading order."""
        return merge([span for sentence in self.sentences for span in sentence])


def merge(spans: Sequence[Span]) -> tuple[Span, ...]:
    """Join spans that touch, in the order given.

    >>> merge([Span(0, 4), Span(4, 9), Span(12, 15)])
    (Span(start=0, end=9), Span(start=12, end=15))
    """
    merged: list[Span] = []
    for span in spans:
        if merged and merged[-1].end == span.start:
            merged[-1] = Span(merged[-1].start, span.end)
        else:
            merged.append(span)
    return tuple(merged)


def runs(offsets: Sequence[int]) -> tuple[Span, ...]:
    """The fewest spans that hold exactly these characters, which come in increasing order.

    >>> runs([4, 5, 6, 9])
    (Span(start=4, end=7), Span(start=9, end=10))
    """
    ends: list[list[int]] = []
    for offset in offsets:  # not a Span a character: a book has a million
        if ends and ends[-1][1] == offset:
            ends[-1][1] += 1
        else:
            ends.append([offset, offset + 1])
    return tuple(Span(start, end) for start, end in ends)
