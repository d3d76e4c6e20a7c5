"""What is read closely: a sentence of a passage with as many of its neighbours as fit.

A sentence alone hides who 他 is and which 工程 is meant, and a whole passage takes too long to read, so
the sentence that looks best is read with what stands around it.
"""

from collections.abc import Sequence

LONGEST = 96
"""Pieces of the tokenizer in an excerpt; a question adds about 15 and its heading at most 16."""


def excerpt(lengths: Sequence[int], place: int, longest: int = LONGEST) -> range:
    """The sentences around `place` whose lengths add up to at most `longest`.

    It grows by the sentence before, the one after, and so on; where one side does not fit any more,
    by the other. A sentence that is longer by itself stands alone.

    >>> excerpt([50, 40, 30, 60], 2, 128), excerpt([50, 40, 30, 60], 3, 70), excerpt([200], 0, 128)
    (range(0, 3), range(3, 4), range(0, 1))
    """
    first, last, total = place, place, lengths[place]
    while True:
        sides = [side for side in (first - 1, last + 1) if 0 <= side < len(lengths)]
        fitting = [side for side in sides if total + lengths[side] <= longest]
        if not fitting:
            return range(first, last + 1)
        # The shorter reach first, so that both sides get their share; what stands before wins a tie.
        side = min(fitting, key=lambda one: (abs(one - place), one))
        total += lengths[side]
        first, last = min(first, side), max(last, side)
