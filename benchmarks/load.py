"""Many clients at once while documents come and go: errors, times, memory.

    python -m benchmarks.load [--part crowd flat] [--clients 64] [--seconds 120] [--questions 20000]
                              [--documents FOLDER]

A server of its own serves a folder; each client has an address of its own (told by a trusted proxy, as a
proxy would), keeps a conversation, and thinks a second or two between questions. Meanwhile a document is
added and taken away by `yinju build`. Once a build that took it away has ended, no question that is sent
after that may be answered with a quote of it. Then questions are asked, four at a time and no two alike,
and memory is read from /metrics now and then. With more documents than the bundled one, also what is kept
of sentences (chat/ranking/meeting.py) fills up.
"""

import argparse
import json
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.client import HTTPConnection
from itertools import pairwise
from pathlib import Path
from urllib.request import urlopen

from benchmarks.machine import machine
from chat.command.arguments import DOCUMENTS, QUESTIONS
from chat.command.evaluate import read_questions

_GOING = "去留文件.txt"
_TEXT = (
    "去留文件\n\n星河市第{n}次会议决定，在月牙湖新建风铃塔{n}座。月牙湖风铃塔由星河市园林局管理。"
)
_ASKED = "月牙湖新建风铃塔多少座？"


@dataclass
class Seen:
    """What all clients saw together."""

    seconds: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    busy: int = 0
    late: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)


class Presence:
    """Since when the document that goes is certainly away; None while it may be there."""

    def __init__(self) -> None:
        self.away_since: float | None = None


def ask(
    port: int, question: str, history: list[dict[str, object]], client: str
) -> tuple[int, bytes]:
    """Status and body of the answer that a client at the address `client` gets."""
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    body = json.dumps({"question": question, "history": history})
    headers = {"content-type": "application/json", "x-forwarded-for": client}
    try:
        connection.request("POST", "/widget/ask", body, headers)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def converse(
    port: int, number: int, until: float, questions: list[str], there: Presence, seen: Seen
) -> None:
    """One client's conversation, until the time is over."""
    chance = random.Random(number)
    history: list[dict[str, object]] = []
    while time.monotonic() < until:
        time.sleep(chance.uniform(1.0, 2.0))
        question = _ASKED if chance.random() < 0.25 else chance.choice(questions)
        away = there.away_since
        started = time.monotonic()
        try:
            status, body = ask(port, question, history[-5:], f"10.0.0.{number + 1}")
        except OSError as error:
            with seen.lock:
                seen.wrong.append(str(error))
            continue
        took = time.monotonic() - started
        with seen.lock:
            if status == 503:
                seen.busy += 1
            elif status != 200:
                seen.wrong.append(f"{status} {body[:200]!r}")
            else:
                seen.seconds.append(took)
        if status == 200:
            answer = json.loads(body)["answer"]
            history.append({"asked": answer["asked"][:300], "refused": answer["refused"]})
            named = {one["document"] for one in answer["citations"] + answer["nearest"]}
            gone = away is not None and away == there.away_since and _GOING in named
            with seen.lock:
                seen.late += gone


def change(folder: Path, index: str, until: float, there: Presence) -> int:
    """Add and take away one document until the time is over; how often it was taken away."""
    rounds = 0
    command = [sys.executable, "-m", "chat.cli", "build", "--index", index, str(folder)]
    while time.monotonic() < until:
        there.away_since = None
        (folder / _GOING).write_text(_TEXT.format(n=rounds + 2), "utf-8")
        subprocess.run(command, check=True, capture_output=True)
        time.sleep(1)
        (folder / _GOING).unlink()
        subprocess.run(command, check=True, capture_output=True)
        there.away_since = time.monotonic()
        rounds += 1
        time.sleep(2)
    return rounds


def memory(port: int) -> float:
    """Resident megabytes of the server."""
    with urlopen(f"http://127.0.0.1:{port}/metrics") as answer:
        for line in answer.read().decode().splitlines():
            if line.startswith("process_resident_memory_bytes "):
                return float(line.split()[1]) / 2**20
    raise RuntimeError("the server tells nothing of its memory")


