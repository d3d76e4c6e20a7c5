"""What was read before a build was killed is not read again, and nothing else is taken for it."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT, TEXTS
from hypothesis import HealthCheck, given, settings
from samples import TABLE, as_docx, as_xlsx

from chat.cli import main
from ingest import worker
from ingest.collect import collect
from ingest.read import document
from ingest.spool import Spool
from ingest.types import Document

PROGRAM = """
import sys
from pathlib import Path
from ingest.collect import collect
from ingest.spool import Spool

class Telling(Spool):
    def keep(self, document):
        super().keep(document)
        print(document.id, flush=True)

if __name__ == "__main__":
    collect([Path(sys.argv[1])], spool=Telling(Path(sys.argv[2]), "1"))
    print("done", flush=True)
"""


def folder_of(path: Path, count: int) -> Path:
    path.mkdir()
    for number in range(count):
        (path / f"{number:02}.docx").write_bytes(as_docx([("p", f"新增学位{number}万个。")], TABLE))
    return path


def names_read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Fills with the names of what a worker reads from now on."""
    names: list[str] = []
    before = worker._Worker.read

    def read(self: worker._Worker, data: bytes, name: str) -> Document:
        names.append(name)
        return before(self, data, name)

    monkeypatch.setattr(worker._Worker, "read", read)
    return names


def test_what_was_read_before_a_kill_is_not_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, kept = folder_of(tmp_path / "in", 40), tmp_path / "kept"
    program = tmp_path / "program.py"
    program.write_text(PROGRAM, encoding="utf-8")
    command = [sys.executable, str(program), str(folder), str(kept)]
    environment = {"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stdout is not None
        first = process.stdout.readline().strip()
        process.send_signal(signal.SIGKILL)
        told = {first, *process.stdout.read().split()}
    assert process.returncode == -signal.SIGKILL
    assert "done" not in told
    there = {path.stem for path in kept.glob("*.json")}
    names = names_read(monkeypatch)
    again = collect([folder], spool=Spool(kept, "1"))
    assert len(names) == 40 - len(there) < 40
    assert not told & set(names)
    assert [one.text for one in again.documents] == [
        one.text for one in collect([folder]).documents
    ]


def test_what_is_kept_comes_back_as_it_was_read(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "kept", "1")
    data = as_xlsx({"民生": TABLE})
    found = document(data, "a.xlsx")
    spool.keep(found)
    assert spool.recall("a.xlsx", data) == found
    assert spool.recall("b.xlsx", data) is None
    assert spool.recall("a.xlsx", data + b"x") is None
    assert Spool(tmp_path / "kept", "2").recall("a.xlsx", data) is None
    spool.drop()
    assert spool.recall("a.xlsx", data) is None
    assert not (tmp_path / "kept").exists()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(text=TEXTS)
def test_any_text_is_kept_character_by_character(tmp_path: Path, text: str) -> None:
    spool = Spool(tmp_path / "kept", "1")
    found = Document("a.txt", text, text, b"x", "utf-8")
    spool.keep(found)
    assert spool.recall("a.txt", b"x") == found


@pytest.mark.parametrize(
    "injury", ["", "[]", "5", "{}", '["a"]', '["a", "b", "c"]', "half", "flip"]
)
def test_a_damaged_file_is_as_good_as_none(injury: str, tmp_path: Path) -> None:
    spool = Spool(tmp_path, "1")
    spool.keep(document("新增学位。".encode(), "a.txt"))
    (path,) = tmp_path.glob("*.json")
    whole = path.read_text()
    changed = {"half": whole[: len(whole) // 2], "flip": whole.replace("5b66", "5b67")}
    assert changed["flip"] != whole
    path.write_text(changed.get(injury, injury))
    assert spool.recall("a.txt", "新增学位。".encode()) is None


def test_a_folder_that_cannot_be_written_keeps_nothing_and_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    spool = Spool(tmp_path / "file" / "kept", "1")
    found = collect([folder_of(tmp_path / "in", 1)], spool=spool)
    assert len(found.documents) == 1


def test_a_build_that_is_done_leaves_nothing_aside(tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "in", 2)
    assert main(["build", "--index", str(tmp_path / "index"), str(folder)]) == 0
    assert not (tmp_path / "index" / "reading").exists()


def test_a_build_takes_the_limits_that_it_is_given(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = folder_of(tmp_path / "in", 1)
    command = ["build", "--index", str(tmp_path / "index"), str(folder)]
    assert main([*command, "--file-seconds", "0.001"]) == 1
    assert "not read within 0.001 seconds; split it, or give it more" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        main([*command, "--file-memory", "0"])
