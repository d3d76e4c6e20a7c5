"""What is counted for Prometheus, and the address of its own at which it is read.

Never on the address that serves the pages: behind a proxy everybody seems to come from this machine.
"""

import resource
from enum import StrEnum
from http.server import HTTPServer
from threading import Thread

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    start_http_server,
)

from ingest.errors import YinjuError

_SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


class Outcome(StrEnum):
    """How a question ended."""

    ANSWERED = "answered"
    REFUSED = "refused"
    INVALID = "invalid"
    FAILED = "failed"
    TURNED_AWAY = "turned_away"


class Metrics:
    """Counters of one server; nothing in them tells who asked or what."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)  # memory, CPU, open files
        self._questions = Counter(
            "yinju_questions", "Questions by how they ended", ["outcome"], registry=self.registry
        )
        for outcome in Outcome:
            self._questions.labels(outcome)  # so that a rate is 0 and not missing before the first
        self._seconds = Histogram(
            "yinju_answer_seconds",
            "Seconds from a question to its answer, waiting included",
            buckets=_SECONDS,
            registry=self.registry,
        )
        self.inside = Gauge(
            "yinju_questions_inside", "Questions waiting or worked on", registry=self.registry
        )
        self.documents = Gauge(
            "yinju_documents", "Documents that are quoted from", registry=self.registry
        )
        self.requests = Counter(
            "yinju_requests", "Requests by their status", ["status"], registry=self.registry
        )
        Gauge(
            "yinju_peak_memory_bytes", "Most resident memory so far", registry=self.registry
        ).set_function(lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024)

    def asked(self, outcome: Outcome, seconds: float | None = None) -> None:
        """Count a question, and the seconds that its answer took."""
        self._questions.labels(outcome).inc()
        if seconds is not None:
            self._seconds.observe(seconds)


def listen(metrics: Metrics, host: str, port: int) -> tuple[HTTPServer, Thread]:
    """Serve /metrics from a thread; the caller shuts the server down.

    Raises YinjuError when the address cannot be used.
    """
    try:
        return start_http_server(port, host, metrics.registry)
    except OSError as error:
        raise YinjuError(
            f"--metrics {host}:{port}: cannot be served there ({error.strerror}); choose another "
            "[HOST:]PORT"
        ) from error
