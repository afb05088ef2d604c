"""Makes the workspace that the first-start dialog asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from bpr_studio.adapters.catalogs.definitions import load_core_definitions
from bpr_studio.adapters.catalogs.lists import load_year_settings
from bpr_studio.adapters.fs.names import safe_name
from bpr_studio.app.system import SystemClock, data_home, person_at_keyboard
from bpr_studio.app.workspace import Workspace
from bpr_studio.domain.shared.fiscal_year import FiscalYear
from bpr_studio.services.workspaces import NewWorkspace
from bpr_studio.ui.shell.first_start import NewCity, OpenFolder, UseDemo

if TYPE_CHECKING:
    from pathlib import Path


def prepare(choice: NewCity | OpenFolder | UseDemo) -> Path:
    """The folder of the workspace that was chosen, made where it is new.

    Raises:
        RefusedError: it cannot be made.
    """
    match choice:
        case OpenFolder():
            return choice.folder
        case UseDemo():
            return data_home() / "demo"
        case NewCity():
            return _new_city(choice)
        case _:
            assert_never(choice)


def _new_city(choice: NewCity) -> Path:
    folder = data_home() / safe_name(choice.name)
    if folder.exists():
        return folder
    year = FiscalYear.of(SystemClock().now().astimezone().date()).year
    settings = {s.fiscal_year: s for s in load_year_settings()}
    known = settings.get(year) or settings[max(settings)]
    definition = load_core_definitions()[0]
    new = NewWorkspace(
        city_code=choice.code,
        city_name=choice.name,
        fictitious=False,
        fiscal_year=known.fiscal_year,
        core_definition=str(definition.attributes["text"]),
        minutes_per_full_timer=known.minutes_per_full_timer,
        core_definition_id=definition.code,
    )
    Workspace.create(folder, person_at_keyboard(choice.role), new).close()
    return folder
