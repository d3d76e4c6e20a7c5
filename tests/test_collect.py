"""What is read out of files and folders, under which names, and what is said of the rest."""

import os
import stat
import sys
import zipfile
from pathlib import Path

import pytest
from conftest import PairEncoder

from index.build import build
from index.segment import default_segmenter
from index.store import Store
from ingest.collect import collect
from ingest.errors import ReadError
from ingest.types import Document


def write(path: Path, text: str = "新增学位10万个。") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def names(*paths: Path) -> list[str]:
    return [document.id for document in collect(paths).documents]


def test_a_folder_gives_its_files_of_known_kinds_by_their_paths_in_order(tmp_path: Path) -> None:
    for name in ["b.txt", "甲/c.md", "甲/乙/d.TXT", "a.markdown", "e.text", "table.csv"]:
        write(tmp_path / name)
    for name in ["film.mp4", "none", ".hidden.txt", ".git/f.txt", "~$letter.docx"]:
        write(tmp_path / name)
    known = ["a.markdown", "b.txt", "e.text", "table.csv", "甲/c.md", "甲/乙/d.TXT"]
    assert names(tmp_path) == known


def test_a_file_that_is_named_is_read_whatever_it_is_called(tmp_path: Path) -> None:
    assert names(write(tmp_path / "table"), write(tmp_path / ".hidden")) == [".hidden", "table"]


def test_the_order_of_the_paths_does_not_matter(tmp_path: Path) -> None:
    paths = [write(tmp_path / name) for name in ("b.txt", "a.txt", "c/d.txt")]
    assert names(*paths) == names(*reversed(paths)) == ["a.txt", "b.txt", "d.txt"]


def test_a_file_that_is_named_twice_is_read_once(tmp_path: Path) -> None:
    path = write(tmp_path / "a.txt")
    (tmp_path / "link.txt").symlink_to(path)
    found = collect([path, tmp_path, path])
    assert len(found.documents) == 1
    assert found.failures == []


def test_two_documents_of_one_name_are_reported(tmp_path: Path) -> None:
    first, second = write(tmp_path / "x" / "a.txt"), write(tmp_path / "y" / "a.txt", "别的。")
    found = collect([first, second])
    assert len(found.documents) == 1
    assert "a second document called 'a.txt'; rename one of them" in found.failures[0]


def test_a_file_that_cannot_be_read_does_not_stop_the_others(tmp_path: Path) -> None:
    write(tmp_path / "a.txt")
    (tmp_path / "b.txt").write_bytes(b"\x89PNG\0")
    (tmp_path / "gone.txt").symlink_to(tmp_path / "nowhere")
    write(tmp_path / "empty.txt", "")
    found = collect([tmp_path])
    assert [document.id for document in found.documents] == ["a.txt"]
    assert len(found.failures) == 3
    for failure, name in zip(found.failures, ["b.txt", "empty.txt", "gone.txt"], strict=True):
        assert name in failure
        assert ";" in failure


def test_a_path_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="there is no such file or folder; check the path"):
        collect([write(tmp_path / "a.txt"), tmp_path / "none"])


def test_nothing_to_read_is_refused_with_the_reasons(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match=r"expected files that end in \.bmp, \.csv, \.docx, "):
        collect([tmp_path])
    write(tmp_path / "a.txt", " ")
    with pytest.raises(ReadError, match=r"no document could be read: .*a\.txt: expected text"):
        collect([tmp_path])


def test_a_document_takes_its_printed_title_or_its_files_name(tmp_path: Path) -> None:
    write(tmp_path / "a.txt", "民生报告\n\n新增学位10万个，新建学校70所。\n")
    write(tmp_path / "水果.txt", "苹果\n香蕉\n")
    titles = {document.id: document.title for document in collect([tmp_path]).documents}
    assert titles == {"a.txt": "民生报告", "水果.txt": "水果"}


def test_what_was_read_is_kept_byte_for_byte(tmp_path: Path) -> None:
    data = "\ufeff民生\r\n\r\n新增学位。\r\n".encode()
    (tmp_path / "a.txt").write_bytes(data)
    (document,) = collect([tmp_path]).documents
    assert document.data == data
    assert document.text == data.decode("utf-8-sig")


