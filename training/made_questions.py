"""Questions made from articles by rule, of which the answer stands in a sentence in other words.

News says things twice: the headline and the text, the beginning and the end name the same number, day,
person or place in different sentences. Of two such sentences one is made a question, with a question word
in the place of what both name, and the other one answers it (Fabbri et al. 2020, "Template-Based Question
Generation from Retrieved Sentences for Improved Unsupervised Question Answering"; the recurring spans
of Ram et al. 2021, "Few-Shot Question Answering by Pretraining Span Selection"). The sentence that asks is
hidden from what is read. Some questions are made from the sentence that answers itself, with words left
out. What else of the article looks like the question and does not name it, does not answer.
"""

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice, product
from pathlib import Path

from tokenizers import Tokenizer

from index.segment import Segmenter, Word
from ingest.normalize import fold
from ingest.types import Document, Span
from training.corpora import rows
from training.reading_data import TITLE, Item, Lines, lines

_N = "[0-9][0-9.,]*"
_TIME = re.compile(
    rf"(?<![-—~至(0-9.,月])(?:(?:{_N}年)?[0-9]{{1,2}}月(?:[0-9]{{1,2}}[日号])?(?:[上下]午|晚上?|凌晨)?(?:[0-9]{{1,2}}[时点](?:[0-9]{{1,2}}分|半)?)?|[0-9]{{4}}年[初底末]?"
    r"|[0-9]{1,2}[日号](?:[上下]午|晚上?|凌晨)?|20世纪[0-9]0年代|“[一二三四五十]{1,3}五”(?:时期|期间)?)"
)
_NUMBER = re.compile(
    rf"(?<![-—~(0-9.,a-z])(?:[超约近逾]|超过)?{_N}(?:余|多)?(?:%|[万亿千百十]*(?:余|多)?[年月日]?(?P<unit>[\u4e00-\u9fff]))(?:以上|以下|以内|左右)?"
)
_QUOTED = re.compile("[“《](?P<inside>[^“”《》,。;:]{2,16})[”》]")
_CLAUSE = re.compile("[^,。;:!?]+")
_LEAD = re.compile(
    "^(?:据悉|据了解|据介绍|记者(?:从.{2,12})?(?:了解到|获悉)|其中|此外|同时|目前|当前|截至目前|另外|另据|对此|因此|但是?|而且?|不过|并且?|以及|也|还|又)"
)
_UNITS = "个名人次元户家项座条亩件处位岁吨辆架艘台套栋所间米届场倍天年分"
ASKS: dict[str, tuple[str, ...]] = {
    "day": ("什么时候", "哪一天", "几月几日", "何时", "什么时间", "哪天", "几号"),
    "year": ("哪一年", "哪年", "什么时候", "何时"),
    "percent": ("多少", "百分之多少", "百分之几"),
    "number": ("多少{}", "多少{}", "几{}", "多少"),
    "nr": ("谁", "谁", "哪位", "什么人"),
    "ns": ("哪里", "什么地方", "哪儿", "哪个地方", "何地"),
    "nt": ("哪个单位", "哪家机构", "什么机构", "谁", "哪个部门"),
    "name": ("什么", "什么", "哪个", "啥"),
}
_SPOKEN = ("请问", "我想知道", "想问一下", "那", "")
_PERSON = re.compile(
    "[王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常汤习][\u4e00-\u9fff]{1,2}|[\u4e00-\u9fff]+·[\u4e00-\u9fff·]+"
)
_AT = re.compile("(?:[在于至从赴抵向往]|到达|来到|位于|来自|前往)$")
_STARTS = re.compile("(?:^|[,。;:由])$")
_LEFT_OUT = ("u", "d", "c", "y", "f", "r")


@dataclass(frozen=True, slots=True)
class Named:
    """What a sentence names: characters `[start, end)` of it, and of which kind."""

    start: int
    end: int
    kind: str


