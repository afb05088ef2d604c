"""The register of improvements (改善台帳)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bpr_studio.domain.shared.text import tr
from bpr_studio.services.improvements import KINDS
from bpr_studio.ui.pages.improvement_list import RegisterList
from bpr_studio.ui.qt.blocks import Deed, EmptyState
from bpr_studio.ui.qt.page import Jump, Page
from bpr_studio.ui.qt.tasks import busy_cursor

if TYPE_CHECKING:
    from bpr_studio.ui.pages.improvement_parts import ImprovementParts
    from bpr_studio.ui.qt.page import PageHost


class ImprovementPage(Page):
    """What is being improved, what it is to save, and what it really saved.

    Args:
        host: the window.
        parts: what the page works with.
    """

    def __init__(self, host: PageHost, parts: ImprovementParts) -> None:
        super().__init__(host, title=tr("Improvement work"), icon="chart-line-up")
        self._parts = parts
        self.list = RegisterList()
        self.list.selection_text.connect(host.show_selection)
        self.set_content(self.list)

    def on_shown(self) -> None:
        """Read the register."""
        with busy_cursor():
            found = self._parts.improvements.all(self._parts.section)
        self.set_title(tr("Register of improvements"))
        if not found:
            self.show_empty(self._nothing_yet())
            return
        self.show_content()
        self.list.show_improvements(found)

    def refresh(self, kinds: frozenset[str]) -> None:
        """Read again what was written."""
        if kinds & KINDS:
            self.on_shown()

    def _nothing_yet(self) -> EmptyState:
        return EmptyState(
            "chart-line-up",
            tr("No improvement has been entered yet."),
            explanation=tr(
                "An improvement says which hours of which tasks go away, from when, and later how"
                " many really went. Each hour counts once, and all of them are set against the"
                " target of the city."
            ),
            next_step=Deed(
                tr("Look for what could be improved"),
                lambda: self.host.go_to(Jump("digging")),
            ),
        )
