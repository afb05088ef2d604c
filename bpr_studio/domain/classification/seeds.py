"""The fixed lists as plain rows for a new workspace."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bpr_studio.domain.shared.ids import planned_id

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bpr_studio.domain.classification.lists import ListItem, YearSetting
    from bpr_studio.domain.classification.task_class import Classification
    from bpr_studio.domain.shared.ids import RowId


@dataclass(frozen=True, slots=True)
class SeedRow:
    """One row everybody starts with.

    Attributes:
        entity: entity name.
        key: natural key; makes the id.
        fields: the stored fields as plain JSON values.
    """

    entity: str
    key: tuple[str | int, ...]
    fields: Mapping[str, Any]

    @property
    def id(self) -> RowId:
        """The id, the same on every PC."""
        return planned_id(self.entity, *self.key)


def classification_rows(classification: Classification) -> list[SeedRow]:
    """Rows of entity `task_class`, parents before children."""
    return [
        SeedRow(
            "task_class",
            (c.code,),
            {
                "code": c.code,
                "level": c.level,
                "parent_code": c.parent_code,
                "name": c.name,
                "core_hint": c.core_hint.value,
                "department": c.department,
                "source": c.source,
                "mark": c.mark.value,
                "sort_key": place,
            },
        )
        for place, c in enumerate(classification.classes, start=1)
    ]


def list_rows(items: Iterable[ListItem]) -> list[SeedRow]:
    """Rows of entity `list_item`."""
    return [
        SeedRow(
            "list_item",
            (item.list, item.code),
            {
                "list": item.list,
                "code": item.code,
                "name": item.name,
                "name_en": item.name_en,
                "attributes": dict(item.attributes),
                "source": item.source,
                "mark": item.mark.value,
                "sort_key": item.sort_key,
            },
        )
        for item in items
    ]


def year_rows(settings: Iterable[YearSetting]) -> list[SeedRow]:
    """Rows of entity `year_setting`."""
    return [
        SeedRow(
            "year_setting",
            (s.fiscal_year,),
            {
                "fiscal_year": s.fiscal_year,
                "working_days": s.working_days,
                "minutes_per_day": s.minutes_per_day,
                "leave_days": s.leave_days,
                "source": s.source,
                "mark": s.mark.value,
            },
        )
        for s in settings
    ]


def staff_year_rows(
    settings: Iterable[YearSetting], staff_categories: Iterable[ListItem]
) -> list[SeedRow]:
    """Rows of entity `staff_year`: yearly minutes of one head by fiscal year and category.

    The full-timer's minutes before leave times the category's `full_time_percent`; categories
    outside the capacity have 0. The cost of an hour is each city's own and not given.
    """
    categories = tuple(staff_categories)
    return [
        SeedRow(
            "staff_year",
            (s.fiscal_year, c.code),
            {
                "fiscal_year": s.fiscal_year,
                "staff_category": c.code,
                "minutes_per_head": s.minutes_per_full_timer
                * int(c.attributes["full_time_percent"])
                // 100,
            },
        )
        for s in settings
        for c in categories
    ]
