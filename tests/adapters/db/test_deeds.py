"""What was done lately, also while another PC's commands have come only in part."""

from bpr_studio.domain.replication.changes import PutRow, SetFields
from bpr_studio.domain.shared.ports import Person
from tests.fakes.office import office


def test_commands_are_told_newest_first_with_who_did_them(tmp_path):
    with office(tmp_path / "here") as here:
        here.store.commit("first", [PutRow("work_item", "a", {"name": "x"})])
        here.store.commit("", [PutRow("work_item", "b", {"name": "y"})])
        here.store.commit("second", [SetFields("work_item", "a", {"name": "z"})])
        labels = [deed.label for deed in here.store.recent(10)]
        assert labels[:2] == ["second", "first"]
        assert [deed.label for deed in here.store.recent(1)] == ["second"]


def test_a_deed_stays_with_whoever_did_it_when_another_person_uses_the_pc(tmp_path):
    with office(tmp_path / "here") as here:
        here.store.sign_in(Person("suzuki", "promoter"), "a" * 13)
        here.store.commit("hers", [PutRow("work_item", "a", {"name": "x"})])
        here.store.sign_in(Person("sato", "section_chief"), "a" * 13)
        here.store.commit("his", [PutRow("work_item", "b", {"name": "y"})])
        told = {deed.label: (deed.user, deed.role) for deed in here.store.recent(10)}
    assert told["hers"] == ("suzuki", "promoter")
    assert told["his"] == ("sato", "section_chief")


def test_a_command_that_came_in_part_is_passed_over(tmp_path):
    with office(tmp_path / "here") as here, office(tmp_path / "there", "b" * 13) as there:
        partly_received(here, there)
        told = [deed.label for deed in here.store.recent(10)]
    assert [label for label in told if label in {"whole", "in part", "last"}] == ["last", "whole"]


def partly_received(here, there):
    """Three commands of `there`; the second one reaches `here` without its first op."""
    there.store.commit("whole", [PutRow("work_item", "a", {"name": "x"})])
    rows = [PutRow("work_item", row, {"name": row}) for row in "bcd"]
    there.store.commit("in part", rows)
    there.store.commit("last", [PutRow("work_item", "e", {"name": "e"})])
    ops = sorted(there.store.ops(), key=lambda op: op.id.n)
    first = next(op for op in ops if op.label == "in part")
    here.store.apply([op for op in ops if op.id != first.id])
