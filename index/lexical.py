"""BM25 over terms, by tantivy.

tantivy scores with k1 = 1.2 and b = 0.75 (Robertson and Zaragoza 2009, "The Probabilistic Relevance
Framework", eq. 3.15) and keeps a passage's length in one byte, so scores differ from the formula's
by a few per cent; the order of results is tested against the formula.
"""

import json
import math
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from tempfile import mkdtemp

import tantivy

_WRITER_BYTES = 64_000_000
_TRIES = 20
_TERMS = 1024
"""Terms whose number of passages is remembered."""
_DESCRIPTION = "meta.json"
SECTION_WEIGHT = 0.35
"""How much a term in the heading path counts, beside 1 in the text; chosen on the dev questions."""


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("number", fast=True)
    for name in ("text", "section"):
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="freq")
    return builder.build()


def write(folder: Path, rows: Iterable[tuple[int, Sequence[str], Sequence[str]]]) -> None:
    """Write a part of an index, (number, terms of the text, terms of the heading path) of some
    passages, into a new folder. It is never written again."""
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
    for path in folder.glob(".*"):  # locks, and a list for a next writer
        path.unlink()


@contextmanager
def _links() -> Iterator[Path]:
    """A folder for links. What opened an index there may write a lock file just while it goes."""
    folder = Path(mkdtemp(prefix="yinju-"))
    try:
        yield folder
    finally:
        for _ in range(_TRIES):
            shutil.rmtree(folder, ignore_errors=True)
            if not folder.exists():
                break


class LexicalIndex:
    """BM25 over the parts in `folders`, each of which `write` made: the scores are those of one index.

    tantivy itself keeps an index in parts and lists them in `meta.json`; here that list is put together
    from those of the folders, beside links to their files. tantivy writes a lock file where it reads,
    so that no folder is touched either. Raises OSError or ValueError when a part cannot be read.
    """

    def __init__(self, folders: Sequence[Path]) -> None:
        self._schema = _schema()
        with _links() as links:
            parts: list[object] = []
            for folder in folders:
                description = json.loads((folder / _DESCRIPTION).read_text("utf-8"))
                parts += description["segments"]
                whole = {**description, "segments": parts}
                for path in folder.iterdir():
                    if path.name != _DESCRIPTION:
                        (links / path.name).symlink_to(path.absolute())
            if folders:
                (links / _DESCRIPTION).write_text(json.dumps(whole), "utf-8")
            index = tantivy.Index(self._schema, path=str(links))
            index.reload()
            self._searcher = index.searcher()
        self._count = self._searcher.num_docs
        # A question's terms are weighed by the search, and its words again by who reads what was found.
        self._frequency = lru_cache(_TERMS)(lambda term: self._searcher.doc_freq("text", term))

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
        ranked = [(int(n or 0), float(score)) for n, (score, _) in zip(numbers, found, strict=True)]
        return sorted(ranked, key=lambda one: (-one[1], one[0]))

    def rarity(self, terms: Sequence[str]) -> list[float]:
        """Inverse document frequency of each term, ln(1 + (N - n + 0.5) / (n + 0.5))."""
        counts = [self._frequency(term) for term in terms]
        return [math.log1p((self._count - count + 0.5) / (count + 0.5)) for count in counts]
