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
from chat.reader import bar_html, page_html
from chat.serving.desk import AT_ONCE, WAITING, Busy, Desk
from chat.strings import Language, language, one_of, text
from chat.types import Answer, Turn
from chat.web import masthead
from chat.web.api import ask_once
from chat.web.front import EXAMPLES, FrontPage
from chat.web.markdown import conversation_markdown
from ingest.errors import QuestionError

_log = logging.getLogger("yinju")
_STATIC = Path(__file__).parent / "static"

_SANS = ("system-ui", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "sans-serif")
_THEME = gr.themes.Base(
    primary_hue="red", neutral_hue="stone", font=list(_SANS), font_mono=["monospace"]
)
"""Only fonts that are there already; the colours are in page.css."""

LONGEST_CONVERSATION = 50
"""Turns kept on the page; older ones scroll away for good, so that a session stays small."""
_CONCURRENT = 2 * (AT_ONCE + WAITING)
"""Events under way; the desk decides how many of them are worked on, and turns away in both languages."""
_PAUSE = 0.12
"""Seconds between two quotes of one answer, so that they are seen to come one after another."""
_BARE: dict[str, Any] = {"apply_default_css": False, "js_on_load": None}
"""HTML without gradio's style, and without a script that would have to be compiled, see given.js."""


@dataclass(frozen=True, slots=True)
class Said:
    """One turn on the page: what was typed, and the answer, or the message in its place. `whole` says
    that nothing more will come into it."""

    question: str
    answer: Answer | None
    message: str = ""
    whole: bool = True


def mount_page(app: FastAPI, answerer: Answerer, desk: Desk, front: FrontPage) -> FastAPI:
    """Mount the page at / of `app`, below its own routes, which it leaves as they are."""
    return gr.mount_gradio_app(  # type: ignore[no-any-return]
        app,
        build_page(answerer, desk, front),
        path="/",
        footer_links=[],
        run_history=False,
        show_error=False,
        mcp_server=False,
        ssr_mode=False,
        theme=_THEME,
        css_paths=[_STATIC / "shared.css", _STATIC / "page.css"],
        head="".join(
            f'<script src="static/{name}.js" defer></script>'
            for name in ("connection", "cards", "page", "asking")
        ),
        app_kwargs={"docs_url": None, "redoc_url": None, "openapi_url": None},
    )


