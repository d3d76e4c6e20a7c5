"""Published question sets ▶ questions with the sentence that answers, over documents read as ours are."""

import json
from dataclasses import dataclass
from pathlib import Path

from ingest.types import Document


@dataclass(frozen=True, slots=True)
class Example:
    """A question and where its answer stands: characters `[start, end)` of the document; `end` is
    negative where the document has been made not to answer. `group` are documents of one article."""

    question: str
    document: str
    start: int
    end: int
    group: str


@dataclass(frozen=True, slots=True)
class Questions:
    """A question set: its documents by name, and its questions."""

    documents: dict[str, Document]
    examples: list[Example]


def squad(path: Path, prefix: str) -> Questions:
    """Read a file in SQuAD's form (DRCD, CMRC 2018), a document for each paragraph."""
    documents: dict[str, Document] = {}
    examples: list[Example] = []
    for number, article in enumerate(json.loads(path.read_text("utf-8"))["data"]):
        title = article.get("title", "")
        for place, paragraph in enumerate(article["paragraphs"]):
            name = f"{prefix}-{number}-{place}"
            text = paragraph["context"]
            documents[name] = Document(name, title, text, text.encode(), "utf-8")
            examples.extend(
                Example(
                    qa["question"],
                    name,
                    answer["answer_start"],
                    answer["answer_start"] + len(answer["text"]),
                    f"{prefix}-{number}" if title else name,
                )
                for qa in paragraph["qas"]
                for answer in qa["answers"][:1]
                if text[answer["answer_start"] :].startswith(answer["text"]) and answer["text"]
            )
    return Questions(documents, examples)


def lay_documents(path: Path) -> tuple[list[Document], list[tuple[str, tuple[str, ...]]]]:
    """STARD: the articles of law as documents, and each question with those that answer it."""
    documents: dict[str, Document] = {}
    rows = []
    for row in json.loads(path.read_text("utf-8")):
        for name, text in row["相关法规"].items():
            documents[name] = Document(f"stard-{name}", "", text, text.encode(), "utf-8")
        rows.append((row["问题"].strip(), tuple(f"stard-{name}" for name in row["相关法规"])))
    return list(documents.values()), rows


def is_held(document: str) -> bool:
    """Whether a document's questions are kept from the reader's training, to fit the judge on: a
    third of CMRC 2018 trial.

    >>> is_held("cmrc2018_trial-3-0"), is_held("drcd_dev-3-0")
    (False, False)
    """
    return document.startswith("cmrc2018_trial") and sum(map(ord, document)) % 3 == 0
