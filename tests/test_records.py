"""What was answered is kept whole or not at all, for as long as was said, and goes with its document."""

import json
import logging
import resource
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from conftest import NEWS, PairEncoder
from fakes import FakeAnswerer, FakeLibrary
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chat.admin.pages import use_page
from chat.cli import main
from chat.contract import citation_from, citation_json
from chat.keeping.kept import Report, Verdict
from chat.keeping.ledger import FILE
from chat.keeping.records import Records
from chat.render import document_key
from chat.strings import Language
from chat.types import NOT_FOUND, Answer
from index.build import build
from index.library import Library
from index.segment import Segmenter
from ingest.errors import RecordsError
from ingest.types import Document

QUESTION = "新增多少个优质公办学位？"


class Calendar:
    def __init__(self) -> None:
        self.day = date(2026, 1, 1)

    def __call__(self) -> date:
        return self.day


@pytest.fixture
def calendar() -> Calendar:
    return Calendar()


@pytest.fixture
def records(tmp_path: Path, calendar: Calendar) -> Iterator[Records]:
    opened = Records(tmp_path, 30, today=calendar)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def answerer(newspaper: Document) -> FakeAnswerer:
    return FakeAnswerer(newspaper)


@pytest.fixture
def answer(answerer: FakeAnswerer) -> Answer:
    return answerer.ask(QUESTION)


def files_hold(folder: Path, words: str) -> bool:
    """Whether the words stand in any file of the records, as they are or as JSON writes them."""
    escaped = words.encode("ascii", "backslashreplace")
    data = b"".join(path.read_bytes() for path in folder.glob(f"{FILE}*"))
    return words.encode() in data or escaped in data


def test_a_kept_answer_is_read_back_as_it_was_given(
    records: Records, answerer: FakeAnswerer, answer: Answer
) -> None:
    kept = records.keep(answer, answerer.library)
    found = records.read(kept.record)
    assert found is not None
    assert found.answer.citations == tuple(
        citation_from(citation_json(one)) for one in answer.citations
    )
    assert (found.answer.question, found.answer.asked) == (answer.question, answer.asked)
    assert found.answer.text == answer.text
    assert found.answer.probability == pytest.approx(answer.probability, abs=1e-4)
    assert (found.day, found.generation, found.lost) == ("2026-01-01", 7, 0)
    document = answerer.library.document(answer.citations[0].document_id)
    assert set(found.versions) == {document.sha256}


def test_a_refusal_is_kept_with_its_nearest_passages(
    records: Records, answerer: FakeAnswerer
) -> None:
    refused = answerer.ask("火星")
    found = records.read(records.keep(refused, answerer.library).record)
    assert found is not None
    assert found.answer.refused
    assert found.answer.text == NOT_FOUND
    assert [one.quote for one in found.answer.nearest] == [one.quote for one in refused.nearest]


def test_nobody_can_guess_a_name(records: Records, answerer: FakeAnswerer, answer: Answer) -> None:
    names = {records.keep(answer, answerer.library).record for _ in range(50)}
    assert len(names) == 50
    assert {len(name) for name in names} == {22}  # 128 bits in base64
    for guess in ("", "x" * 22, "%", "' OR 1=1 --"):
        assert records.read(guess) is None


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(question=st.text(st.characters(codec="utf-8"), max_size=60))
def test_any_question_comes_back_unchanged(question: str, tmp_path: Path) -> None:
    opened = Records(tmp_path)
    try:
        given_out = Answer(question, question, NOT_FOUND, (), (), True, 0.5)
        found = opened.read(opened.keep(given_out, FakeLibrary()).record)
        assert found is not None
        assert found.answer.question == question
    finally:
        opened.close()


def test_what_is_older_than_was_said_is_gone_from_the_file(
    tmp_path: Path,
    records: Records,
    calendar: Calendar,
    answerer: FakeAnswerer,
    answer: Answer,
) -> None:
    name = records.keep(answer, answerer.library).record
    records.report(Report("旧的问题", Verdict.HELPFUL))
    calendar.day += timedelta(days=30)
    assert records.read(name) is not None
    calendar.day += timedelta(days=1)
    assert records.read(name) is None
    assert records.totals()["asked"] == 0
    other = Answer("新的问题", "新的问题", NOT_FOUND, (), (), True, 0.1)
    records.keep(other, answerer.library)
    assert [one.question for one in records.most_asked(9)] == ["新的问题"]
    assert records.reports(9) == []
    records.close()
    assert not files_hold(tmp_path, answer.question)
    assert not files_hold(tmp_path, answer.citations[0].quote)


