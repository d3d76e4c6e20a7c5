"""Write chat/refusing/gazetteer.txt: names of China's provinces, prefectures and counties, and of countries.

    python -m training.make_gazetteer --divisions DIR

DIR is `dist` of the package china-division 2.7.0 (npm, MIT), the division codes of China's National Bureau of
Statistics of 2023; countries are those of Unicode CLDR, as Babel has them (`pip install babel`, BSD). A line is
a place's code, of which that of what it lies in is the beginning, and what it is called: its whole name, and,
of provinces, prefectures and what is named for its people, the short one.
"""

import argparse
import json
import re
from collections.abc import Iterable
from pathlib import Path

from babel import Locale

from chat.refusing.gazetteer import NAMES
from ingest.normalize import fold

_NO_NAMES = re.compile(
    "市辖区|县|(?:省|自治区)直辖县级行政区划|[老新]?城区|[郊矿新]区|[城市][东西南北中]区"
)
_PEOPLES = (
    "蒙古|回|藏|维吾尔|苗|彝|壮|布依|朝鲜|满|侗|瑶|白|土家|哈尼|哈萨克|傣|黎|傈僳|佤|畲|高山|拉祜|水|东乡|纳西|景颇"
    "|柯尔克孜|土|达斡尔|仫佬|羌|布朗|撒拉|毛南|仡佬|锡伯|阿昌|普米|塔吉克|怒|乌孜别克|俄罗斯|鄂温克|德昂|保安|裕固"
    "|京|塔塔尔|独龙|鄂伦春|赫哲|门巴|珞巴|基诺|各"
)
_OF_A_PEOPLE = re.compile(rf"(.{{2,}}?)(?:(?:{_PEOPLES})族?)*自治(?:区|([州县旗]))")
_KIND = re.compile("(?:省|市|地区|盟|林区)$")
_PARTS = re.compile("中国|群岛|领|（")
"""In the names of what is no country by itself."""
_BESIDE = {"81": ("香港",), "82": ("澳门",)}
"""Provinces that the division codes count and the package has no row for; 台湾 is in CLDR's list."""


def called(name: str) -> list[str]:
    """What a division is called.

    >>> called("内蒙古自治区"), called("长春市"), called("伊通满族自治县"), called("朝阳区")
    (['内蒙古自治区', '内蒙古'], ['长春市', '长春'], ['伊通满族自治县', '伊通县'], ['朝阳区'])
    """
    if match := _OF_A_PEOPLE.fullmatch(name):
        return [name, match[1] + (match[2] or ""), *([match[1]] if match[2] == "州" else [])]
    stem = _KIND.sub("", name)
    return [name, stem] if name != stem and len(stem) > 1 else [name]


def divisions(folder: Path) -> Iterable[tuple[str, list[str]]]:
    """The code of each division that has a name, and what it is called."""
    for kind in ("provinces", "cities", "areas"):
        for row in json.loads((folder / f"{kind}.json").read_text("utf-8")):
            if not _NO_NAMES.fullmatch(row["name"]):
                names = called(row["name"])
                yield row["code"], names if kind != "areas" or "自治" in names[0] else names[:1]


def countries() -> Iterable[str]:
    """Countries and what CLDR counts as such, folded, without China: a document rarely says so."""
    for code, name in Locale("zh").territories.items():
        known = code.isalpha() and code not in ("CN", "EU", "EZ", "QO", "UN", "XA", "XB", "ZZ")
        if known and not _PARTS.search(name):
            yield fold(name)


def main() -> None:
    """Write the list."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--divisions", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=NAMES)
    options = parser.parse_args()
    rows = [*divisions(options.divisions), *_BESIDE.items()]
    rows += [(f"x{number:03}", (name,)) for number, name in enumerate(countries())]
    text = "".join(f"{code} {' '.join(dict.fromkeys(names))}\n" for code, names in rows)
    options.out.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
