"""The addresses of the admin's pages and of the JSON interface that changes the library."""

import logging
from collections.abc import Callable
from dataclasses import asdict
from typing import Any, TypeVar

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.responses import Response

from chat.admin.door import Denied, Door, Session, check_form
from chat.admin.export import questions
from chat.admin.outcome import lines_of, receipt_lines, values_of
from chat.admin.pages import (
    MOST_BYTES,
    MOST_FILES,
    Shelved,
    done_page,
    library_page,
    remove_page,
    sign_in_page,
    use_page,
)
from chat.admin.reasons import both, reason
from chat.admin.reported import reported
from chat.admin.shelf import Sent, Shelf
from chat.admin.token import AdminToken
from chat.admin.words import WORDS
from chat.keeping.records import Records
from chat.render import document_key
from chat.strings import Language, language
from index.library import Library
from index.tables import Listed
from ingest.errors import NotMadeSure, YinjuError

_log = logging.getLogger("yinju")
_Result = TypeVar("_Result")

_SHOWN = 50
"""Rows of each list of 运营."""
_EXPORTED = 1000
_ROOM = 64 * 1024
"""Bytes of a request beside its files."""

_PARSED = 1000
"""Files of a form that are told apart, so that who sends more than MOST_FILES is told so."""

_RESPONSES: dict[int | str, dict[str, Any]] = {
    401: {"description": "Without the admin token"},
    409: {"description": "The library cannot be changed now, or holds documents of these names"},
    429: {"description": "Too many wrong tokens"},
}
_FILES = {"type": "array", "items": {"type": "string", "format": "binary"}}
_FORM = {
    "type": "object",
    "required": ["files"],
    "properties": {"files": _FILES, "replace": {"type": "string", "enum": ["yes", "no"]}},
}
_UPLOAD = {"requestBody": {"required": True, "content": {"multipart/form-data": {"schema": _FORM}}}}
"""What FastAPI cannot tell by itself of a form that is read only once the token has been checked."""


def add_admin(app: FastAPI, token: AdminToken, library: Library, records: Records | None) -> None:
    """Everything that needs the admin token; without one, none of it is there."""
    door, shelf = Door(token), Shelf(library, records)
    app.add_exception_handler(Denied, _denied)
    _add_door(app, door)
    _add_use(app, door, library, records)
    _add_library(app, door, shelf)
    _add_api(app, door, shelf)


def _add_door(app: FastAPI, door: Door) -> None:
    @app.get("/admin", include_in_schema=False)
    def begin(request: Request, lang: str = "") -> Response:
        try:
            door.session(request)
        except Denied:
            return HTMLResponse(sign_in_page(language(lang)))
        return _go("/admin/use", language(lang))

    @app.post("/admin/enter", include_in_schema=False)
    async def enter(request: Request, lang: str = "") -> Response:
        form = await _form(request, files=0)
        response = _go("/admin/use", language(lang))
        given = form.get("token")
        door.enter(request, given.strip() if isinstance(given, str) else "", response)
        return response

    @app.post("/admin/leave", include_in_schema=False)
    async def leave(request: Request, lang: str = "") -> Response:
        check_form(door.check_page(request), (await _form(request, files=0)).get("form_token"))
        response = _go("/admin", language(lang))
        door.leave(request, response)
        return response


def _add_use(app: FastAPI, door: Door, library: Library, records: Records | None) -> None:
    @app.get("/admin/use", include_in_schema=False)
    def use(request: Request, lang: str = "") -> HTMLResponse:
        token, spoken = door.session(request).form_token, language(lang)
        if records is None:
            return HTMLResponse(use_page(spoken, token, None))
        try:
            page = use_page(
                spoken,
                token,
                records.totals(),
                reported(records.reports(_SHOWN), library, spoken),
                records.most_asked(_SHOWN),
                records.most_refused(_SHOWN),
            )
        except YinjuError as error:
            _log.error("what is kept cannot be shown: %s", error)
            return HTMLResponse(done_page(spoken, token, [WORDS[spoken]["unreadable"]], "use"), 503)
        return HTMLResponse(page)

    @app.get("/admin/use.jsonl", include_in_schema=False)
    def export(request: Request) -> Response:
        door.session(request)
        lines = ""
        if records is not None:
            said = reported(records.reports(_EXPORTED), library, Language.CHINESE)
            lines = questions(said, records.most_refused(_EXPORTED))
        named = {"Content-Disposition": 'attachment; filename="yinju-use.jsonl"'}
        return Response(lines, media_type="application/jsonl; charset=utf-8", headers=named)


