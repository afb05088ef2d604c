"""The view: zoom, pan, keyboard, mouse."""

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QNativeGestureEvent, QPointingDevice, QWheelEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget

from tests.ui.canvas.conftest import small_flow, wide_flow

pytestmark = pytest.mark.gui

NO_KEYS = Qt.KeyboardModifier.NoModifier
CONTROL = Qt.KeyboardModifier.ControlModifier
LEFT = Qt.MouseButton.LeftButton


def wheel(view, at, turns=1, keys=NO_KEYS):
    """Turn the wheel over a place of the viewport."""
    place = QPointF(at)
    event = QWheelEvent(
        place,
        QPointF(view.viewport().mapToGlobal(at)),
        QPoint(),
        QPoint(0, 120 * turns),
        Qt.MouseButton.NoButton,
        keys,
        Qt.ScrollPhase.NoScrollPhase,
        False,  # noqa: FBT003  # Qt's own order of arguments
    )
    QApplication.sendEvent(view.viewport(), event)


def spot(view, element_id):
    """Where the middle of an element is in the viewport."""
    return view.mapFromScene(view.flow.area_of(element_id).center())


def near(first, second, slack=2):
    return (first - second).manhattanLength() <= slack


# -- zoom ----------------------------------------------------------------------------------------


def test_a_small_flow_is_shown_whole_and_not_enlarged(board):
    board.show_model(small_flow())
    assert board.view.zoom == 1.0
    assert board.view.sees_everything()
    assert not board.map.isVisible()


def test_a_wide_flow_starts_readable_at_its_beginning_with_a_map(board):
    board.show_model(wide_flow())
    assert board.view.zoom >= 0.7
    assert board.view.seen().contains(board.scene.area_of("t000"))
    assert not board.view.sees_everything()
    assert board.map.isVisible()


def test_the_wheel_with_control_zooms_at_the_pointer(board):
    board.show_model(wide_flow())
    at = QPoint(200, 180)
    place = board.view.mapToScene(at)
    wheel(board.view, at, turns=2, keys=CONTROL)
    assert board.view.zoom == pytest.approx(0.8 * 1.2**2)
    assert near(board.view.mapFromScene(place), at)
    wheel(board.view, at, turns=-2, keys=CONTROL)
    assert near(board.view.mapFromScene(place), at)


def test_pinching_zooms_at_the_fingers(board):
    board.show_model(wide_flow())
    at = QPoint(300, 200)
    place = board.view.mapToScene(at)
    pinch = QNativeGestureEvent(
        Qt.NativeGestureType.ZoomNativeGesture,
        QPointingDevice.primaryPointingDevice(),
        2,
        QPointF(at),
        QPointF(at),
        QPointF(at),
        0.5,
        QPointF(),
    )
    QApplication.sendEvent(board.view.viewport(), pinch)
    assert board.view.zoom == pytest.approx(1.2)
    assert near(board.view.mapFromScene(place), at)


@pytest.mark.parametrize(
    ("key", "keys", "zoom"),
    [
        (Qt.Key.Key_Plus, CONTROL, 1.0),
        (Qt.Key.Key_Minus, CONTROL, 0.64),
        (Qt.Key.Key_0, CONTROL, 1.0),
    ],
)
def test_keys_zoom(qtbot, board, key, keys, zoom):
    board.show_model(wide_flow())
    qtbot.keyClick(board.view, key, keys)
    assert board.view.zoom == pytest.approx(zoom)


def test_f_shows_everything_and_keeps_doing_so_when_the_room_changes(qtbot, board):
    board.show_model(wide_flow(12))
    qtbot.keyClick(board.view, Qt.Key.Key_F)
    assert board.view.sees_everything()
    board.resize(500, 400)
    qtbot.waitUntil(board.view.sees_everything)


def test_resizing_keeps_the_middle_where_it_was(qtbot, board):
    board.show_model(wide_flow())
    board.view.go_to(QPointF(3000, 140))
    board.resize(600, 420)
    QApplication.processEvents()
    middle = board.view.mapToScene(board.view.viewport().rect().center())
    assert abs(middle.x() - 3000) < 5


def test_zoom_has_limits(board):
    board.show_model(small_flow())
    board.view.set_zoom(100)
    assert board.view.zoom == 4.0
    board.view.set_zoom(0.0001)
    assert board.view.zoom == 0.05


# -- pan -----------------------------------------------------------------------------------------


