"""The library as an admin changes it: files come in, documents are replaced and removed, all or nothing."""

import shutil
import threading
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path, PureWindowsPath
from tempfile import TemporaryDirectory
from typing import IO

from chat.keeping.records import Records
from chat.keeping.removal import remove_for_good
from chat.render import document_key
from index.change import Report, add
from index.library import Library
from index.receipt import Receipt
from index.tables import Listed
from ingest.collect import Collected, collect
from ingest.errors import LibraryError, NotMadeSure, ReadError, YinjuError
from ingest.kinds import SUFFIXES, may_be_document
from ingest.types import Document
from ingest.worker import Limits

LIMITS = Limits(seconds=60.0, memory=2_000_000_000)
"""What reading one file that was sent here may take, a plain text's too: the server answers meanwhile."""
_LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class Outcome:
    """Names of documents that came, changed, were there already as they are, or are there under the same
    name (and were not to be replaced); why files could not be read; and how many files of ZIPs are no
    documents, by the ends of their names, the most frequent first."""

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    taken: list[str] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    passed: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sent:
    """A file that was sent: the name that it was given, which may be anything, and its bytes to read."""

    name: str
    file: IO[bytes]


class Shelf:
    """A library's folder, changed by one request at a time while others ask."""

    def __init__(self, library: Library, records: Records | None) -> None:
        self._folder, self._library, self._records = library.folder, library, records
        self._one = threading.Lock()

    def documents(self) -> list[Listed]:
        """The documents, by name."""
        return self._library.listed()

    def find(self, key: str) -> Listed | None:
        """A document by its key, None when there is none (any more)."""
        return next((one for one in self.documents() if document_key(one.name) == key), None)

    def add(self, files: Sequence[Sent], *, replacing: bool) -> Outcome:
        """Read files and add what they hold; documents of the same name stay unless `replacing`.

        A file that cannot be read is reported and the others are added. Raises LibraryError when the
        library cannot be changed now, by another change say; then nothing has changed.
        """
        with self._alone():
            read = self._read(files)
            known = {one.name for one in self.documents()}
            taken = [one.id for one in read.documents if one.id in known and not replacing]
            return self._add([one for one in read.documents if one.id not in taken], taken, read)

    def put(self, name: str, file: Sent) -> Outcome:
        """Put what a file holds into the place of the document `name`. Raises LibraryError as `add`."""
        with self._alone():
            read = self._read([file])
            found = read.documents
            if len(found) > 1:
                read.failures.append(f"{len(found)} documents in one file")
                found = []
            return self._add([replace(one, id=name) for one in found], [], read)

    def remove(self, name: str) -> tuple[Receipt, int | None]:
        """Remove a document as `remove_for_good`. Raises LibraryError."""
        with self._alone():
            segmenter = self._library.segmenter
            return remove_for_good(self._folder, [name], segmenter, self._records)

    def _add(self, found: list[Document], taken: list[str], read: Collected) -> Outcome:
        report = Report()
        if found:
            report = add(self._folder, found, self._library.encoder, self._library.segmenter)
        passed = dict(read.passed.most_common())
        return Outcome(report.added, report.changed, report.kept, taken, read.failures, passed)

    def _read(self, files: Sequence[Sent]) -> Collected:
        """What files hold, read from a folder of their own; its path is in no message."""
        failures: list[str] = []
        with TemporaryDirectory(prefix="yinju-") as name:
            folder = Path(name)
            paths: list[Path] = []
            for sent in files:
                try:
                    path = folder / safe_name(sent.name)
                    if path in paths:
                        raise ReadError(f"{path.name}: a second file of this name")
                    with path.open("xb") as written:
                        shutil.copyfileobj(sent.file, written)
                except ReadError as error:
                    failures.append(str(error))
                else:
                    paths.append(path)
            if not paths:
                return Collected([], failures)
            try:
                collected = collect(paths, limits=LIMITS, here=0)
            except ReadError as error:
                return Collected([], [*failures, _shown(str(error), folder)])
            failures += [_shown(one, folder) for one in collected.failures]
            return replace(collected, failures=failures)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        if not self._one.acquire(blocking=False):
            raise LibraryError("another change is under way; try again")
        try:
            yield
        except YinjuError as error:
            kind = NotMadeSure if isinstance(error, NotMadeSure) else LibraryError
            raise kind(str(error).replace(f"{self._folder}: ", "")) from error
        except OSError as error:
            raise LibraryError(
                f"cannot write files ({error.strerror}); make room on the disk"
            ) from error
        finally:
            self._one.release()


def safe_name(given: str) -> str:
    r"""The last part of a file's name, as it may be written in a folder and shown in a citation.

    Raises ReadError for a name that is none, is hidden, holds what cannot be seen, or is of a kind that
    is not read.

    >>> safe_name("C:\\文件\\岗位.txt"), safe_name("../../etc/岗位.txt")
    ('岗位.txt', '岗位.txt')
    """
    name = unicodedata.normalize("NFC", PureWindowsPath(given).name)
    shown = "".join(one if one.isprintable() else " " for one in given)[:80]
    if (
        not name
        or name.startswith(".")
        or not name.isprintable()
        or any(unicodedata.category(one).startswith("C") for one in name)
        or len(name.encode("utf-8", "surrogatepass")) > _LONGEST_NAME
    ):
        raise ReadError(f"{shown!r}: expected a file name of at most {_LONGEST_NAME} bytes")
    if not may_be_document(name):
        kinds = ", ".join(sorted(SUFFIXES))
        raise ReadError(f"{shown}: expected a file that ends in {kinds}")
    return name


def _shown(message: str, folder: Path) -> str:
    return message.replace(f"{folder}/", "")
