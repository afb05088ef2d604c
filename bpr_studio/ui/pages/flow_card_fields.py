"""Fields of the step card: each shows a cell as text and hands typed text back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from bpr_studio.domain.shared.text import tr
from bpr_studio.domain.workload.step_cells import LIST_SEPARATOR
from bpr_studio.domain.workload.survey_format import FieldKind
from bpr_studio.ui.qt.theme import Tone, label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QAction, QFocusEvent, QKeyEvent, QWheelEvent

    from bpr_studio.domain.workload.survey_format import SurveyColumn

VARIOUS: Final = None
"""Instead of a text: the selected steps differ here."""

_LINES: Final = {"manual_text": 6, "issue": 2, "improvement": 2}
_LINE: Final = 22
_NUMBERS: Final = frozenset({FieldKind.NUMBER, FieldKind.PERCENT, FieldKind.HOURS})


class CardField(QWidget):
    """One cell with a line below for what is to be said about it.

    Signals:
        typed: somebody finished a text; it differs from what was shown.
        allowed: somebody wants the text stored that looked like personal data.
    """

    typed = Signal(str)
    allowed = Signal(str)
    is_tall = False

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name
        self._shown: str | None = ""
        self._doubtful = ""
        self._hint = label("", kind="caption", wrap=True)
        self._hint.hide()
        self._allow = QPushButton(tr("Store it as it is"))
        self._allow.setProperty("kind", "quiet")
        self._allow.clicked.connect(lambda _checked=False: self.allowed.emit(self._doubtful))
        self._allow.hide()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(2)

    def _hold(self, editor: QWidget) -> None:
        editor.setAccessibleName(self.name)
        self._column.addWidget(editor)
        self._column.addWidget(self._hint)
        self._column.addWidget(self._allow, 0, Qt.AlignmentFlag.AlignLeft)
        self.setFocusProxy(editor)

    @property
    def hint(self) -> str:
        """What is said about the field, "" for nothing."""
        return "" if self._hint.isHidden() else self._hint.text()

    @property
    def allow_button(self) -> QPushButton:
        """Stores a text that looked like personal data; hidden without one."""
        return self._allow

    def say(self, sentence: str, tone: Tone = Tone.SECONDARY, *, doubtful: str = "") -> None:
        """Say something about the field; "" takes it away."""
        self._doubtful = doubtful
        self._hint.setText(sentence)
        self._hint.setStyleSheet(f"color: {_colour(tone)};" if tone is not Tone.SECONDARY else "")
        self._hint.setVisible(bool(sentence))
        self._allow.setVisible(bool(doubtful))
        self._mark_wrong(wrong=tone is Tone.ERROR and bool(sentence))

    def _mark_wrong(self, *, wrong: bool) -> None:
        editor = self.focusProxy()
        if isinstance(editor, QLineEdit) and editor.property("wrong") != wrong:
            editor.setProperty("wrong", wrong)
            editor.style().unpolish(editor)
            editor.style().polish(editor)

    def show_text(self, text: str | None) -> None:
        """Show a cell; `VARIOUS` where steps differ. What is being typed stays."""
        self._shown = text
        if not self.is_typed_in:
            self._put(text)
            self.say("")

    @property
    def is_typed_in(self) -> bool:
        """Somebody is typing here and has not finished."""
        return False

    def _put(self, text: str | None) -> None:
        raise NotImplementedError

    def _finish(self, text: str) -> None:
        if text != (self._shown or "") or (self._shown is VARIOUS and text):
            self.typed.emit(text)

    def set_editable(self, *, editable: bool) -> None:
        """Whether anything may be typed."""
        editor = self.focusProxy()
        if editor is not None:
            editor.setEnabled(editable)


def _colour(tone: Tone) -> str:
    from bpr_studio.ui.qt.theme import current_theme

    return current_theme().color(f"{tone.value}_text").name()


class LineField(CardField):
    """A text or a number in one line; stored with Enter or when the keyboard leaves."""

    def __init__(self, name: str, *, unit: str = "", number: bool = False) -> None:
        super().__init__(name)
        self.edit = QLineEdit()
        if number:
            self.edit.setAlignment(Qt.AlignmentFlag.AlignRight)
        if unit:
            self.edit.setToolTip(unit)
        self.edit.editingFinished.connect(self._done)
        self.edit.returnPressed.connect(self.edit.selectAll)
        self._hold(self.edit)

    @property
    def is_typed_in(self) -> bool:
        """Somebody is typing here and has not finished."""
        return self.edit.hasFocus() and self.edit.isModified()

    def _put(self, text: str | None) -> None:
        self.edit.setPlaceholderText(tr("(various)") if text is VARIOUS else "")
        if self.edit.text() != (text or ""):
            self.edit.setText(text or "")
        self.edit.setModified(False)

    def _done(self) -> None:
        if self.edit.isModified():
            self.edit.setModified(False)
            self._finish(self.edit.text())


class _Paragraph(QPlainTextEdit):
    """A few lines of text; Tab leaves it, Ctrl+Enter stores it."""

    left = Signal()

    def __init__(self, lines: int) -> None:
        super().__init__()
        self.setTabChangesFocus(True)
        self.setFixedHeight(lines * _LINE + 20)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The keyboard leaves: store."""
        super().focusOutEvent(event)
        self.left.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Store without leaving."""
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if control and event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.left.emit()
            return
        super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scrolls the card unless there is more text than room."""
        bar = self.verticalScrollBar()
        if bar.maximum() > bar.minimum() and self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class TextField(CardField):
    """Several lines of text."""

    is_tall = True

    def __init__(self, name: str, lines: int) -> None:
        super().__init__(name)
        self.edit = _Paragraph(lines)
        self.edit.left.connect(self._done)
        self._hold(self.edit)

    @property
    def is_typed_in(self) -> bool:
        """Somebody is typing here and has not finished."""
        return self.edit.hasFocus() and self.edit.document().isModified()

    def _put(self, text: str | None) -> None:
        self.edit.setPlaceholderText(tr("(various)") if text is VARIOUS else "")
        if self.edit.toPlainText() != (text or ""):
            self.edit.setPlainText(text or "")
        self.edit.document().setModified(False)

    def _done(self) -> None:
        if self.edit.document().isModified():
            self.edit.document().setModified(False)
            self._finish(self.edit.toPlainText())


