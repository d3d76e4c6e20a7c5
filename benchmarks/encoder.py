"""How often the right paragraph comes first: by vectors alone, by BM25 alone.

    python -m benchmarks.encoder --data DATA [--model bundled ...]

DATA is a folder as `training/corpora.py` describes it. A paragraph's score is its best
sentence. CMRC 2018 dev is measured here and nowhere used for training or choosing; the encoder was
not trained on DRCD test either. The baseline is BM25 (k1 1.2, b 0.75) over jieba's words.
"""

import argparse
import importlib.metadata
import os
import platform
import time
from collections import Counter
from pathlib import Path

import numpy as np
import rjieba
import scipy.sparse as sp
from numpy.typing import NDArray

from index.encode import load_encoder
from index.types import Encoder
from training.corpora import Reading, reading

SETS = {"CMRC 2018 dev": "eval/cmrc2018_dev.json", "DRCD test": "qa/drcd_test.json"}


def dense(encoder: Encoder, found: Reading) -> tuple[float, float, float]:
    """R@1, R@10 and mean reciprocal rank by each paragraph's best sentence."""
    sentences = encoder.encode_passages([one for part in found.paragraphs for one in part])
    queries = encoder.encode_queries([question.text for question in found.questions])
    starts = np.cumsum([0, *map(len, found.paragraphs)])[:-1]
    scores = np.maximum.reduceat(queries @ sentences.T, starts, axis=1)
    return _ranked(scores, found)


def lexical(found: Reading, k1: float = 1.2, b: float = 0.75) -> tuple[float, float, float]:
    """The same by BM25 over jieba's words of whole paragraphs (Robertson and Zaragoza 2009)."""
    texts = [_words("".join(paragraph)) for paragraph in found.paragraphs]
    places = {word: i for i, word in enumerate(sorted({word for text in texts for word in text}))}
    df = np.array([0] * len(places))
    rows, columns, weights = [], [], []
    mean = sum(map(len, texts)) / len(texts)
    for row, text in enumerate(texts):
        for word, count in Counter(text).items():
            df[places[word]] += 1
            rows.append(row)
            columns.append(places[word])
            weights.append(count * (k1 + 1) / (count + k1 * (1 - b + b * len(text) / mean)))
    idf = np.log((len(texts) - df + 0.5) / (df + 0.5) + 1)
    shape = (len(texts), len(places))
    matrix = sp.csr_matrix((np.array(weights) * idf[columns], (rows, columns)), shape)
    asked = [[places[w] for w in set(_words(q.text)) if w in places] for q in found.questions]
    starts = np.cumsum([0, *map(len, asked)])
    flat = np.array([place for one in asked for place in one])
    queries = sp.csr_matrix((np.ones(len(flat)), flat, starts), (len(asked), len(places)))
    scores = (queries @ matrix.T).toarray().astype(np.float32)
    return _ranked(scores, found)


def _ranked(scores: NDArray[np.float32], found: Reading) -> tuple[float, float, float]:
    own = np.array([question.paragraph for question in found.questions])
    rank = (scores > scores[np.arange(len(own)), own][:, None]).sum(axis=1)
    return float((rank == 0).mean()), float((rank < 10).mean()), float((1 / (rank + 1)).mean())


def _words(text: str) -> list[str]:
    return [word for word in rjieba.cut(text) if any(map(str.isalnum, word))]


def main() -> None:
    """Print a Markdown table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--model", nargs="*", default=["bundled"])
    options = parser.parse_args()
    versions = [
        f"{name} {importlib.metadata.version(name)}" for name in ("numpy", "tokenizers", "rjieba")
    ]
    cores = os.cpu_count()
    print(f"{platform.machine()}, {cores} cores, Python {platform.python_version()}, ", end="")
    print(", ".join(versions) + "\n")
    print("| set | ranking | R@1 | R@10 | MRR | seconds |\n| --- | --- | --- | --- | --- | --- |")
    encoders = {f"vectors, {name}": load_encoder(name) for name in options.model}
    for name, file in SETS.items():
        found = reading(options.data / file)
        size = f"{name} ({len(found.paragraphs)} paragraphs, {len(found.questions)} questions)"
        for label, encoder in [*encoders.items(), ("BM25, jieba words", None)]:
            started = time.perf_counter()
            first, ten, mrr = lexical(found) if encoder is None else dense(encoder, found)
            seconds = time.perf_counter() - started
            print(f"| {size} | {label} | {first:.3f} | {ten:.3f} | {mrr:.3f} | {seconds:.1f} |")


if __name__ == "__main__":
    main()
