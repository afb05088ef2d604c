"""How many sections of each bureau have handed in: a list with small bars."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QStyle, QStyledItemDelegate

from bpr_studio.domain.shared.text import tr
from bpr_studio.ui.pages.survey_bars import paint_bar
from bpr_studio.ui.pages.survey_words import share_text
from bpr_studio.ui.qt.theme import Tone, body_font, current_theme

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter
    from PySide6.QtWidgets import QStyleOptionViewItem

    from bpr_studio.services.round_progress import BureauCount, Count, RoundProgress

_Index = QModelIndex | QPersistentModelIndex
_KEY_ROLE: Final = int(Qt.ItemDataRole.UserRole)
_COUNT_ROLE: Final = _KEY_ROLE + 1
_ROW_HEIGHT: Final = 44
_BAR_HEIGHT: Final = 6
_PADDING: Final = 10
_SMALL_POINTS: Final = 9
CITY: Final = ""


class BureauList(QListWidget):
    """The whole city, then each bureau; marking one shows only its sections.

    Signals:
        picked: id of the bureau, "" for the whole city.
    """

    picked = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(tr("Handed in by bureau"))
        self.setItemDelegate(_BureauDelegate(self))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMinimumWidth(150)
        self.setUniformItemSizes(True)
        self.currentItemChanged.connect(lambda _new, _old: self.picked.emit(self.key))

    @property
    def key(self) -> str:
        """The bureau marked, "" for the whole city."""
        row = self.currentRow()
        return str(self.item(row).data(_KEY_ROLE)) if row >= 0 else CITY

    @property
    def words(self) -> list[str]:
        """What the rows say."""
        return [self.item(row).text() for row in range(self.count())]

    def pick(self, key: str) -> None:
        """Mark a bureau as a click does; an unknown one marks the city."""
        keys = [str(self.item(row).data(_KEY_ROLE)) for row in range(self.count())]
        self.setCurrentRow(keys.index(key) if key in keys else 0)

    def show_progress(self, progress: RoundProgress) -> None:
        """Show how far a round is; the bureau marked stays."""
        chosen = self.key
        self.blockSignals(True)
        self.clear()
        self.addItem(_item(CITY, tr("Whole city"), progress.total))
        for bureau in progress.bureaus:
            self.addItem(_item_of(bureau))
        self.pick(chosen)
        self.blockSignals(False)


def _item_of(bureau: BureauCount) -> QListWidgetItem:
    return _item(bureau.bureau_id, bureau.name or tr("Without bureau"), bureau.count)


def _item(key: str, name: str, count: Count) -> QListWidgetItem:
    text = tr(
        "{name} {done:,} of {n:,} ({rate})",
        name=name,
        done=count.submitted,
        n=count.sections,
        rate=share_text(count.rate, 0),
    )
    made = QListWidgetItem(text)
    made.setToolTip(f"{text}\n{_details(count)}")
    made.setData(_KEY_ROLE, key)
    made.setData(_COUNT_ROLE, (name, count))
    return made


def _details(count: Count) -> str:
    return tr(
        "accepted {accepted:,} ・ returned {returned:,} ・ overdue {overdue:,} ・ changed after"
        " approval {changed:,}",
        accepted=count.accepted,
        returned=count.returned,
        overdue=count.overdue,
        changed=count.changed,
    )


class _BureauDelegate(QStyledItemDelegate):
    """Name and figures above, the bar below: handed in, of it accepted."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: _Index) -> QSize:
        """All rows are alike."""
        return QSize(150, _ROW_HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Draw one bureau."""
        name, count = index.data(_COUNT_ROLE)
        theme, rect = current_theme(), option.rect
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, theme.color("accent_soft"))
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, theme.color("hover"))
        room = rect.adjusted(_PADDING, 5, -_PADDING, -6)
        figures = share_text(count.rate, 0)
        painter.setFont(body_font(_SMALL_POINTS))
        painter.setPen(theme.color("text_secondary"))
        top = Qt.AlignmentFlag.AlignTop
        painter.drawText(room, top | Qt.AlignmentFlag.AlignRight, figures)
        width = painter.fontMetrics().horizontalAdvance(figures)
        painter.setPen(theme.color("text"))
        text = painter.fontMetrics().elidedText(
            name, Qt.TextElideMode.ElideRight, room.width() - width - 8
        )
        painter.drawText(room, top | Qt.AlignmentFlag.AlignLeft, text)
        bar = QRectF(room.left(), room.bottom() - _BAR_HEIGHT + 1, room.width(), _BAR_HEIGHT)
        paint_bar(painter, bar, count.rate or 0.0, Tone.ACCENT)
        done = count.accepted / count.sections if count.sections else 0.0
        if done:
            accepted = QRectF(bar.left(), bar.top(), bar.width() * done, bar.height())
            painter.fillRect(accepted, theme.color(Tone.SUCCESS))
        painter.restore()
