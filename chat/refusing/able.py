"""All rules that take an answer away, for a sentence with what stands above it."""

from collections.abc import Sequence

from chat.asking.codes import of_another_code
from chat.asking.numbered import of_another_annex, of_another_article, of_no_such_time
from chat.ranking.bare import unit_stated
from chat.ranking.offices import of_another_office
from chat.refusing.ages import of_another_age
from chat.refusing.aims import is_only_aimed_at
from chat.refusing.bodies import of_another_body
from chat.refusing.contrast import of_another_kind
from chat.refusing.desks import of_another_desk
from chat.refusing.identifiers import lacks_identifier
from chat.refusing.itself import of_another_document
from chat.refusing.kin import of_another_relative, says_nothing_of_relative
from chat.refusing.meetings import of_another_meeting
from chat.refusing.parties import of_another_party
from chat.refusing.shares import of_another_share
from chat.refusing.sites import of_another_site
from chat.refusing.speakers import of_another_speaker
from chat.refusing.streets import of_another_place
from chat.refusing.terms import of_another_term
from chat.refusing.times import of_another_occasion, of_another_year_above
from chat.refusing.veto import can_answer
from index.segment import Segmenter
from ingest.formats.draft import CELLS
from ingest.normalize import fold


def is_able(
    question: str,
    sentence: str,
    title: str,
    section: str,
    segmenter: Segmenter,
    before: Sequence[str] = (),
    opening: str = "",
) -> bool:
    """Whether a folded `sentence`, which stands in `section` of the document `title`, behind those `before` it
    in its paragraph, or below these lines in a table, can answer `question`. `opening` is what says who speaks
    there (原告诉称).

    >>> is_able("第九条规定了什么？", "应当登记。", "条例", "第八条", Segmenter())
    False
    >>> is_able("几点闭馆？", "晚上九点闭馆。", "办法", "", Segmenter())
    True
    """
    above = fold(f"{title} {section} {opening}")
    heads = [one for one in reversed(section.split(" › ")) if fold(one) != fold(title)]
    row = CELLS in sentence
    lines = [] if row else [*reversed(before)]  # each row of a table has its own year
    stated = unit_stated(before) if row else ""
    return not (
        of_another_year_above(question, sentence, [*lines, *heads])
        or of_another_occasion(question, sentence, above)
        or of_another_article(question, sentence, section)
        or of_another_annex(question, sentence, above)
        or of_another_place(question, sentence, above, segmenter)
        or of_another_site(question, sentence, above)
        or of_another_desk(question, sentence, above)
        or of_no_such_time(question, sentence)
        or of_another_code(question, sentence, above)
        or of_another_body(question, sentence)
        or of_another_share(question, sentence)
        or lacks_identifier(question, sentence, above)
        or of_another_kind(question, sentence, above)
        or of_another_office(question, sentence, above)
        or of_another_relative(question, sentence)
        or of_another_meeting(question, sentence)
        or says_nothing_of_relative(question, sentence, segmenter, () if row else before, above)
        or of_another_party(question, sentence, before)
        or of_another_age(question, sentence)
        or of_another_document(question, sentence)
        or of_another_speaker(question, sentence, before, segmenter)
        or of_another_term(question, sentence, above)
        or is_only_aimed_at(question, sentence)
    ) and can_answer(question, sentence, segmenter, stated)
