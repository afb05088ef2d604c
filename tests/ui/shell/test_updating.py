"""The bar while a workspace of an older version is opened."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication, QProgressDialog

from bpr_studio.ui.shell.updating import UpdatingBar


def bars() -> list[QProgressDialog]:
    found = (w for w in QApplication.topLevelWidgets() if isinstance(w, QProgressDialog))
    return [bar for bar in found if bar.isVisible()]


def test_a_long_opening_shows_how_far_it_is(qtbot):
    bar = UpdatingBar(shown_after_ms=0)
    bar.report(0, 10, "まとめています")
    bar.report(4, 10, "まとめています")
    (dialog,) = bars()
    assert (dialog.value(), dialog.maximum(), dialog.labelText()) == (4, 10, "まとめています")
    bar.close()
    assert bars() == []


def test_a_quick_opening_shows_nothing(qtbot):
    bar = UpdatingBar()
    bar.report(1, 2, "x")
    assert bars() == []
    bar.close()
    bar.close()
