"""The web server: gradio's page at /, and beside it the health check, the JSON API and the documents."""

import logging
import socket
from collections.abc import Callable, Sequence
from http import HTTPStatus
from pathlib import Path
from typing import Any

import uvicorn
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.middleware.cors import CORSMiddleware
from fastapi.responses import FileResponse, HTMLResponse, JSONResponse
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.middleware.body_limit import RequestBodyLimitMiddleware

from chat.answer import Answerer
from chat.app import mount_page
from chat.contract import to_json
from chat.guard import OnlyWhatThePageNeeds, SecurityHeaders
from chat.reader import document_html
from chat.render import document_key, message_html
from chat.strings import STRINGS, Language
from chat.types import Turn
from ingest.errors import QuestionError, YinjuError

_log = logging.getLogger("yinju")

LONGEST_REQUEST = 64 * 1024
"""Bytes in a request; the longest question with its history takes a few thousand."""
LONGEST_HISTORY = 20
"""Earlier questions in a request; each is asked again to learn how it was understood."""
_STATIC = Path(__file__).parent / "static"
_APOLOGY = " ".join(STRINGS[language]["failed"] for language in Language)


class Question(BaseModel):
    """The body of POST /api/ask: a question, and the questions before it, oldest first."""

    question: str
    history: list[str] = Field(default=[], max_length=LONGEST_HISTORY)


def create_app(answerer: Answerer, embed_from: Sequence[str] = ()) -> FastAPI:
    """The whole web application; `embed_from` are the sites that may show it in a frame."""
    app = FastAPI(title="引据 yinju", docs_url=None, redoc_url=None, openapi_url=None)
    _add_routes(app, answerer)
    app.add_exception_handler(RequestValidationError, _malformed)
    app.add_exception_handler(HTTPException, _refused)
    # The last one added is the outermost: headers go on refusals too. No origin but our own is
    # allowed anything, and gradio sees that the question of origins has been settled.
    app.add_middleware(CORSMiddleware, allow_origins=[])
    app.add_middleware(RequestBodyLimitMiddleware, max_body_size=LONGEST_REQUEST)
    app.add_middleware(OnlyWhatThePageNeeds)
    app.add_middleware(SecurityHeaders, embed_from=tuple(embed_from))
    return mount_page(app, answerer)


def serve(
    answerer: Answerer,
    host: str,
    port: int,
    *,
    embed_from: Sequence[str] = (),
    announce: Callable[[str], None] = _log.info,
) -> None:
    """Serve until interrupted; port 0 takes any free one. `announce` is told the address.

    Raises YinjuError when the address cannot be used.
    """
    listener = _listen(host, port)
    with listener:
        name = f"[{host}]" if ":" in host else host
        announce(f"http://{name}:{listener.getsockname()[1]}/")
        config = uvicorn.Config(
            lambda: create_app(answerer, embed_from),
            factory=True,  # made inside uvicorn's event loop; outside one, gradio leaves some open
            log_level="warning",
            server_header=False,
            timeout_graceful_shutdown=3,
        )
        uvicorn.Server(config).run(sockets=[listener])


def _listen(host: str, port: int) -> socket.socket:
    if not 0 <= port <= 65535:
        raise YinjuError(
            f"端口 {port} 无效 / port {port}: expected 0 to 65535; choose another --port"
        )
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(128)
    except OSError as error:
        listener.close()
        raise YinjuError(
            f"无法使用 {host}:{port} / cannot serve at {host}:{port} ({error.strerror}); "
            f"choose another port with --port, for example --port {port + 1 if port < 65535 else 7860}"
        ) from error
    return listener


def _add_routes(app: FastAPI, answerer: Answerer) -> None:
    @app.get("/healthz")
    def healthz() -> dict[str, Any]:
        return {"status": "ok", "documents": len(answerer.library.titles())}

    @app.post("/api/ask")
    def ask(asked: Question) -> JSONResponse:
        turns: list[Turn] = []
        try:
            for earlier in asked.history:
                before = answerer.ask(earlier, turns)
                turns.append(Turn(before.asked, before.refused))
            return JSONResponse(to_json(answerer.ask(asked.question, turns)))
        except QuestionError as error:
            return JSONResponse({"error": str(error)}, 400)
        except Exception:  # noqa: BLE001  the outermost edge: the log gets the trace, nobody else
            _log.exception("a question could not be answered")
            return JSONResponse({"error": _APOLOGY}, 500)

    @app.get("/document/{key}")
    def page(key: str) -> HTMLResponse:
        names = {document_key(name): name for name in answerer.library.titles()}
        if key not in names:
            missing = " ".join(STRINGS[language]["changed"] for language in Language)
            return HTMLResponse(message_html(missing), 404)
        return HTMLResponse(document_html(answerer.library.document(names[key])))

    @app.get("/page/page.js")
    def script() -> FileResponse:
        return FileResponse(_STATIC / "page.js", media_type="text/javascript")


def _refused(_: Request, error: Exception) -> JSONResponse:
    status = error.status_code if isinstance(error, HTTPException) else 400
    return JSONResponse({"error": HTTPStatus(status).phrase}, status)


def _malformed(_: Request, error: Exception) -> JSONResponse:
    """Say what a request should look like; FastAPI's own answer would repeat what was sent."""
    expected = '{"question": "…", "history": ["…"]}'
    wrong = error.errors() if isinstance(error, RequestValidationError) else []
    places = ", ".join(".".join(map(str, one["loc"])) for one in wrong)
    return JSONResponse({"error": f"expected {expected}; wrong at {places}"}, 422)
