"""Do two quotes say different things of the same? 60万个 in one, 50万个 in another.

Nothing here decides which is right: both are shown, and the reader is told to look at both.
"""

import re
from collections.abc import Set
from difflib import SequenceMatcher
from itertools import permutations

from chat.asking.question import Asks, asked, topic_words
from chat.quoting.amounts import amounts, differ
from chat.quoting.changes import asked_words, new_value
from chat.refusing.contrast import are_apart
from chat.types import Citation
from index.segment import Segmenter
from ingest.normalize import fold
from ingest.types import BlockKind

_SHARED = 0.6
"""Share of the question's matched words that two quotes must have in common to be of the same."""
_NAMES = ("n", "t", "j", "l", "i")
"""Parts of speech that say what a number is of: 产值 is not 收入, though all else is the same."""
_AIM = re.compile("力争|争取|计划|目标|预计|预期|预算|拟|将")
_CASE = re.compile("个人|对单位|单位[的处]|法人|情节严重|拒不改正|逾期不改|造成|再次|每[日天次]")
"""What is fined of a person is not what is of a firm."""
_CLAUSE_END = re.compile("[;:。!?|]|(?<![0-9]),|,(?![0-9])")
_SENTENCE_END = re.compile("[;。!?|]")
_YEAR = re.compile("(?<![0-9])[12][0-9]{3}(?=年)")
_NUMBERS = re.compile("[0-9零〇一二两三四五六七八九十百千万亿半每]+")
_NEARLY = 0.8
"""Least likeness (difflib's ratio) of two quotes that say the same but for the numbers."""
_CONDITION = re.compile("[^,;:。!?|]*的,(?:(?:由|责令|没收|给予|并|可|予以|应当)[^,;:。!?|]*,)*$")
"""擅自启闭阀门的，由市水务局责令改正，处五万元罚款: what is fined stands in a clause before."""
_OFTEN = re.compile("[^,;:。!?|]{0,8}?[0-9一二两三四五六七八九十]次")
_ITSELF = re.compile("本(?:条例|办法|规定|细则|规则|方案|章程|解释|决定|通知|制度|公约)")
_NOT_NAME = re.compile(
    r"[(〔\[《》][^()〔〕\[\]《》]*[)〕\]]|[0-9\s《》]+年?|修订版?|修正版?|旧版|新版|稿"
)


def disagreeing(
    question: str, citations: tuple[Citation, ...], segmenter: Segmenter
) -> tuple[int, ...]:
    """Places of the citations that give another number or date than the first does for what is asked,
    the first itself among them, and nothing when all agree.

    Compared are the asked-for words of questions for a number or a time, where both quotes hold the same
    nouns of the question, and more than half of its words, mostly the same, have one of them beside the number,
    count in the same unit, and speak of the same year; and not what is with what is aimed at, nor 收入 with
    支出, nor what documents of other names say of themselves. Of two editions of a document also quotes are
    compared that are alike but for the numbers. Whatever is asked, a quote differs from one of
    which it says that what that gives was changed.
    """
    if not citations:
        return ()
    first, *rest = citations
    kind = asked(question).asks
    pairs = permutations(enumerate(citations), 2)
    since = {
        at
        for (at_old, old), (at_new, new) in pairs
        if new_value(question, old, fold(new.quote))
        for at in (at_old, at_new)
    }
    if kind not in (Asks.NUMBER, Asks.TIME):
        return tuple(sorted(since))
    topic = topic_words(question, segmenter)
    # as in Citation.matched: 罚 and 钱 are not
    topic = tuple(word for word in topic if len(word) > 1) or topic
    told = len(set(first.matched) & set(topic)) > len(topic) / 2 and len("".join(topic)) > 1
    names = {one.text for one in segmenter.tagged(question) if one.tag.startswith(_NAMES)}
    others = [
        place
        for place, other in enumerate(rest, 1)
        if (_are_editions(first, other) or (told and _alike(first, other, names)))
        and (kind is Asks.TIME or not _of_other_years(first, other))
        and _cases(first) == _cases(other)
        and differ(amounts(_words(first)), amounts(_words(other)))
    ]
    return tuple(sorted(since.union((0, *others) if others else ())))


def _are_editions(one: Citation, other: Citation) -> bool:
    """Whether two editions of a document say the same but for the numbers."""
    if one.document_id == other.document_id or not _same_name(one, other):
        return False
    mine, its = (_NUMBERS.sub("0", fold(citation.quote)) for citation in (one, other))
    return SequenceMatcher(None, mine, its, autojunk=False).ratio() >= _NEARLY


def _cases(citation: Citation) -> set[str]:
    return set(_CASE.findall(_clause(citation)))


def _of_other_years(one: Citation, other: Citation) -> bool:
    """Whether two quotes, or the headings above them, name years, and none the other's."""
    mine, its = (
        set(_YEAR.findall(fold(c.quote)) or _YEAR.findall(fold(c.section))) for c in (one, other)
    )
    return bool(mine and its) and mine.isdisjoint(its)


def _alike(one: Citation, other: Citation, names: Set[str]) -> bool:
    """Whether two quotes are of the same, of which the question has `names`; two rows of one document are of
    two things."""
    if one.kind is other.kind is BlockKind.ROW and one.document_id == other.document_id:
        return False
    if any(_ITSELF.search(quoted.quote) for quoted in (one, other)) and not _same_name(one, other):
        return False
    mine, its = set(one.matched), set(other.matched)
    same = mine & names == its & names and len(mine & its) >= _SHARED * len(mine | its)
    clauses = _clause(one), _clause(other)
    sentences = _clause(one, _SENTENCE_END), _clause(other, _SENTENCE_END)
    aims = {_AIM.search(sentence) is not None for sentence in sentences}
    return (
        same
        and len(aims) == 1
        and all(any(w in c for w in mine & its) for c in clauses)
        and not are_apart(*clauses)
        and not are_apart(*sentences)
    )


def _clause(citation: Citation, end: re.Pattern[str] = _CLAUSE_END) -> str:
    """What stands between two `end`s in a quote and holds the asked-for words, of a row all of it, folded."""
    places = [at for span in citation.spans for at in range(span.start, span.end)]
    inside = [
        n for n, at in enumerate(places) if any(a.start <= at < a.end for a in citation.asked)
    ]
    text = fold(citation.quote)
    if citation.kind is BlockKind.ROW or not inside:
        return text
    ends = [mark.start() for mark in end.finditer(text)]
    first = max((at + 1 for at in ends if at < inside[0]), default=0)
    if end is _CLAUSE_END and (condition := _CONDITION.search(text[:first])):
        first = condition.start()
    return text[first : min((at for at in ends if at > inside[-1]), default=len(text))]


def _words(citation: Citation) -> str:
    """The asked-for words of a citation, folded, with how often, if they end with in which time."""
    places = [at for span in citation.spans for at in range(span.start, span.end)]
    inside = {at for span in citation.asked for at in range(span.start, span.end)}
    words = fold(asked_words(citation))
    last = max((n + 1 for n, at in enumerate(places) if at in inside), default=0)
    often = _OFTEN.match(fold(citation.quote)[last:]) if re.search("每[^,;:。]*$", words) else None
    return words + (often[0] if often else "")


def _same_name(one: Citation, other: Citation) -> bool:
    """Whether two documents are called the same, but for the year and the edition."""
    mine, its = (_NOT_NAME.sub("", fold(quoted.title)) for quoted in (one, other))
    return mine in its or its in mine
