"""The desk: so many at once, so many waiting, each with its own conversation, none lost at the end."""

import asyncio
import json
import threading
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import anyio
import httpx
import pytest
import uvicorn
from conftest import text_document
from fakes import FakeAnswerer
from fastapi import FastAPI

from chat.server import _Server, create_app
from chat.serving.desk import BUSY, Busy, Desk
from chat.serving.limits import RateLimit
from chat.strings import Language, one_of
from chat.types import Answer, Turn
from chat.web.api import APOLOGY
from ingest.errors import QuestionError

PAGE = text_document("长春民生\n\n新增10万个优质公办学位。新增公园100个。新增就业岗位60万个。")
QUESTION = "优质公办学位一共要新增多少个？"
NO_LIMIT = RateLimit(a_minute=1e6, burst=10**6)


class Held(FakeAnswerer):
    """Answers when it is let, and knows the most that it worked on at a time."""

    def __init__(self) -> None:
        super().__init__(PAGE)
        self.let = threading.Event()
        self.working = self.most = 0
        self._lock = threading.Lock()

    def ask(self, question: str, history: Sequence[Turn] = ()) -> Answer:
        if question != QUESTION:  # the examples that the page looks for
            return super().ask(question, history)
        with self._lock:
            self.working += 1
            self.most = max(self.most, self.working)
        self.let.wait(20)
        with self._lock:
            self.working -= 1
        return super().ask(question, history)


def outcomes(desk: Desk) -> dict[str, float]:
    return {
        sample.labels["outcome"]: sample.value
        for metric in desk.metrics.registry.collect()
        for sample in metric.samples
        if sample.name == "yinju_questions_total" and sample.value
    }


async def until(true: Callable[[], bool]) -> None:
    with anyio.fail_after(20):
        while not true():
            await asyncio.sleep(0.005)


def test_no_more_are_worked_on_than_may_be_and_the_next_but_the_waiting_is_turned_away() -> None:
    async def crowd() -> None:
        answerer, desk = Held(), Desk(at_once=2, waiting=3)
        asking = [asyncio.create_task(desk.ask(lambda: answerer.ask(QUESTION))) for _ in range(5)]
        await until(lambda: answerer.working == 2)
        with pytest.raises(Busy, match="Too many"):
            await desk.ask(lambda: answerer.ask(QUESTION))
        answerer.let.set()
        answers = await asyncio.gather(*asking)
        assert {answer.asked for answer in answers} == {QUESTION}
        assert answerer.most == 2
        assert (await desk.ask(lambda: answerer.ask(QUESTION))).citations
        assert outcomes(desk) == {"answered": 6, "turned_away": 1}

    asyncio.run(crowd())


def test_a_question_that_fails_leaves_its_place_and_is_counted() -> None:
    async def fail() -> None:
        answerer, desk = FakeAnswerer(PAGE), Desk(at_once=1, waiting=0)
        for question, error in (("", QuestionError), ("崩溃", RuntimeError)):
            with pytest.raises(error):
                await desk.ask(lambda question=question: answerer.ask(question))  # type: ignore[misc]
        assert (await desk.ask(lambda: answerer.ask(QUESTION))).citations
        assert outcomes(desk) == {"answered": 1, "invalid": 1, "failed": 1}

    asyncio.run(fail())


def with_app(
    answerer: FakeAnswerer,
    desk: Callable[[], Desk],
    use: Callable[[httpx.AsyncClient], Awaitable[Any]],
) -> Any:
    async def run() -> Any:
        app = create_app(answerer, limit=NO_LIMIT, desk=desk())
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            return await use(client)

    return asyncio.run(run())


