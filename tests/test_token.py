"""The admin token is read once, cannot be guessed, and is never repeated."""

from pathlib import Path

import pytest
from admins import TOKEN
from hypothesis import given
from hypothesis import strategies as st

from chat.admin.token import VARIABLE, AdminToken, read_token
from ingest.errors import YinjuError


@pytest.mark.parametrize(
    "short", ["", "a" * 31, "a" * 40 + " b", "口" * 40, "a" * 513, "a" * 32 + "\n\0"]
)
def test_a_token_that_can_be_guessed_is_refused_and_not_repeated(short: str) -> None:
    with pytest.raises(YinjuError, match="32") as caught:
        AdminToken(short)
    assert not short or short not in str(caught.value)


@given(st.text(max_size=80))
def test_no_other_text_is_the_token(text: str) -> None:
    assert AdminToken(TOKEN).matches(text) == (text == TOKEN)


@given(st.integers(0, len(TOKEN) - 1), st.characters(codec="ascii"))
def test_one_other_character_is_not_the_token(at: int, character: str) -> None:
    changed = TOKEN[:at] + character + TOKEN[at + 1 :]
    assert AdminToken(TOKEN).matches(changed) == (changed == TOKEN)


def test_a_token_comes_from_the_environment_and_no_child_inherits_it() -> None:
    environment = {VARIABLE: f"{TOKEN}\n", "PATH": "/bin"}
    token = read_token(None, environment)
    assert token is not None
    assert token.matches(TOKEN)
    assert environment == {"PATH": "/bin"}
    assert read_token(None, environment) is None


def test_a_token_in_a_file_goes_before_and_one_that_all_can_read_is_warned_of(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    file = tmp_path / "token"
    file.write_text(f"{TOKEN}\n")
    file.chmod(0o600)
    token = read_token(file, {VARIABLE: "x" * 40})
    assert token is not None
    assert token.matches(TOKEN)
    assert caplog.records == []
    file.chmod(0o644)
    read_token(file, {})
    assert "chmod 600" in caplog.text
    assert TOKEN not in caplog.text


@pytest.mark.parametrize("data", [b"\xff" * 40, b"", b"short", b"x" * 5000])
def test_a_file_without_a_token_is_one_line_that_does_not_repeat_it(
    tmp_path: Path, data: bytes
) -> None:
    (tmp_path / "token").write_bytes(data)
    with pytest.raises(YinjuError) as caught:
        read_token(tmp_path / "token", {})
    assert "\n" not in str(caught.value)
    assert not data or data.decode("latin-1") not in str(caught.value)
    with pytest.raises(YinjuError, match="--admin-token-file"):
        read_token(tmp_path / "none", {})
