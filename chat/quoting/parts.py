"""What is told in parts (一是…；二是…；三是…。): one, or the line that counts them, tells little alone."""

import re

from ingest.types import Document, Passage

LONGEST = 800
"""Characters of all parts together that are quoted."""
_NUMBERS = "一二三四五六七八九"
_PART = re.compile(rf"(?:^|[：:。])\s*(?:第?([{_NUMBERS}])(?:是|要|，|,)|(首先|其次|再次|最后))")
_WORDS = {"首先": 1, "其次": 2, "再次": 3}
_COUNTS = re.compile(
    r"[：:]\s*$|(?:[几两二三四五六七八九十]|\d)+(?:件|个|项|点|条|大|方面)|以下|下列|如下"
)


def parts_around(passage: Passage, first: int, last: int, document: Document) -> range:
    """The sentences of a passage with all its parts and the one before that counts them, if `first` to `last`
    are some of these, and all have at most `LONGEST` characters; else the same.

    >>> from ingest.passages import passages as cut
    >>> text = "今年全市上下要着力抓好三件大事。一是抓审批提速；二是抓要素保障；三是抓法治建设。"
    >>> page = Document("a", "讲话", text, b"", "utf-8")
    >>> (only,) = cut(page)
    >>> parts_around(only, 2, 2, page), parts_around(only, 0, 0, page)
    (range(0, 3), range(0, 3))
    """
    texts = [document.quote(one) for one in passage.sentences]
    numbers = [_number(text) for text in texts]
    for begin in (at for at, number in enumerate(numbers) if number == 1):
        end, wanted = begin, 2
        for at in range(begin + 1, len(numbers)):
            if numbers[at] == wanted:
                end, wanted = at, wanted + 1
            elif numbers[at]:
                break
        start = begin - 1 if begin and _COUNTS.search(texts[begin - 1]) else begin
        short = sum(map(len, texts[start : end + 1])) <= LONGEST
        if end > begin and start <= first and last <= end and short:
            return range(start, end + 1)
    return range(first, last + 1)


def _number(text: str) -> int:
    """Which part a sentence is, 0 if it is none."""
    found = _PART.search(text)
    if found is None:
        return 0
    return _NUMBERS.index(found[1]) + 1 if found[1] else _WORDS.get(found[2], 0)
