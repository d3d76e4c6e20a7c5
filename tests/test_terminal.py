"""An answer in a terminal: the document's words, the asked-for ones in bold, and no codes but ours."""

import io
import sys
from dataclasses import replace

import pytest
from conftest import text_document
from fakes import FakeAnswerer
from hypothesis import given
from hypothesis import strategies as st

from chat import cli
from chat.terminal import plain
from chat.types import Answer, Citation
from ingest.types import BlockKind, Span

BOLD, END = "\x1b[1m", "\x1b[0m"


def cited(quote: str, spans: tuple[Span, ...], asked: tuple[Span, ...]) -> Answer:
    kind = BlockKind.PARAGRAPH
    one = Citation(
        quote, quote, quote, kind, spans, quote, asked, 0.9, (), 1.0, 1.0, None, None
    )  # fmt: skip
    return Answer("问", "问", quote, (one,), (), False, 0.9)


def test_the_asked_for_words_are_bold() -> None:
    answer = cited("新增60万个岗位", (Span(100, 108),), (Span(102, 106),))
    assert plain(answer, bold=True).startswith(f"[1] 新增{BOLD}60万个{END}岗位\n")
    assert plain(answer) == plain(answer, bold=True).replace(BOLD, "").replace(END, "")


def test_an_answer_that_may_be_none_says_so_first() -> None:
    answer = cited("新增60万个岗位", (Span(100, 108),), ())
    assert "未必" not in plain(answer)
    assert "未必" in plain(replace(answer, probability=0.19)).splitlines()[0]


def test_a_part_of_a_sentence_says_so_behind_its_words() -> None:
    answer = cited("新增60万个岗位，", (Span(100, 109),), ())
    part = replace(answer, citations=(replace(answer.citations[0], part=True),))
    assert plain(part).splitlines()[0] == f"{plain(answer).splitlines()[0]}〔长句节选〕"


@given(st.lists(st.booleans(), min_size=1, max_size=5), st.booleans(), st.booleans())
def test_a_seam_is_marked_where_the_quote_was_put_together_and_nowhere_else(
    seams: list[bool], bold: bool, asked: bool
) -> None:
    spans = tuple(Span(10 * at, 10 * at + 2) for at in range(len(seams) + 1))
    answer = cited("学位" * len(spans), spans, spans * asked)
    torn = tuple(at for at, one in enumerate(seams, 1) if one)
    shown = plain(replace(answer, citations=(replace(answer.citations[0], seams=torn),)), bold=bold)
    line = shown.splitlines()[0].replace(BOLD, "").replace(END, "")
    joined = "".join("〔原文在此处断开〕学位" if one else "学位" for one in seams)
    assert line == f"[1] 学位{joined}"
    if bold and asked:  # the mark is ours, not what was asked for
        assert f"{END}〔" in shown or not torn


def test_words_on_both_sides_of_a_tear_are_bold() -> None:
    answer = cited("新增60万个岗位", (Span(10, 14), Span(50, 54)), (Span(12, 14), Span(50, 52)))
    assert plain(answer, bold=True).startswith(f"[1] 新增{BOLD}60万个{END}岗位\n")


@given(
    st.text(alphabet="\x1b\x9b\x07\b\r\n\0\u202e[1m学位", min_size=1, max_size=20), st.booleans()
)
def test_no_control_character_of_a_document_reaches_the_terminal(text: str, bold: bool) -> None:
    everything = (Span(0, len(text)),)
    answer = cited(text, everything, everything)
    refusal = Answer("问", text, "没有找到", (), answer.citations, True, 0.1)
    for one in (answer, refusal):
        shown = plain(one, bold=bold).replace(BOLD, "", 1).replace(END, "", 1)
        assert shown.count("\n") == 1 + one.refused
        assert shown.replace("\n", "").isprintable()


@pytest.mark.parametrize(
    ("terminal", "no_color", "bold"),
    [(True, None, True), (True, "", True), (True, "1", False), (False, None, False)],
)
def test_only_a_terminal_that_may_have_them_gets_codes(
    monkeypatch: pytest.MonkeyPatch, terminal: bool, no_color: str | None, bold: bool
) -> None:
    class Output(io.StringIO):
        def isatty(self) -> bool:
            return terminal

    monkeypatch.delenv("NO_COLOR", raising=False)
    if no_color is not None:
        monkeypatch.setenv("NO_COLOR", no_color)
    answerer = FakeAnswerer(text_document("新增10万个优质公办学位。"))
    monkeypatch.setattr(cli, "open_answerer", lambda *_: answerer)
    output = Output()
    monkeypatch.setattr(sys, "stdout", output)
    assert cli.main(["ask", "公办学位多少？"]) == 0
    assert (BOLD in output.getvalue()) == ("\x1b" in output.getvalue()) == bold


def test_items_stand_on_lines_of_their_own() -> None:
    answer = cited("一是学位二是岗位", (Span(0, 4), Span(5, 9)), (Span(7, 9),))
    (one,) = answer.citations
    answer = replace(answer, citations=(replace(one, lines=(1,)),))
    assert plain(answer).splitlines()[:2] == ["[1] 一是学位", "    二是岗位"]
    assert f"    二是{BOLD}岗位{END}" in plain(answer, bold=True).splitlines()


def test_rows_that_are_near_stand_apart_in_their_line() -> None:
    found = cited("线路：1路线路：2路", (Span(0, 5), Span(6, 11)), ())
    near = replace(found.citations[0], lines=(1,))
    refused = replace(found, citations=(), nearest=(near,), refused=True)
    assert "：线路：1路 / 线路：2路 ——" in plain(refused)
