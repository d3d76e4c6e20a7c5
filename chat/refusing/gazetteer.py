"""Places that a text names, as China's division codes and the list of countries know them (`gazetteer.txt`).

A name is found at the beginning of a word only: 上海南路 names no 海南. What is called like a county is a place
as well (青禾县), though nobody knows where. Of what lies in one another the smaller one is meant: 沈阳市和平区
is not the 和平区 of 天津.
"""

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from index.segment import Segmenter, Word

NAMES = Path(__file__).parent / "gazetteer.txt"
_REMEMBERED = 1024
"""Passages and questions whose places are remembered."""
_COUNTY = 6
"""Digits of a county's code; its name without its kind is often a common word."""
_COUNTRY = "x"
_KINDS = "省市县区旗州镇乡盟"
_KIND = re.compile(f"(?<=..)(?:新?区|自治[州县旗]|[{_KINDS}])$")
_LIKE_ONE = re.compile("[\u4e00-\u9fff]{2}[市县镇]")
_NO_NAME = re.compile(
    "[全各本该我此每邻外几两多哪老新这那个大城在去到来往出百千强离距]|城市$|自治.$"
)
"""全县 and 各县 name none."""
_WORDS = frozenset(
    "朝阳 日照 大同 白银 安康 来宾 三明 玉树 海北 海东 海西 阿里 开封 天水 平凉 大理 和田 文山 中卫".split()  # noqa: SIM905
)
"""Prefectures whose name alone is a word."""
_NO_BEGINNING = ("m", "q", "f", "d", "p", "v")
"""Parts of speech that no name in several words begins with: 10万山区 names no 万山区."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place as a text names it, `[start, end)`: its codes, several where places share the name, none where
    nobody knows it."""

    name: str
    codes: tuple[str, ...]
    start: int
    end: int

    @property
    def is_country(self) -> bool:
        """Whether it is a country."""
        return any(code.startswith(_COUNTRY) for code in self.codes)

    @property
    def stem(self) -> str:
        """Its name without what kind of place it is."""
        return _KIND.sub("", self.name)

    def holds(self, other: "Place") -> bool:
        """Whether the other is this place, or lies in it, or may."""
        if not self.codes or not other.codes:
            return self.name == other.name
        return any(code.startswith(own) for own in self.codes for code in other.codes)


@lru_cache(maxsize=1)
def _known() -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """By their first two characters the names and their codes."""
    found: dict[str, dict[str, tuple[str, ...]]] = defaultdict(dict)
    for line in NAMES.read_text("utf-8").splitlines():
        code, *names = line.split()
        for name in names:
            if len(name) > 2 or len(code) < _COUNTY:
                own = found[name[:2]]
                own[name] = (*own.get(name, ()), code)
            if len(code) == _COUNTY and name.endswith("市"):
                found[name[:2]].setdefault(name[:-1], (code,))
    return {
        head: dict(sorted(own.items(), key=lambda one: -len(one[0]))) for head, own in found.items()
    }


def is_known(name: str) -> bool:
    """Whether the list has a name."""
    return name in _known().get(name[:2], {})


@lru_cache(_REMEMBERED)
def places(text: str, segmenter: Segmenter) -> tuple[Place, ...]:
    """The places that a folded text names, in order.

    >>> [one.name for one in places("杭州市和青禾县各有多少学位？全市呢？", Segmenter())]
    ['杭州市', '青禾县']
    >>> [one.codes for one in places("沈阳市和平区", Segmenter())]
    [('2101',), ('210102',)]
    """
    found: list[Place] = []
    words = segmenter.tagged(text)
    ends = {word.end for word in words}
    before = Word("", 0, 0, "")
    for word in words:
        apart = not found or word.start >= found[-1].end
        # 江西 of 王江西 is a given name
        given = before.end == word.start and before.tag.startswith("nr") and len(before.text) == 1
        before = word
        if apart and not given and (one := _at(text, word, ends, segmenter)):
            found.append(_inside(found[-1] if found else None, one))
    return tuple(found)


def _at(text: str, word: Word, ends: set[int], segmenter: Segmenter) -> Place | None:
    """The place whose name begins with a word."""
    for name, codes in _known().get(text[word.start : word.start + 2], {}).items():
        end = word.start + len(name)
        if text.startswith(name, word.start) and _is_named(name, codes, word, ends):
            return Place(name, codes, word.start, end)
    named = word.tag.startswith(("ns", "nr")) or not segmenter.knows(word.text)
    for end in (word.end, word.end + 1) if named else ():
        name = text[word.start : end]
        if _LIKE_ONE.fullmatch(name) and not _NO_NAME.search(name):
            return Place(name, (), word.start, end)
    return None


def _is_named(name: str, codes: tuple[str, ...], word: Word, ends: set[int]) -> bool:
    known = word.tag.startswith("ns")
    if len(name) == 2:
        county = all(len(code) == _COUNTY for code in codes)
        alone = word.text == name and name not in _WORDS and not county
        return alone or (known and (word.text == name if county else len(word.text) > 2))
    end = word.start + len(name)
    joined = end > word.end and word.tag.startswith(_NO_BEGINNING)
    return not joined and (end in ends or name[-1] in _KINDS)


def _inside(before: Place | None, one: Place) -> Place:
    """A place that follows another one, which says which of its name is meant."""
    if before is None or before.end != one.start:
        return one
    own = tuple(code for code in one.codes if code.startswith(before.codes))
    return Place(one.name, own or one.codes, one.start, one.end) if before.codes else one
