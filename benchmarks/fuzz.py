"""Damaged files of every format: each is read or refused with one line, and nothing else ever happens.

    python -m benchmarks.fuzz [--cases 10000]

Bytes are changed, cut out, doubled or cut off at random in the small samples that the tests make; the same
seed makes the same files.
"""

import argparse
import io
import random
import time
import zipfile
from collections import Counter

from benchmarks.machine import machine
from ingest.errors import ReadError
from ingest.passages import passages
from ingest.read import document
from tests.samples import small_files


def damaged(data: bytes, randomness: random.Random) -> bytes:
    """`data` with one to forty injuries; of what is ZIP inside, twice in three a part is injured and
    packed anew, so that the parsers see it and not only the checksums."""
    if data.startswith(b"PK") and randomness.random() < 0.67:
        packed = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(packed, "w") as new:
            parts = {info.filename: old.read(info) for info in old.infolist()}
            chosen = randomness.choice([name for name, part in parts.items() if part])
            for name, part in parts.items():
                new.writestr(name, injured(part, randomness) if name == chosen else part)
        return packed.getvalue()
    return injured(data, randomness)


def injured(data: bytes, randomness: random.Random) -> bytes:
    """Bytes changed, half of them to letters and marks, cut out, doubled, or cut off."""
    made = bytearray(data)
    for _ in range(randomness.randint(1, 40)):
        at = randomness.randrange(len(made) or 1)
        kind = randomness.random()
        if kind < 0.35 and made:
            made[at] = randomness.randrange(256)
        elif kind < 0.7 and made:
            made[at] = randomness.randrange(32, 127)
        elif kind < 0.8:
            del made[at : at + randomness.randint(1, 50)]
        elif kind < 0.9:
            made[at:at] = made[at : at + randomness.randint(1, 50)]
        elif kind < 0.91:
            del made[at:]
    return bytes(made)


def main() -> None:
    """Print what became of the files."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=10_000)
    options = parser.parse_args()
    counts: Counter[tuple[str, str]] = Counter()
    slowest: dict[str, float] = {}
    good = small_files()
    for case in range(options.cases):
        randomness = random.Random(case)
        name = randomness.choice(sorted(good))
        data = damaged(good[name], randomness)
        began = time.process_time()
        try:
            found = document(data, name)
            for passage in passages(found):
                found.quote(passage.spans)
            outcome = "read"
        except ReadError as error:
            outcome = "refused" if "\n" not in str(error) else "refused in several lines"
        except Exception as error:  # noqa: BLE001  this is what is counted
            outcome = f"{type(error).__name__}, case {case}"
        counts[name, outcome] += 1
        slowest[name] = max(slowest.get(name, 0.0), time.process_time() - began)
    print("| sample | outcome | files | slowest, CPU |\n| --- | --- | ---: | ---: |")
    for (name, outcome), count in sorted(counts.items()):
        print(f"| {name} | {outcome} | {count} | {slowest[name] * 1000:.0f} ms |")
    print(f"\n{options.cases} files; {machine()}")


if __name__ == "__main__":
    main()
