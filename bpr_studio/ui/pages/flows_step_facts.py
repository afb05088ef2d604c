"""What is known of a step, as pairs of a word and a value."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from bpr_studio.domain.process.step_wording import (
    actor_word,
    expertise_word,
    medium_word,
    needs_of,
    yes_or_no,
)
from bpr_studio.domain.process.wording import plain_number
from bpr_studio.domain.shared.quantities import format_hours
from bpr_studio.domain.shared.text import ntr, tr

if TYPE_CHECKING:
    from collections.abc import Callable

    from bpr_studio.domain.process.element import Element
    from bpr_studio.domain.process.step import Step
    from bpr_studio.services.views import ListQueries

Fact = tuple[str, str]


class Names:
    """Names of codes in the fixed lists, read when they are first needed."""

    def __init__(self, queries: ListQueries) -> None:
        self._list = lru_cache(maxsize=8)(
            lambda name: {line.code: line.name for line in queries.items(name)}
        )

    def of(self, list_name: str, code: str) -> str:
        """The name behind a code; the code itself where the list does not have it."""
        names: dict[str, str] = self._list(list_name)
        return names.get(code, code) if code else ""


def step_facts(element: Element, names: Names, yearly: int | None) -> list[Fact]:
    """Everything answered, and what the calculation of hours still needs.

    Args:
        element: an activity.
        names: names of codes.
        yearly: its minutes a year, None when not known.
    """
    step = element.step
    reasons = tr(", ").join(names.of("core_reason", code) for code in step.core_reasons)
    return [
        (tr("Reasons"), reasons),
        (tr("Step type"), _coded(step.step_type, names.of("step_type", step.step_type))),
        (tr("Per case"), _or_open(step.minutes_per_case, _minutes)),
        (tr("Times a year"), _number(step.times_per_year)),
        (tr("Cases each time"), _number(step.cases_per_time)),
        (tr("Cases a year"), _or_open(step.yearly_cases, _cases)),
        (tr("Working hours of a year"), _hours(yearly)),
        (tr("Frequency"), names.of("frequency", step.frequency)),
        (tr("Waiting"), _days(step.waiting_days)),
        (tr("Who acts"), actor_word(step)),
        (tr("Staff"), names.of("staff_category", step.staff_category)),
        (tr("Medium"), medium_word(step)),
        (tr("System"), step.system),
        (tr("Forms in"), tr(", ").join(step.forms_in)),
        (tr("Forms out"), tr(", ").join(step.forms_out)),
        (tr("Needs"), tr(", ").join(needs_of(step))),
        (tr("Legal basis"), step.legal_basis),
        (tr("Judgement"), yes_or_no(step.judgement)),
        (tr("Expertise"), expertise_word(step)),
        (tr("Personal data"), yes_or_no(step.personal_data)),
        (tr("Rework"), "" if step.rework_percent is None else f"{step.rework_percent} %"),
    ]


def step_texts(step: Step) -> list[Fact]:
    """What was written down in sentences."""
    return [
        (tr("Issue"), step.issue),
        (tr("Improvement"), step.improvement),
        (tr("Manual"), step.manual_text),
    ]


def documentation(element: Element) -> str:
    """What the drawing tool that made the file kept as explanation."""
    node = element.carried.child("documentation")
    return node.text.strip() if node else ""


def _number(value: float | None) -> str:
    return "" if value is None else plain_number(value)


def _or_open(value: float | None, show: Callable[[float], str]) -> str:
    return tr("not answered yet") if value is None else show(value)


def _minutes(value: float) -> str:
    return tr("{n} minutes", n=plain_number(value))


def _hours(minutes: int | None) -> str:
    return "" if minutes is None else tr("{n} hours", n=format_hours(minutes, decimals=1))


def _cases(value: float) -> str:
    return tr("{n} cases", n=plain_number(value))


def _days(value: float | None) -> str:
    if value is None:
        return ""
    if value == int(value):
        return ntr("{n:,} day", "{n:,} days", int(value))
    return tr("{days} days", days=plain_number(value))


def _coded(code: str, name: str) -> str:
    return f"{code} {name}" if name != code else code
