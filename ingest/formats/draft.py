"""A text in the making: what a format's reader finds, piece by piece, with its structure."""

import re
from collections.abc import Sequence
from itertools import accumulate, chain, repeat

from ingest.types import BlockKind, Lines, Structure

_BREAKS = re.compile("[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]+")
_APART = re.compile(
    r"(?<=[。！？；])[ \u3000]*[\n\v]"
    r"|[\n\v](?=[ \t\u3000]*(?:[^\W\d]\w{0,9}[：:]"
    r"|[(（]?(?:[一二三四五六七八九十]{1,3}|\d{1,2})[)）、.．](?!\d)))"
)
"""A line that ends with its paragraph's sentence, or begins with its own name (地点：) or number (2.)."""
CELLS = " | "
"""What stands between the cells of a table's row."""
_AT_ONCE = 200
"""Rows that are looked at together for blanks to make single spaces; an odd cell costs so many their time."""
_LONGEST_NUMBER = 40
_FOUR_DIGITS = re.compile(r"\d{4}")
_PERIOD = re.compile(r"(?:19|20)\d\d(?:年|$)|1?\d月|第?[一二三四1-4]季度")
_MODEL = re.compile(
    r"(?:PM2\.5|[A-Za-z]{1,8}[- ]?\d{1,5}[A-Za-z]{0,3}[型款版号]?)(?:[(（][^()（）]*/[^()（）]*[)）])?$"
)
"""A model or what is measured, with its unit (PM10（微克/立方米）)."""
_SAYS = 3
"""Letters beside the digits of a name (24小时封顶), at least; the unit of what it is over has fewer (15元)."""
_LONGEST_NAME = 20
"""Characters in the head of a column."""


class Draft:
    """Collects blocks in reading order.

    >>> draft = Draft()
    >>> draft.place("第1页")
    >>> draft.add(BlockKind.HEADING, "民生工程", level=1)
    >>> draft.table([["项目", "目标"], ["学位", "10万个"]])
    >>> draft.text
    '民生工程\\n项目：学位 | 目标：10万个\\n'
    >>> [(block.kind.value, block.level) for block in draft.structure().blocks]
    [('heading', 1), ('row', None)]
    """

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._kinds: list[BlockKind] = []
        self._levels: list[int | None] = []
        self._places: list[int] = []
        """How many lines stand before each label."""
        self._labels: list[str] = []

    @property
    def text(self) -> str:
        """All blocks, a line each."""
        return "\n".join([*self._lines, ""])

    def structure(self) -> Structure:
        """The blocks and places that were added."""
        starts = tuple(accumulate([len(line) + 1 for line in self._lines], initial=0))
        blocks = Lines(tuple(self._kinds), starts, tuple(self._levels))
        places = zip(map(starts.__getitem__, self._places), self._labels, strict=True)
        return Structure(blocks, tuple(places), printed=False)

    def place(self, label: str) -> None:
        """What follows stands at `label`: 第3页, 幻灯片2."""
        self._places.append(len(self._lines))
        self._labels.append(label)

    def add(self, kind: BlockKind, text: str, level: int | None = None) -> None:
        """A block, its line breaks made spaces; one without a visible character is left out."""
        if len(text.splitlines()) > 1:  # which are found in less time than by the pattern
            text = _BREAKS.sub(" ", text)
        if line := text.strip():
            self._lines.append(line)
            self._kinds.append(kind)
            self._levels.append(level)

    def table(
        self,
        rows: Sequence[Sequence[str]],
        places: Sequence[str] = (),
        *,
        headed: bool | None = None,
    ) -> None:
        """A table, a block a row; each cell is led by the head of its column, if the first row has heads,
        which is guessed where it is not known. `places` are the labels of the rows. What has one cell in
        each row is no table but lines."""
        if headed is None:
            headed = has_heads(rows)
        heads = [" ".join(cell.split()) for cell in rows[0]] if headed else []
        lines = all(sum(not cell.isspace() for cell in row if cell) < 2 for row in rows)
        kind = BlockKind.PARAGRAPH if lines else BlockKind.ROW
        first = 1 if heads else 0
        self.lines(kind, joined(rows[first:], heads), places[first:])

    def lines(self, kind: BlockKind, lines: Sequence[str], places: Sequence[str] = ()) -> None:
        """Blocks of one kind, each of a line as `joined` makes them, and their labels, if they have any;
        blank ones are left out. All at once, for sheets have rows by the thousand."""
        if not all(lines):
            places = [label for line, label in zip(lines, places, strict=False) if line]
            lines = [line for line in lines if line]
        self._places += range(len(self._lines), len(self._lines) + min(len(lines), len(places)))
        self._labels += places[: len(lines)]
        self._lines += lines
        self._kinds += [kind] * len(lines)
        self._levels += [None] * len(lines)


def apart(text: str) -> list[str]:
    """A paragraph's lines, where the breaks in it stand between things of their own and not inside a sentence.

    >>> apart("时间：3月8日\\n地点：三楼\\n会议室"), apart("关于2025年\\n学位的通知")
    (['时间：3月8日', '地点：三楼\\n会议室'], ['关于2025年\\n学位的通知'])
    """
    return _APART.split(text) if len(text.splitlines()) > 1 else [text]


