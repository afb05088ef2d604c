"""The procedure ledger of the fictitious city (架空): deterministic, no law is invented.

Names come from the list of priority procedures, the standard classification and general words;
a legal basis is given as its class only.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from random import Random
from typing import TYPE_CHECKING, Any, Final

from bpr_studio.domain.procedures.procedure import (
    ABOLISH,
    CONSIDERING,
    E_SIGNATURE,
    KEEP,
    SIGNATURE,
    Procedure,
    Requirement,
)
from bpr_studio.domain.shared.ids import planned_id

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from bpr_studio.domain.procedures.priority import PriorityProcedure

DEMO_PROCEDURES: Final = 600
"""Procedures of the full city; smaller ones in proportion to their sections."""

_FACILITIES: Final = (
    *("市民センター", "体育館", "文化会館", "公園", "駐車場", "斎場", "美術館", "青年の家"),
    *("テニスコート", "市民プール", "集会所", "多目的広場", "キャンプ場", "会議室", "展示場"),
)
_FACILITY_DEEDS: Final = (
    *("使用許可申請", "使用変更許可申請", "使用料減免申請", "使用料還付申請"),
    *("利用者登録申請", "特別設備設置許可申請"),
)
_GRANTS: Final = (
    *("自治会活動", "商店街活性化", "空き家活用", "太陽光発電設備", "生ごみ処理機", "防犯灯設置"),
    *("文化活動", "スポーツ大会", "国際交流", "農業担い手", "創業支援", "見守り活動", "緑化推進"),
    *("雨水貯留施設", "地域防災", "介護人材育成", "子育てサロン"),
)
_GRANT_DEEDS: Final = (
    *(
        "補助金交付申請",
        "補助金変更承認申請",
        "補助金実績報告",
        "補助金交付請求",
        "補助金概算払請求",
    ),
    "補助金中止届",
)
_ENDINGS: Final = ("届", "申請", "請求", "申込", "申告")
_DEEDS: Final = (
    (("交付", "手帳"), ("申請", "再交付申請")),
    (("支給", "給付", "手当", "援助", "免除", "減免"), ("申請", "変更届")),
    (("許可", "登録", "占用", "認定"), ("申請", "変更届", "廃止届")),
    (("証明", "閲覧", "縦覧", "謄抄本"), ("申請",)),
)
"""Words of work, and what people file for it; the first that occurs."""

_INTERNAL: Final = ("審査", "受付", "判定", "照会", "対応", "調査", "入力", "発送", "付与")
"""Words of work that nobody files."""

_BUSY: Final = ("証明", "交付", "転入", "転居", "転出", "使用許可", "利用申込")
"""Words of procedures that people use often."""

_SEAL_BASES: Final = {
    "law": 4,
    "cabinet_order": 2,
    "ministerial_order": 6,
    "notice": 2,
    "ordinance": 7,
    "rule": 30,
    "outline": 23,
    "form": 12,
    "practice": 8,
    "none": 2,
    "": 4,
}
_SEAL_DECISIONS: Final = {
    ABOLISH: 47,
    SIGNATURE: 8,
    E_SIGNATURE: 2,
    KEEP: 6,
    CONSIDERING: 14,
    "": 23,
}
_PLAIN_DECISIONS: Final = {ABOLISH: 22, KEEP: 16, CONSIDERING: 20, "": 42}
_ONLINE: Final = {"done": 30, "not_done": 53, "exempt": 7, "other": 3, "": 7}
_CONCERNS: Final = {
    "paper_and_seal": 30,
    "attached_original": 25,
    "household_consent": 5,
    "hearing": 15,
    "law_change": 10,
    "original_paper": 10,
    "cost": 5,
}
_PURPOSES: Final = {"identity": 55, "intent": 30, "authenticity": 15}
_PROOFS: Final = {"seal": 50, "documents": 30, "seal_certificate": 3, "signature": 7, "none": 10}
_CITY_BASES: Final = frozenset({"ordinance", "rule", "outline", "form", "practice"})
_MOST_CASES: Final = 120_000
_PRIORITY_CLASSES: Final = {"子育て": "B12-01-01", "介護": "B11-02-01", "罹災証明": "K10-01-03"}
_MIDDLE: Final = 6  # characters of the code of a middle class
_NUMBERED: Final = 4  # digits of the fictitious numbers


@dataclass(frozen=True, slots=True)
class DemoOwner:
    """A class of work and the sections that do it.

    Attributes:
        code: minor class.
        name: its name.
        subject: name of its major class.
        units: row ids of sections with such tasks.
    """

    code: str
    name: str
    subject: str
    units: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DemoStep:
    """A step of a demo flow that may exist for a seal.

    Attributes:
        id: row id of the step.
        unit_id: section of its flow.
        class_code: class of its flow.
        minutes_per_case: minutes of the whole step.
    """

    id: str
    unit_id: str
    class_code: str
    minutes_per_case: float


@dataclass(frozen=True, slots=True)
class DemoLink:
    """A link between a procedure and a step; the minutes are those of the seal alone (架空)."""

    id: str
    procedure: Procedure
    step_id: str
    minutes: float
    requirement: Requirement = Requirement.SEAL


def demo_ledger(
    owners: Sequence[DemoOwner],
    priority: Sequence[PriorityProcedure],
    *,
    year: int,
    count: int = DEMO_PROCEDURES,
    seed: int = 1,
) -> tuple[Procedure, ...]:
    """Invent a ledger; equal arguments give equal ledgers.

    Args:
        owners: classes of work with the sections that do it, in a stable order.
        priority: the priority procedures; those of a city come first in the ledger.
        year: fiscal year the review goes on in.
        count: number of procedures.
        seed: another seed, another ledger.
    """
    rng = Random(seed)  # noqa: S311  # a reproducible ledger, nothing secret
    units = sorted({unit for owner in owners for unit in owner.units})
    if not units:
        return ()
    names = list(_names(owners, priority, units))
    listed = [name for name in names if name.priority_number is not None]
    others = [name for name in names if name.priority_number is None]
    rng.shuffle(others)
    chosen = [*listed, *others][:count]
    filled = (_filled(rng, name, number, year) for number, name in enumerate(chosen, start=1))
    return tuple(map(_to_confirm, filled))


def _to_confirm(made: Procedure) -> Procedure:
    """Some priority procedures wait for somebody to confirm them."""
    waits = made.priority_number is not None and made.priority_number % 6 == 5
    return replace(made, priority_number=None) if waits else made


def _names(
    owners: Sequence[DemoOwner], priority: Sequence[PriorityProcedure], units: Sequence[str]
) -> Iterator[Procedure]:
    """Procedures with a name and a section, nothing else said yet."""
    by_group = {
        "子育て": _units_of(owners, ("B12", "B17", "B13"), units),
        "介護": _units_of(owners, ("B11",), units),
        "罹災証明": _units_of(owners, ("K10",), units),
    }
    for listed in priority:
        if listed.city:
            unit = by_group.get(listed.field, units)[0]
            yield Procedure(
                unit_id=unit,
                name=listed.name,
                class_code=_PRIORITY_CLASSES.get(listed.field, ""),
                priority_number=listed.number,
            )
    for owner in owners:
        for name in _of_class(owner):
            yield Procedure(unit_id=owner.units[0], name=name, class_code=owner.code)
    places = _units_of(owners, ("F02", "F07", "F09"), units)
    yield from _each(_FACILITIES, _FACILITY_DEEDS, places)
    offices = _units_of(owners, ("F05", "F03", "F04"), units)
    yield from _each(_GRANTS, _GRANT_DEEDS, offices)


def _each(things: Sequence[str], deeds: Sequence[str], units: Sequence[str]) -> Iterator[Procedure]:
    for number, thing in enumerate(things):
        for deed in deeds:
            yield Procedure(unit_id=units[number % len(units)], name=f"{thing}{deed}")


def _units_of(
    owners: Sequence[DemoOwner], groups: tuple[str, ...], units: Sequence[str]
) -> Sequence[str]:
    found = [unit for owner in owners if owner.code.startswith(groups) for unit in owner.units]
    return list(dict.fromkeys(found)) or units


def _of_class(owner: DemoOwner) -> Iterator[str]:
    """Names of procedures a class of work may stand for."""
    plain = owner.name.partition("（")[0].partition("(")[0]
    for part in plain.split("・"):
        if len(part) < 3 or any(word in part for word in _INTERNAL):
            continue
        if part.endswith(_ENDINGS):
            yield f"{owner.subject} {part}"
            continue
        deeds = next((d for words, d in _DEEDS if any(w in part for w in words)), ())
        yield from (f"{owner.subject} {part}{deed}" for deed in deeds)


def _filled(rng: Random, bare: Procedure, number: int, year: int) -> Procedure:
    """A procedure with everything said that a ledger says about most of its lines."""
    text = f"{number:0{_NUMBERED}}"
    made = replace(
        bare,
        id=str(planned_id("procedure", "demo", text)),
        number=f"T-{text}",
        sort_key=number * 1024,
        jurisdiction="市（架空）",
        kind="application",
        actor=_pick(rng, {"住民": 75, "事業者": 20, "団体": 5}),
        recipient="市長",
        affair_kind=_pick(rng, {"self_government": 75, "statutory_1": 20, "": 5}),
        identity_proof=_pick(rng, _PROOFS),
        fee=_pick(rng, {"no": 75, "yes": 20, "": 5}),
        form_number=f"様式第{rng.randint(1, 40)}号",
        **_cases(rng, bare.name),
    )
    made = _online(rng, made)
    made = _seal(rng, made)
    made = _other_demands(rng, made)
    return _reviewed(rng, made, year)


def _cases(rng: Random, name: str) -> dict[str, Any]:
    """A heavy tail: a few procedures make most of the cases, some nobody uses."""
    chance = rng.random()
    if chance < 0.11:
        return {"cases_total": 0}
    if chance < 0.14:
        return {"cases_total": None}
    often = 12 if any(word in name for word in _BUSY) else 1
    return {"cases_total": min(round(often * rng.lognormvariate(4.2, 1.6)), _MOST_CASES)}


def _online(rng: Random, made: Procedure) -> Procedure:
    weights = {"done": 75, "not_done": 25} if made.priority_number is not None else _ONLINE
    state = _pick(rng, weights)
    total, online = made.cases_total, 0
    if total and state == "done":
        online = int(total * rng.betavariate(1.6, 3.2))
    known = total is not None and rng.random() < 0.92
    return replace(
        made,
        online_state=state,
        online_concern=_pick(rng, _CONCERNS) if state == "not_done" else "",
        online_when=f"令和{rng.randint(8, 10)}年度" if state == "not_done" else "",
        cases_online=online if known else None,
        cases_offline=total - online if known and total is not None else None,
        submission="both" if state == "done" else "paper",
    )


def _seal(rng: Random, made: Procedure) -> Procedure:
    if rng.random() > 0.64:
        return replace(made, seal=False)
    basis, decision = _pick(rng, _SEAL_BASES), _pick(rng, _SEAL_DECISIONS)
    is_said = decision == KEEP or rng.random() < 0.6
    if decision == KEEP and rng.random() < 0.8:
        basis = _pick(rng, {"law": 4, "ministerial_order": 3, "notice": 2, "rule": 1})
    return replace(
        made,
        seal=True,
        seal_basis=basis,
        seal_purpose=_pick(rng, _PURPOSES) if is_said else "",
        decision=decision,
    )


def _other_demands(rng: Random, made: Procedure) -> Procedure:
    written, visit = rng.random() < 0.78, rng.random() < 0.2
    if written:
        made = replace(
            made,
            written_basis=made.seal_basis or _pick(rng, _SEAL_BASES),
            written_decision=_pick(rng, _PLAIN_DECISIONS),
        )
    if visit:
        made = replace(
            made,
            in_person_basis=_pick(rng, _SEAL_BASES),
            in_person_reason=_pick(
                rng, {"本人確認のため": 4, "聞き取りのため": 3, "現物の確認のため": 2, "": 3}
            ),
            in_person_decision=_pick(rng, _PLAIN_DECISIONS),
        )
    return replace(
        made,
        written_form=written,
        in_person=visit,
        hearing=rng.random() < 0.08,
        household_consent=rng.random() < 0.04,
    )


def _reviewed(rng: Random, made: Procedure, year: int) -> Procedure:
    """Days and rules where something goes away; some of them are still missing."""
    bases = [made.basis(one) for one in made.demanded]
    if bases and all(basis in _CITY_BASES for basis in bases) and rng.random() < 0.7:
        made = replace(made, city_alone=True)
    goes = {ABOLISH, SIGNATURE, E_SIGNATURE}
    if not any(made.decided(one) in goes for one in made.demanded):
        return made
    when = _pick(rng, {f"{year}-04-01": 5, f"{year}-10-01": 3, f"{year + 1}-04-01": 3, "": 1})
    rule = "様式の改正（架空）" if any(b in _CITY_BASES for b in bases) else ""
    return replace(
        made,
        effective_on=when,
        amended_rule=rule if rng.random() < 0.85 else "",
        decision_reason="押印に代わる確認ができるため" if made.decision in goes else "",
    )


def demo_links(ledger: Sequence[Procedure], steps: Sequence[DemoStep]) -> tuple[DemoLink, ...]:
    """Links between seals and steps of demo flows: of the same middle class."""
    by_class: dict[str, list[DemoStep]] = {}
    for one in steps:
        by_class.setdefault(one.class_code[:_MIDDLE], []).append(one)
    made: list[DemoLink] = []
    taken: set[str] = set()
    for procedure in ledger:
        found = by_class.get(procedure.class_code[:_MIDDLE], [])
        step = next((s for s in found if s.id not in taken), None)
        if not procedure.seal or not procedure.cases_total or step is None:
            continue
        taken.add(step.id)
        made.append(
            DemoLink(
                str(planned_id("procedure_step", procedure.id, step.id)),
                procedure,
                step.id,
                min(1.0, step.minutes_per_case),
            )
        )
    return tuple(made)


def _pick(rng: Random, weights: Mapping[str, int]) -> str:
    return rng.choices(tuple(weights), tuple(weights.values()))[0]
