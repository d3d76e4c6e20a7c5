"""A desk, room or card that is asked for by its name: 血液科 is not 检验科, and a lost 学生证 no 毕业证书.

Where each is, how it is called and what to do when it is lost is said in the same words.
"""

import re

from ingest.normalize import fold

_DESK = "门诊|窗口|中心|[科室房厅处部]"
_CARD = "证书?|卡"
_CALLED = "(?:咨询|联系|值班|办公)?(?:电话|号码)(?:是多少|多少|是什么)?"
_WHERE = f"(?:的)?(?:{_CALLED}|在哪[儿里]?|在?几[楼层]|在哪一?[层楼栋]|怎么走)"
_LOST = "(?:弄丢了?|丢了|遗失了?|不见了)(?:怎么办|咋办|怎么补办?)?"
_MY = "(?:请问|想问|问一下|我的?|你们的?)?"
_NAME = "(?P<stem>[\u4e00-\u9fffa-z]{1,5}?)"
_END = "[啊呀呢]?[?]?"
_HAN = "[\u4e00-\u9fff]"
_ASKED = (
    (
        _DESK,
        re.compile(f"{_MY}{_NAME}(?:{_DESK}){_WHERE}{_END}"),
        re.compile(f"{_HAN}(?:{_DESK})"),
    ),
    (
        _CARD,
        re.compile(f"{_MY}{_NAME}(?:{_CARD}){_LOST}{_END}"),
        re.compile(f"{_HAN}(?:{_CARD})(?!件)[^,。;]{{0,3}}(?:遗失|丢失|补办|挂失)"),
    ),
)
"""How it is asked about one of a kind, and how a text names one of them."""
_BETWEEN = f"{_HAN}{{0,6}}"
"""What an abbreviation leaves out: 住房保障中心 is called 住保中心."""


def of_another_desk(question: str, sentence: str, above: str) -> bool:
    """Whether `question` asks where a desk or room is, how to call it or what to do about a lost card, and
    neither `sentence` nor what stands `above` it has the name, but `sentence` names another one.

    >>> of_another_desk("血液科在几楼？", "检验科在二楼。", "")
    True
    >>> of_another_desk("血液科在几楼？", "血液内科在二楼。", "")
    False
    """
    folded = fold(question)
    for kinds, asked, named in _ASKED:
        if found := asked.fullmatch(folded):
            stem = _BETWEEN.join(found["stem"])
            whole = re.search(f"{stem}{_BETWEEN}(?:{kinds})", f"{above} {sentence}")
            said = kinds == _DESK and re.search(stem, sentence)  # CT检查在放射科 says where CT室 is
            return named.search(sentence) is not None and not (whole or said)
    return False
