"""What an opened index finds is in the documents, and never comes from damaged bytes."""

import random
import shutil
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from conftest import NEWS, PairEncoder, answers, text_document, unnumbered
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index import derive
from index.build import build
from index.change import add, remove
from index.derive import sha256_of
from index.library import Library
from index.segment import Segmenter
from index.store import FILE, Store
from ingest.errors import LibraryDamaged, LibraryError, LibraryForeign, LibraryMissing
from ingest.passages import passages
from ingest.types import Document


@pytest.fixture
def folder(tmp_path: Path, segmenter: Segmenter) -> Path:
    build(tmp_path, NEWS, PairEncoder(), segmenter)
    return tmp_path


@pytest.fixture
def library(folder: Path, segmenter: Segmenter) -> Iterator[Library]:
    opened = Library(folder, PairEncoder(), segmenter)
    yield opened
    opened.close()


def test_within_a_document_all_of_it_is_searched_however_many_others_are_alike(
    tmp_path: Path, segmenter: Segmenter
) -> None:
    names = [f"{number}.txt" for number in range(260)]
    alike = [text_document(f"全年新增学位{number}个。", f"{number}.txt") for number in range(260)]
    build(tmp_path, alike, PairEncoder(), segmenter)
    library = Library(tmp_path, PairEncoder(), segmenter)
    question = "全年新增多少学位？"
    for name in (names[0], names[130], names[259]):
        (hit,) = library.search(question, 12, frozenset({name}))
        assert hit.passage.document_id == name
        assert hit.dense_rank == 1
    both = library.search(question, 12, frozenset({names[3], names[200]}))
    assert {hit.passage.document_id for hit in both} == {names[3], names[200]}
    assert library.search(question, 12, frozenset({"gone.txt"})) == []
    library.close()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    question=st.one_of(
        st.text(max_size=40), st.text(alphabet="新增多少学位公园绿地治理什么河？", max_size=20)
    ),
    limit=st.integers(0, 20),
)
def test_hits_are_passages_of_the_documents_best_first(
    library: Library, question: str, limit: int
) -> None:
    hits = library.search(question, limit)
    everything = [passage for document in NEWS for passage in passages(document)]
    assert len(hits) <= limit
    assert all(hit.passage in everything for hit in hits)
    assert len({hit.number for hit in hits}) == len(hits)
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    for hit in hits:
        assert (hit.lexical > 0) == (hit.lexical_rank is not None)
        assert hit.lexical_rank or hit.dense_rank


@pytest.mark.parametrize(
    ("question", "quote"),
    [
        ("新增多少学位？", "新增10万个学位，惠及百姓。"),
        ("治理什麼河，水質怎樣", "治理伊通河，水质达到四类。"),
        ("種業翻身仗", "打好种业翻身仗。"),
    ],
)
def test_the_passage_that_says_it_comes_first(library: Library, question: str, quote: str) -> None:
    (first, *_) = library.search(question, 3)
    assert quote in library.document(first.passage.document_id).quote(first.passage.spans)


def test_documents_come_back_as_they_were(library: Library) -> None:
    assert [library.document(document.id) for document in NEWS] == NEWS
    assert library.titles() == {document.id: document.title for document in NEWS}
    assert library.passages_of("民生.txt") == passages(NEWS[0])
    with pytest.raises(KeyError):
        library.document("none.txt")


def test_asking_twice_gives_the_same(folder: Path) -> None:
    assert answers(folder) == answers(folder)


def test_an_index_of_another_model_is_refused(folder: Path, segmenter: Segmenter) -> None:
    class Other(PairEncoder):
        def __init__(self) -> None:
            super().__init__()
            self.sha256 = "0" * 64

    for encoder in (PairEncoder(dim=32), Other()):
        with pytest.raises(
            LibraryForeign, match=r"made with the model 'pairs' .*asked with 'pairs'"
        ):
            Library(folder, encoder, segmenter)


def test_an_index_of_another_segmenter_is_refused(folder: Path) -> None:
    for segmenter in (Segmenter("伊通河 9 ns"), Segmenter(engine="jieba")):
        with pytest.raises(LibraryForeign, match=r"made with the segmenter .*; run `yinju repair`"):
            Library(folder, PairEncoder(), segmenter)


def test_a_folder_without_an_index_is_refused(tmp_path: Path, segmenter: Segmenter) -> None:
    with pytest.raises(LibraryMissing, match="run `yinju build` first"):
        Library(tmp_path, PairEncoder(), segmenter)


