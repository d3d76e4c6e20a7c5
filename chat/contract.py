"""The JSON form of an answer: one contract for the command line, the batch and the web.

    {"question": …, "answer": …, "refused": false,
     "citations": [{"document": …, "title": …, "section": …, "spans": [[s, e], …], "quote": …,
                    "score": …}],
     "nearest": […]}

`quote` is the document's text at `spans` (characters, half-open), joined without anything between.
Keys are only ever added. A question that cannot be asked has `"error"`, and is refused.
"""

from typing import Any

from chat.types import NOT_FOUND, Answer, Citation
from ingest.types import BlockKind, Span


def to_json(answer: Answer) -> dict[str, Any]:
    """An answer as plain values, ready for `json.dumps`.

    >>> to_json(Answer("多少？", "多少？", NOT_FOUND, (), (), True, 0.1))["refused"]
    True
    """
    return {
        "question": answer.question,
        "answer": answer.text,
        "refused": answer.refused,
        "citations": [citation_json(citation) for citation in answer.citations],
        "nearest": [citation_json(citation) for citation in answer.nearest],
        "asked": answer.asked,
        "probability": round(answer.probability, 4),
        "differing": list(answer.differing),
        "record": f"/a/{answer.record}" if answer.record else None,
    }


def error_json(question: str, message: str) -> dict[str, Any]:
    """What takes an answer's place when a question cannot be asked."""
    empty: list[Any] = []
    return {
        "question": question,
        "answer": NOT_FOUND,
        "refused": True,
        "citations": empty,
        "nearest": empty,
        "error": message,
    }


def citation_json(citation: Citation) -> dict[str, Any]:
    """A citation as plain values."""
    return {
        "document": citation.document_id,
        "title": citation.title,
        "section": citation.section,
        "spans": [[span.start, span.end] for span in citation.spans],
        "quote": citation.quote,
        "score": round(citation.score, 4),
        "kind": citation.kind.value,
        "asked": [[span.start, span.end] for span in citation.asked],
        "matched": list(citation.matched),
        "lexical": round(citation.lexical, 4),
        "dense": round(citation.dense, 4),
        "lexical_rank": citation.lexical_rank,
        "dense_rank": citation.dense_rank,
        "place": citation.place,
        "broken": citation.broken,
        "seams": list(citation.seams),
        "tidied": citation.tidied,
        "lines": list(citation.lines),
        "part": citation.part,
    }


def citation_from(values: dict[str, Any]) -> Citation:
    """The citation that `citation_json` made these values of, its scores as rounded as they are there."""
    return Citation(
        values["document"],
        values["title"],
        values["section"],
        BlockKind(values["kind"]),
        _spans(values["spans"]),
        values["quote"],
        _spans(values["asked"]),
        values["score"],
        tuple(values["matched"]),
        values["lexical"],
        values["dense"],
        values["lexical_rank"],
        values["dense_rank"],
        values["place"],
        values["broken"],
        tuple(values["seams"]),
        values.get("tidied", ""),  # kept before there was one
        tuple(values.get("lines", ())),
        values.get("part", False),
    )


def _spans(pairs: list[list[int]]) -> tuple[Span, ...]:
    return tuple(Span(start, end) for start, end in pairs)
