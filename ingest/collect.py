"""Files and folders ▶ Documents: which files are read, under which names, and what failed."""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from ingest.errors import ReadError
from ingest.passages import title
from ingest.read import read
from ingest.types import Document

SUFFIXES = frozenset({".txt", ".text", ".md", ".markdown"})
"""What is taken out of a folder; a file that is named itself is read whatever it is called."""


@dataclass(frozen=True, slots=True)
class Collected:
    """Documents in the order of their names, and a one-line reason for each file that failed."""

    documents: list[Document]
    failures: list[str]


def collect(paths: Iterable[Path]) -> Collected:
    """Read every file named and every text file below every folder named.

    A document is called by its path below the folder that was named, or by its file name. A file
    that cannot be read is reported and the others are read all the same.
    Raises ReadError when a path does not exist or nothing at all could be read.
    """
    documents: dict[str, Document] = {}
    failures: list[str] = []
    seen: set[Path] = set()
    for name, path in sorted(_files(paths)):
        if path.resolve() in seen:
            continue
        seen.add(path.resolve())
        try:
            if name in documents:
                raise ReadError(f"{path}: a second document called {name!r}; rename one of them")
            found = read(path, name)
        except ReadError as error:
            failures.append(str(error))
            continue
        documents[name] = Document(found.id, title(found), found.text, found.data, found.encoding)
    if not documents:
        reasons = "; ".join(failures) or "expected files that end in " + ", ".join(sorted(SUFFIXES))
        raise ReadError(f"no document could be read: {reasons}")
    return Collected(list(documents.values()), failures)


def _files(paths: Iterable[Path]) -> list[tuple[str, Path]]:
    found: list[tuple[str, Path]] = []
    for path in paths:
        if not path.exists():
            raise ReadError(f"{path}: there is no such file or folder; check the path")
        if not path.is_dir():
            found.append((path.name, path))
            continue
        for folder, folders, names in os.walk(path):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            found.extend(
                (file.relative_to(path).as_posix(), file)
                for file in (Path(folder) / name for name in sorted(names))
                if file.suffix.lower() in SUFFIXES and not file.name.startswith(".")
            )
    return found
