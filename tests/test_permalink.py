"""An answer at its own address, as it was given; and reports, from our own pages and nobody else's."""

import asyncio
import html
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fakes import FakeAnswerer
from fastapi import FastAPI
from hypothesis import given
from hypothesis import strategies as st
from starlette.datastructures import Headers
from starlette.testclient import TestClient

from chat.keeping.records import Records
from chat.render import document_key, fingerprint
from chat.server import create_app
from chat.serving.embed import allowed
from chat.serving.limits import RateLimit
from chat.serving.origin import may_write
from ingest.types import Document

SITE = "https://paper.example"
QUESTION = "新增多少个优质公办学位？"
REPORT = {"question": QUESTION, "verdict": "wrong-quote"}
PAGE = Document("学位.txt", "学位", "学位\n\n新增10万个<b>优质</b>公办学位。好。", b"", "utf-8")
CHANGED = Document("学位.txt", "学位", "学位\n\n新增11万个<b>优质</b>公办学位。好。", b"2", "utf-8")

Opened = tuple[TestClient, FakeAnswerer, Records]


def serving(answerer: FakeAnswerer, records: Records | None, burst: int = 1000) -> TestClient:
    async def make() -> FastAPI:  # inside an event loop; outside one, gradio leaves some open
        limit = RateLimit(60, burst, lambda: 0.0)  # no time passes, however busy the machine
        return create_app(answerer, embed_from=[SITE], limit=limit, records=records)

    return TestClient(asyncio.run(make()), raise_server_exceptions=False)


@pytest.fixture(autouse=True)
def without_the_gradio_page(monkeypatch: pytest.MonkeyPatch) -> None:
    """It takes longer to make than all the rest, and has no part in this."""
    monkeypatch.setattr("chat.server.mount_page", lambda app, *_, **__: app)


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Opened]:
    records, answerer = Records(tmp_path), FakeAnswerer(PAGE)
    with serving(answerer, records) as client:
        yield client, answerer, records
    records.close()


@pytest.fixture(scope="module")
def unkept() -> Iterator[TestClient]:
    with serving(FakeAnswerer(PAGE), None) as client:
        yield client


def ask(client: TestClient) -> dict[str, Any]:
    answer: dict[str, Any] = client.post("/api/ask", json={"question": QUESTION}).json()
    return answer


def shown(page: str) -> str:
    return html.unescape(re.sub(r"<[^>]+>", "", page))


def test_an_answer_is_found_at_its_address_with_its_quotes(opened: Opened) -> None:
    client, _, _ = opened
    answer = ask(client)
    found = client.get(answer["record"])
    assert found.status_code == 200
    assert answer["citations"][0]["quote"] in shown(found.text)
    assert QUESTION in shown(found.text)
    assert "原文已更新" not in found.text
    assert PAGE.sha256[:12] in found.text
    assert found.headers["x-robots-tag"] == "noindex"
    assert "<b>" not in found.text
    (link,) = re.findall(r'class="cite" href="([^"]+)"', found.text)
    place = client.get(html.unescape(link))
    marked = html.unescape("".join(re.findall(r"<mark[^>]*>([^<]*)</mark>", place.text)))
    assert marked == answer["citations"][0]["quote"]


def test_the_page_of_an_answer_speaks_english_too(opened: Opened) -> None:
    client, _, _ = opened
    page = client.get(ask(client)["record"], params={"lang": "en"}).text
    assert '<html lang="en">' in page
    assert "The document says" in page


def test_when_the_source_has_changed_the_kept_words_are_shown_as_kept(opened: Opened) -> None:
    client, answerer, _ = opened
    answer = ask(client)
    answerer.library.put(CHANGED)
    page = client.get(answer["record"]).text
    assert answer["citations"][0]["quote"] in shown(page)
    assert "原文已更新" in page
    assert 'class="cite"' not in page


def test_when_the_source_is_gone_the_kept_words_are_shown_as_kept(opened: Opened) -> None:
    client, answerer, _ = opened
    answer = ask(client)
    answerer.library.remove(PAGE.id)
    page = client.get(answer["record"]).text
    assert answer["citations"][0]["quote"] in shown(page)
    assert "原文已更新" in page


def test_when_the_source_was_removed_for_good_no_word_of_it_is_shown(opened: Opened) -> None:
    client, answerer, records = opened
    answer = ask(client)
    answerer.library.remove(PAGE.id)
    records.forget(PAGE.id)
    page = client.get(answer["record"])
    assert page.status_code == 404
    assert QUESTION not in shown(page.text)
    assert "10万个" not in page.text


def test_every_way_to_ask_names_the_address(opened: Opened) -> None:
    client, _, records = opened
    found = client.post("/widget/ask", json={"question": QUESTION}).json()
    link = re.search(r'<a href="(/a/[\w-]{22})\?lang=zh-CN" target="_blank"', found["html"])
    assert link is not None
    assert link[1] == found["answer"]["record"]
    assert client.get(link[1]).status_code == 200
    client.get(f"/d/{document_key(PAGE.id)}", params={"q": QUESTION})
    assert records.totals()["asked"] == 2


def test_an_earlier_question_of_a_conversation_is_not_counted_again(opened: Opened) -> None:
    client, _, records = opened
    client.post("/api/ask", json={"question": "那呢", "history": [QUESTION, QUESTION]})
    assert records.totals()["asked"] == 1


