"""No answer ▶ the passages that came nearest to one, which are offered in its place."""

from collections.abc import Sequence

from chat.ranking.evidence import Evidence
from index.types import Hit
from ingest.types import BlockKind

_HEADS = (BlockKind.HEADING, BlockKind.TITLE)


def nearest(hits: Sequence[Hit], evidence: Sequence[Evidence]) -> list[tuple[Hit, float]]:
    """Hits with the probability of their likeliest sentence, 0 where none was read: the likeliest first, before
    headings, which say nothing; of equals the one that was found first."""
    chances: dict[int, float] = {}
    for one in evidence:
        chances[one.hit.number] = max(one.probability, chances.get(one.hit.number, 0.0))
    found = [(hit, chances.get(hit.number, 0.0)) for hit in hits]
    return sorted(found, key=lambda one: (one[0].passage.kind in _HEADS, -one[1]))
