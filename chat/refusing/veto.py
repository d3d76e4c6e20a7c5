"""Refuse a sentence that cannot answer because nothing in it is of the kind that is asked for.

A sentence can be about exactly the thing that is asked and still not say it: asked 哪一年, it names no
year; asked 多少元, it counts no money; asked for 2021, it speaks of 2022 (times.py). Rankers trust shared
words too much to see that, so this is a rule: it takes an answer away, and never makes one.
"""

import re
from itertools import pairwise

from chat.asking.numbered import of_another_one
from chat.asking.question import Asks, asked
from chat.ranking.bare import counts_in
from chat.ranking.units import MONEY, NUMERAL, thing_counted, unit_asked
from chat.refusing.days import of_another_day
from chat.refusing.times import of_another_time
from index.segment import Segmenter, Word
from ingest.formats.draft import CELLS
from ingest.normalize import fold

_TIME = re.compile(
    rf"{NUMERAL}\s*[余多来]?\s*(?:个?(?:世纪|年|月|日|工作日|号|天|周|旬|星期|礼拜|季度|学期|学年|小时|钟头|分钟|秒|点|时|代|岁|晚|夜))"
    r"|[0-9]{4}|[0-9]:[0-9]{2}|[今明去前后当昨同次每近元][年天日月]|[春夏秋冬](?:季|天|节|日|夜)|入[春夏秋冬]|[早晚]上|凌晨|上午|中午|下午|傍晚|夜"
    r"|每个?(?:季|周|星期|礼拜|旬|学期|小时|分钟)|年底|年初|月底|月初|(?:星期|礼拜|周)[一二三四五六日天末]|[上下本每]周|工作日|假日|[寒暑假]假|[寒暑]期|学期|学年|期间|时期|年间|时代|年代|以来|之前|之后|以前|以后|同时|当时|当[场晚]"
    r"|随时|即[时日]|立即|届时|终[身生]|永久|长期|常年|全[年天]|民国|朝|[早中晚初末前后]期|[古近现当]代|春秋|战国|三国|[商周秦汉晋隋唐宋元明清][末初]"
    r"|[生罗垩叠炭盆武陶留纪]纪|文艺复兴"
)
_LASTS = re.compile("多久|多长时间")
_SPAN = "^(?:分钟?|(?:个)?小时|秒|天|日|个?工作日|周|个?月|年)$"
"""What a head counts how long something takes in: 单程时间(分钟), and not 月租(元/月)."""
_NO_DAY = "(?![0-9a-z]|线|楼|窗|门|院|公|机|车|馆|厅|桥|泵|炉|井|病[房区]|教室|包间|会议室|办公室)"
"""Behind 号: 几号线 and 2号线 name no day."""
_DAY = re.compile(
    rf"{NUMERAL}(?:[日天]|号{_NO_DAY})|[今明昨前后当次][天日]|初{NUMERAL}|月[十廿卅]|星期|周[一二三四五六日末]|工作日|除夕|元旦|节|[0-9]+[./-][0-9]+"
)
_NEAR_DAY = re.compile(
    rf"(?<![至自])(?<![0-9]年)(?:{NUMERAL}{{1,2}}月(?:份|[底初末])?(?![日龄0-9至到起以]|[底初末]?[至到起以])|[上下]半年)"
    "|[上中下]旬|[年月季][底初末](?![至以])"
)
"""A month, or a part of a year: the best answer to 哪天 where no day is set yet."""
_WHICH_DAY = re.compile(rf"几[日号]{_NO_DAY}|哪一?[天日]")
_DIGITS = re.compile("[0-9][0-9-]{2,}")
_WHICH_DIGITS = re.compile(
    "(?:电话|热线|号码|邮编)(?:号码?)?(?:(?:是|为)?(?:多少|几号|什么)|[?。!]*$)"
)
_ORDINAL = "第[零〇一二三四五六七八九十百千0-9]+"
_PLACE_IN_LIST = re.compile(
    rf"^(?:{_ORDINAL}[编章节条款]|[(（]?[一二三四五六七八九十0-9]{{1,3}}[)）、.](?![0-9]))"
)
"""一、 and 第三条 count nothing."""
_REFERENCE = re.compile(rf"{_ORDINAL}[编章节条款项](?:{_ORDINAL}[款项])*")
"""Nor does what another article is named by: 违反第七条规定的."""
_WHICH_HOUR = re.compile("几点(?!建议|意见|要求|措施|内容|方面|原因|启示)")
_HOUR = re.compile(rf"{NUMERAL}\s*[点时]|[0-9]:[0-9]{{2}}|正午|午夜|零点|全天|昼夜|整天|整夜")
_WHICH_MONEY = re.compile(
    "多少钱|(?<![花消耗])费用?(?:是|为|要|收|标准是)?多少(?!时|天|年|人)|多少费用|票价|(?:价格|售价|工本费|押金|工资|月薪|补贴)(?:是|为)?多少"
)
_PRICE = re.compile(
    rf"{NUMERAL}[余多来]?(?:{MONEY})|[倍折%]|[$¥£€]|免(?!疫|得)|无偿|不(?:得|另|再|予|用|需)?[收交缴付花要]"
)
"""免费, 不收 and 无偿 answer it as well, and 定价的20%; not 下降8.4%."""
_CHANGE = re.compile(
    rf"(?:增长|上涨|上升|提高|增加|下降|回落|减少|降低|[涨降跌])了?{NUMERAL}[0-9.]*(?:%|个百分点)"
)
_FAR = re.compile("多(?:远|深|宽|厚)")
_LENGTH = re.compile(
    rf"{NUMERAL}[余多来]?\s*(?:[公千英华海]?里|[千厘毫微纳分]?米|公[分尺]|[英市]?[尺寸丈]|光年|km|cm|mm|m|层|站|步|倍|分钟|个?小时)"
)
_PRICED = re.compile(
    rf"(?:{MONEY}|[价费额金薪资])[^|:]{{0,6}}:[^|]*{NUMERAL}|{NUMERAL}[余多来]?(?:{MONEY})|免费|[$¥£€]"
)
_COUNT = re.compile(rf"{NUMERAL}|倍|%|双|唯一|全部")
_PERCENT = re.compile(
    "占比|比例|比重|百分之几|百分比|覆盖率|增速|增幅|幅度|(?<![功频速])率(?:是|为|达|要)?(?:到)?多少"
)
_HEADCOUNT = re.compile(r"(?:人数|计划数?|名额|编制数?)(?:\([^)]*\))?:[0-9]+(?![0-9.%])")
"""Of a table's row, how many people, though no cell says 人."""
_WHICH_BODY = re.compile("(?:哪一?[个家所]|什么)(?:部门|单位|机构|公司|企业|组织|机关)")
_BODY = re.compile(
    "(?:部门|单位|机构|机关|公司|集团|企业|政府|组织|协会|学会|委员会|大学|学院|医院|银行|法院|研究院|研究所|制造商|联盟"
    "|联合会|实验室|小组|[^中]中心|股份|物业|海关|财政|街道|[局厅委署社厂部处党军组会馆队科]|(?<![车网铁电气油])站|(?<![场厕])所)$"
)
_ACTOR = re.compile(
    "(?:人|者|员|家|师|长|夫|父|母|子|女|妻|兄|弟|姐|妹|王|帝|皇|后|妃|臣|官|将|帅|兵|侯|公|爵|士|生|手|徒|民|族|祖|宗|书记|主席"
    "|主任|总统|总理|裁判|先生|君主|业主|部|局|委|厅|办|处|院|会|组|队|团|军|党|公司|集团|企业|政府|机构|单位|大学|学校|馆"
    "|[甲乙丙双一对]方|房东|股东|[租顾旅乘游]客|科|科室|中队|大队|研究所|派出所|事务所|报社|通讯社|出版社|合作社|旅行社|电视台|电台|法庭|服务中心|部门|机关|联盟"
    "|(?<![车网铁电气油])站|(?<![地东西南北前后上下左右])方|经理|总裁|海关|财政|领导|[职员民技矿]工|[农住用]户|百姓|群众|[家亲]属|[朋队]友|同学"
    "|同事|爷爷|奶奶|爸爸)$"
)
_AGENT = re.compile("(?<![缘理来事自经])由(?![于此来衷])[\u4e00-\u9fff]{2,}")
"""Who does it, whatever it is called: 由畜牧站负责, 由赵一峰主讲."""
_LABELLED = re.compile(r"(?:^|[|,;。] ?)([\u4e00-\u9fff]{2,8}):[\u4e00-\u9fff·]{2,}")
"""导演:钟离春, whose name no dictionary knows."""
_WHICH_HOUSE = re.compile(
    "哪一?[个家所座间]?(银行|医院|学校|大学|中学|小学|学院|法院|检察院|派出所|酒店|宾馆|饭店|餐厅|书店|超市|幼儿园|图书馆"
    "|博物馆|公园|车站|机场|工厂)"
)
_SCHOOLS = "大学|中学|小学|学院|研究院|学校|校|[高初一二三四五六七八九十]中|高[农工商职]"
_NAMING = ("n", "vn", "j", "m", "b", "i", "l", "eng", "f", "x", "z")
"""Parts of speech of what stands before 医院 in the name of one: not 在 or 冻结."""
_NOUNS = ("n", "j", "i", "l", "eng")
_GREETING = re.compile(
    "(?:谢谢|多谢|感谢|你好|您好|[早晚]上好|大家好|嗨|再见|拜拜|好的?|嗯+|哦+|在吗|辛苦了?|明白了?|知道了?|hi|hello|ok|thanks|bye)"
    "[你您们啊呀哦吧了,。!~?]*"
)
_NEITHER = frozenset({"国家", "大家", "社会", "人家", "学科", "百科", "本科", "专科"})


