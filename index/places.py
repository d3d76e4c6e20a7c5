"""Which derived files there are, and in which of them a document stands, as the SQLite file says."""

import json

from index.database import REBUILD, Database
from index.rows import digest_of
from index.tables import Segment
from ingest.errors import LibraryDamaged


class Places(Database):
    """The tables of segments and of the documents' places in them. Raises LibraryDamaged."""

    def segments(self) -> list[Segment]:
        """What the derived files are, by the segments' names."""
        found = []
        query = "SELECT name, sentences, files, digest FROM segments ORDER BY name"
        for name, sentences, files, digest in self._query(query):
            self._verify(digest, f"segment {name!r}", name, str(sentences), files)
            found.append(Segment(name, sentences, json.loads(files)))
        return found

    def segment_of(self, name: str) -> str | None:
        """The name of the segment that holds a document."""
        row = self._row("SELECT segment, digest FROM places WHERE document = ?", name)
        if row is None:
            return None
        segment, digest = row
        self._verify(digest, f"the place of {name!r}", name, segment)
        return str(segment)

    def within(self, segment: str) -> list[str]:
        """Names of the documents that a segment holds."""
        found = []
        query = "SELECT document, digest FROM places WHERE segment = ? ORDER BY document"
        for name, digest in self._query(query, segment):
            self._verify(digest, f"the place of {name!r}", name, segment)
            found.append(name)
        return found

    def put_segment(self, segment: Segment, names: list[str]) -> None:
        """Write which files a segment has, and which documents it holds."""
        files = json.dumps(segment.files)
        digest = digest_of(segment.name, str(segment.sentences), files)
        insert = "INSERT INTO segments VALUES (?, ?, ?, ?)"
        self._query(insert, segment.name, segment.sentences, files, digest)
        self._query_many(
            "INSERT OR REPLACE INTO places VALUES (?, ?, ?)",
            [(name, segment.name, digest_of(name, segment.name)) for name in names],
        )

    def remove_segment(self, name: str) -> None:
        """Forget a segment; its documents have none until they are placed again."""
        self._query("DELETE FROM places WHERE segment = ?", name)
        self._query("DELETE FROM segments WHERE name = ?", name)

    def _verify(self, digest: bytes, what: str, *parts: str | bytes) -> None:
        if digest != digest_of(*parts):
            raise LibraryDamaged(f"{self.folder}: {what} is not what was written; {REBUILD}")
