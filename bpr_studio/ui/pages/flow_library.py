"""The panel of the library: fragments to put into the flow, and those it already uses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFrame,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from bpr_studio.domain.modeling.fragment_putting import put_fragment
from bpr_studio.domain.shared.errors import BprError
from bpr_studio.domain.shared.matching import folded
from bpr_studio.domain.shared.text import ntr, tr
from bpr_studio.services.flow_library import FRAGMENT
from bpr_studio.ui.canvas.board import FlowBoard
from bpr_studio.ui.canvas.words import shown_name
from bpr_studio.ui.pages.flow_panel import FlowPanel
from bpr_studio.ui.qt.theme import label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bpr_studio.domain.process.fragments import Altered, Deviations
    from bpr_studio.services.flow_editing import FlowSession
    from bpr_studio.services.flow_library import FlowLibrary, LibraryEntry, UsedFragment

_KEY: Final = Qt.ItemDataRole.UserRole
_LIST_HEIGHT: Final = 190
_PREVIEW_HEIGHT: Final = 150


class LibraryPanel(FlowPanel):
    """Shows the fragments, puts one into the flow, and tells where the flow left the standard.

    Args of the constructor: the library.
    """

    def __init__(self, library: FlowLibrary) -> None:
        super().__init__()
        self.title = tr("Blocks")
        self.icon = "puzzle-piece"
        self._library = library
        self._session: FlowSession | None = None
        self._selected = ""
        self.search = QLineEdit()
        self.list = QListWidget()
        self.preview = FlowBoard()
        self._about = label("", kind="secondary", wrap=True)
        self.put = QPushButton(tr("Put in"))
        self._used = QVBoxLayout()
        self._lay_out()
        self._connect()
        self._fill()

    # -- the contract of a panel -----------------------------------------------------------------

    def show_flow(self, session: FlowSession | None) -> None:
        """Another flow is edited, or none."""
        self._session = session
        self._enable()
        self._show_used()

    def show_selection(self, ids: Sequence[str]) -> None:
        """The fragment goes behind the one selected element."""
        self._selected = ids[0] if len(ids) == 1 else ""
        self._enable()

    def take_changes(self, ids: Sequence[str]) -> None:
        """A step may have left the standard."""
        del ids
        if self.isVisible():
            self._show_used()

    def showEvent(self, event: object) -> None:
        """Nothing is compared while nobody looks."""
        super().showEvent(event)  # type: ignore[arg-type]  # Qt's own event
        self._show_used()

    # -- deeds -----------------------------------------------------------------------------------

    @property
    def chosen(self) -> str:
        """The key of the fragment chosen, "" for none."""
        if self.list.currentRow() < 0:
            return ""
        return str(self.list.currentItem().data(_KEY))

    def put_in(self) -> None:
        """Put the chosen fragment behind the selected element, or at the end of the flow."""
        session, key = self._session, self.chosen
        if session is None or not key:
            return
        try:
            model = self._library.model(key)
            title = self._library.entry(key).title
            ids = put_fragment(session.editor, key, model, title=title, after=self._selected)
        except BprError as error:
            self.refused.emit(str(error))
            return
        self._show_used()
        if ids:
            self.element_wanted.emit(ids[0])

    # -- inside ----------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        self.search.setPlaceholderText(tr("Search fragments"))
        self.search.setAccessibleName(tr("Search fragments"))
        self.search.setClearButtonEnabled(True)
        self.list.setAccessibleName(tr("Fragments of the library"))
        self.list.setFixedHeight(_LIST_HEIGHT)
        self.preview.setFixedHeight(_PREVIEW_HEIGHT)
        self.preview.view.setAccessibleName(tr("Preview of the fragment"))
        self.preview.view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(4, 8, 8, 8)
        column.setSpacing(8)
        for widget in (self.search, self.list, self._about, self.preview, self.put):
            column.addWidget(widget)
        column.addWidget(label(tr("Fragments in this flow"), kind="section"))
        column.addLayout(self._used)
        column.addStretch(1)
        holder.setObjectName("scrolled")  # on the card, without a ground of its own
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(holder)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scroll)

    def _connect(self) -> None:
        self.search.textChanged.connect(lambda _text: self._fill())
        self.list.currentItemChanged.connect(lambda _now, _before: self._show_chosen())
        self.list.itemActivated.connect(lambda _item: self.put_in())
        self.put.clicked.connect(lambda _checked=False: self.put_in())

    def _fill(self) -> None:
        wanted = folded(self.search.text()).split()
        before = self.chosen
        self.list.clear()
        for entry in self._library.entries:
            if entry.kind == FRAGMENT and _fits(entry, wanted):
                item = QListWidgetItem(entry.title)
                item.setData(_KEY, entry.key)
                item.setToolTip(entry.about)
                self.list.addItem(item)
                if entry.key == before:
                    self.list.setCurrentItem(item)
        if self.list.currentRow() < 0 and self.list.count():
            self.list.setCurrentRow(0)
        self._show_chosen()

    def _show_chosen(self) -> None:
        if not self.chosen:
            self._about.setText(tr("No fragment fits the search."))
            self.preview.hide()
            self._enable()
            return
        try:
            self.preview.show_model(self._library.model(self.chosen))
            self.preview.view.fit()
            self.preview.show()
        except BprError as error:
            self.preview.hide()
            self._about.setText(str(error))
            return
        self._about.setText(self._library.entry(self.chosen).about)
        self._enable()

    def _enable(self) -> None:
        self.put.setEnabled(bool(self._session and self._session.editable and self.chosen))
        name = ""
        if self._session is not None and self._selected:
            element = self._session.model.find(self._selected)
            name = shown_name(element) if element else ""
        text = tr("Put in behind “{name}”", name=name) if name else tr("Put in at the end")
        self.put.setText(self.put.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, 240))
        self.put.setToolTip(text)

    def _show_used(self) -> None:
        while (item := self._used.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        used = self._library.used_in(self._session.model) if self._session else ()
        if not used:
            text = tr(
                "None yet. What you put in keeps its link, so that you see later where this"
                " flow differs from the standard."
            )
            self._used.addWidget(label(text, kind="secondary", wrap=True))
        for one in used:
            self._used.addWidget(self._used_row(one))

    def _used_row(self, used: UsedFragment) -> QWidget:
        row = QWidget()
        column = QVBoxLayout(row)
        column.setContentsMargins(0, 0, 0, 4)
        column.setSpacing(2)
        name = QPushButton(tr("{name}: {how}", name=used.title, how=_how(used.deviations)))
        name.setProperty("kind", "quiet")
        name.setToolTip(tr("Show it in the drawing"))
        first = next(iter(used.use.elements.values()))
        name.clicked.connect(lambda _checked=False: self.element_wanted.emit(first))
        column.addWidget(name, 0, Qt.AlignmentFlag.AlignLeft)
        for line in deviation_lines(used.deviations):
            column.addWidget(label(line, kind="caption", wrap=True))
        return row


def _fits(entry: LibraryEntry, wanted: Sequence[str]) -> bool:
    text = folded(f"{entry.title} {entry.about}")
    return all(word in text for word in wanted)


def _how(found: Deviations | None) -> str:
    if found is None:
        return tr("the library has it no more")
    if not found.count:
        return tr("as in the standard")
    return ntr("{n:,} difference", "{n:,} differences", found.count)


def deviation_lines(found: Deviations | None) -> list[str]:
    """One line for each way in which a flow left the standard."""
    if found is None:
        return []
    return [
        *(tr("− {name} is missing", name=shown_name(one)) for one in found.missing),
        *(_altered_line(one) for one in found.altered),
        *(tr("+ {name} was added here", name=shown_name(one)) for one in found.added),
    ]


def _altered_line(one: Altered) -> str:
    name = shown_name(one.element)
    if "name" in one.fields:
        return tr("≠ {name} (standard: {standard})", name=name, standard=shown_name(one.model))
    if "minutes_per_case" in one.fields and one.model.step.minutes_per_case is not None:
        ours = one.element.step.minutes_per_case
        said = tr("no answer") if ours is None else f"{ours:g}"
        return tr(
            "≠ {name}: {ours} minutes (standard: {standard})",
            name=name,
            ours=said,
            standard=f"{one.model.step.minutes_per_case:g}",
        )
    return tr("≠ {name}: other answers", name=name)
