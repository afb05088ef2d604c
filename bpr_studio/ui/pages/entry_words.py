"""What the services say about a sheet, in the words of the entry page."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final, Protocol

from bpr_studio.domain.shared.findings import Finding, Place
from bpr_studio.domain.shared.text import language, tr
from bpr_studio.domain.workload.personal_data import doubt_words
from bpr_studio.domain.workload.sheet import CHANGE_REASON, CORE_NOTE, TOTAL
from bpr_studio.domain.workload.survey_format import MONTH_FIELD
from bpr_studio.domain.workload.workflow import Deed, state_label
from bpr_studio.ui.pages.entry_cells import months_text
from bpr_studio.ui.pages.entry_facts import CellFacts, ClassOffer, CommentLine, PastLine
from bpr_studio.ui.pages.entry_gauge import Load, StaffSum
from bpr_studio.ui.pages.survey_words import moment_text, role_word

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from bpr_studio.domain.workload.checks import RowFinding
    from bpr_studio.domain.workload.personal_data import PersonalHint
    from bpr_studio.domain.workload.survey_format import SurveyColumn
    from bpr_studio.domain.workload.workflow import SheetState
    from bpr_studio.services.entry import EntrySheet
    from bpr_studio.services.entry_values import CommentLine as StoredComment
    from bpr_studio.services.entry_values import HistoryLine, SheetTotals
    from bpr_studio.ui.pages.entry_classes import ClassHit
    from bpr_studio.ui.pages.entry_facts import CoreWords

CORE_KEYS: Final = frozenset({"core_tag", "core_reason", CORE_NOTE})


class Guard(Protocol):
    """Finds personal data in texts; `domain.workload.personal_data` does."""

    def hints(self, text: str) -> tuple[PersonalHint, ...]:
        """What looks like personal data."""


def doubts(guard: Callable[[], Guard]) -> Callable[[str], str]:
    """Tells of a text why it should not be stored as it is; "" when it may.

    Args:
        guard: finds personal data; asked for when there is a text to look at.
    """
    return lambda text: doubt_words(guard().hints(text)) if text else ""


def load_of_totals(totals: SheetTotals) -> Load:
    """The sums of a sheet as the gauge shows them."""
    return Load(
        totals.capacity,
        tuple(
            StaffSum(one.name, one.minutes, counts=one.counts)
            for one in totals.staff
            if one.minutes
        ),
        totals.core,
        totals.non_core,
        totals.untagged,
    )


def cell_facts(
    sheet: EntrySheet,
    row: str,
    key: str,
    *,
    core: CoreWords | None = None,
    offers: Sequence[ClassHit] = (),
) -> CellFacts:
    """Everything the side panel says about a cell.

    Args:
        sheet: the section's sheet.
        row: id of a row.
        key: key of a column.
        core: the proposal for the row, None where none is made.
        offers: classes that may fit the row.
    """
    column = sheet.column(key)
    fields = sheet.fields(row)
    compared = sheet.looking.compare(row, key)
    last = None
    if compared is not None:
        last = months_text(compared.value) if key == MONTH_FIELD else compared.text
    found = sorted(sheet.findings_of(row), key=lambda one: one.field != column.field)
    return CellFacts(
        row,
        key,
        str(fields.get("name", "")),
        _heading(column),
        help=column.help,
        class_name=_class_line(sheet, row),
        last_year=last,
        same_as_last=compared is not None and compared.same,
        findings=tuple(one.finding for one in found),
        comments=tuple(_comment(line) for line in sheet.comments.of(row, key)),
        past=tuple(_past(line) for line in reversed(_history(sheet, row, key))),
        core=core if key in CORE_KEYS or not fields.get("core_tag") else None,
        core_note=str(fields.get(CORE_NOTE, "")),
        change_reason=_change_reason(sheet, row, fields.get(CHANGE_REASON)),
        offers=tuple(
            ClassOffer(hit.code, hit.name, hit.path, tr(", ").join(hit.words)) for hit in offers
        ),
    )


def column_facts(sheet: EntrySheet, key: str) -> CellFacts:
    """What belongs in a column, for a line that is no row yet."""
    column = sheet.column(key)
    return CellFacts("", key, "", _heading(column), help=column.help)


def _heading(column: SurveyColumn) -> str:
    return f"{column.header}（{column.unit}）" if column.unit else column.header


def core_texts(sheet: EntrySheet, tag: str, reason: str) -> dict[str, str]:
    """What is typed to say core or non-core and why; no reason leaves the one there is."""
    texts = {"core_tag": sheet.column("core_tag").label_of(tag)}
    if reason:
        texts["core_reason"] = sheet.column("core_reason").label_of(reason)
    return texts


def _class_line(sheet: EntrySheet, row: str) -> str:
    code, name = str(sheet.fields(row).get("code", "")), sheet.class_name(row)
    return f"{code} {name}".strip()


def _history(sheet: EntrySheet, row: str, key: str) -> tuple[HistoryLine, ...]:
    return () if key == TOTAL else sheet.looking.history(row, key)


def _change_reason(sheet: EntrySheet, row: str, stored: object) -> str | None:
    asked = any(one.field == CHANGE_REASON for one in sheet.findings_of(row))
    return str(stored or "") if asked or stored else None


def _comment(line: StoredComment) -> CommentLine:
    who = tr("{user} ({role})", user=line.user, role=role_word(line.role))
    return CommentLine(line.id, line.text, who, moment_text(line.at), line.settled)


def _past(line: HistoryLine) -> PastLine:
    who = tr("{user} ({role})", user=line.user, role=role_word(line.role))
    empty = tr("(empty)")
    after = tr("Row deleted") if line.removed else line.after or empty
    change = f"{line.before or empty} → {after}"
    return PastLine(moment_text(line.at), who, change)


def placed(sheet: EntrySheet, found: RowFinding, headers: Mapping[str, str]) -> Finding:
    """A finding with its task and column as the place, as lists show it.

    Args:
        sheet: the section's sheet.
        found: what the checks say.
        headers: heading of the column by stored field.
    """
    one = found.finding
    if not found.row:
        place = Place(sheet=tr("The whole sheet"))
    else:
        name = str(sheet.fields(found.row).get("name", "")) or tr("(no name)")
        place = Place(sheet=name, cell=headers.get(found.field, ""))
    return Finding(one.level, one.rule, one.message, place, one.value)


def due_words(due_on: str, today: date) -> str:
    """When a sheet is due and how long that is; "" without a date."""
    try:
        due = date.fromisoformat(due_on)
    except ValueError:
        return ""
    left = (due - today).days
    day = f"{due.month}月{due.day}日" if language() == "ja" else due.isoformat()
    if left > 0:
        return tr("due {day} ({n} days left)", day=day, n=left)
    if left == 0:
        return tr("due today ({day})", day=day)
    return tr("due {day}, {n} days ago", day=day, n=-left)


def deed_button(deed: Deed) -> str:
    """The verb on the button of a deed."""
    words = {
        Deed.SUBMIT: tr("Submit to the leader"),
        Deed.CONFIRM: tr("Confirm the sheet"),
        Deed.APPROVE: tr("Approve the sheet"),
        Deed.ACCEPT: tr("Accept the sheet"),
        Deed.RETURN: tr("Return …"),
        Deed.REOPEN: tr("Open it again"),
    }
    return words[deed]


def deed_done(deed: Deed, state: SheetState) -> str:
    """What was done, and whose turn it is."""
    words = {
        Deed.SUBMIT: tr("The sheet was submitted. Next, the leader checks it."),
        Deed.CONFIRM: tr("The sheet was confirmed. Next, the section chief approves it."),
        Deed.APPROVE: tr("The sheet was approved as you saw it. Next, the DX office accepts it."),
        Deed.ACCEPT: tr("The sheet was accepted."),
        Deed.RETURN: tr("The sheet was returned to the section with your reason."),
        Deed.REOPEN: tr("The section can change the sheet again."),
    }
    return words.get(deed, state_label(state))
