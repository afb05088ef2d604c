"""What the marked wordings may mean: their tasks, the classes suggested, and the buttons."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from bpr_studio.domain.shared.quantities import format_hours
from bpr_studio.domain.shared.text import ntr, tr
from bpr_studio.services.reclassifying import OFFERED
from bpr_studio.ui.qt.blocks import clear_layout
from bpr_studio.ui.qt.icons import icon_label
from bpr_studio.ui.qt.theme import Tone, label

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bpr_studio.domain.classification.suggest import ClassSuggestion
    from bpr_studio.services.sorting_views import SortingAnswer, WordingLine

_NAMES_SHOWN: Final = 6


class SortingSide(QFrame):
    """Beside the table; says what the keys 1, 2, 3, 0 and Enter would do to the marked lines.

    Signals:
        taken: place of the suggestion to take, 0 is the best.
        kept: the classes the tasks have are right.
        choosing: somebody wants to choose a class from the whole classification.
    """

    taken = Signal(int)
    kept = Signal()
    choosing = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("kind", "card")
        self.setMinimumWidth(300)
        self.setAccessibleName(tr("Suggested classes"))
        self._may_keep = False
        self._refusal = ""
        self.buttons: list[QPushButton] = []
        inside = QWidget()
        inside.setObjectName("scrolled")
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(16, 12, 12, 12)
        self._column.setSpacing(6)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inside)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(area)

    def set_deeds(self, *, may_keep: bool, refusal: str) -> None:
        """What can be done here at all.

        Args:
            may_keep: the classes the tasks have can be called right.
            refusal: why nothing can be sorted, "" when it can.
        """
        self._may_keep, self._refusal = may_keep, refusal

    def show_lines(self, answer: SortingAnswer, lines: Sequence[WordingLine], own: str) -> None:
        """Show the marked lines.

        Args:
            answer: the list they are from.
            lines: the marked ones.
            own: name of the class they have now, "" where that says nothing.
        """
        clear_layout(self._column)
        self.buttons = []
        if lines:
            self._tell(answer, lines, own)
            self._offer(lines)
            self._warn(answer, lines)
        else:
            self._add(tr("Mark one or more lines to sort them."), "secondary")
        self._column.addStretch(1)

    # -- inside ----------------------------------------------------------------------------------

    def _add(self, text: str, kind: str = "") -> None:
        self._column.addWidget(label(text, kind=kind, wrap=True, selectable=True))

    def _add_warning(self, text: str) -> None:
        frame = QFrame()
        frame.setProperty("kind", "notice")
        frame.setProperty("tone", Tone.WARNING.value)
        row = QHBoxLayout(frame)
        row.setContentsMargins(10, 8, 10, 8)
        row.setSpacing(8)
        row.addWidget(icon_label("warning", Tone.WARNING), 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(label(text, wrap=True), 1)
        self._column.addWidget(frame)

    def _tell(self, answer: SortingAnswer, lines: Sequence[WordingLine], own: str) -> None:
        if len(lines) == 1:
            self._add(lines[0].name or tr("(no name)"), "section")
        else:
            self._add(ntr("{n:,} wording marked", "{n:,} wordings marked", len(lines)), "section")
        self._add(_amount(lines), "secondary")
        places = answer.sections_of(lines)
        self._add(_listed([place.name for place in places]), "caption")
        if own:
            self._add(tr("Now: {name}", name=own), "secondary")
        self._column.addSpacing(8)

    def _offer(self, lines: Sequence[WordingLine]) -> None:
        if not any(line.suggestions for line in lines):
            self._add(tr("No word of the name is known. Choose a class yourself."), "secondary")
        for place in range(OFFERED):
            offers = [one.suggestions[place] for one in lines if place < len(one.suggestions)]
            if offers:
                self._offer_place(place, offers)
        if self._may_keep:
            text = tr("0  The present class is right")
            self._button(text, lambda: self.kept.emit())  # noqa: PLW0108  # a stored emit outlives its widget
        self._button(tr("Choose a class…  (Enter)"), lambda: self.choosing.emit())  # noqa: PLW0108  # as above

    def _offer_place(self, place: int, offers: Sequence[ClassSuggestion]) -> None:
        codes = {offer.code for offer in offers}
        if len(codes) == 1:
            name, path = offers[0].name, offers[0].path.removesuffix(f" › {offers[0].name}")
            words = tuple(dict.fromkeys(word for offer in offers for word in offer.words))[:4]
            because = tr("because of: {words}", words=tr(", ").join(words))
        else:
            name = _ORDINALS[place]()
            path = tr("{n} different classes", n=len(codes))
            because = ""
        self._button(tr("{key}  {name}", key=place + 1, name=name), lambda: self.taken.emit(place))
        self._add(path, "caption")
        if because:
            self._add(because, "caption")
        self._column.addSpacing(6)

    def _button(self, text: str, run: Callable[[], object]) -> None:
        button = QPushButton(text.replace("&", "&&"))
        button.setAccessibleName(text)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setStyleSheet("text-align: left;")
        button.setEnabled(not self._refusal)
        button.clicked.connect(lambda _checked=False: run())
        self.buttons.append(button)
        self._column.addWidget(button)

    def _warn(self, answer: SortingAnswer, lines: Sequence[WordingLine]) -> None:
        self._column.addSpacing(6)
        if self._refusal:
            self._add_warning(self._refusal)
            return
        names = [place.name for place in answer.sections_of(lines) if place.approved]
        if names:
            text = ntr(
                "{n:,} section is approved already; another class would be a change after its "
                "approval: {names}",
                "{n:,} sections are approved already; another class would be a change after "
                "their approval: {names}",
                len(names),
                names=_listed(names),
            )
            self._add_warning(text)


_ORDINALS: Final = (
    lambda: tr("The first suggestion of each"),
    lambda: tr("The second suggestion of each"),
    lambda: tr("The third suggestion of each"),
)


def _amount(lines: Sequence[WordingLine]) -> str:
    return ntr(
        "{n:,} task, {hours} h",
        "{n:,} tasks, {hours} h",
        sum(len(line.tasks) for line in lines),
        hours=format_hours(sum(line.minutes for line in lines)),
    )


def _listed(names: Sequence[str]) -> str:
    shown = tr(", ").join(names[:_NAMES_SHOWN])
    more = len(names) - _NAMES_SHOWN
    if more <= 0:
        return shown
    return ntr("{names} and {n:,} more", "{names} and {n:,} more", more, names=shown)
