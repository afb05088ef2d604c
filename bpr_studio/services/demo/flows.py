"""Plans of the demo city's business flows; another module draws them as process models."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence
    from random import Random

    from bpr_studio.services.demo.material import (
        DemoMaterial,
        FlowTemplate,
        GatewayTemplate,
        StepTemplate,
    )
    from bpr_studio.services.demo.organisation import DemoSection

EXTERNAL_LANES: Final = frozenset({"住民", "事業者", "他機関"})
"""Lanes outside the city: pools of their own, reached by message flows."""

LANE_ORDER: Final = (
    "住民",
    "事業者",
    "窓口",
    "担当",
    "係長・課長",
    "集中処理センター",
    "委託事業者",
    "システム",
    "他課",
    "他機関",
)
"""Lanes from top to bottom."""

_OPTIONAL_KEPT: Final = 0.65
_MOVED_TO_CENTRE: Final = 0.12
_SECOND_APPROVAL: Final = 0.18
_CENTRE_TYPES: Final = frozenset({"P10", "P11", "P12", "P13"})


@dataclass(frozen=True, slots=True)
class FlowStep:
    """One step (作業).

    Attributes:
        key: unique in its plan.
        lane: who acts; lanes in `EXTERNAL_LANES` are other participants.
        name: name.
        step_type: P01–P18, "" for steps of others.
        minutes: work minutes per case, 0 for steps of others.
        core_tag: "core", "non_core" or "".
    """

    key: str
    lane: str
    name: str
    step_type: str
    minutes: int
    core_tag: str

    @property
    def external(self) -> bool:
        """Done outside the city."""
        return self.lane in EXTERNAL_LANES


@dataclass(frozen=True, slots=True)
class FlowGateway:
    """An exclusive branching after a step of the main path.

    Attributes:
        after: key of the step before it.
        question: its name.
        main: condition of the way to the next step of the main path.
        branch: condition of the other way.
        share: percent of the cases that take the other way.
        steps: steps of the other way, in order, at least one.
        rejoin: key of the main step the other way leads back to, "" when it ends there.
    """

    after: str
    question: str
    main: str
    branch: str
    share: int
    steps: tuple[FlowStep, ...]
    rejoin: str


@dataclass(frozen=True, slots=True)
class FlowPlan:
    """A business flow of one section: a main path from start to end, and branchings.

    Attributes:
        title: name with office and section.
        unit_id: the section.
        unit_code: its code.
        class_code: minor class of the work.
        cases_per_year: cases that start.
        steps: main path in order.
        gateways: at most one after each step.
    """

    title: str
    unit_id: str
    unit_code: str
    class_code: str
    cases_per_year: int
    steps: tuple[FlowStep, ...]
    gateways: tuple[FlowGateway, ...]


def plan_flows(
    rng: Random, material: DemoMaterial, sections: Sequence[DemoSection], n: int
) -> tuple[FlowPlan, ...]:
    """Plans of `n` flows; each pair of section and template at most once.

    Flows of a section's own duty come first, then those every section has. A small city may
    have fewer than `n`.
    """
    pairs = [(s, t) for s in sections for t in material.flows if s.plan.duty in t.duties]
    rng.shuffle(pairs)
    everywhere = [(s, t) for s in sections for t in material.flows if "*" in t.duties]
    rng.shuffle(everywhere)
    chosen = [*pairs, *everywhere][:n]
    chosen.sort(key=lambda pair: (pair[0].unit.code, pair[1].code))
    return tuple(_plan(rng, section, template) for section, template in chosen)


def _plan(rng: Random, section: DemoSection, template: FlowTemplate) -> FlowPlan:
    needed = {key for g in template.gateways for key in (g.after, g.rejoin)}
    steps = [
        _step(rng, step)
        for step in template.steps
        if not step.optional or step.key in needed or rng.random() < _OPTIONAL_KEPT
    ]
    if rng.random() < _SECOND_APPROVAL:
        steps = _with_second_approval(steps)
    return FlowPlan(
        title=f"{template.title}（{section.title}）",
        unit_id=section.unit.id,
        unit_code=section.unit.code,
        class_code=template.code,
        cases_per_year=max(round(template.cases * rng.lognormvariate(0, 0.3)), 1),
        steps=tuple(steps),
        gateways=tuple(_gateway(rng, gateway) for gateway in template.gateways),
    )


def _step(rng: Random, template: StepTemplate) -> FlowStep:
    lane = template.lane
    if lane == "担当" and template.step_type in _CENTRE_TYPES and rng.random() < _MOVED_TO_CENTRE:
        lane = "集中処理センター"
    minutes = max(round(template.minutes * rng.lognormvariate(0, 0.18)), 1)
    return FlowStep(
        template.key,
        lane,
        rng.choice(template.names),
        template.step_type,
        minutes if template.minutes else 0,
        template.core_tag,
    )


def _with_second_approval(steps: list[FlowStep]) -> list[FlowStep]:
    """One more approval behind the last one, as lint finds it in real flows."""
    for place in range(len(steps) - 1, -1, -1):
        if steps[place].step_type == "P09":
            extra = FlowStep("approval", "係長・課長", "部長が確認", "P09", 2, "core")
            return [*steps[: place + 1], extra, *steps[place + 1 :]]
    return steps


def _gateway(rng: Random, template: GatewayTemplate) -> FlowGateway:
    return FlowGateway(
        template.after,
        template.question,
        template.main,
        template.branch,
        min(max(round(template.share * rng.lognormvariate(0, 0.2)), 1), 95),
        tuple(_step(rng, step) for step in template.steps),
        template.rejoin,
    )