def _add_library(app: FastAPI, door: Door, shelf: Shelf) -> None:
    @app.get("/admin/library", include_in_schema=False)
    def page(request: Request, lang: str = "") -> HTMLResponse:
        token = door.session(request).form_token
        shelved = [_shelved(one) for one in shelf.documents()]
        return HTMLResponse(library_page(language(lang), token, shelved))

    @app.post("/admin/add", include_in_schema=False, max_body_size=MOST_BYTES + _ROOM)
    async def add(request: Request, lang: str = "") -> HTMLResponse:
        session, spoken = door.check_page(request), language(lang)
        async with request.form(max_files=_PARSED, max_fields=8, max_part_size=4096) as form:
            check_form(session, form.get("form_token"))
            sent, replacing = _sent(form), form.get("replace") == "yes"
            if wrong := _miscounted(sent):
                return _done(session, spoken, [WORDS[spoken][wrong].format(count=MOST_FILES)], 400)
            return await _page(
                session, spoken, lambda: lines_of(shelf.add(sent, replacing=replacing), spoken)
            )

    @app.post("/admin/replace/{key}", include_in_schema=False, max_body_size=MOST_BYTES + _ROOM)
    async def replace(request: Request, key: str, lang: str = "") -> HTMLResponse:
        session, spoken = door.check_page(request), language(lang)
        async with request.form(max_files=1, max_fields=8, max_part_size=4096) as form:
            check_form(session, form.get("form_token"))
            sent, found = _sent(form), await run_in_threadpool(shelf.find, key)
            if found is None or not sent:
                word = "missing" if found is None else "no_files"
                return _done(session, spoken, [WORDS[spoken][word]], 404 if found is None else 400)
            name = found.name
            return await _page(session, spoken, lambda: lines_of(shelf.put(name, sent[0]), spoken))

    @app.get("/admin/remove/{key}", include_in_schema=False)
    def ask(request: Request, key: str, lang: str = "") -> HTMLResponse:
        session, spoken = door.session(request), language(lang)
        found = shelf.find(key)
        if found is None:
            return _done(session, spoken, [WORDS[spoken]["missing"]], 404)
        return HTMLResponse(remove_page(spoken, session.form_token, _shelved(found)))

    @app.post("/admin/remove/{key}", include_in_schema=False)
    async def remove(request: Request, key: str, lang: str = "") -> HTMLResponse:
        session, spoken = door.check_page(request), language(lang)
        check_form(session, (await _form(request, files=0)).get("form_token"))
        found = await run_in_threadpool(shelf.find, key)
        if found is None:
            return _done(session, spoken, [WORDS[spoken]["missing"]], 404)
        name = found.name
        return await _page(
            session, spoken, lambda: receipt_lines(*shelf.remove(name), spoken), "receipt"
        )