def build_page(answerer: Answerer, desk: Desk, front: FrontPage) -> Any:  # noqa: PLR0915  a statement a part
    """The page as gradio Blocks, with its events; the `js` of one names a function of given.js."""
    start = front.now()
    titles = start.titles
    first = Language.CHINESE
    say = _sayer(first)
    with gr.Blocks(title="引据 yinju", analytics_enabled=False, fill_width=True) as page:
        # The only event that programs see: gradio_client asks here. First, or it would be called ask_5.
        gr.api(_for_programs(answerer, desk), api_name="ask")  # type: ignore[attr-defined]
        said = gr.State([])
        carried = gr.Textbox(visible=False)
        held = gr.Textbox(_held(titles), visible="hidden", container=False)
        with gr.Row(elem_id="masthead"):
            brand = gr.HTML(masthead.masthead_html(first), elem_id="brand", **_BARE)
            chosen = gr.Radio(
                [("中文", "zh-CN"), ("English", "en")],
                value=first.value,
                label=" / ".join(text("language", one) for one in Language),
                show_label=False,
                container=False,
                elem_id="language",
            )
        with gr.Row(elem_id="desk"):
            with gr.Column(elem_id="conversation", min_width=0):
                with gr.Column(elem_id="chat"):
                    log = gr.HTML(_log_html([], titles, first), elem_id="log", **_BARE)
                    with gr.Column(elem_id="examples", visible=bool(start.questions)) as offered:
                        hint = gr.HTML(masthead.hint_html(first), **_BARE)
                        buttons = [gr.Button(size="sm", **one) for one in _offers(start.questions)]
                with gr.Row(elem_id="ask"):
                    box = gr.Textbox(
                        placeholder=say("placeholder"),
                        label=say("question_label"),
                        show_label=False,
                        container=False,
                        lines=1,
                        max_lines=4,
                        autofocus=True,
                        elem_id="question",
                    )
                    send = gr.Button(say("send"), variant="primary", elem_id="send")
                    stop = gr.Button(say("stop"), elem_id="stop")
                with gr.Row(elem_id="more"):
                    restart, retry, export, read = (
                        gr.Button(say(name), size="sm", elem_id=name)
                        for name in ("restart", "retry", "export", "read")
                    )
            with gr.Column(elem_id="reader", min_width=0):
                bar = gr.HTML(bar_html(titles, first), **_BARE)
                paper = gr.HTML(_paper_html(titles), elem_id="paper", **_BARE)

        def speak(turns: list[Said], code: str) -> list[Any]:
            labels = [text(str(button.elem_id), language(code)) for button in named]
            return [*talk.speak(turns, code), *(gr.update(value=label) for label in labels)]

        conversation = [said, log, box, offered]
        talk = _Talk(answerer, desk, front)

        def arrive(code: str) -> list[Any]:
            """The page of a library that has changed since the page was made."""
            now = front.now()
            parts = [
                _log_html([], now.titles, language(code)),
                bar_html(now.titles, language(code)),
            ]
            updates = [gr.update(**one) for one in _offers(now.questions)]
            return [
                *parts,
                _paper_html(now.titles),
                gr.update(visible=bool(now.questions)),
                *updates,
            ]

        named = [send, stop, restart, retry, export, read]
        spoken_parts = [brand, log, hint, bar, box, *named]
        quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
        asked = {"outputs": [said, log, offered], "js": "asks", **quiet}
        asking = [gr.on([box.submit, send.click], talk.ask, [box, said, chosen], **asked)]
        asking += [button.click(talk.ask, [button, said, chosen], **asked) for button in buttons]
        for one in asking:
            one.failure(None, None, None, js="unasked", **quiet)
        asking += [retry.click(talk.ask_again, [said, chosen], [said, log], **quiet)]
        stop.click(talk.halt, [said, chosen], [said, log], cancels=asking, **quiet)
        restart.click(talk.begin, chosen, conversation, cancels=asking, **quiet)
        saved = export.click(talk.save, [said, chosen, carried], carried, js="origin", **quiet)
        saved.then(None, carried, None, js="save", **quiet)
        page.load(None, None, [chosen, held], js="opens")
        held.change(arrive, chosen, [log, bar, paper, offered, *buttons], **quiet)
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


class _Talk:
    """What the events of the page do: each gives the parts of it that change."""

    def __init__(self, answerer: Answerer, desk: Desk, front: FrontPage) -> None:
        self._answerer, self._desk, self._front = answerer, desk, front

    async def ask(
        self, question: str, turns: list[Said], code: str
    ) -> AsyncIterator[tuple[Any, ...]]:
        """The conversation with one question more, and no examples any more. asking.js empties the box."""
        if not question.strip():  # Enter, pressed on nothing: no question was asked
            yield gr.skip(), gr.skip(), gr.skip()
            return
        async for now in _answering(self._answerer, self._desk, question, turns):
            yield now, self._log(now, code), gr.update(visible=False)

    async def ask_again(self, turns: list[Said], code: str) -> AsyncIterator[tuple[Any, ...]]:
        """The last question once more, in the place of its answer."""
        for question in [turn.question for turn in turns[-1:]]:
            async for now in _answering(self._answerer, self._desk, question, turns[:-1]):
                yield now, self._log(now, code)

    def halt(self, turns: list[Said], code: str) -> tuple[Any, ...]:
        """After the answering was cancelled: what had come by then, and that it was stopped."""
        now = _halted(turns)
        return now, self._log(now, code)

    def begin(self, code: str) -> tuple[Any, ...]:
        """An empty conversation."""
        return [], self._log([], code), "", gr.update(visible=bool(self._front.now().questions))

    def save(self, turns: list[Said], code: str, origin: str) -> str:
        """The conversation as Markdown."""
        said = [(turn.question, turn.answer) for turn in turns]
        return conversation_markdown(said, origin, language(code))

    def speak(self, turns: list[Said], code: str) -> list[Any]:
        """Everything that is in the chosen language, but the buttons."""
        spoken = language(code)
        return [
            masthead.masthead_html(spoken),
            self._log(turns, code),
            masthead.hint_html(spoken),
            bar_html(self._front.now().titles, spoken),
            gr.update(
                placeholder=text("placeholder", spoken), label=text("question_label", spoken)
            ),
        ]

    def _log(self, turns: Sequence[Said], code: str) -> str:
        return _log_html(turns, self._front.now().titles, language(code))


