"""Who is asking: the address that a client has, also when a proxy stands between.

A header says whatever its sender likes, so it is believed only when it comes from a proxy that was named.
`X-Forwarded-For` and `X-Forwarded-Proto` are read, by uvicorn's own middleware. `Forwarded` and
`X-Forwarded-Host` are not: a proxy that writes the first two hands a visitor's own version of the others
on unread. The host of an address is that of the `Host` header, which a proxy has to keep.
"""

from collections.abc import Sequence
from ipaddress import IPv4Network, IPv6Address, ip_address, ip_network

from starlette.types import ASGIApp
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from ingest.errors import YinjuError

_MAPPED = "::ffff:"
_LAST_NETWORK = 64
"""Bits of an IPv6 address that name a network; one household or one server has all of the rest."""


class Proxies:
    """The networks whose word on a client's address is taken; none unless named.

    >>> "10.1.2.3" in Proxies(["10.0.0.0/8"]), "10.1.2.3" in Proxies()
    (True, False)
    """

    def __init__(self, networks: Sequence[str] = ()) -> None:
        """Raises YinjuError for what is no network."""
        self.networks: list[str] = []
        for written in networks:
            try:
                network = ip_network(written)
            except ValueError as error:
                raise YinjuError(
                    f"--trusted-proxy {written}: expected an address or a network such as 127.0.0.1 or "
                    f"10.0.0.0/8 ({error})"
                ) from error
            self.networks.append(str(network))
            if isinstance(network, IPv4Network):  # the same, met by a socket that listens on ::
                self.networks.append(f"{_MAPPED}{network.network_address}/{96 + network.prefixlen}")
        self._known = [ip_network(network) for network in self.networks]

    def __contains__(self, host: str) -> bool:
        try:
            address = ip_address(host)
        except ValueError:
            return False
        return any(address in network for network in self._known)

    def in_front_of(self, app: ASGIApp) -> ASGIApp:
        """`app`, told the client's address and scheme by the proxies that are trusted."""
        return ProxyHeadersMiddleware(app, self.networks) if self.networks else app  # type: ignore[arg-type,return-value]


def client_key(host: str) -> str:
    """What counts as one client when questions are counted: an IPv4 address, an IPv6 network of 64 bits.

    Whatever is no address is one client together.

    >>> client_key("192.0.2.7"), client_key("::ffff:192.0.2.7"), client_key("unknown")
    ('192.0.2.7', '192.0.2.7', '')
    >>> client_key("2001:db8:1:2:3::1") == client_key("2001:db8:1:2::9") != client_key("2001:db8:1:3::9")
    True
    """
    try:
        address = ip_address(host)
    except ValueError:
        return ""
    if not isinstance(address, IPv6Address):
        return str(address)
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return str(ip_network((int(address), _LAST_NETWORK), strict=False))
