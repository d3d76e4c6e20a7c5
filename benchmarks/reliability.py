"""What becomes of a library on a machine that fails: killed, out of space, unable to write, with bytes flipped.

    python -m benchmarks.reliability [--part killed full small failing flipped cost] [--count N]

The documents are made up, and vectors are counts of character pairs, so that what is measured is the
store and not the model. Every change is made in a process of its own; what is there afterwards is read
by another, and compared with new indexes of the documents before and after: their list, every passage,
and what is found with which scores.
"""

import argparse
import itertools
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.changes import (
    DONE,
    KINDS,
    NOT_SURE,
    REFUSED,
    Attempt,
    Change,
    Texts,
    documents,
    expected,
    random_change,
    state_of,
    text,
)
from benchmarks.flips import flipped
from benchmarks.machine import machine
from index.build import build
from index.segment import default_segmenter
from ingest.errors import LibraryError
from tests.encoders import PairEncoder


@dataclass
class Outcomes:
    """How often what happened."""

    counts: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    def tell(self, change: Change, *, acknowledged: bool, refused: bool = False) -> Texts:
        """Look at what a change left; what is there now. A change that was acknowledged and is not
        there is lost, one that was refused and is there is denied; a library that is neither the one
        before nor the one after is torn."""
        try:
            found = state_of(change.folder)
        except LibraryError as error:
            found = (str(error),)
        if found == expected(change.after):
            self.counts["denied" if refused else "after"] += 1
            if refused:
                self.wrong.append(f"{change.kind}: denied")
            return change.after
        whole = found == expected(change.before)
        what = "torn" if not whole else "lost" if acknowledged else "before"
        self.counts[what] += 1
        if what != "before":
            self.wrong.append(f"{change.kind}: {what}: {found[:1]}")
        if not whole:  # go on from something that is known
            build(
                change.folder,
                documents(change.before),
                PairEncoder(),
                default_segmenter(),
                rebuild=True,
            )
        return change.before


def _first(folder: Path, rng: random.Random, count: int = 6) -> Texts:
    texts = tuple(sorted((f"文件{number}.txt", text(rng)) for number in range(count)))
    build(folder, documents(texts), PairEncoder(), default_segmenter())
    return texts


def killed(folder: Path, count: int, seed: int = 1) -> Outcomes:
    """SIGKILL at `count` random moments of changes of all kinds in turn; those that had ended just before
    are looked at and counted, too."""
    rng, outcomes = random.Random(seed), Outcomes()
    now = _first(folder, rng)
    takes = dict.fromkeys(KINDS, 0.3)
    kinds = itertools.cycle(KINDS)
    while outcomes.counts["killed"] < count:
        now = _few(folder, now)
        kind = next(kinds)
        change = random_change(folder, kind, now, rng)
        attempt = Attempt(change)
        started = time.perf_counter()
        attempt.begin()
        attempt.process.join(rng.uniform(0, takes[kind]))
        attempt.process.kill()
        done = attempt.end() == DONE
        took = time.perf_counter() - started
        takes[kind] = 0.7 * takes[kind] + 0.3 * took if done else max(takes[kind], took)
        outcomes.counts["finished before the kill" if done else "killed"] += 1
        now = outcomes.tell(change, acknowledged=done)
    return outcomes


def full(folder: Path, count: int, seed: int = 2) -> Outcomes:
    """No file may grow beyond a limit, at `count` limits from nothing to what the largest file takes."""
    rng, outcomes = random.Random(seed), Outcomes()
    now = _first(folder, rng)
    for number in range(count):
        largest = 1.3 * max(path.stat().st_size for path in folder.rglob("*") if path.is_file())
        limit = int(largest * (number + 1) / count) if number % 2 else int(rng.uniform(0, 20_000))
        change = random_change(folder, KINDS[number % len(KINDS)], now, rng)
        attempt = Attempt(change, limit)
        attempt.begin()
        now = _few(folder, _count(outcomes, change, attempt.end()))
    return outcomes


def small(folder: Path, count: int, seed: int = 6) -> Outcomes:
    """Changes on a file system of its own that has room for a little more than the library, `count` times
    anything from nothing to 600 kB. Needs to be root, and leaves nothing mounted."""
    rng, outcomes = random.Random(seed), Outcomes()
    disk = folder.with_name("disk")
    disk.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", str(disk)], check=True)
    try:
        inside = disk / "index"
        now = _first(inside, rng)
        for number in range(count):
            room = os.statvfs(disk)
            used = (room.f_blocks - room.f_bfree) * room.f_bsize
            change = random_change(inside, KINDS[number % len(KINDS)], now, rng)
            attempt = Attempt(change)
            _resize(disk, used + rng.randrange(600_000))
            attempt.begin()
            status = attempt.end()
            _resize(disk, 64 << 20)
            now = _few(inside, _count(outcomes, change, status))
    finally:
        subprocess.run(["umount", str(disk)], check=True)
        disk.rmdir()
    return outcomes


def _resize(disk: Path, size: int) -> None:
    subprocess.run(["mount", "-o", f"remount,size={size}", str(disk)], check=True)


