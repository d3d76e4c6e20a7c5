"""Measure answers against gold questions: is the evidence first, is a refusal right."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from chat.answer import Answerer
from chat.command.risk import Tried
from chat.quoting.cut import is_verbatim
from chat.types import Answer, Turn
from ingest.errors import ReadError


@dataclass(frozen=True, slots=True)
class Gold:
    """A question with what is accepted: `evidence` are substrings of the document, any one will do;
    `answer` are the asked-for words; `parts` are what a list has to gather."""

    id: str
    split: str
    kind: str
    question: str
    history: tuple[str, ...]
    answerable: bool
    other_words: bool
    evidence: tuple[str, ...]
    answer: tuple[str, ...]
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Result:
    """A gold question and what was answered. `first` says whether the first quote, were nothing ever
    refused, holds accepted evidence; `tried` what a lower threshold would do; `verbatim` whether every
    quote is the document's."""

    gold: Gold
    answer: Answer
    first: bool
    shown_first: bool
    tried: Tried
    verbatim: bool


def read_questions(path: Path) -> list[Gold]:
    """Read gold questions, one JSON object a line.

    Raises ReadError with the line that is not one.
    """
    found: list[Gold] = []
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "not UTF-8"
        raise ReadError(
            f"{path}: expected gold questions, one JSON object a line, but it cannot be read ({why}); "
            "name a file with --questions"
        ) from error
    for number, line in enumerate(lines, 1):
        try:
            row = json.loads(line)
            found.append(
                Gold(
                    row["id"],
                    row["split"],
                    row["kind"],
                    row["question"],
                    tuple(row["history"]),
                    row["answerable"],
                    row["other_words"],
                    tuple(row["evidence"]),
                    tuple(row["answer"]),
                    tuple(row["parts"]),
                )
            )
        except (ValueError, KeyError, TypeError) as error:
            why = f"no {error}" if isinstance(error, KeyError) else str(error)
            raise ReadError(
                f"{path}, line {number}: expected a gold question, a JSON object as on the lines of "
                f"corpus/questions.jsonl, got another ({why}); mend the line or name another file"
            ) from error
    return found


def evaluate(answerer: Answerer, questions: Iterable[Gold]) -> list[Result]:
    """Ask every question, after the earlier questions of its conversation."""
    results = []
    for gold in questions:
        history: list[Turn] = []
        for earlier in gold.history:
            before = answerer.ask(earlier, history)
            history.append(Turn(before.asked, before.refused))
        answer = answerer.ask(gold.question, history)
        best = answerer.best(gold.question, history)
        open_to_all = replace(answerer.settings, threshold=0.0)
        tried = answerer.ask(gold.question, history, settings=open_to_all)
        shown = answer.citations + answer.nearest
        results.append(
            Result(
                gold,
                answer,
                best is not None and _holds(best.quote, gold),
                _shown_first(answer, gold),
                Tried(None if tried.refused else tried.probability, _shown_first(tried, gold)),
                all(is_verbatim(c, answerer.library.document(c.document_id).text) for c in shown),
            )
        )
    return results


def table(results: list[Result], *, verbose: bool = False) -> str:
    """The figures as a Markdown table, and with `verbose` the questions that went wrong."""
    answerable = [one for one in results if one.gold.answerable]
    other = [one for one in answerable if one.gold.other_words]
    same = [one for one in answerable if not one.gold.other_words]
    lists = [one for one in answerable if one.gold.parts]
    absent = [one for one in results if not one.gold.answerable]
    spans = [one for one in answerable if one.gold.answer]
    rows: list[tuple[str, Sequence[float]]] = [
        ("evidence first, nothing refused", [one.first for one in answerable]),
        ("… that use other words than the document", [one.first for one in other]),
        ("… that share words with the document", [one.first for one in same]),
        ("evidence first and shown", [one.shown_first for one in answerable]),
        ("answerable refused", [one.answer.refused for one in answerable]),
        ("… of those that share words", [one.answer.refused for one in same]),
        ("unanswerable refused", [one.answer.refused for one in absent]),
        ("asked-for words emphasised (any overlap)", [_emphasised(one) for one in spans]),
        ("parts of a list gathered, mean share", [_gathered(one) for one in lists]),
        ("every quote verbatim", [one.verbatim for one in results]),
    ]
    lines = ["| measured | share | of |", "| --- | ---: | ---: |"]
    lines += [f"| {name} | {_share(values):.3f} | {len(values)} |" for name, values in rows]
    if verbose:
        lines.append("")
        for one in results:
            wrong = (not one.shown_first) if one.gold.answerable else not one.answer.refused
            if wrong:
                said = one.answer.text.replace("\n", " ")[:60]
                lines.append(
                    f"{one.gold.id} {one.gold.kind} p={one.answer.probability:.2f} "
                    f"{'first' if one.first else 'miss '} {one.answer.asked} ▶ {said} "
                    f"(wanted {'; '.join(one.gold.evidence) or '没有找到'})"
                )
    return "\n".join(lines)


def _holds(quote: str, gold: Gold) -> bool:
    return any(evidence in quote for evidence in gold.evidence)


def _shown_first(answer: Answer, gold: Gold) -> bool:
    return bool(answer.citations) and _holds(answer.citations[0].quote, gold)


def _emphasised(result: Result) -> bool:
    for citation in result.answer.citations:
        start = citation.spans[0].start
        for span in citation.asked:
            words = citation.quote[span.start - start : span.end - start]
            if words and any(words in answer or answer in words for answer in result.gold.answer):
                return True
    return False


def _gathered(result: Result) -> float:
    """The share of a list's parts that stand in any of the quotes."""
    quotes = "\n".join(one.quote for one in result.answer.citations)
    return sum(part in quotes for part in result.gold.parts) / len(result.gold.parts)


def _share(values: Sequence[float]) -> float:
    return sum(values) / max(1, len(values))
