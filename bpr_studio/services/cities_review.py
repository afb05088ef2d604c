"""What would leave the house for other cities, looked at before it leaves."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Final, Protocol

from bpr_studio import __version__
from bpr_studio.domain.benchmark.figures import SMALLEST_SECTIONS, CityFlow, Origin
from bpr_studio.domain.benchmark.flow_sharing import stripped, texts_of, unit_words
from bpr_studio.domain.benchmark.suppression import ALL_WORK, Fate, judged
from bpr_studio.domain.shared.text import N_, ntr, tr, tr_source
from bpr_studio.domain.workload.personal_data import doubt_words
from bpr_studio.services.cities_own import class_figure, step_figure
from bpr_studio.services.personal_texts import no_hints

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from bpr_studio.domain.benchmark.figures import CityFigures, ClassFigure, StepFigure
    from bpr_studio.domain.benchmark.suppression import Verdict
    from bpr_studio.domain.process.model import ProcessModel
    from bpr_studio.domain.shared.fiscal_year import FiscalYear
    from bpr_studio.services.author import Author
    from bpr_studio.services.cities_own import OwnFigures, OwnWorkOfYear
    from bpr_studio.services.cities_views import ExchangeQueries
    from bpr_studio.services.personal_texts import Hints

PROGRAM: Final = f"BPR Studio {__version__}"

_REASONS: Final = {
    Fate.LEAVES: N_("Leaves."),
    Fate.TOTAL: N_("Leaves as a total, because a class below it is held back."),
    Fate.TOO_FEW: N_("Held back: fewer than {n} sections stand behind it."),
    Fate.BESIDE: N_("Held back: else a figure of fewer than {n} sections could be calculated."),
}


class FlowTexts(Protocol):
    """Flows as BPMN XML."""

    def read(self, bpmn: str, name: str) -> ProcessModel:
        """The model of a text.

        Raises:
            UnreadableInputError: it is no readable BPMN.
        """

    def write(self, model: ProcessModel) -> str:
        """The text of a model."""


@dataclass(frozen=True, slots=True)
class ReviewWishes:
    """What the person who exports has chosen.

    Attributes:
        flows: ids of the flows to send along.
        prepared_by: office or role.
        remarks: what readers should know.
    """

    flows: tuple[str, ...] = ()
    prepared_by: str = ""
    remarks: str = ""


AS_USUAL: Final = ReviewWishes()


@dataclass(frozen=True, slots=True)
class ReviewLine:
    """One figure and what becomes of it.

    Attributes:
        step_type: code of the step type, "" for a figure of a class.
        code: code of the class, "" for all work.
        label: name of the class.
        step_label: name of the step type.
        minutes: minutes a year.
        non_core: part of `minutes` that is non-core.
        cases: cases a year, None where they are not told.
        sections: number of sections behind it.
        merged_into: code of the class that leaves and holds it, None for none.
    """

    step_type: str
    code: str
    label: str
    step_label: str
    minutes: int
    non_core: int
    cases: int | None
    sections: int
    fate: Fate
    merged_into: str | None

    @property
    def leaves(self) -> bool:
        """Whether it is written into the file."""
        return self.fate in (Fate.LEAVES, Fate.TOTAL)

    @property
    def reason(self) -> str:
        """What becomes of it and why, as a sentence."""
        said = tr_source(_REASONS[self.fate], n=SMALLEST_SECTIONS)
        if self.leaves:
            return said
        if self.merged_into is None:
            return tr("{said} It is part of no figure.", said=said)
        if self.merged_into == ALL_WORK:
            return tr("{said} It is part of the sum of all work.", said=said)
        return tr("{said} It is part of {code}.", said=said, code=self.merged_into)


@dataclass(frozen=True, slots=True)
class ReviewFlow:
    """One flow that was chosen.

    Attributes:
        name: what it is called outside.
        removed: number of elements and texts that were taken out or made neutral.
        doubts: why it must not leave as it is; empty when it leaves.
    """

    flow_id: str
    code: str
    name: str
    removed: int
    doubts: tuple[str, ...]


@dataclass(frozen=True)
class ExportReview:
    """Everything that would leave, and what is held back.

    Attributes:
        figures: exactly what is written when it is confirmed.
        lines: every figure there is, those of classes first, in code order.
        flows: the flows that were chosen.
        unclassified: minutes of work without a class; they are in no figure.
        doubts: texts that must not leave; while there are any, nothing is written.
    """

    figures: CityFigures
    lines: tuple[ReviewLine, ...]
    flows: tuple[ReviewFlow, ...]
    unclassified: int
    doubts: tuple[str, ...]

    @cached_property
    def leaving(self) -> tuple[ReviewLine, ...]:
        """The figures that are written."""
        return tuple(line for line in self.lines if line.leaves)

    @cached_property
    def held_back(self) -> tuple[ReviewLine, ...]:
        """The figures that are not."""
        return tuple(line for line in self.lines if not line.leaves)

    @property
    def summary(self) -> str:
        """What leaves, in one sentence."""
        return ntr(
            "{n:,} figure leaves, {held:,} are held back.",
            "{n:,} figures leave, {held:,} are held back.",
            len(self.leaving),
            held=len(self.held_back),
        )


class Reviewing:
    """Makes reviews."""

    def __init__(
        self,
        queries: ExchangeQueries,
        own: OwnFigures,
        flows: FlowTexts | None,
        hints: Hints | None,
        author: Author | None,
    ) -> None:
        self._queries = queries
        self._own = own
        self._flows = flows
        self._hints = hints or no_hints
        self._author = author

    def review(self, year: FiscalYear, wishes: ReviewWishes) -> ExportReview | None:
        """What would leave; None when nobody has answered for the year."""
        work = self._own.work(year)
        if work is None:
            return None
        classes = {line.code: line.name for line in self._queries.classes()}
        steps = {line.code: line.title for line in self._queries.items("step_type")}
        verdicts = judged(work.cells)
        figures = [_told_class(v) for v in verdicts if v.leaves]
        lines = [_line(v, "", classes, "") for v in verdicts]
        told_steps: list[StepFigure] = []
        for step_type, cells in work.steps.items():
            found = judged(cells, with_all_work=True)
            told_steps += _told_steps(step_type, found)
            lines += [_line(v, step_type, classes, steps.get(step_type, "")) for v in found]
        flows = tuple(self._flow(flow_id, year) for flow_id in wishes.flows)
        city = replace(
            work.city,
            figures=tuple(figures),
            steps=tuple(told_steps),
            flows=_numbered(sent for sent, _ in flows if sent is not None),
            left_out=sum(1 for line in lines if not line.leaves),
            origin=Origin(
                wishes.prepared_by,
                self._author.today() if self._author else "",
                PROGRAM,
                wishes.remarks,
            ),
        )
        return ExportReview(
            figures=city,
            lines=tuple(lines),
            flows=tuple(told for _, told in flows),
            unclassified=work.unclassified,
            doubts=tuple(self._doubts(city, work, year)),
        )

    def _doubts(self, city: CityFigures, work: OwnWorkOfYear, year: FiscalYear) -> Iterator[str]:
        """Why the texts beside the figures must not leave as they are."""
        names = self._unit_names(year)
        texts = (city.origin.remarks, *(d.name for d in work.city.denominators))
        for text in texts:
            yield from self._text_doubts(text, names)
        said = doubt_words(self._hints(city.origin.prepared_by))
        if said:
            yield said

    def _text_doubts(self, text: str, unit_names: Sequence[str]) -> Iterator[str]:
        said = doubt_words(self._hints(text))
        if said:
            yield said
        for name in unit_words(text, unit_names):
            yield tr("“{text}” names the unit “{name}”.", text=text, name=name)
            return

    def _unit_names(self, year: FiscalYear) -> list[str]:
        """Names of sections and what is below them; bureaus are no secret and often words."""
        return [u.name for u in self._queries.units(year.year) if u.level not in _NO_SECTIONS]

    def _flow(self, flow_id: str, year: FiscalYear) -> tuple[CityFlow | None, ReviewFlow]:
        """A flow as it leaves, None where it must not, and what is said of it."""
        line = self._queries.flow_line(flow_id)
        model = self._queries.flow(flow_id)
        if line is None or model is None or self._flows is None:
            missing = tr("There is no such flow.")
            return None, ReviewFlow(flow_id, "", flow_id, 0, (missing,))
        names = self._unit_names(year)
        # The name of a flow mostly says whose it is, that of its class says what it is.
        called = line.class_name or line.name
        bare = stripped(model, called, names)
        doubts = [d for text in texts_of(bare) for d in self._text_doubts(text, names)]
        told = ReviewFlow(
            flow_id=flow_id,
            code=line.class_code,
            name=called,
            removed=_removed(model, bare),
            doubts=tuple(dict.fromkeys(doubts)),
        )
        if doubts:
            return None, told
        return CityFlow(line.class_code, called, self._flows.write(bare)), told


_NO_SECTIONS: Final = frozenset({"bureau", "ward", "division"})


def _told_class(verdict: Verdict) -> ClassFigure:
    """The figure of a class; cases only of the very class, and only of enough sections."""
    return class_figure(verdict.code, verdict.sums, cases=_cases_told(verdict))


def _cases_told(verdict: Verdict) -> bool:
    return verdict.fate is Fate.LEAVES and len(verdict.sums.counting) >= SMALLEST_SECTIONS


def _told_steps(step_type: str, verdicts: Sequence[Verdict]) -> Iterator[StepFigure]:
    """The figures of one step type.

    The cases of all work are told only where no cases of too few sections follow from them.
    """
    classes = [v for v in verdicts if v.code != ALL_WORK and v.fate is not Fate.TOTAL]
    hidden = frozenset[str]().union(
        *(v.sums.counting for v in classes if not (v.leaves and _cases_told(v)))
    )
    whole = not 0 < len(hidden) < SMALLEST_SECTIONS
    for verdict in verdicts:
        if verdict.leaves:
            told = _cases_told(verdict) and (verdict.code != ALL_WORK or whole)
            yield step_figure(step_type, verdict.code, verdict.sums, cases=told)


def _line(verdict: Verdict, step_type: str, classes: dict[str, str], step_label: str) -> ReviewLine:
    sums = verdict.sums
    label = classes.get(verdict.code, verdict.code) if verdict.code else tr("All kinds of work")
    return ReviewLine(
        step_type=step_type,
        code=verdict.code,
        label=label,
        step_label=step_label,
        minutes=sums.minutes,
        non_core=sums.non_core,
        cases=sums.cases if sums.counting else None,
        sections=len(sums.sections),
        fate=verdict.fate,
        merged_into=verdict.merged_into,
    )


def _numbered(flows: Iterable[CityFlow]) -> tuple[CityFlow, ...]:
    """The flows; further ones of a name get a number."""
    seen: Counter[tuple[str, str]] = Counter()
    named = []
    for flow in flows:
        seen[flow.code, flow.name] += 1
        count = seen[flow.code, flow.name]
        named.append(flow if count == 1 else replace(flow, name=f"{flow.name} ({count})"))
    return tuple(named)


def _removed(model: ProcessModel, bare: ProcessModel) -> int:
    """How many elements are gone or called something else."""
    changed = sum(1 for e in bare.elements() if e.name != model.element(e.id).name)
    return len(model) - len(bare) + changed
