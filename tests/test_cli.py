"""The command line: what it prints, what it returns, what it says when it cannot."""

import io
import json
import os
import shutil
import signal
import subprocess
import sys
import time
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import metadata
from pathlib import Path

import pytest

from chat.cli import main
from chat.command.arguments import parser
from chat.command.holdings import stock
from chat.command.version import version

ROOT = Path(__file__).parent.parent
DOCUMENTS = ROOT / "corpus" / "documents"
COMMANDS = ("build", "add", "remove", "list", "repair", "ask", "serve", "eval")


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = str(tmp_path_factory.mktemp("index"))
    assert main(["build", "--index", folder, str(DOCUMENTS)]) == 0
    return folder


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    capsys.readouterr()
    status = main(list(arguments))
    captured = capsys.readouterr()
    return status, captured.out, captured.err


def test_json_is_one_line_in_the_form_of_the_contract(
    index: str, capsys: pytest.CaptureFixture[str]
) -> None:
    status, out, _ = said(capsys, "ask", "--index", index, "--json", "开发就业岗位多少个？")
    assert status == 0
    assert out.count("\n") == 1
    answer = json.loads(out)
    assert {"question", "answer", "refused", "citations", "nearest"} <= answer.keys()
    text = (DOCUMENTS / answer["citations"][0]["document"]).read_text("utf-8")
    for citation in answer["citations"]:
        keys = {"document", "title", "section", "spans", "quote", "score"}
        assert keys <= citation.keys()
        assert citation["quote"] == "".join(text[start:end] for start, end in citation["spans"])
        assert 0 <= citation["score"] <= 1


