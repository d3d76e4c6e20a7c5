"""What an empty page shows of the library: its titles, and questions to begin with."""

import threading
from dataclasses import dataclass

from chat.answer import Answerer
from chat.examples import examples
from index.follow import State

EXAMPLES = 4


@dataclass(frozen=True, slots=True)
class Front:
    """Titles by name, in order, and at most `EXAMPLES` questions that the first document answers."""

    titles: dict[str, str]
    questions: tuple[str, ...]


class FrontPage:
    """The Front of a library as it is now; made anew when the library has changed."""

    def __init__(self, answerer: Answerer) -> None:
        self._answerer = answerer
        self._lock = threading.Lock()
        self._made: tuple[State, Front] | None = None

    def now(self) -> Front:
        """What the library holds now; the same object while it is the same. Raises LibraryError."""
        with self._lock:
            state = self._answerer.library.state
            if self._made is None or self._made[0] != state:
                titles = self._answerer.library.titles()
                self._made = state, Front(titles, self._questions(titles))
            return self._made[1]

    def _questions(self, titles: dict[str, str]) -> tuple[str, ...]:
        """Example questions from the first document; one that it cannot answer is no example."""
        for name in titles:
            offered = examples(self._answerer.library.document(name), 3 * EXAMPLES)
            answered = [one for one in offered if not self._answerer.ask(one, ()).refused]
            step = max(1, len(answered) // EXAMPLES)
            return tuple(answered[::step][:EXAMPLES])
        return ()
