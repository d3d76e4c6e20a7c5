"""Make ingest/model/seams.npz: how characters follow each other, and when two fragments are one paragraph.

    python -m training.train_seams --data DIR

DIR holds the texts that training/corpora.py names. Runs of characters are counted in all of them.
Pages are then made of the evening news as print makes them: a few articles under their headlines,
some paragraphs torn at any character, the rest of half of these lost, the rest of the other half set as
a paragraph of its own one to eight blocks later, captions anywhere. On half of the articles a logistic
regression learns which pairs are one paragraph, and the probability from which they are joined is
chosen there for a precision of 0.97; the other half is reported, beside joining each broken-off
paragraph with the next one.
"""

import argparse
import io
import json
import random
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import zstandard
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from ingest.seams import MODEL, NAMES, START, Fragment, Grams, Seams, chosen, signs
from training.keep import keep

LEAST = (1, 6, 14)
"""Times that runs of one, two and three characters must occur to be kept."""
MOST_CHARACTERS = 40_000_000
PRECISION = 0.97
PAGES = 600
_CAPTIONS = ("图为活动现场。", "城市一角。", "本报记者 摄", "市民在公园里锻炼。", "丰收的田野。")

Page = tuple[list[Fragment], set[tuple[int, int]]]


def rows(data: Path, source: str) -> Iterator[dict[str, str]]:
    """The articles of a text, as published."""
    with (data / "text" / f"{source}.jsonl.zst").open("rb") as packed:
        stream = io.TextIOWrapper(zstandard.ZstdDecompressor().stream_reader(packed), "utf-8")
        for line in stream:
            yield json.loads(line)


def count(texts: Sequence[str]) -> tuple[NDArray[np.uint32], NDArray[np.uint8], float]:
    """Hashes and logarithms of numbers of the runs that occur often enough, and of all characters."""
    codes = np.frombuffer("".join(texts).encode("utf-32-le"), "<u4")
    keys, counts = [], []
    value = np.full(len(codes), 0x811C9DC5, np.uint64)
    for length, least in enumerate(LEAST, 1):
        # hash the run that begins at each place: extend each by one more character
        value = value[: len(codes) - length + 1]
        value = (
            (value ^ codes[length - 1 :].astype(np.uint64)) * np.uint64(0x01000193)
        ) & np.uint64(0xFFFFFFFF)
        found, times = np.unique(value.astype(np.uint32), return_counts=True)
        kept = times >= least
        keys.append(found[kept])
        counts.append(times[kept])
    all_keys, all_counts = np.concatenate(keys), np.concatenate(counts)
    order = np.argsort(all_keys, kind="stable")
    all_keys, all_counts = all_keys[order], all_counts[order]
    first = np.concatenate([[True], all_keys[1:] != all_keys[:-1]])
    logs = np.minimum(255, np.rint(8 * np.log2(all_counts[first]))).astype(np.uint8)
    return all_keys[first], logs, float(len(codes))


def pages(articles: Sequence[dict[str, str]], number: int, randomness: random.Random) -> list[Page]:
    """Pages made of two to four articles each, and which of their fragments are one paragraph."""
    return [
        _page(randomness.sample(articles, randomness.randint(2, 4)), randomness)
        for _ in range(number)
    ]


def _page(articles: Sequence[dict[str, str]], randomness: random.Random) -> Page:
    blocks: list[tuple[str, str, int]] = []  # kind, text, number of the tear that it begins or ends
    rests: list[tuple[int, int, str]] = []  # block after which it is set, number of the tear, text
    tears = 0
    for article in articles:
        blocks.append(("heading", article["title"], 0))
        for paragraph in article["text"].split("\n"):
            text = paragraph.strip()
            if len(text) < 20:
                continue
            if randomness.random() < 0.1:
                blocks.append(("caption", randomness.choice(_CAPTIONS), 0))
            cut = randomness.randrange(8, len(text) - 8)
            if randomness.random() < 0.35 and text[cut - 1] not in "。！？；…：”":
                tears += 1
                blocks.append(("paragraph", text[:cut], tears))
                if randomness.random() < 0.5:
                    rests.append((len(blocks) + randomness.randint(1, 8), -tears, text[cut:]))
            else:
                blocks.append(("paragraph", text, 0))
    for at, tear, text in sorted(rests, reverse=True):
        blocks.insert(min(at, len(blocks)), ("paragraph", text, tear))
    fragments: list[Fragment] = []
    tears_at: dict[int, int] = {}
    for place, (kind, text, tear) in enumerate(blocks):
        if kind == "paragraph":
            tears_at[tear] = len(fragments)
            fragments.append(Fragment(text, place, place > 0 and blocks[place - 1][0] == "heading"))
    pairs = {(tears_at[t], tears_at[-t]) for t in range(1, tears + 1) if -t in tears_at}
    return fragments, {(a, b) for a, b in pairs if a < b and fragments[a].is_open}


