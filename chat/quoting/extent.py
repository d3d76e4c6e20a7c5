"""How far a quote goes beyond the sentence that answers: as far as it would mislead without.

有下列情形之一的： says nothing without the list below it, a heading nothing without its section, and half a
sentence (满三年的发500元；) may be taken back by its other half. Each is quoted whole, or not at all where that
is too long to be read.
"""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import takewhile

from chat.asking.numeral import value
from ingest.types import BlockKind, Document, Passage, Sentence

LONGEST = 1200
"""Characters of a list or a section that is quoted."""
WHOLE = 120
"""Characters of a sentence of several parts that is quoted whole."""
SHORT_ITEM = 40
"""Characters of an item of a list that no line opens."""
_CONDITION = re.compile("(?:的|者)[；;。，,]?$")
"""An item that is said of something: 怀孕的； may not, or need not."""
_GOES_ON = re.compile(r'[；;][”’』」》）)"]*\s*$')
MOST = 60
"""Passages after a line that are looked through for its list or section."""
_COLON = re.compile(r"[：:]\s*$")
_CHINESE = "([一二三四五六七八九十]{1,3})"
_MARKS = tuple(
    re.compile(rf"\s*{mark}")
    for mark in (
        rf"[（(]{_CHINESE}[)）]",
        r"[（(](\d{1,2})[)）]",
        rf"{_CHINESE}、",
        rf"{_CHINESE}是",
        rf"第{_CHINESE}步",
        r"第(\d{1,2})步",
        r"(\d{1,2})[.、．](?!\d)",
        r"(\d{1,2})[)）]",
        "([①-⑳])",
        rf"第{_CHINESE}[，,、]",
    )
)
_BULLET = re.compile(r"\s*(?P<bullet>[—–•·●■◆○]|[-*+](?=\s))")


@dataclass(frozen=True, slots=True)
class _Mark:
    """How an item begins: the kind of mark, and its number, 0 of a bullet."""

    kind: str
    number: int

    @property
    def next(self) -> "_Mark":
        """The mark of the item behind it."""
        return _Mark(self.kind, self.number + 1 if self.number else 0)


def items_below(
    sentence: Sentence, passage: Passage, document: Document, after: Callable[[], list[Passage]]
) -> list[Sentence]:
    """The sentences of the list that `sentence` of `passage` opens, in order, [] where it opens none, or one
    of more than `LONGEST` characters or of which the end is not known. `after` are the passages that follow.

    >>> from ingest.passages import passages as cut
    >>> text = "第三条 有下列情形之一的，不予办理：\\n（一）材料不全；\\n（二）逾期申请。\\n第四条 另行规定。"
    >>> page = Document("a", "规定", text, b"", "utf-8")
    >>> first, *others = cut(page)
    >>> [page.quote(one) for one in items_below(first.sentences[0], first, page, lambda: others)]
    ['（一）材料不全；', '（二）逾期申请。']
    """
    if sentence != passage.sentences[-1] or not _opens(document.quote(sentence)):
        return []
    inside = takewhile(
        lambda one: one.section.startswith(passage.section) or not one.section, after()
    )
    return _sentences(_listed(passage, list(inside), document), document)


def list_around(
    passage: Passage,
    document: Document,
    before: Callable[[], list[Passage]],
    after: Callable[[], list[Passage]],
) -> list[Sentence]:
    """The sentences of the whole list that `passage` is an item of, with the line that opens it, if one does;
    [] where it is none, or the list is longer than `LONGEST`. `before` are the passages that stand before it,
    in order: a step, or a condition, by itself looks like all of them.

    >>> from ingest.passages import passages as cut
    >>> text = "更换滤芯按下列步骤操作：\\n第一步：关闭进水阀；\\n第二步：取出旧滤芯。"
    >>> page = Document("a", "说明", text, b"", "utf-8")
    >>> found = cut(page)
    >>> whole = list_around(found[2], page, lambda: found[:2], lambda: found[3:])
    >>> [page.quote(one) for one in whole] == text.split("\\n")
    True
    """
    own = _mark(passage, document)
    if own is None or own.number < 1:
        return []
    above = before()
    first = _first_item(own, above, document)
    if first is None or not (opener := above[first - 1 : first] if first else []):
        return []
    whole = [*above[first:], passage, *after()]
    items = _listed(opener[0], whole, document)
    if not any(one is passage for one in items):
        return []
    opens = _opens(_line(opener[0], document))
    if not opens and any(len(document.quote(one.spans)) > SHORT_ITEM for one in items):
        return []  # paragraphs that are numbered, each of which says its own
    found = [*(opener[0].sentences[-1:] if opens else ()), *_sentences(items, document)]
    return found if len(found) > opens else []


