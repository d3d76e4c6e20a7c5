"""Which sites may embed the widget: none, unless they are named."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.errors import YinjuError

_HOST = r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*"
_SITE = re.compile(rf"(?P<scheme>https?)://(?P<any>\*\.)?(?P<host>{_HOST})(?P<port>:\d{{1,5}})?")


@dataclass(frozen=True, slots=True)
class EmbedOrigins:
    """Sites as origins (https://paper.example) or all subdomains of one (https://*.paper.example).

    >>> sites = allowed(["https://*.paper.example"])
    >>> sites.match("https://news.paper.example"), sites.match("https://paper.example")
    (True, False)
    """

    sites: tuple[str, ...] = ()

    def match(self, origin: str) -> bool:
        """Whether a page of this origin may embed; compared whole, so a longer host does not pass."""
        return bool(self.sites) and re.fullmatch(self.pattern, origin) is not None

    @property
    def pattern(self) -> str:
        """A regular expression for CORS that matches the origins of the sites, whole."""
        return "|".join(re.escape(site).replace(r"\*\.", rf"(?:{_HOST})\.") for site in self.sites)

    @property
    def ancestors(self) -> str:
        """The sources of CSP's frame-ancestors, ourselves first."""
        return " ".join(["'self'", *self.sites])


def allowed(sites: Sequence[str]) -> EmbedOrigins:
    """The sites that were named. Raises YinjuError for what is no origin: a path, *, another scheme."""
    for site in sites:
        if not _SITE.fullmatch(site):
            raise YinjuError(
                f"--embed-origin {site}: expected an origin such as https://example.org or "
                "https://*.example.org, lower case, without a path"
            )
    return EmbedOrigins(tuple(sites))
