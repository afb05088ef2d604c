"""Who asks to take part, and letting them in: the desk of the DX office."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from bpr_studio.domain.shared.text import ntr, tr
from bpr_studio.domain.workload.workflow import DX_OFFICE
from bpr_studio.ui.grid.columns import ColumnSpec
from bpr_studio.ui.pages.survey_words import role_word
from bpr_studio.ui.pages.sync_facts import Trust
from bpr_studio.ui.pages.sync_tables import FactTable, ListTab, seconds
from bpr_studio.ui.pages.sync_words import trust_mark, trust_word
from bpr_studio.ui.qt.blocks import Card, EmptyState
from bpr_studio.ui.qt.buttons import ActionButton, make_action
from bpr_studio.ui.qt.theme import label

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bpr_studio.ui.grid.columns import Row
    from bpr_studio.ui.pages.sync_facts import RequestFact


_TRUST_COLUMN: Final = 5


class ReasonBar(Card):
    """Asks in place why something is to be done, before it is done.

    Signals:
        given: the reason that was typed.
    """

    given = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._question = label("", kind="strong", wrap=True)
        self._meaning = label("", wrap=True)
        self._reason = QLineEdit()
        self._reason.setAccessibleName(tr("Reason"))
        self._reason.setPlaceholderText(tr("Reason"))
        self._do = make_action(self, tr("Go ahead"), self._give)
        leave = make_action(self, tr("Leave it"), self.hide)
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self._reason, 1)
        line.addWidget(ActionButton(self._do))
        line.addWidget(ActionButton(leave, kind="quiet"))
        self.column.addWidget(self._question)
        self.column.addWidget(self._meaning)
        self.column.addLayout(line)
        self._reason.textChanged.connect(lambda text: self._do.setEnabled(bool(text.strip())))
        self._reason.returnPressed.connect(self._give)
        self.hide()

    @property
    def question(self) -> str:
        """What is asked, "" while nothing is."""
        return "" if self.isHidden() else self._question.text()

    def ask(self, question: str, meaning: str, deed: str) -> None:
        """Ask.

        Args:
            question: names what it is about.
            meaning: what it brings about, and what stays.
            deed: the word on the button.
        """
        self._question.setText(question)
        self._meaning.setText(meaning)
        self._do.setText(deed)
        self._reason.clear()
        self._do.setEnabled(False)
        self.show()
        self._reason.setFocus()

    def answer(self, reason: str) -> None:
        """Type a reason and go ahead, as a person does."""
        self._reason.setText(reason)
        self._give()

    def _give(self) -> None:
        reason = self._reason.text().strip()
        if reason:
            self.hide()
            self.given.emit(reason)


class RequestsTab(QWidget):
    """The requests, with buttons for the marked ones and for all.

    Signals:
        approved: ids of those to be let in, a tuple of str.
        refused: (id, reason).
    """

    approved = Signal(object)
    refused = Signal(str, str)

    def __init__(self) -> None:
        super().__init__()
        self._requests: tuple[RequestFact, ...] = ()
        self.table = FactTable(tr("Requests to take part"), _columns)
        self.table.show_marks("trust", trust_mark)
        self.table.view.setColumnHidden(_TRUST_COLUMN, True)  # before widths are shared out
        self.table.set_empty(
            EmptyState(
                "handshake",
                tr("Nobody is waiting to be let in."),
                explanation=tr(
                    "When somebody joins the shared folder in the first start, the request appears"
                    " here."
                ),
            )
        )
        self.reason = ReasonBar()
        self.reason.given.connect(self._refuse)
        self._make_actions()
        part = ListTab(
            tr(
                "Let in only PCs you know. On the telephone, compare the number of the PC with"
                " “Number of this PC” on the page of sync there."
            ),
            self.table,
        )
        for action, kind in (
            (self.refuse_action, ""),
            (self.approve_action, ""),
            (self.all_action, "primary"),
        ):
            part.add_right(ActionButton(action, kind=kind))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(part, 1)
        column.addWidget(self.reason)
        self.setFocusProxy(self.table)
        self.table.selection_changed.connect(self._follow)
        self._follow()

    def show_requests(self, requests: Sequence[RequestFact], now: datetime) -> None:
        """Show who asks; marks stay."""
        self._requests = tuple(requests)
        self.table.show_rows([_row(request) for request in requests], now)
        told = any(request.trust is not Trust.UNKNOWN for request in requests)
        self.table.view.setColumnHidden(_TRUST_COLUMN, not told)
        self._follow()

    @property
    def is_complete(self) -> bool:
        """Whether the numbers of all PCs are shown; computing them takes a moment."""
        return all(request.check_number for request in self._requests)

    def approve_marked(self) -> None:
        """Let in those that are marked."""
        self.approved.emit(tuple(request.id for request in self._marked()))

    def approve_all(self) -> None:
        """Let in everybody whom the file server does not contradict, but for the DX office.

        Anybody who can write to the folder can ask for its rights; that is never given unseen.
        """
        self.approved.emit(tuple(request.id for request in self._clear()))

    # -- inside ----------------------------------------------------------------------------------

    def _make_actions(self) -> None:
        self.approve_action = make_action(
            self, tr("Let in the marked"), self.approve_marked, icon_name="check"
        )
        self.all_action = make_action(self, tr("Let in all"), self.approve_all, icon_name="checks")
        self.refuse_action = make_action(self, tr("Refuse …"), self._ask, icon_name="prohibit")
        self.table.set_menu_actions([self.approve_action, self.refuse_action])

    def _marked(self) -> list[RequestFact]:
        marked = {row[0] for row in self.table.selected_rows()}
        return [request for request in self._requests if request.id in marked]

    def _clear(self) -> list[RequestFact]:
        return [
            request
            for request in self._requests
            if request.trust is not Trust.OTHER and request.role != DX_OFFICE
        ]

    def _follow(self) -> None:
        marked, clear = self._marked(), self._clear()
        self.approve_action.setEnabled(bool(marked))
        self.refuse_action.setEnabled(len(marked) == 1)
        self.all_action.setEnabled(bool(clear))
        n = len(clear)
        self.all_action.setText(
            ntr("Let in {n:,}", "Let in all {n:,}", n) if n else tr("Let in all")
        )
        left = len(self._requests) - n
        self.all_action.setToolTip(
            ntr(
                "{n:,} request must be looked at by itself: it was written by somebody else, or asks"
                " for the rights of the DX office",
                "{n:,} requests must be looked at by themselves: they were written by somebody else,"
                " or ask for the rights of the DX office",
                left,
            )
            if left
            else ""
        )

    def _ask(self) -> None:
        marked = self._marked()
        if not marked:
            return
        one = marked[0]
        self.reason.ask(
            tr("Refuse {name} ({place})?", name=one.name, place=one.place),
            tr("Their work stays on their PC and is not shared. They can ask again."),
            tr("Refuse"),
        )

    def _refuse(self, reason: str) -> None:
        for one in self._marked()[:1]:
            self.refused.emit(one.id, reason)


def _columns(table: FactTable) -> tuple[ColumnSpec, ...]:
    return (
        ColumnSpec("name", tr("Name"), width=140, stretch=True),
        ColumnSpec("place", tr("Section"), width=150),
        ColumnSpec("role", tr("Role"), width=140),
        ColumnSpec("user", tr("User of the PC"), width=110),
        ColumnSpec("pc", tr("PC"), width=90),
        ColumnSpec("trust", tr("Who wrote it"), width=180),
        ColumnSpec("number", tr("Number of the PC"), width=176),
        ColumnSpec("at", tr("Asked"), width=130, format=table.ago),
    )


def _row(request: RequestFact) -> Row:
    return (
        request.id,
        request.name,
        request.place,
        role_word(request.role),
        request.user,
        request.pc,
        trust_word(request.trust),
        request.check_number,
        seconds(request.at),
    )
