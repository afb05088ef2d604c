"""The rows every new workspace starts with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bpr_studio.adapters.catalogs.lists import (
    load_classification,
    load_list,
    load_year_settings,
)
from bpr_studio.domain.classification.lists import LIST_NAMES
from bpr_studio.domain.classification.seeds import (
    classification_rows,
    list_rows,
    staff_year_rows,
    year_rows,
)

if TYPE_CHECKING:
    from bpr_studio.domain.classification.seeds import SeedRow


def seed_rows() -> list[SeedRow]:
    """Classification, fixed lists and working time as rows, the same on every PC."""
    return [
        *classification_rows(load_classification()),
        *(row for name in LIST_NAMES for row in list_rows(load_list(name))),
        *year_rows(load_year_settings()),
        *staff_year_rows(load_year_settings(), load_list("staff_category")),
    ]