def test_the_wheel_moves_down_and_with_shift_sideways(board):
    board.show_model(wide_flow())
    before = board.view.seen()
    wheel(board.view, QPoint(100, 100), turns=-1)
    assert board.view.seen().top() > before.top()
    assert board.view.seen().left() == pytest.approx(before.left())
    wheel(board.view, QPoint(100, 100), turns=-1, keys=Qt.KeyboardModifier.ShiftModifier)
    assert board.view.seen().left() > before.left()


@pytest.mark.parametrize(
    ("key", "sign", "axis"),
    [
        (Qt.Key.Key_Right, 1, "x"),
        (Qt.Key.Key_Left, -1, "x"),
        (Qt.Key.Key_Down, 1, "y"),
        (Qt.Key.Key_Up, -1, "y"),
    ],
)
def test_arrow_keys_move(qtbot, board, key, sign, axis):
    board.show_model(wide_flow())
    before = board.view.seen().topLeft()
    qtbot.keyClick(board.view, key)
    moved = board.view.seen().topLeft() - before
    assert sign * (moved.x() if axis == "x" else moved.y()) > 0


def test_dragging_moves_the_paper_and_selects_nothing(qtbot, board):
    board.show_model(wide_flow())
    start = spot(board.view, "t001")
    place = board.view.mapToScene(start)
    qtbot.mousePress(board.view.viewport(), LEFT, pos=start)
    qtbot.mouseMove(board.view.viewport(), start - QPoint(90, 30))
    qtbot.mouseRelease(board.view.viewport(), LEFT, pos=start - QPoint(90, 30))
    assert near(board.view.mapFromScene(place), start - QPoint(90, 30))
    assert board.scene.selected == ()


def test_the_middle_button_and_the_space_bar_move_the_paper(qtbot, board):
    board.show_model(wide_flow())
    viewport, start = board.view.viewport(), spot(board.view, "t001")
    place = board.view.mapToScene(start)
    qtbot.mousePress(viewport, Qt.MouseButton.MiddleButton, pos=start)
    qtbot.mouseMove(viewport, start - QPoint(50, 0))
    qtbot.mouseRelease(viewport, Qt.MouseButton.MiddleButton, pos=start - QPoint(50, 0))
    assert near(board.view.mapFromScene(place), start - QPoint(50, 0))

    qtbot.keyPress(board.view, Qt.Key.Key_Space)
    qtbot.mousePress(viewport, LEFT, pos=start)
    qtbot.mouseMove(viewport, start + QPoint(50, 0))
    qtbot.mouseRelease(viewport, LEFT, pos=start + QPoint(50, 0))
    qtbot.keyRelease(board.view, Qt.Key.Key_Space)
    assert near(board.view.mapFromScene(place), start)
    assert board.scene.selected == ()


