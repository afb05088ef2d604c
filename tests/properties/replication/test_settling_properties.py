"""Sheets that people hand on, approve and return at PCs that do not know of each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from bpr_studio.adapters.db.settled import settled
from bpr_studio.domain.replication.changes import PutRow, SetFields
from bpr_studio.domain.replication.ops import canonical_json
from bpr_studio.domain.replication.seen import OneOf
from bpr_studio.domain.workload.figures import figures_hash
from bpr_studio.domain.workload.settling import APPROVAL, settled_sheet
from bpr_studio.domain.workload.workflow import (
    Deed,
    RoundState,
    SheetState,
    Standing,
    after,
    sheet_state,
)
from tests.properties.replication.replicas import Replica

if TYPE_CHECKING:
    from bpr_studio.domain.replication.merge import RowState

SHEET, TASK = "survey_sheet", "work_item"
BACK = {SheetState.RETURNED, SheetState.DRAFT}
APPROVED = {SheetState.DX_ACCEPTANCE, SheetState.ACCEPTED}
DEEDS = (Deed.SUBMIT, Deed.CONFIRM, Deed.APPROVE, Deed.ACCEPT, Deed.RETURN, Deed.REOPEN)
STEPS = st.lists(
    st.tuples(
        st.sampled_from([*DEEDS, Deed.SUBMIT, Deed.APPROVE, Deed.RETURN, "edit", "news", "news"]),
        st.integers(0, 2),  # at which PC
        st.integers(0, 2),  # whose news
        st.sampled_from(["甲", "乙", "丙"]),
    ),
    min_size=4,
    max_size=30,
)


class Pc(Replica):
    """A PC that shows and drafts against what settles by itself, as the store does."""

    def state(self, row: str, entity: str = TASK) -> RowState:
        return settled(entity, super().state(row, entity))

    @property
    def sheet(self) -> RowState:
        return self.state("s", SHEET)

    @property
    def standing(self) -> SheetState:
        return sheet_state(str(self.sheet.value("state") or ""))

    @property
    def number(self) -> str:
        """Digest of the figures."""
        row = self.state("t")
        beside = {name: [head.value for head in heads] for name, heads in row.conflicts().items()}
        return str(figures_hash(row.values(), beside=beside))

    @property
    def has_conflicts(self) -> bool:
        return bool(self.state("t").conflicts())

    def values(self) -> frozenset[str]:
        """Everything that stands as the figure."""
        heads = self.state("t").heads.get("name", ())
        return frozenset(canonical_json(head.value) for head in heads)

    def do(self, deed: Deed, text: str) -> str:
        """Carry out a deed as `SheetStates` does; the digest it approved, "" for none."""
        changed = self.standing in APPROVED and self.sheet.value("approved_digest") != self.number
        target = after(deed, Standing(RoundState.OPEN, self.standing, changed))
        forward = deed not in {Deed.RETURN, Deed.REOPEN}
        if target is None or (forward and self.has_conflicts):
            return ""
        fields: dict[str, object] = {"state": target.value}
        if not forward:
            fields |= {"reason": text, **dict.fromkeys(APPROVAL)}
        elif deed is Deed.APPROVE:
            fields |= {"reason": None, "approved_digest": self.number, "approved_by": text}
        elif deed is Deed.SUBMIT:
            fields["reason"] = None
        stored = self.sheet.value("state")
        shown = {"state": OneOf((stored,)), "reason": self.sheet.value("reason")}
        self.commit(PutRow(SHEET, "s", fields, shown))
        return self.number if deed is Deed.APPROVE else ""


def play(steps: list[tuple[str, int, int, str]]) -> tuple[list[Pc], dict[str, frozenset[str]]]:
    """The PCs afterwards, everything exchanged, and what each approval had before its eyes."""
    pcs = [Pc(f"pc{n:011}") for n in range(3)]
    pcs[0].commit(PutRow(SHEET, "s", {"state": "draft"}), PutRow(TASK, "t", {"name": "初"}))
    for pc in pcs[1:]:
        pc.receive(pcs[0].known.values())
    approved: dict[str, frozenset[str]] = {}
    for what, at, whose, text in steps:
        pc = pcs[at]
        if what == "news":
            pc.receive(pcs[whose].known.values())
        elif what == "edit":
            shown = {"name": pc.state("t").value("name")}
            pc.commit(SetFields(TASK, "t", {"name": text}, shown))
        else:
            approved[pc.do(Deed(what), text)] = pc.values()
    everything = {op.id: op for pc in pcs for op in pc.known.values()}
    for pc in pcs:
        pc.receive(everything.values())
    return pcs, approved


@settings(max_examples=400)
@given(STEPS)
def test_an_approval_never_stands_beside_a_return_nor_covers_what_was_not_seen(steps):
    pcs, approved = play(steps)
    assert len({canonical_json(pc.sheet.values()) for pc in pcs}) == 1
    one = pcs[0]
    raw = Replica.state(one, "s", SHEET)
    heads = {sheet_state(str(head.value or "")) for head in raw.heads["state"]}
    assert one.standing in BACK or not heads & BACK
    approval = [one.sheet.value(name) for name in APPROVAL]
    assert one.standing in APPROVED or approval == [None] * len(APPROVAL)
    holds = approval[0] == one.number
    assert not holds or one.values() == approved[one.number]
    assert not one.sheet.conflicts()


class _Head:
    def __init__(self, deed: str, t: int, value: object) -> None:
        self.id, self.rank, self.value = deed, (t, deed), value


WRITTEN = st.builds(
    _Head,
    st.sampled_from("abcdef"),
    st.integers(0, 9),
    st.sampled_from([*(state.value for state in SheetState), "collected", "", None, "newer"]),
)


@settings(max_examples=300)
@given(st.lists(WRITTEN, max_size=5, unique_by=lambda head: head.rank), st.randoms())
def test_the_order_of_arrival_does_not_matter(heads, random):
    shuffled = random.sample(heads, len(heads))
    states = [head for head in heads if isinstance(head.value, str)]
    assert settled_sheet({"state": heads}) == settled_sheet({"state": shuffled})
    held = settled_sheet({"state": states})["state"]
    assert held is None if not states else held in {head.value for head in states}


def test_an_acceptance_that_did_not_know_of_a_new_approval_does_not_hold():
    accept, approve = _Head("accept", 9, "accepted"), _Head("again", 5, "dx_acceptance")
    digest, before = _Head("again", 5, "new"), _Head("once", 1, "old")
    held = settled_sheet({"state": [accept, approve], "approved_digest": [digest]})
    assert (held["state"], held["approved_digest"]) == ("dx_acceptance", "new")
    held = settled_sheet({"state": [accept], "approved_digest": [before]})
    assert (held["state"], held["approved_digest"]) == ("accepted", "old")


def test_reason_and_approval_are_those_of_the_deed_that_holds():
    heads = {
        "state": [_Head("r", 1, "returned"), _Head("a", 9, "dx_acceptance")],
        "reason": [_Head("r", 1, "件数"), _Head("a", 9, None)],
        "approved_digest": [_Head("a", 9, "d")],
    }
    held = settled_sheet(heads)
    assert (held["state"], held["reason"], held["approved_digest"]) == ("returned", "件数", None)