@pytest.mark.parametrize("rebuild", [False, True])
def test_an_open_library_answers_after_another_build(
    folder: Path, library: Library, segmenter: Segmenter, rebuild: bool
) -> None:
    def said(question: str) -> list[tuple[str, str]]:
        hits = library.search(question, 6)
        found = [(hit, library.document(hit.passage.document_id)) for hit in hits]
        return [(document.id, document.quote(hit.passage.spans)) for hit, document in found]

    assert said("治理伊通河")[0] != ("绿化.txt", "新修桥梁三座，治理伊通河。")
    changed = text_document("春城绿化\n\n新修桥梁三座，治理伊通河。", "绿化.txt")
    build(folder, [NEWS[0], changed], PairEncoder(), segmenter, rebuild=rebuild)
    assert said("治理伊通河")[0] == ("绿化.txt", "新修桥梁三座，治理伊通河。")
    assert set(library.titles()) == {"民生.txt", "绿化.txt"}


def test_an_open_library_notices_another_index_of_the_same_generation(
    folder: Path, library: Library, segmenter: Segmenter
) -> None:
    shutil.rmtree(folder)
    assert library.search("治理伊通河", 1)  # the file that was opened is gone, and still whole
    build(folder, [NEWS[0]], PairEncoder(), segmenter)
    hits = library.search("治理伊通河", 50)
    assert {hit.passage.document_id for hit in hits} == {"民生.txt"} == set(library.titles())


@pytest.mark.parametrize("seen", ["meanwhile", "afterwards"])
def test_a_library_that_may_not_write_to_its_folder_sees_what_others_write(
    folder: Path, segmenter: Segmenter, monkeypatch: pytest.MonkeyPatch, seen: str
) -> None:
    """Tests may run as root, who may write anywhere; the file is opened as for somebody who may not."""
    with monkeypatch.context() as patch:
        patch.setattr("index.database.os.access", lambda *_: False)
        library = Library(folder, PairEncoder(), segmenter)
        for count in range(3):
            state, new = library.state, text_document("轨道交通三号线开工。", f"{count}.txt")
            if seen == "meanwhile":
                with closing(
                    Store(folder, write=True)
                ):  # as a server that documents are sent to has it
                    add(folder, [new], PairEncoder(), segmenter)
                    assert new.id in library.titles()
            else:
                add(folder, [new], PairEncoder(), segmenter)
            assert library.state != state
            assert new.id in library.titles()
            (hit,) = library.search("轨道交通三号线", 1)
            assert hit.passage.document_id in {f"{n}.txt" for n in range(count + 1)}
        remove(folder, ["0.txt"], segmenter)
        assert "0.txt" not in library.titles()
        build(folder, NEWS, PairEncoder(), segmenter, rebuild=True)
        assert set(library.titles()) == {one.id for one in NEWS}
        library.close()


def test_searches_beside_rebuilds_never_mix_two_builds(
    folder: Path, library: Library, segmenter: Segmenter
) -> None:
    other = [text_document("粮食\n\n打好种业翻身仗。", "甲.txt"), *reversed(NEWS)]
    ranked = {}
    for documents in (other, NEWS):
        build(folder, documents, PairEncoder(), segmenter, rebuild=True)
        hits = library.search("种业翻身仗", 50)
        ranked[tuple(hit.passage for hit in hits)] = documents
    assert len(ranked) == 2
    done = threading.Event()

    def searches() -> int:
        count = 0
        while not done.is_set():
            hits = library.search("种业翻身仗", 50)
            assert tuple(hit.passage for hit in hits) in ranked
            count += 1
        return count

    with ThreadPoolExecutor(3) as threads:
        running = [threads.submit(searches) for _ in range(3)]
        try:
            for documents in [other, NEWS] * 4:
                build(folder, documents, PairEncoder(), segmenter, rebuild=True)
        finally:
            done.set()
        assert all(one.result() > 0 for one in running)


def test_an_open_library_refuses_a_file_that_is_no_index(folder: Path, library: Library) -> None:
    (folder / "other").write_bytes(b"no database, " * 1000)
    (folder / "other").replace(folder / FILE)
    for _ in range(2):
        with pytest.raises(LibraryDamaged, match="yinju build --rebuild"):
            library.search("学位", 3)


def test_an_open_library_refuses_what_another_model_has_built(
    folder: Path, library: Library, segmenter: Segmenter
) -> None:
    build(folder, NEWS, PairEncoder(dim=32), segmenter)
    with pytest.raises(LibraryForeign):
        library.search("学位", 3)


def test_one_flipped_byte_never_changes_an_answer(folder: Path, segmenter: Segmenter) -> None:
    before = answers(folder)
    rng = random.Random(7)
    derived = [p for p in folder.glob("derived/**/*") if p.is_file() and p.stat().st_size]
    places = [(folder / FILE, 90), *((path, 8) for path in sorted(derived))]
    refused = 0
    for path, count in places:
        content = path.read_bytes()
        written = [at for at, byte in enumerate(content) if byte]  # half of SQLite's pages is empty
        for _ in range(count):
            at = rng.choice(written) if rng.random() < 0.9 else rng.randrange(len(content))
            flipped = bytearray(content)
            flipped[at] ^= rng.randrange(1, 256)
            path.write_bytes(flipped)
            try:
                assert answers(folder) == before, (path, at)
            except LibraryError as error:
                assert "run `yinju " in str(error), (path, at)
                refused += 1
        path.write_bytes(content)
    assert refused > 100
    assert answers(folder) == before


