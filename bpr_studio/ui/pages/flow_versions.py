"""The panel of versions: As-Is, standard, To-Be and drafts, what a To-Be saves, kept states."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QMenu,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from bpr_studio.domain.shared.errors import BprError
from bpr_studio.domain.shared.text import tr
from bpr_studio.services.flow_versions import DRAFT, STANDARD, TO_BE, kind_name
from bpr_studio.ui.pages.flow_effect import EffectSums
from bpr_studio.ui.pages.flow_panel import FlowPanel
from bpr_studio.ui.pages.survey_words import moment_text, short_day
from bpr_studio.ui.qt.blocks import Deed, Notice
from bpr_studio.ui.qt.buttons import icon_button
from bpr_studio.ui.qt.page import Jump
from bpr_studio.ui.qt.theme import label

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bpr_studio.services.flow_editing import FlowSession
    from bpr_studio.services.flow_versions import FlowVersion, FlowVersions, KeptState
    from bpr_studio.ui.qt.page import PageHost

PAGE = "flow"
COMPARE_PAGE = "flow-compare"
"""Keys of the pages a version is edited and compared on."""


class VersionsPanel(FlowPanel):
    """Makes, opens, compares and brings back versions of the flow being edited.

    Signals:
        restored: the flow has become one of its kept states.

    Args of the constructor: the versions, the window, and what takes the last deed back.
    """

    restored = Signal()

    def __init__(
        self, versions: FlowVersions, host: PageHost, undo: Callable[[], object] | None = None
    ) -> None:
        super().__init__()
        self.title = tr("Versions")
        self.icon = "git-branch"
        self._versions = versions
        self._host = host
        self._undo = undo
        self._flow_id = ""
        self._editable = True
        self._is_naming = False
        self._name = QLineEdit()
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setAccessibleName(tr("Versions of the flow"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._scroll)

    # -- the contract of a panel -----------------------------------------------------------------

    def show_flow(self, session: FlowSession | None) -> None:
        """Another flow is edited, or none."""
        self._flow_id = session.flow_id if session else ""
        self._editable = bool(session and session.editable)
        self.reload()

    def take_changes(self, ids: Sequence[str]) -> None:
        """The effect depends on everything."""
        del ids
        if self.isVisible():
            self.reload()

    def showEvent(self, event: object) -> None:
        """Nothing is worked out while nobody looks."""
        super().showEvent(event)  # type: ignore[arg-type]  # Qt's own event
        self.reload()

    # -- deeds -----------------------------------------------------------------------------------

    def derive(self, kind: str) -> None:
        """Make a version of the flow and open it."""
        try:
            made = self._versions.derive(self._flow_id, kind)
        except BprError as error:
            self.refused.emit(str(error))
            return
        self._host.go_to(Jump(PAGE, made))
        text = tr(
            "{version} was made as a copy. What you change here does not change the original.",
            version=kind_name(kind),
        )
        self._say(text)

    def keep(self) -> None:
        """Keep the flow as it is now under the name that was typed."""
        try:
            self._versions.keep(self._flow_id, self._name.text())
        except BprError as error:
            self.refused.emit(str(error))
            self._name.setFocus()
            return
        self._name.clear()
        self.reload()
        self._name.setFocus(Qt.FocusReason.OtherFocusReason)

    def restore(self, state: KeptState) -> None:
        """Make the flow what it was; what it is now is kept first."""
        try:
            written = self._versions.restore(state.id)
        except BprError as error:
            self.refused.emit(str(error))
            return
        if written:
            self._say(
                tr(
                    "The flow is as it was in “{name}”. What it was until now is kept as a"
                    " version too.",
                    name=state.name,
                )
            )
            self.restored.emit()
        else:
            self._say(tr("The flow already is as it was in “{name}”.", name=state.name))
        self.reload()

    def compare(self, left: str, right: str) -> None:
        """Show two versions side by side; each is a flow id or "kept:" and the id of a state."""
        self._host.go_to(Jump(COMPARE_PAGE, f"{left}|{right}"))

    # -- inside ----------------------------------------------------------------------------------

    def reload(self) -> None:
        """Show what is stored now."""
        typed, had_keyboard = self._name.text(), self._name.hasFocus()
        self._name = QLineEdit()
        old = self._scroll.takeWidget()
        if old is not None:
            old.hide()
            old.setParent(self)  # it may be the one that asked; it lives until that has ended
            old.deleteLater()
        holder = QWidget()
        holder.setObjectName("scrolled")  # on the card, without a ground of its own
        column = QVBoxLayout(holder)
        column.setContentsMargins(4, 8, 8, 8)
        column.setSpacing(8)
        if self._flow_id:
            try:
                self._fill(column)
            except BprError as error:
                column.addWidget(label(str(error), wrap=True))
        column.addStretch(1)
        self._scroll.setWidget(holder)
        self._name.setText(typed)
        if had_keyboard:
            self._name.setFocus(Qt.FocusReason.OtherFocusReason)

    def _fill(self, column: QVBoxLayout) -> None:
        family = self._versions.family(self._flow_id)
        here = next(one for one in family if one.id == self._flow_id)
        column.addWidget(label(tr("Versions of this flow"), kind="section"))
        for one in family:
            column.addWidget(self._family_row(one))
            if self._is_naming and one is here:
                column.addWidget(self._name_row(one))
        if self._editable:
            column.addWidget(self._derive_button())
        if here.derived_from:
            column.addWidget(label(tr("Effect against the original"), kind="section"))
            column.addWidget(EffectSums(self._versions.effect(self._flow_id)))
        column.addWidget(label(tr("Kept versions"), kind="section"))
        if self._editable:
            column.addLayout(self._keep_row())
        kept = self._versions.kept(self._flow_id)
        if not kept:
            text = tr("Keep the flow under a name before you change much; you can return to it.")
            column.addWidget(label(text, kind="secondary", wrap=True))
        for state in kept:
            column.addWidget(self._kept_row(state))
        column.addWidget(label(tr("Review"), kind="section"))
        column.addLayout(self._review_row(here))

    def _family_row(self, one: FlowVersion) -> QWidget:
        here = one.id == self._flow_id
        row, line = _row()
        name = QPushButton(one.title)
        name.setProperty("kind", "quiet")
        name.setEnabled(not here)
        name.setToolTip(tr("Shown here") if here else tr("Open this version"))
        name.clicked.connect(lambda _checked=False: self._host.go_to(Jump(PAGE, one.id)))
        line.addWidget(name)
        line.addStretch(1)
        if here and self._editable:
            text = tr("Name this version")
            line.addWidget(icon_button("pencil-simple", text, self._start_naming))
        if not here:
            compare = partial(self.compare, one.id, self._flow_id)
            line.addWidget(icon_button("columns", tr("Show both side by side"), compare))
        return row

    def _derive_button(self) -> QPushButton:
        button = QPushButton(tr("Make a version"))
        menu = QMenu(button)
        for kind, tip in (
            (TO_BE, tr("A copy to plan how the work shall be; its effect is counted")),
            (STANDARD, tr("A copy as the common way for all offices")),
            (DRAFT, tr("A copy to try something")),
        ):
            action = menu.addAction(kind_name(kind))
            action.setToolTip(tip)
            action.triggered.connect(lambda _checked=False, kind=kind: self.derive(kind))
        menu.setToolTipsVisible(True)
        button.setMenu(menu)
        return button

    def _keep_row(self) -> QHBoxLayout:
        self._name = QLineEdit()
        self._name.setPlaceholderText(tr("For example: as of April"))
        self._name.setAccessibleName(tr("Name of the version to keep"))
        self._name.setMaxLength(80)
        self._name.returnPressed.connect(self.keep)
        button = QPushButton(tr("Keep"))
        button.setToolTip(tr("Keep the flow as it is now under this name"))
        button.clicked.connect(lambda _checked=False: self.keep())
        line = QHBoxLayout()
        line.addWidget(self._name, 1)
        line.addWidget(button)
        return line

    def _kept_row(self, state: KeptState) -> QWidget:
        row, line = _row()
        texts = QVBoxLayout()
        texts.setSpacing(0)
        texts.addWidget(label(state.name, wrap=True))
        when = tr("{moment}, {user}", moment=moment_text(state.at), user=state.user)
        texts.addWidget(label(when, kind="caption", wrap=True))
        line.addLayout(texts, 1)
        compare = partial(self.compare, f"kept:{state.id}", self._flow_id)
        line.addWidget(icon_button("columns", tr("Compare with the flow as it is now"), compare))
        if self._editable:
            restore = partial(self.restore, state)
            back = icon_button("clock-counter-clockwise", tr("Return to this version"), restore)
            line.addWidget(back)
            forget = partial(self._forget, state)
            line.addWidget(icon_button("trash", tr("Delete this version"), forget))
        return row

    def _review_row(self, here: FlowVersion) -> QVBoxLayout:
        rows = QVBoxLayout()
        if here.reviewed_on:
            text = tr("Last reviewed on {day}", day=short_day(here.reviewed_on))
        else:
            text = tr("Nobody has marked this flow as reviewed yet.")
        rows.addWidget(label(text, kind="secondary", wrap=True))
        if self._editable:
            button = QPushButton(tr("Reviewed today"))
            button.setToolTip(tr("The flow was looked through and is right as it is drawn"))
            button.clicked.connect(lambda _checked=False: self._reviewed())
            line = QHBoxLayout()
            line.addWidget(button)
            line.addStretch(1)
            rows.addLayout(line)
        return rows

    def _reviewed(self) -> None:
        self._versions.reviewed(self._flow_id)
        self.reload()

    def _forget(self, state: KeptState) -> None:
        self._versions.forget_kept(state.id)
        self.reload()
        self._say(tr("“{name}” was deleted.", name=state.name))

    def _start_naming(self) -> None:
        self._is_naming = True
        self.reload()

    def _name_row(self, one: FlowVersion) -> QLineEdit:
        field = QLineEdit(one.version_name)
        field.setPlaceholderText(tr("What this version is called"))
        field.setAccessibleName(tr("Name of this version"))
        field.setMaxLength(80)

        def done() -> None:
            if self._is_naming:
                self._is_naming = False
                self._versions.rename(one.id, field.text())
                self.reload()

        field.editingFinished.connect(done)
        QTimer.singleShot(0, field, field.setFocus)
        return field

    def _say(self, text: str) -> None:
        deed = Deed(tr("Undo"), self._undo) if self._undo is not None else None
        self._host.show_notice(Notice(text, deed=deed))


def _row() -> tuple[QWidget, QHBoxLayout]:
    row = QWidget()
    line = QHBoxLayout(row)
    line.setContentsMargins(0, 0, 0, 0)
    line.setSpacing(4)
    return row, line
