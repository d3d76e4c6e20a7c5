"""The web server: gradio's page at /, beside it the JSON interface and the plain pages, and the guard."""

import errno
import logging
import socket
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from http import HTTPStatus

import uvicorn
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.middleware.cors import CORSMiddleware
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.middleware.body_limit import RequestBodyLimitMiddleware

from chat.admin.routes import add_admin
from chat.admin.token import AdminToken
from chat.answer import Answerer
from chat.keeping.kept import Keep, not_kept
from chat.keeping.records import Records
from chat.serving.desk import Desk
from chat.serving.embed import allowed
from chat.serving.limits import RateLimit
from chat.serving.logs import RequestLog
from chat.serving.metrics import Metrics, listen
from chat.serving.password import BehindPassword, Hashed
from chat.serving.proxies import Proxies
from chat.web.api import add_api
from chat.web.app import mount_page
from chat.web.front import FrontPage
from chat.web.guard import (
    AskingHasLimits,
    OnlyWhatThePageNeeds,
    SecurityHeaders,
    TooLargeIsSaid,
)
from chat.web.mcp import add_mcp
from chat.web.permalink import add_kept
from chat.web.routes import add_pages
from ingest.errors import YinjuError

_log = logging.getLogger("yinju")

LONGEST_REQUEST = 64 * 1024
"""Bytes in a request; the longest question with its history takes a few thousand."""
PATIENCE = 20
"""Seconds in which the questions under way are answered when the server is stopped."""


def create_app(
    answerer: Answerer,
    embed_from: Sequence[str] = (),
    limit: RateLimit | None = None,
    *,
    records: Records | None = None,
    admin: AdminToken | None = None,
    desk: Desk | None = None,
    proxies: Proxies | None = None,
    passwords: Mapping[str, Hashed] | None = None,
) -> FastAPI:
    """The whole web application; `embed_from` are the sites that may embed it, `limit` how often one
    client may ask, `records` where answers are kept, if they are, `desk` how many are asked at once,
    `proxies` those whose word on a client is taken, `passwords` those without which nothing is shown,
    `admin` what an admin has to show, if there is one. Raises YinjuError for what is no site."""
    sites = allowed(embed_from)
    desk = desk or Desk(_keep(answerer, records))
    proxies = proxies or Proxies()
    app = FastAPI(title="引据 yinju", docs_url=None, redoc_url=None)
    add_api(app, answerer, desk)
    front = FrontPage(answerer)
    add_pages(app, answerer, sites, desk, front)
    add_kept(app, answerer, records, sites)
    add_mcp(app, answerer, sites, desk)
    if admin is not None:
        add_admin(app, admin, answerer.library, records)
    app.add_exception_handler(RequestValidationError, _malformed)
    app.add_exception_handler(HTTPException, _refused)
    # The last one added is the outermost: headers go on refusals too. No origin is allowed anything
    # but our own and those that embed, and gradio sees that the question of origins has been settled.
    app.add_middleware(
        CORSMiddleware,
        allow_origins=[],
        allow_origin_regex=sites.pattern or None,
        allow_methods=["GET", "POST"],
        allow_headers=["content-type"],
    )
    app.add_middleware(AskingHasLimits, limit=limit or RateLimit())
    app.add_middleware(RequestBodyLimitMiddleware, max_body_size=LONGEST_REQUEST)
    app.add_middleware(TooLargeIsSaid)
    app.add_middleware(OnlyWhatThePageNeeds, admin=admin is not None)
    if passwords is not None:
        app.add_middleware(BehindPassword, passwords=passwords)
    app.add_middleware(proxies.in_front_of)
    app.add_middleware(RequestLog, proxies=proxies, metrics=desk.metrics)
    app.add_middleware(SecurityHeaders, ancestors=sites.ancestors)
    return mount_page(app, answerer, desk, front)


def serve(
    answerer: Answerer,
    host: str,
    port: int,
    *,
    embed_from: Sequence[str] = (),
    records: Records | None = None,
    admin: AdminToken | None = None,
    proxies: Proxies | None = None,
    passwords: Mapping[str, Hashed] | None = None,
    metrics_at: tuple[str, int] | None = None,
    announce: Callable[[str], None] = _log.info,
) -> None:
    """Serve until interrupted; port 0 takes any free one. `announce` is told the address, `metrics_at`
    is a host and a port for /metrics.

    Raises YinjuError when an address cannot be used.
    """
    metrics = Metrics()
    metrics.documents.set_function(lambda: len(answerer.library.titles()))
    with _listen(host, port) as listener, _counted(metrics, metrics_at):
        name = f"[{host}]" if ":" in host else host
        announce(f"http://{name}:{listener.getsockname()[1]}/")
        desks: list[Desk] = []

        def made() -> FastAPI:  # inside uvicorn's event loop; outside one, gradio leaves some open
            desks.append(Desk(_keep(answerer, records), metrics=metrics))
            return create_app(
                answerer,
                embed_from,
                records=records,
                admin=admin,
                desk=desks[0],
                proxies=proxies,
                passwords=passwords,
            )

        config = uvicorn.Config(
            made,
            factory=True,
            log_config=None,
            log_level="warning",
            access_log=False,
            server_header=False,
            proxy_headers=False,  # its default believes anything that comes from 127.0.0.1
            ws="none",
            timeout_graceful_shutdown=3,
        )
        _Server(config, desks).run(sockets=[listener])


class _Server(uvicorn.Server):
    """Stops when the questions under way have been answered."""

    def __init__(self, config: uvicorn.Config, desks: Sequence[Desk]) -> None:
        super().__init__(config)
        self._desks = desks

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Let no more questions in, finish those inside, then close what connections are left: an open
        page holds one for as long as it is open."""
        for desk in self._desks:
            if not await desk.close(PATIENCE, lambda: self.force_exit):
                _log.error("stopped with questions unanswered")
        await super().shutdown(sockets)


def _keep(answerer: Answerer, records: Records | None) -> Keep:
    return not_kept if records is None else partial(records.keep, library=answerer.library)


@contextmanager
def _counted(metrics: Metrics, at: tuple[str, int] | None) -> Iterator[None]:
    if at is None:
        yield
        return
    server, thread = listen(metrics, *at)
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


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
        if isinstance(error, socket.gaierror) or error.errno == errno.EADDRNOTAVAIL:
            raise YinjuError(
                f"无法使用地址 {host} / cannot serve at {host} ({error.strerror}); expected an address of this "
                "machine, choose another with --host, for example --host 127.0.0.1"
            ) from error
        raise YinjuError(
            f"无法使用 {host}:{port} / cannot serve at {host}:{port} ({error.strerror}); "
            f"choose another port with --port, for example --port {port + 1 if port < 65535 else 7860}"
        ) from error
    return listener


def _refused(_: Request, error: Exception) -> JSONResponse:
    status = error.status_code if isinstance(error, HTTPException) else 400
    return JSONResponse({"error": HTTPStatus(status).phrase}, status)


def _malformed(_: Request, error: Exception) -> JSONResponse:
    """Say what a request should look like; FastAPI's own answer would repeat what was sent."""
    expected = '{"question": "…", "history": ["…"]}'
    wrong = error.errors() if isinstance(error, RequestValidationError) else []
    places = ", ".join(".".join(map(str, one["loc"])) for one in wrong)
    return JSONResponse({"error": f"expected {expected}; wrong at {places}"}, 422)
