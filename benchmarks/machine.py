"""What a figure was measured on: machine, versions, corpus."""

import importlib.metadata
import os
import platform
from datetime import UTC, datetime

_PACKAGES = (
    "numpy",
    "faiss-cpu",
    "onnxruntime",
    "tantivy",
    "rjieba",
    "tokenizers",
    "gradio",
    "torch",
)


def machine() -> str:
    """One line that belongs under every table."""
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in _PACKAGES)
    day = datetime.now(UTC).date().isoformat()
    python = f"Python {platform.python_version()}"
    return f"{day}, {os.cpu_count()} cores, {platform.machine()}, {python}, {versions}"
