"""The clauses of a sentence: which one holds some words, and which one says what a question is about."""

import re
from collections.abc import Sequence

END = re.compile("[;:。!?]|(?<![0-9]),|,(?![0-9])")
"""What ends a clause in a folded sentence; the comma of 2,800 does not."""


def clause(sentence: str, start: int, end: int) -> slice:
    """The clause that holds characters `[start, end)` of a folded sentence.

    >>> text = "全市2,800人,其中女性1,500人。"
    >>> text[clause(text, 12, 14)]
    '其中女性1,500人'
    """
    ends = [mark.start() for mark in END.finditer(sentence)]
    first = max((at + 1 for at in ends if at < start), default=0)
    return slice(first, min((at for at in ends if at >= end), default=len(sentence)))


def telling(sentence: str, topic: Sequence[str], words: tuple[int, int]) -> tuple[int, int]:
    """The clause that holds most of a question's `topic`, by length; among equals one that meets `words`, where
    the reader saw the answer. (0, 0) where there is no other clause, or none holds any of it.

    >>> text = "推进垃圾分类,坚持农业优先发展,建设美丽乡村。"
    >>> start, end = telling(text, ("农业", "优先", "发展"), (0, 6))
    >>> text[start:end], telling("农业优先发展。", ("农业",), (0, 2))
    ('坚持农业优先发展', (0, 0))
    """
    marks = [*END.finditer(sentence)]
    begins = [0, *(mark.end() for mark in marks)]
    ends = [*(mark.start() for mark in marks), len(sentence)]
    parts = [(start, end) for start, end in zip(begins, ends, strict=True) if start < end]
    if len(parts) < 2:
        return 0, 0
    best, most = (0, 0), 0.0
    for start, end in parts:
        held = sum(len(word) for word in topic if word in sentence[start:end])
        score = held + 0.5 * (start < words[1] and end > words[0]) if held else 0.0
        if score > most:
            best, most = (start, end), score
    return best
