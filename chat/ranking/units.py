"""Which unit a question asks for, and which units may stand for it."""

import re

NUMERAL = "[0-9零〇一二三四五六七八九十百千万亿两半数几]"
"""A digit, or a character that counts."""
_ASKED = (
    "元|块钱|人次|人|名|位|列|趟|公里|千米|米|平方米|平方公里|亩|公顷|吨|公斤|千克|年|岁|天|小时|分钟|度|张|次|辆|架|台|部|艘|家|户|所|间|套|栋"
    "|座|层|条|只|头|棵|株|篇|册|本|票|分|级|米长|米高"
)
_PEOPLE = re.compile("人数(?:一?共|总共)?(?:是|有|为|达)?多少")
_WORD = (
    "部[门分队委件位落]|家(?:长(?!者)|[庭属])|台[阶词]|位[置于]|条[款件例文]|本[科地]|层[次级]|年级|户[籍口型]|头[绪衔]|名[额单校]|座[位谈]"
    "|间隔|套餐|分(?:公司|校|店|厂|院|馆|局|支|组|类)|架构|级别|张力|度假|票[价据]|册页"
)
"""Words that begin like a unit: 多少部门 and 几条款 count in none."""
_UNIT = re.compile(rf"(?:多少|第?几)(?!百分)[万亿千百]*(?!{_WORD})(?P<unit>{_ASKED})")
_THING = re.compile("[\u4e00-\u9fff]{1,2}")
MONEY = "[美欧日港台澳加新韩]?元|块|角|分钱?|英镑|法郎|马克|卢布"
_ALIKE = (
    "位|名|人",
    "本|册|部|卷|种|套",
    "家|所|座|个|间",
    "户|家",
    "套|户|间",
    "栋|幢|座",
    "条|项|款|个",
    "次|回|趟|遍|届",
    "张|份|幅|枚",
    "辆|台|部",
    "只|条|头|匹",
    "棵|株",
    "层|楼",
    "部|台|本|辆",
    "架|台",
    "艘|条|只",
    "列|趟",
    "天|日",
    "公里|千米|km",
    "公斤|千克|kg",
    "米|m",
    "度|摄氏度|华氏度|℃",
)
"""Units that may stand for one another: asked 几本, a rule says 十册."""
_WORDS = {
    unit: "|".join(row for row in _ALIKE if unit in row.split("|"))
    for row in _ALIKE
    for unit in row.split("|")
} | dict.fromkeys(("元", "块钱"), MONEY)
_WORDS["天"] += "|个?工作日|周|星期|个?月|小时"
_WORDS["家"] += "|所|座|个|间"
_WORDS["次"] += "|连[冠胜败增涨跌]"
_WORDS["列"] += "|班"
_WORDS["趟"] += "|班|次|回"

_OTHERS = "项|处|个月|月|日|时|周|秒|克|毫米|厘米|公分|公尺|字|期|批|例|起|cm|mm"
_NAMES = {one for row in (*_ALIKE, _ASKED, _OTHERS) for one in row.split("|")}
UNITS = "|".join([*sorted(_NAMES, key=len, reverse=True), MONEY])
"""A pattern of what may be counted in, the longest first."""

_MEASURES = (
    ("多少钱", MONEY),
    ("多(?:长(?!时间)|远|高|深|宽)", "公里|千米|海里|英里|里|厘米|毫米|公分|公尺|米|km|cm|mm|m"),
    ("多重", "公斤|千克|吨|克|斤|kg|g"),
)


def unit_asked(question: str) -> str | None:
    """A pattern of the units that answer a folded question, None where it names none.

    >>> re.fullmatch(unit_asked("一次能借几本?"), "册") is not None
    True
    >>> unit_asked("增速是多少?") is None, unit_asked("几十年的老房子会翻新吗?") is None
    (True, True)
    """
    if _PEOPLE.search(question):
        return "人|名|位|户"
    unit = _UNIT.search(question)
    return None if unit is None else _WORDS.get(unit["unit"], re.escape(unit["unit"]))


def thing_counted(question: str) -> str | None:
    """The beginning of what a folded question counts in a unit, before which a number says as much; None where
    nothing stands behind the unit.

    >>> thing_counted("打造几条产业链?"), thing_counted("产业链有几条?")
    ('产业', None)
    """
    unit = _UNIT.search(question)
    thing = unit and _THING.match(question, unit.end())
    return thing[0] if thing else None


def unit_meant(question: str) -> str | None:
    """The same as `unit_asked`, and money for 多少钱, lengths for 多长 and 多远, weights for 多重, for which
    nothing is refused: 三倍 or 免费 may answer, and a mile.

    >>> re.fullmatch(unit_meant("要花多少钱?"), "元") is not None
    True
    >>> re.fullmatch(unit_meant("1路车有多长?"), "公里") is not None, unit_meant("要多长时间?") is None
    (True, True)
    """
    measure = next((units for words, units in _MEASURES if re.search(words, question)), None)
    return measure or unit_asked(question)
