"""Which edition of a document a question is about: 2023年修订的 is not answered from that of 2015."""

import re
from collections.abc import Mapping

from ingest.editions import edition
from ingest.normalize import fold

_YEAR = re.compile(r"(?<!\d)[12][0-9]{3}(?!\d)")


def other_editions(question: str, titles: Mapping[str, str]) -> frozenset[str]:
    """Documents, of those whose `titles` are given by name, that are another edition than the one that
    `question` says by its year or its name.

    >>> titles = {"a": "供水条例（2023年修订）", "b": "供水条例（2015年）", "c": "供水条例实施细则"}
    >>> sorted(other_editions("2015年的条例规定水费几日内交？", titles))
    ['a']
    >>> sorted(other_editions("水费几日内交？", titles))
    []
    """
    asked = fold(question)
    years = set(_YEAR.findall(asked))
    groups: dict[str, dict[str, bool]] = {}
    for name, title in titles.items():
        base, own = edition(title)
        said = bool(own) and (own in asked or not years.isdisjoint(_YEAR.findall(own)))
        groups.setdefault(base, {})[name] = said
    return frozenset(
        name
        for group in groups.values()
        if any(group.values())
        for name, said in group.items()
        if not said
    )
