"""Photographs of a window: every page, every tab, every place."""

from pathlib import Path
from typing import Any

from PySide6.QtGui import QImage
from PySide6.QtWidgets import QTabWidget, QWidget

from bpr_studio.app.shots import DESIGN_SIZE, Photographer
from bpr_studio.ui.qt.page import Jump


def names(files: list[Path]) -> list[str]:
    return [file.stem for file in files]


def test_every_page_and_tab_is_photographed_at_the_design_size(
    open_shell: Any, tmp_path: Path
) -> None:
    shell = open_shell()
    shell.window.show()
    tabs = QTabWidget()
    tabs.addTab(QWidget(), "甲")
    tabs.addTab(QWidget(), "乙")
    shell.page("survey").set_content(tabs)
    photographer = Photographer(shell.window, tmp_path / "shots")

    photographer.resize(DESIGN_SIZE)
    photographer.pages()
    files = photographer.leave()

    assert names(files) == ["1-home", "2-survey", "2-survey-tab2", "3-broken"]
    for file in files:
        image = QImage(str(file))
        assert (image.width(), image.height()) == DESIGN_SIZE


def test_places_of_pages_the_role_does_not_have_are_left_out(
    open_shell: Any, tmp_path: Path
) -> None:
    shell = open_shell()
    shell.window.show()
    photographer = Photographer(shell.window, tmp_path / "shots")

    photographer.places([("here", Jump("survey", "x")), ("gone", Jump("sync"))])
    photographer.search("市民")

    assert names(photographer.leave()) == ["here", "search"]


def test_a_running_task_is_waited_for(qtbot: Any, open_shell: Any, tmp_path: Path) -> None:
    shell = open_shell()
    shell.window.show()
    photographer = Photographer(shell.window, tmp_path / "shots")
    done: list[Any] = []

    def work(progress: Any) -> None:
        import time

        time.sleep(0.6)

    shell.window.tasks.start("計算", work, done.append)
    photographer.save("after")

    assert done
    photographer.leave()
