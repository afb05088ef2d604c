"""What the editor page of flows and its deeds share: the flow, the canvas, and how it is set up."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bpr_studio.domain.shared.text import tr
from bpr_studio.ui.canvas.editing.board import EditBoard
from bpr_studio.ui.pages.flow_editor_header import FlowHeader
from bpr_studio.ui.pages.flow_editor_parts import layout_from
from bpr_studio.ui.qt.blocks import Notice
from bpr_studio.ui.qt.page import Page
from bpr_studio.ui.qt.theme import Tone

if TYPE_CHECKING:
    from bpr_studio.domain.process.model import ProcessModel
    from bpr_studio.services.flow_editing import FlowSession
    from bpr_studio.ui.pages.flow_editor_parts import FlowEditorParts, FlowLayout
    from bpr_studio.ui.qt.page import PageHost


class FlowFrame(Page):
    """A page with one flow on a canvas.

    Args of the constructor: the window, and what the page works with.

    Attributes:
        header: name, ways of looking and buttons.
        board: the canvas.
    """

    def __init__(self, host: PageHost, parts: FlowEditorParts) -> None:
        super().__init__(host, title=tr("Business flow"), icon="flow-arrow")
        self._parts = parts
        self._session: FlowSession | None = None
        self._layout = layout_from(parts.layout())
        self.header = FlowHeader()
        self.board = EditBoard()
        if parts.svg_of is not None:
            self.board.set_svg_writer(parts.svg_of)

    @property
    def session(self) -> FlowSession | None:
        """The flow being edited, None before one was opened."""
        return self._session

    @property
    def parts(self) -> FlowEditorParts:
        """What the page works with."""
        return self._parts

    @property
    def model(self) -> ProcessModel:
        """The flow shown."""
        return self.board.scene.model

    def refuse(self, sentence: str) -> None:
        """Say why something was not done."""
        self.notices.show_notice(Notice(sentence, Tone.WARNING))

    # -- how it is set up ------------------------------------------------------------------------

    @property
    def layout_shown(self) -> FlowLayout:
        """How the page is set up."""
        return self._layout

    def change_layout(self, **choices: object) -> None:
        """Set the page up otherwise, and remember it."""
        self.keep_layout(replace(self._layout, **choices))  # type: ignore[arg-type]  # names of its fields

    def keep_layout(self, layout: FlowLayout) -> None:
        """Remember how the page is set up."""
        self._layout = layout
        self._parts.keep_layout(layout.text())

    # -- what the page can do --------------------------------------------------------------------

    def show_drawing(self) -> None:
        """Bring the drawing to the front."""
        raise NotImplementedError

    def next_view(self) -> None:
        """Look at the flow in the next way."""
        raise NotImplementedError

    def go_up(self) -> bool:
        """From an inner drawing to the one around it; whether there is one."""
        raise NotImplementedError

    def toggle_room(self) -> None:
        """Hide the panels to give the flow the whole page, or show them again."""
        raise NotImplementedError
