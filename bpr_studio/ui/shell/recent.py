"""What was chosen in the search lately, kept from one start of the program to the next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bpr_studio.domain.shared.text import language
from bpr_studio.ui.qt.page import Jump
from bpr_studio.ui.shell.parts import SearchHit

if TYPE_CHECKING:
    from collections.abc import Iterable

_MOST_KEPT: Final = 12
_TEXTS: Final = ("language", "kind", "title", "icon", "hint", "page", "target")

StoredHits = list[dict[str, str]]


class RecentHits:
    """The hits chosen last, the latest first.

    A place is stored as where it leads; a command by its words, and offered only while it can
    be used. What was chosen in the other language is passed over.
    """

    def __init__(self, stored: StoredHits) -> None:
        """Go on with what was stored; entries that cannot be read are left out.

        Args:
            stored: changed in place by `note`, so that whoever keeps it stores it.
        """
        stored[:] = [entry for entry in stored if _is_entry(entry)][:_MOST_KEPT]
        self._stored = stored

    def note(self, hit: SearchHit) -> None:
        """Put a hit first."""
        jump = hit.go if isinstance(hit.go, Jump) else Jump("")
        entry = {
            "language": language(),
            "kind": hit.kind,
            "title": hit.title,
            "icon": hit.icon,
            "hint": hit.hint,
            "page": jump.page,
            "target": jump.target,
        }
        others = [one for one in self._stored if _key(one) != _key(entry)]
        self._stored[:] = [entry, *others][:_MOST_KEPT]

    def rank(self, hit: SearchHit) -> int:
        """How long ago a hit was chosen: 0 for the last one, a large number for never."""
        wanted = (hit.kind, hit.title)
        ranks = (place for place, one in enumerate(self._stored) if _key(one) == wanted)
        return next(ranks, _MOST_KEPT)

    def hits(self, usable: Iterable[SearchHit], limit: int) -> list[SearchHit]:
        """The hits chosen last.

        Args:
            usable: the pages and commands that can be used now.
            limit: how many at most.
        """
        known = {(hit.kind, hit.title): hit for hit in usable}
        found = []
        for entry in self._stored:
            if entry["language"] != language():
                continue
            hit = known.get(_key(entry))
            if hit is None and entry["target"]:
                jump = Jump(entry["page"], entry["target"])
                hit = SearchHit(entry["title"], entry["kind"], entry["icon"], jump, entry["hint"])
            if hit is not None:
                found.append(hit)
        return found[:limit]


def _key(entry: dict[str, str]) -> tuple[str, str]:
    return entry["kind"], entry["title"]


def _is_entry(entry: object) -> bool:
    return isinstance(entry, dict) and all(isinstance(entry.get(name), str) for name in _TEXTS)