def line_above(
    passage: Passage, document: Document, before: Callable[[], list[Passage]]
) -> list[Sentence]:
    """The line that opens the list of which `passage` is an item that says nothing by itself (怀孕的；), [] if
    it is none.

    >>> from ingest.passages import passages as cut
    >>> text = "有下列情形之一的，推迟体检：\\n（一）发热的；\\n（二）一周内拔过牙的。"
    >>> page = Document("a", "须知", text, b"", "utf-8")
    >>> found = cut(page)
    >>> [page.quote(one) for one in line_above(found[2], page, lambda: found[:2])]
    ['有下列情形之一的，推迟体检：']
    """
    if not _CONDITION.search(_line(passage, document)):
        return []
    own = _mark(passage, document)
    if own is None:
        return []
    above = before()
    first = _first_item(own, above, document) if own.number else _first_bullet(own, above, document)
    opener = above[first - 1 : first] if first else []
    opens = bool(opener) and _opens(_line(opener[0], document))
    return list(opener[0].sentences[-1:]) if opens else []


def _first_bullet(own: _Mark, above: Sequence[Passage], document: Document) -> int:
    at = len(above)
    while at and _mark(above[at - 1], document) == own:
        at -= 1
    return at


def _first_item(own: _Mark, above: Sequence[Passage], document: Document) -> int | None:
    """Where the first item of a list stands in `above`, at the end of which comes the one marked `own`."""
    number, at = own.number, len(above)
    while number > 1:
        at -= 1
        if at < 0:
            return None
        mark = _mark(above[at], document)
        if mark is not None and mark.kind == own.kind:
            if mark.number != number - 1:
                return None
            number = mark.number
        elif above[at].kind is not BlockKind.PARAGRAPH or _opens(_line(above[at], document)):
            return None
    return at


def section_below(
    heading: Passage, document: Document, after: Callable[[], list[Passage]]
) -> list[Sentence]:
    """The sentences of the paragraphs directly below a heading, also where they are articles of a chapter, []
    where they have more than `LONGEST` characters."""
    below = takewhile(
        lambda one: one.section.startswith(heading.section) and one.kind is BlockKind.PARAGRAPH,
        after(),
    )
    return _sentences(list(below), document)


def whole_sentence(
    passage: Passage, first: int, last: int, document: Document, longest: int = WHOLE
) -> list[Sentence]:
    """The sentences `first` to `last` of a passage with the parts before and after them that only a semicolon
    divides from them, if that is at most `longest` characters.

    >>> from ingest.passages import passages as cut
    >>> text = "各区县应当按照本通知及时足额发放居住补贴。满三年的每人每年发500元；但去年已经领过的不再发放。"
    >>> page = Document("a", "a", text, b"", "utf-8")
    >>> (only,) = cut(page)
    >>> [page.quote(one) for one in whole_sentence(only, 1, 1, page)]
    ['满三年的每人每年发500元；', '但去年已经领过的不再发放。']
    """
    own = list(passage.sentences[first : last + 1])
    if passage.kind is not BlockKind.PARAGRAPH:
        return own
    while first > 0 and _goes_on(passage, first - 1, document):
        first -= 1
    while last + 1 < len(passage.sentences) and _goes_on(passage, last, document):
        last += 1
    whole = list(passage.sentences[first : last + 1])
    return whole if sum(len(document.quote(one)) for one in whole) <= longest else own


