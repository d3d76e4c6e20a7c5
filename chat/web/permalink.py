"""The addresses of what is kept: an answer as it was given, and what a visitor says of one."""

import logging

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, JSONResponse
from pydantic import BaseModel, Field
from starlette.responses import Response

from chat.answer import Answerer
from chat.keeping.kept import Kept, Report, Verdict
from chat.keeping.records import Records
from chat.render import answer_html, escape, question_html
from chat.serving.embed import EmbedOrigins
from chat.serving.origin import may_write
from chat.strings import Language, language, text
from chat.types import Citation
from chat.web.api import APOLOGY
from chat.web.pages import UNSEEN_HEADING, home_html, notice_page, plain_page
from index.library import Library
from ingest.errors import RecordsError

_log = logging.getLogger("yinju")


class Said(BaseModel):
    """The body of POST /report; `at` and `words` as in a quote's address. `page` is drawn by lot when a
    page is opened: what is said there later of the same takes the place of what was said before."""

    question: str = Field(min_length=1, max_length=300)
    verdict: Verdict
    document: str = Field(default="", pattern=r"^(?:[0-9a-f]{12})?$")
    at: str = Field(
        default="", max_length=1000, pattern=r"^(?:\d{1,9}-\d{1,9}(?:,\d{1,9}-\d{1,9})*)?$"
    )
    words: str = Field(default="", pattern=r"^(?:[0-9a-f]{8})?$")
    page: str = Field(default="", pattern=r"^[0-9a-f]{0,32}$")


def add_kept(
    app: FastAPI, answerer: Answerer, records: Records | None, sites: EmbedOrigins
) -> None:
    """`/a/ID` and `/report`; neither is there when nothing is kept."""
    if records is None:
        return

    @app.get("/a/{name}", include_in_schema=False)
    def kept(name: str, lang: str = "") -> HTMLResponse:
        spoken = language(lang)
        headers = {"X-Robots-Tag": "noindex", "Cache-Control": "no-store"}
        try:
            found = records.read(name)
        except RecordsError as error:
            _log.error("a kept answer cannot be read: %s", error)
            return HTMLResponse(notice_page(text("failed", spoken), spoken), 500, headers)
        if found is None:
            return HTMLResponse(notice_page(text("no_record", spoken), spoken), 404, headers)
        return HTMLResponse(kept_page(found, answerer.library, spoken), headers=headers)

    @app.post(
        "/report",
        summary="Say that an answer was wrong, or helped",
        status_code=204,
        response_model=None,
        responses={
            400: {"description": "The body cannot be read"},
            403: {"description": "No page of this server asks"},
            422: {"description": "The body is not of this form"},
            429: {"description": "This client asks too often"},
            503: {"description": "It cannot be kept now"},
        },
    )
    def take_report(said: Said, request: Request) -> Response:
        if not may_write(request.headers, sites):
            return JSONResponse({"error": "expected a request from a page of this server"}, 403)
        try:
            report = Report(said.question, said.verdict, said.document, said.at, said.words)
            records.report(report, said.page)
        except RecordsError as error:
            _log.error("a report could not be kept: %s", error)
            return JSONResponse({"error": APOLOGY}, 503)
        return Response(status_code=204)


def kept_page(kept: Kept, library: Library, spoken: Language) -> str:
    """An answer as it was given, and which of its quotes their documents still hold."""
    answer = kept.answer
    shown = answer.nearest if answer.refused else answer.citations
    standing = [stands(citation, library) for citation in shown]
    versions = {one.title: version[:12] for one, version in zip(shown, kept.versions, strict=True)}
    said = [text("kept", spoken, day=kept.day, generation=kept.generation)]
    if versions:
        listed = text("separator", spoken).join(f"《{k}》{v}" for k, v in versions.items())
        said.append(text("kept_versions", spoken, versions=listed))
    if kept.lost:
        said.append(text("lost", spoken, count=kept.lost))
    notes = "".join(f"<p>{escape(one)}</p>" for one in said)
    body = question_html(answer.question, spoken)
    if shown or answer.refused:
        body += answer_html(answer, spoken, standing=standing)
    return plain_page(
        f"{escape(answer.question)} – 引据",
        spoken,
        f"<header>{home_html(spoken)}</header>"
        f'<main class="kept">{UNSEEN_HEADING}{body}<footer>{notes}</footer></main>',
        scripts=("cards.js",),
        attributes=' class="auto"',
    )


def stands(citation: Citation, library: Library) -> bool:
    """Whether the library still holds a quote's words where they stood."""
    if library.version(citation.document_id) is None:
        return False
    try:
        return library.document(citation.document_id).quote(citation.spans) == citation.quote
    except (KeyError, ValueError):
        return False
