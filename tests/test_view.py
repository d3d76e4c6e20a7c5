"""A cleaned text is another way of showing the original, and leads back to its characters."""

import re
from pathlib import Path

import pytest
from conftest import TEXTS, PairEncoder, offsets, plain, text_document
from hypothesis import given
from hypothesis import strategies as st
from samples import as_pdf

from index.build import build
from index.library import Library
from index.segment import Segmenter
from ingest.layout import blocks
from ingest.normalize import INVISIBLE, fold
from ingest.passages import passages
from ingest.read import document
from ingest.types import Block, BlockKind, Document, Span, Structure
from ingest.view import NOWHERE, searched, tidied, view

INSIDE = st.tuples(st.integers(0, 400), st.integers(1, 80))
DIRTY = st.one_of(
    TEXTS,
    st.lists(
        st.sampled_from(
            [
                "学位",
                "新增",
                "１０",
                "万个。",
                "infor-\n",
                "mation",
                "\u00ad",
                "\u200b",
                "\n",
                "\n\n",
                " ",
                "the",
            ]
        ),
        max_size=40,
    ).map("".join),
)


@given(DIRTY, INSIDE)
def test_the_map_goes_there_and_back(text: str, where: tuple[int, int]) -> None:
    seen = view(plain(text))
    assert len(seen.places) == len(seen.text)
    start, end = where[0] % (len(seen.text) + 1), where[0] % (len(seen.text) + 1) + where[1]
    inside = [at for at in range(start, min(end, len(seen.text))) if seen.places[at] != NOWHERE]
    if inside:
        span = Span(inside[0], inside[-1] + 1)
        assert seen.shown(seen.original(span)) == span


@given(DIRTY, INSIDE)
def test_the_map_goes_from_the_original_and_back(text: str, where: tuple[int, int]) -> None:
    seen = view(plain(text))
    span = Span(where[0], where[0] + where[1])
    kept = {place for place in seen.places if span.start <= place < span.end}
    shown = seen.shown([span])
    if shown is None:
        assert not kept
    else:
        assert kept <= set(offsets(seen.original(shown)))
        assert kept >= {seen.places[shown.start], seen.places[shown.end - 1]}


@given(DIRTY)
def test_every_character_of_a_view_stands_in_the_original_in_one_place(text: str) -> None:
    seen = view(plain(text))
    real = [
        (character, at)
        for character, at in zip(seen.text, seen.places, strict=True)
        if at != NOWHERE
    ]
    assert len({at for _, at in real}) == len(real)
    for character, at in real:
        assert character == text[at] or character == " " or ord(character) == ord(text[at]) - 0xFEE0


@given(DIRTY)
def test_a_view_leaves_out_no_word(text: str) -> None:
    """Of Chinese characters and digits, all that stand in blocks are there."""
    page = plain(text)
    wanted = {
        at
        for block in blocks(page)
        for at in offsets(block.spans)
        if re.match(r"[\u4e00-\u9fff\d]", text[at])
    }
    assert wanted <= set(view(page).places)


@given(DIRTY)
def test_what_was_tidied_is_tidy(text: str) -> None:
    seen = view(plain(text)).text
    assert not INVISIBLE.search(seen)
    assert not re.search("[０-９Ａ-Ｚａ-ｚ\r]", seen)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("推动科技\n创新。", "推动科技创新。"),
        ("the new\nschools", "the new schools"),
        ("infor-\nmation", "information"),
        ("infor\u00ad\nmation", "information"),
        ("科\u00ad技创\u200b新", "科技创新"),
        ("增长１０％（ＧＤＰ）", "增长10％（GDP）"),
        ("孙建一 摄", "孙建一 摄"),
        ("5G-\n基站", "5G-基站"),
        ("👨\u200d👩", "👨\u200d👩"),
        (
            "（开馆时听 ）。 投 诉 电 话 ： 0556-76 。 电 子 邮 箱 ： a b",
            "（开馆时听）。投诉电话：0556-76。电子邮箱：a b",
        ),
        ("他 说 ： “ 会 的 。 ”", "他说：“会的。”"),
        ("目　次　全　文", "目次全文"),
        ("王 伟 摄", "王 伟 摄"),
        ("甲：1 | 乙：2 | 丙：3", "甲：1 | 乙：2 | 丙：3"),
        ("日  一  二  三  四", "日 一 二 三 四"),
    ],
)
def test_a_quote_is_tidied(text: str, said: str) -> None:
    assert tidied(plain(text), [Span(0, len(text))]) == said


