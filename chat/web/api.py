"""The JSON interface: ask, list the documents, and whether the server is alive and ready."""

import json
import logging
import math
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, StreamingResponse
from pydantic import BaseModel, Field
from starlette.responses import Response

from chat.answer import Answerer
from chat.contract import error_json, to_json
from chat.render import document_key
from chat.serving.desk import RETRY_AFTER, Busy, Desk
from chat.strings import STRINGS, Language
from chat.types import Answer, Turn
from index.library import Library
from ingest.errors import QuestionError, YinjuError

_log = logging.getLogger("yinju")

LONGEST_HISTORY = 20
"""Earlier questions in a request; each is asked again to learn how it was understood."""
APOLOGY = " ".join(STRINGS[language]["failed"] for language in Language)


class Question(BaseModel):
    """The body of POST /api/ask: a question, and the questions before it, oldest first."""

    question: str
    history: list[str] = Field(default=[], max_length=LONGEST_HISTORY)


class Readiness:
    """Whether the library can be searched, tried at most once in `LASTING` seconds however many ask."""

    LASTING = 1.0

    def __init__(self, library: Library, clock: Callable[[], float] = time.monotonic) -> None:
        self._library, self._clock = library, clock
        self._lock = threading.Lock()
        self._until, self._found = -math.inf, False

    def now(self) -> bool:
        """Whether it can; why it cannot is logged."""
        with self._lock:
            if self._clock() >= self._until:
                try:
                    self._library.search("学位", 1)
                    self._found = True
                except YinjuError as error:
                    _log.error("not ready: %s", error)
                    self._found = False
                self._until = self._clock() + self.LASTING
            return self._found


def add_api(app: FastAPI, answerer: Answerer, desk: Desk) -> None:
    """The addresses below /api, and the two that a supervisor asks."""

    ready = Readiness(answerer.library)

    @app.get("/healthz", summary="Is the process alive?")
    def healthz() -> dict[str, Any]:
        return {"status": "ok", "documents": len(answerer.library.titles())}

    @app.get(
        "/readyz",
        summary="Can it answer?",
        response_model=None,
        responses={503: {"description": "Not yet, or not any more"}},
    )
    def readyz() -> Response:
        if ready.now():
            return JSONResponse({"status": "ready"})
        return JSONResponse({"status": "not ready"}, 503)

    @app.get("/api/documents", summary="The documents that answers are quoted from")
    def documents() -> list[dict[str, str]]:
        return [
            {"document": name, "title": title, "address": f"/d/{document_key(name)}"}
            for name, title in answerer.library.titles().items()
        ]

    @app.post(
        "/api/ask",
        summary="Ask a question; an answer is quotes, or 没有找到",
        description="With `Accept: text/event-stream` each quote is an event `citation`, and the whole "
        "answer the last event, `answer`.",
        response_model=None,
        responses={
            400: {"description": "The question cannot be asked"},
            422: {"description": "The body is not of this form"},
            429: {"description": "This client asks too often"},
            503: {"description": "Too many are asking; come again after Retry-After seconds"},
        },
    )
    async def ask(asked: Question, request: Request) -> Response:
        def work() -> Answer:
            turns: list[Turn] = []
            for earlier in asked.history:
                before = answerer.ask(earlier, turns)
                turns.append(Turn(before.asked, before.refused))
            return answerer.ask(asked.question, turns)

        def respond(answer: Answer) -> Response:
            if "text/event-stream" in request.headers.get("accept", ""):
                return StreamingResponse(_events(answer), media_type="text/event-stream")
            return JSONResponse(to_json(answer))

        return await answered(desk, work, respond)


async def ask_once(answerer: Answerer, question: str, desk: Desk) -> dict[str, Any]:
    """An answer in the form of the contract; `"error"` says why there is none."""
    try:
        return to_json(await desk.ask(lambda: answerer.ask(question)))
    except (QuestionError, Busy) as error:
        said = str(error)
    except Exception:  # noqa: BLE001  the outermost edge: the log gets the trace, nobody else
        _log.exception("a question could not be answered")
        said = APOLOGY
    return error_json(question.encode(errors="replace").decode(), said)


async def answered(
    desk: Desk, work: Callable[[], Answer], respond: Callable[[Answer], Response]
) -> Response:
    """What `respond` makes of the answer; 400 for a question that cannot be asked, 503 while the desk
    is full, and an apology for all else."""
    try:
        return respond(await desk.ask(work))
    except QuestionError as error:
        return JSONResponse({"error": str(error)}, 400)
    except Busy as error:
        return JSONResponse({"error": str(error)}, 503, {"Retry-After": str(RETRY_AFTER)})
    except Exception:  # noqa: BLE001  the outermost edge: the log gets the trace, nobody else
        _log.exception("a question could not be answered")
        return JSONResponse({"error": APOLOGY}, 500)


def _events(answer: Answer) -> Iterator[str]:
    whole = to_json(answer)
    for citation in whole["citations"]:
        yield f"event: citation\ndata: {json.dumps(citation, ensure_ascii=False)}\n\n"
    yield f"event: answer\ndata: {json.dumps(whole, ensure_ascii=False)}\n\n"
