"""Random changes of a library, made in processes that can be killed, and what is there afterwards.

The documents are made up, and vectors are counts of character pairs, so that what is measured is the
store and not the model.
"""

import os
import random
import resource
import tempfile
from dataclasses import dataclass
from functools import lru_cache
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from multiprocessing.synchronize import Event
from pathlib import Path

from index.build import build
from index.change import add, remove
from index.engine import broken
from index.library import Library
from index.segment import default_segmenter
from index.store import Store
from ingest.errors import LibraryError, NotMadeSure
from ingest.read import document
from ingest.types import Document
from tests.encoders import PairEncoder

Texts = tuple[tuple[str, str], ...]
"""Names and texts of documents, by name."""
State = tuple[object, ...]

KINDS = ("add", "replace", "remove", "build")
_QUESTIONS = ("新增多少学位", "治理什么河", "公园绿地增加多少", "地铁线路")
_THINGS = ("学位", "公园", "绿地", "河流", "地铁", "岗位", "农田", "桥梁", "学校", "医院")
_DOES = ("新增", "治理", "改造", "建设", "增加", "规划")
DONE, REFUSED, NOT_SURE = 0, 3, 4
"""How a process ends that made its change, could not for a reason that it told, or made it and could not
make sure that nothing of what it removed is left."""


def text(rng: random.Random, sentences: int = 12) -> str:
    """A made-up document, in paragraphs of two to three sentences under headings."""
    said = [
        f"{rng.choice(_DOES)}{rng.choice(_THINGS)}{rng.randrange(1, 999)}个，"
        f"{rng.choice(_DOES)}{rng.choice(_THINGS)}，第{rng.randrange(10_000)}件。"
        for _ in range(sentences)
    ]
    parts = ["".join(said[at : at + 2]) for at in range(0, sentences, 2)]
    return (
        f"{rng.choice(_THINGS)}{rng.randrange(1000)}\n\n一、{rng.choice(_THINGS)}\n\n"
        + "\n\n".join(parts)
    )


@dataclass(frozen=True)
class Change:
    """A change of a library in `folder` and the documents before and after it."""

    folder: Path
    kind: str
    before: Texts
    after: Texts

    def make(self) -> None:
        """Make it. Raises what the library raises."""
        encoder, segmenter = PairEncoder(), default_segmenter()
        new = [one for one in self.after if one not in self.before]
        if self.kind == "remove":
            remove(
                self.folder, sorted(dict(self.before).keys() - dict(self.after).keys()), segmenter
            )
        elif self.kind == "build":
            build(self.folder, documents(self.after), encoder, segmenter)
        else:
            add(self.folder, documents(tuple(new)), encoder, segmenter)


def random_change(folder: Path, kind: str, before: Texts, rng: random.Random) -> Change:
    """A change of a kind: one document more, other, or less; `build` does all three at once."""
    after = dict(before)
    if kind in ("remove", "build") and len(after) > 1:
        del after[rng.choice(sorted(after))]
    if kind in ("replace", "build"):
        after[rng.choice(sorted(after))] = text(rng)
    if kind in ("add", "build"):
        after[f"文件{rng.randrange(10**6)}.txt"] = text(rng)
    return Change(folder, kind, before, tuple(sorted(after.items())))


def documents(texts: Texts) -> list[Document]:
    """Documents of these texts."""
    return [document(said.encode(), name) for name, said in texts]


def state_of(folder: Path) -> State:
    """All that can be asked of a library. Raises what the library raises."""
    store = Store(folder)
    try:
        torn = broken(store)
        whole = [(name, store.passages_of(name)) for name in store.documents()]
        listed = [(one.name, one.sha256, one.passages) for one in store.listed()]
    finally:
        store.close()
    library = Library(folder, PairEncoder(), default_segmenter())
    try:
        found = sorted(
            (
                question,
                library.document(hit.passage.document_id).quote(hit.passage.spans),
                round(hit.score, 4),
                round(hit.lexical, 4),
            )
            for question in _QUESTIONS
            for hit in library.search(question, 1000)
        )
    finally:
        library.close()
    return tuple(torn), listed, whole, found


@lru_cache(maxsize=64)
def expected(texts: Texts) -> State:
    """The state of a new index of these documents."""
    with tempfile.TemporaryDirectory() as folder:
        build(Path(folder), documents(texts), PairEncoder(), default_segmenter())
        return state_of(Path(folder))


_CONTEXT = get_context("forkserver")  # whose processes come from one without threads
_CONTEXT.set_forkserver_preload(["benchmarks.changes"])


class Attempt:
    """A change in a process of its own; `limit` is the longest file that it may write, in bytes. It
    begins when it is told to."""

    def __init__(self, change: Change, limit: int | None = None) -> None:
        self._ready, self._go = _CONTEXT.Event(), _CONTEXT.Event()
        arguments = (change, limit, self._ready, self._go)
        self.process: BaseProcess = _CONTEXT.Process(target=_attempt, args=arguments)
        self.process.start()
        self._ready.wait()

    def begin(self) -> None:
        """Let it begin."""
        self._go.set()

    def end(self) -> int:
        """Wait for its end; DONE, REFUSED, NOT_SURE, or another status, negative after a signal."""
        self.process.join()
        status = self.process.exitcode
        return -1 if status is None else status


def _attempt(change: Change, limit: int | None, ready: Event, go: Event) -> None:
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    default_segmenter()
    ready.set()
    go.wait()
    if limit is not None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
    try:
        change.make()
    except NotMadeSure:
        os._exit(NOT_SURE)
    except LibraryError:
        os._exit(REFUSED)
    os._exit(DONE)
