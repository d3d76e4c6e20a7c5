"""A server with an admin token over a real index, for the tests of what needs one."""

import asyncio
import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from encoders import PairEncoder
from fakes import FakeAnswerer
from fastapi import FastAPI
from starlette.testclient import TestClient

from chat.admin.token import AdminToken
from chat.keeping.records import Records
from chat.render import document_key
from chat.server import create_app
from chat.serving.limits import RateLimit
from index.build import build
from index.library import Library
from index.segment import Segmenter

TOKEN = "4ae8b1f0-a-token-of-the-tests-that-nobody-guesses"
BEARER = {"authorization": f"Bearer {TOKEN}"}
OURS = {"origin": "http://testserver"}
QUESTION = "新增多少学位？"
KEY = document_key("民生.txt")

PAGES = ("/admin/use", "/admin/use.jsonl", "/admin/library", f"/admin/remove/{KEY}")
CHANGES = ("/admin/add", f"/admin/replace/{KEY}", f"/admin/remove/{KEY}", "/admin/leave")


@dataclass
class Site:
    """A server over a real index, with what is behind it."""

    client: TestClient
    library: Library
    records: Records
    folder: Path

    def names(self) -> list[str]:
        return sorted(self.library.titles())

    def sign_in(self) -> str:
        """Sign in; the token that this session's forms carry."""
        answer = self.client.post("/admin/enter", data={"token": TOKEN}, headers=OURS)
        assert answer.status_code == 200, answer.text
        found = re.search(r'name="form_token" value="([^"]+)"', answer.text)
        assert found is not None
        return found[1]

    def send(self, path: str, form_token: str, *files: tuple[str, bytes], **fields: str) -> str:
        answer = self.client.post(
            path,
            data={"form_token": form_token, **fields},
            files=[("files", one) for one in files],
            headers=OURS,
        )
        return html.unescape(re.sub(r"<[^>]+>", " ", answer.text))


@pytest.fixture(scope="module")
def without_the_gradio_page() -> Iterator[None]:
    """It takes longer to make than all the rest, and has no part in this."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("chat.server.mount_page", lambda app, *_, **__: app)
        yield


@pytest.fixture
def site(tmp_path: Path, segmenter: Segmenter, without_the_gradio_page: None) -> Iterator[Site]:
    from conftest import NEWS

    folder = tmp_path / "index"
    build(folder, NEWS, PairEncoder(), segmenter)
    library, records = Library(folder, PairEncoder(), segmenter), Records(folder)
    answerer = FakeAnswerer(*NEWS)
    answerer.library = library  # type: ignore[assignment]

    async def make() -> FastAPI:  # inside an event loop; outside one, gradio leaves some open
        return create_app(
            answerer,
            limit=RateLimit(burst=1000),
            records=records,
            admin=AdminToken(TOKEN),
        )

    with TestClient(asyncio.run(make()), raise_server_exceptions=False) as client:
        yield Site(client, library, records, folder)
    library.close()
    records.close()


@pytest.fixture(scope="module")
def tokenless(without_the_gradio_page: None) -> Iterator[TestClient]:
    from conftest import NEWS

    async def make() -> FastAPI:
        return create_app(FakeAnswerer(*NEWS))

    with TestClient(asyncio.run(make()), raise_server_exceptions=False) as client:
        yield client