def can_answer(question: str, sentence: str, segmenter: Segmenter, stated: str = "") -> bool:
    """Whether `sentence` holds anything of the kind that `question` asks for; nothing answers 谢谢. `stated` is
    the unit that is said above a table of all that it counts.

    >>> can_answer("岗位要在哪一年以前开发完？", "开发就业岗位60万个。", Segmenter())
    False
    >>> can_answer("基金有多少元？", "设立长春市自然科学基金，参与十年行动。", Segmenter())
    False
    >>> can_answer("开发多少岗位？", "开发就业岗位60万个。", Segmenter())
    True
    >>> can_answer("念雪读的是哪所学校？", "念雪在市里读护理专业。", Segmenter())
    False
    >>> can_answer("2021年开发多少岗位？", "2022年开发就业岗位60万个。", Segmenter())
    False
    """
    kind, folded = asked(question).asks, fold(question)
    if _GREETING.fullmatch(folded):
        return False
    # 2021年开工的地铁什么时候通车 is answered by another year; 5月14日停到几点 by no other day
    when = kind is Asks.TIME and not _WHICH_HOUR.search(folded)
    if not when and of_another_time(question, sentence):
        return False
    if of_another_one(question, sentence) or (not when and of_another_day(question, sentence)):
        return False
    text = _PLACE_IN_LIST.sub("", fold(sentence))
    if _WHICH_DIGITS.search(folded):
        return _DIGITS.search(text) is not None
    if (names := _names_body(folded, text, segmenter)) is not None:
        return names
    match kind:
        case Asks.TIME:
            found = _says_time(folded, text) or _lasts(folded, text, stated)
        case Asks.PERSON:
            said = any(_names(word, _ACTOR, ("nr", "nt")) for word in segmenter.tagged(text))
            labels = _LABELLED.findall(text)
            found = said or bool(_AGENT.search(text)) or any(one in folded for one in labels)
        case Asks.NUMBER:
            found = _counts(folded, text, stated)
        case _:
            found = True
    return found


