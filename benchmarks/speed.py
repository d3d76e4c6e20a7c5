"""How long things take, and how much memory: cold start, build, warm answers.

    python -m benchmarks.speed

Each figure is of a fresh process where that matters; CPU time is user and system together, because
wall time on a shared machine says little. Targets are those of the project, missed ones are marked.
"""

import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.machine import machine
from chat.answer import Settings
from chat.cli import open_answerer
from chat.command.arguments import DOCUMENTS, QUESTIONS
from chat.command.evaluate import read_questions

_REPEATS = 5


def child(*arguments: str) -> tuple[float, float]:
    """CPU seconds and peak resident megabytes of `yinju ARGUMENTS` in a process of its own."""
    program = (
        "import json, resource, sys\n"
        "from chat.cli import main\n"
        f"status = main({list(arguments)!r})\n"
        "u = resource.getrusage(resource.RUSAGE_SELF)\n"
        "print(json.dumps([u.ru_utime + u.ru_stime, u.ru_maxrss / 1024]), file=sys.stderr)\n"
        "sys.exit(status)\n"
    )
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=os.environ)
    seconds, megabytes = json.loads(done.stderr.strip().splitlines()[-1])
    return float(seconds), float(megabytes)


def main() -> None:
    """Measure and print the table."""
    with tempfile.TemporaryDirectory() as folder:
        started = time.perf_counter()
        build_cpu, build_memory = child("build", "--index", folder, str(DOCUMENTS))
        build_wall = time.perf_counter() - started
        again_cpu, _ = child("build", "--index", folder, str(DOCUMENTS))
        asks = [
            child("ask", "--index", folder, "--json", "开发就业岗位多少个？")
            for _ in range(_REPEATS)
        ]
        answerer = open_answerer(Path(folder), None, Settings())
        questions = [gold.question for gold in read_questions(QUESTIONS)]
        answerer.ask(questions[0])
        warm = []
        for question in questions:
            started = time.perf_counter()
            answerer.ask(question)
            warm.append((time.perf_counter() - started) * 1000)
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    cold_cpu = statistics.median(seconds for seconds, _ in asks)
    cold_memory = max(megabytes for _, megabytes in asks)
    rows = [
        ("`yinju ask`, cold: CPU", cold_cpu, 2.0, "s"),
        ("`yinju ask`, cold: peak memory", cold_memory, 300.0, "MB"),
        ("building the page's index: wall", build_wall, 5.0, "s"),
        ("building the page's index: CPU", build_cpu, None, "s"),
        ("building again, nothing changed: CPU", again_cpu, None, "s"),
        ("building the page's index: peak memory", build_memory, None, "MB"),
        ("warm answer, median", statistics.median(warm), 20.0, "ms"),
        ("warm answer, 95th percentile", statistics.quantiles(warm, n=20)[-1], None, "ms"),
        ("process that answered all gold questions: peak memory", memory, None, "MB"),
    ]
    print("| measured | value | target | |\n| --- | ---: | ---: | --- |")
    for name, value, target, unit in rows:
        wanted = "" if target is None else f"≤ {target:g} {unit}"
        verdict = "" if target is None else ("met" if value <= target else "**missed**")
        print(f"| {name} | {value:.2f} {unit} | {wanted} | {verdict} |")
    print(f"\n{machine()}; {len(questions)} gold questions")


if __name__ == "__main__":
    main()
