"""What taking over a new organisation list would change, as values to show beforehand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, assert_never

from bpr_studio.domain.organisation.tree import place_units
from bpr_studio.domain.shared.text import tr

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bpr_studio.domain.organisation.units import Headcount, Organisation, Unit


@dataclass(frozen=True, slots=True)
class UnitAdded:
    """A unit whose code is new."""

    unit: Unit


@dataclass(frozen=True, slots=True)
class UnitRemoved:
    """A unit whose code is missing in the new list."""

    unit: Unit


@dataclass(frozen=True, slots=True)
class UnitRenamed:
    """Same code, another name."""

    before: Unit
    after: Unit


@dataclass(frozen=True, slots=True)
class UnitMoved:
    """Same code, below another unit or on another level.

    Attributes:
        above_before: code of the unit above, "" at the top.
        above_after: the same in the new list.
    """

    before: Unit
    after: Unit
    above_before: str
    above_after: str


@dataclass(frozen=True, slots=True)
class OrderChanged:
    """The units below one unit that stay there come in another order.

    Attributes:
        above: the unit above, as in the new list; None at the top.
    """

    above: Unit | None


@dataclass(frozen=True, slots=True)
class HeadcountChanged:
    """Other staff figures; a category that is missing counts as nobody.

    Attributes:
        unit: the unit, as in the new list.
        before: None when there was no entry.
        after: None when the entry goes.
    """

    unit: Unit
    staff_category: str
    before: Headcount | None
    after: Headcount | None


Effect = UnitAdded | UnitRemoved | UnitRenamed | UnitMoved | OrderChanged | HeadcountChanged


def preview(current: Organisation, incoming: Organisation) -> list[Effect]:
    """The effects of replacing `current` by `incoming`, units matched by code.

    Args:
        current: units and staff of one fiscal year as stored.
        incoming: the same year as the new list has it; ids may differ.

    Returns:
        Effects in display order of the new list, then changes of order, then removed units;
        empty when nothing changes.
    """
    old = {unit.code: unit for unit in current.units}
    new = {unit.code: unit for unit in incoming.units}
    above_old, above_new = _codes_above(current), _codes_above(incoming)
    staff_old, staff_new = _staff_by_code(current), _staff_by_code(incoming)
    effects: list[Effect] = []
    for unit in (placed.unit for placed in place_units(incoming.units)):
        before = old.get(unit.code)
        if before is None:
            effects.append(UnitAdded(unit))
        else:
            effects += _unit_changes(before, unit, above_old[unit.code], above_new[unit.code])
        effects += _staff_changes(unit, staff_old.get(unit.code, {}), staff_new.get(unit.code, {}))
    gone = (placed.unit for placed in place_units(current.units) if placed.unit.code not in new)
    return [*effects, *_order_changes(current, incoming), *map(UnitRemoved, gone)]


def describe(effect: Effect, staff_names: Mapping[str, str] | None = None) -> str:
    """One sentence about an effect.

    Args:
        effect: what would change.
        staff_names: names of the staff categories by code; without them the codes are told.
    """
    match effect:
        case UnitAdded(unit):
            return tr("{name} ({code}) is added.", name=unit.name, code=unit.code)
        case UnitRemoved(unit):
            return tr("{name} ({code}) is removed.", name=unit.name, code=unit.code)
        case UnitRenamed(before, after):
            return tr("{before} is renamed to {after}.", before=before.name, after=after.name)
        case UnitMoved(_, after):
            return tr("{name} ({code}) gets another place.", name=after.name, code=after.code)
        case OrderChanged(above):
            return _describe_order(above)
        case HeadcountChanged():
            return _describe_staff(effect, staff_names or {})
        case _:
            assert_never(effect)


def _describe_order(above: Unit | None) -> str:
    if above is None:
        return tr("The bureaus and ward offices come in another order.")
    return tr("The units of {name} come in another order.", name=above.name)


def _describe_staff(effect: HeadcountChanged, names: Mapping[str, str]) -> str:
    heads = [h.heads_hundredths / 100 if h else 0 for h in (effect.before, effect.after)]
    if heads[0] == heads[1]:
        return tr("The overtime of {name} changes.", name=effect.unit.name)
    return tr(
        "The staff of {name} ({category}) goes from {before:g} to {after:g}.",
        name=effect.unit.name,
        category=names.get(effect.staff_category, effect.staff_category),
        before=heads[0],
        after=heads[1],
    )


def _order_changes(current: Organisation, incoming: Organisation) -> Iterator[OrderChanged]:
    old, new = _children(current), _children(incoming)
    by_code = {unit.code: unit for unit in incoming.units}
    for above, codes in new.items():
        stayed = set(codes) & set(old.get(above, ()))
        before = [code for code in old.get(above, ()) if code in stayed]
        if before != [code for code in codes if code in stayed]:
            yield OrderChanged(by_code.get(above))


def _children(organisation: Organisation) -> dict[str, list[str]]:
    """Codes of the units below each code, in display order."""
    children: dict[str, list[str]] = {}
    for placed in place_units(organisation.units):
        above = placed.above[-1].code if placed.above else ""
        children.setdefault(above, []).append(placed.unit.code)
    return children


def _codes_above(organisation: Organisation) -> dict[str, str]:
    codes = {unit.id: unit.code for unit in organisation.units}
    return {unit.code: codes.get(unit.parent_id, "") for unit in organisation.units}


def _staff_by_code(organisation: Organisation) -> dict[str, dict[str, Headcount]]:
    codes = {unit.id: unit.code for unit in organisation.units}
    staff: dict[str, dict[str, Headcount]] = {}
    for headcount in organisation.headcounts:
        code = codes.get(headcount.unit_id)
        if code is not None:
            staff.setdefault(code, {})[headcount.staff_category] = headcount
    return staff


def _unit_changes(
    before: Unit, after: Unit, above_before: str, above_after: str
) -> Iterator[Effect]:
    if before.name != after.name:
        yield UnitRenamed(before, after)
    if (above_before, before.level) != (above_after, after.level):
        yield UnitMoved(before, after, above_before, above_after)


def _staff_changes(
    unit: Unit, before: dict[str, Headcount], after: dict[str, Headcount]
) -> Iterator[Effect]:
    for category in dict.fromkeys((*before, *after)):
        old, new = before.get(category), after.get(category)
        if _figures(old) != _figures(new):
            yield HeadcountChanged(unit, category, old, new)


def _figures(headcount: Headcount | None) -> tuple[int, int]:
    return (headcount.heads_hundredths, headcount.overtime_minutes) if headcount else (0, 0)
