"""The fixed lists: staff categories, step types, frequencies, reasons, cities, systems, years."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bpr_studio.domain.classification.codes import is_class_code, is_local_government_code
from bpr_studio.domain.shared.findings import Finding, Level, Place
from bpr_studio.domain.shared.text import tr

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from bpr_studio.domain.classification.provenance import Mark

LIST_NAMES: Final = (
    "staff_category",
    "step_type",
    "frequency",
    "core_reason",
    "city",
    "core_system",
)


@dataclass(frozen=True, slots=True)
class ListItem:
    """One entry of a fixed list.

    Attributes:
        list: one of `LIST_NAMES`.
        code: stored key, unique in its list.
        name: Japanese name.
        name_en: English name.
        attributes: what only this list has, as plain JSON values; named in surveys/README.md.
        source: ids of sources, separated by ", "; empty when there is none.
        mark: trust in the entry.
        sort_key: place in the list, from 1.
    """

    list: str
    code: str
    name: str
    name_en: str
    attributes: Mapping[str, str | int | float | bool]
    source: str
    mark: Mark
    sort_key: int


@dataclass(frozen=True, slots=True)
class YearSetting:
    """Working time of one fiscal year.

    Attributes:
        fiscal_year: western year the fiscal year starts in.
        working_days: Monday to Friday less national holidays less 29 December to 3 January.
        minutes_per_day: regular working minutes a day (7 h 45 min = 465).
        leave_days: yearly leave days of a full-timer.
        source: ids of sources, separated by ", ".
        mark: trust in the entry.
    """

    fiscal_year: int
    working_days: int
    minutes_per_day: int
    leave_days: int
    source: str
    mark: Mark

    @property
    def minutes_per_full_timer(self) -> int:
        """Yearly minutes of one full-timer before leave: what 1.0 person-year means."""
        return self.working_days * self.minutes_per_day

    @property
    def minutes_after_leave(self) -> int:
        """Yearly minutes of one full-timer who takes all leave days."""
        return (self.working_days - self.leave_days) * self.minutes_per_day


@dataclass(frozen=True, slots=True)
class MonthProfile:
    """Default month profile of some classes.

    Attributes:
        name: Japanese name of the profile, e.g. 固定資産税.
        codes: classification codes of any level it holds for; the longest match wins.
        percents: twelve integers, April first, sum 100.
        basis: what the peaks rest on, a Japanese phrase.
        mark: trust in the profile.
    """

    name: str
    codes: tuple[str, ...]
    percents: tuple[int, ...]
    basis: str
    mark: Mark


@dataclass(frozen=True, slots=True)
class MonthProfiles:
    """All default month profiles.

    Attributes:
        default: for work no other profile covers.
        profiles: the particular ones.
    """

    default: MonthProfile
    profiles: tuple[MonthProfile, ...]

    def percents_for(self, code: str) -> tuple[int, ...]:
        """The profile for a classification code: its own, else its parents', else the default."""
        by_code = {c: p.percents for p in self.profiles for c in p.codes}
        while code:
            if code in by_code:
                return by_code[code]
            code = code.rpartition("-")[0]
        return self.default.percents


def check_list(items: Iterable[ListItem]) -> list[Finding]:
    """What is wrong with a fixed list; empty when it can be used."""
    entries = list(items)
    return [*_codes_twice(entries), *_wrong_cities(entries)]


def _codes_twice(items: list[ListItem]) -> Iterator[Finding]:
    for (name, code), n in Counter((item.list, item.code) for item in items).items():
        if n > 1:
            message = tr(
                "The list {name} has the code {code} {n} times.", name=name, code=code, n=n
            )
            yield _problem("list-code-twice", message, code)


def _wrong_cities(items: list[ListItem]) -> Iterator[Finding]:
    for item in items:
        if item.list == "city" and not is_local_government_code(item.code):
            message = tr("The check digit of the city code {code} is wrong.", code=item.code)
            yield _problem("city-check-digit", message, item.code)


def check_month_profiles(profiles: MonthProfiles) -> list[Finding]:
    """What is wrong with the month profiles; empty when they can be used."""
    findings = [f for p in (profiles.default, *profiles.profiles) for f in _wrong_profile(p)]
    counts = Counter(code for p in profiles.profiles for code in p.codes)
    for code, n in counts.items():
        if n > 1:
            message = tr("The code {code} has {n} month profiles.", code=code, n=n)
            findings.append(_problem("profile-code-twice", message, code))
    return findings


def _wrong_profile(profile: MonthProfile) -> Iterator[Finding]:
    if len(profile.percents) != 12 or sum(profile.percents) != 100 or min(profile.percents) < 0:
        message = tr(
            "The month profile {name} does not have twelve parts that add up to 100.",
            name=profile.name,
        )
        yield _problem("profile-sum", message, profile.name)
    for code in profile.codes:
        if not is_class_code(code):
            message = tr(
                "The code {code} is not a classification code such as K01-02-03.", code=code
            )
            yield _problem("class-code-shape", message, code)


def _problem(rule: str, message: str, value: str) -> Finding:
    return Finding(Level.ERROR, rule, message, Place(), value)
