"""What stands below a sentence that ends with a colon: 有下列情形之一的： says nothing without its items.

Laws, rules and plans list what they decide in paragraphs of their own. Whoever is answered with the line
above a list is answered with the list, whole, or with that line alone where the list is too long to be quoted.
"""

import re
from collections.abc import Callable, Sequence

from ingest.types import BlockKind, Document, Passage, Sentence

LONGEST = 1200
"""Characters of a list that is quoted."""
_COLON = re.compile("[：:]\\s*$")
_BULLET = re.compile("\\s*[-—–•·●■◆○*]+")
_MARKS = (
    *(
        re.compile(rf"\s*(?:{mark})")
        for mark in (
            "[（(][一二三四五六七八九十]+[)）]",
            "[（(]\\d+[)）]",
            "[一二三四五六七八九十]+、",
            "\\d+[.、．]",
            "[①-⑳]",
            "第[一二三四五六七八九十]+[，,、]",
            "[一二三四五六七八九十]是",
        )
    ),
    _BULLET,
)
"""How items begin."""


def items_below(
    sentence: Sentence, passage: Passage, document: Document, passages: Callable[[], list[Passage]]
) -> list[Sentence]:
    """The sentences of the list that `sentence` of `passage` opens, in order, [] where it opens none or one of
    more than `LONGEST` characters. `passages` are those of the document, in reading order.

    >>> from ingest.passages import passages as cut
    >>> text = "第三条 有下列情形之一的，不予办理：\\n（一）材料不全；\\n（二）逾期申请。\\n第四条 另行规定。"
    >>> page = Document("a", "规定", text, b"", "utf-8")
    >>> found = cut(page)
    >>> below = items_below(found[0].sentences[0], found[0], page, lambda: found)
    >>> [page.quote(one) for one in below]
    ['（一）材料不全；', '（二）逾期申请。']
    """
    if sentence != passage.sentences[-1] or not _COLON.search(document.quote(sentence)):
        return []
    every = passages()
    after = every[every.index(passage) + 1 :] if passage in every else []
    listed = _listed(_same_section(passage, after), document)
    found = [one for item in listed for one in item.sentences]
    return found if sum(len(document.quote(one)) for one in found) <= LONGEST else []


def _same_section(passage: Passage, after: Sequence[Passage]) -> list[Passage]:
    """What follows in the same section, as paragraphs."""
    found = []
    for one in after:
        if one.section != passage.section or one.kind is not BlockKind.PARAGRAPH:
            break
        found.append(one)
    return found


def _listed(after: Sequence[Passage], document: Document) -> Sequence[Passage]:
    """The items at the beginning of `after`, with what stands between them: as far as marks of the first
    one's kind go, and only up to where they begin anew."""
    if not after:
        return []
    begins = [document.quote(one.sentences[0]) for one in after]
    kind = next((mark for mark in _MARKS if mark.match(begins[0])), None)
    if kind is None:
        return []
    marks = [found[0].strip() if (found := kind.match(one)) else "" for one in begins]
    numbered = kind is not _BULLET
    anew = next(
        (at for at, one in enumerate(marks) if at and numbered and one == marks[0]), len(marks)
    )
    last = max(at for at in range(anew) if marks[at])
    return after[: last + 1]
