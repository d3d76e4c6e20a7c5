"""What keeping an answer costs the one who waits for it, and what it takes on the disk.

    python -m benchmarks.records

Wall time and CPU time (user and system) of writing one answer, over an index of the newspaper page; the
rare long ones are those at which SQLite moves its log into the file.
"""

import statistics
import tempfile
import time
from pathlib import Path

from benchmarks.machine import machine
from chat.answer import Settings
from chat.cli import main as yinju
from chat.cli import open_answerer
from chat.command.arguments import DOCUMENTS
from chat.keeping.records import Records

_ANSWERS = 20_000
_QUESTION = "会新增多少个优质公办学位？"


def main() -> None:
    """Measure and print the table."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        yinju(["build", "--index", name, str(DOCUMENTS)])
        answerer = open_answerer(folder, None, Settings())
        answer = answerer.ask(_QUESTION)
        records = Records(folder)
        waited, worked = [], []
        for _ in range(_ANSWERS):
            started, cpu = time.perf_counter(), time.thread_time()
            kept = records.keep(answer, answerer.library)
            waited.append(1000 * (time.perf_counter() - started))
            worked.append(1000 * (time.thread_time() - cpu))
            assert kept.record
        records.close()
        size = sum(path.stat().st_size for path in folder.glob("records.sqlite*")) / _ANSWERS
        records = Records(folder)
        started = time.perf_counter()
        gone = records.forget(answer.citations[0].document_id)
        forgot = time.perf_counter() - started
        records.close()
    shares = statistics.quantiles(waited, n=1000)
    print(machine())
    print("\n| keeping an answer | value |\n| --- | ---: |")
    print(f"| CPU, mean | {statistics.mean(worked):.3f} ms |")
    print(f"| wait, median | {statistics.median(waited):.3f} ms |")
    print(f"| wait, 99th and 99.9th percentile | {shares[989]:.2f} ms, {shares[998]:.2f} ms |")
    print(f"| on the disk, an answer of {len(answer.citations)} quotes | {size:,.0f} bytes |")
    print(f"| forgetting {gone:,} quotes of a document | {forgot:.2f} s |")


if __name__ == "__main__":
    main()
