"""What an empty page shows of the library: its titles, and questions to begin with."""

import threading
from dataclasses import dataclass
from itertools import islice

from chat.answer import Answerer
from chat.asking.examples import examples
from index.follow import State

EXAMPLES = 4


@dataclass(frozen=True, slots=True)
class Front:
    """Titles by name, in order, and at most `EXAMPLES` questions that the first documents answer, one each
    where there are as many."""

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
        """Example questions from the first documents that have some; one that is not answered is no example."""
        names = list(titles)[: 2 * EXAMPLES]
        tried = max(3, 3 * EXAMPLES // max(1, len(names)))
        answered = filter(None, (self._answered(name, tried) for name in names))
        having = list(islice(answered, EXAMPLES))
        each = -(-EXAMPLES // max(1, len(having)))
        chosen = [questions[:: max(1, len(questions) // each)][:each] for questions in having]
        return tuple(question for few in chosen for question in few)[:EXAMPLES]

    def _answered(self, name: str, wanted: int) -> list[str]:
        offered = examples(self._answerer.library.document(name), wanted)
        return [one for one in offered if not self._answerer.ask(one, ()).refused]
