"""Whose data a row is: decided by entity, by the row's first op, by its unit, by its flow."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpr_studio.adapters.db.tables import SYNCED
from bpr_studio.domain.organisation.units import UnitLevel
from bpr_studio.domain.replication.names import LIB, ORG, is_scope
from bpr_studio.services.sync.scopes import (
    FLOW,
    OF_FLOW,
    OF_LIB,
    OF_ORG,
    OF_PC,
    OF_UNIT,
    UnitPast,
    scope_of,
    section_codes,
    section_scope,
)

HOME = "sec-0999"


@dataclass
class Known:
    """What a PC knows."""

    home: str = HOME
    rows: dict[tuple[str, str], str] = field(default_factory=dict)
    seen: dict[tuple[str, str], str] = field(default_factory=dict)
    codes: dict[str, str] = field(
        default_factory=lambda: {"u-sec": "0101", "u-sub": "0101", "u-bureau": ""}
    )
    flows: dict[str, str] = field(default_factory=lambda: {"f-sec": "u-sec", "f-none": ""})

    def row_scope(self, entity: str, row: str) -> str:
        return self.rows.get((entity, row), "")

    def seen_scope(self, entity: str, row: str) -> str:
        return self.seen.get((entity, row), "")

    def section_code(self, unit_id: str) -> str:
        return self.codes.get(unit_id, "")

    def flow_unit(self, flow_id: str) -> str:
        return self.flows.get(flow_id, "")


def test_every_entity_of_the_tables_has_its_place():
    tables = {str(table.__tablename__) for table in SYNCED}
    assert tables == OF_ORG | OF_LIB | OF_UNIT | OF_PC | {FLOW} | OF_FLOW


@pytest.mark.parametrize(
    ("entity", "fields", "scope"),
    [
        ("survey_round", {"unit_id": "u-sec"}, ORG),
        ("term_lesson", {}, LIB),
        ("work_item", {"unit_id": "u-sec"}, "sec-0101"),
        ("work_item", {"unit_id": "u-sub"}, "sec-0101"),
        ("survey_sheet", {"unit_id": "u-bureau"}, ORG),
        ("survey_sheet", {"unit_id": "u-unknown"}, ORG),
        ("cell_comment", {}, HOME),
        ("cell_comment", {"unit_id": 7}, HOME),
        ("actor", {"user": "u"}, HOME),
        ("mapping_profile", {}, HOME),
        ("flow", {"unit_id": "u-sec"}, "sec-0101"),
        ("flow", {"unit_id": "u-bureau"}, ORG),
        ("flow", {"unit_id": None}, LIB),
        ("flow", {}, LIB),
        ("flow_element", {"flow_id": "f-sec"}, "sec-0101"),
        ("flow_version", {"flow_id": "f-none"}, LIB),
        ("flow_version", {"flow_id": 7}, LIB),
        ("flow_element", {}, LIB),
        ("of_a_newer_program", {"unit_id": "u-sec"}, "sec-0101"),
        ("of_a_newer_program", {"flow_id": "f-sec"}, "sec-0101"),
        ("of_a_newer_program", {}, HOME),
    ],
)
def test_the_first_op_of_a_row_decides(entity, fields, scope):
    assert scope_of(entity, "row", fields, Known()) == scope


@pytest.mark.parametrize("entity", ["work_item", "flow", "flow_element", "of_a_newer_program"])
def test_a_row_stays_in_its_scope_for_life(entity):
    known = Known(rows={(entity, "row"): "sec-0777"})
    fields = {"unit_id": "u-sec", "flow_id": "f-sec"}
    assert scope_of(entity, "row", fields, known) == "sec-0777"


@pytest.mark.parametrize("entity", ["work_item", "flow", "flow_element"])
def test_an_edit_of_a_row_whose_making_has_not_come_joins_the_edits_that_have(entity):
    known = Known(seen={(entity, "r"): "sec-0102"})
    assert scope_of(entity, "r", {"name": "n"}, known) == "sec-0102"


def test_a_row_that_names_its_unit_follows_it_whoever_edited_before():
    known = Known(seen={("work_item", "r"): "sec-0102"})
    assert scope_of("work_item", "r", {"unit_id": "u-sec"}, known) == "sec-0101"


def test_an_element_follows_its_flow_even_where_the_flow_has_changed_its_unit():
    known = Known(rows={(FLOW, "f-sec"): "sec-0777"})
    assert scope_of("flow_element", "row", {"flow_id": "f-sec"}, known) == "sec-0777"


def test_what_belongs_to_a_pc_is_never_written_in_the_scope_of_another():
    known = Known(rows={("mapping_profile", "row"): ORG})
    assert scope_of("mapping_profile", "row", {}, known) == HOME


@pytest.mark.parametrize(
    ("code", "scope"), [("0101", "sec-0101"), ("A-1", "sec-a-1"), ("z" * 24, "sec-" + "z" * 24)]
)
def test_a_code_that_can_stand_in_a_name_does(code, scope):
    assert section_scope(code) == scope


@pytest.mark.parametrize("code", ["総務", "a b", "-1", "1-", "", "z" * 25, "../x", "x0123456789"])
def test_any_other_code_is_hashed(code):
    scope = section_scope(code)
    assert scope.startswith("sec-x")
    assert len(scope) == 15
    assert scope != f"sec-{code.lower()}"


@given(st.text(max_size=40), st.text(max_size=40))
def test_codes_give_names_that_can_be_written_and_keep_apart(one, other):
    assert is_scope(section_scope(one))
    if one.lower() != other.lower():
        assert section_scope(one) != section_scope(other)


# -- what a unit ever belonged to ----------------------------------------------------------------


def past(code: str, level: UnitLevel, *parents: str) -> UnitPast:
    return UnitPast(frozenset({code}), frozenset({level}), frozenset(parents))


UNITS = {
    "bureau": past("01", UnitLevel.BUREAU),
    "a": past("0101", UnitLevel.SECTION, "bureau"),
    "b": past("0102", UnitLevel.SECTION, "bureau"),
    "moved": past("010101", UnitLevel.SUBSECTION, "a", "b"),
    "ring": past("r", UnitLevel.SUBSECTION, "ring", "ring2", "gone"),
    "ring2": past("r2", UnitLevel.SECTION, "ring"),
    "renamed": UnitPast(frozenset({"07", "08"}), frozenset({UnitLevel.SECTION}), frozenset()),
}


@pytest.mark.parametrize(
    ("unit", "codes"),
    [
        ("a", {"0101"}),
        ("moved", {"0101", "0102"}),
        ("bureau", set()),
        ("gone", set()),
        ("ring", {"r2"}),
        ("renamed", {"07", "08"}),
    ],
)
def test_a_unit_belongs_to_all_sections_it_ever_belonged_to(unit, codes):
    assert section_codes(unit, UNITS.get) == codes
