"""Blocks ▶ Passages: pieces of one section that are searched, made of sentences that are embedded."""

import re
from itertools import accumulate
from pathlib import PurePath

from ingest.columns import column_ends, whole_blocks
from ingest.editions import with_edition
from ingest.formats.draft import CELLS
from ingest.layout import QUESTION_LEVEL, blocks, heading_level
from ingest.sentences import LONGEST as LONGEST_SENTENCE
from ingest.sentences import sentences
from ingest.titles import whole_title
from ingest.types import Block, BlockKind, Document, Passage, Sentence, Span, merge

LONGEST = 500
"""Characters in a passage; a longer paragraph is cut at sentence ends into even pieces."""

RUN_IN_HEAD = 16
"""Characters; a paragraph's first sentence that is no longer (强化科技创新策源。) is a heading set into
the text: alone it quotes a topic without saying anything of it, so it stays with what follows."""

_LINES = (BlockKind.HEADING, BlockKind.TITLE)
_ARTICLE = re.compile(
    r"(第[一二三四五六七八九十百千零〇\d]+[条條](?:之[一二三四五六七八九十]+)?)[ \u3000:：]"
)
"""The number of an article of a law, which its further paragraphs stand under too."""
_ARTICLE_LEVEL = 99

LONGEST_ROW = 120
"""Characters; the cells of a longer row hold text, which is quoted sentence by sentence."""
_LONGEST_NAME = 40
"""Characters in a cell that names such a row."""
_LONGEST_NAMES = 80
"""Characters in all cells that name such a row, the first of them."""
_ENDS = "。！；!;"
_OPENS = ("：", ":")
_BEFORE = re.compile(
    rf"^(?:[^。！；]{{1,{_LONGEST_NAME}}}{re.escape(CELLS)})*(?:[^。！？；：]{{1,20}}：)?"
)
"""What stands before the text in such a row: other cells, and the head of its column. A question names
the row of its answer."""

SHORTEST = 6
"""Characters; a shorter sentence (孙建一 摄) stays with the one before it for the same reason, if it does not
open a list (会议议定：), which would come with the one before."""


def passages(document: Document) -> list[Passage]:
    """All passages of a document, in reading order; no sentence is lost and none stands in two.

    A caption or a note stands where the printer had room, so it belongs to no section. Neither does what comes
    after a paragraph that print has torn, up to the next heading, where its rest was not found: there another
    column begins, and of what that is the rest nobody has read.

    >>> text = "长春新闻\\n\\n实施民生工程——\\n\\n新增10万个学位。开发60万个岗位。"
    >>> [(p.section, len(p.sentences)) for p in passages(Document("a", "a", text, b"", "utf-8"))]
    [('', 1), ('实施民生工程——', 1), ('实施民生工程——', 1)]
    """
    found: list[Passage] = []
    path: list[tuple[int, str]] = []
    article, astray = "", False
    whole = whole_blocks(document)
    ends = column_ends(document, whole)
    for run in _runs(document, whole):
        kind = run[0].kind
        if kind in (BlockKind.HEADING, BlockKind.TITLE):
            found.extend(_passages_of_headings(document, run, path))
            article, astray = "", False
            continue
        text = document.quote(run[0].spans)
        if kind is BlockKind.PARAGRAPH and (number := _ARTICLE.match(text)):
            article = number[1]
        inner = [(_ARTICLE_LEVEL, article)] if article else []
        if kind is BlockKind.ROW and not _is_long(run[0]):
            units = [block.spans for block in run]
        else:
            row = kind is BlockKind.ROW
            before = len(text) - len(_BEFORE.sub("", text)) if row else 0
            units = _quotable(document, sentences(document, run[0].spans), before)
            inner += [(_ARTICLE_LEVEL, _names(text))] if row else []
        placed = kind in (BlockKind.PARAGRAPH, BlockKind.ROW)
        section = _label([*(() if astray else path), *inner]) if placed else ""
        for piece in _pieces(document, units):
            found.append(Passage(document.id, kind, section, tuple(piece)))
        if run[-1].spans[-1].end in ends:
            article, astray = "", True
    return found


def _runs(document: Document, whole: list[Block]) -> list[list[Block]]:
    """Blocks, with the heading lines that stand together, and the short rows of a table, in one run."""
    found: list[list[Block]] = []
    for block in whole:
        last = found[-1] if found else []
        joins = bool(last) and last[0].kind is block.kind
        if joins and (
            (block.kind is BlockKind.ROW and not _is_long(block) and not _is_long(last[0]))
            or (block.kind in _LINES and not _is_full(last, block) and not _begins(document, block))
        ):
            last.append(block)
        else:
            found.append([block])
    return found


_ISSUER = re.compile(
    r"[\u4e00-\u9fff]{2,12}(?:局|委|办|厅|院|署|处|政府|委员会|办公室|公司|协会|学校|大学)"
)
"""青禾县统计局, below what it has issued."""
_ISSUED = re.compile(
    r"(?:公报|公告|通告|通知|通报|报告|简章|章程|办法|意见|方案|须知|指南|总结|条例|规定|细则|制度|规则|合同|手册|说明书|规划|计划|决定|纪要"
    r"|要点|标准|目录|清单|名单)(?:[（(].*)?$"
)

_NUMBER_ONLY = re.compile(
    r"[\u4e00-\u9fff]{0,12}\s*[〔\[（(【［](?:19|20)\d\d年?[〕\]）)】］]\s*第?\s*\d{1,4}\s*[号期次]"
    r"|[（(]?(?:总第|第|No\.?)\s*[\d〇零一二三四五六七八九十百]{1,5}\s*[号期次]?[）)]?"
)
"""清政纪要〔2024〕9号, 第23次: which paper of a series it is, and not what it is called."""


