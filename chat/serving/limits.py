"""How often one client may ask: a bucket of tokens that fills as time passes."""

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

_CLIENTS = 10_000


@dataclass
class RateLimit:
    """`burst` questions at once, and one more each `60 / a_minute` seconds.

    >>> clock = iter([0.0, 0.0, 0.0, 30.0]).__next__
    >>> limit = RateLimit(a_minute=2, burst=2, clock=clock)
    >>> [limit.allows("a") for _ in range(4)]
    [True, True, False, True]
    """

    a_minute: float = 60.0
    burst: int = 20
    clock: Callable[[], float] = time.monotonic
    _left: OrderedDict[str, tuple[float, float]] = field(default_factory=OrderedDict)

    def would_allow(self, client: str) -> bool:
        """Whether `client` might ask now, without its having asked."""
        return self._has(client, self.clock()) >= 1

    def allows(self, client: str) -> bool:
        """Whether `client` may ask now; if so, it has."""
        now = self.clock()
        left = self._has(client, now)
        self._left.pop(client, None)
        may = left >= 1
        self._left[client] = (left - may, now)
        while (
            len(self._left) > _CLIENTS
        ):  # the one that was silent longest has a full bucket anyway
            self._left.popitem(last=False)
        return may

    def _has(self, client: str, now: float) -> float:
        left, then = self._left.get(client, (float(self.burst), now))
        return min(self.burst, left + (now - then) * self.a_minute / 60)
