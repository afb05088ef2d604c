"""The page of sync: what it says in every state, and what it lets people do."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication
from PySide6.QtWidgets import QFrame

from bpr_studio.domain.shared.errors import UnreadableInputError
from bpr_studio.services.sync.status import Glance, Work
from bpr_studio.services.sync.troubles import Trouble, TroubleKind
from bpr_studio.ui.pages.sync import Asking, SyncPage
from bpr_studio.ui.pages.sync_bundles import BundleZone
from bpr_studio.ui.pages.sync_sections import pressing
from bpr_studio.ui.pages.sync_words import ago, step_word
from bpr_studio.ui.qt.blocks import Notice
from bpr_studio.ui.qt.error_panel import ErrorPanel
from tests.fakes.sync_desk import (
    ADDRESS,
    NOW,
    FakeDesk,
    alone,
    cut_off,
    facts,
    minutes,
    waiting,
)

pytestmark = pytest.mark.gui


class Answers:
    """Answers dialogs in place of a person."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.proposals: list[str] = []

    def asking(self) -> Asking:
        return Asking(self._folder, self._save, self._files)

    def _folder(self, _over: Any) -> Path:
        return self.folder

    def _save(self, _over: Any, _title: str, name: str, _kinds: str) -> Path:
        self.proposals.append(name)
        return self.folder / name

    def _files(self, _over: Any, _title: str, _kinds: str) -> list[Path]:
        return [self.folder / "a.bprz"]


@pytest.fixture
def answers(tmp_path: Path) -> Answers:
    return Answers(tmp_path)


@pytest.fixture
def open_page(qtbot: Any, host: Any, answers: Answers) -> Any:
    def make(fake: FakeDesk) -> SyncPage:
        page = SyncPage(host, fake.desk, answers.asking())
        qtbot.addWidget(page)
        page.resize(1130, 680)
        page.show()
        page.on_shown()
        return page

    return make


def visible_tabs(page: SyncPage) -> list[str]:
    return [page.tabs.tabText(i) for i in range(page.tabs.count()) if page.tabs.isTabVisible(i)]


def deeds(fake: FakeDesk) -> list[Any]:
    return [done for done in fake.done if done != "now"]


def verbs(page: SyncPage) -> list[str]:
    return [action.text() for action in page.title_line.actions_shown if action.isVisible()]


# -- what it says --------------------------------------------------------------------------------


def test_a_workspace_that_is_not_shared_offers_to_join(open_page: Any) -> None:
    fake = FakeDesk(alone())
    page = open_page(fake)

    assert "not shared" in page.card.text
    assert verbs(page) == ["Join a shared folder …"]
    assert visible_tabs(page) == ["Look at a folder"]
    page.join_action.trigger()
    assert fake.done == ["join"]


def test_only_the_dx_office_begins_to_share(open_page: Any) -> None:
    assert verbs(open_page(FakeDesk(alone(), office=True)))[0] == "Begin to share …"


def test_who_waits_for_approval_reads_what_works_already(open_page: Any) -> None:
    page = open_page(FakeDesk(waiting()))

    assert page.card.steps.lines[0] == "Saved on this PC"
    assert "after the approval" in page.card.steps.lines[1]
    assert "The survey sheet of your section comes with the approval." in page.card.text
    assert any("not approved" in line for line in page.troubles.lines)


def test_the_steps_tell_how_far_all_of_the_work_is(open_page: Any) -> None:
    page = open_page(FakeDesk(facts(work=Work(3, minutes(1), 7))))

    assert page.card.steps.lines == [
        "Saved on this PC",
        "Shared 3 changes to come",
        "Received by DX 10 changes to be confirmed",
    ]
    assert "Last contact 2 minutes ago" in page.card.text
    assert page.troubles.lines == []


def test_without_contact_it_says_what_happens_to_the_work_and_offers_a_way_out(
    open_page: Any, answers: Answers, settled: Any
) -> None:
    fake = FakeDesk(cut_off())
    page = open_page(fake)

    assert "You can go on working." in page.card.text
    assert "Last contact 2 hours ago" in page.card.text
    assert ADDRESS in page.troubles.lines[0]
    assert "Write unsent work out …" in verbs(page)

    page.rescue_action.trigger()
    settled()
    assert fake.done == [("rescue", answers.folder / "bpr-unsent.bprz")]


