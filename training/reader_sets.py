"""All that the reader learns from: questions by who asked them, and the passages that they are asked of."""

from dataclasses import replace
from pathlib import Path

from index.encode import BundledEncoder
from index.types import Vectors
from ingest.normalize import fold
from training.made_questions import made_of
from training.questions import is_held, lay_documents, squad
from training.reading_data import TITLE, Item, Lines, items, lay_items, lines
from training.written_questions import documents, written, written_items

SETS = ("cmrc2018_trial", "drcd_dev", "drcd_test")
LAY = "stard_queries"


def prepare(data: Path) -> tuple[dict[str, list[Item]], list[Lines]]:
    """The questions to train on, asked in encyclopedias, by laymen about the law, written, and made, and the
    passages of all sets.

    The nearest sentences, from which wrong excerpts are made, are those of the bundled encoder.
    """
    encoder = BundledEncoder()
    found: list[Lines] = []
    asked: list[Item] = []
    for name in SETS:
        known = squad(data / "qa" / f"{name}.json", name)
        own = lines(list(known.documents.values()), encoder.tokenizer)
        queries = encoder.encode_queries([fold(one.question) for one in known.examples])
        made = items(known, own, encoder.tokenizer, _vectors(encoder, own), queries)
        asked += [_moved(one, len(found)) for one in made if not is_held(one.document)]
        found += own
    laws, rows = lay_documents(data / "qa" / f"{LAY}.json")
    own = lines(laws, encoder.tokenizer)
    queries = encoder.encode_queries([fold(question) for question, _ in rows])
    lay = lay_items(rows, own, encoder.tokenizer, _vectors(encoder, own), queries)
    lay = [_moved(one, len(found)) for one in lay]
    found += own
    taught = written("taught")
    own = lines(list(documents(data, taught).values()), encoder.tokenizer)
    queries = encoder.encode_queries([fold(one.question) for one in taught])
    by_kind = written_items(taught, own, encoder.tokenizer, _vectors(encoder, own), queries)
    sets = {kind: [_moved(one, len(found)) for one in some] for kind, some in by_kind.items()}
    found += own
    made, own = made_of(data, encoder.tokenizer)
    made = [_moved(one, len(found)) for one in made]
    found += own
    sets |= {"asked": asked, "lay": lay, "made": made}
    print({name: len(one) for name, one in sets.items()}, len(found), "passages", flush=True)
    return sets, found


def _vectors(encoder: BundledEncoder, own: list[Lines]) -> Vectors:
    return encoder.encode_passages([text for line in own for text in line.texts])


def _moved(item: Item, by: int) -> Item:
    """The same question where its set's passages stand behind `by` others."""
    return replace(
        item,
        passage=item.passage + by,
        near=[(passage + by, sentence) for passage, sentence in item.near],
        hidden=frozenset(at if at == TITLE else (at[0] + by, at[1]) for at in item.hidden),
        also=frozenset((passage + by, sentence) for passage, sentence in item.also),
    )
