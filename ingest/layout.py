"""Document ▶ Blocks: which lines are a title, a heading, a paragraph, a caption, a note.

Plain text has lost its type sizes; what is left is length, punctuation, blank lines and numbering.
Every rule here is about one of those, relative to the document at hand, never about certain words
of a certain page.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from statistics import median

from ingest.apart import apart, signed
from ingest.dialogue import ANSWER, QUESTION, is_question
from ingest.normalize import INVISIBLE, all_seen, is_blank, seen
from ingest.titles import beside_title, title_length
from ingest.types import Block, BlockKind, Document, Span, runs
from ingest.unwrap import ENDS, Line, unwrap

_NUMBERED = (
    re.compile(r"第[一二三四五六七八九十百零〇\d]+[编篇]"),
    re.compile(r"第[一二三四五六七八九十百零〇\d]+章"),
    re.compile(r"第[一二三四五六七八九十百零〇\d]+节"),
    re.compile(r"[一二三四五六七八九十百]+、"),
    re.compile(r"[（(][一二三四五六七八九十百]+[）)]"),
    re.compile(r"\d{1,2}(\.\d{1,2})*[.、．]?\s*\D"),
)
"""Numbering of Chinese documents, outermost level first."""
_ITEM = re.compile(r"\d{1,2}(?:\.\d{1,2})*[.、．\s](?!\d)")
"""A line's number in digits, and no count of what is said in it (30个座位)."""
_FLOWING = (BlockKind.TITLE, BlockKind.HEADING, BlockKind.PARAGRAPH)
"""What stands in a text one below another."""
_PLAIN_LEVEL = 2
QUESTION_LEVEL = 9
"""Inside all others."""
_PART_LEVEL = -1
"""Above all others."""
_LONGEST_HEADING = 40
_LONGEST_DASHED_HEADING = 80
_LONGEST_CAPTION = 60
_SENTENCE = re.compile("[。！？；][”’）)]?$")
_CREDIT = re.compile(r"(?:摄|摄影|供图|制图|绘)[）)]?$|^(?:图为|图[：:\d①-⑳])|^[（(]?资料图")
_MARKDOWN = re.compile(r"#{1,6}\s+")
_CLOSING_NOTE = re.compile(r"(?<=[。！？”])[（(][^（()）]{2,40}[）)]$")
_WHOLE_NOTE = re.compile(
    r"[（(【][^（()）]{2,80}[）)】]|(?:编者按|注|备注|说明)[：:].*"
    r"|[\u4e00-\u9fff]{0,8}?(?:记者|通讯员|实习生)[\s：:][\s：:]*[\u4e00-\u9fff·、\s]{2,40}"
    r"|——(?!.*——$).{2,60}"
    r"|[〔\[（(]?(?:19|20)\d\d[〕\]）)年]?\s*第\s*\d{1,4}\s*期(?:[（(]总第?\s*\d+\s*期[）)])?"
    r"|[〔\[（(](?:19|20)\d\d[〕\]）)][\u4e00-\u9fff][\u4e00-\u9fff\d]{1,15}号"
    r"|(?=[^。，；！？]{10,60}\Z)(?=.*(?:19|20)\d\d\s?[年.\-/]\s?\d{1,2}\s?[月.\-/]\s?\d{1,2})"
    r"(?=.*(?:(?:星期|周)[一二三四五六日天]|\S报\s))(?=.*[第A-Z\d一二三四五六七八九十]\s?版).*"
)
"""What stands in brackets or says that it is one; who wrote it; a subtitle; the number of an issue or case; the
head of a newspaper's page, which has its date and number."""
_FIELD = re.compile(r"[\u4e00-\u9fff（）() \u3000]{2,8}[：:]\s*\S")
"""时间：…, 地点：…: a line that gives what its label asks for, if one beside it does as well."""
_NUMBER_FIELD = re.compile(r"[\u4e00-\u9fff（）() \u3000]{2,12}[：:][^：:]*\d{3}[^：:]*")
"""服务热线：95598 does by itself."""
_BLANKS = (
    " \t\x1c\x1d\x1e\x1f\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u202f\u205f\u3000\ufeff\u00ad\u200b\u200c\u200d\u200e\u200f\u2060"
)
"""What `str.isspace` calls a space and does not end a line, and what has no width."""
_BLANK_WIDTHS = {"\u3000": 2, "\u2001": 2, "\u2003": 2, "\t": 4}
"""Half widths of those that are not one wide."""


def blocks(document: Document) -> list[Block]:
    """Typed blocks of a document in reading order; every character that is seen is in exactly one.

    >>> page = Document("a", "a", "民生\\n\\n新增10万个学位。孩子有学上。（记者 李明）", b"", "utf-8")
    >>> [(block.kind.value, page.quote(block.spans)) for block in blocks(page)]
    [('title', '民生'), ('paragraph', '新增10万个学位。孩子有学上。'), ('note', '（记者 李明）')]
    """
    found: list[Block] = []
    for line, kind in _typed(document):
        note = _CLOSING_NOTE.search(line.text) if kind is BlockKind.PARAGRAPH else None
        if note is None:
            found.append(Block(kind, line.spans, line.level))
            continue
        offsets = [offset for span in line.spans for offset in range(span.start, span.end)]
        cut = len(offsets) - len(note[0])  # the note itself may run over the end of a wrapped line
        found.append(Block(kind, runs(offsets[:cut])))
        found.append(Block(BlockKind.NOTE, runs(offsets[cut:])))
    return found


