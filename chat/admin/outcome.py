"""What came of a change of the library, said to a person and to a program."""

from dataclasses import asdict
from typing import Any

from chat.admin.reasons import both, reason
from chat.admin.shelf import Outcome
from chat.admin.words import WORDS
from chat.strings import Language
from index.receipt import Receipt

_TAKEN = (
    "文库里已有同名的文档：{names}。要替换它们，请在表单里加上 replace=yes / there are documents of "
    "these names already: {names}; to replace them, send replace=yes in the form"
)

_MOST_KINDS = 5
"""Kinds of what is no document that are told by their endings."""


def values_of(outcome: Outcome) -> tuple[dict[str, Any], int]:
    """What came of adding documents as values for a program, and the status of the response."""
    values = {**asdict(outcome), "failures": [both(one) for one in outcome.failures]}
    if outcome.added or outcome.changed:
        return values, 201
    if outcome.taken:
        names = "、".join(outcome.taken)
        return {**values, "error": _TAKEN.format(names=names)}, 409
    return values, 422 if outcome.failures else 200


def lines_of(outcome: Outcome, spoken: Language) -> list[str]:
    """The same as lines for a page."""
    words = WORDS[spoken]
    lines = [
        *(words["added"].format(name=one) for one in outcome.added),
        *(words["changed_document"].format(name=one) for one in outcome.changed),
        *(words["kept_document"].format(name=one) for one in outcome.kept),
        *(words["taken"].format(name=one) for one in outcome.taken),
        *(words["not_read"].format(reason=reason(one, spoken)) for one in outcome.failures),
    ]
    if outcome.passed:
        kinds = list(outcome.passed.items())[:_MOST_KINDS]
        said = [
            words["of_kind"].format(ending=ending or words["no_ending"], count=count)
            for ending, count in kinds
        ]
        said += ["…"] * (len(outcome.passed) > len(kinds))
        whole = sum(outcome.passed.values())
        lines.append(words["passed"].format(count=whole, kinds=words["comma"].join(said)))
    return lines


def receipt_lines(receipt: Receipt, forgotten: int | None, spoken: Language) -> list[str]:
    """A delete receipt as lines for a page; `forgotten` kept quotes went along, None when none are kept."""
    words = WORDS[spoken]
    kept = "receipt_no_records" if forgotten is None else "receipt_records"
    values = asdict(receipt)
    return [
        *(words["receipt_document"].format(**one) for one in values["removed"]),
        words["receipt_searched"].format(**values),
        words[kept].format(count=forgotten),
    ]
