"""Notes in Markdown: `[^1]: …` and `[1]: …` begin a paragraph, where markdown-it would take them for the
addresses of links, which nobody sees, because Chinese has no spaces."""

import re
from collections.abc import Collection
from typing import Any

_NOTE = re.compile(r"\[\^([^\]\s]+)\][:：][ \t]*")
_LISTED = re.compile(r"\[[^\]^][^\]]*\]:[ \t]*(?=\S)")
_DEFINED = re.compile(r"$|\[[^\]]+\]:")
"""The line after a note: none, or the next that is defined."""
_ADDRESS = re.compile(
    r"<|[a-z]+://|(?:mailto|tel|data):|\.{0,2}/|#|[!-~]*[./#][!-~]*(?=\s|$)|\S*\.[a-z]\w{0,4}(?=\s|$)",
    re.I,
)
"""What a link leads to: an address, a place in this text, or a file."""
_MARK = re.compile(r"\[\^([^\]\s]+)\]")


def with_notes(reader: Any) -> Any:
    """The reader, of whose tokens notes are `note_open`, and lists of what is cited are paragraphs.

    >>> from markdown_it import MarkdownIt
    >>> tokens = with_notes(MarkdownIt()).parse("长370毫米[^1]。\\n[^1]: 误差不超过两毫米。\\n[1]: 养蜂学")
    >>> [token.type for token in tokens if token.type.endswith("open")]
    ['paragraph_open', 'note_open', 'paragraph_open']
    """
    reader.block.ruler.before("reference", "note", _note, {"alt": ["paragraph", "reference"]})
    return reader


def names(tokens: Collection[Any]) -> set[str]:
    """The marks of all notes."""
    return {token.info for token in tokens if token.type == "note_open"}


def without_marks(text: str, notes: Collection[str]) -> str:
    """A text without the marks of notes that there are; others are its own.

    >>> without_marks("长370毫米[^1]，见[^2]", {"1"})
    '长370毫米，见[^2]'
    """
    return _MARK.sub(lambda mark: "" if mark[1] in notes else mark[0], text) if notes else text


def _note(state: Any, start: int, end: int, silent: bool) -> bool:
    """A rule of markdown-it for the block that begins in line `start`; it ends where another is defined."""
    from markdown_it.rules_block import paragraph  # noqa: PLC0415

    line = _line(state, start)
    note, listed = _NOTE.match(line), _LISTED.match(line)
    if state.is_code_block(start) or not (note or listed):
        return False
    if listed and _ADDRESS.match(line, listed.end()):
        return False
    if silent:
        return True
    first, last = len(state.tokens), state.lineMax
    state.lineMax = start + 1
    while state.lineMax < end and not _DEFINED.match(_line(state, state.lineMax)):
        state.lineMax += 1
    paragraph(state, start, end, silent)
    state.lineMax = last
    if note:
        opened, inline = state.tokens[first : first + 2]
        opened.type, opened.info = "note_open", note[1]
        inline.content = inline.content[note.end() :]
    return True


def _line(state: Any, at: int) -> str:
    return str(state.src[state.bMarks[at] + state.tShift[at] : state.eMarks[at]])
