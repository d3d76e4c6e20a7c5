"""Bodies that act: what 生态环境局 fined somebody for says nothing of 税务局.

It takes an answer away, and never makes one.
"""

import re

from ingest.normalize import fold

_KIND = "管委会|委员会|法院|检察院|监会|海关|支队|大队|[局厅署委]"
_DOES = "处以|处罚|罚|查处|通报|约谈|警告|立案|起诉|责令|吊销|没收"
_ASKED = re.compile(
    rf"(?P<body>[\u4e00-\u9fff]{{0,8}}?(?:{_KIND}))[\u4e00-\u9fff]{{0,5}}?(?:{_DOES})"
)
_ACTS = re.compile(
    rf"(?:被|由|经|受到?|遭到?)(?P<body>[\u4e00-\u9fff]{{1,15}}?(?:{_KIND}))[\u4e00-\u9fff]{{0,5}}?(?:{_DOES})"
)
_NO_NAME = re.compile("[被由经受到遭市县区省镇国家人民公司企业的]|管委会|委员会|[局厅署委会]")
"""What bodies of several kinds are called by."""


def of_another_body(question: str, sentence: str) -> bool:
    """Whether `question` asks what some body punished, and in a folded sentence only another one did, whose
    name has no character of that one's: 交警 and 公安局交通警察支队 may be one.

    >>> of_another_body("税务局罚了公司多少钱？", "公司被市生态环境局处以罚款18万元。")
    True
    >>> of_another_body("环保局罚了公司多少钱？", "公司被市生态环境局处以罚款18万元。")
    False
    """
    found = _ASKED.search(fold(question))
    if found is None:
        return False
    own = set(_NO_NAME.sub("", found["body"]))
    others = [one["body"] for one in _ACTS.finditer(sentence)]
    return bool(own and others) and not own & set(sentence)
