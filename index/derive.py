"""The files that are made from the truth to search it fast, and can be made again from it.

    derived-GENERATION/dense.faiss    vectors of all sentences, to be searched
    derived-GENERATION/sentences.npy  the passage of each sentence, int64
    derived-GENERATION/vectors.npy    the same vectors, float16, by place: what any passage's cosines are
    derived-GENERATION/lexical/       BM25
    derived-GENERATION/manifest.json  generation and the sha256 of each file

Written into a folder aside, synced, renamed. A file that differs from its checksum is refused, and so
is a manifest whose own checksum is not the one in the SQLite file.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from index import dense, lexical
from index.segment import Segmenter
from index.store import Store
from index.types import Vectors
from ingest.errors import LibraryDamaged, LibraryError

_REBUILD = "run `yinju build` to make it again from the stored documents"


class LocalEngine:
    """FAISS and tantivy over the derived files of one generation; implements Engine.

    Raises LibraryDamaged when a file is missing or is not what was written.
    """

    def __init__(self, folder: Path, generation: int, manifest: str) -> None:
        path = folder / f"derived-{generation}"
        _verify(path, manifest)
        try:
            self._lexical = lexical.LexicalIndex(path / "lexical")
            self._dense = dense.DenseIndex(path / "dense.faiss")
            self.passage_of_sentence = np.load(path / "sentences.npy", mmap_mode="r")
            self._vectors = np.load(path / "vectors.npy", mmap_mode="r")
        except (
            OSError,
            ValueError,
            RuntimeError,
        ) as error:  # whole, but of another faiss or tantivy
            raise LibraryDamaged(f"{path}: cannot be opened ({error}); {_REBUILD}") from error

    def lexical(self, terms: Sequence[str], limit: int) -> list[tuple[int, float]]:
        """Passages by BM25, best first."""
        return self._lexical.search(terms, limit)

    def rarity(self, terms: Sequence[str]) -> list[float]:
        """Inverse document frequency of each term."""
        return self._lexical.rarity(terms)

    def dense(self, vector: Vectors, limit: int) -> list[tuple[int, float]]:
        """Passages by the cosine of their best sentence, best first, each once."""
        best: dict[int, float] = {}
        for row, score in self._dense.search(vector, limit):
            best.setdefault(int(self.passage_of_sentence[row]), score)
        return list(best.items())

    def cosines(self, numbers: Sequence[int], vector: Vectors) -> list[Vectors]:
        """Cosines of the sentences of each passage; those of one stand side by side, in order."""
        if not numbers:
            return []
        wanted = np.asarray(numbers)
        firsts = np.searchsorted(self.passage_of_sentence, wanted)
        ends = np.searchsorted(self.passage_of_sentence, wanted, side="right")
        rows = np.concatenate([np.arange(a, b) for a, b in zip(firsts, ends, strict=True)])
        found = self._vectors[rows].astype(np.float32) @ vector[0]
        return np.split(found, np.cumsum(ends - firsts)[:-1])


def write(store: Store, segmenter: Segmenter, dim: int, generation: int) -> str:
    """Write the derived files of `generation` from what `store` holds now; returns the sha256 of
    their manifest. Raises LibraryError when they cannot be written."""
    try:
        return _write(store, segmenter, dim, generation)
    except (OSError, RuntimeError) as error:
        raise LibraryError(
            f"{store.folder}: cannot be written ({error}); choose a folder with --index DIR"
        ) from error


def _write(store: Store, segmenter: Segmenter, dim: int, generation: int) -> str:
    final = store.folder / f"derived-{generation}"
    aside = store.folder / f"aside-{os.getpid()}"
    for leftover in store.folder.glob("aside-*"):
        shutil.rmtree(leftover)
    aside.mkdir()
    owners, vectors = store.vectors(dim)
    dense.write(aside / "dense.faiss", vectors)
    np.save(aside / "sentences.npy", np.array(owners, dtype=np.int64))
    np.save(aside / "vectors.npy", vectors.astype(np.float16))
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
    return _sha256(final / "manifest.json")


def _verify(path: Path, manifest: str) -> None:
    """Compare every file with its checksum; raises LibraryDamaged at the first difference."""
    try:
        _compare(path, {"manifest.json": manifest})
        _compare(path, json.loads((path / "manifest.json").read_text(encoding="utf-8"))["sha256"])
    except OSError as error:
        raise LibraryDamaged(f"{path}: incomplete ({error.strerror}); {_REBUILD}") from error


def _compare(path: Path, expected: dict[str, str]) -> None:
    for name, sha256 in expected.items():
        if _sha256(path / name) != sha256:
            raise LibraryDamaged(f"{path / name}: not what was written; {_REBUILD}")


def sweep(folder: Path, generation: int) -> None:
    """Remove the derived files of other generations; a reader that has them open keeps them."""
    for path in folder.glob("derived-*"):
        if path.name != f"derived-{generation}":
            shutil.rmtree(path, ignore_errors=True)


def _rows(store: Store, segmenter: Segmenter) -> Iterator[tuple[int, Sequence[str], Sequence[str]]]:
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