async def _answering(
    answerer: Answerer, desk: Desk, question: str, turns: Sequence[Said]
) -> AsyncIterator[list[Said]]:
    """The conversation as an answer comes into it: the question, then quote after quote."""
    kept = _halted(turns)[-LONGEST_CONVERSATION + 1 :]
    history = [Turn(turn.answer.asked, turn.answer.refused) for turn in kept if turn.answer]
    # Looked for while gradio brings the question to the page, which takes as long.
    asking = asyncio.create_task(desk.ask(lambda: answerer.ask(question, history)))
    try:
        yield [*kept, Said(question, None, whole=False)]
        answer = await asking
    except (QuestionError, Busy) as error:
        yield [*kept, Said(question, None, str(error))]
        return
    except Exception:  # noqa: BLE001  the outermost edge: the log gets the trace, the visitor does not
        _log.exception("a question could not be answered")
        yield [*kept, Said(question, None, "failed")]
        return
    finally:
        asking.cancel()
    for count in range(1, len(answer.citations)):
        part = replace(answer, citations=answer.citations[:count], differing=())
        yield [*kept, Said(question, part, whole=False)]
        await asyncio.sleep(_PAUSE)
    yield [*kept, Said(question, answer)]


def _halted(turns: Sequence[Said]) -> list[Said]:
    """The conversation without an answer under way: it was stopped, or the connection was lost meanwhile."""
    return [one if one.whole else replace(one, whole=True, message="stopped") for one in turns]


def _log_html(turns: Sequence[Said], titles: dict[str, str], spoken: Language) -> str:
    if not turns:
        return render.log_html([masthead.welcome_html(list(titles.values()), spoken)], spoken)
    pieces = []
    for turn in turns:
        below = render.answer_html(turn.answer, spoken) if turn.answer is not None else ""
        if turn.message in ("failed", "stopped"):
            below += render.message_html(text(turn.message, spoken))
        elif turn.message:
            below += render.message_html(one_of(turn.message, spoken))
        elif turn.answer is None:
            below = render.searching_html(spoken)
        pieces.append(render.question_html(turn.question, spoken) + below)
    return render.log_html(pieces, spoken, busy=not turns[-1].whole)


def _offers(questions: Sequence[str]) -> list[dict[str, Any]]:
    """Text and visibility of the buttons with example questions."""
    return [
        {"value": question, "visible": bool(question)}
        for question in [*questions, *[""] * (EXAMPLES - len(questions))]
    ]


def _held(titles: dict[str, str]) -> str:
    """What `_AS_THE_PAGE_OPENS` makes of the documents' addresses and titles."""
    return " ".join(f"/d/{render.document_key(name)}{title}" for name, title in titles.items())


def _paper_html(titles: dict[str, str]) -> str:
    return "".join(page_html(name) for name in list(titles)[:1])


def _sayer(spoken: Language) -> Callable[[str], str]:
    return lambda key: text(key, spoken)
