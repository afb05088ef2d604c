"""Rules of municipal practice that look at one step or branch."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bpr_studio.domain.lint.findings import Report
from bpr_studio.domain.lint.practice import (
    LabelStyle,
    is_by_contractor,
    is_by_senior,
    is_japanese,
    label_style,
    suggested_tag,
)
from bpr_studio.domain.lint.rule import Aspect, ElementRule, FlowRule
from bpr_studio.domain.process.element import ACTIVITIES, Kind
from bpr_studio.domain.process.step import CORE, NON_CORE
from bpr_studio.domain.shared.text import N_, tr, tr_source

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bpr_studio.domain.lint.view import View
    from bpr_studio.domain.process.element import Element

_GATEWAY: Final = frozenset({Kind.GATEWAY})
_CHOOSING: Final = frozenset({"exclusiveGateway", "inclusiveGateway"})
_NO_WORK_OF_OURS: Final = frozenset({"resident", "system", "other_agency"})


def _no_basis(view: View, element: Element) -> Iterator[Report]:
    step = element.step
    if step.legal_basis or not view.is_step(element):
        return
    if step.seal and not step.seal_basis:
        yield Report(
            element.id,
            tr(
                "A seal is asked for, but no law or rule that demands it is noted. "
                "Note the legal basis, or do without the seal."
            ),
        )
    if step.paper and not step.paper_basis:
        yield Report(
            element.id,
            tr(
                "Paper is asked for, but no law or rule that demands it is noted. "
                "Note the legal basis, or accept it in electronic form too."
            ),
        )
    if step.in_person and not step.in_person_basis:
        yield Report(
            element.id,
            tr(
                "Presence is asked for, but no law or rule that demands it is noted. "
                "Note the legal basis, or offer a way by post or online."
            ),
        )


def _long_wait(view: View, element: Element) -> Iterator[Report]:
    days, limit = element.step.waiting_days, view.profile.limits.waiting_days
    if days is not None and days > limit:
        yield Report(
            element.id,
            tr(
                "A case waits {days:g} days before this step; more than {limit} is long. "
                "See what it waits for, and whether it can go on sooner.",
                days=days,
                limit=limit,
            ),
        )


def _unlabelled_branch(view: View, gateway: Element) -> Iterator[Report]:
    flows = view.flows_out(gateway.id)
    if gateway.subtype not in _CHOOSING or len(flows) < 2:
        return
    bare = [flow for flow in flows if not _says_when(view, gateway, flow)]
    if bare:
        yield Report(
            gateway.id,
            tr(
                "{n} of the ways out of this branch do not say when they are taken, so colleagues "
                "decide differently. Write the condition on each arrow, such as “yes” and “no”.",
                n=len(bare),
            ),
            tuple(flow.id for flow in bare),
        )


def _says_when(view: View, gateway: Element, flow: Element) -> bool:
    return bool(
        flow.name.strip()
        or (flow.condition is not None and flow.condition.text.strip())
        or view.default_of(gateway) == flow.id
    )


def _no_minutes(view: View, element: Element) -> Iterator[Report]:
    if element.step.minutes_per_case is not None or not view.is_step(element):
        return
    if view.actor_of(element) in _NO_WORK_OF_OURS or view.is_of_others(element):
        return
    yield Report(
        element.id,
        tr(
            "The minutes for one case are not entered, so the hours of the flow are too low. "
            "Enter them on the step card; an estimate is enough to begin with."
        ),
    )


def _wrong_hands(view: View, element: Element) -> Iterator[Report]:
    tag = element.step.core_tag
    if tag == CORE and is_by_contractor(view, element):
        yield Report(
            element.id,
            tr(
                "A core step, which only city staff may do, is done by a contractor. "
                "Give it to the staff, or check the core tag."
            ),
        )
    elif tag == NON_CORE and is_by_senior(view, element):
        yield Report(
            element.id,
            tr(
                "A non-core step is done by a subsection chief or somebody above. "
                "See whether somebody else can do it, or check the core tag."
            ),
        )


def _untagged(view: View, element: Element) -> Iterator[Report]:
    if element.step.core_tag or not element.step.step_type or not view.is_step(element):
        return
    sentence = (
        tr(
            "The step has a type but no core tag. Most steps of this type are {tag}; check it.",
            tag=tr_source(_TAG_WORDS[suggested_tag(view, element)]),
        )
        if suggested_tag(view, element)
        else tr("The step has a type but no core tag. Decide whether only city staff may do it.")
    )
    yield Report(element.id, sentence)


_TAG_WORDS: Final = {CORE: N_("core work"), NON_CORE: N_("non-core work")}


def _long_label(view: View, element: Element) -> Iterator[Report]:
    length, limit = len("".join(element.name.split())), view.profile.limits.label_characters
    if length > limit and is_japanese(element.name):
        yield Report(
            element.id,
            tr(
                "The name has {n} letters; more than {limit} do not fit into the box. "
                "Shorten it, and put the rest into the manual text.",
                n=length,
                limit=limit,
            ),
        )


def _odd_label(_view: View, element: Element) -> Iterator[Report]:
    if is_japanese(element.name) and label_style(element.name) is None:
        yield Report(
            element.id,
            tr(
                "The name does not say what is done to what. "
                "Write object and verb, such as “check the application”."
            ),
        )


def _mixed_styles(view: View) -> Iterator[Report]:
    styles = {
        step.id: style
        for step in view.graph.steps.values()
        if is_japanese(step.name) and (style := label_style(step.name)) is not None
    }
    verbs = sum(style is LabelStyle.VERB for style in styles.values())
    if verbs * 2 >= len(styles):
        rare, sentence = (
            LabelStyle.NOUN,
            N_(
                "Most steps of this flow are named with a verb, this one with a noun. Names of"
                " one style are found and compared more easily."
            ),
        )
    else:
        rare, sentence = (
            LabelStyle.VERB,
            N_(
                "Most steps of this flow are named with a noun, this one with a verb. Names of"
                " one style are found and compared more easily."
            ),
        )
    for step_id, style in styles.items():
        if style is rare:
            yield Report(step_id, tr_source(sentence))


RULES: Final = (
    ElementRule("L05", N_("Seal, paper or presence without legal basis"), ACTIVITIES, _no_basis),
    ElementRule("L07", N_("Long waiting"), ACTIVITIES, _long_wait),
    ElementRule("L09", N_("Branch without conditions"), _GATEWAY, _unlabelled_branch),
    ElementRule("L11", N_("Minutes not entered"), ACTIVITIES, _no_minutes),
    ElementRule("L12", N_("Core or non-core step in the wrong hands"), ACTIVITIES, _wrong_hands),
    ElementRule("core-tag", N_("Core tag not entered"), ACTIVITIES, _untagged),
    ElementRule("label-length", N_("Long name"), ACTIVITIES, _long_label),
    ElementRule("label-style", N_("Name that does not say what is done"), ACTIVITIES, _odd_label),
    FlowRule(
        "label-one-style",
        N_("Names of different styles"),
        _mixed_styles,
        Aspect.COURSE | Aspect.NAME,
    ),
)
