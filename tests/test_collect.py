"""What is read out of files and folders, under which names, and what is said of the rest."""

from pathlib import Path

import pytest

from ingest.collect import collect
from ingest.errors import ReadError


def write(path: Path, text: str = "新增学位10万个。") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def names(*paths: Path) -> list[str]:
    return [document.id for document in collect(paths).documents]


def test_a_folder_gives_its_text_files_by_their_paths_in_order(tmp_path: Path) -> None:
    for name in ["b.txt", "甲/c.md", "甲/乙/d.TXT", "a.markdown", "e.text"]:
        write(tmp_path / name)
    for name in ["photo.png", "table.csv", "none", ".hidden.txt", ".git/f.txt"]:
        write(tmp_path / name)
    assert names(tmp_path) == ["a.markdown", "b.txt", "e.text", "甲/c.md", "甲/乙/d.TXT"]


def test_a_file_that_is_named_is_read_whatever_it_is_called(tmp_path: Path) -> None:
    assert names(write(tmp_path / "table.csv"), write(tmp_path / ".hidden")) == [
        ".hidden",
        "table.csv",
    ]


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
    with pytest.raises(
        ReadError, match=r"expected files that end in \.markdown, \.md, \.text, \.txt"
    ):
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
