"""The sentences that answer ▶ all that is quoted: of parts.py and extent.py what the question needs, and of a
sentence that was cut because it is long all pieces."""

import re
from collections.abc import Callable, Sequence

from chat.asking.question import asks_for_whole_list
from chat.quoting.extent import LONGEST, items_below, line_above, list_around, whole_sentence
from chat.quoting.parts import parts_around
from chat.ranking.blocks import party_above
from ingest.sentences import begins_inside, ends_inside
from ingest.types import BlockKind, Document, Passage, Sentence

_OPENS = re.compile("[:：].")
"""In the sentence that begins a list which goes on behind semicolons."""

UNCUT = 600
"""Characters of a sentence that is quoted whole though it was cut to be read; a longer one says on its card
that it is a part."""


def reach(
    question: str,
    passage: Passage,
    own: range,
    document: Document,
    before: Callable[[], list[Passage]],
    after: Callable[[], list[Passage]],
) -> list[Sentence]:
    """The sentences `own` of a passage, and with them: where `question` asks how or for several things, the
    other parts and the whole list; else the line without which an item says nothing, or the one of the
    party that they are of; and the list that they open. `before` and `after` are the passages around, in order,
    asked for only where they are needed."""
    whole = asks_for_whole_list(question)
    if whole:
        own = parts_around(passage, own[0], own[-1], document)
    sentences = whole_sentence(passage, own[0], own[-1], document)
    if whole:
        longer = whole_sentence(passage, own[0], own[-1], document, LONGEST)
        if _OPENS.search(document.quote(longer[0])):  # 议程为：一项；二项。
            sentences = longer
    if whole and (around := list_around(passage, document, before, after)):
        sentences = around
    else:
        sentences = line_above(passage, document, before) + sentences
        sentences = _party(passage, sentences[0], document, before) + sentences
    below = items_below(sentences[-1], passage, document, after)
    return uncut(sentences + below, passage, document, before, after)


def _party(
    passage: Passage, own: Sentence, document: Document, before: Callable[[], list[Passage]]
) -> list[Sentence]:
    """The line that names the party of which `own` in a passage says something, if it stands in its block: of
    whom is 法定代表人：邱振邦 said?"""
    head = party_above(document, own[0].start)
    if passage.kind is BlockKind.ROW or head is None:
        return []
    above = [other.sentences[0] for other in before() if other.spans[0].start >= head]
    return [one for one in above if not document.text[head : one[0].start].strip()]


def uncut(
    own: list[Sentence],
    passage: Passage,
    document: Document,
    before: Callable[[], list[Passage]],
    after: Callable[[], list[Passage]],
) -> list[Sentence]:
    """The sentences `own` in and around a passage with the other pieces of the first and of the last of them,
    where these were cut because they are long and have at most `UNCUT` characters.

    >>> from ingest.passages import passages as cut
    >>> text = "免费开放的有" + "甲乙丙丁戊己庚辛，" * 60 + "共六十处。另有两处也开放。"
    >>> page = Document("a", "a", text, b"", "utf-8")
    >>> first, rest = cut(page)
    >>> found = uncut([*rest.sentences[:1]], rest, page, lambda: [first], lambda: [])
    >>> "".join(map(page.quote, found)) == text.removesuffix("另有两处也开放。")
    True
    """
    if not (begins_inside(document, own[0]) or ends_inside(document, own[-1])):
        return own
    around = [one for other in (*before(), passage, *after()) for one in other.sentences]
    if own[0] not in around or own[-1] not in around:
        return own
    first, last = around.index(own[0]), around.index(own[-1])
    for at in (first, last):
        pieces = _pieces(around, at, document)
        if sum(len(document.quote(one)) for one in around[pieces.start : pieces.stop]) <= UNCUT:
            first, last = min(first, pieces.start), max(last, pieces.stop - 1)
    head, tail = around[first : around.index(own[0])], around[around.index(own[-1]) + 1 : last + 1]
    return [*head, *own, *tail]


def _pieces(around: Sequence[Sentence], at: int, document: Document) -> range:
    """Where the pieces of the sentence stand of which the one `at` that place is one."""
    first = last = at
    while first and begins_inside(document, around[first]):
        first -= 1
    while last + 1 < len(around) and ends_inside(document, around[last]):
        last += 1
    return range(first, last + 1)
