"""What is logged and counted: enough to find a fault, nothing of who asked or what."""

import asyncio
import json
import logging
import socket
from collections.abc import Callable, Iterator
from typing import Any
from urllib.request import urlopen

import pytest
from conftest import text_document
from fakes import FakeAnswerer
from fastapi import FastAPI
from starlette.requests import Request
from starlette.testclient import TestClient

from chat.server import create_app
from chat.serving import logs
from chat.serving.desk import Desk
from chat.serving.metrics import Metrics, Outcome, listen
from chat.serving.proxies import Proxies
from ingest.errors import YinjuError

PAGE = text_document("长春民生\n\n新增10万个优质公办学位。新增公园100个。")
QUESTION = "新增多少个优质公办学位？"
FROM = "203.0.113.77"


@pytest.fixture
def written(capsys: pytest.CaptureFixture[str]) -> Iterator[Callable[[], str]]:
    """What has been written to standard error; the loggers are afterwards what they were."""
    loggers = [logging.getLogger(), logs.log, logs.requests, logs.questions]
    before = [(one, one.level, one.handlers[:]) for one in loggers]
    yield lambda: capsys.readouterr().err
    for one, level, handlers in before:
        one.setLevel(level)
        one.handlers[:] = handlers


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    async def make() -> FastAPI:
        return create_app(FakeAnswerer(PAGE), proxies=Proxies(["192.0.2.1"]), desk=Desk())

    with TestClient(
        asyncio.run(make()), client=("192.0.2.1", 1), headers={"x-forwarded-for": FROM}
    ) as opened:
        yield opened


def use(client: TestClient) -> str:
    """Requests of every kind; the id of the last, which failed."""
    key = client.get("/api/documents").json()[0]["address"]
    client.post("/api/ask", json={"question": QUESTION})
    client.get(key, params={"q": QUESTION})
    client.get("/nothing%0D%0Aforged%20line%1B[2J")
    return client.post("/api/ask", json={"question": "崩溃"}).headers["x-request-id"]


