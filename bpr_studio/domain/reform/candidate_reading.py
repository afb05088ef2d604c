"""Reading the decision table from the tables of its file; what it does not know it refuses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, TypeVar

from bpr_studio.domain.classification.provenance import Mark
from bpr_studio.domain.reform.candidate_facts import FACTS, FactKind
from bpr_studio.domain.reform.candidate_rules import (
    DIFFICULTIES,
    Alternatives,
    Condition,
    Difficulty,
    Figure,
    Level,
    Rule,
    RuleBook,
    Saving,
)
from bpr_studio.domain.reform.improvement import ImprovementKind
from bpr_studio.domain.shared.errors import UnreadableInputError
from bpr_studio.domain.shared.text import tr

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from enum import StrEnum

    E = TypeVar("E", bound=StrEnum)

_TESTS: Final = {
    FactKind.FLAG: frozenset({"is"}),
    FactKind.WORD: frozenset({"in"}),
    FactKind.NUMBER: frozenset({"least", "most"}),
}


def rule_book_from(data: Mapping[str, Any], where: str) -> RuleBook:
    """The decision table.

    Args:
        data: the tables of the file.
        where: name of the file, for messages.

    Raises:
        UnreadableInputError: it names a fact, kind or test that does not exist, repeats an id, or
            a band is upside down; the message says where.
    """
    place = _Place(where)
    figures = {
        figure.id: figure
        for figure in (_figure(one, place) for one in place.tables(data, "figure"))
    }
    rules = tuple(
        _rule(one, order, figures, place)
        for order, one in enumerate(place.tables(data, "rule"), start=1)
    )
    _demand_different([rule.id for rule in rules], place)
    ranking, evidence = place.table(data, "ranking"), place.table(data, "evidence")
    words = place.table(data, "words")
    for fact in words:
        _demand_flag(fact, place.at("[words]"))
    return RuleBook(
        rules=rules,
        weights={one: place.at("[ranking]").percent(ranking, one.value) for one in DIFFICULTIES},
        evidence_percent=place.at("[evidence]").percent(evidence, "percent"),
        evidence_minutes=place.at("[evidence]").number(evidence, "hours") * 60,
        changed_percent=place.at("[verdict]").percent(
            place.table(data, "verdict"), "changed_percent"
        ),
        words={fact: tuple(listed) for fact, listed in words.items()},
        figures=figures,
    )


class _Place:
    """Where in the file something stands, and reading there."""

    def __init__(self, file: str, inside: str = "") -> None:
        self._file = file
        self._inside = inside

    def at(self, inside: str) -> _Place:
        """A place within the file."""
        return _Place(self._file, f"{self._inside} {inside}".strip())

    def refuse(self, what: object) -> UnreadableInputError:
        """The error for something that cannot be there."""
        return UnreadableInputError(
            tr(
                "The rules for candidates {file} hold “{what}” at {place}, which is not known.",
                file=self._file,
                what=what,
                place=self._inside or "–",
            ),
            remedy=tr("Please correct this entry; surveys/README.md lists what there is."),
        )

    def table(self, data: Mapping[str, Any], name: str) -> Mapping[str, Any]:
        found = data.get(name)
        if not isinstance(found, dict):
            raise self.refuse(f"[{name}]")
        return found

    def tables(self, data: Mapping[str, Any], name: str) -> Sequence[Mapping[str, Any]]:
        found = data.get(name, [])
        if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
            raise self.refuse(f"[[{name}]]")
        return found

    def text(self, data: Mapping[str, Any], name: str) -> str:
        """A text that must be there; it may be empty."""
        found = data.get(name)
        if not isinstance(found, str):
            raise self.refuse(f"{name} = {found}")
        return found

    def number(self, data: Mapping[str, Any], name: str) -> int:
        """A whole number of at least 0."""
        found = data.get(name)
        if not isinstance(found, int) or isinstance(found, bool) or found < 0:
            raise self.refuse(f"{name} = {found}")
        return found

    def percent(self, data: Mapping[str, Any], name: str) -> int:
        """A whole number of 0 to 100."""
        found = self.number(data, name)
        if found > 100:
            raise self.refuse(f"{name} = {found}")
        return found

    def texts(self, data: Mapping[str, Any], name: str) -> tuple[str, ...]:
        """A list of texts that must be there; it may be empty."""
        found = data.get(name)
        if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
            raise self.refuse(f"{name} = {found}")
        return tuple(found)

    def one_of(self, kind: type[E], word: str) -> E:
        """A word of a closed list."""
        try:
            return kind(word)
        except ValueError:
            raise self.refuse(word) from None


def _figure(data: Mapping[str, Any], file: _Place) -> Figure:
    place = file.at(f"[[figure]] {data.get('id', '')}")
    return Figure(
        id=place.text(data, "id"),
        text=place.text(data, "text"),
        text_en=place.text(data, "text_en"),
        source=place.text(data, "source"),
        mark=place.one_of(Mark, place.text(data, "mark")),
    )


def _rule(data: Mapping[str, Any], order: int, figures: Mapping[str, Figure], file: _Place) -> Rule:
    place = file.at(f"[[rule]] {data.get('id', order)}")
    named = place.texts(data, "figures")
    for figure in named:
        if figure not in figures:
            raise place.refuse(figure)
    return Rule(
        id=place.text(data, "id"),
        order=order,
        kind=place.one_of(ImprovementKind, place.text(data, "kind")),
        level=place.one_of(Level, place.text(data, "level")),
        by_class=data.get("group", "") == "class",
        centre=data.get("centre", False) is True,
        difficulty=place.one_of(Difficulty, place.text(data, "difficulty")),
        name=place.text(data, "name"),
        name_en=place.text(data, "name_en"),
        explanation=place.text(data, "explanation"),
        explanation_en=place.text(data, "explanation_en"),
        conditions=_conditions(data, place),
        saving=_saving(place.table(data, "saving"), place.at("saving")),
        checks=place.texts(data, "checks"),
        checks_en=place.texts(data, "checks_en"),
        figures=named,
        mark=place.one_of(Mark, place.text(data, "mark")),
        source=place.text(data, "source"),
    )


def _conditions(data: Mapping[str, Any], place: _Place) -> tuple[Condition | Alternatives, ...]:
    found: list[Condition | Alternatives] = []
    for number, one in enumerate(place.tables(data, "all"), start=1):
        here = place.at(f"all {number}")
        if "any" in one:
            inside = here.tables(one, "any")
            if not inside:
                raise here.refuse("any")
            found.append(Alternatives(tuple(_condition(part, here) for part in inside)))
        else:
            found.append(_condition(one, here))
    if not found:
        raise place.refuse("all")
    return tuple(found)


def _condition(data: Mapping[str, Any], place: _Place) -> Condition:
    fact = place.text(data, "fact")
    if fact not in FACTS:
        raise place.refuse(fact)
    tests = data.keys() - {"fact"}
    if len(tests) != 1 or not tests <= _TESTS[FACTS[fact]]:
        raise place.refuse(", ".join(sorted(tests)) or fact)
    (test,) = tests
    match test:
        case "is":
            if not isinstance(data["is"], bool):
                raise place.refuse(data["is"])
            return Condition(fact, wanted=data["is"])
        case "in":
            words = place.texts(data, "in")
            if not words:
                raise place.refuse("in")
            return Condition(fact, words=words)
        case "least":
            return Condition(fact, least=place.number(data, "least"))
        case _:
            return Condition(fact, most=place.number(data, "most"))


def _saving(data: Mapping[str, Any], place: _Place) -> Saving:
    low, typical, high = (place.percent(data, name) for name in ("low", "typical", "high"))
    caps = [
        place.number(data, f"{n}_hours") * 60 if f"{n}_hours" in data else None for n in _CAPPED
    ]
    if not low <= typical <= high:
        raise place.refuse(f"{low} – {typical} – {high}")
    if None not in caps and not (caps[0] or 0) <= (caps[1] or 0):
        raise place.refuse("typical_hours, high_hours")
    return Saving(
        low=low,
        typical=typical,
        high=high,
        typical_minutes=caps[0],
        high_minutes=caps[1],
        mark=place.one_of(Mark, place.text(data, "mark")),
        source=place.text(data, "source"),
    )


_CAPPED: Final = ("typical", "high")


def _demand_different(ids: Sequence[str], place: _Place) -> None:
    for rule in ids:
        if not rule or ids.count(rule) > 1:
            raise place.at("[[rule]]").refuse(rule)


def _demand_flag(fact: str, place: _Place) -> None:
    if FACTS.get(fact) is not FactKind.FLAG:
        raise place.refuse(fact)
