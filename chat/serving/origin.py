"""Whether a request that changes something comes from a page that may cause it (no forged requests)."""

from urllib.parse import urlsplit

from starlette.datastructures import Headers

from chat.serving.embed import EmbedOrigins


def may_write(headers: Headers, sites: EmbedOrigins | None = None) -> bool:
    """Whether a browser sent this from one of our own pages, or from a site that may embed.

    A browser says where a request comes from in Sec-Fetch-Site, where it can, and in Origin, and no page
    can change either; what says neither is no browser, and carries nobody's cookies. The order of the
    questions is that of Go's http.CrossOriginProtection.

    >>> may_write(Headers({"host": "a.example", "origin": "https://a.example"}))
    True
    >>> may_write(Headers({"host": "a.example", "origin": "https://evil.example"}))
    False
    """
    origin = headers.get("origin")
    if origin is not None and sites is not None and sites.match(origin):
        return True
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site in ("same-origin", "none")
    return origin is None or _is_host(origin, headers.get("host", ""))


def _is_host(origin: str, host: str) -> bool:
    """Whether an origin is a page of this host; the scheme a proxy in front of us may have changed."""
    try:
        found = urlsplit(origin)
    except ValueError:
        return False
    plain = found.scheme in ("http", "https") and not (found.path or found.query or found.fragment)
    return plain and bool(host) and found.netloc.lower() == host.lower()
