"""Make a follow-up question whole from the questions before it, by rules a reader can foresee.

Three things leave a question incomplete: a new thing put in the place of an old one (那学位呢？), a
pronoun (它…、这个工程…、该市…), and a question word without a noun (为什么？). Anything else is a new topic and
stays as it was typed. The third is a guess (怎样缓解堵车？ has no noun and is whole), so that both ways to
read it are tried. The whole question is shown, so that a wrong guess can be seen and corrected.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import zip_longest

from chat.asking.numbered import with_another
from chat.asking.numeral import is_number
from chat.asking.provisions import Provision, provision, provisions, spelled
from chat.asking.question import LONGEST, asked
from chat.types import Turn
from index.segment import Segmenter, Word
from ingest.normalize import fold

Similarity = Callable[[str, str], float]
"""Cosine of two phrases, -1 to 1."""

_INSTEAD = re.compile(
    r"^(?:那么|那|还有|至于|另外|换成|然后)?[，,]?(?P<new>.{1,20}?)(?:又|方面)?(?:呢|呐|如何呢|怎么样)[？?！!。]*$"
)
_HEADED = re.compile(
    r"(?:这一?[个项些种座所批片条届]|那[个项些种座所]|该|此项?|上述|这)(?P<head>[^\W\d_]{0,6})"
)
_ALONE = re.compile(
    r"它们|他们|她们|(?<![其吉])[它他她](?!人)|(?<![尤极与])其(?![他它中余实次])|这里|那里|那儿|这儿|当地|这(?=是|有|要|会|能|叫|对|在|包|涉)"
)
_QUESTION_WORD = re.compile("什么|多少|几|谁|哪|何|怎|吗|是否|为啥|有没有|能否")
_NOMINAL = ("n", "j", "l", "i", "eng", "vn", "b")
_HEADS = re.compile(
    "(?:工程|计划|行动|体系|制度|机制|体制|政策|战略|项目|平台|中心|建设|改革|工作|条例|办法|规定|方案|会议|活动)"
)
"""Nouns that close a compound whose middle is a verb, such as 民生改善工程."""
_SAME_KIND = tuple(
    re.compile(kind)
    for kind in (
        "附[件表录图][0-9一二三四五六七八九十]+",
        "[12][0-9]{3}年[初中底末]?|[今去明前后]年[初中底末]?",
        "(?:[0-9]{1,2}月)?[0-9]{1,2}[日号]|[今明昨后前]天",
        "(?:星期|礼拜|周)[一二三四五六日天末]",
        "[0-9]{1,2}月份?",
        "第?[一二三四]季度|[上下]半年",
        "上午|下午|中午|晚上|早上",
    )
)
"""What is put in the place of another of its kind, or, where there is none, before the question."""
_TELLING = ("v", "b", "a")
"""Parts of speech before a noun that tell which: 就业岗位, 优质学位."""
_NAMED = ("nr", "ns")
_GIVEN = 2
"""Characters of a given name."""
_OFFICE = re.compile(
    "(?:[馆局市县校院社处科会行省部厅队组店厂]长|主任|书记|经理|记者|老师|医生|律师)$"
)
"""Who is called by an office may stand in the place of a name."""
_LIKER = 0.06
"""By how much more the first word of a phrase must be like a new one than the rest and the whole: 居民 is like
职工 of 职工剖宫产 by 0.18, 学位 like 就业 of 就业岗位 by 0.05."""
_HALF = ("m", "n", "f")
"""Those of the first half of a word that the segmenter does not know."""
_NOT_TOPIC = re.compile(
    r"^(?:钱|时候|时间|地方|方面|原因|人|东西|内容|情况|问题|报道|文章|文中|本文|页面)$"
)


def resolve(
    question: str, history: Sequence[Turn], segmenter: Segmenter, similarity: Similarity
) -> tuple[str, ...]:
    """`question` made whole from `history` (oldest first), or as it is when it stands by itself; both where
    words do not tell: 什么时候开始？ needs what was asked before, and 怎样缓解堵车？ does not.

    Never longer than a question may be: one that would become so stays as it is, because it could not be
    asked again, and would grow with every turn.

    >>> before = [Turn("会新增多少岗位？", refused=False)]
    >>> resolve("那学位呢？", before, Segmenter(), lambda a, b: 0.5)
    ('会新增多少学位？',)
    >>> resolve("长春有什么照片？", before, Segmenter(), lambda a, b: 0.5)
    ('长春有什么照片？',)
    >>> resolve("什么时候开始？", before, Segmenter(), lambda a, b: 0.5)
    ('岗位什么时候开始？', '什么时候开始？')
    """
    found = _completed(question, history, segmenter, similarity) if history else (question,)
    return tuple(one for one in found if len(one) <= LONGEST) or (question,)


def topics(question: str, segmenter: Segmenter) -> list[str]:
    """Noun phrases of a question without its question word, in order.

    >>> topics("民生改善工程会新增多少学位？", Segmenter()), topics("一次能借几本书？", Segmenter())
    (['民生改善工程', '学位'], ['书'])
    """
    words = _told(question, segmenter)
    runs: list[list[Word]] = [[]]
    for word, after in zip_longest(words, words[1:]):
        compound = bool(runs[-1] and after and _HEADS.fullmatch(after.text) and len(word.text) > 1)
        nominal = _is_nominal(word) or compound
        if not nominal or (runs[-1] and runs[-1][-1].end != word.start):
            runs.append([])
        if nominal:
            runs[-1].append(word)
    phrases = [question[_numbered_from(question, run[0]) : run[-1].end] for run in runs if run]
    named = re.findall(r"[“《「]([^”》」]{2,30})[”》」]", question)
    return [phrase for phrase in dict.fromkeys(named + phrases) if not _NOT_TOPIC.match(phrase)]


def _numbered_from(question: str, word: Word) -> int:
    """Where a phrase begins, with the number that it is told by: the 2 of 2号线."""
    start = word.start
    while word.text.startswith("号") and start and question[start - 1].isdigit():
        start -= 1
    return start


def _told(question: str, segmenter: Segmenter) -> list[Word]:
    """The words of a question without its question word; of one that goes on behind it, as 几本书 does, what is
    counted."""
    ask = asked(question)
    told = []
    for word in segmenter.tagged(question):
        counted = ask.end + 1 - word.start
        if word.end <= ask.start or word.start >= ask.end:
            told.append(word)
        elif word.start == ask.start < ask.end < word.end - 1 and _is_nominal(word):
            told.append(replace(word, text=word.text[counted:], start=word.start + counted))
    return told


def _completed(
    question: str, history: Sequence[Turn], segmenter: Segmenter, similarity: Similarity
) -> tuple[str, ...]:
    if (match := _INSTEAD.match(question)) and not _asks_itself(match["new"]):
        new = match["new"]
        whole = _replace_topic(history[-1].asked, new, segmenter, similarity)
        return (
            (whole, new) if "的" in new[1:-1] else (whole,)
        )  # 期刊的借期 asks for something itself
    if (replaced := _replace_pronoun(question, history, segmenter)) is not None:
        return (replaced,)
    named = any(
        _is_nominal(word) and word.tag != "vn" and not _NOT_TOPIC.match(word.text)
        for word in _told(question, segmenter)
    )
    if asked(question).end and not named and len(fold(question)) <= 12:
        topic = _last_topic(history, segmenter)
        return (f"{topic}{question}", question) if topic else (question,)
    return (question,)


def _replace_topic(before: str, new: str, segmenter: Segmenter, similarity: Similarity) -> str:
    """Put `new` where the earlier question has the phrase that is most like it."""
    if (other := with_another(before, new)) is not None:
        return other
    if (other := _another_provision(before, new)) is not None:
        return other
    if (other := _another_name(before, new, segmenter)) is not None:
        return other
    bare = new.removesuffix("的")
    for kind in _SAME_KIND:
        if kind.fullmatch(bare):
            return kind.sub(bare, before, count=1) if kind.search(before) else f"{new}{before}"
    ask = asked(before)
    places = topics(before, segmenter)
    places = [phrase for phrase in places if len(phrase) > 1] or places
    if not places:
        return f"{new}{before[ask.start :]}"
    follows = {phrase: before.find(phrase) == ask.end > 0 for phrase in places}
    old = max(places, key=lambda phrase: similarity(phrase, new) + 0.05 * follows[phrase])
    start, old = before.index(old), _told_part(old, new, segmenter, similarity)
    start = before.index(old, start)
    rest = before[start + len(old) :]
    # 卫生健康支出 in the place of the 农林水 of 农林水支出是多少
    twice = next((n for n in range(len(new) - 1, 0, -1) if rest.startswith(new[-n:])), 0)
    head = before[: _told_closer(before, start, segmenter)]
    # 逾期付款 in the place of the 交货 of 逾期交货
    ahead = next((n for n in range(len(new) - 1, 1, -1) if head.endswith(new[:n])), 0)
    return head[: len(head) - ahead] + new + rest[twice:]


def _another_provision(before: str, new: str) -> str | None:
    """The earlier question about another article, or about another part of the same one: 第三款 after
    第六条第二款. None where `new` is no provision, or a part of what the question does not name."""
    other = provision(new)
    if other is None:
        return None
    for start, end in provisions(before):
        if own := provision(before[start:end]):
            parts = (
                (other.paragraph or own.paragraph, other.item)
                if other.item
                else (other.paragraph, None)
            )
            whole = other if other.article else Provision(own.article, *parts)
            return f"{before[:start]}{spelled(whole)}{before[end:]}"
    return f"{new}{before}" if other.article else None


def _told_part(old: str, new: str, segmenter: Segmenter, similarity: Similarity) -> str:
    """What `new` takes the place of in the phrase `old`: its first word where that and not the rest is like it
    (湖南 of 湖南物理类 for 湖北), the rest behind the name of a place where `new` begins with none (历史类)."""
    first = segmenter.tagged(old)[0]
    rest = old[first.end :]
    if len(first.text) == 1 or not rest:
        return old
    if first.tag == "ns" and segmenter.tagged(new)[0].tag != "ns":
        return rest
    like = max(similarity(rest, new), similarity(old, new))
    return first.text if similarity(first.text, new) > like + _LIKER else old


def _another_name(before: str, new: str, segmenter: Segmenter) -> str | None:
    """The earlier question about another person or place, where it names one of them; None where not."""
    (word, *more) = segmenter.tagged(new)
    tag = "nr" if _OFFICE.search(word.text) else word.tag
    alike = [one for one in segmenter.tagged(before) if one.tag == tag]
    if more or tag not in _NAMED or len(alike) != 1:
        return None
    end = alike[0].end
    if len(alike[0].text) == 1:  # a family name: the given name behind it was cut off
        given = (one for one in segmenter.tagged(before) if one.start == end)
        end = next((one.end for one in given if len(one.text) <= _GIVEN), end)
    return before[: alike[0].start] + new + before[end:]


def _told_closer(before: str, start: int, segmenter: Segmenter) -> int:
    """Where what is asked for begins, with the words that only tell which: of 多少就业岗位 with 就业, because
    就业学位 are none; and of a word that was cut in two, as 年假, with its other half."""
    ask = asked(before)
    words = segmenter.tagged(before)
    torn = next((w for w in words if w.start == start and len(w.text) == 1), None)
    for word in reversed(words):
        tells = word.start >= ask.end > 0 and word.tag.startswith(_TELLING)
        half = (
            torn and len(word.text) == 1 and word.tag.startswith(_HALF) and not is_number(word.text)
        )
        if word.end == start and (tells or half):
            start = word.start
    return start


def _replace_pronoun(question: str, history: Sequence[Turn], segmenter: Segmenter) -> str | None:
    if match := _HEADED.search(question):
        rest = match["head"]
        for turn in reversed(history):
            for length in range(len(rest), 0, -1):
                head = rest[:length]
                for phrase in topics(turn.asked, segmenter):
                    if phrase.endswith(head) and phrase != head:
                        start, end = match.start(), match.start("head") + length
                        return question[:start] + phrase + question[end:]
        first = segmenter.tagged(rest)
        topic = _last_topic(history, segmenter)
        if topic and first and _is_nominal(first[0]):
            start, end = match.start(), match.start("head") + first[0].end
            return question[:start] + topic + question[end:]
    if match := _ALONE.search(question):
        topic = _last_topic(history, segmenter)
        if topic:
            owner = "的" if match[0] == "其" else ""
            return question[: match.start()] + topic + owner + question[match.end() :]
    return None


def _last_topic(history: Sequence[Turn], segmenter: Segmenter) -> str | None:
    """The longest noun phrase of the last question that has one."""
    for turn in reversed(history):
        found = topics(turn.asked, segmenter)
        if found:
            return max(found, key=len)
    return None


def _asks_itself(phrase: str) -> bool:
    """Whether a phrase has a question word of its own, and so needs nothing from before."""
    return _QUESTION_WORD.search(phrase) is not None


def _is_nominal(word: Word) -> bool:
    return word.tag.startswith(_NOMINAL)