@given(
    st.text("新增学位万个，。：（）“”", min_size=5, max_size=20),
    st.sampled_from(" \u3000"),
    st.sampled_from(["", "共70所", "the new"]),
)
def test_a_line_that_was_spread_reads_as_if_it_was_not(words: str, blank: str, beside: str) -> None:
    spread = plain(f"{beside}{blank * bool(beside)}{blank.join(words)}")
    whole = [Span(0, len(spread.text))]
    assert tidied(spread, whole) == f"{beside}{words}"
    seen = searched(spread, whole)
    assert seen.text == fold(f"{beside}{words}")
    for span in (Span(at, at + 1) for at in range(len(beside), len(seen.text))):
        (one,) = seen.original(span)
        assert fold(spread.text[one.start : one.end]) == seen.text[span.start]


def test_lines_that_are_spans_of_their_own_are_joined_as_their_script_has_it() -> None:
    text = "the new\nschools，\n学位infor\u00ad\nmation"
    spans = [Span(0, 7), Span(8, 16), Span(17, 24), Span(26, 32)]
    assert tidied(plain(text), spans) == "the new schools，学位information"


def test_a_span_past_the_end_is_refused() -> None:
    with pytest.raises(ValueError, match="reaches past"):
        tidied(plain("学位"), [Span(0, 3)])


def test_a_view_of_a_pdf_has_no_running_heads() -> None:
    pages = [["Changchun Daily", f"{'a' * n} stands here!", f"- {n} -"] for n in range(1, 6)]
    seen = view(document(as_pdf(pages), "a.pdf"))
    assert "Daily" not in seen.text
    assert "aaaa stands here!" in seen.text


@pytest.mark.parametrize("mark", ["\u200b", "\u00ad", "\u2060", "\u200d", "\ufeff"])
def test_what_nobody_sees_hides_no_word_and_is_in_no_quote(mark: str, tmp_path: Path) -> None:
    clean = "长春民生\n\n一、教育\n\n新增就业岗位60万个。新建改扩建70所中小学。\n"
    dirty = mark.join(clean).replace(f"\n{mark}", "\n")
    found = text_document(dirty)
    quotes = [found.quote(passage.spans) for passage in passages(found)]
    wanted = text_document(clean)
    assert quotes == [wanted.quote(passage.spans) for passage in passages(wanted)]
    encoder, segmenter = PairEncoder(), Segmenter()
    build(tmp_path, [found], encoder, segmenter)
    library = Library(tmp_path, encoder, segmenter)
    (best, *_) = library.search("改扩建多少中小学", 3)
    library.close()
    assert "中小学" in found.quote(best.passage.spans)
    assert best.lexical > 0


BROKEN = [
    (["the new infor-", "mation platform"], "the new information platform"),
    (["the new infor\u00ad", "mation platform"], "the new information platform"),
    (["the new", "information platform"], "the new information platform"),
    (["the new infor\u00adma\u200btion platform"], "the new information platform"),
    (["ＧＤＰ增长", "１０％。"], "GDP增长10％。"),
    (["新增学", "　　位十万个。"], "新增学位十万个。"),
    (["新增学 \n  位十万个。"], "新增学位十万个。"),
    (["新增学\u200b位十\u00ad万个。"], "新增学位十万个。"),
    (["副市长王　伟", "新增学 位。"], "副市长王伟新增学位。"),
]


