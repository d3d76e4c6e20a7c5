"""Whatever is sent to an address of /openapi.json, the answer is one that it names, and none is a crash."""

import asyncio
import html
import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from admins import BEARER, Site
from conftest import text_document
from fakes import FakeAnswerer
from fastapi import FastAPI
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from payloads import PAYLOADS
from starlette.testclient import TestClient

from chat.server import create_app
from chat.serving.limits import RateLimit
from chat.strings import Language
from chat.web.endpoints import endpoints_page

PAGE = text_document("长春民生\n\n新增10万个优质公办学位。新增公园100个。")
WORDS = st.text(max_size=20) | st.sampled_from(["新增多少学位？", "", "？", "问" * 301, "\ud800"])
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=6,
)
BODIES = st.fixed_dictionaries(
    {}, optional={"question": WORDS | VALUES, "history": st.lists(WORDS, max_size=22) | VALUES}
)


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    async def make() -> FastAPI:
        return create_app(FakeAnswerer(PAGE), limit=RateLimit(1e9, 10**9))

    with TestClient(asyncio.run(make()), raise_server_exceptions=False) as opened:
        yield opened


def operations(client: TestClient) -> list[tuple[str, str, set[int]]]:
    """Methods and paths with the statuses that they are said to answer with."""
    found = []
    for path, methods in client.get("/openapi.json").json()["paths"].items():
        for method, described in methods.items():
            found.append((method.upper(), path, {int(code) for code in described["responses"]}))
    return found


def test_the_page_names_what_programs_may_ask(client: TestClient) -> None:
    named = {(method, path) for method, path, _ in operations(client)}
    assert {("POST", "/api/ask"), ("GET", "/api/documents"), ("GET", "/readyz")} <= named


def test_people_read_on_a_page_what_programs_are_told(client: TestClient) -> None:
    page = client.get("/docs")
    assert page.headers["content-type"].startswith("text/html")
    assert "unsafe" not in page.headers["content-security-policy"]
    assert "<script" not in page.text
    described = client.get("/openapi.json").json()
    for path, methods in described["paths"].items():
        for method, one in methods.items():
            assert f"<code>{method.upper()} {path}</code>" in page.text
            assert one["summary"] in html.unescape(page.text)
    for field in described["components"]["schemas"]["Question"]["properties"]:
        assert f"<dt><code>{field}</code></dt>" in page.text
    assert "list of string, at most 20 items" in page.text
    assert "<code>Accept: text/event-stream</code>" in page.text


@given(words=st.sampled_from(PAYLOADS))
def test_nothing_in_a_description_is_taken_for_markup(words: str) -> None:
    field = {"type": words, "enum": [words]}
    schema = {"type": "object", "properties": {words: field}, "required": [words]}
    one = {
        "summary": words,
        "description": words,
        "parameters": [{"name": words, "schema": {"type": words}, "required": True}],
        "requestBody": {"content": {words: {"schema": {"$ref": f"#/{words}"}}}},
        "responses": {words: {"description": words}},
    }
    known = {"schemas": {words.rpartition("/")[2]: schema}}
    shown = endpoints_page({"paths": {words: {"get": one}}, "components": known}, Language.ENGLISH)
    plain = endpoints_page({"paths": {"x": {"get": one}}, "components": known}, Language.ENGLISH)
    tags = {"html", "head", "meta", "title", "link", "body", "header", "a", "main", "h1", "p", "section", "h2",
            "code", "dl", "dt", "dd"}  # fmt: skip
    assert set(re.findall(r"<(\w+)", shown)) <= tags
    assert html.unescape(shown).count(words) > html.unescape(plain).count(words)


@settings(max_examples=60)
@given(body=BODIES | VALUES, accept=st.sampled_from(["*/*", "text/event-stream", "a/b"]))
def test_any_body_gets_an_answer_that_is_named(client: TestClient, body: Any, accept: str) -> None:
    sent = json.dumps(body).encode()
    headers = {"content-type": "application/json", "accept": accept}
    for method, path, statuses in operations(client):
        if "{" in path:
            continue
        answer = client.request(method, path, content=sent, headers=headers)
        assert answer.status_code in statuses, (method, path, answer.status_code)
        assert answer.status_code < 500


KEYS = st.text("0123456789abcdef", min_size=12, max_size=12) | WORDS.filter(
    lambda one: "/" not in one
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=BODIES | VALUES, key=KEYS, shown=st.booleans(), kind=st.sampled_from(["json", "xml"]))
def test_with_and_without_the_token_any_request_gets_an_answer_that_is_named(
    site: Site, body: Any, key: str, shown: bool, kind: str
) -> None:
    headers = {"content-type": f"application/{kind}", **(BEARER if shown else {})}
    sent = json.dumps(body).encode()
    assert {"/api/documents", "/api/documents/{key}", "/report"} <= {
        path for _, path, _ in operations(site.client)
    }
    for method, path, statuses in operations(site.client):
        where = path.replace("{key}", quote(key, errors="replace"))
        answer = site.client.request(method, where, content=sent, headers=headers)
        assert answer.status_code in statuses | {404}, (method, where, answer.status_code)
        assert answer.status_code < 500
    assert len(site.names()) == 3


def test_a_body_that_is_no_json_gets_a_status_that_is_named(site: Site) -> None:
    for method, path, statuses in operations(site.client):
        for body in (b"", b"{", b"\xff", b"[]", b"{}"):
            headers = {"Content-Type": "application/json", "Origin": "http://testserver"}
            answer = site.client.request(method, path, content=body, headers=headers)
            assert answer.status_code in statuses, (method, path, body)
