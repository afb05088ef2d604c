"""Checks, progress, volumes and savings of the procedure ledger."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpr_studio.adapters.catalogs.procedures import load_ledger, load_priority_procedures
from bpr_studio.domain.procedures.checks import check_procedure, proposed_city_alone
from bpr_studio.domain.procedures.priority import Matcher
from bpr_studio.domain.procedures.procedure import Procedure, Requirement
from bpr_studio.domain.procedures.progress import progress_of
from bpr_studio.domain.procedures.savings import StepLink, saving_of
from bpr_studio.domain.procedures.volume import volume_of
from bpr_studio.domain.shared.findings import Level
from tests.builders_procedures import sealed

LEDGER = load_ledger()
TODAY = "2026-11-23"

BASES = st.sampled_from(["", "law", "ordinance", "rule", "practice", "none"])
DECISIONS = st.sampled_from(["", "abolish", "signature", "keep", "considering"])
COUNTS = st.none() | st.integers(0, 100_000)
FLAGS = st.none() | st.booleans()
PROCEDURES = st.builds(
    Procedure,
    id=st.uuids().map(str),
    name=st.text(min_size=1, max_size=12),
    unit_id=st.sampled_from(["a", "b", "c"]),
    cases_total=COUNTS,
    cases_online=COUNTS,
    online_state=st.sampled_from(["", "done", "not_done", "exempt", "other"]),
    written_form=FLAGS,
    written_basis=BASES,
    written_decision=DECISIONS,
    seal=FLAGS,
    seal_basis=BASES,
    decision=DECISIONS,
    in_person=FLAGS,
    in_person_decision=DECISIONS,
    city_alone=FLAGS,
    effective_on=st.sampled_from(["", "2026-04-01", "2027-04-01"]),
    priority_number=st.none() | st.integers(1, 31),
)


def rules(procedure):
    return {finding.rule for finding in check_procedure(procedure, LEDGER)}


def counted(procedures):
    return progress_of(procedures, today=TODAY, priority=range(1, 28), listed=31)


def test_a_kept_seal_needs_a_basis_and_a_purpose():
    kept = sealed(decision="keep", seal_basis="", seal_purpose="")
    assert {"kept-seal-without-basis", "kept-seal-without-purpose"} <= rules(kept)
    right = replace(kept, seal_basis="law", seal_purpose="identity")
    assert not {"kept-seal-without-basis", "kept-seal-without-purpose"} & rules(right)


def test_cases_must_add_up():
    wrong = sealed(cases_total=100, cases_online=30, cases_offline=60)
    assert "cases-do-not-add-up" in rules(wrong)
    assert "cases-do-not-add-up" not in rules(replace(wrong, cases_offline=70))
    assert "part-larger-than-total" in rules(sealed(cases_total=10, cases_online=30))
    assert not rules(sealed(cases_total=None, cases_online=30)) & {"part-larger-than-total"}


def test_city_alone_contradicts_a_basis_in_law_and_is_proposed_for_rules():
    assert "city-alone-contradicts-basis" in rules(sealed(seal_basis="law", city_alone=True))
    assert "city-alone-proposed" in rules(sealed())
    assert "city-alone-proposed" not in rules(sealed(city_alone=False))


@pytest.mark.parametrize(
    ("written", "seal", "proposed"),
    [
        ("rule", "outline", True),
        ("practice", "form", True),
        ("law", "rule", False),
        ("", "rule", None),
        ("none", "rule", None),
        ("", "notice", False),
    ],
)
def test_what_the_city_can_change_follows_the_basis(written, seal, proposed):
    procedure = sealed(written_basis=written, seal_basis=seal)
    assert proposed_city_alone(procedure, LEDGER) is proposed


def test_a_procedure_that_demands_nothing_is_proposed_nothing():
    assert proposed_city_alone(sealed(seal=False, written_form=False), LEDGER) is None


def test_what_goes_needs_a_day_and_the_rule_that_is_amended():
    gone = sealed(decision="abolish")
    assert {"day-missing", "rule-missing"} <= rules(gone)
    told = replace(gone, effective_on="2026-10-01", amended_rule="規則（架空）")
    assert not {"day-missing", "rule-missing"} & rules(told)
    by_practice = sealed(seal_basis="practice", decision="abolish", effective_on="2026-10-01")
    assert "rule-missing" not in rules(by_practice)


def test_nobody_used_it_so_its_abolition_is_proposed_as_a_notice():
    found = check_procedure(sealed(cases_total=0), LEDGER)
    assert [f.level for f in found if f.rule == "no-cases"] == [Level.NOTICE]


def test_unknown_answers_and_decisions_without_a_demand_are_told():
    assert "answer-unknown" in rules(sealed(decision="perhaps"))
    assert "decision-without-demand" in rules(sealed(seal=False, decision="abolish"))
    assert "online-yet-demands" in rules(sealed(online_state="done"))


def test_errors_come_before_notices():
    found = check_procedure(sealed(name=" ", cases_total=0), LEDGER)
    order = [Level.ERROR, Level.WARNING, Level.NOTICE]
    places = [order.index(finding.level) for finding in found]
    assert places == sorted(places)


# -- progress --------------------------------------------------------------------------------------


@given(st.lists(PROCEDURES, max_size=30))
def test_the_states_of_every_demand_add_up(procedures):
    progress = counted(procedures)
    for one in Requirement:
        found = progress.demand(one)
        parts = found.gone + found.kept + found.considering + found.not_reviewed
        assert found.demanded == parts == sum(p.demands(one) is True for p in procedures)
        assert found.in_force <= found.gone
        assert found.city_alone_gone <= min(found.city_alone, found.gone)
        cells = [cell for cell in progress.cells if cell.requirement is one]
        assert sum(cell.procedures for cell in cells) == found.demanded
    online = progress.online
    states = online.done + online.not_done + online.exempt + online.other + online.unknown
    assert states == progress.procedures == len(procedures)
    assert progress.priority.online <= progress.priority.matched <= progress.priority.of_city


@given(st.lists(PROCEDURES, max_size=30))
def test_progress_adds_up_over_any_split_of_the_ledger(procedures):
    whole = counted(procedures)
    parts = [counted([p for p in procedures if p.unit_id == unit]) for unit in "abc"]
    assert whole.procedures == sum(part.procedures for part in parts)
    assert whole.cases == sum(part.cases for part in parts)
    for one in Requirement:
        for name in ("demanded", "gone", "kept", "considering", "not_reviewed", "in_force"):
            split = sum(getattr(part.demand(one), name) for part in parts)
            assert getattr(whole.demand(one), name) == split
    assert whole.online.cases_online == sum(part.online.cases_online for part in parts)


def test_a_priority_procedure_is_online_when_all_its_lines_are():
    lines = [
        sealed("1", priority_number=1, online_state="done"),
        sealed("2", priority_number=1, online_state="not_done"),
        sealed("3", priority_number=2, online_state="done"),
        sealed("4", priority_number=28, online_state="done"),  # the prefecture's
    ]
    found = counted(lines).priority
    assert (found.listed, found.of_city, found.matched, found.online) == (31, 27, 2, 1)


# -- volume ----------------------------------------------------------------------------------------


@given(st.lists(PROCEDURES, max_size=30))
def test_the_running_sum_of_cases_rises_and_ends_with_all_cases(procedures):
    volume = volume_of(procedures)
    assert list(volume.reached) == sorted(volume.reached)
    assert volume.cases == sum(p.cases_total or 0 for p in procedures)
    assert len(volume.ranked) + len(volume.zero) + len(volume.unknown) == len(procedures)
    counts = [volume.count_for(share) for share in (0.5, 0.8, 0.9, 1.0)]
    assert counts == sorted(counts)
    for share in (0.5, 0.8, 0.9):
        few = volume.count_for(share)
        if few:
            assert volume.share_of(few) >= share - 1e-9
            assert few == 1 or volume.share_of(few - 1) < share


def test_an_empty_ledger_has_no_top_slice():
    assert volume_of([]).count_for(0.8) == 0
    assert volume_of([]).share_of(3) == 0.0


# -- savings ---------------------------------------------------------------------------------------


def link(step="s1", entered=None, own=3.0, **more):
    return StepLink("p1", Requirement.SEAL, step, entered, step_minutes=own, **more)


def test_minutes_saved_are_those_of_the_step_times_the_cases_on_paper():
    procedure = sealed(cases_total=100, cases_offline=60)
    saving = saving_of(procedure, [link(), link("s2", entered=0.5)], Requirement.SEAL)
    assert saving.minutes == 3 * 60 + 30
    assert saving.cases == 60
    assert "not online" in saving.sentence


def test_nothing_is_guessed():
    assert saving_of(sealed(), [], Requirement.SEAL).minutes == 0
    unknown = saving_of(sealed(), [link(own=None)], Requirement.SEAL)
    assert (unknown.minutes, len(unknown.unknown)) == (0, 1)
    assert saving_of(sealed(cases_total=None), [link()], Requirement.SEAL).minutes == 0
    other = saving_of(sealed(), [link()], Requirement.WRITTEN)
    assert other.minutes == 0


def test_entered_minutes_count_only_where_no_step_is_linked():
    by_hand = link("", entered=5.0, own=None)
    assert saving_of(sealed(), [by_hand], Requirement.SEAL).minutes == 500
    assert saving_of(sealed(), [by_hand, link()], Requirement.SEAL).minutes == 300


def test_minutes_are_whole():
    saving = saving_of(sealed(cases_total=3), [link(own=0.5)], Requirement.SEAL)
    assert saving.minutes == 2


# -- the priority procedures -----------------------------------------------------------------------


def test_the_list_has_31_procedures_of_which_a_city_handles_27():
    listed = load_priority_procedures()
    assert [one.number for one in listed] == list(range(1, 32))
    assert sum(one.city for one in listed) == 27
    assert {one.mark for one in listed} == {"S", "K"}
    assert {one.number for one in listed if one.mark == "K"} == {11, 13, *range(16, 27)}


def test_lines_are_proposed_by_name_and_confirmed_ones_are_not():
    listed = load_priority_procedures()[14]
    lines = [
        sealed("1", name="妊娠届出書"),
        sealed("2", name="公園使用許可申請"),
        sealed("3", name="妊娠の届出", priority_number=15),
    ]
    found = Matcher(lines).candidates(listed)
    assert [match.procedure.number for match in found] == ["1"]
    assert 0.45 <= found[0].likeness < 1
