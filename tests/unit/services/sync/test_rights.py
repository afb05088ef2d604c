"""What members may write: their sections, what their role does there, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import product

import pytest

from bpr_studio.domain.replication.ops import Op, OpId
from bpr_studio.domain.replication.roster import RANKS, Member
from bpr_studio.domain.replication.statements import Replace
from bpr_studio.domain.workload.workflow import (
    COLLECTED,
    DX_OFFICE,
    KAIZEN_LEADER,
    MEMBER,
    PROMOTER,
    SECTION_CHIEF,
    Deed,
    RoundState,
    SheetState,
    Standing,
    after,
    may,
)
from bpr_studio.services.sync.rights import (
    Forbidden,
    deeds_of,
    may_read,
    may_write,
    refusal,
    sentence,
    states_of,
)
from bpr_studio.services.sync.scopes import OF_LIB, OF_ORG
from tests.builders_roster import ANNA, BEN, DX, Office, enrol, signer_of

SEC = "sec-0123"
SECTION_ROLES = (MEMBER, PROMOTER, KAIZEN_LEADER, SECTION_CHIEF)


@dataclass
class Known:
    """What a PC knows."""

    rows: dict[tuple[str, str], str] = field(default_factory=dict)
    codes: dict[str, tuple[str, ...]] = field(
        default_factory=lambda: {
            "own": ("0123",),
            "foreign": ("0456",),
            "bureau": (),
            "moved": ("0456", "0123"),
        }
    )

    def row_scope(self, entity: str, row: str) -> str:
        return self.rows.get((entity, row), "")

    def section_codes(self, unit_id: str) -> tuple[str, ...]:
        return self.codes.get(unit_id, ())


def member(role: str, *scopes: str) -> Member:
    return Member(
        ANNA, signer_of(ANNA).public_key, "user-anna", "総務課", role, scopes or (SEC,), "pc", 2
    )


def op(
    entity: str,
    verb: str = "set",
    /,
    *,
    on: str = "row",
    saw: tuple[str, ...] = (),
    **fields: object,
) -> Op:
    """An op of Anna's with these fields, on a row, seeing what those actors wrote."""
    seen = {"state": tuple(OpId(actor, 1, "00000000") for actor in saw)} if saw else {}
    return Op(OpId(ANNA, 5, "0" * 8), 1, 5, verb, entity, on, fields, seen)


def with_fields(entity: str, fields: dict[str, object]) -> Op:
    return Op(OpId(ANNA, 5, "0" * 8), 1, 5, "set", entity, "row", fields)


def said(role: str, what: Op, *, scope: str = SEC, known: Known | None = None, office=None) -> str:
    roster = (office or Office.founded(enrol(ANNA), enrol(BEN))).roster
    return refusal(member(role), scope, what, roster, known or Known())


# -- scopes --------------------------------------------------------------------------------------


def test_the_dx_office_writes_everything_everywhere():
    for entity, scope in product(("org_unit", "work_item", "future"), ("org", "lib", "sec-1")):
        assert said(DX_OFFICE, op(entity, unit_id="foreign"), scope=scope) == ""
    assert said(DX_OFFICE, op("survey_sheet", state="accepted", due_on="2026-12-01")) == ""


@pytest.mark.parametrize("role", SECTION_ROLES)
@pytest.mark.parametrize("scope", ["org", "lib", "sec-0456"])
@pytest.mark.parametrize("entity", ["work_item", "of_a_newer_program"])
def test_others_write_only_the_scopes_of_their_membership(role, scope, entity):
    assert said(role, op(entity), scope=scope) == Forbidden.SCOPE


def test_no_membership_opens_the_scopes_of_the_office():
    assert not may_write(member(SECTION_CHIEF, "org", SEC), "org")
    assert may_write(member(SECTION_CHIEF, "org", SEC), SEC)
    assert may_write(member(DX_OFFICE), "lib")


def test_a_section_reads_its_own_and_what_all_share():
    anna = member(MEMBER, SEC, "sec-0124")
    assert [may_read(anna, s) for s in ("org", "lib", SEC, "sec-0124", "sec-0456")] == [
        *[True] * 4,
        False,
    ]
    assert may_read(member(DX_OFFICE), "sec-0456")


@pytest.mark.parametrize("entity", sorted(OF_ORG | OF_LIB))
def test_what_the_office_decides_is_not_decided_in_a_section(entity):
    assert said(SECTION_CHIEF, op(entity, "new", unit_id="own")) == Forbidden.ENTITY


