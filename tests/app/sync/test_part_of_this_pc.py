"""Who one is follows from the list of participants, once a workspace is shared (架空)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtWidgets import QLabel, QPushButton

from bpr_studio.app.cli import run
from bpr_studio.app.opening import Opener
from bpr_studio.app.workspace import Workspace
from bpr_studio.domain.replication.statements import Change, Enrol
from bpr_studio.domain.shared.ports import Person
from bpr_studio.services.sync.joining import Claim, with_claim
from bpr_studio.services.sync.status import SyncStatus
from bpr_studio.ui.pages.settings_display import DisplayTab
from bpr_studio.ui.qt.page import Jump
from tests.builders_part import SharedBy, any_key
from tests.builders_workspace import CityPlan, built_workspace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from bpr_studio.app.window import WindowSession

CHOSEN = Person("u0101", "section_chief")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    built_workspace(tmp_path / "city", CityPlan(answered=2)).close()
    return tmp_path / "city"


@pytest.fixture
def workspace(folder: Path) -> Iterator[Workspace]:
    found = Workspace.open(folder, CHOSEN)
    yield found
    found.close()


def enrolled(actor: str, role: str, *scopes: str) -> Enrol:
    return Enrol(actor, any_key(), "u0101", "0101課 窓口（架空）", role, scopes, "PC-0101")


def test_the_chosen_role_holds_while_nothing_is_shared(workspace: Workspace) -> None:
    assert workspace.part is None
    assert workspace.author.role == "section_chief"


def test_before_the_approval_the_role_asked_for_holds(workspace: Workspace) -> None:
    city = SharedBy(workspace)
    said = Claim("u0101", "0101課", "PC", "promoter", "0101", "2026-10-01T00:00:00+00:00")
    city.log.note(with_claim(said))

    assert workspace.author.role == "promoter"
    assert workspace.part is not None
    assert not workspace.part.approved
    assert workspace.part.is_own("0101")


def test_the_list_of_sections_names_those_this_pc_takes_in(workspace, folder, capsys) -> None:
    city = SharedBy(workspace)
    city.says(enrolled(city.actor, "section_chief", "sec-0101"))
    workspace.close()
    assert run(["survey", "status", "--json", "--workspace", str(folder)]) == 0
    assert [row["code"] for row in json.loads(capsys.readouterr().out)["rows"]] == ["0101"]


def test_the_approved_role_holds_and_follows_changes(workspace: Workspace) -> None:
    city = SharedBy(workspace)
    city.says(enrolled(city.actor, "member", "sec-0101"))
    assert workspace.author.role == "member"

    city.says(Change(city.actor, "kaizen_leader", ("sec-0101",), None))

    assert workspace.author.role == "kaizen_leader"
    assert workspace.part is not None
    assert workspace.part.approved


def test_a_new_number_of_this_pc_goes_on_with_the_approved_role(workspace: Workspace) -> None:
    city = SharedBy(workspace)
    city.says(enrolled(city.actor, "member", "sec-0101"))
    workspace.store.renew("b" * 13)

    assert workspace.author.role == "member"


def test_the_section_is_one_of_those_approved(workspace: Workspace) -> None:
    city = SharedBy(workspace)
    city.says(enrolled(city.actor, "member", "sec-0102"))
    part = workspace.part
    assert part is not None

    assert part.section_among(("0101", "0102"), "0101") == "0102"
    assert part.section_among(("0101", "0102"), "0102") == "0102"
    assert part.section_among(("0101",), "0101") == ""


@pytest.fixture
def open_window(
    qtbot: Any, tmp_path: Path, folder: Path
) -> Iterator[Callable[[], tuple[WindowSession, Workspace]]]:
    opened = []

    def make() -> tuple[WindowSession, Workspace]:
        settings = tmp_path / "settings.json"
        said = {"role": "dx_office", "section": "0102", "language": "en"}
        settings.write_text(json.dumps(said))
        session, workspace = Opener(settings).open(folder)
        qtbot.addWidget(session.window)
        opened.append((session, workspace))
        return session, workspace

    yield make
    for session, workspace in opened:
        qtbot.waitUntil(lambda s=session: not s.window.tasks.running, timeout=30_000)
        session.window.close()
        workspace.close()


@pytest.mark.gui
def test_the_window_shows_what_the_approved_role_sees_and_offers_no_other(
    qtbot: Any, folder: Path, open_window: Callable[[], tuple[WindowSession, Workspace]]
) -> None:
    first = Workspace.open(folder, CHOSEN)
    city = SharedBy(first)
    city.says(enrolled(city.actor, "member", "sec-0101"))
    first.close()

    session, _ = open_window()
    window = session.window
    assert not window.has_page("analysis")
    assert session.preferences().role == "member"
    assert session.preferences().section == "0101"
    window.go_to(Jump("settings", "display"))
    qtbot.waitUntil(lambda: not window.tasks.running, timeout=30_000)
    tab = window.findChild(DisplayTab)
    assert tab is not None
    assert [tab.role.itemData(n) for n in range(tab.role.count())] == ["member"]
    assert not tab.role.isEnabled()
    assert "The role approved by the DX office" in [one.text() for one in tab.findChildren(QLabel)]
    assert [tab.section.itemData(n) for n in range(tab.section.count())] == ["0101"]


@pytest.mark.gui
def test_another_role_given_while_the_window_is_open_is_told(
    qtbot: Any, open_window: Callable[[], tuple[WindowSession, Workspace]]
) -> None:
    session, workspace = open_window()
    assert session.sync is not None
    session.window.show()
    city = SharedBy(workspace)
    city.says(enrolled(city.actor, "member", "sec-0101"))

    session.sync.status_changed.emit(SyncStatus())

    texts = [button.text() for button in session.window.findChildren(QPushButton)]
    assert "Switch now" in texts
    assert workspace.author.role == "member"
