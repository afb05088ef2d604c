"""What holds for figures of a city in any exchange format."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bpr_studio.domain.classification.codes import is_class_code, is_local_government_code
from bpr_studio.domain.shared.errors import RefusedError
from bpr_studio.domain.shared.text import tr
from bpr_studio.domain.workload.cell_answers import read_text
from bpr_studio.domain.workload.cell_rules import (
    Refused,
    Remark,
    Taken,
    clean_text,
    fold_width,
    read_as,
    shown,
)

if TYPE_CHECKING:
    from bpr_studio.domain.workload.cell_rules import (
        CellValue,
    )

SCHEMA: Final = "bpr-studio/city-figures/1"
"""Names the exchange format in every file."""

FAMILY: Final = "bpr-studio/city-figures/"

LARGEST_HOURS: Final = 100_000_000
LARGEST_COUNT: Final = 10**12


def require_schema(name: str, schema: object) -> None:
    """Make sure that a file is of the exchange format.

    Raises:
        RefusedError: it is something else, or of a newer version.
    """
    if schema == SCHEMA:
        return
    if isinstance(schema, str) and schema.startswith(FAMILY):
        message = tr("{name} was made by a newer version of this program.", name=name)
        remedy = tr("Update the program on this PC.")
    else:
        message = tr("{name} does not hold figures of a city for comparison.", name=name)
        remedy = tr("Ask the other city for an export in the exchange format.")
    raise RefusedError(message, kept=tr("Nothing of it was taken over."), remedy=remedy)


def unfit(name: str, what: str) -> RefusedError:
    """A file whose general part cannot be used."""
    return RefusedError(
        f"{name}: {what}",
        kept=tr("Nothing of it was taken over."),
        remedy=tr("Correct the file, or ask the other city for a new one."),
    )


def read_city_code(raw: CellValue) -> Taken[str | None] | Refused:
    """The six-digit code of a local government, with its check digit; may be empty."""
    reading = read_text(raw, max_length=20)
    if isinstance(reading, Refused) or reading.value is None:
        return reading
    code = fold_width(reading.value).zfill(6)
    if is_local_government_code(code):
        return Taken(code) if code == reading.value else Taken(code, (read_as(raw, code),))
    return Refused(
        "city-code-wrong",
        tr("“{value}” is not a code of a local government.", value=shown(raw)),
    )


def read_class_code(raw: CellValue) -> Taken[str | None] | Refused:
    """A code of the classification of any level, by its shape."""
    text = clean_text(raw) if isinstance(raw, str) else shown(raw)
    if not text:
        return Taken(None)
    code = fold_width(text).upper().split(maxsplit=1)[0]
    if is_class_code(code):
        return Taken(code) if text.startswith(code) else Taken(code, (read_as(raw, code),))
    return Refused(
        "class-code-wrong",
        tr("“{value}” is not a code of the classification.", value=shown(raw)),
    )


def check_non_core(minutes: int | None, non_core: int | None) -> Refused | None:
    """Refuse non-core hours that exceed all hours."""
    if minutes is None or non_core is None or non_core <= minutes:
        return None
    return Refused("non-core-too-large", tr("The non-core hours are more than all hours."))


def remarks_on_city(*, population: int | None, core_definition: str | None) -> list[Remark]:
    """What is missing for a fair comparison."""
    remarks = []
    if not population:
        message = tr("The population is missing; figures per resident cannot be compared.")
        remarks.append(Remark("population-missing", message))
    if not core_definition:
        message = tr(
            "The definition of core work is missing; core and non-core cannot be compared."
        )
        remarks.append(Remark("core-definition-missing", message))
    return remarks
