"""Documents ▶ index: make a folder's index hold exactly these documents."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from index import derive
from index.change import Progress, Report, alone, exchange, opened
from index.database import LOG, SHARED
from index.engine import broken
from index.makers import makers_of
from index.segment import Segmenter
from index.store import FILE, Store
from index.tables import FORMAT, UPGRADED
from index.types import Encoder
from ingest.errors import LibraryDamaged, LibraryError, LibraryForeign
from ingest.types import Document


def build(
    folder: Path,
    documents: list[Document],
    encoder: Encoder,
    segmenter: Segmenter,
    *,
    rebuild: bool = False,
    progress: Progress = iter,
) -> Report:
    """Make the index in `folder` hold exactly `documents`; only what changed is read and embedded.

    All are worked on again when another model or segmenter made the index. `rebuild` starts from
    nothing, which also replaces a damaged index or one of another format. Interrupted at any moment
    the index is the one before.
    Raises LibraryForeign, LibraryDamaged or LibraryError when `folder` cannot be used.
    """
    wanted = {document.id: document for document in documents}
    try:
        with opened(folder, check=True) as store, store.transaction():
            if rebuild:
                store.clear()
            return _update(store, wanted, encoder, segmenter, progress)
    except (LibraryDamaged, LibraryForeign):
        if not rebuild:
            raise
    with alone(folder):
        return _replace(folder, wanted, encoder, segmenter, progress)


def _update(
    store: Store,
    wanted: dict[str, Document],
    encoder: Encoder,
    segmenter: Segmenter,
    progress: Progress,
) -> Report:
    known = store.documents()
    if store.makers != makers_of(encoder, segmenter):
        known = dict.fromkeys(known, "")
    report = Report(
        added=[name for name in wanted if name not in known],
        changed=[n for n, d in wanted.items() if n in known and known[n] != d.sha256],
        removed=[name for name in known if name not in wanted],
        kept=[n for n, d in wanted.items() if known.get(n) == d.sha256],
    )
    again = broken(store)
    if report or again or store.makers is None:
        exchange(store, report, wanted, encoder, segmenter, progress, again)
    return report


def _replace(
    folder: Path,
    wanted: dict[str, Document],
    encoder: Encoder,
    segmenter: Segmenter,
    progress: Progress,
) -> Report:
    """Build beside a file that cannot be used, and put the new one in its place when it is whole."""
    with beside(folder) as store, store.transaction():
        return _update(store, wanted, encoder, segmenter, progress)


@contextmanager
def beside(folder: Path, fill: Callable[[Path], None] | None = None) -> Iterator[Store]:
    """A store beside that of a folder, empty or what `fill` makes of its file, to be written by the holder
    of the folder's lock; it takes the other's place in the end, unless there was an error."""
    aside = folder / f"{FILE}.aside"
    for end in ("", LOG, SHARED):
        aside.with_name(aside.name + end).unlink(missing_ok=True)
    if fill is not None:
        fill(aside)
    store = Store(folder, write=True, file=aside.name, formats=(FORMAT, *UPGRADED))
    try:
        yield store
        if not store.empty_log():
            raise LibraryError(f"{aside}: another program has it open; end that program")
        named = [segment.name for segment in store.segments()]
    finally:
        store.close()
    for end in (LOG, SHARED, "-journal"):  # they belong to the file that goes
        (folder / f"{FILE}{end}").unlink(missing_ok=True)
    aside.replace(folder / FILE)
    derive.sync(folder)
    derive.sweep(folder, named)
