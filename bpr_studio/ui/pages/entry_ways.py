"""Ways to begin a sheet: templates, shares, a workbook, or row by row."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from bpr_studio.domain.shared.errors import BprError
from bpr_studio.domain.shared.text import ntr, tr
from bpr_studio.ui.grid.entry.model import new_row_id
from bpr_studio.ui.pages.entry_allocation import AllocationView
from bpr_studio.ui.pages.entry_begin import Beginning, BeginView
from bpr_studio.ui.pages.entry_sharing import Sharing
from bpr_studio.ui.pages.entry_templates import TemplateOffer, TemplateView
from bpr_studio.ui.qt.blocks import Deed as Way
from bpr_studio.ui.qt.blocks import Notice
from bpr_studio.ui.qt.theme import Tone

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from PySide6.QtWidgets import QStackedWidget

    from bpr_studio.services.entry import EntrySheet
    from bpr_studio.ui.pages.entry_classes import ClassTree
    from bpr_studio.ui.pages.entry_parts import EntryParts

V = TypeVar("V", bound=QWidget)


class Ways(QObject):
    """The views that make rows, put into the stack of the page when they are first needed.

    Signals:
        shown: one of the views came to the front.
        left: somebody went back without rows.
        refused: the `BprError` that says why no rows were made.
        made: rows were made; what is to be said, and the row to go to ("" for none).
    """

    shown = Signal()
    left = Signal()
    made = Signal(object, str)
    refused = Signal(object)

    def __init__(
        self,
        views: QStackedWidget,
        parts: EntryParts,
        tree: Callable[[], ClassTree],
        elsewhere: Mapping[str, Callable[[], object]],
    ) -> None:
        """Take what the views need.

        Args:
            views: the stack of the page.
            parts: what the page works with.
            tree: the classification.
            elsewhere: "add" makes a row, "collect" leads to filled workbooks.
        """
        super().__init__(views)
        self._views = views
        self._parts = parts
        self._tree = tree
        self._elsewhere = elsewhere
        self._sheet: EntrySheet | None = None

    def set_sheet(self, sheet: EntrySheet | None) -> None:
        """Work on another sheet."""
        self._sheet = sheet

    @property
    def is_in_front(self) -> bool:
        """Whether templates or shares are shown."""
        front = self._views.currentWidget()
        made = (self.__dict__.get(name) for name in ("templates_view", "shares_view"))
        return any(front is view for view in made if view is not None)

    # -- the first row ----------------------------------------------------------------------------

    @cached_property
    def begin_view(self) -> BeginView:
        """The ways to begin, while there is no row."""
        ways = [
            Beginning(
                "list-plus",
                tr("From a template"),
                tr("Choose the tasks a section like yours usually has, then enter their hours."),
                self.ask_templates,
            ),
            Beginning(
                "percent",
                tr("By shares"),
                tr("Share out the hours of the section in percent, where counting is hard."),
                self.ask_shares,
            ),
            Beginning(
                "file-arrow-down",
                tr("From last year or a workbook"),
                tr("Take over a filled workbook; the form brings last year's tasks along."),
                self._elsewhere["collect"],
            ),
            Beginning(
                "pencil-simple",
                tr("Row by row"),
                tr("Write the first task yourself; classes are suggested for its name."),
                self._elsewhere["add"],
            ),
        ]
        return self._added(BeginView(ways))

    # -- templates --------------------------------------------------------------------------------

    @cached_property
    def templates_view(self) -> TemplateView:
        """Ready rows for kinds of sections."""
        view = self._added(TemplateView())
        self._leave_with_escape(view)
        view.wanted.connect(lambda key, rows: self._guarded(lambda: self.add_template(key, rows)))
        view.left.connect(self.left)
        return view

    def ask_templates(self) -> None:
        """Show the ready rows, those for sections like this first."""
        sheet = self._sheet
        if sheet is None:
            return
        tree = self._tree()
        rows = {template.id: template.rows for template in self._parts.templates()}
        offers = [
            TemplateOffer(
                line.id,
                line.name,
                "",
                tuple((row.code, row.name, tree.name(row.code)) for row in rows[line.id]),
                fits=line.fits,
            )
            for line in sheet.templates()
        ]
        fields = [sheet.fields(row) for row in sheet.rows]
        present = {(str(f.get("code", "")), str(f.get("name", ""))) for f in fields}
        self.templates_view.ask(offers, frozenset(present))
        self._bring(self.templates_view)

    def add_template(self, key: str, numbers: tuple[int, ...]) -> None:
        """Add rows of a template at the end.

        Raises:
            RefusedError: the sheet may not be edited.
        """
        found = next((one for one in self._parts.templates() if one.id == key), None)
        if self._sheet is None or found is None:
            return
        edits = []
        for place, number in enumerate(numbers):
            row = found.rows[number]
            edits += [(new_row_id(place), "code", row.code), (new_row_id(place), "name", row.name)]
        label = tr("Add the rows of “{name}”", name=found.name)
        outcome = self._sheet.set_cells(edits, label)
        n = len(outcome.new_rows)
        said = ntr(
            "{n} row was added. Enter its hours next.",
            "{n} rows were added. Enter their hours next; remove what you do not do.",
            n,
        )
        self.made.emit(self._notice(said), outcome.new_rows[0] if n else "")

    # -- shares -----------------------------------------------------------------------------------

    @cached_property
    def shares_view(self) -> AllocationView:
        """The capacity in percent."""
        view = self._added(AllocationView())
        self._leave_with_escape(view)
        view.wanted.connect(lambda given, kind: self._guarded(lambda: self.share_out(given, kind)))
        view.left.connect(self.left)
        return view

    def ask_shares(self) -> None:
        """Show the shares of the capacity."""
        sheet = self._sheet
        if sheet is None:
            return
        if sheet.allocation.refusal:
            self.made.emit(Notice(sheet.allocation.refusal, Tone.WARNING, lasting=True), "")
            return
        sharing = Sharing(sheet, self._tree(), self._parts.undo)
        self.shares_view.ask(sharing.plans(), sheet.totals.capacity, sharing.counted)
        self._bring(self.shares_view)

    def share_out(self, shares: dict[str, int], kind: str) -> None:
        """Enter the hours of these shares.

        Raises:
            RefusedError: the sheet may not be edited.
        """
        if self._sheet is None:
            return
        new = Sharing(self._sheet, self._tree(), self._parts.undo).share_out(shares, kind)
        said = ntr(
            "The hours of {n} share were entered. Change what you know better.",
            "The hours of {n} shares were entered. Change what you know better.",
            len(shares),
        )
        self.made.emit(self._notice(said), new[0] if new else "")

    # -- inside -----------------------------------------------------------------------------------

    def _guarded(self, deed: Callable[[], object]) -> None:
        try:
            deed()
        except BprError as error:
            self.refused.emit(error)

    def _notice(self, said: str) -> Notice:
        return Notice(said, Tone.SUCCESS, Way(tr("Undo"), self._parts.undo.undo))

    def _added(self, view: V) -> V:
        self._views.addWidget(view)
        return view

    def _leave_with_escape(self, view: QWidget) -> None:
        keys = QShortcut(QKeySequence(Qt.Key.Key_Escape), view)
        keys.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        keys.activated.connect(self.left)

    def _bring(self, view: QWidget) -> None:
        self._views.setCurrentWidget(view)
        self.shown.emit()
