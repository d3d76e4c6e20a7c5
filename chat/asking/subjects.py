"""What a document is about, by name: 青禾县 of 青禾县2023年国民经济和社会发展统计公报."""

import re
from collections.abc import Iterator
from pathlib import PurePath

from chat.asking.interviewed import interviewed
from index.segment import Segmenter, Word
from ingest.normalize import fold
from ingest.types import Document

_SHORTEST = 3
"""Characters of a name; 长春 names no page about 长春."""
_TOP, _LINES, _LONGEST_LINE = 200, 4, 40
"""Characters and lines of a document in which its title, with what stands above and below it, is looked for."""
_NO_TITLE = re.compile(r"[。！？；：:，,、\t]")
"""In a sentence, or a line that lists who took part."""
_BEFORE = re.compile(r"[—\-\s《“]*(?:关于|记|访|走进)?(?:(?:19|20)\d\d年度?)?")
_PLACES = "省市州县区旗盟乡镇村寨屯街路巷山河湖江岛寺庙院校局厅馆厂矿社站场队店城园湾"
_HOUSES = (
    "街道|社区|小区|新区|大学|学院|学校|中学|小学|幼儿园|医院|卫生院|卫生室|博物馆|图书馆|美术馆|文化馆|科技馆|体育馆"
    "|档案馆|纪念馆|公司|集团|银行|法院|检察院|景区|风景区|公园|机场|港口|车站|水库|研究院|研究所|合作社|开发区|委员会"
    "|协会|基金会|中心"
)
KINDS = frozenset([*_PLACES, *_HOUSES.split("|")])
"""What a name ends with: 县, 医院."""
_KINDS = tuple(KINDS)
_BODIES = (
    *"局委办厅处院校馆社站场队店所部会行厂室",
    "公司",
    "中心",
    "政府",
    "大学",
    "中学",
    "小学",
)
"""What a longer name ends with, of which a shorter one is the beginning."""
_NO_BODIES = frozenset(
    [
        "社会",
        "机会",
        "大会",
        "会",
        "全会",
        "内部",
        "全部",
        "部",
        "行",
        "处",
        "所",
        "办",
        "场",
        "市场",
        "现场",
        "住院",
        "入院",
        "出院",
    ]
)
_VERBS = ("v", "d", "p")
_NAMES = ("nr", "ns", "nt", "nz")
_NO_NAME = ("a", "v", "d", "f")
"""Of what nobody knows and is no name, as 老旧."""
_IN_NAME = ("n", "j", "m", "b", "g", "z", "a", "f", "x", "i", "l")
"""Parts of speech inside a name, as of 第一 and 人民 in 第一人民医院."""
_PERSON = re.compile(
    "(?:医生|教师|老师|校长|书记|民警|工匠|师傅|院士|教授|护士|队长|工人|农民|干部|[员手者匠家])"
    "([\u4e00-\u9fff]{2,3})$"
)
"""——记乡村医生向德昌."""
_PORTRAIT = re.compile(r"[—\-\s]*(?:追?记|走?访|走近)")
_AND = tuple("与诉、跟及比和")
_ITS = tuple("全各本该我此每邻")
"""全县 names none."""
_SHORTER = (
    (re.compile("第([一二三四五六七八九十])(?:人民)?医院$"), (r"\1院", r"\1医院")),
    (re.compile("第([一二三四五六七八九十])(?:高级)?中学$"), (r"\1中",)),
    (re.compile("(?<=[\u4e00-\u9fff]{3})(?:大学|学院|博物馆|图书馆|风?景区|公司|集团)$"), ("",)),
)
"""临溪市第一人民医院 is 临溪市一院, 澄江理工大学 is 澄江理工."""