def in_lines(lines: list[str]) -> Document:
    """A paragraph whose lines were broken, as PDF gives them, beside one of other words."""
    text, spans = "", []
    for line in lines:
        start = len(text) + len(line) - len(line.lstrip())
        text += line + "\n"
        spans.append(Span(start, len(text) - 1))
    other = Span(len(text), len(text) + 9)
    parts = (Block(BlockKind.PARAGRAPH, tuple(spans)), Block(BlockKind.PARAGRAPH, (other,)))
    return Document("a", "a", text + "治理伊通河两岸。\n", text.encode(), "utf-8", Structure(parts))


@pytest.mark.parametrize(("lines", "whole"), BROKEN)
def test_a_broken_word_is_found_as_a_whole_one_is_and_quoted_as_it_stands(
    lines: list[str], whole: str, tmp_path: Path
) -> None:
    found: list[list[tuple[float, list[float]]]] = []
    for name, document_ in (("broken", in_lines(lines)), ("whole", in_lines([whole]))):
        build(tmp_path / name, [document_], PairEncoder(), Segmenter())
        library = Library(tmp_path / name, PairEncoder(), Segmenter())
        hits = library.search(f"{whole} information 学位 王伟", 2)
        library.close()
        found.append([(hit.lexical, list(hit.cosines)) for hit in hits])
        for hit in hits:
            quote = document_.quote(hit.passage.spans)
            assert quote == "".join(document_.text[s.start : s.end] for s in hit.passage.spans)
            assert (
                quote in (INVISIBLE.sub("", "".join(map(str.lstrip, lines))), whole)
                or "河" in quote
            )
    assert found[0] == found[1]
    assert found[0][0][0] > 0


@given(DIRTY, st.lists(INSIDE, min_size=1, max_size=4))
def test_what_is_searched_leads_back_to_the_words_it_comes_from(
    text: str, where: list[tuple[int, int]]
) -> None:
    page = plain(text)
    spans = sorted(
        {Span(a % len(text), min(len(text), a % len(text) + b)) for a, b in where if text}
    )
    spans = [
        one
        for one, after in zip(spans, [*spans[1:], None][: len(spans)], strict=True)
        if not after or one.end <= after.start
    ]
    seen = searched(page, spans)
    assert len(seen.text) == len(seen.places)
    inside = set(offsets(spans))
    real = [at for at in seen.places if at != NOWHERE]
    assert set(real) <= inside and len(set(real)) == len(real)
    assert all(
        one == " " or one == fold(text[at])
        for one, at in zip(seen.text, seen.places, strict=True)
        if at != NOWHERE
    )
    assert {at for at in inside if re.match(r"[\u4e00-\u9fff\da-z]", text[at])} <= set(real)
    assert not INVISIBLE.search(seen.text)
    for start, at in enumerate(seen.places):
        if at != NOWHERE:
            assert seen.original(Span(start, start + 1)) == (Span(at, at + 1),)
            assert seen.shown([Span(at, at + 1)]) == Span(start, start + 1)


@given(DIRTY)
def test_asked_for_words_are_marked_in_the_original(text: str) -> None:
    """Any stretch of what is searched comes from as many characters of the original, in order."""
    page = plain(text)
    for passage in passages(page):
        for sentence in passage.sentences:
            seen = searched(page, sentence)
            marked = seen.original(Span(0, len(seen.text))) if seen.text else ()
            said = fold(page.quote(marked)) if marked else ""
            assert said == "".join(
                one for one, at in zip(seen.text, seen.places, strict=True) if at != NOWHERE
            )
            assert set(offsets(marked)) <= set(offsets(sentence))


def test_lines_that_were_filled_in_hide_no_amount() -> None:
    text = "月租金为人民币__3,800__元，至__2026__年__3__月止，电话：______。"
    page = Document("a", "a", text, b"", "utf-8")
    found = searched(page, [Span(0, len(text))])
    assert found.text == "月租金为人民币3,800元,至2026年3月止,电话:。"
    at = found.text.index("3,800元")
    assert page.quote(found.original(Span(at, at + 6))) == "3,800元"
