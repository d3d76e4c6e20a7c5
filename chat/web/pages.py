"""Plain pages beside gradio's: a document to read and cite, the widget's frame, and a page that embeds it.

They need no framework: HTML that is whole when it arrives, one style sheet, and a script for what must
happen without loading anew.
"""

import re
from collections.abc import Sequence

from chat.asking.question import LONGEST_TYPED
from chat.reader import document_html, outline_html
from chat.render import escape, fingerprint, message_html
from chat.strings import Language, text
from chat.types import Answer
from chat.web import masthead
from chat.web.front import Front
from ingest.types import Document, Span, merge

UNSEEN_HEADING = '<h1 class="unseen" lang="zh-CN">引据</h1>'
"""For who is told the headings of a page that begins with none of the first level."""
_OFFERED = 3
"""Questions to begin with in the widget's frame, which is small."""
_RANGES = re.compile(r"\d{1,9}-\d{1,9}(?:,\d{1,9}-\d{1,9}){0,63}")


def spans_of(ranges: str, document: Document) -> tuple[Span, ...]:
    """The spans that an address names (4-8,12-20), none of them if one is not in the document.

    >>> page = Document("a", "a", "岗位60万个。", b"", "utf-8")
    >>> spans_of("2-6", page), spans_of("2-99", page), spans_of("6-2", page)
    ((Span(start=2, end=6),), (), ())
    """
    if not _RANGES.fullmatch(ranges):
        return ()
    pairs = [tuple(map(int, one.split("-"))) for one in ranges.split(",")]
    if not all(0 <= start < end <= len(document.text) for start, end in pairs):
        return ()
    return merge([Span(start, end) for start, end in pairs])


def reading_page(
    document: Document,
    language: Language,
    *,
    at: str = "",
    words: str = "",
    asked: str = "",
    answer: Answer | None = None,
    question: str = "",
    message: str = "",
) -> str:
    """The whole document. `at` are the spans of a quote, `words` their fingerprint, `asked` the spans of
    the words that were asked for; or `answer` are the quotes to `question`, which was asked here, or
    `message` why it could not be asked.

    Where other words stand now than the fingerprint says, nothing is marked and the page says so.
    """
    cited: tuple[Span, ...] = ()
    strong: tuple[Span, ...] = ()
    notice = ""
    if answer is not None:
        mine = [one for one in answer.citations if one.document_id == document.id]
        cited = tuple(span for one in mine for span in one.spans)
        strong = tuple(span for one in mine for span in one.asked)
        notice = "" if mine else "refusal_detail"
    elif at:
        cited, strong = spans_of(at, document), spans_of(asked, document)
        if not cited or fingerprint(document.quote(cited)) != words:
            cited, strong, notice = (), (), "changed"
    told = text(notice, language) if notice else message
    said = f'<p class="notice" role="status">{escape(told)}</p>' if told else ""
    title = escape(document.title)
    outline = outline_html(document)
    aside = f'<nav aria-label="{_say("outline", language)}">{outline}</nav>' if outline else ""
    english = '<input type="hidden" name="lang" value="en">' if language is Language.ENGLISH else ""
    return plain_page(
        f"{title} – 引据",
        language,
        f'<header>{home_html(language)}<h2>《<bdi lang="zh-CN">{title}</bdi>》</h2>'
        f'<form role="search" aria-label="{_say("ask_here", language)}">'
        f'<input name="q" maxlength="{LONGEST_TYPED}" value="{escape(question)}" '
        f'placeholder="{_say("ask_here", language)}" aria-label="{_say("ask_here", language)}">{english}'
        f"<button>{_say('send', language)}</button></form></header>{said}{_find_bar(language)}"
        f'<div class="reading">{aside}<main>{document_html(document, cited, strong, language)}</main></div>',
        scripts=("reading.js",),
        attributes=' class="auto"',
    )


def notice_page(message: str, language: Language) -> str:
    """A page that says why what was asked for is not on it.

    >>> '<p class="message"' in notice_page("没有这篇文档。", Language.CHINESE)
    True
    """
    return plain_page(
        "引据",
        language,
        f'<header>{home_html(language)}</header><main class="kept">{UNSEEN_HEADING}{message_html(message)}'
        "</main>",
        attributes=' class="auto"',
    )


