"""What the demo city is made of: the words and plans of `resources/samples/demo_*.toml`."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bpr_studio.domain.organisation.units import SuccessionKind, UnitLevel

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bpr_studio.domain.classification.lists import ListItem, MonthProfiles, YearSetting
    from bpr_studio.domain.classification.task_class import Classification


@dataclass(frozen=True, slots=True)
class SectionPlan:
    """A section to build: name, duty (kind of work), relative size."""

    name: str
    duty: str
    size: float


@dataclass(frozen=True, slots=True)
class DivisionPlan:
    """A division and its sections."""

    name: str
    sections: tuple[SectionPlan, ...]


@dataclass(frozen=True, slots=True)
class OfficePlan:
    """A bureau or ward office.

    Attributes:
        areas: districts of a ward, used in task names; empty for bureaus.
    """

    name: str
    level: UnitLevel
    divisions: tuple[DivisionPlan, ...]
    areas: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReorganisationPlan:
    """A change from last year's to this year's sections, by section name.

    Attributes:
        shares: percent of the one previous section that goes to each current one (split).
        beside: a current section in whose division an abolished section stood.
    """

    kind: SuccessionKind
    previous: tuple[str, ...]
    current: tuple[str, ...]
    shares: tuple[int, ...] = ()
    beside: str = ""


@dataclass(frozen=True, slots=True)
class DutyPlan:
    """What sections of one kind do.

    Attributes:
        mix: (classification code of any level, weight).
        topics: words only such sections use.
        subsections: names of their subsections (係).
    """

    mix: tuple[tuple[str, float], ...]
    topics: tuple[str, ...]
    subsections: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Wording:
    """One way to word a task.

    Attributes:
        text: name; `{s}` stands for the subject of the class.
        reason: core reason code; R… makes the task core, N… non-core.
        hints: core hints of the classes it suits.
        weight: how often it is used.
        minutes: shortest and longest minutes per case; (0, 0) when cases are not counted.
        application: suits only work that starts with somebody's application.
    """

    text: str
    reason: str
    hints: tuple[str, ...] = ()
    weight: float = 1
    minutes: tuple[int, int] = (0, 0)
    application: bool = False


@dataclass(frozen=True, slots=True)
class Issue:
    """An issue (課題) tasks with one of these reasons may have."""

    text: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TaskWords:
    """All words for tasks.

    Attributes:
        aspects: wordings combined with the subject of a class.
        named: ready names by minor code, for city-wide common work.
        subjects: what the work of a minor class is about, where its name does not say enough.
        internal: codes of work that does not start with an application.
        topicless: codes of work that has nothing to do with a section's topics.
        dropped_suffixes: endings taken off a class name to get its subject.
        application_scopes: endings such as （新規分）.
        period_scopes: endings such as （上半期）.
        legal_basis, system_name, case_unit, denominator: by code, the longest match holds.
        entrusted: codes of statutory entrusted affairs (法定受託事務).
        issues: possible issues.
    """

    aspects: tuple[Wording, ...]
    named: Mapping[str, tuple[Wording, ...]]
    subjects: Mapping[str, str]
    internal: tuple[str, ...]
    topicless: tuple[str, ...]
    dropped_suffixes: tuple[str, ...]
    application_scopes: tuple[str, ...]
    period_scopes: tuple[str, ...]
    legal_basis: Mapping[str, str]
    system_name: Mapping[str, str]
    case_unit: Mapping[str, str]
    denominator: Mapping[str, str]
    entrusted: tuple[str, ...]
    issues: tuple[Issue, ...]


@dataclass(frozen=True, slots=True)
class PartnerPlan:
    """A fictitious city to compare with.

    Attributes:
        core_definition: "same" as ours, or a sentence of its own.
        level: how much time it needs compared with ours, about 1.
        wards: number of its wards.
        without: staff categories it leaves out.
        needs: how much time it needs for some classes compared with its usual, by the beginning
            of the code; 0 for work it does not do.
    """

    name: str
    code: str
    population: int
    core_definition: str
    fiscal_year_offset: int
    level: float
    wards: int
    without: tuple[str, ...] = ()
    needs: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class StepTemplate:
    """A step of a flow template; `names` are wordings to choose from."""

    key: str
    lane: str
    names: tuple[str, ...]
    step_type: str
    minutes: int
    core_tag: str
    optional: bool


@dataclass(frozen=True, slots=True)
class GatewayTemplate:
    """A branching of a flow template; `rejoin` "" ends the branch."""

    after: str
    question: str
    main: str
    branch: str
    share: int
    rejoin: str
    steps: tuple[StepTemplate, ...]


@dataclass(frozen=True, slots=True)
class FlowTemplate:
    """A flow sections of certain duties have; duty "*" suits every section."""

    title: str
    code: str
    duties: tuple[str, ...]
    cases: int
    steps: tuple[StepTemplate, ...]
    gateways: tuple[GatewayTemplate, ...]


@dataclass(frozen=True, slots=True)
class DemoMaterial:
    """Everything the generator needs; it reads no files itself."""

    name: str
    code: str
    population: int
    offices: tuple[OfficePlan, ...]
    reorganisations: tuple[ReorganisationPlan, ...]
    duties: Mapping[str, DutyPlan]
    common_mix: tuple[tuple[str, float], ...]
    words: TaskWords
    partners: tuple[PartnerPlan, ...]
    flows: tuple[FlowTemplate, ...]
    classification: Classification
    month_profiles: MonthProfiles
    staff_categories: tuple[ListItem, ...]
    year_settings: tuple[YearSetting, ...]

    def year(self, fiscal_year: int) -> YearSetting:
        """Working time of a fiscal year.

        Raises:
            ValueError: the year is not in the list.
        """
        for setting in self.year_settings:
            if setting.fiscal_year == fiscal_year:
                return setting
        msg = f"no working time known for fiscal year {fiscal_year}"
        raise ValueError(msg)


def offices_from(data: Mapping[str, Any]) -> tuple[OfficePlan, ...]:
    """Bureaus, then ward offices, from the parsed organisation file."""
    ward_divisions = _divisions(data["ward_office"]["division"])
    bureaus = (
        OfficePlan(entry["name"], UnitLevel.BUREAU, _divisions(entry["division"]))
        for entry in data["bureau"]
    )
    wards = (
        OfficePlan(f"{entry['name']}役所", UnitLevel.WARD, ward_divisions, tuple(entry["areas"]))
        for entry in data["ward"]
    )
    return (*bureaus, *wards)


def _divisions(entries: list[Mapping[str, Any]]) -> tuple[DivisionPlan, ...]:
    return tuple(
        DivisionPlan(entry["name"], tuple(SectionPlan(**section) for section in entry["sections"]))
        for entry in entries
    )


def reorganisations_from(data: Mapping[str, Any]) -> tuple[ReorganisationPlan, ...]:
    """Changes since last year from the parsed organisation file."""
    return tuple(
        ReorganisationPlan(
            SuccessionKind(entry["kind"]),
            tuple(entry["previous"]),
            tuple(entry["current"]),
            tuple(entry.get("shares", ())),
            entry.get("beside", ""),
        )
        for entry in data["change"]
    )


def duties_from(data: Mapping[str, Any]) -> dict[str, DutyPlan]:
    """Duties by key from the parsed wording file."""
    return {
        key: DutyPlan(
            tuple(entry["mix"].items()), tuple(entry["topics"]), tuple(entry["subsections"])
        )
        for key, entry in data["duty"].items()
    }


def words_from(data: Mapping[str, Any]) -> TaskWords:
    """Words for tasks from the parsed wording file."""
    return TaskWords(
        aspects=tuple(_aspect(entry) for entry in data["aspect"]),
        named={
            code: tuple(_named(text) for text in texts) for code, texts in data["names"].items()
        },
        subjects=data["subjects"],
        internal=tuple(data["internal"]["codes"]),
        topicless=tuple(data["internal"]["topicless"]),
        dropped_suffixes=tuple(data["suffixes"]["drop"]),
        application_scopes=tuple(data["scopes"]["application"]),
        period_scopes=tuple(data["scopes"]["period"]),
        legal_basis=data["legal_basis"],
        system_name=data["system_name"],
        case_unit=data["case_unit"],
        denominator=data["denominator"],
        entrusted=tuple(data["statutory_entrusted"]["codes"]),
        issues=tuple(Issue(entry["text"], tuple(entry["reasons"])) for entry in data["issue"]),
    )


def _named(text: str) -> Wording:
    """A ready name: `name|reason` or `name|reason|shortest-longest` minutes per case."""
    name, reason, *minutes = text.split("|")
    shortest, longest = minutes[0].split("-") if minutes else (0, 0)
    return Wording(name, reason, minutes=(int(shortest), int(longest)))


def _aspect(entry: Mapping[str, Any]) -> Wording:
    shortest, longest = entry.get("minutes", (0, 0))
    return Wording(
        entry["text"],
        entry["reason"],
        tuple(entry["hints"]),
        entry["weight"],
        (shortest, longest),
        entry.get("application", False),
    )


def partners_from(data: Mapping[str, Any]) -> tuple[PartnerPlan, ...]:
    """Partner cities from the parsed wording file."""
    return tuple(
        PartnerPlan(**{**entry, "without": tuple(entry.get("without", ()))})
        for entry in data["partner"]
    )


def flows_from(data: Mapping[str, Any]) -> tuple[FlowTemplate, ...]:
    """Flow templates from the parsed flow file."""
    return tuple(
        FlowTemplate(
            entry["title"],
            entry["code"],
            tuple(entry["duties"]),
            entry["cases"],
            _steps(entry["steps"]),
            tuple(_gateway(gateway) for gateway in entry["gateways"]),
        )
        for entry in data["template"]
    )


def _gateway(entry: Mapping[str, Any]) -> GatewayTemplate:
    plain = {key: value for key, value in entry.items() if key != "steps"}
    return GatewayTemplate(**plain, steps=_steps(entry["steps"]))


def _steps(entries: list[Mapping[str, Any]]) -> tuple[StepTemplate, ...]:
    return tuple(
        StepTemplate(
            key=entry["key"],
            lane=entry["lane"],
            names=tuple(entry["name"].split("/")),
            step_type=entry["type"],
            minutes=entry["minutes"],
            core_tag=entry["core"],
            optional=entry.get("optional", False),
        )
        for entry in entries
    )
