"""The editor of an outline: plain text with line numbers, marks for remarks, and completion."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QRect, QSize, QStringListModel, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QSyntaxHighlighter,
    QTextCharFormat,
    QTextCursor,
    QTextFormat,
)
from PySide6.QtWidgets import (
    QCompleter,
    QListView,
    QPlainTextDocumentLayout,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)

from bpr_studio.domain.modeling.outline_lines import indent_of
from bpr_studio.domain.modeling.outline_words import (
    BACK,
    DURING,
    ITEM_WORDS,
    MARK_KEYS,
    NO_JOIN,
    NOTE,
    ON,
    OUTSIDE,
    RECEIVE,
    SEND,
    said,
)
from bpr_studio.domain.shared.findings import Level
from bpr_studio.domain.shared.text import tr
from bpr_studio.ui.qt.theme import Tone, current_theme

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from PySide6.QtCore import QRectF
    from PySide6.QtGui import (
        QFocusEvent,
        QInputMethodEvent,
        QPaintEvent,
        QResizeEvent,
        QTextBlock,
    )

_INDENT: Final = "  "
_MARGIN: Final = 8
_BETWEEN_LINES: Final = 7
_WORDS: Final = frozenset(
    word
    for words in (*ITEM_WORDS.values(), BACK, ON, DURING, NOTE, SEND, RECEIVE, OUTSIDE, NO_JOIN)
    for word in words
)
_ENTER: Final = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})
_PICKING: Final = frozenset({*_ENTER, Qt.Key.Key_Tab})


class OutlineEdit(QPlainTextEdit):
    """Text of a flow. Tab and Shift+Tab indent, Enter keeps the indent, Ctrl+Space completes.

    Signals:
        line_left: the keyboard went to another line.
        left: the keyboard went elsewhere.
        composing_ended: an input method finished a word.
    """

    line_left = Signal()
    left = Signal()
    composing_ended = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.document().setDocumentLayout(_AiryLines(self.document()))
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setAccessibleName(tr("The flow as lines of text"))
        self.setUndoRedoEnabled(False)  # undo is the window's, by gesture
        self._composing = False
        self._line = 0
        self._remarks: Mapping[int, Level] = {}
        self._marked = -1
        self.numbers = _Numbers(self)
        self._colours = _Colours(self)
        self._completer = QCompleter(self)
        self._choices = QStringListModel(self)
        self._completer.setModel(self._choices)
        self._popup = QListView()
        self._completer.setPopup(self._popup)
        self._completer.setWidget(self)
        self._completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        self._completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self._completer.activated.connect(self._complete)
        self.blockCountChanged.connect(self._make_room)
        self.updateRequest.connect(self._scrolled)
        self.cursorPositionChanged.connect(self._moved)
        current_theme().changed.connect(self._new_looks)
        self._make_room()

    # -- texts -----------------------------------------------------------------------------------

    @property
    def is_composing(self) -> bool:
        """An input method is at work; the text is not what is meant yet."""
        return self._composing

    @property
    def current_line(self) -> int:
        """Number of the line the keyboard is in, from 1."""
        return self.textCursor().blockNumber() + 1

    def replace_text(self, text: str) -> None:
        """Show another text; the keyboard stays in its line as far as it is there."""
        if text == self.toPlainText():
            return
        line, column = self.textCursor().blockNumber(), self.textCursor().positionInBlock()
        top = self.verticalScrollBar().value()
        self.setPlainText(text)
        self.go_to(line + 1, column)
        self.verticalScrollBar().setValue(top)

    def go_to(self, line: int, column: int = 0) -> None:
        """Put the keyboard into a line, from 1."""
        block = self.document().findBlockByNumber(max(line - 1, 0))
        if not block.isValid():
            block = self.document().lastBlock()
        cursor = QTextCursor(block)
        cursor.setPosition(block.position() + min(column, block.length() - 1))
        self.setTextCursor(cursor)

    def show_remarks(self, remarks: Mapping[int, Level]) -> None:
        """Mark these lines."""
        if remarks != self._remarks:
            self._remarks = dict(remarks)
            self.numbers.update()

    @property
    def remarks(self) -> Mapping[int, Level]:
        """The marked lines."""
        return self._remarks

    def mark_line(self, line: int) -> None:
        """Shade a line without going there; 0 shades none."""
        self._marked = line - 1
        self._shade()

    def offer(self, lanes: Sequence[str]) -> None:
        """What is completed: lanes with their colon, and the words of the outline."""
        further = (BACK, ON, DURING, NOTE, SEND, RECEIVE, NO_JOIN)
        words = [said(word) for word in (*ITEM_WORDS.values(), *further)]
        marks = sorted({f"#{word}" for word in MARK_KEYS if not word.isascii()})
        self._choices.setStringList([*(f"{lane}: " for lane in lanes), *words, *marks])

    # -- keys ------------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        """Undo and redo are the window's; what was typed counts as done before."""
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            keys = (QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo)
            if any(event.matches(key) for key in keys):
                self.left.emit()
                event.ignore()
                return False
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Indent, keep the indent, complete."""
        popup = self._popup
        if popup.isVisible() and Qt.Key(event.key()) in _PICKING:
            event.ignore()  # the completer takes it
            return
        if self._answers(event):
            return
        super().keyPressEvent(event)
        if event.text().strip() or popup.isVisible():
            self._look_up(wanted=False)

    def _answers(self, event: QKeyEvent) -> bool:
        key, held = Qt.Key(event.key()), event.modifiers()
        control = bool(held & Qt.KeyboardModifier.ControlModifier)
        if key == Qt.Key.Key_Space and control:
            self._look_up(wanted=True)
        elif key == Qt.Key.Key_Tab and not control:
            self._indent(1)
        elif key == Qt.Key.Key_Backtab:
            self._indent(-1)
        elif key in _ENTER and not control:
            self._new_line()
        else:
            return False
        return True

    def _indent(self, by: int) -> None:
        """Indent the marked lines one step more or less."""
        cursor = self.textCursor()
        first = self.document().findBlock(cursor.selectionStart()).blockNumber()
        last = self.document().findBlock(cursor.selectionEnd()).blockNumber()
        cursor.beginEditBlock()
        for number in range(first, last + 1):
            block = self.document().findBlockByNumber(number)
            line = QTextCursor(block)
            if by > 0:
                line.insertText(_INDENT)
            else:
                for _ in range(min(len(_INDENT), len(block.text()) - len(block.text().lstrip()))):
                    line.deleteChar()
        cursor.endEditBlock()

    def _new_line(self) -> None:
        """A new line as far in as this one; a step more below a branch or a way."""
        text = self.textCursor().block().text()
        blanks = text[: len(text) - len(text.lstrip())]
        before = text[: self.textCursor().positionInBlock()].rstrip()
        first = before.strip().split(" ")[0]
        deeper = before.endswith(("→", "->")) or first in _BRANCHES
        self.textCursor().insertText("\n" + blanks + (_INDENT if deeper else ""))
        self.ensureCursorVisible()

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Remember whether an input method is composing."""
        super().inputMethodEvent(event)
        was = self._composing
        self._composing = bool(event.preeditString())
        if was and not self._composing:
            self.composing_ended.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The keyboard goes elsewhere."""
        super().focusOutEvent(event)
        self.left.emit()

    def _moved(self) -> None:
        line = self.textCursor().blockNumber()
        if line != self._line:
            self._line = line
            self.line_left.emit()
        self._shade()

    # -- completion ------------------------------------------------------------------------------

    def _word(self) -> str:
        """What is being typed: the beginning of a line, or the last word when it is a mark."""
        before = self.textCursor().block().text()[: self.textCursor().positionInBlock()]
        last = before.rpartition(" ")[2]
        return last if last.startswith("#") else before.strip()

    def _look_up(self, *, wanted: bool) -> None:
        word = self._word()
        self._completer.setCompletionPrefix(word)
        popup = self._popup
        found = self._completer.completionCount()
        only = found == 1 and self._completer.currentCompletion() == word
        if self._composing or not found or only or (not word and not wanted):
            popup.hide()
            return
        box = self.cursorRect().translated(self.numbers.width(), 0)
        box.setWidth(popup.sizeHintForColumn(0) + 32)
        self._completer.complete(box)
        popup.setCurrentIndex(self._completer.completionModel().index(0, 0))

    def _complete(self, text: str) -> None:
        cursor = self.textCursor()
        for _ in self._word():
            cursor.deletePreviousChar()
        cursor.insertText(text)
        self.setTextCursor(cursor)

    # -- looks -----------------------------------------------------------------------------------

    def _make_room(self, _count: int = 0) -> None:
        self.setViewportMargins(self.numbers.sizeHint().width(), 0, 0, 0)
        self._place_numbers()

    def _place_numbers(self) -> None:
        box = self.contentsRect()
        self.numbers.setGeometry(
            QRect(box.left(), box.top(), self.numbers.sizeHint().width(), box.height())
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The numbers stay at the left."""
        super().resizeEvent(event)
        self._place_numbers()

    def _scrolled(self, _area: QRect, _by: int) -> None:
        self.numbers.update()

    def _shade(self) -> None:
        shades: list[QTextEdit.ExtraSelection] = []
        for number, token in ((self._marked, "accent_soft"), (self._line, "hover")):
            block = self.document().findBlockByNumber(number)
            if number < 0 or not block.isValid():
                continue
            shade = QTextEdit.ExtraSelection()
            shade.format.setBackground(current_theme().color(token))
            shade.format.setProperty(QTextFormat.Property.FullWidthSelection, True)
            shade.cursor = QTextCursor(block)
            shades.append(shade)
        self.setExtraSelections(shades)

    def _new_looks(self) -> None:
        self._colours.rehighlight()
        self.numbers.update()
        self._shade()

    def paint_numbers(self, event: QPaintEvent) -> None:
        """Paint the numbers of the lines in view, and the marks beside them."""
        theme = current_theme()
        painter = QPainter(self.numbers)
        painter.fillRect(event.rect(), theme.color("surface_soft"))
        block = self.firstVisibleBlock()
        while block.isValid():
            box = self.blockBoundingGeometry(block).translated(self.contentOffset())
            if box.top() > event.rect().bottom():
                break
            height = int(box.height()) - _BETWEEN_LINES
            line = QRect(0, int(box.top()), self.numbers.width() - 6, height)
            self._paint_number(painter, line, block.blockNumber() + 1)
            block = block.next()

    def _paint_number(self, painter: QPainter, box: QRect, number: int) -> None:
        theme = current_theme()
        level = self._remarks.get(number)
        painter.setPen(theme.color("text_secondary"))
        side = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(box, int(side), str(number))
        if level is not None:
            tone = {Level.ERROR: Tone.ERROR, Level.WARNING: Tone.WARNING}.get(level, Tone.ACCENT)
            painter.setPen(theme.color("text_secondary"))
            painter.setBrush(theme.color(tone))
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.drawEllipse(QRect(4, box.center().y() - 4, 9, 9))


