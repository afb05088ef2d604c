"""What people name on the command line, found in the workspace."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bpr_studio.domain.shared.errors import RefusedError
from bpr_studio.domain.shared.text import tr

if TYPE_CHECKING:
    from bpr_studio.app.workspace import Workspace


def unit_with_code(workspace: Workspace, code: str) -> str:
    """Row id of the unit of this year with a code; "" for "", the whole city.

    Raises:
        RefusedError: there is none.
    """
    if not code:
        return ""
    for unit in workspace.queries.units(workspace.fiscal_year.year):
        if unit.code == code:
            return unit.id
    raise RefusedError(
        tr("There is no unit with the code {code}.", code=code),
        remedy=tr("Look up the codes in the organisation list of the settings."),
    )


def overall_round(workspace: Workspace, fiscal_year: int | None) -> str:
    """The overall survey of a fiscal year; without a year the one pages start with.

    Raises:
        RefusedError: there is none.
    """
    if fiscal_year is None:
        return workspace.round_id
    for found in workspace.queries.rounds():
        if found.fiscal_year == fiscal_year and found.kind == "overall":
            return found.id
    raise RefusedError(
        tr("There is no survey of the fiscal year {year}.", year=fiscal_year),
        remedy=tr("See “analyze summary” for the years there are."),
    )
