"""The building blocks of pages: title and filter lines, empty state, notices, key figures."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QDoubleSpinBox,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from bpr_studio.domain.shared.text import tr
from bpr_studio.ui.qt.buttons import ActionButton, icon_button
from bpr_studio.ui.qt.error_panel import ErrorPanel
from bpr_studio.ui.qt.icons import icon_label
from bpr_studio.ui.qt.theme import Tone, label

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QAction

    from bpr_studio.domain.shared.errors import BprError

_UNDO_SHOWN_MS = 12_000
_PROSE_WIDTH = 560
_FIELD_INSET = 8  # between the border of a field and its text


@dataclass(frozen=True, slots=True)
class Deed:
    """A button with what it does."""

    text: str
    run: Callable[[], object] = field(compare=False)


@dataclass(frozen=True, slots=True)
class Notice:
    """A short message that asks for nothing.

    Attributes:
        text: a whole sentence.
        tone: colour of the mark beside it.
        deed: at most one button, usually the undo of what was just done.
        lasting: stays as it is until closed; otherwise its button goes after 12 seconds, and the
            message when the next page is opened, so that nothing moves under the mouse.
    """

    text: str
    tone: Tone = Tone.ACCENT
    deed: Deed | None = None
    lasting: bool = False


_TONE_ICONS = {
    Tone.SUCCESS: "check-circle",
    Tone.WARNING: "warning",
    Tone.ERROR: "warning-circle",
}


class TitleLine(QWidget):
    """Page title, a quiet subtitle, and the actions at the right."""

    def __init__(self, title: str, *, subtitle: str = "") -> None:
        super().__init__()
        self._title = label(title, kind="title")
        self._subtitle = label(subtitle, kind="secondary")
        if not subtitle:
            self._subtitle.hide()  # hidden, never shown here: without a parent it would be a window
        self._actions: tuple[QAction, ...] = ()
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(8)
        texts = QVBoxLayout()
        texts.setSpacing(6)
        texts.addWidget(self._title)
        texts.addWidget(self._subtitle)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(16)
        row.addLayout(texts, 1)
        row.addLayout(self._buttons)

    @property
    def title(self) -> str:
        """The title as shown."""
        return self._title.text()

    @property
    def actions_shown(self) -> tuple[QAction, ...]:
        """The actions that have a button."""
        return self._actions

    def set_text(self, title: str, *, subtitle: str = "") -> None:
        """Change both lines."""
        self._title.setText(title)
        self._subtitle.setText(subtitle)
        self._subtitle.setVisible(bool(subtitle))

    def set_actions(self, actions: Sequence[QAction], *, primary: int | None) -> None:
        """Show one button per action; see `Page.set_actions`."""
        clear_layout(self._buttons)
        self._actions = tuple(actions)
        for index, action in enumerate(actions):
            self._buttons.addWidget(
                ActionButton(action, kind="primary" if index == primary else "")
            )


class FilterLine(QWidget):
    """A line of fields that narrow what the page shows, each with its word before it."""

    def __init__(self) -> None:
        super().__init__()
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(8)
        self._row.addStretch(1)

    def add(self, name: str, widget: QWidget) -> None:
        """Add a field; `name` becomes its label and accessible name, "" for none."""
        position = self._row.count() - 1
        if name:
            caption = label(name, kind="secondary")
            caption.setBuddy(widget)
            widget.setAccessibleName(name)
            self._row.insertWidget(position, caption)
            position += 1
        self._row.insertWidget(position, widget)
        self._row.insertSpacing(position + 1, 8)

    def set_shown(self, widget: QWidget, *, shown: bool) -> None:
        """Show or hide a field together with its word."""
        widget.setVisible(shown)
        before = self._row.itemAt(max(self._row.indexOf(widget) - 1, 0))
        caption = before.widget() if before is not None else None
        if isinstance(caption, QLabel) and caption.buddy() is widget:
            caption.setVisible(shown)

    def add_right(self, widget: QWidget) -> None:
        """Add something at the right end, e.g. the count of rows shown."""
        self._row.addWidget(widget)


class SectionHeader(QWidget):
    """A heading inside a page, with an optional remark and small widgets at the right."""

    def __init__(self, title: str, *, remark: str = "") -> None:
        super().__init__()
        self._remark = label(remark, kind="secondary")
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 8, 0, 0)
        self._row.setSpacing(12)
        self._row.addWidget(label(title, kind="section"))
        self._row.addWidget(self._remark, 1, Qt.AlignmentFlag.AlignVCenter)

    def set_remark(self, remark: str) -> None:
        """Change the quiet text after the heading."""
        self._remark.setText(remark)

    def add_right(self, widget: QWidget) -> None:
        """Add a widget at the right end."""
        self._row.addWidget(widget)


class EmptyState(QWidget):
    """Nothing here yet: why, and the next step one click away.

    Args:
        icon_name: file name in resources/icons.
        sentence: what would stand here, e.g. "調査票はまだ取り込まれていません。".
        explanation: one or two sentences on how it gets here.
        next_step: the filled button.
        sample: the quiet button that shows a sample, labelled 架空 by whoever makes it.
    """

    def __init__(
        self,
        icon_name: str,
        sentence: str,
        *,
        explanation: str = "",
        next_step: Deed | None = None,
        sample: Deed | None = None,
    ) -> None:
        super().__init__()
        self.setAccessibleName(sentence)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 48)
        column.setSpacing(12)
        column.addStretch(2)
        centre = Qt.AlignmentFlag.AlignHCenter
        column.addWidget(icon_label(icon_name, Tone.SECONDARY, QSize(48, 48)), 0, centre)
        headline = label(sentence, kind="section")
        headline.setAlignment(centre)
        column.addWidget(headline, 0, centre)
        if explanation:
            text = prose(explanation, kind="secondary", centred=True)
            text.setMaximumWidth(_PROSE_WIDTH)
            middle = QHBoxLayout()
            middle.addStretch(1)
            middle.addWidget(text, _PROSE_WIDTH)
            middle.addStretch(1)
            column.addLayout(middle)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addStretch(1)
        for deed, kind in ((next_step, "primary"), (sample, "")):
            if deed is not None:
                buttons.addWidget(_deed_button(deed, kind))
        buttons.addStretch(1)
        column.addSpacing(4)
        column.addLayout(buttons)
        column.addStretch(3)


class NoticeBar(QWidget):
    """Where notices and errors appear; takes no room while there is none.

    Signals:
        closed: the last message went.
    """

    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_UNDO_SHOWN_MS)
        self._timer.timeout.connect(self._run_out)
        self._is_over = False
        self.hide()

    def show_notice(self, notice: Notice) -> None:
        """Show a notice in place of what was here."""
        self._show(_NoticeLine(notice, self.clear))
        if not notice.lasting:
            self._timer.start()

    def show_text(self, text: str) -> None:
        """Show a plain sentence."""
        self.show_notice(Notice(text))

    def show_error(self, error: BprError, *, details: str = "") -> None:
        """Show an error; it stays until it is closed."""
        panel = ErrorPanel(error, details=details, dismissable=True)
        panel.dismissed.connect(self.clear)
        self._show(panel)

    def leave(self) -> None:
        """Another page comes to the front: a notice whose time is over goes."""
        if self._is_over:
            self.clear()

    def clear(self) -> None:
        """Remove what is shown."""
        self._timer.stop()
        self._is_over = False
        if self._column.count():
            clear_layout(self._column)
            self.hide()
            self.closed.emit()

    def _run_out(self) -> None:
        """The deed is no longer the last one; the sentence keeps its room while it is in sight."""
        if not self.isVisible():
            self.clear()
            return
        self._is_over = True
        for line in self.findChildren(_NoticeLine):
            line.take_deed_away()

    def _show(self, widget: QWidget) -> None:
        self._timer.stop()
        self._is_over = False
        clear_layout(self._column)
        self._column.addWidget(widget)
        self.show()


class _NoticeLine(QFrame):
    """One notice: mark, sentence, button, close."""

    def __init__(self, notice: Notice, close: Callable[[], None]) -> None:
        super().__init__()
        self.setProperty("kind", "notice")
        self.setProperty("tone", notice.tone.value)
        self.setAccessibleName(notice.text)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 8, 8, 8)
        row.setSpacing(12)
        row.addWidget(icon_label(_TONE_ICONS.get(notice.tone, "info"), notice.tone))
        row.addWidget(label(notice.text, wrap=True), 1)
        self._deed: QPushButton | None = None
        if notice.deed is not None:
            deed = notice.deed

            def run() -> None:
                close()
                deed.run()

            self._deed = _deed_button(Deed(deed.text, run), "quiet")
            keeps_room = self._deed.sizePolicy()
            keeps_room.setRetainSizeWhenHidden(True)
            self._deed.setSizePolicy(keeps_room)
            row.addWidget(self._deed)
        row.addWidget(icon_button("x", tr("Close"), close))

    def take_deed_away(self) -> None:
        """Hide the button; the sentence stays where it is."""
        if self._deed is not None:
            self._deed.hide()


class KeyFigure(QFrame):
    """A card with one figure: its name above, the unit behind, a remark below."""

    def __init__(
        self, name: str, value: str = "–", *, unit: str = "", remark: str = "", tone: str = ""
    ) -> None:
        super().__init__()
        self.setProperty("kind", "card")
        self._name = name
        self._value = label(value, kind="figure", selectable=True)
        self._unit = label(unit, kind="unit")
        self._remark = label(remark, kind="caption", wrap=True)
        if tone:
            self._value.setProperty("tone", tone)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(4)
        column.addWidget(label(name, kind="secondary"))
        row = QHBoxLayout()
        row.setSpacing(4)
        row.addWidget(self._value, 0, Qt.AlignmentFlag.AlignBaseline)
        row.addWidget(self._unit, 0, Qt.AlignmentFlag.AlignBaseline)
        row.addStretch(1)
        column.addLayout(row)
        column.addWidget(self._remark)
        column.addStretch(1)  # figures side by side stand on one line, with or without remark
        if not remark:
            self._remark.hide()
        self._say()

    def set_value(self, value: str, *, remark: str = "") -> None:
        """Change the figure and the remark below it."""
        self._value.setText(value)
        self._remark.setText(remark)
        self._remark.setVisible(bool(remark))
        self._say()

    def _say(self) -> None:
        self.setAccessibleName(f"{self._name} {self._value.text()} {self._unit.text()}".strip())


class Card(QFrame):
    """A surface with a thin line around it; add widgets to `column`."""

    def __init__(self, title: str = "") -> None:
        super().__init__()
        self.setProperty("kind", "card")
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(16, 12, 16, 16)
        self.column.setSpacing(8)
        if title:
            self.column.addWidget(label(title, kind="section"))


def prose(text: str, *, kind: str = "", centred: bool = False) -> QLabel:
    """A paragraph with generous line height; `text` is plain, never markup."""
    from html import escape

    align = "center" if centred else "left"
    made = QLabel(f'<p align="{align}" style="line-height:150%; margin:0">{escape(text)}</p>')
    made.setTextFormat(Qt.TextFormat.RichText)
    made.setWordWrap(True)
    if kind:
        made.setProperty("kind", kind)
    return made


def _deed_button(deed: Deed, kind: str) -> QPushButton:
    button = QPushButton(deed.text)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    if kind:
        button.setProperty("kind", kind)
    button.clicked.connect(lambda _checked=False: deed.run())
    return button


class Form(QFormLayout):
    """Fields below each other, each with its word at the left on the same line."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setContentsMargins(0, 0, 0, 0)
        self.setHorizontalSpacing(16)
        self.setVerticalSpacing(8)
        self.setLabelAlignment(Qt.AlignmentFlag.AlignLeft)
        self.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.FieldsStayAtSizeHint)

    def add(self, name: str, field: QWidget, *, width: int = 320) -> None:
        """Add a field; `name` becomes its label and accessible name."""
        caption = label(name)
        caption.setMinimumHeight(32)
        caption.setBuddy(field)
        field.setAccessibleName(name)
        inner = field.findChild(QLineEdit, "qt_spinbox_lineedit")
        if inner is not None:  # what the keyboard is in
            inner.setAccessibleName(name)
            if isinstance(field, QSpinBox | QDoubleSpinBox):  # style sheets do not reach inside
                inner.setTextMargins(_FIELD_INSET, 0, 0, 0)
        field.setMinimumWidth(width)
        self.addRow(caption, field)


def clear_layout(layout: QVBoxLayout | QHBoxLayout) -> None:
    """Remove and delete every widget of a layout."""
    while layout.count():
        item = layout.takeAt(0)
        widget = item.widget() if item is not None else None
        if widget is not None:
            widget.hide()
            widget.deleteLater()
