"""Python's search for objects that hold each other, put off while a table is read."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """No search for cycles inside. A table is read into objects by the ten thousand, none of which is in a
    cycle, and each several hundred new ones make Python search: an eighth of the time of reading a sheet.

    Of several threads inside, the one that has begun the search's rest ends it for all, which costs time
    and nothing else.
    """
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()
