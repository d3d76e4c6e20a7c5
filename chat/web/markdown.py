"""Conversation ▶ Markdown, each quote verbatim with its source. All escaping of Markdown happens here.

Questions, quotes and titles are hostile here too: a `#`, a link or a `<script>` of theirs must stay
what it was, whatever reads the file.
"""

import re
from collections.abc import Iterator, Sequence

from chat.render import MOST_NEAREST, address
from chat.strings import Language, text
from chat.types import Answer, Citation

_SPECIAL = re.compile(r"[!#$&*+\-.:<=>@\[\\\]^_`{|}~]")
"""ASCII punctuation that means something somewhere in Markdown; a backslash takes the meaning away
(CommonMark 0.31, section 2.4). Parentheses mean something after a bracket only."""
_EDGES = re.compile("^[ \t]+|[ \t]+$")
"""Blanks that Markdown would drop, or take for code or a line break."""
_ENDS = re.compile("\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_UNPRINTABLE = re.compile("[\0\ud800-\udfff]")
_ORIGIN = re.compile(r"https?://[\w.:\[\]-]+")


def escape_markdown(raw: str) -> str:
    r"""Text as one line of Markdown that shows exactly this text, but its line ends as spaces.

    >>> print(escape_markdown("# [新增](x)10万个<b>\n学位"))
    \# \[新增\](x)10万个\<b\> 学位
    """
    line = _ENDS.sub(" ", _UNPRINTABLE.sub("\ufffd", raw))
    escaped = _SPECIAL.sub(lambda found: "\\" + found[0], line)
    return _EDGES.sub(lambda found: "".join(f"&#{ord(one)};" for one in found[0]), escaped)


def conversation_markdown(
    turns: Sequence[tuple[str, Answer | None]], origin: str, language: Language
) -> str:
    """Questions with their answers (None: there is none) as a Markdown text.

    `origin` is that of the server (https://example.org), which permalinks begin with; what is no origin
    leaves them out.

    >>> print(conversation_markdown([("多少<学位>？", None)], "http://a.cn", Language.CHINESE))
    # 引据
    <BLANKLINE>
    ## 多少\\<学位\\>？
    <BLANKLINE>
    没有答成。
    <BLANKLINE>
    """
    origin = origin if _ORIGIN.fullmatch(origin) else ""
    parts = ["# 引据"]
    for question, answer in turns:
        parts.append(f"## {escape_markdown(question)}")
        if answer is None:
            parts.append(text("unanswered", language))
        else:
            parts.extend(_answered(answer, origin, language))
    return "\n\n".join(parts) + "\n"


def _answered(answer: Answer, origin: str, language: Language) -> Iterator[str]:
    if answer.asked != answer.question:
        yield f"{text('understood', language)} {escape_markdown(answer.asked)}"
    if answer.refused:
        yield f"**{text('refusal', language)}** {text('refusal_detail', language)}"
        if answer.nearest:
            yield f"### {text('nearest', language)}"
        for citation in answer.nearest[:MOST_NEAREST]:
            yield from _cited(citation, origin, language)
        return
    if answer.doubtful:
        yield text("doubt", language)
    if answer.differing:
        numbers = text("separator", language).join(str(at + 1) for at in answer.differing)
        yield text("differing", language, numbers=numbers)
    for number, citation in enumerate(answer.citations, 1):
        yield from _cited(citation, origin, language, f"{number}\\. ")


def _cited(citation: Citation, origin: str, language: Language, number: str = "") -> Iterator[str]:
    """A quote as it stands, its lines and what print has torn apart a paragraph each; then its source."""
    pieces, taken = [""], 0
    for at, span in enumerate(citation.spans):
        if at in citation.seams or at in citation.lines:
            pieces.append("")
        pieces[-1] += citation.quote[taken : (taken := taken + span.end - span.start)]
    lines = [line for piece in pieces for line in _ENDS.split(piece) if line]
    yield "\n>\n".join(f"> {escape_markdown(line)}" for line in lines)
    where = [f"《{citation.title}》", citation.section, citation.place]
    source = "，".join(escape_markdown(one) for one in where if one)
    torn = text("torn", language) * citation.broken + text("part", language) * citation.part
    link = f" <{origin}{address(citation, language)}>" if origin else ""
    yield f"{number}{source}{torn}{link}"
