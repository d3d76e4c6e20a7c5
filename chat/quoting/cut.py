"""Sentences ▶ a citation, whose quote is cut from the document just now and compared with it."""

import logging
import re
from collections.abc import Sequence
from itertools import pairwise

from chat.types import Citation
from index.types import Hit
from ingest.columns import breaks_off
from ingest.normalize import is_blank
from ingest.sentences import ends_inside, is_part
from ingest.types import BlockKind, Document, Sentence, Span, merge
from ingest.view import tidied

_BREAK = re.compile("[\r\n\f\v\x85\u2028\u2029]")
_log = logging.getLogger("yinju")


def cut(
    document: Document,
    hit: Hit,
    sentences: Sequence[Sentence],
    asked: tuple[Span, ...],
    score: float,
    matched: tuple[str, ...],
) -> Citation | None:
    """The citation of some sentences of a document, with why the passage `hit` of it was found and which words
    are asked for; None, and a line in the log, if they are not what was found."""
    spans = merge([span for sentence in sentences for span in sentence])
    try:
        quote = document.quote(spans)
    except ValueError as error:
        _log.error("citation dropped: %s", error)
        return None
    kind = hit.passage.kind
    if kind is BlockKind.HEADING and spans[-1].end > hit.passage.spans[-1].end:
        kind = BlockKind.PARAGRAPH  # it is quoted with what stands below it
    citation = Citation(
        document.id,
        document.title,
        hit.passage.section,
        kind,
        spans,
        quote,
        asked,
        score,
        matched,
        hit.lexical,
        hit.dense,
        hit.lexical_rank,
        hit.dense_rank,
        document.structure.place_of(spans[0].start),
        hit.passage.kind is BlockKind.PARAGRAPH
        and spans[-1].end <= hit.passage.spans[-1].end
        and breaks_off(document, hit.passage.spans, quote)
        and not ends_inside(document, sentences[-1]),
        seams(document.text, spans),
        "" if (shown := tidied(document, spans)) == quote else shown,
        _lines(document.text, spans, sentences),
        hit.passage.kind in (BlockKind.PARAGRAPH, BlockKind.ROW) and is_part(document, sentences),
    )
    return citation if is_verbatim(citation, document.text) else None


def is_verbatim(citation: Citation, text: str) -> bool:
    """Whether a citation's quote is what the document's text says at its spans, sliced here anew.

    >>> from ingest.types import BlockKind
    >>> kind, spans = BlockKind.PARAGRAPH, (Span(2, 6),)
    >>> one = Citation("a", "a", "", kind, spans, "60万个", (), 1.0, (), 0.0, 0.0, None, None)
    >>> is_verbatim(one, "岗位60万个。"), is_verbatim(one, "岗位61万个。")
    (True, False)
    """
    pieces = [text[span.start : span.end] for span in citation.spans]
    same = "".join(pieces) == citation.quote and all(pieces)
    if not same:
        _log.error("citation dropped: %s is not what %s says", citation.spans, citation.document_id)
    return same


def seams(text: str, spans: Sequence[Span]) -> tuple[int, ...]:
    """Places in `spans` before which other words stand, and not only the end of a line.

    >>> seams("新增学\\n位。图。10万个", (Span(0, 3), Span(4, 6), Span(8, 12)))
    (2,)
    """
    pairs = enumerate(pairwise(spans), 1)
    return tuple(
        at for at, (a, b) in pairs if b.start < a.end or not is_blank(text[a.end : b.start])
    )


def _lines(text: str, spans: Sequence[Span], sentences: Sequence[Sentence]) -> tuple[int, ...]:
    """Places in `spans` at which one of the sentences begins on another line than the one before it."""
    begins = {
        after[0].start
        for before, after in pairwise(sentences)
        if _BREAK.search(text, before[-1].end, after[0].start)
    }
    return tuple(at for at, span in enumerate(spans) if span.start in begins)
