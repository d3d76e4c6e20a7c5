"""Whether everything that an answer needs is there and as it was made: `yinju doctor`."""

import json
import platform
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from chat.asking.examples import examples
from index.backup import state_of
from index.store import FILE, Store
from ingest.errors import ModelError, YinjuError
from ingest.model_files import check_model, digests

_ROOT = Path(__file__).parents[2]
_LOCKS = (_ROOT / "requirements.lock", _ROOT / "chat" / "requirements.lock")
"""In a working copy, and in an installed package."""
_ROOM = 100 * 1024 * 1024
_SECONDS = 120
_ASK = """
import sys

def refuse(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.sendto", "socket.bind"):
        raise OSError(f"{event}: the doctor lets nothing out")

if sys.argv.pop(1) == "offline":
    sys.addaudithook(refuse)
from chat.cli import main
sys.exit(main(sys.argv[1:]))
"""


@dataclass(frozen=True, slots=True)
class Check:
    """What was looked at, whether it is well, and what was found or is to be done."""

    name: str
    well: bool
    said: str


def examine(folder: Path, *, offline: bool) -> Iterator[Check]:
    """All checks, one after another; `offline` asks the question where no network can be reached."""
    checks: list[tuple[str, Callable[[], tuple[bool, str]]]] = [
        ("packages", _packages),
        ("models", _models),
        ("disk", lambda: _disk(folder)),
        ("index", lambda: _index(folder)),
        ("question", lambda: _question(folder, offline=offline)),
    ]
    for name, check in checks:
        try:
            well, said = check()
        except YinjuError as error:
            well, said = False, str(error)
        yield Check(name, well, said)


def _packages() -> tuple[bool, str]:
    lock = next((path for path in _LOCKS if path.is_file()), None)
    if lock is None:
        return (
            True,
            f"Python {platform.python_version()}; no requirements.lock here to compare with",
        )
    pinned = dict(line.split("==") for line in lock.read_text("utf-8").split() if "==" in line)
    missing, other = [], []
    for name in _needed():
        try:
            found = metadata.version(name)
        except metadata.PackageNotFoundError:
            missing.append(name)
            continue
        wanted = {one.lower().replace("_", "-"): version for one, version in pinned.items()}
        if wanted.get(name.lower().replace("_", "-"), found) != found:
            other.append(f"{name} {found}")
    if missing:
        return False, f"not installed: {', '.join(missing)}; run pip install -r requirements.lock"
    differing = f"; other than pinned: {', '.join(other)}" if other else ", as pinned"
    return True, f"Python {platform.python_version()}{differing}"


def _needed() -> list[str]:
    """Names of the packages that yinju cannot do without."""
    try:
        required = metadata.requires("yinju") or []
    except metadata.PackageNotFoundError:
        return []
    plain = [one for one in required if "extra ==" not in one]
    return [
        "".join(c for c in one.split(";")[0].split("=")[0] if c not in "<>~! ") for one in plain
    ]


def _models() -> tuple[bool, str]:
    wrong, count = [], 0
    for package in ("ingest", "index", "chat"):
        folder = _ROOT / package / "model"
        for name in digests(folder):
            count += 1
            try:
                check_model(folder / name, "a model")
            except ModelError:
                wrong.append(f"{package}/model/{name}")
    if wrong:
        return False, f"not what was made: {', '.join(wrong)}; install yinju again"
    return True, f"{count} files are what was made"


def _disk(folder: Path) -> tuple[bool, str]:
    """A change writes beside what is there: twice the index has to fit."""
    there = folder if folder.exists() else folder.absolute().parent
    if not there.exists():
        return False, f"{there}: there is no such folder"
    free = shutil.disk_usage(there).free
    wanted = _ROOM + 2 * sum(one.stat().st_size for one in folder.rglob("*") if one.is_file())
    said = f"{free // 2**20} MB free, {wanted // 2**20} MB wanted"
    return free >= wanted, said if free >= wanted else f"{said}; make room"


def _index(folder: Path) -> tuple[bool, str]:
    count, broken = state_of(folder)
    if broken:
        return (
            False,
            f"search files are damaged or missing: {', '.join(broken)}; run `yinju repair`",
        )
    size = (folder / FILE).stat().st_size
    return (
        True,
        f"{count} documents, {size // 2**10} kB, every row and search file as it was written",
    )


def _question(folder: Path, *, offline: bool) -> tuple[bool, str]:
    """Ask one in a process of its own, and compare its quotes with the stored documents."""
    store = Store(folder, check=False)
    try:
        names = list(store.documents())
        if not names:
            return False, "the index is empty; run `yinju build` first"
        document = store.document(names[0])
        question = next(iter(examples(document, 1)), document.title)
        inside, where = _without_network() if offline else ([], "with the network as it is")
        command = [*inside, sys.executable, "-c", _ASK, "offline" if offline else "online"]
        command += ["ask", "--index", str(folder), "--json", question]
        try:
            done = subprocess.run(  # noqa: S603  our own program, and no shell
                command, capture_output=True, text=True, timeout=_SECONDS, check=False
            )
        except subprocess.TimeoutExpired:
            return False, f"no answer in {_SECONDS} s"
        if done.returncode:
            return False, done.stderr.strip()[-500:] or f"ended with {done.returncode}"
        answer = json.loads(done.stdout)
        for one in answer["citations"]:
            text = store.document(one["document"]).text
            if "".join(text[start:end] for start, end in one["spans"]) != one["quote"]:
                return False, f"a quote is not what {one['document']} says"
    finally:
        store.close()
    outcome = "refused" if answer["refused"] else f"{len(answer['citations'])} quotes, verbatim"
    return True, f"{question} {outcome}; {where}"


def _without_network() -> tuple[list[str], str]:
    """What to put before a command so that it has no network at all, where the system lets us."""
    program = shutil.which("unshare")
    if program:
        command = [program, "--user", "--map-root-user", "--net"]
        tried = subprocess.run([*command, "true"], capture_output=True, check=False)  # noqa: S603
        if tried.returncode == 0:
            return command, "in a network namespace with no way out"
    return [], "Python's sockets were closed"
