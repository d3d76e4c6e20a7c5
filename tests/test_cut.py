"""A quote is what the document says at its spans, and says where the document begins a new line."""

from hypothesis import given
from hypothesis import strategies as st

from chat.contract import citation_from, citation_json
from chat.quoting.cut import cut, is_verbatim
from index.types import Hit
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
