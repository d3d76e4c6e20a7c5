"""Places of a kind that only their names tell apart: 翠湖小区 is not 湖滨小区, 中山路 not 人民路.

A notice for one street reads like one for another in every other word.
"""

import re
from collections import defaultdict

from index.segment import Segmenter, Word

_KIND = re.compile("大街|街道|小区|社区|花园|路|街|巷|村|镇|乡")
_ALL = re.compile(rf"(?P<stem>.{{2,}}?)(?P<kind>{_KIND.pattern})")
_NAMES = ("ns", "nr", "nz", "nt", "j", "s")
_DETOUR = re.compile("绕行|改道|改走|途经|经由")
_STREETS = ("路", "街", "巷", "大街")
"""What stands before these is a name, also where it is a word: 人民路. 住宅小区 is any one."""


def of_another_place(question: str, sentence: str, above: str, segmenter: Segmenter) -> bool:
    """Whether `question` names places of a kind, `sentence` only others of that kind, and what stands `above`
    it, its title and headings, none of them.

    >>> of_another_place("翠湖小区几号停电？", "25日湖滨小区停电。", "停电通知", Segmenter())
    True
    >>> of_another_place("翠湖小区几号停电？", "25日湖滨小区停电。", "翠湖小区通知", Segmenter())
    False
    """
    asked = _places(segmenter.tagged(question), loose=False)
    if not asked or _DETOUR.search(sentence):
        return False
    said = _places(segmenter.tagged(sentence), loose=True)
    return any(
        said[kind] and not any(name in sentence or name in above for name in names)
        for kind, names in asked.items()
    )


def _places(words: tuple[Word, ...] | list[Word], *, loose: bool) -> dict[str, set[str]]:
    """Of each kind the names without the kind: 翠湖 of 翠湖小区."""
    found: dict[str, set[str]] = defaultdict(set)
    for at, word in enumerate(words):
        after = words[at + 1].text if at + 1 < len(words) else ""
        if word.tag.startswith(_NAMES) and (whole := _ALL.fullmatch(word.text)):
            found[whole["kind"]].add(whole["stem"])
        elif len(word.text) > 1 and _KIND.fullmatch(after):
            street = loose and after in _STREETS and word.tag.startswith("n")
            if word.tag.startswith(_NAMES) or street:
                found[after].add(word.text)
    return found
