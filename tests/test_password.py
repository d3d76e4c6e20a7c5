"""A site behind a password: nothing without it, nothing about it, and no endless guessing."""

import asyncio
import base64
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import text_document
from fakes import FakeAnswerer
from fastapi import FastAPI
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from chat.cli import main
from chat.server import create_app
from chat.serving import password
from chat.serving.proxies import Proxies
from ingest.errors import YinjuError

PAGE = text_document("长春民生\n\n新增10万个优质公办学位。新增公园100个。")
RIGHT = ("amy", "开门 open:sesame")
OTHER = ("bob", "另一个")
FILE = password.line(*RIGHT)


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> dict[str, password.Hashed]:
    path = tmp_path_factory.mktemp("auth") / "names"
    path.write_text(f"# who may ask\n\n{FILE}\n{password.line(*OTHER)}\n", "utf-8")
    return password.read(path)


@pytest.fixture(scope="module")
def client(known: dict[str, password.Hashed]) -> Iterator[TestClient]:
    async def make() -> FastAPI:
        return create_app(FakeAnswerer(PAGE), passwords=known, proxies=Proxies(["192.0.2.1"]))

    with TestClient(asyncio.run(make()), client=("192.0.2.1", 1)) as opened:
        yield opened


def basic(name: str, secret: str) -> dict[str, str]:
    return {"authorization": "Basic " + base64.b64encode(f"{name}:{secret}".encode()).decode()}


@pytest.mark.parametrize(
    "path",
    ["/", "/api/documents", "/openapi.json", "/widget.js", "/config", "/demo", "/nothing",
     "/static/shared.css"],
)  # fmt: skip
def test_nothing_is_shown_without_the_password(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith("Basic ")
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "学位" not in answer.text
    assert client.post("/api/ask", json={"question": "学位？"}).status_code == 401
    assert client.post("/gradio_api/queue/join", json={}).status_code == 401


def test_the_right_password_opens_and_only_that(client: TestClient) -> None:
    assert client.get("/api/documents", headers=basic(*RIGHT)).status_code == 200
    for name, secret in [("amy", ""), ("amy", RIGHT[1] + " "), ("Amy", RIGHT[1]), ("", RIGHT[1])]:
        assert client.get("/api/documents", headers=basic(name, secret)).status_code == 401
    assert client.get("/api/documents", headers=basic(*RIGHT)).status_code == 200


@pytest.mark.parametrize(
    "header",
    ["", "Basic", "Basic !!!", "Basic YW15", "Bearer x", "Basic /w==", "basic " + "A" * 5000],
)
def test_a_malformed_header_is_no_password(client: TestClient, header: str) -> None:
    assert client.get("/api/documents", headers={"authorization": header}).status_code == 401


def test_a_supervisor_needs_none(client: TestClient) -> None:
    assert client.get("/healthz").status_code == 200
    assert client.get("/readyz").status_code == 200


def test_guessing_is_slowed_for_the_guesser_and_nobody_else(client: TestClient) -> None:
    def tried(number: int, client_address: str) -> int:
        headers = {**basic("amy", str(number)), "x-forwarded-for": client_address}
        return client.get("/", headers=headers).status_code

    guesser = [tried(number, f"2001:db8::{number:x}") for number in range(14)]
    assert guesser[:10] == [401] * 10
    assert set(guesser[10:]) == {429}
    assert tried(0, "2001:db8:0:1::1") == 401
    answer = client.get(
        "/api/documents", headers={**basic(*RIGHT), "x-forwarded-for": "203.0.113.7"}
    )
    assert answer.status_code == 200


def test_a_right_password_is_computed_once(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted = []
    matches = password.Hashed.matches

    def counting(self: password.Hashed, secret: str) -> bool:
        counted.append(1)
        return matches(self, secret)

    monkeypatch.setattr(password.Hashed, "matches", counting)
    for _ in range(5):
        assert client.get("/api/documents", headers=basic(*OTHER)).status_code == 200
    assert len(counted) == 1
    client.get("/", headers=basic("nobody", "x"))
    assert len(counted) == 2  # a name that nobody has takes as long as one that somebody has


@given(st.text(max_size=60))
def test_a_line_that_is_no_password_is_refused_without_being_repeated(text: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Path, "read_text", lambda *_, **__: text + "\nx")
        with pytest.raises(YinjuError) as caught:
            password.read(Path("names"))
    assert "names" in str(caught.value)


@pytest.mark.parametrize(
    "line",
    ["amy", "amy:secret", FILE.replace("16384", "16383"), FILE.replace("16384", "99999999"),
     FILE.replace("amy", "a:b"), FILE + "!", FILE.replace("$8$", "$999$")],
)  # fmt: skip
def test_a_wrong_line_is_named_by_its_number(tmp_path: Path, line: str) -> None:
    (tmp_path / "names").write_text(f"{FILE}\n{line}\n", "utf-8")
    with pytest.raises(YinjuError, match="line 2") as caught:
        password.read(tmp_path / "names")
    assert "secret" not in str(caught.value)


def test_the_command_makes_a_line_that_the_server_takes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    import io

    monkeypatch.setattr("sys.stdin", io.StringIO("芝麻开门\n"))
    assert main(["password", "amy"]) == 0
    line = capsys.readouterr().out
    assert "芝麻" not in line
    (tmp_path / "names").write_text(line, "utf-8")
    known = password.read(tmp_path / "names")
    assert known["amy"].matches("芝麻开门")
    assert not known["amy"].matches("芝麻关门")
    monkeypatch.setattr("sys.stdin", io.StringIO("\n"))
    assert main(["password", "amy"]) == 1
