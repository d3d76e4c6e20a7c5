"""A document that speaks of itself: what 本细则 says of who explains it says nothing of the 条例.

A regulation and the rules to carry it out end alike (自…起施行, 由…负责解释). This is a rule as in veto.py: it
takes an answer away, and never makes one.
"""

import re

from ingest.normalize import fold

_KINDS = "条例|办法|细则|规则|方案|章程|规程|公约"
_ANY = f"{_KINDS}|规定|决定|解释|通知|意见|制度"
_ASKED = re.compile(
    f"({_KINDS})(?:是|应|都|到底|究竟)?(?:由谁|由哪|归谁|谁|何时|什么时候|啥时候|哪一?[天年月日]|自|从|施行|实施|生效"
    "|适用|的?解释)"
)
"""People call a law of any kind a 规定."""
_ITSELF = re.compile(f"本({_ANY})")


def of_another_document(question: str, sentence: str) -> bool:
    """Whether `question` asks who explains a document of some kind, from when or to whom it applies, and
    `sentence`, which names none of that kind, speaks of its own document, which is of another.

    >>> of_another_document("条例由谁解释？", "本细则由市水务局负责解释。")
    True
    >>> of_another_document("条例由谁解释？", "本条例由市水务局负责解释。")
    False
    """
    folded = fold(question)
    wanted = _ASKED.findall(folded)
    own = _ITSELF.findall(sentence) if wanted else []
    return (
        bool(own)
        and not any(one in folded for one in own)
        and not any(one in sentence for one in wanted)
    )
