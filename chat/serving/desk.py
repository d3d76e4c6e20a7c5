"""The desk where questions come in, from whatever page: so many at once, so many waiting, no more.

A machine with two cores does not answer sooner by working on sixty questions at a time; a queue without
an end only makes everybody wait for an answer that nobody reads any more. Work is done in threads of the
desk's own, so that pages and health are served while it is busy.
"""

import asyncio
import time
from collections.abc import Callable

import anyio.to_thread

from chat.keeping.kept import Keep, not_kept
from chat.serving import logs
from chat.serving.metrics import Metrics, Outcome
from chat.strings import STRINGS, Language
from chat.types import Answer
from ingest.errors import QuestionError, YinjuError

AT_ONCE = 4
"""Questions worked on at a time; numpy and onnxruntime leave Python's lock while they compute."""
WAITING = 96
"""Questions that wait: at 30 ms each on two cores the last one waits about two seconds."""
RETRY_AFTER = 3
"""Seconds after which a client that was turned away may try again."""
BUSY = " ".join(STRINGS[language]["busy"] for language in Language)


class Busy(YinjuError):
    """Too many questions are waiting, or the server is about to stop."""

    def __init__(self) -> None:
        super().__init__(BUSY)


class Desk:
    """Lets questions in until it is full or closed."""

    def __init__(
        self,
        keep: Keep = not_kept,
        *,
        at_once: int = AT_ONCE,
        waiting: int = WAITING,
        metrics: Metrics | None = None,
    ) -> None:
        self._keep = keep
        self.metrics = metrics or Metrics()
        self._places = anyio.CapacityLimiter(at_once)
        self._most = at_once + waiting
        self._inside = 0
        self._closed = False

    async def ask(self, work: Callable[[], Answer]) -> Answer:
        """The answer that `work` gives, in a thread, and kept. Raises Busy, and whatever `work` raises."""
        if self._closed or self._inside >= self._most:
            self.metrics.asked(Outcome.TURNED_AWAY)
            raise Busy
        self._inside += 1
        self.metrics.inside.set(self._inside)
        started = time.perf_counter()
        try:
            # not cancelled with its client: what has begun is finished, and counted
            answer = await anyio.to_thread.run_sync(
                lambda: self._keep(work()), limiter=self._places
            )
        except QuestionError:
            self.metrics.asked(Outcome.INVALID)
            raise
        except Exception:  # counted and passed on, whatever it is
            self.metrics.asked(Outcome.FAILED)
            raise
        finally:
            self._inside -= 1
            self.metrics.inside.set(self._inside)
        outcome = Outcome.REFUSED if answer.refused else Outcome.ANSWERED
        self.metrics.asked(outcome, time.perf_counter() - started)
        logs.said(answer)
        return answer

    async def close(self, patience: float, hurry: Callable[[], bool] = lambda: False) -> bool:
        """Let nobody in any more and wait for those inside, at most `patience` seconds and not once there
        is a `hurry`; whether all are out."""
        self._closed = True
        until = time.monotonic() + patience
        while self._inside and time.monotonic() < until and not hurry():
            await asyncio.sleep(0.02)
        return not self._inside
