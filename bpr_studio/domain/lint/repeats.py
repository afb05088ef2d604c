"""Findings that say again what a clearer one already says of the same element."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bpr_studio.domain.lint.findings import LintFinding

_SAID_BY: Final[dict[str, frozenset[str]]] = {
    "no-implicit-start": frozenset({"no-disconnected"}),
    "no-implicit-end": frozenset({"no-disconnected"}),
    "L09": frozenset({"conditional-flows"}),
    "L10": frozenset({"no-disconnected", "no-implicit-start", "no-implicit-end"}),
    "label-style": frozenset({"label-length"}),
}
"""By rule: the rules that make it superfluous at the same element."""


def without_repeats(findings: Iterable[LintFinding]) -> tuple[LintFinding, ...]:
    """What people need to read: of several findings of one cause the clearest.

    Results for other programs keep all of them, so that each rule's verdict can be compared.
    """
    listed = tuple(findings)
    said = {(finding.element, finding.rule) for finding in listed}
    return tuple(
        finding
        for finding in listed
        if not any(
            (element, rule) in said
            for rule in _SAID_BY.get(finding.rule, ())
            for element in finding.ids
        )
    )
