"""Provisions of a law as people cite them: 第十条之一, 第12条第2款, 第六条第（三）项.

An article is told by its number and not by how that is written; 第十条之一, which was put in later, is another
one than 第十条, and 第3.2条 of a contract a part of 第三条.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from chat.asking.numeral import in_chinese, value
from ingest.normalize import fold

_NUMBER = "(?:[0-9]+|[零〇一二三四五六七八九十百千]+)"
_NOT_COUNTED = (
    "(?!地铁|轻轨|铁路|公路|高速|高铁|航线|隧道|生产|产业|跨|[线路河街]|建议|意见|经验|措施|消息)"
)
"""第一条地铁 counts lines."""
_ARTICLE = (
    rf"(?:第(?P<article>{_NUMBER})条(?:之(?P<inserted>{_NUMBER}))?"
    r"|第?(?<![0-9.])(?P<clause>[0-9]{1,3}(?:[.][0-9]{1,3}){1,3})(?:条款?|款))"
)
_ONE = re.compile(_ARTICLE + _NOT_COUNTED)
_CLAUSE = re.compile(
    r"\s*(?P<clause>[0-9]{1,3}(?:[.][0-9]{1,3}){1,3})(?![0-9.%]|[元万亿倍米吨个人])"
)
"""What a clause of a contract begins with; no amount."""
_CITED = re.compile(
    rf"(?:{_ARTICLE})?(?:第(?P<paragraph>{_NUMBER})款)?"
    rf"(?:第?[(]?(?P<item>{_NUMBER})[)]?项|[(](?P<bare>{_NUMBER})[)]项?)?"
)
_LEADS = re.compile(f"[至到—–~-]+(?=第{_NUMBER}条)")
_MOST = 100
"""Articles between two that are taken for named."""

Article = tuple[int, ...]
"""Its number, which one put in behind that it is, and where in it: 第十条 is (10, 0), 第十条之一 (10, 1), and
第3.2条 (3, 0, 2)."""


@dataclass(frozen=True, slots=True)
class Provision:
    """An article, a paragraph (款) and an item (项) of it; None where one is not said."""

    article: Article | None
    paragraph: int | None
    item: int | None


def provision(text: str) -> Provision | None:
    """What `text` cites, if it is nothing but a provision.

    >>> provision("第十条之一第2款"), provision("第六条第（三）项")
    (Provision(article=(10, 1), paragraph=2, item=None), Provision(article=(6, 0), paragraph=None, item=3))
    >>> provision("第二款").article is None, provision("第三章"), provision("")
    (True, None, None)
    """
    match = _CITED.fullmatch(fold(text)) if text else None
    if match is None:
        return None
    article = _article(match) if match["article"] or match["clause"] else None
    paragraph, item = _counted(match["paragraph"]), _counted(match["item"] or match["bare"])
    is_one = 0 not in (paragraph, item) and (article is None or article[0] > 0)
    return Provision(article, paragraph, item) if is_one else None


def spelled(one: Provision) -> str:
    """A provision as laws print it.

    >>> spelled(Provision((12, 0), 2, None)), spelled(Provision((110, 1), None, 3))
    ('第十二条第二款', '第一百一十条之一第三项')
    >>> spelled(Provision((3, 0, 2), None, None))
    '第3.2条'
    """
    number, inserted, *inside = one.article or (0, 0)
    clause = "".join(f".{at}" for at in inside)
    parts = (
        (0 if clause else number, "第{}条"),
        (inserted, "之{}"),
        (one.paragraph or 0, "第{}款"),
        (one.item or 0, "第{}项"),
    )
    said = "".join(form.format(in_chinese(at) if at < 10_000 else at) for at, form in parts if at)
    return f"第{number}{clause}条{said}" if clause else said


def both_ways(question: str) -> str:
    """A question, and its articles in figures once more as laws print them, so that searching finds either.

    >>> both_ways("违反第12条第2款怎么罚？"), both_ways("违反第十二条怎么罚？")
    ('违反第12条第2款怎么罚？ 第十二条第二款', '违反第十二条怎么罚？')
    """
    cited = [provision(question[start:end]) for start, end in provisions(question)]
    printed = [spelled(one) for one in cited if one and one.article]
    return " ".join([question, *(one for one in printed if one not in question)])


def begins_article(line: str) -> Article | None:
    """The article that a line begins with, of a text or of a section's name.

    >>> begins_article("第十条之一　供水"), begins_article("供水"), begins_article("3.2 租金按季度支付。")
    ((10, 1), None, (3, 0, 2))
    """
    folded = fold(line)
    match = _ONE.match(folded) or _CLAUSE.match(folded)
    return _article(match) if match else None


def provisions(text: str) -> Iterator[tuple[int, int]]:
    """Where in `text` provisions are cited, from the first character to behind the last: articles, and
    paragraphs and items where they stand alone.

    >>> list(provisions("违反第三条第（一）项怎么罚？"))
    [(2, 10)]
    """
    for match in _CITED.finditer(fold(text)):
        if match.end() > match.start() and not match["bare"]:
            yield match.span()


def articles(text: str) -> set[Article]:
    """The articles that a text names, with those between two that it joins by 至.

    >>> sorted(articles("第三条至第五条和第十条之一")), articles("第一条地铁")
    ([(3, 0), (4, 0), (5, 0), (10, 1)], set())
    """
    folded = fold(text)
    found: set[Article] = set()
    before: Article | None = None
    for match in _ONE.finditer(folded):
        own = _article(match)
        if before is not None:
            found.update((at, 0) for at in range(before[0] + 1, min(own[0], before[0] + _MOST)))
        found.add(own)
        before = own if _LEADS.match(folded, match.end()) else None
    return found


def _article(match: re.Match[str]) -> Article:
    number, *inside = map(int, (match["clause"] or "0").split("."))
    if inside:
        return (number, 0, *inside)
    return int(value(match["article"])), int(value(match["inserted"] or "0"))


def _counted(number: str | None) -> int | None:
    return int(value(number)) if number else None