def named(text: str, words: Sequence[Word]) -> list[Named]:
    """Days, numbers with their unit, names in quotation marks, people, places and bodies of a folded sentence.

    >>> text = "2021年在长春新增学位3.5万个"
    >>> [(text[one.start : one.end], one.kind) for one in named(text, Segmenter().tagged(text))]
    [('2021年', 'year'), ('3.5万个', 'number'), ('长春', 'ns')]
    """
    found = []
    for match in _TIME.finditer(text):
        day = "月" in match[0] or "日" in match[0] or "号" in match[0]
        found.append(Named(*match.span(), "day" if day else "year"))
    for match in _NUMBER.finditer(text):
        if match["unit"] and match["unit"] not in _UNITS:
            continue
        found.append(Named(*match.span(), "number" if match["unit"] else "percent"))
    found += [Named(*match.span("inside"), "name") for match in _QUOTED.finditer(text)]
    found += [
        Named(word.start, word.end, word.tag[:2])
        for word in words
        if (word.tag.startswith("nr") and _PERSON.fullmatch(word.text))
        or (word.tag.startswith("ns") and _AT.search(text, 0, word.start))
        or (
            word.tag.startswith("nt") and len(word.text) > 3 and _STARTS.search(text, 0, word.start)
        )
    ]
    taken: list[Named] = []
    for one in found:
        if all(one.end <= other.start or one.start >= other.end for other in taken):
            taken.append(one)
    return taken


def question(text: str, one: Named, words: Sequence[Word], randomness: random.Random) -> str:
    """The clause of `text` that names `one`, with a question word in its place and some words left out.

    >>> text = "据悉,到2025年长春将新增学位3.5万个,改善办学条件"
    >>> words = Segmenter().tagged(text)
    >>> question(text, named(text, words)[1], words, random.Random(5))
    '到2025年长春将新增学位几个?'
    """
    start, end = next(
        (m.start(), m.end()) for m in _CLAUSE.finditer(text) if m.start() <= one.start < m.end()
    )
    end = max(end, one.end)
    if end - start - (one.end - one.start) < 6:  # too short to be understood by itself
        before = [m for m in _CLAUSE.finditer(text) if m.end() < start]
        start = before[-1].start() if before else start
    asks = randomness.choice(ASKS[one.kind])
    if "{}" in asks:
        asks = asks.format(_NUMBER.match(text, one.start)["unit"] or "")  # type: ignore[index]
    share = randomness.choice((0.0, 0.0, 0.0, 0.15, 0.3))
    parts, at = [], start
    for word in words:
        if word.start < start or word.end > end or word.start < at:
            continue
        meets = word.end > one.start and word.start < one.end
        odds = share * (1.6 if word.tag.startswith(_LEFT_OUT) else 1.0)
        if not meets and at <= one.start < word.start:
            parts.append(text[at : one.start] + asks)
            at = one.end
        if not meets and randomness.random() < odds:
            parts.append(text[at : word.start])
            at = word.end
    if at <= one.start:
        parts.append(text[at : one.start] + asks)
        at = one.end
    said = _LEAD.sub("", "".join([*parts, text[at:end]]).strip(" “”《》()[]—-"))
    if one.kind in ("day", "year", "number", "percent") and randomness.random() < 0.25:
        # the place asked for comes last, or first: 新增学位多少个, 什么时候开工
        rest = said.replace(asks, "", 1)
        said = (
            rest + randomness.choice(("是", "", "为")) + asks
            if one.kind in ("number", "percent")
            else asks + rest
        )
    if randomness.random() < 0.1:
        said = randomness.choice(_SPOKEN) + said
    return said + randomness.choice(("?", "?", ""))


ALIKE = 0.12, 0.75
"""Least and greatest share of a question's pairs of characters that a sentence has which answers it in other
words."""
NAMES_LEFT_OUT = 0.5
"""Share of names in quotation marks that nothing is asked of: there are too many."""
MOST_OFTEN = 3
"""Sentences of an article that may name what is asked for: what stands everywhere is no answer."""
NEAR = 12
"""Sentences of the article that look most like the question and do not name what it asks for."""


