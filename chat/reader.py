"""Document ▶ the whole page as HTML, in which every character knows its offset.

Each run of text stands in a `<span data-start>`: a citation's spans are offsets into `Document.text`,
so the page can find and highlight exactly them. Nothing is shown that the document does not say.
"""

import html
import itertools
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache

from chat.render import document_key, escape
from chat.strings import Language, text
from ingest.columns import torn_ends
from ingest.layout import blocks, heading_level
from ingest.sentences import sentences
from ingest.types import Block, BlockKind, Document, Span, merge

_DEEPEST = 6
_PART = 4000
"""Characters, or a few more; shared.css says how high that is."""
_RUN = re.compile(
    r'(?P<open><span(?: class="s")? data-start="(?P<start>\d+)">)(?P<words>[^<]*)</span>'
)


def document_html(
    document: Document,
    cited: Sequence[Span] = (),
    asked: Sequence[Span] = (),
    language: Language = Language.CHINESE,
) -> str:
    """The page of a document: titles, headings, paragraphs, captions and notes, in reading order.

    What stands at `cited` is marked, what stands at `asked` more so; the first mark is `#cited`. Where
    print has torn a paragraph it says so, or leads to its rest, in `language`.

    Some thousand characters are one `.part`, which a browser lays out when it comes into sight: parts of a
    block each would be looked through at every frame. The main title is `<h1>`, lines above it `.kicker`;
    the lines of one run of headings stand one level below each other, as 实施民生改善工程—— and
    在共享发展中推进共同富裕 do, and those that say how deep they stand (一、（一）) there.

    >>> page = Document("a.txt", "a", "民生\\n\\n新增<10>个。好。", b"", "utf-8")
    >>> print(document_html(page))
    <article class="page" data-document="18b7cb099a9e" lang="zh-CN">
    <div class="part">
    <h1><span class="s" data-start="0">民生</span></h1>
    <p><span class="s" data-start="4">新增&lt;10&gt;个。</span><span class="s" data-start="12">好。</span></p>
    </div>
    </article>
    """
    whole = _unmarked(document, language)
    return _marked(whole, document, cited, asked) if cited else whole


@lru_cache(maxsize=1)
def _blocks(document: Document) -> list[Block]:
    """The same for the page and for its outline."""
    return blocks(document)


@lru_cache(maxsize=8)
def _unmarked(document: Document, language: Language) -> str:
    """Kept, because a book of a million characters takes half a second, and is opened again and again."""
    found = _blocks(document)
    titles = [block for block in found if block.kind is BlockKind.TITLE]
    main = titles[-1] if titles else None
    torn = torn_ends(document, found)
    continued = {start for start in torn.values() if start is not None}
    lines = [f'<article class="page" data-document="{document_key(document.id)}" lang="zh-CN">']
    lines.append('<div class="part">')
    depth, begun = 1, 0
    levels = sorted({level for block in found if (level := _level(document, block)) is not None})
    for block in found:
        if block.spans[0].start - begun >= _PART and block.kind is not BlockKind.HEADING:
            lines.append('</div>\n<div class="part">')
            begun = block.spans[0].start
        level = _level(document, block)
        depth = depth + 1 if block.kind is BlockKind.HEADING else 1
        depth = depth if level is None else 2 + levels.index(level)
        end = block.spans[-1].end
        after = _torn(torn[end], language) if end in torn else ""
        start = block.spans[0].start
        name = f' id="p{start}"' if start in continued else ""
        told = level is not None
        lines.append(_element(document, block, depth, name, after, main=block is main, told=told))
    return "\n".join([*lines, "</div>", "</article>"])


def _level(document: Document, block: Block) -> int | None:
    """How deep a heading stands by its number or its format, None where neither says it."""
    if block.kind is not BlockKind.HEADING or block.level is not None:
        return block.level if block.kind is BlockKind.HEADING else None
    level = heading_level(document.quote(block.spans))
    return None if level == heading_level("") else level


def _torn(rest: int | None, language: Language) -> str:
    """What stands where print has torn a paragraph; drawn by the style sheet, so that it is never copied."""
    if rest is None:
        label = escape(text("torn", language))
        return f'<span class="torn" role="img" aria-label="{label}"></span>'
    return f'<a class="torn" href="#p{rest}" aria-label="{escape(text("onward", language))}"></a>'


def outline_html(document: Document) -> str:
    """Links to the headings of a document, "" when it has none.

    >>> text = "民生\\n\\n新增学位。孩子们有学上，老人们有人管。\\n\\n教育——\\n\\n新增10万个学位。"
    >>> print(outline_html(Document("a.txt", "a", text, b"", "utf-8")))
    <ol class="outline" lang="zh-CN"><li><a href="#h25">教育——</a></li></ol>
    """
    links: list[str] = []
    depth = 0
    for block in _blocks(document):
        depth = depth + 1 if block.kind is BlockKind.HEADING else 0
        if depth:
            words = escape(document.quote(block.spans))
            deep = ' class="deep"' if depth > 1 else ""
            links.append(f'<li{deep}><a href="#h{block.spans[0].start}">{words}</a></li>')
    return f'<ol class="outline" lang="zh-CN">{"".join(links)}</ol>' if links else ""


