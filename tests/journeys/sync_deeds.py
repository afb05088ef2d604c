"""What people at windows in processes of their own do; the names are those the journey calls."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from bpr_studio.ui.pages.conflicts import ConflictsPage
from bpr_studio.ui.pages.entry import EntryPage
from bpr_studio.ui.pages.survey import SurveyPage
from bpr_studio.ui.pages.sync import SyncPage

if TYPE_CHECKING:
    from tests.journeys.people import Seat

CONTROL = Qt.KeyboardModifier.ControlModifier


def leave(seat: Seat) -> None:
    """Close the window; what is not shared yet is shared now, if it can be."""
    seat.settle()
    seat.window.close()
    seat.session.finish_sharing()
    seat.workspace.close()


def picture(seat: Seat, file: str) -> None:
    """Keep what is on the screen."""
    QApplication.processEvents()
    seat.window.grab().save(file)


def sheet(seat: Seat, code: str) -> None:
    """Open the sheet of a section."""
    page = seat.go_to("entry", f"section:{code}", EntryPage)
    seat.until(lambda: page.course.section is not None)


def write_name(seat: Seat, row: str, name: str) -> None:
    """Type over the name of a task."""
    page = seat.page(EntryPage)
    page.work.jump(row, "name")
    seat.type(name)
    seat.key(Qt.Key.Key_Return)
    seat.until(lambda: name in names_of(seat, row))


def names_of(seat: Seat, row: str) -> list[str]:
    """All names a task has now; several where people wrote side by side."""
    heads = seat.workspace.store.state("work_item", row).heads.get("name", ())
    return sorted({str(head.value) for head in heads})


def wait_for_names(seat: Seat, row: str, *names: str) -> None:
    """Wait until a task has just these names, asking for an exchange again and again."""
    wait_until(seat, lambda: names_of(seat, row) == sorted(names))


def wait_for_state(seat: Seat, code: str, state: str) -> None:
    """Wait until the sheet of a section is so far."""
    wait_until(seat, lambda: state_of(seat, code) == state)


def state_of(seat: Seat, code: str) -> str:
    """How far the sheet of a section is."""
    sections = seat.workspace.queries.sections(seat.workspace.round_id)
    return str(next(one.state for one in sections if one.unit_code == code))


def wait_until(seat: Seat, happened: Any) -> None:
    """Wait for what comes from others."""
    exchange = seat.session.sync
    assert exchange is not None
    waited = 0

    def so() -> bool:
        nonlocal waited
        waited += 1
        if waited % 100 == 1:
            exchange.request_now()
        return bool(happened())

    seat.until(so)


def wait_for_glance(seat: Seat, words: str) -> None:
    """Wait until the page of sync says so at the top."""
    page = seat.go_to("sync", "", SyncPage)
    wait_until(seat, lambda: words in page.card.text)


def approve_all(seat: Seat, count: int) -> None:
    """The DX office lets in everybody who asks."""
    page = seat.go_to("sync", "requests", SyncPage)
    word = f"（{count}）"
    wait_until(seat, lambda: any(word in text for text in _tabs(page)))
    seat.press("すべて")
    wait_until(seat, lambda: not any("（" in text for text in _tabs(page)))


def _tabs(page: SyncPage) -> list[str]:
    return [page.tabs.tabText(place) for place in range(page.tabs.count())]


def round_id(seat: Seat) -> str:
    """The survey round that is shown."""
    return seat.workspace.round_id


def accept(seat: Seat, code: str) -> None:
    """The DX office accepts the sheet of a section."""
    page = seat.go_to("survey", "board", SurveyPage)
    page.show_board()
    page.board.table.setFocus()
    seat.key(Qt.Key.Key_A, CONTROL)
    seat.press("受理する")
    assert state_of(seat, code) == "accepted"


def press(seat: Seat, text: str) -> None:
    """Click a button."""
    seat.press(text)


def reads(seat: Seat, words: str) -> bool:
    """Whether these words stand in the window."""
    return seat.reads(words)


def sees_button(seat: Seat, text: str) -> bool:
    """Whether there is such a button to press."""
    return seat.sees_button(text)


def overlaps(seat: Seat) -> list[list[str]]:
    """The overlapping edits on the page that lists them."""
    page = seat.go_to("conflicts", "", ConflictsPage)
    return [[version.text for version in one.versions] for one in page.shown]


def take_first(seat: Seat) -> None:
    """Decide the marked overlap for the first of the values."""
    page = seat.page(ConflictsPage)
    before = len(page.shown)
    seat.press("この値にする [1]")
    seat.until(lambda: len(page.shown) == before - 1)
