"""New flows, copies and names on the page of flows: its buttons and what they do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject

from bpr_studio.domain.modeling.verdict import Verdict
from bpr_studio.domain.shared.errors import BprError
from bpr_studio.domain.shared.text import tr
from bpr_studio.ui.pages.flows_new import NewFlowForm
from bpr_studio.ui.qt.blocks import Notice
from bpr_studio.ui.qt.buttons import make_action
from bpr_studio.ui.qt.page import Jump
from bpr_studio.ui.qt.theme import Tone

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from PySide6.QtWidgets import QWidget

    from bpr_studio.services.flow_making import FlowMaking
    from bpr_studio.services.views import FlowLine
    from bpr_studio.ui.pages.flows_list import FlowList
    from bpr_studio.ui.pages.flows_new import FlowWish, NewFlowChoices
    from bpr_studio.ui.pages.flows_pane import FlowPane
    from bpr_studio.ui.qt.blocks import NoticeBar
    from bpr_studio.ui.qt.page import PageHost

EDITOR = "flow"
"""Key of the page where flows are drawn."""
AS_TEXT = "|text"
"""Ends a jump to the editor that shows the flow as text."""


@dataclass(frozen=True, slots=True)
class FlowMakers:
    """What the page makes flows with.

    Attributes:
        making: makes and renames them.
        choices: what the form of a new one offers.
        undo: takes the last deed back; the notice after deleting offers it.
    """

    making: FlowMaking
    choices: NewFlowChoices
    undo: Callable[[], object]


class FlowsFrame(Protocol):
    """What the deeds ask of the page of flows."""

    host: PageHost
    notices: NoticeBar

    @property
    def chosen_line(self) -> FlowLine | None:
        """The flow shown, None for none."""

    @property
    def flow_list(self) -> FlowList:
        """The list of flows."""

    @property
    def pane(self) -> FlowPane:
        """The flow in the middle."""

    def on_shown(self) -> None:
        """Read the list."""

    def show_bench(self) -> None:
        """Go to list and drawing."""

    def show_instead(self, widget: QWidget) -> None:
        """Show something in place of list and drawing."""


class MakingDeeds(QObject):
    """The deeds of one page of flows that lead to new or changed ones.

    Args of the constructor: the widget they belong to, the page, and what makes flows.
    """

    def __init__(self, owner: QWidget, page: FlowsFrame, makers: FlowMakers) -> None:
        super().__init__(owner)
        self._page = page
        self._making = makers.making
        self.form = NewFlowForm(makers.choices)
        self.form.wanted.connect(self._take)
        self.form.cancelled.connect(self._leave_form)
        self.edit_action = make_action(
            owner,
            tr("Edit the flow"),
            self.edit,
            icon_name="pencil-simple",
            tip=tr("Open the chosen flow where it is drawn; Enter and a double click do it too"),
        )
        self.new_action = make_action(
            owner, tr("New flow…"), self.ask_new, icon_name="file-plus", shortcut="Ctrl+N"
        )
        self.duplicate_action = make_action(
            owner, tr("Make a copy for my section"), self.duplicate, icon_name="files"
        )
        self.change_action = make_action(
            owner, tr("Change name, section, class…"), self.ask_change, icon_name="tag"
        )
        self.rename_action = make_action(
            owner, tr("Rename"), self.rename_chosen, icon_name="note-pencil"
        )

    def enable(self) -> None:
        """What can be done depends on the chosen flow and the person."""
        line = self._page.chosen_line
        may_make = bool(self._making.may_make)
        for action in (self.new_action, self.duplicate_action):
            action.setEnabled(may_make)
        self.duplicate_action.setEnabled(may_make and line is not None)
        self.edit_action.setEnabled(line is not None)
        may_change = line is not None and bool(self._making.may_change(line))
        for action in (self.rename_action, self.change_action):
            action.setEnabled(may_change)
        only_looks = line is not None and not may_change
        self.edit_action.setText(tr("Look at the flow") if only_looks else tr("Edit the flow"))

    def may_change_all(self, lines: Iterable[FlowLine]) -> Verdict:
        """Whether the person may change, and so delete, every one of these."""
        verdicts = (self._making.may_change(line) for line in lines)
        return next((verdict for verdict in verdicts if not verdict), Verdict())

    # -- deeds -----------------------------------------------------------------------------------

    def edit(self) -> None:
        """Open the chosen flow where it is drawn, at the element that is selected."""
        line = self._page.chosen_line
        if line is not None:
            element = "".join(f"#{one}" for one in self._page.pane.selected[:1])
            self._page.host.go_to(Jump(EDITOR, f"{line.id}{element}"))

    def ask_new(self) -> None:
        """Ask what the new flow shall be."""
        self._page.show_instead(self.form)
        self.form.begin()

    def ask_change(self) -> None:
        """Ask for another name, section or class of the chosen flow."""
        line = self._page.chosen_line
        if line is not None:
            self._page.show_instead(self.form)
            self.form.begin_change(line)

    def duplicate(self) -> None:
        """Make a copy of the chosen flow and choose that."""
        line = self._page.chosen_line
        if line is None:
            return
        try:
            made = self._making.duplicate(line.id)
        except BprError as error:
            self._refuse(error)
            return
        self._page.on_shown()
        self._page.flow_list.choose(made)
        self._page.notices.show_text(
            tr("The copy is a flow of its own; changes here do not change the original.")
        )

    def rename_chosen(self) -> None:
        """Write the name in the list."""
        self._page.flow_list.edit_name()

    def rename(self, flow_id: str, name: str) -> None:
        """Give a flow another name."""
        try:
            self._making.rename(flow_id, name)
        except BprError as error:
            self._refuse(error)
        self._page.on_shown()

    # -- inside ----------------------------------------------------------------------------------

    def _leave_form(self) -> None:
        self._page.show_bench()
        self._page.on_shown()

    def _take(self, wish: FlowWish) -> None:
        if wish.flow_id:
            self._change(wish)
        else:
            self._make(wish)

    def _change(self, wish: FlowWish) -> None:
        new = wish.new
        try:
            self._making.change(wish.flow_id, new.name, new.unit_id, new.class_code)
        except BprError as error:
            self._refuse(error)
            return
        self._leave_form()

    def _make(self, wish: FlowWish) -> None:
        try:
            made = self._making.make(wish.new)
        except BprError as error:
            self._refuse(error)
            return
        self._page.show_bench()
        self._page.host.go_to(Jump(EDITOR, made + (AS_TEXT if wish.as_text else "")))

    def _refuse(self, error: BprError) -> None:
        self._page.notices.show_notice(Notice(str(error), Tone.WARNING))
