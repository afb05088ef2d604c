"""A flow as tables: its steps with all they say, and who does what (rows steps, columns lanes)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bpr_studio.domain.process.element import ACTIVITIES
from bpr_studio.domain.process.flow_order import in_flow_order
from bpr_studio.domain.process.rollup import by_core_tag, by_lane, by_medium, yearly_minutes
from bpr_studio.domain.process.step import CORE, NON_CORE
from bpr_studio.domain.process.step_list import step_rows
from bpr_studio.domain.process.step_wording import (
    actor_word,
    expertise_word,
    medium_of,
    medium_word,
    needs_of,
    yes_or_no,
)
from bpr_studio.domain.process.wording import (
    core_word,
    kind_word,
    next_words,
    place_word,
    shown_name,
)
from bpr_studio.domain.shared.text import tr
from bpr_studio.services.report_values import Column, ReportTable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from bpr_studio.domain.process.element import Element
    from bpr_studio.domain.process.model import ProcessModel
    from bpr_studio.domain.process.rollup import FlowWork
    from bpr_studio.services.flow_export import FlowCaption
    from bpr_studio.services.report_values import Cell

_HERE: Final = "●"


def flow_tables(model: ProcessModel, caption: FlowCaption) -> tuple[ReportTable, ...]:
    """The tables of a flow: steps, steps by lane, and sums of hours.

    Args:
        model: the flow.
        caption: what it is called, and the words of codes.
    """
    nodes = in_flow_order(model, model.elements())
    note = "　".join(part for part in (caption.name, caption.line) if part)
    return (
        _step_table(model, nodes, caption, note),
        _lane_table(model, nodes, note),
        _sums_table(model, note),
    )


# --- steps -----------------------------------------------------------------------------------


def _step_columns() -> tuple[Column, ...]:
    return (
        Column(tr("No."), decimals=0, weight=0.4),
        Column(tr("Lane"), weight=1.1),
        Column(tr("Name"), weight=2.0),
        Column(tr("Kind"), weight=1.2),
        Column(tr("Goes on to"), weight=1.8),
        Column(tr("Core"), weight=0.9),
        Column(tr("Reasons"), weight=1.2),
        Column(tr("Step type"), weight=1.1),
        Column(tr("Per case"), tr("min"), 1, 0.7),
        Column(tr("Times a year"), tr("times/year"), 1, 0.7),
        Column(tr("Cases each time"), tr("cases"), 1, 0.7),
        Column(tr("Cases a year"), tr("cases"), 1, 0.8),
        Column(tr("Working hours of a year"), tr("hours"), 2, 0.9),
        Column(tr("Frequency"), weight=0.8),
        Column(tr("Waiting"), tr("days"), 1, 0.7),
        Column(tr("Who acts"), weight=1.0),
        Column(tr("Staff"), weight=1.0),
        Column(tr("Medium"), weight=0.8),
        Column(tr("System"), weight=1.1),
        Column(tr("Forms in"), weight=1.3),
        Column(tr("Forms out"), weight=1.3),
        Column(tr("Needs"), weight=1.2),
        Column(tr("Legal basis"), weight=1.3),
        Column(tr("Judgement"), weight=0.6),
        Column(tr("Expertise"), weight=0.9),
        Column(tr("Personal data"), weight=0.7),
        Column(tr("Rework"), "%", 0, 0.6),
        Column(tr("Issue"), weight=1.6),
        Column(tr("Improvement"), weight=1.6),
        Column(tr("Manual"), weight=2.2),
    )


_HOURS: Final = 12  # place of the hours among the columns


def _step_table(
    model: ProcessModel, nodes: Sequence[Element], caption: FlowCaption, note: str
) -> ReportTable:
    columns = _step_columns()
    counted = {step.id for step in step_rows(model)}
    minutes = {id_: yearly_minutes(model.element(id_)) for id_ in counted}
    rows = [
        _step_row(model, number, node, minutes.get(node.id), caption.name_of)
        for number, node in enumerate(nodes, start=1)
    ]
    known = [one for one in minutes.values() if one is not None]
    total: list[Cell] = [None] * len(columns)
    total[2] = tr("Total")
    total[_HOURS] = sum(known) / 60 if known else None
    return ReportTable(
        "steps", tr("Table of steps"), columns, (*rows, tuple(total)), total=True, note=note
    )


def _step_row(
    model: ProcessModel,
    number: int,
    node: Element,
    minutes: int | None,
    name_of: Callable[[str, str], str],
) -> tuple[Cell, ...]:
    step = node.step
    between = tr(", ")
    return (
        number,
        place_word(model, node),
        " ".join(node.name.split()),
        kind_word(node),
        next_words(model, node),
        core_word(step.core_tag),
        between.join(name_of("core_reason", code) for code in step.core_reasons),
        name_of("step_type", step.step_type) if step.step_type else "",
        step.minutes_per_case,
        step.times_per_year,
        step.cases_per_time,
        step.yearly_cases,
        None if minutes is None else minutes / 60,
        name_of("frequency", step.frequency) if step.frequency else "",
        step.waiting_days,
        actor_word(step),
        name_of("staff_category", step.staff_category) if step.staff_category else "",
        medium_word(step),
        step.system,
        between.join(step.forms_in),
        between.join(step.forms_out),
        between.join(needs_of(step)),
        step.legal_basis,
        yes_or_no(step.judgement),
        expertise_word(step),
        yes_or_no(step.personal_data),
        step.rework_percent,
        step.issue,
        step.improvement,
        step.manual_text,
    )


# --- who does what ---------------------------------------------------------------------------


def _lane_table(model: ProcessModel, nodes: Sequence[Element], note: str) -> ReportTable:
    """The form of the work flow chart offices draw in Excel: a mark where a step is done."""
    places = {node.id: place_word(model, node) or tr("(no lane)") for node in nodes}
    lanes = list(dict.fromkeys(places.values()))
    columns = (
        Column(tr("No."), decimals=0, weight=0.4),
        Column(tr("Name"), weight=2.2),
        *(Column(lane, weight=1.2) for lane in lanes),
        Column(tr("Goes on to"), weight=2.0),
        Column(tr("Per case"), tr("min"), 1, 0.7),
        Column(tr("Forms out"), weight=1.3),
    )
    rows = [
        (
            number,
            shown_name(node),
            *(_mark(node) if places[node.id] == lane else "" for lane in lanes),
            next_words(model, node),
            node.step.minutes_per_case,
            tr(", ").join(node.step.forms_out),
        )
        for number, node in enumerate(nodes, start=1)
    ]
    return ReportTable("lanes", tr("Steps by lane"), columns, tuple(rows), note=note)


def _mark(node: Element) -> str:
    return _HERE if node.kind in ACTIVITIES else kind_word(node)


# --- sums ------------------------------------------------------------------------------------


def _sums_table(model: ProcessModel, note: str) -> ReportTable:
    columns = (
        Column(tr("By"), weight=1.0),
        Column(tr("Value"), weight=1.6),
        Column(tr("Working hours of a year"), tr("hours"), 2, 1.2),
    )
    lanes = by_lane(model)
    sections: Iterable[tuple[str, FlowWork, Callable[[str], str]]] = (
        (tr("Lane"), lanes, lambda lane: _lane_name(model, lane)),
        (tr("Core"), by_core_tag(model), core_word),
        (tr("Medium"), by_medium(model), medium_of),
    )
    rows: list[tuple[Cell, ...]] = [
        (title, word(key) or tr("(not answered)"), minutes / 60)
        for title, work, word in sections
        for key, minutes in sorted(work.by_key.items(), key=_rank)
    ]
    rows.append((tr("Total"), "", lanes.minutes / 60))
    open_steps = len(lanes.unanswered)
    if open_steps:
        left_out = tr("Steps without minutes or cases, not counted: {n}", n=open_steps)
        note = f"{note}　{left_out}"
    return ReportTable("sums", tr("Sums of hours"), columns, tuple(rows), total=True, note=note)


def _rank(entry: tuple[str, int]) -> tuple[int, int, str]:
    """Core before non-core, the rest by hours."""
    key, minutes = entry
    return ({CORE: 0, NON_CORE: 1}.get(key, 2), -minutes, key)


def _lane_name(model: ProcessModel, lane_id: str) -> str:
    lane = model.find(lane_id)
    return shown_name(lane) if lane else ""
