"""The tables of an index's SQLite file, and the values that stand in their rows."""

from dataclasses import dataclass

FORMAT = 4
"""Changes whenever the tables, the reading of text or the cutting of passages change."""
UPGRADED = (3,)
"""Earlier formats that a writing command brings up to this one, from what they hold (upgrade.py)."""

APPLICATION = int.from_bytes(b"yinj")
TABLES = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL, digest BLOB NOT NULL);
CREATE TABLE documents (id TEXT PRIMARY KEY, title TEXT NOT NULL, sha256 TEXT NOT NULL, data BLOB NOT NULL,
                        digest BLOB NOT NULL, body TEXT NOT NULL, body_digest BLOB NOT NULL);
CREATE TABLE passages (number INTEGER PRIMARY KEY AUTOINCREMENT, document TEXT NOT NULL, body TEXT NOT NULL,
                       digest BLOB NOT NULL);
CREATE INDEX passages_of_document ON passages (document, number);
CREATE TABLE sentences (number INTEGER PRIMARY KEY AUTOINCREMENT, passage INTEGER NOT NULL,
                        vector BLOB NOT NULL, digest BLOB NOT NULL);
CREATE INDEX sentences_of_passage ON sentences (passage);
"""
SEGMENTS = """
CREATE TABLE segments (name TEXT PRIMARY KEY, sentences INTEGER NOT NULL, files TEXT NOT NULL,
                       digest BLOB NOT NULL);
CREATE TABLE places (document TEXT PRIMARY KEY, segment TEXT NOT NULL, digest BLOB NOT NULL);
CREATE INDEX places_in_segment ON places (segment);
"""
"""Which derived files there are, and which documents they hold; new in format 4."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A document of a library: `passages` are counted, `size` is that of its bytes."""

    name: str
    title: str
    sha256: str
    passages: int
    size: int


@dataclass(frozen=True, slots=True)
class Segment:
    """Derived files of some documents: their folder's name, the number of sentences, and the sha256
    of each file by its path in the folder."""

    name: str
    sentences: int
    files: dict[str, str]
