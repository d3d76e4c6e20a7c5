"""Programs that ask: gradio's own client, agents by the Model Context Protocol, and what stays closed."""

import asyncio
import json
import re
from collections.abc import Callable, Coroutine, Iterator
from typing import Any, TypeVar

import pytest
from fakes import FakeAnswerer
from gradio_client import Client as GradioClient
from mcp.client import Client as McpClient
from sites import served
from starlette.testclient import TestClient

from chat.contract import to_json
from chat.server import LONGEST_REQUEST, create_app
from chat.serving.limits import RateLimit
from ingest.types import Document

SITE = "https://paper.example"
QUESTION = "新增多少个优质公办学位？"
Result = TypeVar("Result")

# gradio counts its events with pandas, and uses an option of it that is going away.
pytestmark = pytest.mark.filterwarnings("ignore:'future.no_silent_downcasting':DeprecationWarning")


@pytest.fixture(scope="module")
def address(newspaper: Document) -> Iterator[str]:
    often = RateLimit(burst=10_000)
    with served(lambda: create_app(FakeAnswerer(newspaper), [SITE], often)) as port:
        yield f"http://127.0.0.1:{port}"


def speak(
    address: str, say: Callable[[McpClient], Coroutine[Any, Any, Result]], **how: Any
) -> Result:
    async def speaking() -> Result:
        async with McpClient(f"{address}/mcp", **how) as client:
            return await say(client)

    return asyncio.run(speaking())


def test_gradios_client_asks_and_gets_the_contract(address: str, newspaper: Document) -> None:
    client = GradioClient(address, verbose=False)
    expected = json.loads(json.dumps(to_json(FakeAnswerer(newspaper).ask(QUESTION))))
    assert client.predict(QUESTION, api_name="/ask") == expected
    assert client.predict("？", api_name="/ask")["error"].startswith("问题里没有文字")
    assert "secret" not in json.dumps(client.predict("崩溃", api_name="/ask"))
    client.close()


def test_gradios_client_sees_nothing_else(address: str) -> None:
    client = GradioClient(address, verbose=False)
    seen = client.view_api(print_info=False, return_format="dict")
    assert list(seen["named_endpoints"]) == ["/ask"]
    assert not seen["unnamed_endpoints"]
    client.close()


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_an_agent_finds_one_tool_and_gets_the_contract(
    mode: str, address: str, newspaper: Document
) -> None:
    async def say(client: McpClient) -> tuple[Any, Any]:
        return await client.list_tools(), await client.call_tool("ask", {"question": QUESTION})

    listed, called = speak(address, say, mode=mode)
    assert [tool.name for tool in listed.tools] == ["ask"]
    assert listed.tools[0].input_schema["required"] == ["question"]
    assert called.is_error is False
    expected = json.loads(json.dumps(to_json(FakeAnswerer(newspaper).ask(QUESTION))))
    assert called.structured_content == expected
    assert json.loads(called.content[0].text) == expected


@pytest.mark.parametrize(
    ("tool", "arguments", "said"),
    [
        ("ask", {}, "expected the tool"),
        ("ask", {"question": 5}, "expected the tool"),
        ("ask", {"question": "？"}, "没有文字"),
        ("ask", {"question": "问" * 2000}, "太长"),
        ("ask", {"question": "崩溃"}, "抱歉"),
        ("upload", {"question": QUESTION}, "expected the tool"),
    ],
)
def test_what_an_agent_cannot_ask_is_said_and_nothing_of_the_server(
    tool: str, arguments: dict[str, Any], said: str, address: str
) -> None:
    called = speak(address, lambda client: client.call_tool(tool, arguments))
    assert called.is_error is True
    assert called.structured_content["refused"] is True
    assert said in called.structured_content["error"]
    assert "secret" not in called.content[0].text


@pytest.fixture(scope="module")
def client(newspaper: Document) -> Iterator[TestClient]:
    async def make() -> Any:  # inside an event loop; outside one, gradio leaves some open
        return create_app(FakeAnswerer(newspaper), [SITE], RateLimit(burst=10_000))

    with TestClient(asyncio.run(make()), raise_server_exceptions=False) as opened:
        yield opened


