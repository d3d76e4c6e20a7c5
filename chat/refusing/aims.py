"""What is only aimed at: 力争占比达53%以上 does not say what the share is now.

This is a rule as in veto.py: it takes an answer away, and never makes one.
"""

import re

from chat.asking.question import Asks, asked
from ingest.normalize import fold

_NOW = re.compile("现在|目前|如今|现有|已经")
_AIM = re.compile("力争|争取|要达到|目标|到[12][0-9]{3}年|计划|规划|确保|将达|预计")
_SAID = re.compile(
    "现在|目前|如今|(?<![实呈出体表发])现(?![代场金实象])|已|至今|截至|累计|了(?!解)|正在|今年"
)
"""What says how it is now as well."""


def is_only_aimed_at(question: str, sentence: str) -> bool:
    """Whether `question` asks how many there are now, and `sentence` says only how many there shall be.

    >>> is_only_aimed_at("现在占比是多少？", "力争占比达53%以上。")
    True
    >>> is_only_aimed_at("现在占比多少？", "占比已达51%,力争53%"), is_only_aimed_at("占比多少？", "力争53%")
    (False, False)
    """
    folded, said = fold(question), fold(sentence)
    counts = asked(question).asks is Asks.NUMBER and _NOW.search(folded) is not None
    return (
        counts
        and not _AIM.search(folded)
        and _AIM.search(said) is not None
        and not _SAID.search(said)
    )
