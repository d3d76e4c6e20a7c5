"""The parties of a contract: what follows where 乙方 is late says nothing of 甲方, though 甲方 is paid for it.

Both stand in most sentences of a contract, so that the one who acts is looked for: who begins the clause that
says the act. This is a rule as in veto.py: it takes an answer away, and never makes one.
"""

import re
from collections.abc import Sequence

from chat.asking.question import asked
from ingest.normalize import fold

_PARTIES = (
    ("甲方", "乙方", "丙方"),
    ("发包人|发包方", "承包人|承包方"),
    ("出租人|出租方", "承租人|承租方"),
    ("买方|买受人", "卖方|出卖人"),
    ("需方", "供方"),
    ("委托人|委托方", "受托人|受托方"),
    ("借款人|借款方", "贷款人|出借人|贷款方|出借方"),
    ("用人单位", "劳动者"),
    ("采购人", "供应商"),
)
_IF = "(?:如果|如|若|因|由|由于|当|凡|但|且|要是|假如)?"
_EITHER = "双方|各方|任[何意]?一?方|一方"
_CLAUSE = re.compile("[^,;:。!?]+")
_MAY = re.compile("^(?:如果|要是|能不能|能否|可不可以|可以|可否|能|应当|应该|应|会|要|得)")
_SHORTEST = 2
"""Characters of an act."""
_FAULT = re.compile("(逾期|迟延|延迟|拖延|擅自|拒绝|拒不|无故)(.{2,})")
"""逾期交货 and 逾期付款 begin alike, and are faults of two kinds."""


def of_another_party(question: str, sentence: str, before: Sequence[str] = ()) -> bool:
    """Whether `question` begins with a party that does something, which in `sentence` only another one does, or
    asks for a fault, and `sentence` says of both only another one. Those `before` it with a semicolon say
    who it is about: 乙方逾期交货的，按日计罚；逾期超过30日的，解除合同.

    >>> of_another_party("甲方逾期交货怎么办？", "乙方逾期交货的，应向甲方支付违约金。")
    True
    >>> of_another_party("甲方逾期交货怎么办？", "甲方逾期付款的，应支付违约金。")
    True
    >>> of_another_party("甲方能解除合同吗？", "乙方逾期交货的，甲方有权解除合同。")
    False
    """
    folded = fold(question)
    for one in reversed(before):
        if not fold(one).endswith(";"):
            break
        sentence = one + sentence
    for parties in _PARTIES:
        own = next((one for one in parties if re.match(_IF + f"(?:{one})(?!的)", folded)), None)
        others = "|".join(one for one in parties if one != own)
        if own is None or re.search(others, folded):
            continue
        act = _act(folded, own)
        clauses = _CLAUSE.findall(fold(sentence))
        does = [clause for clause in clauses if act in clause]
        mine, its = (re.compile(f"{_IF}(?:{who})") for who in (f"{own}|{_EITHER}", others))
        if not does and (fault := _FAULT.fullmatch(act)):
            faults = [
                clause
                for clause in clauses
                if fault[1] in clause and (mine.match(clause) or its.match(clause))
            ]
            return bool(faults) and not any(set(fault[2]) & set(clause) for clause in faults)
        return (
            len(act) >= _SHORTEST
            and any(its.match(clause) for clause in does)
            and not any(mine.match(clause) for clause in does)
        )
    return False


def _act(question: str, party: str) -> str:
    """What a folded question says that a party does: the longer of what stands before and behind its question
    word.

    >>> _act("甲方逾期交货怎么办?", "甲方"), _act("甲方应当什么时候付款?", "甲方")
    ('逾期交货', '付款')
    """
    ask, party_said = asked(question), re.search(party, question)
    start = party_said.end() if party_said else 0
    parts = (question[start : ask.start], question[max(start, ask.end) :])
    return max((_MAY.sub("", one.strip("?。!,的话了时后")) for one in parts), key=len)
