"""What was asked and said, shown and exported."""

import asyncio
import errno
import html
import json
import os
import re
from pathlib import Path

import pytest
from admins import KEY, OURS, QUESTION, TOKEN, Site
from conftest import NEWS, PairEncoder
from fakes import FakeAnswerer
from fastapi import FastAPI
from starlette.testclient import TestClient

from chat.admin.export import questions
from chat.admin.pages import Reported
from chat.admin.token import AdminToken
from chat.command.evaluate import read_questions
from chat.keeping.kept import Count, Report, Verdict
from chat.render import fingerprint
from chat.server import create_app
from index.build import build
from index.library import Library
from index.segment import Segmenter
from ingest.errors import RecordsError


def test_what_was_asked_and_said_is_shown_and_a_reported_quote_opens_in_place(site: Site) -> None:
    cited = site.client.post("/api/ask", json={"question": QUESTION}).json()["citations"][0]
    for _ in range(2):
        site.client.post("/api/ask", json={"question": "zz火星<b>zz"})
    place = {
        "document": KEY,
        "at": ",".join(f"{start}-{end}" for start, end in cited["spans"]),
        "words": fingerprint(cited["quote"]),
    }
    for said in (
        {"question": QUESTION, "verdict": "wrong-quote", **place},
        {"question": "火星<i>？", "verdict": "should-answer"},
        {"question": "变了", "verdict": "wrong-quote", **place, "words": "00000000"},
    ):
        assert site.client.post("/report", json=said).status_code == 204
    site.sign_in()
    page = site.client.get("/admin/use").text
    assert cited["quote"] in html.unescape(page)
    assert "原文已更新" in page
    assert "<i>" not in page
    assert "<b>" not in page
    assert "2 次" in page
    (link,) = re.findall(r'href="(/d/[^"]+)"', page)
    opened = site.client.get(html.unescape(link)).text
    assert "<mark" in opened


def test_records_that_cannot_be_read_are_a_message_and_no_trace(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    def damaged(*_: object) -> None:
        raise RecordsError("records.sqlite: database disk image is malformed")

    site.sign_in()
    monkeypatch.setattr(site.records, "totals", damaged)
    page = site.client.get("/admin/use")
    assert page.status_code == 503
    assert "读不出来" in page.text
    assert "sqlite" not in page.text


def test_a_full_disk_changes_nothing_and_says_so(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    form = site.sign_in()
    monkeypatch.setattr("chat.admin.shelf.shutil.copyfileobj", full)
    said = site.send("/admin/add", form, ("新.txt", "新文件。".encode()))
    assert "请先腾出空间" in said
    assert len(site.names()) == 3


def test_without_records_the_page_says_so(tmp_path: Path, segmenter: Segmenter) -> None:
    build(tmp_path, NEWS, PairEncoder(), segmenter)
    library = Library(tmp_path, PairEncoder(), segmenter)
    answerer = FakeAnswerer(*NEWS)
    answerer.library = library  # type: ignore[assignment]

    async def make() -> FastAPI:
        return create_app(answerer, admin=AdminToken(TOKEN))

    with TestClient(asyncio.run(make())) as client:
        page = client.post("/admin/enter", data={"token": TOKEN}, headers=OURS).text
        assert "--no-records" in page
        assert client.get("/admin/use.jsonl").text == ""
    library.close()


def test_the_export_is_read_as_questions_and_each_report_is_one(tmp_path: Path, site: Site) -> None:
    said = [
        Reported("2026-01-01", 1, Report("甲？", Verdict.HELPFUL, KEY, "1-2", "00000000"), "原话", "/d"),
        Reported("2026-01-01", 2, Report("乙？", Verdict.WRONG, KEY, "1-2", "00000000"), "错话", "/d"),
        Reported("2026-01-01", 1, Report("丙？", Verdict.SHOULD_ANSWER)),
        Reported("2026-01-01", 1, Report("丁\n？", Verdict.UNHELPFUL)),
    ]  # fmt: skip
    (tmp_path / "q.jsonl").write_text(questions(said, [Count("戊？", 3, 2)]), encoding="utf-8")
    found = read_questions(tmp_path / "q.jsonl")
    assert [one.question for one in found] == ["甲？", "乙？", "丙？", "丁\n？", "戊？"]
    assert [one.answerable for one in found] == [True, True, True, True, False]
    assert found[0].evidence == ("原话",)
    assert found[1].evidence == ()
    assert len({one.id for one in found}) == 5
    gold = (Path(__file__).parents[1] / "corpus" / "questions.jsonl").read_text("utf-8")
    known = json.loads(gold.split("\n")[0])
    line = json.loads((tmp_path / "q.jsonl").read_text("utf-8").split("\n")[0])
    assert list(line) == list(known)
    site.client.post("/report", json={"question": "己？", "verdict": "helpful"})
    site.sign_in()
    exported = site.client.get("/admin/use.jsonl")
    assert "attachment" in exported.headers["content-disposition"]
    assert json.loads(exported.text.splitlines()[0])["question"] == "己？"
