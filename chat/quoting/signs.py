"""Rows of a table that are asked for by a sign: 哪些包不允许进口, where a column says 是 or 否 of each, and
哪些产品收入下降, where one says by how much each grew or fell.

A network reads past 不 and past the minus of −11.20: nothing else tells such rows apart.
"""

import re
from collections.abc import Iterable, Sequence
from itertools import chain, pairwise

from ingest.normalize import fold

_NO = re.compile("(?:否|无|没有|没|未|不|[×✗✘x])(?![\u4e00-\u9fff]*[0-9])|[-—–]+$")
_SIGN = re.compile("是|否|有|无|没有|[√✓✔×✗✘x]|[不未]?(?:可以?|能|允许|需要?|支持)")
"""What stands in a column that says yes or no; 质押1200万股 may stand beside 无."""
_WHETHER = re.compile("是否|有无|有没有|能否|可否|会否|情况|与否|或.*|及.*|[?()].*")
_NOT = "(?:不|没有?|未曾?|无[须需]?|非)(?:被|做|有|能|可以?|用|要|需)*"
_NOT_AT_ALL = re.compile(_NOT)
_GROWTH = re.compile("增减|同比|变动|增长|增幅|增速|涨跌|涨幅|环比|比上年|升降")
_ROSE = re.compile("增长|上升|增加|上涨|提高|增大|变多|涨了|升了|正增长")
_FELL = re.compile("下降|减少|降低|下滑|下跌|负增长|缩水|变少|跌了|降了|不增|没有?增长|没有?上升")
_NUMBER = re.compile(
    r"([-−–—(]?|[减下降]\w{1,2})\+?(?:[增上提]\w{1,2})?([0-9][0-9,.]*)(?:%|个?百分点)?\)?"
)
_UNKNOWN = re.compile("未知|不详|不适用|[未待]定")
_DONE = re.compile("(?<=[\u4e00-\u9fff])[了过](?![解程])")
"""修改了招标文件 says the head 是否修改招标文件."""
_LEAST = 2
"""Characters of a head that a question says."""


def fits(question: str, rows: Sequence[Sequence[tuple[str, str]]]) -> list[bool] | None:
    """Which rows of a table, each the cells with their heads, have the sign that `question` asks for; None
    where it asks for none, or no row has it.

    >>> rows = [[("包号", "第1包"), ("是否允许进口", "是")], [("包号", "第2包"), ("是否允许进口", "否")]]
    >>> fits("哪些包允许进口？", rows), fits("哪些包不允许进口？", rows), fits("哪些包要样品？", rows)
    ([True, False], [False, True], None)
    >>> rows = [[("产品", "电机"), ("收入同比(%)", "9.8")], [("产品", "轴承"), ("收入同比(%)", "-11.20")]]
    >>> fits("哪些产品收入下降了？", rows), fits("哪些产品收入增长了？", rows)
    ([False, True], [True, False])
    """
    folded = _DONE.sub("", fold(question))
    found = _grown(folded, rows) or _affirmed(folded, rows)
    return found if found and any(found) else None


def tells_sign(word: str) -> bool:
    """Whether a word of a question only says which sign is asked for.

    >>> tells_sign("没有"), tells_sign("下降"), tells_sign("进口")
    (True, True, False)
    """
    return any(kind.fullmatch(word) for kind in (_ROSE, _FELL, _NOT_AT_ALL))


def _grown(question: str, rows: Sequence[Sequence[tuple[str, str]]]) -> list[bool] | None:
    fell, rose = _FELL.search(question), _ROSE.search(question)
    if not (fell or rose):
        return None
    heads = {head for head, _ in chain.from_iterable(rows) if _GROWTH.search(head)}
    head = _most_said(question, heads)
    if head is None:
        return None
    return [_sign(dict(row).get(head, "")) == (-1 if fell else 1) for row in rows]


def _affirmed(question: str, rows: Sequence[Sequence[tuple[str, str]]]) -> list[bool] | None:
    columns: dict[str, list[str]] = {}
    for head, cell in chain.from_iterable(rows):
        columns.setdefault(head, []).append(cell)
    signs = {head for head, cells in columns.items() if any(map(_SIGN.fullmatch, cells))}
    heads = {head: name for head in signs if len(name := _WHETHER.sub("", head)) >= _LEAST}
    said = [head for head, name in heads.items() if name in question]
    if len(said) != 1:
        return None
    (head,) = said
    denied = re.search(f"{_NOT}{re.escape(heads[head])}", question) is not None
    cells = [dict(row).get(head, "") for row in rows]
    told = [bool(cell) and _UNKNOWN.fullmatch(cell) is None for cell in cells]
    return [
        known and (_NO.match(cell) is not None) is denied
        for known, cell in zip(told, cells, strict=True)
    ]


def _most_said(question: str, heads: Iterable[str]) -> str | None:
    """The head of which a question says most, in pairs of characters; None where two are alike."""
    shares = sorted((-sum(a + b in question for a, b in pairwise(one)), one) for one in heads)
    if not shares or (len(shares) > 1 and shares[0][0] == shares[1][0]):
        return None
    return shares[0][1]


def _sign(cell: str) -> int:
    """1 of a number above 0, -1 of one below, 0 of any other cell."""
    found = _NUMBER.fullmatch(cell.replace(" ", ""))
    if found is None or not found[2].strip("0,."):
        return 0
    return -1 if found[1] else 1
