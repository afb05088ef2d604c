"""The panel of findings: what the rules say about the flow while it is drawn."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from bpr_studio.domain.lint.live import LiveLint
from bpr_studio.domain.lint.repeats import without_repeats
from bpr_studio.domain.lint.rules import TITLES
from bpr_studio.domain.shared.errors import BprError
from bpr_studio.domain.shared.findings import Level
from bpr_studio.domain.shared.text import tr, tr_source
from bpr_studio.ui.pages.flow_findings_list import FindingRows, FindingsView
from bpr_studio.ui.pages.flow_panel import FlowPanel
from bpr_studio.ui.qt.blocks import EmptyState
from bpr_studio.ui.qt.buttons import icon_button
from bpr_studio.ui.qt.findings_list import level_word
from bpr_studio.ui.qt.flow_row import FlowRow
from bpr_studio.ui.qt.theme import label

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from PySide6.QtGui import QShowEvent

    from bpr_studio.domain.lint.findings import LintFinding
    from bpr_studio.services.flow_editing import FlowSession
    from bpr_studio.services.flow_linting import FlowLinting

_AFTER_MS: Final = 150
"""How long nobody must draw before the rules look again."""
_GRAVITY: Final = {Level.ERROR: 0, Level.WARNING: 1, Level.NOTICE: 2}


class FindingsPanel(FlowPanel):
    """Findings by level, with fixes; live while somebody draws.

    Signals:
        marks_changed: level of the gravest finding shown by element id (a dict), for the canvas.

    Args of the constructor: what lints the flows of the workspace.
    """

    marks_changed = Signal(object)

    def __init__(self, linting: FlowLinting) -> None:
        super().__init__()
        self.icon = "list-checks"
        self.title = tr("Checks")
        self._linting = linting
        self._session: FlowSession | None = None
        self._lint: LiveLint | None = None
        self._hidden: set[str] = set()
        self._found: tuple[LintFinding, ...] = ()
        self._shown: tuple[LintFinding, ...] = ()
        self._place = 0  # in the ids of the current finding
        self._changed: dict[str, None] = {}
        self._anything = False
        self.filter = QComboBox()
        self.view = FindingsView(FindingRows(self))
        self.mend = QPushButton(tr("Mend"))
        self.hide_rule = QPushButton(tr("Hide findings of this kind"))
        self.show_all = QPushButton()
        self.go_round = QPushButton(tr("Next element concerned"))
        self._counts = label("", kind="secondary", wrap=True)
        self._praise = EmptyState(
            "check-circle",
            tr("Nothing to mend here."),
            explanation=tr("The flow keeps the rules of notation and of practice."),
        )
        self._only_hidden = EmptyState(
            "eye-slash",
            tr("Everything else is in order."),
            explanation=tr("The kinds you have hidden are not listed."),
        )
        self._stack = QStackedWidget()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.look)
        self._lay_out()
        self._connect()
        self._show()

    # -- the contract of a panel -----------------------------------------------------------------

    def show_flow(self, session: FlowSession | None) -> None:
        """Another flow is edited, or none; hidden kinds are shown again."""
        same = (
            session is not None
            and self._session is not None
            and session.flow_id == self._session.flow_id
        )
        self._session = session
        if not same:
            self._hidden.clear()
        self._lint = None
        self._found = ()
        self._timer.start(0)  # the drawing comes first

    def showEvent(self, event: QShowEvent) -> None:
        """The flow may have been reviewed, or its As-Is changed, while another panel was in front."""
        super().showEvent(event)
        if self._session is not None and self._lint is not None:
            self._found = self._lint.set_facts(self._linting.facts(self._session.flow_id))
            self._show()

    def show_selection(self, ids: Sequence[str]) -> None:
        """Go to the finding about the selected element."""
        if len(ids) == 1:
            self.view.show_element(ids[0])

    def take_changes(self, ids: Sequence[str]) -> None:
        """Look again soon, when nobody has drawn for a moment."""
        self._changed.update(dict.fromkeys(ids))
        self._anything = self._anything or not ids
        self._timer.start(_AFTER_MS)

    # -- deeds -----------------------------------------------------------------------------------

    def look(self) -> None:
        """Let the rules look at what has changed, and show what they say."""
        self._timer.stop()
        ids = () if self._anything else tuple(self._changed)
        self._changed, self._anything = {}, False
        session = self._session
        if session is None:
            self._found = ()
        elif self._lint is None:
            facts = self._linting.facts(session.flow_id)
            self._lint = LiveLint(session.model, self._linting.profile(), facts)
            self._found = self._lint.findings
        else:
            self._found = self._lint.update(ids)
        self._show()

    def apply_fix(self, finding: LintFinding) -> None:
        """Settle a finding by its fix."""
        if finding.fix is None or self._session is None:
            return
        try:
            finding.fix.apply(self._session.editor)
        except BprError as error:
            self.refused.emit(str(error))
            return
        row = self.view.currentIndex().row()
        self.look()
        self.view.go_near(row)

    def hide_kind(self, rule: str) -> None:
        """Show no findings of a rule while this flow is open."""
        self._hidden.add(rule)
        self.filter.setCurrentIndex(0)
        self._show()

    def show_kinds(self) -> None:
        """Show the hidden kinds again."""
        self._hidden.clear()
        self._show()

    def copy(self) -> None:
        """Put the findings shown on the clipboard as rows for a worksheet."""
        rows = [(tr("Level"), tr("Kind"), tr("Element"), tr("Finding"))]
        rows += [
            (level_word(f.level), tr_source(TITLES[f.rule]), f.place, f.sentence)
            for f in self._shown
        ]
        QGuiApplication.clipboard().setText("\n".join("\t".join(row) for row in rows))

    @property
    def findings(self) -> tuple[LintFinding, ...]:
        """The findings listed now."""
        return self._shown

    @property
    def counts(self) -> str:
        """The counts above the list."""
        return self._counts.text()

    # -- building --------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        self.filter.setAccessibleName(tr("Kind of findings"))
        self.filter.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.filter.setMinimumContentsLength(8)
        head = QHBoxLayout()
        head.setSpacing(4)
        head.addWidget(self.filter, 1)
        head.addWidget(icon_button("copy", tr("Copy the findings"), self.copy))
        foot = QWidget()
        deeds = FlowRow(foot, spacing=8)
        for button in (self.mend, self.go_round, self.hide_rule, self.show_all):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            deeds.addWidget(button)
        self._stack.addWidget(self.view)
        self._stack.addWidget(self._praise)
        self._stack.addWidget(self._only_hidden)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 4, 8)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(self._counts)
        column.addWidget(self._stack, 1)
        column.addWidget(foot)

    def _connect(self) -> None:
        self.view.chosen.connect(self._go_to)
        self.view.fix_wanted.connect(self.apply_fix)
        self.view.selectionModel().currentChanged.connect(lambda *_: self._enable())
        self.filter.currentIndexChanged.connect(lambda _index: self._list())
        self.mend.clicked.connect(lambda _checked=False: self._mend_current())
        self.go_round.clicked.connect(lambda _checked=False: self._go_round())
        self.hide_rule.clicked.connect(lambda _checked=False: self._hide_current())
        self.show_all.clicked.connect(lambda _checked=False: self.show_kinds())
        copy = QShortcut(QKeySequence.StandardKey.Copy, self.view)
        copy.setContext(Qt.ShortcutContext.WidgetShortcut)
        copy.activated.connect(self.copy)

    def _go_to(self, finding: LintFinding) -> None:
        self._place = 0
        self.element_wanted.emit(finding.element)

    def _mend_current(self) -> None:
        if self.view.current is not None:
            self.apply_fix(self.view.current)

    def _go_round(self) -> None:
        """Show the elements a finding concerns one after the other."""
        current = self.view.current
        if current is not None:
            self._place = (self._place + 1) % len(current.ids)
            self.element_wanted.emit(current.ids[self._place])

    def _hide_current(self) -> None:
        if self.view.current is not None:
            self.hide_kind(self.view.current.rule)

    # -- showing ---------------------------------------------------------------------------------

    def _show(self) -> None:
        """List what is not hidden, say the counts, mark the canvas."""
        visible = self._visible()
        self._offer_kinds(Counter(finding.rule for finding in visible))
        self._list()
        self.marks_changed.emit(marks_of(visible))
        count = len(visible)
        self._say_title(tr("Checks {n:,}", n=count) if count else tr("Checks"))

    def _visible(self) -> tuple[LintFinding, ...]:
        return tuple(f for f in without_repeats(self._found) if f.rule not in self._hidden)

    def _say_title(self, title: str) -> None:
        if title != self.title:
            self.title = title
            self.title_changed.emit()

    def _offer_kinds(self, counts: Mapping[str, int]) -> None:
        chosen = self.filter.currentData()
        self.filter.blockSignals(True)
        self.filter.clear()
        self.filter.addItem(tr("All kinds ({n:,})", n=sum(counts.values())), "")
        for rule in TITLES:
            if rule in counts:
                title = tr_source(TITLES[rule])
                self.filter.addItem(tr("{kind} ({n:,})", kind=title, n=counts[rule]), rule)
        self.filter.setCurrentIndex(max(self.filter.findData(chosen or ""), 0))
        self.filter.blockSignals(False)

    def _list(self) -> None:
        rule = self.filter.currentData()
        shown = tuple(f for f in self._visible() if rule in ("", None, f.rule))
        if shown != self._shown:
            self._shown = shown
            self.view.show_findings(shown)
        nothing = self._only_hidden if self._found and self._hidden else self._praise
        self._stack.setCurrentWidget(self.view if shown else nothing)
        self._counts.setText(_counts(shown))
        self._counts.setVisible(bool(shown))
        self._enable()

    def _enable(self) -> None:
        current = self.view.current
        editable = self._session is not None and bool(self._session.editable)
        fix = current.fix if current is not None else None
        self.mend.setEnabled(fix is not None and editable)
        self.mend.setToolTip(fix.label if fix is not None else tr("Nothing to mend by itself here"))
        self.hide_rule.setEnabled(current is not None)
        self.go_round.setVisible(current is not None and len(current.ids) > 1)
        self.show_all.setVisible(bool(self._hidden))
        self.show_all.setText(tr("Show {n} hidden kinds again", n=len(self._hidden)))


def marks_of(findings: Sequence[LintFinding]) -> dict[str, Level]:
    """The gravest level by element, of the main elements; notices are for the list only."""
    marks: dict[str, Level] = {}
    for finding in findings:
        before = marks.get(finding.element)
        if finding.level is Level.NOTICE:
            continue
        if before is None or _GRAVITY[finding.level] < _GRAVITY[before]:
            marks[finding.element] = finding.level
    return marks


def _counts(findings: Sequence[LintFinding]) -> str:
    counts = Counter(finding.level for finding in findings)
    return " ・ ".join(f"{level_word(level)} {counts[level]:,}" for level in Level if counts[level])
