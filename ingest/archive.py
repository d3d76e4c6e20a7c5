"""A ZIP ▶ the files in it, read into memory and never written anywhere."""

import zipfile
from collections.abc import Iterator
from pathlib import PurePosixPath

from ingest.errors import ReadError
from ingest.formats.packed import opened
from ingest.kinds import is_litter
from ingest.names import decoded

MOST_A_FILE = 200_000_000
"""Bytes to which one file may unpack."""
_UTF8_NAMES = 0x800
_LINK = 0o12
"""What Unix calls a link, in the highest bits of a file's mode, which is the higher half of its attributes."""


def members(data: bytes, name: str) -> Iterator[tuple[str, bytes | ReadError]]:
    """Names of the files in a ZIP, each with its bytes or the reason why it has none.

    A name that would lead out of the archive (../x, /x, C:x) is refused, though nothing is written
    under it. Raises ReadError for a damaged ZIP and for a bomb.

    >>> import io
    >>> packed = io.BytesIO()
    >>> with zipfile.ZipFile(packed, "w") as archive:
    ...     archive.writestr("岗位/a.txt", "60万个")
    >>> [(name, len(data)) for name, data in members(packed.getvalue(), "a.zip")]
    [('岗位/a.txt', 8)]
    """
    with opened(data, name).archive as archive:
        for info in archive.infolist():
            inside = _name(info)
            path = PurePosixPath(inside)
            if info.is_dir() or any(is_litter(part) and part != ".." for part in path.parts):
                continue
            if (
                path.is_absolute()
                or ".." in path.parts
                or "\\" in inside
                or ":" in inside
                or "\0" in inside
            ):
                yield inside, ReadError(f"{name}: {inside!r} would lead out of the ZIP; left out")
                continue
            if info.external_attr >> 28 == _LINK:
                yield inside, ReadError(f"{name}: {inside!r} is a link; left out")
                continue
            yield inside, _bytes(archive, info, f"{name}/{inside}")


def _name(info: zipfile.ZipInfo) -> str:
    """The name, which ZIPs made on Chinese Windows write in GBK and zipfile reads as CP437."""
    if info.flag_bits & _UTF8_NAMES:
        return info.filename
    try:
        raw = info.filename.encode("cp437")
    except UnicodeEncodeError:
        return info.filename
    return decoded(raw)


def _bytes(archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str) -> bytes | ReadError:
    try:
        with archive.open(info) as file:
            data = file.read(MOST_A_FILE + 1)
    except Exception as error:  # noqa: BLE001  what zipfile, zlib and lzma raise has no common ancestor
        locked = "password" in str(error)
        return ReadError(f"{name}: " + ("needs a password" if locked else f"damaged ({error})"))
    if len(data) > MOST_A_FILE:
        return ReadError(f"{name}: unpacks to more than {MOST_A_FILE:,} bytes")
    return data
