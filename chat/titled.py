"""A question that says which document it is about, and only then asks: 青云路小学今年招几个班？

Nothing below a title says the title again, so that lines which do, and say nothing else, would come first.
"""

import re
from collections.abc import Callable
from pathlib import PurePath

from chat.question import topic_words
from index.segment import Segmenter, Word
from ingest.normalize import fold
from ingest.types import Document

_SHORTEST = 3
"""Characters of a name; 长春 names no page about 长春."""
_SHORTEST_SAID, _OFTEN, _PER = 4, 4, 400
"""Characters of a name that a document says at least so many times, and once in so many characters: who pays
whom in a judgment stands in its sentences and not above them. Shorter ones are people whom it tells apart."""
_SHORTEST_TITLE = 4
"""Characters of a title that a question begins with."""
_TOP = 200
"""Characters of a document in which its title, with what stands above and below it, is looked for."""
_NO_TITLE = re.compile(r"[。！？；：:]")
"""In a sentence, or a line that lists who took part."""
_NAMES = ("nr", "ns", "nt", "nz")
"""Of persons, places, bodies, and others (index.segment)."""
_PLACES = tuple("省市州县区旗乡镇村街路山河湖江寺院校")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)(?:年(?![初中末底度])|(?=年)|(?![级届版]))")
_BETWEEN = "的里中在,:之 "
_TO = tuple("去到在从对给向跟和与问请看逛")


def called(document: Document) -> str:
    """What a document is called: its file's name, its title, and its lines before the first sentence.

    >>> text = "青禾县2023年公报\\n青禾县统计局\\n全年生产总值增长。"
    >>> called(Document("公报.txt", "公报", text, b"", "utf-8")).split("\\n")
    ['公报', '公报', '青禾县2023年公报', '青禾县统计局']
    """
    first = []
    for line in document.text[:_TOP].splitlines():
        if _NO_TITLE.search(line):
            break
        first.append(line.strip())
    return "\n".join([PurePath(document.id).stem, document.title, *filter(None, first)])


def without_name(question: str, document: Document, segmenter: Segmenter) -> str | None:
    """What `question` asks without the words that say which document it is about: those of what that one is
    called, or of what it says throughout, in which a person, a place or a body is named, and its year. None
    where there are none, or nothing is left to ask about.

    >>> text = "青云路小学2024年招生简章\\n秋季招收一年级6个班。"
    >>> page = Document("简章.txt", "青云路小学2024年招生简章", text, b"", "utf-8")
    >>> without_name("2024年青云路小学的一年级招几个班？", page, Segmenter())
    '一年级招几个班?'
    >>> without_name("2024年招几个班？", page, Segmenter()) is None
    True
    """
    asked, lines, text = fold(question), fold(called(document)), fold(document.text)
    often = max(_OFTEN, len(text) / _PER)

    def says(part: str) -> bool:
        return part in lines or (len(part) >= _SHORTEST_SAID and text.count(part) >= often)

    words = segmenter.tagged(question)
    found: list[tuple[int, int]] = []
    at = 0
    while at < len(asked):
        end = _said(asked, at, says, words, segmenter) if asked[at].isalnum() else at
        named = any(_is_name(words, word, at, end, segmenter) for word in range(len(words)))
        if end > at and named:
            found.append((at, end))
            at = end
        else:
            at += 1
    if not found:
        return None
    found += [year.span() for year in _YEAR.finditer(asked) if year[1] in lines]
    kept = [all(not a <= at < b for a, b in found) for at in range(len(asked))]
    rest = "".join(one for one, yes in zip(asked, kept, strict=True) if yes).lstrip(_BETWEEN)
    return rest if topic_words(rest, segmenter) else None


def _said(
    asked: str, start: int, says: Callable[[str], bool], words: list[Word], segmenter: Segmenter
) -> int:
    """Where the longest part ends that begins at `start`, is said, and cuts no word in two that is known;
    `start` if there is none."""
    end = start
    for longer in range(start + _SHORTEST, len(asked) + 1):
        if says(asked[start:longer]):
            end = longer
        elif longer >= start + _SHORTEST_SAID:
            break
    for one in words:
        known = segmenter.knows(one.text) or one.text[0].isdigit()
        # 白禾县 is not 青禾县, though 去澜州 may be cut as one word
        if one.start < start < one.end and (known or asked[one.start : start] not in _TO):
            return start
        if one.start < end < one.end and known:
            end = one.start
    return end if end - start >= _SHORTEST else start


def _is_name(words: list[Word], at: int, start: int, end: int, segmenter: Segmenter) -> bool:
    """Whether the word at that place stands there, in part at least, and is a name: by its tag, or because
    nobody knows it and 县, 村 or the like follows."""
    word = words[at]
    if not (word.start < end and word.end > start):
        return False
    after = words[at + 1].text[:1] if at + 1 < len(words) else ""
    return word.tag.startswith(_NAMES) or (after in _PLACES and not segmenter.knows(word.text))


def without_title(question: str, title: str, segmenter: Segmenter) -> str | None:
    """What `question` asks behind the words at its beginning that stand in a document's title; None where they
    are too few, or nothing is left to ask about.

    >>> without_title("图书馆空调改造预算多少？", "图书馆空调改造招标公告", Segmenter())
    '预算多少？'
    """
    heads = fold(title)
    end = 0
    for word in segmenter.tagged(question):
        if word.text not in heads and word.text not in _BETWEEN:
            break
        end = word.end
    rest = question[end:].lstrip(_BETWEEN)
    named = fold(question[:end]).strip(_BETWEEN)
    return rest if len(named) >= _SHORTEST_TITLE and topic_words(rest, segmenter) else None
