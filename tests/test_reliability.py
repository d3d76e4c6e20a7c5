"""A library on a machine that fails is the one before or the one after, and never answers wrongly.

The same as `benchmarks/reliability.py`, at fewer moments and places.
"""

from pathlib import Path

from benchmarks.flips import flipped
from benchmarks.reliability import cost, full, killed


def test_a_change_that_is_killed_is_all_there_or_not_at_all(tmp_path: Path) -> None:
    outcomes = killed(tmp_path / "index", 12)
    assert outcomes.wrong == []
    assert outcomes.counts["killed"] == 12
    assert {"before", "after"} >= outcomes.counts.keys() - {"killed", "finished before the kill"}


def test_a_full_disk_is_told_and_the_old_library_stays(tmp_path: Path) -> None:
    outcomes = full(tmp_path / "index", 8)
    assert outcomes.wrong == []
    assert outcomes.counts["told a clear error"] > 0
    assert outcomes.counts["told a clear error"] + outcomes.counts["done"] == 8
    assert outcomes.counts["done"] <= outcomes.counts["after"]


def test_a_flipped_byte_is_refused_or_mended_and_never_a_wrong_answer(tmp_path: Path) -> None:
    told = flipped(tmp_path / "index", 3)
    assert {
        ".sqlite",
        ".faiss",
        ".npy",
        ".term",
        ".json",
        "records.sqlite",
        "backup",
        "library.sqlite-wal",
        "library.sqlite-shm",
        "reading/*.json",
        "reading/*.vectors",
    } <= told.keys()
    assert [one for _, wrong in told.values() for one in wrong] == []
    for end in (".faiss", ".npy", ".term"):
        assert told[end][0] == {"rebuilt from the truth": 3}
    assert told["backup"][0] == {"refused": 3, "the library as it was": 1}
    assert told["library.sqlite-shm"][0] == {"the library after": 3}
    assert told["reading/*.json"][0] == told["reading/*.vectors"][0] == {"made again": 3}


def test_a_change_writes_as_much_in_a_large_library_as_in_a_small_one(tmp_path: Path) -> None:
    rows = cost(tmp_path / "index", (4, 32))
    written = {(count, kind): size for count, kind, size, _ in rows}
    for kind in ("add", "replace", "remove"):
        assert written[32, kind] < 8 * written[4, kind] / 2, kind  # 8 times the documents
