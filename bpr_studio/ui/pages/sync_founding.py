"""共有を始める: the DX office begins to share a workspace."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QLineEdit, QPushButton, QVBoxLayout, QWidget

from bpr_studio.domain.shared.text import tr
from bpr_studio.ui.pages.sync_check_number import CheckNumberCard
from bpr_studio.ui.pages.sync_facts import FoundingPlan, Verdict
from bpr_studio.ui.pages.sync_wizard import Wizard, row_of
from bpr_studio.ui.qt.blocks import Form, prose
from bpr_studio.ui.qt.icons import icon_label
from bpr_studio.ui.qt.theme import Tone, label

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QPagedPaintDevice

    from bpr_studio.domain.shared.progress import Progress
    from bpr_studio.ui.pages.sync_facts import Founded, ProbeLine, ProbeResult
    from bpr_studio.ui.qt.tasks import TaskRunner

LEAST_LETTERS: Final = 12
FOLDER: Final = "folder"
KEY: Final = "key"
NUMBER: Final = "number"
_MOST_REMARKS: Final = 4


@dataclass(frozen=True, slots=True)
class FoundingParts:
    """What the questions need.

    Attributes:
        probe: looks at a place.
        found: begins to share.
        pick_folder: lets the person choose a folder.
        pick_file: lets the person choose where to write a file; gets a proposal.
        printer: asks for a printer, None where printing is not offered.
    """

    probe: Callable[[str, Progress], ProbeResult]
    found: Callable[[FoundingPlan, Progress], Founded]
    pick_folder: Callable[[QWidget], Path | None]
    pick_file: Callable[[QWidget, str], Path | None]
    printer: Callable[[QWidget], QPagedPaintDevice | None] | None = None


class FoundingDialog(Wizard):
    """Folder with a look at it, root key with its passphrase, check number.

    Attributes:
        founded: what came out, None before.
    """

    def __init__(
        self, parts: FoundingParts, tasks: TaskRunner, parent: QWidget | None = None
    ) -> None:
        super().__init__(tr("Begin to share"), tasks, parent)
        self._parts = parts
        self._probed: ProbeResult | None = None
        self.founded: Founded | None = None
        self.folder = _FolderStep(parts.pick_folder)
        self.key = _KeyStep(parts.pick_file)
        self.card = CheckNumberCard(printer=parts.printer, handed_out=True)
        self.add_step(FOLDER, tr("Which folder do all sections reach?"), self.folder)
        self.add_step(KEY, tr("Where shall the key of this city lie?"), self.key)
        self.add_step(NUMBER, tr("Tell this number to everybody who joins."), self._last_step())
        self.folder.address.textChanged.connect(lambda _text: self._forget())
        self.folder.look.clicked.connect(lambda _checked=False: self.probe())
        self.folder.name.textChanged.connect(lambda _text: self.follow())
        self.key.changed(self.follow)
        self.follow()

    def probe(self) -> None:
        """Look at the folder."""
        address = self.folder.address.text().strip()

        def work(progress: Progress) -> ProbeResult:
            return self._parts.probe(address, progress)

        self.run(tr("Looking at the folder"), work, self._show_probed)

    def forward(self) -> None:
        """Probe the folder, begin to share, or finish."""
        if self.step == FOLDER and self._probed is None:
            self.probe()
        elif self.step == KEY:
            self._found()
        else:
            super().forward()

    def is_answered(self) -> bool:
        """Whether the step in front has what it needs."""
        if self.step == FOLDER:
            usable = self._probed is None or self._probed.usable
            return usable and self.folder.is_answered
        return self.step != KEY or self.key.is_answered

    def next_word(self) -> str:
        """The word on the button that goes on."""
        if self.step == FOLDER and self._probed is None:
            return tr("Look at the folder")
        return tr("Begin to share") if self.step == KEY else super().next_word()

    def may_go_back(self) -> bool:
        """Once it is shared there is nothing to go back to."""
        return self.step == KEY

    def may_leave(self) -> bool:
        """Once it is shared there is nothing to give up."""
        return self.step != NUMBER

    # -- inside ----------------------------------------------------------------------------------

    def _forget(self) -> None:
        self._probed = None
        self.folder.show_nothing()
        self.follow()

    def _show_probed(self, result: ProbeResult) -> None:
        self._probed = result
        self.folder.show_result(result)
        self.follow()

    def _found(self) -> None:
        key_file = self.key.file
        if key_file is None:
            return
        address, name = self.folder.address.text().strip(), self.folder.name.text().strip()
        plan = FoundingPlan(address, name, key_file, self.key.passphrase)

        def work(progress: Progress) -> Founded:
            return self._parts.found(plan, progress)

        self.run(tr("Beginning to share"), work, self._show_founded)

    def _show_founded(self, founded: Founded) -> None:
        self.founded = founded
        self.card.show_number(founded.check_number, self.folder.address.text().strip())
        self.show_step(NUMBER)

    def _last_step(self) -> QWidget:
        step = QWidget()
        column = QVBoxLayout(step)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self.card)
        column.addWidget(
            prose(
                tr(
                    "Send it by another way than the shared folder: on paper, by telephone or in a"
                    " letter. Whoever joins compares it with their screen, so that nobody is led"
                    " into a false folder. The first upload goes on in the background; you can work"
                    " meanwhile and close the program at any time."
                )
            )
        )
        column.addStretch(1)
        return step


class _FolderStep(QWidget):
    """The address, and what was found there."""

    def __init__(self, pick: Callable[[QWidget], Path | None]) -> None:
        super().__init__()
        self.address = QLineEdit()
        self.address.setAccessibleName(tr("Shared folder"))
        self.address.setPlaceholderText(r"\\server\share\bpr")
        choose = QPushButton(tr("Choose …"))
        choose.clicked.connect(lambda _checked=False: self._choose(pick))
        self.name = QLineEdit(tr("DX office"))
        form = Form()
        form.add(tr("Name shown to others"), self.name, width=400)
        self.look = QPushButton(tr("Look once more"))
        self.look.hide()
        self._mark = icon_label("question", Tone.SECONDARY)
        self._headline = label("", kind="strong", wrap=True)
        self._outcome = row_of(self._mark, self._headline, self.look, stretch=1)
        self._remarks = label("", wrap=True, selectable=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(
            prose(
                tr(
                    "An empty folder on the file server that all who take part can read and write."
                    " The program looks first whether it is good for that; this takes about a"
                    " minute."
                ),
                kind="secondary",
            )
        )
        column.addWidget(row_of(self.address, choose))
        column.addLayout(form)
        column.addWidget(self._outcome)
        column.addWidget(self._remarks)
        column.addStretch(1)
        self.show_nothing()

    @property
    def is_answered(self) -> bool:
        """Whether nothing is missing."""
        return all(bool(field.text().strip()) for field in (self.address, self.name))

    def show_nothing(self) -> None:
        """Nothing is known about this folder."""
        self._outcome.hide()
        self._remarks.setText("")

    def show_result(self, result: ProbeResult) -> None:
        """Show what was found: the sentence, and what is not good."""
        good = all(line.verdict is not Verdict.DOUBTFUL for line in result.lines)
        mark = ("check-circle", Tone.SUCCESS) if good else ("warning", Tone.WARNING)
        self._mark.set_icon(*(mark if result.usable else ("warning-circle", Tone.ERROR)))
        self._headline.setText(result.headline)
        wrong = [one for one in result.lines if one.verdict in {Verdict.BAD, Verdict.DOUBTFUL}]
        self._remarks.setText("\n".join(_remark(line) for line in wrong[:_MOST_REMARKS]))
        self._outcome.show()
        self.look.setVisible(bool(wrong))

    def _choose(self, pick: Callable[[QWidget], Path | None]) -> None:
        folder = pick(self)
        if folder is not None:
            self.address.setText(str(folder))


def _remark(line: ProbeLine) -> str:
    said = tr("{fact}: {value}", fact=line.what, value=line.result)
    return "・" + " ".join(part for part in (said, line.advice) if part)


class _KeyStep(QWidget):
    """Where the root key lies, its passphrase twice, and that two copies are kept."""

    def __init__(self, pick: Callable[[QWidget, str], Path | None]) -> None:
        super().__init__()
        self._file = QLineEdit()
        self._file.setPlaceholderText(tr("On a USB stick that lies in the safe"))
        choose = QPushButton(tr("Choose …"))
        choose.clicked.connect(lambda _checked=False: self._choose(pick))
        self._first, self._second = QLineEdit(), QLineEdit()
        for field in (self._first, self._second):
            field.setEchoMode(QLineEdit.EchoMode.Password)
        self._hint = label("", kind="secondary")
        self.promise = QCheckBox(
            tr("I will keep a second copy of the file and the passphrase in another safe place.")
        )
        self._form = Form()
        self._form.add(tr("File of the key"), self._file, width=420)
        self._form.addRow("", choose)
        self._form.add(tr("Passphrase"), self._first, width=420)
        self._form.add(tr("Passphrase again"), self._second, width=420)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(
            prose(
                tr(
                    "With this key the DX office decides who takes part. It is needed again only"
                    " when this PC is replaced or lost. Without it and its passphrase nobody can"
                    " help then, and all sections would have to join anew."
                ),
                kind="secondary",
            )
        )
        column.addLayout(self._form)
        column.addWidget(self._hint)
        column.addWidget(self.promise)
        column.addStretch(1)
        choose.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        for field in (self._file, self._first, self._second):
            field.textChanged.connect(lambda _text: self._say())
        self._say()

    @property
    def file(self) -> Path | None:
        """Where the key shall lie."""
        text = self._file.text().strip()
        return Path(text) if text else None

    @property
    def passphrase(self) -> str:
        """What it is locked with."""
        return self._first.text()

    @property
    def is_answered(self) -> bool:
        """Whether nothing is missing."""
        return self.file is not None and self.promise.isChecked() and not self._wrong()

    def fill(self, file: Path, passphrase: str) -> None:
        """Answer as a person does; for tests and pictures."""
        self._file.setText(str(file))
        self._first.setText(passphrase)
        self._second.setText(passphrase)
        self.promise.setChecked(True)

    def changed(self, tell: Callable[[], None]) -> None:
        """Call `tell` after every change."""
        for field in (self._file, self._first, self._second):
            field.textChanged.connect(lambda _text: tell())
        self.promise.toggled.connect(lambda _on: tell())

    def _wrong(self) -> str:
        if len(self._first.text()) < LEAST_LETTERS:
            return tr("At least {n} characters, e.g. four words.", n=LEAST_LETTERS)
        if self._first.text() != self._second.text():
            return tr("The two passphrases differ.")
        return ""

    def _say(self) -> None:
        self._hint.setText(self._wrong())

    def _choose(self, pick: Callable[[QWidget, str], Path | None]) -> None:
        file = pick(self, tr("bpr-root-key") + ".key")
        if file is not None:
            self._file.setText(str(file))