def test_there_are_never_many_more_than_was_said(
    tmp_path: Path, calendar: Calendar, answerer: FakeAnswerer, answer: Answer
) -> None:
    opened = Records(tmp_path, most=10, today=calendar)
    first = opened.keep(answer, answerer.library).record
    names = [opened.keep(answer, answerer.library).record for _ in range(30)]
    calendar.day += timedelta(days=1)
    names.append(opened.keep(answer, answerer.library).record)
    assert opened.totals()["asked"] == 11
    assert opened.read(first) is None
    assert all(opened.read(name) is not None for name in names[-11:])
    opened.close()


def test_an_answer_that_quotes_only_a_removed_document_goes_whole_with_its_question_and_reports(
    tmp_path: Path, records: Records, answerer: FakeAnswerer, answer: Answer
) -> None:
    quoted, document = answer.citations[0].quote, answer.citations[0].document_id
    name = records.keep(answer, answerer.library).record
    key = document_key(document)
    records.report(Report(QUESTION, Verdict.WRONG, key, "10-20", "0a1b2c3d"))
    records.report(Report(QUESTION, Verdict.HELPFUL))
    gone = (quoted, key, "0a1b2c3d", QUESTION)
    assert all(files_hold(tmp_path, one) for one in gone)
    assert records.forget(document) == len(answer.citations)
    assert not any(files_hold(tmp_path, one) for one in gone)
    assert records.read(name) is None
    assert records.reports(9) == []
    assert records.forget(document) == 0


def test_an_answer_that_quotes_other_documents_too_keeps_their_quotes_and_its_question(
    tmp_path: Path, records: Records
) -> None:
    answerer = FakeAnswerer(*NEWS)
    asked = "新增多少学位？"
    first = answerer.ask(asked).citations[0]
    other = replace(first, document_id=NEWS[1].id, quote="别处的话")
    both = Answer(asked, asked, "", (first, other), (), False, 0.9)
    name = records.keep(both, answerer.library).record
    for verdict in (Verdict.HELPFUL, Verdict.UNHELPFUL):
        records.report(Report(asked, verdict))
    assert records.forget(first.document_id) == 1
    assert not files_hold(tmp_path, first.quote)
    found = records.read(name)
    assert found is not None
    assert (found.answer.citations, found.lost) == ((other,), 1)
    assert len(records.reports(9)) == 2
    records.forget(other.document_id)
    assert records.read(name) is None
    assert records.reports(9) == []
    assert not files_hold(tmp_path, asked)


def test_what_was_refused_with_nothing_near_stays_when_a_document_goes(records: Records) -> None:
    answerer = FakeAnswerer(*NEWS)
    refused = Answer("火星有多远？", "火星有多远？", NOT_FOUND, (), (), True, 0.0)
    name = records.keep(refused, answerer.library).record
    records.forget(NEWS[0].id)
    assert records.read(name) is not None


def test_an_answer_that_is_late_brings_no_quote_of_a_removed_document_back(
    tmp_path: Path, records: Records, newspaper: Document
) -> None:
    library = FakeAnswerer(newspaper).library
    late = FakeAnswerer(newspaper).ask(QUESTION)
    library.remove(newspaper.id)
    records.forget(newspaper.id)
    assert records.keep(late, library) == late
    assert records.totals()["asked"] == 0
    assert not files_hold(tmp_path, late.citations[0].quote)
    assert not files_hold(tmp_path, QUESTION)


def test_another_process_sees_and_removes_what_is_kept(
    tmp_path: Path, records: Records, answerer: FakeAnswerer, answer: Answer
) -> None:
    name = records.keep(answer, answerer.library).record
    other = Records(tmp_path, 30, today=Calendar())
    assert other.forget(answer.citations[0].document_id) == len(answer.citations)
    other.close()
    assert records.read(name) is None


