"""Districts and sites of one body, called by any name: 青枫区 is not 白石区, 东院区 not 西院区.

Places that are known (whereabouts.py) and streets (streets.py) are told by their names; these by what they end
in. It takes an answer away, and never makes one.
"""

import re
from collections import defaultdict

from chat.asking.question import Asks, asked
from ingest.normalize import fold

_SITE = re.compile(
    "(?=((?<![\u4e00-\u9fff])[东西南北中新老](?=[院校厂]区|分)|[\u4e00-\u9fff]{2})(院区|校区|厂区|分公司|分行|支行|分店|分校|分院|区(?![域分别间块位划段长委级号内外里])))"
)
_ONE = re.compile("[东西南北中新老]$")
"""东院区 has a name of one character."""
_NO_NAME = re.compile(
    "[小社地山城辖市郊景病院厂校司园库学发新治税验范务车检公烟术济业居作住老本各该此每两三四五六七八九十几多全整个的在到和与及或等跨分战灾牧林湿宅心点片军护能诊候种冲察植产殖街矿县特省选活胜"
    "禁限]$|^[和与及或在到从去往向把将为是]"
)
"""What no district is called by: 小区, 开发区, 城区, 和平 is lost with 和白石."""
_ELSEWHERE = re.compile("其[他余]|各|全[市省县区国]|所有")


def of_another_site(question: str, sentence: str, above: str) -> bool:
    """Whether `question` names a district or a site, and a folded sentence only others of that kind, and what
    stands `above` it, not that one. Who asks where to go may have to go to another.

    >>> of_another_site("青枫院区投资多少？", "白石院区总投资7.8亿元。", "")
    True
    >>> of_another_site("青枫院区投资多少？", "白石、青枫两院区投资7亿元。", "")
    False
    >>> of_another_site("小区有多少户？", "青枫区有800户。", "")
    False
    """
    wanted = _sites(fold(question))
    if not wanted or asked(question).asks is Asks.PLACE or _ELSEWHERE.search(sentence):
        return False
    said = _sites(sentence)
    return any(
        said[kind] and not any(name in sentence or name in above for name in names)
        for kind, names in wanted.items()
    )


def _sites(text: str) -> dict[str, set[str]]:
    """Of each kind what names one in a folded text: 白石 of 白石院区; 东院区 whole, for 东 says little."""
    found: dict[str, set[str]] = defaultdict(set)
    for one in _SITE.finditer(text):
        stem, kind = one.groups()
        if kind != "区" and (short := _ONE.search(stem)):
            found[kind].add(short[0] + kind)
        elif not _NO_NAME.search(stem):
            found[kind].add(stem)
    return found
