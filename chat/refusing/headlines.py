"""A headline that only names whom a question is about: 造桥人石德才：不怕高 does not say what 石德才 regrets.

Headings share the name with every question of their text, so that they would come first. Rules as in veto.py:
they take an answer away, and never make one.
"""

import re

from chat.asking.question import Asks, asked, topic_words
from chat.refusing.veto import can_answer
from index.segment import Segmenter
from ingest.normalize import fold

_CAPTION = re.compile(r"[表图]\s*[0-9一二三四五六七八九十]")
_LONGEST_CAPTION = 60
_PERSON = "nr"
_WHO = "谁?"
"""Of the question, only this: its years and its kinds are taken out of the line."""


def is_caption(line: str) -> bool:
    """Whether a folded line is the name of a table or a picture.

    >>> is_caption("表2-5 1986—2005年沅丰县历任县长"), is_caption("表示感谢。")
    (True, False)
    """
    return (
        _CAPTION.match(line) is not None and len(line) <= _LONGEST_CAPTION and line[-1] not in "。;"
    )


def only_names(question: str, line: str, segmenter: Segmenter) -> bool:
    """Whether a folded headline, heading or caption holds nothing that `question` asks for: it asks who, and
    nobody is named but by its own words, or all that both say is the name of a person.

    >>> only_names("石德才有什么遗憾？", "造桥人石德才:一辈子只怕水", Segmenter())
    True
    >>> only_names("石德才怕什么？", "造桥人石德才:一辈子只怕水", Segmenter())
    False
    >>> only_names("谁任县长最久？", "表2 历任县长", Segmenter())
    True
    """
    kind = asked(question).asks
    words = topic_words(question, segmenter)
    if kind is Asks.TOPIC or line.endswith("?"):
        return False
    if kind is Asks.PERSON:
        return not can_answer(_WHO, _without(line, words), segmenter)
    folded = fold(question)
    shared = [word for word in words if word in line]
    name = "".join(shared)
    tagged = segmenter.tagged(folded)
    person = any(
        one.text in shared and (one.tag.startswith(_PERSON) or not segmenter.knows(one.text))
        for one in tagged
    )
    return person and len(shared) < len(words) and name in folded and name in line


def _without(line: str, words: tuple[str, ...]) -> str:
    for word in words:
        line = line.replace(word, " ")
    return line
