"""What does not fit together in a procedure, and what the ledger proposes about it.

Nothing is changed by a check: a proposal (市単独で見直し可能, 廃止の検討) is told, a person decides.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bpr_studio.domain.procedures.procedure import (
    ABOLISH,
    BASIS_FIELD,
    DECISION_FIELD,
    GOES,
    KEEP,
    ONLINE,
    Requirement,
)
from bpr_studio.domain.shared.findings import Level
from bpr_studio.domain.shared.text import tr

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bpr_studio.domain.procedures.layout import Ledger
    from bpr_studio.domain.procedures.procedure import Procedure


@dataclass(frozen=True, slots=True)
class ProcedureFinding:
    """Something to say about a procedure.

    Attributes:
        level: ERROR contradicts itself, WARNING should be looked at, NOTICE is a proposal.
        rule: stable English identifier.
        field: the field it is about.
        message: a whole sentence: what was found and what to do.
    """

    level: Level
    rule: str
    field: str
    message: str


def requirement_word(requirement: Requirement) -> str:
    """書面, 押印 or 対面."""
    match requirement:
        case Requirement.WRITTEN:
            return tr("Written form")
        case Requirement.SEAL:
            return tr("Seal")
        case Requirement.IN_PERSON:
            return tr("Visit in person")


def check_procedure(procedure: Procedure, ledger: Ledger) -> tuple[ProcedureFinding, ...]:
    """Everything to say about a procedure, the contradictions first."""
    found = [finding for rule in _RULES for finding in rule(procedure, ledger)]
    return tuple(sorted(found, key=lambda finding: _ORDER[finding.level]))


def proposed_city_alone(procedure: Procedure, ledger: Ledger) -> bool | None:
    """Whether the city can change everything demanded by itself, as the basis says.

    None where a basis is not said, or says nothing about it. It is a proposal; what counts is
    the field `city_alone`, which a person fills in.
    """
    bases = [ledger.basis(procedure.basis(one)) for one in procedure.demanded]
    known = [basis.city for basis in bases if basis is not None]
    if any(city is False for city in known):
        return False
    return True if known and len(known) == len(bases) and all(known) else None


def _no_name(procedure: Procedure, _ledger: Ledger) -> Iterator[ProcedureFinding]:
    if not procedure.name.strip():
        yield _error("name-missing", "name", tr("The procedure has no name. Write one."))


def _cases(procedure: Procedure, _ledger: Ledger) -> Iterator[ProcedureFinding]:
    total, online, offline = (
        procedure.cases_total,
        procedure.cases_online,
        procedure.cases_offline,
    )
    if total is None:
        return
    if online is not None and offline is not None and online + offline != total:
        message = tr(
            "{total:,} cases in all are not {online:,} online and {offline:,} not online."
            " Correct one of the three.",
            total=total,
            online=online,
            offline=offline,
        )
        yield _error("cases-do-not-add-up", "cases_total", message)
    elif (online or 0) > total or (offline or 0) > total:
        message = tr("A part of the cases is larger than all of them. Correct the numbers.")
        yield _error("part-larger-than-total", "cases_total", message)


def _unknown_codes(procedure: Procedure, ledger: Ledger) -> Iterator[ProcedureFinding]:
    for column in ledger.format.columns:
        value = getattr(procedure, column.key)
        if not column.choices or not isinstance(value, str) or not value:
            continue
        if all(choice.value != value for choice in column.choices):
            message = tr(
                "“{value}” is no answer of “{column}”. Choose one of the list.",
                value=value,
                column=column.header,
            )
            yield _error("answer-unknown", column.key, message)


def _kept_seal(procedure: Procedure, _ledger: Ledger) -> Iterator[ProcedureFinding]:
    if not procedure.seal or procedure.decision != KEEP:
        return
    if procedure.seal_basis in {"", "none"}:
        message = tr("A seal that is kept needs a legal basis. Say it, or give the seal up.")
        yield _warning("kept-seal-without-basis", "seal_basis", message)
    if not procedure.seal_purpose:
        message = tr(
            "A seal that is kept needs a purpose (who made it, that it was meant, that it is"
            " genuine)."
        )
        yield _warning("kept-seal-without-purpose", "seal_purpose", message)


def _city_alone(procedure: Procedure, ledger: Ledger) -> Iterator[ProcedureFinding]:
    proposed = proposed_city_alone(procedure, ledger)
    if procedure.city_alone and proposed is False:
        message = tr(
            "“The city alone can change it” contradicts a basis in the law of the state. Correct"
            " one of the two."
        )
        yield _warning("city-alone-contradicts-basis", "city_alone", message)
    elif procedure.city_alone is None and proposed is True:
        message = tr(
            "By its basis the city alone can change this. Confirm it in “The city alone can"
            " change it”."
        )
        yield _notice("city-alone-proposed", "city_alone", message)


def _decisions(procedure: Procedure, ledger: Ledger) -> Iterator[ProcedureFinding]:
    for one in Requirement:
        decided, word = procedure.decided(one), requirement_word(one)
        if decided and procedure.demands(one) is False:
            message = tr(
                "There is a decision on “{demand}”, which the procedure does not demand.",
                demand=word,
            )
            yield _warning("decision-without-demand", DECISION_FIELD[one], message)
        if procedure.demands(one) and not procedure.basis(one):
            message = tr(
                "Say on which basis “{demand}” is demanded, so that it can be reviewed.",
                demand=word,
            )
            yield _notice("basis-missing", BASIS_FIELD[one], message)
    if not any(procedure.decided(one) in GOES for one in procedure.demanded):
        return
    if not procedure.effective_on:
        message = tr("A demand goes away, but the day it does is missing.")
        yield _warning("day-missing", "effective_on", message)
    if not procedure.amended_rule and _has_own_rule(procedure, ledger):
        message = tr(
            "A demand that stands in a rule of the city goes away. Say which rule is amended."
        )
        yield _warning("rule-missing", "amended_rule", message)


def _has_own_rule(procedure: Procedure, ledger: Ledger) -> bool:
    """Whether something that goes stands in a written rule of the city."""
    for one in procedure.demanded:
        basis = ledger.basis(procedure.basis(one))
        written = basis is not None and basis.city and basis.code != "practice"
        if written and procedure.decided(one) in GOES:
            return True
    return False


def _online(procedure: Procedure, _ledger: Ledger) -> Iterator[ProcedureFinding]:
    if procedure.online_state != ONLINE:
        return
    left = [one for one in procedure.demanded if procedure.decided(one) not in GOES]
    if left:
        words = tr(", ").join(map(requirement_word, left))
        message = tr("It is online, yet still demands: {demands}.", demands=words)
        yield _warning("online-yet-demands", "online_state", message)


def _zero_cases(procedure: Procedure, _ledger: Ledger) -> Iterator[ProcedureFinding]:
    if procedure.cases_total == 0 and procedure.decision != ABOLISH:
        message = tr(
            "Nobody used this procedure in the year. Consider whether the procedure itself can be"
            " abolished."
        )
        yield _notice("no-cases", "cases_total", message)


def _error(rule: str, field: str, message: str) -> ProcedureFinding:
    return ProcedureFinding(Level.ERROR, rule, field, message)


def _warning(rule: str, field: str, message: str) -> ProcedureFinding:
    return ProcedureFinding(Level.WARNING, rule, field, message)


def _notice(rule: str, field: str, message: str) -> ProcedureFinding:
    return ProcedureFinding(Level.NOTICE, rule, field, message)


_ORDER: Final = {Level.ERROR: 0, Level.WARNING: 1, Level.NOTICE: 2}
_RULES: Final[tuple[Callable[[Procedure, Ledger], Iterator[ProcedureFinding]], ...]] = (
    _no_name,
    _cases,
    _unknown_codes,
    _kept_seal,
    _city_alone,
    _decisions,
    _online,
    _zero_cases,
)