def test_an_unknown_answer_is_not_found(opened: Opened) -> None:
    client, _, _ = opened
    missing = client.get("/a/" + "x" * 22)
    assert missing.status_code == 404
    assert "没有这条回答" in missing.text


def test_a_record_that_was_altered_is_an_apology_without_a_path(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, _, records = opened
    address = ask(client)["record"]
    records._ledger.query("UPDATE quotes SET body = replace(body, '10', '11')")
    page = client.get(address)
    assert page.status_code == 500
    assert "抱歉" in page.text
    assert "sqlite" not in page.text


def test_nothing_is_kept_or_taken_when_records_are_off(unkept: TestClient, tmp_path: Path) -> None:
    assert ask(unkept)["record"] is None
    assert "permalink" not in unkept.post("/widget/ask", json={"question": QUESTION}).json()["html"]
    assert unkept.post("/report", json=REPORT).status_code == 404
    assert unkept.get("/a/" + "x" * 22).status_code == 404


def test_a_report_is_kept_with_the_place_of_its_quote(opened: Opened) -> None:
    client, _, records = opened
    cited = ask(client)["citations"][0]
    place = {
        "document": document_key(PAGE.id),
        "at": "-".join(map(str, cited["spans"][0])),
        "words": fingerprint(cited["quote"]),
    }
    assert client.post("/report", json={**REPORT, **place}).status_code == 204
    ((_, count, said),) = records.reports(9)
    assert (count, said.question, said.verdict) == (1, QUESTION, "wrong-quote")
    assert {"document": said.document, "at": said.at, "words": said.words} == place


def test_a_page_s_later_verdict_on_an_answer_takes_the_place_of_its_earlier_one(
    opened: Opened,
) -> None:
    client, _, records = opened
    one, other = {"page": "0a" * 16}, {"page": "0b" * 16}
    for said in (
        {"verdict": "helpful", **one},
        {"verdict": "helpful", **other},
        {"verdict": "unhelpful", **one},
        {"verdict": "wrong-quote", "document": "0" * 12, "at": "1-2", "words": "0" * 8, **one},
        {"verdict": "helpful", "question": "另一问", **one},
        {"verdict": "helpful"},
        {"verdict": "helpful"},
    ):
        assert client.post("/report", json={**REPORT, **said}).status_code == 204
    counted = records.totals()
    assert (counted["helpful"], counted["unhelpful"], counted["wrong-quote"]) == (4, 1, 1)
    rows = records._ledger.query("SELECT mark FROM reports WHERE mark <> ''")
    assert len(set(rows)) == len(rows) == 4
    assert not any("0a0a" in mark or "0b0b" in mark for (mark,) in rows)


@pytest.mark.parametrize(
    "wrong",
    [
        {"question": ""}, {"question": "问" * 301}, {"verdict": "bad"}, {"verdict": None}, {"document": "x"},
        {"document": "0123456789ab\n"}, {"at": "5"}, {"at": "1-2,"}, {"at": "1-2," * 400 + "1-2"},
        {"words": "zzzzzzzz"}, {"words": "0" * 9}, {"question": ["a"]},
    ],
)  # fmt: skip
def test_a_report_that_is_none_is_refused(opened: Opened, wrong: dict[str, Any]) -> None:
    client, _, records = opened
    assert client.post("/report", json={**REPORT, **wrong}).status_code == 422
    assert records.reports(9) == []


def test_reporting_has_the_limits_of_asking(tmp_path: Path) -> None:
    records = Records(tmp_path)
    with serving(FakeAnswerer(PAGE), records, burst=2) as client:
        codes = [client.post("/report", json=REPORT).status_code for _ in range(3)]
    records.close()
    assert codes == [204, 204, 429]


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"}, {"origin": "null"}, {"origin": "http://testserver.evil.example"},
        {"origin": "http://testserver:81"}, {"origin": f"{SITE}.evil.example"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"}, {"origin": "http://testserver", "sec-fetch-site": "cross-site"},
        {"origin": ""}, {"origin": "http://[::1"}, {"origin": "http://testserver/"},
    ],
)  # fmt: skip
def test_no_other_site_s_page_can_report(opened: Opened, headers: dict[str, str]) -> None:
    client, _, records = opened
    assert client.post("/report", json=REPORT, headers=headers).status_code == 403
    assert records.reports(9) == []


@pytest.mark.parametrize(
    "headers",
    [
        {}, {"origin": "http://testserver"}, {"origin": SITE, "sec-fetch-site": "cross-site"},
        {"origin": "http://testserver", "sec-fetch-site": "same-origin"},
        {"origin": "https://testserver"},  # a proxy in front of us speaks TLS
    ],
)  # fmt: skip
def test_our_own_pages_and_those_that_embed_can_report(
    opened: Opened, headers: dict[str, str]
) -> None:
    client, _, _ = opened
    assert client.post("/report", json=REPORT, headers=headers).status_code == 204


@given(st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=40))
def test_whatever_an_origin_is_only_ours_and_a_named_one_may_write(origin: str) -> None:
    ours = Headers({"host": "a.example", "origin": origin})
    known = ("http://a.example", "https://a.example", SITE)
    assert may_write(ours, allowed([SITE])) == (origin.lower() in known)
