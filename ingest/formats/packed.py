"""Files that are ZIP inside (Office, EPUB): opened once, after a look at how much they may unpack to."""

import io
import zipfile
import zlib
from contextlib import suppress
from typing import NamedTuple

from ingest.errors import ReadError

MOST_UNPACKED = 500_000_000
MOST_RATIO = 200
"""How many times its packed size a file may have; text packs to a tenth."""
MOST_FILES = 20_000
_SIGNATURES = (b"PK\x03\x04", b"PK\x05\x06")
_HEADER = 30
"""Bytes before a file's name in a ZIP, of which the last four say how long it is and what follows it."""
_ENCRYPTED = 0x1


class InMemory(zipfile.ZipFile):
    """A ZIP whose bytes are all there, of which files are unpacked at once and not as if from a disk.

    >>> packed = io.BytesIO()
    >>> with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
    ...     archive.writestr("岗位.txt", "60万个")
    >>> InMemory(packed.getvalue()).read("岗位.txt").decode()
    '60万个'
    """

    def __init__(self, data: bytes) -> None:
        super().__init__(io.BytesIO(data))
        self._data = data

    def read(self, name: str | zipfile.ZipInfo, pwd: bytes | None = None) -> bytes:
        """A file's bytes, in half of the time that zipfile takes. What is packed otherwise, or is not what the
        ZIP says of it, goes zipfile's way, with its limits and errors."""
        info = self.getinfo(name) if isinstance(name, str) else name
        if info.compress_type == zipfile.ZIP_DEFLATED and not info.flag_bits & _ENCRYPTED:
            after = info.header_offset + _HEADER
            named, more = self._data[after - 4 : after - 2], self._data[after - 2 : after]
            first = after + int.from_bytes(named, "little") + int.from_bytes(more, "little")
            packed = self._data[first : first + info.compress_size]
            with suppress(zlib.error):
                found = zlib.decompressobj(-15).decompress(
                    packed, info.file_size or 1
                )  # 0: no limit
                if len(found) == info.file_size and zlib.crc32(found) == info.CRC:
                    return found
        return super().read(info, pwd)


class Packed(NamedTuple):
    """A file that is ZIP inside and no bomb, as `opened` gives it."""

    data: bytes
    name: str
    archive: zipfile.ZipFile


def is_zip(data: bytes) -> bool:
    """Whether a file begins as a ZIP does."""
    return data.startswith(_SIGNATURES)


def opened(data: bytes, name: str) -> Packed:
    """Open a file that is ZIP inside, in memory. Raises ReadError for a damaged one, and for a bomb: too many
    files, too large, or packed beyond belief.

    A ZIP can lie about sizes; then unpacking fails on the lie, in a process whose memory is limited.
    """
    try:
        archive = InMemory(data)
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise ReadError(f"{name}: a damaged ZIP or Office file ({error}); get it anew") from error
    infos = archive.infolist()
    size = sum([info.file_size for info in infos])
    packed = max(1, sum([info.compress_size for info in infos]))
    if (
        len(infos) > MOST_FILES
        or size > MOST_UNPACKED
        or (size > 10_000_000 and size > MOST_RATIO * packed)
    ):
        raise ReadError(
            f"{name}: unpacks to {size:,} bytes in {len(infos):,} files, more than is read "
            f"({MOST_UNPACKED:,} bytes, {MOST_RATIO} times its size, {MOST_FILES:,} files)"
        )
    return Packed(data, name, archive)
