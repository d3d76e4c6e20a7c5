"""A question that begins with what its document is called, and only then asks: 青云路小学今年招几个班？

Nothing below a title says the title again, so that lines which do, and say nothing else, come first.
"""

from chat.question import topic_words
from index.segment import Segmenter
from ingest.normalize import fold

_SHORTEST = 4
"""Characters of a title that a question begins with; 长春 names no page about 长春."""
_BETWEEN = "的里中在,:之 "


def without_title(question: str, title: str, segmenter: Segmenter) -> str | None:
    """What `question` asks behind the words at its beginning that stand in a document's title; None where they
    are too few, or nothing is left to ask about.

    >>> without_title("青云路小学今年招几个班？", "青云路小学2024年招生简章", Segmenter())
    '今年招几个班？'
    >>> without_title("2022年收入多少？", "2023年工作总结", Segmenter()) is None
    True
    """
    called = fold(title)
    end = 0
    for word in segmenter.tagged(question):
        if word.text not in called and word.text not in _BETWEEN:
            break
        end = word.end
    rest = question[end:].lstrip(_BETWEEN)
    named = fold(question[:end]).strip(_BETWEEN)
    return rest if len(named) >= _SHORTEST and topic_words(rest, segmenter) else None
