"""Rows that are written again and again: the quick way leaves the tables as a rebuild makes them."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from bpr_studio.domain.replication.changes import AddMembers, DeleteRow, PutRow, SetFields
from tests.properties.replication.test_store_properties import dump, exchange, offices

ROW = st.sampled_from(["a", "b", "c"])
VALUE = st.sampled_from(["名", "", 5, 2.5, 2**60, [1, 2], {"x": [1]}, None, True])
FIELDS = st.dictionaries(
    st.sampled_from(["name", "minutes_per_case", "seal", "bounds", "unheard_of"]),
    VALUE,
    max_size=3,
)
CHANGE = st.one_of(
    st.builds(PutRow, st.just("flow_element"), ROW, FIELDS),
    st.builds(SetFields, st.just("flow_element"), ROW, FIELDS),
    st.builds(DeleteRow, st.just("flow_element"), ROW),
    st.builds(AddMembers, st.just("flow_element"), ROW, st.just("tags"), st.just(("窓口",))),
    st.builds(
        SetFields, st.just("work_item"), ROW, st.fixed_dictionaries({"minutes_regular": VALUE})
    ),
)
DEED = st.one_of(
    st.lists(CHANGE, min_size=1, max_size=4), st.sampled_from(["undo", "redo", "news"])
)


@settings(max_examples=80)
@given(st.lists(st.tuples(st.integers(0, 1), DEED), min_size=3, max_size=25))
def test_tables_written_by_single_edits_are_those_of_a_rebuild(deeds):
    with offices(2) as parties:
        for who, deed in deeds:
            party = parties[who]
            if deed == "undo":
                party.undo.undo()
            elif deed == "redo":
                party.undo.redo()
            elif deed == "news":
                party.store.apply(parties[1 - who].store.ops())
            else:
                party.undo.commit("", deed)
        for party in parties:
            tables = dump(party)
            party.store.rebuild()
            assert dump(party) == tables
        exchange(parties)
        assert parties[0].store.projection_digest() == parties[1].store.projection_digest()
