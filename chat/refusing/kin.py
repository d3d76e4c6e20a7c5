"""Whose brother? What is said of one relative says nothing of another: asked for 弟弟, 妹妹 is no answer.

Nor is what is said of a person said of a relative: 石德才，1943年生 does not tell 石德才的大儿子哪年生的.
Rules as in veto.py. They know that the same is said from the other side: 曹丕的父亲曹操 answers 曹操的儿子是谁.
"""

import re
from collections.abc import Sequence

from index.segment import Segmenter
from ingest.normalize import fold

_KIN = (
    ("父亲|爸爸", "[父爸爹]"),
    ("母亲|妈妈", "[母妈娘]"),
    ("爷爷|祖父", "[爷祖]"),
    ("奶奶|祖母", "奶|祖母"),
    ("外公|姥爷|外祖父", "外公|姥|外祖"),
    ("外婆|姥姥|外祖母", "外婆|姥|外祖"),
    ("儿子", "(?<![妻孙侄辈])子|(?<!女)儿(?!媳)|男"),
    ("女儿", "(?<!孙)女(?!婿)|子女|孩"),
    ("(?<!外)孙子", "孙(?!女)"),
    ("(?<!外)孙女", "孙女"),
    ("外孙女", "外孙女"),
    ("外孙(?!女)", "外孙(?!女)"),
    ("哥哥", "哥|兄(?!妹)"),
    ("弟弟", "弟"),
    ("姐姐", "[姐姊]"),
    ("妹妹", "(?<!兄)妹"),
    ("丈夫|老公", "夫(?!人)|老公|爱人|老伴|嫁|婚|配偶|伴侣"),
    ("妻子|夫人|老婆|太太", "妻|夫[人妇妻]|老婆|太太|爱人|老伴|[娶嫁]|婚|配偶|伴侣"),
    ("爱人|老伴|配偶", "[夫妻]|老[婆公]|太太|爱人|老伴|[娶嫁]|婚|配偶|伴侣"),
    ("女婿", "婿"),
    ("儿媳", "媳"),
    ("岳父|丈人", "岳父|丈人|泰山"),
    ("岳母|丈母娘", "岳母|丈母"),
    ("舅舅|舅父", "舅(?!妈|母)"),
    ("叔叔|叔父", "叔"),
    ("伯父|伯伯", "伯"),
    ("姑姑|姑妈|姑母", "姑(?!父|爷|娘)"),
    ("姨妈|姨母", "姨"),
)
"""How a question and a sentence name each, and how else a sentence may say it: 长子, 其父, 嫁给."""
_NAME = "(?:的?名字|的?姓名)?(?:是|叫|名叫|姓|为)?(?:谁|什么|啥|哪一?位|何人|多少)"
_CLAUSE_END = re.compile("[,;:。!?]")
_RELATIVES = tuple(
    (
        re.compile(
            rf"(?P<whose>[^是谁]*?)的?(?:{word}){_NAME}|谁是(?P<of>.*?)的?(?:{word})[?。!]*$"
        ),
        re.compile(word),
        re.compile(said),
    )
    for word, said in _KIN
)


_ORDERS = ("大长", "二次", "三", "四", "小幼")
"""How the first, the second and so on are told apart; the last is 小儿子 or 幼子."""
_ORDER = f"[{''.join(_ORDERS)}]"
_BORN = f"(?<={_ORDER})子(?!女)|(?<={_ORDER})女(?!儿|婿|人)"
"""长子 and 次女."""
_ANY = re.compile("|".join(word for word, _ in _KIN))
_KINSHIP = re.compile(
    rf"(?:请问)?(?P<whose>[\u4e00-\u9fff·]{{2,12}}?)(?<![和与跟同对给及])的?(?P<order>{_ORDER})?"
    rf"(?P<kin>{_ANY.pattern}|{_BORN})(?!的?(?:{_ANY.pattern})|们|节|[和与跟及、]|还是)"
)
_SIDES = tuple(
    (re.compile(words), seen)
    for words, seen in (
        ("丈夫|老公|妻子|夫人|老婆|太太|爱人|老伴|配偶", "[夫妻]|老[婆公]|太太|[娶嫁]|婚"),
        ("父亲|母亲|爸爸|妈妈", "(?<![妻孙侄辈])子|女|儿|孩"),
        ("爷爷|祖父|奶奶|祖母|外公|姥|外祖|外婆", "孙"),
        ("孙", "[爷奶祖姥]|外公|外婆"),
        ("儿子|女儿|[子女]$", "[父母爸妈爹娘]"),
        ("[哥弟姐妹]", "[哥兄弟姐姊妹]"),
        ("岳父|岳母|丈", "婿"),
        ("婿", "岳|丈人"),
        ("媳", "公公|婆婆"),
        ("舅|姨", "甥"),
        ("叔|伯|姑", "侄"),
    )
)
"""What each calls the other: who has a 父亲 is his 子 or 女."""
_NAMED_SO = "[是为叫]?([\u4e00-\u9fff]{2}(?=[,、。;是在为于(])|[\u4e00-\u9fff]{3})"
"""A name behind what somebody is to another: 长子陆以宁."""
_PERSON = "nr"