_BRANCHES: Final = frozenset(
    word
    for (what, subtype), words in ITEM_WORDS.items()
    if what.value == "gateway" and subtype != "join"
    for word in words
)


class _AiryLines(QPlainTextDocumentLayout):
    """Lines with room between them, which plain text has not by itself."""

    def blockBoundingRect(self, block: QTextBlock) -> QRectF:
        """The line and the room below it."""
        box = super().blockBoundingRect(block)
        box.setHeight(box.height() + _BETWEEN_LINES)
        return box


class _Numbers(QWidget):
    """The column of line numbers."""

    def __init__(self, edit: OutlineEdit) -> None:
        super().__init__(edit)
        self._edit = edit

    def sizeHint(self) -> QSize:
        """Wide enough for the last number and a mark."""
        digits = max(len(str(self._edit.blockCount())), 2)
        width = self._edit.fontMetrics().horizontalAdvance("9") * digits
        return QSize(width + 3 * _MARGIN + 6, 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The editor knows its lines."""
        self._edit.paint_numbers(event)


class _Colours(QSyntaxHighlighter):
    """Words, lanes and attributes told apart a little; nothing is said by colour alone."""

    def __init__(self, edit: OutlineEdit) -> None:
        super().__init__(edit.document())

    def highlightBlock(self, text: str) -> None:
        """Colour one line."""
        start = len(text) - len(text.lstrip())
        first = text[start:].split(" ", maxsplit=1)[0].rstrip(":：")
        if text.lstrip().startswith(("#", "＃")):
            self._paint(start, len(text), "text", bold=True)
        elif first in _WORDS:
            self._paint(start, len(first), "accent", bold=True)
        else:
            colon = next((n for n, sign in enumerate(text) if sign in ":："), -1)
            if colon > start:
                self._paint(start, colon - start, "accent", bold=False)
        for place, sign in enumerate(text):
            if sign in "→⇒":
                self._paint(place, 1, "accent", bold=True)
        tail = _tail_start(text)
        if tail:
            self._paint(tail, len(text) - tail, "text_secondary", bold=False)

    def _paint(self, start: int, length: int, token: str, *, bold: bool) -> None:
        look = QTextCharFormat()
        look.setForeground(QColor(current_theme().color(token)))
        if bold:
            look.setFontWeight(700)
        self.setFormat(start, length, look)


def _tail_start(text: str) -> int:
    """Where what is said of a step begins; 0 where nothing is."""
    place = len(text)
    for word in reversed(text.split(" ")):
        begin = place - len(word)
        if not word or not _looks_like_fact(word):
            break
        place = begin - 1
    return place + 1 if indent_of(text) < place + 1 < len(text) else 0


def _looks_like_fact(word: str) -> bool:
    ends = ("分", "min", "件", "cases", "日", "コア", "core", "]", ">")
    return word.endswith(ends) or word.startswith(("#", "@", "P0", "P1"))
