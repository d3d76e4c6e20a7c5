"""Rows of a table: where a question names one (2路车的末班车几点？), those that it does not name do not answer;
where it names what several hold (哪些公交经过图书馆？), all of these do.

Rows of a table are alike but for what stands in their cells, and a network reads past the difference
of 2路 and 12路. Nothing is counted or compared: which row has the least no row says.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from chat.asking.question import Asks, asked
from chat.quoting.kinds import has_asked, says_head
from chat.quoting.sections import Part
from chat.quoting.signs import fits, tells_sign
from chat.quoting.unlisted import names_none
from chat.ranking.cells import (
    SHORTEST,
    as_in_cells,
    begun,
    cells_named,
    columns,
    contents,
    ended,
    has_day,
    name_of,
    row_at,
    row_text,
    rows_of,
    says_cell,
    says_moment,
)
from chat.ranking.evidence import Evidence
from chat.ranking.stretches import holds_moment, other_times
from chat.ranking.tables import by_table
from chat.refusing.veto import asks_measure
from index.segment import Segmenter
from ingest.formats.draft import CELLS
from ingest.normalize import fold
from ingest.types import BlockKind, Document, Passage, Sentence

MOST = 12
"""Rows that are quoted together; of more, only the likeliest are."""
MEASURED = 0.19
"""Probability of a row that a question names and asks a measure of, just enough to be shown (chat/answer.py):
rows are read as less than sentences."""
_WHICH = (Asks.LIST, Asks.THING, Asks.PERSON, Asks.PLACE)
"""What is asked for when the answer is a row."""
_Cells: TypeAlias = list[tuple[str, str]]
"""The cells of a row with their heads."""
_NAMES = ("n", "t", "j", "s")
_YEAR = re.compile("[12][0-9]{3}(?=年)")
_SUPERLATIVE = re.compile("最[高低多少大小早晚长短贵便快慢远重轻老差]")


def rows_meant(
    question: str,
    evidence: list[Evidence],
    document: Callable[[str], Document],
    segmenter: Segmenter,
) -> list[Evidence]:
    """The evidence, the most probable first, without the rows of a table that `question` does not name, if it
    names others, or that are good for other times. Those are then as probable as any row of their table: that
    one answers is known from the table's heads, and which one from the name. As probable as `MEASURED` is one
    that is named by a whole cell, or the only one with a cell that begins so, where an amount, an hour or a
    day is asked for: whether it has such is looked at behind (veto.py); one whose name is said and that has
    a cell of another kind that is asked for (kinds.py); one that is named, if only by the end of its name or by
    a time, with a head (CT的质保期); one that has, with its title, all that a question for rows names
    (星期六有哪些活动？); and one that has the day and a head that one for a thing, a person or a place names
    (7月4号的活动谁负责？). Asked which has the most or the least, none answers that does not say so, and asked
    which have a sign (signs.py), none that has the other, unless it is named."""
    documents: dict[str, list[Evidence]] = {}
    for one in evidence:
        if one.hit.passage.kind is BlockKind.ROW:
            documents.setdefault(one.hit.passage.document_id, []).append(one)
    kept = [(one, False) for one in evidence if one.hit.passage.kind is not BlockKind.ROW]
    for name, own in documents.items():
        page = document(name)
        rows = [_Row(question, one, page, segmenter) for one in own]
        texts = [row.text for row in rows]
        counts = cells_named(question, texts)
        others = other_times(fold(question), [contents(text) for text in texts])
        if (named := max(counts)) or any(others):
            only, ends = begun(question, texts), ended(question, texts)
            best = _best_of_tables(rows)
            for at, row in enumerate(rows):
                if counts[at] == named and not others[at]:
                    timed = any(others) and row.in_time()
                    sure = best[at] if named or timed else 0.0
                    least = row.least(begun=only[at], meant=ends[at] or timed)
                    kept.append((row.as_probable(max(sure, least)), row.is_named()))
        elif names_none(question, texts, segmenter):
            continue
        elif _compares(question):
            pairs = zip(own, texts, strict=True)
            kept += [
                (one, False) for one, text in pairs if any("最" in said for said in contents(text))
            ]
        elif asks_for_rows(question) and (signed := fits(question, [row.cells for row in rows])):
            best = _best_of_tables(rows)
            those = zip(rows, best, signed, strict=True)
            kept += [(row.as_probable(chance), False) for row, chance, yes in those if yes]
        else:
            kept += [(one, False) for one in own]
    # of rows that are as probable the one whose name is said
    return [one for one, _ in sorted(kept, key=lambda pair: (-pair[0].probability, not pair[1]))]


@dataclass(frozen=True, slots=True)
class _Row:
    """A row that was read for a question."""

    question: str
    evidence: Evidence
    document: Document
    segmenter: Segmenter

    @property
    def _sentences(self) -> tuple[Sentence, ...]:
        return row_at(self.evidence.hit.passage, self.evidence.sentence)

    @property
    def text(self) -> str:
        return row_text(self.document, self._sentences)

    @property
    def cells(self) -> list[tuple[str, str]]:
        return columns(self.document, self._sentences)

    def as_probable(self, chance: float) -> Evidence:
        return replace(self.evidence, probability=max(chance, self.evidence.probability))

    def is_named(self) -> bool:
        """Whether its name is said, which is its first cell that is no number."""
        cells = self.text.split(CELLS)
        names = (
            cell for cell, (_, said) in zip(cells, self.cells, strict=True) if not said.isdigit()
        )
        return says_cell(self.question, next(names, ""))

    def in_time(self) -> bool:
        """Whether it is good for a stretch of time that holds the one that is asked for."""
        return any(holds_moment(fold(self.question), said) for _, said in self.cells)

    def least(self, *, begun: bool, meant: bool) -> float:
        """How probable it is at least; `begun` where the beginning of a cell is said, and `meant` where no
        other can be for another reason."""
        question, text = self.question, self.text
        around = f"{text} {self.document.title}"
        whole = says_cell(question, text)
        when = asked(question).asks is Asks.TIME and has_day(text)
        told = ((begun or whole) and (asks_measure(question) or when)) or (
            (meant or whole) and says_head(question, self.cells)
        )
        if told or (self.is_named() and has_asked(question, self.cells, self.segmenter)):
            section = self.evidence.hit.passage.section
            if self.in_time() or _says_years(question, f"{around} {section}"):
                return MEASURED
        dated = asks_for_rows(question) and says_moment(question, text)
        return MEASURED if dated or _says_all(question, around, self.segmenter) else 0.0


def _best_of_tables(rows: Sequence[_Row]) -> list[float]:
    """How probable the likeliest row of the table of each row is."""
    tables = by_table([{head for head, _ in row.cells} for row in rows])
    best: dict[int, float] = {}
    for table, row in zip(tables, rows, strict=True):
        best[table] = max(best.get(table, 0.0), row.evidence.probability)
    return [best[table] for table in tables]


def rows_alike(
    question: str,
    words: Sequence[str],
    likely: Sequence[Evidence],
    passages: Sequence[Passage],
    document: Document,
) -> list[Part]:
    """The rows of a table that hold in the same columns what the rows `likely` hold of the question's topic
    `words`, and have the sign that it asks for, in order, each with what stands in its first cell, which is its
    name; [] where these hold none and no sign is asked for, the question says a name, or there is only one such
    row, among the likely ones."""
    known = [word for word in words if len(word) >= SHORTEST]
    own = [columns(document, row_at(one.hit.passage, one.sentence)) for one in likely]
    rows = _rows_of_table(own, passages, document)
    signed = fits(question, [cells for *_, cells in rows])
    if signed:
        rows = [row for row, yes in zip(rows, signed, strict=True) if yes]
        heads = "\n".join(head for cells in own for head, _ in cells)
        known = [word for word in known if word not in heads and not tells_sign(word)]
    wanted = [
        (word, {head for (_, *others) in own for head, cell in others if word in cell})
        for word in known
    ]
    wanted = [(word, heads) for word, heads in wanted if heads]
    named = any(says_cell(question, name) for ((_, name), *_) in own)
    if named or not (wanted or signed):
        return []
    found = [
        (passage, row, name_of(document, row))
        for passage, row, cells in rows
        if all(
            any(head in heads and word in cell for head, cell in cells) for word, heads in wanted
        )
    ]
    return found if signed or len(found) > 1 else []


def _rows_of_table(
    likely: Sequence[_Cells], passages: Sequence[Passage], document: Document
) -> list[tuple[Passage, tuple[Sentence, ...], _Cells]]:
    """All rows of the tables that rows of the cells `likely` are of, with their cells."""
    rows = [
        (passage, row, columns(document, row))
        for passage in passages
        if passage.kind is BlockKind.ROW
        for row in rows_of(passage)
    ]
    tables = by_table(
        [{head for head, _ in cells} for cells in (*likely, *(own for *_, own in rows))]
    )
    meant = set(tables[: len(likely)])
    return [row for row, table in zip(rows, tables[len(likely) :], strict=True) if table in meant]


def asks_for_rows(question: str) -> bool:
    """Whether a question asks which rows there are, and not for something of one.

    >>> asks_for_rows("哪些公交经过图书馆？"), asks_for_rows("2路车的末班车几点？")
    (True, False)
    """
    return asked(question).asks in _WHICH


def _says_years(question: str, text: str) -> bool:
    """Whether the years that a question names all stand in `text`."""
    return all(year in fold(text) for year in _YEAR.findall(fold(question)))


def _says_all(question: str, text: str, segmenter: Segmenter) -> bool:
    """Whether a question asks which there are and names two things or more, all of which stand in `text`."""
    tagged = segmenter.tagged(as_in_cells(question))
    names = {one.text for one in tagged if one.tag.startswith(_NAMES) and len(one.text) >= SHORTEST}
    said = as_in_cells(text)
    which = asked(question).asks in (Asks.LIST, Asks.THING)
    return which and len(names) > 1 and all(name in said for name in names)


def _compares(question: str) -> bool:
    return asks_for_rows(question) and _SUPERLATIVE.search(fold(question)) is not None
