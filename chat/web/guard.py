"""What stands before gradio: which of its addresses are reachable, and what a browser may do with them.

gradio brings upload, file, proxy, API and monitoring routes that this page has no use for. They are
not closed one by one; only what the page needs is open. Written as plain ASGI, because gradio's event
streams must pass through unbuffered.
"""

import re
import secrets
from collections.abc import Mapping
from urllib.parse import parse_qsl

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chat.serving.limits import RateLimit
from chat.serving.proxies import client_key
from chat.strings import Language, language, text
from chat.web.pages import notice_page

_READ = re.compile(
    r"/|/mcp|/healthz|/readyz|/openapi\.json|/docs|/api/documents|/d/[0-9a-f]{12}|/fold"
    r"|/a/[A-Za-z0-9_-]{22}|/widget\.js|/widget|/widget/allowed|/demo"
    r"|/static/(?:given|page|asking|connection|cards|frame|reading)\.js|/static/(?:shared|plain|demo)\.css"
    r"|/config|/theme\.css|/favicon\.ico|/robots\.txt|/manifest\.json|/(?:assets|static|svelte)/[\w./-]+"
    r"|/gradio_api/(?:info|startup-events|app_id|queue/data|heartbeat/\w+)"
)
_ADMIN = {
    "GET": re.compile(r"/admin|/admin/(?:use|use\.jsonl|library|remove/[0-9a-f]{12})"),
    "POST": re.compile(
        r"/api/documents|/admin/(?:enter|leave|add|(?:replace|remove)/[0-9a-f]{12})"
    ),
    "DELETE": re.compile(r"/api/documents/[0-9a-f]{12}"),
}
"""Only where there is an admin token; what it takes to be let in is asked behind this, in admin/door.py."""
_WRITE = re.compile(r"/api/ask|/mcp|/widget/ask|/report|/gradio_api/(?:queue/join|cancel|reset)")
_PLAIN = re.compile(r"/d/|/a/|/admin|/widget|/demo$|/docs$|/fold$|/static/")
_ASKING = re.compile(r"/api/ask|/mcp|/widget/ask|/report|/gradio_api/queue/join")
_HTML_SCRIPT = re.compile(rb"<script(?=[\s>])")
_HEAD = b"<head>"
_FIRST_SCRIPT = _HEAD + b'<script src="static/given.js"></script>'
_SOCIAL_META = re.compile(rb'<meta\s+(?:property|name)="(?:og|twitter):[^>]*>\s*')


class OnlyWhatThePageNeeds:
    """Answers 404 to every address that is not on the lists above, gradio's uploads and files among
    them; the admin's are there only where there is an `admin`."""

    def __init__(self, app: ASGIApp, *, admin: bool = False) -> None:
        self.app = app
        self._admin = admin

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] == "http":
            method, path = scope["method"], scope["path"]
            lists = [{"GET": _READ, "HEAD": _READ, "POST": _WRITE}.get(method)]
            if self._admin:
                lists.append(_ADMIN.get(method))
            if not any(one is not None and one.fullmatch(path) for one in lists):
                await _refusal(scope, 404, "no_address")(scope, receive, send)
                return
        await self.app(scope, receive, send)


def _refusal(
    scope: Scope, status: int, key: str, headers: Mapping[str, str] | None = None
) -> Response:
    """A page for a person, whose browser says that it reads HTML, and JSON for a program."""
    request = Request(scope)
    headers = {"Vary": "Accept", **(headers or {})}
    if "text/html" in request.headers.get("accept", ""):
        spoken = language(request.query_params.get("lang", ""))
        return HTMLResponse(notice_page(text(key, spoken), spoken), status, headers)
    said = " ".join(text(key, one) for one in Language)
    return JSONResponse({"error": said}, status, headers)


