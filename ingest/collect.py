"""Files, folders and ZIPs ▶ Documents: what is read, under which names, and what failed."""

import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import TypeAlias

from ingest.archive import members
from ingest.errors import ReadError
from ingest.formats.recognise import Format, recognise
from ingest.kinds import SUFFIXES, is_litter, may_be_document, pictures_of_pages, suffix_of
from ingest.names import readable
from ingest.passages import title
from ingest.read import document, load
from ingest.spool import Spool
from ingest.types import Document
from ingest.worker import Limits, Workers

SHORT = 1_000_000
"""Bytes of a text that a build reads in its own process, without limits: the worst that was made for it,
lines of two characters, took 1.1 seconds (benchmarks/README.md)."""

Recall = Callable[[str, str], Document | None]
"""A document by its name and the sha256 of its bytes, if an index has read it before."""
Found: TypeAlias = tuple[str, Document | ReadError]
"""The name of a file's document, and what it holds or why it could not be read."""
Progress = Callable[[Iterable[Found], int], Iterable[Found]]
"""Passes on what is found, and is told how many files there are."""


@dataclass(frozen=True, slots=True)
class Collected:
    """Documents in the order of their names, a one-line reason for each file that failed, and how many
    files of folders and ZIPs are no documents, by the ends of their names."""

    documents: list[Document]
    failures: list[str]
    passed: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class _Source:
    """A file under the name of its document; `failure` is why there is nothing to load."""

    name: str
    load: Callable[[], bytes]
    failure: ReadError | None = None


def collect(
    paths: Iterable[Path],
    *,
    recall: Recall = lambda _name, _digest: None,
    limits: Limits | None = None,
    spool: Spool | None = None,
    progress: Progress = lambda found, _count: found,
    here: int = SHORT,
) -> Collected:
    """Read every file named, and every document below every folder and in every ZIP named.

    A document is called by its path below the folder or ZIP that was named, or by its file name, decoded
    if it is not UTF-8. A file
    that cannot be read is reported, a document of a kind that is not read too, and the others are read all
    the same; what is no document is counted. What `recall` knows is not
    read again, nor what `spool` has kept of a build that was interrupted. Texts of up to `here` bytes are
    read in this process, without limits. Raises ReadError when a path
    does not exist or nothing at all could be read.
    """
    passed: Counter[str] = Counter()
    sources = sorted(_sources(paths, passed), key=lambda source: source.name)
    if (
        find_spec("rapidocr") is None
    ):  # nothing can be read in them, nor is missed when a page is read
        beside = pictures_of_pages(source.name for source in sources)
        passed.update(map(suffix_of, beside))
        sources = [source for source in sources if source.name not in beside]
    found: dict[str, Document] = {}
    failures: list[str] = []
    keep = _forget if spool is None else spool.keep
    with Workers(limits, keep=keep) as workers:
        for name, one in progress(_read(sources, recall, spool, workers, here), len(sources)):
            if isinstance(one, ReadError):
                failures.append(str(one))
            elif name in found:
                failures.append(f"a second document called {name!r}; rename one of them")
            else:
                found[name] = one
    if not found:
        reasons = "; ".join(failures) or "expected files that end in " + ", ".join(sorted(SUFFIXES))
        raise ReadError(f"no document could be read: {reasons}")
    return Collected([found[name] for name in sorted(found)], failures, passed)


def _forget(_: Document) -> None:
    pass


def _read(
    sources: list[_Source], recall: Recall, spool: Spool | None, workers: Workers, here: int
) -> Iterator[Found]:
    """What each source holds. Short texts are read here, for the worst takes a second or two and starting
    a process as long; what is known from before is not read at all."""
    waiting: list[_Source] = []
    for source in sources:
        if source.failure is not None:
            yield source.name, source.failure
            continue
        try:
            data = source.load()
            known = recall(source.name, sha256(data).hexdigest())
            is_text = recognise(data, source.name) in (Format.TEXT, Format.TABLE)
            if known is None and is_text and len(data) <= here:
                found = document(data, source.name)
                known = replace(found, title=title(found))
            elif known is None and spool is not None:
                known = spool.recall(source.name, data)
            if known is not None:
                yield source.name, known
            else:
                waiting.append(source)
            del data  # a process that reads it is given it when its turn has come
        except ReadError as error:
            yield source.name, error
    yield from workers.read((source.name, source.load) for source in waiting)


def _sources(paths: Iterable[Path], passed: Counter[str]) -> Iterator[_Source]:
    seen: set[Path] = set()
    for name, path in _files(paths, passed):
        if path.resolve() in seen:
            continue
        seen.add(path.resolve())
        if path.suffix.lower() == ".zip":
            yield from _packed(name, path, passed)
        else:
            yield _Source(name, partial(load, path))


def _packed(name: str, path: Path, passed: Counter[str]) -> Iterator[_Source]:
    """The files of a ZIP; other files that are ZIP inside, such as DOCX, are one source."""
    try:
        data = load(path)
        if recognise(data, name) is not Format.ARCHIVE:
            yield _Source(name, partial(load, path))
            return
        for inside, found in members(data, readable(str(path))):
            if isinstance(found, ReadError):
                yield _Source(f"{name}/{inside}", bytes, found)
            elif may_be_document(inside):
                yield _Source(f"{name}/{inside}", partial(bytes, found))
            else:
                passed[suffix_of(inside)] += 1
    except ReadError as error:
        yield _Source(name, bytes, error)


def _files(paths: Iterable[Path], passed: Counter[str]) -> list[tuple[str, Path]]:
    found: list[tuple[str, Path]] = []
    for path in paths:
        if not path.exists():
            raise ReadError(
                f"{readable(str(path))}: there is no such file or folder; check the path"
            )
        if not path.is_dir():
            found.append((readable(path.name), path))
            continue
        for folder, folders, names in os.walk(path):
            folders[:] = sorted(name for name in folders if not is_litter(name))
            for name in sorted(names):
                if is_litter(name):
                    continue
                if may_be_document(name):
                    file = Path(folder) / name
                    found.append((readable(file.relative_to(path).as_posix()), file))
                else:
                    passed[readable(suffix_of(name))] += 1
    return found
