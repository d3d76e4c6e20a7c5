"""A build works on what changed, switches over at one moment, and can be cut off at any."""

import random
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from conftest import NEWS, PairEncoder, answers, text_document, unnumbered

from index.build import build
from index.change import Report
from index.segment import Segmenter
from index.store import FILE, Store
from ingest.errors import LibraryDamaged, LibraryError, LibraryForeign, LibraryMissing
from ingest.normalize import fold
from ingest.passages import passages
from ingest.types import Document

TESTS = Path(__file__).parent
CHANGED = [NEWS[0], text_document("春城绿化\n\n新修桥梁三座，治理伊通河。", "绿化.txt")]


@pytest.fixture
def folder(tmp_path: Path, segmenter: Segmenter) -> Path:
    """An index of the news."""
    build(tmp_path / "index", NEWS, PairEncoder(), segmenter)
    return tmp_path / "index"


def fresh(tmp_path: Path, documents: list[Document], segmenter: Segmenter) -> list[object]:
    """What a new index of these documents answers."""
    shutil.rmtree(tmp_path / "fresh", ignore_errors=True)
    build(tmp_path / "fresh", documents, PairEncoder(), segmenter)
    return list(unnumbered(answers(tmp_path / "fresh")))


def test_a_first_build_adds_everything(tmp_path: Path, segmenter: Segmenter) -> None:
    report = build(tmp_path, NEWS, PairEncoder(), segmenter)
    assert report == Report(added=[document.id for document in NEWS])


def test_only_what_changed_is_embedded_again(folder: Path, segmenter: Segmenter) -> None:
    encoder = PairEncoder()
    added = text_document("新开通两条地铁线路。", "交通.txt")
    report = build(folder, [*CHANGED, added], encoder, segmenter)
    assert report == Report(["交通.txt"], ["绿化.txt"], ["农业.txt"], ["民生.txt"])
    assert encoder.seen == ["新开通两条地铁线路。", "春城绿化", fold("新修桥梁三座，治理伊通河。")]


def test_the_same_documents_change_nothing(folder: Path, segmenter: Segmenter) -> None:
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    encoder = PairEncoder()
    report = build(folder, NEWS[::-1], encoder, segmenter)
    assert sorted(report.kept) == sorted(document.id for document in NEWS)
    assert encoder.seen == []
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


def test_any_sequence_of_builds_ends_as_a_new_one_would(
    tmp_path: Path, segmenter: Segmenter
) -> None:
    rng = random.Random(4)
    pool = [*NEWS, CHANGED[1], text_document("新开通两条地铁线路，新增学位。", "交通.txt")]
    for _ in range(8):
        chosen = {document.id: document for document in rng.sample(pool, rng.randint(1, 4))}
        build(tmp_path / "index", list(chosen.values()), PairEncoder(), segmenter)
        found = unnumbered(answers(tmp_path / "index"))
        assert found == fresh(tmp_path, list(chosen.values()), segmenter)


def test_a_removed_document_is_gone_from_every_side(folder: Path, segmenter: Segmenter) -> None:
    build(folder, NEWS[1:], PairEncoder(), segmenter)
    assert "民生.txt" not in {hit.passage.document_id for hit, _ in answers(folder)}
    store = Store(folder)
    assert "民生.txt" not in store.titles()
    assert {passage.document_id for _, passage in store.passages()} == {"绿化.txt", "农业.txt"}
    assert store.vectors_of("民生.txt", 64)[0] == []
    assert store.segment_of("民生.txt") is None
    store.close()
    words = ["学位".encode(), "民生".encode()]
    for path in folder.rglob("*"):
        if path.is_file():
            assert not any(word in path.read_bytes() for word in words), path


def test_what_is_embedded_is_the_folded_words_of_the_document(
    tmp_path: Path, segmenter: Segmenter
) -> None:
    encoder = PairEncoder()
    document = text_document(
        "長春市去年新增ＧＤＰ超過１０萬億元人民幣。市民推窗見綠。繼續努力，再創輝煌。", "a.txt"
    )
    build(tmp_path, [document], encoder, segmenter)
    assert encoder.seen == [
        "长春市去年新增gdp超过10万亿元人民币。",
        "市民推窗见绿。",
        "继续努力,再创辉煌。",
    ]


