"""Surveyed hours held against known staff (架空)."""

from bpr_studio.adapters.catalogs.staff_departments import load_staff_departments
from bpr_studio.domain.benchmark.staff import (
    Coverage,
    CoverageVerdict,
    SectionHours,
    StaffCount,
    check_coverage,
    sentence_coverage,
)

HEAD = 100_000
DEPARTMENTS = load_staff_departments()
DEPARTMENT_OF = {"K01": "総務", "B01": "総務", "B03": "税務", "B16": "民生", "Z99": ""}


def checked(hours: dict[tuple[str, str], int], **staff: int) -> Coverage:
    """Hours by section and class, in heads; staff by department."""
    return check_coverage(
        [SectionHours(who, code, round(heads * HEAD)) for (who, code), heads in hours.items()],
        [StaffCount("990001", "架空市", 2026, name, heads) for name, heads in staff.items()],
        DEPARTMENTS,
        DEPARTMENT_OF,
        fiscal_year=2026,
        minutes_per_full_timer=HEAD,
    )


def verdicts(found: Coverage) -> dict[str, CoverageVerdict]:
    return {line.department: line.verdict for line in found.lines}


def test_hours_of_a_class_count_for_its_department():
    found = checked({("a", "B01-01-01"): 9, ("a", "B03-01-01"): 5}, 総務=10, 税務=10)
    assert [(x.department, x.minutes, x.heads) for x in found.lines] == [
        ("総務", 9 * HEAD, 10),
        ("税務", 5 * HEAD, 10),
    ]
    assert verdicts(found) == {"総務": CoverageVerdict.FITS, "税務": CoverageVerdict.LOW}


def test_common_work_counts_where_a_section_has_most_of_its_other_hours():
    found = checked(
        {("a", "K01-01-01"): 2, ("a", "B03-01-01"): 5, ("a", "B01-01-01"): 1, ("b", "K01-01-01"): 3}
    )
    assert [(x.department, x.minutes, x.common) for x in found.lines] == [
        ("総務", 4 * HEAD, 3 * HEAD),
        ("税務", 7 * HEAD, 2 * HEAD),
    ]


def test_work_nobody_has_classified_is_told_apart_and_part_of_the_total():
    found = checked({("a", "Z99-99-99"): 1, ("a", ""): 2, ("a", "B01-01-01"): 7}, 総務=10)
    assert found.unclassified == 3 * HEAD
    assert found.total.percent == 100


def test_every_minute_is_in_exactly_one_place():
    hours = {
        ("a", "K01-01-01"): 2,
        ("a", "B03-01-01"): 5,
        ("b", "Z99-99-99"): 1,
        ("c", "K01-01-02"): 4,
    }
    found = checked(hours, 総務=1)
    assert sum(x.minutes for x in found.lines) + found.unclassified == sum(hours.values()) * HEAD


def test_departments_the_classification_does_not_know_are_put_together_or_left_out():
    found = checked({("a", "B01-01-01"): 9}, 議会=4, 総務=6, 労働=1, 農林水産=2, 商工=3, 警察=50)
    assert {x.department: x.heads for x in found.lines} == {"総務": 10, "商工": 6}
    assert found.left_out == 50
    assert verdicts(found)["商工"] is CoverageVerdict.NO_HOURS


def test_without_known_staff_nothing_is_judged():
    found = checked({("a", "B01-01-01"): 9})
    assert verdicts(found) == {"総務": CoverageVerdict.NO_STAFF}
    assert "No staff by department" in sentence_coverage(found)


def test_the_sentence_names_the_department_furthest_out_of_line():
    found = checked(
        {("a", "B01-01-01"): 10, ("b", "B03-01-01"): 5, ("c", "B16-01-01"): 12},
        総務=10,
        税務=10,
        民生=10,
    )
    assert sentence_coverage(found) == (
        "The survey covers 90 % of the working time of the known staff; 2 departments are out of"
        " line, most 税務 with 50 %."
    )
    fits = checked({("a", "B01-01-01"): 10}, 総務=10)
    assert "every department lies between 85 and 115 %" in sentence_coverage(fits)


def test_limits_belong_to_what_is_plausible():
    for heads, verdict in (
        (85, CoverageVerdict.FITS),
        (115, CoverageVerdict.FITS),
        (116, CoverageVerdict.HIGH),
        (84, CoverageVerdict.LOW),
    ):
        assert verdicts(checked({("a", "B01-01-01"): heads}, 総務=100)) == {"総務": verdict}