class _Article:
    """An article's sentences by place (passage, sentence), the title at TITLE, and what they name where."""

    def __init__(
        self, title: str, numbers: range, found: Sequence[Lines], segmenter: Segmenter
    ) -> None:
        self.found, self.segmenter = found, segmenter
        self.texts = {(p, s): text for p in numbers for s, text in enumerate(found[p].texts)}
        self.read = {**self.texts, TITLE: title}
        self.words = {place: segmenter.tagged(text) for place, text in self.read.items()}
        self.pairs = {place: _pairs(text) for place, text in self.texts.items()}
        self.naming: dict[str, dict[tuple[int, int], Named]] = {}
        for place, words in self.words.items():
            text = self.read[place]
            for one in named(text, words):
                self.naming.setdefault(text[one.start : one.end], {}).setdefault(place, one)

    def asked(
        self,
        asking: tuple[int, int],
        place: tuple[int, int],
        places: dict[tuple[int, int], Named],
        tokenizer: Tokenizer,
        randomness: random.Random,
    ) -> Item | None:
        """A question that the sentence at `asking` asks and that at `place` answers, if it makes sense."""
        if place == TITLE or not _whole(self.found[place[0]], place[1]):
            return None
        text = question(self.read[asking], places[asking], self.words[asking], randomness)
        said, wanted = _content(self.segmenter.tagged(text)), _pairs(text)
        if not 6 <= len(text) <= 60 or len(said) < 3:
            return None
        alike = len(wanted & self.pairs[place]) / len(wanted)
        about = len(said & _content(self.words[place])) > 1
        if alike < ALIKE[0] or (asking != place and (alike > ALIKE[1] or not about)):
            return None
        name = self.read[asking][places[asking].start : places[asking].end]
        near = sorted(
            (at for at, other in self.texts.items() if name not in other),
            key=lambda at: -len(wanted & self.pairs[at]),
        )
        line = self.found[place[0]]
        start, one = line.places[place[1]][0].start, places[place]
        return Item(
            tokenizer.encode(text).ids,
            line.document,
            *place,
            Span(start + one.start, start + one.end),
            near[:NEAR],
            frozenset(places) - {place},
            text,
        )


def made(
    title: str,
    numbers: range,
    found: Sequence[Lines],
    segmenter: Segmenter,
    tokenizer: Tokenizer,
    randomness: random.Random,
    most: int,
) -> list[Item]:
    """At most `most` questions of one article, whose passages are `numbers` of `found`.

    At most a third of them ask with the words of the sentence that answers, where there are others.
    """
    article = _Article(title, numbers, found, segmenter)
    others: list[Item] = []
    same: list[Item] = []
    for name, places in randomness.sample(sorted(article.naming.items()), len(article.naming)):
        kind = next(iter(places.values())).kind
        if len(others) + len(same) >= 3 * most:
            break
        if len(name) < 2 or len(places) > MOST_OFTEN:
            continue
        if kind == "name" and randomness.random() < NAMES_LEFT_OUT:
            continue
        for asking, place in product(places, places):
            item = article.asked(asking, place, places, tokenizer, randomness)
            if item is not None:
                (same if asking == place else others).append(item)
    randomness.shuffle(others)
    chosen = others[: most - most // 3]
    return chosen + same[: min(most - len(chosen), max(1, most // 3))]


SOURCES = {"news": (36_000, 5), "broadcast": (20_000, 4)}
"""Articles of a set that are read, and the most questions of each."""
READ_OF_ARTICLE = 4_000
"""Characters."""


def made_of(data: Path, tokenizer: Tokenizer) -> tuple[list[Item], list[Lines]]:
    """The questions of all articles in `data` (see training/corpora.py), and their passages."""
    segmenter = Segmenter()
    every: list[Item] = []
    found: list[Lines] = []
    for source, (articles, most) in SOURCES.items():
        for number, row in enumerate(islice(rows(data, source), articles)):
            text = row["text"][:READ_OF_ARTICLE]
            name = f"{source}-{number}"
            own = lines([Document(name, row["title"], text, text.encode(), "utf-8")], tokenizer)
            numbers = range(len(found), len(found) + len(own))
            found += own
            randomness = random.Random(name)
            title = fold(row["title"])
            every += made(title, numbers, found, segmenter, tokenizer, randomness, most)
    return every, found


def _content(words: Sequence[Word]) -> set[str]:
    return {one.text for one in words if one.tag[:1] in "nvaij" and len(one.text) > 1}


def _pairs(text: str) -> set[str]:
    return {text[at : at + 2] for at in range(len(text) - 1)}


def _whole(line: Lines, sentence: int) -> bool:
    """Whether a sentence stands in one piece in its document, so that its characters can be counted off."""
    places = line.places[sentence]
    return places[-1].end - places[0].start == len(line.texts[sentence])
