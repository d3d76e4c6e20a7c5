"""HTML ▶ all of a page that is only a text; of others the main text, by trafilatura, if it finds enough."""

import re
from dataclasses import replace
from functools import lru_cache
from typing import Any

from ingest.decode import decode
from ingest.formats.draft import Draft
from ingest.formats.webheads import with_headings
from ingest.formats.webseen import as_seen, said, spaced
from ingest.formats.webtables import even, headed, is_data
from ingest.types import BlockKind, Structure

_LONGEST_NAME = 100
_LEAST_SHARE = 0.35
"""Share of the visible text that the main text must have, else it was cut too short."""
_BLOCKS = frozenset(
    [
        "p",
        "div",
        "section",
        "article",
        "main",
        "li",
        "blockquote",
        "pre",
        "td",
        "th",
        "figcaption",
        "caption",
        "dt",
        "dd",
        "address",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "ul",
        "ol",
        "dl",
        "table",
        "tr",
        "body",
        "figure",
        "header",
        "footer",
    ]
)
_UNSEEN = frozenset(
    [
        "script",
        "style",
        "noscript",
        "template",
        "head",
        "nav",
        "svg",
        "form",
        "button",
        "select",
        "iframe",
    ]
)
_AROUND = ("nav", "header", "footer", "aside", "form", "menu", "iframe")
"""What stands around the main text of a site's page."""
_REACHED = re.compile(
    r"(?:电话|電話|热线|熱線|查[询詢]|传真|傳真|手机|手機|地址|邮箱|郵箱|电邮|電郵|Tel|E-?mail)[^：:\s\d]{0,6}\s*[：:]\s*\S"
    r"|\w@\w",
    re.I,
)
"""What says in a footer where somebody is reached; the number of a record (ICP备12345678号) does not."""
_CHANGED = ("del", "s", "strike", "rt", "rp", "rtc", "sup", "sub", "ol", "table")
"""Elements that are seen otherwise than they are written."""
_HEADING = re.compile("h([1-6])")
_PLAIN: tuple[BlockKind, int | None] = (BlockKind.PARAGRAPH, None)
_KINDS = {
    "figcaption": (BlockKind.CAPTION, None),
    "caption": (BlockKind.CAPTION, None),
    **{f"h{level}": (BlockKind.HEADING, level) for level in range(1, 7)},
}
"""What a block is by its tag, if it is not a paragraph."""
_DECLARED = re.compile(rb"charset\s*=\s*[\"']?\s*([\w-]{3,20})", re.I)
_WESTERN = re.compile(rb"(?:iso-8859|latin|windows-125|us-ascii|ascii)", re.I)
"""Encodings that any bytes fit, so that a page that names one wrongly would be read as gibberish."""
_SITE = re.compile(r"[_|｜]|\s[-–—]+\s")
_WIDE = "[\u2e80-\u9fff\uf900-\ufaff\uff01-\uff60]"
_BREAK = re.compile(rf"(?<={_WIDE})[ \t]*\r?\n[ \t\r\n]*(?={_WIDE})")
"""The end of a line inside Chinese text, which is not a space on the page (CSS Text 3, section 4.1.3)."""


def read_web(data: bytes, name: str) -> tuple[str, Structure, str]:
    """The headings, paragraphs, lists and tables of a page. Raises ReadError."""
    from lxml.etree import tostring  # noqa: PLC0415  only who reads such a file waits for it
    from trafilatura import extract  # noqa: PLC0415

    text, encoding = _decoded(data, name)
    if "<pre" not in text.lower():
        text = _BREAK.sub("", text)
    tree = parsed(text.encode("utf-8", "replace"))
    whole = Draft()
    walk(tree, whole)
    called = _name(tree)
    if _is_document(tree):
        return whole.text, replace(whole.structure(), title=called), encoding
    title, captions = _title(tree), _as_paragraphs(tree)
    found = extract(
        tostring(tree, encoding="unicode", method="html"),
        output_format="xml",
        include_comments=False,
        favor_recall=True,
        deduplicate=False,
    )
    main = Draft()
    if found:
        if title and title not in found:
            main.add(BlockKind.TITLE, title)
        _main(found, main, captions)
        _reached(tree, main)
    enough = len(main.text) >= _LEAST_SHARE * len(whole.text)
    draft = with_headings(main, whole) if enough else whole
    return draft.text, replace(draft.structure(), title=called), encoding


def _is_document(tree: Any) -> bool:
    """Whether nothing stands around a page's text: no way to another page, as in what a program has saved. Of
    that trafilatura would drop tables and more, for it looks for the part that is not navigation."""
    return next(tree.iter(*_AROUND), None) is None and not tree.xpath(
        "//a[@href and not(starts-with(@href, '#'))]"
    )


def parsed(data: bytes) -> Any:
    """A tree of UTF-8 HTML, whatever is wrong with it, with what its reader sees and even tables."""
    from lxml import etree  # noqa: PLC0415

    tree = etree.fromstring(data, _parser())
    if tree is None:
        raise etree.ParserError("Document is empty")
    lowered = data.lower()
    styled = b"style" in lowered or b"hidden" in lowered  # found out in a tenth of the time
    if styled or next(tree.iter(*_CHANGED), None) is not None:
        as_seen(tree)
        even(tree)
    return tree


