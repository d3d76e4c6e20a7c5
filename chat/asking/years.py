"""A year that is written with two figures: 96年洪水 is the flood of 1996, 干了20年 is no year."""

import re

from chat.asking.respell import Known
from ingest.normalize import fold

_SHORT = re.compile(
    "(?<![0-9.零〇一二三四五六七八九十百千万第了满用共近约每超过达余足这前后上下整到至仅才])(?<!历时|长达|已有|连续|以来)"
    "([7-9][0-9]|[0-2][0-9])年(?![0-9来间内以多半前后期级限代制版]|左右|上下|时间|之[久前后内])"
)
_OF_LAST_CENTURY = 70


def years_in_full(question: str, known: Known) -> list[str]:
    """`question` with its years in four figures, if the documents have all of these and not the short ones;
    none where it has none, or where a number of years is meant.

    >>> years_in_full("96年洪水桥断了几天？", lambda terms: [len(one) > 3 for one in terms])
    ['1996年洪水桥断了几天？']
    >>> years_in_full("他干了20年吗？", lambda terms: [True for _ in terms])
    []
    """
    found = list(_SHORT.finditer(fold(question)))
    if not found:
        return []
    short = [one[1] for one in found]
    full = [("19" if int(one) >= _OF_LAST_CENTURY else "20") + one for one in short]
    stand = known([*full, *short])
    if not all(stand[: len(full)]) or any(stand[len(full) :]):
        return []
    whole, end = "", 0
    for match, year in zip(found, full, strict=True):
        whole += question[end : match.start(1)] + year
        end = match.end(1)
    return [whole + question[end:]]
