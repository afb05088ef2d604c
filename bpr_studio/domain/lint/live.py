"""Linting a flow: once, and again and again while it is drawn."""

from __future__ import annotations

from dataclasses import fields, replace
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Final, TypeVar

from bpr_studio.domain.lint.facts import NO_FACTS
from bpr_studio.domain.lint.findings import LintFinding
from bpr_studio.domain.lint.fixes import fix_for
from bpr_studio.domain.lint.rule import (
    EVERYTHING,
    Aspect,
    ContainerRule,
    ElementRule,
    FlowRule,
)
from bpr_studio.domain.lint.rules import RULES
from bpr_studio.domain.lint.view import View
from bpr_studio.domain.process.element import EVENTS, Element, Kind
from bpr_studio.domain.process.scopes import content_of
from bpr_studio.domain.shared.findings import Level

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from bpr_studio.domain.lint.facts import LintFacts
    from bpr_studio.domain.lint.findings import Report
    from bpr_studio.domain.lint.profile import LintProfile
    from bpr_studio.domain.lint.rule import Rule
    from bpr_studio.domain.process.model import ProcessModel

_PerKind = TypeVar("_PerKind", ElementRule, ContainerRule)
_GRAVITY: Final = {Level.ERROR: 0, Level.WARNING: 1, Level.NOTICE: 2}
_REFERENCES: Final = ("source", "target", "parent", "host", "lane", "refers_to", "default_flow")
_ASPECTS: Final = {
    "bounds": Aspect.PLACE,
    "waypoints": Aspect.PLACE,
    "label_bounds": Aspect.PLACE,
    "horizontal": Aspect.PLACE,
    "expanded": Aspect.PLACE,
    "diagram": Aspect.PLACE,
    "sort_key": Aspect.COURSE,
    "name": Aspect.NAME,
    "step": Aspect.STEP,
    "fragment": Aspect(0),
    "linked_flow": Aspect(0),
}
_FIELDS: Final = tuple(field.name for field in fields(Element))
_NAMES_THAT_ACT: Final = EVENTS | {Kind.DEFINITION}
_FRAMES: Final = frozenset(
    {Kind.LANE, Kind.POOL, Kind.LANE_SET, Kind.PROCESS, Kind.COLLABORATION, Kind.DIAGRAM}
)
"""What says something about everything inside: who acts, what is shown."""
_CONTAINING: Final = frozenset(
    {Kind.PROCESS, Kind.SUB_PROCESS, Kind.COLLABORATION, Kind.OTHER, Kind.LANE_SET}
)


def lint(
    model: ProcessModel, profile: LintProfile, facts: LintFacts = NO_FACTS
) -> tuple[LintFinding, ...]:
    """Everything the rules of a profile have to say about a flow, the serious first.

    Broken drafts are welcome: nothing is raised for arrows without ends or odd containment.
    """
    return LiveLint(model, profile, facts).findings


