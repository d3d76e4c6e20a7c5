"""A list that a document gives in its headings: 十大工程 are its ten headings that end in 工程.

Only where the question says how many there are, and the document has exactly as many headings of that
name: then nothing is guessed.
"""

import re
from collections.abc import Sequence

from chat.asking.numeral import value
from ingest.normalize import fold
from ingest.types import BlockKind, Document, Passage, Sentence, Span

_COUNTED = re.compile(
    r"(?P<many>[二两三四五六七八九]?十[一二三四五六七八九]?|[二两三四五六七八九]|\d{1,2})"
    r"(?:大|个|项|条|种|类)(?P<what>[\u4e00-\u9fff]{2,4}?)"
    r"(?=[”』」\"]?(?:分别|各自|各|都|是|有|包括|包含|指|具体|名称|$|[?]))"
)
_ENDS = "—─-:： \u3000"


def counted(question: str) -> tuple[int, str] | None:
    """How many of what a question speaks of, None if it does not say.

    >>> counted("“十大工程”分别是哪十个？"), counted("会新增多少学位？")
    ((10, '工程'), None)
    """
    match = _COUNTED.search(fold(question))
    if match is None:
        return None
    return int(value(match["many"])), match["what"]


def listed(
    question: str, document: Document, passages: Sequence[Passage]
) -> list[tuple[Passage, tuple[Sentence, ...], tuple[Span, ...]]]:
    """The headings of a document that are what a question counts, in order: their passages, what is
    quoted of each, and the name in it; nothing unless there are exactly as many as it says."""
    wanted = counted(question)
    if wanted is None:
        return []
    many, what = wanted
    found: list[tuple[Passage, tuple[Sentence, ...], tuple[Span, ...]]] = []
    for passage in passages:
        if passage.kind is BlockKind.HEADING:
            for sentence in passage.sentences:
                for span in sentence:
                    line = fold(document.quote([span])).rstrip(_ENDS)
                    if line.endswith(what) and len(line) > len(what):
                        found.append(
                            (passage, (sentence,), (Span(span.start, span.start + len(line)),))
                        )
    return found if len(found) == many > 1 else []
