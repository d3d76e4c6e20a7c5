"""No quote stands in another, none is lost but to one that holds it, and items make way for their list."""

from hypothesis import given
from hypothesis import strategies as st

from chat.quoting.quotes import apart
from chat.types import Citation
from ingest.types import BlockKind, Span

TEXT = "按下列标准赔偿：（一）新书两倍；（二）旧书五倍；（三）全套照价。"


def quote(start: int, end: int, document: str = "a.txt") -> Citation:
    spans = (Span(start, end),)
    kind = BlockKind.PARAGRAPH
    return Citation(
        document, "a", "", kind, spans, TEXT[start:end], (), 0.9, (), 1.0, 0.9, None, None
    )


LIST, FIRST, SECOND = quote(0, len(TEXT)), quote(8, 16), quote(16, 24)


def test_of_two_items_and_their_list_the_list_is_kept_in_any_order() -> None:
    for given_ in ([FIRST, LIST, SECOND], [LIST, FIRST, SECOND], [SECOND, FIRST, LIST]):
        assert apart(given_) == (LIST,)


def test_of_one_item_and_its_list_the_one_that_comes_first_is_kept() -> None:
    assert apart([FIRST, LIST]) == (FIRST,)
    assert apart([LIST, FIRST]) == (LIST,)


def test_the_same_place_of_another_document_is_another_place() -> None:
    other = quote(8, 16, "b.txt")
    assert apart([FIRST, None, other]) == (FIRST, other)


spans = st.tuples(st.integers(0, 12), st.integers(1, 12)).map(lambda p: (p[0], p[0] + p[1]))


@given(st.lists(spans, max_size=7))
def test_what_is_kept_is_apart_and_what_is_not_stands_in_or_around_it(
    places: list[tuple[int, int]],
) -> None:
    every = [quote(*place) for place in places]
    kept = apart(every)

    def inside(one: Citation, other: Citation) -> bool:
        return other.spans[0].start <= one.spans[0].start and one.spans[0].end <= other.spans[0].end

    assert all(one is other or not inside(one, other) for one in kept for other in kept)
    assert all(any(inside(one, own) or inside(own, one) for own in kept) for one in every)
