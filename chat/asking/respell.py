"""What a question may have meant where it was typed with characters that only sound right (常春 for 长春).

Whoever types by sound picks a wrong word of the same sound. Such a word stands nowhere in the
documents, and one that sounds like it does. That alone proves nothing (失业 sounds like 事业), so the
answerer tries a respelling only where it would otherwise refuse, asks for more certainty, and shows
the question as it was understood.
"""

import re
import unicodedata
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise, product

from chat.asking.provisions import provisions
from chat.asking.question import asked
from index.segment import Segmenter, Word
from ingest.normalize import fold

Known = Callable[[Sequence[str]], list[bool]]
"""Which terms stand in the documents."""

MOST = 3
"""Respellings that are tried."""
_HAN = re.compile("[\u4e00-\u9fff]{2}")
_FIGURES = "一二三四五六七八九十"
_BINDING = frozenset("的了着是在有能要不没和与或也都就还很最更谁哪这那被把给对从由吗呢吧我你他她它")
"""Words of one character that nobody picks wrongly by their sound: 能报 is no 台报, 的是 no 提示."""
_READINGS = 2
"""Of a character; what stands further behind is rare."""
_ALIKE = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ang", "an"), ("eng", "en"), ("ing", "in"))
"""Sounds that many speakers do not tell apart, as input methods have them."""


def respellings(question: str, segmenter: Segmenter, known: Known) -> list[str]:
    """`question` with one word in its place that sounds alike and stands in the documents, the nearest
    in sound first, at most `MOST`.

    >>> respellings("常春市有多少人口？", Segmenter(), lambda terms: ["长春" in t for t in terms])
    ['长春市有多少人口？']
    >>> respellings("长春市有多少人口？", Segmenter(), lambda terms: [True for _ in terms])
    []
    """
    folded, ask = fold(question), asked(question)
    meant = [(ask.start, ask.end), *provisions(question)]
    words = [
        w
        for w in segmenter.tagged(question)
        if all(w.end <= start or w.start >= end for start, end in meant)
    ]
    doubtful = _doubtful(words, segmenter)
    pairs = [folded[at : at + 2] for at in doubtful]
    found: dict[str, tuple[int, int]] = {}
    for (at, may_be_meant), pair, stands in zip(doubtful.items(), pairs, known(pairs), strict=True):
        alike = sounding_the_same if may_be_meant else sounding_like
        typed = stands or not _HAN.fullmatch(pair) or _is_meant(folded[at - 1 : at], pair)
        others = [] if typed else list(alike(pair))
        for other, there in zip(others, known(others), strict=True):
            whole = question[:at] + other + question[at + 2 :]
            # 对付 is a word: the 对服 of 面对服务 is not what is meant by it
            likely = there and (not may_be_meant or segmenter.knows(other))
            if likely and _is_word(whole, at, segmenter, known):
                found[whole] = _distance(pair, other)
    return sorted(found, key=lambda whole: found[whole])[:MOST]


def _doubtful(words: Sequence[Word], segmenter: Segmenter) -> dict[int, bool]:
    """Where two characters may be typed wrong, and whether they may as well be meant, so that only the
    same tones count: a word of the dictionary, or two words of one character. What else the dictionary
    has is meant; a word that it does not have was guessed by the segmenter."""
    found = {}
    for word in words:
        if not segmenter.knows(word.text):
            found.update(dict.fromkeys(range(word.start, word.end - 1), False))
        elif len(word.text) == 2:
            found[word.start] = True
    for one, other in pairwise(words):
        if len(one.text) == len(other.text) == 1 and one.end == other.start:
            found[one.start] = True
    return found


def _is_meant(before: str, pair: str) -> bool:
    """Whether a pair of characters cannot be one word typed wrong: 一期 counts, 能报 are two words, and so are
    元报 behind 8000."""
    return pair[0] in _FIGURES or before.isdecimal() or not _BINDING.isdisjoint(pair)


def _is_word(question: str, at: int, segmenter: Segmenter, known: Known) -> bool:
    """Whether the two characters at `at` stand in one word, and that in the documents."""
    words = [w.text for w in segmenter.tagged(question) if w.start <= at and at + 2 <= w.end]
    return any(known(words))


def _distance(one: str, other: str) -> tuple[int, int]:
    """Characters that differ, and how many of them do not even sound the same in tone."""
    pairs = [(a, b) for a, b in zip(one, other, strict=True) if a != b]
    return len(pairs), sum(not _readings()[a] & _readings()[b] for a, b in pairs)


def sounding_like(pair: str) -> Iterator[str]:
    """All other pairs of common characters that sound like `pair`, tones aside."""
    sounds = [{_plain(one) for one in _readings().get(character, ())} for character in pair]
    return _pairs(pair, sounds, _by_sound())


def sounding_the_same(pair: str) -> Iterator[str]:
    """Those of the same tones."""
    return _pairs(pair, [_readings().get(character, ()) for character in pair], _by_reading())


def _pairs(
    pair: str, sounds: Sequence[Collection[str]], characters: Mapping[str, list[str]]
) -> Iterator[str]:
    choices = [sorted({c for sound in own for c in characters[sound]}) for own in sounds]
    return (made for made in map("".join, product(*choices)) if made != pair)


def _plain(reading: str) -> str:
    """A syllable without its tone, sounds that are alike made the same.

    >>> _plain("cháng"), _plain("zhuāng"), _plain("lǜ")
    ('can', 'zuan', 'lü')
    """
    letters = unicodedata.normalize("NFD", reading)
    bare = "".join(c for c in letters if unicodedata.category(c) != "Mn" or c == "\u0308")
    sound = unicodedata.normalize("NFC", bare)
    for longer, shorter in _ALIKE:
        sound = sound.replace(longer, shorter)
    return sound


@lru_cache(maxsize=1)
def _readings() -> dict[str, frozenset[str]]:
    """The readings of the characters of everyday use (GB 2312, level 1) with their tones."""
    from pypinyin.constants import PINYIN_DICT  # noqa: PLC0415  slow, and seldom needed

    found = {}
    for number, readings in PINYIN_DICT.items():
        try:
            code = chr(number).encode("gb2312")
        except UnicodeEncodeError:
            continue
        if b"\xb0" <= code[:1] < b"\xd8":
            found[chr(number)] = frozenset(readings.split(",")[:_READINGS])
    return found


@lru_cache(maxsize=1)
def _by_sound() -> dict[str, list[str]]:
    return _by(_plain)


@lru_cache(maxsize=1)
def _by_reading() -> dict[str, list[str]]:
    return _by(str)


def _by(sound_of: Callable[[str], str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for character, readings in sorted(_readings().items()):
        for sound in {sound_of(one) for one in readings}:
            found.setdefault(sound, []).append(character)
    return found
