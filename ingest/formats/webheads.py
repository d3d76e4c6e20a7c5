"""The main text of a page, and the whole page ▶ the main text with the headings that it has lost.

Where trafilatura does not find the part of a page that holds its text, it gathers paragraphs, lists and tables
from all of it, and no headings: a list of what is not paid for then no longer says what it lists.
"""

from collections import Counter
from collections.abc import Iterable
from itertools import chain

from ingest.formats.draft import Draft
from ingest.types import BlockKind

_BEGINS = 24
"""Characters by which a block is known again; what follows may have been put together otherwise."""

_Piece = tuple[BlockKind, str, int | None]


def with_headings(main: Draft, whole: Draft) -> Draft:
    """`main` with each heading of `whole` that it lacks, before what stands below it there.

    What a heading is put back for has to be kept: the block below it, or, if the block above was kept as well,
    another one before the next heading; so no heading of a menu comes back.

    >>> main, whole = Draft(), Draft()
    >>> for kind, line in (("p", "首页"), ("h", "不予提取的情形"), ("p", "账户被冻结的。"), ("h", "友情链接")):
    ...     whole.add(BlockKind.HEADING if kind == "h" else BlockKind.PARAGRAPH, line)
    >>> main.add(BlockKind.PARAGRAPH, "账户被冻结的。")
    >>> with_headings(main, whole).text
    '不予提取的情形\\n账户被冻结的。\\n'
    """
    kept, page = _pieces(main), _pieces(whole)
    lost = _lost(kept, page)
    if not lost:
        return main
    made = Draft()
    for kind, text, level in chain.from_iterable(
        (*lost.get(at, ()), piece) for at, piece in enumerate(kept)
    ):
        made.add(kind, text, level)
    return made


def _lost(kept: list[_Piece], page: list[_Piece]) -> dict[int, list[_Piece]]:
    """The headings that are lost, by the place in `kept` that they belong before."""
    places: dict[str, list[int]] = {}
    for place, (_, text, _) in enumerate(kept):
        places.setdefault(_begin(text), []).append(place)
    lines = ["".join(text.split()) for _, text, _ in kept]
    everywhere = Counter(_begin(text) for kind, text, _ in page if kind is not BlockKind.HEADING)
    met: Counter[str] = Counter()
    lost: dict[int, list[_Piece]] = {}
    run: list[_Piece] = []
    behind = 0
    above = last = is_run = False  # whether the block above `run` was kept, and the last one
    for piece in page:
        if piece[0] is BlockKind.HEADING:
            if not is_run:
                run, above, is_run = [], last, True
            run.append(piece)
            continue
        is_run = False
        begin = _begin(piece[1])
        own = places.get(begin, [])
        all_kept = len(own) == everywhere[begin]  # else some stand around the main text
        at = own[met[begin]] if all_kept else _next(own, behind)
        met[begin] += 1
        last = at is not None
        if at is not None and at >= behind:
            said = set(lines[behind:at]) if run else set()
            if missing := [one for one in run if "".join(one[1].split()) not in said]:
                lost.setdefault(at, []).extend(missing)
            behind = at + 1 if all_kept else behind
        if last or not above:
            run = []
    return lost


def _next(places: Iterable[int], behind: int) -> int | None:
    return next((at for at in places if at >= behind), None)


def _begin(text: str) -> str:
    return "".join(text.split())[:_BEGINS]


def _pieces(draft: Draft) -> list[_Piece]:
    blocks = draft.structure().blocks
    lines = draft.text.split("\n")[: len(blocks)]
    return [(one.kind, line, one.level) for line, one in zip(lines, blocks, strict=True)]