def bar_html(titles: dict[str, str], language: Language) -> str:
    """The reading panel's bar: a way to close it, and to choose among `titles` when there are many.

    >>> "<select" in bar_html({"a.txt": "甲"}, Language.CHINESE)
    False
    >>> "甲（b.txt）" in bar_html({"a.txt": "甲", "b.txt": "甲"}, Language.CHINESE)
    True
    """
    choice = f'<h2 id="reader-title">{escape(text("reader", language))}</h2>'
    if len(titles) > 1:
        often = Counter(titles.values())
        shown = {n: f"{one}（{n}）" if often[one] > 1 else one for n, one in titles.items()}
        options = "".join(
            f'<option value="{document_key(name)}">{escape(title)}</option>'
            for name, title in shown.items()
        )
        label = escape(text("choose", language))
        choice += f'<select id="reader-choice" aria-label="{label}">{options}</select>'
    close, whole = (escape(text(key, language)) for key in ("close", "whole_page"))
    told = " ".join(
        f'data-{key}="{escape(text(key, language))}"'
        for key in ("changed", "unreachable", "torn", "onward")
    )
    return (
        f'<div class="reader-bar" lang="{language}">{choice}'
        f'<a id="reader-whole" target="_blank" rel="noopener">{whole}</a>'
        f'<button type="button" id="reader-close" aria-label="{close}">×</button></div>'
        f'<p id="reader-notice" role="status" lang="{language}" {told}></p>'
    )


def page_html(first: str) -> str:
    """The reading panel's scrolling part, reached by keyboard; the script brings the document `first`, or
    the one of the quote that is opened, into it from its own address."""
    return (
        '<div id="reader-page" tabindex="0" role="region" aria-labelledby="reader-title"'
        f' data-first="{document_key(first)}"></div>'
    )


def _element(
    document: Document,
    block: Block,
    depth: int,
    name: str,
    after: str,
    *,
    main: bool,
    told: bool,
) -> str:
    inside = "".join(_runs(document, block))
    match block.kind:
        case BlockKind.TITLE:
            return f"<h1>{inside}</h1>" if main else f'<p class="kicker">{inside}</p>'
        case BlockKind.HEADING:
            level = min(depth, _DEEPEST)
            told_by = ' class="n"' if told else ""
            return f'<h{level}{told_by} id="h{block.spans[0].start}">{inside}</h{level}>'
        case BlockKind.CAPTION:
            return f'<figure class="caption"><figcaption>{inside}</figcaption></figure>'
        case BlockKind.NOTE:
            return f'<aside class="note">{inside}</aside>'
        case BlockKind.ROW:
            return f'<p class="row">{inside}</p>'
        case BlockKind.PARAGRAPH:
            return f"<p{name}>{inside}{after}</p>"


def _marked(whole: str, document: Document, cited: Sequence[Span], asked: Sequence[Span]) -> str:
    """The page with its marks: each run that they touch is written anew, in pieces."""
    first = True

    def again(found: re.Match[str]) -> str:
        nonlocal first
        start = int(found["start"])
        end = start + len(html.unescape(found["words"]))
        edges = {start, end}
        for span in (*cited, *asked):
            edges.update(at for at in (span.start, span.end) if start < at < end)
        pieces = []
        for a, b in itertools.pairwise(sorted(edges)):
            words = escape(document.text[a:b])
            if any(span.start <= a and b <= span.end for span in cited):
                strong = any(span.start <= a and b <= span.end for span in asked)
                name = ' id="cited" tabindex="-1"' if first else ""
                words = f'<mark class="{"asked" if strong else "cited"}"{name}>{words}</mark>'
                first = False
            pieces.append(words)
        return f"{found['open']}{''.join(pieces)}</span>"

    return _RUN.sub(again, whole)


def _runs(document: Document, block: Block) -> Iterator[str]:
    """The block's characters, sentence by sentence; the space between two is kept, unclassed."""
    found = [span for one in sentences(document, block.spans) for span in one]
    found.sort()
    for span in merge(block.spans):
        at = span.start
        for sentence in found:
            if not at <= sentence.start < span.end:
                continue
            if at < sentence.start:
                yield _run(document, Span(at, sentence.start), "")
            yield _run(document, sentence, ' class="s"')
            at = sentence.end
        if at < span.end:
            yield _run(document, Span(at, span.end), "")


def _run(document: Document, span: Span, attributes: str) -> str:
    return f'<span{attributes} data-start="{span.start}">{escape(document.quote([span]))}</span>'