@lru_cache(maxsize=1)
def _parser() -> Any:
    """Made once, for a book has hundreds of chapters; lxml lets one thread at a time use it. The parser of
    lxml.html would ask Python for the class of each element."""
    from lxml import etree  # noqa: PLC0415

    return etree.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False)


def walk(tree: Any, draft: Draft) -> None:
    """Add the blocks below an element of HTML, in order; without recursion, for pages are nested as
    deep as they like.

    >>> draft = Draft()
    >>> page = "<h2>民生</h2><p>新增<b>学位</b><br>10万个</p><script>x</script>"
    >>> walk(parsed(page.encode()), draft)
    >>> draft.text
    '民生\\n新增学位 10万个\\n'
    """
    from lxml import etree  # noqa: PLC0415

    kind, level = _PLAIN
    pieces: list[str] = []
    steps = etree.iterwalk(tree, events=("start", "end", "comment", "pi"))
    for event, element in steps:
        tag = element.tag
        if tag in _BLOCKS and pieces:
            draft.add(kind, spaced("".join(pieces)), level)
            pieces.clear()
        if event == "start":
            if tag in _BLOCKS:
                kind, level = _KINDS.get(tag, _PLAIN)
            if tag == "br":
                pieces.append(" ")
            elif tag in _UNSEEN:
                steps.skip_subtree()
            elif tag == "table" and is_data(element):
                rows = list(element.iter("tr"))
                cells = [[said(cell) for cell in row.iter("td", "th")] for row in rows]
                draft.table(cells, headed=headed(rows))
                steps.skip_subtree()
            elif text := element.text:
                pieces.append(text)
            continue
        if tag in _BLOCKS:
            kind, level = _PLAIN
        if tail := element.tail:
            pieces.append(tail)
    draft.add(kind, spaced("".join(pieces)), level)


def _as_paragraphs(tree: Any) -> set[str]:
    """Make captions paragraphs, for trafilatura drops a figure with its caption; what they say, by which they
    are known again, without blanks."""
    found = set()
    for caption in list(tree.iter("figcaption")):
        found.add("".join(said(caption).split()))
        for figure in caption.iterancestors("figure"):
            figure.tag = "div"
            figure.attrib.clear()
        caption.tag = "p"
        caption.attrib.clear()
    return found


def _main(found: str, draft: Draft, captions: set[str]) -> None:
    """The blocks of trafilatura's XML."""
    from lxml import etree  # noqa: PLC0415

    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True)
    root = etree.fromstring(found.encode(), parser)
    for element in root.iter("head", "p", "item", "row", "quote", "code"):
        if any(above.tag in ("item", "row", "quote") for above in element.iterancestors()):
            continue
        if element.tag == "row":
            if element.getprevious() is None:
                rows = list(element.getparent().iter("row"))
                heads = [cell.get("role") == "head" for cell in rows[0].iter("cell")]
                cells = [[said(cell) for cell in row.iter("cell")] for row in rows]
                draft.table(cells, headed=(len(rows) > 1 and any(heads)) or None)
        elif element.tag == "head":
            level = _HEADING.fullmatch(element.get("rend") or "")
            draft.add(BlockKind.HEADING, said(element), int(level[1]) if level else None)
        else:
            text = said(element)
            caption = "".join(text.split()) in captions
            draft.add(BlockKind.CAPTION if caption else BlockKind.PARAGRAPH, text)


def _reached(tree: Any, draft: Draft) -> None:
    """The lines of a page's footers that say where somebody is reached, which are of no section."""
    for footer in tree.iter("footer"):
        lines = Draft()
        walk(footer, lines)
        for line in lines.text.splitlines():
            if _REACHED.search(line) and line not in draft.text:
                draft.add(BlockKind.NOTE, line)


def _title(tree: Any) -> str:
    found = tree.find(".//h1")
    return "" if found is None else said(found)


def _name(tree: Any) -> str:
    """What a page is called: as the pages of Chinese authorities say, or by its only main heading, or by what
    stands in the window's title before the site's name."""
    given = tree.xpath("//meta[translate(@name, 'ACEILRT', 'aceilrt') = 'articletitle']/@content")
    headings = [said(one) for one in tree.iter("h1")]
    window = _SITE.split(tree.findtext(".//title") or "")
    found = (*given[:1], *(headings if len(headings) == 1 else ()), window[0])
    return next(filter(None, (" ".join(one.split())[:_LONGEST_NAME] for one in found)), "")


def _decoded(data: bytes, name: str) -> tuple[str, str]:
    """By the encoding that the page declares, if its bytes fit it, else as any text."""
    try:
        return data.decode("utf-8-sig"), "utf-8"
    except UnicodeDecodeError:
        pass
    if (match := _DECLARED.search(data[:4096])) and not _WESTERN.match(match[1]):
        declared = match[1].decode("ascii").lower()
        declared = "gb18030" if declared in ("gb2312", "gbk", "x-gbk") else declared
        try:
            return data.decode(declared), declared
        except (LookupError, UnicodeDecodeError):
            pass  # it lies, as many do
    return decode(data, name)
