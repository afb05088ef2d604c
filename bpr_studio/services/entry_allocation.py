"""Distributing a section's capacity in percent over its tasks; see `domain.workload.allocation`."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from bpr_studio.domain.shared.errors import RefusedError
from bpr_studio.domain.shared.text import tr, tr_source
from bpr_studio.domain.workload.allocation import RULE, over_classes, refined
from bpr_studio.domain.workload.check_values import minutes_in
from bpr_studio.domain.workload.column_rules import WHOLE_CAPACITY
from bpr_studio.domain.workload.sheet import RATIO, SHARE, STAFF_FIELDS
from bpr_studio.services.entry_session import Edits

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bpr_studio.services.entry_session import SheetSession
    from bpr_studio.services.entry_values import EditOutcome


class Part(NamedTuple):
    """One of the tasks a row is refined into; weights are relative to each other."""

    code: str
    name: str
    weight: int


class SheetAllocation:
    """The shares of one sheet, in hundredths of a percent of the section's whole capacity."""

    def __init__(self, session: SheetSession, class_names: Mapping[str, str]) -> None:
        self._session = session
        self._class_names = class_names

    @property
    def rule(self) -> str:
        """The one rule of mixing methods, to be told on screen."""
        return tr_source(RULE)

    @property
    def refusal(self) -> str:
        """Why nothing can be distributed; "" when it can."""
        if sum(self._session.capacity.values()) > 0:
            return ""
        return tr(
            "No staff is known for the section, so there are no hours to distribute. "
            "Enter the staff in the organisation list of the settings."
        )

    @property
    def shares(self) -> dict[str, int]:
        """Hundredths by row, for the rows that have a share."""
        return self._session.shares()

    @property
    def is_stale(self) -> bool:
        """Whether hours do not follow from the shares any more, e.g. after a change of staff."""
        return self._session.is_stale

    def preview(self, shares: Mapping[str, int]) -> dict[str, dict[str, int | None]]:
        """The hours (stored fields, in minutes) that shares would give, without writing."""
        return self._session.hours_of(shares)

    def allocate(
        self, shares: Mapping[str, int | None], *, confidence: str = "", label: str = ""
    ) -> EditOutcome:
        """Give rows shares of the capacity, or None to take a share away and keep the hours.

        Args:
            shares: hundredths of a percent by row id, 0 to 10,000.
            confidence: "high", "medium" or "low"; "" leaves it, or makes it low where none is.
            label: name of the deed; "" for the usual one.

        Raises:
            RefusedError: no staff is known, a share is impossible, or the sheet may not be edited.
        """
        self._require(shares)
        edits = Edits()
        for row, share in shares.items():
            edits.fields[row] = {SHARE: share}
            if share is None and self._session.rows.get(row, {}).get("method") == RATIO:
                edits.fields[row]["method"] = None
            elif share is not None and confidence:
                edits.fields[row]["confidence"] = confidence
        return self._session.write(label or tr("Distribute the capacity"), edits)

    def allocate_classes(
        self, shares: Mapping[str, int], *, confidence: str = ""
    ) -> tuple[EditOutcome, tuple[str, ...]]:
        """Give classes of any level shares; the rows in them divide these.

        Rows of a class divide by their hours so far, or evenly where there are none. Rows whose
        hours were found in another way keep them and take no part; those of last year that
        nobody has confirmed do. A minor class without such a row gets a new one.

        Returns:
            what was written, and the larger classes without a row, whose share is left.

        Raises:
            RefusedError: as `allocate`.
        """
        self._require(shares)
        rows = {
            row: (str(fields.get("code", "")), minutes_in(fields))
            for row, fields in self._session.rows.items()
            if _takes_part(fields)
        }
        found, without_rows = over_classes(shares, rows)
        edits = Edits({row: {SHARE: share} for row, share in found.items()})
        new = [
            self._session.new_row(
                edits, {"code": code, "name": self._class_names[code], SHARE: shares[code]}
            )
            for code in without_rows
            if code in self._session.facts.codes and shares[code]
        ]
        self._session.insert(edits, new, len(self._session.order))
        if confidence:
            for fields in edits.fields.values():
                fields["confidence"] = confidence
        written = self._session.write(tr("Distribute the capacity"), edits)
        left = (c for c in without_rows if c not in self._session.facts.codes and shares[c])
        return written, tuple(left)

    def refine(self, row: str, parts: Sequence[Part]) -> EditOutcome:
        """Divide a row's share over several tasks: the row becomes the first, new ones follow.

        The shares of the parts add up to the row's share exactly.

        Raises:
            RefusedError: the row has no share, there are no parts or no weights, no staff is
                known, or the sheet may not be edited.
        """
        share = self.shares.get(row)
        if share is None or not parts or sum(part.weight for part in parts) <= 0:
            raise RefusedError(
                tr("Only a task with a share of the capacity can be divided into several."),
                kept=tr("Nothing was changed."),
                remedy=tr("Give the task a share first, and each part a weight."),
            )
        self._require({row: share})
        edits = Edits()
        own, *others = zip(parts, refined(share, [part.weight for part in parts]), strict=True)
        edits.fields[row] = {"code": own[0].code, "name": own[0].name, SHARE: own[1]}
        tag = {n: v for n, v in self._session.rows[row].items() if n in {"core_tag", "core_reason"}}
        new = [
            self._session.new_row(edits, {**tag, "code": part.code, "name": part.name, SHARE: s})
            for part, s in others
        ]
        self._session.insert(edits, new, self._session.order.index(row) + 1)
        return self._session.write(tr("Divide a task into several"), edits)

    def reallocate(self) -> EditOutcome:
        """Let the hours follow from the shares again, after a change of staff.

        Raises:
            RefusedError: the sheet may not be edited.
        """
        if self.refusal:
            raise RefusedError(self.refusal)
        return self._session.write(tr("Distribute the capacity"), Edits(reallocate=True))

    def _require(self, shares: Mapping[str, int | None]) -> None:
        given = [share for share in shares.values() if share is not None]
        if given and self.refusal:
            raise RefusedError(self.refusal, kept=tr("Nothing was changed."))
        if any(not 0 <= share <= WHOLE_CAPACITY for share in given):
            raise RefusedError(
                tr("A share must be between 0 and 100 %."),
                kept=tr("Nothing was changed."),
                remedy=tr("Correct the share."),
            )


def _takes_part(fields: Mapping[str, object]) -> bool:
    """Whether a row's hours may come from a share of its class."""
    is_open = SHARE in fields or fields.get("carry") == "to_confirm"
    return is_open or not any(fields.get(name) for name in STAFF_FIELDS)
