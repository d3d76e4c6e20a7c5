"""Ages that a sentence leaves out: what is said of 70周岁以上 says nothing of somebody of 65.

It takes an answer away, and never makes one.
"""

import re

from chat.asking.question import Asks, asked
from ingest.normalize import fold

_OLDEST = 200
_YEARS = r"(?:周)?岁(?:\([^()]*\))?"
_RANGE = re.compile(
    rf"(?P<first>[0-9]{{1,3}})(?:{_YEARS})?[-—–~至到]+(?P<last>[0-9]{{1,3}}){_YEARS}"
    rf"|(?P<up>[0-9]{{1,3}}){_YEARS}(?:及)?(?:以上|起)|(?:年满|已满|超过)(?P<full>[0-9]{{1,3}}){_YEARS}"
    rf"|(?P<down>[0-9]{{1,3}}){_YEARS}(?:及)?(?:以下|以内)|(?:未满|不满|不足)(?P<under>[0-9]{{1,3}}){_YEARS}"
)
_OTHERS = re.compile("其[他余]|普通|成人|成年人|以外")
"""The rest, of whom no age is told."""
_AGE = re.compile(r"([0-9]{1,3})(?:周)?岁")


def of_another_age(question: str, sentence: str) -> bool:
    """Whether `question` names an age, or a range of ages, and `sentence` only ranges that leave it out. A
    question for yes or no may be answered by the others.

    >>> of_another_age("65岁老人门票多少？", "70周岁以上老人免门票。")
    True
    >>> of_another_age("65岁老人门票多少？", "老人票(60至69周岁):45元。")
    False
    """
    wanted = _ranges(fold(question)) or [
        (int(age), int(age)) for age in _AGE.findall(fold(question))
    ]
    if not wanted or asked(question).asks is Asks.DECISION:
        return False
    said = _ranges(fold(sentence))
    return (
        bool(said)
        and not _OTHERS.search(sentence)
        and not any(
            first <= last_wanted and first_wanted <= last
            for first, last in said
            for first_wanted, last_wanted in wanted
        )
    )


def _ranges(text: str) -> list[tuple[int, int]]:
    """The ranges of ages in a folded text, both ends in them.

    >>> _ranges("60至69周岁, 未满14周岁, 70岁及以上")
    [(60, 69), (0, 13), (70, 200)]
    """
    found = []
    for one in _RANGE.finditer(text):
        if one["first"]:
            found.append((int(one["first"]), int(one["last"])))
        elif least := one["up"] or one["full"]:
            found.append((int(least), _OLDEST))
        elif one["under"]:
            found.append((0, int(one["under"]) - 1))
        else:
            found.append((0, int(one["down"])))
    return found
