"""Write a model file, and say in its folder which bytes it has."""

import hashlib
from pathlib import Path

from ingest.model_files import SUMS, digests


def keep(path: Path, content: bytes) -> None:
    """Write `content`, and its sha256 into the list that `ingest.model_files` reads. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    known = digests(path.parent) | {path.name: hashlib.sha256(content).hexdigest()}
    lines = [f"{digest}  {name}\n" for name, digest in sorted(known.items())]
    (path.parent / SUMS).write_text("".join(lines), "utf-8")
