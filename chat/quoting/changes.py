"""What was changed since: 到场时限由8小时缩短为4小时 stands beside the 8小时 that it takes the place of.

A supplement, or a notice of corrections, says what holds now of a thing that the contract or the first notice
says in full, and often in words that meet a question less well. Both are shown; which holds is for the reader.
"""

import re
from collections.abc import Callable, Iterator, Sequence

from chat.quoting.amounts import Amount, amounts, differ
from chat.quoting.sections import Part
from chat.types import Citation
from index.types import Hit
from ingest.normalize import fold
from ingest.types import Document, Span
from ingest.view import searched

_AMENDED = "(?:更?改|调整|变更|修改|更正|修订|延长|顺延|推迟|延期|延后|提前|缩短)(?:为|到|至|成)"
_MOVED = "(?:(?:提高|提升|降低|减少|增加|上调|下调)(?:为|到|至)|[降增减升](?:为|到|至))"
"""What also grows by itself, so that 产量增加到60万吨 changes no 50万吨 that it does not name."""
_END = ",;。!?|"
_CHANGE = re.compile(
    rf"(?P<what>[^:{_END}]{{0,40}}?)"
    rf"(?:(?:由|从)(?:原来?的?)?(?P<old>[^:{_END}]{{1,40}}?)(?:{_AMENDED}|{_MOVED})|{_AMENDED})(?P<new>[^{_END}]{{1,40}})"
)
_WHERE = re.compile(
    "第[0-9.零〇一二三四五六七八九十百千]+[章节条款项]|原?(?:合同|协议|公告|文件|办法|规定|方案)"
)
_LOOSE = re.compile(
    "时间|时限|期限|日期|标准|金额|数额|比例|价格|单价|总价|方式|要求|地点|数量|约定|规定|其中|关于|统一|从|由|将|的|应当|不[少高低]于"
)
"""What many things have, and so does not say that two are the same."""


def changed(
    question: str,
    citations: Sequence[Citation],
    hits: Sequence[Hit],
    document: Callable[[str], Document],
) -> list[Part]:
    """The first sentence of `hits` that says that what one of the citations gives was changed, with the new
    value as what is asked for; [] if there is none, or another citation says it."""
    for one in citations:
        if not any(new_value(question, one, fold(other.quote)) for other in citations):
            for part in _changes(question, one, hits, document):
                return [part]
    return []


def _changes(
    question: str, one: Citation, hits: Sequence[Hit], document: Callable[[str], Document]
) -> Iterator[Part]:
    for hit in hits:
        for sentence in hit.passage.sentences:
            view = searched(document(hit.passage.document_id), sentence)
            if found := new_value(question, one, view.text):
                yield hit.passage, (sentence,), view.original(found)


def new_value(question: str, old: Citation, text: str) -> Span | None:
    """Where a folded text says to what that was changed which the citation `old` gives: what it was before is
    what is asked for there, and the text names the thing with words of the quote or the question. None where it
    says nothing of it, and where `old` has the new value itself."""
    quote, given = fold(old.quote), amounts(asked_words(old))
    for one in _CHANGE.finditer(text):
        if _holds(quote, one["new"]):
            return None
        what = _LOOSE.sub(" ", _WHERE.sub(" ", one["what"]))
        before = amounts(one["old"] or "")
        if one["old"] is None:
            same = _names(what, fold(question)) and differ(given, amounts(one["new"]))
        elif given:
            same = _agree(given, before) and _names(what, fold(question) + quote)
        else:
            same = (
                len(one["old"]) > 1 and _holds(quote, one["old"]) and _names(what, fold(question))
            )
        if same:
            return Span(*one.span("new"))
    return None


def _holds(quote: str, said: str) -> bool:
    """Whether a value stands in a quote, and is not the end of another: 1个月 of 11个月."""
    return re.search(rf"(?<![0-9.]){re.escape(said)}", quote) is not None


def _agree(one: Sequence[Amount], other: Sequence[Amount]) -> bool:
    return not {unit for _, unit in one}.isdisjoint(unit for _, unit in other) and not differ(
        one, other
    )


def asked_words(citation: Citation) -> str:
    """The asked-for words of a citation."""
    places = [at for span in citation.spans for at in range(span.start, span.end)]
    inside = {at for span in citation.asked for at in range(span.start, span.end)}
    return "".join(c for at, c in zip(places, citation.quote, strict=True) if at in inside)


def _names(what: str, text: str) -> bool:
    """Whether two characters that stand together in `what` do so in `text`."""
    pairs = (what[at : at + 2] for at in range(len(what) - 1))
    return any(" " not in pair and pair in text for pair in pairs)
