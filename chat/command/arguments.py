"""What the command `yinju` takes: its commands and their options."""

import argparse
import os
from collections.abc import Callable, Mapping
from pathlib import Path

from chat.command import operating
from chat.command.version import ShowVersion
from chat.keeping.kept import KEEP_DAYS
from index.segment import ENGINES
from ingest.worker import Limits

DOCUMENTS = Path("corpus/documents")
DICTIONARY = Path("corpus/dictionary.txt")
QUESTIONS = Path("corpus/questions.jsonl")

Run = Callable[[argparse.Namespace], int]
"""What a command does with its options; the status that the process ends with."""


def parser(run: Mapping[str, Run], threshold: float) -> argparse.ArgumentParser:
    """Parses a command line; `run` are the functions of the commands by their names, `threshold` is
    the default of --threshold."""
    whole = argparse.ArgumentParser(
        "yinju",
        description="引据：向中文文件提问，得到文件的原话。Ask a document, get its own words.",
    )
    whole.add_argument("--version", action=ShowVersion, nargs=0, help="print the version and exit")
    commands = whole.add_subparsers(required=True, metavar="COMMAND")
    folder = argparse.ArgumentParser(add_help=False)
    folder.add_argument(
        "--index",
        type=Path,
        default=Path(os.environ.get("YINJU_HOME") or ".yinju"),
        metavar="DIR",
        help="where the index is (default: $YINJU_HOME or .yinju)",
    )
    index = argparse.ArgumentParser(add_help=False, parents=[folder])
    index.add_argument(
        "--model",
        metavar="NAME_OR_PATH",
        help="a sentence-transformers model instead of the bundled one",
    )
    cutting = argparse.ArgumentParser(add_help=False)
    cutting.add_argument(
        "--dictionary",
        type=Path,
        metavar="FILE",
        help=f"jieba user dictionary (default: {DICTIONARY})",
    )
    cutting.add_argument("--segmenter", choices=ENGINES, default=ENGINES[0], help="what cuts words")
    cutting.add_argument(
        "--file-seconds",
        type=_positive,
        default=Limits().seconds,
        metavar="S",
        help="how long reading one file may take (default: %(default)g)",
    )
    cutting.add_argument(
        "--file-memory",
        type=_positive,
        default=Limits().memory / 1e6,
        metavar="MB",
        help="how much memory reading one file may take (default: %(default)g)",
    )
    reading = argparse.ArgumentParser(add_help=False, parents=[cutting])
    reading.add_argument(
        "paths",
        nargs="*",
        type=Path,
        metavar="PATH",
        help=f"files, folders and ZIPs (default: {DOCUMENTS})",
    )
    reading.add_argument("--rebuild", action="store_true", help="start from nothing")
    asking = argparse.ArgumentParser(add_help=False)
    asking.add_argument(
        "--threshold",
        type=_probability,
        metavar="P",
        help="least probability (0 to 1) that the evidence answers; below it: 没有找到 "
        f"(default: {threshold})",
    )

    asking.add_argument(
        "--reranker",
        metavar="NAME_OR_PATH",
        help="a sentence-transformers CrossEncoder that judges sentences instead of the bundled one",
    )

    command = commands.add_parser("build", parents=[index, reading], help="index documents")
    command.set_defaults(run=run["build"])
    command = commands.add_parser(
        "add",
        parents=[index, cutting],
        help="add documents, in the place of those of the same names; the others stay",
    )
    command.add_argument(
        "paths", nargs="+", type=Path, metavar="PATH", help="files, folders and ZIPs"
    )
    _printing(command, run["add"])
    command = commands.add_parser(
        "remove", parents=[folder], help="remove documents, and look that nothing of them is left"
    )
    command.add_argument("names", nargs="+", metavar="NAME", help="as `yinju list` prints them")
    _printing(command, run["remove"])
    command = commands.add_parser("list", parents=[folder], help="what documents there are")
    _printing(command, run["list"])
    command = commands.add_parser(
        "repair",
        parents=[folder],
        help="upgrade an index of an earlier format, and make search files again that are missing "
        "or damaged, from the stored documents",
    )
    command.set_defaults(run=run["repair"])
    command = commands.add_parser("ask", parents=[index, asking], help="ask one question, or many")
    command.add_argument(
        "question", nargs="*", metavar="QUESTION", help="one, in any number of words"
    )
    command.add_argument("--json", action="store_true", help="print one JSON line")
    command.add_argument(
        "--batch", metavar="FILE", help="one question a line, - for standard input; needs --json"
    )
    command.add_argument(
        "--after", action="append", default=[], metavar="QUESTION", help="a question asked before"
    )
    command.set_defaults(run=run["ask"])
    command = commands.add_parser(
        "serve", parents=[index, reading, asking], help="index documents, then serve the chat"
    )
    command.add_argument(
        "--host",
        default="127.0.0.1",
        help="the address to serve at, 0.0.0.0 for every one of this machine (default: %(default)s)",
    )
    command.add_argument(
        "--port", type=_port, default=7860, help="0 takes any free one (default: %(default)s)"
    )
    command.add_argument(
        "--embed-origin",
        action="append",
        default=[],
        metavar="ORIGIN",
        help="a site that may embed the widget, https://example.org or https://*.example.org; "
        "may be given several times (default: none)",
    )
    command.add_argument(
        "--admin-token-file",
        type=Path,
        metavar="FILE",
        help="a file with the token that the pages below /admin ask for (default: $YINJU_ADMIN_TOKEN; "
        "without one there are no such pages)",
    )
    command.add_argument(
        "--keep-days",
        type=_days,
        default=KEEP_DAYS,
        metavar="N",
        help=f"days for which answers and reports are kept (default: {KEEP_DAYS})",
    )
    command.add_argument(
        "--no-records", action="store_true", help="keep no answers and take no reports"
    )
    _operating(command)
    command.set_defaults(run=run["serve"])
    _measuring(
        commands.add_parser(
            "eval", parents=[index, asking], help="measure the answers on gold questions"
        ),
        run["eval"],
    )
    operating.add_commands(commands, folder)
    return whole


