"""Who may embed: only sites that are named, compared whole; and how often one client may ask."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat.serving.embed import allowed
from chat.serving.limits import RateLimit
from ingest.errors import YinjuError

SITES = ["https://paper.example", "https://*.city.example", "http://localhost:3000"]


@pytest.mark.parametrize(
    "origin",
    [
        "https://paper.example",
        "https://a.city.example",
        "https://a.b.city.example",
        "http://localhost:3000",
    ],
)
def test_a_site_that_is_named_may_embed(origin: str) -> None:
    assert allowed(SITES).match(origin)
    assert re.fullmatch(allowed(SITES).pattern, origin)


@pytest.mark.parametrize(
    "origin",
    [
        "", "null", "*", "http://paper.example", "https://paper.example:444", "https://paper.example.evil.example",
        "https://evilpaper.example", "https://city.example", "https://.city.example", "https://evil.example/.city.example",
        "https://a.city.example.evil.example", "https://paper-example", "http://localhost:30001", "https://paperxexample",
        "https://paper.example\n", "https://PAPER.example", "https://a@b.city.example", "file://", "https://evil.example#.city.example",
    ],
)  # fmt: skip
def test_any_other_site_may_not(origin: str) -> None:
    assert not allowed(SITES).match(origin)


@given(st.text(max_size=40))
def test_nobody_may_embed_where_no_site_is_named(origin: str) -> None:
    assert not allowed([]).match(origin)
    assert allowed([]).ancestors == "'self'"


@pytest.mark.parametrize(
    "site",
    ["*", "paper.example", "https://paper.example/", "https://paper.example/x", "https://*",
     "ftp://a.example", "https://a.example;script-src *", "https://a.example https://b.example",
     "https://*.*.example", "https://A.example", ""],
)  # fmt: skip
def test_what_is_no_origin_is_refused_with_an_example(site: str) -> None:
    with pytest.raises(YinjuError, match=r"expected an origin such as https://example\.org"):
        allowed([site])


@given(st.lists(st.floats(0, 30), min_size=1, max_size=200), st.integers(1, 10))
def test_no_client_asks_more_than_its_burst_and_its_rate(pauses: list[float], burst: int) -> None:
    now = 0.0
    limit = RateLimit(a_minute=12, burst=burst, clock=lambda: now)
    let_through = 0
    for pause in pauses:
        now += pause
        let_through += limit.allows("one")
    assert let_through <= burst + now * 12 / 60 + 1e-6


def test_one_client_does_not_use_up_what_another_has() -> None:
    limit = RateLimit(a_minute=1, burst=2, clock=lambda: 0.0)
    assert [limit.allows("a"), limit.allows("a"), limit.allows("a")] == [True, True, False]
    assert limit.allows("b")


def test_the_clients_that_are_remembered_are_bounded() -> None:
    limit = RateLimit(clock=lambda: 0.0)
    for number in range(20_000):
        limit.allows(str(number))
    assert len(limit._left) == 10_000
