"""Bytes ▶ Document: recognise the format, take its text and what it says of the text's structure."""

from collections.abc import Callable
from pathlib import Path, PurePath
from typing import TypeAlias

from ingest.errors import ReadError
from ingest.formats.book import read_book
from ingest.formats.markdown import read_markdown
from ingest.formats.packed import Packed, is_zip, opened
from ingest.formats.pdf import read_pdf
from ingest.formats.picture import read_picture
from ingest.formats.plain import read_table, read_text
from ingest.formats.recognise import Format, inside, is_packed, recognise
from ingest.formats.sheets import read_sheets
from ingest.formats.slides import read_slides
from ingest.formats.web import read_web
from ingest.formats.word import read_word
from ingest.kinds import unread
from ingest.names import readable
from ingest.types import Document, Structure

Reading: TypeAlias = tuple[str, Structure, str]
"""Text, structure, and what the text was decoded from."""
Reader: TypeAlias = Callable[[bytes, str], Reading]
"""Reads bytes, with a name for messages. Raises ReadError."""
Unpacker: TypeAlias = Callable[[Packed], Reading]
"""Reads what is ZIP inside. Raises ReadError."""

MAX_BYTES = 20_000_000
"""Largest text in bytes: about seven million Chinese characters, a shelf of books."""
MAX_PACKED_BYTES = 200_000_000
"""Largest file of any other format, whose bytes are mostly pictures and fonts."""


def read(path: Path, name: str | None = None) -> Document:
    """Read one file; `name` (the file's own name by default) becomes the document's id.

    Raises ReadError when the file is missing, not a file, empty, too large, or cannot be read.
    """
    return document(load(path), name or readable(path.name))


def load(path: Path) -> bytes:
    """The bytes of a file. Raises ReadError as `read` does."""
    shown = readable(str(path))
    try:
        if not path.is_file():
            raise ReadError(f"{shown}: expected a file, found {_what(path)}; check the path")
        size = path.stat().st_size
        with path.open("rb") as file:
            most = MAX_PACKED_BYTES if is_packed(file.read(16)) else MAX_BYTES
        if size > most:
            raise ReadError(
                f"{shown}: {size:,} bytes, at most {most:,} are read; split the document"
            )
        return path.read_bytes()
    except OSError as error:
        raise ReadError(
            f"{shown}: cannot be read ({error.strerror}); check its permissions"
        ) from error


def document(data: bytes, name: str) -> Document:
    """Read `data` into a Document called `name`, in the format that its bytes say it has.

    The title is the name without its suffix until the layout finds a better one.
    Raises ReadError when the bytes are empty, too many, damaged or in no known format or encoding.

    >>> document("长春".encode("gb18030"), "长春.txt").text
    '长春'
    """
    packed = opened(data, name) if is_zip(data) else None
    form = recognise(data, name) if packed is None else inside(packed)
    if form in (Format.TEXT, Format.TABLE, Format.MARKDOWN, Format.WEB) and len(data) > MAX_BYTES:
        raise ReadError(f"{name}: {len(data):,} bytes, at most {MAX_BYTES:,} are read; split it")
    try:
        if packed is None:
            text, structure, encoding = _READERS[form](data, name)
        else:
            text, structure, encoding = _UNPACKERS[form](packed)
    except (ReadError, MemoryError):
        raise
    except Exception as error:  # over a damaged file the libraries raise anything at all
        if other := unread(name):  # a template, or a document with macros
            raise other from error
        reason = " ".join(str(error).split())[:200] or type(error).__name__
        raise ReadError(f"{name}: a damaged {form} file ({reason}); get it anew") from error
    if not text.strip():
        raise ReadError(f"{name}: expected text to quote from, found none; check the file")
    return Document(name, PurePath(name).stem, text, data, encoding, structure)


def _archive(file: Packed) -> Reading:
    raise ReadError(f"{file.name}: a ZIP inside a ZIP; unpack it and name its folder")


_READERS: dict[Format, Reader] = {
    Format.TEXT: read_text,
    Format.TABLE: read_table,
    Format.MARKDOWN: read_markdown,
    Format.WEB: read_web,
    Format.PDF: read_pdf,
    Format.PICTURE: read_picture,
}
_UNPACKERS: dict[Format, Unpacker] = {
    Format.WORD: read_word,
    Format.SHEETS: read_sheets,
    Format.SLIDES: read_slides,
    Format.BOOK: read_book,
    Format.ARCHIVE: _archive,
}


def _what(path: Path) -> str:
    if not path.exists():
        return "nothing there"
    return "a folder" if path.is_dir() else "something else"
