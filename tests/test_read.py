"""Bytes in any usual encoding become the same text; what is no text is refused with a reason."""

import codecs
import os
import random
from pathlib import Path

import opencc
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ingest.errors import ReadError
from ingest.read import MAX_BYTES, document, read
from ingest.types import Document

SHORT = [
    "长春新增学位",
    "一年的收入",
    "我们在这里",
    "新建改扩建70所中小学。",
    "GDP同比增长10%以上",
    "长",
]
TO_BIG5 = opencc.OpenCC("s2tw")

ENCODED = {
    "utf-8": lambda text: text.encode(),
    "utf-8 with mark": lambda text: codecs.BOM_UTF8 + text.encode(),
    "utf-16-le with mark": lambda text: codecs.BOM_UTF16_LE + text.encode("utf-16-le"),
    "utf-16-be with mark": lambda text: codecs.BOM_UTF16_BE + text.encode("utf-16-be"),
    "gb18030": lambda text: text.encode("gb18030"),
    "gbk": lambda text: text.encode("gbk"),
}


@pytest.mark.parametrize("encoding", ENCODED)
def test_the_page_reads_the_same_in_every_encoding(newspaper: Document, encoding: str) -> None:
    assert document(ENCODED[encoding](newspaper.text), "a.txt").text == newspaper.text


@pytest.mark.parametrize("encoding", ENCODED)
@pytest.mark.parametrize("text", SHORT)
def test_short_texts_read_the_same_in_every_encoding(text: str, encoding: str) -> None:
    assert document(ENCODED[encoding](text), "a.txt").text == text


def test_every_sentence_of_the_page_reads_the_same_alone(newspaper: Document) -> None:
    for sentence in newspaper.text.replace("——", "。").replace("\n", "。").split("。"):
        if len(sentence) >= 6:
            traditional = TO_BIG5.convert(sentence)
            assert document(sentence.encode("gbk"), "a.txt").text == sentence
            assert document(traditional.encode("big5"), "a.txt").text == traditional


def test_the_page_in_traditional_characters_reads_the_same_in_big5(newspaper: Document) -> None:
    text = TO_BIG5.convert(newspaper.text)
    found = document(text.encode("big5"), "a.txt")
    assert (found.text, found.encoding) == (text, "big5")


@pytest.mark.parametrize(
    ("text", "encoding"),
    [("這裏有恒心的人可以學習，100€", "cp950"), ("香港衞生署說着這裏的人", "big5hkscs")],
)
def test_big5_of_windows_and_of_hong_kong_reads_the_same(text: str, encoding: str) -> None:
    with pytest.raises(UnicodeEncodeError):
        text.encode("big5")
    assert document(text.encode(encoding), "a.txt").text == text


@given(st.text(max_size=200))
def test_utf_8_gives_back_exactly_what_was_written(text: str) -> None:
    assume(text.strip() and "\0" not in text and not text.startswith("\ufeff"))
    data = text.encode("utf-8")
    found = document(data, "a.txt")
    assert (found.text, found.data, found.encoding) == (text, data, "utf-8")


@given(st.text(max_size=200), st.sampled_from(["utf-8-sig", "utf-16"]))
def test_a_marked_text_gives_back_exactly_what_was_written(text: str, encoding: str) -> None:
    assume(text.strip() and "\0" not in text)
    assert document(text.encode(encoding), "a.txt").text == text


@given(st.binary(max_size=300))
def test_any_bytes_are_read_and_kept_or_refused(data: bytes) -> None:
    try:
        found = document(data, "a.txt")
    except ReadError as error:
        assert "a.txt" in str(error)
    else:
        marks = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
        mark = next((mark for mark in marks if data.startswith(mark)), b"")
        assert data[len(mark) :].decode(found.encoding) == found.text
        assert found.data == data
        assert "\0" not in found.text


RANDOM = random.Random(1).randbytes(4096)
REFUSED = {
    "empty": (b"", "expected text to quote from, found none; check"),
    "blank": (" \n\u3000\t\r\n".encode(), "expected text to quote from, found none; check"),
    "a mark alone": (codecs.BOM_UTF8, "expected text to quote from, found none; check"),
    "NUL": ("长春\0学位".encode(), "a binary file, expected text; convert"),
    "png": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "a damaged picture .*; get it"),
    "the head of a png": (b"\x89PNG\r\n\x1a\n", "a damaged picture .*; get it"),
    "random": (RANDOM, "a binary file, expected text; convert"),
    "random without NUL": (RANDOM.replace(b"\0", b""), "not UTF-8 .*GB18030 or Big5; save it as"),
    "two encodings": (
        "项目,目标\n".encode() + "岗位,60万个\n".encode("gb18030"),
        "some lines are UTF-8 and some are not .byte 14.; save",
    ),
    "utf-8 cut off": (
        "项目,目标\n岗位,60万个".encode()[:-1],
        "cut off inside a character .byte 26.; get it anew",
    ),
    "utf-16 cut": (codecs.BOM_UTF16_LE + b"a", "marked as utf-16-le but damaged at byte 2; save"),
    "utf-8 cut": (codecs.BOM_UTF8 + "长".encode()[:2], "marked as utf-8 but damaged at .*; save"),
    "utf-32": ("长春学位".encode("utf-32"), "a binary file, expected text; convert"),
    "too large": (b"a" * (MAX_BYTES + 1), "20,000,001 bytes, at most 20,000,000 are read; split"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_no_text_is_refused_with_what_to_do(case: str, tmp_path: Path) -> None:
    data, reason = REFUSED[case]
    with pytest.raises(ReadError, match=f"a.txt: .*{reason}"):
        document(data, "a.txt")
    path = tmp_path / "a.txt"
    path.write_bytes(data)
    with pytest.raises(ReadError, match=f"a.txt: .*{reason.partition(';')[0]}"):
        read(path)


def test_a_huge_file_is_refused_without_being_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "huge.txt"
    path.touch()
    os.truncate(path, 50_000_000)
    monkeypatch.setattr(Path, "read_bytes", lambda _: pytest.fail("read"))
    with pytest.raises(ReadError, match="50,000,000 bytes, at most 20,000,000 are read; split"):
        read(path)


def test_a_missing_file_a_folder_and_a_pipe_are_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for name, what in [("none", "nothing there"), ("", "a folder"), ("pipe", "something else")]:
        with pytest.raises(ReadError, match=f"expected a file, found {what}; check the path"):
            read(tmp_path / name)
    with pytest.raises(ReadError, match="File name too long"):
        read(tmp_path / ("长" * 500))


def test_an_unreadable_file_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def denied(_: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    (tmp_path / "a.txt").write_text("长春", encoding="utf-8")
    monkeypatch.setattr(Path, "read_bytes", denied)
    with pytest.raises(ReadError, match=r"cannot be read \(Permission denied\); check"):
        read(tmp_path / "a.txt")


def test_a_document_is_called_by_its_file_or_by_the_name_given(tmp_path: Path) -> None:
    path = tmp_path / "岗位.v2.txt"
    path.write_text("新增岗位", encoding="utf-8")
    assert (read(path).id, read(path).title) == ("岗位.v2.txt", "岗位.v2")
    assert read(path, "甲/乙.md").id == "甲/乙.md"