def test_a_flipped_byte_in_any_copy_of_a_name_never_loses_a_passage(
    folder: Path, segmenter: Segmenter
) -> None:
    def everything() -> tuple[object, ...]:
        library = Library(folder, PairEncoder(), segmenter)
        try:
            names = library.titles()
            listed = [library.passages_of(name) for name in names]
            return names, listed, [library.document(name) for name in names]
        finally:
            library.close()

    before, content, name = everything(), (folder / FILE).read_bytes(), "民生.txt".encode()
    copies = [at for at in range(len(content)) if content.startswith(name, at)]
    assert len(copies) > len(passages(NEWS[0])) + 2  # rows, and the indexes that lead to them
    refused = 0
    for at in copies:
        flipped = bytearray(content)
        flipped[at + len(name) - 1] ^= 1
        (folder / FILE).write_bytes(flipped)
        try:
            assert everything() == before, at
        except LibraryError:
            refused += 1
    assert refused > len(passages(NEWS[0]))


def test_one_flipped_byte_never_spoils_the_next_build(
    folder: Path, tmp_path_factory: pytest.TempPathFactory, segmenter: Segmenter
) -> None:
    new = [NEWS[0], text_document("春城绿化\n\n新修桥梁三座，治理伊通河。", "绿化.txt")]
    other = tmp_path_factory.mktemp("other")
    build(other, new, PairEncoder(), segmenter)
    wanted = unnumbered(answers(other))
    files = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    rng = random.Random(8)
    for _ in range(25):
        for path in folder.rglob("*"):
            if path.is_file() and path not in files:
                path.unlink()
        for path, content in files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        flipped = bytearray(files[folder / FILE])
        at = rng.choice([place for place, byte in enumerate(flipped) if byte])
        flipped[at] ^= rng.randrange(1, 256)
        (folder / FILE).write_bytes(flipped)
        try:
            build(folder, new, PairEncoder(), segmenter)
            assert unnumbered(answers(folder)) == wanted, at
        except LibraryError as error:
            assert "run `yinju build" in str(error), at
            build(folder, new, PairEncoder(), segmenter, rebuild=True)
            assert unnumbered(answers(folder)) == wanted, at


def test_the_page_answers_with_its_own_words(
    tmp_path: Path, newspaper: Document, segmenter: Segmenter
) -> None:
    build(tmp_path, [newspaper], PairEncoder(256), segmenter)
    library = Library(tmp_path, PairEncoder(256), segmenter)
    for question, words in [
        ("开发就业岗位多少个？", "开发就业岗位60万个"),
        ("每年谋划落实多少亿元以上项目", "每年谋划落实亿元以上项目1000个以上"),
    ]:
        quotes = [newspaper.quote(hit.passage.spans) for hit in library.search(question, 3)]
        assert any(words in quote for quote in quotes)
        assert all(quote in newspaper.text.replace("\n", "") for quote in quotes)
    library.close()


def test_an_open_library_shows_each_change_at_once_without_a_search(
    folder: Path, library: Library, segmenter: Segmenter
) -> None:
    assert library.document("民生.txt") == NEWS[0]
    changed = text_document("新增学位20万个。", "民生.txt")
    add(folder, [changed], PairEncoder(), segmenter)
    assert library.document("民生.txt") == changed
    assert library.passages_of("民生.txt") == passages(changed)
    before = library.versions()
    remove(folder, ["民生.txt"], segmenter)
    assert set(library.titles()) == {"绿化.txt", "农业.txt"} == set(library.versions())
    assert [one.name for one in library.listed()] == ["农业.txt", "绿化.txt"]
    assert before.items() >= library.versions().items()
    with pytest.raises(KeyError):
        library.document("民生.txt")


def test_an_open_library_reads_only_the_files_that_are_new(
    folder: Path, library: Library, segmenter: Segmenter, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "".join(f"第{number}件事是新增学位{number}万个。" for number in range(400))
    add(folder, [text_document(text, "长.txt")], PairEncoder(), segmenter)
    assert library.search("学位", 3)
    monkeypatch.setattr(derive, "LARGEST", 300)  # so that the long one stays for itself
    add(folder, [text_document("新开通两条地铁线路。", "交通.txt")], PairEncoder(), segmenter)
    read: list[str] = []
    monkeypatch.setattr(derive, "sha256_of", lambda path: read.append(path) or sha256_of(path))
    assert library.search("地铁线路", 1)[0].passage.document_id == "交通.txt"
    assert 0 < len({path.relative_to(folder / "derived").parts[0] for path in read}) == 1
