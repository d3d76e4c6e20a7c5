"""Shares and bounds that a question names as its condition: who holds 8% is not who holds 12%.

It takes an answer away, and never makes one.
"""

import re

from chat.asking.numeral import value
from chat.asking.question import Asks, asked
from ingest.formats.draft import CELLS
from ingest.normalize import fold

_SHARE = re.compile(r"(?<![0-9.])([0-9]{1,3}(?:\.[0-9]+)?)%(?!以|之|及以)")
_CELL = re.compile(r"(?:^|\| ?)[^:|]*%[^:|]*: ?(-?[0-9]+(?:\.[0-9]+)?)(?= ?(?:\||$))")
"""比例(%):8.00 is 8% as well."""
_OPEN = re.compile(
    "以[上下内外]|[超高低多少]于|超过|不足|不满|未达|至少|最[多少高低]|[每随]|达到|[0-9]%?[至到—–~-]+[0-9]|[<>≤≥]|全部|一半|各"
)
"""Where a bound or a stretch is told, what it holds for is not only what it names."""
_COUNT = "[0-9一二两三四五六七八九十百]{1,4}"
_BOUND = re.compile(f"({_COUNT})(个?月|年|岁|天|日|小时|人)(?:[(及]?含?[)]?)?(以[上下内外])")
_OF_WHOLE = re.compile("占|比例|比重|余额|总额|合计")


def of_another_share(question: str, sentence: str) -> bool:
    """Whether `question` names a share that some have, and a folded sentence only others; or asks what part is
    beyond a bound, and the sentence tells only what is beyond another. A question for yes or no may be answered
    by the others.

    >>> row = "股东:陆景明 | 比例(%):12.00"
    >>> of_another_share("持股8%的股东是谁？", row), of_another_share("持股12%的股东是谁？", row)
    (True, False)
    >>> of_another_share("账龄三年以上的占多少？", "账龄一年以上的占11%。")
    True
    """
    folded = fold(question)
    if "%" not in folded and "以" not in folded:  # as in most questions
        return False
    if asked(question).asks is Asks.DECISION:
        return False
    return _differ(folded, sentence) or _beyond(folded, sentence)


def _differ(question: str, sentence: str) -> bool:
    wanted = _SHARE.findall(question)
    if not wanted or _OPEN.search(question) or _OPEN.search(sentence):
        return False
    said = [float(one) for one in _SHARE.findall(sentence)]
    if CELLS in sentence:
        said += map(float, _CELL.findall(sentence))
    return bool(said) and not any(_is_about(one, other) for one in wanted for other in said)


def _is_about(wanted: str, said: float) -> bool:
    """Whether a share is said, or rounded so: 8.02 may be called 8%."""
    places = len(wanted.partition(".")[2])
    return abs(said - float(wanted)) < 0.5 * 10.0**-places + 1e-9


def _beyond(question: str, sentence: str) -> bool:
    """Whether the part beyond a bound is asked for, and only that beyond others of its unit is told."""
    wanted, said = _bounds(question), _bounds(sentence)
    units = {unit for _, unit, _ in wanted} & {unit for _, unit, _ in said}
    return bool(units) and bool(_OF_WHOLE.search(question)) and wanted.isdisjoint(said)


def _bounds(text: str) -> set[tuple[float, str, str]]:
    return {(value(number), unit, side) for number, unit, side in _BOUND.findall(text)}
