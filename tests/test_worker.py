"""A file that its reader does not survive is reported, and the others are read all the same."""

import io
import os
import time
from pathlib import Path

import pytest
from PIL import Image
from samples import as_docx

from ingest.collect import collect
from ingest.errors import ReadError
from ingest.worker import Limits, Workers

GOOD = as_docx([("h1", "民生"), ("p", "新增学位10万个。")])


def picture(side: int) -> bytes:
    packed = io.BytesIO()
    Image.new("L", (side, side)).save(packed, "png")
    return packed.getvalue()


def test_files_come_back_in_order_with_what_they_hold() -> None:
    texts = [f"新增学位{number}万个。" for number in range(12)]
    with Workers() as workers:
        files = [(f"{n}.docx", lambda t=t: as_docx([("p", t)])) for n, t in enumerate(texts)]
        found = list(workers.read(files))
    assert [name for name, _ in found] == [f"{n}.docx" for n in range(12)]
    assert [one.text.strip() for _, one in found if not isinstance(one, ReadError)] == texts


def test_a_file_that_takes_too_long_is_given_up() -> None:
    began = time.monotonic()
    with Workers(Limits(seconds=0.01), count=1) as workers:
        ((_, found),) = workers.read([("slow.docx", lambda: GOOD)])
    assert isinstance(found, ReadError)
    assert "slow.docx: not read within 0.01 seconds; split it" in str(found)
    assert time.monotonic() - began < 20


def test_a_file_that_wants_too_much_memory_is_given_up_and_the_next_is_read() -> None:
    with Workers(Limits(memory=700_000_000), count=1) as workers:
        files = [("large.png", lambda: picture(7700)), ("a.docx", lambda: GOOD)]
        (_, large), (_, good) = workers.read(files)
    assert isinstance(large, ReadError)
    assert "memory" in str(large)
    assert not isinstance(good, ReadError)


def test_a_process_that_dies_takes_only_its_file_with_it() -> None:
    with Workers(count=1) as workers:
        ((_, first),) = workers.read([("a.docx", lambda: GOOD)])
        (process,) = [worker._process for worker in workers._running]
        os.kill(process.pid, 9)
        process.join()
        ((_, second),) = workers.read([("b.docx", lambda: GOOD)])
    assert not isinstance(first, ReadError)
    assert not isinstance(second, ReadError)


def test_a_picture_of_too_many_pixels_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    for side in (9_000, 20_000):
        path.write_bytes(picture(side))
        with pytest.raises(ReadError, match=r"a\.png: .* pixels.* are read; make it smaller"):
            collect([path])


def test_a_long_text_is_read_under_limits_too(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("学位。\n" * 200_000, encoding="utf-8")
    with pytest.raises(ReadError, match=r"not read within 0\.001 seconds"):
        collect([path], limits=Limits(seconds=0.001))
