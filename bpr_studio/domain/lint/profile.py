"""The lint profile: which rules apply, how serious they are, limits and words; it is data."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, fields
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from bpr_studio.domain.process.step import CORE, NON_CORE
from bpr_studio.domain.shared.errors import UnreadableInputError
from bpr_studio.domain.shared.findings import Level
from bpr_studio.domain.shared.text import tr
from bpr_studio.domain.shared.word_pattern import any_of

if TYPE_CHECKING:
    from collections.abc import Mapping

_OFF: Final = "off"
_NOT_A_THING: Final = "(?![後済者書文票])"
"""決裁 is a decision; 決裁後, 決裁済み, 決裁者 and 決裁文書 are none."""
_NOT_AN_OFFICE: Final = "(?![課部局室係])"
"""市民 are citizens; 市民課 is an office."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The numbers rules compare with.

    Attributes:
        approvals_in_series: decisions one after another that are still usual (L01).
        paper_handovers: hand-overs of paper from which on L04 speaks.
        waiting_days: days a case may wait before a step (L07).
        lane_crossing_percent: share of steps that come from another lane; above it L08 speaks.
        lane_crossing_least: hand-overs a flow needs before L08 looks at its share.
        review_fiscal_years: fiscal years a flow may go without being looked through (L13).
        label_characters: longest name of a step.
        least_steps: steps a diagram should have at least.
        most_steps: steps a diagram should have at most.
        split_steps: above this number parts belong into sub-processes.
    """

    approvals_in_series: int = 2
    paper_handovers: int = 3
    waiting_days: int = 5
    lane_crossing_percent: int = 50
    lane_crossing_least: int = 5
    review_fiscal_years: int = 1
    label_characters: int = 20
    least_steps: int = 5
    most_steps: int = 25
    split_steps: int = 30


WORD_LISTS: Final = (
    "decision",
    "examination",
    "intake",
    "online",
    "paper",
    "senior",
)
"""Names of the word lists a profile may give."""


@dataclass(frozen=True)
class LintProfile:
    """One set of rules as a city wants it; compiled words are kept with it.

    Attributes:
        key: name for `--profile`, e.g. "municipal".
        name: name for people.
        levels: how serious each rule is; a rule that is not named is off.
        limits: numbers.
        words: words by list, see `WORD_LISTS`.
        lanes: actor categories in the order of the lanes, each with the words that mean it.
        core_defaults: usual core tag ("core", "non_core") by step type.
    """

    key: str
    name: str
    levels: Mapping[str, Level]
    limits: Limits
    words: Mapping[str, tuple[str, ...]]
    lanes: Mapping[str, tuple[str, ...]]
    core_defaults: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def _patterns(self) -> dict[str, re.Pattern[str]]:
        return {
            name: re.compile(any_of(self.words.get(name, ())) + _NOT_A_THING) for name in WORD_LISTS
        }

    @cached_property
    def _lane_patterns(self) -> dict[str, re.Pattern[str]]:
        return {
            actor: re.compile(any_of(words) + _NOT_AN_OFFICE) for actor, words in self.lanes.items()
        }

    @cached_property
    def lane_places(self) -> dict[str, int]:
        """The place of each actor category among the lanes, from 0."""
        return {actor: place for place, actor in enumerate(self.lanes)}

    def speaks_of(self, word_list: str, text: str) -> bool:
        """Whether a text holds a word of the list, meant as a deed or a person."""
        return self._patterns[word_list].search(text) is not None

    def actor_named(self, lane_name: str) -> str:
        """The actor category a lane's name means, "" when no word fits.

        Where several fit, the one whose word stands furthest back counts: in 市民課窓口 the
        counter, not the citizens. Of two that end at the same place the longer word counts.
        """
        best, found = (0, 0), ""
        for actor, pattern in self._lane_patterns.items():
            for match in pattern.finditer(lane_name):
                rank = (match.end(), len(match.group()))
                if rank > best:
                    best, found = rank, actor
        return found


def profile_from(
    data: Mapping[str, Any],
    known_rules: frozenset[str],
    where: str,
    core_defaults: Mapping[str, str] | None = None,
) -> LintProfile:
    """A profile from the tables of its file.

    Args:
        data: the tables "profile", "levels", "limits", "words" and "lanes".
        known_rules: ids of all rules there are.
        where: name of the file, for messages.
        core_defaults: usual core tag by step type.

    Raises:
        UnreadableInputError: it names a rule, level, limit or word list that does not exist.
    """
    levels = dict(data.get("levels", {}))
    limits = dict(data.get("limits", {}))
    words = dict(data.get("words", {}))
    _demand_known(levels, known_rules, where)
    _demand_known(limits, {one.name for one in fields(Limits)}, where)
    _demand_known(words, WORD_LISTS, where)
    told = data.get("profile", {})
    return LintProfile(
        key=str(told.get("key", "")),
        name=str(told.get("name", "")),
        levels={rule: _level(word, where) for rule, word in levels.items() if word != _OFF},
        limits=Limits(**{name: _number(value, name, where) for name, value in limits.items()}),
        words={name: tuple(listed) for name, listed in words.items()},
        lanes={actor: tuple(listed) for actor, listed in data.get("lanes", {}).items()},
        core_defaults={
            step_type: tag
            for step_type, tag in (core_defaults or {}).items()
            if tag in (CORE, NON_CORE)
        },
    )


def _demand_known(given: Mapping[str, Any], known: Any, where: str) -> None:
    for name in given:
        if name not in known:
            raise _unreadable(name, where)


def _level(word: object, where: str) -> Level:
    try:
        return Level(str(word))
    except ValueError:
        raise _unreadable(str(word), where) from None


def _number(value: object, name: str, where: str) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return value
    raise _unreadable(f"{name} = {value}", where)


def _unreadable(what: str, where: str) -> UnreadableInputError:
    return UnreadableInputError(
        tr("The lint profile {file} holds “{what}”, which is not known.", file=where, what=what),
        remedy=tr("Please correct this entry; docs/file-formats/lint.md lists what there is."),
    )