def test_another_model_embeds_everything_again(folder: Path, segmenter: Segmenter) -> None:
    encoder = PairEncoder(dim=32)
    report = build(folder, NEWS, encoder, segmenter)
    assert report.changed == [document.id for document in NEWS]
    with pytest.raises(LibraryForeign):
        answers(folder)
    assert len(answers(folder, encoder)) > 0


def test_the_files_made_from_the_truth_can_be_made_again(
    folder: Path, segmenter: Segmenter
) -> None:
    before = answers(folder)
    for path in folder.glob("derived/*"):
        shutil.rmtree(path)
    encoder = PairEncoder()
    assert build(folder, NEWS, encoder, segmenter).added == []
    assert encoder.seen == []
    assert answers(folder) == before


def test_damaged_derived_files_are_made_again(folder: Path, segmenter: Segmenter) -> None:
    before = answers(folder)
    rng = random.Random(5)
    for _ in range(8):
        paths = sorted(p for p in folder.glob("derived/**/*") if p.is_file() and p.stat().st_size)
        path = rng.choice(paths)
        path.write_bytes(rng.randbytes(rng.randint(0, 40)))
        with pytest.raises(LibraryDamaged, match="run `yinju repair` to make it again"):
            answers(folder)
        build(folder, NEWS, PairEncoder(), segmenter)
        assert answers(folder) == before


@pytest.mark.parametrize("harm", ["random", "cut", "newer", "foreign", "missing"])
def test_a_rebuild_replaces_an_index_that_cannot_be_used(
    folder: Path, tmp_path: Path, segmenter: Segmenter, harm: str
) -> None:
    content = (folder / FILE).read_bytes()
    harmed = {
        "random": random.Random(6).randbytes(5000),
        "cut": content[:5000],
        "newer": content[:60] + b"\0\0\0\x63" + content[64:],
        "foreign": content[:68] + b"abcd" + content[72:],
    }
    if harm == "missing":
        (folder / FILE).unlink()
    else:
        (folder / FILE).write_bytes(harmed[harm])
        with pytest.raises((LibraryDamaged, LibraryForeign), match="run `yinju build --rebuild`"):
            build(folder, CHANGED, PairEncoder(), segmenter)
    build(folder, CHANGED, PairEncoder(), segmenter, rebuild=True)
    assert unnumbered(answers(folder)) == fresh(tmp_path, CHANGED, segmenter)
    assert len(list(folder.iterdir())) == 2


@pytest.mark.parametrize("rebuild", [False, True])
@pytest.mark.parametrize("error", [RuntimeError, KeyboardInterrupt])
@pytest.mark.parametrize("where", ["encoder", "progress", "end"])
def test_an_interrupted_build_leaves_the_old_index_answering_as_before(
    folder: Path,
    tmp_path: Path,
    segmenter: Segmenter,
    error: type[BaseException],
    where: str,
    rebuild: bool,
) -> None:
    before = answers(folder)

    def interrupt(text: str) -> None:
        if where == "encoder" and "桥梁" in text:
            raise error

    def progress(documents: Iterable[Document]) -> Iterator[Document]:
        for number, document in enumerate(documents):
            if where == "progress" and number == 1:
                raise error
            yield document
        if where == "end":
            raise error

    wanted = [text_document("新开通两条地铁线路。", "交通.txt"), *CHANGED]
    with pytest.raises(error):
        build(
            folder,
            wanted,
            PairEncoder(at_text=interrupt),
            segmenter,
            rebuild=rebuild,
            progress=progress,
        )
    assert answers(folder) == before
    build(folder, wanted, PairEncoder(), segmenter, rebuild=rebuild)
    assert unnumbered(answers(folder)) == fresh(tmp_path, wanted, segmenter)


def test_an_interrupted_first_build_leaves_no_index(tmp_path: Path, segmenter: Segmenter) -> None:
    def interrupt(_: str) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build(tmp_path / "index", NEWS, PairEncoder(at_text=interrupt), segmenter)
    with pytest.raises(LibraryMissing, match="run `yinju build` first"):
        answers(tmp_path / "index")
    build(tmp_path / "index", NEWS, PairEncoder(), segmenter)
    assert unnumbered(answers(tmp_path / "index")) == fresh(tmp_path, NEWS, segmenter)


