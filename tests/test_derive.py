"""The fast files say what the truth says, and nothing when they are not the ones it made."""

import os
from pathlib import Path

import numpy as np
import pytest
from conftest import NEWS, PairEncoder, answers, text_document

from index import dense, derive, lexical
from index.build import build
from index.engine import LocalEngine
from index.segment import Segmenter
from index.store import Store
from ingest.errors import LibraryDamaged, LibraryError
from ingest.normalize import fold
from ingest.passages import passages

LONG = text_document(
    "春城将在年内新建学校七十所并投入使用。学位数量因此新增十万个。老旧小区的改造同时全面展开。"
    "公园和绿地也会继续增加面积。伊通河两岸的治理工程已经过半。新增多少学位要看学校建得多快。",
    "规划.txt",
)


@pytest.fixture
def folder(tmp_path: Path, segmenter: Segmenter) -> Path:
    build(tmp_path, [*NEWS, LONG], PairEncoder(), segmenter)
    return tmp_path


def engine(folder: Path) -> LocalEngine:
    store = Store(folder)
    try:
        return LocalEngine(folder, store.segments())
    finally:
        store.close()


def files(folder: Path) -> list[Path]:
    """Every file with content: tantivy's lock files have none."""
    return sorted(p for p in folder.glob("derived/**/*") if p.is_file() and p.stat().st_size)


def test_the_dense_side_gives_each_passage_once_by_its_best_sentence(folder: Path) -> None:
    encoder, store = PairEncoder(), Store(folder)
    query = encoder.encode_queries(["新增多少学位"])
    best: dict[int, float] = {}
    for number, passage in store.passages():
        document = store.document(passage.document_id)
        for sentence in passage.sentences:
            text = fold(document.quote(sentence))
            cosine = float(encoder.encode_queries([text])[0] @ query[0])
            best[number] = max(cosine, best.get(number, -1.0))
    store.close()
    found = engine(folder).dense(query, 300)
    assert any(len(passage.sentences) > 2 for passage in passages(LONG))
    assert dict(found) == pytest.approx(best, abs=2e-3)  # stored in half precision
    assert len(found) == len(best)
    scores = [score for _, score in found]
    assert scores == sorted(scores, reverse=True)


def test_the_cosines_of_any_passages_are_those_of_their_sentences_in_order(folder: Path) -> None:
    encoder, store = PairEncoder(), Store(folder)
    query = encoder.encode_queries(["新增多少学位"])
    numbers = [number for number, _ in store.passages()][::-2]
    opened = engine(folder)
    for number, found in zip(numbers, opened.cosines(numbers, query), strict=True):
        passage = store.passage(number)
        document = store.document(passage.document_id)
        texts = [fold(document.quote(sentence)) for sentence in passage.sentences]
        assert found == pytest.approx(encoder.encode_queries(texts) @ query[0], abs=2e-3)
    assert opened.cosines([], query) == []
    for gone in (0, max(numbers) + 1):
        with pytest.raises(KeyError, match=str(gone)):
            opened.cosines([numbers[0], gone], query)
    store.close()


