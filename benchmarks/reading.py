"""From a question to the sentence that answers, on a published set that nothing was trained on.

    python -m benchmarks.reading --data DIR

DIR holds eval/cmrc2018_dev.json (github.com/ymcui/cmrc2018, CC BY-SA 4.0): 848 paragraphs, 3,219
questions, for measuring only. Every paragraph is a document, read and indexed as any other, and all
questions are asked of all of them.
"""

import argparse
import re
import tempfile
import time
from collections import Counter
from pathlib import Path

from tqdm import tqdm

from benchmarks.machine import machine
from chat.asking.readings import PASSAGES
from chat.ranking.evidence import Evidence, EvidenceRanker
from chat.ranking.judge import read_judge
from chat.ranking.reading import ReadingModel
from index.build import build
from index.encode import load_encoder
from index.library import Library
from index.segment import Segmenter
from ingest.normalize import fold
from training.questions import Example, squad


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument(
        "--set", default="eval/cmrc2018_dev.json", help="a set in SQuAD's form below DIR"
    )
    parser.add_argument(
        "--every", type=int, default=1, metavar="N", help="only every N-th question"
    )
    options = parser.parse_args()
    known = squad(options.data / options.set, "cmrc")
    encoder, segmenter = load_encoder(), Segmenter()
    examples = known.examples[:: options.every]
    counts: Counter[str] = Counter()
    f1 = 0.0
    taken = 0.0
    with tempfile.TemporaryDirectory() as folder:
        build(Path(folder), list(known.documents.values()), encoder, segmenter)
        library = Library(Path(folder), encoder, segmenter)
        reader = EvidenceRanker(library, ReadingModel(), read_judge())
        for example in tqdm(examples, mininterval=10):
            started = time.perf_counter()
            hits = library.search(example.question, PASSAGES)
            evidence = reader.rank(example.question, hits)
            span = asked_words(library, evidence, example.question)
            taken += time.perf_counter() - started
            own = [
                hit
                for hit in library.search(example.question, 100)
                if hit.passage.document_id == example.document
            ]
            counts["passage"] += bool(hits) and hits[0].passage.document_id == example.document
            counts["read"] += any(hit.passage.document_id == example.document for hit in hits)
            counts["among"] += holds(evidence, example)
            counts["inside"] += bool(own) and holds(reader.rank(example.question, own), example)
            wanted = known.documents[example.document].text[example.start : example.end]
            counts["exact"] += bare(span) == bare(wanted)
            f1 += overlap(bare(span), bare(wanted))
        library.close()
    total = len(examples)
    rows = [
        ("right paragraph first (fused)", counts["passage"]),
        (f"right paragraph among the {PASSAGES} that are read", counts["read"]),
        ("evidence sentence first, inside the right paragraph", counts["inside"]),
        ("evidence sentence first, among all paragraphs", counts["among"]),
        ("asked-for words exact, all paragraphs searched", counts["exact"]),
    ]
    print("| measured | share |\n| --- | ---: |")
    for name, value in rows:
        print(f"| {name} | {value / total:.3f} |")
    print(f"| asked-for words, character F1 | {f1 / total:.3f} |")
    print(
        f"\n{options.set}, {total} questions, {taken / total * 1000:.1f} ms a question; {machine()}"
    )


def holds(evidence: list[Evidence], example: Example) -> bool:
    """Whether the best sentence is of the right document and holds the answer's place."""
    if not evidence:
        return False
    sentence = evidence[0].hit.passage.sentences[evidence[0].sentence]
    inside = sentence[0].start < example.end and sentence[-1].end > example.start
    return evidence[0].hit.passage.document_id == example.document and inside


def asked_words(library: Library, evidence: list[Evidence], question: str) -> str:
    """The emphasised words of the best sentence."""
    if not evidence:
        return ""
    spans = evidence[0].asked_for(question, library.segmenter)
    return library.document(evidence[0].hit.passage.document_id).quote(spans)


def bare(text: str) -> str:
    """Letters, digits and Chinese characters only, as CMRC 2018's own script compares."""
    return "".join(re.findall(r"\w", fold(text)))


def overlap(said: str, wanted: str) -> float:
    """F1 of the characters that both hold."""
    common = sum((Counter(said) & Counter(wanted)).values())
    return 2 * common / (len(said) + len(wanted)) if common else 0.0


if __name__ == "__main__":
    main()