def fit(made: Sequence[Page], grams: Grams) -> Seams:
    """Weights, and the least probability at which `PRECISION` of the joins are right."""
    found = [signs(fragments, grams) for fragments, _ in made]
    table = np.array([row for one in found for _, _, row in one])
    right = [
        (a, b) in pairs for one, (_, pairs) in zip(found, made, strict=True) for a, b, _ in one
    ]
    model = LogisticRegression(C=10, max_iter=2000, fit_intercept=False)
    weights = model.fit(table, np.array(right)).coef_[0].astype(np.float64)
    chances = [
        [(float(1 / (1 + np.exp(-(weights @ row)))), a, b) for a, b, row in one] for one in found
    ]
    least = 0.99
    for tried in np.arange(0.30, 0.99, 0.01):
        joins = [chosen(one, float(tried)) for one in chances]
        if scored(joins, [pairs for _, pairs in made])[0] >= PRECISION:
            least = round(float(tried), 2)
            break
    return Seams(grams, weights, least)


def scored(
    joins: Sequence[Sequence[tuple[int, int]]], wanted: Sequence[set[tuple[int, int]]]
) -> tuple[float, float]:
    """Precision and recall of the joins of some pages."""
    right = sum(len(set(one) & pairs) for one, pairs in zip(joins, wanted, strict=True))
    return right / max(1, sum(map(len, joins))), right / max(1, sum(map(len, wanted)))


def with_the_next(fragments: Sequence[Fragment]) -> list[tuple[int, int]]:
    """The baseline: each broken-off paragraph goes on in the next one."""
    last = len(fragments) - 1
    return [(a, a + 1) for a, one in enumerate(fragments) if one.is_open and a < last]


def main() -> None:
    """Count, fit, report and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=MODEL)
    options = parser.parse_args()
    articles = [one for one in rows(options.data, "broadcast") if one["text"].count("\n") >= 2]
    randomness = random.Random(5)
    randomness.shuffle(articles)
    half = len(articles) // 2
    texts = [START + one["text"] for one in articles[:half]]
    length = sum(map(len, texts))
    for source in ("news", "laws"):
        for one in rows(options.data, source):
            if length > MOST_CHARACTERS:
                break
            texts.append(START + one["text"][:4000])
            length += len(texts[-1])
    keys, counts, total = count(texts)
    grams = Grams(keys, counts, total)
    seams = fit(pages(articles[:half], PAGES, randomness), grams)
    held = pages(articles[half:], PAGES, randomness)
    weights = {name: round(float(w), 4) for name, w in zip(NAMES, seams.weights, strict=True)}
    settings = json.dumps({"weights": weights, "least": seams.least})
    written = io.BytesIO()
    np.savez_compressed(written, keys=keys, counts=counts, total=total, settings=settings)
    keep(options.out, written.getvalue())
    print(f"{len(keys)} runs, {len(written.getvalue()) / 1e6:.1f} MB; {settings}")
    wanted = [pairs for _, pairs in held]
    for name, join in (("joined", seams.join), ("with the next", with_the_next)):
        precision, recall = scored([join(fragments) for fragments, _ in held], wanted)
        print(f"{name}: precision {precision:.3f}, recall {recall:.3f} on {len(held)} pages")


if __name__ == "__main__":
    main()
