"""The small dialog after the window was closed."""

from bpr_studio.ui.shell.last_sharing import LastSharing


def test_it_tells_how_many_changes_and_counts_the_seconds_down(qtbot, japanese):
    dialog = LastSharing(3, 0.4)
    qtbot.addWidget(dialog)
    dialog.show()
    words = " ".join(label.text() for label in dialog.findChildren(type(dialog.countdown)))
    assert "3件" in words
    assert "1秒" in dialog.countdown.text()
    qtbot.waitUntil(lambda: "0秒" in dialog.countdown.text())


def test_there_are_three_ways_not_to_wait_and_it_stays_until_told(qtbot):
    dialog = LastSharing(1, 10)
    qtbot.addWidget(dialog)
    dialog.show()
    skipped: list[bool] = []
    dialog.skipped.connect(lambda: skipped.append(True))
    dialog.skip.click()
    dialog.reject()
    dialog.close()
    assert len(skipped) == 3
    assert dialog.isVisible()
    dialog.finish()
    assert not dialog.isVisible()
