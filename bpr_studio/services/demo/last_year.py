"""The pilot of the year before in some sections of the demo city (架空): what to compare with."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING, Any, Final

from bpr_studio.domain.classification.seeds import SeedRow
from bpr_studio.domain.organisation.units import SuccessionKind
from bpr_studio.domain.workload.carry_over import CONFIRMED
from bpr_studio.domain.workload.check_values import MINUTE_FIELDS
from bpr_studio.domain.workload.workflow import SheetState
from bpr_studio.services.demo.course import SMALL, USER, approval_of, period

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bpr_studio.services.demo.organisation import DemoOrganisation

_SECTIONS: Final = 12
"""Sections of the pilot beside those that were reorganised since."""

_NEW_SHARE: Final = 0.06
"""Share of tasks that the section did not have the year before."""

_JUMPS: Final = 0.04
"""Share of tasks whose work has changed by more than a third since."""

_WHY: Final = "制度改正で対象が増えたため（架空の理由）"


class LastYear:
    """The pilot round: its rows, and this year's tasks with the link to them."""

    def __init__(self, round_id: str, year: int, organisation: DemoOrganisation, seed: int) -> None:
        """Plan the pilot.

        Args:
            round_id: row id of the pilot round.
            year: its fiscal year.
            organisation: units of both years.
            seed: another seed, other figures.
        """
        self._round_id = round_id
        self._year = year
        self._rng = Random(f"last year {seed}")  # noqa: S311  # a reproducible city, nothing secret
        self._origins = _origins(organisation)
        self._counts: dict[str, int] = {}
        self.items: list[SeedRow] = []

    def linked(self, item: SeedRow) -> SeedRow:
        """A task of this year that knows last year's; the task itself outside of the pilot."""
        origins = self._origins.get(item.fields["unit_id"])
        if not origins or self._rng.random() < _NEW_SHARE:
            return item
        origin = origins[len(self.items) % len(origins)]
        factor = self._rng.uniform(0.85, 1.12)
        jumped = self._rng.random() < _JUMPS
        before = self._before(item, origin, factor * (0.6 if jumped else 1.0))
        self.items.append(before)
        link: dict[str, Any] = {"previous_id": before.id, "carry": CONFIRMED}
        if jumped and self._rng.random() < 0.5:
            link["change_reason"] = _WHY
        return SeedRow("work_item", item.key, {**item.fields, **link})

    def _before(self, item: SeedRow, unit_id: str, factor: float) -> SeedRow:
        number = self._counts[unit_id] = self._counts.get(unit_id, 0) + 1
        slot = f"r{number:04}"
        fields = {**item.fields, **_scaled(item.fields, factor)}
        place = {"round_id": self._round_id, "unit_id": unit_id, "slot": slot, "sort_key": number}
        return SeedRow("work_item", (self._round_id, unit_id, slot), {**fields, **place})

    def rows(self, this_year: SeedRow, name: str) -> Iterator[SeedRow]:
        """The pilot round, its tasks and its accepted sheets; nothing where there was none.

        Args:
            this_year: this year's round.
            name: what the pilot is called.
        """
        if not self.items:
            return
        own = {"fiscal_year": self._year, "name": name, "state": "locked", "target": "chosen"}
        fields = {**this_year.fields, **own, **period(self._year), "previous_round_id": None}
        yield SeedRow("survey_round", (self._year, "overall"), fields)
        yield from self.items
        yield from self._sheets()

    def _sheets(self) -> Iterator[SeedRow]:
        items: dict[str, list[SeedRow]] = {}
        for item in self.items:
            items.setdefault(item.fields["unit_id"], []).append(item)
        for unit_id, own in items.items():
            fields = {
                "round_id": self._round_id,
                "unit_id": unit_id,
                "state": SheetState.ACCEPTED.value,
                "approved_digest": approval_of(own),
                "approved_by": USER,
                "approved_at": f"{self._year}-09-30T01:00:00+00:00",
            }
            yield SeedRow("survey_sheet", (self._round_id, unit_id), fields)


def _origins(organisation: DemoOrganisation) -> dict[str, list[str]]:
    """Last year's sections of the pilot by this year's section; a small city had none."""
    sections = [section.unit.id for section in organisation.sections]
    found: dict[str, list[str]] = {}
    for line in organisation.successions:
        if line.from_id and line.to_id in set(sections):
            found.setdefault(line.to_id, []).append(line.from_id)
    plain = (SuccessionKind.CONTINUED, SuccessionKind.NEW)
    changed = {s.to_id for s in organisation.successions if s.kind not in plain}
    if len(sections) < SMALL:
        return {}
    step = max(len(sections) // _SECTIONS, 1)
    return {
        unit: found[unit]
        for place, unit in enumerate(sections)
        if unit in found and (unit in changed or place % step == 0)
    }


def _scaled(fields: Mapping[str, Any], factor: float) -> dict[str, int]:
    """Last year's amounts, minutes in quarter hours."""
    scaled = {
        name: max(round(fields[name] * factor / 15), 1) * 15
        for name in MINUTE_FIELDS
        if fields.get(name)
    }
    if fields.get("case_count"):
        scaled["case_count"] = max(round(fields["case_count"] * factor), 1)
    return scaled
