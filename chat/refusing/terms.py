"""What a term means: asked 什么是再生水, 城市供水，是指… defines another one.

The definitions of a law are alike in all but the term. This is a rule as in veto.py: it takes an answer away,
and never makes one.
"""

import re

from ingest.normalize import fold

_MEANS = "(?:是指|指的是|系指|指)"
_ASKED = re.compile(
    "(?:请问)?(?:(?:什么|啥)(?:是|叫做?)|何谓|何为)(?P<what>.{1,20}?)[?。!]*"
    f"|(?:请问)?(?P<named>.{{1,20}}?)(?:{_MEANS}(?:什么|啥|哪些|何)|是(?:什么|啥)意思|的(?:定义|含义)(?:是(?:什么|啥))?)"
    "(?:意思|东西)?[?。!]*"
)
_AROUND = re.compile('^.*(?:所称|所说|规定|[中里])的|^.*所[称说]|[“”"《》]')
"""条例所称的“再生水” is 再生水."""
_DEFINES = re.compile(r"(?:^|[。;:|])([^。;:|]{2,40}?),?(?:是指|指的是|系指)")
_POINTS = re.compile("(?:[它其这此]|其中|主要|一般|通常|即|就)$")
"""它是指 means what an earlier sentence names."""


def of_another_term(question: str, sentence: str, above: str = "") -> bool:
    """Whether `question` asks what a term means, and `sentence` says only of others, which share no two
    characters with it, what they mean; what stands `above` may name the term as well.

    >>> of_another_term("再生水是指什么？", "本条例所称城市供水,是指公共供水。")
    True
    >>> of_another_term("什么是供水？", "本条例所称城市供水,是指公共供水。")
    False
    """
    match = _ASKED.fullmatch(fold(question))
    if match is None:
        return False
    term = _AROUND.sub("", match["what"] or match["named"])
    said = _DEFINES.findall(sentence)
    pieces = {term[at : at + 2] for at in range(max(1, len(term) - 1))}
    return (
        bool(term and said)
        and term not in sentence + above
        and not any(_POINTS.search(one) for one in said)
        and not any(piece in one for piece in pieces for one in said)
    )