def subjects(document: Document, segmenter: Segmenter) -> set[str]:
    """Names of what a document is about, folded: those that its title, the lines around it or its file's name
    begin with, whole, and whom it is a portrait of or an interview with. None where it names two of a kind.

    >>> page = Document("a.txt", "a", "青禾县人民医院2023年工作总结\\n青禾县卫生局\\n好。", b"", "utf-8")
    >>> sorted(subjects(page, Segmenter()))
    ['青禾县人民医院', '青禾县卫生局']
    """
    found = set()
    for line in head(document):
        own = fold(line)
        if match := _BEFORE.match(own):
            own = own[match.end() :]
        if _PORTRAIT.match(line) and (person := _PERSON.search(own)):
            found.add(person[1])
        if (name := _leading_name(own, segmenter)) and not names_another(own, name, segmenter):
            found.add(name)
    if asked := interviewed(document, segmenter):
        found.add(asked)
    kept = {one for one in found if len(one) >= _SHORTEST}
    alike = any(names_another(one, other, segmenter) for one in kept for other in kept)
    return set() if alike else kept


def head(document: Document) -> Iterator[str]:
    """The file's name in its parts, the title, and the lines before the first sentence."""
    yield from re.split(r"[_\s（(]", PurePath(document.id).stem)
    yield document.title
    top = document.text[:_TOP].splitlines()
    for line in [one for one in top if one.strip()][:_LINES]:
        if len(line) > _LONGEST_LINE or _NO_TITLE.search(line):
            return
        yield line.strip()


def shortened(name: str) -> Iterator[str]:
    """What a name is called for short.

    >>> list(shortened("临溪市第一人民医院"))
    ['临溪市一院', '临溪市一医院']
    """
    for pattern, shorter in _SHORTER:
        if pattern.search(name):
            yield from (pattern.sub(one, name) for one in shorter)


def ends_name(word: Word, segmenter: Segmenter) -> bool:
    """Whether a name may end with a word: with 县 and 医院, and with 城关镇, but not with 乡村."""
    return word.text in KINDS or (_is_name(word, segmenter) and word.text.endswith(_KINDS))


def names_another(text: str, name: str, segmenter: Segmenter) -> bool:
    """Whether `text` names another one of the kind of `name`: 白水县 beside 青禾县, but not 全县.

    >>> names_another("邻近的白水县有30万人", "青禾县", Segmenter())
    True
    >>> names_another("全县有30万人", "青禾县", Segmenter())
    False
    """
    kind = max((one for one in KINDS if name.endswith(one)), key=len, default="")
    before = Word("", 0, 0, "")
    for word in segmenter.tagged(text) if kind in text and kind else ():
        apart = word.text == kind and before.end == word.start
        own = before if apart else word
        other = (before.text if apart else "") + word.text
        named = _is_name(own, segmenter) and not own.text.startswith(_ITS)
        longer = word.text.endswith(kind) and len(other) > len(kind)
        if longer and named and other not in name and name not in other:
            return True
        before = word
    return False


def _leading_name(line: str, segmenter: Segmenter) -> str:
    """The whole name that a line begins with, "" where it begins with none or with two."""
    words = segmenter.tagged(line)
    end = at = 0
    named = False
    for word in words:
        inside = word.tag.startswith((*_NAMES, *_IN_NAME)) or not segmenter.knows(word.text)
        goes_on = word.start == at and not word.text[0].isdigit()
        if not goes_on or not (inside or ends_name(word, segmenter)):
            break
        at = word.end
        named = named or (_is_name(word, segmenter) and not word.tag.startswith(_NO_NAME))
        if named and ends_name(word, segmenter):
            end = word.end
    if not end or line[end : end + 1] in _AND[:-1]:
        return ""
    # what 青禾县住房和城乡建设局 sums up is not 青禾县, nor 中国工商银行 what its 青禾支行 does
    last = end + len(re.split(r"[0-9]|关于", line[end:])[0])
    longer = [word.end for word in words if end < word.end <= last and _ends_body(word)]
    whole = max(longer, default=end)
    return line[:whole] if line[whole : whole + 1] not in _AND else ""


def _ends_body(word: Word) -> bool:
    of_a_verb = word.tag.startswith(_VERBS) and not word.text.endswith("支行")
    return word.text.endswith(_BODIES) and word.text not in _NO_BODIES and not of_a_verb


def _is_name(word: Word, segmenter: Segmenter) -> bool:
    return word.tag.startswith(_NAMES) or not segmenter.knows(word.text)
