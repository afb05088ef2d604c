"""All rules there are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bpr_studio.domain.lint import (
    municipal_course,
    municipal_ends,
    municipal_flow,
    municipal_steps,
    notation_containers,
    notation_definitions,
    notation_drawing,
    notation_elements,
)

if TYPE_CHECKING:
    from bpr_studio.domain.lint.rule import Rule

NOTATION: Final[tuple[Rule, ...]] = (
    *notation_containers.RULES,
    *notation_elements.RULES,
    *notation_drawing.RULES,
    *notation_definitions.RULES,
)
"""The rules that bear the names of bpmnlint and give its verdicts."""

PRACTICE: Final[tuple[Rule, ...]] = tuple(
    sorted(
        (
            *municipal_course.RULES,
            *municipal_ends.RULES,
            *municipal_flow.RULES,
            *municipal_steps.RULES,
        ),
        key=lambda rule: rule.id,
    )
)
"""The rules of municipal practice."""

RULES: Final[tuple[Rule, ...]] = (*NOTATION, *PRACTICE)
"""Every rule, in the order a profile's documentation lists them."""

RULE_IDS: Final = frozenset(rule.id for rule in RULES)
"""The ids a profile may name."""

TITLES: Final = {rule.id: rule.title for rule in RULES}
"""English source of the title of each rule."""
