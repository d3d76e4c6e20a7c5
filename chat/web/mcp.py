"""The tool `ask` for agents: the Model Context Protocol, over HTTP, at /mcp.

gradio can serve MCP too, but would open every event and upload of its page besides, and wants an older
pydantic. Here there is one tool and nothing else: no sessions, no streams, no prompts, no resources.
"""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI
from mcp.server import Server
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from mcp_types import (
    CallToolRequestParams,
    CallToolResult,
    ListToolsResult,
    PaginatedRequestParams,
    TextContent,
    Tool,
    ToolAnnotations,
)
from starlette.responses import JSONResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from chat.answer import Answerer
from chat.asking.question import LONGEST
from chat.contract import error_json
from chat.serving.desk import Desk
from chat.serving.embed import EmbedOrigins
from chat.web.api import ask_once

_DESCRIPTION = (
    "Ask the indexed Chinese documents a question, in Chinese. The answer is quotes in the documents' own "
    "words, each with its document, section and place, or 没有找到 (not found) when they do not say. "
    "Quote them verbatim. 用中文提问；回答是文件的原话和出处，文件没有说就是“没有找到”。"
)
_ASK = Tool(
    name="ask",
    title="引据 yinju",
    description=_DESCRIPTION,
    input_schema={
        "type": "object",
        "properties": {
            "question": {
                "type": "string",
                "minLength": 1,
                "maxLength": LONGEST,
                "description": "A whole question in Chinese, such as 会开发多少就业岗位？",
            }
        },
        "required": ["question"],
        "additionalProperties": False,
    },
    annotations=ToolAnnotations(
        read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False
    ),
)


def add_mcp(app: FastAPI, answerer: Answerer, sites: EmbedOrigins, desk: Desk) -> None:
    """The address /mcp. A browser's page may speak to it only from one of `sites`."""

    async def tools(_: Any, __: PaginatedRequestParams | None) -> ListToolsResult:
        return ListToolsResult(tools=[_ASK])

    async def call(_: Any, params: CallToolRequestParams) -> CallToolResult:
        question = (params.arguments or {}).get("question")
        if params.name != _ASK.name or not isinstance(question, str):
            said = error_json("", 'expected the tool "ask" with {"question": "…"}')
        else:
            said = await ask_once(answerer, question, desk)
        text = TextContent(type="text", text=json.dumps(said, ensure_ascii=False))
        return CallToolResult(content=[text], structured_content=said, is_error="error" in said)

    server: Server[Any] = Server(
        "yinju", title="引据", on_list_tools=tools, on_call_tool=call, instructions=_DESCRIPTION
    )
    manager = StreamableHTTPSessionManager(server, json_response=True, stateless=True)
    before = app.router.lifespan_context

    @asynccontextmanager
    async def living(inside: FastAPI) -> AsyncIterator[Any]:
        async with before(inside) as state, manager.run():
            yield state

    app.router.lifespan_context = living
    app.router.routes.append(Route("/mcp", _OnlyPosts(manager.handle_request, sites)))


class _OnlyPosts:
    """Lets questions through; refuses pages of other sites, which could ask by way of a visitor."""

    def __init__(self, app: ASGIApp, sites: EmbedOrigins) -> None:
        self._app = app
        self._sites = sites

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        origin = dict(scope["headers"]).get(b"origin")
        if scope["method"] != "POST":
            refusal = JSONResponse({"error": "Method Not Allowed"}, 405, {"Allow": "POST"})
            await refusal(scope, receive, send)
        elif origin is not None and not self._sites.match(origin.decode("latin-1")):
            await JSONResponse({"error": "Forbidden"}, 403)(scope, receive, send)
        else:
            await self._app(scope, receive, send)