def home_html(language: Language) -> str:
    """The name of the site, which leads to the chat page, in the language that is spoken here."""
    english = "?lang=en" if language is Language.ENGLISH else ""
    return f'<a class="home" href="/{english}" lang="zh-CN">引据</a>'


def _find_bar(language: Language) -> str:
    """A box that searches inside the document; the script counts and goes from hit to hit."""
    steps = "".join(
        f'<button type="button" data-step="{step}" aria-label="{_say(key, language)}" disabled>{sign}'
        "</button>"
        for step, key, sign in ((-1, "find_previous", "↑"), (1, "find_next", "↓"))
    )
    return (
        f'<div class="find" role="search" aria-label="{_say("find", language)}" hidden>'
        f'<span><input id="find" maxlength="100"'
        f' autocomplete="off" placeholder="{_say("find", language)}" aria-label="{_say("find", language)}">'
        f'<output for="find" data-count="{escape(text("find_count", language, at="{at}", all="{all}"))}"'
        f' data-none="{_say("find_none", language)}"></output></span>{steps}</div>'
    )


def frame_page(front: Front, language: Language, theme: str, host: str, question: str) -> str:
    """The widget's frame: an empty conversation with questions to begin with. `host` is the origin of the
    page around it, "" if it may not embed or there is none; `theme` is light, dark or auto."""
    ask = text("placeholder", language)
    offered = "".join(
        f'<button type="button" class="offer" lang="zh-CN">{escape(one)}</button>'
        for one in front.questions[:_OFFERED]
    )
    hint = masthead.hint_html(language) if offered else ""
    return plain_page(
        "引据",
        language,
        f'<main>{UNSEEN_HEADING}<div id="log" role="log" aria-live="polite">'
        f'<div class="start">{masthead.welcome_html(list(front.titles.values()), language)}'
        f"{hint}{offered}</div></div>"
        '<form id="ask"><input id="question" disabled autocomplete="off"'
        f' placeholder="{escape(ask)}" aria-label="{_say("question_label", language)}"'
        f' value="{escape(question)}">'
        f"<button disabled>{_say('send', language)}</button></form></main>",
        scripts=("cards.js", "frame.js"),
        attributes=(
            f' class="frame" data-theme="{escape(theme)}" data-host="{escape(host)}"'
            f' data-searching="{_say("searching", language)}" data-failed="{_say("failed", language)}"'
            f' data-slow="{_say("slow_down", language)}" data-you="{_say("you_asked", language)}"'
        ),
    )


def demonstration_page() -> str:
    """A newspaper's page that embeds the widget in both ways."""
    return (
        '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>示例报 – 引据演示</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<link rel="stylesheet" href="/static/demo.css"></head><body>'
        '<header><p class="paper">示例报</p><p class="edition">演示页面 · 与引据并无别的关系</p></header>'
        '<main><article><p class="kicker">本报演示</p>'
        "<h1>一行代码，让文件自己回答</h1>"
        '<p class="lead">读者有问题，文件有原话。两者之间，只隔一行代码。</p>'
        '<div class="columns"><p>这是一张普通的网页。右下角的按钮和下面的方框，都是用一行代码嵌进来的。'
        "点开以后向文件提问，得到的每一句都是文件的原话，并且能回到原文里的位置。</p>"
        "<p>文件没有说的，会直接告诉你没有找到。没有打开之前，除了那一行代码所指的几千字节，"
        "什么也不会取来；你的网页是什么样式、用什么脚本，都与它互不相干。</p></div>"
        '<pre tabindex="0" aria-label="嵌入用的代码">'
        "&lt;script src=&quot;https://你的地址/widget.js&quot; defer&gt;&lt;/script&gt;</pre>"
        '<h2>也可以放在文中</h2><div id="here"></div>'
        '<p class="end">（完）</p></article></main>'
        '<script src="/widget.js" data-title="问问文件" defer></script>'
        '<script src="/widget.js" data-target="#here" defer></script></body></html>'
    )


def plain_page(
    title: str, language: Language, body: str, *, scripts: Sequence[str] = (), attributes: str = ""
) -> str:
    """A whole page around `body`, which is HTML like `title` and `attributes`."""
    loaded = "".join(f'<script src="/static/{name}" defer></script>' for name in scripts)
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{title}</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<link rel="stylesheet" href="/static/plain.css">{loaded}</head><body{attributes}>{body}</body></html>'
    )


def _say(key: str, language: Language) -> str:
    return escape(text(key, language))
