"""What is known by its shape or its label: asked for 案号 or 网址, no other number answers and no other name.

It takes an answer away, and never makes one.
"""

import re

from chat.asking.question import Asks, asked
from ingest.normalize import fold

_NEVER = "(?!)"
_IDENTIFIERS = (
    ("(?<!备)案号", "(?<!备)案号", r"\([0-9]{4}\)[^,。;|]{1,14}号"),
    (
        "(?:纳税人识别|税)号码?|信用代码",
        "税号|识别号|信用代码",
        "(?<![0-9a-z])[0-9a-z]{15,20}(?![0-9a-z])",
    ),
    ("(?:银行|开户|对公|收款)?[账帐]号|银行卡号", "[账帐][号户]|卡号", "(?<![0-9])[0-9]{9,}"),
    ("传真(?:号码?|电话)?", "传真[^0-9]{0,12}(?=[0-9])|fax", _NEVER),
    ("邮编|邮政编码", "邮编|邮政编码", "(?<!代码[:为])(?<![0-9.-])(?<![0-9],)[0-9]{6}(?![0-9.,-])"),
    (
        "网址|官网地址|网站地址",
        "网址:",
        r"https?:|www\.|[a-z0-9-]+\.(?:com|cn|net|org|gov|edu)",
    ),
    ("(?:电子)?邮箱(?:地址)?", _NEVER, "@"),
    ("(?:保险|保)单(?:编?号码?)", "保(?:险)?单.{0,4}号", _NEVER),
    ("备案(?:编?号码?)", "备案(?:编|序)?号|icp备", "备[0-9]{5,}"),
)
"""How each is asked for, how it is labelled, and what it looks like without a label."""
_WHICH = "(?:是|为)?(?:多少|什么|啥|哪个|几号?)?(?:呢|啊|呀)?[?。!]*$"
_ASKED = tuple(
    (re.compile(f"(?:{name}){_WHICH}"), re.compile(label), re.compile(shape))
    for name, label, shape in _IDENTIFIERS
)
_KINDS = (Asks.NUMBER, Asks.THING, Asks.TOPIC)
_CHOICE = re.compile("[哪什啥]")
"""退到哪个账号 may be answered by 原账户."""
_VALUE = re.compile("[0-9a-z]")


def lacks_identifier(question: str, sentence: str, above: str) -> bool:
    """Whether `question` asks for such a number or address, and a folded sentence has neither its label (nor
    what stands `above` it) nor its shape.

    >>> lacks_identifier("案号是多少？", "受理费2万元。", ""), lacks_identifier("案号？", "(2024)民初5号", "")
    (True, False)
    >>> lacks_identifier("公司的税号是什么？", "税号:见执照 | 开户行:建行", "")
    True
    """
    folded = fold(question)
    for asks, label, shape in _ASKED:
        ask = asks.search(folded)
        if ask and not _CHOICE.search(folded[: ask.start()]) and asked(question).asks in _KINDS:
            labelled = label.search(sentence) or label.search(above)
            return not (shape.search(sentence) or (labelled and _VALUE.search(sentence)))
    return False
