"""The very first start: the role is asked while the fictitious city is made."""

from PySide6.QtWidgets import QDialog, QPushButton

from bpr_studio.domain.shared.errors import RefusedError
from bpr_studio.ui.shell.preparing import Preparing


def work(progress):
    for step in range(3):
        progress.report(step, 3, "making")


def test_where_nobody_chooses_the_program_begins_by_itself(qtbot):
    dialog = Preparing(work, begin_after_ms=50)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(lambda: dialog.result() == QDialog.DialogCode.Accepted)
    assert dialog.role == "dx_office"
    assert dialog.error is None


def test_who_is_still_reading_begins_with_the_button(qtbot):
    dialog = Preparing(work, begin_after_ms=600_000)
    qtbot.addWidget(dialog)
    dialog.show()
    begin = next(b for b in dialog.findChildren(QPushButton) if b.text() == "Begin")
    qtbot.waitUntil(begin.isVisible)
    assert dialog.isVisible()
    begin.click()
    assert dialog.result() == QDialog.DialogCode.Accepted


def test_a_failed_preparation_closes_and_says_why(qtbot):
    def refuse(_progress):
        raise RefusedError("no room")

    dialog = Preparing(refuse)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(lambda: not dialog.isVisible())
    assert str(dialog.error) == "no room"


def button(dialog, text):
    return next(b for b in dialog.findChildren(QPushButton) if b.text().startswith(text))


def test_whoever_takes_part_in_a_city_leaves_for_the_questions_of_joining(qtbot):
    dialog = Preparing(work, begin_after_ms=600_000)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(button(dialog, "Begin").isVisible)
    button(dialog, "Join the shared folder").click()
    assert dialog.result() == QDialog.DialogCode.Rejected
    assert not dialog.isVisible()
    assert dialog.wants_to_join
    assert not dialog.has_answered  # the role shown first is nobody's choice
