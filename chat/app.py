"""The page, in gradio: a conversation, a question box, and the document beside them.

The only file that imports gradio. What it shows comes from render.py and reader.py, already escaped;
the conversation is kept as Answers, so that changing the language writes it anew.
"""

import asyncio
import logging
import os
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

os.environ.update(
    GRADIO_ANALYTICS_ENABLED="False", HF_HUB_OFFLINE="1", HF_HUB_DISABLE_TELEMETRY="1"
)  # read while gradio is imported: nothing may be looked up elsewhere

import gradio as gr
from fastapi import FastAPI

from chat import render
from chat.answer import Answerer
from chat.api import ask_once
from chat.desk import AT_ONCE, WAITING, Busy, Desk
from chat.examples import examples
from chat.reader import bar_html, page_html
from chat.strings import Language, language, text
from chat.types import Answer, Turn
from ingest.errors import QuestionError

_log = logging.getLogger("yinju")
_STATIC = Path(__file__).parent / "static"

_SANS = ("system-ui", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "sans-serif")
_THEME = gr.themes.Base(
    primary_hue="red", neutral_hue="stone", font=list(_SANS), font_mono=["monospace"]
)
"""Only fonts that are there already; the colours are in page.css."""

EXAMPLES = 4
LONGEST_CONVERSATION = 50
"""Turns kept on the page; older ones scroll away for good, so that a session stays small."""
_CONCURRENT = 2 * (AT_ONCE + WAITING)
"""Events under way; the desk decides how many of them are worked on, and turns away in both languages."""
_LONGEST_TYPED = 2000
"""Characters that the box takes: more than a question may have, so that the visitor is told."""
_PAUSE = 0.12
"""Seconds between two quotes of one answer, so that they are seen to come one after another."""
_LANGUAGE_ASKED_FOR = """() =>
    /^en/i.test(new URLSearchParams(location.search).get("lang")) ? "en" : "zh-CN"
"""
"""For ?lang=en. Asked in the browser, because gradio can lose a question that is sent in the moment
in which the answer to an event before it ends."""


@dataclass(frozen=True, slots=True)
class Said:
    """One turn on the page: what was typed, and the answer, or the message in its place."""

    question: str
    answer: Answer | None
    message: str = ""


def mount_page(app: FastAPI, answerer: Answerer, desk: Desk) -> FastAPI:
    """Mount the page at / of `app`, below its own routes, which it leaves as they are."""
    return gr.mount_gradio_app(  # type: ignore[no-any-return]
        app,
        build_page(answerer, desk),
        path="/",
        footer_links=[],
        run_history=False,
        show_error=False,
        mcp_server=False,
        ssr_mode=False,
        theme=_THEME,
        css_paths=[_STATIC / "shared.css", _STATIC / "page.css"],
        head='<script src="static/page.js" defer></script>',
        app_kwargs={"docs_url": None, "redoc_url": None, "openapi_url": None},
    )


