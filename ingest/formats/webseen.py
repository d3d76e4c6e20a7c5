"""A page's tree ▶ what its reader sees of it: nothing that is struck out or not displayed, digits above and
below the line as such, and the numbers of its lists, which are not characters of the file."""

import re
from typing import Any

from ingest.formats.raised import lowered, raised
from ingest.formats.wordnumbers import spelled

_STRUCK = ("del", "s", "strike")
_READINGS = ("rt", "rp", "rtc")
"""How a character is read, set above it, would fall between it and the next."""
_NOT_DISPLAYED = re.compile(
    r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse))\b", re.I
)
_STRUCK_STYLE = re.compile(r"text-decoration(?:-line)?\s*:[^;]*line-through", re.I)
_SPACES = re.compile("[ \t\r\n\f]+")
_MARKS = re.compile(r"list-style(?:-type)?\s*:\s*([\w-]+)", re.I)
_FORMS = {
    "1": ("decimal", ". "),
    "decimal": ("decimal", ". "),
    "a": ("lowerLetter", ". "),
    "lower-alpha": ("lowerLetter", ". "),
    "lower-latin": ("lowerLetter", ". "),
    "A": ("upperLetter", ". "),
    "upper-alpha": ("upperLetter", ". "),
    "upper-latin": ("upperLetter", ". "),
    "i": ("lowerRoman", ". "),
    "lower-roman": ("lowerRoman", ". "),
    "I": ("upperRoman", ". "),
    "upper-roman": ("upperRoman", ". "),
    "cjk-ideographic": ("chineseCounting", "、"),
    "simp-chinese-informal": ("chineseCounting", "、"),
    "trad-chinese-informal": ("chineseCounting", "、"),
}
"""How a list's numbers are written, by its type or style, and what stands behind them; others have bullets."""
_OWN = re.compile(
    r"\s*(?:[（(]?(?:\d{1,3}|[一二三四五六七八九十]{1,3})[)）、.．:：](?!\d)"
    r"|第[\d一二三四五六七八九十百]{1,5}[章节条款项步]|[①-⑳])"
)
"""A number that an item's author has written: the list's own are then switched off in the site's style."""
_WHOLE = re.compile(r"\s*[-+]?\d{1,6}\s*")


def as_seen(tree: Any) -> None:
    """Take from a tree of HTML what its reader does not see, and write into it what he sees and it lacks.

    >>> from lxml import etree
    >>> page = "<p>票价<del>六</del><ins>八</ins>十元，10<sup>4</sup>人</p><ol start=3><li>甲<li>乙</ol>"
    >>> tree = etree.HTML(page)
    >>> as_seen(tree)
    >>> "".join(tree.itertext())
    '票价八十元，10⁴人3. 甲4. 乙'
    """
    styled = tree.xpath("//*[@style or @hidden]")
    struck = [one for one in styled if _STRUCK_STYLE.search(one.get("style", ""))]
    for one in [*tree.iter(*_STRUCK, *_READINGS), *struck, *_not_displayed(tree, styled)]:
        _cut(one)
    for one in list(tree.iter("sup", "sub")):
        text = "".join(one.itertext())
        moved = raised(text) if one.tag == "sup" else lowered(text)
        if moved != text:
            del one[:]
            one.text = moved
    for one in tree.iter("ol"):
        _number(one)


def said(element: Any) -> str:
    """All text in an element, as a page shows it."""
    return spaced("".join(element.itertext())).strip()


def spaced(text: str) -> str:
    """A text as a page shows it: a single space for all that are next to each other."""
    if text.isprintable() and "  " not in text:  # found out in a third of the time
        return text
    return _SPACES.sub(" ", text)


def _not_displayed(tree: Any, styled: list[Any]) -> list[Any]:
    """What the file itself hides; none where that is most of the page, for a script then shows it, as on pages
    that are kept out of sight until they are whole."""
    found = [
        one
        for one in styled
        if one.get("hidden") is not None or _NOT_DISPLAYED.search(one.get("style", ""))
    ]
    if not found:
        return []
    hidden = set(found)
    outer = [one for one in found if not any(above in hidden for above in one.iterancestors())]
    return outer if 2 * sum(map(_length, outer)) <= _length(tree) else []


def _length(element: Any) -> int:
    return sum(
        len(text.strip())
        for text in element.xpath(".//text()[not(parent::script or parent::style)]")
    )


def _cut(element: Any) -> None:
    """Take an element out, but not what follows it."""
    parent, before, tail = element.getparent(), element.getprevious(), element.tail or ""
    if parent is None:
        return
    if before is not None:
        before.tail = (before.tail or "") + tail
    else:
        parent.text = (parent.text or "") + tail
    parent.remove(element)


def _number(listed: Any) -> None:
    """Write before each item of a list its number."""
    style = _MARKS.search(listed.get("style", ""))
    form, after = _FORMS.get(style[1].lower() if style else listed.get("type", "1"), ("", ""))
    items = listed.findall("li")
    firsts = [_first(item) for item in items]
    if not form or any(text is not None and _OWN.match(text) for text in firsts):
        return
    step = -1 if listed.get("reversed") is not None else 1
    count = _integer(listed.get("start"), 1 if step > 0 else len(items))
    for item, text in zip(items, firsts, strict=True):
        count = _integer(item.get("value"), count)
        if text is not None:
            number = f"{spelled(count, form) or count}{after}"
            if text.is_text:
                text.getparent().text = number + text.lstrip()
            else:
                text.getparent().tail = number + text.lstrip()
        count += step


def _first(item: Any) -> Any:
    """The first text in an item, which knows its place; None in an empty one."""
    found = item.xpath("(.//text()[normalize-space() and not(parent::script or parent::style)])[1]")
    return found[0] if found else None


def _integer(said_: str | None, default: int) -> int:
    return int(said_) if said_ and _WHOLE.fullmatch(said_) else default
