"""What was answered and what people said of it, kept for a while; never who asked.

An answer is written, whole, before it is given, in one short transaction: whoever has the address of an
answer can open it, also after a kill. When the disk fails, answers are given without an address.
Quotes of a document that was removed for good are removed here too, see `forget`.
"""

import json
import logging
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from chat.contract import citation_from, citation_json
from chat.keeping.kept import KEEP_DAYS, Count, Kept, Report, Verdict, Versions
from chat.keeping.ledger import FILE, Ledger
from chat.render import document_key
from chat.types import NOT_FOUND, Answer
from index.rows import digest_of
from ingest.errors import LibraryError, RecordsError

_log = logging.getLogger("yinju")

MOST = 100_000
"""Answers that are kept, and reports; the oldest make room."""
_ONLY = """
SELECT number FROM answers WHERE number IN (SELECT answer FROM quotes WHERE document = ?1)
  AND NOT EXISTS (SELECT 1 FROM quotes WHERE answer = number AND document <> ?1)
"""
"""The answers that quote one document and nothing else (any more)."""
_ENDS = " ？?。"
"""What ends a question and does not make it another one."""
_EVERY = 500
"""Writings between two counts of what is kept."""
_PAUSE = 10.0
"""Seconds without an attempt after a failure, so that a disk that hangs does not hang every answer."""


