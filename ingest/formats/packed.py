"""Files that are ZIP inside (Office, EPUB): opened once, after a look at how much they may unpack to."""

import io
import zipfile
from typing import NamedTuple

from ingest.errors import ReadError

MOST_UNPACKED = 500_000_000
MOST_RATIO = 200
"""How many times its packed size a file may have; text packs to a tenth."""
MOST_FILES = 20_000
_SIGNATURES = (b"PK\x03\x04", b"PK\x05\x06")


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
        archive = zipfile.ZipFile(io.BytesIO(data))
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
