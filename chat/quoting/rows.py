"""Rows of a table: where a question names one (2路车的末班车几点？), those that it does not name do not answer;
where it names what several hold (哪些公交经过图书馆？), all of these do.

Rows of a table are alike but for what stands in their cells, and a network reads past the difference
of 2路 and 12路. Nothing is counted or compared: which row has the least no row says.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from chat.asking.question import Asks, asked
from chat.quoting.sections import Part
from chat.quoting.unlisted import names_none
from chat.ranking.cells import (
    SHORTEST,
    as_in_cells,
    begun,
    cells_named,
    columns,
    contents,
    has_day,
    name_of,
    row_at,
    row_text,
    rows_of,
    says_cell,
    says_moment,
)
from chat.ranking.evidence import Evidence
from chat.refusing.veto import asks_measure
from index.segment import Segmenter
from ingest.normalize import fold
from ingest.types import BlockKind, Document, Passage

MOST = 12
"""Rows that are quoted together; of more, only the likeliest are."""
MEASURED = 0.19
"""Probability of a row that a question names and asks a measure of, just enough to be shown (chat/answer.py):
rows are read as less than sentences."""
_WHICH = (Asks.LIST, Asks.THING, Asks.PERSON, Asks.PLACE)
"""What is asked for when the answer is a row."""
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
    names others. Those are then as probable as any row of their table: that one answers is known from the
    table's heads, and which one from the name. One that is named by a whole cell, or is the only one with a
    cell that begins so, is as probable as `MEASURED` where an amount, an hour or a day is asked for: whether it
    has such is looked at behind (veto.py); and so is one that has, with its title, all that a question for rows
    names (星期六有哪些活动？), or the day and a head that one for a thing, a person or a place names
    (7月4号的活动谁负责？). Asked which has the most or the least, none answers that does not say so, unless it
    is named."""
    tables: dict[str, list[Evidence]] = {}
    for one in evidence:
        if one.hit.passage.kind is BlockKind.ROW:
            tables.setdefault(one.hit.passage.document_id, []).append(one)
    kept = [one for one in evidence if one.hit.passage.kind is not BlockKind.ROW]
    when = asked(question).asks is Asks.TIME
    measure = asks_measure(question)
    for name, own in tables.items():
        texts = [row_text(document(name), row_at(one.hit.passage, one.sentence)) for one in own]
        counts = cells_named(question, texts)
        if named := max(counts):
            best = max(one.probability for one in own)
            only = begun(question, texts)
            for one, text, count, alone in zip(own, texts, counts, only, strict=True):
                if count == named:
                    around = f"{text} {document(name).title}"
                    measures = measure or (when and has_day(text))
                    measured = measures and (alone or says_cell(question, text))
                    measured = measured and _says_years(
                        question, f"{around} {one.hit.passage.section}"
                    )
                    whole = _says_all(question, around, segmenter)
                    dated = asks_for_rows(question) and says_moment(question, text)
                    least = MEASURED if measured or whole or dated else 0.0
                    kept.append(replace(one, probability=max(best, least)))
        elif names_none(question, texts, segmenter):
            continue
        elif _compares(question):
            pairs = zip(own, texts, strict=True)
            kept += [one for one, text in pairs if any("最" in said for said in contents(text))]
        else:
            kept += own
    return sorted(kept, key=lambda one: -one.probability)


def rows_alike(
    question: str,
    words: Sequence[str],
    likely: Sequence[Evidence],
    passages: Sequence[Passage],
    document: Document,
) -> list[Part]:
    """The rows of a table that hold in the same columns what the rows `likely` hold of the question's topic
    `words`, in order, each with what stands in its first cell, which is its name; [] where these hold none, or
    the question says a name."""
    known = [word for word in words if len(word) >= SHORTEST]
    own = [columns(document, row_at(one.hit.passage, one.sentence)) for one in likely]
    wanted = [
        (word, {head for (_, *others) in own for head, cell in others if word in cell})
        for word in known
    ]
    wanted = [(word, heads) for word, heads in wanted if heads]
    if not wanted or any(says_cell(question, name) for ((_, name), *_) in own):
        return []
    return [
        (passage, row, name_of(document, row))
        for passage in passages
        if passage.kind is BlockKind.ROW
        for row in rows_of(passage)
        if all(
            any(head in heads and word in cell for head, cell in columns(document, row))
            for word, heads in wanted
        )
    ]


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
