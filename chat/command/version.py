"""The version of yinju that runs: what its own tree says, or what was installed."""

import argparse
import sys
import tomllib
from collections.abc import Sequence
from importlib import metadata
from pathlib import Path

_NAME = "yinju"
_PROJECT = Path(__file__).parents[2] / "pyproject.toml"


class ShowVersion(argparse.Action):
    """Prints the version and ends, as `--help` does; it is looked up only then."""

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        _namespace: argparse.Namespace,
        _values: str | Sequence[object] | None,
        _option: str | None = None,
    ) -> None:
        """End the process with 0."""
        sys.stdout.write(f"{_NAME} {version()}\n")
        parser.exit()


def version(project: Path = _PROJECT) -> str:
    """The version of the tree that this is run from, whatever else is installed, and without a tree of the
    package; a word for neither.

    >>> version().split(".")[0].isdigit()
    True
    """
    try:
        told = tomllib.loads(project.read_text(encoding="utf-8")).get("project", {})
    except (OSError, ValueError):  # installed, or not to be read
        told = {}
    if told.get("name") == _NAME and "version" in told:
        return str(told["version"])
    try:
        return metadata.version(_NAME)
    except metadata.PackageNotFoundError:
        return "unknown (neither installed nor beside its pyproject.toml)"
