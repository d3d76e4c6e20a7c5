"""Answer ▶ HTML. All escaping, and all HTML of a conversation, happens here and only here.

Questions, documents, headings and titles are hostile until `escape` has seen them: gr.HTML puts what
it is given into the page unchecked.
"""

import html
import itertools
import re
from collections.abc import Sequence
from hashlib import sha256
from urllib.parse import urlencode

from chat.strings import Language, text
from chat.types import Answer, Citation
from ingest.types import BlockKind, Span

_UNPRINTABLE = re.compile("[\0\ud800-\udfff]")
"""What HTML cannot hold, not even as an entity."""
_INSTEAD = "\ufffd"

MOST_NEAREST = 3


def escape(raw: str) -> str:
    r"""Text as HTML that shows exactly this text, inside an element or a quoted attribute.

    A carriage return becomes an entity because a browser would turn it into a line feed, and what
    HTML cannot hold at all becomes U+FFFD.

    >>> escape('新增<b>10万</b>个"学位"\r')
    '新增&lt;b&gt;10万&lt;/b&gt;个&quot;学位&quot;&#13;'
    """
    return html.escape(_UNPRINTABLE.sub(_INSTEAD, raw)).replace("\r", "&#13;")


def document_key(document_id: str) -> str:
    """A short name of a document that is safe in an address, whatever its file is called.

    >>> document_key("岗位.txt")
    '78f2d62693d5'
    """
    return sha256(document_id.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def fingerprint(quote: str) -> str:
    """FNV-1a, 32 bits, over the code points: lets the page check what it is about to highlight.

    The same few lines stand in page.js, over what `escape` shows, so what HTML cannot hold counts as the
    sign that stands for it. Source of the constants: draft-eastlake-fnv, section 5.

    >>> fingerprint("60万个")
    '096f97fa'
    """
    value = 0x811C9DC5
    for character in _UNPRINTABLE.sub(_INSTEAD, quote):
        value = ((value ^ ord(character)) * 0x01000193) & 0xFFFFFFFF
    return f"{value:08x}"


def address(citation: Citation, language: Language) -> str:
    """The address of a page of its own that opens the document at a quote.

    >>> kind, spans = BlockKind.PARAGRAPH, (Span(4, 8),)
    >>> one = Citation("岗位.txt", "岗位", "", kind, spans, "60万个", (), 1.0, (), 0.0, 0.0, None, None)
    >>> address(one, Language.CHINESE)
    '/d/78f2d62693d5?at=4-8&words=096f97fa&lang=zh-CN#cited'
    """
    place = {"at": _ranges(citation.spans), "words": fingerprint(citation.quote)}
    if citation.asked:
        place["asked"] = _ranges(citation.asked)
    query = urlencode({**place, "lang": language.value}, safe=",")
    return f"/d/{document_key(citation.document_id)}?{query}#cited"


def answer_html(
    answer: Answer, language: Language, *, standing: Sequence[bool] | None = None
) -> str:
    """An answer: numbered quotes, each with its source and why it was found, or a refusal.

    `standing`, for an answer that was kept, says of each quote shown whether its source still says it
    there; then links open pages of their own, and the others are marked as kept words.

    >>> from chat.types import NOT_FOUND
    >>> "没有找到" in answer_html(
    ...     Answer("<b>？", "<b>？", NOT_FOUND, (), (), True, 0.1), Language.CHINESE
    ... )
    True
    """
    understood = ""
    if answer.asked != answer.question:
        understood = (
            f'<p class="understood">{_say("understood", language)} '
            f'<button type="button" class="edit" title="{_say("edit", language)}">'
            f'<bdi lang="zh-CN">{escape(answer.asked)}</bdi></button></p>'
        )
    told = " ".join(
        f'data-{key}="{_say(key, language)}"' for key in ("copied", "selected", "sent", "unsent")
    )
    about = f'data-question="{escape(answer.asked)}" {told}'
    if answer.refused:
        refusal = _refusal(answer, language, standing)
        return f'<section class="answer refused" {about}>{understood}{refusal}</section>'
    stands = standing or [True] * len(answer.citations)
    cards = "".join(
        _card(citation, number, language, stands=still, kept=standing is not None)
        for number, (citation, still) in enumerate(zip(answer.citations, stands, strict=True), 1)
    )
    notes = f'<p class="doubt" role="note">{_say("doubt", language)}</p>' * answer.doubtful
    if answer.differing:
        said = _say("differing", language, numbers="\n")
        numbers = _references(answer.citations, answer.differing, language)
        notes += f'<p class="differing" role="note">{said.replace(chr(10), numbers)}</p>'
    numbers = _references(answer.citations, range(len(answer.citations)), language)
    return (
        f'<section class="answer" {about}>{understood}'
        f"<h3>{_say('answered', language)} {numbers}</h3>{notes}"
        f'<ol class="cards">{cards}</ol>{_below(answer, language, kept=standing is not None)}</section>'
    )


def question_html(question: str, language: Language) -> str:
    """A question as the visitor typed it.

    >>> question_html("多少<学位>？", Language.CHINESE)
    '<h2 class="question"><span class="unseen">你问</span><bdi>多少&lt;学位&gt;？</bdi></h2>'
    """
    return (
        f'<h2 class="question"><span class="unseen">{_say("you_asked", language)}</span>'
        f"<bdi>{escape(question)}</bdi></h2>"
    )


def message_html(message: str) -> str:
    """What is said in an answer's place when a question could not be asked.

    >>> message_html("请输入问题。")
    '<p class="message" role="alert">请输入问题。</p>'
    """
    return f'<p class="message" role="alert">{escape(message)}</p>'


def searching_html(language: Language) -> str:
    """What stands in an answer's place while it is looked for."""
    return f'<p class="searching">{_say("searching", language)}</p>'


def log_html(turns: list[str], language: Language, *, busy: bool = False) -> str:
    """The whole conversation, from pieces that the functions above have made; `busy` while more comes."""
    inside = "".join(f'<article class="turn">{turn}</article>' for turn in turns)
    return (
        f'<div class="log" role="log" aria-live="polite" lang="{language}"'
        f' aria-busy="{str(busy).lower()}">{inside}</div>'
    )


def _references(citations: Sequence[Citation], places: Sequence[int], language: Language) -> str:
    """Numbers of quotes, each a link to its place; the script previews the quote at them."""
    links = [
        f'<a class="ref" href="{escape(address(citations[place], language))}" '
        f'aria-label="{_say("open_label", language, number=place + 1)}">{place + 1}</a>'
        for place in places
    ]
    return f'<span class="refs">{_say("separator", language).join(links)}</span>'


def _below(answer: Answer, language: Language, *, kept: bool) -> str:
    """What a visitor may say of a whole answer, and the way to where it is kept; on that page, nothing."""
    if kept:
        return ""
    said = _buttons(("should-answer",) if answer.refused else ("helpful", "unhelpful"), language)
    link = ""
    if answer.record:
        link = (
            f'<a href="/a/{answer.record}?lang={language.value}" target="_blank" rel="noopener" '
            f'class="permalink">{_say("permalink", language)}</a>'
        )
    return f'<p class="verdicts">{link}{said}</p>'


def _buttons(verdicts: Sequence[str], language: Language) -> str:
    said = "".join(
        f'<button type="button" data-verdict="{verdict}">{_say(verdict, language)}</button>'
        for verdict in verdicts
    )
    return f'{said}<span class="told" role="status"></span>'


def _refusal(answer: Answer, language: Language, standing: Sequence[bool] | None) -> str:
    kept = standing is not None
    said = (
        f'<p class="refusal"><strong>{_say("refusal", language)}</strong> '
        f"{_say('refusal_detail', language)}</p>{_below(answer, language, kept=kept)}"
    )
    nearest = answer.nearest[:MOST_NEAREST]
    if not nearest:
        return said
    near = "".join(
        _card(citation, None, language, stands=still, kept=kept)
        for citation, still in zip(nearest, standing or [True] * len(nearest), strict=False)
    )
    return (
        f'{said}<h3 class="near">{_say("nearest", language)}</h3><ul class="cards near">{near}</ul>'
    )


def _card(
    citation: Citation, number: int | None, language: Language, *, stands: bool, kept: bool
) -> str:
    """One quote with its source; `number` is None for a passage that is no answer. `stands` says whether
    its source says it there, `kept` that it was not cut just now."""
    place = [f'<span class="source">《<bdi lang="zh-CN">{escape(citation.title)}</bdi>》</span>']
    if citation.kind is not BlockKind.PARAGRAPH:
        place.append(f'<span class="kind">{_say(f"kind_{citation.kind}", language)}</span>')
    section = citation.section.replace("—— › ", "——")  # a heading that leads on to the next one
    if section == citation.quote:  # a heading stands under itself
        section = ""
    if section:
        place.append(f'<bdi class="section" lang="zh-CN">{escape(section)}</bdi>')
    if citation.place:
        place.append(f'<bdi class="where" lang="zh-CN">{escape(citation.place)}</bdi>')
    label = text("open", language)
    if number is not None:
        label = text("open_label", language, number=number)
    mark = f'<span class="number" aria-hidden="true">{number}</span>' if number is not None else ""
    source = "，".join(filter(None, (f"《{citation.title}》", section, citation.place)))
    tidied = views = ""
    if citation.tidied:
        tidied = (
            f'<blockquote class="tidied" lang="zh-CN" hidden>{escape(citation.tidied)}</blockquote>'
        )
        views = (
            '<span class="views">'
            f'<button type="button" data-view="original" aria-pressed="true">{_say("original", language)}'
            '</button><button type="button" data-view="tidied" aria-pressed="false">'
            f"{_say('tidied', language)}</button></span>"
        )
    link = f'<span class="stale" role="note">{_say("stale", language)}</span>'
    if stands:
        link = (
            f'<a class="cite" href="{escape(address(citation, language))}" '
            f'aria-label="{escape(label)}">{_say("open", language)}</a>'
        )
    return (
        f'<li class="card">{mark}'
        f'<blockquote lang="zh-CN">{_quote(citation, language)}</blockquote>{tidied}'
        f'<p class="place">{" ".join(place)}</p>'
        f'<p class="why"><span class="unseen">{_say("why", language)}</span>'
        f"{_why(citation, language)}</p>"
        f'<p class="actions">{link}{views}'
        f'<button type="button" class="copy" data-source="{escape(source)}">'
        f"{_say('copy', language)}</button>"
        f"{_buttons(() if number is None or kept else ('wrong-quote',), language)}</p></li>"
    )


def _quote(citation: Citation, language: Language) -> str:
    """The quote with the asked-for words in <mark>, marks of ours between its spans and where it is torn."""
    pieces: list[str] = []
    taken = 0
    for span in citation.spans:
        words = citation.quote[taken : taken + span.end - span.start]
        taken += len(words)
        cuts = {span.start, span.end}
        for asked in citation.asked:
            cuts.update(at for at in (asked.start, asked.end) if span.start < at < span.end)
        edges = sorted(cuts)
        shown = ""
        for start, end in itertools.pairwise(edges):
            part = escape(words[start - span.start : end - span.start])
            emphasised = any(asked.start <= start and end <= asked.end for asked in citation.asked)
            shown += f"<mark>{part}</mark>" if emphasised else part
        pieces.append(f'<span class="words">{shown}</span>')
    # The dots are drawn by the style sheet, so that copying a quote copies the document's words only.
    seam = f'<span class="seam" role="img" aria-label="{_say("seam", language)}"></span>'
    torn, part = (
        f'<span class="torn" role="img" aria-label="{_say(key, language)}"></span>'
        for key in ("torn", "part")
    )
    joined = "".join(
        seam * (at in citation.seams) + "<br>" * (at in citation.lines) + piece
        for at, piece in enumerate(pieces)
    )
    return joined + torn * citation.broken + part * citation.part


def _why(citation: Citation, language: Language) -> str:
    ranked = citation.lexical_rank is not None or citation.dense_rank is not None
    listed = "held" if citation.kind is BlockKind.ROW else "counted"
    reasons = [_say("matched_none" if ranked else listed, language)]
    if citation.matched:
        words = escape(text("separator", language).join(citation.matched))
        shown = f'<bdi lang="zh-CN">{words}</bdi>'
        reasons = [_say("matched", language, words="\n").replace("\n", shown)]
    if citation.lexical_rank is not None:
        rank = _say("lexical_rank", language, rank=citation.lexical_rank)
        reasons.append(f"{rank} (BM25 {citation.lexical:.1f})")
    if citation.dense_rank is not None:
        rank = _say("dense_rank", language, rank=citation.dense_rank)
        reasons.append(f"{rank} (cos {citation.dense:.2f})")
    return " ".join(f"<span>{reason}</span>" for reason in reasons)


def _ranges(spans: tuple[Span, ...]) -> str:
    return ",".join(f"{span.start}-{span.end}" for span in spans)


def _say(key: str, language: Language, **values: str | int) -> str:
    return escape(text(key, language, **values))
