"""Beside the ledger: the procedure the keyboard is on, deciding, its steps, and what is saved."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDoubleSpinBox,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from bpr_studio.domain.procedures.checks import requirement_word
from bpr_studio.domain.procedures.procedure import DECISION_FIELD, Requirement
from bpr_studio.domain.shared.text import ntr, tr
from bpr_studio.services.procedure_values import Review
from bpr_studio.ui.qt.blocks import Form, SectionHeader, clear_layout
from bpr_studio.ui.qt.buttons import icon_button
from bpr_studio.ui.qt.findings_list import LEVEL_MARKS
from bpr_studio.ui.qt.icons import icon_label
from bpr_studio.ui.qt.theme import label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bpr_studio.domain.procedures.procedure import Procedure
    from bpr_studio.domain.procedures.savings import Saving, StepLink
    from bpr_studio.services.procedures import Procedures
    from bpr_studio.ui.qt.theme import Tone

_FIELD: Final = 192


class ProcedureSide(QFrame):
    """What is known of a procedure and what can be decided about the marked ones.

    Signals:
        reviewed: a `Review` for all marked lines.
        link_wanted: requirement, step id ("" for none) and minutes (None for the step's own).
        unlink_wanted: row id of a link.
        register_wanted: a `Saving` to be entered into the register of improvements.
        city_alone_wanted: take the proposals for the marked lines over.
    """

    reviewed = Signal(object)
    link_wanted = Signal(object, str, object)
    unlink_wanted = Signal(str)
    register_wanted = Signal(object)
    city_alone_wanted = Signal()

    def __init__(self, procedures: Procedures) -> None:
        super().__init__()
        self.setProperty("kind", "card")
        self.setMinimumWidth(340)
        self.setAccessibleName(tr("The marked procedure"))
        self._procedures = procedures
        self._shown: tuple[str, ...] = ()
        inside = QWidget()
        inside.setObjectName("scrolled")
        column = QVBoxLayout(inside)
        column.setContentsMargins(16, 12, 12, 12)
        column.setSpacing(8)
        self._facts = QVBoxLayout()
        self._facts.setSpacing(4)
        column.addLayout(self._facts)
        self.decide = DecideForm(procedures)
        self.decide.decided.connect(self.reviewed)
        column.addWidget(self.decide)
        self._work = QVBoxLayout()
        self._work.setSpacing(6)
        column.addLayout(self._work)
        self.linking = LinkForm(procedures)
        self.linking.wanted.connect(self.link_wanted)
        column.addWidget(self.linking)
        column.addStretch(1)
        self._area = area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inside)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(area)
        self.register_buttons: list[QPushButton] = []

    @property
    def shown(self) -> tuple[str, ...]:
        """Row ids of the marked lines."""
        return self._shown

    def show_work(self) -> None:
        """Bring the linked steps and what they save into sight."""
        self._area.ensureWidgetVisible(self.linking)

    def show_marked(self, marked: Sequence[Procedure], *, editable: bool) -> None:
        """Show one procedure, or what can be done to several."""
        self._shown = tuple(procedure.id for procedure in marked)
        clear_layout(self._facts)
        clear_layout(self._work)
        self.register_buttons = []
        one = marked[0] if len(marked) == 1 else None
        if not marked:
            self._say(tr("Mark one or more lines to review them."), "secondary")
        elif one is None:
            self._say(
                ntr("{n:,} procedure marked", "{n:,} procedures marked", len(marked)), "section"
            )
        else:
            self._tell(one)
        proposals = self._procedures.city_alone_proposals(self._shown) if editable else {}
        if proposals:
            self._offer_city_alone(len(proposals))
        self.decide.setVisible(bool(marked) and editable)
        self.decide.show_marked(marked)
        self.linking.setVisible(one is not None and editable and bool(one.demanded))
        if one is not None:
            self._tell_work(one, editable=editable)
            self.linking.show_procedure(one)

    # -- facts -----------------------------------------------------------------------------------

    def _say(self, text: str, kind: str = "") -> None:
        self._facts.addWidget(label(text, kind=kind, wrap=True, selectable=True))

    def _tell(self, one: Procedure) -> None:
        ledger = self._procedures.ledger
        section = self._procedures.section(one.unit_id)
        self._say(one.name or tr("(no name)"), "section")
        head = [one.number, section.name if section else tr("The whole city")]
        if one.cases_total is not None:
            head.append(tr("{n:,} cases a year", n=one.cases_total))
        if one.online_rate is not None:
            head.append(tr("{rate:.1%} online", rate=one.online_rate))
        self._say(" ・ ".join(part for part in head if part), "caption")
        for demand in one.demanded:
            basis = ledger.label(_basis_key(demand), one.basis(demand)) or tr("not said")
            text = tr("{demand}: basis {basis}", demand=requirement_word(demand), basis=basis)
            if demand is Requirement.SEAL and one.seal_purpose:
                purpose = ledger.label("seal_purpose", one.seal_purpose)
                text = tr("{demand}, purpose {purpose}", demand=text, purpose=purpose)
            decided = ledger.label(DECISION_FIELD[demand], one.decided(demand))
            self._say(" → ".join((text, decided or tr("not reviewed"))), "secondary")
        if not one.demanded:
            self._say(tr("Demands neither paper nor seal nor a visit."), "secondary")
        for heading, value in one.extra.items():
            self._say(f"{heading}: {value}", "caption")
        for finding in self._procedures.findings(one):
            self._facts.addWidget(_marked_line(*LEVEL_MARKS[finding.level], finding.message))

    def _offer_city_alone(self, n: int) -> None:
        button = QPushButton(
            ntr(
                "Confirm “the city alone” ({n})",
                "Confirm “the city alone” ({n})",
                n,
            )
        )
        button.clicked.connect(lambda _checked=False: self.city_alone_wanted.emit())
        self._facts.addWidget(button)

    # -- work ------------------------------------------------------------------------------------

    def _tell_work(self, one: Procedure, *, editable: bool) -> None:
        savings = self._procedures.savings(one.id)
        if not savings:
            return
        self._work.addWidget(SectionHeader(tr("Work that goes away with it")))
        links = self._procedures.links(one.id)
        for saving in savings:
            self._tell_saving(saving, links, editable=editable)

    def _tell_saving(self, saving: Saving, links: Sequence[StepLink], *, editable: bool) -> None:
        word = requirement_word(saving.requirement)
        self._work.addWidget(label(word, kind="strong"))
        for link in links:
            if link.requirement is saving.requirement:
                self._work.addWidget(self._link_line(link, editable=editable))
        self._work.addWidget(label(saving.sentence, kind="secondary", wrap=True, selectable=True))
        if saving.minutes and editable:
            button = QPushButton(tr("Enter as an improvement"))
            button.clicked.connect(
                lambda _checked=False, saving=saving: self.register_wanted.emit(saving)
            )
            button.setAccessibleName(f"{word}: {button.text()}")
            self.register_buttons.append(button)
            self._work.addWidget(button)

    def _link_line(self, link: StepLink, *, editable: bool) -> QWidget:
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(label(link_text(link), kind="caption", wrap=True), 1)
        if editable:
            button = icon_button(
                "x", tr("Take the link away"), lambda: self.unlink_wanted.emit(link.id)
            )
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        return line


class DecideForm(QWidget):
    """Deciding on one demand of all marked lines.

    Signals:
        decided: a `Review`.
    """

    decided = Signal(object)

    def __init__(self, procedures: Procedures) -> None:
        super().__init__()
        self._procedures = procedures
        self._marked: tuple[str, ...] = ()
        self._one: Procedure | None = None
        self.requirement, self.decision = QComboBox(), QComboBox()
        for combo in (self.requirement, self.decision):  # no wider than the card
            combo.setSizeAdjustPolicy(
                QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
            )
        self.reason, self.rule, self.day = QLineEdit(), QLineEdit(), QLineEdit()
        self.day.setPlaceholderText(tr("e.g. 2026/10/1"))
        for demand in Requirement:
            self.requirement.addItem(requirement_word(demand), demand)
        self.button = QPushButton(tr("Decide"))
        self.button.setProperty("kind", "primary")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(6)
        column.addWidget(SectionHeader(tr("Review")))
        form = Form()
        form.add(tr("Demand"), self.requirement, width=_FIELD)
        form.add(tr("Decision"), self.decision, width=_FIELD)
        form.add(tr("Reason"), self.reason, width=_FIELD)
        form.add(tr("Rule amended"), self.rule, width=_FIELD)
        form.add(tr("In force from"), self.day, width=_FIELD)
        column.addLayout(form)
        column.addWidget(self.button)
        self.requirement.currentIndexChanged.connect(lambda _n: self._fill_decisions())
        self.button.clicked.connect(lambda _checked=False: self._decide())
        self.requirement.setCurrentIndex(list(Requirement).index(Requirement.SEAL))
        self._fill_decisions()

    def show_marked(self, marked: Sequence[Procedure]) -> None:
        """Say how many lines a decision would be for; what was typed for others is gone.

        Of a single line the demand that is open comes first, with what was decided so far.
        """
        n = len(marked)
        rows = tuple(procedure.id for procedure in marked)
        if rows != self._marked:
            self._marked, self._one = rows, marked[0] if n == 1 else None
            self._begin(self._one)
        self.button.setText(
            tr("Decide") if n <= 1 else ntr("Decide for {n:,} line", "Decide for {n:,} lines", n)
        )

    def _begin(self, one: Procedure | None) -> None:
        """Show what is known of the line, nothing where several are marked."""
        texts = (one.decision_reason, one.amended_rule, one.effective_on) if one else ("",) * 3
        for field, text in zip((self.reason, self.rule, self.day), texts, strict=True):
            field.setText(text)
            field.setCursorPosition(0)
        demands = (*one.open_demands, *one.demanded) if one else ()
        if demands:
            self.requirement.setCurrentIndex(self.requirement.findData(demands[0]))
        self._fill_decisions()

    def _fill_decisions(self) -> None:
        demand = Requirement(self.requirement.currentData())
        field = DECISION_FIELD[demand]
        self.decision.clear()
        for choice in self._procedures.ledger.column(field).choices:
            self.decision.addItem(choice.label, choice.value)
        known = self.decision.findData(getattr(self._one, field)) if self._one else -1
        self.decision.setCurrentIndex(max(known, 0))

    def _decide(self) -> None:
        review = Review(
            Requirement(self.requirement.currentData()),
            str(self.decision.currentData()),
            self.reason.text().strip(),
            self.rule.text().strip(),
            self.day.text().strip(),
        )
        self.decided.emit(review)


class LinkForm(QWidget):
    """Choosing the step of a flow that exists for a demand.

    Signals:
        wanted: requirement, step id ("" for none) and minutes (None for the step's own).
    """

    wanted = Signal(object, str, object)

    def __init__(self, procedures: Procedures) -> None:
        super().__init__()
        self._procedures = procedures
        self.requirement, self.flow, self.step = QComboBox(), QComboBox(), QComboBox()
        self.minutes = QDoubleSpinBox()
        self.minutes.setRange(-0.5, 10_000)
        self.minutes.setSingleStep(0.5)
        self.minutes.setDecimals(1)
        self.minutes.setSpecialValueText(tr("as the step says"))
        self.minutes.setSuffix(" " + tr("minutes"))
        self.minutes.setValue(-0.5)
        self.minutes.lineEdit().setAccessibleName(tr("Minutes per case"))
        self.button = QPushButton(tr("Link the step"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(6)
        column.addWidget(SectionHeader(tr("Link a step of a flow")))
        form = Form()
        form.add(tr("Demand"), self.requirement, width=_FIELD)
        form.add(tr("Flow of the step"), self.flow, width=_FIELD)
        form.add(tr("Step"), self.step, width=_FIELD)
        form.add(tr("Minutes per case"), self.minutes, width=_FIELD)
        column.addLayout(form)
        column.addWidget(self.button)
        for combo in (self.flow, self.step):
            combo.setSizeAdjustPolicy(
                QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
            )
        self.flow.currentIndexChanged.connect(lambda _n: self._fill_steps())
        self.button.clicked.connect(lambda _checked=False: self._link())

    def show_procedure(self, one: Procedure) -> None:
        """Offer the demands of a procedure, and the flows of its section and class first."""
        self.requirement.clear()
        for demand in one.demanded:
            self.requirement.addItem(requirement_word(demand), demand)
        seal = self.requirement.findData(Requirement.SEAL)
        self.requirement.setCurrentIndex(max(seal, 0))
        self._fill_flows(one)

    def _fill_flows(self, one: Procedure) -> None:
        chosen = self.flow.currentData()
        self.flow.blockSignals(True)
        self.flow.clear()
        self.flow.addItem(tr("(no flow: enter the minutes)"), "")

        def rank(unit: str, code: str) -> int:
            same_class = bool(one.class_code) and code == one.class_code
            return -2 * (unit == one.unit_id) - same_class

        lines = sorted(self._procedures.flows(), key=lambda f: rank(f.unit_id, f.class_code))
        for flow in lines:
            self.flow.addItem(flow.name, flow.id)
        best = 1 if lines and rank(lines[0].unit_id, lines[0].class_code) < 0 else 0
        known = self.flow.findData(chosen) if chosen else -1
        self.flow.setCurrentIndex(known if known > 0 else best)
        self.flow.blockSignals(False)
        self._fill_steps()

    def _fill_steps(self) -> None:
        self.step.clear()
        flow = str(self.flow.currentData() or "")
        self.step.setEnabled(bool(flow))
        for step in self._procedures.flow_steps(flow) if flow else ():
            minutes = (
                tr("{n:g} min", n=step.minutes_per_case)
                if step.minutes_per_case is not None
                else tr("minutes not answered")
            )
            self.step.addItem(f"{step.name}（{minutes}）", step.id)

    def _link(self) -> None:
        value = self.minutes.value()
        minutes = None if value < 0 else value
        step = str(self.step.currentData() or "")
        self.wanted.emit(Requirement(self.requirement.currentData()), step, minutes)
        self.minutes.setValue(-0.5)


def link_text(link: StepLink) -> str:
    """A link in words: flow, step, minutes and where they are from."""
    minutes = link.minutes_per_case
    if minutes is None:
        said = tr("minutes not answered")
    elif link.entered_minutes is None:
        said = tr("{n:g} min per case, as the step says", n=minutes)
    else:
        said = tr("{n:g} min per case, entered", n=minutes)
    if not link.step_id:
        return said
    where = f"{link.flow_name} › {link.step_name}" if link.flow_id else tr("(the step is gone)")
    return f"{where} ・ {said}"


def _basis_key(demand: Requirement) -> str:
    return {
        Requirement.WRITTEN: "written_basis",
        Requirement.SEAL: "seal_basis",
        Requirement.IN_PERSON: "in_person_basis",
    }[demand]


def _marked_line(icon: str, tone: Tone, text: str) -> QWidget:
    line = QFrame()
    row = QHBoxLayout(line)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(6)
    row.addWidget(icon_label(icon, tone), 0, Qt.AlignmentFlag.AlignTop)
    row.addWidget(label(text, kind="caption", wrap=True, selectable=True), 1)
    return line