def joined(rows: Sequence[Sequence[str]], heads: Sequence[str] = ()) -> list[str]:
    """Each row's cells in one line, each led by the head of its column, with single spaces for all blanks;
    blank cells are left out.

    >>> joined([["学位", "10万个"], [" ", "60万\\n个"]], ["项目", "目标"])
    ['项目：学位 | 目标：10万个', '目标：60万 个']
    """
    widths = set(map(len, rows))
    widest = max(widths, default=0)
    before = [f"{head}：" if head else "" for head in heads[:widest]]
    before += [""] * (widest - len(before))

    def filled(row: Sequence[str]) -> str:
        return CELLS.join(h + cell for h, cell in zip(before, row, strict=False) if cell)

    if (
        widest and len(widths) == 1 and all(map(all, rows))
    ):  # in half of the time that a row each takes
        led = [*before[:1], *(CELLS + head for head in before[1:])]
        pieces = zip(map(repeat, led), zip(*rows, strict=True), strict=True)
        lines = list(map("".join, zip(*chain.from_iterable(pieces), strict=False)))
    else:
        lines = list(map(filled, rows))
    for at in range(0, len(lines), _AT_ONCE):
        whole = " ".join(["", *lines[at : at + _AT_ONCE], ""])
        if whole.isprintable() and "  " not in whole:
            continue  # no blank but single spaces between two others, so no cell was blank
        seen = [
            ["" if cell.isspace() else cell for cell in row] for row in rows[at : at + _AT_ONCE]
        ]
        lines[at : at + _AT_ONCE] = [" ".join(filled(row).split()) for row in seen]
    return lines


def has_heads(rows: Sequence[Sequence[str]]) -> bool:
    """Whether a table's first row says what the columns below it hold: names for two columns or more, none
    of which counts anything. Of two columns only, one must hold counts, or writing that is far longer
    than its name, because two words beside two words are as likely a row of a list.

    >>> has_heads([["项目", "目标"], ["学位", "10万个"]]), has_heads([["学位", "10万个"], ["岗位", "60万个"]])
    (True, False)
    >>> has_heads([["栏目", "正文"], ["民生", "坚持民生投入只增不减、惠民力度只升不降，聚力共同富裕。"]])
    True
    >>> has_heads([["项目", "2025年"], ["学位", "8万个"]]), has_heads([["学位", "2025年"], ["岗位", "2026年"]])
    (True, False)
    >>> has_heads([["项目", "QQ-500", "QQ-800"], ["额定功率", "65W", "90W"], ["净重", "9.8kg", "12.5kg"]])
    True
    >>> has_heads([["停车场", "首小时", "24小时封顶"], ["东站", "5元", "40元"], ["西站", "3元", "25元"]])
    True
    """
    if len(rows) < 2 or len(rows[0]) < 2:
        return False
    first, rest = rows[0], rows[1:]
    filled = [cell for cell in first if cell.strip()]
    named = len(filled) >= 2 and len(set(filled)) >= 2
    if not named or any(counts(cell) and not _is_name(at, rows) for at, cell in enumerate(first)):
        return False
    return (
        len(first) > 2
        or any(counts(cell) for row in rest for cell in row)
        or max(map(len, first)) <= _LONGEST_NAME < max(len(cell) for row in rest for cell in row)
    )


def _is_name(column: int, rows: Sequence[Sequence[str]]) -> bool:
    """Whether a column is headed by a year or a part of one (2025年, 一季度), by a model or what is measured
    (QQ-500, PM2.5), or by words that have a number (24小时封顶), and does not hold such."""
    head, *cells = [row[column].strip() for row in rows if column < len(row)]
    return any(
        kind.match(head) is not None and not any(map(kind.match, cells))
        for kind in (_PERIOD, _MODEL)
    ) or (len(rows[0]) > 2 and _is_said_of(head, [cell for cell in cells if cell]))


def _is_said_of(head: str, cells: Sequence[str]) -> bool:
    """Whether words with a number stand over counts, two at least, of one unit that is not theirs: 10万平方米
    over 300公里 and 60个 is the first of three things, and 80元/人次 over 40元 the first of two prices."""
    units = {_letters(cell) for cell in cells if counts(cell)}
    unit = units.pop() if len(units) == 1 and len(cells) > 1 and all(map(counts, cells)) else ""
    said = _letters(head)
    return len(said) >= _SAYS > len(unit) > 0 and unit not in said


def _letters(cell: str) -> str:
    return "".join(filter(str.isalpha, cell))


def counts(cell: str) -> bool:
    """Whether a cell holds a number rather than a name: 10万个, 2025, 13900000000-01."""
    if len(cell) <= 12:
        return any(map(str.isdigit, cell))
    known = len(cell) <= _LONGEST_NUMBER and _FOUR_DIGITS.search(cell)  # found out in less time
    return bool(known) and 2 * sum(map(str.isdigit, cell)) > len(cell)
