"""Charts and tables of the procedure ledger, the same for page, workbook and command line."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from bpr_studio.domain.procedures.checks import requirement_word
from bpr_studio.domain.procedures.procedure import (
    CONSIDERING,
    DECISION_FIELD,
    GOES,
    KEEP,
    Requirement,
)
from bpr_studio.domain.shared.chart_values import Part, PartsRow, ProgressChart, Tone
from bpr_studio.domain.shared.text import tr
from bpr_studio.services.report_values import Chart, Column, ReportTable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bpr_studio.domain.procedures.layout import Ledger
    from bpr_studio.domain.procedures.progress import (
        DemandProgress,
        ProcedureProgress,
        ProgressCell,
    )
    from bpr_studio.domain.procedures.volume import Volume

_MOST_ROWS: Final = 200


def fictitious_word(*, fictitious: bool) -> str:
    """What stands where made-up figures stand, "" elsewhere."""
    return tr("Fictitious") if fictitious else ""


def progress_sentence(progress: ProcedureProgress) -> str:
    """The finding of the review: how many seals go, how many nobody looked at."""
    seals = progress.seals
    if not seals.demanded:
        return tr("No procedure of the ledger demands a seal.")
    return tr(
        "Of {n:,} seals {gone:,} ({share:.1%}) are decided to go; {open:,} are not reviewed yet.",
        n=seals.demanded,
        gone=seals.gone,
        share=seals.gone / seals.demanded,
        open=seals.not_reviewed,
    )


def progress_chart(progress: ProcedureProgress, ledger: Ledger) -> Chart:
    """How far the review of written form, seal and visit is, and of seals by their basis."""
    rows = [
        PartsRow(one.value, requirement_word(one), _demand_parts(progress.demand(one)))
        for one in reversed(Requirement)
        if progress.demand(one).demanded
    ]
    rows.sort(key=lambda row: row.key != Requirement.SEAL.value)
    heads = [(0, tr("By what is demanded"))]
    by_basis = list(_seal_rows(progress, ledger))
    if by_basis:
        heads.append((len(rows), tr("Seals by their basis")))
    caption = tr(
        "Number of procedures; n = {n:,}; state of {day}; goes = abolished, signature or"
        " electronic signature instead.",
        n=progress.procedures,
        day=progress.today,
    )
    return Chart(
        "procedure-progress",
        progress_sentence(progress),
        _labelled(caption, fictitious=progress.fictitious),
        ProgressChart((*rows, *by_basis), tr("procedures"), tuple(heads)),
    )


def _demand_parts(found: DemandProgress) -> tuple[Part, ...]:
    return _parts(found.gone, found.considering, found.kept, found.not_reviewed)


def _parts(gone: int, considering: int, kept: int, open_: int) -> tuple[Part, ...]:
    parts = (
        Part("gone", tr("Goes"), gone, Tone.DONE),
        Part("considering", tr("Under consideration"), considering, Tone.UNDER_WAY),
        Part("kept", tr("Stays"), kept, Tone.IDLE),
        Part("open", tr("Not reviewed"), open_, Tone.OPEN),
    )
    return tuple(part for part in parts if part.value)


def _seal_rows(progress: ProcedureProgress, ledger: Ledger) -> Iterator[PartsRow]:
    cells: dict[str, list[ProgressCell]] = defaultdict(list)
    for cell in progress.cells:
        if cell.requirement is Requirement.SEAL:
            cells[cell.basis].append(cell)
    order = [*(basis.code for basis in ledger.bases), ""]
    for basis in (code for code in order if code in cells):
        found = cells[basis]
        parts = _parts(
            _count(found, GOES),
            _count(found, {CONSIDERING}),
            _count(found, {KEEP}),
            _count(found, {""}),
        )
        yield PartsRow("", _basis_name(ledger, basis), parts)


def _count(cells: Iterable[ProgressCell], decisions: frozenset[str] | set[str]) -> int:
    return sum(cell.procedures for cell in cells if cell.decision in decisions)


def progress_table(progress: ProcedureProgress, ledger: Ledger) -> ReportTable:
    """Demand × basis × decision with procedures and cases; the sums are those of the chart."""
    rows = [
        (
            requirement_word(cell.requirement),
            _basis_name(ledger, cell.basis),
            ledger.label(DECISION_FIELD[cell.requirement], cell.decision) or tr("not reviewed"),
            cell.procedures,
            cell.cases,
        )
        for cell in progress.cells
    ]
    return ReportTable(
        key="procedure-progress",
        title=progress_sentence(progress),
        columns=(
            Column(tr("Demand")),
            Column(tr("Basis")),
            Column(tr("Decision")),
            Column(tr("Procedures"), "", 0),
            Column(tr("Cases"), "", 0),
        ),
        rows=tuple(rows),
        note=_labelled(
            tr("A procedure stands once for each thing it demands."),
            fictitious=progress.fictitious,
        ),
    )


def _basis_name(ledger: Ledger, code: str) -> str:
    basis = ledger.basis(code)
    return basis.name if basis else tr("not said")


def volume_sentence(volume: Volume) -> str:
    """The finding of the volumes: how few procedures make most of the cases."""
    if not volume.cases:
        return tr("The ledger does not say any cases yet.")
    few = volume.count_for(0.8)
    return tr(
        "{few:,} of {n:,} procedures make 80 % of {cases:,} cases; {zero:,} were not used at all.",
        few=few,
        n=len(volume.ranked) + len(volume.zero),
        cases=volume.cases,
        zero=len(volume.zero),
    )


def volume_chart(volume: Volume, ledger: Ledger, *, fictitious: bool) -> Chart:
    """How few procedures make 80 and 90 % of the cases: two bars of 100 %."""
    first, second = volume.count_for(0.8), volume.count_for(0.9)
    counts = (first, second - first, len(volume.ranked) - second, len(volume.zero))
    reached = [volume.reached[n - 1] if n else 0 for n in (first, second)]
    cases = (reached[0], reached[1] - reached[0], volume.cases - reached[1], 0)
    caption = tr(
        "Cases a year; n = {n:,}; without {unknown:,} procedures whose cases are not said."
        " For comparison: {reference} [{cited}]",
        n=len(volume.ranked) + len(volume.zero),
        unknown=len(volume.unknown),
        reference="、".join(one.text for one in ledger.references[:4]),
        cited="・".join(dict.fromkeys(one.source for one in ledger.references[:4])),
    )
    rows = (
        PartsRow("", tr("Procedures"), tuple(_slices(counts))),
        PartsRow("", tr("Cases"), tuple(_slices(cases))),
    )
    return Chart(
        "procedure-volume",
        volume_sentence(volume),
        _labelled(caption, fictitious=fictitious),
        ProgressChart(rows, ""),
    )


def _slices(values: tuple[int, int, int, int]) -> Iterator[Part]:
    words = (
        ("first", tr("Up to 80 %"), Tone.A),
        ("second", tr("Up to 90 %"), Tone.B),
        ("rest", tr("The rest"), Tone.C),
        ("zero", tr("No cases"), Tone.IDLE),
    )
    for (key, word, tone), value in zip(words, values, strict=True):
        if value:
            yield Part(key, word, value, tone)


def volume_table(volume: Volume, *, fictitious: bool) -> ReportTable:
    """The procedures by cases with the running share, the first two hundred."""
    rows = tuple(
        (n, p.number, p.name, p.cases_total, 100 * volume.share_of(n))
        for n, p in enumerate(volume.ranked[:_MOST_ROWS], start=1)
    )
    return ReportTable(
        key="procedure-volume",
        title=volume_sentence(volume),
        columns=(
            Column(tr("No."), "", 0),
            Column(tr("Number")),
            Column(tr("Name of the procedure"), weight=3.0),
            Column(tr("Cases"), "", 0),
            Column(tr("Up to here"), "%", 1),
        ),
        rows=rows,
        row_keys=tuple(p.id for p in volume.ranked[:_MOST_ROWS]),
        note=_labelled("", fictitious=fictitious),
    )


def _labelled(text: str, *, fictitious: bool) -> str:
    word = fictitious_word(fictitious=fictitious)
    return " ".join(part for part in (word, text) if part)
