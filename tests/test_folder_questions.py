"""Questions to folders: every pattern stands in a document, and what is not said has none."""

import re
from pathlib import Path

import pytest

from ingest.collect import collect
from training.folder_questions import FOLDERS, Asked, asked_of, folders


@pytest.mark.parametrize("folder", sorted(FOLDERS.iterdir()), ids=lambda one: one.name)
def test_what_answers_a_question_stands_in_a_document(folder: Path) -> None:
    texts = [one.text for one in collect([folder / "documents"]).documents]
    lost = [one.question for one in asked_of(folder) if not stands(one, texts)]
    assert lost == []


def stands(one: Asked, texts: list[str]) -> bool:
    return one.answer is None or any(one.answered_by(text) for text in texts)


def test_no_folder_is_both_fitted_on_and_measured() -> None:
    assert not {*folders(measured=True)} & {*folders(measured=False)}
    assert [*folders(measured=True), *folders(measured=False)]


@pytest.mark.parametrize(
    "line", ["问", "问\tnone\t词", "问\ttime\tN", "\ttime\t词", "问\ttime\t词\t多"]
)
def test_a_line_that_is_no_question_is_told(line: str, tmp_path: Path) -> None:
    (tmp_path / "questions.tsv").write_text(f"问\tnone\tN\n{line}\n", encoding="utf-8")
    with pytest.raises(ValueError, match=re.escape("in line 2 of")):
        asked_of(tmp_path)
