"""What a question asks for: a person, a place, a time, a number, a reason, a list …

The kind decides what a sentence must hold to answer, and where the asked-for words would stand: in
会新增多少学位 they take the place of 多少, before 学位 and after 新增.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from index.segment import Segmenter
from ingest.errors import QuestionError
from ingest.normalize import INVISIBLE, fold

_REMEMBERED = 64
"""Questions of which it is remembered what they ask for: it is looked at for every sentence."""
LONGEST = 300
"""Characters in a question; a longer text is no question, and would only slow the search down."""
LONGEST_TYPED = 2000
"""Characters that the pages take and their scripts send: more than a question may have, so that the visitor
is told so, and is not answered to a part of it."""


class Asks(StrEnum):
    """The kinds of answers that a question can ask for."""

    PERSON = "person"
    PLACE = "place"
    TIME = "time"
    NUMBER = "number"
    REASON = "reason"
    MANNER = "manner"
    LIST = "list"
    DECISION = "decision"
    THING = "thing"
    TOPIC = "topic"


_PATTERNS: tuple[tuple[Asks, str], ...] = (
    (
        Asks.TIME,
        "什么时候|什么时间|啥时候|何时|何年|何月|何日|哪一?年|哪一?天|哪一?日|哪个?月|哪个?世纪|哪个?年代|几月几[日号]"
        "|几(?:[月点]|号(?!线|楼|院|门|窗|厅|馆|桌|机|病[房区]|教室|包间|会议室|办公室))|多久|多长时间|什么年代|什么时期|哪个?时期"
        "|时间是",
    ),
    (
        Asks.PLACE,
        "哪里|哪儿|何处|何地|什么地方|啥地方|什么地区|在哪(?!个?方面|些|一?年|个?时)"
        "|哪一?[个座]?(?:国家|城市|地区|地方|省份?|市|县|区|州|国|镇|村|岛|洲|大洲|位置)",
    ),
    (Asks.PERSON, "谁|何人|哪一?位|什么人|哪个人|哪些人|姓什么|叫什么名字"),
    (Asks.REASON, "为什么|为何|为啥|何以|缘何|什么原因|原因是什么|原因|怎么会|何故|凭什么"),
    (
        Asks.LIST,
        "哪些|哪(?:几|[二两三四五六七八九十]+)|都?有(?:什么|啥)|分别(?:是|为)什么|包括什么|包括哪",
    ),
    (
        Asks.NUMBER,
        "多少|百分之几|第?几(?!乎|何|率)|多大|多高|多长|多远|多重|多深|多宽|多快",
    ),
    (
        Asks.DECISION,
        "是否|有没有|有无|是不是|能否|可否|会不会|能不能|要不要|可不可以|对不对|算不算|吗[?。!]*$|(?<![什怎多这那])么[?]+$|没有[?]*$",
    ),
    (Asks.MANNER, "怎么样|怎样|怎么|如何|咋样?|什么(?:办法|方式|方法|措施|途径|手段)"),
    (Asks.THING, "什么|哪一?[个种项部所家座条款类届支首本款次级只名]?|何种?|啥"),
    # without a question word: 比例图有何意义 asks for no number, 民营经济占比 does
    (Asks.NUMBER, "占比|比例|比重|数量|总数|总量|幅度|增速|增幅|面积|人数"),
    (Asks.THING, "(?:是|(?<![作行])为|叫做?|以及)[?。!]*$"),  # 主办方是？
)
_ASKING = tuple((asks, re.compile(pattern)) for asks, pattern in _PATTERNS)
_WORD = re.compile(r"[a-z0-9\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")


@dataclass(frozen=True, slots=True)
class Asked:
    """The kind of a question and the place `[start, end)` of its question word (0, 0 if none)."""

    asks: Asks
    start: int
    end: int


@lru_cache(_REMEMBERED)
def asked(question: str) -> Asked:
    """What `question` asks for; a bare keyword has no question word and asks for its topic.

    >>> asked("会新增多少学位？")
    Asked(asks=<Asks.NUMBER: 'number'>, start=3, end=5)
    >>> asked("民营经济占比").asks, asked("为什么要推广？").asks, asked("营商环境").asks
    (<Asks.NUMBER: 'number'>, <Asks.REASON: 'reason'>, <Asks.TOPIC: 'topic'>)
    """
    folded = fold(standard(question))
    for asks, pattern in _ASKING:
        if match := pattern.search(folded):
            return Asked(asks, match.start(), match.end())
    return Asked(Asks.TOPIC, 0, 0)


_OTHERWISE = {
    "甚么": "什么",
    "甚麼": "什麼",
    "几多": "多少",
    "幾多": "多少",
    "几时": "何时",
    "幾時": "何時",
    "喺边度": "在哪里",
    "喺邊度": "在哪裡",
    "边度": "哪里",
    "邊度": "哪裡",
    "系边个": "是哪个",
    "係邊個": "是哪個",
    "边个": "哪个",
    "邊個": "哪個",
    "有冇": "有无",
    "系咪": "是否",
    "係咪": "是否",
    "点解": "为何",
    "點解": "為何",
}
_BESIDE = "周旁身左右前后後上下里裡外海河湖江路岸两兩单單多"
_WITHIN = {
    **dict.fromkeys("度", f"(?<![{_BESIDE}])"),
    **dict.fromkeys("个個", f"(?<![{_BESIDE}这這那每各])"),
    **dict.fromkeys("系係", "(?<![关關联聯体體派星])"),
    **dict.fromkeys(
        "点點",
        "(?<![0-9０-９〇零一二三四五六七八九十两兩半几幾整重观觀景地难難節节优優缺特热熱焦看要起終终据據网網站早晚])",
    ),
}
"""Behind what 边度, 边个, 系咪 and 点解 are parts of other words: 周边度假, 这边个个, 3点解散."""
_SOLVED = "(?![决決释釋散读讀说說答析除放开開封冻凍锁鎖禁约約体體雇僱聘剖码碼救毒渴酒])"
"""景点解说 and 重点解决."""
_OTHER_WORDS = re.compile(
    "|".join(
        _WITHIN.get(word[-1] if word[0] in "边邊" else word[0], "")
        + word
        + _SOLVED * (word[-1] == "解")
        for word in _OTHERWISE
    )
)


def standard(question: str) -> str:
    """The question in standard question words of the same length, which rules know; 甚麼, 幾多 and 邊度 are
    written in Hong Kong, Macau and Taiwan.

    >>> standard("這裡有甚麼？"), standard("几时闭馆？"), standard("點解唔開門？")
    ('這裡有什麼？', '何时闭馆？', '為何唔開門？')
    >>> standard("周边度假村在哪？"), standard("集会几点解散？")
    ('周边度假村在哪？', '集会几点解散？')
    """
    return _OTHER_WORDS.sub(lambda found: _OTHERWISE[found[0]], question)


def checked(question: str) -> str:
    """The question without surrounding space, control characters and what nobody sees.

    Raises QuestionError when it is empty, longer than `LONGEST`, or holds no word.

    >>> checked("  多少学\\u200b位？\\n")
    '多少学位？'
    """
    seen = INVISIBLE.sub("", question)
    bare = " ".join("".join(c if c.isprintable() else " " for c in seen).split())
    if not bare:
        raise QuestionError("请输入问题。 The question is empty; type what you want to know.")
    if len(bare) > LONGEST:
        more = len(question) == LONGEST_TYPED  # a page has cut it there: it may have been longer
        raise QuestionError(
            f"问题太长（{len(bare):,} 字{'以上' * more}，最多 {LONGEST} 字），请缩短后再问。 "
            f"The question has {len(bare):,}{' or more' * more} characters, at most {LONGEST} are taken; "
            "shorten it."
        )
    if not _WORD.search(fold(bare)):
        raise QuestionError(
            "问题里没有文字，请用文字提问。 The question holds no word; ask in words."
        )
    return bare


_WHOLE = re.compile("步骤|流程|程序|条件|材料|手续|要求|资格|操作|注意")
_TREATED = re.compile(
    "(?:怎么|怎样|如何|咋)(?:样|了|罚|赔|说|处[罚理置]|[处治]理|算|回事|看待?|评价)"
)


def asks_for_whole_list(question: str) -> bool:
    """Whether one item of a list would be no answer: a question for several things, or for how to do something.

    >>> asks_for_whole_list("怎么更换滤芯？"), asks_for_whole_list("上牌要带啥材料")
    (True, True)
    >>> asks_for_whole_list("没戴头盔怎么处罚？"), asks_for_whole_list("滤芯多久换一次？")
    (False, False)
    """
    folded = fold(question)
    kind = asked(question).asks
    if kind is Asks.MANNER:
        return _TREATED.search(folded) is None
    several = kind in (Asks.THING, Asks.TOPIC) and _WHOLE.search(folded) is not None
    return kind is Asks.LIST or several


_NO_TOPIC = ("u", "p", "c", "d", "y", "e", "o", "r")
"""Parts of speech that say nothing of what a question is about."""


def topic_words(question: str, segmenter: Segmenter) -> tuple[str, ...]:
    """The folded words of a question, each once, without its question word and without particles.

    >>> topic_words("会新增多少学位？", Segmenter())
    ('会', '新增', '学位')
    """
    ask = asked(question)
    words = [
        word.text
        for word in segmenter.tagged(question)
        if (word.end <= ask.start or word.start >= ask.end) and not word.tag.startswith(_NO_TOPIC)
    ]
    return tuple(dict.fromkeys(words))
