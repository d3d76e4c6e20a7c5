"""A question that says which document it is about, and only then asks: 青云路小学今年招几个班？

Nothing below a title says the title again, so that lines which do, and say nothing else, would come first.
"""

import re
from collections.abc import Iterator
from pathlib import PurePath

from chat.question import topic_words
from index.segment import Segmenter, Word
from ingest.normalize import fold
from ingest.types import Document

_SHORTEST = 3
"""Characters of a name; 长春 names no page about 长春."""
_SHORTEST_TITLE = 4
"""Characters of a title that a question begins with."""
_TOP, _LINES, _LONGEST_LINE = 200, 4, 40
"""Characters and lines of a document in which its title, with what stands above and below it, is looked for."""
_NO_TITLE = re.compile(r"[。！？；：:，,、\t]")
"""In a sentence, or a line that lists who took part."""
_BEFORE = re.compile(r"[—\-\s《“]*(?:关于|记|访|走进)?(?:(?:19|20)\d\d年度?)?")
_KINDS = (
    "省市州县区旗盟乡镇村寨屯街路巷山河湖江岛寺庙院校局厅馆厂矿社站场队店城园湾"
    "|街道|社区|小区|新区|大学|学院|学校|中学|小学|幼儿园|医院|卫生院|卫生室|博物馆|图书馆|美术馆|文化馆|科技馆|体育馆|档案馆"
    "|纪念馆|公司|集团|银行|法院|检察院|景区|风景区|公园|机场|港口|车站|水库|研究院|研究所|合作社|开发区|委员会|协会|基金会|中心"
)
_KIND_WORDS = frozenset([*_KINDS.partition("|")[0], *_KINDS.split("|")])
"""What a name ends with: 县, 医院."""
_NAMES = ("nr", "ns", "nt", "nz")
_NO_NAME = ("a", "v", "d", "f")
"""Of what nobody knows and is no name, as 老旧."""
_IN_NAME = ("n", "j", "m", "b", "g", "z", "a", "f", "x", "i", "l")
"""Parts of speech inside a name, as of 第一 and 人民 in 第一人民医院."""
_PERSON = re.compile(
    r"(?:医生|教师|老师|校长|书记|民警|工匠|师傅|院士|教授|护士|队长|工人|农民|干部|[员手者匠家])([\u4e00-\u9fff]{2,3})$"
)
"""——记乡村医生向德昌."""
_SHORTER = (
    (re.compile("第([一二三四五六七八九十])(?:人民)?医院$"), (r"\1院", r"\1医院")),
    (re.compile("第([一二三四五六七八九十])(?:高级)?中学$"), (r"\1中",)),
    (re.compile("(?<=[\u4e00-\u9fff]{3})(?:大学|学院|博物馆|图书馆|风?景区|公司|集团)$"), ("",)),
)
"""临溪市第一人民医院 is 临溪市一院, 澄江理工大学 is 澄江理工."""
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")
_YEAR_ASKED = re.compile(
    r"(?<![\d-])((?:19|20)\d\d)年(?![初中末底度至到和、-])|(?<![\d-])((?:19|20)\d\d)(?=年[初中末底度])"
)
_AND = "和与跟及、比到至向给对从诉同"
"""Beside a name: another one takes part in what is asked."""
_WHOM = re.compile("谁|哪|什么|啥|多少")
"""沈德昌跟谁学的修表: that other one is asked for."""
_TO = tuple("去到在从对给向跟和与问请看逛约年月日")
_PARTICLES = frozenset({"的", "里", "中", "在", "之", "里面", "内"})


def subjects(document: Document, segmenter: Segmenter) -> set[str]:
    """Names of what a document is about, folded: those that its title, the lines around it or its file's name
    begin with, whole, and whom it is a portrait of. A line that goes on with another name gives none.

    >>> page = Document("a.txt", "a", "青禾县人民医院2023年工作总结\\n青禾县卫生局\\n好。", b"", "utf-8")
    >>> sorted(subjects(page, Segmenter()))
    ['青禾县人民医院', '青禾县卫生局']
    """
    found = set()
    for line in _lines(document):
        own = fold(line)[_matched(_BEFORE, fold(line)) :]
        if person := _PERSON.search(own):
            found.add(person[1])
        if name := _leading_name(own, segmenter):
            found.add(name)
    return {one for one in found if len(one) >= _SHORTEST}


def _matched(pattern: re.Pattern[str], text: str) -> int:
    match = pattern.match(text)
    return match.end() if match else 0


def _lines(document: Document) -> Iterator[str]:
    yield from re.split(r"[_\s（(]", PurePath(document.id).stem)
    yield document.title
    top = document.text[:_TOP].splitlines()
    for line in [one for one in top if one.strip()][:_LINES]:
        if len(line) > _LONGEST_LINE or _NO_TITLE.search(line):
            return
        yield line.strip()


