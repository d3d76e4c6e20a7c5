"""One byte flipped in a file of a library: who notices, and what is answered then.

Files are opened in this process, as a server does when it starts. A derived file that is noticed is made
again from the stored documents, and all that can be asked is compared. Only the segmenter, whose
dictionary takes longer to read than all the rest, is read once and not at every repair.
"""

import random
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from unittest.mock import patch

from threadpoolctl import threadpool_limits

from benchmarks.changes import State, Texts, documents, expected, state_of, text
from chat.keeping.kept import Report, Verdict
from chat.keeping.ledger import FILE as RECORDS
from chat.keeping.records import Records
from index.backup import backup, restore
from index.build import build
from index.change import add, repair
from index.database import LOG, SHARED
from index.makers import Makers
from index.resume import Resumed
from index.segment import default_segmenter
from index.store import FILE, Store
from ingest.errors import LibraryError, RecordsError
from ingest.spool import READING, Spool
from tests.encoders import PairEncoder
from tests.fakes import FakeAnswerer

Told = tuple[Counter[str], list[str]]
"""How often what happened, and at which places a wrong answer was given."""

_ANSWERS = 40


def flipped(folder: Path, count: int, seed: int = 4) -> dict[str, Told]:
    """One byte flipped at `count` random places of every kind of file, each time of a whole library."""
    with patch.object(Makers, "cut", lambda _: default_segmenter()), threadpool_limits(1):
        return _flipped(folder, count, random.Random(seed))


def _flipped(folder: Path, count: int, rng: random.Random) -> dict[str, Told]:
    texts = tuple(sorted((f"文件{number}.txt", text(rng)) for number in range(3)))
    build(folder, documents(texts), PairEncoder(), default_segmenter())
    whole, right = folder.with_name(folder.name + ".whole"), expected(texts)
    names = _keep_some(folder, FakeAnswerer(*documents(texts)))
    copy = folder.with_name("backup")
    backup(folder, copy)
    shutil.copytree(folder, whole)
    told: dict[str, Told] = {}

    def put_back() -> None:
        shutil.rmtree(folder)
        shutil.copytree(whole, folder)

    for inside in sorted(one.relative_to(whole) for one in whole.rglob("*") if one.is_file()):
        counts, wrong = told.setdefault(inside.suffix or inside.name, (Counter(), []))
        look = partial(_after, folder, right)
        if inside.name == RECORDS:
            counts, wrong = told[RECORDS] = Counter(), []
            look = partial(_records_after, folder, names, _kept(folder, names))
        for at in _flips(folder / inside, count, rng):
            what = look()
            counts[what] += 1
            wrong += [f"{inside} at {at}"] * (what == "wrong")
            if what == "rebuilt from the truth" or inside.name in (FILE, RECORDS):
                put_back()
    put_back()
    counts, wrong = told["backup"] = Counter(), []
    for at in _flips(copy, count, rng):
        what = _told(lambda: restore(folder, copy), "wrong", "refused")
        counts[what] += 1
        wrong += [f"backup at {at}"] * (what == "wrong")
    counts["the library as it was" if state_of(folder) == right else "torn"] += 1
    told |= _in_the_log(folder.with_name("logged"), count, rng)
    return told | _of_a_build(folder.with_name(READING), texts, count, rng)


def _in_the_log(folder: Path, count: int, rng: random.Random) -> dict[str, Told]:
    """The same of the log that SQLite keeps beside its file, of a process that was killed when it had
    committed, before the log was emptied. A log whose end is damaged ends earlier for SQLite: the
    library before is whole, too."""
    texts = tuple(sorted((f"文件{number}.txt", text(rng)) for number in range(4)))
    build(folder, documents(texts[:3]), PairEncoder(), default_segmenter())
    whole = folder.with_name(folder.name + ".whole")
    reader = Store(folder)
    try:  # while it is open, closing does not empty the log either
        with patch.object(Store, "empty_log", return_value=True):
            add(folder, documents(texts[3:]), PairEncoder(), default_segmenter())
        shutil.copytree(folder, whole)
    finally:
        reader.close()
    told: dict[str, Told] = {}
    for name in (FILE + LOG, FILE + SHARED):
        counts, wrong = told[name] = Counter(), []
        for at in _flips(whole / name, count, rng):
            shutil.rmtree(folder)
            shutil.copytree(whole, folder)
            what = _after_the_log(folder, expected(texts[:3]), expected(texts))
            counts[what] += 1
            wrong += [f"{name} at {at}"] * (what == "wrong")
    return told


