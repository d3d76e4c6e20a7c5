"""Lines of print in a PDF or in a picture are paragraphs in the order in which they are read."""

from hypothesis import given
from hypothesis import strategies as st
from samples import (
    as_pdf,
)

from ingest.formats.lines import PrintedLine, paragraphs
from ingest.formats.picture import Line, in_order
from ingest.passages import passages
from ingest.read import document
from ingest.types import Span


def test_running_heads_and_page_numbers_are_never_quoted() -> None:
    pages = [["Changchun Daily", f"{'a' * n} stands here!", f"- {n} -"] for n in range(1, 6)]
    found = document(as_pdf(pages), "a.pdf")
    quoted = [found.quote(passage.spans) for passage in passages(found)]
    assert "Changchun Daily" in found.text
    assert not any("Daily" in quote or "- " in quote for quote in quoted)
    assert found.structure.place_of(found.text.index("aaaa stands")) == "第4页"
    for n in range(1, 6):
        assert sum(quote == f"{'a' * n} stands here!" for quote in quoted) == 1


def test_lines_of_two_columns_are_read_one_column_after_the_other() -> None:
    left = [Line(0, 20 * n, 90, 20 * n + 15, f"左{n}") for n in range(5)]
    right = [Line(110, 20 * n + 3, 200, 20 * n + 18, f"右{n}") for n in range(5)]
    head = Line(0, -40, 200, -15, "题")
    found = [line.text for line in in_order([*right, head, *reversed(left)])]
    assert found == ["题", *(line.text for line in left), *(line.text for line in right)]


BOXES = st.tuples(
    st.integers(1, 3), st.floats(0, 500), st.floats(0, 500), st.floats(0, 800), st.floats(1, 30)
)


@given(st.lists(BOXES, max_size=40))
def test_every_printed_line_is_in_one_paragraph_in_order(
    boxes: list[tuple[int, float, float, float, float]],
) -> None:
    lines = [
        PrintedLine(Span(10 * n, 10 * n + 9), page, min(a, b), max(a, b), bottom, size)
        for n, (page, a, b, bottom, size) in enumerate(boxes)
    ]
    assert [span for block in paragraphs(lines) for span in block] == [line.span for line in lines]


def test_a_paragraph_goes_on_over_the_end_of_a_column_and_of_a_page() -> None:
    def line(n: int, page: int, left: float, bottom: float, right: float = 0) -> PrintedLine:
        return PrintedLine(Span(10 * n, 10 * n + 9), page, left, right or left + 200, bottom, 10)

    columns = [
        line(0, 1, 70, 700, 250), line(1, 1, 50, 685), line(2, 1, 50, 670),
        line(3, 1, 300, 700), line(4, 1, 300, 685),
        line(5, 2, 50, 700), line(6, 2, 50, 685, 120), line(7, 2, 70, 670, 250), line(8, 2, 50, 655, 90),
    ]  # fmt: skip
    assert [len(block) for block in paragraphs(columns)] == [7, 2]


def test_authors_set_in_the_middle_above_an_abstract_do_not_tear_it() -> None:
    def line(n: int, left: float, right: float) -> PrintedLine:
        return PrintedLine(Span(10 * n, 10 * n + 9), 1, left, right, 700 - 15 * n, 10)

    authors = [line(0, 190, 310), line(1, 150, 350)]
    abstract = [line(2, 70, 250), line(3, 50, 250), line(4, 50, 249), line(5, 50, 120)]
    assert [len(block) for block in paragraphs([*authors, *abstract])] == [1, 1, 4]


def test_a_heading_in_print_that_is_larger_by_a_tenth_is_no_part_of_a_paragraph() -> None:
    def line(n: int, font: float, right: float = 250) -> PrintedLine:
        return PrintedLine(Span(10 * n, 10 * n + 9), 1, 50, right, 700 - 15 * n, 10, font)

    lines = [line(0, 10.5), line(1, 10.5), line(2, 11.5, 120), line(3, 10.5), line(4, 10.5)]
    assert [len(block) for block in paragraphs(lines)] == [2, 1, 2]


def test_every_page_of_a_long_pdf_is_read_once_in_order() -> None:
    found = document(as_pdf([[f"page {n} stands here!"] for n in range(1, 121)]), "a.pdf")
    assert found.text.split("\n") == [*(f"page {n} stands here!" for n in range(1, 121)), ""]
    assert found.structure.place_of(found.text.index("page 117 ")) == "第117页"


def test_a_word_that_a_hyphen_parts_at_the_end_of_a_line_of_a_pdf_is_whole() -> None:
    lines = ["The committee gave new infor-", "mation about schools in the", "city."]
    found = document(as_pdf([lines]), "a.pdf")
    assert "information about schools" in "".join(found.quote(p.spans) for p in passages(found))
