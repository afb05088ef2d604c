"""Suggesting a code for a task name, and finding codes by any part of their names."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Protocol

from bpr_studio.domain.classification.suggest import ClassSuggestion, Suggester
from bpr_studio.domain.shared.text import tr
from bpr_studio.services.lessons import lesson
from bpr_studio.services.views import ListQueries

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bpr_studio.domain.classification.suggest import ClassWords
    from bpr_studio.services.author import Author
    from bpr_studio.services.events import Committed
    from bpr_studio.services.store import Store
    from bpr_studio.services.views import ClassLine


class LessonQueries(Protocol):
    """What the DX office has corrected."""

    def lessons(self) -> tuple[tuple[str, str], ...]:
        """Names and the codes they were given, oldest first."""


class SuggestionQueries(ListQueries, LessonQueries, Protocol):
    """What suggestions are made from."""


class Suggestions:
    """Codes for names; ready after the first question (about 50 ms), then under 1 ms each."""

    def __init__(
        self, store: Store, queries: SuggestionQueries, words: ClassWords, author: Author
    ) -> None:
        self._store = store
        self._queries = queries
        self._words = words
        self._author = author
        self._suggester: Suggester | None = None
        self._finder: _Finder | None = None

    def forget(self, event: Committed) -> None:
        """Drop what was prepared if `event` may have changed it; a subscriber of the bus."""
        if event.kinds & {"term_lesson", "task_class"}:
            self._suggester = None
            self._finder = None

    def for_name(self, text: str, limit: int = 5) -> tuple[ClassSuggestion, ...]:
        """The classes a task name may mean, the best first, with the words that decided."""
        return self._ready().suggest(text, limit)

    def doubts(self, text: str, code: str) -> bool:
        """Whether a task name clearly speaks for other classes than the one it was given."""
        return self._ready().doubts(text, code)

    def search(self, text: str, limit: int = 50) -> tuple[ClassSuggestion, ...]:
        """The classes whose code, name or names above contain every word of `text`.

        Names that start with the text come first, then those that contain it, then classes
        that only belong to something so called, then what people call so.
        """
        if self._finder is None:
            self._finder = _Finder(self._queries.classes(), self._words)
        return self._finder.find(text, limit)

    def learn(self, term: str, code: str) -> None:
        """Keep that `term` means `code`; undoable like every other deed of the workspace."""
        self._store.commit(
            tr("Teach the suggestions a wording"), [lesson(term, code, self._author)]
        )
        self._suggester = None

    def _ready(self) -> Suggester:
        if self._suggester is None:
            classes = [(line.code, line.name) for line in self._queries.classes()]
            self._suggester = Suggester(classes, self._words, self._queries.lessons())
        return self._suggester


class _Finder:
    """Finds minor classes while somebody types."""

    def __init__(self, classes: Sequence[ClassLine], words: ClassWords) -> None:
        names = {line.code: line.name for line in classes}
        self._lines: list[tuple[str, str, str, str, str, str]] = []
        for line in classes:
            if line.level == 3:
                above = [names.get(code, "") for code in (line.code[:3], line.code[:6])]
                said = " ".join(words.words.get(line.code, ()))
                path = " › ".join([*above, line.name])
                keys = (_key(line.name), _key(" ".join(above)), _key(said))
                self._lines.append((line.code, line.name, path, *keys))

    def find(self, text: str, limit: int) -> tuple[ClassSuggestion, ...]:
        wanted = _key(text).split()
        found = []
        for code, name, path, own, above, said in self._lines:
            rank = _rank(wanted, code.lower(), own, above, said)
            if rank is not None:
                found.append((rank, code, name, path))
        found.sort()
        return tuple(
            ClassSuggestion(code, name, path, float(-rank), tuple(wanted))
            for rank, code, name, path in found[:limit]
        )


def _rank(wanted: Sequence[str], code: str, own: str, above: str, said: str) -> int | None:
    """How well a class fits, 0 best; None where a word is nowhere in it."""
    ranks = []
    for word in wanted:
        if code.startswith(word) or code.replace("-", "").startswith(word):
            ranks.append(0)
        elif word in own:
            ranks.append(0 if own.startswith(word) else 1)
        elif word in above:
            ranks.append(2)
        elif word in said:
            ranks.append(3)
        else:
            return None
    return max(ranks, default=0)


def _key(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()
