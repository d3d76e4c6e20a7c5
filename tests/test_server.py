"""The web server beside gradio: its JSON, its refusals, its headers, and what it does not let in."""

import asyncio
import re
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from fakes import FakeAnswerer
from fastapi import FastAPI
from starlette.testclient import TestClient

from chat.contract import to_json
from chat.render import document_key
from chat.server import LONGEST_REQUEST, create_app, serve
from chat.types import Turn
from chat.web.api import LONGEST_HISTORY
from ingest.errors import YinjuError
from ingest.read import read

PAGE = read(next((Path(__file__).parent.parent / "corpus" / "documents").iterdir()))
QUESTION = "新增多少个优质公办学位？"


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    async def make() -> FastAPI:  # inside an event loop; outside one, gradio leaves some open
        return create_app(FakeAnswerer(PAGE), embed_from=["https://paper.example"])

    with TestClient(asyncio.run(make()), raise_server_exceptions=False) as opened:
        yield opened


def test_health_counts_the_documents(client: TestClient) -> None:
    assert client.get("/healthz").json() == {"status": "ok", "documents": 1}


def test_the_json_api_answers_in_the_form_of_the_contract(client: TestClient) -> None:
    answer = client.post("/api/ask", json={"question": QUESTION})
    assert answer.status_code == 200
    assert answer.json() == to_json(FakeAnswerer(PAGE).ask(QUESTION))
    cited = answer.json()["citations"][0]
    assert "".join(PAGE.text[start:end] for start, end in cited["spans"]) == cited["quote"]


def test_earlier_questions_make_a_follow_up_whole(client: TestClient) -> None:
    answer = client.post(
        "/api/ask", json={"question": "那中小学呢？", "history": [QUESTION]}
    ).json()
    expected = FakeAnswerer(PAGE).ask("那中小学呢？", [Turn(QUESTION, False)])
    assert answer["asked"] == expected.asked != answer["question"]


def test_a_question_that_cannot_be_asked_is_refused_with_its_message(client: TestClient) -> None:
    for question in ("", "　", "？？？", "问" * 2000):
        answer = client.post("/api/ask", json={"question": question})
        assert answer.status_code == 400
        assert re.search(r"[\u4e00-\u9fff].*[a-z]", answer.json()["error"])


def test_an_unexpected_error_is_an_apology_without_a_trace(client: TestClient) -> None:
    answer = client.post("/api/ask", json={"question": "崩溃"})
    assert answer.status_code == 500
    assert "抱歉" in answer.json()["error"]
    assert "secret" not in answer.text
    assert "Traceback" not in answer.text


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b'{"question": 5}',
        b'{"question": "\\ud800"}',
        b'{"history": ["<b>"]}',
        b"\xff",
    ],
)
def test_a_malformed_request_is_told_what_was_expected(client: TestClient, body: bytes) -> None:
    answer = client.post("/api/ask", content=body, headers={"content-type": "application/json"})
    assert answer.status_code in (400, 422)
    assert "error" in answer.json()
    assert "<b>" not in answer.text


def test_a_history_without_end_is_refused(client: TestClient) -> None:
    body = {"question": QUESTION, "history": [QUESTION] * (LONGEST_HISTORY + 1)}
    assert client.post("/api/ask", json=body).status_code == 422


@pytest.mark.parametrize(
    "address",
    ["/", "/demo", "/widget", "/healthz", "/static/given.js", "/d/0", "/admin", "/config"],
)
def test_no_page_may_compile_text_or_run_what_is_not_a_file_of_ours(
    client: TestClient, address: str
) -> None:
    policy = client.get(address).headers["content-security-policy"]
    scripts = re.search("script-src ([^;]*)", policy)
    assert scripts is not None
    allowed = scripts[1].split()
    assert allowed[0] == "'self'"
    assert all(re.fullmatch("'nonce-[A-Za-z0-9_-]{22}'", one) for one in allowed[1:])
    assert "default-src 'none'" in policy


