"""Who speaks in a judgment: 被告辩称 opens what the defendant says, and 本院认为 what the court does.

What one side says is no answer to what the other says, or the court: 不可抗力 is what the defendant pleads and
the court denies.
"""

import re
from bisect import bisect_right
from functools import lru_cache

from ingest.normalize import fold
from ingest.types import Document

_PLAINTIFF = "(?:原告|(?<!被)上诉人|(?<!被)申请人|原审原告|反诉原告|公诉机关)"
_DEFENDANT = "(?:被告人?|被上诉人|被申请人|原审被告|反诉被告)"
_THIRD = "第三人"
_COURT = "court"
_SIDES = (_PLAINTIFF, _DEFENDANT, _THIRD)
_CLAIMS = (
    "(?:诉称|起诉称|上诉称|述称|辩称|答辩称|陈述称|指控|未作?答辩"
    "|(?:向(?:本院|[^,。]{2,12}院))?(?:提出|提起)?(?:的?(?:诉讼|上诉|仲裁))请求)"
)
_OPENINGS = (
    *((who, re.compile(rf"{who}[^,。;:]{{0,30}}{_CLAIMS}[^。;:,]{{0,8}}[:,。]")) for who in _SIDES),
    (
        _COURT,
        re.compile(
            "(?:本院)?(?:经[^,。:]{0,8})?(?:审理)?(?:查明|认定)|(?:一审|原审)?法院(?:查明|认定|认为|判决)"
            "|本院[^,。:]{0,6}(?:认为|认定)|本委(?:查明|认为)|上述事实|[^。]{0,300}(?:判决|裁定|裁决)如下:?$"
        ),
    ),
)
"""How the part begins in which a side, or the court, speaks, in a folded line."""
_OPENS = re.compile(
    r"^[ \t\u3000]*(?P<line>(?:[原被上反申公本经审一法依综]|第三人)"
    r"[^\n]{0,300}?(?:称|请求|指控|答辩|查明|认[定为]|判决|裁[定决]|事实)[^\n]*)",
    re.MULTILINE,
)
_JUDGES = "(?:法院|法庭|法官|本院|仲裁委|判决书?)"
_SAYS = "(?:说|称|辩|认为|主张|要求|请求|索赔|诉|提出|抗辩|答辩|怎么看|什么意见|回应|解释)"
_ASKED = (
    (
        _COURT,
        re.compile(
            rf"{_JUDGES}[^,?]{{0,12}}?(?:认为|认可|支持|采纳|采信|酌定|驳回|核定|处理|怎么|如何)"
            rf"|(?<![请要]求){_JUDGES}[^,?]{{0,12}}?(?:认定|判|裁)"
            "|判(?:决结果|赔|给|了)|怎么判|如何判|(?:不|没有?|未)(?:予|被)?(?:支持|采纳)"
        ),
    ),
    *((side, re.compile(rf"{side}(?:方|公司)?[^,?]{{0,8}}?{_SAYS}")) for side in _SIDES),
    (_PLAINTIFF, re.compile("诉讼请求|诉请")),
)
_WITHIN = 30_000
"""Characters above a sentence in which the opening is looked for."""


def speaks(question: str, document: Document, at: int) -> str | None:
    """Where `question` asks what one side of a case, or the court, says: how the part of a document begins in
    which that one speaks at the place `at`, or repeats it (原告主张的停工损失); "" where another one speaks
    there. None where nothing of both is known.

    >>> text = "被告辩称：暴雨是不可抗力。\\n本院认为：暴雨不属于不可抗力。"
    >>> case = Document("a", "判决书", text, b"", "utf-8")
    >>> speaks("法院认为暴雨算不可抗力吗？", case, text.index("暴雨是"))
    ''
    >>> speaks("法院认为暴雨算不可抗力吗？", case, text.index("暴雨不"))
    '本院认为'
    """
    who = _who(fold(question))
    found = _speaker(document, at) if who else None
    if who is None or found is None:
        return None
    speaker, opening = found
    sentence = fold(re.split("[。；;\n]", document.text[at : at + 200])[0])
    repeats = who != _COURT and re.search(f"{who}[^,]{{0,4}}(?:称|主张|认为|请求|辩)", sentence)
    ordered = opening.endswith("如下")
    return opening if speaker == who or (repeats and not ordered) else ""


def _who(question: str) -> str | None:
    """Whose words a folded question asks for: the court's, if it is asked what it says of a side's."""
    return next((who for who, one in _ASKED if one.search(question)), None)


def _speaker(document: Document, at: int) -> tuple[str, str] | None:
    """Who speaks at a place of a document, and the words that say so."""
    found = _openings(document.text)
    last = bisect_right(found, at, key=lambda one: one[0]) - 1
    return found[last][1:] if last >= 0 and at - found[last][0] <= _WITHIN else None


@lru_cache(maxsize=8)
def _openings(text: str) -> tuple[tuple[int, str, str], ...]:
    """Where the parts of a text begin, who speaks in them and how it is said, in order."""
    lines = ((one.start(), fold(one["line"]).strip()) for one in _OPENS.finditer(text))
    return tuple(
        (at, opened[0][0], opened[0][1][0].rstrip(":,。"))
        for at, line in lines
        if (opened := [(who, found) for who, one in _OPENINGS if (found := one.match(line))])
    )
