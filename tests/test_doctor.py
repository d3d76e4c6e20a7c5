"""The doctor finds what is not well, and an answer needs no network."""

import shutil
from pathlib import Path

import pytest

from chat.cli import main
from chat.command import doctor

ROOT = Path(__file__).parents[1]
DOCUMENTS = ROOT / "corpus" / "documents"


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("doctor") / "index"
    assert main(["build", "--index", str(folder), str(DOCUMENTS)]) == 0
    return folder


def test_what_is_well_is_said_and_a_question_is_answered_without_a_network(
    whole: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status = main(["doctor", "--offline", "--index", str(whole)])
    said = capsys.readouterr().out
    assert status == 0, said
    assert [line.split()[1] for line in said.splitlines()] == [
        "packages", "models", "disk", "index", "question",
    ]  # fmt: skip
    assert "no way out" in said or "sockets were closed" in said
    assert "verbatim" in said


def test_a_damaged_index_and_a_damaged_model_are_found(
    whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "index"
    shutil.copytree(whole, folder)
    victim = next((folder / "derived").rglob("*.faiss"))
    victim.write_bytes(victim.read_bytes()[:-1])
    well, said = doctor._index(folder)
    assert not well
    assert "yinju repair" in said
    for package in ("ingest", "index", "chat"):
        (tmp_path / package).mkdir(exist_ok=True)
        shutil.copytree(ROOT / package / "model", tmp_path / package / "model")
    monkeypatch.setattr(doctor, "_ROOT", tmp_path)
    assert doctor._models()[0]
    with (tmp_path / "chat" / "model" / "reader.onnx").open("r+b") as file:
        file.seek(1000)
        byte = file.read(1)
        file.seek(1000)
        file.write(bytes([byte[0] ^ 1]))
    assert doctor._models() == (
        False,
        "not what was made: chat/model/reader.onnx; install yinju again",
    )


def test_no_index_is_said_once_for_each_check_that_needs_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["doctor", "--index", str(tmp_path / "none")]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[1] for line in lines if line.startswith("BAD")] == ["index", "question"]


def test_every_model_file_has_its_digest() -> None:
    for package in ("ingest", "index", "chat"):
        folder = ROOT / package / "model"
        named = {line.split()[1] for line in (folder / "SHA256SUMS").read_text().splitlines()}
        assert named == {path.name for path in folder.iterdir()} - {"README.md", "SHA256SUMS"}
    assert doctor._models()[0], "a new model: run sha256sum in its folder, see CONTRIBUTING.md"