KILLED = """
import operator, sys, time
from pathlib import Path

sys.path.insert(0, sys.argv[1])
from conftest import PairEncoder
from test_build import CHANGED
from index import build, change, derive, store
from index.segment import Segmenter


def wait(*arguments, **options):
    print("now", flush=True)
    time.sleep(600)


folder, place, rebuild = Path(sys.argv[2]), sys.argv[3], sys.argv[4] == "True"
owner, _, name = place.rpartition(".")
setattr(operator.attrgetter(owner)(sys.modules["index"]), name, wait)
build.build(folder, CHANGED, PairEncoder(), Segmenter(), rebuild=rebuild)
"""


@pytest.mark.parametrize(
    ("place", "rebuild", "switched"),
    [
        ("change._embed", False, False),
        ("derive.sync", False, False),
        ("store.Store._set_meta", False, False),
        ("derive.sweep", False, True),
        ("store.Store._set_meta", True, False),
        ("derive.sweep", True, True),
        ("store.Store.empty_log", True, True),
    ],
)
def test_a_build_killed_at_any_moment_leaves_one_whole_index(
    folder: Path, tmp_path: Path, segmenter: Segmenter, place: str, rebuild: bool, switched: bool
) -> None:
    before = answers(folder)
    command = [sys.executable, "-c", KILLED, str(TESTS), str(folder), place, str(rebuild)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=TESTS.parent) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "now\n"
            assert switched or answers(folder) == before  # while the build is at work, too
            with pytest.raises(LibraryError, match="another process is writing this index"):
                build(folder, CHANGED, PairEncoder(), segmenter)
        finally:
            process.send_signal(signal.SIGKILL)
    wanted = fresh(tmp_path, CHANGED, segmenter)
    found = answers(folder)
    assert unnumbered(found) == wanted if switched else found == before
    build(folder, CHANGED, PairEncoder(), segmenter, rebuild=rebuild)
    assert unnumbered(answers(folder)) == wanted
    assert len(list(folder.iterdir())) == 2


@pytest.mark.parametrize("first", [False, True])
@pytest.mark.parametrize("second", [False, True])
def test_two_builds_at_once_are_refused_whether_they_rebuild_or_not(
    folder: Path, segmenter: Segmenter, first: bool, second: bool
) -> None:
    reached, go_on = threading.Event(), threading.Event()

    def pause(_: str) -> None:
        reached.set()
        assert go_on.wait(60)

    thread = threading.Thread(
        target=build,
        args=(folder, CHANGED, PairEncoder(at_text=pause), segmenter),
        kwargs={"rebuild": first},
    )
    thread.start()
    try:
        assert reached.wait(60)
        with pytest.raises(
            LibraryError, match="another process is writing this index; wait for it"
        ):
            build(folder, NEWS, PairEncoder(), segmenter, rebuild=second)
    finally:
        go_on.set()
        thread.join()
    assert {hit.passage.document_id for hit, _ in answers(folder)} == {"民生.txt", "绿化.txt"}


def test_a_folder_that_cannot_be_used_is_an_error_that_names_the_option(
    tmp_path: Path, segmenter: Segmenter
) -> None:
    (tmp_path / "file").touch()
    for rebuild in (False, True):
        with pytest.raises(
            LibraryError, match=r"cannot be written .*; choose a folder with --index"
        ):
            build(tmp_path / "file", NEWS, PairEncoder(), segmenter, rebuild=rebuild)


def test_progress_is_told_of_the_documents_that_are_worked_on(
    folder: Path, segmenter: Segmenter
) -> None:
    told: list[str] = []

    def progress(documents: Iterable[Document]) -> Iterator[Document]:
        for document in documents:
            told.append(document.id)
            yield document

    build(folder, CHANGED, PairEncoder(), segmenter, progress=progress)
    assert told == ["绿化.txt"]


def test_every_passage_of_every_document_is_in_the_index(folder: Path) -> None:
    store = Store(folder)
    assert [passage for _, passage in store.passages()] == [
        passage for document in NEWS for passage in passages(document)
    ]
    store.close()
