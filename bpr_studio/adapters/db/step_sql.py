"""What counts of steps of flows, said once for every plain query; the step is `step` in all."""

from __future__ import annotations

from typing import Final

from bpr_studio.domain.process.element import ACTIVITIES

KINDS: Final = ", ".join(f"'{kind.value}'" for kind in sorted(ACTIVITIES))
"""The kinds of elements that are work, as a list for IN."""

CASES: Final = """CASE WHEN step.times_per_year IS NOT NULL AND step.cases_per_time IS NOT NULL
     THEN step.times_per_year * step.cases_per_time ELSE step.cases_per_year END"""
"""Cases a year, not rounded; NULL where nobody answered."""

MINUTES: Final = f"CAST(step.minutes_per_case * {CASES} + 0.5 AS INTEGER)"
"""Whole minutes a year; NULL where nobody answered."""

OPEN: Final = f"""EXISTS (SELECT 1 FROM flow_element AS inside
        WHERE inside.flow_id = step.flow_id AND inside.parent = step.element_id
          AND inside.kind IN ({KINDS}))"""  # noqa: S608  # our own constants only
"""It is a sub-process drawn open, which counts by its content."""

COPY: Final = "coalesce(step.derived_from, '') <> ''"
"""It is a copy of another flow's step, which counts nowhere."""

COUNTS: Final = f"step.kind IN ({KINDS}) AND NOT ({COPY}) AND NOT {OPEN}"
"""It is work that counts."""
