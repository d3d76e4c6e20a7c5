"""Words of which one shuts out the others: what is said of 午餐 says nothing of 晚餐, nor 在职 of 退休.

A sentence about the other one has every other word in common with the question. This is a rule as in
veto.py: it takes an answer away, and never makes one. So do a word and the same behind 非: 居民 and 非居民.
"""

import re

from chat.asking.question import Asks, asked
from chat.ranking.offices import NO_OFFICE, OFFICES
from ingest.formats.draft import CELLS
from ingest.normalize import fold

_APART = (
    ("早餐|早饭", "午餐|午饭|中餐", "晚餐|晚饭"),
    ("早班", "中班", "晚班|夜班"),
    ("首班", "末班"),
    ("停水", "停电", "停气|停暖"),
    ("门诊", "住院"),
    ("在职", "退休"),
    ("男生|男性|男子|男士", "女生|女性|女子|女士"),
    ("城镇居民", "农村居民|农民"),
    ("高层", "多层", "别墅"),
    ("旺季", "淡季"),
    ("公办", "民办"),
    ("国有", "民营|私营"),
    ("城镇", "农村|乡村"),
    ("收入", "支出"),
    ("进口", "出口"),
    ("最高", "最低"),
    ("以上", "以下"),
    ("上午", "下午"),
    ("进站", "出站"),
    ("一等奖", "二等奖", "三等奖"),
    ("寒假", "暑假"),
    ("春季|春天", "夏季|夏天", "秋季|秋天", "冬季|冬天"),
    ("夏令时", "冬令时"),
    ("春节", "清明", "劳动节|五一(?=假|期间|节)", "端午", "中秋", "国庆", "元旦"),
    ("专科|大专", "本科", "研究生|硕士|博士"),
    ("硕士", "博士"),
    ("文科", "理科"),
    ("历史类", "物理类"),
    ("新生", "老生"),
    ("应届", "往届"),
    ("初试", "复试"),
    ("笔试", "面试"),
    ("甲肝", "乙肝", "丙肝", "戊肝"),
    ("冷水", "热水"),
    ("室内", "室外"),
    ("线上", "线下"),
    ("单程", "往返"),
    ("长途", "短途"),
    ("上行", "下行"),
    ("起点", "终点"),
    ("东区", "西区", "南区", "北区"),
    ("定期", "活期"),
    ("养老保险", "医疗保险|医保", "失业保险", "工伤保险"),
    ("增值税", "所得税"),
    ("一审", "二审", "再审"),
    ("投标人", "招标人"),
    ("晚会", "(?<!代表)大会(?![议厅堂战])"),
    ("可回收物", "有害垃圾", "厨余垃圾|湿垃圾", "其他垃圾|干垃圾"),
    (
        "初级工",
        "中级工",
        "高级工(?!程)",
        "(?<!高级)技师",
        "高级技师",
        "初级职称",
        "中级职称",
        "高级职称|副高|正高",
    ),
    ("副高", "正高"),
    (
        "红色预警|红色(?=[、和或及][橙黄蓝])",
        "橙色预警|橙色(?=[、和或及][红黄蓝])",
        "黄色预警|黄色(?=[、和或及][红橙蓝])",
        "蓝色预警|蓝色(?=[、和或及][红橙黄])",
    ),
    ("发明专利|发明(?=[、和及])", "实用新型", "外观设计"),
    ("优先股", "普通股"),
    ("内训|内部培训", "外训|外部培训|外派培训"),
    ("职工养老|职工(?:基本)?养老|职工(?:基本)?医", "居民养老|居民基[本础]养老|居民(?:基本)?医"),
    ("甲方", "乙方"),
    ("出租人", "承租人"),
    ("原告", "被告"),
    *((office, f"副{office}") for office in OFFICES),
)
_NOT = re.compile(
    r"(?<![并除无绝岂莫若远亦实皆似口北南东西中亚对援赴驻])非(?![法洲在的是于了和与]|曲直|对错|功过|不分)(?=([\u4e00-\u9fff]{2}性?))"
)
"""除非 and 并非 say when and that not, 中非 is Africa, and 涤非 a name."""
_OF_BOTH = re.compile(
    "[仅只除非无没未禁均都皆]|不(?!得?(?:超过|[少低高多]于|足))|所有|全部|任何|一律|一概|以外|其[他余]"
)
"""只供应午餐 says that there is no 晚餐."""
_CLAUSE_END = re.compile("[,;:。!?]")
_ALIKE = 3
"""Pairs of characters that a clause must have of a question to be taken for what it asks about."""
_WHEN = re.compile(
    "[^,;:。!?]{0,12}(?:[0-9一二三四五六七八九〇零][年月日号]|[今去明本前]年|年[初底末中]|目前|近[年日]|以来|期间|时期|季度|半年|以[前后]|之[前后])"
    "[,:]|(?:其中|同时|此外|另外|另|据悉|据介绍|据统计|原则上|一般来说|具体来说|总体[来上]?看?|[一二三四五六]是|首先|其次|最后)[,:]"
)
"""A clause that only says when, or how: what is spoken of comes behind it."""
_SETS = tuple(
    tuple(
        re.compile((one if one.startswith("副") else rf"(?<!副)(?:{one})") + behind)
        for one in words
    )
    for words in _APART
    for behind in (NO_OFFICE if words[0] in OFFICES else "",)
)


