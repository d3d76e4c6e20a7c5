"""Document ▶ the whole page as HTML, in which every character knows its offset.

Each run of text stands in a `<span data-start>`: a citation's spans are offsets into `Document.text`,
so the page can find and highlight exactly them. Nothing is shown that the document does not say.
"""

import html
import itertools
import re
from collections.abc import Iterator, Sequence

from chat.render import document_key, escape
from chat.strings import Language, text
from ingest.layout import blocks
from ingest.sentences import sentences
from ingest.types import Block, BlockKind, Document, Span, merge

_DEEPEST = 6
_RUN = re.compile(
    r'(?P<open><span(?: class="s")? data-start="(?P<start>\d+)">)(?P<words>[^<]*)</span>'
)


def document_html(
    document: Document, cited: Sequence[Span] = (), asked: Sequence[Span] = ()
) -> str:
    """The page of a document: titles, headings, paragraphs, captions and notes, in reading order.

    What stands at `cited` is marked, what stands at `asked` more so; the first mark is `#cited`.

    The main title is `<h1>`, lines above it `.kicker`; the lines of one run of headings stand one
    level below each other, as 实施民生改善工程—— and 在共享发展中推进共同富裕 do.

    >>> page = Document("a.txt", "a", "民生\\n\\n新增<10>个。好。", b"", "utf-8")
    >>> print(document_html(page))
    <article class="page" data-document="18b7cb099a9e" lang="zh-CN">
    <h1><span class="s" data-start="0">民生</span></h1>
    <p><span class="s" data-start="4">新增&lt;10&gt;个。</span><span class="s" data-start="12">好。</span></p>
    </article>
    """
    found = blocks(document)
    titles = [block for block in found if block.kind is BlockKind.TITLE]
    main = titles[-1] if titles else None
    lines = [f'<article class="page" data-document="{document_key(document.id)}" lang="zh-CN">']
    depth = 1
    for block in found:
        depth = depth + 1 if block.kind is BlockKind.HEADING else 1
        lines.append(_element(document, block, depth, main=block is main))
    whole = "\n".join([*lines, "</article>"])
    return _marked(whole, document, cited, asked) if cited else whole


def outline_html(document: Document) -> str:
    """Links to the headings of a document, "" when it has none.

    >>> text = "民生\\n\\n新增学位。孩子们有学上，老人们有人管。\\n\\n教育——\\n\\n新增10万个学位。"
    >>> print(outline_html(Document("a.txt", "a", text, b"", "utf-8")))
    <ol class="outline"><li><a href="#h25">教育——</a></li></ol>
    """
    links = [
        f'<li><a href="#h{block.spans[0].start}">{escape(document.quote(block.spans))}</a></li>'
        for block in blocks(document)
        if block.kind is BlockKind.HEADING
    ]
    return f'<ol class="outline">{"".join(links)}</ol>' if links else ""


def bar_html(titles: dict[str, str], language: Language) -> str:
    """The reading panel's bar: a way to close it, and to choose among `titles` when there are many.

    >>> "<select" in bar_html({"a.txt": "甲"}, Language.CHINESE)
    False
    """
    choice = f'<h2 id="reader-title">{escape(text("reader", language))}</h2>'
    if len(titles) > 1:
        options = "".join(
            f'<option value="{document_key(name)}">{escape(title)}</option>'
            for name, title in titles.items()
        )
        label = escape(text("choose", language))
        choice += f'<select id="reader-choice" aria-label="{label}">{options}</select>'
    close = escape(text("close", language))
    return (
        f'<div class="reader-bar" lang="{language}">{choice}'
        f'<button type="button" id="reader-close" aria-label="{close}">×</button></div>'
        f'<p id="reader-notice" role="status" lang="{language}"'
        f' data-changed="{escape(text("changed", language))}"'
        f' data-unreachable="{escape(text("unreachable", language))}"></p>'
    )


def page_html(document: Document) -> str:
    """The reading panel's scrolling part, reached by keyboard, with one document in it."""
    return (
        '<div id="reader-page" tabindex="0" role="region" aria-labelledby="reader-title">'
        f"{document_html(document)}</div>"
    )


def _element(document: Document, block: Block, depth: int, *, main: bool) -> str:
    inside = "".join(_runs(document, block))
    match block.kind:
        case BlockKind.TITLE:
            return f"<h1>{inside}</h1>" if main else f'<p class="kicker">{inside}</p>'
        case BlockKind.HEADING:
            level = min(depth, _DEEPEST)
            return f'<h{level} id="h{block.spans[0].start}">{inside}</h{level}>'
        case BlockKind.CAPTION:
            return f'<figure class="caption"><figcaption>{inside}</figcaption></figure>'
        case BlockKind.NOTE:
            return f'<aside class="note">{inside}</aside>'
        case BlockKind.ROW:
            return f'<p class="row">{inside}</p>'
        case BlockKind.PARAGRAPH:
            return f"<p>{inside}</p>"


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
    whole = merge(block.spans)
    starts = {span.start: span for found in sentences(document, block.spans) for span in found}
    for span in whole:
        at = span.start
        while at < span.end:
            sentence = starts.get(at)
            if sentence is not None:
                yield _run(document, sentence, ' class="s"')
                at = sentence.end
                continue
            following = [start for start in starts if at < start < span.end]
            end = min(following, default=span.end)
            yield _run(document, Span(at, end), "")
            at = end


def _run(document: Document, span: Span, attributes: str) -> str:
    return f'<span{attributes} data-start="{span.start}">{escape(document.quote([span]))}</span>'
