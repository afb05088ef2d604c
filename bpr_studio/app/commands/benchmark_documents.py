"""A comparison with other cities as one JSON document and as lines of text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bpr_studio.domain.benchmark.comparability import MEANINGS, RULES
from bpr_studio.domain.benchmark.sentences import (
    caption_comparison,
    few_note,
    interval_note,
    remarks_on,
    sentence_gap,
    sentence_potential,
    suppression_note,
    title_comparison,
)
from bpr_studio.domain.benchmark.why import checklist
from bpr_studio.domain.shared.text import tr_source
from bpr_studio.services.comparison_report import comparison_table

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bpr_studio.domain.benchmark.comparability import Reason
    from bpr_studio.domain.benchmark.comparison import (
        CityValue,
        ClassComparison,
        ComparedCity,
        Comparison,
    )
    from bpr_studio.domain.benchmark.gaps import Gap
    from bpr_studio.domain.benchmark.spread import Spread


def comparison_document(found: Comparison) -> dict[str, Any]:
    """Everything the page shows, with every grade, reason, spread and interval."""
    return {
        "title": title_comparison(found),
        "caption": caption_comparison(found),
        "basis": found.basis.value,
        "level": found.level.value,
        "within": found.within,
        "measure": found.measure.value,
        "unit": found.unit,
        "yen_per_hour": found.yen_per_hour,
        "fictitious": found.fictitious,
        "city": found.ours.name,
        "fiscal_year": found.ours.fiscal_year,
        "worst_grade": found.worst_grade.value,
        "selection": found.selection,
        "others": [other.name for other in found.others],
        "cities": [_city(other) for other in found.others],
        "differences": list(found.differences),
        "notes": [
            note
            for note in (suppression_note(found), few_note(found), interval_note(found))
            if note
        ],
        "potential": _potential(found),
        "classes": [_class(item, found) for item in found.classes],
        "grades": {grade.value: tr_source(words) for grade, words in MEANINGS.items()},
        "rules": [
            {
                "topic": rule.topic.value,
                "name": tr_source(rule.name),
                "b": tr_source(rule.b) if rule.b else "",
                "c": tr_source(rule.c) if rule.c else "",
                "mark": rule.mark,
                "source": rule.source,
            }
            for rule in RULES
        ],
    }


def comparison_lines(found: Comparison) -> list[str]:
    """The title, what differs, and one line a class with the cells of the report's table."""
    table = comparison_table("comparison", "", found, found.classes)
    return [
        title_comparison(found),
        caption_comparison(found),
        *found.differences,
        "\t".join(column.heading for column in table.columns),
        *("\t".join(cells) for cells in table.shown()),
    ]


def _city(city: ComparedCity) -> dict[str, Any]:
    return {
        "code": city.code,
        "name": city.name,
        "fiscal_year": city.fiscal_year,
        "population": city.population,
        "wards": city.wards,
        "fictitious": city.fictitious,
        "grade": city.grade.value,
        "reasons": _reasons(city.reasons),
    }


def _reasons(reasons: Iterable[Reason]) -> list[dict[str, Any]]:
    return [
        {
            "topic": reason.topic.value,
            "grade": reason.grade.value,
            "text": reason.text,
            "told": reason.told,
        }
        for reason in reasons
    ]


def _class(item: ClassComparison, found: Comparison) -> dict[str, Any]:
    gaps = item.gaps
    return {
        "code": item.code,
        "name": item.label,
        "ours": item.ours,
        "minutes": item.minutes,
        "n": len(item.others),
        "grade": item.grade.value,
        **_spread(item.spread),
        "plain": _spread(item.plain_spread) if item.plain_spread else None,
        "gap": _gap(gaps.median) if gaps else None,
        "gap_text": sentence_gap(gaps.median) if gaps else "",
        "gap_to_best_quartile": _gap(gaps.best_quartile) if gaps and found.has_best else None,
        "denominator": item.denominator,
        "outsourced_percent": item.outsourced_percent,
        "outsourced_percent_median": item.median_outsourced_percent,
        "others": {other.city.name: other.value for other in item.others},
        "values": [_value(value, item) for value in item.every_city],
        "remarks": list(remarks_on(item, found)),
        "why": [
            {
                "question": clue.question.key,
                "text": tr_source(clue.question.text),
                "known": list(clue.known),
                "answer": clue.answer,
            }
            for clue in checklist(found, item)
        ],
    }


def _spread(spread: Spread | None) -> dict[str, Any]:
    return {
        "median": spread.median if spread else None,
        "lower_quartile": spread.lower_quartile if spread else None,
        "upper_quartile": spread.upper_quartile if spread else None,
        "minimum": spread.minimum if spread else None,
        "maximum": spread.maximum if spread else None,
    }


def _gap(gap: Gap) -> dict[str, Any]:
    return {
        "minutes": gap.minutes,
        "low": gap.low,
        "high": gap.high,
        "coverage": gap.coverage,
        "distinguishable": gap.distinguishable,
    }


def _value(value: CityValue, item: ClassComparison) -> dict[str, Any]:
    return {
        "city": value.city.name,
        "value": value.value,
        "minutes": value.minutes,
        "grade": value.grade.value,
        "outsourced_percent": value.outsourced_percent,
        "outlier": value.outlier,
        "counted": value in item.others,
        "reasons": _reasons(value.reasons),
    }


def _potential(found: Comparison) -> dict[str, Any] | None:
    potential = found.potential
    if potential is None:
        return None
    return {
        "minutes": potential.minutes,
        "low": potential.low,
        "high": potential.high,
        "clear": potential.clear,
        "unclear": potential.unclear,
        "text": sentence_potential(potential),
    }