def failing(change: Change, error: str, call: str, at: int) -> tuple[Outcomes, list[str]]:
    """A change in which the system call `call` fails the time `at` (with ENOSPC: and each time after
    it), by strace; the writes there were. strace counts for each thread and each call by itself."""
    outcomes = Outcomes()
    log = change.folder.parent / "trace"
    attempt = Attempt(change)
    when = f"{at}+" if error == "ENOSPC" else f"{at}"
    command = ["strace", "-f", "-o", str(log), "-p", str(attempt.process.pid)]
    inject = ["-e", f"trace={_WRITES}", "-e", f"inject={call}:error={error}:when={when}"]
    with subprocess.Popen([*command, *inject], stderr=subprocess.PIPE, text=True) as watch:
        assert watch.stderr is not None
        assert "attached" in watch.stderr.readline()
        attempt.begin()
        status = attempt.end()
        watch.wait()
    _count(outcomes, change, status)
    return outcomes, [line for line in log.read_text().splitlines() if "(" in line]


def _failing(folder: Path, error: str, count: int | None, seed: int = 3) -> Outcomes:
    """Every kind of change at each of its writes in turn, or at `count` of each system call, evenly
    spaced."""
    outcomes = Outcomes()
    whole = folder.with_name("whole")
    for kind in KINDS:
        rng = random.Random(seed)
        shutil.rmtree(whole, ignore_errors=True)
        change = random_change(folder, kind, _first(whole, rng), rng)
        _put_back(folder, whole)
        _, calls = failing(change, error, "write", _NEVER)
        outcomes.counts["writes, of any thread"] += len(calls)
        threads = Counter((line.split()[0], line.split("(")[0].split()[-1]) for line in calls)
        for call in sorted({call for _, call in threads}):
            most = max(times for (_, one), times in threads.items() if one == call)
            for at in range(1, most + 1, max(1, most // (count or most))):
                _put_back(folder, whole)
                one, calls = failing(change, error, call, at)
                if any("(INJECTED)" in line for line in calls):
                    outcomes.counts.update(one.counts)
                    outcomes.wrong += [f"{call} {at}: {what}" for what in one.wrong]
    shutil.rmtree(whole)
    return outcomes


def _put_back(folder: Path, whole: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(whole, folder)


def _count(outcomes: Outcomes, change: Change, status: int) -> Texts:
    said = {DONE: "done", REFUSED: "told a clear error", NOT_SURE: "done, told as not made sure of"}
    outcomes.counts[said.get(status, f"ended with {status}")] += 1
    made = status in (DONE, NOT_SURE)
    return outcomes.tell(change, acknowledged=made, refused=status == REFUSED)


def _few(folder: Path, texts: Texts) -> Texts:
    """The documents there are, or six of them when they have become many."""
    if len(texts) < 9:
        return texts
    build(folder, documents(texts[:6]), PairEncoder(), default_segmenter())
    return texts[:6]


_NEVER = 60_000
_WRITES = (
    "write,writev,pwrite64,pwritev,fsync,fdatasync,msync,fallocate,ftruncate,mkdir,rename,renameat,"
    "renameat2,link,symlink"
)
_SIZES = (10, 100, 1000)
_TRIES = 5


def cost(folder: Path, sizes: Sequence[int] = _SIZES) -> list[tuple[int, str, float, float]]:
    """Documents, kind of change, and the median of the bytes written and of the seconds."""
    rng = random.Random(5)
    rows = []
    for size in sizes:
        shutil.rmtree(folder, ignore_errors=True)
        now = _first(folder, rng, size)
        for kind in ("add", "replace", "remove"):
            written, taken = [], []
            for _ in range(_TRIES):
                change = random_change(folder, kind, now, rng)
                before, started = _written(), time.perf_counter()
                change.make()
                taken.append(time.perf_counter() - started)
                written.append(_written() - before)
                now = change.after
            rows.append((size, kind, statistics.median(written), statistics.median(taken)))
    return rows


def _written() -> int:
    """Bytes that this process has written."""
    lines = dict(line.split(": ") for line in Path("/proc/self/io").read_text().splitlines())
    return int(lines["wchar"])


def _print(title: str, outcomes: Outcomes) -> None:
    said = ", ".join(f"{what} {count:,}" for what, count in sorted(outcomes.counts.items()))
    print(f"| {title} | {said} |", flush=True)
    for one in outcomes.wrong[:5]:
        print(f"    {one}", file=sys.stderr)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parts = ("killed", "full", "small", "failing", "flipped", "cost")
    parser.add_argument("--part", nargs="+", choices=parts, default=parts)
    parser.add_argument("--count", type=int, help="moments, limits, writes or places")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "index"
        if "killed" in options.part:
            _print("SIGKILL", killed(folder, options.count or 300))
        if "full" in options.part:
            shutil.rmtree(folder, ignore_errors=True)
            _print("no file beyond a limit", full(folder, options.count or 100))
        if "small" in options.part:
            _print("little room on a file system", small(folder, options.count or 200))
        if "failing" in options.part:
            for error in ("EIO", "ENOSPC"):
                _print(f"{error}, at each write in turn", _failing(folder, error, options.count))
        if "flipped" in options.part:
            shutil.rmtree(folder, ignore_errors=True)
            for kind, (counts, wrong) in flipped(folder, options.count or 1000).items():
                _print(f"a byte of {kind}", Outcomes(counts, wrong))
        if "cost" in options.part:
            rows = cost(folder)
            first = {kind: (size, taken) for _, kind, size, taken in reversed(rows)}
            print("| documents | change | kB written | times the first | s | times the first |")
            for count, kind, size, taken in rows:
                base = first[kind]
                print(
                    f"| {count:,} | {kind} | {size / 1000:,.0f} | {size / base[0]:.1f} "
                    f"| {taken:.2f} | {taken / base[1]:.1f} |"
                )
    print(f"\n{machine()}")


if __name__ == "__main__":
    main()
