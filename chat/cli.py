"""The command `yinju`: what each of its commands does and prints."""

import argparse
import json
import os
import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from threadpoolctl import threadpool_limits

from chat.admin.token import read_token
from chat.answer import Answerer, Settings
from chat.command import holdings
from chat.command.arguments import parser
from chat.contract import error_json, to_json
from chat.keeping.records import Records
from chat.ranking.rerank import Reranker
from chat.terminal import plain, safe
from chat.types import Turn
from index.encode import load_encoder
from index.library import Library
from index.store import Store
from ingest.errors import (
    LibraryError,
    QuestionError,
    ReadError,
    RecordsError,
    YinjuError,
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 when it did what was asked, 1 after an error, 130 after Ctrl-C, 143 after SIGTERM,
    which ends a server that has begun to serve with 0."""
    options = parser(_RUN, Settings().threshold).parse_args(arguments)
    try:
        with _ended_by_sigterm():
            return int(options.run(options))
    except YinjuError as error:
        print(f"yinju: {safe(str(error))}", file=sys.stderr)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except KeyboardInterrupt as interruption:
        print("yinju: interrupted; nothing was changed", file=sys.stderr)
        return 128 + (signal.SIGTERM if isinstance(interruption, _Ended) else signal.SIGINT)
    return 1


class _Ended(KeyboardInterrupt):
    """SIGTERM came; whatever cleans up after Ctrl-C cleans up after it."""


@contextmanager
def _ended_by_sigterm() -> Iterator[None]:
    """Let SIGTERM be an _Ended inside. By itself it would end a process before anything is closed, and
    not at all the first process of a container."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def end(_number: int, _frame: object) -> None:
        raise _Ended

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def open_answerer(
    folder: Path, model: str | None, settings: Settings, reranker: str | None = None
) -> Answerer:
    """Open the index in `folder` with the model and segmenter that made it.

    `model`, if given, must be the one that made the index; `reranker` is one that judges sentences
    instead of the bundled judge. Raises LibraryError or ModelError.
    """
    # matrices here are small: a second thread costs more than it brings, most on a busy machine
    threadpool_limits(1)
    store = Store(folder, check=False)
    makers = store.makers
    store.close()
    if makers is None:
        raise LibraryError(f"{folder}: the index is empty; run `yinju build` first")
    encoder = load_encoder(model or makers.encoder)
    segmenter = makers.cut()
    judge = None if reranker is None else Reranker(reranker)
    return Answerer(Library(folder, encoder, segmenter, mends=True), settings, judge)


def _ask(options: argparse.Namespace) -> int:
    if bool(options.question) == (options.batch is not None):
        raise QuestionError("expected a question or --batch FILE, one of the two")
    if options.batch is not None and not options.json:
        raise QuestionError("--batch prints JSON lines; add --json")
    answerer = open_answerer(options.index, options.model, _settings(options), options.reranker)
    if options.batch is not None:
        for question in _questions(options.batch):
            print(json.dumps(_batched(answerer, question), ensure_ascii=False), flush=True)
        return 0
    history: list[Turn] = []
    for earlier in options.after:
        before = answerer.ask(earlier, history)
        history.append(Turn(before.asked, before.refused))
    answer = answerer.ask(" ".join(options.question), history)
    if options.json:
        print(json.dumps(to_json(answer), ensure_ascii=False))
    else:
        print(plain(answer, bold=_bold()))
    return 0


def _batched(answerer: Answerer, question: str) -> dict[str, object]:
    try:
        return to_json(answerer.ask(question))
    except QuestionError as error:
        return error_json(question, str(error))


def _questions(source: str) -> Iterator[str]:
    if source == "-":
        stream = sys.stdin.buffer
        yield from (line.decode("utf-8", "replace").rstrip("\r\n") for line in stream)
        return
    try:
        with Path(source).open(encoding="utf-8-sig", errors="replace") as lines:
            yield from (line.rstrip("\r\n") for line in lines)
    except OSError as error:
        raise ReadError(f"{source}: cannot be read ({error.strerror}); check the path") from error


def _bold() -> bool:
    """Whether standard output may be emphasised; NO_COLOR as https://no-color.org has it."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR")


def _serve(options: argparse.Namespace) -> int:
    from chat.server import serve  # noqa: PLC0415  gradio takes seconds to import
    from chat.serving import logs, password  # noqa: PLC0415  only this needs them
    from chat.serving.embed import allowed  # noqa: PLC0415
    from chat.serving.proxies import Proxies  # noqa: PLC0415

    logs.configure(as_json=options.log_json, with_questions=options.log_questions)
    allowed(options.embed_origin)  # what is wrong with an option is told before documents are read
    proxies = Proxies(options.trusted_proxy)
    admin = read_token(options.admin_token_file, os.environ)
    passwords = None if options.auth is None else password.read(options.auth)
    report = holdings.stock(options)
    changed = len(report.added) + len(report.changed) + len(report.removed)
    print(f"{options.index}: {changed} documents changed, {len(report.kept)} unchanged", flush=True)
    answerer = open_answerer(options.index, options.model, _settings(options), options.reranker)
    records = _records(options)
    try:
        serve(
            answerer,
            options.host,
            options.port,
            embed_from=options.embed_origin,
            records=records,
            admin=admin,
            proxies=proxies,
            passwords=passwords,
            metrics_at=options.metrics,
            announce=lambda where: print(where, flush=True),
        )
    except _Ended:  # as it was told to, when the questions under way had been answered
        pass
    finally:
        if records is not None:
            records.close()
    return 0


def _records(options: argparse.Namespace) -> Records | None:
    """Where answers are kept; None when they shall not be, or, with a word about it, cannot be."""
    if options.no_records:
        return None
    try:
        return Records(options.index, options.keep_days)
    except RecordsError as error:
        print(f"yinju: {safe(str(error))}; serving without records", file=sys.stderr)
        return None


def _eval(options: argparse.Namespace) -> int:
    from chat.command.evaluate import evaluate, read_questions, table  # noqa: PLC0415
    from chat.command.risk import curve, drawn, picture  # noqa: PLC0415

    if options.picture is not None and not options.picture.parent.is_dir():
        raise ReadError(f"{options.picture}: cannot be written (no such folder); name another file")
    answerer = open_answerer(options.index, options.model, _settings(options), options.reranker)
    questions = [one for one in read_questions(options.questions) if one.split in options.split]
    results = evaluate(answerer, questions)
    print(table(results, verbose=options.verbose))
    points, threshold = curve([one.tried for one in results]), answerer.settings.threshold
    print(f"\n{drawn(points, threshold)}")
    if options.picture is not None:
        title = f"{options.questions.stem}: {'+'.join(options.split)}, {len(results)} questions"
        try:
            options.picture.write_text(picture(points, threshold, title), encoding="utf-8")
        except OSError as error:
            raise ReadError(
                f"{options.picture}: cannot be written ({error.strerror}); name another file"
            ) from error
    return 0


def _settings(options: argparse.Namespace) -> Settings:
    return Settings() if options.threshold is None else Settings(threshold=options.threshold)


_RUN = {
    "build": holdings.build_command,
    "add": holdings.add_command,
    "remove": holdings.remove_command,
    "list": holdings.list_command,
    "repair": holdings.repair_command,
    "ask": _ask,
    "serve": _serve,
    "eval": _eval,
}


if __name__ == "__main__":
    sys.exit(main())
