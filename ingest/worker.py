"""Read files in other processes, on all cores, each with a limit on its time and memory.

A parser of PDF or Office files can loop, crash or eat all memory on a file that was made, or damaged, to
make it. Then its process ends, the file is reported, and the others are read all the same.
"""

import multiprocessing
import os
import resource
import signal
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess

from ingest.errors import ReadError
from ingest.passages import title
from ingest.read import document
from ingest.types import Document

_SPAWN = multiprocessing.get_context("spawn")


@dataclass(frozen=True, slots=True)
class Limits:
    """What reading one file may take: seconds, and bytes of memory."""

    seconds: float = 300.0
    memory: int = 4_000_000_000


Load = Callable[[], bytes]
"""Gives a file's bytes when its turn has come, so that not all are in memory. Raises ReadError."""


class Workers:
    """As many processes as cores, started when they are needed and ended with the block.

    >>> with Workers() as workers:
    ...     [(name, found.text) for name, found in workers.read([("a.txt", "学位".encode)])]
    [('a.txt', '学位')]
    """

    def __init__(
        self,
        limits: Limits | None = None,
        count: int | None = None,
        keep: Callable[[Document], None] = lambda _: None,
    ) -> None:
        """`keep` is called with each document as soon as it is read, in threads."""
        self._limits = limits or Limits()
        self._keep = keep
        self._count = count or os.cpu_count() or 1
        self._own = threading.local()
        self._running: list[_Worker] = []
        self._lock = threading.Lock()

    def __enter__(self) -> "Workers":
        return self

    def __exit__(self, *_: object) -> None:
        for worker in self._running:
            worker.end()

    def read(self, files: Iterable[tuple[str, Load]]) -> Iterator[tuple[str, Document | ReadError]]:
        """Names and what each file holds, in order, or why it could not be read."""
        with ThreadPoolExecutor(self._count) as threads:
            try:
                yield from threads.map(self._one, files)
            except BaseException:
                threads.shutdown(wait=False, cancel_futures=True)
                self.__exit__()
                raise

    def _one(self, file: tuple[str, Load]) -> tuple[str, Document | ReadError]:
        name, load = file
        try:
            found = self._worker().read(load(), name)
            self._keep(found)
            return name, found
        except ReadError as error:
            return name, error

    def _worker(self) -> "_Worker":
        worker: _Worker | None = getattr(self._own, "worker", None)
        if worker is None:
            worker = self._own.worker = _Worker(self._limits)
            with self._lock:
                self._running.append(worker)
        return worker


class _Worker:
    """One process that reads one file at a time, and is started anew after one that it did not survive."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._process: SpawnProcess | None = None
        self._pipe: Connection | None = None

    def read(self, data: bytes, name: str) -> Document:
        pipe = self._started()
        try:
            pipe.send(name)
            pipe.send_bytes(data)  # not pickled, which would be two copies more
            if not pipe.poll(self._limits.seconds):
                self.end()
                raise ReadError(
                    f"{name}: not read within {self._limits.seconds:g} seconds; split it, or give it more "
                    "with --file-seconds"
                )
            found = pipe.recv()
        except (EOFError, OSError) as error:
            self.end()
            raise ReadError(
                f"{name}: its reader stopped, for want of memory (more with "
                "--file-memory) or because the file is damaged"
            ) from error
        if isinstance(found, str):
            raise ReadError(found)
        heading, text, encoding, structure = found
        return Document(name, heading, text, data, encoding, structure)

    def _started(self) -> Connection:
        if self._process is None or self._pipe is None or not self._process.is_alive():
            self._pipe, theirs = _SPAWN.Pipe()
            self._process = _SPAWN.Process(target=_work, args=(theirs, self._limits), daemon=True)
            self._process.start()
            theirs.close()
        return self._pipe

    def end(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.join()
            self._process = None
        if self._pipe is not None:
            self._pipe.close()
            self._pipe = None


def _work(pipe: Connection, limits: Limits) -> None:
    """Read what comes until nothing more does."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent is told, and ends this one
    _, most = resource.getrlimit(resource.RLIMIT_AS)
    memory = limits.memory if most == resource.RLIM_INFINITY else min(most, limits.memory)
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    while True:
        try:
            name, data = pipe.recv(), pipe.recv_bytes()
        except EOFError:
            return
        try:
            found = document(data, name)
            answer: object = (title(found), found.text, found.encoding, found.structure)
        except ReadError as error:
            answer = str(error)
        except MemoryError:
            answer = (
                f"{name}: needs more than {limits.memory:,} bytes of memory; split it, or give it "
                "more with --file-memory"
            )
        pipe.send(answer)
