"""Near misses for training: the right sentence without the answer, and another question about it.

Readers ask for a date where none is given, or for a number of what is only named. Such questions
share every word with a sentence that does not answer them, so a ranker that never saw one trusts
shared words too much.
"""

import re

from chat.prepare import Features
from chat.question import Asks, asked
from ingest.normalize import fold

_LONGEST_ANSWER = 14
_OTHERWISE = (
    (
        Asks.TIME,
        "什么时候",
        re.compile(r"[0-9一二三四五六七八九十]+(?:年|月|日|世纪|时)|年代|时期|季|期间|当时|周"),
    ),
    (Asks.PERSON, "谁", re.compile("人|者|员|家|王|帝|氏|师|长")),
    (Asks.PLACE, "在哪里", re.compile("国|省|市|县|区|州|城|地|山|河|岛|镇|村|路|街|校|院")),
    (Asks.NUMBER, "有多少", re.compile("[0-9一二三四五六七八九十百千万亿两几]")),
)
_SHORTEST = 6


def without(sentences: tuple[str, ...], answer: str) -> list[str] | None:
    """The sentences with every occurrence of a short answer cut out; None for a long one or if
    nothing would be left of a sentence.

    >>> without(("新增10万个学位。",), "10万个")
    ['新增学位。']
    """
    folded = fold(answer)
    if len(folded) > _LONGEST_ANSWER:
        return None
    cut = [sentence.replace(folded, "") for sentence in sentences]
    whole = all(
        len(left) > _SHORTEST for left, full in zip(cut, sentences, strict=True) if left != full
    )
    return cut if whole and cut != list(sentences) else None


def asking_otherwise(question: str, passage: str, features: Features) -> str | None:
    """A question about the same thing for what the passage does not hold at all; None if it holds
    something of every kind.

    >>> from index.encode import bundled_encoder
    >>> from index.segment import Segmenter
    >>> ready = Features(bundled_encoder(), Segmenter())
    >>> asking_otherwise("会新增多少学位?", "会新增10万个学位。", ready)
    '什么时候会新增学位?'
    """
    found = asked(question)
    if found.end == 0:
        return None
    left = fold(question[: found.start] + question[found.end :])
    text = features.text([passage])
    names = {Asks.PERSON: text.classes[:, 2].any(), Asks.PLACE: text.classes[:, 3].any()}
    for kind, word, holds in _OTHERWISE:
        if kind is not found.asks and not holds.search(passage) and not names.get(kind, False):
            return f"{word}{left}"
    return None
