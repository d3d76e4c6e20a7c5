"""Documents come, change and go: all there or not at all, found as in a new index, gone when gone."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from conftest import NEWS, PairEncoder, answers, text_document, unnumbered
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index import change, derive
from index.build import build
from index.change import Report, add, clear, remove
from index.library import Library
from index.segment import Segmenter
from index.store import Store
from ingest.errors import LibraryError, LibraryForeign, NotMadeSure
from ingest.spool import READING, Spool
from ingest.types import Document

BRIDGE = text_document("春城绿化\n\n新修桥梁三座，治理伊通河。", "绿化.txt")
METRO = text_document("新开通两条地铁线路，新增学位。", "交通.txt")


@pytest.fixture
def folder(tmp_path: Path, segmenter: Segmenter) -> Path:
    """An index of the news."""
    build(tmp_path / "index", NEWS, PairEncoder(), segmenter)
    return tmp_path / "index"


def fresh(folder: Path, documents: list[Document], segmenter: Segmenter) -> object:
    """What a new index of these documents answers."""
    shutil.rmtree(folder, ignore_errors=True)
    build(folder, documents, PairEncoder(), segmenter)
    return unnumbered(answers(folder))


def ours(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_a_document_is_added_or_replaced_and_the_others_stay(
    folder: Path, tmp_path: Path, segmenter: Segmenter
) -> None:
    encoder = PairEncoder()
    report = add(folder, [METRO, BRIDGE, NEWS[2]], encoder, segmenter)
    assert report == Report(["交通.txt"], ["绿化.txt"], [], ["农业.txt"])
    assert len(encoder.seen) == 3
    now = [NEWS[0], BRIDGE, NEWS[2], METRO]
    assert unnumbered(answers(folder)) == fresh(tmp_path / "fresh", now, segmenter)


def test_adding_makes_an_index_where_there_is_none(tmp_path: Path, segmenter: Segmenter) -> None:
    assert add(tmp_path / "new", NEWS, PairEncoder(), segmenter).added == [d.id for d in NEWS]
    assert len(answers(tmp_path / "new")) > 0


def test_adding_what_is_there_changes_no_file(folder: Path, segmenter: Segmenter) -> None:
    before = {path: path.read_bytes() for path in ours(folder)}
    add(folder, NEWS, PairEncoder(), segmenter)
    assert {path: path.read_bytes() for path in ours(folder)} == before


def test_a_removed_document_is_never_found_again(
    folder: Path, tmp_path: Path, segmenter: Segmenter
) -> None:
    receipt = remove(folder, ["民生.txt", "农业.txt"], segmenter)
    assert [one.name for one in receipt.removed] == ["民生.txt", "农业.txt"]
    assert [one.sha256 for one in receipt.removed] == [NEWS[0].sha256, NEWS[2].sha256]
    assert receipt.removed[0].passages == 5
    assert receipt.questions > 10
    assert receipt.pieces > 10
    assert receipt.shared == 0
    assert unnumbered(answers(folder)) == fresh(tmp_path / "fresh", [NEWS[1]], segmenter)


def test_not_one_piece_of_a_removed_document_is_in_any_file(
    folder: Path, segmenter: Segmenter
) -> None:
    store = Store(folder)
    vectors = store.vectors_of("民生.txt", 64)[1].astype(np.float16)
    store.close()
    text = NEWS[0].text
    pieces = [text[at : at + 4] for at in range(len(text) - 4)]
    kept = "".join(f"{document.id} {document.text}" for document in NEWS[1:])
    told = [piece for piece in pieces if piece not in kept]
    assert len(told) > 50
    sought = [form for piece in told for form in (piece.encode(), json.dumps(piece)[1:-1].encode())]
    sought += [row.tobytes() for row in vectors if row.any()]
    sought += [NEWS[0].id.encode(), NEWS[0].sha256.encode()]
    before = b"".join(path.read_bytes() for path in ours(folder))
    assert all(one in before for one in sought[-3:])
    remove(folder, ["民生.txt"], segmenter)
    after = b"".join(path.read_bytes() for path in ours(folder))
    assert [one for one in sought if one in after] == []


def test_a_replaced_document_leaves_nothing_either(folder: Path, segmenter: Segmenter) -> None:
    add(folder, [text_document("全新。另一句话在这里。", "民生.txt")], PairEncoder(), segmenter)
    for path in ours(folder):
        assert "新增就业岗位".encode() not in path.read_bytes(), path


def test_a_piece_that_another_document_says_too_is_no_trace(
    folder: Path, segmenter: Segmenter
) -> None:
    add(folder, [text_document(NEWS[0].text, "副本.txt")], PairEncoder(), segmenter)
    receipt = remove(folder, ["民生.txt"], segmenter)
    assert receipt.shared > 3
    assert "副本.txt" in {hit.passage.document_id for hit, _ in answers(folder)}


def test_a_name_that_is_not_there_removes_nothing(folder: Path, segmenter: Segmenter) -> None:
    before = answers(folder)
    with pytest.raises(LibraryError, match=r"found none called '无\.txt'; nothing was removed"):
        remove(folder, ["民生.txt", "无.txt"], segmenter)
    assert answers(folder) == before


def test_a_trace_that_was_left_is_told(
    folder: Path, segmenter: Segmenter, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(change, "tidy", lambda _: None)  # the old segment stays
        found = (
            r"'民生.txt' removed.*expected nothing of '民生.txt'.*in .*dense.faiss.*`yinju repair`"
        )
        with pytest.raises(NotMadeSure, match=found):
            remove(folder, ["民生.txt"], segmenter)
    assert "民生.txt" not in {hit.passage.document_id for hit, _ in answers(folder)}


@pytest.mark.parametrize("fails", ["tidy", "empty_log", "receipt"])
def test_whatever_fails_behind_a_removal_it_is_said_to_be_done_and_clearing_ends_it(
    folder: Path, segmenter: Segmenter, monkeypatch: pytest.MonkeyPatch, fails: str
) -> None:
    def fail(*_: object) -> None:
        raise OSError(5, "Input/output error") if fails == "receipt" else LibraryError("full")

    with monkeypatch.context() as patched:
        if fails == "empty_log":
            patched.setattr(Store, fails, lambda _: False)
        else:
            patched.setattr(change, fails, fail)
        with pytest.raises(
            NotMadeSure, match=r"'民生.txt' removed and quoted no more.*yinju repair"
        ):
            remove(folder, ["民生.txt"], segmenter)
        if fails != "receipt":
            with pytest.raises(LibraryError):
                clear(folder)
    clear(folder)
    store = Store(folder)
    assert {path.parent.name for path in folder.glob("derived/*/dense.faiss")} == {
        one.name for one in store.segments()
    }
    store.close()
    assert "新增就业岗位".encode() not in b"".join(path.read_bytes() for path in ours(folder))


def test_what_was_read_before_and_cannot_be_dropped_keeps_a_document_from_being_removed(
    folder: Path, segmenter: Segmenter, monkeypatch: pytest.MonkeyPatch
) -> None:
    Spool(folder / READING, "1").keep(NEWS[0])
    monkeypatch.setattr(Spool, "drop", lambda _: None)
    with pytest.raises(LibraryError, match="cannot be removed; remove it"):
        remove(folder, ["民生.txt"], segmenter)
    store = Store(folder)
    assert "民生.txt" in store.documents()
    store.close()


def test_another_model_or_segmenter_may_not_add(folder: Path, segmenter: Segmenter) -> None:
    before = answers(folder)
    with pytest.raises(LibraryForeign, match="made with the model"):
        add(folder, [METRO], PairEncoder(dim=32), segmenter)
    with pytest.raises(LibraryForeign, match="made with the segmenter"):
        add(folder, [METRO], PairEncoder(), Segmenter("伊通河 9 ns"))
    assert answers(folder) == before


_POOL = [
    text_document(text, f"{name}.txt")
    for name, text in [
        ("甲", "新增学位十万个。公园绿地增加。"),
        ("甲", "治理伊通河，水质达到四类。新增学位。新增学位。"),
        ("乙", "公园绿地\n\n建设百个公园。打好种业翻身仗。市民推窗见绿。"),
        ("乙", "全年治理河流三条。"),
        ("丙", "种业振兴。多少学位，多少公园。治理。"),
        ("丁", "新开通两条地铁线路。"),
        ("戊", "\u200b"),
    ]
]
_STEPS = st.lists(
    st.one_of(
        st.lists(st.sampled_from(_POOL), min_size=1, max_size=3),
        st.sampled_from(sorted({document.id for document in _POOL})),
    ),
    min_size=1,
    max_size=8,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(steps=_STEPS, largest=st.sampled_from([3, 6, 4096]))
def test_any_sequence_of_changes_ends_as_a_new_index_would(
    tmp_path: Path, segmenter: Segmenter, steps: list[list[Document] | str], largest: int
) -> None:
    folder = tmp_path / "index"
    shutil.rmtree(folder, ignore_errors=True)
    now: dict[str, Document] = {}
    build(folder, [], PairEncoder(), segmenter)
    library = Library(folder, PairEncoder(), segmenter)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(derive, "LARGEST", largest)
        for step in steps:
            if isinstance(step, list):
                now.update({document.id: document for document in step})
                add(folder, step, PairEncoder(), segmenter)
            elif step in now:
                del now[step]
                remove(folder, [step], segmenter)
            assert set(library.titles()) == set(now)
            hits = library.search("新增多少学位", 50)
            assert {library.document(hit.passage.document_id) for hit in hits} <= set(now.values())
    library.close()
    assert unnumbered(answers(folder)) == fresh(tmp_path / "fresh", list(now.values()), segmenter)


def test_what_an_interrupted_build_has_read_goes_with_a_removed_document(
    folder: Path, segmenter: Segmenter
) -> None:
    spool = Spool(folder / READING, "1")
    spool.keep(NEWS[0])
    assert spool.recall(NEWS[0].id, NEWS[0].data) == NEWS[0]
    remove(folder, [NEWS[0].id], segmenter)
    assert spool.recall(NEWS[0].id, NEWS[0].data) is None