def _typed(document: Document) -> list[tuple["Line", BlockKind]]:
    """Lines with their kinds; a question that is answered below it (问：… 答：…) is its answer's heading."""
    lines = _parted(_guessed(document))
    return [
        (replace(line, level=QUESTION_LEVEL), BlockKind.HEADING)
        if kind in (BlockKind.PARAGRAPH, BlockKind.HEADING)
        and is_question(line.text, lines[at + 1][0].text if at + 1 < len(lines) else "")
        else (line, kind)
        for at, (line, kind) in enumerate(lines)
    ]


def _parted(lines: list[tuple["Line", BlockKind]]) -> list[tuple["Line", BlockKind]]:
    """Lines with their kinds; a title below the text of another, as that of an agreement which supplements the
    contract before it, is the heading of a part. What stands on a cover between two titles is no text."""
    titled = False
    for at, (line, kind) in enumerate(lines):
        if kind is BlockKind.TITLE:
            titled = True
        elif titled and (kind is BlockKind.HEADING or _SENTENCE.search(line.text)):
            return lines[:at] + [
                (replace(one, level=_PART_LEVEL), BlockKind.HEADING)
                if own is BlockKind.TITLE
                else (one, own)
                for one, own in lines[at:]
            ]
    return lines


def _guessed(document: Document) -> list[tuple["Line", BlockKind]]:
    """Lines with their kinds: as the format gives them, or guessed, also where a format only knows
    paragraphs, because its author made headings by hand."""
    given = tuple(document.structure.blocks)
    if not given:
        lines = unwrap(_lines(document.text, document.structure.skipped), _begins)
        return list(zip(lines, _kinds(lines), strict=True))
    whole = document.text
    if INVISIBLE.search(whole):
        trimmed = [replace(one, spans=all_seen(whole, one.spans)) for one in given]
        given = tuple(one for one in trimmed if not is_blank(document.quote(one.spans)))
    lines = [Line(one.spans, document.quote(one.spans), 0, one.level) for one in given]
    kinds = [one.kind for one in given]
    flowing = [at for at, kind in enumerate(kinds) if kind in _FLOWING]
    if BlockKind.HEADING not in kinds:
        for at, kind in zip(flowing, _kinds([lines[at] for at in flowing]), strict=True):
            if kinds[at] is BlockKind.PARAGRAPH:
                kinds[at] = kind
        return list(zip(lines, kinds, strict=True))
    first = kinds.index(BlockKind.HEADING)
    begins = BlockKind.PARAGRAPH not in kinds[: max(0, first - 1)]
    if begins and kinds.count(BlockKind.HEADING) == 1 and BlockKind.PARAGRAPH in kinds:
        for at in _numbered_headings(lines):
            if kinds[at] is BlockKind.PARAGRAPH:
                kinds[at] = BlockKind.HEADING
    kinds[first] = _first_heading(lines, kinds)
    return list(zip(lines, kinds, strict=True))


def _numbered_headings(lines: list[Line]) -> list[int]:
    """The lines that are headings by number, where only the title is marked as one: its author has written
    the others (一、…, 1．…) as plain lines. Numbers of one kind in lines below one another are a list's."""
    levels = [
        heading_level(line.text) if not line.text[0].isdigit() or _ITEM.match(line.text) else None
        for line in lines
    ]
    return [
        at
        for at, kind in enumerate(_kinds(lines))
        if kind is BlockKind.HEADING
        and levels[at]
        not in (None, _PLAIN_LEVEL, *levels[max(0, at - 1) : at], *levels[at + 1 : at + 2])
    ]


def _first_heading(lines: list[Line], kinds: list[BlockKind]) -> BlockKind:
    """The title, if nothing but it stands on its level and at most a line before it."""
    at, *others = [at for at, kind in enumerate(kinds) if kind is BlockKind.HEADING]
    level, below = lines[at].level, [lines[other].level for other in others]
    alone = level is not None and all(one is None or one > level for one in below)
    titled = BlockKind.TITLE in kinds
    return BlockKind.TITLE if alone and not titled and at <= 1 and below else BlockKind.HEADING


def heading_level(text: str) -> int:
    """Depth of a heading by its numbering, 0 outermost; unnumbered ones stand beside sections.

    >>> heading_level("第一章 总则"), heading_level("（二）扩大就业"), heading_level("实施民生改善工程——")
    (1, 4, 2)
    """
    for level, pattern in enumerate(_NUMBERED):
        if pattern.match(text):
            return level
    return _PLAIN_LEVEL


