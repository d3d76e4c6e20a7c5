"""The sentences that answer ▶ all that is quoted: of parts.py and extent.py what the question needs."""

import re
from collections.abc import Callable

from chat.asking.question import asks_for_whole_list
from chat.quoting.extent import LONGEST, items_below, line_above, list_around, whole_sentence
from chat.quoting.parts import parts_around
from ingest.types import Document, Passage, Sentence

_OPENS = re.compile("[:：].")
"""In the sentence that begins a list which goes on behind semicolons."""


def reach(
    question: str,
    passage: Passage,
    own: range,
    document: Document,
    before: Callable[[], list[Passage]],
    after: Callable[[], list[Passage]],
) -> list[Sentence]:
    """The sentences `own` of a passage, and with them: where `question` asks how or for several things, the
    other parts and the whole list; else the line without which an item says nothing; and the list that they
    open. `before` and `after` are the passages around, in order, asked for only where they are needed."""
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
    return sentences + items_below(sentences[-1], passage, document, after)
