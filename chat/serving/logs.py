"""What the server writes to standard error: a line for each request, with an id to find it by.

A line names the address without what stands behind its `?`, which may be a question, and never the
client. What a question said is written only when that is asked for, see `questions`.
"""

import asyncio
import json
import logging
import re
import secrets
import sys
import time
from contextvars import ContextVar
from datetime import UTC, datetime

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chat.serving.metrics import Metrics
from chat.serving.proxies import Proxies
from chat.strings import STRINGS, Language
from chat.terminal import safe
from chat.types import Answer

log = logging.getLogger("yinju")
requests = logging.getLogger("yinju.request")
questions = logging.getLogger("yinju.question")

_ID = re.compile(r"[\w.-]{1,64}", re.ASCII)
_FILES = re.compile(r"/(?:assets|static|svelte)/|/gradio_api/heartbeat/|/theme\.css$")
_APOLOGY = " ".join(STRINGS[language]["failed"] for language in Language)
_STOPPING = " ".join(STRINGS[language]["stopping"] for language in Language)
_LEFT = 499
"""What is written where a client left before it was answered; nginx writes the same."""
_current: ContextVar[str] = ContextVar("request", default="")


class RequestLog:
    """Gives each request an id, says it in `X-Request-ID`, and writes the request's line at its end.

    A proxy that is trusted may bring the id; anybody else's is not taken.
    """

    def __init__(self, app: ASGIApp, proxies: Proxies, metrics: Metrics) -> None:
        self.app = app
        self._proxies = proxies
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request = self._id(scope)
        before = _current.set(request)
        started = time.perf_counter()
        status = 0
        streams = False  # something without a length is being sent, whose end a client waits for

        async def send_named(message: Message) -> None:
            nonlocal status, streams
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                headers["X-Request-ID"] = request
                streams = "content-length" not in headers
            elif not message.get("more_body", False):
                streams = False
            await send(message)

        path = scope["path"]  # before a mounted application shortens it
        try:
            await self.app(scope, receive, send_named)
        except ClientDisconnect:  # in the midst of what it sent
            status = _LEFT
        except asyncio.CancelledError:  # the server stops, and has waited for this one long enough
            if not status:
                refusal = JSONResponse({"error": _STOPPING}, 503, {"Connection": "close"})
                await refusal(scope, receive, send_named)
            elif streams:
                await send({"type": "http.response.body", "body": b""})
        except Exception:  # the outermost edge: the log gets the trace, nobody else
            log.exception("a request failed")
            if not status:
                await JSONResponse({"error": _APOLOGY}, 500)(scope, receive, send_named)
        finally:
            self._metrics.requests.labels(f"{status // 100}xx").inc()
            quiet = status < 400 and _FILES.search(path)
            requests.log(
                logging.DEBUG if quiet else logging.INFO,
                "%s %s %d",
                scope["method"],
                path,
                status,
                extra={
                    "fields": {
                        "method": scope["method"],
                        "path": path,
                        "status": status,
                        "ms": round((time.perf_counter() - started) * 1000, 1),
                    }
                },
            )
            _current.reset(before)

    def _id(self, scope: Scope) -> str:
        brought = Headers(scope=scope).get("x-request-id", "")
        peer = (scope.get("client") or ("", 0))[0]
        if peer in self._proxies and _ID.fullmatch(brought):
            return brought
        return secrets.token_hex(8)


def said(answer: Answer) -> None:
    """Write what was asked and what came of it, if questions are to be logged."""
    outcome = "refused" if answer.refused else "answered"
    fields = {"question": answer.question, "asked": answer.asked, "outcome": outcome}
    questions.info("%s: %s", outcome, answer.asked, extra={"fields": fields})


class _Lines(logging.Formatter):
    """Short lines for people."""

    def format(self, record: logging.LogRecord) -> str:
        now = datetime.fromtimestamp(record.created, UTC).strftime("%H:%M:%S")
        line = f"{now} {record.levelname.lower()} {safe(record.getMessage())}"
        if "ms" in (fields := getattr(record, "fields", {})):
            line += f" {fields['ms']:g} ms"
        if _current.get():
            line += f" [{_current.get()}]"
        return f"{line}\n{self.formatException(record.exc_info)}" if record.exc_info else line


class _Json(logging.Formatter):
    """One JSON object a line for programs."""

    def format(self, record: logging.LogRecord) -> str:
        entry = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            "request": _current.get() or None,
            **getattr(record, "fields", {}),
        }
        if record.exc_info:
            entry["trace"] = self.formatException(record.exc_info)
        return json.dumps(entry, ensure_ascii=False)


def configure(*, as_json: bool, with_questions: bool) -> None:
    """Send everything that is logged to standard error: as JSON with a line for every request, else
    as text without those for the page's own files."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Json() if as_json else _Lines())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    log.setLevel(logging.INFO)
    requests.setLevel(logging.DEBUG if as_json else logging.INFO)
    questions.setLevel(logging.INFO if with_questions else logging.CRITICAL)
