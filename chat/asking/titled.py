"""A question that says which document it is about, and only then asks: 青云路小学今年招几个班？

Nothing below a title says the title again, so that lines which do, and say nothing else, would come first.
"""

import re

from chat.asking.question import topic_words
from chat.asking.subjects import KINDS, ends_name, head, names_another, shortened, subjects
from index.segment import Segmenter
from ingest.normalize import fold
from ingest.types import Document

_SHORTEST_TITLE = 4
"""Characters of a title that a question begins with."""
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")
_YEAR_ASKED = re.compile(
    r"(?<![\d自从至止到-])在?(?:19|20)\d\d(?:年的?(?![初中末底度至到和、前后以起间-]|\d+月)|(?=年[初中末底度]))"
)
"""2023年 and not what it bounds: 2023年以来, 2023年3月."""
_BEFORE_NO_SUBJECT = re.compile(
    "(?:[和与跟及、比从诉同或是]|以外|之外|除了|不算|以及|还是|超过|相当于|距离)$"
)
_BEHIND_NO_SUBJECT = re.compile(
    "[和与跟及、比到至向给对从诉同](?!谁|哪|什么|啥|多少)"
    "|或|的?(?:以外|之外|以及|还是|超过|相当于|旁边|附近|周边)"
)
"""Beside a name: another one takes part in what is asked; 沈德昌跟谁学的修表 asks for that other one."""
_TO = tuple("去到在从对给向跟和与问请看逛约年月日")
"""What may be cut as one word with the name behind it."""
_PARTICLES = frozenset({"的", "里", "中", "在", "之", "里面", "内"})


def without_name(question: str, document: Document, segmenter: Segmenter) -> tuple[str, str] | None:
    """The name in `question` of what the document is about, and what is asked without it, and without the year
    if the document's title has just that one.

    None where the question does not say the name whole, where another one takes part in what is asked
    (比…多多少), where a year is asked for that stands nowhere in the document, or where nothing is left to ask.

    >>> text = "青云路小学2024年招生简章\\n秋季招收一年级6个班。"
    >>> page = Document("简章.txt", "青云路小学2024年招生简章", text, b"", "utf-8")
    >>> without_name("2024年青云路小学的一年级招几个班？", page, Segmenter())
    ('青云路小学', '一年级招几个班?')
    >>> without_name("青云路幼儿园招几个班？", page, Segmenter()) is None
    True
    """
    asked, names = fold(question), subjects(document, segmenter)
    said = {short for name in names for short in (name, *shortened(name)) if short in asked}
    if not said:
        return None
    name = max(said, key=len)
    before, _, behind = asked.partition(name)
    if _is_cut(asked, len(before), name, segmenter) or _takes_part(before, behind, segmenter):
        return None
    if behind[:1] in ("的", "里"):
        behind = _without_particle(behind, segmenter)
    rest = _without_year(before, behind, document)
    if rest is None or names_another(rest, name, segmenter):
        return None
    rest = _without_particle(rest, segmenter)
    return (name, rest) if topic_words(rest, segmenter) else None


def _takes_part(before: str, behind: str, segmenter: Segmenter) -> bool:
    """Whether the name between these words is not that of which something is asked, or not it alone."""
    from_elsewhere = before.endswith("到") and topic_words(before[:-1], segmenter)
    beside = _BEFORE_NO_SUBJECT.search(before) or _BEHIND_NO_SUBJECT.match(behind)
    return bool(from_elsewhere or beside)


def _is_cut(asked: str, start: int, name: str, segmenter: Segmenter) -> bool:
    """Whether the name at `start` is only a part of what is named there: 白青禾县, 澄江理工大学附中."""
    end = start + len(name)
    after = None
    for word in segmenter.tagged(asked):
        if word.start < start < word.end and not asked[word.start : start].endswith(_TO):
            return True
        if word.start < end < word.end and segmenter.knows(word.text):
            return True
        after = after or (word if word.end > end else None)
    short = not name.endswith(tuple(KINDS))
    return short and after is not None and ends_name(after, segmenter)


def _without_year(before: str, behind: str, document: Document) -> str | None:
    """What stands before and behind a name, without the only year of the document's title; None where another
    year is asked for that stands nowhere in the document."""
    lines = [line for line in head(document) if "月" not in line]  # the day on which it was issued
    own = set(_YEAR.findall("\n".join(lines)))
    asked = set(_YEAR.findall(f"{before} {behind}"))
    if len(own) == 1 and any(one not in document.text for one in asked - own):
        return None
    if len(own) != 1 or own != asked:
        return before + behind
    return _YEAR_ASKED.sub("", before) + _YEAR_ASKED.sub("", behind)


def _without_particle(text: str, segmenter: Segmenter) -> str:
    """The same without a word at its beginning that only joins: 的, but not the 中 of 中小学."""
    bare = text.lstrip(" ,:")
    first = next(iter(segmenter.tagged(bare)), None)
    if first is None or first.start or first.text not in _PARTICLES:
        return bare
    return bare[first.end :].lstrip(" ,:")


def without_title(question: str, title: str, segmenter: Segmenter) -> str | None:
    """What `question` asks behind the words at its beginning that stand in a document's title; None where they
    are too few, or nothing is left to ask about.

    >>> without_title("图书馆空调改造预算多少？", "图书馆空调改造招标公告", Segmenter())
    '预算多少？'
    """
    called = fold(title)
    end = 0
    for word in segmenter.tagged(question):
        if word.text not in called and word.text not in _PARTICLES:
            break
        end = word.end
    rest = _without_particle(question[end:], segmenter)
    return rest if end >= _SHORTEST_TITLE and topic_words(rest, segmenter) else None