CALL = {
    "jsonrpc": "2.0",
    "id": 1,
    "method": "tools/call",
    "params": {"name": "ask", "arguments": {"question": QUESTION}},
}
ACCEPT = {"accept": "application/json, text/event-stream"}


def test_a_page_of_another_site_cannot_use_the_tool(client: TestClient) -> None:
    def status(**headers: str) -> int:
        return client.post("/mcp", json=CALL, headers={**ACCEPT, **headers}).status_code

    assert status() == status(origin=SITE) == 200
    for origin in ("https://evil.example", "null", "http://testserver", f"{SITE}.evil.example", ""):
        assert status(origin=origin) == 403


def test_only_single_questions_of_a_bounded_size_are_taken(client: TestClient) -> None:
    assert client.post("/mcp", json=[CALL] * 50, headers=ACCEPT).status_code == 400
    assert client.post("/mcp", content=json.dumps(CALL), headers=ACCEPT).status_code == 400
    long = {**CALL, "params": {"name": "ask", "arguments": {"question": "问" * LONGEST_REQUEST}}}
    assert client.post("/mcp", json=long, headers=ACCEPT).status_code == 413
    assert client.get("/mcp", headers=ACCEPT).status_code == 405
    assert client.delete("/mcp").status_code == 404
    for method in ("resources/list", "prompts/list", "subscriptions/listen", "logging/setLevel"):
        said = client.post("/mcp", json={**CALL, "method": method, "params": {}}, headers=ACCEPT)
        assert "error" in said.json()


def test_who_asks_too_often_by_any_client_is_told_to_wait(newspaper: Document) -> None:
    async def make() -> Any:
        return create_app(FakeAnswerer(newspaper), limit=RateLimit(a_minute=1, burst=2))

    with TestClient(asyncio.run(make())) as opened:
        answers = [opened.post("/mcp", json=CALL, headers=ACCEPT).status_code for _ in range(3)]
        assert answers == [200, 200, 429]
        joined = {"fn_index": 0, "data": [QUESTION], "session_hash": "x"}
        assert opened.post("/gradio_api/queue/join", json=joined).status_code == 429


OPEN = {
    "/", "/api/ask", "/api/documents", "/config", "/d/{key}", "/demo", "/fold",
    "/favicon.ico", "/healthz", "/manifest.json", "/mcp", "/openapi.json", "/docs", "/readyz", "/robots.txt",
    "/theme.css", "/widget", "/widget.js", "/widget/allowed", "/widget/ask", "/static/{name}",
    "/assets/{path:path}", "/static/{path:path}", "/svelte/{path:path}",
    "/gradio_api/info", "/gradio_api/app_id", "/gradio_api/startup-events", "/gradio_api/cancel",
    "/gradio_api/heartbeat/{session_hash}", "/gradio_api/queue/data", "/gradio_api/queue/join",
    "/gradio_api/reset",
}  # fmt: skip
"""Every address of the running application that may answer anything but 404."""


def routes(inside: Any) -> Iterator[tuple[str, str]]:
    """Methods and paths of an application, with those of gradio, which is mounted at its root."""
    for route in inside.routes:
        if nested := getattr(route, "original_router", None) or getattr(route, "app", None):
            yield from routes(nested) if hasattr(nested, "routes") else ()
        if path := getattr(route, "path", ""):
            for method in route.methods or {"GET", "POST", "PUT", "DELETE"}:
                yield method, path


def test_of_all_addresses_of_the_application_only_the_listed_ones_are_open(
    client: TestClient,
) -> None:
    found = set(routes(client.app))
    paths = {path for _, path in found}
    assert paths >= OPEN
    assert {"/gradio_api/upload", "/gradio_api/file={path_or_url:path}", "/monitoring"} <= paths
    for method, path in sorted(found):
        if path not in OPEN:
            answer = client.request(method, re.sub(r"\{[^}]*\}", "x", path))
            assert (answer.status_code, path) == (404, path)
            assert method == "HEAD" or "没有这个地址" in answer.text