def of_another_kind(question: str, sentence: str, above: str = "") -> bool:
    """Whether `question` asks about one of some words that shut each other out, of which neither `sentence` nor
    what stands `above` it has that one, and `sentence` begins with another one, or says of it what is asked, or
    has none, and `above` has. A question for yes or no may be answered by the other one, if the sentence says
    只, 除, 不, 均 or the like.

    >>> of_another_kind("助餐点晚餐多少钱？", "午餐每份8元。")
    True
    >>> of_another_kind("晚餐多少钱？", "午餐和晚餐8元。"), of_another_kind("有晚餐吗？", "只供应午餐。")
    (False, False)
    >>> of_another_kind("居民水价多少？", "非居民:4.3元"), of_another_kind("非居民水价多少？", "居民:2.8元")
    (True, True)
    """
    folded = fold(question)
    decides = asked(question).asks is Asks.DECISION
    if decides and _OF_BOTH.search(sentence):
        return False
    if not decides and _opposite(folded, sentence, above):
        return True
    told = (
        (sentence,)
        if CELLS in sentence
        else (_first_clause(sentence), _likest_clause(folded, sentence))
    )
    for words in _SETS:
        wanted = {at for at, word in enumerate(words) if word.search(folded)}
        if wanted and not any(words[at].search(sentence + above) for at in wanted):
            # what another clause says of another one may only be added
            here = told if any(word.search(sentence) for word in words) else (above,)
            if any(word.search(one) for word in words for one in here):
                return True
    return False


def _first_clause(sentence: str) -> str:
    """The first clause of a folded sentence that says more than when, or how.

    >>> _first_clause("2023年,农村居民收入增长7.5%,城镇居民增长6%。"), _first_clause("午餐8元,晚餐9元。")
    ('农村居民收入增长7.5%', '午餐8元')
    """
    start = 0
    while when := _WHEN.match(sentence, start):
        start = when.end()
    return _CLAUSE_END.split(sentence[start:], maxsplit=1)[0]


def _likest_clause(question: str, sentence: str) -> str:
    """The one clause of a sentence with the most pairs of characters of the question; "" where it has few.

    >>> _likest_clause("城镇居民收入增长多少?", "产值增长6%,农村居民收入增长7.5%。")
    '农村居民收入增长7.5%'
    """
    pairs = {question[at : at + 2] for at in range(len(question) - 1)}
    clauses = _CLAUSE_END.split(sentence)
    shared = [sum(one in clause for one in pairs) for clause in clauses]
    most = max(shared)
    return clauses[shared.index(most)] if most >= _ALIKE and shared.count(most) == 1 else ""


def are_apart(one: str, other: str) -> bool:
    """Whether two folded texts speak of two that shut each other out, and neither of both.

    >>> are_apart("预算收入12亿元", "预算支出38亿元"), are_apart("收入12亿元", "收支各12亿元")
    (True, False)
    """
    for words in _SETS:
        mine, its = ({at for at, word in enumerate(words) if word.search(t)} for t in (one, other))
        if mine and its and mine.isdisjoint(its):
            return True
    return False


def _opposite(question: str, sentence: str, above: str) -> bool:
    """Whether a word stands behind 非 in `question` and only without it in `sentence`, or the reverse."""
    outside = set(_NOT.findall(question))
    if any(one in sentence and f"非{one}" not in sentence + above for one in outside):
        return True
    return "非" not in question and any(
        one in question and not re.search(f"(?<!非){one}", sentence)
        for one in _NOT.findall(sentence)
    )
