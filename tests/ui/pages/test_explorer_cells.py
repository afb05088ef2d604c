"""The cells of the explorer as they are copied."""

import numpy as np

from bpr_studio.domain.workload.explore import (
    ExploreColumn,
    ExploreTable,
    ExploreView,
    Measure,
    Side,
)
from bpr_studio.domain.workload.pivot import Dimension
from bpr_studio.ui.pages.explorer_cells import Area, TableCells


def test_names_that_look_like_formulas_stay_texts_in_rows_and_headings():
    table = ExploreTable(
        ExploreView((Dimension.CITY,), (Dimension.SECTION,)),
        (("a",),),
        (("=1+1",),),
        (ExploreColumn(("b",), ("=2+2",), Measure.HOURS, Side.VALUE),),
        np.array([[60.0]]),
        np.array([60.0]),
    )
    head, row = TableCells(table).as_worksheet(Area(0, 0, 0, 0)).splitlines()
    assert row.split("\t")[0] == "'=1+1"
    assert head.split("\t")[1].startswith("'=2+2")