def says_nothing_of_relative(
    question: str,
    sentence: str,
    segmenter: Segmenter,
    before: Sequence[str] = (),
    above: str = "",
) -> bool:
    """Whether `question` asks something of a relative of a named person, and neither a folded `sentence` nor
    the last of those `before` it in its paragraph, nor what stands `above` it, speaks of such a one: by that
    word or another one for it (大儿子 is 长子), by the name that one `before` it gives to that relative, or
    from the other side.

    >>> ask, words = "石德才的大儿子哪年生的？", Segmenter()
    >>> says_nothing_of_relative(ask, "石德才,1943年生。", words)
    True
    >>> says_nothing_of_relative(ask, "石德才的长子1968年生。", words)
    False
    >>> says_nothing_of_relative(ask, "石德才的次子1970年生。", words)
    True
    """
    match = _KINSHIP.match(fold(question))
    if match is None or _ANY.search(match["whose"]) or not _is_person(match["whose"], segmenter):
        return False
    kin, whose = match["kin"], match["whose"]
    said = _said(kin)
    told = above + "".join(before)
    lines = ((sentence, told + sentence), *((line, told) for line in before[-1:]), (above, whose))
    if not any(
        said.search(line) and (whose in context or not _names_two(line, segmenter))
        for line, context in lines
    ):
        given = {
            name for line in before for name in re.findall(f"(?:{said.pattern}){_NAMED_SO}", line)
        }
        named = any(name in sentence for name in given)
        return not named and not _told_from_other_side(kin, whose, sentence)
    own = next((one for one in _ORDERS if match["order"] and match["order"] in one), "")
    orders = re.findall(f"({_ORDER})(?:{said.pattern})", sentence)
    return bool(own and orders) and not any(one in own for one in orders)


def _said(kin: str) -> re.Pattern[str]:
    """How a sentence may speak of a relative that a question calls `kin`."""
    full = {"子": "儿子", "女": "女儿"}.get(kin, kin)
    return next(said for _, own, said in _RELATIVES if own.fullmatch(full))


def _is_person(whose: str, segmenter: Segmenter) -> bool:
    """Whether a name is among the words, and not only what many are: 职工."""
    words = segmenter.tagged(whose)
    return any(one.tag.startswith(_PERSON) or not segmenter.knows(one.text) for one in words)


def _names_two(sentence: str, segmenter: Segmenter) -> bool:
    """Whether a sentence names two people: somebody else, and that one's relative."""
    names = {
        one.text for one in segmenter.tagged(sentence) if one.tag == _PERSON and len(one.text) > 1
    }
    return len(names) > 1


def _told_from_other_side(kin: str, whose: str, sentence: str) -> bool:
    """Whether a clause says what the one who is asked about is to somebody: 曹丕的父亲曹操, or 秦始皇之子."""
    for asks, seen in _SIDES:
        if asks.search(kin):
            other = re.compile(f"(?<!{whose})(?<!{whose}的)(?:{seen})")
            return re.search(f"[之的第](?:{seen})", sentence) is not None or any(
                whose in clause and other.search(clause) is not None
                for clause in _CLAUSE_END.split(sentence)
            )
    return False


def of_another_relative(question: str, sentence: str) -> bool:
    """Whether `question` asks who some relative is, and a folded sentence begins with another one of the same
    person and does not speak of that one.

    >>> of_another_relative("许桂英的女儿是谁？", "许桂英的父亲许德才当过先生。")
    True
    >>> of_another_relative("许德才的女儿是谁？", "许桂英的父亲许德才当过先生。")
    False
    >>> of_another_relative("她的弟弟叫什么？", "她的哥哥是许桂山,弟弟是许桂林。")
    False
    """
    folded = fold(question)
    for asks, own, said in _RELATIVES:
        ask = asks.match(folded)
        if ask is None or said.search(sentence):
            continue
        whose = ask["whose"] or ask["of"] or ""
        first = _CLAUSE_END.split(sentence, maxsplit=1)[0]
        others = [one for _, one, _ in _RELATIVES if one is not own and one.search(first)]
        if not others:
            continue
        # what stands of the person elsewhere than before another relative may be told from the other side
        rest = re.sub(
            rf"{re.escape(whose)}的?(?={'|'.join(one.pattern for one in others)})", "", sentence
        )
        return not whose or whose not in rest
    return False