def test_nothing_is_rescued_while_all_is_shared(open_page: Any) -> None:
    assert verbs(open_page(FakeDesk(facts()))) == ["Sync now", "Pause sync"]


def test_the_state_follows_while_the_page_is_in_front(open_page: Any, qtbot: Any) -> None:
    fake = FakeDesk(facts(work=Work(1, minutes(1))))
    page = open_page(fake)
    fake.now = facts()

    qtbot.waitUntil(lambda: "has received all" in page.card.text, timeout=5_000)


def test_syncing_now_only_asks_for_it(open_page: Any) -> None:
    fake = FakeDesk(facts())
    page = open_page(fake)
    page.now_action.trigger()

    assert fake.done == ["now"]


def test_sync_can_be_paused_and_goes_on(open_page: Any) -> None:
    fake = FakeDesk(facts())
    page = open_page(fake)
    page.pause_action.trigger()
    assert fake.done == [("pause", True)]
    assert not page.now_action.isEnabled()
    assert "Paused" in page.card.text

    page.pause_action.trigger()
    assert fake.done[1:] == [("pause", False)]
    assert page.now_action.isEnabled()


def test_a_newer_program_is_told_with_what_to_do(open_page: Any) -> None:
    newer = Trouble(TroubleKind.NEWER, NOW)
    page = open_page(FakeDesk(facts(troubles=[newer])))

    assert any("update" in line for line in page.troubles.lines)


def test_many_troubles_are_counted(open_page: Any) -> None:
    kinds = (TroubleKind.NEWER, TroubleKind.CLONE, TroubleKind.GAP, TroubleKind.KEY_PLAIN)
    page = open_page(FakeDesk(facts(troubles=[Trouble(kind, NOW) for kind in kinds])))

    assert len(page.troubles.lines) == 2
    assert page.troubles.isVisible()


@pytest.mark.parametrize(
    ("past", "words"),
    [
        (timedelta(seconds=20), "just now"),
        (timedelta(seconds=-300), "just now"),
        (timedelta(minutes=1), "1 minute ago"),
        (timedelta(minutes=59), "59 minutes ago"),
        (timedelta(hours=5), "5 hours ago"),
        (timedelta(days=3), "3 days ago"),
    ],
)
def test_moments_are_told_as_people_do(past: timedelta, words: str) -> None:
    assert ago(NOW, NOW - past) == words


def test_never_is_no_moment() -> None:
    assert ago(NOW, None) == ""
    assert ago(NOW, NOW - timedelta(days=40)).startswith("2026-05-11")


def test_every_step_has_a_word() -> None:
    assert len({step_word(glance) for glance in Glance}) == len(Glance)


# -- lists ---------------------------------------------------------------------------------------


def test_members_and_history_are_listed(open_page: Any) -> None:
    page = open_page(FakeDesk(facts()))

    assert page.front == "members"
    assert "(this PC)" in page.members.as_worksheet()
    page.open_target("history")
    assert page.history.model.rowCount() == 30


def test_the_same_rows_keep_mark_and_place(open_page: Any) -> None:
    page = open_page(FakeDesk(facts(), many=True))
    page.members.select_row(700)
    place = page.members.view.verticalScrollBar().value()
    page.on_shown()

    assert [row[0] for row in page.members.selected_rows()] == ["pc00700aaaaaa"]
    assert page.members.view.verticalScrollBar().value() == place > 0


def test_changed_rows_keep_the_mark(open_page: Any) -> None:
    fake = FakeDesk(facts())
    page = open_page(fake)
    page.members.select_row(2)
    fake.members = fake.members[1:]
    page.on_shown()

    assert [row[0] for row in page.members.selected_rows()] == ["pc00002aaaaaa"]


def test_a_page_nobody_looks_at_reads_nothing(open_page: Any, qtbot: Any) -> None:
    fake = FakeDesk(facts())
    page = open_page(fake)
    page.hide()
    fake.now = alone()
    qtbot.wait(1_200)

    assert "has received all" in page.card.text


