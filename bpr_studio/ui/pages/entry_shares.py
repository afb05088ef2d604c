"""Sharing out the capacity of a section in percent: over the classification, or over its rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

from bpr_studio.domain.shared.quantities import spread
from bpr_studio.ui.pages.entry_classes import UNKNOWN_CODE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from bpr_studio.ui.pages.entry_classes import ClassTree

WHOLE: Final = 10_000
"""Everything, in hundredths of a percent."""


@dataclass(frozen=True, slots=True)
class ShareLine:
    """One line of the list.

    Attributes:
        key: code of a class, or id of a row.
        name: for people.
        hint: quiet text behind it, e.g. the class of a row.
        share: hundredths of a percent.
        depth: how deep in the classification.
        can_open: there are classes below it.
        is_open: they are shown, and its share is their sum.
    """

    key: str
    name: str
    hint: str
    share: int
    depth: int = 0
    can_open: bool = False
    is_open: bool = False


class SharePlan(Protocol):
    """What is shared out, line by line."""

    def lines(self) -> Sequence[ShareLine]:
        """The lines in order."""

    def set_share(self, key: str, share: int) -> None:
        """Give a line a share in hundredths of a percent; never below 0 or above everything."""

    def toggle(self, key: str) -> None:
        """Show or hide the classes below a line."""

    @property
    def total(self) -> int:
        """What is given out already, in hundredths of a percent."""

    def answers(self) -> Mapping[str, int]:
        """The shares above 0 by key."""


class ClassShares:
    """Shares over the classification, coarse first and finer where a class is opened.

    Opening a class hands its share to the classes below in equal parts; closing it adds them up
    again, so nothing is lost either way.
    """

    def __init__(self, tree: ClassTree, shares: Mapping[str, int] | None = None) -> None:
        """Begin with shares by code (of any level); classes above them start open."""
        self._tree = tree
        self._shares = {code: share for code, share in (shares or {}).items() if share > 0}
        self._open = {
            code[:length] for code in self._shares for length in (3, 6) if len(code) > length
        }

    def lines(self) -> Sequence[ShareLine]:
        """Major classes, and what is below the open ones."""
        return list(self._branch("", 0))

    def _branch(self, code: str, depth: int) -> Iterator[ShareLine]:
        for line in self._tree.below(code):
            below = self._tree.below(line.code)
            if line.code == UNKNOWN_CODE[:3]:
                yield ShareLine(
                    UNKNOWN_CODE, line.name, UNKNOWN_CODE, self._shares.get(UNKNOWN_CODE, 0), depth
                )
                continue
            is_open = line.code in self._open
            yield ShareLine(
                line.code,
                line.name,
                line.code,
                self._share(line.code),
                depth,
                can_open=bool(below),
                is_open=is_open,
            )
            if is_open:
                yield from self._branch(line.code, depth + 1)

    def _share(self, code: str) -> int:
        if code not in self._open:
            return self._shares.get(code, 0)
        return sum(self._share(line.code) for line in self._tree.below(code))

    def set_share(self, key: str, share: int) -> None:
        """Give a class a share; one that is open has the sum of those below and is not set."""
        if key not in self._open:
            self._shares[key] = min(max(share, 0), WHOLE)

    def toggle(self, key: str) -> None:
        """Open or close a class."""
        below = [line.code for line in self._tree.below(key)]
        if not below:
            return
        if key in self._open:
            for code in [code for code in self._open if code != key and code.startswith(key)]:
                self.toggle(code)
            whole = self._share(key)
            self._open.discard(key)
            for code in below:
                self._shares.pop(code, None)
            self._shares[key] = whole
        else:
            whole = self._shares.pop(key, 0)
            self._open.add(key)
            self._shares.update(zip(below, spread(whole, [1] * len(below)), strict=True))

    @property
    def total(self) -> int:
        """What is given out already."""
        return sum(self.answers().values())

    def answers(self) -> Mapping[str, int]:
        """The shares above 0 by code; codes may be major, middle or minor classes."""
        return {code: share for code, share in sorted(self._shares.items()) if share > 0}


class RowShares:
    """Shares over the tasks a sheet has already.

    Args:
        rows: id, name, class and present share of each task.
    """

    def __init__(self, rows: Sequence[tuple[str, str, str, int]]) -> None:
        self._rows = [(row, name, hint) for row, name, hint, _share in rows]
        self._shares = {row: share for row, _name, _hint, share in rows}

    def lines(self) -> Sequence[ShareLine]:
        """One line per task, in the order of the sheet."""
        return [ShareLine(row, name, hint, self._shares[row]) for row, name, hint in self._rows]

    def set_share(self, key: str, share: int) -> None:
        """Give a task a share."""
        self._shares[key] = min(max(share, 0), WHOLE)

    def toggle(self, key: str) -> None:
        """Tasks have nothing below them."""

    @property
    def total(self) -> int:
        """What is given out already."""
        return sum(self._shares.values())

    def answers(self) -> Mapping[str, int]:
        """The shares above 0 by row."""
        return {row: share for row, share in self._shares.items() if share > 0}


def minutes_of_share(capacity: int, share: int) -> int:
    """Minutes of a share of the capacity, rounded half up."""
    return (capacity * share + WHOLE // 2) // WHOLE
