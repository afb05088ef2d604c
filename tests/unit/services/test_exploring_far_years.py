"""Hours in the organisation of a year far away are still all there, in their shares."""

from __future__ import annotations

import pytest

from bpr_studio.domain.replication.changes import PutRow
from bpr_studio.domain.workload.explore import ExploreView
from bpr_studio.domain.workload.pivot import Dimension
from tests.builders_workspace import YEAR, unit_id


def unit(code: str, year: int) -> PutRow:
    fields = {"fiscal_year": year, "code": code, "name": code, "level": "section"}
    return PutRow("org_unit", f"{code}-{year}", fields)


def share(code: str, percent: int) -> PutRow:
    """The first section gives a part of its work to a section of the next year."""
    fields = {
        "fiscal_year": YEAR + 1,
        "from_id": unit_id("0101"),
        "to_id": f"{code}-{YEAR + 1}",
        "kind": "split",
        "share_percent": percent,
    }
    return PutRow("succession", f"to-{code}", fields)


def hours(city, org_year: int = 0) -> dict[str, float]:
    table = city.explorer.table(ExploreView((Dimension.SECTION,), org_year=org_year))
    return dict(zip([keys[0] for keys in table.row_keys], table.values[:, 0].tolist(), strict=True))


@pytest.mark.parametrize("years", [1, 8, 12])
def test_a_section_parted_once_stays_parted_as_stated_however_many_years_follow(
    editable_city, years
):
    before = hours(editable_city)
    units = [unit(code, YEAR + n) for n in range(1, years + 1) for code in ("9901", "9902", "0102")]
    editable_city.undo.commit("x", [*units, share("9901", 60), share("9902", 40)])
    after = hours(editable_city, YEAR + years)
    assert after.keys() == {"9901", "9902", "0102"}
    assert after["0102"] == before["0102"]
    assert after["9901"] + after["9902"] == before["0101"]
    assert after["9901"] == pytest.approx(0.6 * before["0101"], rel=0.01)