def test_the_nearest_of_many_segments_are_those_of_all_by_brute_force(
    tmp_path: Path, segmenter: Segmenter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One segment is of lines that are all alike, so that sketches of one and of another are not as near."""
    monkeypatch.setattr(dense, "SKETCHED", 8)
    monkeypatch.setattr(derive, "LARGEST", 64)
    words = ("学校", "公园", "医院", "车站", "图书馆")
    made = [
        text_document(
            "".join(f"第{at}区新建{word}{at * 7 % 13}处。" for at in range(40)), f"{word}.txt"
        )
        for word in words
    ]
    made.append(text_document("收费标准每月五元。" * 30 + "春城的公园有几处？", "收费.txt"))
    encoder = PairEncoder()
    build(tmp_path, made, encoder, segmenter)
    store = Store(tmp_path)
    assert len(store.segments()) == len(made)
    opened, limit = engine(tmp_path), 20
    for question in ("新建几处公园", "公园", "每月五元", "春城有几处"):
        query = encoder.encode_queries([question])
        cosines = []
        for one in made:
            owners, vectors = store.vectors_of(one.id, encoder.dim)
            cosines += list(zip((vectors @ query[0]).tolist(), owners, strict=True))
        best: dict[int, float] = {}
        for cosine, number in sorted(cosines, reverse=True):
            best.setdefault(number, cosine)
        least = sorted((cosine for cosine, _ in cosines), reverse=True)[limit - 1]
        found = dict(opened.dense(query, limit))
        assert found
        assert found == pytest.approx({one: best[one] for one in found}, abs=1e-5)
        assert {one for one, cosine in best.items() if cosine > least + 1e-5} <= found.keys()
    store.close()


def test_where_nothing_is_written_nothing_is_near(folder: Path) -> None:
    assert LocalEngine(folder, []).dense(np.ones((1, 4), np.float32), 5) == []


def test_the_lexical_side_finds_exactly_the_passages_that_share_a_term(
    folder: Path, segmenter: Segmenter
) -> None:
    store = Store(folder)
    terms = set(segmenter.terms("公园绿地"))
    wanted = set()
    for number, passage in store.passages():
        document = store.document(passage.document_id)
        said = f"{document.quote(passage.spans)} {document.title} {passage.section}"
        if terms & set(segmenter.terms(said)):
            wanted.add(number)
    store.close()
    found = engine(folder).lexical(sorted(terms), 100)
    assert {number for number, _ in found} == wanted
    assert all(score > 0 for _, score in found)


def test_every_file_is_in_the_list_of_its_segment(folder: Path) -> None:
    store = Store(folder)
    listed = {f"{one.name}/{name}" for one in store.segments() for name in one.files}
    store.close()
    present = {p for p in (folder / "derived").rglob("*") if p.is_file()}
    assert listed == {path.relative_to(folder / "derived").as_posix() for path in present}


def test_nothing_is_left_beside_the_files_of_the_last_change(
    folder: Path, segmenter: Segmenter
) -> None:
    for count in (1, 2, 3):
        build(folder, NEWS[:count], PairEncoder(), segmenter)
    store = Store(folder)
    named = {segment.name for segment in store.segments()}
    store.close()
    assert {path.name for path in (folder / "derived").iterdir()} == named
    assert sorted(path.name for path in folder.iterdir()) == ["derived", "library.sqlite"]


@pytest.mark.parametrize("harm", ["missing", "empty", "cut", "longer", "flipped"])
def test_a_file_that_is_not_what_was_written_is_refused(folder: Path, harm: str) -> None:
    for path in files(folder):
        content = path.read_bytes()
        if harm == "missing":
            path.unlink()
        else:
            flipped = bytes([content[0] ^ 1]) + content[1:]
            changed = {"empty": b"", "cut": content[:-1], "longer": content + b"\0"}
            path.write_bytes(changed.get(harm, flipped))
        with pytest.raises(LibraryDamaged, match="run `yinju repair` to make it again"):
            engine(folder)
        path.write_bytes(content)
    engine(folder)


def test_the_files_of_another_history_are_refused(
    folder: Path, segmenter: Segmenter, tmp_path_factory: pytest.TempPathFactory
) -> None:
    other = tmp_path_factory.mktemp("other")
    build(other, NEWS[::-1], PairEncoder(), segmenter)
    (other / "library.sqlite").rename(folder / "library.sqlite")  # a copy put back without them
    with pytest.raises(LibraryDamaged, match=r"incomplete .*; run `yinju repair`"):
        engine(folder)
    build(folder, NEWS[::-1], PairEncoder(), segmenter)
    build(other, NEWS[::-1], PairEncoder(), segmenter)
    assert answers(folder) == answers(other)


def test_files_that_another_version_wrote_are_refused_and_made_again(
    folder: Path, segmenter: Segmenter, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = answers(folder)
    real = dense.DenseIndex
    broken = iter([True, True])

    def unknown(path: Path) -> dense.DenseIndex:
        if next(broken, False):
            raise RuntimeError("Index type 0x32 not recognized")
        return real(path)

    monkeypatch.setattr(dense, "DenseIndex", unknown)
    with pytest.raises(LibraryDamaged, match=r"cannot be opened .*not recognized.*`yinju repair`"):
        engine(folder)
    report = build(folder, [*NEWS, LONG], PairEncoder(), segmenter)
    assert len(report.kept) == 4
    assert answers(folder) == before


@pytest.mark.parametrize("place", ["os.fsync", "dense.write", "np.save"])
def test_a_disk_that_cannot_be_written_is_an_error_and_leaves_the_old_index(
    folder: Path, segmenter: Segmenter, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    before = answers(folder)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    owner, name = {
        "os.fsync": (os, "fsync"),
        "dense.write": (dense, "write"),
        "np.save": (np, "save"),
    }[place]
    with monkeypatch.context() as patched:
        patched.setattr(owner, name, full)
        with pytest.raises(LibraryError, match=r"cannot be written .*No space left.*--index DIR"):
            build(folder, NEWS[:1], PairEncoder(), segmenter)
    assert answers(folder) == before
    build(folder, NEWS[:1], PairEncoder(), segmenter)
    assert {hit.passage.document_id for hit, _ in answers(folder)} == {NEWS[0].id}


def test_an_index_without_passages_can_be_opened_and_finds_nothing(
    tmp_path: Path, segmenter: Segmenter
) -> None:
    build(tmp_path, [], PairEncoder(), segmenter)
    opened = engine(tmp_path)
    assert opened.dense(np.ones((1, 64), np.float32), 5) == []
    assert opened.lexical(["学位"], 5) == []
    assert answers(tmp_path) == []


def test_sweeping_spares_what_is_not_ours(tmp_path: Path) -> None:
    for name in ("derived/ab", "derived/cd", "derived-2", "other"):
        (tmp_path / name).mkdir(parents=True)
    derive.sweep(tmp_path, ["cd", "ef"])
    assert sorted(path.name for path in tmp_path.iterdir()) == ["derived", "other"]
    assert [path.name for path in (tmp_path / "derived").iterdir()] == ["cd"]


def test_the_weight_of_a_section_is_less_than_that_of_the_text() -> None:
    assert 0 < lexical.SECTION_WEIGHT < 1
