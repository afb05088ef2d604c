"""Which sums may leave the house: none behind which fewer than three sections stand.

A class done by few sections is merged into the class above. What is merged must not be found out
by subtracting what is published from what stands above it, so the merged rest itself needs three
sections; where it has fewer, the smallest published class beside it is merged, too
(complementary suppression). Published sums lie inside each other like the classes do, so all that
can be calculated from them is a sum of such rests, and each rest has three sections or more.

A class of which only a part was published would look smaller than it is: where something was
merged, the class above is published as a whole, or nothing of it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from bpr_studio.domain.benchmark.figures import SMALLEST_SECTIONS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

ALL_WORK: Final = ""
"""The code above all major classes."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What one section needs for one class.

    Attributes:
        section: id of the section.
        code: code of the class, of any level.
        minutes: work time, minutes a year.
        non_core: part of `minutes` that is non-core.
        contractor: part of `minutes` done by contractors.
        cases: cases a year; None where the section counts none.
    """

    section: str
    code: str
    minutes: int
    non_core: int = 0
    contractor: int = 0
    cases: int | None = None


@dataclass(frozen=True, slots=True)
class Sums:
    """The sum of several cells.

    Attributes:
        sections: the sections behind it.
        counting: the sections of these that count cases.
        cases: cases a year over the sections that count them.
    """

    minutes: int = 0
    non_core: int = 0
    contractor: int = 0
    cases: int = 0
    sections: frozenset[str] = frozenset()
    counting: frozenset[str] = frozenset()

    def __add__(self, other: Sums) -> Sums:
        return Sums(
            self.minutes + other.minutes,
            self.non_core + other.non_core,
            self.contractor + other.contractor,
            self.cases + other.cases,
            self.sections | other.sections,
            self.counting | other.counting,
        )

    @property
    def safe(self) -> bool:
        """Whether enough sections stand behind it."""
        return len(self.sections) >= SMALLEST_SECTIONS


class Fate(StrEnum):
    """What becomes of the sum of a class."""

    LEAVES = "leaves"  # it is written into the file
    TOTAL = "total"  # it is written, because a class below it is not
    TOO_FEW = "too_few"  # held back: fewer than three sections
    BESIDE = "beside"  # held back: else a sum of too few sections could be found by subtraction


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of one class.

    Attributes:
        code: the class.
        sums: what it needs.
        fate: whether it leaves.
        merged_into: code of the published class it is part of; None when it is part of none.
    """

    code: str
    sums: Sums
    fate: Fate
    merged_into: str | None = None

    @property
    def leaves(self) -> bool:
        """Whether it is written into the file."""
        return self.fate in (Fate.LEAVES, Fate.TOTAL)


def judged(cells: Iterable[Cell], *, with_all_work: bool = False) -> tuple[Verdict, ...]:
    """What becomes of every class that has work, and of the totals above, in code order.

    Args:
        cells: work by section and class. Work of a class that has classes below it with work of
            their own has no line of its own; it is part of the total, and never published alone.
        with_all_work: the sum of all work is published, too, as the code `ALL_WORK`.
    """
    leaves = summed(cells)
    tree = _tree(leaves)
    work = _Judging(leaves, tree)
    top = work.judge(ALL_WORK, publish=with_all_work)
    return tuple(sorted(_with_targets(top.verdicts), key=lambda verdict: verdict.code))


def summed(cells: Iterable[Cell]) -> dict[str, Sums]:
    """The sum of each class that has cells, in code order."""
    sums: dict[str, Sums] = {}
    for cell in cells:
        who = frozenset((cell.section,))
        one = Sums(
            minutes=cell.minutes,
            non_core=cell.non_core,
            contractor=cell.contractor,
            cases=cell.cases or 0,
            sections=who,
            counting=frozenset() if cell.cases is None else who,
        )
        sums[cell.code] = sums.get(cell.code, Sums()) + one
    return dict(sorted(sums.items()))


def _above(code: str) -> str:
    return code.rpartition("-")[0]