def build_page(answerer: Answerer, desk: Desk) -> Any:
    """The page as gradio Blocks, with its events."""
    titles = answerer.library.titles()
    suggestions = _suggestions(answerer, titles)
    first = Language.CHINESE
    say = _sayer(first)
    with gr.Blocks(title="引据 yinju", analytics_enabled=False, fill_width=True) as page:
        # The only event that programs see: gradio_client asks here. First, or it would be called ask_5.
        gr.api(_for_programs(answerer, desk), api_name="ask")  # type: ignore[attr-defined]
        said = gr.State([])
        with gr.Row(elem_id="masthead"):
            masthead = gr.HTML(
                render.masthead_html(first), elem_id="brand", apply_default_css=False
            )
            chosen = gr.Radio(
                [("中文", "zh-CN"), ("English", "en")],
                value=first.value,
                label=say("language"),
                show_label=False,
                container=False,
                elem_id="language",
            )
        with gr.Row(elem_id="desk"):
            with gr.Column(elem_id="conversation", min_width=0):
                with gr.Column(elem_id="chat"):
                    log = gr.HTML(
                        _log_html([], titles, first), elem_id="log", apply_default_css=False
                    )
                    with gr.Column(elem_id="examples", visible=bool(suggestions)) as offered:
                        hint = gr.HTML(render.hint_html(first), apply_default_css=False)
                        buttons = [gr.Button(question, size="sm") for question in suggestions]
                with gr.Row(elem_id="ask"):
                    box = gr.Textbox(
                        placeholder=say("placeholder"),
                        label=say("question_label"),
                        show_label=False,
                        container=False,
                        lines=1,
                        max_lines=4,
                        max_length=_LONGEST_TYPED,
                        autofocus=True,
                        elem_id="question",
                    )
                    send = gr.Button(say("send"), variant="primary", elem_id="send")
                with gr.Row(elem_id="more"):
                    restart = gr.Button(say("restart"), size="sm", elem_id="restart")
                    read = gr.Button(say("read"), size="sm", elem_id="read")
            with gr.Column(elem_id="reader", min_width=0):
                bar = gr.HTML(bar_html(titles, first), apply_default_css=False)
                for name in list(titles)[:1]:
                    document = answerer.library.document(name)
                    gr.HTML(page_html(document), elem_id="paper", apply_default_css=False)

        async def ask(
            question: str, turns: list[Said], code: str
        ) -> AsyncIterator[tuple[Any, ...]]:
            if not question.strip():  # Enter, pressed on nothing: no question was asked
                yield gr.skip(), gr.skip(), "", gr.skip()
                return
            spoken = language(code)
            # The box is emptied once: whoever types on while an answer comes keeps what is typed.
            rest: tuple[Any, ...] = ("", gr.update(visible=False))
            async for now in _answering(answerer, desk, question, turns):
                yield now, _log_html(now, titles, spoken), *rest
                rest = (gr.skip(), gr.skip())

        def speak(turns: list[Said], code: str) -> list[Any]:
            spoken = language(code)
            say = _sayer(spoken)
            return [
                render.masthead_html(spoken),
                _log_html(turns, titles, spoken),
                render.hint_html(spoken),
                bar_html(titles, spoken),
                gr.update(placeholder=say("placeholder"), label=say("question_label")),
                *(gr.update(value=say(key)) for key in ("send", "restart", "read")),
            ]

        def begin(code: str) -> tuple[Any, ...]:
            return (
                [],
                _log_html([], titles, language(code)),
                "",
                gr.update(visible=bool(suggestions)),
            )

        conversation = [said, log, box, offered]
        spoken_parts = [masthead, log, hint, bar, box, send, restart, read]
        quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
        gr.on([box.submit, send.click], ask, [box, said, chosen], conversation, **quiet)
        for button in buttons:
            button.click(ask, [button, said, chosen], conversation, **quiet)
        restart.click(begin, chosen, conversation, **quiet)
        page.load(None, None, chosen, js=_LANGUAGE_ASKED_FOR)
        chosen.change(speak, [said, chosen], spoken_parts, **quiet)
    page.queue(max_size=_CONCURRENT, default_concurrency_limit=_CONCURRENT, api_open=False)
    return page


def _for_programs(
    answerer: Answerer, desk: Desk
) -> Callable[[str], Coroutine[Any, Any, dict[str, Any]]]:
    async def ask(question: str) -> dict[str, Any]:
        """Ask the documents; the answer has the form of POST /api/ask."""
        return await ask_once(answerer, question, desk)

    return ask


async def _answering(
    answerer: Answerer, desk: Desk, question: str, turns: Sequence[Said]
) -> AsyncIterator[list[Said]]:
    """The conversation as an answer comes into it: the question, then quote after quote."""
    kept = list(turns)[-LONGEST_CONVERSATION + 1 :]
    yield [*kept, Said(question, None)]
    history = [Turn(turn.answer.asked, turn.answer.refused) for turn in kept if turn.answer]
    try:
        answer = await desk.ask(lambda: answerer.ask(question, history))
    except (QuestionError, Busy) as error:
        yield [*kept, Said(question, None, str(error))]
        return
    except Exception:  # noqa: BLE001  the outermost edge: the log gets the trace, the visitor does not
        _log.exception("a question could not be answered")
        yield [*kept, Said(question, None, "failed")]
        return
    for count in range(1, len(answer.citations)):
        yield [*kept, Said(question, replace(answer, citations=answer.citations[:count]))]
        await asyncio.sleep(_PAUSE)
    yield [*kept, Said(question, answer)]


def _log_html(turns: Sequence[Said], titles: dict[str, str], spoken: Language) -> str:
    if not turns:
        return render.log_html([render.welcome_html(list(titles.values()), spoken)], spoken)
    pieces = []
    for turn in turns:
        if turn.answer is not None:
            below = render.answer_html(turn.answer, spoken)
        elif turn.message == "failed":
            below = render.message_html(text("failed", spoken))
        elif turn.message:
            below = render.message_html(turn.message)
        else:
            below = render.searching_html(spoken)
        pieces.append(render.question_html(turn.question, spoken) + below)
    return render.log_html(pieces, spoken)


def _suggestions(answerer: Answerer, titles: dict[str, str]) -> list[str]:
    """Example questions from the first document; one that it cannot answer is no example."""
    for name in titles:
        offered = examples(answerer.library.document(name), 3 * EXAMPLES)
        answered = [one for one in offered if not answerer.ask(one, ()).refused]
        step = max(1, len(answered) // EXAMPLES)
        return answered[::step][:EXAMPLES]
    return []


def _sayer(spoken: Language) -> Callable[[str], str]:
    return lambda key: text(key, spoken)
