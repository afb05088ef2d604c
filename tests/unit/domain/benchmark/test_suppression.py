"""Which sums may leave the house."""

from itertools import combinations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from bpr_studio.domain.benchmark.suppression import ALL_WORK, Cell, Fate, Verdict, judged


def cells(**work: str) -> list[Cell]:
    """One cell of 60 minutes for each letter: sections as letters by code ("_" for "-")."""
    return [Cell(who, code.replace("_", "-"), 60) for code, whose in work.items() for who in whose]


def fates(verdicts: tuple[Verdict, ...]) -> dict[str, tuple[Fate, str | None]]:
    return {v.code: (v.fate, v.merged_into) for v in verdicts}


def test_a_class_of_three_sections_leaves():
    found = judged(cells(K01_01_01="abc"))
    assert fates(found) == {"K01-01-01": (Fate.LEAVES, None)}
    assert (found[0].sums.minutes, len(found[0].sums.sections)) == (180, 3)


def test_a_class_of_two_sections_is_part_of_no_sum_when_it_stands_alone():
    assert fates(judged(cells(K01_01_01="ab"))) == {"K01-01-01": (Fate.TOO_FEW, None)}


def test_classes_of_few_sections_are_merged_when_three_stand_behind_them_together():
    found = judged(cells(K01_01_01="abc", K01_01_02="ab", K01_01_03="d"))
    assert fates(found) == {
        "K01-01": (Fate.TOTAL, None),
        "K01-01-01": (Fate.LEAVES, None),
        "K01-01-02": (Fate.TOO_FEW, "K01-01"),
        "K01-01-03": (Fate.TOO_FEW, "K01-01"),
    }


def test_a_rest_of_one_section_takes_the_smallest_class_beside_it_along():
    found = judged(cells(K01_01_01="abcd", K01_01_02="abc", K01_01_03="d"))
    assert fates(found) == {
        "K01-01": (Fate.TOTAL, None),
        "K01-01-01": (Fate.LEAVES, None),
        "K01-01-02": (Fate.BESIDE, "K01-01"),
        "K01-01-03": (Fate.TOO_FEW, "K01-01"),
    }


def test_a_middle_class_of_one_section_is_merged_into_the_major_class():
    found = judged(cells(K01_01_01="abc", K01_02_01="a", K01_03_01="b", K01_04_01="c"))
    assert fates(found) == {
        "K01": (Fate.TOTAL, None),
        "K01-01-01": (Fate.LEAVES, None),
        "K01-02-01": (Fate.TOO_FEW, "K01"),
        "K01-03-01": (Fate.TOO_FEW, "K01"),
        "K01-04-01": (Fate.TOO_FEW, "K01"),
    }


def test_work_sorted_into_a_class_above_is_part_of_its_total_only():
    found = judged(cells(K01_01="abc", K01_01_01="abc"))
    assert fates(found) == {"K01-01": (Fate.TOTAL, None), "K01-01-01": (Fate.LEAVES, None)}
    assert found[0].sums.minutes == 360


def test_the_sum_of_all_work_is_published_only_when_it_is_asked_for():
    work = cells(K01_01_01="abc", B01_01_01="abc")
    assert ALL_WORK not in fates(judged(work))
    assert fates(judged(work, with_all_work=True))[ALL_WORK] == (Fate.LEAVES, None)


CODES = [
    f"{major}-{middle:02}-{minor:02}"
    for major in ("K01", "B01")
    for middle in (1, 2)
    for minor in (1, 2, 3)
]
WORK = st.dictionaries(
    st.sampled_from([*CODES, "K01-01", "B01"]),
    st.sets(st.sampled_from("abcde"), min_size=1),
    min_size=1,
    max_size=8,
)


@settings(max_examples=150, deadline=None)
@given(WORK, st.booleans())
def test_no_sum_of_fewer_than_three_sections_follows_from_what_is_published(work, with_all_work):
    """Every sum over classes that can be calculated from the published ones has three sections.

    Not only parents minus children: any addition and subtraction, as linear algebra finds it.
    """
    given_cells = [
        Cell(who, code, 7 + place)
        for code, whose in work.items()
        for place, who in enumerate(whose)
    ]
    published = [v.code for v in judged(given_cells, with_all_work=with_all_work) if v.leaves]
    codes = sorted(work)
    known = np.array([[code.startswith(above) for code in codes] for above in published], float)
    rank = np.linalg.matrix_rank(known) if published else 0
    for size in range(1, len(codes) + 1):
        for chosen in combinations(codes, size):
            if len(set().union(*(work[code] for code in chosen))) >= 3:
                continue
            wanted = np.array([[code in chosen for code in codes]], float)
            together = np.vstack([known, wanted]) if published else wanted
            assert np.linalg.matrix_rank(together) > rank, (chosen, published)


@settings(max_examples=100, deadline=None)
@given(WORK)
def test_a_class_is_published_as_a_whole_or_not_at_all(work):
    """What is published below a class adds up to it, or its own total is published."""
    verdicts = judged([Cell(who, code, 10) for code, whose in work.items() for who in whose])
    published = {v.code: v.sums.minutes for v in verdicts if v.leaves}
    for above in {code.rpartition("-")[0] for code in published} - {""}:
        if above not in published:
            inside = {c: m for c, m in published.items() if c.startswith(above + "-")}
            top = [c for c in inside if not any(c.startswith(o + "-") for o in inside)]
            whole = sum(10 * len(w) for c, w in work.items() if c.startswith(above))
            assert sum(inside[c] for c in top) == whole
