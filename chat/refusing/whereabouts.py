"""Whether a passage is about the places that a question names: a page about 长春 says nothing of 杭州.

What is asked about is looked for generously, by every name that it goes by; that a passage is about another
place is only believed where its title, its heading, the document's beginning or itself names one.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from chat.refusing.gazetteer import Place, is_known, places
from index.library import Library
from index.segment import Segmenter, Word
from index.types import Hit
from ingest.normalize import fold

_BEGINNING, _SIGNED = 200, 60
"""Characters of a document in which it says what place it is about, and who signed it."""
_SENTENCE = re.compile("[。！？；]")
_ASKER = re.compile("(?:我是|我在|家在|来自|老家)$")
_OF_SOMEBODY = re.compile("人(?![口才民均大])|籍|户籍|户口")
"""Behind a place that says who asks, not what about."""
_SHORT = {
    "北京": "京",
    "天津": "津",
    "河北": "冀",
    "山西": "晋",
    "内蒙古": "蒙",
    "辽宁": "辽",
    "吉林": "吉",
    "黑龙江": "黑",
    "上海": "沪",
    "江苏": "苏",
    "浙江": "浙",
    "安徽": "皖",
    "福建": "闽",
    "江西": "赣",
    "山东": "鲁",
    "河南": "豫",
    "湖北": "鄂",
    "湖南": "湘",
    "广东": "粤",
    "广西": "桂",
    "海南": "琼",
    "重庆": "渝",
    "四川": "川蜀",
    "贵州": "黔贵",
    "云南": "滇云",
    "西藏": "藏",
    "陕西": "陕",
    "甘肃": "甘陇",
    "青海": "青",
    "宁夏": "宁",
    "新疆": "疆新",
    "香港": "港",
    "澳门": "澳",
    "台湾": "台",
    "广州": "穗",
    "深圳": "深",
    "成都": "蓉成",
    "杭州": "杭",
    "南京": "宁",
    "武汉": "汉",
    "西安": "西",
    "宁波": "甬",
}
_OTHER_NAMES = {
    "北京": ("首都",),
    "上海": ("申城",),
    "黑龙江": ("龙江",),
    "广州": ("羊城",),
    "深圳": ("鹏城",),
    "台湾": ("两岸", "对台", "涉台", "赴台", "台商", "台企", "台胞", "台海", "台资"),
    "澳大利亚": ("澳洲",),
    "沙特阿拉伯": ("沙特",),
    "阿拉伯联合酋长国": ("阿联酋",),
}
_SHORTS = frozenset("".join(_SHORT.values()))
_BEHIND_SHORT = "省市企籍剧菜城上人商资股币府"
_ABBREVIATED = frozenset("美英法德日韩俄印朝越泰老缅柬菲马新意西加巴澳")
_OF_COUNTRY = "中{0}|{0}中|{0}[方籍元式企资军语系国]|[驻访赴]{0}"


def about(hits: Sequence[Hit], question: str, library: Library) -> list[Hit]:
    """The passages that are about a place that a folded question names, or about none at all.

    Of 1,208 published and written questions that name a place and share their text's words 6 lose the passage
    that answers, of 255 in other words, some of which name a place that the text does not, 20; of 914 that ask
    what a text does not say, often of another place, 60 lose the one that only looks like an answer.
    """
    segmenter = library.segmenter
    asked = asked_about(question, segmenter)
    if not asked:
        return list(hits)
    names = dict.fromkeys(hit.passage.document_id for hit in hits)
    abroad = [one.name for one in asked if one.is_country]
    # a text about a country may name it once, anywhere
    told = {name for name in names if abroad and _names_any(library.document(name).text, abroad)}
    above: dict[tuple[str, str], _Above] = {}
    found = []
    for hit in hits:
        key = hit.passage.document_id, hit.passage.section
        if key not in above:
            above[key] = _above(*key, asked, library)
        if key[0] in told or _is_about(hit, asked, above[key], library):
            found.append(hit)
    return found


def _names_any(text: str, names: Sequence[str]) -> bool:
    folded = fold(text)
    return any(one in folded for one in names)


def asked_about(question: str, segmenter: Segmenter) -> list[Place]:
    """The places that a folded question is about; of several in one another the smallest.

    >>> [one.name for one in asked_about("吉林省长春市新增多少学位？", Segmenter())]
    ['长春市']
    >>> asked_about("河南户籍的孩子上学要带什么", Segmenter())
    []
    """
    found = places(question, segmenter)
    starts = {one.start for one in found}
    return [
        one
        for one in found
        if one.end not in starts
        and not _ASKER.search(question[: one.start])
        and not _OF_SOMEBODY.match(question, one.end)
    ]


def speaks_elsewhere(sentence: str, hit: Hit, question: str, library: Library) -> bool:
    """Whether a folded sentence of a passage names other places than the question, where not all its document
    is about one that the question names: of 上海补5000元。成都补8000元。 the second says nothing of 上海."""
    segmenter = library.segmenter
    asked = asked_about(question, segmenter)
    if not asked or not _others(places(sentence, segmenter), asked):
        return False
    if speaks_of(sentence, asked, segmenter):
        return False
    above = _above(hit.passage.document_id, hit.passage.section, asked, library)
    return above.others or not above.speaks


@dataclass(frozen=True, slots=True)
class _Above:
    """What is said of places above a passage: whether any is named, one that is asked about, another one."""

    names: bool
    speaks: bool
    others: bool


def _above(name: str, section: str, asked: Sequence[Place], library: Library) -> _Above:
    """Of the title and the headings, or else the document's beginning, or who signed it."""
    document, segmenter = library.document(name), library.segmenter
    signed = [one for one in document.text[-_SIGNED:].splitlines()[1:] if not _SENTENCE.search(one)]
    beginning = fold(document.text[:_BEGINNING])
    lines = (fold(f"{document.title} {section}"), beginning, fold(" ".join(signed)))
    text = next((one for one in lines if places(one, segmenter)), "")
    return _Above(
        bool(text),
        speaks_of(f"{text} {beginning}", asked, segmenter),
        _others(places(text, segmenter), asked),
    )


