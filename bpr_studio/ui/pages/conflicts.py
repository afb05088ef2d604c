"""編集の重なり: what several people changed at the same time, side by side; somebody decides.

Jump targets: "<entity>:<row>" marks what overlaps in that row; "section:<code>" shows one section.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QComboBox, QSplitter

from bpr_studio.domain.shared.errors import BprError
from bpr_studio.domain.shared.text import ntr, tr
from bpr_studio.services.conflicts import Side, counts
from bpr_studio.ui.grid.columns import ColumnSpec
from bpr_studio.ui.grid.source import MemorySource
from bpr_studio.ui.grid.table import DataTable
from bpr_studio.ui.pages.conflicts_choice import ChoicePanel
from bpr_studio.ui.pages.conflicts_words import (
    field_words,
    version_words,
    waiting_words,
    who_words,
)
from bpr_studio.ui.qt.blocks import Deed, EmptyState, FilterLine, Notice
from bpr_studio.ui.qt.buttons import make_action
from bpr_studio.ui.qt.page import Page
from bpr_studio.ui.qt.theme import Tone, label

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bpr_studio.services.conflicts import Conflict, Conflicts
    from bpr_studio.ui.grid.columns import Row
    from bpr_studio.ui.qt.page import Jump, PageHost

SECTION: Final = "section:"
_KEYS: Final = 9
_SETTLE_MS: Final = 60
_LIST_HEIGHT: Final = 240
_CHOICE_HEIGHT: Final = 280


@dataclass(frozen=True, slots=True)
class ConflictsDesk:
    """What the page works with.

    Attributes:
        conflicts: lists and decides.
        undo: takes the last deed back.
        place_of: where a thing stands in the window; None where it has no page.
        whole_city: the list is about several sections.
    """

    conflicts: Conflicts
    undo: Callable[[], object]
    place_of: Callable[[Conflict], Jump | None]
    whole_city: bool


class ConflictsPage(Page):
    """The list above, the values of the marked line side by side below.

    1, 2, … lets the value of that number hold; Enter goes to its place.
    """

    def __init__(self, host: PageHost, desk: ConflictsDesk) -> None:
        super().__init__(host, title=tr("Overlapping edits"), icon="arrows-left-right")
        self._desk = desk
        self._all: tuple[Conflict, ...] = ()
        self._shown: list[Conflict] = []
        self._section = ""
        self._count = label("", kind="secondary")
        self.sections = QComboBox()
        self.sections.setAccessibleName(tr("Section"))
        self.sections.currentIndexChanged.connect(self._section_chosen)
        columns = _columns(whole_city=desk.whole_city)
        self.table = DataTable(columns, MemorySource(columns, []), name=tr("Overlapping edits"))
        self.choice = ChoicePanel()
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(_SETTLE_MS)
        self._later.timeout.connect(self._show_choice)
        self._make_actions()
        self._lay_out()
        self._connect()

    def _make_actions(self) -> None:
        self.mine_action = make_action(
            self, tr("Let mine hold in this row"), lambda: self.settle_row(Side.MINE)
        )
        self.theirs_action = make_action(
            self, tr("Let the others' hold in this row"), lambda: self.settle_row(Side.THEIRS)
        )
        self.set_actions([self.mine_action, self.theirs_action], primary=None)
        for number in range(1, _KEYS + 1):
            choose = partial(self._choose_number, number)
            action = make_action(self, "", choose, shortcut=QKeySequence(str(number)))
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            self.table.addAction(action)

    def _choose_number(self, number: int) -> None:
        self._show_choice()
        self.choice.choose(number)

    def _lay_out(self) -> None:
        line = self._line = FilterLine()
        if self._desk.whole_city:
            line.add(tr("Section"), self.sections)
        line.add_right(self._count)
        self.set_filter(line)
        parts = QSplitter(Qt.Orientation.Vertical)
        parts.setChildrenCollapsible(False)
        parts.addWidget(self.table)
        parts.addWidget(self.choice)
        parts.setSizes([_LIST_HEIGHT, _CHOICE_HEIGHT])
        parts.setStretchFactor(0, 1)
        parts.setStretchFactor(1, 1)
        self.set_content(parts)

    def _connect(self) -> None:
        self.table.selection_changed.connect(self._later.start)
        self.table.activated.connect(lambda _row: self._go_to_marked())
        self.choice.chosen.connect(self._decide)
        self.choice.jump_wanted.connect(self._go_to)

    # -- the contract of a page -------------------------------------------------------------------

    def on_shown(self) -> None:
        """What is open now."""
        self.reload()
        self.table.setFocus()

    def refresh(self, kinds: frozenset[str]) -> None:
        """Somebody wrote something, here or elsewhere."""
        if kinds:
            self.reload()

    def open_target(self, target: str) -> None:
        """Show a section's, or what overlaps in a row; see the module."""
        if target.startswith(SECTION):
            self._section = target.removeprefix(SECTION)
            self.reload()
        elif target:
            entity, _, row = target.partition(":")
            self._section = ""
            self.reload()
            self._mark_row((entity, row))

    # -- the list ----------------------------------------------------------------------------------

    @property
    def shown(self) -> Sequence[Conflict]:
        """The lines of the list."""
        return tuple(self._shown)

    def reload(self) -> None:
        """Read the list anew; the marked line stays where it is, or the next one is marked."""
        at = self._at()
        key = self._shown[at].key if 0 <= at < len(self._shown) else None
        self._all = self._desk.conflicts.all()
        self._fill_sections()
        self._shown = [one for one in self._all if self._section in {"", one.issue.unit_code}]
        rows = [self._row(number, one) for number, one in enumerate(self._shown)]
        self.table.set_source(MemorySource(_columns(whole_city=self._desk.whole_city), rows))
        self._count.setText(waiting_words(len(self._shown)))
        if not self._all:
            self._show_none()
            return
        self.show_content()
        self._line.show()
        keys = [one.key for one in self._shown]
        place = keys.index(key) if key in keys else min(max(at, 0), len(keys) - 1)
        if keys:
            self.table.select_row(place)
        self._show_choice()

    def _show_none(self) -> None:
        self.choice.show_conflict(None)
        self.show_empty(
            EmptyState(
                "check-circle",
                tr("No edits overlap."),
                explanation=tr(
                    "When two people change the same place before their PCs have exchanged their"
                    " work, both values are kept and stand here side by side until somebody"
                    " decides. Nothing is lost, and a sheet is not handed on before."
                ),
            )
        )
        self._enable_row_deeds(None)
        self._line.hide()

    def _fill_sections(self) -> None:
        self.sections.blockSignals(True)
        self.sections.clear()
        self.sections.addItem(tr("All sections"), "")
        for (code, name), n in counts(self._all).items():
            if code:
                self.sections.addItem(tr("{name} ({n:,})", name=name, n=n), code)
        place = self.sections.findData(self._section)
        if place < 0:
            self._section, place = "", 0
        self.sections.setCurrentIndex(place)
        self.sections.blockSignals(False)

    def _section_chosen(self) -> None:
        self._section = str(self.sections.currentData() or "")
        self.reload()

    def _row(self, number: int, conflict: Conflict) -> Row:
        words = [version_words(one) for one in conflict.versions]
        return (
            number,
            *((conflict.issue.unit_name,) if self._desk.whole_city else ()),
            conflict.kind_word,
            conflict.title,
            field_words(conflict),
            words[0] if words else "",
            tr(", ").join(words[1:]),
            tr(", ").join(dict.fromkeys(who_words(one) for one in conflict.versions)),
        )

    def _at(self) -> int:
        row = self.table.current_row()
        return int(str(row[0])) if row is not None else -1

    def _marked(self) -> Conflict | None:
        at = self._at()
        return self._shown[at] if 0 <= at < len(self._shown) else None

    def _mark_row(self, row_key: tuple[str, str]) -> None:
        for number, one in enumerate(self._shown):
            if one.row_key == row_key or (row_key[0], one.issue.other) == row_key:
                self.table.select_row(number)
                self._show_choice()
                return

    def _show_choice(self) -> None:
        self._later.stop()
        marked = self._marked()
        self.choice.show_conflict(marked)
        self._enable_row_deeds(marked)

    def _enable_row_deeds(self, marked: Conflict | None) -> None:
        can = marked is not None and not marked.refusal
        for action in (self.mine_action, self.theirs_action):
            action.setEnabled(can)

    # -- deciding ----------------------------------------------------------------------------------

    def _decide(self, conflict: Conflict, value: object) -> None:
        try:
            self._desk.conflicts.settle(conflict, value)
        except BprError as error:
            self.notices.show_error(error)
            self.reload()
            return
        self._tell(tr("“{what}” is decided.", what=f"{conflict.title} – {field_words(conflict)}"))

    def settle_row(self, side: Side) -> None:
        """Decide everything in the row of the marked line alike."""
        marked = self._marked()
        if marked is None:
            return
        same = [one for one in self._shown if one.row_key == marked.row_key]
        try:
            n = self._desk.conflicts.settle_alike(same, side)
        except BprError as error:
            self.notices.show_error(error)
            self.reload()
            return
        if n:
            self._tell(ntr("{n} overlap is decided.", "{n} overlaps are decided.", n))
        else:
            said = tr("There is nothing of that side in this row.")
            self.notices.show_notice(Notice(said, Tone.WARNING))

    def _tell(self, text: str) -> None:
        self.notices.show_notice(Notice(text, Tone.SUCCESS, Deed(tr("Undo"), self._undo)))
        self.reload()
        self.table.setFocus()

    def _undo(self) -> None:
        self._desk.undo()
        self.reload()

    # -- places ------------------------------------------------------------------------------------

    def _go_to_marked(self) -> None:
        marked = self._marked()
        if marked is not None:
            self._go_to(marked)

    def _go_to(self, conflict: Conflict) -> None:
        place = self._desk.place_of(conflict)
        if place is not None:
            self.host.go_to(place)


def _columns(*, whole_city: bool) -> tuple[ColumnSpec, ...]:
    section = (ColumnSpec("section", tr("Section"), width=112),) if whole_city else ()
    return (
        *section,
        ColumnSpec("kind", tr("About"), width=112),
        ColumnSpec("name", tr("Name"), width=180, stretch=True),
        ColumnSpec("field", tr("Column"), width=132),
        ColumnSpec("now", tr("Shown now"), width=176),
        ColumnSpec("beside", tr("Beside it"), width=176),
        ColumnSpec("who", tr("Changed by"), width=240),
    )
