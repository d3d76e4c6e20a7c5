"""A file that was cut, damaged or made to do harm is refused in one line, or read, and nothing else."""

import gc
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from samples import (
    as_epub,
    as_pdf,
    repacked,
    small_files,
)

from ingest.errors import ReadError
from ingest.passages import passages
from ingest.read import document

GOOD = small_files()


BOMB = b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha">%s]>
<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r>
<w:t>&j;</w:t></w:r></w:p></w:body></w:document>""" % b"".join(
    b'<!ENTITY %c "&%c;&%c;&%c;&%c;&%c;&%c;&%c;&%c;">' % (b, *[b - 1] * 8) for b in b"bcdefghij"
)


def bad_files() -> dict[str, tuple[str, bytes]]:
    made = {f"cut {name}": (name, data[: len(data) // 2]) for name, data in GOOD.items()}
    for whole in ("a.csv", "a.html", "a.pdf", "a.md"):  # which may end anywhere
        del made[f"cut {whole}"]
    made["half a pdf's head"] = ("a.pdf", b"%PDF-1.7\n1 0 obj")
    made["zero bytes"] = ("a.docx", b"")
    made["old office"] = ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    made["rar"] = ("a.rar", b"Rar!\x1a\x07\x00")
    made["a picture's head"] = ("a.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")
    made["an entity bomb"] = ("a.docx", repacked(GOOD["a.docx"], {"word/document.xml": BOMB}))
    for name in ("a.docx", "a.xlsx", "a.pptx", "a.epub"):
        made[f"a zip bomb, {name}"] = (name, repacked(GOOD[name], {}, {"x": bytes(20_000_000)}))
    many = dict.fromkeys(map(str, range(20_001)), b"")
    made["a sheet of 20,001 files"] = ("a.xlsx", repacked(GOOD["a.xlsx"], {}, many))
    made["a book without chapters"] = (
        "a.epub",
        repacked(GOOD["a.epub"], {"META-INF/container.xml": b"<container/>"}),
    )
    made["10,000 empty pages"] = ("a.pdf", as_pdf([[]] * 10_000))
    made["only scripts"] = ("a.html", b"<html><body><script>alert(1)</script></body></html>")
    return made


BAD = bad_files()


@pytest.mark.parametrize("case", BAD)
def test_a_bad_file_is_refused_in_one_line(case: str) -> None:
    name, data = BAD[case]
    with pytest.raises(ReadError) as refused:
        document(data, name)
    reason = str(refused.value)
    assert reason.startswith(name)
    assert "\n" not in reason
    assert ";" in reason or "more than is read" in reason
    assert gc.isenabled()


@settings(max_examples=150)
@given(st.sampled_from(sorted(GOOD)), st.integers(0, 10**9), st.integers(1, 30))
def test_a_damaged_file_is_read_or_refused_and_nothing_else(
    name: str, seed: int, count: int
) -> None:
    randomness = random.Random(seed)
    data = bytearray(GOOD[name])
    for _ in range(count):
        data[randomness.randrange(len(data))] = randomness.randrange(256)
    if randomness.random() < 0.3:
        del data[randomness.randrange(len(data)) :]
    try:
        found = document(bytes(data), name)
    except ReadError as error:
        assert "\n" not in str(error)
        return
    for passage in passages(found):
        assert found.quote(passage.spans)


def test_an_empty_chapter_does_not_cost_the_book() -> None:
    book = repacked(
        as_epub([("h2", "甲"), ("p", "新增学位。"), ("h2", "乙"), ("p", "新增岗位。")]),
        {"OPS/text/2.xhtml": b""},
    )
    assert "新增学位" in document(book, "a.epub").text