def _is_about(hit: Hit, asked: Sequence[Place], above: _Above, library: Library) -> bool:
    segmenter = library.segmenter
    own = fold(library.document(hit.passage.document_id).quote(hit.passage.spans))
    if speaks_of(f"{fold(hit.passage.section)} {own}", asked, segmenter):
        return True
    others = _others(places(own, segmenter), asked)
    # a list of cities in the title does not say which of them a passage is about
    return not (others and above.others) if above.speaks else not (above.names or others)


def _others(found: Iterable[Place], asked: Sequence[Place]) -> bool:
    """Whether there are places beside those asked about, what lies in them and in what they lie."""
    return any(
        not any(one.holds(other) or (other.codes and other.holds(one)) for one in asked)
        for other in found
    )


def speaks_of(text: str, asked: Sequence[Place], segmenter: Segmenter) -> bool:
    """Whether a folded text names one of some places, what lies in it, or whatever else it is called.

    >>> [where] = asked_about("香港怎么样", Segmenter())
    >>> speaks_of("粤港澳三地合作。", [where], Segmenter()), speaks_of("港口很忙。", [where], Segmenter())
    (True, False)
    """
    named = places(text, segmenter)
    if any(one.holds(other) for one in asked for other in named):
        return True
    covered = {one.start for one in named}
    words = [word for word in segmenter.tagged(text) if word.start not in covered]
    ends = {word.end for word in words}
    for one in asked:
        stem = one.stem
        if not is_known(stem) and any(text.startswith(stem, word.start) for word in words):
            return True
        others = _OTHER_NAMES.get(stem, ())
        if any(word.text in others or _is_short(word, one, text, ends) for word in words):
            return True
    routes = {
        a + b
        for one in asked
        for other in asked
        if one is not other
        for a in one.name[0] + _SHORT.get(one.stem, "")
        for b in other.name[0] + _SHORT.get(other.stem, "")
    }
    return any(text.startswith(tuple(routes), word.start) for word in words) if routes else False


def _is_short(word: Word, place: Place, text: str, ends: set[int]) -> bool:
    """Whether a word speaks of a place by one character: 沪 of 沪宁, 美 of 美方."""
    if place.is_country and place.stem not in _SHORT:
        first = place.name[0]
        found = re.compile(_OF_COUNTRY.format(first)).match(text, word.start)
        return first in _ABBREVIATED and found is not None and found.end() in ends
    own = _SHORT.get(place.stem, "")
    if not own or not any(one in word.text for one in own):
        return False
    if len(word.text) == 1:
        return word.tag.startswith("j")
    return set(word.text) <= _SHORTS or (word.text[0] in own and word.text[1:] in _BEHIND_SHORT)
