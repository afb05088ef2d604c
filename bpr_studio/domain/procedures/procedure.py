"""One procedure of the ledger: what it demands on paper, by seal and in person, and the decision.

What it demanded before the review stays said in `written_form`, `seal` and `in_person`; the
decision beside each says what becomes of it. So the ledger shows how far the review is.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping


class Requirement(StrEnum):
    """What a procedure may demand; the value is the name of its field."""

    WRITTEN = "written_form"  # 書面
    SEAL = "seal"  # 押印
    IN_PERSON = "in_person"  # 対面


BASIS_FIELD: Final = {
    Requirement.WRITTEN: "written_basis",
    Requirement.SEAL: "seal_basis",
    Requirement.IN_PERSON: "in_person_basis",
}
DECISION_FIELD: Final = {
    Requirement.WRITTEN: "written_decision",
    Requirement.SEAL: "decision",
    Requirement.IN_PERSON: "in_person_decision",
}

ABOLISH: Final = "abolish"
SIGNATURE: Final = "signature"
E_SIGNATURE: Final = "e_signature"
KEEP: Final = "keep"
CONSIDERING: Final = "considering"

GOES: Final = frozenset({ABOLISH, SIGNATURE, E_SIGNATURE})
"""Decisions by which a requirement goes away; a signature takes the place of a seal."""

ONLINE: Final = "done"
NOT_ONLINE: Final = "not_done"
EXEMPT: Final = "exempt"


@dataclass(frozen=True, slots=True)
class Procedure:
    """One line of the ledger; "" and None mean: not said.

    Attributes:
        id: row id, "" before it is stored.
        unit_id: section in charge (所管課), "" for the whole city.
        number: 手続ID, unique where there is one.
        sort_key: place in the ledger.
        cases_total: cases a year.
        written_form: whether paper is demanded, as before the review.
        seal: whether a seal is demanded, as before the review.
        in_person: whether somebody must come, as before the review.
        decision: what becomes of the seal; one of the list `decision`.
        written_decision: what becomes of the written form.
        in_person_decision: what becomes of the visit.
        city_alone: the city can change it by itself (市単独で見直し可能), as a person confirmed.
        effective_on: day the decision is in force (ISO).
        priority_number: which of the 31 procedures of special benefit it is, None for none.
        extra: columns of the imported sheet that the ledger has no own place for, by heading.
    """

    id: str = ""
    unit_id: str = ""
    number: str = ""
    sort_key: int | None = None
    name: str = ""
    jurisdiction: str = ""
    law: str = ""
    clause: str = ""
    kind: str = ""
    actor: str = ""
    recipient: str = ""
    via: str = ""
    affair_kind: str = ""
    online_state: str = ""
    online_concern: str = ""
    online_when: str = ""
    identity_proof: str = ""
    fee: str = ""
    fee_payment: str = ""
    days_online: str = ""
    days_offline: str = ""
    application_system: str = ""
    work_system: str = ""
    cases_total: int | None = None
    cases_online: int | None = None
    cases_offline: int | None = None
    entries: str = ""
    attachments: str = ""
    attachments_left_out: str = ""
    submission: str = ""
    electronic_signature: str = ""
    life_event_person: str = ""
    life_event_company: str = ""
    profession: str = ""
    form_number: str = ""
    written_form: bool | None = None
    written_basis: str = ""
    written_decision: str = ""
    seal: bool | None = None
    seal_basis: str = ""
    seal_purpose: str = ""
    in_person: bool | None = None
    in_person_basis: str = ""
    in_person_reason: str = ""
    in_person_decision: str = ""
    hearing: bool | None = None
    household_consent: bool | None = None
    city_alone: bool | None = None
    decision: str = ""
    decision_reason: str = ""
    amended_rule: str = ""
    effective_on: str = ""
    priority_number: int | None = None
    class_code: str = ""
    extra: Mapping[str, str] = field(default_factory=dict)
    note: str = ""

    def demands(self, requirement: Requirement) -> bool | None:
        """Whether it demands this; None while nobody said."""
        found: bool | None = getattr(self, requirement.value)
        return found

    def basis(self, requirement: Requirement) -> str:
        """Class of the legal basis of a demand, "" while nobody said."""
        return str(getattr(self, BASIS_FIELD[requirement]))

    def decided(self, requirement: Requirement) -> str:
        """What becomes of a demand, "" while nobody looked at it."""
        return str(getattr(self, DECISION_FIELD[requirement]))

    @property
    def demanded(self) -> tuple[Requirement, ...]:
        """Everything it demands."""
        return tuple(one for one in Requirement if self.demands(one))

    @property
    def open_demands(self) -> tuple[Requirement, ...]:
        """What it demands and nobody decided on (未検討)."""
        return tuple(one for one in self.demanded if not self.decided(one))

    @property
    def paper_cases(self) -> int | None:
        """Cases a year that come on paper: those not online where they are known, else all."""
        return self.cases_total if self.cases_offline is None else self.cases_offline

    @property
    def online_rate(self) -> float | None:
        """Share of cases that come online (0 … 1); None where it is not known."""
        if self.cases_online is None or not self.cases_total:
            return None
        return self.cases_online / self.cases_total


FIELDS: Final = tuple(one.name for one in fields(Procedure) if one.name != "id")
"""Every stored field, in the order of the table."""

FLAGS: Final = frozenset(
    {"written_form", "seal", "in_person", "hearing", "household_consent", "city_alone"}
)
COUNTS: Final = frozenset(
    {"sort_key", "cases_total", "cases_online", "cases_offline", "priority_number"}
)


def procedure_from(row: str, stored: Mapping[str, Any]) -> Procedure:
    """A procedure from its stored fields; what is missing is not said."""
    given: dict[str, Any] = {}
    for name in FIELDS:
        value = stored.get(name)
        if value is None:
            continue
        given[name] = bool(value) if name in FLAGS else value
    return Procedure(id=row, **given)


def stored_value(name: str, value: object) -> object:
    """A value as the store takes it: nothing said is None, yes and no are 1 and 0."""
    if name in FLAGS:
        return None if value is None else int(bool(value))
    if name in COUNTS:
        return value
    return value or None
