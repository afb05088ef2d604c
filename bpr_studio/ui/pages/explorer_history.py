"""The questions asked so far, to go back and forth between."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from bpr_studio.domain.workload.explore import ExploreView

_MOST: Final = 200


class ViewHistory:
    """Questions in the order they were asked, and the one that is shown."""

    def __init__(self, first: ExploreView) -> None:
        self._views = [first]
        self._place = 0

    @property
    def view(self) -> ExploreView:
        """The question shown."""
        return self._views[self._place]

    @property
    def can_go_back(self) -> bool:
        """Whether there is an earlier question."""
        return self._place > 0

    @property
    def can_go_on(self) -> bool:
        """Whether there is a later question."""
        return self._place + 1 < len(self._views)

    def ask(self, view: ExploreView) -> bool:
        """Take another question; later ones are forgotten. False when it is the same."""
        if view == self.view:
            return False
        self._views = [*self._views[: self._place + 1], view][-_MOST:]
        self._place = len(self._views) - 1
        return True

    def back(self) -> ExploreView:
        """Go back to the question before, if there is one."""
        self._place = max(self._place - 1, 0)
        return self.view

    def on(self) -> ExploreView:
        """Go on to the next question, if there is one."""
        self._place = min(self._place + 1, len(self._views) - 1)
        return self.view
