"""Evidence ▶ quotes: which of the sentences that were read are quoted, and which of them together."""

import re
from collections.abc import Sequence

from chat.asking.question import Asks, asked
from chat.ranking.cells import touch
from chat.ranking.evidence import Evidence
from chat.refusing.headlines import is_caption, only_names
from chat.types import Citation
from index.segment import Segmenter
from ingest.normalize import fold
from ingest.types import BlockKind

QUOTES = 3
"""Quotes in an answer at most."""
FURTHER_OF_LIST = 0.8
"""Least share of the best quote's probability that a part of a list must have: parts stand in the order
of the documents, so that a weak one may come first."""
FURTHER_AWAY = 0.6
"""The same for a quote of another document than the best one's: it may say other things in the same words."""
QUOTES_OF_LIST = 6
"""The same for a question that asks for a list, whose parts may stand in many places."""
_HEADS = (BlockKind.HEADING, BlockKind.TITLE)
_PARTS = re.compile("[—:,;]|--")
_ENDS = "。.!;…”"
"""What a sentence ends with, and no headline."""
_FACTS = (Asks.TIME, Asks.NUMBER, Asks.PERSON)
"""What a heading that may answer such a question (chat/refusing/veto.py) holds itself."""


def quoted(
    question: str, best: list[Evidence], threshold: float, further: float
) -> list[list[Evidence]]:
    """Groups of neighbouring sentences to quote: the best sentence's group first, or, of a question
    for a list, in the order of the documents."""
    is_list = asked(question).asks is Asks.LIST
    best = best if is_list else _said(best, threshold)
    share = max(further, FURTHER_OF_LIST) if is_list else further
    least = max(best[0].probability * share, threshold)
    limit = QUOTES_OF_LIST if is_list else QUOTES
    # A heading names a thing and says nothing of it: beside a quote it is none, unless it is a part of a list.
    others = [one for one in best[1:limit] if is_list or one.hit.passage.kind not in _HEADS]
    home = best[0].hit.passage.document_id
    away = max(best[0].probability * max(share, FURTHER_AWAY), threshold)
    # what stands below a heading is told with it, and that is where a list's parts are
    told = max(best[0].probability * further, threshold)

    def needed(one: Evidence) -> float:
        if one.hit.passage.document_id != home:
            return away
        return told if is_bare_heading(one) else least

    chosen = [best[0], *(one for one in others if one.probability >= needed(one))]
    groups: list[list[Evidence]] = []
    for one in sorted(chosen, key=lambda one: (one.hit.number, one.sentence)):
        if groups and _adjacent(groups[-1][-1], one):
            groups[-1].append(one)
        else:
            groups.append([one])
    if is_list:
        return groups
    return sorted(groups, key=lambda group: min(best.index(one) for one in group))


def _said(best: list[Evidence], threshold: float) -> list[Evidence]:
    """The same, with what stands below a heading before it, if that may be an answer: asked 停车难怎么办,
    关于停车难问题 only says where to look; a heading of two parts (实施民生工程——办好实事) says something."""
    head = best[0].hit.passage
    if not is_bare_heading(best[0]):
        return best
    below = [
        one
        for one in best[1:]
        if one.hit.passage.kind not in _HEADS
        and one.hit.passage.document_id == head.document_id
        and one.hit.passage.section.startswith(head.section)
        and one.probability >= threshold
    ]
    return [*below, *(one for one in best if one not in below)] if below else best


def is_bare_heading(one: Evidence) -> bool:
    """Whether it is a heading that names something and says nothing of it, or only asks."""
    heads = one.hit.passage.kind in _HEADS
    return heads and (not _PARTS.search(one.text) or one.text.endswith("?"))


def tells_below(question: str, one: Evidence) -> bool:
    """Whether what stands below a heading is told with it: not where the heading itself holds the number, time
    or person that is asked for (建校70周年庆祝大会). Where the question only names it, 第四展区, it is told
    whatever else the heading says."""
    kind = asked(question).asks
    if kind is Asks.TOPIC and one.hit.passage.kind in _HEADS and fold(question) in one.text:
        return True
    itself = kind in _FACTS and not one.text.endswith("?")
    return is_bare_heading(one) and not itself


def tells_nothing(question: str, one: Evidence, segmenter: Segmenter) -> bool:
    """Whether it is a title, a heading, a line at the top of a document, or the name of a table or a picture,
    that holds nothing of what is asked for but a name, and what stands below is not told with it."""
    passage = one.hit.passage
    line = passage.kind is BlockKind.PARAGRAPH and one.text[-1] not in _ENDS
    top = line and passage.spans[0].start == 0
    head = top or passage.kind in _HEADS or is_caption(one.text)
    return head and not tells_below(question, one) and only_names(question, one.text, segmenter)


def is_alone(question: str, groups: Sequence[Sequence[Evidence]]) -> bool:
    """Whether just one of the groups begins with a heading of which what stands below it may be told: several
    may be the parts of a list."""
    return sum(is_bare_heading(one) or tells_below(question, one) for one, *_ in groups) == 1


def apart(citations: Sequence[Citation | None]) -> tuple[Citation, ...]:
    """Those that could be cut, none of which stands in another: of two items and their list the list, of one
    and its list the one of both that comes first."""
    found = [one for one in citations if one is not None]
    kept: list[Citation] = []
    for one in found:
        if any(_within(one, other) for other in kept):
            continue
        inside = [other for other in found if _within(other, one) and not _within(one, other)]
        before = [at for at, other in enumerate(kept) if other in inside]
        if len(inside) > 1 and before:
            kept[before[0]] = one
            kept = [other for at, other in enumerate(kept) if at not in before[1:]]
        elif not before:
            kept.append(one)
    return tuple(kept)


def _within(one: Citation, other: Citation) -> bool:
    """Whether a quote stands in another, or says the same words of the same document."""
    if one.document_id == other.document_id and one.quote == other.quote:
        return True
    return one.document_id == other.document_id and all(
        any(span.start <= own.start and own.end <= span.end for span in other.spans)
        for own in one.spans
    )


def _adjacent(one: Evidence, other: Evidence) -> bool:
    """Whether two sentences stand side by side, and not in two rows of a table: each of these is quoted by
    itself, at its own place. Sentences of a long row touch, as in any text."""
    if one.hit.number != other.hit.number or abs(one.sentence - other.sentence) != 1:
        return False
    passage = one.hit.passage
    return passage.kind is not BlockKind.ROW or touch(passage, min(one.sentence, other.sentence))
