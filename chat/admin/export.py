"""What was said of answers ▶ lines like those of corpus/questions.jsonl, so that a report becomes a test."""

import json
from collections.abc import Iterable
from hashlib import sha256

from chat.admin.pages import Reported
from chat.keeping.kept import Count, Verdict

_NOTES = {
    Verdict.WRONG: "reported as a wrong quote: {words}; put what is right into evidence, "
    "or make it unanswerable",
    Verdict.HELPFUL: "said to be helpful: {words}",
    Verdict.UNHELPFUL: "said not to be helpful; put what is right into evidence, or make it unanswerable",
    Verdict.SHOULD_ANSWER: "refused, and said to be answerable; put what answers into evidence",
}


def questions(reports: Iterable[Reported], refused: Iterable[Count]) -> str:
    """A line of JSON for each report, and for each question that was refused; the same report has the
    same id at each export. What only a person can know is left empty, and the note says what that is.

    >>> line = json.loads(questions([], [Count("火星有多远？", 3, 3)]))
    >>> line["question"], line["answerable"], line["note"]
    ('火星有多远？', False, 'refused 3 times; if a document answers it, put what answers into evidence')
    """
    lines = []
    for one in reports:
        said = one.report
        helped = said.verdict is Verdict.HELPFUL and bool(one.words)
        note = _NOTES[said.verdict].format(words=one.words or "the whole answer")
        evidence = [one.words] if helped else []
        name = "\n".join((said.question, said.verdict, said.document, said.at, said.words))
        lines.append(_line(name, said.question, note, evidence, answerable=True))
    for count in refused:
        note = f"refused {count.refused} times; if a document answers it, put what answers into evidence"
        lines.append(_line(count.question, count.question, note, [], answerable=False))
    return "".join(f"{line}\n" for line in lines)


def _line(name: str, question: str, note: str, evidence: list[str], *, answerable: bool) -> str:
    row = {
        "id": f"use-{sha256(name.encode('utf-8', 'surrogatepass')).hexdigest()[:12]}",
        "split": "dev",
        "kind": "use",
        "question": question,
        "history": [],
        "answerable": answerable,
        "other_words": False,
        "variant": "",
        "evidence": evidence,
        "answer": [],
        "parts": [],
        "note": note,
    }
    return json.dumps(row, ensure_ascii=False)