class Records:
    """The records of an index folder, opened to write and to read.

    They are kept for `keep_days` days, None for as long as whoever serves says, and not more than `most`
    of them. `today` tells the date.
    Raises RecordsError when there can be none in this folder.
    """

    def __init__(
        self,
        folder: Path,
        keep_days: int | None = KEEP_DAYS,
        *,
        most: int = MOST,
        today: Callable[[], date] = date.today,
    ) -> None:
        self._keep_days, self._most, self._today = keep_days, most, today
        self._pruned, self._written = "", 0
        self._failing, self._again = False, 0.0
        self._ledger = Ledger(folder)
        try:
            with self._writing():
                pass
        except BaseException:
            self._ledger.close()
            raise

    def close(self) -> None:
        """Close the file; nothing waits to be written."""
        self._ledger.close()

    def keep(self, answer: Answer, library: Versions) -> Answer:
        """Write an answer down: the same answer with the name it is kept under, or as it was when the
        disk fails, which is logged once. Never raises for want of a disk."""
        if time.monotonic() < self._again:
            return answer
        name = secrets.token_urlsafe(16)
        try:
            with self._writing():
                kept = self._insert(name, answer, library)
        except (LibraryError, RecordsError) as error:
            self._again = time.monotonic() + _PAUSE
            if not self._failing:
                self._failing = True
                _log.error("answers are given, but not kept: %s", error)
            return answer
        if self._failing:
            self._failing = False
            _log.warning("answers are kept again")
        return replace(answer, record=name) if kept else answer

    def read(self, name: str) -> Kept | None:
        """The answer that is kept under a name, None when there is none (any more).

        Raises RecordsError when it is not what was written.
        """
        rows = self._ledger.query(
            "SELECT number, day, question, asked, refused, generation, body, digest FROM answers"
            " WHERE id = ? AND day >= ?",
            name,
            self._oldest(),
        )
        if not rows:
            return None
        number, *values, digest = rows[0]
        _verify(digest, name, *values)
        day, question, asked, refused, generation, body = values
        quotes = self._ledger.query(
            "SELECT place, document, version, body, digest FROM quotes WHERE answer = ? ORDER BY place",
            number,
        )
        for place, *parts, own in quotes:
            _verify(own, name, place, *parts)
        rest = json.loads(body)
        citations = tuple(citation_from(json.loads(row[3])) for row in quotes)
        lost = rest["quotes"] - len(quotes)
        text = NOT_FOUND if refused else "\n".join(one.quote for one in citations)
        answer = Answer(
            question,
            asked,
            text,
            () if refused else citations,
            citations if refused else (),
            bool(refused),
            rest["probability"],
            () if lost else tuple(rest["differing"]),
            name,
        )
        return Kept(answer, day, generation, tuple(row[2] for row in quotes), lost)

    def report(self, said: Report, page: str = "") -> None:
        """Write down what a visitor said, in the place of what was said of the same on the same opened
        `page`, see Report.mark. Raises RecordsError when it cannot be."""
        with self._writing():
            self._ledger.query(
                "INSERT OR REPLACE INTO reports (day, question, verdict, document, place, words, mark)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                *(self._today().isoformat(), said.question, said.verdict.value),
                *(said.document, said.at, said.words, said.mark(page)),
            )

    def forget(self, document: str) -> int:
        """Remove every kept quote of the document of this name; how many those were. Answers that quote
        nothing else go whole, and what was reported of them and of the document's quotes: their
        questions may be in its words.

        Nothing of that is left in the file, or in the log that SQLite writes beside it. Raises
        RecordsError when that cannot be made sure of.
        """
        key = document_key(document)
        with self._writing():
            ((gone,),) = self._ledger.query("SELECT count(*) FROM quotes WHERE document = ?", key)
            asked = "SELECT question FROM {0} UNION SELECT asked FROM {0}".format
            of_it, of_others = (f"answers WHERE number {one} ({_ONLY})" for one in ("IN", "NOT IN"))
            reported = f"question IN ({asked(of_it)}) AND question NOT IN ({asked(of_others)})"
            self._ledger.query(
                f"DELETE FROM reports WHERE document = ?1 OR (document = '' AND {reported})",  # noqa: S608
                key,
            )
            self._ledger.query(f"DELETE FROM answers WHERE number IN ({_ONLY})", key)  # noqa: S608
            self._ledger.query("DELETE FROM quotes WHERE document = ?", key)
        if not self._ledger.empty_log():
            raise RecordsError(
                f"{self._ledger.path}: kept quotes were removed, but another process is reading the log "
                "in which they stood; remove the document once more to make sure of it"
            )
        return int(gone)

    def most_asked(self, limit: int) -> list[Count]:
        """The questions that were asked most often."""
        return self._counts("asked", limit)

    def most_refused(self, limit: int) -> list[Count]:
        """The questions that were refused most often."""
        return [one for one in self._counts("refused", limit) if one.refused]

    def reports(self, limit: int) -> list[tuple[str, int, Report]]:
        """What was said, each with the day on which it was last said and how often; the newest first."""
        rows = self._ledger.query(
            "SELECT max(day), count(*), question, verdict, document, place, words FROM reports"
            " WHERE day >= ? GROUP BY question, verdict, document, place, words"
            " ORDER BY max(number) DESC LIMIT ?",
            *(self._oldest(), limit),
        )
        return [
            (day, count, Report(question, Verdict(verdict), *place))
            for day, count, question, verdict, *place in rows
        ]

    def totals(self) -> dict[str, int]:
        """How many answers and refusals are kept ("asked", "refused"), and reports of each verdict."""
        oldest = self._oldest()
        counted = "SELECT count(*), coalesce(sum(refused), 0) FROM answers WHERE day >= ?"
        ((asked, refused),) = self._ledger.query(counted, oldest)
        said = "SELECT verdict, count(*) FROM reports WHERE day >= ? GROUP BY verdict"
        reports = dict(self._ledger.query(said, oldest))
        return {"asked": asked, "refused": refused, **{one: reports.get(one, 0) for one in Verdict}}

    def _counts(self, by: str, limit: int) -> list[Count]:
        order = "times" if by == "asked" else "refusals"
        grouped = (
            "SELECT max(answers.asked), count(*) AS times, sum(refused) AS refusals,"
            " json_group_array(DISTINCT rtrim(question, ?1)) FROM answers"
            " WHERE day >= ?2 GROUP BY rtrim(answers.asked, ?1)"
        )
        ordered = f"{grouped} ORDER BY {order} DESC, max(number) DESC LIMIT ?3"
        rows = self._ledger.query(ordered, _ENDS, self._oldest(), limit)
        return [
            Count(
                question,
                asked,
                refused,
                tuple(one for one in json.loads(typed) if one != question.rstrip(_ENDS)),
            )
            for question, asked, refused, typed in rows
        ]

    def _insert(self, name: str, answer: Answer, library: Versions) -> bool:
        """Write an answer down, unless it quotes only what has been removed meanwhile."""
        shown = answer.nearest if answer.refused else answer.citations
        rest = {
            "probability": round(answer.probability, 4),
            "differing": answer.differing,
            "quotes": len(shown),
        }
        rows = []
        for place, citation in enumerate(shown):
            # Looked up now that nobody else can write here: what was removed meanwhile has been
            # forgotten already, and its quote must not come in behind that.
            version = library.version(citation.document_id)
            if version is not None:
                key = document_key(citation.document_id)
                parts = (key, version, json.dumps(citation_json(citation)))
                rows.append((place, *parts, _digest(name, place, *parts)))
        if shown and not rows:
            return False
        values = (
            self._today().isoformat(),
            answer.question,
            answer.asked,
            int(answer.refused),
            library.generation,
            json.dumps(rest),
        )
        ((number,),) = self._ledger.query(
            "INSERT INTO answers (id, day, question, asked, refused, generation, body, digest)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING number",
            *(name, *values, _digest(name, *values)),
        )
        quotes = [(number, *row) for row in rows]
        self._ledger.many("INSERT INTO quotes VALUES (?, ?, ?, ?, ?, ?)", quotes)
        return True

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """One transaction, in which what is too old is removed first."""
        try:
            with self._ledger.transaction():
                self._prune()
                yield
        except BaseException:
            self._pruned = ""
            raise

    def _prune(self) -> None:
        if self._keep_days is None:
            return
        today = self._today().isoformat()
        self._written += 1
        if self._pruned == today and self._written % _EVERY:
            return
        self._pruned = today
        for table in ("answers", "reports"):
            self._ledger.query(
                f"DELETE FROM {table} WHERE day < ? OR number <= (SELECT max(number) FROM {table}) - ?",  # noqa: S608
                *(self._oldest(), self._most),
            )

    def _oldest(self) -> str:
        if self._keep_days is None:
            return ""
        return (self._today() - timedelta(days=self._keep_days)).isoformat()


@contextmanager
def opened_records(folder: Path) -> Iterator[Records | None]:
    """The records of an index folder, None when nothing is kept there. Raises RecordsError."""
    if not (folder / FILE).is_file():
        yield None
        return
    records = Records(folder, None)
    try:
        yield records
    finally:
        records.close()


def _digest(*parts: Any) -> bytes:
    return digest_of(*map(str, parts))


def _verify(digest: bytes, *parts: Any) -> None:
    if digest != _digest(*parts):
        raise RecordsError("a record is not what was written, and is not shown")
