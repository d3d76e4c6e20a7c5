"""Places that a question names by their own names: what a page about 长春 says is no answer about 杭州.

Known are the provinces, prefectures and counties of China and the countries of the world (`gazetteer.txt`), and
what is called like one of them (青禾县). A document that never names the place that is asked about does not say
anything of it, however well its sentences fit the rest of the question.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import zip_longest
from pathlib import Path

from index.library import Library
from index.segment import Segmenter, Word
from index.types import Hit
from ingest.normalize import fold

NAMES = Path(__file__).parent / "gazetteer.txt"
_BEGINNING = 200
"""Characters of a document in which it says what place it is about."""
_KINDS = re.compile("[省市县区旗州镇乡]")
_KIND = re.compile(f"(?<=..){_KINDS.pattern}$")
_LIKE_ONE = re.compile("[\u4e00-\u9fff]{2}[市县旗镇乡]")
"""What an unknown place is called, as 青禾县."""
_NO_NAME = re.compile("[全各本该我此每邻外几两多哪老新这那个大城在去到来往出]|城市$")
"""全县 and 各县 name none."""
_SHORT = {
    "北京": (
        "京",
        "首都",
    ),
    "天津": ("津",),
    "河北": ("冀",),
    "山西": ("晋",),
    "内蒙古": ("蒙",),
    "辽宁": ("辽",),
    "吉林": ("吉",),
    "黑龙江": (
        "黑吉",
        "吉黑",
        "龙江",
    ),
    "上海": (
        "沪",
        "申城",
    ),
    "江苏": ("苏",),
    "浙江": ("浙",),
    "安徽": ("皖",),
    "福建": ("闽",),
    "江西": ("赣",),
    "山东": ("鲁",),
    "河南": ("豫",),
    "湖北": ("鄂",),
    "湖南": ("湘",),
    "广东": ("粤",),
    "广西": ("桂",),
    "海南": ("琼",),
    "重庆": ("渝",),
    "四川": (
        "川",
        "蜀",
    ),
    "贵州": (
        "黔",
        "贵",
    ),
    "云南": (
        "滇",
        "云贵",
    ),
    "西藏": ("藏",),
    "陕西": ("陕",),
    "甘肃": ("甘",),
    "青海": (
        "青藏",
        "青甘",
    ),
    "宁夏": ("宁",),
    "新疆": ("疆",),
    "香港": ("港",),
    "澳门": ("澳",),
    "台湾": (
        "两岸",
        "港台",
        "港澳台",
        "对台",
        "涉台",
        "赴台",
        "台商",
        "台企",
        "台胞",
        "台海",
        "台资",
    ),
    "广州": (
        "穗",
        "羊城",
    ),
    "深圳": (
        "深港",
        "沪深",
        "广深",
        "鹏城",
    ),
    "成都": ("蓉",),
}
"""What else a place is called."""
_OF_COUNTRY = "中{0}|{0}中|{0}方|{0}国|{0}企|{0}资|{0}军|驻{0}|访{0}|对{0}|赴{0}|在{0}"
"""Ways to speak of a country by its first character: 中美, 美方, 访美."""


@lru_cache(maxsize=1)
def _known() -> tuple[frozenset[str], frozenset[str]]:
    """Places that go by their name alone, and countries, as they are searched for."""
    kinds: dict[str, list[str]] = {}
    for line in NAMES.read_text("utf-8").splitlines():
        kind, _, names = line.partition("：")
        kinds[kind] = names.split()
    return frozenset(kinds["省市"] + kinds["国家"] + kinds["县区"]), frozenset(kinds["国家"])


def places(question: str, segmenter: Segmenter) -> list[str]:
    """Places that a folded question names; of several that follow one another, as 吉林 and 长春, the last.

    >>> places("杭州市新增多少学位？", Segmenter()), places("全市新增多少学位？", Segmenter())
    (['杭州'], [])
    >>> places("北京市朝阳区怎么治堵", Segmenter()), places("青禾县有多少人口", Segmenter())
    (['朝阳区'], ['青禾县'])
    """
    found: list[str] = []
    end = -1
    words = segmenter.tagged(question)
    for word, after in zip_longest(words, words[1:]):
        name, upto = _name(word, after, segmenter)
        if name and word.start >= end:
            found[len(found) - (word.start == end) :] = [name]
            end = upto
        elif word.start == end and _KINDS.fullmatch(word.text):
            end = word.end
    return found


def _name(word: Word, after: Word | None, segmenter: Segmenter) -> tuple[str, int]:
    """The place that a word names, alone or with the next, "" if none, and where the name ends."""
    known, _ = _known()
    both = (word.text + after.text, after.end) if after and after.start == word.end else ("", 0)
    whole = (both, (word.text, word.end))
    for one, end in whole:
        if one in known and len(one) > 2:
            return one, end
    stem = re.sub("(?<=..)[省市]$", "", word.text)
    if stem in known and (word.tag.startswith("ns") or stem != word.text):
        return stem, word.end
    named = word.tag.startswith("ns") or not segmenter.knows(word.text)
    for one, end in whole if named else ():
        if _LIKE_ONE.fullmatch(one) and not _NO_NAME.search(one):
            return one, end
    return "", word.end


def speaks_of(text: str, place: str) -> bool:
    """Whether a folded text names a place, by its name or what else it is called.

    >>> speaks_of("长春全市新增学位。", "长春"), speaks_of("长春全市新增学位。", "杭州")
    (True, False)
    >>> speaks_of("粤港澳三地合作。", "香港"), speaks_of("中美会谈。", "美国")
    (True, True)
    """
    if _KIND.sub("", place) in text or any(one in text for one in _SHORT.get(place, ())):
        return True
    return is_country(place) and bool(re.search(_OF_COUNTRY.format(place[0]), text))


def is_country(place: str) -> bool:
    """Whether a place is a country: a text about one names it once, and then speaks of its parts."""
    return place in _known()[1]


def about(hits: Sequence[Hit], question: str, library: Library) -> list[Hit]:
    """The passages that are about each place that a folded question names: that name it, or stand in a section
    or a document that does in its heading, its title or its beginning, or, if it is a country, anywhere.

    Of 1,144 published and written questions that name a place and use their text's words 5 lose the passage
    that answers, of 239 in other words, of which some name a place that the text never does, 21; of 844 that
    ask what a text does not say, often of another place, 57 lose the one that only looks like an answer.
    """
    named = places(question, library.segmenter)
    if not named:
        return list(hits)
    found = []
    for hit in hits:
        document = library.document(hit.passage.document_id)
        above = f"{document.title} {hit.passage.section} {document.text[:_BEGINNING]}"
        near = fold(f"{above} {document.quote(hit.passage.spans)}")
        if all(
            speaks_of(near, one) or (is_country(one) and speaks_of(fold(document.text), one))
            for one in named
        ):
            found.append(hit)
    return found