# -- bundles -------------------------------------------------------------------------------------


def test_bundles_are_written_and_taken_in(open_page: Any, answers: Answers, settled: Any) -> None:
    fake = FakeDesk(facts())
    page = open_page(fake)
    page.bundles.write_wanted.emit()
    settled()
    page.bundles.read_wanted.emit()
    settled()

    folder = answers.folder
    assert fake.done == [("write", folder / "bpr-bundle.bprz"), ("read", [folder / "a.bprz"])]


def test_bundles_are_dropped_on_the_window_or_on_the_card(
    open_page: Any, tmp_path: Path, settled: Any
) -> None:
    fake = FakeDesk(facts())
    page = open_page(fake)
    page.open_files([tmp_path / "x.bprz"])
    settled()
    page.open_target("bundles")
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(tmp_path / "y.bprz"))])
    zone = page.findChild(BundleZone)
    zone.dropEvent(
        QDropEvent(
            QPoint(5, 5).toPointF(),
            Qt.DropAction.CopyAction,
            mime,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
    )
    settled()

    assert fake.done == [("read", [tmp_path / "x.bprz"]), ("read", [tmp_path / "y.bprz"])]


def test_a_file_that_was_not_wholly_used_is_not_told_as_a_success(
    open_page: Any, tmp_path: Path, settled: Any
) -> None:
    page = open_page(FakeDesk(facts()))
    page.open_files([tmp_path / "damaged.bprz"])
    settled()
    lines = page.notices.findChildren(QFrame)
    assert [line.property("tone") for line in lines if line.property("tone")] == ["warning"]


# -- probe ---------------------------------------------------------------------------------------


def test_a_folder_is_looked_at_and_the_report_copied_and_saved(
    open_page: Any, answers: Answers, settled: Any
) -> None:
    fake = FakeDesk(facts())
    page = open_page(fake)
    page.open_target("probe")
    assert page.probe.address.text() == ADDRESS

    page.probe.probe_action.trigger()
    settled()
    assert fake.done == [("probe", ADDRESS)]
    assert page.probe.table.model.rowCount() == 4
    assert page.probe.headline
    page.probe.copy()
    assert page.probe.headline in QGuiApplication.clipboard().text()

    page.probe.save_wanted.emit()
    settled()
    assert (answers.folder / "bpr-share-report.json").read_text() == '{"usable": true}'


# -- the DX office -------------------------------------------------------------------------------


@pytest.fixture
def office(open_page: Any) -> tuple[SyncPage, FakeDesk]:
    fake = FakeDesk(facts(requests=4), office=True, many=True)
    return open_page(fake), fake


def test_sections_are_searched_narrowed_and_sorted(office: Any, qtbot: Any) -> None:
    page, fake = office
    tab = page.office.sections
    assert page.front == "sections"
    assert tab.shown == 365

    tab.words.setText("第13課")
    qtbot.waitUntil(lambda: tab.shown < 365)
    assert "Something is missing" in tab.table.as_worksheet()
    tab.words.clear()
    tab.silent.setChecked(True)
    tab.days.setValue(10)
    assert 0 < tab.shown < 40
    tab.silent.setChecked(False)
    tab.bureaus.setCurrentIndex(2)
    assert {section.bureau for section in fake.sections} >= {tab.bureaus.currentText()}
    assert tab.shown == 46
    assert pressing(fake.sections, NOW) > 2


def test_requests_are_let_in_one_by_one_or_all(office: Any, settled: Any, qtbot: Any) -> None:
    page, fake = office
    page.open_target("requests")
    tab = page.office.requests
    assert page.tabs.tabText(page.tabs.currentIndex()) == "Requests (4)"
    assert not tab.approve_action.isEnabled()

    tab.table.select_row(1)
    qtbot.waitUntil(tab.approve_action.isEnabled)
    tab.approve_action.trigger()
    settled()
    assert deeds(fake) == [("approve", ("rq00001bbbbbb",))]
    assert page.tabs.tabText(page.tabs.currentIndex()) == "Requests (3)"

    tab.all_action.trigger()
    settled()
    assert len(deeds(fake)[1][1]) == 3
    assert "now" in fake.done  # it goes out at once


def test_all_leaves_out_whom_the_server_contradicts(office: Any, settled: Any) -> None:
    page, fake = office
    page.open_target("requests")
    page.office.requests.all_action.trigger()
    settled()

    assert "rq00001bbbbbb" not in fake.done[0][1]
    assert [request.id for request in fake.requests] == ["rq00001bbbbbb"]


def test_all_leaves_out_who_asks_for_the_rights_of_the_dx_office(office: Any, settled: Any) -> None:
    page, fake = office
    fake.requests[2:3] = [replace(fake.requests[2], role="dx_office")]
    wanted = fake.requests[2].id
    page.open_target("requests")
    page.office.requests.all_action.trigger()
    settled()

    assert wanted not in fake.done[0][1]
    assert wanted in [request.id for request in fake.requests]


def test_a_request_is_refused_with_a_reason(office: Any, settled: Any, qtbot: Any) -> None:
    page, fake = office
    page.open_target("requests")
    tab = page.office.requests
    tab.table.select_row(0)
    qtbot.waitUntil(tab.refuse_action.isEnabled)
    tab.refuse_action.trigger()
    assert "申込01" in tab.reason.question
    tab.reason.answer("  ")
    assert fake.done == []

    tab.reason.answer("not known")
    settled()
    assert deeds(fake) == [("refuse", "rq00000bbbbbb", "not known")]
    assert tab.reason.question == ""


def test_the_sharing_of_a_pc_is_ended_with_a_reason_and_never_that_of_this_pc(
    office: Any, settled: Any
) -> None:
    page, fake = office
    page.open_target("members")
    page.members.select_row(0)
    page.members.selection_changed.emit()
    assert not page.office.end_action.isEnabled()

    page.members.select_row(2)
    page.members.selection_changed.emit()
    page.office.end_action.trigger()
    page.office.ending.answer("left the city")
    settled()
    assert deeds(fake) == [("revoke", "pc00002aaaaaa", "left the city")]


def test_upkeep_is_done_from_its_buttons(office: Any, settled: Any) -> None:
    page, fake = office
    page.open_target("upkeep")
    for deed in ("pack", "check", "repair"):
        page.office.upkeep.wanted.emit(deed)
        settled()

    assert [done[0] for done in deeds(fake)] == ["pack", "check", "repair"]
    assert len(page.office.upkeep.lines) == 3


def test_refused_files_name_their_reason(office: Any) -> None:
    page, _fake = office
    page.open_target("refused")

    assert "署名" in page.office.refused.as_worksheet()


def test_365_sections_and_800_members_open_within_300_ms(open_page: Any, qapp: Any) -> None:
    def opened() -> float:
        start = time.thread_time()  # other programs on this machine do not count
        page = open_page(FakeDesk(facts(requests=4), office=True, many=True))
        qapp.processEvents()
        page.open_target("members")
        qapp.processEvents()
        taken = time.thread_time() - start
        page.hide()
        return taken

    assert min(opened() for _ in range(5)) < 0.3


# -- everywhere ----------------------------------------------------------------------------------


@pytest.mark.parametrize("office", [False, True])
def test_every_control_has_a_name(open_page: Any, nameless_in: Any, *, office: bool) -> None:
    page = open_page(FakeDesk(facts(requests=4), office=office))
    for place in range(page.tabs.count()):
        page.tabs.setCurrentIndex(place)
        assert nameless_in(page) == []
    assert page.findChildren(ErrorPanel) == []


def test_with_a_trouble_and_a_notice_the_page_still_fits_a_small_screen(open_page):
    """Of 768 pixels the frame of the window leaves about 620."""
    told = (Trouble(TroubleKind.KEY_PLAIN),)
    page = open_page(
        FakeDesk(replace(facts(), status=replace(facts().status, troubles=told)), office=True)
    )
    page.notices.show_notice(Notice("Begun"))
    assert page.minimumSizeHint().height() <= 620
    page.notices.show_error(UnreadableInputError("Torn", kept="All is kept", remedy="Copy it"))
    assert page.minimumSizeHint().height() <= 642
    page.notices.clear()
    assert page.bundles.minimumSizeHint().height() <= page.members.minimumSizeHint().height()
