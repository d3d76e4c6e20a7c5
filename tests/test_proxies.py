"""Who a client is: nobody can say so of himself."""

import asyncio
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat.serving.proxies import Proxies, client_key
from ingest.errors import YinjuError

ADDRESSES = st.ip_addresses().map(str)


def seen(proxies: Proxies, peer: str, *headers: tuple[str, str]) -> tuple[str, str]:
    """Client and scheme that an application is told of."""
    found: dict[str, Any] = {}

    async def app(scope: Any, _receive: Any, _send: Any) -> None:
        found.update(scope)

    scope = {
        "type": "http",
        "client": (peer, 1),
        "scheme": "http",
        "headers": [(name.encode(), value.encode("latin-1")) for name, value in headers],
    }
    asyncio.run(proxies.in_front_of(app)(scope, None, None))  # type: ignore[arg-type]
    return found["client"][0], found["scheme"]


@pytest.mark.parametrize("peer", ["127.0.0.1", "::1", "203.0.113.9"])
def test_no_header_is_believed_unless_a_proxy_is_named(peer: str) -> None:
    forged = [("x-forwarded-for", "198.51.100.1"), ("x-forwarded-proto", "https")]
    assert seen(Proxies(), peer, *forged) == (peer, "http")
    assert seen(Proxies(["10.0.0.0/8"]), peer, *forged) == (peer, "http")


@given(forged=st.lists(ADDRESSES | st.text("0123456789.,:[]abc \t", max_size=30), max_size=5))
def test_what_a_client_writes_itself_does_not_change_who_it_is(forged: list[str]) -> None:
    brought = ", ".join([*forged, "203.0.113.9"])
    assert (
        seen(Proxies(["10.0.0.0/8"]), "10.0.0.1", ("x-forwarded-for", brought))[0] == "203.0.113.9"
    )


def test_a_chain_of_trusted_proxies_is_walked_to_the_first_stranger() -> None:
    proxies = Proxies(["10.0.0.0/8", "2001:db8:5::/48"])
    brought = "198.51.100.1, 203.0.113.9, 2001:db8:5::1, 10.0.0.7"
    assert seen(proxies, "10.0.0.1", ("x-forwarded-for", brought))[0] == "203.0.113.9"
    split = [("x-forwarded-for", "198.51.100.1, 203.0.113.9"), ("x-forwarded-for", "10.0.0.7")]
    assert seen(proxies, "10.0.0.1", *split)[0] == "203.0.113.9"


def test_a_proxy_that_is_met_on_an_ipv6_socket_is_the_same_proxy() -> None:
    proxies = Proxies(["127.0.0.1"])
    header = ("x-forwarded-for", "203.0.113.9")
    assert seen(proxies, "::ffff:127.0.0.1", header)[0] == "203.0.113.9"
    assert seen(proxies, "::ffff:127.0.0.2", header)[0] == "::ffff:127.0.0.2"


def test_headers_that_a_proxy_may_hand_on_unread_are_never_believed() -> None:
    proxies = Proxies(["10.0.0.0/8"])
    forged = [("forwarded", "for=198.51.100.1;proto=https"), ("x-real-ip", "198.51.100.1")]
    assert seen(proxies, "10.0.0.1", *forged) == ("10.0.0.1", "http")


@pytest.mark.parametrize("written", ["", "*", "localhost", "10.0.0.1/8", "10.0.0.0/33", "::/129"])
def test_what_is_no_network_is_refused(written: str) -> None:
    with pytest.raises(YinjuError, match="--trusted-proxy"):
        Proxies([written])


@given(st.ip_addresses(v=6), st.integers(0, 2**64 - 1))
def test_an_ipv6_network_is_one_client(address: Any, host: int) -> None:
    if address.ipv4_mapped is None:
        neighbour = type(address)((int(address) >> 64 << 64) + host)
        if neighbour.ipv4_mapped is None:
            assert client_key(str(address)) == client_key(str(neighbour))


@given(st.text(max_size=40))
def test_whatever_is_no_address_is_one_client(text: str) -> None:
    key = client_key(text)
    assert key == "" or any(c.isdigit() or c == ":" for c in text)
