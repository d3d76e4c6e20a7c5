"""The rows of a table and their cells, and which rows a question names.

A row is one sentence of its passage, or, where it is long, several that touch; its cells stand behind the heads
of their columns: 线路：2路 | 末班车：22:10.
"""

import re
from collections.abc import Callable, Sequence

from chat.ranking.moments import begins_with, by_one_name
from chat.ranking.stretches import other_times
from ingest.formats.draft import CELLS
from ingest.normalize import fold
from ingest.types import BlockKind, Document, Passage, Sentence, Span

_WEEKDAY = re.compile("(?:周|礼拜)(?=[一二三四五六日])")
_BESIDE = 6
"""Passages before a row, and as many after it, that tell which heads its table has."""
_BRACKET = re.compile(r"(?<=[^(]{2})\([^()]*\)$")
_KIND = re.compile("[\u4e00-\u9fff]{2,8}:([\u4e00-\u9fff]{2,10})")
"""专家坐诊:儿科 is called 儿科 as well."""
_NO_NAME = re.compile(".{21}|[,;。!?|]")
"""What is too long for a name, or a sentence."""
_DIGIT = re.compile("[0-9]")
_JOINING = re.compile("以?及|[和与/]|或者?")
_LATIN = re.compile("[a-z][a-z0-9-]+$")
SHORTEST = 2
"""Characters of a cell, or of a word in one, that a question can name."""


def named_rows(question: str, rows: Sequence[str]) -> list[bool]:
    """Which rows of a table hold most of the cells that `question` names: all, where it names none.

    >>> named_rows("2路车的末班车几点？", ["线路：12路 | 末班车：22:30", "线路：2路 | 末班车：21:00"])
    [False, True]
    >>> named_rows("末班车几点？", ["线路：12路 | 末班车：22:30", "线路：2路 | 末班车：21:00"])
    [True, True]
    """
    counts = cells_named(question, rows)
    others = other_times(fold(question), [contents(row) for row in rows])
    left = [count for count, other in zip(counts, others, strict=True) if not other]
    return [count == max(left) and not other for count, other in zip(counts, others, strict=True)]


def cells_named(question: str, rows: Sequence[str]) -> list[int]:
    """How many of its cells `question` names, of each row of a table.

    >>> cells_named("2路车的末班车几点？", ["线路：12路 | 末班车：22:30", "线路：2路 | 末班车：21:00"])
    [0, 1]
    """
    asked = as_in_cells(question)
    cells = [_cells(row) for row in rows]
    places = {cell: places_of(asked, cell) for own in cells for cell in own}
    every = {place for found in places.values() for place in found}
    # 夜1路 names no row of 1路: what stands inside a longer cell that is named as well is not meant
    outer = {
        place
        for place in every
        if not any(a <= place[0] and place[1] <= b and (a, b) != place for a, b in every)
    }
    counts = [sum(bool(outer & places[cell]) for cell in own) for own in cells]
    if any(counts):
        return counts
    first = begun(question, rows)
    return [int(one) for one in (first if any(first) else ended(question, rows))]


def begun(question: str, rows: Sequence[str]) -> list[bool]:
    """Which row of a table is the only one with a cell of which `question` says the beginning, half of it at
    least, where it names no cell.

    >>> begun("九价多少钱？", ["疫苗：二价疫苗 | 价格：329", "疫苗：九价疫苗 | 价格：1318"])
    [False, True]
    """
    asked = as_in_cells(question)
    cells = [[_BRACKET.sub("", cell) for cell in contents(row)] for row in rows]
    said = [max((_beginning(asked, cell) for cell in own), default=0) for own in cells]
    most = max(said, default=0)
    return [one == most > 0 and said.count(most) == 1 for one in said]


def ended(question: str, rows: Sequence[str]) -> list[bool]:
    """Which row of a table is the only one with a name of which `question` says the end, a word of Latin
    letters or half of the name; no other row has a cell that ends so.

    >>> ended("CT的质保期？", ["设备：64排螺旋CT | 质保期：5年", "设备：彩超 | 质保期：3年"])
    [True, False]
    """
    asked = as_in_cells(question)
    cells = [[_BRACKET.sub("", cell) for cell in contents(row)] for row in rows]
    ends = [max((_end(asked, cell) for cell in own), key=len, default="") for own in cells]
    longest = max(ends, key=len, default="")
    have = [bool(longest) and any(cell.endswith(longest) for cell in own) for own in cells]
    return [own and have.count(True) == 1 for own in have]


