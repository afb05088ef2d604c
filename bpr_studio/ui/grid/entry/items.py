"""The sheet as Qt's item views and screen readers see it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from bpr_studio.domain.shared.text import tr

if TYPE_CHECKING:
    from PySide6.QtCore import QObject

    from bpr_studio.ui.grid.entry.arrangement import Arrangement
    from bpr_studio.ui.grid.entry.faces import Faces

Index = QModelIndex | QPersistentModelIndex

_ROOT: Final = QModelIndex()
_DISPLAY: Final = int(Qt.ItemDataRole.DisplayRole)
_TOOLTIP: Final = int(Qt.ItemDataRole.ToolTipRole)
_ACCESSIBLE: Final = int(Qt.ItemDataRole.AccessibleTextRole)
_DESCRIPTION: Final = int(Qt.ItemDataRole.AccessibleDescriptionRole)


class EntryItems(QAbstractTableModel):
    """Texts and tooltips of an arrangement; painting does not come by here."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._arrangement: Arrangement | None = None
        self._faces: Faces | None = None
        self._rows = 0
        self._columns = 0

    def show_sheet(self, arrangement: Arrangement, faces: Faces) -> None:
        """Show another sheet."""
        self.beginResetModel()
        self._arrangement, self._faces = arrangement, faces
        self._measure()
        self.endResetModel()

    def rearranged(self) -> None:
        """Rows or columns came, went or moved."""
        self.beginResetModel()
        self._measure()
        self.endResetModel()

    def _measure(self) -> None:
        if self._arrangement is not None:
            self._rows = self._arrangement.row_count
            self._columns = len(self._arrangement.columns)

    # -- Qt -----------------------------------------------------------------------------------

    def rowCount(self, parent: Index = _ROOT) -> int:
        """The rows shown and the blank one."""
        return 0 if parent.isValid() else self._rows

    def columnCount(self, parent: Index = _ROOT) -> int:
        """The columns that are not folded away."""
        return 0 if parent.isValid() else self._columns

    def data(self, index: Index, role: int = _DISPLAY) -> object:
        """Text, tooltip, and the whole cell as a sentence for screen readers."""
        if self._arrangement is None or self._faces is None or not index.isValid():
            return None
        column = self._arrangement.columns[index.column()]
        face = self._faces.of(self._arrangement.row_id(index.row()), column.key)
        if role == _DISPLAY:
            return face.text
        if role == _ACCESSIBLE:
            text = face.text or tr("empty")
            return f"{column.heading} {text}"
        if role in {_TOOLTIP, _DESCRIPTION}:
            return face.explained()
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> object:
        """Headings and row numbers for screen readers."""
        if self._arrangement is None:
            return None
        if orientation is Qt.Orientation.Vertical:
            return str(section + 1) if role == _DISPLAY else None
        if not 0 <= section < len(self._arrangement.columns):
            return None
        column = self._arrangement.columns[section]
        if role == _DISPLAY:
            return column.heading
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Editable where the sheet says so."""
        if self._arrangement is None or self._faces is None or not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        column = self._arrangement.columns[index.column()]
        face = self._faces.of(self._arrangement.row_id(index.row()), column.key)
        return flags if face.locked else flags | Qt.ItemFlag.ItemIsEditable
