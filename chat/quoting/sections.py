"""A whole section, where a question names one and asks what it says: 法治长春建设包括哪些工作？ is answered
with that paragraph, 第三条说了什么？ with that article, a part of several paragraphs with how each begins.

Only where the question is nothing but a name and that request, and one section alone has the name: then
nothing is guessed, and nothing has to be judged.
"""

import re
from collections.abc import Callable, Sequence
from functools import partial
from itertools import groupby, takewhile

from chat.asking.numbered import annexes
from chat.asking.numeral import value
from chat.asking.provisions import Article, Provision, begins_article, provision
from ingest.editions import edition
from ingest.layout import heading_level
from ingest.normalize import fold
from ingest.passages import RUN_IN_HEAD
from ingest.types import BlockKind, Document, Passage, Sentence, Span, runs

MOST = 12
"""Quotes of a section; of a longer one they would be no answer but the document."""
SHORT = 600
"""Characters of a part with several paragraphs that is told whole: how each begins may be half a sentence."""
LONGEST_QUOTE = 1200
"""Characters of an article, or a section, that is one quote."""
_SHARE = 0.5
"""Least share of a heading that a name must be: 长春 names no section though 法治长春建设 holds it."""
_SHORTEST, _SHORTEST_OF_PART = 3, 2
"""Characters of a name, and of one that is said to be a part's: 借阅这一章."""

_THING = "(?:工作|措施|举措|内容|方面|任务|要求|事情?|安排|部署|做法|规定|要点|重点|动作|办法|项目)"
_WHAT = "(?:什么|啥|哪些|哪几(?:个|项|条|点)?)"
_REQUEST = re.compile(
    r"^(?P<name>.+?)"
    r"(?P<part>[这那该本](?:一?[个]?(?:段话?|部分|节|章|条|篇|块)))?[里中内]?的?"
    r"(?:主要|具体|大概|大致|一共|总共|共|都|要|究竟|到底|还)*"
    rf"(?:(?:讲述?|说|写|提|谈|规定|介绍|安排|部署|明确|强调)(?:到|出|的)?了?(?:是|些)?{_WHAT}{_THING}?"
    rf"|(?:包括|包含|涉及|涵盖|有|做|抓|采取|提出|推出|部署|安排)了?{_WHAT}{_THING}"
    rf"|(?:包括|包含|涵盖)了?{_WHAT}"
    r"|分(?:为|成)?(?:哪|几)[几]?个?(?:方面|部分|项|步|块|类|点)(?:来?(?:部署|安排|推进|展开|实施|开展|进行|写|讲|说))?"
    rf"|(?:内容|要点|{_THING})(?:是|有){_WHAT}"
    rf"|是?(?:怎么|怎样|如何|咋)(?:讲|说|写|规定|要求)的?"
    rf"|(?P<only>(?:有|是|做|干)(?:些)?{_WHAT}))"
    r"[的了呢吗啊呀]*[?。!]*$"
)
"""`only` asks for no part, work or rule by name: then the heading has to be the name and nothing more."""
_MARKS = re.compile("[“”\"'《》「」『』【】\\s]")
_BEFORE = re.compile("^(?:请问|请|文中|文章|文件|报上|页面上?|关于|对于?|在)?(?:里|中)?的?")
_CUTS = re.compile(
    "[—─\\-:,。;!?、\\s]+|^[一二三四五六七八九十\\d]+[、.]|^[(（][一二三四五六七八九十\\d]+[)）]"
)
_ABOUT = re.compile("^关于")
_NUMBER = re.compile(r"^第[一二三四五六七八九十百千零〇\d]+[编章节]")
_ITEM = re.compile(r"\s*[(（][一二三四五六七八九十\d]+[)）]")
_NUMBERED = re.compile(
    r"^(?P<document>.*?)的?(?P<name>(?:第[一二三四五六七八九十百千零〇\d.]+[编章节条]|(?<![\d.])\d+(?:\.\d+)+条).*)$"
)
_POINT = re.compile(r"\s*([一二三四五六七八九十百]+)、")
_ARTICLE = 2
"""Numbers that name an article; a clause of it has more."""
_LONGEST_ANNEX = 6
"""Characters of 附件(十二)."""

_OF_YEAR = re.compile("^[12][0-9]{3}年?(?:版|修订|修正)?的?")
_OTHER_KIND = re.compile("细则|解释|释义|解读|说明|问答|(?:[的之]|^)补充")
_Names = Callable[[str], bool]
"""Whether a folded line is the heading that a question names."""
Part = tuple[Passage, tuple[Sentence, ...], tuple[Span, ...]]
"""What is quoted of a passage: its sentences, and the words of them that name it."""


