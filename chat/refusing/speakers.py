"""Whose words: 王秀兰怎么看文创 is answered by what she says, and by nobody else's turn of the talk."""

import re
from collections.abc import Sequence

from index.segment import Segmenter
from ingest.dialogue import SPEAKER
from ingest.normalize import fold

_ASKED = re.compile(
    "(?P<who>[\u4e00-\u9fff·]{2,8}?)(?:对[^,]{1,15}|关于[^,]{1,15})?(?:自己|是|又)?"
    "(?:(?:怎么|如何|怎样|咋)(?:看|说|想|评价|认为|介绍|回答|回应)|认为|觉得|表示|说了?(?:些)?什么|有什么看法|什么态度)"
)
_NO_SPEAKER = re.compile("标题|来源|编辑|作者|时间|地点|对象|单位|[题问答注讯图文声]$")
_LITTLE = re.compile("[小老阿][\u4e00-\u9fff]$")
"""小周, whom no dictionary knows."""
_LONGEST = 4
"""Characters of a name, or of what someone is called by in a talk; what is longer is a field (开放时间：)."""


def of_another_speaker(
    question: str, sentence: str, before: Sequence[str], segmenter: Segmenter
) -> bool:
    """Whether `question` asks what someone says by name, and a folded `sentence`, which follows those `before`
    it in its paragraph, is what someone else says, and does not name the one who is asked for.

    >>> of_another_speaker("王秀兰怎么看文创？", "陈启明:文创不能只卖冰箱贴。", [], Segmenter())
    True
    >>> of_another_speaker("王馆长怎么看文创？", "那也要卖。", ["王秀兰:文创不能只卖冰箱贴。"], Segmenter())
    False
    """
    found = _ASKED.match(fold(question))
    turn = SPEAKER.match(before[0] if before else sentence)
    if found is None or turn is None or len(turn[1]) > _LONGEST or _NO_SPEAKER.search(turn[1]):
        return False
    who, speaker = found["who"], turn[1]
    named = any(one.tag == "nr" and one.text in who for one in segmenter.tagged(question))
    if not named and not _LITTLE.search(who):
        return False  # who is asked by an office or as 观众 may be anybody
    # 王馆长 may be 王秀兰, and 馆长 anybody
    same = who[0] == speaker[0] or speaker in who or who[-2:] in speaker
    return not same and who not in sentence
