"""Which rows of a document are of one table: those with the same heads, but for cells that are blank.

A sheet of lodging and one of trains both have a row 其他员工: who asks for the one means no row of the other.
"""

from collections.abc import Sequence, Set


def by_table(rows: Sequence[Set[str]]) -> list[int]:
    """The number of the table of each row, of which the heads are given: those of two rows of one table are the
    same but for cells that are blank, so that most of the shorter one's are the other's.

    >>> lodging, train = {"职级", "一线城市", "其他城市"}, {"职级", "飞机", "火车"}
    >>> by_table([lodging, train, {"职级", "火车"}, {"职级", "一线城市"}])
    [0, 1, 1, 0]
    """
    tables: list[set[str]] = []
    numbers = []
    for heads in rows:
        shares = [len(heads & own) / max(1, min(len(heads), len(own))) for own in tables]
        best = max(shares, default=0.0)
        if best > 1 / 2:
            number = shares.index(best)
            tables[number] |= heads
        else:
            number = len(tables)
            tables.append(set(heads))
        numbers.append(number)
    return numbers
