"""Everything can be reached by keyboard and says what it is."""

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QWidget

from bpr_studio.domain.shared.errors import RefusedError
from bpr_studio.ui.qt.page import Jump
from bpr_studio.ui.shell.first_start import City, FirstStart


def nameless(root: QWidget) -> list[str]:
    """Controls a keyboard can reach that a screen reader could not name."""
    found = []
    for widget in root.findChildren(QWidget):
        if not widget.isVisible() or not widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
            continue
        interface = QAccessible.queryAccessibleInterface(widget)
        if not interface.text(QAccessible.Text.Name):
            found.append(f"{type(widget).__name__} {widget.objectName()}")
    return found


def test_every_control_of_the_frame_has_a_name(qtbot: Any, shell: Any) -> None:
    shell.window.go_to(Jump("survey"))
    shell.window.current_page.field.setAccessibleName("検索")
    shell.window.show_error(RefusedError("だめです。"), details="詳細")
    qtbot.wait(20)

    assert nameless(shell.window) == []


def test_every_control_of_the_first_start_has_a_name(qtbot: Any) -> None:
    dialog = FirstStart([City("011002", "札幌市")], lambda _parent: None)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.pick(workspace="new")
    for _ in range(3):
        qtbot.wait(10)
        assert nameless(dialog) == []
        dialog.forward()


def test_the_tab_key_comes_round_to_where_it_began(qtbot: Any, shell: Any) -> None:
    shell.window.activateWindow()
    qtbot.waitUntil(shell.window.isActiveWindow)
    first = shell.window.search
    first.setFocus()
    seen = []
    widget: QWidget = first
    for _ in range(200):
        qtbot.keyClick(widget, Qt.Key.Key_Tab)
        widget = shell.window.focusWidget()
        seen.append(widget)
        if widget is first:
            break

    assert widget is first
    assert shell.window.current_page.field in seen