def asks_measure(question: str) -> bool:
    """Whether a question asks for money, for so many of a unit, for an hour or a day: for what a sentence
    clearly has or has not.

    >>> asks_measure("酸菜鱼多少钱一份？"), asks_measure("酸菜鱼好吃吗？")
    (True, False)
    """
    folded = fold(question)
    kinds = (_WHICH_MONEY, _WHICH_HOUR, _WHICH_DAY)
    return unit_asked(folded) is not None or any(kind.search(folded) for kind in kinds)


def _names_body(question: str, text: str, segmenter: Segmenter) -> bool | None:
    """Whether a body, or a house of the kind that is asked for, is named: 市二中 for 哪所学校, and not 在学校.
    None where none is asked for."""
    if _WHICH_BODY.search(question):
        named = any(_names(word, _BODY, ("nt",)) for word in segmenter.tagged(text))
        return named or _AGENT.search(text) is not None
    if house := _WHICH_HOUSE.search(question):
        kind = _SCHOOLS if house[1] in _SCHOOLS else house[1]
        kind = "站" if kind == "车站" else kind
        own = re.compile(rf"(.*)(?:{kind})")
        words = [Word("", 0, 0, ""), *segmenter.tagged(text)]
        return any(
            match[1] or (before.end == word.start and before.tag.startswith(_NAMING))
            for before, word in pairwise(words)
            if (match := own.fullmatch(word.text))
        )
    return None


