"""The files that are made from the truth to search it fast, and can be made again from it.

    derived-GENERATION/dense.faiss    vectors of all windows
    derived-GENERATION/windows.npy    the passage of each window, int64
    derived-GENERATION/lexical/       BM25
    derived-GENERATION/manifest.json  generation and the sha256 of each file

Written into a folder aside, synced, renamed. A file that differs from its checksum is refused.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from index import dense, lexical
from index.segment import Segmenter
from index.store import Store
from index.types import Vectors
from ingest.errors import LibraryDamaged

_REBUILD = "run `yinju build` to make it again from the stored documents"


class LocalEngine:
    """FAISS and tantivy over the derived files of one generation; implements Engine.

    Raises LibraryDamaged when a file is missing or is not what was written.
    """

    def __init__(self, folder: Path, generation: int) -> None:
        path = folder / f"derived-{generation}"
        verify(path, generation)
        self._lexical = lexical.LexicalIndex(path / "lexical")
        self._dense = dense.DenseIndex(path / "dense.faiss")
        self.passage_of_window = np.load(path / "windows.npy", mmap_mode="r")

    def lexical(self, terms: Sequence[str], limit: int) -> list[tuple[int, float]]:
        """Passages by BM25, best first."""
        return self._lexical.search(terms, limit)

    def weight(self, terms: Sequence[str]) -> float:
        """About the BM25 of a passage that holds every term once."""
        return self._lexical.weight(terms)

    def dense(self, vector: Vectors, limit: int) -> list[tuple[int, float]]:
        """Passages by the cosine of their best window, best first, each once."""
        best: dict[int, float] = {}
        for row, score in self._dense.search(vector, limit):
            best.setdefault(int(self.passage_of_window[row]), score)
        return list(best.items())


def write(store: Store, segmenter: Segmenter, dim: int, generation: int) -> None:
    """Write the derived files of `generation` from what `store` holds now."""
    final = store.folder / f"derived-{generation}"
    aside = store.folder / f"aside-{os.getpid()}"
    for leftover in store.folder.glob("aside-*"):
        shutil.rmtree(leftover)
    aside.mkdir()
    owners, vectors = store.vectors(dim)
    dense.write(aside / "dense.faiss", vectors)
    np.save(aside / "windows.npy", np.array(owners, dtype=np.int64))
    lexical.write(aside / "lexical", _rows(store, segmenter))
    files = sorted(path for path in aside.rglob("*") if path.is_file() and path.suffix != ".lock")
    manifest = {
        "generation": generation,
        "sha256": {path.relative_to(aside).as_posix(): _sha256(path) for path in files},
    }
    (aside / "manifest.json").write_text(json.dumps(manifest, indent=1), encoding="utf-8")
    for path in [*files, aside / "manifest.json", aside / "lexical", aside]:
        _sync(path)
    if final.exists():
        shutil.rmtree(final)
    aside.rename(final)
    _sync(store.folder)


def verify(path: Path, generation: int) -> None:
    """Compare every derived file with its checksum; raises LibraryDamaged at the first difference."""
    try:
        manifest = json.loads((path / "manifest.json").read_text(encoding="utf-8"))
        if manifest["generation"] != generation:
            raise LibraryDamaged(
                f"{path}: made for generation {manifest['generation']}; {_REBUILD}"
            )
        for name, expected in manifest["sha256"].items():
            if _sha256(path / name) != expected:
                raise LibraryDamaged(f"{path / name}: not what was written; {_REBUILD}")
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise LibraryDamaged(f"{path}: incomplete or damaged ({error}); {_REBUILD}") from error


def sweep(folder: Path, generation: int) -> None:
    """Remove the derived files of other generations; a reader that has them open keeps them."""
    for path in folder.glob("derived-*"):
        if path.name != f"derived-{generation}":
            shutil.rmtree(path, ignore_errors=True)


def _rows(store: Store, segmenter: Segmenter):  # type: ignore[no-untyped-def]
    name, document = "", None
    for number, passage in store.passages():
        if document is None or passage.document_id != name:
            name = passage.document_id
            document = store.document(name)
        section = f"{document.title} {passage.section}"
        yield number, segmenter.terms(document.quote(passage.spans)), segmenter.terms(section)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
