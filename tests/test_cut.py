"""A quote is what the document says at its spans, and says where the document begins a new line."""

from hypothesis import assume, given
from hypothesis import strategies as st

from chat.contract import citation_from, citation_json
from chat.quoting.cut import cut, is_verbatim
from index.types import Hit
from ingest.columns import whole_blocks
from ingest.passages import passages
from ingest.types import BlockKind, Document, Passage, Span

PIECES = st.lists(
    st.tuples(
        st.text("新增学位万个", min_size=1, max_size=6),
        st.sampled_from(["", " ", "\n", "\r\n", "\n\n"]),
    ),
    min_size=1,
    max_size=6,
)


@given(PIECES)
def test_lines_are_told_exactly_where_sentences_stand_on_several(
    pieces: list[tuple[str, str]],
) -> None:
    text, sentences, new = "", [], []
    for words, end in pieces:
        sentences.append((Span(len(text), len(text) + len(words) + 1),))
        text += f"{words}。{end}"
        new.append("\n" in end)
    page = Document("a.txt", "a", text, b"", "utf-8")
    passage = Passage("a.txt", BlockKind.PARAGRAPH, "", tuple(sentences))
    found = cut(page, Hit(1, passage, 1.0, 1.0, (0.9,), 1, 1), sentences, (), 0.9, ())
    assert found is not None and is_verbatim(found, text)
    starts = {found.spans[at].start for at in found.lines}
    assert starts == {
        after[0].start for after, line in zip(sentences[1:], new, strict=False) if line
    }
    assert citation_from(citation_json(found)) == found


def test_what_reaches_past_the_end_is_no_citation() -> None:
    page = Document("a.txt", "a", "新增学位。", b"", "utf-8")
    passage = Passage("a.txt", BlockKind.PARAGRAPH, "", ((Span(0, 9),),))
    hit = Hit(1, passage, 1.0, 1.0, (0.9,), 1, 1)
    assert cut(page, hit, passage.sentences, (), 0.9, ()) is None


CLAUSES = [
    "新增学位",
    "推进老旧小区改造",
    "支持 青年创业",
    "（含民办园；下同）",
    "“一老一小”服务",
    "达到3.5%",
]
LONG_SENTENCE = st.tuples(
    st.lists(st.sampled_from(CLAUSES), min_size=1, max_size=9),
    st.integers(1, 14),
    st.sampled_from(["，", "、"]),
).map(lambda one: one[2].join(one[0] * one[1]))
PARAGRAPH = st.tuples(st.lists(LONG_SENTENCE, min_size=1, max_size=4), st.booleans()).map(
    lambda one: "。".join(one[0]) + "。" * one[1]
)


@given(
    st.sampled_from(["", "，", "、", ","]),
    st.sampled_from(["", "\n\n生态工程——守住碧水\n\n严格落实湾长制，全面清退网箱。"]),
    st.integers(3, 60),
)
def test_a_paragraph_that_is_torn_at_a_comma_says_so_and_a_piece_of_a_sentence_does_not(
    mark: str, below: str, clauses: int
) -> None:
    text = "推进老旧小区改造。" + "，".join(["优化了全市营商环境"] * clauses) + "，交付新学位十万个"
    page = Document("a.txt", "a", f"{text}{mark}{below}", b"", "utf-8")
    quoted = [(one, s) for one in passages(page) for s in one.sentences if "优化" in page.quote(s)]
    found = [cut(page, Hit(1, one, 1.0, 1.0, (0.9,), 1, 1), [s], (), 0.9, ()) for one, s in quoted]
    last = len(text + mark)
    assert [one is not None and one.broken for one in found] == [
        s[-1].end == last for _, s in quoted
    ]


def of_a_whole_sentence(quote: str, text: str) -> bool:
    """Whether a quote begins and ends where sentences of a text do, both without blanks."""
    for line in text.split("\n"):
        at = line.find(quote)
        while at >= 0:
            end = at + len(quote)
            if (not at or line[at - 1] == "。") and (end == len(line) or quote.endswith("。")):
                return True
            at = line.find(quote, at + 1)
    return False


@given(st.lists(PARAGRAPH, min_size=1, max_size=3), st.sampled_from([0, 24, 37]))
def test_a_quote_says_that_it_is_a_part_exactly_where_a_sentence_goes_on_outside_of_it(
    paragraphs: list[str], width: int
) -> None:
    text = "\n".join(paragraphs)
    if width:  # each paragraph in lines of that width, as print and mail have it
        lines = [[one[at : at + width] for at in range(0, len(one), width)] for one in paragraphs]
        text = "\n\n".join("\n".join(one) for one in lines)
    page = Document("a.txt", "a", text, b"", "utf-8")
    whole = "\n".join("".join(one.split()) for one in paragraphs)
    found = "\n".join("".join(page.quote(one.spans).split()) for one in whole_blocks(page))
    assume(whole == found)  # the lines of very short paragraphs may stay apart
    for passage in passages(page):
        if passage.kind is not BlockKind.PARAGRAPH:
            continue
        hit = Hit(1, passage, 1.0, 1.0, (0.9,), 1, 1)
        for sentence in passage.sentences:
            found = cut(page, hit, [sentence], (), 0.9, ())
            assert found is not None and is_verbatim(found, text)
            quote = "".join(found.quote.split())
            assert found.part != of_a_whole_sentence(quote, whole)
            assert citation_from(citation_json(found)) == found
