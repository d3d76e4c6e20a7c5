"""How long a warm answer takes over a library of many passages.

    python -m benchmarks.scale --data DIR [--passages 100000]

DIR holds text/news.jsonl.zst (github.com/IAAR-Shanghai/CRUD_RAG, `80000_docs`, Apache-2.0). Articles
are indexed until there are that many passages; asked is what some of them begin with behind their date
line, up to the first comma, which is as long as a question and shares words with many articles. The index is
kept in --index, so that it can be measured again.
"""

import argparse
import random
import re
import resource
import statistics
import time
from pathlib import Path

from benchmarks.machine import machine
from chat.answer import Answerer, Settings
from index.build import build
from index.encode import load_encoder
from index.library import Library
from index.segment import Segmenter
from ingest.passages import passages
from ingest.read import document
from ingest.types import Document
from training.corpora import rows

_ASKED = 300
_DATE_LINE = re.compile("^[^，。]{0,40}(?:消息|电|讯|报道)[）)】]?[，：:]?")
_SHORTEST = 8


def opening(text: str) -> str:
    """What an article begins with: at most 40 characters.

    >>> opening("IT之家 8 月 16 日消息，京东集团今日发布 Q2 财报，2023 年第二季度的营收为 2879 亿元。")
    '京东集团今日发布 Q2 财报'
    """
    return re.split("[，。；：！？]", _DATE_LINE.sub("", text.strip()), maxsplit=1)[0][:40].strip()


def articles(data: Path, wanted: int) -> tuple[list[Document], list[str], int]:
    """Documents with at least `wanted` passages together, their openings, and how many there are."""
    found: list[Document] = []
    openings: list[str] = []
    count = 0
    for number, row in enumerate(rows(data, "news")):
        text = f"{row['title'].strip()}\n\n{row['text'].strip()}\n"
        made = document(text.encode(), f"{number:06}.txt")
        found.append(made)
        openings.append(opening(row["text"]))
        count += len(passages(made))
        if count >= wanted:
            break
    return found, openings, count


def main() -> None:
    """Build, ask, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--passages", type=int, default=100_000)
    parser.add_argument("--index", type=Path, default=Path(".scale"))
    options = parser.parse_args()
    found, openings, count = articles(options.data, options.passages)
    encoder, segmenter = load_encoder(), Segmenter()
    started = time.perf_counter()
    report = build(options.index, found, encoder, segmenter)
    built = time.perf_counter() - started
    answerer = Answerer(Library(options.index, encoder, segmenter), Settings())
    asked = random.Random(1).sample([one for one in openings if len(one) >= _SHORTEST], _ASKED)
    taken = []
    for question in asked:
        started = time.perf_counter()
        answerer.ask(question)
        taken.append((time.perf_counter() - started) * 1000)
    size = sum(path.stat().st_size for path in options.index.rglob("*") if path.is_file())
    print("| measured | value |\n| --- | ---: |")
    print(f"| documents, passages | {len(found):,}, {count:,} |")
    print(f"| built ({len(report.added):,} documents): wall | {built:,.0f} s |")
    print(f"| index on disk | {size / 1e6:,.0f} MB |")
    print(f"| warm answer, median of {len(taken)} | {statistics.median(taken):.1f} ms |")
    print(f"| warm answer, 95th percentile | {statistics.quantiles(taken, n=20)[-1]:.1f} ms |")
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"| peak memory | {memory:,.0f} MB |\n\n{machine()}")


if __name__ == "__main__":
    main()
