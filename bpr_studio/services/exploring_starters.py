"""The questions the explorer starts with, ready to be asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bpr_studio.domain.shared.text import N_, tr_source
from bpr_studio.domain.workload.explore import Against, ExploreView, Measure, Sorting
from bpr_studio.domain.workload.pivot import Dimension

if TYPE_CHECKING:
    from collections.abc import Mapping

_LARGEST: Final = Sorting()

STARTERS: Final[Mapping[str, ExploreView]] = {
    "bureau-core": ExploreView((Dimension.BUREAU,), (Dimension.CORE,)),
    "bureau-section": ExploreView(
        (Dimension.BUREAU, Dimension.SECTION),
        (),
        measures=(Measure.HOURS, Measure.FTE, Measure.TASKS),
    ),
    "section-step": ExploreView(
        (Dimension.SECTION,), (Dimension.STEP_TYPE,), sorting=_LARGEST, top=30
    ),
    "class-core": ExploreView(
        (Dimension.MAJOR_CLASS,),
        (Dimension.CORE,),
        measures=(Measure.HOURS, Measure.ROW_SHARE),
        sorting=_LARGEST,
    ),
    "month-staff": ExploreView((Dimension.MONTH,), (Dimension.STAFF,)),
    "class-medium": ExploreView((Dimension.MAJOR_CLASS,), (Dimension.MEDIUM,), sorting=_LARGEST),
    "class-cases": ExploreView(
        (Dimension.MINOR_CLASS,),
        (),
        measures=(Measure.HOURS, Measure.CASES, Measure.MINUTES_PER_CASE, Measure.PEOPLE),
        sorting=_LARGEST,
        top=50,
    ),
    "last-year": ExploreView((Dimension.BUREAU,), (), against=Against.LAST_YEAR),
}
"""By key, in the order they are offered."""

_NAMES: Final = {
    "bureau-core": N_("Bureaus × core / non-core"),
    "bureau-section": N_("Bureaus and sections: hours, person-years, tasks"),
    "section-step": N_("Sections × step types"),
    "class-core": N_("Classes × core / non-core, with shares"),
    "month-staff": N_("Months × staff categories"),
    "class-medium": N_("Classes × media"),
    "class-cases": N_("Classes: cases and minutes per case"),
    "last-year": N_("Bureaus: this year against last year"),
}


def named(key: str) -> str:
    """What a starter is called."""
    return tr_source(_NAMES[key])