def test_writing_at_once_loses_and_mixes_nothing(
    records: Records, answerer: FakeAnswerer, answer: Answer
) -> None:
    names: dict[str, str] = {}

    def write(thread: int) -> None:
        for at in range(20):
            question = f"第{thread}个人的第{at}问"
            mine = Answer(question, question, answer.text, answer.citations, (), False, 0.9)
            names[question] = records.keep(mine, answerer.library).record
            records.report(Report(question, Verdict.HELPFUL))

    threads = [threading.Thread(target=write, args=(one,)) for one in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(names) == 160
    for question, name in names.items():
        found = records.read(name)
        assert found is not None
        assert found.answer.question == question
        assert len(found.answer.citations) == len(answer.citations)
    assert records.totals()["helpful"] == 160


WRITER = """
import sys
from pathlib import Path
sys.path.insert(0, "tests")
from fakes import FakeAnswerer
from chat.keeping.records import Records
from ingest.read import read
page = read(next(Path("corpus/documents").iterdir()))
answerer, records = FakeAnswerer(page), Records(Path(sys.argv[1]))
answer = answerer.ask("新增多少个优质公办学位？")
while True:
    print(records.keep(answer, answerer.library).record, flush=True)
"""


def test_a_kill_loses_no_answer_that_was_given_and_leaves_none_half_kept(tmp_path: Path) -> None:
    for count in (1, 60):
        command = [sys.executable, "-c", WRITER, str(tmp_path)]
        root = Path(__file__).parents[1]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=root)
        assert process.stdout is not None
        names = [process.stdout.readline().strip() for _ in range(count)]
        process.send_signal(signal.SIGKILL)
        names += process.stdout.read().split()  # given out before the kill reached it
        process.stdout.close()
        process.wait()
        opened = Records(tmp_path)
        found = [opened.read(name) for name in names if len(name) == 22]
        assert all(one is not None and one.lost == 0 for one in found)
        opened.close()
    with sqlite3.connect(tmp_path / FILE) as database:
        torn = "SELECT count(*) FROM answers WHERE number NOT IN (SELECT answer FROM quotes)"
        assert database.execute(torn).fetchone() == (0,)
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    database.close()


def test_a_full_disk_stops_no_answer_and_is_logged_once(
    tmp_path: Path,
    answerer: FakeAnswerer,
    answer: Answer,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    records = Records(tmp_path)
    before = records.keep(answer, answerer.library).record
    monkeypatch.setattr("chat.keeping.records._PAUSE", 0.0)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    written = sum(path.stat().st_size for path in tmp_path.glob(f"{FILE}*"))
    resource.setrlimit(resource.RLIMIT_FSIZE, (written, hard))
    try:
        given_out = [records.keep(answer, answerer.library) for _ in range(60)]
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, handler)
    assert given_out[-1] == answer  # the same answer, without an address
    errors = [one for one in caplog.records if one.levelno == logging.ERROR]
    assert len(errors) == 1
    assert "--no-records" in errors[0].message
    after = records.keep(answer, answerer.library).record
    assert "kept again" in caplog.text
    assert all(records.read(name) is not None for name in (before, after))
    assert all(records.read(one.record) is not None for one in given_out if one.record)
    records.close()


def test_after_a_failure_the_disk_is_left_alone_for_a_while(
    tmp_path: Path, answerer: FakeAnswerer, answer: Answer
) -> None:
    records = Records(tmp_path)
    records.close()
    assert records.keep(answer, answerer.library) == answer
    records._ledger = None  # type: ignore[assignment]  # whatever touched it now would raise
    assert records.keep(answer, answerer.library) == answer


def test_another_file_in_its_place_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    data = b"no database at all, but long enough to be read as one" * 9
    (tmp_path / FILE).write_bytes(data)
    with pytest.raises(RecordsError, match="--no-records"):
        Records(tmp_path)
    assert (tmp_path / FILE).read_bytes() == data


def test_records_of_a_later_format_are_refused(tmp_path: Path) -> None:
    Records(tmp_path).close()
    database = sqlite3.connect(tmp_path / FILE)
    database.execute("PRAGMA user_version = 99")
    database.close()
    with pytest.raises(RecordsError, match="99"):
        Records(tmp_path)


def test_a_quote_that_was_altered_in_the_file_is_never_shown(
    tmp_path: Path, records: Records, answerer: FakeAnswerer, answer: Answer
) -> None:
    name = records.keep(answer, answerer.library).record
    database = sqlite3.connect(tmp_path / FILE)
    database.execute("UPDATE quotes SET body = replace(body, '10', '11')")
    database.commit()
    database.close()
    with pytest.raises(RecordsError, match="not what was written"):
        records.read(name)


