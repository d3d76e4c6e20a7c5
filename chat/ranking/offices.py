"""Who holds an office, where one sentence names several: 组长：王建国，副组长：李敏；宣传组组长：赵强.

The one who is asked for stands behind the label that the question names, and behind what tells it from others
of that name. One who held an office before (原局长), or holds it for another (代局长), is not who holds it:
this is a rule as in veto.py.
"""

import re

from chat.asking.question import Asks, asked
from chat.ranking.clause import clause
from ingest.normalize import fold

_HELD = (
    "市长|县长|区长|省长|镇长|乡长|州长|部长|厅长|局长|处长|科长|所长|站长|校长|院长|馆长|会长|组长|队长|社长"
    "|厂长|行长|秘书长|董事长|主任|书记|主席|经理|总裁|总理|总统"
)
OFFICES = tuple(_HELD.split("|"))
"""Offices of which one can hold that of a deputy (副)."""
NO_OFFICE = "(?![期远久度江城春沙寿势足])"
"""Behind one: 全市长期 and 市长江路 name none."""
_OFFICE = f"(?:{_HELD}){NO_OFFICE}"
_SHORTEST = 2
"""Characters of a label."""
_WHO = "(?:谁|哪一?位|何人|什么人)"
_ASKED = (
    re.compile(rf"(?P<label>.+?)(?:是|为|叫|由)?{_WHO}(?P<does>[\u4e00-\u9fff]*)[?。!]*"),
    re.compile(rf"{_WHO}(?:是|担任|任)(?P<label>.+?)(?P<does>)[?。!]*"),
)
_NAMES = "[\u4e00-\u9fff·]{2,6}(?:[、和][\u4e00-\u9fff·]{2,6})*"
_OTHERS = ("副", "原", "前", "代")
_MARKS = ",;。:、|( "
_HOLDS = "担任|兼任|出任"
_FORMER = re.compile(
    "(?:(?<![高平草中太还])原(?![则来因料本油始材地子文创告野先生])任?"
    "|(?<![之以目先午面提日当年月天时眼会史])前(?![一二三四五六七八九十两几0-9述列期后进往线门院海郭旗锋沿景提])任?)"
    rf"[\u4e00-\u9fff]{{0,8}}?{_OFFICE}"
)
_ONCE = re.compile(
    "[原前曾辞卸]|离任|离职|历任|历届|退休|免去|免职|调任|时任|当时|当年|首任|上一?任|去世|逝世"
)
_ACTING = re.compile(f"代理?(?={_OFFICE})")
_NOW = re.compile(_OFFICE)
_RANKED = re.compile(rf"(?P<deputy>正?副)?(?P<office>总?(?:{_HELD})){NO_OFFICE}")


def holder(sentence: str, question: str) -> tuple[int, int] | None:
    """Who or what stands in a folded sentence behind the label that a folded question asks for; None where it
    asks for none or the sentence has none; (0, 0) where it tells only another one's.

    >>> text = "组长:王建国,副组长:李敏;宣传组组长:赵强,副组长由陈玉兰兼任。"
    >>> def said(question): start, end = holder(text, question); return text[start:end]
    >>> said("组长是谁?"), said("副组长是谁?"), said("谁是宣传组组长?"), said("宣传组副组长是谁?")
    ('王建国', '李敏', '赵强', '陈玉兰')
    >>> holder("会议由李敏主持。", "组长是谁?") is None
    True
    """
    ask = next(filter(None, (form.fullmatch(question) for form in _ASKED)), None)
    if ask is None:
        return None
    label = ask["label"]
    does = _HOLDS if ask["does"] in _HOLDS else ask["does"]
    for at in range(len(label) - _SHORTEST + 1):
        if label[at - 1 : at] in _OTHERS:
            continue  # 副组长 is no 组长
        own = re.compile(
            rf"(?<![副原前代]){re.escape(label[at:])}(?::(?P<listed>[^,;。:|(]+)"
            rf"|[为是](?P<named>{_NAMES})(?=[,;。(]|$)|由(?P<by>[^,;。:|(]+?)(?:{does}))"
        )
        if found := [*own.finditer(sentence)]:
            behind = sentence.find(label[:at].removesuffix("的"))
            named = [one for one in found if one.start() >= behind >= 0]
            # 北城分公司经理 is not whom 东城分公司经理 stands before
            if behind < 0:
                named = [one for one in found if _begins(sentence, one, label)]
            return named[0].span(named[0].lastgroup or 0) if named else (0, 0)
    return None


def _begins(sentence: str, label: re.Match[str], asked_label: str) -> bool:
    """Whether nothing stands before a label in its clause that would tell whose it is and is not asked for."""
    before = sentence[clause(sentence, *label.span()).start : label.start()].strip()
    return not before or before[-1] in _MARKS or before in asked_label


def of_another_office(question: str, sentence: str, above: str = "") -> bool:
    """Whether `question` asks for the former or the acting holder of an office and a folded sentence tells only
    the other, or asks who holds it and all that are named held it before, or only its deputies are named, or
    the reverse, and what stands `above` it does not name that one. A question for yes or no may be answered by
    the other one.

    >>> of_another_office("原局长是谁？", "局长为韩冰。"), of_another_office("局长是谁？", "原县局局长退休。")
    (True, True)
    >>> of_another_office("原局长是谁？", "原局长退休。"), of_another_office("目前县长是谁？", "县长何志远。")
    (False, False)
    >>> of_another_office("校长是谁？", "出席:副校长葛文涛。"), of_another_office("副组长是谁？", "组长:李敏")
    (True, True)
    """
    folded, asks = fold(question), asked(question).asks
    if asks is Asks.DECISION or not _NOW.search(sentence):
        return False
    if asks is Asks.PERSON and _of_another_rank(folded, sentence, above):
        return True
    if _ACTING.search(folded):
        return not _ACTING.search(sentence)
    if _FORMER.search(folded):
        return not _ONCE.search(sentence)
    holds = asks is Asks.PERSON and _NOW.search(folded) and not _ONCE.search(folded)
    return bool(holds) and not _NOW.search(_FORMER.sub("", sentence))


def _of_another_rank(question: str, sentence: str, above: str) -> bool:
    """Whether of an office only the deputy is named where its holder is asked for, or the reverse."""
    wanted, said = _ranks(question), _ranks(sentence)
    others = {(office, not deputy) for office, deputy in wanted}
    return wanted.isdisjoint(said | _ranks(above)) and not others.isdisjoint(said)


def _ranks(text: str) -> set[tuple[str, bool]]:
    """Each office that a text names, and whether its deputy's; 正副组长 are both."""
    found = set()
    for one in _RANKED.finditer(text):
        found.add((one["office"], bool(one["deputy"])))
        if one["deputy"] == "正副":
            found.add((one["office"], False))
    return found
