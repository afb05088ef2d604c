"""What an approval covers: the figures of a task as one number, those of a sheet as one digest.

A digest is equal exactly when every task and every answer is (docs/decisions/0014). Where a row
stands, which line of the form it was and what it was carried over from are no figures.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

FIGURES: Final = tuple(
    sorted(
        (
            "code",
            "name",
            "legal_basis",
            "affair_kind",
            "nature",
            "minutes_regular",
            "minutes_reemployed_full",
            "minutes_reemployed_short",
            "minutes_fixed_term",
            "minutes_fiscal_full",
            "minutes_fiscal_part",
            "minutes_dispatched",
            "minutes_contractor",
            "month_profile",
            "case_count",
            "case_unit",
            "medium",
            "system_name",
            "outsourced_percent",
            "manual",
            "manual_updated",
            "people_count",
            "core_tag",
            "core_reason",
            "core_note",
            "issue",
            "wish",
            "method",
            "confidence",
            "note",
            "change_reason",
            "share_hundredths",
        )
    )
)
"""The stored fields a person answers for, in the order they are digested.

A new field is added here when it is added to the common format; where it is empty, the
numbers stay what they were.
"""

STEP_FIGURES: Final = (
    "actor_category",
    "cases_per_time",
    "cases_per_year",
    "core_reasons",
    "core_tag",
    "expertise",
    "forms_in",
    "forms_out",
    "frequency",
    "improvement",
    "in_person",
    "in_person_basis",
    "issue",
    "judgement",
    "legal_basis",
    "manual_text",
    "medium",
    "minutes_per_case",
    "name",
    "paper",
    "paper_basis",
    "personal_data",
    "rework_percent",
    "seal",
    "seal_basis",
    "staff_category",
    "step_type",
    "system",
    "times_per_year",
    "waiting_days",
)
"""The same for the work steps of the detailed survey (fields of `flow_element`)."""

_NONE: Final[Mapping[str, Sequence[object]]] = {}
_BITS: Final = 63  # what fits an SQLite integer without its sign
_ENCODER: Final = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=list
)


def figures_hash(
    values: Mapping[str, object],
    names: tuple[str, ...] = FIGURES,
    beside: Mapping[str, Sequence[object]] = _NONE,
) -> int:
    """A number for the figures of a task, 0 ≤ n < 2**63; another one as soon as any differs.

    Args:
        values: the task's stored fields; None is the same as absent.
        names: the fields that count, for a step `STEP_FIGURES`.
        beside: of fields that several people gave different values all of these, in any order:
            nobody approves one of them without knowing of the others.
    """
    figures = {name: values[name] for name in names if values.get(name) is not None}
    if beside:
        figures |= {
            f"{name} beside": sorted(map(_ENCODER.encode, beside[name]))
            for name in names
            if name in beside
        }
    text = _ENCODER.encode(figures).encode("utf-8", "surrogatepass")
    digest = hashlib.sha256(text).digest()
    return int.from_bytes(digest[:8], "big") >> (64 - _BITS)


def digest_of(figures: Mapping[str, str]) -> str:
    """The digest of a sheet: SHA-256 over its rows in sorted order and their numbers.

    Args:
        figures: `figures_hash` of every task as decimal text, by row id, in any order.
    """
    rows = sorted(figures)
    return digest_of_lists(",".join(rows), ",".join([figures[row] for row in rows]))


def digest_of_lists(rows: str, numbers: str) -> str:
    """The same of rows that are in sorted order already.

    Args:
        rows: row ids joined by commas.
        numbers: their numbers in the same order, joined by commas.
    """
    return hashlib.sha256(f"{rows}\n{numbers}".encode()).hexdigest()


def digest_of_rows(rows: Mapping[str, Mapping[str, object]]) -> str:
    """The digest of the figures as they are shown: what an approval of them covers.

    Args:
        rows: the stored fields of every task of a section, by row id.
    """
    return digest_of({row: str(figures_hash(fields)) for row, fields in rows.items()})
