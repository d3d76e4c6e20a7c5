"""Whose brother? What is said of one relative says nothing of another: asked for 弟弟, 妹妹 is no answer.

A rule as in veto.py. It knows that the same is said from the other side: 曹丕的父亲曹操 answers 曹操的儿子是谁.
"""

import re

from ingest.normalize import fold

_KIN = (
    ("父亲|爸爸", "[父爸爹]"),
    ("母亲|妈妈", "[母妈娘]"),
    ("爷爷|祖父", "[爷祖]"),
    ("奶奶|祖母", "奶|祖母"),
    ("外公|姥爷|外祖父", "外公|姥|外祖"),
    ("外婆|姥姥|外祖母", "外婆|姥|外祖"),
    ("儿子", "(?<![妻孙侄])子|(?<!女)儿(?!媳)|男"),
    ("女儿", "(?<!孙)女(?!婿)|子女|孩"),
    ("(?<!外)孙子", "孙(?!女)"),
    ("(?<!外)孙女", "孙女"),
    ("外孙女", "外孙女"),
    ("外孙(?!女)", "外孙(?!女)"),
    ("哥哥", "[哥兄]"),
    ("弟弟", "弟"),
    ("姐姐", "[姐姊]"),
    ("妹妹", "妹"),
    ("丈夫|老公", "夫(?!人)|老公|爱人|老伴|嫁|婚|配偶|伴侣"),
    ("妻子|夫人|老婆|太太", "妻|夫[人妇妻]|老婆|太太|爱人|老伴|[娶嫁]|婚|配偶|伴侣"),
    ("女婿", "婿"),
    ("儿媳", "媳"),
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
