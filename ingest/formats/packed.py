"""Files that are ZIP inside (Office, EPUB): how much they may unpack to."""

import io
import zipfile

from ingest.errors import ReadError

MOST_UNPACKED = 500_000_000
MOST_RATIO = 200
"""How many times its packed size a file may have; text packs to a tenth."""
MOST_FILES = 20_000


def checked(data: bytes, name: str) -> None:
    """Raise ReadError for a bomb: too many files, too large, or packed beyond belief.

    A ZIP can lie about sizes; then unpacking fails on the lie, in a process whose memory is limited.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise ReadError(f"{name}: a damaged file ({error}); get it anew") from error
    size = sum(info.file_size for info in infos)
    packed = max(1, sum(info.compress_size for info in infos))
    if (
        len(infos) > MOST_FILES
        or size > MOST_UNPACKED
        or (size > 10_000_000 and size > MOST_RATIO * packed)
    ):
        raise ReadError(
            f"{name}: unpacks to {size:,} bytes in {len(infos):,} files, more than is read "
            f"({MOST_UNPACKED:,} bytes, {MOST_RATIO} times its size, {MOST_FILES:,} files)"
        )