def _says_time(question: str, text: str) -> bool:
    """Whether an hour, a day or any time is said, whichever is asked for."""
    if _WHICH_HOUR.search(question):
        return _HOUR.search(text) is not None
    if _WHICH_DAY.search(question):
        return any(kind.search(text) for kind in (_DAY, _NEAR_DAY))
    return _TIME.search(text) is not None


def _lasts(question: str, row: str, stated: str) -> bool:
    """Whether a row has a bare number below a head that counts in time, where it is asked how long something
    takes; a head that says no unit does not."""
    asks = CELLS in row and _LASTS.search(question) is not None
    return asks and counts_in(_SPAN, "", row, stated)


def _names(word: Word, kind: re.Pattern[str], tags: tuple[str, ...]) -> bool:
    """Whether a word is a name with one of `tags`, or a noun of that kind: 市长 is, the 长 of 长春 is not."""
    if word.tag.startswith(tags):
        return True
    noun = word.tag.startswith(_NOUNS) and not word.tag.startswith("ns")
    return noun and word.text not in _NEITHER and kind.search(word.text) is not None


def _counts(question: str, text: str, stated: str) -> bool:
    text = _REFERENCE.sub("", text)
    row = CELLS in text  # 价格(元):18 and 数量:186 | 单位:台 have the unit in another place
    if _WHICH_MONEY.search(question):
        priced = (_PRICED if row else _PRICE).search(_CHANGE.sub("", text)) is not None
        return priced or (row and counts_in(MONEY, question, text, stated))
    if _FAR.search(question) and not row:
        return _LENGTH.search(text) is not None
    if wanted := unit_asked(question):
        beside = rf"{NUMERAL}[余多来]?(?:{wanted})"
        if (thing := thing_counted(question)) and re.search(rf"{NUMERAL}[余多来]?大?{thing}", text):
            return True  # 十大产业链 answers 几条产业链
        apart = rf"{wanted}" if row else beside
        said = _COUNT.search(text) is not None and re.search(apart, text) is not None
        people = row and "人" in wanted.split("|") and _HEADCOUNT.search(text) is not None
        return said or people or (row and counts_in(wanted, question, text, stated))
    if _PERCENT.search(question):
        said = re.search(r"[0-9](?:%|\.[0-9])|百分之|成|倍|分之", text) is not None
        return said or (row and ("%" in text or counts_in("%", question, text, stated)))
    return _COUNT.search(text) is not None
