"""Small widgets go on in the next line where there is no room."""

from PySide6.QtWidgets import QLabel, QWidget

from bpr_studio.ui.qt.flow_row import FlowRow


def boxes(holder, row, count):
    made = []
    for _ in range(count):
        box = QLabel(holder)
        box.setFixedSize(100, 20)
        row.addWidget(box)
        made.append(box)
    return made


def test_widgets_go_on_in_the_next_line(qtbot):
    holder = QWidget()
    qtbot.addWidget(holder)
    row = FlowRow(holder, spacing=10)
    made = boxes(holder, row, 3)

    assert row.heightForWidth(320) == 20
    assert row.heightForWidth(319) == 50
    assert row.heightForWidth(100) == 80
    holder.resize(220, 60)
    holder.show()
    assert [(box.x(), box.y()) for box in made] == [(0, 0), (110, 0), (0, 30)]


def test_hidden_widgets_take_no_room(qtbot):
    holder = QWidget()
    qtbot.addWidget(holder)
    row = FlowRow(holder, spacing=10)
    made = boxes(holder, row, 3)
    holder.show()
    made[1].hide()

    assert row.heightForWidth(210) == 20
    assert row.sizeHint().width() == 100


def test_widgets_can_be_taken_out(qtbot):
    holder = QWidget()
    qtbot.addWidget(holder)
    row = FlowRow(holder, spacing=10)
    made = boxes(holder, row, 2)

    item = row.takeAt(0)
    assert item is not None
    assert item.widget() is made[0]
    assert row.count() == 1
    assert row.itemAt(5) is None
    assert row.takeAt(5) is None
