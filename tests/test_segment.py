"""Words stand where they are said to stand; terms of question and text meet."""

from functools import cache
from pathlib import Path

import opencc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.segment import ENGINES, Segmenter
from ingest.errors import ReadError
from ingest.normalize import fold
from ingest.read import read
from ingest.types import Document

DOCUMENTS = sorted((Path(__file__).parents[1] / "corpus" / "documents").iterdir())
MIXED = st.text(alphabet="长春坚持科技創新 \r\n\t2.5%％ａbＣ-_+#·•𠀀é〇ー，。\0", max_size=40)


@cache
def _plain_segmenter(engine: str) -> Segmenter:
    return Segmenter(engine=engine)


@pytest.fixture(scope="module", params=ENGINES)
def either(request: pytest.FixtureRequest) -> Segmenter:
    return Segmenter(engine=request.param)


@given(st.one_of(st.text(max_size=40), MIXED))
def test_words_are_slices_of_the_folded_text_in_order(either: Segmenter, text: str) -> None:
    folded = fold(text)
    end = 0
    for word in either.tagged(text):
        assert folded[word.start : word.end] == word.text
        assert end <= word.start < word.end <= len(text)
        end = word.end


@given(st.one_of(st.text(max_size=40), MIXED))
def test_words_leave_out_no_character_letter_or_digit(either: Segmenter, text: str) -> None:
    held = {at for word in either.tagged(text) for at in range(word.start, word.end)}
    for place, character in enumerate(fold(text)):
        if "\u4e00" <= character <= "\u9fff" or character in "abc0123456789":
            assert place in held


@given(st.one_of(st.text(max_size=40), MIXED))
def test_terms_have_no_blank_and_are_folded(either: Segmenter, text: str) -> None:
    for term in either.terms(text):
        assert term
        assert not any(character.isspace() for character in term)
        assert fold(term) == term


@given(st.text(alphabet="长春坚持科技创新产业发展", min_size=2, max_size=20))
def test_terms_hold_every_pair_of_neighbours(segmenter: Segmenter, text: str) -> None:
    terms = segmenter.terms(text)
    assert terms[len(terms) - len(text) + 1 :] == [text[at : at + 2] for at in range(len(text) - 1)]


@given(st.text(alphabet="长春坚持，", max_size=20), st.text(alphabet="科技创新。", max_size=20))
def test_pairs_do_not_reach_over_punctuation(segmenter: Segmenter, before: str, after: str) -> None:
    apart = segmenter.terms(before) + segmenter.terms(after)
    assert sorted(segmenter.terms(before + "，" + after)) == sorted(apart)


def test_other_script_width_and_case_give_the_same_terms(
    segmenter: Segmenter, newspaper: Document
) -> None:
    traditional = opencc.OpenCC("s2t").convert(newspaper.text)
    assert segmenter.terms(traditional) == segmenter.terms(newspaper.text)
    assert segmenter.terms("ＧＤＰ增长２．５％") == segmenter.terms("gdp增长2.5%")


def test_both_engines_give_the_same_terms_of_the_page(newspaper: Document) -> None:
    first, second = (Segmenter(engine=engine) for engine in ENGINES)
    assert first.terms(newspaper.text) == second.terms(newspaper.text)
    assert first.name != second.name


_EVERYDAY = sorted({c for path in DOCUMENTS for c in read(path).text if "\u4e00" <= c <= "\u9fff"})


@given(st.text(alphabet=_EVERYDAY, max_size=30))
def test_both_engines_give_the_same_terms_of_everyday_characters(text: str) -> None:
    first, second = (_plain_segmenter(engine) for engine in ENGINES)
    assert first.terms(text) == second.terms(text)


def test_engines_differ_where_they_are_said_to(newspaper: Document) -> None:
    rust, original = (_plain_segmenter(engine) for engine in ENGINES)
    assert set(original.terms("㐀㐁")) - set(rust.terms("㐀㐁")) == {"㐀", "㐁"}
    assert (rust.words("筑牢"), original.words("筑牢")) == (["筑牢"], ["筑", "牢"])
    assert (rust.words("2.5%"), original.words("2.5%")) == (["2.5%"], ["2.5"])
    lines = [line for line in newspaper.text.splitlines() if line.strip()]
    differ = [line for line in lines if rust.words(line) != original.words(line)]
    assert 0.4 < len(differ) / len(lines) < 0.6


def test_a_user_dictionary_keeps_its_words_whole(either: Segmenter) -> None:
    engine = either.name.split()[0]
    text = "“长春亲清政企关系”微信群"
    assert "长春亲清政企关系" not in either.words(text)
    taught = Segmenter("# names\n\n長春親清政企關係 10 nz\n君子兰讲坛\n", engine)
    assert "长春亲清政企关系" in taught.words(text)
    assert "长春亲清政企关系" not in either.words(text)  # each segmenter has its own
    assert "长春亲清政企关系" not in Segmenter(engine=engine).words(text)


def test_a_name_tells_engines_and_dictionaries_apart() -> None:
    assert Segmenter("甲乙 3 n").name == Segmenter("甲乙 3 n").name
    assert len({Segmenter("甲乙 3 n").name, Segmenter("甲乙 4 n").name, Segmenter().name}) == 3


@pytest.mark.parametrize("line", ["甲乙 多 n", "甲乙 3 n x", "甲乙 3 N"])
def test_a_line_that_is_no_dictionary_entry_is_refused_with_its_number(line: str) -> None:
    with pytest.raises(
        ReadError, match=f"dictionary line 2: expected 词 .词频. .词性., got '{line}'"
    ):
        Segmenter(f"丙丁 5\n{line}")


def test_an_unknown_engine_is_refused() -> None:
    with pytest.raises(ValueError, match="expected one of rjieba, jieba, got 'ltp'"):
        Segmenter(engine="ltp")
