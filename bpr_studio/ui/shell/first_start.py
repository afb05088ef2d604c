"""The first start: at most three questions, then work."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from bpr_studio.domain.shared.text import tr
from bpr_studio.ui.qt.blocks import Form
from bpr_studio.ui.qt.choices import Choice, ChoiceCards
from bpr_studio.ui.qt.theme import label
from bpr_studio.ui.shell.app_icon import app_icon

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

DEMO: Final = "demo"
NEW: Final = "new"
OPEN: Final = "open"
JOIN: Final = "join"
_OWN: Final = ""


@dataclass(frozen=True, slots=True)
class City:
    """A city to choose: its local government code and its name."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class UseDemo:
    """Try the program on the fictitious city."""

    role: str


@dataclass(frozen=True, slots=True)
class NewCity:
    """Start an empty workspace for a city.

    Attributes:
        role: as in `domain.shared.ports.Person`.
        code: local government code; "" for a city that is not in the list.
        name: name of the city.
    """

    role: str
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class OpenFolder:
    """Go on in a workspace that exists."""

    role: str
    folder: Path


@dataclass(frozen=True, slots=True)
class JoinShare:
    """Take part in the shared folder of one's city; its questions follow."""

    role: str


StartChoice = UseDemo | NewCity | OpenFolder | JoinShare


class FirstStart(QDialog):
    """Asks: which role, which workspace, and for one's own city which.

    Which section somebody belongs to is asked by the home page, where the sections are known. The
    questions can be gone through backwards, and be skipped for the demo city. `exec` the dialog;
    when it was accepted, `choice` says what to do.
    """

    def __init__(
        self,
        cities: Sequence[City],
        pick_folder: Callable[[QWidget], Path | None],
        parent: QWidget | None = None,
    ) -> None:
        """Make the dialog.

        Args:
            cities: the designated cities, in their official order.
            pick_folder: asks for the folder of a workspace; None when the person gave up.
            parent: the window it belongs to, if there is one.
        """
        super().__init__(parent)
        self.setWindowTitle(tr("Welcome to BPR Studio"))
        self.setWindowIcon(app_icon())
        self.setFixedSize(680, 600)
        self._folder: Path | None = None
        self._pick_folder = pick_folder
        self._place = 0
        self._workspace = ChoiceCards(_workspaces(), name=tr("Workspace"))
        self._roles = ChoiceCards(role_choices(), name=tr("Your role"))
        self._city = _CityForm(cities)
        self._city.changed(self._refresh)
        self._steps = {
            "role": _step(tr("What is your role?"), self._roles),
            "workspace": _step(tr("How would you like to begin?"), self._workspace),
            "city": _step(tr("Which city is it for?"), self._city),
        }
        self._build()
        self._workspace.picked.connect(lambda _key: self._refresh())
        self._refresh()

    @property
    def choice(self) -> StartChoice:
        """What was chosen."""
        role = self._roles.key
        match self._workspace.key:
            case "new":
                return NewCity(role, self._city.code, self._city.name)
            case "open" if self._folder is not None:
                return OpenFolder(role, self._folder)
            case "join":
                return JoinShare(role)
            case _:
                return UseDemo(role)

    @property
    def question(self) -> str:
        """Name of the question shown: role, workspace or city."""
        return self._asked()[self._place]

    def pick(self, *, workspace: str = "", role: str = "", city: str = "") -> None:
        """Answer as a click would; for tests and screenshots."""
        self._workspace.pick(workspace)
        self._roles.pick(role)
        self._city.choose(city)

    def forward(self) -> None:
        """Go to the next question, or finish; a workspace that exists is asked for at once."""
        if self.question == "workspace" and self._workspace.key == OPEN:
            self._folder = self._pick_folder(self)
            if self._folder is None:
                return
        if self._place == len(self._asked()) - 1:
            self.accept()
            return
        self._place += 1
        self._refresh()

    def back(self) -> None:
        """Go to the question before."""
        self._place = max(self._place - 1, 0)
        self._refresh()

    def skip(self) -> None:
        """Leave the questions and begin on the demo city."""
        self._workspace.pick(DEMO)
        self.accept()

    # -- inside ----------------------------------------------------------------------------------

    def _asked(self) -> list[str]:
        own = ["city"] if self._workspace.key == NEW else []
        return ["role", "workspace", *own]

    def _build(self) -> None:
        self._stack = QStackedWidget()
        for step in self._steps.values():
            self._stack.addWidget(step)
        self._count = label("", kind="secondary")
        self._back = QPushButton(tr("Back"))
        self._back.clicked.connect(self.back)
        self._next = QPushButton(tr("Next"))
        self._next.setProperty("kind", "primary")
        self._next.setDefault(True)
        self._next.clicked.connect(self.forward)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        skip = QPushButton(tr("Skip and try the demo city"))
        skip.setProperty("kind", "quiet")
        skip.clicked.connect(lambda _checked=False: self.skip())
        foot.addWidget(self._count)
        foot.addStretch(1)
        foot.addWidget(skip)
        foot.addWidget(self._back)
        foot.addWidget(self._next)
        column = QVBoxLayout(self)
        column.setContentsMargins(32, 24, 32, 24)
        column.setSpacing(16)
        column.addWidget(label(tr("Welcome to BPR Studio"), kind="title"))
        column.addWidget(self._stack, 1)
        column.addLayout(foot)

    def _refresh(self) -> None:
        asked = self._asked()
        self._stack.setCurrentWidget(self._steps[self.question])
        self._count.setText(tr("Question {n} of {total}", n=self._place + 1, total=len(asked)))
        self._back.setEnabled(self._place > 0)
        last = self._place == len(asked) - 1
        folder = self.question == "workspace" and self._workspace.key == OPEN
        words = tr("Choose a folder…") if folder else tr("Begin")
        goes_on = self.question == "workspace" and self._workspace.key == JOIN
        self._next.setText(words if last and not goes_on else tr("Next"))
        self._next.setEnabled(self.question != "city" or bool(self._city.name))


