"""The admin token: read once, kept as a digest, compared in constant time, and never shown."""

import hmac
import logging
import re
from collections.abc import MutableMapping
from hashlib import sha256
from pathlib import Path

from ingest.errors import YinjuError

_log = logging.getLogger("yinju")

VARIABLE = "YINJU_ADMIN_TOKEN"
SHORTEST = 32
_LONGEST = 512
_FORM = re.compile(rf"[!-~]{{{SHORTEST},{_LONGEST}}}")
_HELP = (
    f"expected {SHORTEST} to {_LONGEST} letters, digits and marks without a space, as "
    "`python -c 'import secrets; print(secrets.token_urlsafe(32))'` prints them"
)


class AdminToken:
    """What an admin has to show. Raises YinjuError, which does not repeat it, for one that can be guessed.

    >>> token = AdminToken("k" * 32)
    >>> token.matches("k" * 32), token.matches("k" * 33), token.matches("")
    (True, False, False)
    """

    __slots__ = ("_digest",)

    def __init__(self, token: str) -> None:
        if not _FORM.fullmatch(token):
            raise YinjuError(f"the admin token has {len(token)} characters or others; {_HELP}")
        self._digest = _digest(token)

    def matches(self, given: str) -> bool:
        """Whether this is the token; it takes as long whatever is wrong with it."""
        return hmac.compare_digest(_digest(given), self._digest)


def read_token(file: Path | None, environment: MutableMapping[str, str]) -> AdminToken | None:
    """The token in a file, or else in the environment's YINJU_ADMIN_TOKEN, from which it is taken away,
    so that no process that is started from here inherits it; None when there is neither.

    Raises YinjuError for a file that cannot be read and for a token that is none.
    """
    given = environment.pop(VARIABLE, None)
    if file is None:
        return None if given is None else AdminToken(given.strip())
    try:
        with file.open("rb") as opened:
            data = opened.read(_LONGEST + 3)
        mode = file.stat().st_mode
    except OSError as error:
        raise YinjuError(
            f"{file}: the admin token cannot be read ({error.strerror}); check --admin-token-file"
        ) from error
    if mode & 0o004:
        _log.warning("%s: everyone on this machine can read the admin token; chmod 600 it", file)
    try:
        return AdminToken(data.decode("ascii").strip())
    except UnicodeDecodeError as error:
        raise YinjuError(f"{file}: not an admin token; {_HELP}") from error


def _digest(token: str) -> bytes:
    return sha256(token.encode("utf-8", "surrogatepass")).digest()
