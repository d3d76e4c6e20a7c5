"""The plain pages: a document opened at a quote, the widget's frame; nothing hostile runs in them."""

import asyncio
import html
import re
from collections.abc import Iterator
from typing import Any

import pytest
from conftest import TEXTS, plain
from fakes import FakeAnswerer, FakeLibrary
from fastapi import FastAPI
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from chat.reader import document_html
from chat.render import document_key, fingerprint
from chat.server import LONGEST_REQUEST, create_app
from chat.serving.limits import RateLimit
from chat.strings import Language
from chat.web.api import Readiness
from chat.web.front import Front
from chat.web.pages import frame_page, reading_page, spans_of
from ingest.errors import LibraryDamaged
from ingest.types import Document, Span

SITE = "https://paper.example"
KEY = ""


@pytest.fixture(scope="module")
def client(newspaper: Document) -> Iterator[TestClient]:
    async def make() -> FastAPI:  # inside an event loop; outside one, gradio leaves some open
        limit = RateLimit(a_minute=60, burst=1000)
        return create_app(FakeAnswerer(newspaper), embed_from=[SITE], limit=limit)

    with TestClient(asyncio.run(make()), raise_server_exceptions=False) as opened:
        yield opened


def shown(page: str) -> str:
    """The text of a page's article, as a browser shows it."""
    inside = page[page.index("<article") : page.index("</article>")]
    return html.unescape(re.sub(r"<[^>]+>", "", inside))


def marks(page: str) -> str:
    return html.unescape("".join(re.findall(r"<mark[^>]*>([^<]*)</mark>", page)))


@given(TEXTS.filter(str.strip), st.data())
def test_exactly_the_cited_words_are_marked(text: str, data: st.DataObject) -> None:
    document = plain(text)
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    bare, marked = document_html(document), document_html(document, [Span(start, end)])
    assert shown(marked) == shown(bare)
    words = [
        character
        for run in re.finditer(r'data-start="(\d+)">([^<]*)</span>', bare)
        for at, character in enumerate(html.unescape(run[2]), int(run[1]))
        if start <= at < end
    ]
    assert sorted(marks(marked)) == sorted(words)


def test_a_document_opens_at_a_quote_and_marks_it(client: TestClient, newspaper: Document) -> None:
    quote = "新增10万个优质公办学位"
    start = newspaper.text.index(quote)
    at = f"{start}-{start + len(quote)}"
    place = {"at": at, "words": fingerprint(quote), "asked": f"{start + 2}-{start + 6}"}
    page = client.get(f"/d/{document_key(newspaper.id)}", params=place).text
    assert marks(page) == quote
    assert '<mark class="asked">10万个</mark>' in page
    assert page.count('id="cited"') == 1


@pytest.mark.parametrize("words", ["00000000", "", "zz"])
def test_other_words_at_that_place_are_not_marked_and_the_page_says_so(
    words: str, client: TestClient, newspaper: Document
) -> None:
    page = client.get(f"/d/{document_key(newspaper.id)}?at=100-120&words={words}").text
    assert "<mark" not in page
    assert "原文已更新" in page


def test_a_question_in_the_address_is_answered_in_place(
    client: TestClient, newspaper: Document
) -> None:
    page = client.get(
        f"/d/{document_key(newspaper.id)}", params={"q": "新增多少个优质公办学位"}
    ).text
    assert "新增10万个优质公办学位" in marks(page)
    page = client.get(f"/d/{document_key(newspaper.id)}", params={"q": "火星"}).text
    assert "<mark" not in page
    assert "不足以回答" in page


@pytest.mark.parametrize(("lang", "why"), [("", "301 字"), ("en", "301 characters")])
def test_a_question_in_the_address_that_cannot_be_asked_is_told_why_and_stays_in_the_box(
    lang: str, why: str, client: TestClient, newspaper: Document
) -> None:
    question = "学" * 301
    page = client.get(f"/d/{document_key(newspaper.id)}", params={"q": question, "lang": lang}).text
    assert why in page[page.index('class="notice"') :]
    assert f'value="{question}"' in page
    assert "<mark" not in page


