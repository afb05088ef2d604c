"""The palette at the left edge: tools, and everything that can be drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QScrollArea,
    QSizePolicy,
    QStyle,
    QStyleOptionToolButton,
    QStylePainter,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from bpr_studio.domain.modeling.templates import TEMPLATES
from bpr_studio.domain.shared.text import N_, tr, tr_source
from bpr_studio.ui.canvas.editing.keys import tip_of
from bpr_studio.ui.canvas.editing.template_pictures import template_icon
from bpr_studio.ui.qt.icons import icon
from bpr_studio.ui.qt.theme import body_font, current_theme, label

if TYPE_CHECKING:
    from PySide6.QtGui import QMouseEvent, QPaintEvent

    from bpr_studio.domain.modeling.templates import Template

_WIDE: Final = 172
_NARROW: Final = 48
_ICON: Final = QSize(30, 26)
_TILE: Final = QSize(76, 62)
_WORDS: Final = 8  # points
_SMALL_TILE: Final = QSize(40, 36)
_COLUMNS: Final = 2
_TOOL_COLUMNS: Final = 3
_GROUPS: Final = {
    "activity": N_("Activities"),
    "event": N_("Events"),
    "gateway": N_("Branches"),
    "data": N_("Documents and notes"),
    "artifact": N_("Documents and notes"),
    "container": N_("Frames"),
}
TOOLS: Final = (
    ("select", N_("Select and move"), "cursor"),
    ("hand", N_("Move the paper"), "hand"),
    ("lasso", N_("Select with a frame"), "selection"),
    ("space", N_("Make or take away space"), "arrows-left-right"),
    ("connect", N_("Connect two elements"), "flow-arrow"),
)
"""Name, English source of the text, icon."""


class Palette(QFrame):
    """Tools on top, templates by group below; narrow it shows the common ones as pictures only.

    Signals:
        tool_chosen: name of a tool.
        template_chosen: key of a template, to be placed by the next click.
        dragged: a template is over this place of the screen.
        dropped: it was let go there.
        narrowed: whether it is narrow now.
    """

    tool_chosen = Signal(str)
    template_chosen = Signal(str)
    dragged = Signal(str, QPoint)
    dropped = Signal(str, QPoint)
    narrowed = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("canvas-palette")
        self.setAccessibleName(tr("Palette: what can be drawn"))
        self._narrow = False
        self._more = False
        self._tools: dict[str, QToolButton] = {}
        self._tiles: dict[str, TemplateTile] = {}
        self._titles: dict[str, QWidget] = {}
        self._search = QLineEdit()
        self._more_button = QToolButton()
        self._fold = QToolButton()
        self._build()
        self.set_narrow(narrow=False)

    # -- asked and told --------------------------------------------------------------------------

    @property
    def is_narrow(self) -> bool:
        """Whether only pictures of the common templates are shown."""
        return self._narrow

    def set_narrow(self, *, narrow: bool) -> None:
        """Show only pictures, or pictures with words."""
        self._narrow = narrow
        self.setFixedWidth(_NARROW if narrow else _WIDE)
        self._search.setVisible(not narrow)
        never, needed = Qt.ScrollBarPolicy.ScrollBarAlwaysOff, Qt.ScrollBarPolicy.ScrollBarAsNeeded
        self._scroll.setVerticalScrollBarPolicy(never if narrow else needed)
        self._more_button.setVisible(not narrow)
        self._fold.setIcon(icon("caret-double-right" if narrow else "caret-double-left"))
        text = tr("Show the palette with words") if narrow else tr("Make the palette narrow")
        self._fold.setToolTip(text)
        self._fold.setAccessibleName(text)
        self._arrange()
        self.narrowed.emit(narrow)

    def show_tool(self, name: str, key: str = "") -> None:
        """Mark the tool, or the template, that has the mouse now."""
        for tool, button in self._tools.items():
            button.setChecked(tool == name)
        for template_key, tile in self._tiles.items():
            tile.setChecked(template_key == key)

    def tile(self, key: str) -> TemplateTile:
        """The button of a template.

        Raises:
            KeyError: there is none.
        """
        return self._tiles[key]

    def tool_button(self, name: str) -> QToolButton:
        """The button of a tool.

        Raises:
            KeyError: there is none.
        """
        return self._tools[name]

    @property
    def search_field(self) -> QLineEdit:
        """Where words to look for are typed."""
        return self._search

    def set_more(self, *, more: bool) -> None:
        """Show all templates, or only the common ones."""
        self._more = more
        self._more_button.setText(tr("Show fewer") if more else tr("Show more"))
        self._arrange()

    # -- building --------------------------------------------------------------------------------

    def _build(self) -> None:
        self._search.setPlaceholderText(tr("Find a shape"))
        self._search.setAccessibleName(tr("Find a shape"))
        self._search.setClearButtonEnabled(True)
        self._search.textChanged.connect(lambda _text: self._arrange())
        self._search.returnPressed.connect(self._take_first)
        self._more_button.setAutoRaise(True)
        self._more_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._more_button.clicked.connect(lambda: self.set_more(more=not self._more))
        self._more_button.setText(tr("Show more"))
        self._fold.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._fold.clicked.connect(lambda: self.set_narrow(narrow=not self._narrow))
        self._tool_grid = QGridLayout()
        self._tool_grid.setSpacing(2)
        for name, text, icon_name in TOOLS:
            self._tools[name] = self._tool(name, tr_source(text), icon_name)
        self._tool_grid.addWidget(self._fold, 0, 0)
        self._grid = QGridLayout()
        self._grid.setSpacing(2)
        self._grid.setContentsMargins(0, 0, 0, 0)
        for group in dict.fromkeys(_GROUPS.values()):
            title = label(tr_source(group), kind="caption")
            self._titles[group] = title
        for entry in TEMPLATES:
            self._tiles[entry.key] = self._tile_of(entry)
        inner = QWidget()
        inner.setObjectName("canvas-palette-inside")
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(self._grid)
        column.addWidget(self._more_button)
        column.addStretch(1)
        self._scroll = QScrollArea()
        self._scroll.setWidget(inner)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(4, 4, 4, 4)
        whole.setSpacing(4)
        whole.addLayout(self._tool_grid)
        whole.addWidget(self._search)
        whole.addWidget(self._scroll, 1)

    def _tool(self, name: str, text: str, icon_name: str) -> QToolButton:
        button = QToolButton()
        button.setIcon(icon(icon_name))
        button.setIconSize(QSize(20, 20))
        button.setCheckable(True)
        deed = "connect" if name == "connect" else f"tool:{name}"
        button.setToolTip(tip_of(text, deed))
        button.setAccessibleName(text)
        button.setFixedSize(QSize(38, 34))
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(lambda _checked=False: self.tool_chosen.emit(name))
        return button

    def _tile_of(self, entry: Template) -> TemplateTile:
        tile = TemplateTile(entry)
        tile.chosen.connect(self.template_chosen)
        tile.dragged.connect(self.dragged)
        tile.dropped.connect(self.dropped)
        return tile

    # -- arranging -------------------------------------------------------------------------------

    def _arrange(self) -> None:
        """Lay the tiles out anew: narrow or wide, common or all, or what the search finds."""
        for part in (self._grid, self._tool_grid):
            while part.takeAt(0) is not None:
                pass
        self._arrange_tools()
        shown = self._wanted()
        for widget in (*self._titles.values(), *self._tiles.values()):
            widget.hide()
        row = 0
        for group, title in self._titles.items():
            tiles = [self._tiles[e.key] for e in shown if _GROUPS[e.group] == group]
            if not tiles:
                continue
            if not self._narrow:
                self._grid.addWidget(title, row, 0, 1, _COLUMNS)
                title.show()
                row += 1
            row = self._fill(tiles, row)
        self._more_button.setVisible(not self._narrow and not self._search.text().strip())

    def _arrange_tools(self) -> None:
        columns = 1 if self._narrow else _TOOL_COLUMNS
        for number, button in enumerate((*self._tools.values(), self._fold)):
            self._tool_grid.addWidget(button, number // columns, number % columns)

    def _fill(self, tiles: list[TemplateTile], row: int) -> int:
        columns = 1 if self._narrow else _COLUMNS
        for number, tile in enumerate(tiles):
            tile.set_small(small=self._narrow)
            self._grid.addWidget(tile, row + number // columns, number % columns)
            tile.show()
        return row + (len(tiles) + columns - 1) // columns

    def _wanted(self) -> list[Template]:
        words = "" if self._narrow else self._search.text().strip().casefold()
        if words:
            return [e for e in TEMPLATES if words in tr_source(e.label).casefold()]
        if self._more and not self._narrow:
            return list(TEMPLATES)
        return [entry for entry in TEMPLATES if entry.common]

    def _take_first(self) -> None:
        found = self._wanted()
        if found:
            self.template_chosen.emit(found[0].key)


class TemplateTile(QToolButton):
    """One template: a click takes it, dragging carries it onto the canvas.

    Signals:
        chosen: its key, after a click.
        dragged: key and place on the screen.
        dropped: the same, when it is let go outside the button.
    """

    chosen = Signal(str)
    dragged = Signal(str, QPoint)
    dropped = Signal(str, QPoint)

    def __init__(self, entry: Template) -> None:
        super().__init__()
        self._key = entry.key
        self._from: QPoint | None = None
        self._dragging = False
        text = tr_source(entry.label)
        self.setText(text)
        self.setIcon(template_icon(entry.key))
        self.setCheckable(True)
        self.setToolTip(tip_of(text, f"append:{entry.key}"))
        self.setAccessibleName(text)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setProperty("kind", "tile")
        self.clicked.connect(lambda _checked=False: self.chosen.emit(self._key))

    def set_small(self, *, small: bool) -> None:
        """Only the picture, or the word below it."""
        style = Qt.ToolButtonStyle
        self.setToolButtonStyle(
            style.ToolButtonIconOnly if small else style.ToolButtonTextUnderIcon
        )
        self.setIconSize(_ICON)
        self.setFixedSize(_SMALL_TILE if small else _TILE)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Picture above, words in up to two lines below."""
        if self.toolButtonStyle() is Qt.ToolButtonStyle.ToolButtonIconOnly:
            super().paintEvent(event)
            return
        painter = QStylePainter(self)
        option = QStyleOptionToolButton()
        self.initStyleOption(option)
        option.text = ""
        option.icon = QIcon()
        painter.drawComplexControl(QStyle.ComplexControl.CC_ToolButton, option)
        room = self.rect().adjusted(2, 3, -2, -2)
        picture = QRect(room.left(), room.top(), room.width(), _ICON.height())
        self.icon().paint(painter, picture)
        painter.setFont(body_font(_WORDS))
        painter.setPen(current_theme().color("text"))
        words = QRect(room.left(), picture.bottom() + 1, room.width(), room.height())
        words.setBottom(room.bottom())
        flags = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(words, flags | Qt.TextFlag.TextWordWrap, self.text())
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Remember where."""
        self._from = event.globalPosition().toPoint()
        self._dragging = False
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Far enough, it is carried."""
        if self._from is None or not event.buttons() & Qt.MouseButton.LeftButton:
            return
        here = event.globalPosition().toPoint()
        if (here - self._from).manhattanLength() >= QApplication.startDragDistance():
            self._dragging = True
            self.setDown(False)
        if self._dragging:
            self.dragged.emit(self._key, here)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let it go there, or it was a click."""
        self._from = None
        if self._dragging:
            self._dragging = False
            self.dropped.emit(self._key, event.globalPosition().toPoint())
            return
        super().mouseReleaseEvent(event)


def beside(palette: Palette, view: QWidget) -> QHBoxLayout:
    """Palette and view side by side."""
    row = QHBoxLayout()
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(0)
    row.addWidget(palette)
    row.addWidget(view, 1)
    return row
