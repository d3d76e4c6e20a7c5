"""Editions of one document: 供水条例（2023年修订） beside 供水条例（2015年）, which print the same title.

Often only the file's name says which is which, and without it nobody who reads a quote can.
"""

import re
from typing import NamedTuple

from ingest.normalize import fold

_SAID = r"(?:[12][0-9]{3}|修订|修正|修改|征求意见|草案|试行|[0-9一二三四五六七八九十]版|新版|旧版)"
_IN_BRACKETS = rf"[\s_—-]*[(\[【〔](?P<a>[^()\[\]【】〔〕]*{_SAID}[^()\[\]【】〔〕]*)[)\]】〕]"
_BEHIND_A_DASH = rf"[\s_—-]+(?P<b>[^()\s_—-]*{_SAID}[^()]*)"
_YEAR = r"(?P<c>[12][0-9]{3}年?(?:版|修订|修正)?)"
_EDITION = re.compile(f"(?P<title>.{{2,}}?)(?:{_IN_BRACKETS}|{_BEHIND_A_DASH}|{_YEAR})")
_MARKS = re.compile(r"[《》“”]")


class Edition(NamedTuple):
    """A title without its edition, folded, and that edition, "" if it says none."""

    title: str
    edition: str


def edition(title: str) -> Edition:
    """What a title says of its edition behind itself.

    >>> edition("《供水条例》（2023年修订）")
    Edition(title='供水条例', edition='2023年修订')
    >>> edition("2023年工作总结"), edition("供水条例")
    (Edition(title='2023年工作总结', edition=''), Edition(title='供水条例', edition=''))
    """
    bare = _MARKS.sub("", fold(title)).strip()
    match = _EDITION.fullmatch(bare)
    return (
        Edition(match["title"], match["a"] or match["b"] or match["c"])
        if match
        else Edition(bare, "")
    )


def with_edition(title: str, name: str) -> str:
    """A printed title, or the file's `name`, without suffix, where that is the same with an edition behind it.

    >>> with_edition("供水条例", "供水条例（2023年修订）"), with_edition("供水条例", "条例2023")
    ('供水条例（2023年修订）', '供水条例')
    """
    printed, named = edition(title), edition(name)
    return name if not printed.edition and named.edition and named.title == printed.title else title