def _after_the_log(folder: Path, before: State, after: State) -> str:
    again = ""
    try:
        found = state_of(folder)
    except LibraryError:
        again = ", rebuilt"
        try:
            repair(folder)
            found = state_of(folder)
        except LibraryError:
            return "refused"
    said = ["the library after" * (found == after), "the library before" * (found == before)]
    return f"{''.join(said)}{again}" if any(said) else "wrong"


def _of_a_build(folder: Path, texts: Texts, count: int, rng: random.Random) -> dict[str, Told]:
    """The same of what an interrupted build keeps: it is used as it was, or made again."""
    spool, made = Spool(folder, "1"), PairEncoder()
    encoder = Resumed(made, folder)
    (first, *_), sentences = documents(texts), texts[0][1].split("。")
    spool.keep(first)
    vectors = encoder.encode_passages(sentences)
    told: dict[str, Told] = {}
    for path in sorted(folder.iterdir()):
        counts, wrong = told[f"{READING}/*{path.suffix}"] = Counter(), []
        for at in _flips(path, count, rng):
            before = len(made.seen)
            if path.suffix == ".json":
                kept = spool.recall(first.id, first.data)
                what = "made again" if kept is None else "used" if kept == first else "wrong"
            elif (encoder.encode_passages(sentences) == vectors).all():
                what = "made again" if len(made.seen) > before else "used"
            else:
                what = "wrong"
            counts[what] += 1
            wrong += [f"{path.name} at {at}"] * (what == "wrong")
    return told


def _flips(path: Path, count: int, rng: random.Random) -> Iterator[int]:
    """Places at each of which one byte of a file is another until the next."""
    content = path.read_bytes()
    for _ in range(count):
        harmed = bytearray(content)
        at = rng.randrange(len(content))
        harmed[at] ^= rng.randrange(1, 256)
        path.write_bytes(harmed)
        yield at
        path.write_bytes(content)


def _after(folder: Path, right: State) -> str:
    """What a damaged library does: it answers as before, or refuses and can be rebuilt or not."""
    try:
        return "the same answers" if state_of(folder) == right else "wrong"
    except LibraryError:
        pass  # noticed
    try:
        repair(folder)
        return "rebuilt from the truth" if state_of(folder) == right else "wrong"
    except LibraryError:
        return "refused"


def _keep_some(folder: Path, answerer: FakeAnswerer) -> list[str]:
    """The names of answers that are kept there now."""
    records = Records(folder)
    try:
        records.report(Report("新增多少学位？", Verdict.HELPFUL))
        return [
            records.keep(answerer.ask(f"新增学位{number}个"), answerer.library).record or ""
            for number in range(_ANSWERS)
        ]
    finally:
        records.close()


def _kept(folder: Path, names: list[str]) -> list[object]:
    """All that is kept there. Raises RecordsError."""
    records = Records(folder)
    try:
        return [*(records.read(name) for name in names), records.reports(10), records.totals()]
    finally:
        records.close()


def _records_after(folder: Path, names: list[str], right: list[object]) -> str:
    try:
        return "the same answers" if _kept(folder, names) == right else "wrong"
    except RecordsError:
        return "refused"


def _told(work: Callable[[], object], done: str, refused: str) -> str:
    try:
        work()
    except LibraryError:
        return refused
    return done