def _tree(codes: Iterable[str]) -> dict[str, list[str]]:
    """The classes below each class, down to the given ones."""
    below: dict[str, list[str]] = {ALL_WORK: []}
    for given in sorted(codes):
        for code in _upwards(given):
            siblings = below.setdefault(_above(code), [])
            if code in siblings:
                break
            siblings.append(code)
    return below


def _upwards(code: str) -> Iterator[str]:
    while code != ALL_WORK:
        yield code
        code = _above(code)


@dataclass(slots=True)
class _Branch:
    """A class and what is below it, while it is decided.

    Attributes:
        code: the class.
        total: everything below it.
        held: nothing of it is published, neither as a whole nor in parts.
    """

    code: str
    total: Sums
    verdicts: list[Verdict] = field(default_factory=list)
    held: bool = False

    def hold_back(self, fate: Fate) -> None:
        """Publish nothing of the branch."""
        self.held = True
        self.verdicts = [
            Verdict(v.code, v.sums, fate if v.leaves else v.fate)
            for v in self.verdicts
            if v.fate is not Fate.TOTAL
        ]


class _Judging:
    """One tree of classes being decided, from below."""

    def __init__(self, leaves: Mapping[str, Sums], tree: Mapping[str, Sequence[str]]) -> None:
        self._leaves = leaves
        self._tree = tree

    def judge(self, code: str, *, publish: bool = True) -> _Branch:
        """Decide a class and everything below it.

        Args:
            code: the class.
            publish: its own total may be published; not so the sum of all work.
        """
        if code not in self._tree:
            return _leaf(code, self._leaves[code])
        branches = [self.judge(below) for below in self._tree[code]]
        if code in self._leaves:
            branches.append(_Branch(code, self._leaves[code], held=True))
        total = sum((branch.total for branch in branches), Sums())
        rest = _rest(branches)
        if publish and rest.sections and not rest.safe:
            rest = _widened(branches, rest)
        verdicts = [verdict for branch in branches for verdict in branch.verdicts]
        made = _Branch(code, total, verdicts)
        if code == ALL_WORK:
            if publish:
                made.verdicts.append(_whole(code, total))
        elif rest.sections:
            self._publish_whole(made, rest)
        return made

    def _publish_whole(self, made: _Branch, rest: Sums) -> None:
        """Publish the total of a class of which a part is held back, where that is safe."""
        if rest.safe:
            made.verdicts.append(Verdict(made.code, made.total, Fate.TOTAL))
        else:  # everything below is held back already, and it is too little together
            made.held = True
            if made.code in self._leaves:
                made.verdicts.append(Verdict(made.code, made.total, Fate.TOO_FEW))


def _leaf(code: str, sums: Sums) -> _Branch:
    fate = Fate.LEAVES if sums.safe else Fate.TOO_FEW
    return _Branch(code, sums, [Verdict(code, sums, fate)], held=not sums.safe)


def _whole(code: str, total: Sums) -> Verdict:
    return Verdict(code, total, Fate.LEAVES if total.safe else Fate.TOO_FEW)


def _rest(branches: Iterable[_Branch]) -> Sums:
    return sum((branch.total for branch in branches if branch.held), Sums())


def _widened(branches: Sequence[_Branch], rest: Sums) -> Sums:
    """Hold back the smallest published branch, too; the rest as it is, where there is none."""
    open_ = [branch for branch in branches if not branch.held]
    if not open_:
        return rest
    smallest = min(open_, key=lambda branch: (branch.total.minutes, branch.code))
    smallest.hold_back(Fate.BESIDE)
    return _rest(branches)


def _with_targets(verdicts: Sequence[Verdict]) -> Iterator[Verdict]:
    """The verdicts, each class that is held back with the published class it is part of."""
    published = {verdict.code for verdict in verdicts if verdict.leaves}
    for verdict in verdicts:
        if verdict.leaves:
            yield verdict
        else:
            yield Verdict(
                verdict.code, verdict.sums, verdict.fate, _nearest(verdict.code, published)
            )


def _nearest(code: str, published: set[str]) -> str | None:
    above = (*_upwards(_above(code)), ALL_WORK)
    return next((name for name in above if name in published), None)