def packed(path: Path, files: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return path


def test_the_files_of_a_zip_are_documents_named_below_it(tmp_path: Path) -> None:
    files = {
        "甲/a.txt": "新增学位。".encode(),
        "b.csv": "项目,目标\n学位,10万个".encode(),
        "c.mp4": b"x",
    }
    found = collect([packed(tmp_path / "z.zip", files)])
    assert [document.id for document in found.documents] == ["z.zip/b.csv", "z.zip/甲/a.txt"]
    assert found.failures == []


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        ("岗位.txt".encode("gb18030"), "岗位.txt"),
        (
            "誠信/學位.txt".encode("gb18030"),
            "誠信/學位.txt",
        ),  # the second byte of 誠 is a backslash
        ("岗位.txt".encode(), "岗位.txt"),
    ],
)
def test_a_zip_that_does_not_mark_its_names_as_utf8_keeps_them(
    raw: bytes, name: str, tmp_path: Path
) -> None:
    stand_in = "x" * len(raw)
    path = packed(tmp_path / "z.zip", {stand_in: "新增学位。".encode()})
    path.write_bytes(path.read_bytes().replace(stand_in.encode(), raw))
    assert names(path) == [f"z.zip/{name}"]


def test_a_name_that_is_not_utf8_is_read_and_written_down(tmp_path: Path) -> None:
    folder = os.fsencode(tmp_path)
    for raw in ("岗位.txt".encode("gb18030"), b"a\xff.txt", b"a\xfe.txt", "学位.txt".encode()):
        Path(os.fsdecode(folder + b"/" + raw)).write_text("新增学位。", encoding="utf-8")
    found = collect([tmp_path])
    assert [one.id for one in found.documents] == [
        "a\\xfe.txt",
        "a\\xff.txt",
        "学位.txt",
        "岗位.txt",
    ]
    assert found.failures == []
    empty = Path(os.fsdecode(folder + b"/\xfd.txt"))
    empty.write_bytes(b"")
    (failure,) = collect([tmp_path]).failures
    assert failure.encode()
    build(tmp_path / "index", found.documents, PairEncoder(), default_segmenter())
    store = Store(tmp_path / "index")
    assert set(store.documents()) == {one.id for one in found.documents}
    store.close()


@pytest.mark.parametrize(
    "name", ["../a.txt", "/etc/a.txt", "甲/../../a.txt", "C:/a.txt", "甲\\a.txt"]
)
def test_a_name_that_leads_out_of_a_zip_is_refused_and_nothing_is_written(
    name: str, tmp_path: Path
) -> None:
    (tmp_path / "in").mkdir()
    path = packed(tmp_path / "in" / "z.zip", {name: b"x", "b.txt": "新增学位。".encode()})
    found = collect([path])
    assert [document.id for document in found.documents] == ["z.zip/b.txt"]
    assert "would lead out of the ZIP" in found.failures[0]
    assert sorted(one.name for one in tmp_path.rglob("*")) == ["in", "z.zip"]


def test_a_link_in_a_zip_is_no_document(tmp_path: Path) -> None:
    path = packed(tmp_path / "z.zip", {"b.txt": "新增学位。".encode()})
    link = zipfile.ZipInfo("a.txt")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(link, "/etc/passwd")
    found = collect([path])
    assert [document.id for document in found.documents] == ["z.zip/b.txt"]
    assert found.failures == [f"{path}: 'a.txt' is a link; left out"]


def test_a_bomb_is_refused_unopened(tmp_path: Path) -> None:
    path = packed(tmp_path / "z.zip", {"a.txt": bytes(60_000_000)})
    assert path.stat().st_size < 100_000
    with pytest.raises(
        ReadError, match=r"unpacks to 60,000,000 bytes in 1 files, more than is read"
    ):
        collect([path])


def test_what_an_index_knows_is_not_read_again(tmp_path: Path) -> None:
    path = write(tmp_path / "a.txt")
    (before,) = collect([path]).documents
    asked = []

    def recall(name: str, digest: str) -> Document | None:
        asked.append((name, digest))
        return before

    (again,) = collect([path], recall=recall).documents
    assert again is before
    assert asked == [("a.txt", before.sha256)]


OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
UNREAD = {
    "旧合同.doc": (OLD_OFFICE, "save it as DOCX"),
    "表.XLS": (OLD_OFFICE, "save it as DOCX, XLSX"),
    "稿.wps": (OLD_OFFICE, "save it as DOCX"),
    "账.et": (OLD_OFFICE, "save it as DOCX, XLSX"),
    "信.rtf": (rb"{\rtf1\ansi abc}", "save it as DOCX"),
    "文.odt": (b"", "save it as DOCX"),  # a ZIP, written below
    "页.mht": (b"MIME-Version: 1.0\r\n\r\n<html>", "save it as HTML"),
    "书.caj": (b"CAJ\0", "save it as PDF"),
    "包.7z": (b"7z\xbc\xaf", "pack it as ZIP"),
    "邮件.eml": (
        b"From: a@example.org\r\nSubject: =?utf-8?B?6YCa55+l?=\r\n\r\n6YCa55+l",
        "save it as PDF",
    ),
    "邮件.msg": (OLD_OFFICE, "save it as PDF"),
    "公文.uof": (b"<?xml version='1.0'?><uof/>", "save it as DOCX"),
    "公文.ceb": (b"Foundr CEBx", "save it as PDF"),
    "演示.key": (b"", "save it as PPTX"),  # a ZIP, too
}


@pytest.mark.parametrize("name", UNREAD)
def test_a_document_of_a_kind_that_is_not_read_is_told_in_a_folder_in_a_zip_and_by_its_name(
    name: str, tmp_path: Path
) -> None:
    data, advice = UNREAD[name]
    if name.endswith(("odt", "key")):
        zipped = packed(tmp_path / "x", {"mimetype": b"application/vnd.oasis.opendocument.text"})
        data = zipped.read_bytes()
        zipped.unlink()
    folder = write(tmp_path / "f" / "好.txt").parent
    (folder / name).write_bytes(data)
    files = {"好.txt": "新增学位。".encode(), name: data}
    zipped = packed(tmp_path / "z.zip", files)
    for paths, called in (
        ([folder], name),
        ([zipped], f"z.zip/{name}"),
        ([folder / "好.txt", folder / name], name),
    ):
        found = collect(paths)
        assert len(found.documents) == 1
        (failure,) = found.failures
        assert failure.startswith(f"{called}: ")
        assert advice in failure
        assert not found.passed


def test_bytes_decide_whether_a_document_of_an_old_kind_is_read(tmp_path: Path) -> None:
    write(tmp_path / "真.xls", "<html><body><p>岗位六十万个。</p></body></html>")
    (document,) = collect([tmp_path]).documents
    assert (document.id, document.text.strip()) == ("真.xls", "岗位六十万个。")


def test_what_is_no_document_is_counted_and_what_programs_leave_is_not(tmp_path: Path) -> None:
    litter = [
        ".DS_Store",
        "Thumbs.db",
        "desktop.ini",
        "~$合同.docx",
        ".git/a.txt",
        "__MACOSX/a.txt",
    ]
    others = ["film.mp4", "a.css", "b.css", "页_files/c.JS", "Makefile"]
    for name in ["a.txt", *litter, *others]:
        write(tmp_path / "f" / name)
    zipped = packed(tmp_path / "z.zip", dict.fromkeys(["a.txt", *litter, *others], b"abc"))
    for path in (tmp_path / "f", zipped):
        found = collect([path])
        assert len(found.documents) == 1
        assert found.failures == []
        assert found.passed == {".css": 2, ".mp4": 1, ".js": 1, "": 1}


def test_without_ocr_only_the_pictures_that_a_page_was_saved_with_are_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "rapidocr", None)
    write(tmp_path / "通知.html", "<html><body><p>岗位六十万个。</p></body></html>")
    for name in ("通知_files/a.png", "通知.files/b.jpg", "扫描/c.png", "扫描_files/d.png"):
        write(tmp_path / name, "")
    found = collect([tmp_path])
    assert found.passed == {".png": 1, ".jpg": 1}
    assert [one.partition(": ")[0][-5:] for one in found.failures] == ["c.png", "d.png"]
