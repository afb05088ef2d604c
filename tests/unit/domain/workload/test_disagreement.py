"""The same class judged differently in different sections (架空の数値)."""

from __future__ import annotations

from bpr_studio.domain.workload.disagreement import JudgedTask, disagreements


def task(
    unit: str, minutes: int, tag: str, code: str = "K03-02-03", reason: str = ""
) -> JudgedTask:
    return JudgedTask(f"{unit}-{minutes}", unit, code, "補助金", minutes, tag, reason)


def test_classes_all_sections_judge_alike_are_no_disagreement():
    assert disagreements([task("a", 600, "core"), task("b", 60, "core")]) == ()
    assert disagreements([task("a", 600, "core"), task("a", 60, "non_core")]) == ()
    assert disagreements([]) == ()


def test_the_smaller_side_is_at_stake():
    (found,) = disagreements(
        [
            task("a", 600, "core", reason="R1"),
            task("b", 200, "non_core", reason="N1"),
            task("c", 100, "non_core", reason="N2"),
        ]
    )
    assert (found.core, found.non_core, found.at_stake) == (600, 300, 300)
    assert found.smaller == "non_core"
    assert (found.sections_on("core"), found.sections_on("non_core")) == (1, 2)
    assert [side.unit_id for side in found.sides] == ["a", "b", "c"]


def test_a_section_stands_where_most_of_its_hours_are():
    (found,) = disagreements(
        [
            task("a", 600, "core", reason="R1"),
            task("a", 100, "non_core", reason="N1"),
            task("b", 50, "non_core"),
        ]
    )
    side = found.sides[0]
    assert (side.tag, side.core, side.non_core) == ("core", 600, 100)
    assert side.reasons == ("R1", "N1")
    assert found.at_stake == 150


def test_a_section_that_is_even_stands_on_no_side():
    even = [task("a", 60, "core"), task("a", 60, "non_core")]
    assert disagreements([*even, task("b", 50, "non_core")]) == ()
    (found,) = disagreements([*even, task("b", 50, "non_core"), task("c", 10, "core")])
    assert [side.tag for side in found.sides] == ["", "non_core", "core"]


def test_most_at_stake_comes_first():
    found = disagreements(
        [
            task("a", 10, "core", "K01-01-01"),
            task("b", 10, "non_core", "K01-01-01"),
            task("a", 90, "core", "K02-01-01"),
            task("b", 80, "non_core", "K02-01-01"),
        ]
    )
    assert [d.code for d in found] == ["K02-01-01", "K01-01-01"]


def test_work_without_tag_hours_or_class_takes_no_part():
    assert disagreements([task("a", 60, "core"), task("b", 60, "")]) == ()
    assert disagreements([task("a", 60, "core"), task("b", 0, "non_core")]) == ()
    others = [task("a", 60, "core", "Z99-99-99"), task("b", 60, "non_core", "Z99-99-99")]
    assert disagreements(others) == ()
