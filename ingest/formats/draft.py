"""A text in the making: what a format's reader finds, piece by piece, with its structure."""

import re
from collections.abc import Sequence

from ingest.types import Block, BlockKind, Span, Structure

_BREAKS = re.compile("[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]+")
CELLS = " | "
"""What stands between the cells of a table's row."""


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
        self._pieces: list[str] = []
        self._length = 0
        self._blocks: list[Block] = []
        self._places: list[tuple[int, str]] = []

    @property
    def text(self) -> str:
        """All blocks, a line each."""
        return "".join(self._pieces)

    def structure(self) -> Structure:
        """The blocks and places that were added."""
        return Structure(tuple(self._blocks), tuple(self._places), printed=False)

    def place(self, label: str) -> None:
        """What follows stands at `label`: 第3页, 幻灯片2."""
        self._places.append((self._length, label))

    def add(self, kind: BlockKind, text: str, level: int | None = None) -> None:
        """A block, its line breaks made spaces; one without a visible character is left out."""
        line = _BREAKS.sub(" ", text).strip()
        if line:
            self._blocks.append(Block(kind, (Span(self._length, self._length + len(line)),), level))
            self._pieces += [line, "\n"]
            self._length += len(line) + 1

    def table(
        self, rows: Sequence[Sequence[str]], places: Sequence[str] = (), *, even: bool = True
    ) -> None:
        """A table, a block a row; each cell is led by the head of its column, if the first row has
        heads and the columns are `even`: no cell spans several. `places` are the labels of the rows."""
        cleaned = [[" ".join(cell.split()) for cell in row] for row in rows]
        heads = cleaned[0] if even and has_heads(cleaned) else []
        for number, row in enumerate(cleaned):
            if heads and number == 0:
                continue
            if any(row) and number < len(places):
                self.place(places[number])
            cells: list[str] = []
            for column, cell in enumerate(row):
                head = heads[column] if column < len(heads) else ""
                if cell:
                    cells.append(f"{head}：{cell}" if head else cell)
            self.add(BlockKind.ROW, CELLS.join(cells))


def has_heads(rows: Sequence[Sequence[str]]) -> bool:
    """Whether a table's first row says what the columns below it hold.

    >>> has_heads([["项目", "目标"], ["学位", "10万个"]]), has_heads([["学位", "10万个"], ["岗位", "60万个"]])
    (True, False)
    """
    if len(rows) < 2 or len(rows[0]) < 2:
        return False
    first, rest = rows[0], rows[1:]
    named = sum(map(bool, first)) >= 2 and len(set(filter(None, first))) >= 2
    if not named or any(_counts(cell) for cell in first):
        return False
    return len(first) > 2 or any(_counts(cell) for row in rest for cell in row)


def _counts(cell: str) -> bool:
    return any(character.isdigit() for character in cell) and len(cell) <= 12
