"""Whatever keeps a file from being read is told to a reader of Chinese in Chinese."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from chat.admin.reasons import both, chinese, reason
from chat.strings import Language

ROOT = Path(__file__).parents[1]
FILES = [*sorted((ROOT / "ingest").rglob("*.py")), ROOT / "chat" / "admin" / "shelf.py"]
CHINESE = re.compile("[\u4e00-\u9fff]")


def written(node: ast.expr) -> str:
    """The words of a message, with 某 for what is filled in."""
    if isinstance(node, ast.JoinedStr):
        return "".join(map(written, node.values))
    if isinstance(node, ast.Constant):
        return str(node.value)
    return written(node.body) + written(node.orelse) if isinstance(node, ast.IfExp) else "某"


def messages() -> Iterator[str]:
    """Every message of a ReadError or LibraryError that reading or the shelf can raise."""
    for path in FILES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in (
                "ReadError",
                "LibraryError",
            ):
                (argument,) = node.args
                parts = (
                    [argument.left, argument.right]
                    if isinstance(argument, ast.BinOp)
                    else [argument]
                )
                yield "".join(map(written, parts))


MESSAGES = [one for one in messages() if set(one) - set("某: ()")]


def test_there_are_messages_to_look_at() -> None:
    assert len(MESSAGES) > 25


@pytest.mark.parametrize("message", MESSAGES)
def test_every_reason_is_told_in_chinese(message: str) -> None:
    if message.startswith("no document could be read"):
        message = f"a.zip: {message}expected files that end in .txt"
    told = chinese(message.replace("某", "x"))
    assert CHINESE.search(told), message
    assert not re.search("[a-z]{2,} [a-z]{2,}", told.partition("：")[2]), told


def test_english_stays_as_it_is_and_programs_get_both() -> None:
    error = "坏: 的.pdf: a damaged PDF; get it anew (x: y)"
    assert reason(error, Language.ENGLISH) == error
    assert reason(error, Language.CHINESE) == "坏: 的.pdf：文件已损坏，请重新取得一份"
    assert both(error) == f"{chinese(error)} / {error}"
    assert both("something else") == "something else"