@pytest.mark.parametrize(
    ("method", "address", "status", "said"),
    [
        ("GET", "/nothing", 404, ("没有这个地址", "nothing at this address")),
        ("GET", "/gradio_api/upload", 404, ("没有这个地址", "nothing at this address")),
        ("GET", "/static/<b>.css", 404, ("没有这个地址", "nothing at this address")),
        ("GET", "/d/0123456789ab?q=学位", 429, ("问得太快", "too fast")),
        ("POST", "/report", 413, ("太大", "too large")),
    ],
)
def test_a_person_reads_a_page_and_a_program_json_that_says_why_nothing_came(
    method: str, address: str, status: int, said: tuple[str, str], newspaper: Document
) -> None:
    async def make() -> FastAPI:
        return create_app(FakeAnswerer(newspaper), limit=RateLimit(30, 1, lambda: 0.0))

    with TestClient(asyncio.run(make())) as opened:
        body = b" " * (LONGEST_REQUEST + 1) if status == 413 else None

        def answer(accept: str, lang: str = "") -> Any:
            opened.get("/d/0123456789ab?q=学位")
            where = f"{address}{'&' if '?' in address else '?'}lang={lang}"
            return opened.request(method, where, content=body, headers={"Accept": accept})

        for lang, words in (("zh-CN", said[0]), ("en", said[1])):
            page = answer("text/html,application/xhtml+xml,*/*;q=0.8", lang)
            assert (page.status_code, page.headers["vary"]) == (status, "Accept")
            assert page.headers["content-type"].startswith("text/html")
            assert words in page.text
            assert f'<html lang="{lang}"' in page.text
        for accept in ("*/*", "application/json"):
            told = answer(accept)
            assert (told.status_code, told.headers["vary"]) == (status, "Accept")
            assert all(words in told.json()["error"] for words in said)


def test_an_unknown_document_is_not_found(client: TestClient) -> None:
    assert client.get("/d/0123456789ab").status_code == 404


@given(st.text(max_size=60))
def test_any_address_of_a_place_is_read_or_ignored(ranges: str) -> None:
    document = Document("a", "a", "岗位60万个。", b"", "utf-8")
    for span in spans_of(ranges, document):
        assert 0 <= span.start < span.end <= len(document.text)


ATTACKS = [
    '"><script>alert(1)</script>', "'><img src=x onerror=alert(1)>", "</title><script>alert(1)</script>",
    '" autofocus onfocus=alert(1) x="', "javascript:alert(1)", "<svg/onload=alert(1)>", "{{7*7}}", "</script>",
    "\"-alert(1)-\"", "&lt;script&gt;", "<iframe srcdoc='<script>alert(1)</script>'>", "\u2028alert(1)",
]  # fmt: skip


@pytest.mark.parametrize("attack", ATTACKS)
def test_what_comes_from_outside_makes_no_element_and_no_attribute(attack: str) -> None:
    document = Document(
        f"{attack}.txt", attack, f"题{attack}\n\n正文{attack}。第二句{attack}。", b"", "utf-8"
    )
    tame = Document("a.txt", "a", "题\n\n正文。第二句。", b"", "utf-8")
    for make in (
        lambda d, s: reading_page(d, Language.CHINESE, question=s),
        lambda _, s: frame_page(Front({s: s}, (s, s)), Language.ENGLISH, s, s, s),
    ):
        hostile, usual = make(document, attack), make(tame, "x")
        assert re.findall(r"<script[^>]*>", hostile) == re.findall(r"<script[^>]*>", usual)
        assert not re.findall(r"<(?:img|svg|iframe)", hostile)
        assert not re.findall(r"<[^>\"]*(?:\"[^\"]*\"[^>\"]*)*\son\w+=", hostile)


def test_a_frame_speaks_only_to_a_site_that_may_embed(client: TestClient) -> None:
    assert f'data-host="{SITE}"' in client.get("/widget", params={"host": SITE}).text
    assert (
        'data-host="http://testserver"'
        in client.get("/widget", params={"host": "http://testserver"}).text
    )
    for other in ("https://evil.example", "*", "null", f"{SITE}.evil.example", ""):
        assert 'data-host=""' in client.get("/widget", params={"host": other}).text


def test_only_sites_that_are_named_may_frame_and_read(client: TestClient) -> None:
    for path in ("/", "/widget", "/demo", "/widget.js"):
        policy = client.get(path).headers["content-security-policy"]
        assert f"frame-ancestors 'self' {SITE}" in policy
    header = "access-control-allow-origin"
    body = {"question": "学位"}
    assert client.post("/widget/ask", json=body, headers={"Origin": SITE}).headers[header] == SITE
    for origin in ("https://evil.example", "null", f"{SITE}.evil.example"):
        answer = client.post("/widget/ask", json=body, headers={"Origin": origin})
        assert header not in answer.headers