def _add_api(app: FastAPI, door: Door, shelf: Shelf) -> None:
    @app.post(
        "/api/documents",
        summary="Add documents (files, and replace=yes for those of the same name); needs the admin token",
        response_model=None,
        responses=_RESPONSES
        | {
            201: {"description": "Added or replaced; what could not be read is in `failures`"},
            400: {"description": "No files, too many, or no form"},
            413: {"description": "More bytes than are taken at a time"},
            422: {"description": "No file could be read"},
        },
        openapi_extra=_UPLOAD,
        max_body_size=MOST_BYTES + _ROOM,
    )
    async def add(request: Request) -> Response:
        door.check_bearer(request)
        async with request.form(max_files=_PARSED, max_fields=8, max_part_size=4096) as form:
            sent, replacing = _sent(form), form.get("replace") == "yes"
            if wrong := _miscounted(sent):
                return JSONResponse({"error": _both(wrong).format(count=MOST_FILES)}, 400)
            return await _json(lambda: values_of(shelf.add(sent, replacing=replacing)))

    @app.delete(
        "/api/documents/{key}",
        summary="Remove a document for good; needs the admin token",
        response_model=None,
        responses=_RESPONSES
        | {
            202: {
                "description": "Removed, but that nothing of it is left could not be made sure of"
            },
            404: {"description": "There is no such document"},
        },
    )
    async def remove(request: Request, key: str) -> Response:
        door.check_bearer(request)
        found = await run_in_threadpool(shelf.find, key)
        if found is None:
            return JSONResponse({"error": _both("missing")}, 404)
        name = found.name

        def removed() -> tuple[dict[str, Any], int]:
            receipt, forgotten = shelf.remove(name)
            return {"receipt": asdict(receipt), "kept_quotes_removed": forgotten}, 200

        return await _json(removed)


async def _form(request: Request, files: int) -> FormData:
    return await request.form(max_files=files, max_fields=8, max_part_size=4096)


def _sent(form: FormData) -> list[Sent]:
    found = [one for one in form.getlist("files") if isinstance(one, UploadFile)]
    return [Sent(one.filename, one.file) for one in found if one.filename]


def _miscounted(sent: list[Sent]) -> str:
    """The word for what is wrong with how many files there are, none when nothing is."""
    return "no_files" if not sent else "too_many" if len(sent) > MOST_FILES else ""


async def _page(
    session: Session, spoken: Language, work: Callable[[], list[str]], heading: str = "done"
) -> HTMLResponse:
    try:
        lines, status = await run_in_threadpool(work), 200
    except NotMadeSure as error:
        _log.error("%s", error)
        lines, status = [WORDS[spoken]["unsure"], reason(str(error), spoken)], 202
        heading = "done"
    except YinjuError as error:
        _log.error("the library was not changed: %s", error)
        lines, status = [WORDS[spoken]["failed"], reason(str(error), spoken)], 409
    return _done(session, spoken, lines, status, heading)


async def _json(work: Callable[[], tuple[dict[str, Any], int]]) -> JSONResponse:
    try:
        values, status = await run_in_threadpool(work)
    except NotMadeSure as error:
        _log.error("%s", error)
        return JSONResponse({"receipt": None, "error": both(str(error))}, 202)
    except YinjuError as error:
        _log.error("the library was not changed: %s", error)
        return JSONResponse({"error": both(str(error))}, 409)
    return JSONResponse(values, status)


def _done(
    session: Session, spoken: Language, lines: list[str], status: int, heading: str = "done"
) -> HTMLResponse:
    return HTMLResponse(done_page(spoken, session.form_token, lines, heading), status)


def _both(word: str) -> str:
    return " / ".join(WORDS[spoken][word] for spoken in Language)


def _shelved(one: Listed) -> Shelved:
    return Shelved(document_key(one.name), one.name, one.title, one.passages, one.size)


def _go(path: str, spoken: Language) -> RedirectResponse:
    return RedirectResponse(f"{path}?lang={spoken.value}", 303)


def _denied(request: Request, error: Exception) -> Response:
    status = error.status if isinstance(error, Denied) else 401
    headers = {"Retry-After": "60"} if status == 429 else {}
    if request.url.path.startswith("/api/"):
        if status == 401:
            headers["WWW-Authenticate"] = "Bearer"
        return JSONResponse({"error": _both(f"denied_{status}")}, status, headers)
    spoken = language(request.query_params.get("lang"))
    tried = status != 401 or request.url.path == "/admin/enter"
    message = f"denied_{status}" if tried else "again"
    return HTMLResponse(sign_in_page(spoken, message), status, headers)
