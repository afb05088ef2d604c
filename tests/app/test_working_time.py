"""Working time of a fiscal year: what follows a change, what is refused, what undo takes back."""

import pytest

from bpr_studio.domain.shared.errors import RefusedError
from tests.builders_workspace import YEAR, empty_workspace


@pytest.fixture
def workspace(tmp_path):
    made = empty_workspace(tmp_path / "w")
    yield made
    made.close()


def heads(workspace):
    return {line.staff_category: line.minutes_per_head for line in workspace.queries.years(YEAR)}


def year(workspace, number=YEAR):
    return next(y for y in workspace.queries.working_years() if y.fiscal_year == number)


def test_full_time_categories_follow_the_days_of_their_year(workspace):
    before, old = heads(workspace), year(workspace)
    workspace.working_times.set_year(YEAR, working_days=200)
    product = 200 * old.minutes_per_day
    assert heads(workspace)["regular"] == product
    whole = old.working_days * old.minutes_per_day
    for category, minutes in before.items():
        assert heads(workspace)[category] == product * round(100 * minutes / whole) // 100
    workspace.undo.undo()
    assert heads(workspace) == before
    assert year(workspace) == old


def test_hours_typed_by_hand_stay(workspace):
    workspace.working_times.set_head(YEAR, "regular", 100_001)
    workspace.working_times.set_year(YEAR, minutes_per_day=450)
    assert heads(workspace)["regular"] == 100_001


def test_leave_changes_nothing_else(workspace):
    before = heads(workspace)
    workspace.working_times.set_year(YEAR, leave_days=15)
    assert year(workspace).leave_days == 15
    assert year(workspace).mark == ""
    assert heads(workspace) == before


@pytest.mark.parametrize(
    "change", [{"working_days": 0}, {"working_days": 367}, {"minutes_per_day": 1441}]
)
def test_what_cannot_be_is_refused(workspace, change):
    before = year(workspace)
    with pytest.raises(RefusedError):
        workspace.working_times.set_year(YEAR, **change)
    assert year(workspace) == before


def test_a_cost_can_be_taken_away_again(workspace):
    workspace.working_times.set_cost(YEAR, "regular", 3_200)
    workspace.working_times.set_cost(YEAR, "regular", None)
    (line,) = [li for li in workspace.queries.years(YEAR) if li.staff_category == "regular"]
    assert line.yen_per_hour is None
    with pytest.raises(RefusedError):
        workspace.working_times.set_cost(YEAR, "regular", -1)


def test_a_year_is_added_alike_the_nearest_and_only_once(workspace):
    last = workspace.queries.working_years()[-1].fiscal_year
    workspace.working_times.add_year(last + 2)
    assert year(workspace, last + 2).working_days == year(workspace, last).working_days
    with pytest.raises(RefusedError):
        workspace.working_times.add_year(last + 2)
    with pytest.raises(RefusedError):
        workspace.working_times.set_year(1990, working_days=200)