class _Choice(QComboBox):
    """A drop-down that leaves the mouse wheel to the card."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scrolls the card."""
        event.ignore()


class ChoiceField(CardField):
    """One of a few answers, or none."""

    def __init__(self, name: str, labels: Sequence[str], *, blank: bool = True) -> None:
        super().__init__(name)
        self.box = _Choice()
        self.box.addItems([*([""] if blank else []), *labels])
        view = self.box.view()
        view.setMinimumWidth(max((self._width_of(text) for text in labels), default=0) + 40)
        self.box.activated.connect(lambda _row: self._finish(self.box.currentText()))
        self._hold(self.box)

    def _width_of(self, text: str) -> int:
        return self.fontMetrics().horizontalAdvance(text)

    def _put(self, text: str | None) -> None:
        self.box.setPlaceholderText(tr("(various)") if text is VARIOUS else "")
        self.box.setCurrentIndex(-1 if text is VARIOUS else self.box.findText(text or ""))
        self.box.setToolTip(text or "")


class ManyField(CardField):
    """Any of a few answers, ticked in a menu."""

    def __init__(self, name: str, choices: Sequence[tuple[str, str]]) -> None:
        super().__init__(name)
        self.button = QPushButton()
        self.button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.button.setStyleSheet("text-align: left;")
        self._menu = _StayingMenu(self.button)
        self._ticks: dict[str, QAction] = {}
        for code, text in choices:
            tick = self._menu.addAction(text)
            tick.setCheckable(True)
            tick.setData(code)
            self._ticks[text] = tick
        self._menu.aboutToHide.connect(self._done)
        self.button.setMenu(self._menu)
        self._hold(self.button)

    @property
    def ticks(self) -> dict[str, QAction]:
        """What can be ticked, by label."""
        return self._ticks

    def _put(self, text: str | None) -> None:
        chosen = set((text or "").split(LIST_SEPARATOR))
        for name, tick in self._ticks.items():
            tick.setChecked(name in chosen)
        codes = [str(t.data()) for name, t in self._ticks.items() if name in chosen]
        shown = tr("(various)") if text is VARIOUS else LIST_SEPARATOR.join(codes)
        text_shown = shown or tr("Choose…")
        self.button.setText(f"  {text_shown}")  # a menu button has no padding left
        self.button.setToolTip(text or "")
        self.button.setAccessibleName(f"{self.name} {text or ''}".strip())

    def _done(self) -> None:
        chosen = [name for name, tick in self._ticks.items() if tick.isChecked()]
        self._finish(LIST_SEPARATOR.join(chosen))


class _StayingMenu(QMenu):
    """A menu that stays open while things are ticked."""

    def mouseReleaseEvent(self, event: object) -> None:
        """Tick without closing."""
        action: QAction | None = self.activeAction()
        if action and action.isCheckable():
            action.trigger()
        else:
            super().mouseReleaseEvent(event)  # type: ignore[arg-type]  # Qt hands over a mouse event

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The space bar ticks without closing."""
        action: QAction | None = self.activeAction()
        if event.key() == Qt.Key.Key_Space and action and action.isCheckable():
            action.trigger()
        else:
            super().keyPressEvent(event)


class ReadField(CardField):
    """Something that is worked out or given."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.words = label("", wrap=True, selectable=True)
        self.words.setMinimumHeight(QSize(0, 24).height())
        self._hold(self.words)

    def _put(self, text: str | None) -> None:
        self.words.setText(tr("(various)") if text is VARIOUS else text or "")
        self.words.setAccessibleName(f"{self.name} {self.words.text()}")


def field_for(column: SurveyColumn) -> CardField:
    """The field of a column of the survey format."""
    if column.kind is FieldKind.HOURS:
        return ReadField(column.header)
    if column.kind in {FieldKind.CHOICE, FieldKind.FLAG}:
        return ChoiceField(column.header, [choice.label for choice in column.choices])
    if column.kind is FieldKind.LIST and column.choices:
        return ManyField(column.header, [(c.value, c.label) for c in column.choices])
    if column.key in _LINES:
        return TextField(column.header, _LINES[column.key])
    return LineField(column.header, unit=column.unit, number=column.kind in _NUMBERS)