def percentile(values: list[float], share: float) -> float:
    """The value that the share of all values stays below."""
    return (
        sorted(values)[min(len(values) - 1, int(share * len(values)))] if values else float("nan")
    )


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parts = ("crowd", "flat")
    parser.add_argument("--part", nargs="+", choices=parts, default=parts)
    parser.add_argument("--clients", type=int, default=64)
    parser.add_argument("--seconds", type=float, default=120)
    parser.add_argument("--questions", type=int, default=20_000)
    parser.add_argument("--documents", type=Path, default=DOCUMENTS, help="a folder of text files")
    parser.add_argument("--port", type=int, default=17860)
    options = parser.parse_args()
    questions = [one.question for one in read_questions(QUESTIONS)]
    with tempfile.TemporaryDirectory() as place:
        folder, index = Path(place) / "documents", str(Path(place) / "index")
        shutil.copytree(options.documents, folder)
        command = [sys.executable, "-m", "chat.cli", "serve", "--index", index, str(folder)]
        command += ["--port", str(options.port), "--metrics", str(options.port + 1)]
        command += ["--trusted-proxy", "127.0.0.1"]
        with (Path(place) / "log").open("w") as log:
            server = subprocess.Popen(command, stdout=log, stderr=log)
            try:
                measure(options, questions, folder, index)
            except BaseException:
                print((Path(place) / "log").read_text("utf-8")[-3000:], file=sys.stderr)
                raise
            finally:
                server.terminate()
                server.wait(60)


def measure(options: argparse.Namespace, questions: list[str], folder: Path, index: str) -> None:
    """Let the clients loose on a server that is starting, then ask one after another; print the table."""
    port = options.port
    for _ in range(600):
        try:
            with urlopen(f"http://127.0.0.1:{port}/readyz"):
                break
        except OSError:
            time.sleep(0.2)
    seen, there = Seen(), Presence()
    rows = [("memory at the start", f"{memory(port + 1):.0f} MB")]
    if "crowd" in options.part:
        rows += crowd(options, questions, folder, index, there, seen)
    if "flat" in options.part:
        rows += flat(port, different(folder, questions, options.questions), seen)
    rows.append(("errors", f"{len(seen.wrong)}"))
    print("| measured | value |\n| --- | ---: |")
    for name, value in rows:
        print(f"| {name} | {value} |")
    print(f"\n{machine()}")
    for one in seen.wrong[:5]:
        print(one, file=sys.stderr)


def crowd(
    options: argparse.Namespace,
    questions: list[str],
    folder: Path,
    index: str,
    there: Presence,
    seen: Seen,
) -> list[tuple[str, str]]:
    """Many clients while a document comes and goes: rows of the table."""
    until = time.monotonic() + options.seconds
    clients = [
        threading.Thread(
            target=converse, args=(options.port, number, until, questions, there, seen)
        )
        for number in range(options.clients)
    ]
    for one in clients:
        one.start()
    rounds = change(folder, index, until, there)
    for one in clients:
        one.join()
    return [
        (f"{options.clients} clients, {options.seconds:g} s: answers", f"{len(seen.seconds)}"),
        ("turned away (503)", f"{seen.busy}"),
        (f"a document taken away {rounds} times: named by a later answer", f"{seen.late}"),
        ("answer, median", f"{statistics.median(seen.seconds or [0]) * 1000:.0f} ms"),
        ("answer, 99th percentile", f"{percentile(seen.seconds, 0.99) * 1000:.0f} ms"),
        ("memory after the crowd", f"{memory(options.port + 1):.0f} MB"),
    ]


def different(folder: Path, questions: list[str], count: int) -> list[str]:
    """`count` questions, no two alike: the gold ones, each after another piece of the documents' text."""
    text = "".join(
        "".join(path.read_text("utf-8").split()) for path in sorted(folder.glob("*.txt"))
    )
    rng = random.Random(6)
    made: dict[str, None] = dict.fromkeys(questions)
    while len(made) < count:
        at, length = rng.randrange(len(text)), rng.randrange(4, 13)
        made.setdefault(f"{text[at : at + length]}，{rng.choice(questions)}")
    return list(made)[:count]


def flat(port: int, questions: list[str], seen: Seen) -> list[tuple[str, str]]:
    """Questions, four at a time: the memory after some and then each tenth of them, as rows of the table."""

    def one(numbered: tuple[int, str]) -> None:
        number, question = numbered
        status, body = ask(port, question, [], f"10.{number % 250}.{number // 250 % 250}.1")
        if status != 200:
            seen.wrong.append(f"{status} {body[:200]!r}")

    rows = []
    count = len(questions)
    points = sorted({1, *(count * part // 100 for part in (1, 2, 5, *range(10, 101, 10)))})
    with ThreadPoolExecutor(4) as threads:
        for first, last in pairwise([0, *points]):
            list(threads.map(one, enumerate(questions[first:last], first)))
            rows.append((f"memory after {last:,} questions", f"{memory(port + 1):.0f} MB"))
            print(*rows[-1], time.strftime("%H:%M:%S"), file=sys.stderr, flush=True)
    return rows


if __name__ == "__main__":
    main()
