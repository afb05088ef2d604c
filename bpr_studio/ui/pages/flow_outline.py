"""The flow as lines of text: what is typed is drawn a moment later.

The text is read while it is typed, and applied when typing pauses, when another line is reached
or when the keyboard leaves, as one gesture each; never while an input method is composing. What
others or undo change comes in as a new text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QSplitter,
    QVBoxLayout,
)

from bpr_studio.domain.modeling.outline import apply_outline, described, parse, written
from bpr_studio.domain.modeling.outline_describing import lane_labels
from bpr_studio.domain.modeling.outline_values import WORKS, OutlineRemark
from bpr_studio.domain.shared.errors import BprError
from bpr_studio.domain.shared.findings import Level
from bpr_studio.domain.shared.text import ntr, tr
from bpr_studio.ui.canvas.board import FlowBoard
from bpr_studio.ui.pages.flow_outline_edit import OutlineEdit
from bpr_studio.ui.pages.flow_outline_help import HelpButton
from bpr_studio.ui.pages.flow_panel import FlowPanel
from bpr_studio.ui.qt.icons import icon
from bpr_studio.ui.qt.theme import Tone, label

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from PySide6.QtGui import QHideEvent, QIcon, QResizeEvent, QShowEvent
    from PySide6.QtWidgets import QWidget

    from bpr_studio.domain.modeling.outline_values import Outline
    from bpr_studio.services.flow_editing import FlowSession

APPLY_AFTER_MS: Final = 600
_READ_AFTER_MS: Final = 120
_WIDE: Final = 760
"""From this width on the drawing stands beside the text."""

_LIST_HEIGHT: Final = 92
_READABLE: Final = 0.5


class OutlinePanel(FlowPanel):
    """The text of a flow, in place of the drawing or beside it.

    Args of the constructor: what looks like personal data in a text, "" for nothing.
    """

    def __init__(self, doubt: Callable[[str], str] = lambda _text: "") -> None:
        super().__init__()
        self._doubt = doubt
        self.title = tr("Text")
        self.icon = "text-aa"
        self._session: FlowSession | None = None
        self._keys: tuple[str, ...] = ()  # element of each line as last written
        self._applied = ""  # the text the flow says
        self._said = ""  # what the flow was as text then; it differs from `_applied` in form
        self._applying = False
        self._is_stale = True  # the drawing is older than the flow
        self._ruled: tuple[OutlineRemark, ...] = ()
        self.edit = OutlineEdit()
        self.board = FlowBoard()
        self.board.view.setAccessibleName(tr("Drawing of what is typed"))
        self._state = label("", kind="caption")
        self._list = QListWidget()
        self._list.setAccessibleName(tr("Remarks on the text"))
        self._list.setMaximumHeight(_LIST_HEIGHT)
        self._list.setWordWrap(True)
        self._list.setResizeMode(QListWidget.ResizeMode.Adjust)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setStyleSheet("QListWidget::item { padding: 2px 0; }")
        self._list.itemActivated.connect(self._go_to_remark)
        self._list.itemClicked.connect(self._go_to_remark)
        self._reading = _after(self, _READ_AFTER_MS, self._read)
        self._pausing = _after(self, APPLY_AFTER_MS, self.apply)
        self._lay_out()
        self.edit.textChanged.connect(self._typed)
        self.edit.line_left.connect(self._line_left)
        self.edit.left.connect(self.apply)
        self.edit.composing_ended.connect(self._typed)
        self.setFocusProxy(self.edit)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(0, 0, 0, 0)
        head.addWidget(self._state, 1)
        head.addWidget(HelpButton())
        text = QFrame()
        text.setProperty("kind", "card")
        column = QVBoxLayout(text)
        column.setContentsMargins(8, 4, 8, 8)
        column.setSpacing(4)
        column.addLayout(head)
        column.addWidget(self.edit, 1)
        column.addWidget(self._list)
        self._split = QSplitter(Qt.Orientation.Horizontal)
        self._split.setChildrenCollapsible(False)
        self._split.addWidget(text)
        self._split.addWidget(self.board)
        self._split.setStretchFactor(0, 5)
        self._split.setStretchFactor(1, 6)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._split)

    # -- the contract of a panel -----------------------------------------------------------------

    def show_flow(self, session: FlowSession | None) -> None:
        """Another flow is edited, or none."""
        if session is None or session is not self._session:
            self._pausing.stop()
        self._session = session
        self._ruled = ()
        if session is None:
            self.edit.replace_text("")
            return
        self.edit.setReadOnly(not session.editable)
        self.board.show_model(session.model)
        self._is_stale = False
        self._look_at_all()
        self._said = ""
        self._write()

    def show_selection(self, ids: Sequence[str]) -> None:
        """Shade the line of the selected element."""
        line = self._keys.index(ids[0]) + 1 if len(ids) == 1 and ids[0] in self._keys else 0
        self.edit.mark_line(line)

    def take_changes(self, ids: Sequence[str]) -> None:
        """Elements changed: by this text, by undo, or by others."""
        session = self._session
        if session is None:
            return
        self._draw(ids)
        if not self._applying and not self._is_pending:
            self._write()

    # -- text and flow ---------------------------------------------------------------------------

    @property
    def text(self) -> str:
        """What stands in the editor."""
        return self.edit.toPlainText()

    @property
    def state_text(self) -> str:
        """The counts above the text."""
        return self._state.text()

    @property
    def remark_texts(self) -> list[str]:
        """The sentences listed below the text."""
        return [self._list.item(row).text() for row in range(self._list.count())]

    @property
    def _is_pending(self) -> bool:
        """Something was typed that the flow does not say yet."""
        return self.text != self._applied and self.edit.document().isModified()

    def _write(self) -> None:
        """Show the flow as text, unless the text says just that already."""
        session = self._session
        if session is None:
            return
        shown = described(session.model)
        new = written(shown)
        if new.text == self._said:
            return  # what the rules refused stays in the text, with the remark why
        read = parse(self.text)
        again = written(read)
        if again.text != new.text:
            self.edit.blockSignals(True)
            self.edit.replace_text(new.text)
            self.edit.blockSignals(False)
            read = parse(new.text)
            names = {item.key: key for item, key in zip(read.items, new.order, strict=False)}
        else:
            names = dict(zip(again.order, new.order, strict=False))
        self._settle(shown, new.text, read, names)

    def _settle(
        self, shown: Outline, text: str, read: Outline, elements: Mapping[str, str]
    ) -> None:
        """The text says what the flow is.

        Args:
            shown: the flow.
            text: its own text; what stands in the editor may have another form.
            read: what stands in the editor.
            elements: ids of elements by the keys of the items read.
        """
        session = self._session
        if session is None:
            return
        self._applied, self._said = self.text, text
        self.edit.document().setModified(False)
        by_line = {item.line: elements.get(item.key, "") for item in read.items if item.line}
        self._keys = tuple(
            by_line.get(number, "") for number in range(1, self.edit.blockCount() + 1)
        )
        self.edit.offer(list(dict.fromkeys(lane_labels(session.model).values())))
        kept = [remark for remark in shown.remarks if not remark.line]
        self._list_remarks([*read.remarks, *self._ruled, *self._doubts(read), *kept])
        self._say(read)

    def _typed(self) -> None:
        if self.edit.is_composing or self._applying or self._session is None:
            return
        if self.edit.document().isModified():
            self._reading.start()
            self._pausing.start()

    def _line_left(self) -> None:
        if self._is_pending:
            self._pausing.start(0)
        elif self.edit.hasFocus():
            self._follow_line()

    def _follow_line(self) -> None:
        """Show in the drawing what the line the keyboard is in stands for."""
        number = self.edit.current_line - 1
        key = self._keys[number] if number < len(self._keys) else ""
        session = self._session
        if session is None or key not in session.model:
            return
        if self.board.isVisible():
            self.board.scene.select((key,))
            self.board.view.show_element(key)
        self.element_wanted.emit(key)

    def _read(self) -> None:
        """Say at once what cannot be read."""
        read = parse(self.text)
        self._list_remarks([*read.remarks, *self._doubts(read)])
        self._say(read)

    def _doubts(self, read: Outline) -> list[OutlineRemark]:
        """The lines whose words look like personal data."""
        told = [(item.line, self._doubt(" ".join([item.name, *item.notes]))) for item in read.items]
        return [
            OutlineRemark(line, Level.WARNING, "personal-data", words)
            for line, words in told
            if words
        ]

    def apply(self) -> None:
        """Make the flow what the text says; nothing happens while an input method composes."""
        session = self._session
        if session is None or not self._is_pending or not session.editable:
            return
        if self.edit.is_composing:
            return
        self._pausing.stop()
        read = parse(self.text)
        self._applying = True
        try:
            applied = apply_outline(session.editor, read)
        except BprError as error:
            self.refused.emit(str(error))
            return
        finally:
            self._applying = False
        self._ruled = applied.remarks
        shown = described(session.model)
        self._settle(shown, written(shown).text, read, applied.elements)

    def _look_at_all(self) -> None:
        """The whole drawing where it can be read then, else its beginning."""
        self.board.view.fit()
        if self.board.view.zoom < _READABLE:
            self.board.view.start_over()

    def _draw(self, ids: Sequence[str] = ()) -> None:
        """Draw what changed, or everything."""
        session, scene = self._session, self.board.scene
        if session is None or not self.board.isVisible():
            self._is_stale = True
        elif ids and scene.model is session.model and not self._is_stale:
            scene.elements_changed(ids)
        else:
            self._is_stale = False
            scene.show_model(session.model, scene.diagram_id)

    # -- what is said ----------------------------------------------------------------------------

    def _say(self, read: Outline) -> None:
        works = [item for item in read.items if item.what in WORKS]
        around = {item.inside for item in works}  # counted by their steps, as hours are
        steps = sum(item.key not in around for item in works)
        lanes = len({item.lane for item in read.items if item.lane})
        words = [ntr("{n} step", "{n} steps", steps), ntr("{n} lane", "{n} lanes", lanes)]
        if self._session is not None and not self._session.editable:
            words.append(tr("can only be read"))
        self._state.setText(" ・ ".join(words))

    def _list_remarks(self, remarks: Sequence[OutlineRemark]) -> None:
        self._list.clear()
        for remark in remarks:
            text = remark.message
            if remark.line and remark.rule != "refused":
                text = tr("Line {n}: {reason}", n=remark.line, reason=remark.message)
            item = QListWidgetItem(_icon_of(remark.level), text)
            item.setData(Qt.ItemDataRole.UserRole, remark.line)
            self._list.addItem(item)
        self._list.setVisible(bool(remarks))
        levels = [Level.NOTICE, Level.WARNING, Level.ERROR]
        worst: dict[int, Level] = {}
        for remark in remarks:
            known = worst.get(remark.line, Level.NOTICE)
            worst[remark.line] = max(known, remark.level, key=levels.index)
        self.edit.show_remarks({line: level for line, level in worst.items() if line})

    def _go_to_remark(self, item: QListWidgetItem) -> None:
        line = int(item.data(Qt.ItemDataRole.UserRole) or 0)
        if line:
            self.edit.go_to(line)
            self.edit.setFocus()

    # -- room ------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The drawing stands beside the text where there is room for both."""
        super().resizeEvent(event)
        self._share_room()

    def showEvent(self, event: QShowEvent) -> None:
        """Draw what was not drawn while nobody looked."""
        super().showEvent(event)
        self._share_room()
        self._draw()

    def hideEvent(self, event: QHideEvent) -> None:
        """What was typed is kept."""
        self.apply()
        super().hideEvent(event)

    def _share_room(self) -> None:
        wanted = self.width() >= _WIDE
        if self.board.isHidden() is wanted:
            self.board.setVisible(wanted)
            self._draw()


def _after(parent: QWidget, milliseconds: int, run: Callable[[], object]) -> QTimer:
    timer = QTimer(parent)
    timer.setSingleShot(True)
    timer.setInterval(milliseconds)
    timer.timeout.connect(run)
    return timer


def _icon_of(level: Level) -> QIcon:
    names = {Level.ERROR: ("warning-circle", Tone.ERROR), Level.WARNING: ("warning", Tone.WARNING)}
    return icon(*names.get(level, ("info", Tone.ACCENT)))
