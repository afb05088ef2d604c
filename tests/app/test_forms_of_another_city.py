"""A form of another city, above all of the fictitious one, never enters a city's survey."""

from bpr_studio.app.workspace import Workspace
from bpr_studio.domain.shared.ports import Person
from bpr_studio.services.workspaces import NewWorkspace

PERSON = Person("tester", "dx_office")


def _round_of(folder, code, *, fictitious=False):
    new = NewWorkspace(code, "架空の市" if fictitious else "市", fictitious, 2026, "定義", 100_000)
    workspace = Workspace.create(folder, PERSON, new)
    try:
        return workspace.round_id
    finally:
        workspace.close()


def test_the_rounds_of_two_cities_and_of_the_fictitious_one_are_three(tmp_path):
    rounds = {
        _round_of(tmp_path / "a", "401005"),
        _round_of(tmp_path / "b", "271004"),
        _round_of(tmp_path / "c", "", fictitious=True),
    }
    assert len(rounds) == 3


def test_two_computers_of_one_city_mean_the_same_round(tmp_path):
    assert _round_of(tmp_path / "a", "401005") == _round_of(tmp_path / "b", "401005")
