"""The way of a sheet: which deed leads where, who may do it, and that nothing skips approval."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpr_studio.domain.shared.text import tr_source
from bpr_studio.domain.workload.workflow import (
    CHANGED_AFTER_APPROVAL,
    DX_OFFICE,
    KAIZEN_LEADER,
    MEMBER,
    PROMOTER,
    SECTION_CHIEF,
    SUBMITTED,
    Deed,
    RoundState,
    SheetState,
    Standing,
    after,
    deed_label,
    deeds_for,
    edit_refusal,
    may,
    refusal,
    round_label,
    round_state,
    sheet_state,
    state_label,
)

ROLES = (MEMBER, PROMOTER, KAIZEN_LEADER, SECTION_CHIEF, DX_OFFICE)


def at(
    sheet: SheetState, found: RoundState = RoundState.OPEN, *, changed: bool = False
) -> Standing:
    return Standing(found, sheet, changed)


def may_edit(role: str, standing: Standing) -> bool:
    return not edit_refusal(role, standing)


def test_the_usual_way_leads_from_the_section_to_the_dx_office():
    way = (
        (Deed.SUBMIT, MEMBER, SheetState.LEADER_CHECK),
        (Deed.CONFIRM, KAIZEN_LEADER, SheetState.CHIEF_APPROVAL),
        (Deed.APPROVE, SECTION_CHIEF, SheetState.DX_ACCEPTANCE),
        (Deed.ACCEPT, DX_OFFICE, SheetState.ACCEPTED),
    )
    state = SheetState.DRAFT
    for deed, role, then in way:
        assert may(deed, role, at(state))
        assert after(deed, at(state)) is then
        state = then


def test_a_chief_who_approves_at_once_has_checked_too():
    assert after(Deed.APPROVE, at(SheetState.LEADER_CHECK)) is SheetState.DX_ACCEPTANCE
    assert may(Deed.CONFIRM, SECTION_CHIEF, at(SheetState.LEADER_CHECK))


@pytest.mark.parametrize(
    ("role", "states"),
    [
        (MEMBER, set()),
        (PROMOTER, set()),
        (KAIZEN_LEADER, {SheetState.LEADER_CHECK}),
        (SECTION_CHIEF, {SheetState.LEADER_CHECK, SheetState.CHIEF_APPROVAL}),
        (DX_OFFICE, SUBMITTED),
    ],
)
def test_a_role_returns_from_its_own_step_and_those_before_it(role, states):
    assert {s for s in SheetState if may(Deed.RETURN, role, at(s))} == states
    assert {after(Deed.RETURN, at(s)) for s in states} <= {SheetState.RETURNED}


def test_what_went_on_is_told_to_who_wants_it_back():
    sentence = refusal(Deed.RETURN, KAIZEN_LEADER, at(SheetState.DX_ACCEPTANCE))
    assert "only the DX office" in sentence


@pytest.mark.parametrize("deed", [Deed.ACCEPT, Deed.REOPEN, Deed.REMIND])
def test_only_the_dx_office_accepts_reopens_and_reminds(deed):
    for role in set(ROLES) - {DX_OFFICE}:
        assert all(not may(deed, role, at(state)) for state in SheetState)
    assert any(may(deed, DX_OFFICE, at(state)) for state in SheetState)


def test_figures_that_changed_after_the_approval_are_approved_again_before_they_are_accepted():
    changed = at(SheetState.DX_ACCEPTANCE, changed=True)
    assert not may(Deed.ACCEPT, DX_OFFICE, changed)
    assert "approve again" in refusal(Deed.ACCEPT, DX_OFFICE, changed)
    assert may(Deed.APPROVE, SECTION_CHIEF, changed)
    accepted = at(SheetState.ACCEPTED, changed=True)
    assert after(Deed.APPROVE, accepted) is SheetState.DX_ACCEPTANCE


@pytest.mark.parametrize("state", [SheetState.DX_ACCEPTANCE, SheetState.ACCEPTED])
def test_unchanged_figures_are_not_approved_twice(state):
    assert not may(Deed.APPROVE, SECTION_CHIEF, at(state))


def test_in_a_closed_round_sections_neither_edit_nor_submit_but_the_dx_office_decides():
    for role in set(ROLES) - {DX_OFFICE}:
        for state in SheetState:
            assert not may_edit(role, at(state, RoundState.CLOSED))
            assert not may(Deed.SUBMIT, role, at(state, RoundState.CLOSED))
    assert may(Deed.ACCEPT, DX_OFFICE, at(SheetState.DX_ACCEPTANCE, RoundState.CLOSED))
    assert may(Deed.RETURN, DX_OFFICE, at(SheetState.DX_ACCEPTANCE, RoundState.CLOSED))
    assert may(Deed.APPROVE, SECTION_CHIEF, at(SheetState.CHIEF_APPROVAL, RoundState.CLOSED))


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("state", SheetState)
def test_in_a_locked_round_nobody_does_anything(role, state):
    standing = at(state, RoundState.LOCKED)
    assert deeds_for(role, standing) == ()
    assert "locked" in edit_refusal(role, standing)


@pytest.mark.parametrize("state", SheetState)
def test_before_it_opens_a_round_waits(state):
    assert all(not deeds_for(role, at(state, RoundState.PLANNED)) for role in ROLES)
    assert not may_edit(MEMBER, at(state, RoundState.PLANNED))
    assert may_edit(DX_OFFICE, at(state, RoundState.PLANNED))


@pytest.mark.parametrize(
    ("role", "states"),
    [
        (MEMBER, {SheetState.DRAFT, SheetState.RETURNED}),
        (KAIZEN_LEADER, {SheetState.DRAFT, SheetState.RETURNED, SheetState.LEADER_CHECK}),
        (
            SECTION_CHIEF,
            {
                SheetState.DRAFT,
                SheetState.RETURNED,
                SheetState.LEADER_CHECK,
                SheetState.CHIEF_APPROVAL,
            },
        ),
        (DX_OFFICE, set(SheetState)),
        ("visitor", set()),
    ],
)
def test_a_role_edits_until_the_sheet_has_left_its_hands(role, states):
    assert {s for s in SheetState if may_edit(role, at(s))} == states


def test_a_sheet_that_cannot_be_edited_says_where_it_is():
    assert "Accepted" in edit_refusal(SECTION_CHIEF, at(SheetState.ACCEPTED))


@pytest.mark.parametrize(
    ("stored", "state"),
    [
        ("", SheetState.DRAFT),
        ("collected", SheetState.LEADER_CHECK),
        ("returned", SheetState.RETURNED),
        ("of a newer version", SheetState.DRAFT),
    ],
)
def test_stored_states_of_every_version_can_be_read(stored, state):
    assert sheet_state(stored) is state


def test_a_round_without_state_is_running():
    assert round_state("") is RoundState.OPEN
    assert round_state("closed") is RoundState.CLOSED


def test_everything_has_a_name_for_people():
    labels = [state_label(state) for state in SheetState]
    labels += [round_label(state) for state in RoundState]
    labels += [deed_label(deed) for deed in Deed]
    assert len(set(labels)) == len(labels)
    changed = state_label(SheetState.ACCEPTED, changed=True)
    assert changed == tr_source(CHANGED_AFTER_APPROVAL)


@given(
    st.lists(
        st.tuples(st.sampled_from(Deed), st.sampled_from(ROLES), st.sampled_from(RoundState))
        | st.just(None)
    )
)
def test_no_course_reaches_acceptance_without_an_approval_of_these_figures(course):
    """None in the course is somebody changing a figure, whenever they like."""
    state, figures, approved = SheetState.DRAFT, 0, None
    for step in course:
        if step is None:
            figures += 1
            continue
        deed, role, found = step
        changed = approved is not None and approved != figures
        standing = Standing(found, state, changed)
        if not may(deed, role, standing):
            assert refusal(deed, role, standing)
            continue
        target = after(deed, standing)
        assert target is not None
        state = target
        if deed is Deed.APPROVE:
            approved = figures
        if deed in {Deed.RETURN, Deed.REOPEN}:
            approved = None
        if deed is Deed.ACCEPT:
            assert approved == figures
        if state in {SheetState.DX_ACCEPTANCE, SheetState.ACCEPTED}:
            assert approved is not None


@given(st.sampled_from(Deed), st.sampled_from(ROLES), st.sampled_from(RoundState))
def test_what_is_allowed_leads_somewhere(deed, role, found):
    for state in SheetState:
        for changed in (False, True):
            standing = Standing(found, state, changed)
            if may(deed, role, standing):
                assert after(deed, standing) is not None
