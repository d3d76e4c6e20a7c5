"""A bare number in a cell: what it counts in stands in the head of its column or above the table.

合同金额：3280 says no unit by itself; below 单位：万元 it is an amount of money, and so it is where a question
asks 合同金额多少元: who names a column and a unit knows that the one is counted in the other.
"""

import re
from collections.abc import Callable, Sequence

from chat.ranking.units import UNITS
from ingest.formats.draft import CELLS
from ingest.normalize import fold
from ingest.types import BlockKind, Document, Passage

_NUMBER = re.compile(r"[-+]?[0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?")
_OWN = re.compile(rf"[(/]((?:[十百千万亿]*(?:{UNITS})|%|‰)(?:/[^()]*)?)\)?$")
"""The unit of a column in its head: 金额(万元), 面积/亩, 单价(元/吨)."""
_WORDS = re.compile(r"[0-9]+年?|[^0-9年\s()/]+年?")
_NO_COUNT = re.compile("序号|编号|号码|代码|编码|[年月]份|年度|日期|电话|邮编|号$")
_STATED = re.compile("单位:?([^。;|)]{1,20})")
"""What a line above a table says of all its numbers: 单位：万元、亩."""
_LINES = 3
"""Lines above a table that may say it."""


def lines_before(
    document: Document, passage: Passage, sentence: int, above: Callable[[], Sequence[Passage]]
) -> list[str]:
    """What stands before a sentence of a passage, folded: the others of its paragraph, or, where it is a row,
    the last lines above its table, if they are near."""
    if passage.kind is not BlockKind.ROW:
        return [fold(document.quote(own)) for own in passage.sentences[:sentence]]
    lines = [one for one in above() if one.kind is not BlockKind.ROW][-_LINES:]
    return [fold(document.quote(one.spans)) for one in lines]


def unit_stated(above: Sequence[str]) -> str:
    """The unit that folded lines above a table say for all of it; "" if none does.

    >>> unit_stated(["财政支出表", "单位:万元"]), unit_stated(["支出(单位:元)"]), unit_stated(["支出"])
    ('万元', '元', '')
    """
    found = (_STATED.search(line) for line in reversed(above))
    return next((one[1] for one in found if one), "")


def counts_in(unit: str, question: str, row: str, stated: str = "") -> bool:
    """Whether a cell of a folded row holds a bare number in `unit`, a pattern, for it is `stated` above the
    table, or its head, which names no other, is one that the folded question names.

    >>> row = "科目:教育支出 | 2025年预算:55800 | 面积(亩):12"
    >>> counts_in("元", "教育支出2025年的预算多少万元?", row), counts_in("元", "教育支出多少万元?", row)
    (True, False)
    >>> counts_in("元", "教育支出多少万元?", row, "万元"), counts_in("元", "教育面积多少元?", row)
    (True, False)
    """
    given = bool(stated) and re.search(unit, stated) is not None
    for cell in row.split(CELLS):
        head, _, said = cell.rpartition(":")
        if not head or not _NUMBER.fullmatch(said.strip()) or _NO_COUNT.search(head):
            continue
        if own := _OWN.search(head):
            if re.search(unit, own[1]):
                return True
        elif given or all(word in question for word in _WORDS.findall(head)):
            return True
    return False
