"""The commands that change what a library holds, and say what it holds: build, add, remove, list, repair."""

import argparse
import json
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict
from pathlib import Path

from chat.command.arguments import DICTIONARY, DOCUMENTS
from chat.keeping.records import opened_records
from chat.keeping.removal import remove_for_good
from chat.terminal import safe
from index.build import build
from index.change import Report, add, clear, made_by, repair
from index.encode import BUNDLED, load_encoder
from index.resume import Resumed
from index.segment import Segmenter
from index.store import Store
from index.tables import FORMAT, Listed
from ingest.collect import Collected, Found, Recall, collect
from ingest.errors import LibraryError, ReadError
from ingest.spool import READING, Spool
from ingest.types import Document
from ingest.worker import Limits

_MOST_KINDS = 5
"""Kinds of what is no document that are told by their endings."""


def build_command(options: argparse.Namespace) -> int:
    """`yinju build`."""
    report, collected = _built(options)
    _tell(collected)
    print(
        f"{options.index}: {len(report.added)} added, {len(report.changed)} changed, "
        f"{len(report.removed)} removed, {len(report.kept)} unchanged"
    )
    return 1 if collected.failures else 0


def stock(options: argparse.Namespace) -> Report:
    """Make the index of `yinju serve`: of the paths it was given, or, without any, what is there
    already, which documents may have been added to; of `DOCUMENTS` where there is none."""
    if not (options.paths or options.rebuild or made_by(options.index) is None):
        if os.access(options.index, os.W_OK):
            repair(options.index)
        return Report(kept=[one.name for one in _listed(options.index)])
    report, collected = _built(options)
    _tell(collected)
    return report


def _tell(collected: Collected) -> None:
    for failure in collected.failures:
        print(f"not read: {safe(failure)}", file=sys.stderr)
    if count := collected.passed.total():
        most = collected.passed.most_common(_MOST_KINDS)
        kinds = ", ".join(f"{times} {suffix or 'without an ending'}" for suffix, times in most)
        more = ", …" if len(collected.passed) > len(most) else ""
        print(
            f"passed over: {count} files that are no documents ({safe(kinds)}{more}); to have one read, "
            "name it",
            file=sys.stderr,
        )


def _built(options: argparse.Namespace) -> tuple[Report, Collected]:
    paths = options.paths or [DOCUMENTS]
    collected = _read(options, paths)
    segmenter = Segmenter(_dictionary(options.dictionary), options.segmenter)
    report = build(
        options.index,
        collected.documents,
        Resumed(load_encoder(options.model or BUNDLED), options.index / READING),
        segmenter,
        rebuild=options.rebuild,
        progress=_progress,
    )
    _spool(options.index).drop()
    return report, collected


def add_command(options: argparse.Namespace) -> int:
    """`yinju add`."""
    collected = _read(options, options.paths)
    makers = made_by(options.index)
    if makers is None:
        encoder = load_encoder(options.model or BUNDLED)
        segmenter = Segmenter(_dictionary(options.dictionary), options.segmenter)
    else:
        encoder, segmenter = load_encoder(options.model or makers.encoder), makers.cut()
    resumed = Resumed(encoder, options.index / READING)
    report = add(options.index, collected.documents, resumed, segmenter, progress=_progress)
    _spool(options.index).drop()
    _tell(collected)
    if options.json:
        print(json.dumps({**asdict(report), "failures": collected.failures}, ensure_ascii=False))
    else:
        print(
            f"{options.index}: {len(report.added)} added, {len(report.changed)} changed, "
            f"{len(report.kept)} unchanged"
        )
    return 1 if collected.failures else 0


def remove_command(options: argparse.Namespace) -> int:
    """`yinju remove`."""
    makers = made_by(options.index)
    if makers is None:
        raise LibraryError(f"{options.index}: the index is empty; there is nothing to remove")
    with opened_records(options.index) as records:
        receipt, kept = remove_for_good(options.index, options.names, makers.cut(), records)
    if options.json:
        print(json.dumps({**asdict(receipt), "kept_quotes_removed": kept}, ensure_ascii=False))
        return 0
    for one in receipt.removed:
        print(
            f"removed {safe(one.name)} ({one.sha256[:12]}): "
            f"{one.passages} passages, {one.sentences} sentences"
        )
    print(
        f"nothing of it is left: {receipt.questions} searches by words and by vectors, and "
        f"{receipt.pieces} pieces looked for in {receipt.files} files of {receipt.bytes} bytes "
        f"({receipt.shared} of them stand in other documents, too)"
    )
    print("kept quotes: none are kept" if kept is None else f"kept quotes: {kept} removed")
    return 0


def list_command(options: argparse.Namespace) -> int:
    """`yinju list`."""
    listed = _listed(options.index)
    if options.json:
        print(json.dumps([asdict(one) for one in listed], ensure_ascii=False))
        return 0
    for one in listed:
        print(
            f"{safe(one.name)}\t{safe(one.title)}\t{one.sha256[:12]}\t"
            f"{one.passages} passages\t{one.size} bytes"
        )
    return 0


def repair_command(options: argparse.Namespace) -> int:
    """`yinju repair`."""
    names = repair(options.index)
    clear(options.index)
    print(
        f"{options.index}: search files of {len(names)} documents made again; "
        "nothing is left of what was removed"
    )
    return 0


def _listed(folder: Path) -> list[Listed]:
    store = Store(folder, check=False)
    try:
        return store.listed()
    finally:
        store.close()


@contextmanager
def _known(options: argparse.Namespace) -> Iterator[Recall]:
    """What the index has read before, so that it need not be read again."""
    store: Store | None = None
    with suppress(LibraryError):
        store = None if getattr(options, "rebuild", False) else Store(options.index, check=False)
    if store is None:
        yield lambda _name, _digest: None
        return
    try:
        digests = store.documents()
        yield lambda name, digest: store.document(name) if digests.get(name) == digest else None
    finally:
        store.close()


def _read(options: argparse.Namespace, paths: list[Path]) -> Collected:
    """What the paths hold; what was read before an interruption is kept aside in the index's folder."""
    limits = Limits(options.file_seconds, int(options.file_memory * 1e6))
    spool = _spool(options.index)
    with _known(options) as recall:
        return collect(paths, recall=recall, limits=limits, spool=spool, progress=_reading)


def _spool(folder: Path) -> Spool:
    return Spool(folder / READING, str(FORMAT))


def _reading(found: Iterable[Found], count: int) -> Iterable[Found]:
    from tqdm import tqdm  # noqa: PLC0415  only a build needs it

    return tqdm(found, desc="reading", total=count, unit="file", disable=None)


def _dictionary(path: Path | None) -> str:
    if path is None:
        return DICTIONARY.read_text(encoding="utf-8") if DICTIONARY.is_file() else ""
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "not UTF-8"
        raise ReadError(
            f"{path}: expected a dictionary in UTF-8, lines of 词 [词频] [词性], but it cannot be read "
            f"({why}); check the path"
        ) from error


def _progress(documents: Iterable[Document]) -> Iterable[Document]:
    from tqdm import tqdm  # noqa: PLC0415  only a build needs it

    found = list(documents)
    return tqdm(found, desc="indexing", unit="document", disable=None) if found else found