def _leading_name(line: str, segmenter: Segmenter) -> str:
    end = at = 0
    named = False
    for word in segmenter.tagged(line):
        inside = word.tag.startswith((*_NAMES, *_IN_NAME)) or not segmenter.knows(word.text)
        if (
            word.start != at
            or word.text[0].isdigit()
            or not (inside or _ends_name(word, segmenter))
        ):
            break
        at = word.end
        own = word.tag.startswith(_NAMES) or not segmenter.knows(word.text)
        named = named or (own and not word.tag.startswith(_NO_NAME))
        if named and _ends_name(word, segmenter):
            end = word.end
    return line[:end] if line[end : end + 1] not in tuple(_AND) else ""


def _ends_name(word: Word, segmenter: Segmenter) -> bool:
    """县 and 医院 do, and 城关镇, but not 乡村."""
    if word.text in _KIND_WORDS:
        return True
    named = word.tag.startswith(_NAMES) or not segmenter.knows(word.text)
    return named and word.text.endswith(tuple(_KIND_WORDS))


def without_name(question: str, document: Document, segmenter: Segmenter) -> str | None:
    """What `question` asks without the name of what the document is about, and without its year if it has but
    one. None where the question does not say that name whole, where another one takes part in what is asked
    (比…多多少), or nothing is left to ask about.

    >>> text = "青云路小学2024年招生简章\\n秋季招收一年级6个班。"
    >>> page = Document("简章.txt", "青云路小学2024年招生简章", text, b"", "utf-8")
    >>> without_name("2024年青云路小学的一年级招几个班？", page, Segmenter())
    '一年级招几个班?'
    >>> without_name("青云路幼儿园招几个班？", page, Segmenter()) is None
    True
    """
    asked, names = fold(question), subjects(document, segmenter)
    said = {short for name in names for short in (name, *_shortened(name)) if short in asked}
    if not said:
        return None
    name = max(said, key=len)
    start = asked.index(name)
    end = start + len(name)
    beside = asked[end : end + 1] in tuple(_AND) and not _WHOM.match(asked, end + 1)
    if beside or _is_cut(asked, start, end, segmenter):
        return None
    before, behind = asked[:start], asked[end:]
    if before[-1:] in tuple("和与跟及、比从诉同"):
        return None
    if before[-1:] == "到" and topic_words(before[:-1], segmenter):
        return None
    if behind[:1] in ("的", "里"):
        behind = _without_particle(behind, segmenter)
    rest = _without_year(before, document) + _without_year(behind, document)
    rest = _without_particle(rest, segmenter)
    return rest if topic_words(rest, segmenter) else None


def _shortened(name: str) -> Iterator[str]:
    for pattern, shorter in _SHORTER:
        if pattern.search(name):
            yield from (pattern.sub(one, name) for one in shorter)


def _is_cut(asked: str, start: int, end: int, segmenter: Segmenter) -> bool:
    """Whether the name is only a part of what is named there: 白青禾县, 澄江理工大学附中."""
    words = segmenter.tagged(asked)
    for word in words:
        before = asked[word.start : start]
        if word.start < start < word.end and before[-1:] not in _TO:
            return True
        if word.start < end < word.end and segmenter.knows(word.text):
            return True
    after = next((word for word in words if word.end > end), None)
    short = asked[start:end][-1:] not in _KIND_WORDS and not asked[start:end].endswith(
        tuple(one for one in _KIND_WORDS if len(one) > 1)
    )
    return short and after is not None and _ends_name(after, segmenter)


def _without_year(part: str, document: Document) -> str:
    """A part of a question without the only year that its document's title names."""
    lines = [
        line for line in _lines(document) if "月" not in line
    ]  # the day on which it was issued
    own = set(_YEAR.findall("\n".join(lines)))
    asked = set(_YEAR.findall(part))
    return _YEAR_ASKED.sub("", part) if len(own) == 1 and own == asked else part


def _without_particle(text: str, segmenter: Segmenter) -> str:
    """The same without a word at its beginning that only joins: 的, but not the 中 of 中小学."""
    bare = text.lstrip(" ,:")
    first = next(iter(segmenter.tagged(bare)), None)
    joins = first is not None and first.start == 0 and first.text in _PARTICLES
    return bare[first.end :].lstrip(" ,:") if first is not None and joins else bare


def without_title(question: str, title: str, segmenter: Segmenter) -> str | None:
    """What `question` asks behind the words at its beginning that stand in a document's title; None where they
    are too few, or nothing is left to ask about.

    >>> without_title("图书馆空调改造预算多少？", "图书馆空调改造招标公告", Segmenter())
    '预算多少？'
    """
    heads = fold(title)
    end = 0
    for word in segmenter.tagged(question):
        if word.text not in heads and word.text not in _PARTICLES:
            break
        end = word.end
    named = fold(question[:end])
    rest = _without_particle(question[end:], segmenter)
    return rest if len(named) >= _SHORTEST_TITLE and topic_words(rest, segmenter) else None
