"""Documents come, change and go, each change all there or not at all, while others ask."""

import fcntl
import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from index import derive
from index.engine import broken
from index.makers import Makers, check_makers, makers_of
from index.receipt import Receipt, Traces, receipt, traces
from index.segment import Segmenter
from index.store import FILE, Store
from index.tables import FORMAT, UPGRADED
from index.types import Encoder, Vectors
from ingest.errors import LibraryError, LibraryMissing, NotMadeSure
from ingest.passages import passages
from ingest.spool import READING, Spool
from ingest.types import Document, Passage
from ingest.view import searched

Progress = Callable[[Iterable[Document]], Iterable[Document]]


@dataclass(frozen=True, slots=True)
class Report:
    """Names of the documents that a change added, changed, removed and left as they were."""

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.removed)


def add(
    folder: Path,
    documents: Iterable[Document],
    encoder: Encoder,
    segmenter: Segmenter,
    *,
    progress: Progress = iter,
) -> Report:
    """Add documents to the index in `folder`, in the place of those of the same names; the others stay.

    The cost is that of the documents and at most of some segments of derived files. Interrupted at
    any moment the index is the one before. Raises LibraryForeign when another model or segmenter made
    the index, LibraryDamaged, or LibraryError when `folder` cannot be written or another process does.
    """
    wanted = {document.id: document for document in documents}
    with opened(folder) as store, store.transaction():
        if store.makers is not None:
            check_makers(folder, store.makers, encoder, segmenter)
        known = {name: store.sha256_of(name) for name in wanted}
        report = Report(
            added=[name for name, sha256 in known.items() if sha256 is None],
            changed=[name for name, one in known.items() if one not in (None, wanted[name].sha256)],
            kept=[name for name, sha256 in known.items() if sha256 == wanted[name].sha256],
        )
        if report:
            exchange(store, report, wanted, encoder, segmenter, progress)
    return report


def absent(folder: Path, names: Iterable[str]) -> list[str]:
    """Those of the names that no document of the index in `folder` has. Raises what Store raises."""
    store = Store(folder, check=False)
    try:
        return [name for name in names if store.sha256_of(name) is None]
    finally:
        store.close()


def remove(folder: Path, names: Sequence[str], segmenter: Segmenter) -> Receipt:
    """Remove documents from the index in `folder`, then look for them everywhere in it.

    Nothing is removed when one of the names is unknown, which raises LibraryError, as when `folder`
    cannot be written. NotMadeSure when they are removed, but something of them is still there, or that
    nothing is could not be made sure of; `clear` does what is left to do.
    """
    gone = list(dict.fromkeys(names))
    with opened(folder) as store:
        with store.transaction():
            makers = check_makers(folder, store.makers, None, segmenter)
            if unknown := [name for name in gone if store.sha256_of(name) is None]:
                raise LibraryError(
                    f"{folder}: expected names of its documents, found none called "
                    f"{', '.join(map(repr, unknown))}; nothing was removed; `yinju list` prints the names"
                )
            found = [traces(store, name, segmenter, makers.dim) for name in gone]
            _drop_read(folder)
            _switch(store, _displaced(store, gone), segmenter, makers.dim)
        return _looked_for(store, found)


def clear(folder: Path) -> None:
    """Take away what no document needs any more, and what a change has left whose end failed.

    Raises LibraryError when that cannot be done."""
    with opened(folder) as store:
        _clear(store)


def repair(folder: Path) -> list[str]:
    """Upgrade an index of an earlier format, and make again the derived files that are missing, damaged
    or of another segmenter, all from the stored documents; the names of their documents.

    Raises LibraryMissing, LibraryDamaged when the stored documents themselves are, or LibraryError.
    """
    if not (folder / FILE).is_file():
        raise LibraryMissing(f"{folder}: expected an index, found none; run `yinju build` first")
    with opened(folder, check=True) as store, store.transaction():
        makers = store.makers
        if makers is None:
            return []
        segmenter = makers.cut()
        if segmenter.name == makers.segmenter:
            names = released(store, broken(store))
        else:
            names = released(store, [segment.name for segment in store.segments()])
            store.makers = replace(makers, segmenter=segmenter.name)
        if names:
            _switch(store, names, segmenter, makers.dim)
    return names


def made_by(folder: Path) -> Makers | None:
    """What made the index that is to be changed, None when there is none yet; an earlier format is
    upgraded. Raises LibraryError."""
    if not (folder / FILE).is_file():
        return None
    with opened(folder) as store:
        return store.makers