@pytest.mark.parametrize("address", ["/static/no.js", "/static/shared", "/static/a.png"])
def test_a_file_that_is_not_there_is_a_plain_404(client: TestClient, address: str) -> None:
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("address", ["/api/ask", "/gradio_api/queue/join"])
def test_a_request_that_is_too_large_is_refused(client: TestClient, address: str) -> None:
    length = {"question": "问" * LONGEST_REQUEST}
    whole = client.post(address, json=length)
    pieces = client.post(address, content=iter([b"{", b" " * LONGEST_REQUEST]))
    for answer in (whole, pieces):
        assert answer.status_code == 413
        assert re.search(r"太大。.*too large\.", answer.json()["error"])
        assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    "address",
    [
        "POST /gradio_api/upload", "POST /upload", "GET /gradio_api/upload_progress?upload_id=1",
        "GET /gradio_api/file=/etc/passwd", "GET /file=/etc/passwd", "GET /gradio_api/file//etc/passwd",
        "GET /gradio_api/proxy=https://example.com/", "GET /monitoring", "GET /gradio_api/runs",
        "POST /gradio_api/run/ask", "POST /gradio_api/call/ask", "POST /gradio_api/component_server",
        "GET /gradio_api/openapi.json", "GET /gradio_api/deep_link", "POST /gradio_api/vibe-edit",
        "POST /login", "GET /docs/oauth2-redirect", "GET /redoc", "PUT /", "DELETE /d/0",
        "GET /static/../../etc/passwd", "GET //gradio_api/upload", "POST /gradio_api/upload/",
    ],
)  # fmt: skip
def test_what_the_page_does_not_need_is_not_there(client: TestClient, address: str) -> None:
    method, path = address.split(" ")
    answer = client.request(method, path, files={"files": b"x"} if method == "POST" else None)
    assert answer.status_code == 404
    assert "error" in answer.json() or answer.json()["detail"] == "Not Found"


@pytest.mark.parametrize("path", ["/", "/healthz", "/nothing", "/config", "/d/0123456789ab"])
def test_every_response_carries_the_security_headers(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'self' https://paper.example" in policy
    assert "'unsafe-inline'" not in policy.split("script-src")[1].split(";")[0]


def test_only_the_page_s_own_scripts_carry_the_nonce_and_it_is_new_each_time(
    client: TestClient,
) -> None:
    nonces = set()
    for _ in range(2):
        answer = client.get("/")
        found = re.search(r"'nonce-([\w-]+)'", answer.headers["content-security-policy"])
        assert found
        scripts = re.findall(r"<script[^>]*>", answer.text)
        assert scripts
        assert all(f'nonce="{found[1]}"' in script for script in scripts)
        nonces.add(found[1])
    assert len(nonces) == 2


def test_no_other_origin_is_let_in(client: TestClient) -> None:
    origin = {"origin": "https://evil.example"}
    for path in ("/", "/healthz", "/config"):
        assert "access-control-allow-origin" not in client.get(path, headers=origin).headers
    answer = client.post("/api/ask", json={"question": QUESTION}, headers=origin)
    assert "access-control-allow-origin" not in answer.headers
    preflight = {**origin, "access-control-request-method": "POST"}
    answer = client.options("/api/ask", headers=preflight)
    assert answer.status_code >= 400
    assert "access-control-allow-origin" not in answer.headers


def test_a_document_is_found_by_its_key_and_no_other_is(client: TestClient) -> None:
    assert PAGE.title in client.get(f"/d/{document_key(PAGE.id)}").text
    assert client.get("/d/0123456789ab").status_code == 404


def test_the_page_names_no_other_host(client: TestClient) -> None:
    assert "fonts.googleapis" not in client.get("/theme.css").text
    assert "githubusercontent" not in client.get("/").text


def test_a_port_in_use_is_one_line_that_says_what_to_do() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(YinjuError, match="--port") as caught:
            serve(FakeAnswerer(PAGE), "127.0.0.1", port)
    assert "\n" not in str(caught.value)
    assert str(port) in str(caught.value)


@pytest.mark.parametrize(
    ("host", "port", "option"),
    [
        ("127.0.0.1", 70000, "--port"),
        ("127.0.0.1", -1, "--port"),
        ("no.such.host.invalid", 0, "--host"),
        ("192.0.2.1", 0, "--host"),
    ],
)
def test_an_address_that_cannot_be_is_explained(host: str, port: int, option: str) -> None:
    with pytest.raises(YinjuError, match=f"choose another.*{option}"):
        serve(FakeAnswerer(PAGE), host, port)
