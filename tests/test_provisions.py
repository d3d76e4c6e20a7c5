"""A provision is the same however it is cited, and what is none is left alone."""

from hypothesis import given
from hypothesis import strategies as st

from chat.asking.numeral import in_chinese
from chat.asking.provisions import (
    Provision,
    articles,
    begins_article,
    both_ways,
    provision,
    provisions,
    spelled,
)

COUNTS = st.integers(1, 999)
MAYBE = st.none() | COUNTS


@given(COUNTS, st.integers(0, 9), MAYBE, MAYBE, st.sampled_from([str, in_chinese]))
def test_what_is_cited_is_read_in_figures_and_in_chinese(
    number: int, inserted: int, paragraph: int | None, item: int | None, write: type[str]
) -> None:
    text = f"第{write(number)}条" + (f"之{write(inserted)}" if inserted else "")
    text += (f"第{write(paragraph)}款" if paragraph else "") + (
        f"第（{write(item)}）项" if item else ""
    )
    cited = Provision((number, inserted), paragraph, item)
    assert provision(text) == provision(spelled(cited)) == cited
    assert articles(text) == {(number, inserted)}
    assert [text] == [f"违反{text}怎么罚"[a:b] for a, b in provisions(f"违反{text}怎么罚")]


@given(st.text("第一二三0１条款项之（）()至零〇 罚", max_size=12))
def test_no_text_breaks_it_and_a_question_is_never_lost(text: str) -> None:
    assert both_ways(text).startswith(text)
    assert provision("第0条") is None
    for start, end in provisions(text):
        assert 0 <= start < end <= len(text)


@given(st.lists(st.integers(1, 99), min_size=2, max_size=4), st.sampled_from(["第{}条", "{}条"]))
def test_a_clause_with_dots_is_a_part_of_its_article(numbers: list[int], form: str) -> None:
    said = ".".join(map(str, numbers))
    own = (numbers[0], 0, *numbers[1:])
    assert provision(form.format(said)) == Provision(own, None, None)
    assert spelled(Provision(own, None, None)) == f"第{said}条"
    assert articles(f"原合同{form.format(said)}的标准") == {own}
    assert begins_article(f"{said} 租金按季度支付。") == own
    assert begins_article(f"{said}%的居民") is None