def test_the_file_knows_nothing_of_who_asked(records: Records, tmp_path: Path) -> None:
    database = sqlite3.connect(tmp_path / FILE)
    columns = {
        column[1]
        for table in ("answers", "quotes", "reports")
        for column in database.execute(f"PRAGMA table_info({table})")
    }
    database.close()
    assert columns == {
        *("number", "id", "day", "question", "asked", "refused", "generation", "body", "digest"),
        *("answer", "place", "document", "version", "verdict", "words", "mark"),
    }


def test_the_most_asked_and_refused_are_counted_whatever_mark_ends_them(
    records: Records, answerer: FakeAnswerer
) -> None:
    for question in ("学位几个？", "学位几个", "火星？", "火星?", "火星"):
        refused = question.startswith("火星")
        said = Answer(question, question, NOT_FOUND, (), (), refused, 0.1)
        records.keep(said, answerer.library)
    asked = records.most_asked(9)
    assert [(one.asked, one.refused) for one in asked] == [(3, 3), (2, 0)]
    assert [one.asked for one in records.most_refused(9)] == [3]
    assert records.totals() == {
        "asked": 5, "refused": 3, "wrong-quote": 0, "helpful": 0, "unhelpful": 0, "should-answer": 0,
    }  # fmt: skip


def test_a_question_is_counted_as_it_was_understood_and_told_as_it_was_typed(
    records: Records, answerer: FakeAnswerer
) -> None:
    understood = "长春有多少学位？"
    for typed in (understood, "常春有多少学位", "常春有多少学位？", "那学位呢？", "长春有多少学位"):
        records.keep(Answer(typed, understood, NOT_FOUND, (), (), True, 0.1), answerer.library)
    for counts in (records.most_asked(9), records.most_refused(9)):
        (one,) = counts
        assert (one.question, one.asked, one.refused) == (understood, 5, 5)
        assert sorted(one.typed) == ["常春有多少学位", "那学位呢"]
    assert "常春有多少学位" in use_page(Language.CHINESE, "", records.totals(), (), counts, ())


def test_yinju_remove_takes_the_kept_quotes_along_whatever_days_they_are_kept_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], segmenter: Segmenter
) -> None:
    build(tmp_path, NEWS, PairEncoder(), segmenter)
    library = Library(tmp_path, PairEncoder(), segmenter)
    old = Calendar()  # long ago: to remove a document is no reason to remove old answers
    records = Records(tmp_path, 3650, today=old)
    answerer = FakeAnswerer(*NEWS)
    name = records.keep(answerer.ask("新增多少学位？"), library).record
    other = records.keep(answerer.ask("治理什么河？"), library).record
    status = main(["remove", "--index", str(tmp_path), "民生.txt", "--json"])
    removed = json.loads(capsys.readouterr().out)
    found, untouched = records.read(name), records.read(other)
    library.close()
    records.close()
    assert status == 0
    assert found is None
    assert untouched is not None
    assert removed["kept_quotes_removed"] > untouched.lost > 0
    left = untouched.answer.citations + untouched.answer.nearest
    assert "绿化.txt" in {one.document_id for one in left}
    assert "民生.txt" not in {one.document_id for one in left}
    assert not files_hold(tmp_path, "新增10万个学位")


def test_records_of_the_format_before_are_brought_up_to_this_one(
    records: Records, answerer: FakeAnswerer, tmp_path: Path, calendar: Calendar
) -> None:
    kept = records.keep(answerer.ask(QUESTION), answerer.library)
    records.report(Report(QUESTION, Verdict.HELPFUL))
    records.close()
    database = sqlite3.connect(tmp_path / FILE)
    database.executescript(
        "DROP INDEX reports_by_mark; ALTER TABLE reports DROP COLUMN mark; PRAGMA user_version = 1;"
    )
    database.close()
    upgraded = Records(tmp_path, 30, today=calendar)
    try:
        found = upgraded.read(kept.record or "")
        assert found is not None
        assert found.answer.citations == kept.citations
        upgraded.report(Report(QUESTION, Verdict.UNHELPFUL), "0a")
        assert upgraded.totals()["helpful"] == upgraded.totals()["unhelpful"] == 1
    finally:
        upgraded.close()