def test_a_full_desk_says_so_in_both_languages_and_when_to_come_again() -> None:
    answerer = Held()

    async def use(client: httpx.AsyncClient) -> None:
        first = asyncio.create_task(client.post("/api/ask", json={"question": QUESTION}))
        await until(lambda: answerer.working == 1)
        for path in ("/api/ask", "/widget/ask"):
            refused = await client.post(path, json={"question": QUESTION})
            assert (refused.status_code, refused.json()) == (503, {"error": BUSY})
            assert int(refused.headers["retry-after"]) > 0
        key = (await client.get("/api/documents")).json()[0]["address"]
        for language in Language:
            refused = await client.get(key, params={"q": QUESTION, "lang": language.value})
            assert refused.status_code == 503
            assert int(refused.headers["retry-after"]) > 0
            assert one_of(BUSY, language) in refused.text
        assert (await client.get("/healthz")).status_code == 200  # pages go on being served
        assert (await client.get(key)).status_code == 200
        answerer.let.set()
        assert (await first).status_code == 200

    with_app(answerer, lambda: Desk(at_once=1, waiting=0), use)


def test_sixty_four_conversations_at_once_keep_their_own_histories() -> None:
    topics = [f"第{number}项工程" for number in range(64)]

    async def talk(client: httpx.AsyncClient, topic: str) -> None:
        history: list[dict[str, Any]] = []
        for question in (f"{topic}新增多少学位？", "那公园呢？", "那就业呢？"):
            given = await client.post(
                "/widget/ask", json={"question": question, "history": history}
            )
            answer = given.json()["answer"]
            assert topic in answer["asked"]
            assert not any(
                other in answer["asked"] for other in topics if other not in topic + "项"
            )
            history.append({"asked": answer["asked"], "refused": answer["refused"]})

    async def use(client: httpx.AsyncClient) -> None:
        await asyncio.gather(*(talk(client, topic) for topic in topics))

    with_app(FakeAnswerer(PAGE), Desk, use)


def test_a_server_that_stops_finishes_what_it_is_asked_and_takes_nothing_new() -> None:
    answerer, desks = Held(), []

    def made() -> FastAPI:
        desks.append(Desk())
        return create_app(answerer, limit=NO_LIMIT, desk=desks[0])

    config = uvicorn.Config(
        made, factory=True, port=0, log_level="error", timeout_graceful_shutdown=3
    )
    server = _Server(config, desks)
    thread = threading.Thread(target=lambda: asyncio.run(server.serve()))
    thread.start()
    while not server.started:
        time.sleep(0.02)
    port = server.servers[0].sockets[0].getsockname()[1]
    given: list[tuple[int, Any]] = []

    def ask() -> None:
        request = Request(
            f"http://127.0.0.1:{port}/api/ask",
            json.dumps({"question": QUESTION}).encode(),
            {"content-type": "application/json"},
        )
        try:
            with urlopen(request) as answer:
                given.append((answer.status, json.load(answer)))
        except HTTPError as error:
            given.append((error.code, json.load(error)))

    asking = [threading.Thread(target=ask) for _ in range(8)]
    for one in asking:
        one.start()
    while answerer.working < 4 or desks[0]._inside < 8:
        time.sleep(0.01)
    server.should_exit = True
    while not desks[0]._closed:
        time.sleep(0.01)
    ask()
    assert given == [(503, {"error": BUSY})]
    answerer.let.set()
    thread.join(20)
    for one in asking:
        one.join(20)
    assert [status for status, _ in given[1:]] == [200] * 8
    assert all(answer["citations"] for _, answer in given[1:])


def test_an_error_outside_of_asking_is_an_apology_with_all_headers() -> None:
    answerer = FakeAnswerer(PAGE)

    async def use(client: httpx.AsyncClient) -> None:
        def fail() -> dict[str, str]:
            raise RuntimeError("/srv/secret/library.sqlite")

        answerer.library.titles = fail  # type: ignore[method-assign]
        answer = await client.get("/api/documents")
        assert (answer.status_code, answer.json()) == (500, {"error": APOLOGY})
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert answer.headers["x-request-id"]

    with_app(answerer, Desk, use)
