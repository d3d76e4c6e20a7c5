"""Whose line it is: below 被告：海州宏达物流有限公司, the line 法定代表人：邱振邦 is of the defendant.

Contracts, judgments and notices set out their parties as blocks of such lines, which are alike in all but the
name of the party at their head.
"""

import re
from functools import lru_cache
from itertools import islice
from typing import TypeAlias

from ingest.normalize import fold
from ingest.types import Document

_COURT = (
    "再审申请人|被上诉人|上诉人|被申请执行人|申请执行人|被执行人|被申请人|申请人|第三人"
    "|(?:反诉|原审)?(?:原告|被告)人?"
)
_CONTRACT = (
    "[甲乙丙丁戊]方|[买卖供需]方|用人单位|劳动者|供应商|(?:采购|招标)代理(?:机构|公司)?"
    "|(?:发包|承包|分包|出租|承租|委托|受托|借款|贷款|出借|转让|受让|买受|出卖|出让|保证|担保|抵押|采购|招标|投标|中标|供货)[人方]"
)
_ROLE = f"{_COURT}|{_CONTRACT}"
_ROLES = re.compile(f"(?:{_ROLE})")
_PARTY = re.compile(
    r"(?:[0-9一二三四五六七八九十]{1,2}[、.]|\([0-9一二三四五六七八九十]{1,2}\))?"
    rf"(?P<head>(?:{_ROLE})[一二三四五1-9]?(?:\([^()]{{1,20}}\))?)(?:信息:?$|:(?P<name>[^,。;]*))"
)
"""出租方（甲方）：海州宏达物流有限公司."""
_ANOTHER = re.compile(rf"(?:{_ROLE})(?:\([^()]*\))?:")
_BEGINS = re.compile(rf"^[^\S\n]*[^\n:：]{{0,5}}?(?:{_ROLE})[^\n]*", re.MULTILINE)
_LINE = re.compile("[^:,。;]{1,12}:.")
"""法定代表人：邱振邦, in a folded line."""
_SPEECH = re.compile("[^:]*(?:称|请求|查明|认为|如下|理由):")
"""被告辩称：, which is no line of a block."""
_OF = (
    "(?:股份|集团|有限|责任|公司|单位|一方)*(?:的|所?聘?请的|住|注册|办公|地址|电话|手机|传真|邮编|联系|法定|法人|负责人|委托|代理|代表"
    "|律师|授权|开户|账[号户]|统一|身份|是哪里人)"
)
"""Behind a party whose line is asked for: who asks 甲方把钱打到哪个账户 wants that of 乙方."""
_Party: TypeAlias = tuple[frozenset[str], str]
_LONGEST = 20
"""Lines of a block."""
_COMMON = re.compile("(?:股份|集团|控股)?有限(?:责任)?公司|分公司|公司|集团")
_LEAST = 3
"""Characters of a party's name by which a question may call it."""


def stands_below(question: str, document: Document, at: int) -> bool | None:
    """Whether the line at the place `at` of a document stands below the party of which `question` asks, by what
    it is there or by its name, and shares a word with it; False where it is of another party, else None.

    >>> text = "甲方：青石电子有限公司\\n法定代表人：黎东升\\n乙方：顺平机电服务有限公司\\n法定代表人：汤慧敏"
    >>> contract = Document("a", "合同", text, b"", "utf-8")
    >>> places = text.index("法定代表人：黎"), text.index("法定代表人：汤")
    >>> [stands_below("甲方的法定代表人是谁？", contract, at) for at in places]
    [True, False]
    >>> [stands_below("顺平机电的法定代表人是谁？", contract, at) for at in places]
    [False, True]
    """
    head = party_above(document, at)
    own = None if head is None else _party(_line(document, head))
    if head is None or own is None:
        return None
    folded, begin = fold(question), _begin(document.text, at)
    is_own = _is_meant(folded, own, document)
    if is_own is None or (is_own and head == begin):
        return None
    line, words = _line(document, begin), _ROLES.sub(" ", folded)
    pairs = (words[n : n + 2] for n in range(len(words) - 1))
    return False if not is_own else True if any(pair in line for pair in pairs) else None


def _is_meant(question: str, own: _Party, document: Document) -> bool | None:
    """Whether a folded question asks for something of that party of a document; None where it does of none of
    its parties, or names two."""
    others = _parties(document.text)
    if roles := set(_ROLES.findall(question)):
        known = {role for one in others for role in one[0]}
        if len(roles) > 1 or not re.search(f"(?:{_ROLE}){_OF}", question):
            return None
        if roles <= known:
            return not roles.isdisjoint(own[0])
        # a contract knows no 被告, and a judgment no 甲方
        in_court = {re.fullmatch(_COURT, role) is not None for role in roles | known}
        return False if len(in_court) > 1 else None
    name = max((_shared(question, name) for _, name in others), key=len, default="")
    if not name or not re.search(re.escape(name) + _OF, question):
        return None
    return len(_shared(question, own[1])) == len(name)


def party_above(document: Document, at: int) -> int | None:
    """Where the line begins that names the party of which the line at the place `at` says something, itself
    where it does; None where it stands in no such block.

    >>> text = "被告：李四。\\n委托代理人：王五，律师。\\n被告辩称：不欠钱。"
    >>> page = Document("a", "判决书", text, b"", "utf-8")
    >>> party_above(page, text.index("王五")), party_above(page, text.index("不欠"))
    (0, None)
    """
    begin = _begin(document.text, at)
    for start in islice(_upwards(document.text, begin), _LONGEST):
        line = _line(document, start)
        if _party(line) is not None:
            return start
        if line and (not _LINE.match(line) or _SPEECH.match(line)):
            return None
    return None


def _upwards(text: str, begin: int) -> list[int]:
    """Where the line that begins at a place begins, and those above it, the nearest first."""
    found = [begin]
    while found[-1] and len(found) <= _LONGEST:
        found.append(_begin(text, found[-1] - 1))
    return found


def _begin(text: str, at: int) -> int:
    return text.rfind("\n", 0, at) + 1


def _line(document: Document, begin: int) -> str:
    end = document.text.find("\n", begin)
    return fold(document.text[begin : end if end >= 0 else None]).strip()


def _party(line: str) -> _Party | None:
    """What a party is called that a folded line names: 出租方 and 甲方, and its name."""
    found = _PARTY.match(line)
    if found is None or _ANOTHER.search(line, found.end("head") + 1):
        return None  # 甲方(盖章): 乙方(盖章): is of both
    return frozenset(_ROLES.findall(found["head"])), _COMMON.sub("", found["name"] or "").strip()


@lru_cache(maxsize=8)
def _parties(text: str) -> frozenset[_Party]:
    """All parties that the lines of a text name."""
    lines = (fold(one).strip() for one in _BEGINS.findall(text))
    return frozenset(one for one in map(_party, lines) if one is not None)


def _shared(question: str, name: str) -> str:
    """The longest piece of a name that stands in a question, "" of one that is too short."""
    for size in range(len(name), max(min(_LEAST, len(name)), 2) - 1, -1):
        for at in range(len(name) - size + 1):
            if name[at : at + size] in question:
                return name[at : at + size]
    return ""
