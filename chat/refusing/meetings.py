"""Which meeting is asked about: when the next one will be says nothing of when this one was.

Minutes end with what comes next (下次会议于7月3日召开), in just the words in which their own meeting is asked
about. This is a rule as in veto.py: it takes an answer away, and never makes one.
"""

import re

from ingest.normalize import fold

_KIND = "股东大会|股东会|董事会|监事会|党委会|业主大会|职工代表大会|职代会|理事会|家长会|协调会|例会|会议|大会"
_ASKED = re.compile(
    f"(?:{_KIND}).{{0,6}}(?:什么时候|何时|哪[一天年]|几[点号时月]|在?哪[里儿个]|什么地方|时间|地点|日期)|(?:哪里|哪儿|哪天|哪一天|什么时候)开的?会"
)
_NEXT = re.compile("下一?[次届个轮]|下[周月]|后续|再次|改[期天]|将|接下来|要[召开]")
_FUTURE = re.compile(
    f"下一?[次届轮](?:{_KIND}|全会)|(?:会议|大会)(?:决定|议定|商定|确定|同意|拟|定)[^。;]{{0,30}}?召开(?P<what>[^,。;]{{0,20}})"
)


def of_another_meeting(question: str, sentence: str) -> bool:
    """Whether `question` asks when or where a meeting is, or was, and not the next one, and a folded `sentence`
    speaks of the next one, or says that one of another kind will be.

    >>> of_another_meeting("这次会议什么时候开的？", "会议决定,下次会议于7月3日下午召开。")
    True
    >>> of_another_meeting("下次会议什么时候开？", "会议决定,下次会议于7月3日下午召开。")
    False
    >>> decided = "会议决定于4月25日召开年度股东大会。"
    >>> of_another_meeting("董事会是哪天开的？", decided), of_another_meeting("股东大会哪天开？", decided)
    (True, False)
    """
    folded = fold(question)
    if not _ASKED.search(folded) or _NEXT.search(folded):
        return False
    found = _FUTURE.search(sentence)
    if found is None:
        return False
    kinds = set(re.findall(_KIND, found["what"] or "")) - {"会议", "大会"}
    return not any(kind in folded for kind in kinds)
