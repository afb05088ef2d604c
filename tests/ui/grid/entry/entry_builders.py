"""Small sheets to type into (架空)."""

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from bpr_studio.ui.grid.columns import Align
from bpr_studio.ui.grid.entry.grid import EntryGrid
from bpr_studio.ui.grid.entry.memory import MemoryCells
from bpr_studio.ui.grid.entry.model import ColumnKind, EntryColumn, EntryGroup

GROUPS = (
    EntryGroup("task", "業務", foldable=False),
    EntryGroup("amount", "業務量"),
    EntryGroup("months", "月別", folded=True),
)
COLUMNS = (
    EntryColumn("code", "分類コード", ColumnKind.PICKER, group="task", frozen=True, width=90),
    EntryColumn("name", "業務名", group="task", frozen=True, width=200, help="窓口で呼ぶ名前"),
    EntryColumn(
        "core",
        "コア区分",
        ColumnKind.CHOICE,
        choices=(("core", "コア業務"), ("non_core", "ノンコア業務")),
    ),
    EntryColumn("cases", "年間件数", ColumnKind.NUMBER, group="amount", unit="件", summary=True),
    EntryColumn("minutes", "1件あたり時間", ColumnKind.NUMBER, group="amount", unit="分"),
    EntryColumn("year", "年間時間", ColumnKind.READ_ONLY, group="months", align=Align.RIGHT),
    EntryColumn("april", "4月", ColumnKind.NUMBER, group="months"),
    EntryColumn("profile", "繁閑", ColumnKind.PROFILE),
    EntryColumn("note", "備考", multiline=True, width=240),
)
ROWS = (
    ("001010", "住民票の写しの交付", "コア業務", "1200", "5", "100", "8", "平準", ""),
    (
        "001011",
        "国民健康保険料の減免",
        "ノンコア業務",
        "300",
        "40",
        "200",
        "8",
        "平準",
        "窓口\n郵送",
    ),
    ("001012", "運動公園の使用許可", "ノンコア業務", "90", "20", "30", "8", "繁忙期", ""),
    ("001013", "道路占用許可の更新", "コア業務", "450", "15", "112", "8", "", ""),
)


def not_a_number(column, text):
    """Refuses words in number columns."""
    if column.kind is ColumnKind.NUMBER and text and not text.replace(",", "").isdigit():
        return f"「{text}」は数字として読めません。"
    return ""


def sheet(rows=ROWS, *, columns=COLUMNS, groups=GROUPS, rows_can_change=True, sums=None):
    """Four tasks, refusing words where figures belong."""
    return MemoryCells(
        columns,
        rows,
        groups=groups,
        rows_can_change=rows_can_change,
        refuses=not_a_number,
        sums=sums,
    )


def column_texts(model, key):
    """A column from top to bottom."""
    return [model.text(row_id, key) for row_id in model.row_ids]


def shown_grid(qtbot, model=None, *, size=(900, 500)):
    """A grid on the screen with the keyboard in it, at its first cell."""
    grid = EntryGrid(name="業務の一覧")
    qtbot.addWidget(grid)
    grid.set_model(sheet() if model is None else model)
    grid.resize(*size)
    with qtbot.waitExposed(grid):
        grid.show()
    grid.view.setFocus()
    return grid


def focused() -> Any:
    """Where the keyboard is."""
    return QApplication.focusWidget()


def press(*keys, held=Qt.KeyboardModifier.NoModifier):
    """Press keys wherever the keyboard is."""
    for key in keys:
        QTest.keyClick(focused(), key, held)


def write(text):
    """As a keyboard or, for other letters, an input method does it."""
    for letter in text:
        if letter.isascii():
            QTest.keyClick(focused(), letter)
        else:
            confirm(letter)


def compose(text):
    """An input method shows what it would write."""
    QApplication.sendEvent(focused(), QInputMethodEvent(text, []))


def confirm(text):
    """An input method writes."""
    event = QInputMethodEvent("", [])
    event.setCommitString(text)
    QApplication.sendEvent(focused(), event)
