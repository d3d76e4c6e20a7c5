"""Asking behind a password: HTTP Basic over the whole site, from a file of names and scrypt hashes.

    amy:scrypt$16384$8$1$SALT$HASH

The hash is slow on purpose (about 50 ms, 16 MB), so a credential that was right once is remembered by a
keyed digest, those that were wrong are limited for each client before anything is computed, and only one
is computed at a time. The password itself crosses the network in the clear: TLS is the proxy's part.
"""

import base64
import binascii
import hashlib
import hmac
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import anyio.to_thread
from starlette.datastructures import Headers
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from chat.serving.limits import RateLimit
from chat.serving.proxies import client_key
from chat.strings import STRINGS, Language
from ingest.errors import YinjuError

_N, _R, _P, _BYTES = 1 << 14, 8, 1, 32
"""What RFC 7914 calls the cost for interactive use."""
_LINE = re.compile(r"([^:\s]{1,64}):scrypt\$(\d{1,8})\$(\d{1,3})\$(\d{1,3})\$([^$:]+)\$([^$:]+)")
_MOST_MEMORY = 1 << 28
_REMEMBERED = 1_000
_WAITING = 16
_OPEN = ("/healthz", "/readyz")
"""What a supervisor asks, who has no password; it learns whether there are answers, of how many documents."""


@dataclass(frozen=True, slots=True)
class Hashed:
    """A password as it is kept: its salt, its hash, and scrypt's three costs."""

    salt: bytes
    hash: bytes
    n: int = _N
    r: int = _R
    p: int = _P

    def matches(self, password: str) -> bool:
        """Whether this is the password; compared in constant time."""
        return hmac.compare_digest(
            _scrypt(password, self.salt, self.n, self.r, self.p, len(self.hash)), self.hash
        )


def line(name: str, password: str) -> str:
    """A line of the file for `name`. Raises YinjuError for a name with a colon or space, or no password.

    >>> made = line("amy", "开门")
    >>> made.startswith("amy:scrypt$16384$8$1$"), "开门" in made, made == line("amy", "开门")
    (True, False, False)
    """
    salt = secrets.token_bytes(16)
    hashed = _scrypt(password, salt, _N, _R, _P, _BYTES)
    made = f"{name}:scrypt${_N}${_R}${_P}${_text(salt)}${_text(hashed)}"
    if not password or not _LINE.fullmatch(made):
        raise YinjuError(
            "expected a name of 1 to 64 characters without a colon or a space, and a password"
        )
    return made


def read(path: Path) -> dict[str, Hashed]:
    """Names and hashed passwords of a file; empty lines and those that begin with # say nothing.

    Raises YinjuError for a file that cannot be read, holds nobody, or has a line of another form; the
    message does not repeat the line.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "not UTF-8"
        raise YinjuError(
            f"--auth {path}: expected a file of lines that `yinju password NAME` prints, but it cannot be "
            f"read ({why}); check the path"
        ) from error
    known: dict[str, Hashed] = {}
    for number, one in enumerate(lines, 1):
        if not one.strip() or one.startswith("#"):
            continue
        found = _LINE.fullmatch(one.strip())
        try:
            if found is None:
                raise ValueError
            n, r, p = (int(cost) for cost in found.group(2, 3, 4))
            salt, hashed = (base64.b64decode(part, validate=True) for part in found.group(5, 6))
            known[found[1]] = Hashed(salt, hashed, n, r, p)
            _scrypt("", salt, n, r, p, len(hashed))  # costs that scrypt does not take
        except ValueError as error:
            raise YinjuError(
                f"--auth {path}: line {number} is not what `yinju password NAME` prints"
            ) from error
    if not known:
        raise YinjuError(f"--auth {path}: names nobody; add a line with `yinju password NAME`")
    return known


class BehindPassword:
    """Answers 401 to whoever does not bring the name and password of the file, 429 to who tries on."""

    def __init__(
        self, app: ASGIApp, passwords: Mapping[str, Hashed], limit: RateLimit | None = None
    ) -> None:
        self.app = app
        self._passwords = passwords
        self._nobody = Hashed(secrets.token_bytes(16), secrets.token_bytes(_BYTES))
        self._tries = limit or RateLimit(a_minute=10, burst=10)
        self._key = secrets.token_bytes(32)
        self._right: dict[bytes, None] = {}
        self._one = anyio.CapacityLimiter(1)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] != "http" or scope["path"] in _OPEN:
            await self.app(scope, receive, send)
            return
        given = _credential(Headers(scope=scope).get("authorization", ""))
        if given is not None:
            digest = hmac.digest(self._key, "\0".join(given).encode(), "sha256")
            client = client_key((scope.get("client") or ("", 0))[0])
            if digest in self._right:
                await self.app(scope, receive, send)
                return
            if not self._tries.allows(client) or self._one.statistics().tasks_waiting >= _WAITING:
                await _refusal("slow_down", 429, {"Retry-After": "6"})(scope, receive, send)
                return
            if await anyio.to_thread.run_sync(self._is_right, *given, limiter=self._one):
                while len(self._right) >= _REMEMBERED:
                    del self._right[next(iter(self._right))]
                self._right[digest] = None
                await self.app(scope, receive, send)
                return
        asks = {"WWW-Authenticate": 'Basic realm="yinju", charset="UTF-8"'}
        await _refusal("password_needed", 401, asks)(scope, receive, send)

    def _is_right(self, name: str, password: str) -> bool:
        """Whether they belong together; a name that nobody has takes as long."""
        known = self._passwords.get(name)
        return (known or self._nobody).matches(password) and known is not None


def _credential(header: str) -> tuple[str, str] | None:
    scheme, _, value = header.partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        name, colon, password = (
            base64.b64decode(value.strip(), validate=True).decode().partition(":")
        )
    except (binascii.Error, UnicodeDecodeError):
        return None
    return (name, password) if colon else None


def _refusal(key: str, status: int, headers: dict[str, str]) -> JSONResponse:
    said = " ".join(STRINGS[language][key] for language in Language)
    return JSONResponse({"error": said}, status, headers)


def _scrypt(password: str, salt: bytes, n: int, r: int, p: int, length: int) -> bytes:
    secret = password.encode()
    return hashlib.scrypt(secret, salt=salt, n=n, r=r, p=p, maxmem=_MOST_MEMORY, dklen=length)


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()
