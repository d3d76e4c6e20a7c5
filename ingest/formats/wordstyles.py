"""What the styles of a Word file say of a paragraph: heading, numbered, and how its characters look."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ingest.formats.wordnumbers import W
from ingest.types import BlockKind

_HEADING = re.compile(r"(?:heading|标题)\s*(\d)", re.I)
_TITLE = re.compile(r"title|标题$|题目", re.I)
_CONTENTS = re.compile(r"(?:toc|目录)\s*(?:\d|heading|标题)", re.I)
_BODY_LEVEL = 9
"""The outline level that is none."""
STRUCK = (f"{W}strike", f"{W}dstrike")
HIDDEN, SET = f"{W}vanish", f"{W}vertAlign"
LOOKS = (*STRUCK, HIDDEN, SET)
"""What changes which characters are read, of all that is said of how they look."""
_OFF = frozenset(["0", "false", "off", "none"])


@dataclass(frozen=True, slots=True)
class Style:
    """A style, with what it has from those that it is based on."""

    kind: BlockKind = BlockKind.PARAGRAPH
    level: int | None = None
    looks: Mapping[str, str] = field(default_factory=dict)
    """The value of each of `LOOKS` that it names."""
    contents: bool = False
    """A line of a table of contents, which repeats headings."""
    number: str | None = None
    """The list that numbers its paragraphs."""
    depth: int = 0


class Styles:
    """The styles of a file, each made out when it is asked for: a file has a hundred and uses five."""

    def __init__(self, part: Any) -> None:
        """*part*: the element `w:styles`, None in a file without."""
        elements = () if part is None else part.iterfind(f"{W}style")
        self._elements = {one.get(f"{W}styleId"): one for one in elements}
        self._known: dict[str, Style] = {}

    def of(self, properties: Any, kind: str) -> Style:
        """The style that an element's properties name in their `kind`; the plain one where they name none."""
        named = None if properties is None else properties.find(kind)
        key = "" if named is None else named.get(f"{W}val", "")
        if key not in self._known:
            self._known[key] = _style(_based(key, self._elements))
        return self._known[key]


def looks(properties: Any, *others: str) -> dict[str, str]:
    """The values of `LOOKS`, and of elements with the tags *others*, that `w:rPr` names itself."""
    if properties is None:
        return {}
    return {one.tag: one.get(f"{W}val", "") for one in properties.iterchildren(*LOOKS, *others)}


def is_so(looks: Mapping[str, str], name: str) -> bool:
    """Whether a switch is among the looks and not turned off."""
    return looks.get(name, "0") not in _OFF


def outline(properties: Any) -> int | None:
    """The level (1 outermost) that `w:pPr` gives a paragraph in the outline; 0 for none, None where it
    says nothing."""
    found = None if properties is None else properties.find(f"{W}outlineLvl")
    value = None if found is None else found.get(f"{W}val", "")
    if value is None or not value.isdecimal():
        return None
    return int(value) + 1 if int(value) < _BODY_LEVEL else 0


def numbered(properties: Any) -> tuple[str | None, int | None]:
    """List and depth that `w:pPr` names, None where it names none."""
    found = None if properties is None else properties.find(f"{W}numPr")
    if found is None:
        return None, None
    number, depth = found.find(f"{W}numId"), found.find(f"{W}ilvl")
    deep = None if depth is None else depth.get(f"{W}val", "")
    return (
        None if number is None else number.get(f"{W}val"),
        min(8, int(deep)) if deep is not None and deep.isdecimal() else None,
    )


def _based(key: str, elements: dict[str, Any]) -> list[Any]:
    """A style's element and those that it is based on, nearest first; a circle ends."""
    chain: list[Any] = []
    while key in elements and elements[key] not in chain:
        chain.append(elements[key])
        base = elements[key].find(f"{W}basedOn")
        key = "" if base is None else base.get(f"{W}val", "")
    return chain


def _style(chain: list[Any]) -> Style:
    names = [name.get(f"{W}val", "") for one in chain if (name := one.find(f"{W}name")) is not None]
    properties = [found for one in chain if (found := one.find(f"{W}pPr")) is not None]
    characters: dict[str, str] = {}
    for one in reversed(chain):
        characters |= looks(one.find(f"{W}rPr"))
    numbers = [numbered(one) for one in properties]
    levels = [level for one in properties if (level := outline(one)) is not None]
    heads = [int(match[1]) for name in names if (match := _HEADING.match(name))]
    level = next(iter([*heads, *levels]), 0)
    titled = any(_TITLE.match(name) for name in names) and not heads
    kind = BlockKind.TITLE if titled else BlockKind.HEADING if level else BlockKind.PARAGRAPH
    return Style(
        kind,
        level if kind is BlockKind.HEADING else None,
        looks=characters,
        contents=any(_CONTENTS.match(name) for name in names),
        number=next((number for number, _ in numbers if number is not None), None),
        depth=next((depth for _, depth in numbers if depth is not None), 0),
    )