@pytest.mark.parametrize("role", SECTION_ROLES)
@pytest.mark.parametrize("kind", ["new", "set", "del", "add", "rem", "evt", "of_a_newer_program"])
@pytest.mark.parametrize("entity", ["work_item", "cell_comment", "of_a_newer_program"])
def test_in_its_own_section_everybody_works_with_newer_programs_too(role, kind, entity):
    assert said(role, op(entity, kind, unit_id="own", of_a_newer_program=1)) == ""
    assert said(role, op(entity, kind)) == ""


# -- rows of others ------------------------------------------------------------------------------


@pytest.mark.parametrize("entity", ["work_item", "survey_sheet", "flow", "flow_element", "future"])
def test_the_row_of_another_section_is_not_touched_from_here(entity):
    known = Known(rows={(entity, "row"): "sec-0456"})
    assert said(SECTION_CHIEF, op(entity, note="x"), known=known) == Forbidden.ROW
    known.rows[entity, "row"] = SEC
    assert said(SECTION_CHIEF, op(entity, note="x"), known=known) == ""


@pytest.mark.parametrize("unit", ["foreign", "bureau", "unheard-of", "", None, 7])
@pytest.mark.parametrize("entity", ["work_item", "survey_sheet", "sheet_event", "flow", "future"])
def test_no_row_comes_to_stand_in_another_section(entity, unit):
    assert said(SECTION_CHIEF, op(entity, "new", unit_id=unit)) == Forbidden.UNIT


def test_a_unit_that_once_belonged_to_the_section_still_counts():
    assert said(MEMBER, op("work_item", "new", unit_id="moved")) == ""


def test_an_element_belongs_to_a_flow_of_the_section():
    known = Known(
        rows={("flow", "own"): SEC, ("flow", "foreign"): "sec-0456", ("flow", "l"): "lib"}
    )
    told = [
        said(MEMBER, op("flow_element", "new", flow_id=flow), known=known)
        for flow in ("own", "not-here-yet", "foreign", "l", None, 7)
    ]
    assert told == ["", "", *[Forbidden.ROW] * 4]
    assert said(MEMBER, op("future", "new", flow_id=None), known=known) == ""
    assert said(MEMBER, op("future", "new", flow_id="foreign"), known=known) == Forbidden.ROW


def test_who_somebody_is_only_he_himself_says():
    assert said(MEMBER, op("actor", "new", on=ANNA, user="u")) == ""
    assert said(SECTION_CHIEF, op("actor", on=BEN, role="dx_office")) == Forbidden.ACTOR


def test_two_sections_may_have_a_mapping_of_one_name():
    known = Known(rows={("mapping_profile", "row"): "sec-0456"})
    assert said(PROMOTER, op("mapping_profile", name="様式"), known=known) == ""


# -- sheets, held against the workflow -----------------------------------------------------------

STANDINGS = [
    Standing(round_, sheet, changed)
    for round_, sheet, changed in product(RoundState, SheetState, (False, True))
]


def sheet_op(role: str, deed: Deed, standing: Standing) -> Op:
    """What `services/sheet_states.py` writes to a sheet for a deed."""
    state = after(deed, standing)
    fields: dict[str, object] = {"state": state.value if state else None, "reason": "x"}
    if deed in {Deed.RETURN, Deed.REOPEN}:
        fields |= dict.fromkeys(("approved_digest", "approved_by", "approved_at"))
    if deed is Deed.APPROVE:
        fields |= {"approved_digest": "d", "approved_by": role, "approved_at": "t"}
    return with_fields("survey_sheet", fields | {"unit_id": "own"})


@pytest.mark.parametrize("role", sorted(RANKS))
@pytest.mark.parametrize("deed", list(Deed))
def test_every_deed_the_workflow_permits_can_be_shared(role, deed):
    permitted = [standing for standing in STANDINGS if may(deed, role, standing)]
    for standing in permitted:
        assert said(role, op("sheet_event", "new", unit_id="own", kind=deed.value)) == ""
        if deed is not Deed.REMIND:
            assert said(role, sheet_op(role, deed, standing)) == ""


@pytest.mark.parametrize("role", SECTION_ROLES)
@pytest.mark.parametrize("deed", list(Deed))
def test_no_deed_the_workflow_never_permits_can_be_shared(role, deed):
    permitted = any(may(deed, role, standing) for standing in STANDINGS)
    told = said(role, op("sheet_event", "new", unit_id="own", kind=deed.value))
    assert told == ("" if permitted else Forbidden.DEED)
    assert (deed.value in deeds_of(role)) is permitted


