"""A file that was cut, damaged or made to do harm is refused in one line, or read, and nothing else."""

import gc
import io
import random
import zipfile

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
from ingest.formats.packed import InMemory
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


METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)


def unpacked(archive: zipfile.ZipFile, name: str) -> tuple[bytes, str]:
    """A file's bytes, or the kind of the error that it gives instead."""
    try:
        return archive.read(name), ""
    except Exception as error:  # noqa: BLE001  zipfile, zlib and lzma raise what they like
        return b"", type(error).__name__


@given(
    st.binary(max_size=300),
    st.integers(0, 20),
    st.sampled_from(METHODS),
    st.binary(max_size=5),
    st.text(max_size=5),
)
def test_a_file_in_a_zip_is_unpacked_as_zipfile_does_however_it_is_packed(
    data: bytes, times: int, method: int, before: bytes, name: str
) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", method) as archive:
        archive.writestr(f"前{name}", b"other")
        archive.writestr("岗位.txt", data * times)
    whole = before + packed.getvalue()
    with InMemory(whole) as own, zipfile.ZipFile(io.BytesIO(whole)) as theirs:
        assert own.read("岗位.txt") == theirs.read("岗位.txt") == data * times


@given(st.sampled_from(["compress_size", "file_size", "CRC", "header_offset"]), st.integers(0, 400))
def test_what_a_zip_says_wrongly_of_a_file_gives_no_other_bytes_than_zipfile_does(
    field: str, said: int
) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("岗位.txt", "新增岗位60万个。" * 30)
    with InMemory(packed.getvalue()) as own, zipfile.ZipFile(packed) as theirs:
        for one in (own, theirs):
            setattr(one.getinfo("岗位.txt"), field, said)
        assert unpacked(own, "岗位.txt") == unpacked(theirs, "岗位.txt")


def test_a_file_unpacks_to_no_more_than_its_zip_says() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a", bytes(50_000_000))
    with InMemory(packed.getvalue()) as own:
        own.getinfo("a").file_size = 9
        assert unpacked(own, "a") == (b"", "BadZipFile")
