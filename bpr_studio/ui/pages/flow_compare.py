"""Two versions of a flow side by side: what is seen of one is seen of the other."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPointF, Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from bpr_studio.domain.process.effects import effect_of
from bpr_studio.domain.shared.errors import BprError
from bpr_studio.domain.shared.text import tr
from bpr_studio.services.flow_versions import DRAFT, STANDARD, TO_BE
from bpr_studio.ui.canvas.board import FlowBoard
from bpr_studio.ui.grid.source import MemorySource
from bpr_studio.ui.grid.table import DataTable
from bpr_studio.ui.pages.flow_effect import change_columns, change_rows, effect_sentence, sum_lines
from bpr_studio.ui.pages.flow_versions import PAGE
from bpr_studio.ui.pages.survey_words import moment_text
from bpr_studio.ui.qt.blocks import EmptyState, FilterLine
from bpr_studio.ui.qt.buttons import make_action
from bpr_studio.ui.qt.page import Crumb, Jump, Page
from bpr_studio.ui.qt.theme import label

if TYPE_CHECKING:
    from PySide6.QtCore import QRectF, QSize
    from PySide6.QtGui import QResizeEvent

    from bpr_studio.domain.process.model import ProcessModel
    from bpr_studio.services.flow_versions import FlowVersions
    from bpr_studio.ui.canvas.view import FlowView
    from bpr_studio.ui.qt.page import PageHost

KEPT: Final = "kept:"
_MARGIN: Final = 24
_CORNERS: Final = 64  # the buttons for zooming lie over the foot of a drawing
_LEAST_TABLE: Final = 120
_ROW: Final = 36
_DERIVED: Final = frozenset({TO_BE, STANDARD, DRAFT})
_KINDS: Final = frozenset({"flow", "flow_element", "flow_version"})
_REGISTER, _OF_TO_BE = "improvement", "to-be:"  # page and target that enter what a To-Be saves


@dataclass(frozen=True, slots=True)
class _Choice:
    """A version that can be shown: its reference (flow id or "kept:" and id) and its words."""

    reference: str
    text: str


class ComparePage(Page):
    """Left and right a version each, scrolled and zoomed together, and the changes below.

    Target: "<flow id or kept:state id>|<the same>".

    Args of the constructor: the window, the versions, and whether the person has the register of
    improvements, where what a To-Be saves can be entered.
    """

    def __init__(self, host: PageHost, versions: FlowVersions, *, can_book: bool = False) -> None:
        super().__init__(host, title=tr("Compare versions"), icon="columns")
        self._versions = versions
        self._can_book = can_book
        self._origins: dict[str, str] = {}
        self._family_of = ""
        self._name = ""
        self._shown: dict[str, ProcessModel] = {}
        self.left, self.right = _Half(tr("Left")), _Half(tr("Right"))
        self._together = QCheckBox(tr("Scroll together"))
        self._together.setChecked(True)
        self._sums = label("", kind="strong", wrap=True)
        self.book_button = QPushButton(tr("Enter in the register of improvements"))
        self.book_button.setToolTip(tr("Book the hours the right version saves, step by step"))
        self.book_button.hide()
        columns = change_columns()
        self.changes = DataTable(columns, MemorySource(columns, []), name=tr("Changes by step"))
        self.changes.set_empty(EmptyState("check-circle", tr("No step differs in these figures.")))
        self._arranging = QTimer(self)
        self._arranging.setSingleShot(True)
        self._arranging.setInterval(0)
        self._lay_out()
        self._connect()

    # -- the contract of a page ------------------------------------------------------------------

    def breadcrumb(self) -> tuple[Crumb, ...]:
        """The flow, and that it is compared."""
        if not self._family_of:
            return ()
        return (Crumb(self._name, Jump(PAGE, self._family_of)), Crumb(tr("Compare versions")))

    def open_target(self, target: str) -> None:
        """Show two versions, whole."""
        self._pair.is_home = True
        left, _, right = target.partition("|")
        flow_id = right if not right.startswith(KEPT) else left
        try:
            self._offer(flow_id)
            self.left.choose(left)
            self.right.choose(right)
            self._show_both()
            self.show_content()
        except BprError as error:
            self.show_error(error)
        self.host.place_changed()

    def refresh(self, kinds: frozenset[str]) -> None:
        """Show what is stored now."""
        if kinds & _KINDS and self._family_of:
            self.open_target(f"{self.left.chosen}|{self.right.chosen}")

    def panels(self) -> tuple[QWidget, ...]:
        """Left, right, changes."""
        return (self.left.board, self.right.board, self.changes)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The drawings stay whole until somebody moves them."""
        super().resizeEvent(event)
        self._arranging.start()

    # -- what can be done ------------------------------------------------------------------------

    def swap(self) -> None:
        """Left becomes right."""
        left, right = self.left.chosen, self.right.chosen
        self.left.choose(right)
        self.right.choose(left)
        self._show_both()

    def go_back(self) -> None:
        """Back to the flow in the editor."""
        self.host.go_to(Jump(PAGE, self._family_of))

    def escape(self) -> None:
        """What is selected is left first, then the page."""
        if not (self.left.board.scene.selected or self.right.board.scene.selected):
            self.go_back()
            return
        for half in (self.left, self.right):
            half.board.scene.select(())

    # -- inside ----------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        halves = QSplitter(Qt.Orientation.Horizontal)
        halves.setChildrenCollapsible(False)
        halves.addWidget(self.left)
        halves.addWidget(self.right)
        below = QWidget()
        column = QVBoxLayout(below)
        column.setContentsMargins(0, 8, 0, 0)
        line_of_sums = QHBoxLayout()
        line_of_sums.addWidget(self._sums, 1)
        line_of_sums.addWidget(self.book_button, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(line_of_sums)
        column.addWidget(self.changes, 1)
        whole = QSplitter(Qt.Orientation.Vertical)
        whole.setChildrenCollapsible(False)
        whole.addWidget(halves)
        whole.addWidget(below)
        whole.setStretchFactor(0, 1)
        whole.setStretchFactor(1, 0)
        self._whole = whole
        line = FilterLine()
        line.add("", self._together)
        self.set_filter(line)
        self.set_content(whole)
        edit = make_action(
            self,
            tr("Edit the right one"),
            self._edit,
            icon_name="pencil-simple",
            tip=tr("Open the version at the right in the editor"),
        )
        swap = make_action(self, tr("Swap sides"), self.swap, icon_name="swap")
        self._edit_action = edit
        back = make_action(
            self, tr("Back to the flow"), self.go_back, icon_name="arrow-left", shortcut="Alt+Left"
        )
        self.addAction(back)
        self.set_actions([edit, swap, back], primary=0)
        leave = QShortcut(QKeySequence(Qt.Key.Key_Escape), self)
        leave.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        leave.activated.connect(self.escape)

    def _connect(self) -> None:
        self.left.chooser.activated.connect(lambda _row: self._show_both())
        self.right.chooser.activated.connect(lambda _row: self._show_both())
        self._pair = _Together(self.left.board.view, self.right.board.view, self._together)
        self._whole.splitterMoved.connect(lambda _at, _number: self._pair.leave_home())
        self._arranging.timeout.connect(self._arrange)
        self.changes.activated.connect(lambda row: self._go_to_step(str(row[0])))
        self.book_button.clicked.connect(lambda _checked=False: self._book())

    def _offer(self, flow_id: str) -> None:
        family = self._versions.family(flow_id)
        self._family_of = flow_id
        self._name = next(one.name for one in family if one.id == flow_id)
        self._origins = {one.id: one.derived_from for one in family}
        choices = [_Choice(one.id, one.title) for one in family]
        for one in family:
            choices += [
                _Choice(
                    f"{KEPT}{state.id}",
                    tr(
                        "{version}, kept: {name} ({moment})",
                        version=one.title,
                        name=state.name,
                        moment=moment_text(state.at),
                    ),
                )
                for state in self._versions.kept(one.id)
            ]
        self.left.offer(choices)
        self.right.offer(choices)
        self.set_title(tr("Compare versions"), subtitle=self._name)

    def _model(self, reference: str) -> ProcessModel:
        if reference.startswith(KEPT):
            return self._versions.kept_model(reference.removeprefix(KEPT))
        return self._versions.model(reference)

    def _show_both(self) -> None:
        before, after = self._model(self.left.chosen), self._model(self.right.chosen)
        self.left.board.show_model(before)
        self.right.board.show_model(after)
        effect = effect_of(before, after)
        figures = tr(" / ").join(
            tr("{name} {before} → {after}", name=name, before=old, after=new)
            for name, old, new, _difference in sum_lines(effect)
        )
        self._sums.setText(f"{effect_sentence(effect)} {figures}")
        self.changes.set_source(MemorySource(change_columns(), change_rows(effect)))
        self._edit_action.setEnabled(not self.right.chosen.startswith(KEPT))
        derived_here = self._origins.get(self.right.chosen) == self.left.chosen
        saves = effect.difference.minutes < 0
        self.book_button.setVisible(self._can_book and derived_here and saves)
        self._arrange()
        self._arranging.start()

    def _arrange(self) -> None:
        """Give the drawings the room the table does not need, and show them whole."""
        if not self._pair.is_home:
            return
        whole = self._whole.height()
        wanted = _LEAST_TABLE + _ROW * self.changes.model.rowCount()
        table = min(wanted, whole // 3)
        self._whole.setSizes([whole - table, table])
        self._pair.show_all()

    def _edit(self) -> None:
        self.host.go_to(Jump(PAGE, self.right.chosen))

    def _book(self) -> None:
        self.host.go_to(Jump(_REGISTER, f"{_OF_TO_BE}{self.right.chosen}"))

    def _go_to_step(self, element_id: str) -> None:
        for half in (self.left, self.right):
            half.board.scene.select((element_id,))
        front = self.right if element_id in self.right.board.scene.model else self.left
        front.board.view.show_element(element_id)


class _Half(QWidget):
    """One side: a choice of versions above a drawing."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.chooser = QComboBox()
        self.chooser.setAccessibleName(tr("Version at this side: {side}", side=name))
        self.chooser.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.board = FlowBoard()
        self.board.view.setAccessibleName(name)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.chooser)
        column.addWidget(self.board, 1)

    @property
    def chosen(self) -> str:
        """The version shown."""
        return str(self.chooser.currentData() or "")

    def offer(self, choices: list[_Choice]) -> None:
        """These versions can be chosen."""
        self.chooser.clear()
        for choice in choices:
            self.chooser.addItem(choice.text, choice.reference)

    def choose(self, reference: str) -> None:
        """Show this one; the first where it is not offered."""
        self.chooser.setCurrentIndex(max(self.chooser.findData(reference), 0))


class _Together:
    """Keeps two views at the same place and zoom as long as that is wanted."""

    def __init__(self, left: FlowView, right: FlowView, wanted: QCheckBox) -> None:
        self._wanted = wanted
        self._views = (left, right)
        self._following = False
        self._sizes = self._sizes_now()
        self.is_home = True  # nobody has moved the paper yet
        for leader, follower in ((left, right), (right, left)):
            leader.moved.connect(partial(self._follow, leader, follower))
            leader.zoom_changed.connect(lambda _zoom, a=leader, b=follower: self._follow(a, b))

    def _sizes_now(self) -> tuple[QSize, ...]:
        return tuple(view.viewport().size() for view in self._views)

    def leave_home(self) -> None:
        """Somebody arranged the page their own way."""
        self.is_home = False

    def show_all(self) -> None:
        """Show both drawings whole and at one scale."""
        left, right = self._views
        self._sizes = self._sizes_now()
        area = left.flow.area().united(right.flow.area())
        if area.isEmpty():
            return
        self._following = True
        try:
            zoom = min(_fitting(view, area) for view in self._views)
            for view in self._views:
                view.set_zoom(zoom)
                foot = (_CORNERS - _MARGIN) / 2 / view.zoom
                view.go_to(area.center() + QPointF(0, foot))
        finally:
            self._following = False

    def _follow(self, leader: FlowView, follower: FlowView) -> None:
        if self._following:
            return
        if self._sizes == self._sizes_now():  # else it was the window that moved the paper
            self.is_home = False
        if not self._wanted.isChecked():
            return
        self._following = True  # what the other one tells now is an echo
        try:
            place = leader.mapToScene(leader.viewport().rect().center())
            follower.set_zoom(leader.zoom)
            follower.go_to(place)
        finally:
            self._following = False


def _fitting(view: FlowView, area: QRectF) -> float:
    """The zoom, at most 1.0, at which a view shows an area clear of its corners."""
    room = view.viewport().rect()
    across = (room.width() - 2 * _MARGIN) / area.width()
    down = (room.height() - _MARGIN - _CORNERS) / area.height()
    return min(across, down, 1.0)
