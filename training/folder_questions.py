"""Questions that people would ask of a folder of their files ▶ what the judge is fitted on, what only measures.

`questions/folders/NAME/documents` are files of the kinds that people have (notices, tables, contracts, a
judgment, a newspaper's page, manuals), invented for this. `questions.tsv` beside it has a question a line, its
kind, and a pattern that only the sentences and rows that answer hold; `none` is the kind of those that no
document answers though it sounds as if: another year, person or item, or what is not told of it.
"""

import re
from dataclasses import dataclass
from pathlib import Path

FOLDERS = Path(__file__).parent / "questions" / "folders"
MEASURED = frozenset({"press"})
"""Folders whose questions nothing was fitted on, and no rule found with."""
NOT_SAID = "none"


@dataclass(frozen=True, slots=True)
class Asked:
    """A question to a folder; `answer` is None where nothing in it answers."""

    question: str
    kind: str
    answer: re.Pattern[str] | None

    def answered_by(self, quote: str) -> bool:
        """Whether a quote holds what answers.

        >>> Asked("几点闭馆？", "time", re.compile("闭馆.*17:00")).answered_by("每日闭馆时间为17:00。")
        True
        """
        return self.answer is not None and self.answer.search(quote) is not None


def folders(*, measured: bool) -> list[Path]:
    """The folders that only measure, or the others, in order of their names."""
    return [one for one in sorted(FOLDERS.iterdir()) if (one.name in MEASURED) == measured]


def asked_of(folder: Path) -> list[Asked]:
    """The questions to a folder. Raises ValueError for a line that is none."""
    found = []
    for number, line in enumerate(
        (folder / "questions.tsv").read_text(encoding="utf-8").splitlines(), 1
    ):
        question, *rest = line.split("\t")
        if len(rest) != 2 or not question or (rest[0] == NOT_SAID) != (rest[1] == "N"):
            raise ValueError(
                f"expected a question, its kind and a pattern (N for none) in line {number} of "
                f"{folder.name}, got {line!r}"
            )
        kind, pattern = rest
        said = None if kind == NOT_SAID else re.compile(pattern, re.DOTALL)
        found.append(Asked(question, kind, said))
    return found