def title(document: Document) -> str:
    """The last line of the printed title, which is its main one, without its number, and without who issued it
    unless it is only a kind of paper, with the edition that the file's name says; or what the file says that
    it is called, or its name without suffix.

    >>> text = "引题——\\n长春新局面\\n甲工程——\\n好。\\n乙工程——\\n好。"
    >>> title(Document("a.txt", "a", text, b"", "utf-8"))
    '长春新局面'
    >>> text = "青禾县2023年公报\\n青禾县统计局\\n一、综合\\n好。\\n二、农业\\n好。"
    >>> title(Document("a.txt", "a", text, b"", "utf-8"))
    '青禾县2023年公报'
    """
    top = [block for block in blocks(document) if block.kind in _LINES]
    printed = [one for one in top if one.kind is BlockKind.TITLE]
    lines = [
        line
        for line in map(document.quote, (one.spans for one in printed))
        if not _NUMBER_ONLY.fullmatch(line)
    ]
    if printed and not lines:  # the line below the number
        lines = [document.quote(one.spans) for one in top[len(printed) : len(printed) + 1]]
    if lines:
        *above, last = lines
        issued = above and _ISSUER.fullmatch(last) and _ISSUED.search(above[-1])
        last = above[-1] if issued else whole_title(above[-1] if above else "", last)
        return with_edition(last, PurePath(document.id).stem)
    return document.structure.title or document.title


def _passages_of_headings(
    document: Document, run: list[Block], path: list[tuple[int, str]]
) -> list[Passage]:
    """A passage of one run of heading lines, which are quoted together (实施…工程—— with what it is
    to reach); `path` is moved on to the section that they open."""
    lines = [document.quote(block.spans) for block in run]
    if run[0].kind is BlockKind.HEADING:
        for position, line in enumerate(lines):
            given = run[position].level
            level = 2 * (heading_level(line) if given is None else given)
            if given is None and level == _UNNUMBERED and position and path[-1][0] == _UNNUMBERED:
                level += 1  # the second line of a two-line heading stands under the first
            while path and path[-1][0] >= level:
                path.pop()
            path.append((level, line))
    whole = tuple(span for block in run for span in block.spans)
    return [Passage(document.id, run[0].kind, _label(path), (whole,))]


def _begins(document: Document, heading: Block) -> bool:
    """Whether a heading says by its number that it stands by itself, or asks a question."""
    text = document.quote(heading.spans)
    return heading.level == QUESTION_LEVEL or 2 * heading_level(text) != _UNNUMBERED


def _is_full(run: list[Block], block: Block) -> bool:
    """Whether a heading line more would be too long to quote: a list of short lines is no heading."""
    return sum(_length(one.spans) for one in [*run, block]) > LONGEST_SENTENCE


def _length(spans: tuple[Span, ...]) -> int:
    return sum(span.end - span.start for span in spans)


_UNNUMBERED = heading_level("") * 2


def _label(path: list[tuple[int, str]]) -> str:
    return " › ".join(line for _, line in path if line)


def _is_long(row: Block) -> bool:
    return _length(row.spans) > LONGEST_ROW


def _names(row: str) -> str:
    """The cells of a long row that only name it: a sentence from the middle of the text stands under them. Of
    one that is long by its many cells it is the first.

    >>> _names("栏目：民生 | 年份：2025 | 正文：坚持民生投入只增不减、惠民力度只升不降。新增学位10万个。")
    '栏目：民生 | 年份：2025'
    >>> _names("工号：A01 | 姓名：高远 | 部门：生产")
    '工号：A01'
    """
    cells = row.split(CELLS)
    names = [cell for cell in cells if len(cell) <= _LONGEST_NAME and cell[-1] not in _ENDS]
    ends = accumulate(len(CELLS) + len(name) for name in names)
    kept = [name for name, end in zip(names, ends, strict=True) if end <= _LONGEST_NAMES]
    return CELLS.join(kept[:1] if len(names) == len(cells) else kept)


def _quotable(document: Document, found: list[Sentence], before: int = 0) -> list[Sentence]:
    """Join sentences too short to be quoted alone to their neighbours; `before` are the characters in
    front of the first that are not of it."""
    units: list[Sentence] = []
    head: Sentence = ()
    for place, sentence in enumerate(found):
        text = document.quote(sentence)
        length = len(text)
        if place == 0 and length - before <= RUN_IN_HEAD and len(found) > 1:
            head = sentence
        elif (
            length < SHORTEST
            and units
            and _length(units[-1]) + length <= LONGEST_SENTENCE
            and not text.rstrip().endswith(_OPENS)
        ):
            units[-1] = merge([*units[-1], *sentence])
        else:
            units.append(merge([*head, *sentence]))
            head = ()
    return units if not head else [*units, head]


def _pieces(document: Document, found: list[Sentence]) -> list[list[Sentence]]:
    lengths = [len(document.quote(sentence)) for sentence in found]
    wanted = -(-sum(lengths) // LONGEST)
    size = sum(lengths) / max(1, wanted)
    pieces: list[list[Sentence]] = [[]]
    filled = 0
    for sentence, length in zip(found, lengths, strict=True):
        if pieces[-1] and filled + length / 2 > size * len(pieces):
            pieces.append([])
        pieces[-1].append(sentence)
        filled += length
    return [piece for piece in pieces if piece]
