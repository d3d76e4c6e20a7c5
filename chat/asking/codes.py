"""Codes of Latin letters and figures that tell apart what is alike: E60 is not E10, K6 not K5, A2 not B2.

Which letters make a code the text says by itself: one is missing only where others with the same letters stand.
"""

import re

from ingest.normalize import fold

_FIGURES = r"[0-9]{1,6}(?:\.[0-9]+)?"
_CODE = re.compile(
    rf"(?<![a-z0-9._-])(?P<letters>[a-z]{{1,3}})-?(?P<first>{_FIGURES})"
    rf"(?:(?:[-—–~至到](?P=letters)-?|[~至到])(?P<last>{_FIGURES}))?(?![a-z0-9_-]|\.[a-z0-9])"
)
"""Not in a longer one (HZ-2022-17) or an address; A1至A5 are five."""
_MOST = 1000
"""Codes from one to another; more are taken for no stretch."""


def of_another_code(question: str, text: str, above: str = "") -> bool:
    """Whether `question` names a code and a folded text only others with the same letters, and what stands
    `above` it not that one.

    >>> of_another_code("E60怎么处理？", "代码:e10 | 处理:清洗滤网"), of_another_code("E-10？", "代码:e10")
    (True, False)
    >>> of_another_code("A3展位在哪？", "a1至a5展位在东厅。"), of_another_code("E60怎么处理？", "请联系售后。")
    (False, False)
    """
    wanted = _codes(fold(question))
    said = _codes(text) if wanted else {}
    others = [kind for kind in wanted if kind in said and wanted[kind].isdisjoint(said[kind])]
    heads = _codes(above) if others else {}
    return any(wanted[kind].isdisjoint(heads.get(kind, ())) for kind in others)


def _codes(text: str) -> dict[str, set[float]]:
    """Of each kind, by its letters, the numbers that a folded text names."""
    found: dict[str, set[float]] = {}
    for one in _CODE.finditer(text):
        first, last = float(one["first"]), float(one["last"] or one["first"])
        own = found.setdefault(one["letters"], set())
        own.update((first, last))
        if first.is_integer() and first < last < first + _MOST:
            own.update(map(float, range(int(first), int(last))))
    return found
