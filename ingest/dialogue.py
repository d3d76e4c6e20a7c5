"""Questions that a document asks and answers itself: 问：… 答：…, as pages of frequent questions do, and
记者：… 王秀兰：…, as interviews do."""

import re

from ingest.normalize import fold

QUESTION = re.compile(r"(?:问题?|[QＱ])\s*\d{0,3}\s*[：:.、．]", re.IGNORECASE)
"""What a line that asks begins with."""
ANSWER = re.compile(r"(?:回?答|解答|[AＡ])\s*\d{0,3}\s*[：:]", re.IGNORECASE)
"""What a line that answers begins with."""
SPEAKER = re.compile(r"(?!https?)([\u4e00-\u9fffA-Za-z·]{1,8})\s*[：:]\s*(?=[^\s/])")
"""Who speaks, at the beginning of a line of an interview."""
_LONGEST = 100
_NUMBER = re.compile(
    r"(?:第?[一二三四五六七八九十\d]{1,3}[问、.．)）]|[(（][一二三四五六七八九十\d]{1,3}[)）])\s*"
)
_NO_WORDS = re.compile(r"[\W_]+")


def is_question(line: str, below: str) -> bool:
    """Whether a line is a question to which the one below it is the answer.

    >>> is_question("问：高血压算慢特病吗？", "凭病历申请。"), is_question("2. 怎么申请？", "答：到医保办。")
    (True, True)
    >>> is_question("记者：压力大不大？", "王秀兰：大。"), is_question("记者：压力大不大？", "记者：人手够吗？")
    (True, False)
    >>> is_question("问：高血压算慢特病吗？", ""), is_question("怎么申请？", "这是大家都关心的。")
    (False, False)
    """
    asks = line[-1:] in ("？", "?") and len(line) <= _LONGEST
    return asks and (
        ANSWER.match(below) is not None
        or (QUESTION.match(line) is not None and bool(below) and not QUESTION.match(below))
        or _replies(line, below)
    )


def _replies(line: str, below: str) -> bool:
    asks, replies = SPEAKER.match(line), SPEAKER.match(below)
    return asks is not None and replies is not None and asks[1] != replies[1]


def is_same(question: str, line: str) -> bool:
    """Whether a question is the one that a line asks, but for marks and numbers.

    >>> is_same("高血压算慢特病吗", "问：高血压算慢特病吗？"), is_same("慢特病？", "问：高血压算慢特病吗？")
    (True, False)
    """
    return line[-1:] in ("？", "?") and _bare(question) == _bare(line)


def _bare(text: str) -> str:
    folded = fold(text).strip()
    for prefix in (_NUMBER, QUESTION, _NUMBER, SPEAKER):
        if found := prefix.match(folded):
            folded = folded[found.end() :]
    return _NO_WORDS.sub("", folded)