def named(question: str) -> str | None:
    """The section that a question asks about, None if it asks for something else.

    >>> named("“提升社会治理效能”这一段主要讲了什么？"), named("法治长春建设包括哪些工作？")
    ('提升社会治理效能', '法治长春建设')
    >>> named("第三条规定了什么？"), named("借阅这一章有哪些规定？"), named("长春有哪些大学？")
    ('第三条', '借阅', None)
    """
    return name if (name := _asked(question)[0]) else None


def _asked(question: str) -> tuple[str, bool]:
    """The name in a question, "" if it asks for no section, and whether that has to be the whole heading."""
    bare = _MARKS.sub("", fold(question))
    match = _REQUEST.match(bare)
    if match is None:
        alone = bare.rstrip("?。!")
        return (alone, True) if _article(alone) else ("", False)
    name = _BEFORE.sub("", match["name"])
    shortest = _SHORTEST_OF_PART if match["part"] else _SHORTEST
    only = bool(match["only"]) and not match["part"]
    return (name, only) if len(name) >= shortest else ("", False)


def told(question: str, document: Document, passages: Sequence[Passage]) -> list[Part]:
    """What the one section that `question` names says, in order; nothing if none or several have the name.

    A paragraph is told whole, an article of a law, and a part of at most `SHORT` characters; of a longer one
    with several paragraphs the heads set into their text are listed, each with its sentence, or, where fewer
    than two have one, how each begins.
    A part that holds a table is not told: its rows are found one by one.
    """
    name, only_name = _asked(question)
    within, is_part = passages, False
    if (numbered := _NUMBERED.match(name)) and numbered["document"]:
        name, called = numbered["name"], numbered["document"]
        if parts := _parts(partial(_is_part, called), passages):
            within, is_part = parts[0] if len(parts) == 1 else (), True
        elif not _is_called(called, document.title):
            return []
    if not name:
        return []
    place = provision(name)
    found = _named(name, place, within, document, 1.0 if only_name else _SHARE)
    if place and place.article and not found:
        found = _numbered(place.article, within, document, points=is_part)
    if len(found) != 1:
        return []
    only = found[0]
    if any(one.kind is BlockKind.ROW for one in only):
        return []
    if place and (place.paragraph or place.item):
        return _inside(only, place, document)
    paragraphs = _paragraphs(only)
    length = sum(len(document.quote(passage.spans)) for passage in only)
    whole = length <= SHORT or len(paragraphs) == 1 or place is not None
    quotes = _whole(only) if whole else _outline(paragraphs, document)
    return quotes if len(quotes) <= MOST else []


def _named(
    name: str,
    place: Provision | None,
    passages: Sequence[Passage],
    document: Document,
    share: float,
) -> list[list[Passage]]:
    """What has the name: the paragraphs that it is set into, and the parts below a heading."""
    if place:
        is_it: _Names = partial(_is_article, place.article)
    else:
        is_it = partial(_is_part if _is_annex(name) else partial(_is, share), name)
    heads = [one for one in _paragraphs(passages) if _head_is(is_it, one, document)]
    return [*heads, *_parts(is_it, passages)]


def _numbered(
    article: Article, passages: Sequence[Passage], document: Document, *, points: bool
) -> list[list[Passage]]:
    """The paragraphs that begin with the number of an article, each with its items: 3.2 is 第3.2条, and, if
    `points` may be articles, 四、 is 第四条."""

    def begins(line: str) -> bool:
        if points and (point := _POINT.match(line)):
            return (int(value(point[1])), 0) == article
        return len(article) > _ARTICLE and begins_article(line) == article

    lines = _paragraphs(passages)
    texts = [fold(document.quote(one[0].spans)) for one in lines]
    found: list[list[Passage]] = []
    for at in filter(lambda at: begins(texts[at]), range(len(lines))):
        items = takewhile(
            lambda below: _is_inside(article, texts[below]), range(at + 1, len(lines))
        )
        found.append([one for line in (at, *items) for one in lines[line]])
    return [*found, *(_parts(begins, passages) if points else ())]


def _is_inside(article: Article, line: str) -> bool:
    """Whether a line is an item of the article above it: （一）, or 3.2.1 below 3.2."""
    own = begins_article(line) or ()
    return _ITEM.match(line) is not None or article == own[: len(article)] != own


def _inside(article: list[Passage], place: Provision, document: Document) -> list[Part]:
    """A paragraph of an article, with its items, or an item with the line that opens it."""
    lines = [one for one in article if one.kind is BlockKind.PARAGRAPH]
    begins = [at for at, one in enumerate(lines) if not _ITEM.match(document.quote(one.spans))]
    wanted = place.paragraph or 1
    if wanted > len(begins):
        return []
    first = begins[wanted - 1]
    own = lines[first : begins[wanted] if wanted < len(begins) else len(lines)]
    if place.item:
        items = (
            own[1:]
            if place.paragraph
            else [one for at, one in enumerate(lines) if at not in begins]
        )
        own = [lines[first], items[place.item - 1]] if place.item <= len(items) else []
    return _whole(own)


