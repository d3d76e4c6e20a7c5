"""Other words for a relative: whoever asks for 大儿子 means the 长子 of the documents."""

import re

from chat.asking.respell import Known
from ingest.normalize import fold

_SAME = (
    ("大儿子", "长子"),
    ("二儿子", "次子"),
    ("小儿子", "幼子"),
    ("大女儿", "长女"),
    ("二女儿", "次女"),
    ("小女儿", "幼女"),
    ("妻子", "老婆", "夫人", "太太"),
    ("丈夫", "老公"),
    ("父亲", "爸爸"),
    ("母亲", "妈妈"),
    ("祖父", "爷爷"),
    ("祖母", "奶奶"),
    ("外祖父", "外公", "姥爷"),
    ("外祖母", "外婆", "姥姥"),
    ("舅舅", "舅父"),
    ("叔叔", "叔父"),
    ("伯伯", "伯父"),
    ("姑姑", "姑妈", "姑母"),
    ("姨妈", "姨母"),
    ("岳父", "丈人"),
    ("岳母", "丈母娘"),
)
_WORDS = {word: words for words in _SAME for word in words}
_NAMED = re.compile("|".join(sorted(_WORDS, key=len, reverse=True)))


def by_another_word(question: str, known: Known) -> list[str]:
    """`question` with another word for the first relative in it, each that stands in the documents.

    >>> by_another_word("石德才的大儿子做什么？", lambda terms: [True for _ in terms])
    ['石德才的长子做什么？']
    """
    match = _NAMED.search(fold(question))
    if match is None:
        return []
    others = [word for word in _WORDS[match[0]] if word != match[0]]
    before, behind = question[: match.start()], question[match.end() :]
    return [
        f"{before}{one}{behind}"
        for one, is_known in zip(others, known(others), strict=True)
        if is_known
    ]