class TooLargeIsSaid:
    """Says as all errors are said that a request is too large, which starlette's limit says in plain text."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        refused = False

        async def send_said(message: Message) -> None:
            nonlocal refused
            if message["type"] == "http.response.start" and message["status"] == 413:
                refused = True
                await _refusal(scope, 413, "too_large")(scope, receive, send)
            elif not refused:
                await send(message)

        await self.app(scope, receive, send_said)


class AskingHasLimits:
    """Answers 429 to a client that asks too often, with the seconds to wait."""

    def __init__(self, app: ASGIApp, limit: RateLimit) -> None:
        self.app = app
        self._limit = limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        asks = scope["type"] == "http" and (
            (scope["method"] == "POST" and _ASKING.fullmatch(scope["path"]) is not None)
            or (
                scope["path"].startswith("/d/")
                and "q" in dict(parse_qsl(scope["query_string"].decode("latin-1")))
            )
        )
        client = client_key((scope.get("client") or ("", 0))[0])
        if asks and not self._limit.allows(client):
            wait = {"Retry-After": str(max(1, round(60 / self._limit.a_minute)))}
            await _refusal(scope, 429, "slow_down", wait)(scope, receive, send)
            return
        await self.app(scope, receive, send)


class SecurityHeaders:
    """Puts the security headers on every response, and a nonce on the scripts of the page itself.

    With the nonce no inline script or `onerror=` runs but gradio's own. What it would compile from text is
    given to it by given.js, so nothing on any page may (`unsafe-eval` is nowhere); its components style
    themselves, so inline styles stay.
    The pages that need no gradio run nothing but their own files. `ancestors` are the sources, as
    CSP names them, that may show a page in a frame.
    """

    def __init__(self, app: ASGIApp, ancestors: str = "'self'") -> None:
        self.app = app
        self._ancestors = ancestors

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and put the headers on its response."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        nonce = secrets.token_urlsafe(16)
        page = _Page(nonce) if scope["path"] == "/" else None

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["X-Content-Type-Options"] = "nosniff"
                private = scope["path"].startswith("/admin")
                # with no-referrer a browser would not say where a form comes from, see origin.py
                headers["Referrer-Policy"] = "same-origin" if private else "no-referrer"
                if private:
                    headers["Cache-Control"] = "no-store"
                headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
                plain = _PLAIN.match(scope["path"]) is not None
                if not plain:
                    headers["Cross-Origin-Opener-Policy"] = "same-origin"
                ancestors = "'none'" if private else self._ancestors
                policy = self._policy(nonce, ancestors, plain=plain)
                headers["Content-Security-Policy"] = policy
            if page is None:
                await send(message)
            else:
                for held in page.take(message):
                    await send(held)

        await self.app(scope, receive, send_guarded)

    def _policy(self, nonce: str, ancestors: str, *, plain: bool) -> str:
        scripts = "" if plain else f" 'nonce-{nonce}'"
        return "; ".join(
            (
                "default-src 'none'",
                f"script-src 'self'{scripts}",
                "style-src 'self'" if plain else "style-src 'self' 'unsafe-inline'",
                "frame-src 'self'",
                "img-src 'self' data:",
                "font-src 'self'",
                "connect-src 'self'",
                "manifest-src 'self'",
                "base-uri 'self'",
                "form-action 'self'" if plain else "form-action 'none'",
                f"frame-ancestors {ancestors}",
            )
        )


class _Page:
    """Holds the start page back until it is whole, then hands it on with its nonce."""

    def __init__(self, nonce: str) -> None:
        self._tag = f'<script nonce="{nonce}"'.encode()
        self._start: Message = {}
        self._body = b""

    def take(self, message: Message) -> list[Message]:
        if message["type"] == "http.response.start":
            self._start = message
            return []
        if message["type"] != "http.response.body":
            return [message]
        self._body += message.get("body", b"")
        if message.get("more_body", False):
            return []
        headers = MutableHeaders(scope=self._start)
        if headers.get("content-type", "").startswith("text/html"):
            # gradio advertises itself in the preview cards of chat programs; this page is not gradio.
            self._body = self._body.replace(_HEAD, _FIRST_SCRIPT, 1)
            self._body = _SOCIAL_META.sub(b"", _HTML_SCRIPT.sub(self._tag, self._body))
            self._body = self._body.replace(b'lang="en"', b'lang="zh-CN"', 1)
            headers["content-length"] = str(len(self._body))
            headers["cache-control"] = "no-store"
        return [self._start, {"type": "http.response.body", "body": self._body}]
