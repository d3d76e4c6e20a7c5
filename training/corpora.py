"""Read the training sets from a folder into plain rows, every text folded as the product folds it.

| file in the folder | published at | licence |
| --- | --- | --- |
| text/news.jsonl.zst | github.com/IAAR-Shanghai/CRUD_RAG, `80000_docs` | Apache-2.0 |
| text/broadcast.jsonl.zst | github.com/DuckBurnIncense/xin-wen-lian-bo | MIT |
| text/laws.jsonl.zst | github.com/LawRefBook/Laws | official texts |
| qa/drcd_dev.json, qa/drcd_test.json | github.com/DRCKnowledgeTeam/DRCD | CC BY-SA 3.0 |
| qa/cmrc2018_trial.json, eval/cmrc2018_dev.json | github.com/ymcui/cmrc2018 | CC BY-SA 4.0 |
| qa/stard_queries.json | github.com/oneal2000/STARD | MIT |

The texts are JSON lines of {"title", "text"}, packed with zstandard; the questions are as published.
"""

import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import zstandard

from ingest.normalize import fold

_END = re.compile(r"(?:[。!?;…]|\n)+[”’』」》)\"]*")
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)|https?://\S+|^---.*?---|^#+|<!--.*?-->", re.M | re.S)
_FOOT = re.compile(r"查看原文$|\(更新时间戳|广告声明")
_NUMBER = re.compile(r"^第[^\s条]{1,9}条\s+")
LONGEST = 300


@dataclass(frozen=True, slots=True)
class Article:
    """A text in sentences, with its headline ("" when it has none)."""

    source: str
    title: str
    sentences: list[str]


@dataclass(frozen=True, slots=True)
class Question:
    """A question, the number of its paragraph, and the sentences of it that hold an answer."""

    text: str
    paragraph: int
    answered_in: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """Questions over paragraphs, each paragraph a list of sentences."""

    paragraphs: list[list[str]]
    questions: list[Question]


def sentences(text: str) -> list[str]:
    """Cut folded text after each end of a sentence; blanks and a web page's footer are dropped.

    >>> sentences("岗位60万个。“学位呢?”新增。")
    ['岗位60万个。', '“学位呢?”', '新增。']
    """
    pieces, start = [], 0
    for match in [*_END.finditer(text), None]:
        end = match.end() if match else len(text)
        cuts = range(start, end, LONGEST)
        pieces += [text[at : min(at + LONGEST, end)].strip() for at in cuts]
        start = end
    return [piece for piece in pieces if any(map(str.isalnum, piece)) and not _FOOT.match(piece)]


def _folded(text: str) -> str:
    """Folded line by line, because a line's end is an end here and folding makes it a blank."""
    return "\n".join(map(fold, _LINK.sub(r"\1", text).splitlines()))


def rows(data: Path, source: str) -> Iterator[dict[str, str]]:
    """The rows of `text/{source}.jsonl.zst`, as published."""
    with (data / "text" / f"{source}.jsonl.zst").open("rb") as packed:
        stream = io.TextIOWrapper(zstandard.ZstdDecompressor().stream_reader(packed), "utf-8")
        for line in stream:
            yield json.loads(line)


def articles(data: Path, source: str) -> list[Article]:
    """The articles of a set; laws are cut at 第…条, titled by the law's name."""
    found = []
    for row in rows(data, source):
        title, text = fold(row["title"].strip()), _folded(row["text"])
        for part in re.split(r"\n(?=第[^\s条]{1,9}条\s)", text) if source == "laws" else [text]:
            cut = sentences(_NUMBER.sub("", part))
            if sum(map(len, cut)) > 20:
                found.append(Article(source, title, cut))
    return found


def reading(path: Path) -> Reading:
    """A set in SQuAD's form (CMRC 2018, DRCD)."""
    paragraphs: list[list[str]] = []
    questions: list[Question] = []
    for article in json.loads(path.read_text("utf-8"))["data"]:
        for paragraph in article["paragraphs"]:
            cut = sentences(_folded(paragraph["context"]))
            for asked in paragraph["qas"]:
                answers = {fold(answer["text"]) for answer in asked["answers"]}
                places = [i for i, s in enumerate(cut) if any(a and a in s for a in answers)]
                text = fold(asked["question"].strip())
                questions.append(Question(text, len(paragraphs), tuple(places)))
            paragraphs.append(cut)
    return Reading(paragraphs, questions)


def lay_questions(path: Path) -> Reading:
    """STARD: what laymen ask about the law; a question counts once for each article that answers it."""
    numbers: dict[str, int] = {}
    paragraphs: list[list[str]] = []
    questions: list[Question] = []
    for row in json.loads(path.read_text("utf-8")):
        for name, text in row["相关法规"].items():
            if name not in numbers:
                numbers[name] = len(paragraphs)
                paragraphs.append(sentences(_folded(text)))
            questions.append(Question(fold(row["问题"].strip()), numbers[name], ()))
    return Reading(paragraphs, questions)
