"""Model files are read only as they were made: the `SHA256SUMS` of their folder says which bytes those are.

One byte flipped in a weight breaks nothing that would be noticed, and may put another sentence first.
"""

import hashlib
from pathlib import Path

from ingest.errors import ModelError

SUMS = "SHA256SUMS"
MEND = "the model is damaged or incomplete: install or copy it again"


def check_model(path: Path, what: str) -> None:
    """Raises ModelError, which says that `what` was expected, when a model file is missing, or is not what the
    list in its folder says. A folder without a list vouches for nothing.
    """
    try:
        with path.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
        made = digests(path.parent).get(path.name, found)
    except (OSError, ValueError) as error:
        raise ModelError(f"expected {what} in {path}, got {error}; {MEND}") from error
    if made != found:
        raise ModelError(f"expected {what} in {path} as it was made, got other bytes; {MEND}")


def read_model(path: Path, what: str) -> bytes:
    """The bytes of a model file. Raises ModelError as `check_model` does."""
    check_model(path, what)
    return path.read_bytes()


def digests(folder: Path) -> dict[str, str]:
    """Names of a folder's model files, and their sha256 in hex. Empty without a list.

    Raises OSError, ValueError when the list cannot be read.
    """
    try:
        lines = (folder / SUMS).read_text("utf-8").splitlines()
    except FileNotFoundError:
        return {}
    pairs = [line.split(maxsplit=1) for line in lines]
    return {name: digest for digest, name in pairs}