class _CityForm(QWidget):
    """One of the designated cities, or a name."""

    def __init__(self, cities: Sequence[City]) -> None:
        super().__init__()
        self._list = QComboBox()
        self._list.setMaxVisibleItems(12)
        for city in cities:
            self._list.addItem(city.name, city.code)
        self._list.addItem(tr("Another city"), _OWN)
        self._own = QLineEdit()
        self._own.setPlaceholderText(tr("Name of the city"))
        self._form = Form(self)
        self._form.add(tr("Designated city"), self._list)
        self._form.add(tr("Name"), self._own)
        self._list.currentIndexChanged.connect(lambda _index: self._follow())
        self._follow()

    @property
    def code(self) -> str:
        """The local government code; "" for another city."""
        return str(self._list.currentData() or "")

    @property
    def name(self) -> str:
        """The name."""
        return self._list.currentText() if self.code else self._own.text().strip()

    def choose(self, text: str) -> None:
        """Choose by name; a name that is not in the list becomes another city."""
        if not text:
            return
        index = self._list.findText(text)
        self._list.setCurrentIndex(index if index >= 0 else self._list.count() - 1)
        if index < 0:
            self._own.setText(text)

    def changed(self, tell: Callable[[], None]) -> None:
        """Call `tell` after every change."""
        self._list.currentIndexChanged.connect(lambda _index: tell())
        self._own.textChanged.connect(lambda _text: tell())

    def _follow(self) -> None:
        self._form.setRowVisible(self._own, not self.code)


def _step(question: str, widget: QWidget) -> QWidget:
    step = QWidget()
    column = QVBoxLayout(step)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(16)
    column.addWidget(label(question, kind="section"))
    column.addWidget(widget)
    column.addStretch(1)
    return step


def _workspaces() -> tuple[Choice, ...]:
    return (
        Choice(
            DEMO,
            "sparkle",
            tr("Try it on a demo city (fictitious)"),
            tr("A whole invented city at work; nothing can go wrong."),
        ),
        Choice(
            JOIN,
            "users-three",
            tr("Join the shared folder of my city"),
            tr("Work with your section and the DX office, each on their own PC."),
        ),
        Choice(
            NEW,
            "buildings",
            tr("Start for my city"),
            tr("An empty workspace with the fixed lists."),
        ),
        Choice(
            OPEN,
            "folder-open",
            tr("Open a workspace that exists"),
            tr("Go on where you or a colleague stopped."),
        ),
    )


def role_choices() -> tuple[Choice, ...]:
    """The roles of `domain.shared.ports.Person`, the office that runs the survey first."""
    return (
        Choice("dx_office", "bank", tr("DX office"), tr("Plans the survey and reads the results.")),
        Choice(
            "section_chief", "user", tr("Section chief"), tr("Approves what the section reports.")
        ),
        Choice(
            "kaizen_leader",
            "lightbulb",
            tr("Kaizen leader"),
            tr("Leads the improvement in a subsection."),
        ),
        Choice("promoter", "users", tr("Promoter"), tr("Fills in the survey for the section.")),
        Choice("member", "user", tr("Member of a section"), tr("Looks up and corrects own tasks.")),
    )