def _beginning(asked: str, cell: str) -> int:
    """How many characters of the beginning of a cell are said, 0 where fewer than half are."""
    least = max(SHORTEST, -(-len(cell) // 2))
    lengths = range(len(cell) - 1, least - 1, -1)
    return next((length for length in lengths if places_of(asked, cell[:length])), 0)


def _end(asked: str, cell: str) -> str:
    """The end of a name that is said: a word of Latin letters, or half of it, "" if none is."""
    if _NO_NAME.search(cell):
        return ""
    if (word := _LATIN.search(cell)) and word.start():
        return word[0] if places_of(asked, word[0]) else ""
    if _DIGIT.search(cell):  # 6元/平方米 names nothing
        return ""
    least = max(SHORTEST + 1, -(-len(cell) // 2))
    ends = (cell[-length:] for length in range(len(cell) - 1, least - 1, -1))
    return next((end for end in ends if places_of(asked, end)), "")


def as_in_cells(question: str) -> str:
    """A question folded, with weekdays, days and hours by one name each.

    >>> as_in_cells("周六和2026-03-08上午9点有什么活动？")
    '星期六和2026年3月8日9:00有什么活动?'
    """
    return _WEEKDAY.sub("星期", by_one_name(fold(question)))


def touch(passage: Passage, sentence: int) -> bool:
    """Whether a sentence of a table and the next one stand in the same row."""
    return passage.sentences[sentence][-1].end == passage.sentences[sentence + 1][0].start


def _cells(row: str) -> set[str]:
    """What stands in the cells of a row, without the heads of their columns, and each item of a cell that lists
    several (人民广场、中心医院) or joins two (主管及工程师), and the day or the hour that one begins with."""
    found = _named_by(row)
    items = {item for cell in found for item in cell.split("、")}
    joined = {item for cell in items for item in _joint(cell)}
    return {cell for cell in found | items | joined if len(cell) >= SHORTEST}


def _joint(cell: str) -> list[str]:
    """The names that a joint one is of, [] where it is of one: no 和平路, 2026/7/4 or 元/吨.

    >>> _joint("主管及工程师"), _joint("和平路"), _joint("饱和脂肪酸"), _joint("共和国大道")
    (['主管', '工程师'], [], [], [])
    """
    names = [] if _NO_NAME.search(cell) or _DIGIT.search(cell) else _JOINING.split(cell)
    return names if len(names) > 1 and all(len(one) >= SHORTEST for one in names) else []


def _named_by(row: str) -> set[str]:
    """What names the cells of a row by themselves."""
    cells = contents(row)
    cells += [_BRACKET.sub("", cell) for cell in cells]  # 二价疫苗 is called so without its (国产)
    cells += [kind[1] for cell in cells if (kind := _KIND.fullmatch(cell))]
    moments = {one for cell in cells for one in begins_with(cell)}
    return moments | {_WEEKDAY.sub("星期", by_one_name(cell)) for cell in cells}


def says_cell(question: str, row: str) -> bool:
    """Whether a question says all that stands in one cell of a row.

    >>> row = "线路：2路 | 站点：体育馆、图书馆"
    >>> says_cell("2路几点收车？", row), says_cell("图书馆几点关门？", row)
    (True, False)
    """
    asked = as_in_cells(question)
    return any(places_of(asked, cell) for cell in _named_by(row) if len(cell) >= SHORTEST)


def says_moment(question: str, row: str) -> bool:
    """Whether a question names the day or the hour that a cell of a row begins with, and the head of one.

    >>> row = "日期：2026/7/4 | 活动：义诊 | 主讲：周正平"
    >>> says_moment("7月4号有什么活动？", row), says_moment("7月5日有什么活动？", row)
    (True, False)
    """
    asked = as_in_cells(question)
    cells = list(map(_headed, fold(row).split(CELLS)))
    moments = {one for _, said in cells for one in begins_with(said.strip())}
    heads = [head for head, _ in cells if len(head) >= SHORTEST]
    return any(places_of(asked, one) for one in moments) and any(head in asked for head in heads)


def has_day(row: str) -> bool:
    """Whether a cell of a row begins with a day of a month.

    >>> has_day("日期：11月27日 | 疫苗：二价"), has_day("线路：2路 | 末班车：22:10")
    (True, False)
    """
    return any("日" in one for cell in contents(row) for one in begins_with(cell))


def contents(row: str) -> list[str]:
    """What stands in each cell of a row, folded, without the head of its column.

    >>> contents("省份：湖南 | 最低分：518")
    ['湖南', '518']
    """
    return [_headed(cell)[1].strip() or cell for cell in fold(row).split(CELLS)]


def places_of(asked: str, cell: str) -> set[tuple[int, int]]:
    """Where a cell stands in a question, and not inside a number or word of Latin letters."""
    found = set()
    start = asked.find(cell)
    while start >= 0:
        end = start + len(cell)
        if not (_joined(asked, start) or _joined(asked, end)):
            found.add((start, end))
        start = asked.find(cell, start + 1)
    return found


def _joined(text: str, at: int) -> bool:
    """Whether the characters on both sides of a place are of one number or word."""
    around = text[at - 1 : at + 1] if at > 0 else ""
    return len(around) == 2 and all(one.isascii() and one.isalnum() for one in around)


def rows_of(passage: Passage) -> list[tuple[Sentence, ...]]:
    """The sentences of each row of a passage of a table: a long row has several, which touch."""
    rows: list[list[Sentence]] = []
    for at, sentence in enumerate(passage.sentences):
        if at and touch(passage, at - 1):
            rows[-1].append(sentence)
        else:
            rows.append([sentence])
    return [tuple(row) for row in rows]


def row_at(passage: Passage, sentence: int) -> tuple[Sentence, ...]:
    """The row that a sentence of a passage of a table stands in."""
    own = passage.sentences[sentence]
    return next(row for row in rows_of(passage) if own in row)


def row_text(document: Document, row: Sequence[Sentence]) -> str:
    """A row as it stands in its document."""
    return document.quote([span for sentence in row for span in sentence])


def columns(document: Document, row: Sequence[Sentence]) -> list[tuple[str, str]]:
    """The head of each cell of a row, "" if it has none, and what stands below it, folded.

    >>> page = Document("a.csv", "a", "线路：2路 | 末班车：22:10", b"", "utf-8")
    >>> columns(page, [(Span(0, len(page.text)),)])
    [('线路', '2路'), ('末班车', '22:10')]
    """
    cells = fold(row_text(document, row)).split(CELLS)
    return [(head, said.strip()) for head, said in map(_headed, cells)]


def is_blank(
    question: str,
    passage: Passage,
    sentence: int,
    document: Document,
    before: Callable[[], Sequence[Passage]],
    after: Callable[[], Sequence[Passage]],
) -> bool:
    """Whether a row of a table has nothing in any of the columns whose heads `question` names: rows beside it
    have, in its passage or in one near it. Its other cells are then no answer.

    >>> text = "姓名：高远 | 应缴：25元 | 实缴：25元\\n姓名：慕容雪 | 应缴：26元"
    >>> page = Document("a.csv", "a", text, b"", "utf-8")
    >>> first, second = (Span(0, 26),), (Span(27, len(text)),)
    >>> rows = Passage("a.csv", BlockKind.ROW, "", (first, second))
    >>> [is_blank("慕容雪实缴多少？", rows, at, page, list, list) for at in (0, 1)]
    [False, True]
    """
    if passage.kind is not BlockKind.ROW:
        return False
    asked = fold(question)
    own = {head for head, _ in columns(document, row_at(passage, sentence))}
    named = _asked_heads(asked, [passage], document)
    if not named & own:
        near = [*before()[-_BESIDE:], *after()[:_BESIDE]]
        rows = [one for one in near if one.kind is BlockKind.ROW]
        named |= _asked_heads(asked, rows, document)
    # 实缴 is not asked where 实缴日期 is
    whole = [head for head in named if not any(head in other != head for other in named)]
    return bool(whole) and own.isdisjoint(whole)


def _asked_heads(asked: str, passages: Sequence[Passage], document: Document) -> set[str]:
    """The heads in rows of a table that a folded question names."""
    rows = [row for passage in passages for row in rows_of(passage)]
    heads = {head for row in rows for head, _ in columns(document, row)}
    return {head for head in heads if len(head) >= SHORTEST and head in asked}


def _headed(cell: str) -> tuple[str, str]:
    """The head of a cell, "" if it has none, and the rest; the colon of an hour ends no head.

    >>> _headed("末班车:22:10"), _headed("8:30")
    (('末班车', '22:10'), ('', '8:30'))
    """
    head, colon, said = cell.partition(":")
    return (head, said) if colon and not head.strip().isdigit() else ("", cell)


def name_of(document: Document, row: Sequence[Sentence]) -> tuple[Span, ...]:
    """Where the first cell's words stand, without its head."""
    cell = row_text(document, row).split(CELLS)[0]
    start = row[0][0].start
    return (Span(start + len(cell) - len(_headed(fold(cell))[1]), start + len(cell)),)
