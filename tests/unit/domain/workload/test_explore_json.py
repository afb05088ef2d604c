"""Kept questions are read again as they were; what a version does not know is left out."""

import json

from hypothesis import given
from hypothesis import strategies as st

from bpr_studio.domain.workload.explore import (
    Against,
    ExploreView,
    Measure,
    Side,
    Sorting,
)
from bpr_studio.domain.workload.explore_json import view_from_json, view_to_json
from bpr_studio.domain.workload.pivot import SURVEY_DIMENSIONS, Dimension

keys = st.lists(st.text(max_size=4), unique=True, min_size=1, max_size=3).map(tuple)


@st.composite
def views(draw):
    chosen = draw(st.lists(st.sampled_from(SURVEY_DIMENSIONS), unique=True, max_size=5))
    cut = draw(st.integers(0, len(chosen)))
    filters = draw(st.dictionaries(st.sampled_from(SURVEY_DIMENSIONS), keys, max_size=2))
    sorting = draw(
        st.none()
        | st.builds(
            Sorting,
            keys | st.just(()),
            st.sampled_from(Measure),
            st.sampled_from(Side),
            st.booleans(),
        )
    )
    return ExploreView(
        tuple(chosen[:cut]),
        tuple(chosen[cut:]),
        tuple(filters.items()),
        tuple(draw(st.lists(st.sampled_from(Measure), unique=True, min_size=1))),
        draw(st.sampled_from(Against)),
        sorting,
        draw(st.integers(0, 100)),
        draw(st.sampled_from([0, 2025, 2026])),
        draw(st.sampled_from(["", "round"])),
    )


@given(views())
def test_a_question_survives_being_kept(view):
    assert view_from_json(json.loads(json.dumps(view_to_json(view)))) == view


def test_what_a_later_version_wrote_is_left_out():
    body = {
        "rows": ["bureau", "planet", "bureau"],
        "columns": ["bureau", "core"],
        "measures": ["happiness"],
        "filters": [["core", ["core"]], ["planet", ["x"]], "nonsense"],
        "top": True,
        "sorting": "no",
    }
    found = view_from_json(body)
    assert found == ExploreView(
        (Dimension.BUREAU,), (Dimension.CORE,), ((Dimension.CORE, ("core",)),)
    )


scraps = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=8,
)
NAMES = (
    "rows",
    "columns",
    "filters",
    "measures",
    "against",
    "sorting",
    "top",
    "org_year",
    "source",
)


@given(st.dictionaries(st.sampled_from(NAMES), scraps))
def test_whatever_is_stored_makes_a_question_that_can_be_asked(body):
    view = view_from_json(body)
    assert view.checked() == view
