"""How far the sheets of the demo city are (架空): states, the course of deeds, one late change."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from typing import TYPE_CHECKING, Any, Final

from bpr_studio.domain.classification.seeds import SeedRow
from bpr_studio.domain.workload.figures import digest_of_rows
from bpr_studio.domain.workload.workflow import (
    COLLECTED,
    DX_OFFICE,
    KAIZEN_LEADER,
    PROMOTER,
    SECTION_CHIEF,
    Deed,
    SheetState,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from bpr_studio.services.demo.organisation import DemoSection

USER: Final = "架空"
"""Login name of everybody in the fictitious city."""

_OPENS: Final = (6, 1)  # month and day of the fiscal year
_DUE: Final = (7, 31)
_LATER: Final = (3, 31)  # of the next calendar year: sections that were given more time

_SHARES: Final = (
    (SheetState.ACCEPTED, 46),
    (SheetState.DX_ACCEPTANCE, 18),
    (SheetState.CHIEF_APPROVAL, 10),
    (SheetState.LEADER_CHECK, 12),
    (SheetState.RETURNED, 4),
    (SheetState.DRAFT, 10),
)
"""Percent of the sections at each step."""

_UNDECIDED: Final = 3
"""The first sections are in check, so that their workbooks can be tried out and collected."""

SMALL: Final = 30
"""In a smaller city, made to try things out, all sheets are in check and can be collected."""

_REASONS: Final = (
    "窓口の件数が昨年度と大きく違います。集計の範囲を確認してください。（架空の理由）",
    "「その他」が全体の2割を超えています。分類を見直してください。（架空の理由）",
    "会計年度任用職員の時間が入っていません。（架空の理由）",
    "年度末の繁忙が月別の割合に表れていません。（架空の理由）",
)

_WAY: Final = (
    (SheetState.LEADER_CHECK, Deed.SUBMIT.value, PROMOTER, 0),
    (SheetState.CHIEF_APPROVAL, Deed.CONFIRM.value, KAIZEN_LEADER, 2),
    (SheetState.DX_ACCEPTANCE, Deed.APPROVE.value, SECTION_CHIEF, 4),
    (SheetState.ACCEPTED, Deed.ACCEPT.value, DX_OFFICE, 9),
)
"""State reached, deed, role and days after the submission, step by step."""


def period(year: int) -> dict[str, str]:
    """First day and due day of the fictitious survey of a fiscal year."""
    opens, due = (datetime(year, *day, tzinfo=UTC).date() for day in (_OPENS, _DUE))
    return {"opens_on": opens.isoformat(), "due_on": due.isoformat()}


def course_rows(
    round_id: str,
    year: int,
    sections: Sequence[DemoSection],
    work_items: Sequence[SeedRow],
    seed: int,
) -> Iterator[SeedRow]:
    """Sheets with their states and deeds, to be stored after the tasks.

    Args:
        round_id: the survey round.
        year: its fiscal year.
        sections: all sections, in order.
        work_items: their tasks.
        seed: another seed, another course.
    """
    rng = Random(f"course {seed}")  # noqa: S311  # a reproducible city, nothing secret
    items: dict[str, list[SeedRow]] = {}
    for item in work_items:
        items.setdefault(item.fields["unit_id"], []).append(item)
    for section, state in zip(sections, _states(rng, len(sections)), strict=True):
        sheet = _Sheet(round_id, section.unit.id, year, state, items.get(section.unit.id, ()))
        yield from sheet.rows(rng)


def approval_of(items: Iterable[SeedRow]) -> str:
    """The digest an approval of these tasks covers."""
    return digest_of_rows({item.id: item.fields for item in items})


def late_changes(course: Sequence[SeedRow], work_items: Sequence[SeedRow]) -> Iterator[SeedRow]:
    """A figure that somebody corrected after the approval, to be stored after the course.

    Args:
        course: the sheets.
        work_items: the tasks.
    """
    waiting = (
        row.fields["unit_id"]
        for row in course
        if row.entity == "survey_sheet" and row.fields["state"] == SheetState.DX_ACCEPTANCE
    )
    unit = next(waiting, "")
    for item in work_items:
        cases = item.fields.get("case_count")
        if item.fields["unit_id"] == unit and cases:
            yield SeedRow("work_item", item.key, {"case_count": cases + max(cases // 10, 1)})
            return


def _states(rng: Random, sections: int) -> list[SheetState]:
    if sections < SMALL:
        return [SheetState.LEADER_CHECK] * sections
    states = [state for state, share in _SHARES for _ in range(round(sections * share / 100))]
    states = states[:sections] + [SheetState.ACCEPTED] * (sections - len(states))
    rng.shuffle(states)
    return ([SheetState.LEADER_CHECK] * _UNDECIDED + states)[:sections]


@dataclass(frozen=True, slots=True)
class _Sheet:
    """One section's sheet and what has happened to it."""

    round_id: str
    unit_id: str
    year: int
    state: SheetState
    items: Sequence[SeedRow]

    def rows(self, rng: Random) -> Iterator[SeedRow]:
        """The sheet and its events."""
        submitted = datetime(self.year, *_OPENS, 0, tzinfo=UTC) + timedelta(
            days=rng.randint(20, 55), minutes=rng.randint(0, 540)
        )
        fields: dict[str, Any] = {"state": self.state.value}
        if self.state is SheetState.RETURNED:
            fields["reason"] = rng.choice(_REASONS)
            yield self._event(1, COLLECTED, SheetState.LEADER_CHECK, DX_OFFICE, submitted)
            back = submitted + timedelta(days=3)
            yield self._event(
                2, Deed.RETURN.value, self.state, KAIZEN_LEADER, back, reason=fields["reason"]
            )
        elif self.state is SheetState.DRAFT:
            if rng.random() < 0.4:
                fields["due_on"] = datetime(self.year + 1, *_LATER, tzinfo=UTC).date().isoformat()
        else:
            yield from self._way(submitted, fields)
        place = {"round_id": self.round_id, "unit_id": self.unit_id}
        yield SeedRow("survey_sheet", (self.round_id, self.unit_id), {**place, **fields})

    def _way(self, submitted: datetime, fields: dict[str, Any]) -> Iterator[SeedRow]:
        """The deeds up to the state reached; notes the approval in `fields`."""
        for number, (state, kind, role, days) in enumerate(_WAY, start=1):
            at = submitted + timedelta(days=days)
            digest: dict[str, str] = {}
            if state is SheetState.DX_ACCEPTANCE:
                digest = {"digest": approval_of(self.items)}
                fields |= {
                    "approved_digest": digest["digest"],
                    "approved_by": USER,
                    "approved_at": at.isoformat(),
                }
            yield self._event(number, kind, state, role, at, **digest)
            if state is self.state:
                return

    def _event(
        self, number: int, kind: str, state: SheetState, role: str, at: datetime, **more: str
    ) -> SeedRow:
        fields = {
            "round_id": self.round_id,
            "unit_id": self.unit_id,
            "kind": kind,
            "state": state.value,
            "at": at.isoformat(),
            "user": USER,
            "role": role,
        }
        return SeedRow("sheet_event", (self.round_id, self.unit_id, number), {**fields, **more})