def _measuring(command: argparse.ArgumentParser, run: Run) -> None:
    command.add_argument("--questions", type=Path, default=QUESTIONS, metavar="FILE")
    command.add_argument("--split", nargs="+", default=["test"], choices=["dev", "test"])
    command.add_argument(
        "--verbose", action="store_true", help="list every question that went wrong"
    )
    command.add_argument(
        "--picture", type=Path, metavar="FILE.svg", help="also draw the risk–coverage curve there"
    )
    command.set_defaults(run=run)


def _printing(command: argparse.ArgumentParser, run: Run) -> None:
    command.add_argument("--json", action="store_true", help="print one JSON line")
    command.set_defaults(run=run)


def _positive(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0 < value < float("inf"):
        raise argparse.ArgumentTypeError(f"expected a number above 0, got {text!r}")
    return value


def _operating(serve: argparse.ArgumentParser) -> None:
    """Options of `yinju serve` for whoever runs it for others."""
    serve.add_argument(
        "--trusted-proxy",
        action="append",
        default=[],
        metavar="NETWORK",
        help="an address or network whose X-Forwarded-For and X-Forwarded-Proto are believed; may be "
        "given several times (default: none)",
    )
    serve.add_argument(
        "--auth", type=Path, metavar="FILE", help="names and passwords, lines of `yinju password`"
    )
    serve.add_argument(
        "--metrics",
        type=_place,
        metavar="[HOST:]PORT",
        help="serve /metrics for Prometheus at an address of its own (HOST: 127.0.0.1; default: nowhere)",
    )
    serve.add_argument("--log-json", action="store_true", help="log in JSON, a line a request")
    serve.add_argument("--log-questions", action="store_true", help="log what is asked, too")


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text[:6]) <= 65535):
        raise argparse.ArgumentTypeError(f"expected a port from 0 to 65535, got {text!r}")
    return int(text)


def _place(text: str) -> tuple[str, int]:
    host, colon, port = text.rpartition(":")
    if not (port.isascii() and port.isdigit() and int(port[:6]) <= 65535) or (colon and not host):
        raise argparse.ArgumentTypeError(f"expected PORT or HOST:PORT, got {text!r}")
    return host.strip("[]") or "127.0.0.1", int(port)


def _probability(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value <= 1:
        raise argparse.ArgumentTypeError(f"expected a probability from 0 to 1, got {text!r}")
    return value


def _days(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:6]) <= 3650):
        raise argparse.ArgumentTypeError(f"expected days from 1 to 3650, got {text!r}")
    return int(text)