@contextmanager
def opened(folder: Path, *, check: bool = False) -> Iterator[Store]:
    """The store of a folder, to be written by this process alone; an earlier format is upgraded."""
    with alone(folder):
        store = Store(folder, write=True, check=check, formats=(FORMAT, *UPGRADED))
        try:
            if store.format != FORMAT:
                remake(store)
            try:
                yield store
            finally:  # all is committed or undone; what stays, the next change tidies up
                with suppress(LibraryError):
                    tidy(store)
                    store.empty_log()
        finally:
            store.close()


def exchange(
    store: Store,
    report: Report,
    wanted: Mapping[str, Document],
    encoder: Encoder,
    segmenter: Segmenter,
    progress: Progress,
    again: Iterable[str] = (),
) -> None:
    """Do what `report` says, inside a transaction; write the segments `again` too."""
    beside = released(store, again)
    gone = set(report.removed + report.changed)
    beside = [name for name in beside if name not in gone]
    beside += _displaced(store, report.removed + report.changed)
    new = report.added + report.changed
    for document in progress([wanted[name] for name in new]):
        found = passages(document)
        store.put(document, found, _embed(document, found, encoder))
    store.makers = makers_of(encoder, segmenter)
    _switch(store, beside + new, segmenter, encoder.dim)


def released(store: Store, segments: Iterable[str]) -> list[str]:
    """Forget segments; the names of the documents that have none now."""
    names = []
    for segment in segments:
        names += store.within(segment)
        store.remove_segment(segment)
    return names


def tidy(store: Store) -> None:
    """Remove the derived files of no segment, those of an interrupted change too."""
    derive.sweep(store.folder, [segment.name for segment in store.segments()])


def _displaced(store: Store, gone: Collection[str]) -> list[str]:
    """Remove documents; the names of those that stood in a segment with them, which goes too."""
    beside = released(store, sorted({one for name in gone if (one := store.segment_of(name))}))
    for name in gone:
        store.remove(name)
    return [name for name in beside if name not in gone]


def _switch(store: Store, names: Iterable[str], segmenter: Segmenter, dim: int) -> None:
    """Place documents without a segment; the commit that follows is seen by every reader."""
    derive.place(store, names, segmenter, dim)
    store.generation += 1


def _looked_for(store: Store, found: Sequence[Traces]) -> Receipt:
    """The receipt of what was removed, when nothing of it is in any file."""
    try:
        _clear(store)
        return receipt(store, found)
    except (LibraryError, OSError) as error:
        names = ", ".join(repr(one.removed.name) for one in found)
        raise NotMadeSure(
            f"{names} removed and quoted no more, but some of it may still be in a file ({error}); when "
            "that is mended, `yinju repair` takes away what is left, or says why it cannot"
        ) from error


def _clear(store: Store) -> None:
    tidy(store)
    if not store.empty_log():
        raise LibraryError(f"{store.folder}: another program keeps the file's log; end it")


def _drop_read(folder: Path) -> None:
    """Drop what an interrupted build has read: it may be of what goes."""
    Spool(folder / READING, "").drop()
    if (folder / READING).exists():
        raise LibraryError(f"{folder / READING}: cannot be removed; remove it")


def remake(store: Store) -> None:
    """Make all that is derived anew, of an earlier format from what that holds."""
    with store.transaction():
        if store.format != FORMAT:
            store.upgrade()
        if (makers := store.makers) is not None:
            segmenter = makers.cut()
            store.makers = replace(makers, segmenter=segmenter.name)
            released(store, [segment.name for segment in store.segments()])
            _switch(store, store.documents(), segmenter, makers.dim)


def _embed(document: Document, found: list[Passage], encoder: Encoder) -> list[Vectors]:
    """Vectors of the sentences of each passage. *Shape:* for each passage (sentences, dim).

    Single sentences find as many paragraphs as windows of two (0.975 of CMRC 2018 trial's first, and
    0.920 to 0.916 of DRCD test's), and say which sentence it was.
    """
    texts = [searched(document, sentence).text for p in found for sentence in p.sentences]
    ends = np.cumsum([len(passage.sentences) for passage in found])
    return list(np.split(encoder.encode_passages(texts), ends[:-1])) if found else []


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Hold the folder's lock, which ends with the process however that ends.

    SQLite's own lock would not do: derived files are written before it is asked for.
    Raises LibraryError when another process holds it.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(folder, os.O_RDONLY)
    except OSError as error:
        raise LibraryError(
            f"{folder}: cannot be written ({error.strerror}); choose a folder with --index DIR"
        ) from error
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise LibraryError(
                f"{folder}: another process is writing this index; wait for it and try again"
            ) from error
        yield
    finally:
        os.close(descriptor)