def test_the_map_goes_to_where_it_is_pressed(qtbot, board):
    board.show_model(wide_flow())
    small = board.map
    qtbot.mouseClick(small, LEFT, pos=QPoint(small.width() - 12, small.height() // 2))
    assert board.view.seen().contains(board.scene.area_of("t038"))


# -- selecting -----------------------------------------------------------------------------------


def test_a_click_selects_and_a_click_beside_selects_nothing(qtbot, board):
    board.show_model(small_flow())
    viewport = board.view.viewport()
    qtbot.mouseClick(viewport, LEFT, pos=spot(board.view, "a"))
    assert board.scene.selected == ("a",)
    qtbot.mouseClick(viewport, LEFT, CONTROL, pos=spot(board.view, "b"))
    assert board.scene.selected == ("a", "b")
    qtbot.mouseClick(viewport, LEFT, CONTROL, pos=spot(board.view, "a"))
    assert board.scene.selected == ("b",)
    qtbot.mouseClick(viewport, LEFT, pos=QPoint(3, 3))
    assert board.scene.selected == ()


def test_enter_and_double_click_open(qtbot, board):
    board.show_model(small_flow())
    opened: list[str] = []
    board.view.element_opened.connect(opened.append)
    qtbot.mouseDClick(board.view.viewport(), LEFT, pos=spot(board.view, "b"))
    board.scene.select(("a",))
    qtbot.keyClick(board.view, Qt.Key.Key_Return)
    assert opened == ["b", "a"]


class Form(QWidget):
    """A field, the board, a field."""

    def __init__(self, board):
        super().__init__()
        self.before, self.after = QLineEdit(), QLineEdit()
        column = QVBoxLayout(self)
        for widget in (self.before, board, self.after):
            column.addWidget(widget)


@pytest.fixture
def form(qtbot, board):
    """The board between two fields, so that Tab has somewhere to come from and to go to."""
    holder = Form(board)
    qtbot.addWidget(holder)
    holder.resize(800, 600)
    holder.show()
    holder.activateWindow()
    qtbot.waitUntil(holder.isActiveWindow)
    board.show_model(small_flow())
    return holder


def press_tab(qtbot, *, back=False):
    key = Qt.Key.Key_Backtab if back else Qt.Key.Key_Tab
    qtbot.keyClick(QApplication.focusWidget(), key)


def test_tab_walks_through_the_steps_and_leaves_at_the_end(qtbot, board, form):
    form.before.setFocus()
    walked = []
    for _ in range(3):
        press_tab(qtbot)
        assert QApplication.focusWidget() is board.view
        walked.append(board.scene.selected)
    assert walked == [("a",), ("b",), ("lane",)]
    press_tab(qtbot)
    assert QApplication.focusWidget() is not board.view
    assert board.scene.selected == ()


def test_shift_tab_walks_back(qtbot, board, form):
    board.view.setFocus()
    board.scene.select(("b",))
    press_tab(qtbot, back=True)
    assert board.scene.selected == ("a",)
    press_tab(qtbot, back=True)
    assert QApplication.focusWidget() is form.before


def test_after_escape_tab_leaves_at_once(qtbot, board, form):
    board.view.setFocus()
    board.scene.select(("a",))
    qtbot.keyClick(board.view, Qt.Key.Key_Escape)
    assert board.scene.selected == ()
    press_tab(qtbot)
    assert QApplication.focusWidget() is not board.view


def test_the_selected_step_is_brought_into_view(qtbot, board, form):
    board.show_model(wide_flow())
    board.view.setFocus()
    board.scene.select(("t010",))
    press_tab(qtbot)
    assert board.scene.selected == ("t011",)
    assert board.view.seen().contains(board.scene.area_of("t011"))


# -- tools ---------------------------------------------------------------------------------------


class NotingTool:
    """Remembers what the view handed over."""

    cursor = Qt.CursorShape.CrossCursor

    def __init__(self):
        self.noted = []

    def press(self, *_):
        self.noted.append("press")

    def move(self, *_):
        self.noted.append("move")

    def release(self, *_):
        self.noted.append("release")

    def double_click(self, *_):
        self.noted.append("double")

    def key(self, _view, event):
        self.noted.append("key")
        return event.key() == Qt.Key.Key_F


def test_a_tool_gets_mouse_and_keys_but_never_the_hand(qtbot, board):
    board.show_model(wide_flow())
    tool = NotingTool()
    board.view.set_tool(tool)
    viewport = board.view.viewport()
    zoom = board.view.zoom
    qtbot.keyClick(board.view, Qt.Key.Key_F)
    assert board.view.zoom == zoom
    qtbot.mousePress(viewport, LEFT, pos=QPoint(100, 100))
    qtbot.mouseRelease(viewport, LEFT, pos=QPoint(100, 100))
    assert [deed for deed in tool.noted if deed != "move"] == ["key", "press", "release"]
    tool.noted.clear()
    qtbot.mousePress(viewport, Qt.MouseButton.MiddleButton, pos=QPoint(100, 100))
    qtbot.mouseRelease(viewport, Qt.MouseButton.MiddleButton, pos=QPoint(100, 100))
    assert tool.noted == []
    assert viewport.cursor().shape() == Qt.CursorShape.CrossCursor


def test_the_canvas_has_a_name_and_says_where_its_text_is(board):
    assert board.view.accessibleName()
    assert "table" in board.view.accessibleDescription()


def test_leaving_the_window_puts_the_hand_down(qtbot, board, form):
    board.view.setFocus()
    qtbot.keyPress(board.view, Qt.Key.Key_Space)
    form.before.setFocus()
    qtbot.mouseClick(board.view.viewport(), LEFT, pos=spot(board.view, "a"))
    assert board.scene.selected == ("a",)


@pytest.mark.qt_log_ignore("This plugin does not support raise")
def test_resting_over_an_element_shows_a_tooltip_as_plain_text(qtbot, board):
    from PySide6.QtGui import QHelpEvent
    from PySide6.QtWidgets import QToolTip

    board.show_model(small_flow())
    at = spot(board.view, "a")
    event = QHelpEvent(QEvent.Type.ToolTip, at, board.view.viewport().mapToGlobal(at))
    QApplication.sendEvent(board.view.viewport(), event)
    assert "受付" in QToolTip.text()
    assert "窓口" in QToolTip.text()
    QToolTip.hideText()


def test_until_the_paper_is_moved_resizing_keeps_the_start_in_view(qtbot, board):
    board.show_model(wide_flow())
    board.resize(520, 420)
    QApplication.processEvents()
    assert board.view.seen().contains(board.scene.area_of("t000"))