def _lines(text: str, skipped: Sequence[Span] = ()) -> list[Line]:
    lines: list[Line] = []
    passed_over = {span.start for span in skipped}
    gap = offset = 0
    for raw in re.split(r"\r\n|[\n\r\f\v\x85\u2028\u2029]", text):
        start = text.index(raw, offset) if raw else offset
        bare = raw.strip(_BLANKS)
        if bare:
            begin = start + raw.index(bare)
            if marker := _MARKDOWN.match(bare):
                begin, bare = begin + marker.end(), bare[marker.end() :]
        if bare and begin in passed_over:
            offset = start + len(raw)
            continue
        spans = seen(text, Span(begin, begin + len(bare))) if bare else ()
        if not is_blank(bare):
            lines.append(Line(spans, INVISIBLE.sub("", bare), gap, indent=_indent(raw)))
            gap = 0
        else:
            gap += 1
        offset = start + len(raw)
    return lines


def _indent(raw: str) -> int:
    """By how many half widths a line is set in.

    >>> _indent("　　沅江三桥"), _indent("\\u200b  沅江三桥"), _indent("\\t沅江三桥")
    (4, 2, 4)
    """
    before = INVISIBLE.sub("", raw[: len(raw) - len(raw.lstrip(_BLANKS))])
    return sum(_BLANK_WIDTHS.get(blank, 1) for blank in before)


def _begins(text: str) -> bool:
    """Whether a line begins something, however full the one before it is."""
    first = any(pattern.match(text) for pattern in (*_NUMBERED[:5], QUESTION, ANSWER))
    return first or _WHOLE_NOTE.fullmatch(text) is not None


def _kinds(lines: list[Line]) -> list[BlockKind]:
    fields = _fields(lines)
    heading = [
        _is_heading(line.text) and at not in fields and (not at or not _is_field(line.text))
        for at, line in enumerate(lines)
    ]
    bodies = [
        len(line.text) for line, is_heading in zip(lines, heading, strict=True) if not is_heading
    ]
    if not bodies:  # a list of short lines has no headings: it is all there is to quote
        return [BlockKind.PARAGRAPH] * len(lines)
    usual_gap = (
        Counter(line.gap for line in lines[1:]).most_common(1)[0][0] if len(lines) > 1 else 0
    )
    usual_length = median(bodies)
    texts = [line.text for line in lines]
    notes = apart(texts, heading)
    notes |= {at for at, text in enumerate(texts) if _WHOLE_NOTE.fullmatch(text)}
    notes |= beside_title(texts, heading, notes)
    numbered = [heading_level(text) != _PLAIN_LEVEL for text in texts]
    below = signed(
        texts, [one and not number for one, number in zip(heading, numbered, strict=True)]
    )
    first = next((at for at in range(len(lines)) if at not in notes), 0)
    named = [one and at not in notes and at not in below for at, one in enumerate(heading)]
    titles = first + title_length(texts[first:], named[first:], numbered[first:])
    kinds: list[BlockKind] = []
    for index, line in enumerate(lines):
        gap_before = line.gap if index else usual_gap  # blank lines at an edge part it from nothing
        gap_after = lines[index + 1].gap if index + 1 < len(lines) else usual_gap
        if first <= index < titles:
            kinds.append(BlockKind.TITLE)
        elif index in below:
            kinds.append(BlockKind.PARAGRAPH)
        elif index in notes:
            kinds.append(BlockKind.NOTE)
        elif _is_caption(line.text, max(gap_before, gap_after) > usual_gap, usual_length):
            kinds.append(BlockKind.CAPTION)
        elif heading[index] and index + 1 < len(lines):
            kinds.append(BlockKind.HEADING)
        else:
            kinds.append(BlockKind.PARAGRAPH)
    return kinds


def _fields(lines: list[Line]) -> set[int]:
    """Lines that are fields of a form, of which two stand side by side."""
    like = [
        _FIELD.match(line.text) is not None and heading_level(line.text) == _PLAIN_LEVEL
        for line in lines
    ]
    pairs = [at for at in range(len(lines) - 1) if like[at] and like[at + 1]]
    return {*pairs, *(at + 1 for at in pairs)}


def _is_field(text: str) -> bool:
    return _NUMBER_FIELD.fullmatch(text) is not None and heading_level(text) == _PLAIN_LEVEL


def _is_heading(text: str) -> bool:
    if any(character in text for character in "。！？；"):
        return False
    if "，" in text and text.count("“") > text.count("”"):  # somebody's words, torn in the middle
        return False
    if text.endswith(("——", "──", "--")):
        return len(text) <= _LONGEST_DASHED_HEADING
    return len(text) <= _LONGEST_HEADING and text[-1] not in ENDS + "，,、：:"


def _is_caption(text: str, stands_apart: bool, usual_length: float) -> bool:
    if len(text) > _LONGEST_CAPTION:
        return False
    if _CREDIT.search(text):
        return True
    is_short = 3 * len(text) <= usual_length
    return stands_apart and is_short and text[-1] in "。！？" and not _FIELD.match(text)
