"""Who gets in: those who show the token, once for a session in a browser, or with every request."""

import hmac
import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256

from fastapi import Request
from starlette.responses import Response

from chat.admin.token import AdminToken
from chat.serving.limits import RateLimit
from chat.serving.origin import may_write
from chat.serving.proxies import client_key

COOKIE = "yinju-admin"
HEADER = "x-yinju-admin"
LASTS = 8 * 3600
"""Seconds after which one has to show the token again."""
_MOST_SESSIONS = 16
_WRONG_A_MINUTE, _WRONG_AT_ONCE = 6, 6


class Denied(Exception):
    """`status` is 401 for no token or a wrong one, 403 for another site's page, 429 for too many tries."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


@dataclass(frozen=True, slots=True)
class Session:
    """Someone who has shown the token; their forms carry `form_token`, which no other site can know."""

    form_token: str
    ends: float


class Door:
    """Checks tokens and keeps sessions, in memory only: a restart ends them all."""

    def __init__(self, token: AdminToken, clock: Callable[[], float] = time.monotonic) -> None:
        self._token, self._clock = token, clock
        self._wrong = RateLimit(_WRONG_A_MINUTE, _WRONG_AT_ONCE, clock)
        self._sessions: OrderedDict[bytes, Session] = OrderedDict()
        self._lock = threading.Lock()

    def enter(self, request: Request, given: str, response: Response) -> None:
        """Open a session for who has given the right token, and put its cookie on the response.

        Raises Denied.
        """
        if not may_write(request.headers):
            raise Denied(403)
        self._check(request, given)
        name = secrets.token_urlsafe(32)
        with self._lock:
            self._sessions[_key(name)] = Session(secrets.token_urlsafe(32), self._clock() + LASTS)
            while len(self._sessions) > _MOST_SESSIONS:
                self._sessions.popitem(last=False)
        response.set_cookie(
            COOKIE,
            name,
            max_age=LASTS,
            path="/admin",
            secure=request.url.scheme == "https",
            httponly=True,
            samesite="strict",
        )

    def session(self, request: Request) -> Session:
        """The session that a request belongs to. Raises Denied when there is none (any more)."""
        key = _key(request.cookies.get(COOKIE, ""))
        with self._lock:
            found = self._sessions.get(key)
            if found is not None and found.ends <= self._clock():
                del self._sessions[key]
                found = None
        if found is None:
            raise Denied(401)
        return found

    def check_page(self, request: Request) -> Session:
        """The session of a request that changes something, which has to come from a page of ours. The
        form's own token is checked by `check_form`, when the form has been read. Raises Denied."""
        session = self.session(request)
        said = "origin" in request.headers or "sec-fetch-site" in request.headers
        if not said or not may_write(request.headers):
            raise Denied(403)
        return session

    def check_bearer(self, request: Request) -> None:
        """Let a request with the token in a header pass: Authorization: Bearer, or one of our own where
        that is taken by a password. No other site's page can set either. Raises Denied."""
        scheme, _, given = request.headers.get("authorization", "").partition(" ")
        own = request.headers.get(HEADER)
        if own is None and scheme.lower() != "bearer":
            raise Denied(401)
        self._check(request, given if own is None else own)

    def leave(self, request: Request, response: Response) -> None:
        """End the session."""
        with self._lock:
            self._sessions.pop(_key(request.cookies.get(COOKIE, "")), None)
        response.delete_cookie(COOKIE, path="/admin")

    def _check(self, request: Request, given: str) -> None:
        client = client_key(request.client.host if request.client else "")
        with self._lock:
            if not self._wrong.would_allow(client):  # not even looked at: else guessing would go on
                raise Denied(429)
            if not self._token.matches(given):
                self._wrong.allows(client)
                raise Denied(401)


def check_form(session: Session, given: object) -> None:
    """Raises Denied unless a form carries its session's token."""
    token = given if isinstance(given, str) else ""
    if not hmac.compare_digest(_key(token), _key(session.form_token)):
        raise Denied(403)


def _key(name: str) -> bytes:
    return sha256(name.encode("utf-8", "surrogatepass")).digest()
