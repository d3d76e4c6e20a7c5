"""The addresses of the plain pages: documents, the widget with its frame, and a page that shows it off."""

from pathlib import Path

from fastapi import FastAPI, HTTPException, Request
from fastapi.responses import FileResponse, HTMLResponse, JSONResponse, PlainTextResponse
from pydantic import BaseModel, Field
from starlette.background import BackgroundTask
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from chat.answer import Answerer
from chat.asking.question import LONGEST, LONGEST_TYPED
from chat.contract import to_json
from chat.render import answer_html, document_key
from chat.serving.desk import RETRY_AFTER, Busy, Desk
from chat.serving.embed import EmbedOrigins
from chat.strings import language, one_of, text
from chat.types import Answer, Turn
from chat.web.api import answered
from chat.web.endpoints import endpoints_page
from chat.web.front import FrontPage
from chat.web.pages import demonstration_page, frame_page, notice_page, reading_page
from ingest.errors import QuestionError
from ingest.normalize import folded_characters
from ingest.types import Document

_STATIC = Path(__file__).parent / "static"
_TYPES = {".js": "text/javascript", ".css": "text/css"}
_FILES = {path.name for path in _STATIC.iterdir() if path.suffix in _TYPES}


class Before(BaseModel):
    """A question of the same conversation, as it was understood, and whether it was refused."""

    asked: str = Field(max_length=LONGEST)
    refused: bool


class WidgetQuestion(BaseModel):
    """The body of POST /widget/ask."""

    question: str
    lang: str = Field(default="", max_length=20)
    history: list[Before] = Field(default=[], max_length=10)


def add_pages(
    app: FastAPI, answerer: Answerer, sites: EmbedOrigins, desk: Desk, front: FrontPage
) -> None:
    """Everything of the plain pages."""
    _add_documents(app, answerer, desk)
    _add_widget(app, answerer, sites, desk, front)

    @app.get("/docs", include_in_schema=False)
    def endpoints(lang: str = "") -> HTMLResponse:
        return HTMLResponse(endpoints_page(app.openapi(), language(lang)))

    @app.get("/fold", include_in_schema=False)
    def folding() -> PlainTextResponse:
        """For the search inside a document: what matching takes for the same, two lines of equal length."""
        kept = {"Cache-Control": "public, max-age=86400"}
        return PlainTextResponse("\n".join(folded_characters()), headers=kept)

    @app.get("/static/{name}", include_in_schema=False)
    def file(name: str) -> FileResponse:
        if name not in _FILES:
            raise HTTPException(404)
        return FileResponse(_STATIC / name, media_type=_TYPES[Path(name).suffix])


def _add_documents(app: FastAPI, answerer: Answerer, desk: Desk) -> None:
    def found(key: str) -> Document | None:
        names = {document_key(name): name for name in answerer.library.titles()}
        return answerer.library.document(names[key]) if key in names else None

    @app.get("/d/{key}", include_in_schema=False)
    async def reading(
        key: str, at: str = "", words: str = "", asked: str = "", q: str = "", lang: str = ""
    ) -> HTMLResponse:
        answer, spoken, message = None, language(lang), ""
        if q.strip():
            try:
                answer = await desk.ask(lambda: answerer.ask(q))
            except QuestionError as error:
                message = one_of(str(error), spoken)
            except Busy as error:
                said = notice_page(one_of(str(error), spoken), spoken)
                return HTMLResponse(said, 503, {"Retry-After": str(RETRY_AFTER)})

        def shown() -> HTMLResponse:
            document = found(key)
            if document is None:
                return HTMLResponse(notice_page(text("no_document", spoken), spoken), 404)
            page = reading_page(
                document,
                spoken,
                at=at,
                words=words,
                asked=asked,
                answer=answer,
                question=q,
                message=message,
            )
            # Half a second of work, done while the reader reads: a search asks for it.
            return HTMLResponse(page, background=BackgroundTask(folded_characters))

        return await run_in_threadpool(shown)


def _add_widget(
    app: FastAPI, answerer: Answerer, sites: EmbedOrigins, desk: Desk, front: FrontPage
) -> None:
    @app.get("/widget.js", include_in_schema=False)
    def loader() -> FileResponse:
        return FileResponse(_STATIC / "widget.js", media_type="text/javascript")

    @app.get("/widget/allowed", include_in_schema=False)
    def may(request: Request) -> Response:
        """Whether the page that asks may embed. Every page may read it: a refusal that could not be read
        would look like a server that cannot be reached."""
        origin = request.headers.get("origin")
        status = 204 if origin is None or origin == _own(request) or sites.match(origin) else 403
        headers = {"Access-Control-Allow-Origin": "*", "Cache-Control": "no-store"}
        return Response(status_code=status, headers=headers)

    @app.get("/widget", include_in_schema=False)
    def frame(
        request: Request, host: str = "", lang: str = "", theme: str = "auto", ask: str = ""
    ) -> HTMLResponse:
        known = host if host == _own(request) or sites.match(host) else ""
        theme = theme if theme in ("light", "dark") else "auto"
        now, spoken = front.now(), language(lang)
        return HTMLResponse(frame_page(now, spoken, theme, known, ask[:LONGEST_TYPED]))

    @app.post("/widget/ask", include_in_schema=False, response_model=None)
    async def widget_ask(asked: WidgetQuestion) -> Response:
        history = [Turn(one.asked, one.refused) for one in asked.history]

        def respond(answer: Answer) -> Response:
            shown = answer_html(answer, language(asked.lang))
            return JSONResponse({"html": shown, "answer": to_json(answer)})

        return await answered(desk, lambda: answerer.ask(asked.question, history), respond)

    @app.get("/demo", include_in_schema=False)
    def demonstration() -> HTMLResponse:
        return HTMLResponse(demonstration_page())


def _own(request: Request) -> str:
    return str(request.base_url).rstrip("/")
