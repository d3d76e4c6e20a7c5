"""Questions to begin with, made from a document's own words by rule, so that any document has some."""

import re

from chat.asking.question import LONGEST
from ingest.layout import blocks
from ingest.sentences import sentences
from ingest.types import BlockKind, Document

_CLAUSE_ENDS = re.compile(r"[，。；：、！？,;!?“”‘’（）()《》]")
_ONE_NUMBER = re.compile(
    r"(?:力争|确保|努力)?(?P<before>[\u4e00-\u9fff]{2,14}?)[超约达近]?"
    r"\d[\d.,]*(?:%|[万亿千百]*)(?P<after>|以上|左右|以内|[个所家项座条名人亩件处位公][\u4e00-\u9fff]{0,10})"
)
"""A number at the clause's end or before a measure word: 世界500强 is a name, not an amount."""
_NUMBERING = re.compile(
    r"^(?:第[一二三四五六七八九十百\d]+[编篇章节条]|[一二三四五六七八九十]+、|\d+[.、]?"
    r"|[（(][一二三四五六七八九十\d]+[）)])\s*"
)
_DASHES = "—─- \u3000"


def examples(document: Document, wanted: int) -> list[str]:
    """At most `wanted` questions, spread over the document, those about numbers first.

    A clause that holds one number becomes a question about it; a heading is asked about as it is, unless
    it is longer than a question may be.

    >>> text = "工作报告\\n\\n民生\\n\\n今年多做实事，新增10万个学位。\\n\\n经济\\n\\n投资年同比增长10%以上。"
    >>> examples(Document("a", "a", text, b"", "utf-8"), 3)
    ['新增多少个学位？', '投资年同比增长多少？', '“民生”讲了什么？']
    """
    numbers: list[str] = []
    headings: list[str] = []
    previous: BlockKind | None = None
    for block in blocks(document):
        if block.kind is BlockKind.PARAGRAPH:
            for sentence in sentences(document, block.spans):
                numbers.extend(_about_numbers(document.quote(sentence)))
        elif block.kind is BlockKind.HEADING and previous is not BlockKind.HEADING:
            heading = _NUMBERING.sub("", document.quote(block.spans)).strip(_DASHES)
            question = f"“{heading}”讲了什么？"
            if heading and len(question) <= LONGEST:
                headings.append(question)
        previous = block.kind
    chosen = _spread(numbers, max(-(-wanted // 2), wanted - len(headings)))
    return chosen + _spread(headings, wanted - len(chosen))


def _about_numbers(sentence: str) -> list[str]:
    """Questions about the clauses of a sentence that hold exactly one number.

    >>> _about_numbers("新建改扩建70所中小学，新增10万个优质公办学位，投资年同比增长10%以上。")
    ['新建改扩建多少所中小学？', '新增多少个优质公办学位？', '投资年同比增长多少？']
    """
    found: list[str] = []
    for clause in _CLAUSE_ENDS.split(sentence):
        if match := _ONE_NUMBER.fullmatch(clause):
            after = re.sub("(?:以上|左右|以内)$", "", match["after"])
            found.append(f"{match['before']}多少{after}？")
    return found


def _spread(items: list[str], wanted: int) -> list[str]:
    """`wanted` of `items` at even distances, in order.

    >>> _spread(["一", "二", "三", "四", "五"], 2)
    ['一', '三']
    """
    unique = list(dict.fromkeys(items))
    count = max(0, min(wanted, len(unique)))
    return [unique[position * len(unique) // count] for position in range(count)]