def _whole(passages: list[Passage]) -> list[Part]:
    """The paragraphs, those of one article or section together, if they are not too long for one quote."""
    found: list[Part] = []
    for section, own in groupby(
        (one for one in passages if one.kind is BlockKind.PARAGRAPH), lambda one: one.section
    ):
        lines = list(own)
        length = sum(span.end - span.start for one in lines for span in one.spans)
        if section and length <= LONGEST_QUOTE:
            found.append((lines[0], tuple(s for one in lines for s in one.sentences), ()))
        else:
            found += [(one, one.sentences, ()) for one in lines]
    return found


def _outline(paragraphs: list[list[Passage]], document: Document) -> list[Part]:
    headed = [one for one in paragraphs if _head(one, document)]
    chosen = headed if len(headed) > 1 else paragraphs
    return [(one[0], one[0].sentences[:1], _head(one, document)) for one in chosen]


def _paragraphs(passages: Sequence[Passage]) -> list[list[Passage]]:
    """Passages of running text by paragraph: a long one is cut into several, which touch."""
    found: list[list[Passage]] = []
    for passage in passages:
        if passage.kind is BlockKind.PARAGRAPH:
            last = found[-1][-1] if found else None
            if last is not None and last.spans[-1].end == passage.spans[0].start:
                found[-1].append(passage)
            else:
                found.append([passage])
    return found


def _head(paragraph: list[Passage], document: Document) -> tuple[Span, ...]:
    """The characters of the heading that is set into a paragraph's text; () if it has none."""
    first = paragraph[0].sentences[0]
    text = document.quote(first)
    end = text.find("。") + 1
    if not 0 < end <= RUN_IN_HEAD or (end == len(text) and len(paragraph[0].sentences) == 1):
        return ()
    return runs([at for span in first for at in range(span.start, span.end)][:end])


def _head_is(is_it: _Names, paragraph: list[Passage], document: Document) -> bool:
    head = _head(paragraph, document)
    return bool(head) and is_it(fold(document.quote(head)))


def _parts(is_it: _Names, passages: Sequence[Passage]) -> list[list[Passage]]:
    """The passages under each heading, or article of a law, that is the one named."""
    found: dict[str, list[Passage]] = {}
    for passage in passages:
        path = passage.section.split(" › ")
        depth = next((at for at, line in enumerate(path, 1) if is_it(fold(line))), 0)
        if depth:
            found.setdefault(" › ".join(path[:depth]), []).append(passage)
    return list(found.values())


def _is(share: float, name: str, line: str) -> bool:
    """Whether a name is at least that share of a heading, or of a part of it; 关于 does not count."""
    whole = _MARKS.sub("", line)
    parts = (*_CUTS.split(whole), _NUMBER.sub("", whole))
    return any(
        name in part and len(name) >= share * len(_ABOUT.sub("", part)) for part in parts if part
    )


def _is_called(name: str, title: str) -> bool:
    """Whether a document may be called so, with or without its edition: 条例 is not its 实施细则."""
    whole = _MARKS.sub("", fold(title))
    said, base = _OF_YEAR.sub("", edition(name.removesuffix("的")).title), edition(whole).title
    _, found, behind = base.partition(said)
    return bool(found and said) and not (
        _OTHER_KIND.search(behind) and not _OTHER_KIND.search(said)
    )


def _is_part(name: str, line: str) -> bool:
    """Whether a heading is that of the part of a document that a question names: 附件2：… is 附件二, and a
    仓库租赁合同补充协议 the 补充协议."""
    wanted = name.removesuffix("的")
    if _is_annex(wanted):
        begin = line.lstrip()
        return begin.startswith("附") and annexes(wanted) <= annexes(begin[:_LONGEST_ANNEX])
    is_own = heading_level(line) == heading_level("")  # 六、解除合同 is no contract
    return is_own and _MARKS.sub("", line).endswith(wanted)


def _is_annex(name: str) -> bool:
    """Whether a name is nothing but the number of an annex."""
    return bool(annexes(name)) and len(name) <= _LONGEST_ANNEX


def _is_article(article: Article | None, line: str) -> bool:
    return article is not None and begins_article(line) == article


def _article(name: str) -> bool:
    """Whether a name is that of an article, or of a part of one."""
    place = provision(name)
    return place is not None and place.article is not None
