"""共有フォルダに参加する: folder, check number, who one is; then the DX office is asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QGridLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from bpr_studio.domain.shared.matching import folded
from bpr_studio.domain.shared.text import ntr, tr
from bpr_studio.domain.workload.workflow import DX_OFFICE
from bpr_studio.ui.pages.sync_check_number import CheckNumberCard
from bpr_studio.ui.pages.sync_wizard import Wizard, row_of
from bpr_studio.ui.qt.blocks import Form, prose
from bpr_studio.ui.qt.icons import icon_label
from bpr_studio.ui.qt.theme import Tone, label
from bpr_studio.ui.shell.app_icon import app_icon
from bpr_studio.ui.shell.first_start import role_choices

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from bpr_studio.domain.shared.progress import Progress
    from bpr_studio.ui.qt.tasks import TaskRunner

FOLDER: Final = "folder"
NUMBER: Final = "number"
WHO: Final = "who"
DONE: Final = "done"
_ROW: Final = 30


@dataclass(frozen=True, slots=True)
class SiteSeen:
    """What a shared folder says of itself; not to be trusted before the number was compared.

    Attributes:
        address: the folder.
        city: name of the city.
        check_number: 確認番号.
        fictitious: its figures are invented.
    """

    address: str
    city: str
    check_number: str
    fictitious: bool = False


@dataclass(frozen=True, slots=True)
class SectionChoice:
    """A section one may belong to."""

    code: str
    name: str
    bureau: str


@dataclass(frozen=True, slots=True)
class JoinAnswer:
    """Who asks to take part.

    Attributes:
        name: as others see it.
        role: as in `domain.shared.ports.Person`.
        section: code, "" for the DX office.
    """

    name: str
    role: str
    section: str


@dataclass(frozen=True, slots=True)
class JoinParts:
    """What the questions need; the slow ones run beside the window's thread.

    Attributes:
        look: what a folder says of itself.
        prepare: makes the workspace and fetches the organisation, once the number was compared.
        ask: asks the DX office; the folder of the workspace.
        pick_folder: lets the person choose a folder.
    """

    look: Callable[[str, Progress], SiteSeen]
    prepare: Callable[[SiteSeen, Progress], Sequence[SectionChoice]]
    ask: Callable[[JoinAnswer, Progress], Path]
    pick_folder: Callable[[QWidget], Path | None]


class Joining(Wizard):
    """The questions of joining.

    Attributes:
        workspace: folder of the workspace that was made; None while nobody was asked.
    """

    def __init__(
        self, parts: JoinParts, tasks: TaskRunner, role: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(tr("Join a shared folder"), tasks, parent)
        self._parts = parts
        self._seen: SiteSeen | None = None
        self._is_prepared = False
        self.workspace: Path | None = None
        self.setWindowIcon(app_icon())
        self.folder = _FolderStep(parts.pick_folder)
        self.number = _NumberStep()
        self.who = _WhoStep(role)
        self.done_step = _DoneStep()
        self.add_step(FOLDER, tr("Which folder did the DX office name?"), self.folder)
        self.add_step(NUMBER, tr("Is this the number the DX office told you?"), self.number)
        self.add_step(WHO, tr("Who works on this PC?"), self.who)
        self.add_step(DONE, tr("The DX office has been asked."), self.done_step)
        self.folder.address.textChanged.connect(lambda _text: self._forget())
        self.number.same.toggled.connect(lambda _on: self.follow())
        self.who.changed(self.follow)
        self.follow()

    @property
    def role(self) -> str:
        """The role asked for."""
        return self.who.answer.role

    @property
    def section(self) -> str:
        """Code of the section asked for, "" for the DX office."""
        return self.who.answer.section

    def forward(self) -> None:
        """Look at the folder, fetch the organisation, ask, or begin."""
        deeds = {FOLDER: self._look_at, NUMBER: self._prepare, WHO: self._ask, DONE: self.accept}
        deeds[self.step]()

    def is_answered(self) -> bool:
        """Whether the step in front has what it needs."""
        answered = {
            FOLDER: bool(self.folder.address.text().strip()),
            NUMBER: self.number.same.isChecked(),
            WHO: self.who.is_answered,
            DONE: True,
        }
        return answered[self.step]

    def next_word(self) -> str:
        """The word on the button that goes on."""
        words = {WHO: tr("Ask the DX office"), DONE: tr("Begin")}
        return words.get(self.step, tr("Next"))

    def may_go_back(self) -> bool:
        """Once the workspace is made, another folder would need another one."""
        return self.step == NUMBER

    def may_leave(self) -> bool:
        """Whoever has asked need not give up any more."""
        return self.step != DONE

    # -- inside ----------------------------------------------------------------------------------

    def _forget(self) -> None:
        self._seen = None
        self.follow()

    def _look_at(self) -> None:
        address = self.folder.address.text().strip()

        def work(progress: Progress) -> SiteSeen:
            return self._parts.look(address, progress)

        self.run(tr("Looking at the folder"), work, self._show_seen)

    def _show_seen(self, seen: SiteSeen) -> None:
        self._seen = seen
        self.number.show_seen(seen)
        self.show_step(NUMBER)

    def _prepare(self) -> None:
        seen = self._seen
        if seen is None:
            return

        def work(progress: Progress) -> Sequence[SectionChoice]:
            return self._parts.prepare(seen, progress)

        self.run(tr("Fetching the list of sections"), work, self._show_sections)

    def _show_sections(self, sections: Sequence[SectionChoice]) -> None:
        self._is_prepared = True
        self.who.show_sections(sections)
        self.show_step(WHO)

    def _ask(self) -> None:
        answer = self.who.answer

        def work(progress: Progress) -> Path:
            return self._parts.ask(answer, progress)

        self.run(tr("Asking the DX office"), work, self._show_asked)

    def _show_asked(self, folder: Path) -> None:
        self.workspace = folder
        self.show_step(DONE)


class _FolderStep(QWidget):
    """The address of the shared folder."""

    def __init__(self, pick: Callable[[QWidget], Path | None]) -> None:
        super().__init__()
        self.address = QLineEdit()
        self.address.setAccessibleName(tr("Shared folder"))
        self.address.setPlaceholderText(r"\\server\share\bpr")
        choose = QPushButton(tr("Choose …"))
        choose.clicked.connect(lambda _checked=False: self._choose(pick))
        column = _column(self)
        column.addWidget(
            prose(
                tr(
                    "The folder stands in the letter of the DX office. It is only looked at now;"
                    " nothing is written there before you have compared the check number."
                ),
                kind="secondary",
            )
        )
        column.addWidget(row_of(self.address, choose))
        column.addStretch(1)

    def _choose(self, pick: Callable[[QWidget], Path | None]) -> None:
        folder = pick(self)
        if folder is not None:
            self.address.setText(str(folder))


class _NumberStep(QWidget):
    """The check number, to be compared with the one on paper."""

    def __init__(self) -> None:
        super().__init__()
        self._city = label("", kind="strong", wrap=True)
        self.card = CheckNumberCard()
        self.same = QCheckBox(tr("It is the same number, digit for digit."))
        column = _column(self)
        column.addWidget(self._city)
        column.addWidget(self.card)
        column.addWidget(self.same)
        column.addWidget(
            prose(
                tr(
                    "Compare it with the number that reached you on paper or by telephone, not with"
                    " a file from the folder. If it differs, do not go on: please call the DX"
                    " office."
                ),
                kind="secondary",
            )
        )
        column.addStretch(1)

    def show_seen(self, seen: SiteSeen) -> None:
        """Show what the folder says."""
        mark = tr("{city} (fictitious)", city="").strip()
        says_so = not seen.fictitious or mark in seen.city
        city = seen.city if says_so else tr("{city} (fictitious)", city=seen.city)
        self._city.setText(tr("Shared folder of {city}", city=city))
        self.card.show_number(seen.check_number, seen.address)
        self.same.setChecked(False)


class _WhoStep(QWidget):
    """Name, role, section."""

    def __init__(self, role: str) -> None:
        super().__init__()
        self._sections: tuple[SectionChoice, ...] = ()
        self.name = QLineEdit()
        self.name.setPlaceholderText(tr("e.g. Citizens' section, counter 2"))
        self.roles = QComboBox()
        for choice in role_choices():
            self.roles.addItem(choice.title, choice.key)
        self.roles.setCurrentIndex(max(self.roles.findData(role or "promoter"), 0))
        self.words = QLineEdit()
        self.words.setPlaceholderText(tr("Name or code of a section"))
        self.words.setClearButtonEnabled(True)
        self.list = QListWidget()
        self.list.setAccessibleName(tr("Sections"))
        self.list.setUniformItemSizes(True)
        self._count = label("", kind="caption")
        self._form = Form()
        self._form.add(tr("Name shown to others"), self.name, width=400)
        self._form.add(tr("Your role"), self.roles, width=400)
        self._form.add(tr("Your section"), self.words, width=400)
        column = _column(self)
        column.addLayout(self._form)
        column.addWidget(self.list, 1)
        column.addWidget(self._count)
        self.list.setMinimumHeight(3 * _ROW)
        self.words.textChanged.connect(lambda _text: self._fill())
        self.roles.currentIndexChanged.connect(lambda _place: self._follow())

    @property
    def answer(self) -> JoinAnswer:
        """What was answered."""
        role = str(self.roles.currentData())
        row = self.list.currentRow()
        section = str(self.list.item(row).data(Qt.ItemDataRole.UserRole)) if row >= 0 else ""
        return JoinAnswer(self.name.text().strip(), role, "" if role == DX_OFFICE else section)

    @property
    def is_answered(self) -> bool:
        """Whether nothing is missing."""
        answer = self.answer
        return bool(answer.name) and (answer.role == DX_OFFICE or bool(answer.section))

    def changed(self, tell: Callable[[], None]) -> None:
        """Call `tell` after every change."""
        self.name.textChanged.connect(lambda _text: tell())
        self.roles.currentIndexChanged.connect(lambda _place: tell())
        self.list.currentItemChanged.connect(lambda _new, _old: tell())

    def show_sections(self, sections: Sequence[SectionChoice]) -> None:
        """Offer these sections."""
        self._sections = tuple(sections)
        self._fill()
        self._follow()

    def pick(self, name: str, role: str, section: str) -> None:
        """Answer as a person does; for tests and pictures."""
        self.name.setText(name)
        self.roles.setCurrentIndex(self.roles.findData(role))
        for row in range(self.list.count()):
            if self.list.item(row).data(Qt.ItemDataRole.UserRole) == section:
                self.list.setCurrentRow(row)

    def _fill(self) -> None:
        words = folded(self.words.text()).split()
        chosen = self.answer.section
        self.list.clear()
        for section in self._sections:
            text = f"{section.code}　{section.bureau}　{section.name}"
            if all(word in folded(text) for word in words):
                item = QListWidgetItem(text)
                item.setData(Qt.ItemDataRole.UserRole, section.code)
                item.setSizeHint(QSize(0, _ROW))
                self.list.addItem(item)
                if section.code == chosen:
                    self.list.setCurrentItem(item)
        n = self.list.count()
        self._count.setText(ntr("{n:,} section", "{n:,} sections", n))

    def _follow(self) -> None:
        needs = self.roles.currentData() != DX_OFFICE
        self._form.setRowVisible(self.words, needs)
        for widget in (self.list, self._count):
            widget.setVisible(needs)


class _DoneStep(QWidget):
    """承認待ち: what works already, and what comes with the approval."""

    def __init__(self) -> None:
        super().__init__()
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(12)
        grid.setColumnStretch(1, 1)
        for row, (icon_name, tone, text) in enumerate(
            (
                (
                    "check-circle",
                    Tone.SUCCESS,
                    tr(
                        "Organisation, lists and standard flows are here already. You can look"
                        " around and draw flows."
                    ),
                ),
                (
                    "check-circle",
                    Tone.SUCCESS,
                    tr("What you enter is saved on this PC and is not lost."),
                ),
                (
                    "hourglass",
                    Tone.ACCENT,
                    tr(
                        "When the DX office has approved, the survey sheet of your section arrives"
                        " and everything is shared by itself. You need not do anything."
                    ),
                ),
            )
        ):
            grid.addWidget(icon_label(icon_name, tone), row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(label(text, wrap=True), row, 1)
        column = _column(self)
        column.addLayout(grid)
        column.addStretch(1)


def _column(widget: QWidget) -> QVBoxLayout:
    column = QVBoxLayout(widget)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(12)
    return column
