"""Folding changes how characters look, never where they stand."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from ingest.formats.raised import lowered, raised
from ingest.normalize import fold, folded_characters

any_character = st.characters(exclude_categories=())  # astral ones and lone surrogates too


@given(st.text(any_character, max_size=60))
def test_fold_keeps_the_length_of_any_text(text: str) -> None:
    assert len(fold(text)) == len(text)


@given(st.text(any_character, max_size=30), st.text(any_character, max_size=30))
def test_each_character_is_folded_by_itself(before: str, after: str) -> None:
    assert fold(before + after) == fold(before) + fold(after)


@given(st.text(st.characters(exclude_categories=("Cc", "Cs", "Co", "Cn")), max_size=60))
def test_a_search_elsewhere_can_fold_in_the_same_way(text: str) -> None:
    table = dict(zip(*folded_characters(), strict=True))
    assert "".join(table.get(character, character) for character in text) == fold(text)


@given(st.text(any_character, max_size=60))
def test_folded_text_can_be_written_and_holds_no_control(text: str) -> None:
    folded = fold(text)
    folded.encode("utf-8")
    assert not any(unicodedata.category(character) in ("Cc", "Cf", "Cs") for character in folded)
    assert all(character == " " for character in folded if character.isspace())


@given(st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), max_size=60))
def test_full_width_text_meets_ascii(text: str) -> None:
    assert fold("".join(chr(ord(character) + 0xFEE0) for character in text)) == fold(text)


@given(st.text(st.characters(max_codepoint=0x7E, min_codepoint=0x20), max_size=60))
def test_upper_case_meets_lower_case(text: str) -> None:
    assert fold(text.upper()) == fold(text.lower()) == text.lower()


def test_traditional_text_meets_simplified() -> None:
    assert fold("長春實施創新發展戰略，擴大就業崗位") == "长春实施创新发展战略,扩大就业岗位"


def test_simplified_text_stays_itself() -> None:
    text = "长春坚持推进科技、产业、金融、人才协同发展。"
    assert fold(text) == text


def test_characters_that_would_grow_stay_themselves() -> None:
    assert fold("㎡İ㍿ß…") == "㎡İ㍿ß…"


@given(st.text("0123456789+-−－４（）() .,n月h[]", max_size=12))
def test_what_is_raised_or_lowered_has_its_length_and_is_found_by_the_same_figures(
    text: str,
) -> None:
    for written in (raised(text), lowered(text)):
        assert len(written) == len(text)
        assert fold(written).replace("−", "-") == fold(text).replace("−", "-")
        assert not any("0" <= one <= "9" for one in written) or written == text
