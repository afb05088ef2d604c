"""Texts written beside the grid that look like personal data: they wait for a second look.

Texts typed in the grid stay in their cells as refused ones; those of the side panel have no such
place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


class SecondLook:
    """Holds one text until somebody keeps or corrects it.

    Args:
        doubt: why a text should not be stored as it is; "" when it may.
        told: hears that another text waits, or none any more.
    """

    def __init__(self, doubt: Callable[[str], str], told: Callable[[], object]) -> None:
        self._doubt = doubt
        self._told = told
        self._held: tuple[Callable[[], object], Callable[[], object]] | None = None
        self.message = ""

    def ask(self, text: str, keep: Callable[[], object], correct: Callable[[], object]) -> None:
        """Store a text, or let somebody look at it first.

        Args:
            text: what was written.
            keep: stores it as it is.
            correct: leads back to where it is written, with the text in it.
        """
        self.message = self._doubt(text)
        self._held = (keep, correct) if self.message else None
        if self._held is None:
            keep()
        self._told()

    def answer(self, *, kept: bool) -> bool:
        """Keep or correct the text that waits; False where none does."""
        held = self._held
        self.forget()
        if held is None:
            return False
        held[0 if kept else 1]()
        self._told()
        return True

    def forget(self) -> None:
        """Nothing waits any more."""
        self._held, self.message = None, ""
