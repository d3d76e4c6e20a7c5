"""Questions written to news, short laws and papers of daily life, in their words and in others ▶ what is
trained on.

`questions/written.jsonl` has a question a line and no word of the articles: those are found again in the sets
that training/corpora.py names, by the beginning of their text's SHA-256. `questions/documents.jsonl` has what
those sets lack: notices, minutes, contracts, guides, manuals, timetables, invented for this, in Markdown as the
product reads it. To each article were written questions
as somebody asks who has not read it (`other`: they share no content word with the sentence that answers), such
as use the sentence's words (`own`, and `word`: typed as into a search field), and such as name just what a
sentence is about but ask for what the article does not say (`near`), which a careless reader would answer.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

from index.types import Vectors
from ingest.formats.markdown import read_markdown
from ingest.normalize import fold
from ingest.passages import passages
from ingest.types import Document, Sentence, Span
from training.corpora import Question, Reading, rows
from training.reading_data import NEAREST, NOWHERE, Item, Lines

WRITTEN = Path(__file__).parent / "questions" / "written.jsonl"
INVENTED = WRITTEN.with_name("documents.jsonl")
PAPER = "paper-"
"""How the names of its documents begin, so that they share their pages with no article."""
SETS = ("news", "broadcast", "laws")
KINDS = ("other", "own", "word", "near")
PARTS = ("taught", "judged", "measured")
"""What a question is for: the reader and the meeting learn on the first, the judge is fitted on the second, and
nothing on the third."""
PAGE = 8
"""Articles that a question is asked of together, as many as stand on a page of a newspaper."""
_FOOTER = re.compile(r"\n*\[?查看原文")


@dataclass(frozen=True, slots=True)
class Written:
    """A question to a document: the sentences that answer, the best first, or, of kind `near`, that come
    nearest; and the asked-for words, inside the first of them. All questions to an article are of one part."""

    part: str
    kind: str
    question: str
    document: str
    sentences: tuple[Span, ...]
    answer: Span | None

    def answered_by(self, document: str, spans: Sequence[Span]) -> bool:
        """Whether spans of a document hold a sentence that answers it."""
        return self.answer is not None and document == self.document and self.stands_in(spans)

    def stands_in(self, spans: Sequence[Span]) -> bool:
        """Whether spans of its document hold one of its sentences, or a part of one."""
        return any(a.start < b.end and a.end > b.start for a in spans for b in self.sentences)


def article(title: str, text: str) -> Document:
    """An article as it was read by those who asked: without blank lines and a web page's footer; its name is
    the beginning of its text's SHA-256.

    >>> article("", "新增学位。\\n\\n\\n开发岗位。\\n[查看原文](…)").text
    '新增学位。\\n开发岗位。'
    """
    text = re.sub(r"\n+", "\n", _FOOTER.split(text.strip())[0].strip())
    return Document(_name(text), title.strip(), text, text.encode(), "utf-8")


def invented(markdown: str) -> Document:
    """A document written for this, read as its Markdown says and called as its first line; its name is as an
    article's, after PAPER.

    >>> invented("# 班车\\n\\n| 站 | 首班 |\\n|---|---|\\n| 市图书馆 | 6:10 |\\n").text
    '班车\\n站：市图书馆 | 首班：6:10\\n'
    """
    data = markdown.encode()
    text, structure, encoding = read_markdown(data, "written.md")
    title = text.partition("\n")[0]
    return Document(f"{PAPER}{_name(text)}", title, text, data, encoding, structure)


def _name(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def written(part: str, path: Path = WRITTEN) -> list[Written]:
    """The questions of a part. Raises OSError, ValueError where a line is no question."""
    every = [_row(line) for line in path.read_text("utf-8").splitlines()]
    return [one for one in every if one.part == part]


def _row(line: str) -> Written:
    row = json.loads(line)
    answer = Span(*row["answer"]) if row["answer"] else None
    sentences = tuple(Span(*one) for one in row["sentences"])
    known = row["kind"] in KINDS and row["part"] in PARTS
    if not known or (answer is None) != (row["kind"] == "near") or not sentences:
        raise ValueError(
            f"expected a question of {', '.join(KINDS)}, of {', '.join(PARTS)}, with its sentences, "
            f"got {line}"
        )
    return Written(row["part"], row["kind"], row["question"], row["document"], sentences, answer)


def documents(data: Path, questions: Iterable[Written]) -> dict[str, Document]:
    """The documents that the questions are about. Raises ValueError when the sets in `data` lack an article, or
    a document written for this is read otherwise than when it was asked about."""
    wanted = {one.document for one in questions}
    rows_of = map(json.loads, INVENTED.read_text("utf-8").splitlines())
    own = (invented(row["markdown"]) for row in rows_of if row["document"] in wanted)
    found = {one.id: one for one in own if one.id in wanted}
    for name in SETS:
        for row in rows(data, name):
            one = article(row["title"], row["text"])
            if one.id in wanted:
                found[one.id] = one
    if len(found) < len(wanted):
        raise ValueError(
            f"expected {len(wanted)} articles in {data}/text and {INVENTED.name}, got {len(found)}, without "
            f"{sorted(wanted - set(found))[:3]}: take the versions that training/corpora.py names, and of a "
            f"{PAPER}… the reading of Markdown that it was asked with"
        )
    return found


def taught(data: Path) -> Reading:
    """The questions of the first part that are answered, each over the sentences of its article."""
    asked = written("taught")
    known = documents(data, asked)
    names = sorted(known)
    places = {
        name: [one for passage in passages(known[name]) for one in passage.sentences]
        for name in names
    }
    questions = [
        Question(fold(one.question), names.index(one.document), _meeting(one, places[one.document]))
        for one in asked
        if one.answer is not None
    ]
    return Reading(
        [[fold(known[name].quote(spans)) for spans in places[name]] for name in names], questions
    )


def _meeting(one: Written, places: Sequence[Sentence]) -> tuple[int, ...]:
    return tuple(at for at, spans in enumerate(places) if one.stands_in(spans))


def pages(questions: Iterable[Written]) -> list[tuple[str, ...]]:
    """The articles of some questions, `PAGE` to a page, and then so the papers."""
    named = {one.document for one in questions}
    papers = {name for name in named if name.startswith(PAPER)}
    return [
        tuple(names[at : at + PAGE])
        for names in (sorted(named - papers), sorted(papers))
        for at in range(0, len(names), PAGE)
    ]


def written_items(
    questions: Sequence[Written],
    found: list[Lines],
    tokenizer: Tokenizer,
    vectors: Vectors,
    queries: Vectors,
) -> dict[str, list[Item]]:
    """The questions by kind (`word` counts as `own`), each with the nearest sentences of its page.

    Of several sentences that answer the best one's words are asked for, and those beside it in an excerpt
    are right too. A question of kind `near` is asked around the sentence that comes nearest, and has an answer
    nowhere.

    *Shapes:* vectors (sentences of `found` in order, dim), queries (questions, dim).
    """
    owners = [(p, s) for p, line in enumerate(found) for s in range(len(line.sentences))]
    page_of = {name: number for number, page in enumerate(pages(questions)) for name in page}
    page = np.array([page_of[found[p].document] for p, _ in owners])
    made: dict[str, list[Item]] = {"other": [], "own": [], "near": []}
    for one, query in zip(questions, queries, strict=True):
        answering = [at for span in one.sentences for at in _places(one.document, span, found)]
        if not answering:
            continue
        here = np.flatnonzero(page == page_of[one.document])
        order = [owners[at] for at in here[np.argsort(-(vectors[here] @ query), kind="stable")]]
        kept = set(answering[:1] if one.answer is None else answering)
        near = [at for at in order if at not in kept][:NEAREST]
        item = Item(
            tokenizer.encode(fold(one.question)).ids,
            one.document,
            *answering[0],
            one.answer or NOWHERE,
            near,
            text=fold(one.question),
            also=frozenset(kept - {answering[0]}),
        )
        made["own" if one.kind == "word" else one.kind].append(item)
    return made


def _places(document: str, span: Span, found: list[Lines]) -> list[tuple[int, int]]:
    return [
        (number, place)
        for number, line in enumerate(found)
        if line.document == document
        for place, pieces in enumerate(line.places)
        if pieces and pieces[0].start < span.end and pieces[-1].end > span.start
    ]
