"""Markdown ▶ headings, paragraphs, lists, quotes, tables, code, without their marks; markdown-it reads it."""

import re
from collections.abc import Callable, Collection, Iterator
from functools import cache
from typing import Any

from ingest.decode import decode
from ingest.formats.draft import Draft
from ingest.formats.marknotes import names, with_notes, without_marks
from ingest.formats.raised import lowered, raised
from ingest.formats.web import parsed, walk
from ingest.layout import heading_level
from ingest.types import BlockKind, Structure

_FRONT = re.compile(r"---[ \t]*\r?\n(.*?)^(?:---|\.\.\.)[ \t]*$", re.S | re.M)
"""What stands above the text for programs: title: …, date: …"""
_TITLE = re.compile(r"title\s*:\s*[\"']?(.+?)[\"']?", re.I)
_HAN = re.compile("[\u2e80-\u9fff\uff01-\uff60]{2}")
_BREAK = re.compile(r"<br\s*/?>", re.I)
_ENDS = re.compile("[。！？；：!?;:]$")
_WRAPPED = 16
"""Characters of a line that was ended at a width, at least."""
_IN_TEXT = (heading_level(""), heading_level("1. a"))
"""Levels of a line that is not numbered, or as a number in a sentence is."""
_BLOCKS = {
    "heading_open": BlockKind.HEADING,
    "paragraph_open": BlockKind.PARAGRAPH,
    "note_open": BlockKind.NOTE,
}
_TAG = re.compile(r"<(/?)(del|s|strike|rt|rp|sup|sub)\b[^<>]*>", re.I)
_FORMS = {"sup": raised, "sub": lowered}
"""What stands above or below the line; the other tags hold what is struck out, or how a character is read."""
_DEFINES = re.compile(r":[ \t]+")
"""What a line begins with that defines the term above it."""


def read_markdown(data: bytes, name: str) -> tuple[str, Structure, str]:
    """A text and its parts as its marks say. Raises ReadError.

    >>> page = "# 纪要\\n\\n- **推迟**到5月\\n\\n| 事项 | 期限 |\\n|---|---|\\n| 测试 | 8日 |\\n"
    >>> read_markdown(page.encode(), "a.md")[0]
    '纪要\\n推迟到5月\\n事项：测试 | 期限：8日\\n'
    """
    text, encoding = decode(data, name)
    draft = Draft()
    if front := _FRONT.match(text):
        for line in front[1].splitlines():
            named = _TITLE.fullmatch(line.strip())
            draft.add(BlockKind.TITLE if named else BlockKind.NOTE, named[1] if named else line)
        text = text[front.end() :]
    parts = _reader().parse(text)
    notes = names(parts)
    tokens = iter(parts)
    item = ""
    for token in tokens:
        if token.type in _BLOCKS:
            kind = _BLOCKS[token.type]
            level = int(token.tag[1]) if kind is BlockKind.HEADING else None
            for line in _lines(next(tokens), notes):
                draft.add(kind, item + line, level)
                item = ""
        elif token.type == "list_item_open":
            item = f"{token.info}{token.markup} " if token.info else ""
        elif token.type == "table_open":
            draft.table(_rows(tokens, notes))
        elif token.type in ("fence", "code_block"):
            for line in token.content.splitlines():
                draft.add(BlockKind.PARAGRAPH, line)
        elif token.type == "html_block":
            walk(parsed(b"<body>" + token.content.encode("utf-8", "replace")), draft)
    return draft.text, draft.structure(), encoding


@cache
def _reader() -> Any:
    from markdown_it import MarkdownIt  # noqa: PLC0415  only who reads such a file waits for it

    return with_notes(MarkdownIt("commonmark").enable("table").enable("strikethrough"))


def _rows(tokens: Iterator[Any], notes: Collection[str]) -> list[list[str]]:
    """The cells of a table, up to its end."""
    rows: list[list[str]] = []
    for token in tokens:
        if token.type == "table_close":
            break
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "inline":
            rows[-1].append(" ".join(_lines(token, notes)))
    return rows


def _lines(inline: Any, notes: Collection[str]) -> list[str]:
    """What a reader sees of a piece of text. A line's end is nothing in Markdown; but people who write Chinese
    end lines where they end sentences and headings, so only a long line goes on in the next."""
    lines = _seen(inline.children, notes)
    found = lines[:1]
    for line in lines[1:]:
        if (
            len(found[-1]) >= _WRAPPED
            and not _ENDS.search(found[-1])
            and not _DEFINES.match(line)
            and heading_level(line) in _IN_TEXT
        ):
            found[-1] += line if _HAN.fullmatch(found[-1][-1:] + line[:1]) else f" {line}"
        else:
            found.append(line)
    return [_DEFINES.sub("", line, count=1) if _DEFINES.match(line) else line for line in found]


def _seen(pieces: Collection[Any], notes: Collection[str]) -> list[str]:
    """The lines of a piece of text, without what is struck out and the marks of notes."""
    lines = [""]
    gone = 0
    form: Callable[[str], str] = str
    for piece in pieces:
        tag = _TAG.match(piece.content) if piece.type == "html_inline" else None
        if tag and tag[2].lower() in _FORMS:
            form = str if tag[1] else _FORMS[tag[2].lower()]
        elif tag or piece.type in ("s_open", "s_close"):
            closes = tag[1] if tag else piece.type == "s_close"
            gone = max(0, gone - 1) if closes else gone + 1
        elif gone:
            continue
        elif piece.type == "text":
            lines[-1] += form(without_marks(piece.content, notes))
        elif piece.type in ("code_inline", "image"):
            lines[-1] += piece.content
        elif piece.type in ("softbreak", "hardbreak") or _BREAK.match(piece.content):
            lines.append("")
    return lines
