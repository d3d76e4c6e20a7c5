"""The lines above a text ▶ which are its title, and which only stand beside that."""

import re
from collections import Counter
from collections.abc import Sequence

_ISSUE = re.compile(r"总?第\s*\d{1,4}\s*期")
"""The number of an issue where it stands first; further on it may head what was in that one."""
_BYLINE = re.compile(
    r"[\u4e00-\u9fff、（）()]{2,30}(?:长|主任|书记|主席)[ \u3000]+"
    r"[\u4e00-\u9fff](?:[ \u3000]?[\u4e00-\u9fff]){1,3}"
)
"""Whose report it is, below its title: an office, a gap and a name."""
_BODY = re.compile(
    r"[\u4e00-\u9fff]{2,24}(?:局|委|办|厅|院|署|处|政府|委员会|办公室|公司|协会|学校|大学|集团)"
)
_PAPER = re.compile(
    r"[\u4e00-\u9fff]{0,30}(?:公报|公告|通告|通知|通报|决定|纪要|命令|[判裁决定解诉知议]书)"
)
"""民事判决书: what is issued, below the name of who issues it."""
_LONGEST_PAPER = 8
"""Characters of a paper's name that says of none which it is."""
_BLANKS = re.compile(r"[ \t\u3000]+")


def title_length(texts: Sequence[str], heading: Sequence[bool], numbered: Sequence[bool]) -> int:
    """How many of the leading heading lines are the document's title.

    A section is usually introduced by as many lines as the other sections are; what the first run of heading
    lines has more than that is the title. Where the others are numbered, it is those that are not. Who issues a
    paper and which kind it is are a title of two lines.

    >>> title_length(["青禾县人民法院", "民 事 判 决 书", "原告：李明。"], [True, True, False], [False] * 3)
    2
    """
    runs: list[list[bool]] = []
    run: list[bool] = []
    for is_numbered, is_heading in zip(numbered, heading, strict=True):
        if is_heading:
            run.append(is_numbered)
        elif run:
            runs.append(run)
            run = []
    if run:
        runs.append(run)
    if not heading or not heading[0]:
        return 0
    leading, others = runs[0], runs[1:]
    if others and 2 * sum(one[0] for one in others) > len(others) and not leading[0]:
        return [*leading, True].index(True)
    usual = Counter(map(len, others)).most_common(1)[0][0] if others else len(leading) - 1
    issued = len(leading) > 1 and _is_issued(*texts[:2])
    return max(2 if issued else 1, len(leading) - usual)


def beside_title(texts: Sequence[str], heading: Sequence[bool], notes: set[int]) -> set[int]:
    """The number of the issue above a title, and whose report it is below."""
    ends = (at for at, one in enumerate(heading) if not one and at not in notes)
    return {
        at
        for at in range(next(ends, len(texts)))
        if heading[at] and (_BYLINE if at else _ISSUE).fullmatch(texts[at])
    }


def whole_title(above: str, last: str) -> str:
    """The last line of a title, with the one above it where that says whose paper it is and nothing else does.

    >>> whole_title("青禾县人民法院", "民 事 判 决 书"), whole_title("青禾县教育局", "关于做好招生工作的通知")
    ('青禾县人民法院 民事判决书', '关于做好招生工作的通知')
    """
    paper = _BLANKS.sub("", last)
    bare = len(paper) <= _LONGEST_PAPER and "的" not in paper
    return f"{_BLANKS.sub('', above)} {paper}" if bare and _is_issued(above, last) else last


def _is_issued(body: str, paper: str) -> bool:
    """Whether a line names an authority, and the next, which may be set wider, what it issues."""
    first, second = _BLANKS.sub("", body), _BLANKS.sub("", paper)
    return bool(_BODY.fullmatch(first) and _PAPER.fullmatch(second))
