"""Memory: the peak of the processes that read a PDF of 500 pages, the page's two columns over and over.

    python -m benchmarks.long_pdf

Printed are the megabytes at the peak of the process that collects and of the one that reads, and seconds.
"""

import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from benchmarks.format_files import columns, many_pages
from benchmarks.machine import machine
from chat.command.arguments import DOCUMENTS
from ingest.collect import collect
from tests.samples import lines_of

PAGES = 500


def peaks(data: bytes, name: str) -> tuple[float, float, float]:
    """Megabytes at the peak of the process that collects a file, and of the one that reads it, and seconds."""
    program = (
        "import sys; from pathlib import Path; from ingest.collect import collect;"
        "print(len(collect([Path(sys.argv[1])]).documents[0].text))"
    )
    most: dict[int, float] = {}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        began = time.perf_counter()
        command = [sys.executable, "-c", program, str(path)]
        with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
            while process.poll() is None:
                for each in [process.pid, *_below(process.pid)]:
                    most[each] = max(most.get(each, 0.0), _high_water(each))
                time.sleep(0.05)
        taken = time.perf_counter() - began
    own = most.pop(process.pid)
    return own, max(most.values(), default=0.0), taken


def _below(pid: int) -> list[int]:
    """All processes that a process, by any of its threads, has started."""
    found: list[int] = []
    for listed in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(OSError):
            for child in map(int, listed.read_text(encoding="ascii").split()):
                found += [child, *_below(child)]
    return found


def _high_water(pid: int) -> float:
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    except OSError:
        return 0.0
    line = next((one for one in status.splitlines() if one.startswith("VmHWM")), "VmHWM: 0 kB")
    return int(line.split()[1]) / 1000


def main() -> None:
    """Print the peaks."""
    page = collect([DOCUMENTS]).documents[0]
    if (pdf := columns(lines_of(page), 2)) is None:
        sys.exit("no PDF without Chromium; apt-get install chromium")
    whole = many_pages(pdf, PAGES)
    own, reader, taken = peaks(whole, "a.pdf")
    print(
        f"a PDF of {PAGES} pages ({len(whole) / 1e6:.1f} MB) read in {taken:.0f} s: at the peak "
        f"{own:.0f} MB in the process that collects, {reader:.0f} MB in the one that reads; {machine()}"
    )


if __name__ == "__main__":
    main()
