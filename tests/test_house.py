"""The rules of the house that a machine can keep: who imports whom, how long a file is."""

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("ingest", "index", "chat")
ABOVE = {"ingest": {"index", "chat"}, "index": {"chat"}, "chat": set()}
OFFLINE = {"training", "benchmarks", "tests"}
LONGEST = 320
FILES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def imports(path: Path) -> set[str]:
    """First names of the modules that a file imports, by statement or by `import_module`."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name(path)}: a relative import"
            found.add((node.module or "").partition(".")[0])
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith("import_module"):
            found.add(ast.literal_eval(node.args[0]).partition(".")[0])
    return found


def importers(*modules: str, within: tuple[str, ...] = PACKAGES) -> list[str]:
    return [
        name(path)
        for path in FILES
        if path.relative_to(ROOT).parts[0] in within and imports(path) & set(modules)
    ]


def test_there_are_files_to_look_at() -> None:
    assert {path.relative_to(ROOT).parts[0] for path in FILES} == set(PACKAGES)
    assert len(FILES) > 20


@pytest.mark.parametrize("package", PACKAGES)
def test_imports_flow_one_way(package: str) -> None:
    assert importers(*ABOVE[package], *OFFLINE, within=(package,)) == []


def test_only_chat_knows_of_a_page() -> None:
    page = ("gradio", "gradio_client", "fastapi", "starlette", "uvicorn")
    assert importers(*page, within=("ingest", "index")) == []


SAID = ("types", "strings", "contract", "render", "reader", "terminal")
"""What chat's rooms pass on, and how it is shown: open to all of them, and knows of none."""
ROOMS = ("asking", "ranking", "refusing", "quoting", "answer", "keeping", "serving")
ROOMS += ("web", "admin", "command", "server", "cli")
"""In the order in which a question goes through them."""


def rooms(path: Path) -> set[str]:
    """The rooms of chat that a file imports from."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom):
            package, _, rest = (node.module or "").partition(".")
            if package == "chat":
                found |= {rest.partition(".")[0]} if rest else {one.name for one in node.names}
    return found


@pytest.mark.parametrize(
    "path", [one for one in FILES if one.is_relative_to(ROOT / "chat")], ids=name
)
def test_a_room_of_chat_knows_only_those_before_it(path: Path) -> None:
    own = path.relative_to(ROOT / "chat").parts[0].removesuffix(".py")
    before = ROOMS[: ROOMS.index(own) + 1] if own in ROOMS else ()
    assert rooms(path) <= {*SAID, *before}


@pytest.mark.parametrize(
    ("modules", "file"),
    [
        (("faiss",), "index/dense.py"),
        (("jieba", "rjieba"), "index/segment.py"),
        (("tantivy",), "index/lexical.py"),
        (("onnxruntime",), "index/network.py"),
        (("opencc",), "ingest/normalize.py"),
        (("sqlite3",), "index/database.py"),
        (("pypinyin",), "chat/asking/respell.py"),
    ],
)
def test_one_file_knows_each_engine(modules: tuple[str, ...], file: str) -> None:
    assert importers(*modules) == [file]


@pytest.mark.parametrize("path", FILES, ids=name)
def test_a_file_is_short_enough_to_be_read_from_top_to_bottom(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= LONGEST


def test_no_file_is_a_grab_bag() -> None:
    bags = {"utils", "util", "helpers", "helper", "common", "misc"}
    assert [name(path) for path in FILES if path.stem in bags] == []


def test_package_files_hold_no_code() -> None:
    for package in PACKAGES:
        tree = ast.parse((ROOT / package / "__init__.py").read_text("utf-8"))
        for node in tree.body:
            assert isinstance(node, ast.ImportFrom | ast.Expr | ast.Assign), package


@pytest.mark.parametrize("package", PACKAGES)
def test_importing_does_nothing_visible(package: str, tmp_path: Path) -> None:
    modules = [
        name(path).removesuffix(".py").replace("/", ".")
        for path in FILES
        if path.relative_to(ROOT).parts[0] == package and path.stem not in ("__init__", "__main__")
    ]
    command = [sys.executable, "-c", f"import {', '.join(modules)}"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "HOME": str(tmp_path)}
    done = subprocess.run(
        command, capture_output=True, text=True, cwd=tmp_path, env=environment, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert list(tmp_path.iterdir()) == []


def test_searching_imports_no_network_and_no_deep_learning() -> None:
    program = (
        "import sys, index.build, index.library;"
        "print([m for m in ('torch', 'transformers', 'gradio', 'requests') if m in sys.modules])"
    )
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout.strip() == "[]"


def test_every_benchmark_starts_without_the_tests_having_been_started() -> None:
    names = sorted(path.stem for path in (ROOT / "benchmarks").glob("*.py"))
    command = [sys.executable, "-c", f"import {', '.join(f'benchmarks.{name}' for name in names)}"]
    subprocess.run(command, cwd=ROOT, check=True)