def _goes_on(passage: Passage, sentence: int, document: Document) -> bool:
    return _GOES_ON.search(document.quote(passage.sentences[sentence])) is not None


def _sentences(passages: Sequence[Passage], document: Document) -> list[Sentence]:
    found = [one for passage in passages for one in passage.sentences]
    return found if sum(len(document.quote(one)) for one in found) <= LONGEST else []


def _opens(text: str) -> bool:
    return _COLON.search(text) is not None


def _listed(opener: Passage, after: Sequence[Passage], document: Document) -> Sequence[Passage]:
    """The items at the beginning of `after`, numbered from one up without a gap, or with the same bullet, and
    what stands between them. Nothing if the numbers go on behind something that ended the list."""
    marks = [_mark(one, document) for one in after]
    own = _mark(opener, document)
    if marks and marks[0] is None:
        return _unmarked(opener, after, document)
    if not marks or (first := marks[0]) is None or first.number > 1:
        return []
    if own is not None and own.kind == first.kind:
        return []  # an item itself, and what follows are its neighbours
    last, number, at = 0, first.number, 1
    while at < len(after):
        mark, one = marks[at], after[at]
        before, behind_last = marks[at - 1], last == at - 1
        if mark == _Mark(first.kind, number).next:
            last, number = at, mark.number
        elif behind_last and (
            _touch(after[at - 1], one)  # the rest of a long item, or a list that an item opens
            or (
                mark is not None
                and mark.kind != first.kind
                and _inner(before, mark, after[at - 1], document)
            )
        ):
            last = at
        elif not number or _ends(first.kind, mark, one, opener, document):
            break
        at += 1
    opened = (
        at < len(after) and marks[at] is None and _opens(document.quote(after[at].sentences[-1]))
    )
    more = (mark.number for mark in marks[at:] if mark is not None and mark.kind == first.kind)
    return [] if next(more, 0) > number > 0 and not opened else after[: last + 1]


def _unmarked(opener: Passage, after: Sequence[Passage], document: Document) -> Sequence[Passage]:
    """The items of a list without marks: lines that end with a semicolon, and the one that ends it."""
    many = next(
        (at for at, one in enumerate(after) if not _GOES_ON.search(_line(one, document))),
        len(after),
    )
    inside = after[: many + 1]
    whole = many > 0 and len(inside) > many and all(one.section == opener.section for one in inside)
    return inside if whole and all(one.kind is BlockKind.PARAGRAPH for one in inside) else []


def _line(passage: Passage, document: Document) -> str:
    return document.quote(passage.sentences[-1])


def _inner(before: _Mark | None, mark: _Mark, above: Passage, document: Document) -> bool:
    """Whether `mark` goes on with, or begins, a list that stands in an item: right below `above`, whose mark is
    `before`."""
    goes_on = before is not None and mark == before.next
    return goes_on or (mark.number <= 1 and _opens(document.quote(above.sentences[-1])))


def _ends(kind: str, mark: _Mark | None, one: Passage, opener: Passage, document: Document) -> bool:
    """Whether a passage that is no item of the list cannot stand between two of them."""
    if one.kind in (BlockKind.NOTE, BlockKind.CAPTION):
        return False
    text = document.quote(one.sentences[-1])
    apart = one.kind is not BlockKind.PARAGRAPH or one.section != opener.section
    return mark.kind == kind if mark is not None else apart or _opens(text)


def _mark(passage: Passage, document: Document) -> _Mark | None:
    start = passage.sentences[0][0].start
    line = document.text[max(0, start - 4) : start].rpartition("\n")[2]
    text = document.quote(passage.sentences[0])
    if bullet := _BULLET.match(text) or (line.strip() and _BULLET.match(line + " ")):
        return _Mark(bullet["bullet"], 0)
    for pattern in _MARKS:
        if found := pattern.match(text):
            said = found[1]
            number = unicodedata.numeric(said) if "①" <= said <= "⑳" else value(said)
            return _Mark(pattern.pattern, int(number))
    return None


def _touch(one: Passage, other: Passage) -> bool:
    return one.spans[-1].end == other.spans[0].start
