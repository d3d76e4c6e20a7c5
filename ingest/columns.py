"""Blocks ▶ blocks whose torn paragraphs are whole again, each with the spans of all its parts.

Only where a page was printed, in text, PDF and pictures of pages: the paragraphs of a DOCX or a web page are
whole. A paragraph whose rest is not found stays as it is; its last quote says 原文此处中断.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from ingest.layout import blocks
from ingest.seams import Fragment, bundled
from ingest.types import Block, BlockKind, Document, Span
from ingest.unwrap import is_field

_SHORTEST = 40
"""Characters; print breaks off long paragraphs, and a short line without an end is a line of a list."""
_MOST = 60
"""Broken-off paragraphs in a document; one with more ends its paragraphs without a mark, and tears none."""
_FOLLOWING = 40
"""Paragraphs after a broken-off one among which its rest is looked for."""
_INDENT = 8
"""Blanks before a paragraph at most."""
_NAMED = 20
_NEAR = 200
"""Characters of a line in which its field's name stands, and within which the line beside it begins."""
_SET = re.compile(r"\S(?: {3,}|\t)\S")
"""Blanks that set the columns of a table."""
_MARKS = "。！？!?；;…：:.”’）)》」』】〉]\"'"
"""Marks that a paragraph ends on."""
_HANGS = "，,、"
"""Marks that a line of a list ends on, where the line beside it does as well; no paragraph does."""
_BELOW = re.compile(r"\s*[^\r\n\f\v]*")


def whole_blocks(document: Document) -> list[Block]:
    """The blocks of a document, torn paragraphs joined at the place of their beginning.

    >>> text = "坚持人民城市人民建，推动城市更新，改善居民的居住条件，把国有企业的老旧楼宇和棚户区改造好。"
    >>> [len(block.spans) for block in whole_blocks(Document("a", "a", text, b"", "utf-8"))]
    [1]
    """
    return _joined(document, blocks(document))


def _joined(document: Document, found: list[Block]) -> list[Block]:
    if not document.structure.printed:
        return found
    at = [
        place
        for place, block in enumerate(found)
        if block.kind is BlockKind.PARAGRAPH and not _in_record(document, block.spans)
    ]
    fragments = [
        Fragment(
            document.quote(found[place].spans),
            place,
            place > 0 and found[place - 1].kind is BlockKind.HEADING,
        )
        for place in at
    ]
    torn = sum(one.is_open and (len(one.text) >= _SHORTEST or one.is_quoting) for one in fragments)
    if not 0 < torn <= _MOST:
        return found
    rest = {at[a]: at[b] for a, b in bundled().join(fragments, _SHORTEST, _FOLLOWING)}
    taken = set(rest.values())
    made: list[Block] = []
    for place, block in enumerate(found):
        if place in taken:
            continue
        spans, part = block.spans, place
        while part in rest:
            part = rest[part]
            spans += found[part].spans
        made.append(Block(block.kind, spans, block.level))
    return made


def torn_ends(document: Document, found: list[Block]) -> dict[int, int | None]:
    """Where print has torn a paragraph, and where its rest begins; None where that was not found.

    `found` are the blocks of the document, as they are printed.

    >>> text = "推动城市更新，改善居民的居住条件，把国有企业的老旧楼宇和棚户区改造好。加强历史街区的保护和城市"
    >>> printed = Document("a", "a", text, b"", "utf-8")
    >>> torn_ends(printed, blocks(printed))
    {47: None}
    """
    starts = {block.spans[0].start for block in found}
    torn: dict[int, int | None] = {}
    for block in _joined(document, found):
        for one, other in pairwise(block.spans):
            if other.start in starts:
                torn[one.end] = other.start
        if _is_torn(document, block):
            torn[block.spans[-1].end] = None
    return torn if len(torn) <= _MOST else {}


def column_ends(document: Document, whole: list[Block]) -> set[int]:
    """Ends of the paragraphs, among `whole_blocks`, after which another column may begin: those that print has
    torn in a later sentence and whose rest was not found. A list sets lines without a full stop as well, but
    not several sentences.

    >>> text = "推动城市更新。改善居民的居住条件，推进老旧小区、老旧街区、老旧厂区、城中村、老旧楼宇和棚户"
    >>> printed = Document("a", "a", text, b"", "utf-8")
    >>> column_ends(printed, whole_blocks(printed)) == {len(text)}
    True
    """
    torn = [block for block in whole if _is_torn(document, block)]
    if len(torn) > _MOST:
        return set()
    return {block.spans[-1].end for block in torn if "。" in document.quote(block.spans)}


def _is_torn(document: Document, whole: Block) -> bool:
    return whole.kind is BlockKind.PARAGRAPH and breaks_off(
        document, whole.spans, document.quote(whole.spans)
    )


def breaks_off(document: Document, spans: Sequence[Span], quote: str) -> bool:
    """Whether a quote ends where print has torn a paragraph whose rest was not found. It is cut from `spans`, a
    paragraph or a passage of one; a short line (主持人：周文静) is whole without a full stop.

    >>> text = "推动科技创新，改善居民的居住条件，推进老旧小区、老旧街区、老旧厂区、城中村改造，把国有企业"
    >>> printed, whole = Document("a", "a", text, b"", "utf-8"), [Span(0, len(text))]
    >>> breaks_off(printed, whole, text[-5:]), breaks_off(printed, whole, "推动科技创新。")
    (True, False)
    >>> breaks_off(Document("a", "a", "主持人：周文静", b"", "utf-8"), [Span(0, 7)], "主持人：周文静")
    False
    """
    if not document.structure.printed or quote.rstrip()[-1:] in _MARKS or _SET.search(quote):
        return False
    start = spans[0].start
    before = document.text[max(0, start - _INDENT) : start].rstrip(" \t\u3000")
    begins = not before or before[-1] in "\r\n\f\v"
    if begins and (_in_record(document, spans) or _in_list(document, spans, quote)):
        return False
    return not begins or sum(span.end - span.start for span in spans) >= _SHORTEST


def _in_record(document: Document, spans: Sequence[Span]) -> bool:
    """Whether a line is a field (地址：南关区人民大街1号) beside another one: such end without a mark."""
    if not is_field(document.text[spans[0].start : spans[0].start + _NAMED]):
        return False
    after = document.text[spans[-1].end : spans[-1].end + _NEAR].lstrip("\r\n\u3000 \t")
    ahead = document.text[max(0, spans[0].start - _NEAR) : spans[0].start].split("\n")
    return is_field(after) or any(is_field(one.strip()) for one in ahead[-3:])


def _in_list(document: Document, spans: Sequence[Span], quote: str) -> bool:
    """Whether a line ends on a comma as the one above or below it does."""
    above = document.text[max(0, spans[0].start - _NEAR) : spans[0].start].rstrip()
    below = _BELOW.match(document.text, spans[-1].end)
    ends = {line.rstrip()[-1:] for line in (above, below[0] if below else "")}
    return quote.rstrip()[-1:] in _HANGS and bool(ends & set(_HANGS))
