"""BM25 over terms, by tantivy.

tantivy scores with k1 = 1.2 and b = 0.75 (Robertson and Zaragoza 2009, "The Probabilistic Relevance
Framework", eq. 3.15) and keeps a passage's length in one byte, so scores differ from the formula's
by a few per cent; the order of results is tested against the formula.
"""

import math
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import tantivy

_WRITER_BYTES = 64_000_000
SECTION_WEIGHT = 0.35
"""How much a term in the heading path counts, beside 1 in the text; chosen on the dev questions."""


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("number", fast=True)
    for name in ("text", "section"):
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="freq")
    return builder.build()


def write(folder: Path, rows: Iterable[tuple[int, Sequence[str], Sequence[str]]]) -> None:
    """Write an index of (number, terms of the text, terms of the heading path) into a new folder."""
    folder.mkdir()
    index = tantivy.Index(_schema(), path=str(folder))
    writer = index.writer(heap_size=_WRITER_BYTES, num_threads=1)
    try:
        for number, text, section in rows:
            document = tantivy.Document()
            document.add_unsigned("number", number)
            document.add_text("text", " ".join(text))
            document.add_text("section", " ".join(section))
            writer.add_document(document)
        writer.commit()
    finally:  # its threads would go on to write into a folder that is being removed
        writer.wait_merging_threads()


@contextmanager
def _writable(folder: Path) -> Iterator[Path]:
    """The folder, or one of links to its files: tantivy writes a lock file wherever it reads."""
    if os.access(folder, os.W_OK):
        yield folder
        return
    with TemporaryDirectory(prefix="yinju-") as links:
        for path in folder.iterdir():
            if path.suffix != ".lock":
                (Path(links) / path.name).symlink_to(path.absolute())
        yield Path(links)


class LexicalIndex:
    """BM25 over a folder that `write` made."""

    def __init__(self, folder: Path) -> None:
        self._schema = _schema()
        with _writable(folder) as path:
            index = tantivy.Index(self._schema, path=str(path))
            index.reload()
            self._searcher = index.searcher()
        self._count = self._searcher.num_docs

    def search(self, terms: Sequence[str], limit: int) -> list[tuple[int, float]]:
        """Numbers and BM25 scores of the passages that share a term, best first."""
        if not terms or self._count == 0:
            return []
        clauses = []
        for term in terms:
            for name, weight in (("text", 1.0), ("section", SECTION_WEIGHT)):
                query = tantivy.Query.term_query(self._schema, name, term)
                clauses.append((tantivy.Occur.Should, tantivy.Query.boost_query(query, weight)))
        found = self._searcher.search(tantivy.Query.boolean_query(clauses), limit).hits
        numbers = self._searcher.fast_field_values("number", [address for _, address in found])
        return [
            (int(number or 0), float(score))
            for number, (score, _) in zip(numbers, found, strict=True)
        ]

    def rarity(self, terms: Sequence[str]) -> list[float]:
        """Inverse document frequency of each term, ln(1 + (N - n + 0.5) / (n + 0.5))."""
        counts = [self._searcher.doc_freq("text", term) for term in terms]
        return [math.log1p((self._count - count + 0.5) / (count + 0.5)) for count in counts]