def test_a_batch_gives_a_line_for_each_line_and_no_question_knows_of_the_one_before(
    index: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    questions = [
        "开发就业岗位多少个？",
        "那中小学呢？",
        "",
        "？？",
        "问" * 10_000,
        "<b>学位</b>多少",
    ]
    path = tmp_path / "questions.txt"
    path.write_text("\n".join(questions) + "\n", encoding="utf-8")
    status, out, _ = said(capsys, "ask", "--index", index, "--json", "--batch", str(path))
    assert status == 0
    answers = [json.loads(line) for line in out.splitlines()]
    assert [answer["question"] for answer in answers] == questions
    assert answers[1]["asked"] == "那中小学呢？"
    for answer in answers[2:5]:
        assert answer["refused"]
        assert answer["error"]


def test_a_batch_can_come_from_standard_input(
    index: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    stream = io.TextIOWrapper(io.BytesIO("学位多少？\r\n照片谁拍的".encode()))
    monkeypatch.setattr(sys, "stdin", stream)
    status, out, _ = said(capsys, "ask", "--index", index, "--json", "--batch", "-")
    assert status == 0
    assert [json.loads(line)["question"] for line in out.splitlines()] == [
        "学位多少？",
        "照片谁拍的",
    ]


def test_the_plain_answer_names_its_source(index: str, capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = said(capsys, "ask", "--index", index, "开发就业岗位多少个？")
    assert "60万个" in out
    assert "实施民生改善工程" in out


def test_the_help_says_what_a_batch_needs(
    index: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    status, _, err = said(capsys, "ask", "--index", index, "--batch", "-")
    assert (status, "add --json" in err) == (1, True)
    monkeypatch.setenv("COLUMNS", "200")
    with pytest.raises(SystemExit):
        main(["ask", "--help"])
    (line,) = (line for line in capsys.readouterr().out.splitlines() if " --batch FILE  " in line)
    assert line.endswith("needs --json")


def test_the_version_is_that_of_the_tree_else_that_of_the_package_and_never_an_error(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    told = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    with pytest.raises(SystemExit) as ended:
        main(["--version"])
    assert (ended.value.code, capsys.readouterr().out) == (0, f"yinju {told}\n")
    beside = tmp_path / "pyproject.toml"
    for text in (None, "[project", '[project]\nname = "other"\nversion = "7"', "[tool]"):
        if text is not None:
            beside.write_text(text, encoding="utf-8")
        monkeypatch.setattr(metadata, "version", lambda _name: "6.5.4")
        assert version(beside) == "6.5.4"
        monkeypatch.setattr(metadata, "version", not_installed)
        assert version(beside).startswith("unknown")


def not_installed(name: str) -> str:
    raise metadata.PackageNotFoundError(name)


def test_earlier_questions_can_be_given(index: str, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ("--json", "--after", "开发就业岗位多少个？", "那中小学呢？")
    _, out, _ = said(capsys, "ask", "--index", index, *arguments)
    assert "中小学" in json.loads(out)["asked"]
    assert json.loads(out)["asked"] != "那中小学呢？"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["ask", "--index", "{missing}", "学位？"], "run `yinju build` first"),
        (["ask", "--index", "{index}", "   "], "The question is empty"),
        (["ask", "--index", "{index}"], "expected a question or --batch FILE"),
        (["ask", "--index", "{index}", "--json", "--batch", "{missing}"], "check the path"),
        (["ask", "--index", "{index}", "--model", "{missing}", "学位？"], "model"),
        (["build", "--index", "{new}", "{missing}"], "no such file or folder"),
        (["build", "--index", "{file}", "{documents}"], "cannot be written"),
        (["build", "--index", "{below}", "{documents}"], "choose a folder with --index DIR"),
        (
            ["ask", "--index", "{file}", "学位？"],
            "file is a file; choose a folder with --index DIR",
        ),
        (
            ["ask", "--index", "{below}", "学位？"],
            "file is a file; choose a folder with --index DIR",
        ),
        (
            ["eval", "--index", "{index}", "--questions", "{missing}"],
            "it cannot be read (No such file or directory); name a file with --questions",
        ),
        (
            ["serve", "--index", "{index}", "--auth", "{missing}"],
            "expected a file of lines that `yinju password NAME` prints, but it cannot be read (No such",
        ),
        (
            ["eval", "--index", "{index}", "--picture", "{missing}/x.svg"],
            "cannot be written (no such folder); name another file",
        ),
        (["serve", "--index", "{index}", "--embed-origin", "foo"], "expected an origin such as"),
        (
            ["build", "--index", "{new}", "--dictionary", "{missing}", "{documents}"],
            "check the path",
        ),
    ],
)
def test_an_error_is_one_line_that_says_what_to_do(
    index: str,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    arguments: list[str],
    message: str,
) -> None:
    (tmp_path / "file").write_text("x")
    places = {
        "{missing}": str(tmp_path / "none"),
        "{missing}/x.svg": str(tmp_path / "none" / "x.svg"),
        "{new}": str(tmp_path / "new"),
        "{file}": str(tmp_path / "file"),
        "{index}": index,
        "{below}": str(tmp_path / "file" / "ix"),
        "{documents}": str(DOCUMENTS),
    }
    status, out, err = said(capsys, *(places.get(one, one) for one in arguments))
    assert (status, out) == (1, "")
    assert "[Errno" not in err
    assert message in err
    assert err.count("\n") == 1
    assert "Traceback" not in err


@pytest.mark.parametrize("days", ["0", "-1", "3651", "x", "1.5", "٣", ""])
def test_days_to_keep_records_are_from_one_to_ten_years(
    days: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        main(["serve", "--keep-days", days])
    assert "expected days from 1 to 3650" in capsys.readouterr().err


@pytest.mark.parametrize("port", ["abc", "-1", "65536", "80.0", "٣", ""])
def test_a_port_is_a_number_up_to_65535(port: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["serve", f"--port={port}"])
    assert f"expected a port from 0 to 65535, got {port!r}" in capsys.readouterr().err


def test_a_bad_document_is_reported_and_the_others_are_in(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "好.txt").write_text("新增10万个优质公办学位。", encoding="utf-8")
    (tmp_path / "坏.txt").write_bytes(b"\x00\x01\x02")
    index = str(tmp_path / "index")
    status, _, err = said(capsys, "build", "--index", index, str(tmp_path))
    assert status == 1
    assert "坏.txt" in err
    _, out, _ = said(
        capsys, "ask", "--index", index, "--threshold", "0", "--json", "新增多少学位？"
    )
    assert json.loads(out)["citations"][0]["document"] == "好.txt"


def test_a_document_of_a_kind_that_is_not_read_fails_and_what_is_no_document_does_not(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    folder = tmp_path / "f"
    folder.mkdir()
    (folder / "好.txt").write_text("新增10万个优质公办学位。", encoding="utf-8")
    for name in ("a.css", "b.css", "c.xyz", ".DS_Store"):
        (folder / name).write_text("x")
    build = ("build", "--index", str(tmp_path / "index"), str(folder))
    status, _, err = said(capsys, *build)
    assert (status, err) == (
        0,
        "passed over: 3 files that are no documents (2 .css, 1 .xyz); to have one read, name it\n",
    )
    (folder / "旧.rtf").write_bytes(rb"{\rtf1 abc}")
    status, _, err = said(capsys, *build)
    assert status == 1
    assert "not read: 旧.rtf: a file of the kind RTF, which is not read; save it as DOCX\n" in err


def test_documents_are_added_listed_and_removed(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "学位.txt").write_text("新增10万个优质公办学位。", encoding="utf-8")
    (tmp_path / "河流.txt").write_text("治理伊通河，水质达到四类。", encoding="utf-8")
    index = ("--index", str(tmp_path / "index"))
    assert said(capsys, "add", *index, str(tmp_path / "学位.txt"))[0] == 0
    status, out, _ = said(capsys, "add", *index, "--json", str(tmp_path))
    assert (status, json.loads(out)["added"], json.loads(out)["kept"]) == (
        0,
        ["河流.txt"],
        ["学位.txt"],
    )
    listed = json.loads(said(capsys, "list", *index, "--json")[1])
    assert [(one["name"], one["passages"], one["size"]) for one in listed] == [
        ("学位.txt", 1, 35),
        ("河流.txt", 1, 39),
    ]
    ask = ("ask", *index, "--threshold", "0", "--json", "新增多少学位？")
    assert json.loads(said(capsys, *ask)[1])["citations"][0]["document"] == "学位.txt"
    assert "found none called '无.txt'" in said(capsys, "remove", *index, "学位.txt", "无.txt")[2]
    receipt = json.loads(said(capsys, "remove", *index, "--json", "学位.txt")[1])
    assert receipt["removed"][0]["sha256"] == listed[0]["sha256"]
    assert "学位.txt" not in said(capsys, *ask)[1]
    assert said(capsys, "list", *index)[1].split("\t")[0] == "河流.txt"
    status, out, _ = said(capsys, "remove", *index, "河流.txt")
    assert (status, "nothing of it is left" in out) == (0, True)


def test_serving_without_a_path_serves_what_was_added(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "学位.txt").write_text("新增10万个优质公办学位。", encoding="utf-8")
    index = ("--index", str(tmp_path / "index"))
    said(capsys, "add", *index, str(tmp_path / "学位.txt"))
    options = parser(dict.fromkeys(COMMANDS, lambda _: 0), 0.5).parse_args(["serve", *index])
    assert stock(options).kept == ["学位.txt"]


def test_a_file_s_name_cannot_steer_the_terminal(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "坏\x1b[2J.txt").write_bytes(b"\x00\x01\x02")
    (tmp_path / "好.txt").write_text("新增10万个优质公办学位。", encoding="utf-8")
    for paths in ([tmp_path], [tmp_path / "坏\x1b[2J.txt"]):
        index = str(tmp_path / "index")
        status, out, err = said(capsys, "build", "--index", index, *map(str, paths))
        assert status == 1
        assert "坏 [2J.txt" in err
        assert "\x1b" not in out + err


def is_locked(folder: Path) -> bool:
    """Asked of the kernel: taking the lock, to see whether one can, would keep the build out."""
    inode = folder.stat().st_ino
    return any(f":{inode} " in line for line in Path("/proc/locks").read_text().splitlines())


@contextmanager
def heeded(number: signal.Signals) -> Iterator[None]:
    """Children started inside heed a signal, also where this process was started to ignore it, as the
    shell's & and nohup do."""
    before = signal.signal(number, signal.SIG_DFL)
    try:
        yield
    finally:
        signal.signal(number, before)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_or_sigterm_while_building_leaves_the_old_index(
    index: str, tmp_path: Path, number: signal.Signals
) -> None:
    for one in range(1500):
        (tmp_path / f"{one}.txt").write_text("长春新增学位。" * 60 + str(one), encoding="utf-8")
    command = [sys.executable, "-m", "chat.cli", "build", "--index", index, str(tmp_path)]
    with heeded(number):
        process = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True)
    with process:
        while not is_locked(Path(index)):  # now it is building
            assert process.poll() is None
            time.sleep(0.01)
        process.send_signal(number)
        _, err = process.communicate(timeout=60)
    assert process.returncode == 128 + number
    assert "interrupted; nothing was changed" in err
    assert "Traceback" not in err
    ask = [sys.executable, "-m", "chat.cli", "ask", "--index", index, "--json", "岗位多少个？"]
    answer = subprocess.run(ask, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert json.loads(answer)["nearest" if json.loads(answer)["refused"] else "citations"]


def test_a_server_that_is_told_to_stop_closes_what_it_has_open_and_ends_well(
    index: str, tmp_path: Path
) -> None:
    folder = tmp_path / "index"
    shutil.copytree(index, folder)
    for at in ("http://", None):  # told when it serves, and told as soon as it has begun
        command = [sys.executable, "-m", "chat.cli", "serve", "--index", str(folder), "--port", "0"]
        with heeded(signal.SIGTERM):
            process = subprocess.Popen(
                command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
            )
        with process:
            assert process.stdout is not None
            for line in process.stdout:
                if at is None or at in line.decode():
                    break
            process.terminate()
            rest = process.communicate(timeout=60)[0].decode()
        assert "Traceback" not in rest
        assert process.returncode in ((0, 143) if at is None else (0,))
        assert not list(folder.glob("*-wal"))


def test_asking_imports_neither_torch_nor_gradio_and_opens_no_socket(index: str) -> None:
    program = (
        "import sys, socket\n"
        "def refuse(*_, **__): raise AssertionError('a socket was opened')\n"
        "socket.socket.connect = socket.create_connection = refuse\n"
        "from chat.cli import main\n"
        f"assert main(['ask', '--index', {index!r}, '学位多少？']) == 0\n"
        "heavy = {'torch', 'transformers', 'gradio', 'sentence_transformers', 'pandas', 'scipy'}\n"
        "assert not heavy & set(sys.modules), heavy & set(sys.modules)\n"
    )
    environment = {**os.environ, "PYTHONWARNINGS": "error"}
    subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=True, env=environment)
