"""Answer ▶ lines for a terminal, in which nothing from a document can steer the terminal."""

import itertools

from chat.strings import Language, text
from chat.types import Answer, Citation

_SHOWN = 60
"""Characters of a passage that is not an answer."""
_PLACES = 3
"""Spans that are named one by one."""
_NEXT = "\n    "
_SEAM = "〔原文在此处断开〕"
"""Between two pieces of a quote that the document parts: what is in such brackets is not the document's."""
_BOLD, _PLAIN = "\x1b[1m", "\x1b[0m"


def plain(answer: Answer, *, bold: bool = False) -> str:
    """The quotes with their sources, or the refusal with what is near.

    `bold` emphasises the asked-for words with ANSI codes: for a terminal only, a file would hold
    characters that no document says.

    >>> from chat.types import NOT_FOUND
    >>> plain(Answer("谁？", "谁？", NOT_FOUND, (), (), True, 0.1))
    '没有找到'
    """
    lines = [f"（理解为：{safe(answer.asked)}）"] if answer.asked != answer.question else []
    if answer.refused:
        lines.append(answer.text)
        lines.extend(
            f"  相近但不是答案：{_short(_in_one_line(one))} —— {safe(one.title)}"
            for one in answer.nearest
        )
        return "\n".join(lines)
    if answer.doubtful:
        lines.append(text("doubt", Language.CHINESE))
    if answer.differing:
        lines.append(f"两处说法不同：{''.join(f'[{place + 1}]' for place in answer.differing)}")
    for number, one in enumerate(answer.citations, 1):
        section = f" › {one.section}" if one.section else ""
        places = [f"{span.start}–{span.end}" for span in one.spans]
        if len(places) > _PLACES:
            places = [f"{one.spans[0].start}–{one.spans[-1].end}"]
        place = "、".join(places)
        torn = "〔原文此处中断〕" * one.broken + "〔长句节选〕" * one.part
        lines.append(f"[{number}] {_shown(one, bold=bold)}{torn}")
        where = f"{one.document_id}，{one.place}，" if one.place else f"{one.document_id}，"
        lines.append(f"    —— {safe(one.title + section)}（{safe(where)}{place}）")
    return "\n".join(lines)


def safe(words: str) -> str:
    r"""Text for a terminal: control characters, which could move the cursor, become spaces.

    >>> safe("学位\x1b[2J\u202e")
    '学位 [2J '
    """
    return "".join(character if character.isprintable() else " " for character in words)


def _shown(citation: Citation, *, bold: bool) -> str:
    """The quote, made safe before our own codes are put around the asked-for words, our own ends of lines
    where the document has some, and a mark where the quote was put together."""
    asked = {at for span in citation.asked for at in range(span.start, span.end)} if bold else set()
    places = [at for span in citation.spans for at in range(span.start, span.end)]
    begins = {citation.spans[number].start for number in citation.lines}
    seams = {citation.spans[number].start for number in citation.seams}
    shown = ""
    for (emphasised, _), run in itertools.groupby(
        zip(places, safe(citation.quote), strict=True),
        lambda letter: (letter[0] in asked, sum(at <= letter[0] for at in begins | seams)),
    ):
        first, *rest = run
        words = "".join(letter for _, letter in (first, *rest))
        shown += _SEAM * (first[0] in seams) + _NEXT * (first[0] in begins)
        shown += f"{_BOLD}{words}{_PLAIN}" if emphasised else words
    return shown


def _in_one_line(citation: Citation) -> str:
    return _shown(citation, bold=False).replace(_NEXT, " / ")


def _short(words: str) -> str:
    return words if len(words) <= _SHOWN else f"{words[:_SHOWN]}（…）"