def lines(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def test_each_request_is_one_json_line_that_tells_neither_who_asked_nor_what(
    client: TestClient, written: Callable[[], str]
) -> None:
    logs.configure(as_json=True, with_questions=False)
    failed = use(client)
    text = written()
    entries = [one for one in lines(text) if one["logger"] == "yinju.request"]
    assert [one["status"] for one in entries] == [200, 200, 200, 404, 500]
    assert all(one["ms"] >= 0 and one["method"] and one["path"] for one in entries)
    assert len({one["request"] for one in entries}) == 5
    traces = [one for one in lines(text) if "trace" in one]
    assert [one["request"] for one in traces] == [failed]
    assert "a secret of the server" in traces[0]["trace"]
    for private in (QUESTION, FROM, "192.0.2.1", "%E6"):
        assert private not in text


def test_text_lines_cannot_be_forged_by_an_address(
    client: TestClient, written: Callable[[], str]
) -> None:
    logs.configure(as_json=False, with_questions=False)
    use(client)
    text = written()
    assert "/nothing" in text
    assert not any(line.startswith("forged") for line in text.splitlines())
    assert "\x1b" not in text
    assert QUESTION not in text


def test_questions_are_logged_when_that_is_asked_for(
    client: TestClient, written: Callable[[], str]
) -> None:
    logs.configure(as_json=True, with_questions=True)
    use(client)
    asked = [one for one in lines(written()) if one["logger"] == "yinju.question"]
    assert [(one["question"], one["outcome"]) for one in asked] == [(QUESTION, "answered")] * 2


async def sent_by_hand(
    ends: asyncio.Event | None, messages: list[dict[str, Any]], *sent: dict[str, Any]
) -> asyncio.Task[None]:
    """A request whose body does not come, or whose client leaves in the midst of it; what is answered
    goes into `messages`."""

    async def app(_scope: Any, receive: Any, send: Any) -> None:
        for one in sent:
            await send(one)
        async for _ in Request({"type": "http", "method": "POST"}, receive).stream():
            pass

    async def receive() -> dict[str, Any]:
        if ends is None:
            return {"type": "http.disconnect"}
        await ends.wait()
        raise AssertionError

    async def send(message: Any) -> None:
        messages.append(message)

    log = logs.RequestLog(app, Proxies(), Metrics())
    scope = {"type": "http", "method": "POST", "path": "/api/documents", "headers": []}
    task = asyncio.create_task(log(scope, receive, send))
    for _ in range(5):
        await asyncio.sleep(0)
    return task


def test_a_client_that_leaves_in_the_midst_of_an_upload_leaves_no_trace(
    written: Callable[[], str],
) -> None:
    logs.configure(as_json=True, with_questions=False)
    messages: list[dict[str, Any]] = []

    async def use() -> None:
        await (await sent_by_hand(None, messages))

    asyncio.run(use())
    (line,) = lines(written())
    assert (line["status"], messages) == (499, [])


END = {"type": "http.response.body", "body": b""}
START = {"type": "http.response.start", "status": 200}


PART = END | {"more_body": True}
LONG = {"headers": [(b"content-length", b"9")]}


@pytest.mark.parametrize(
    ("sent", "more"),
    [
        ([START | {"headers": []}], [END]),
        ([START | {"headers": []}, PART], [END]),
        ([START | {"headers": []}, PART, END], []),
        ([START | LONG], []),
    ],
    ids=["streaming", "in the midst of it", "at its end", "answered in part"],
)
def test_a_response_that_the_end_of_the_server_cuts_off_ends_once_and_leaves_no_trace(
    written: Callable[[], str], sent: list[dict[str, Any]], more: list[dict[str, Any]]
) -> None:
    line, messages = cut_off(written, *map(dict, sent))
    assert line["status"] == 200
    assert messages[len(sent) :] == more


def test_a_request_that_the_end_of_the_server_cuts_off_is_told_so(
    written: Callable[[], str],
) -> None:
    line, messages = cut_off(written)
    assert line["status"] == messages[0]["status"] == 503
    assert "正在停止" in json.loads(messages[1]["body"])["error"]


def cut_off(
    written: Callable[[], str], *sent: dict[str, Any]
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The line of a request that the server's end cuts off, and all that was sent."""
    logs.configure(as_json=True, with_questions=False)
    messages: list[dict[str, Any]] = []

    async def use() -> None:
        task = await sent_by_hand(asyncio.Event(), messages, *sent)
        task.cancel("timeout graceful shutdown exceeded")
        await task

    asyncio.run(use())
    (line,) = lines(written())
    assert "trace" not in line
    return line, messages


@pytest.mark.parametrize(
    ("brought", "taken"),
    [("a1-b2_c3.d4", True), ("x" * 64, True), ("x" * 65, False), ("a b", False), ("<b>", False), ("", False)],
)  # fmt: skip
def test_an_id_is_taken_from_a_trusted_proxy_if_it_is_one(
    client: TestClient, brought: str, *, taken: bool
) -> None:
    answer = client.get("/healthz", headers={"x-request-id": brought})
    assert (answer.headers["x-request-id"] == brought) == taken


def test_nobody_else_s_id_is_taken() -> None:
    async def make() -> FastAPI:
        return create_app(FakeAnswerer(PAGE))

    with TestClient(asyncio.run(make()), client=("192.0.2.1", 1)) as opened:
        answer = opened.get("/healthz", headers={"x-request-id": "chosen"})
    assert answer.headers["x-request-id"] != "chosen"


def test_metrics_count_and_are_not_on_the_site_s_own_address(client: TestClient) -> None:
    assert client.get("/metrics").status_code == 404
    metrics = Metrics()
    metrics.asked(Outcome.ANSWERED, 0.02)
    metrics.asked(Outcome.REFUSED, 0.3)
    metrics.documents.set(7)
    server, thread = listen(metrics, "127.0.0.1", 0)
    try:
        with urlopen(f"http://127.0.0.1:{server.server_port}/metrics") as answer:
            text = answer.read().decode()
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
    assert 'yinju_questions_total{outcome="answered"} 1.0' in text
    assert 'yinju_questions_total{outcome="failed"} 0.0' in text
    assert 'yinju_answer_seconds_bucket{le="0.025"} 1.0' in text
    assert "yinju_answer_seconds_count 2.0" in text
    assert "yinju_documents 7.0" in text
    assert "process_resident_memory_bytes" in text


def test_a_metrics_port_in_use_is_explained() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(YinjuError, match="--metrics"):
            listen(Metrics(), "127.0.0.1", taken.getsockname()[1])
