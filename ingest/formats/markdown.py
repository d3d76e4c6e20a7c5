"""Markdown ▶ headings, paragraphs, lists, quotes, tables, code, without their marks; markdown-it reads it."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from ingest.decode import decode
from ingest.formats.draft import Draft
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
}


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
    tokens = iter(_reader().parse(text))
    item = ""
    for token in tokens:
        if token.type in _BLOCKS:
            kind = _BLOCKS[token.type]
            level = int(token.tag[1]) if kind is BlockKind.HEADING else None
            for line in _lines(next(tokens)):
                draft.add(kind, item + line, level)
                item = ""
        elif token.type == "list_item_open":
            item = f"{token.info}{token.markup} " if token.info else ""
        elif token.type == "table_open":
            draft.table(_rows(tokens))
        elif token.type in ("fence", "code_block"):
            for line in token.content.splitlines():
                draft.add(BlockKind.PARAGRAPH, line)
        elif token.type == "html_block":
            walk(parsed(b"<body>" + token.content.encode("utf-8", "replace")), draft)
    return draft.text, draft.structure(), encoding


@cache
def _reader() -> Any:
    from markdown_it import MarkdownIt  # noqa: PLC0415  only who reads such a file waits for it

    return MarkdownIt("commonmark").enable("table").enable("strikethrough")


def _rows(tokens: Iterator[Any]) -> list[list[str]]:
    """The cells of a table, up to its end."""
    rows: list[list[str]] = []
    for token in tokens:
        if token.type == "table_close":
            break
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "inline":
            rows[-1].append(" ".join(_lines(token)))
    return rows


def _lines(inline: Any) -> list[str]:
    """What a reader sees of a piece of text. A line's end is nothing in Markdown; but people who write Chinese
    end lines where they end sentences and headings, so only a long line goes on in the next."""
    lines = [""]
    for piece in inline.children:
        if piece.type in ("text", "code_inline", "image"):
            lines[-1] += piece.content
        elif piece.type in ("softbreak", "hardbreak") or _BREAK.match(piece.content):
            lines.append("")
    found = lines[:1]
    for line in lines[1:]:
        if (
            len(found[-1]) >= _WRAPPED
            and not _ENDS.search(found[-1])
            and heading_level(line) in _IN_TEXT
        ):
            found[-1] += line if _HAN.fullmatch(found[-1][-1:] + line[:1]) else f" {line}"
        else:
            found.append(line)
    return found
