"""A question that names one of what a table lists, but none that it lists.

Of 阿莫西林胶囊 and 布洛芬胶囊 no row says what 头孢胶囊 costs, of 张伟 and 赵强 none is 张强, and
of K5 and K7 none is K6.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from chat.asking.codes import of_another_code
from chat.ranking.cells import contents
from index.segment import Segmenter, Word
from ingest.normalize import fold

_KIND = 2
"""Characters at the end of a cell that say of which kind it is."""
_NAMES = ("n", "j", "b", "eng", "x")
"""Parts of speech of what tells one of a kind from the others."""
_PERSON = "nr"


def names_none(question: str, rows: Sequence[str], segmenter: Segmenter) -> bool:
    """Whether `question` names one of a kind, or a person, and `rows` of a table list others and not that one.

    >>> rows = ["药品：阿莫西林胶囊 | 价格：12", "药品：布洛芬胶囊 | 价格：18"]
    >>> names_none("头孢胶囊多少钱？", rows, Segmenter()), names_none("布洛芬胶囊多少钱？", rows, Segmenter())
    (True, False)
    >>> names_none("什么胶囊最便宜？", rows, Segmenter())
    False
    """
    words = segmenter.tagged(fold(question))
    listed = [cell for row in rows for cell in contents(row)]
    kinds = {cell[-_KIND:] for cell in listed if len(cell) > _KIND}
    said = "\n".join(listed)
    if of_another_code(question, said):
        return True
    for stem, kind in _ones(words):
        if kind in kinds and stem not in said:
            return True
    names = [word.text for word in words if word.tag == _PERSON and len(word.text) > 1]
    # 师傅 and 宝宝 are words and no names
    others = [one for one in names if one not in said and not segmenter.knows(one)]
    return bool(others) and _lists_people(listed, segmenter)


def _ones(words: Sequence[Word]) -> Iterator[tuple[str, str]]:
    """What tells one of a kind, and the kind: 头孢 and 胶囊, in one word or two."""
    for word in words:
        if len(word.text) > _KIND and word.tag.startswith(_NAMES):
            yield word.text[:-_KIND], word.text[-_KIND:]
    for word, after in pairwise(words):
        if word.end == after.start and len(after.text) == _KIND and word.tag.startswith(_NAMES):
            yield word.text, after.text


def _lists_people(cells: Sequence[str], segmenter: Segmenter) -> bool:
    found = (segmenter.tagged(cell) for cell in cells if len(cell) in (2, 3))
    return sum(len(words) == 1 and words[0].tag == _PERSON for words in found) > 1