class LiveLint:
    """The findings about one flow, kept up to date.

    The first look takes everything in; `update` looks again only at what a gesture can have
    changed, so that it may be called while somebody draws.
    """

    def __init__(
        self, model: ProcessModel, profile: LintProfile, facts: LintFacts = NO_FACTS
    ) -> None:
        self._model = model
        self._profile = profile
        self._facts = facts
        listed = [rule for rule in RULES if rule.id in profile.levels]
        self._by_element = _by_kind([r for r in listed if isinstance(r, ElementRule)])
        self._by_container = _by_kind([r for r in listed if isinstance(r, ContainerRule)])
        self._whole = [rule for rule in listed if isinstance(rule, FlowRule)]
        self._found: dict[tuple[str, str], tuple[LintFinding, ...]] = {}
        self._seen: dict[str, Element] = {}
        self._findings: tuple[LintFinding, ...] | None = None
        self.update(())

    @property
    def findings(self) -> tuple[LintFinding, ...]:
        """What is to be said now, the serious first, then in the order of the flow's elements."""
        if self._findings is None:
            self._findings = self._in_order()
        return self._findings

    def set_facts(self, facts: LintFacts) -> tuple[LintFinding, ...]:
        """The same flow with other facts."""
        self._facts = facts
        view = View(self._model, self._profile, facts)
        for rule in self._whole:
            self._look(rule, "", rule.check(view), view)
        self._findings = None
        return self.findings

    def update(self, ids: Sequence[str]) -> tuple[LintFinding, ...]:
        """Look again at what changes of these elements can have altered; () looks at everything.

        Args:
            ids: elements that were added, changed or removed since the last look.
        """
        view = View(self._model, self._profile, self._facts)
        aspects = {element_id: self._aspects(element_id) for element_id in ids}
        if not ids or self._frames_among(aspects):
            self._found.clear()
            self._seen = {element.id: element for element in self._model.elements()}
            self._look_at(view, self._seen, self._seen, EVERYTHING)
        else:
            self._update(view, aspects)
        self._findings = None
        return self.findings

    def _aspects(self, element_id: str) -> Aspect:
        """What has changed of an element since the last look."""
        before, after = self._seen.get(element_id), self._model.find(element_id)
        if before is None or after is None or before.is_drawn != after.is_drawn:
            return EVERYTHING
        changed = Aspect(0)
        for name in _FIELDS:
            if getattr(before, name) != getattr(after, name):
                changed |= _ASPECTS.get(name, Aspect.COURSE)
        if Aspect.NAME in changed and after.kind in _NAMES_THAT_ACT:
            changed |= Aspect.COURSE
        return changed

    def _frames_among(self, aspects: Mapping[str, Aspect]) -> bool:
        """Whether something around many elements is new, gone or says something else."""
        return any(
            element is not None and element.kind in _FRAMES
            for element_id, changed in aspects.items()
            if changed | Aspect.PLACE != Aspect.PLACE
            for element in (self._seen.get(element_id), self._model.find(element_id))
        )

    def _update(self, view: View, aspects: Mapping[str, Aspect]) -> None:
        moved = {i for i, changed in aspects.items() if changed | Aspect.PLACE == Aspect.PLACE}
        others = [i for i in aspects if i not in moved]
        affected = self._around(
            e for i in others for e in (self._seen.get(i), self._model.find(i)) if e
        )
        containers = self._containers({*affected, *moved})
        for element_id in aspects:
            self._remember(element_id)
        for element_id in moved - affected:
            self._look_at_element(view, element_id, Aspect.PLACE)
        changed = reduce(or_, aspects.values())
        self._look_at(view, affected, containers, changed)
        if Aspect.NAME in changed:
            self._call_anew(view, affected)

    def _remember(self, element_id: str) -> None:
        element = self._model.find(element_id)
        if element is None:
            self._seen.pop(element_id, None)
            self._forget(element_id)
        else:
            self._seen[element_id] = element

    def _call_anew(self, view: View, ids: set[str]) -> None:
        """Give findings of rules that did not look again the new names of their elements."""
        for key, findings in self._found.items():
            if any(finding.element in ids for finding in findings):
                self._found[key] = tuple(
                    replace(f, place=view.called(self._model.element(f.element)))
                    if f.element in ids and f.element in self._model
                    else f
                    for f in findings
                )

    def _around(self, versions: Iterable[Element]) -> set[str]:
        """The elements whose own findings may depend on these."""
        near: set[str] = set()
        for element in versions:
            near.add(element.id)
            near.update(filter(None, (getattr(element, name) for name in _REFERENCES)))
            if element.kind is Kind.SUB_PROCESS:
                near.update(child.id for child in content_of(self._model, element.id))
        for node_id in tuple(near):
            for flow in (*self._model.incoming(node_id), *self._model.outgoing(node_id)):
                near.update((flow.id, flow.source, flow.target))
        return near

    def _containers(self, ids: Iterable[str]) -> set[str]:
        """What contains these elements, now or before, up to the process, and themselves."""
        found: set[str] = set()
        waiting = list(ids)
        while waiting:
            element_id = waiting.pop()
            for element in (self._model.find(element_id), self._seen.get(element_id)):
                if element is None:
                    continue
                if element.kind in _CONTAINING and element_id not in found:
                    found.add(element_id)
                    waiting += filter(None, (element.parent,))
                elif element.parent and element.parent not in found:
                    waiting.append(element.parent)
        return found

    # --- running rules -----------------------------------------------------------------------

    def _look_at(
        self, view: View, elements: Iterable[str], containers: Iterable[str], changed: Aspect
    ) -> None:
        for element_id in elements:
            self._look_at_element(view, element_id, EVERYTHING)
        for container_id in containers:
            container = self._model.find(container_id)
            if container is not None:
                self._look_into(view, container, changed)
        for rule in self._whole:
            if rule.aspects & changed:
                self._look(rule, "", rule.check(view), view)

    def _look_at_element(self, view: View, element_id: str, changed: Aspect) -> None:
        element = self._model.find(element_id)
        if element is None:
            self._forget(element_id)
            return
        for rule in self._by_element.get(element.kind, ()):
            if rule.aspects & changed:
                self._look(rule, element_id, rule.check(view, element), view)

    def _look_into(self, view: View, container: Element, changed: Aspect) -> None:
        for rule in self._by_container.get(container.kind, ()):
            if rule.aspects & changed:
                self._look(rule, container.id, rule.check(view, container), view)

    def _look(self, rule: Rule, subject: str, reports: Iterable[Report], view: View) -> None:
        found = tuple(self._findings_of(rule, reports, view))
        if found:
            self._found[rule.id, subject] = found
        else:
            self._found.pop((rule.id, subject), None)

    def _findings_of(
        self, rule: Rule, reports: Iterable[Report], view: View
    ) -> Iterator[LintFinding]:
        for report in reports:
            element = self._model.find(report.element)
            yield LintFinding(
                rule.id,
                self._profile.levels[rule.id],
                report.element,
                view.called(element) if element else report.element,
                report.sentence,
                report.related,
                fix_for(view, rule.id, report),
            )

    def _forget(self, element_id: str) -> None:
        for key in [key for key in self._found if key[1] == element_id]:
            del self._found[key]

    def _in_order(self) -> tuple[LintFinding, ...]:
        places = {element.id: place for place, element in enumerate(self._model.elements())}
        listed = [finding for found in self._found.values() for finding in found]
        listed.sort(key=lambda f: (_GRAVITY[f.level], places.get(f.element, 0), f.rule))
        return tuple(listed)


def _by_kind(rules: list[_PerKind]) -> dict[Kind, list[_PerKind]]:
    by_kind: dict[Kind, list[_PerKind]] = {}
    for rule in rules:
        for kind in rule.kinds:
            by_kind.setdefault(kind, []).append(rule)
    return by_kind
