"""Whom an interview is with: 石德才 of 造桥人石德才, below which 问 and 答 follow.

Who is asked says 我, so that no answer says the name.
"""

import re
from itertools import pairwise
from pathlib import PurePath

from index.segment import Segmenter
from ingest.dialogue import SPEAKER, is_question
from ingest.normalize import fold
from ingest.types import Document

_BEGINNING = 20_000
"""Characters of a document in which it is seen whether it is an interview."""
_FEWEST = 2
"""Questions with an answer below them."""
_SHORTEST = 3
_INTRODUCED = re.compile("([\u4e00-\u9fff·]{3,8})[，,（(]")
"""石德才，1943年生."""


def interviewed(document: Document, segmenter: Segmenter) -> str | None:
    """The folded name of the one person whom a document asks: one who is named in its title, its file's name or
    its first line, and is introduced or answers at the beginning of a line. None where it is no interview, or
    with several.

    >>> talk = "造桥人石德才\\n石德才，1943年生。\\n问：怕吗？\\n答：怕水。\\n问：后悔吗？\\n答：没念书。"
    >>> interviewed(Document("a.txt", "造桥人石德才", talk, b"", "utf-8"), Segmenter())
    '石德才'
    """
    lines = [one.strip() for one in document.text[:_BEGINNING].splitlines() if one.strip()]
    turns = [pair for pair in pairwise(lines) if is_question(*pair)]
    if len(turns) < _FEWEST:
        return None
    called = fold(f"{document.title} {PurePath(document.id).stem} {lines[0]}")
    known = [_INTRODUCED.match(line) for line in lines[1:]]
    known += [SPEAKER.match(answer) for _, answer in turns]
    names = {fold(one[1]) for one in known if one and len(one[1]) >= _SHORTEST}
    names = {one for one in names if one in called}
    names |= {
        one.text
        for one in segmenter.tagged(called)
        if one.tag == "nr" and len(one.text) >= _SHORTEST
    }
    names = {one for one in names if not any(other in one for other in names - {one})}
    return names.pop() if len(names) == 1 else None
