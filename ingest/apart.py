"""Short lines that head nothing: a table of contents, who has signed and when, what is attached."""

import re
from collections.abc import Sequence

_CONTENTS = re.compile(r"目\s*[录錄次]")
_LEADER = re.compile(r"[.…·\s]{2,}\d{1,4}$|\s+")
"""What a table of contents has more than the heading: dots up to the number of its page, and spaces."""
_MANY = 3
"""Headings in a row that stand again further on, where nothing says that they are a table of contents; lines of
signatures."""
_DATE = re.compile(
    r"(?:\d{4}|[一二三四五六七八九〇○零]{4})\s*年\s*[\d一二三四五六七八九十]{1,3}\s*月\s*[\d一二三四五六七八九十]{1,3}\s*日"
)
_ATTACHED = re.compile(r"附件\s*\d*\s*[：:]")
_ANOTHER = re.compile(r"\d{1,2}\s*[.．、]")


def apart(lines: Sequence[str], heading: Sequence[bool]) -> set[int]:
    """Which lines stand apart, of those that look like headings.

    >>> lines = ["条例", "目录", "第一章 总则", "第二章 附则", "第一章 总则", "保护湿地。"]
    >>> lines += ["第二章 附则", "即日施行。"]
    >>> sorted(apart(lines, [line[-1] != "。" for line in lines]))
    [1, 2, 3]
    >>> lines = ["通知", "请照办。", "附件：1. 学区表", "2. 申请表", "教育局", "2026年5月20日"]
    >>> sorted(apart(lines, [line[-1] != "。" for line in lines]))
    [2, 3, 4, 5]
    """
    bare = [_LEADER.sub("", line) for line in lines]
    last = {line: at for at, line in enumerate(bare) if heading[at]}
    found: set[int] = set()
    start = 0
    for at in range(len(lines) + 1):
        if at < len(lines) and heading[at]:
            continue
        run = range(start, at)
        listed = [here for here in run if last[bare[here]] > here]
        named = [here for here in run if _CONTENTS.fullmatch(lines[here])]
        if named or len(listed) >= _MANY:
            found.update(named, listed)
        start = at + 1
    for at, line in enumerate(lines):
        if not heading[at] or not at:
            continue
        if _ATTACHED.match(line) or (_ANOTHER.match(line) and at - 1 in found):
            found.add(at)
        elif _DATE.fullmatch(line) and heading[at - 1]:
            found.update((at - 1, at))
    return found


def signed(lines: Sequence[str], short: Sequence[bool]) -> set[int]:
    """Which lines at the end of a text are its signatures: three or more `short` ones, one of them a day.

    >>> lines = ["驳回上诉。", "审 判 长  苏文君", "二〇二四年十二月十八日", "书 记 员  万小雨"]
    >>> sorted(signed(lines, [line[-1] != "。" for line in lines]))
    [1, 2, 3]
    """
    start = len(lines)
    while start and short[start - 1] and not _ATTACHED.match(lines[start - 1]):
        start -= 1
    own = range(start, len(lines))
    dated = any(_DATE.fullmatch(lines[at]) for at in own)
    return set(own) if dated and len(own) >= _MANY else set()