def test_any_site_may_learn_whether_it_may_embed(client: TestClient) -> None:
    def status(origin: str) -> int:
        answer = client.get("/widget/allowed", headers={"Origin": origin})
        assert answer.headers["access-control-allow-origin"] in ("*", SITE)
        assert "access-control-allow-credentials" not in answer.headers
        assert answer.content == b""
        return answer.status_code

    assert (status(SITE), status("http://testserver")) == (204, 204)
    assert client.get("/widget/allowed").status_code == 204
    for origin in ("https://evil.example", "null", f"{SITE}.evil.example", ""):
        assert status(origin) == 403


def test_plain_pages_run_no_script_but_files_of_their_own(client: TestClient) -> None:
    for path in ("/widget", "/demo"):
        policy = client.get(path).headers["content-security-policy"]
        assert "script-src 'self';" in policy
        assert "unsafe" not in policy


def test_the_widget_gets_cards_and_the_answer_of_the_contract(client: TestClient) -> None:
    before = {"asked": "新增多少学位", "refused": False}
    body = {"question": "新增多少个优质公办学位？", "lang": "en", "history": [before]}
    found = client.post("/widget/ask", json=body).json()
    assert found["answer"]["citations"][0]["quote"] in html.unescape(
        re.sub("<[^>]+>", "", found["html"])
    )
    assert "The document says" in found["html"]
    assert client.post("/widget/ask", json={"question": "？"}).status_code == 400
    assert client.post("/widget/ask", json={"question": "崩溃"}).status_code == 500
    assert (
        client.post("/widget/ask", json={"question": "x", "history": [before] * 11}).status_code
        == 422
    )


def test_documents_are_listed_with_their_addresses(client: TestClient, newspaper: Document) -> None:
    (one,) = client.get("/api/documents").json()
    assert one["document"] == newspaper.id
    assert client.get(one["address"]).status_code == 200
    assert client.get("/readyz").json() == {"status": "ready"}
    assert "/api/ask" in client.get("/openapi.json").json()["paths"]


def test_however_often_it_is_asked_whether_it_is_ready_it_searches_once_a_second() -> None:
    clock, searched, fails = [0.0], [], [False]

    class Counted(FakeLibrary):
        def search(self, question: str, limit: int) -> list[str]:
            searched.append(question)
            if fails[0]:
                raise LibraryDamaged("of the server")
            return []

    ready = Readiness(Counted(), lambda: clock[0])  # type: ignore[arg-type]
    assert [ready.now() for _ in range(5)] == [True] * 5
    fails[0], clock[0] = True, 0.9
    assert ready.now()
    clock[0] = 1.0
    assert [ready.now() for _ in range(5)] == [False] * 5
    assert len(searched) == 2


def test_an_answer_comes_as_events_to_who_asks_for_them(client: TestClient) -> None:
    stream = client.post(
        "/api/ask",
        json={"question": "新增多少个优质公办学位？"},
        headers={"Accept": "text/event-stream"},
    )
    events = re.findall(r"event: (\w+)\ndata: (\{.*\})\n\n", stream.text)
    assert [name for name, _ in events][-1] == "answer"
    assert {name for name, _ in events[:-1]} == {"citation"}


def test_who_asks_too_often_is_told_to_wait(newspaper: Document) -> None:
    async def make() -> FastAPI:
        return create_app(FakeAnswerer(newspaper), limit=RateLimit(30, 2, lambda: 0.0))

    with TestClient(asyncio.run(make())) as opened:
        codes = [opened.post("/api/ask", json={"question": "学位"}).status_code for _ in range(3)]
        refused = opened.post("/widget/ask", json={"question": "学位"})
        assert codes == [200, 200, 429]
        assert refused.status_code == 429
        assert refused.headers["retry-after"] == "2"
        address = f"/d/{document_key(newspaper.id)}"
        assert [opened.get(f"{address}?{q}").status_code for q in ("q=x", "%71=x", "at=1-2")] == [
            429,
            429,
            200,
        ]
        assert opened.get("/healthz").status_code == 200