@pytest.mark.parametrize("role", SECTION_ROLES)
def test_no_state_the_role_has_nothing_to_do_with_can_be_shared(role):
    led = {
        state.value
        for deed, standing in product(Deed, STANDINGS)
        if may(deed, role, standing) and (state := after(deed, standing))
    }
    left = {s.sheet.value for d, s in product(Deed, STANDINGS) if may(d, role, s)}  # by undo
    for state in SheetState:
        fine = state.value in (led | left) - {SheetState.ACCEPTED.value}
        told = said(role, op("survey_sheet", state=state.value))
        assert told == ("" if fine else Forbidden.STATE)
    strange: object
    for plain in ("", None, COLLECTED):  # as older versions wrote, brought back by undo
        assert said(role, op("survey_sheet", state=plain)) == ""
    for strange in ("of_a_newer_program", 7, ["draft"], {}):
        assert said(role, op("survey_sheet", state=strange)) == Forbidden.STATE


def test_roles_write_these_states():
    assert states_of(MEMBER) == states_of(PROMOTER) == {"draft", "returned", "leader_check"}
    assert states_of(KAIZEN_LEADER) == states_of(MEMBER) | {"chief_approval"}
    assert states_of(SECTION_CHIEF) == states_of(KAIZEN_LEADER) | {"dx_acceptance"}
    assert states_of(DX_OFFICE) == {state.value for state in SheetState}
    assert states_of("mayor") == deeds_of("mayor") == frozenset()


@pytest.mark.parametrize("name", ["approved_digest", "approved_by", "approved_at"])
def test_only_the_chief_approves_and_whoever_returns_ends_an_approval(name):
    told = {role: said(role, with_fields("survey_sheet", {name: "x"})) for role in SECTION_ROLES}
    assert told == dict.fromkeys(SECTION_ROLES, Forbidden.APPROVAL) | {SECTION_CHIEF: ""}
    ended = {role: said(role, with_fields("survey_sheet", {name: None})) for role in SECTION_ROLES}
    assert ended == {
        MEMBER: Forbidden.APPROVAL,
        PROMOTER: Forbidden.APPROVAL,
        KAIZEN_LEADER: "",
        SECTION_CHIEF: "",
    }


@pytest.mark.parametrize("role", SECTION_ROLES)
def test_days_are_set_by_the_office_and_workbooks_collected_by_all(role):
    assert said(role, op("survey_sheet", due_on="2026-12-01")) == Forbidden.DUE
    assert said(role, op("survey_sheet", "new", file_name="f", unit_id="own")) == ""
    assert said(role, op("sheet_event", "new", unit_id="own", kind=COLLECTED)) == ""


def test_an_event_of_a_newer_program_is_let_through():
    assert said(MEMBER, op("sheet_event", "new", unit_id="own", kind="of_a_newer_program")) == ""
    assert said(MEMBER, op("sheet_event", "new", unit_id="own", kind=["approve"])) == ""


@pytest.mark.parametrize("kind", ["set", "del", "future"])
def test_what_somebody_else_did_is_not_taken_back(kind):
    assert said(MEMBER, op("sheet_event", kind, saw=(BEN,))) == Forbidden.COURSE
    assert said(MEMBER, op("sheet_event", kind, saw=("nobodynobody2",))) == Forbidden.COURSE
    assert said(MEMBER, op("sheet_event", kind, saw=(ANNA,))) == ""


def test_a_sheet_the_office_made_is_not_deleted_but_an_own_one_is():
    assert said(SECTION_CHIEF, op("survey_sheet", "del", saw=(DX, ANNA))) == Forbidden.COURSE
    assert said(SECTION_CHIEF, op("survey_sheet", "del", saw=(ANNA,))) == ""
    assert said(SECTION_CHIEF, op("survey_sheet", "set", saw=(DX,), state="returned")) == ""


def test_the_same_person_goes_on_taking_back_under_a_new_actor():
    key = signer_of("new").public_key.hex()
    office = Office.founded(enrol(BEN)).say(Replace(BEN, ANNA, key, "pc", {}))
    assert said(MEMBER, op("sheet_event", "del", saw=(BEN,)), office=office) == ""


def test_members_draw_only_what_the_detailed_survey_asks():
    drawn = op("flow", "new", unit_id="own", name="流れ")
    asked = op("flow", "new", unit_id="own", work_item_id="item")
    assert [said(role, drawn) for role in SECTION_ROLES] == [Forbidden.DRAWING, "", "", ""]
    assert [said(role, asked) for role in SECTION_ROLES] == [""] * 4
    assert said(MEMBER, op("flow", "new")) == ""  # what was deleted is brought back
    assert said(MEMBER, op("flow", name="流れ")) == ""


@pytest.mark.parametrize("reason", list(Forbidden))
def test_every_reason_has_a_sentence(reason):
    assert sentence(reason).endswith((".", "。"))
