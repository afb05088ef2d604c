"""Our notation verdicts beside bpmnlint's: `python -m benchmarks.compare_lint [FILE | FOLDER …]`.

Needs Node.js and the packages of `benchmarks/peers`. Without arguments it takes the shared
corpora. It ends with 1 when a verdict differs for no known reason (docs/file-formats/lint.md).
"""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Final

from defusedxml.ElementTree import fromstring

from benchmarks.peers import tools
from bpr_studio.adapters.bpmn.reader import read_bpmn
from bpr_studio.adapters.catalogs.lint_profile import find_lint_profile
from bpr_studio.domain.lint.live import lint
from bpr_studio.domain.lint.rules import NOTATION
from bpr_studio.domain.shared.errors import BprError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from xml.etree.ElementTree import Element

CORPORA: Final = Path(__file__).parents[2] / "shared" / "corpora"
_BPMN: Final = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
Verdict = tuple[str, str]
"""Rule and id of the element; "" where the file gives the element none."""


class Reason(StrEnum):
    """Why a verdict may differ on purpose."""

    LISTED = "arrows the file lists at the element are not those that lead to it or from it"
    DOUBLE = "the id stands twice in the file; bpmn-moddle leaves the second element out"
    PREFIXED = "a reference has a namespace prefix, which bpmn-moddle does not understand"
    NONE = ""


@dataclass(slots=True)
class Comparison:
    """What both say about some files.

    Attributes:
        equal: verdicts both give, by rule.
        theirs: verdicts only bpmnlint gives: file, rule, element, reason.
        ours: verdicts only we give, likewise.
        threw: how often a rule of bpmnlint failed, by rule.
        not_judged: files one of the two cannot read, with what it says.
    """

    equal: Counter[str] = field(default_factory=Counter)
    theirs: list[tuple[str, str, str, Reason]] = field(default_factory=list)
    ours: list[tuple[str, str, str, Reason]] = field(default_factory=list)
    threw: Counter[str] = field(default_factory=Counter)
    not_judged: list[tuple[str, str]] = field(default_factory=list)
    files: int = 0

    @property
    def unexplained(self) -> list[tuple[str, str, str, Reason]]:
        """The differences without a reason."""
        return [one for one in (*self.theirs, *self.ours) if one[3] is Reason.NONE]


def compare(files: Iterable[Path]) -> Comparison:
    """Let both judge the files.

    Raises:
        PeerError: bpmnlint cannot be run.
    """
    found = Comparison()
    listed = [str(file) for file in files]
    for answer in tools.run("lint_verdicts.mjs", {"files": listed}, browser=False):
        file = Path(answer["file"])
        found.files += 1
        if answer["error"]:
            found.not_judged.append((file.name, f"bpmnlint: {answer['error']}"))
            continue
        found.threw.update(answer["threw"])
        theirs = Counter((rule, element or "") for rule, element in answer["findings"])
        try:
            _compare_file(file, theirs, set(answer["threw"]), found)
        except BprError as error:
            found.not_judged.append((file.name, f"we: {error.message}"))
    return found


def _compare_file(file: Path, theirs: Counter[Verdict], threw: set[str], found: Comparison) -> None:
    facts = _FileFacts(file)
    ours = Counter(v for v in _our_verdicts(file, facts) if v[0] not in threw)
    both = _once(ours) & _once(theirs)
    found.equal.update(rule for rule, _ in both)
    for mine, other, kept in ((ours, theirs, found.ours), (theirs, ours, found.theirs)):
        kept += [
            (file.name, rule, element, facts.reason(rule, element))
            for rule, element in sorted(_once(mine) - _once(other))
        ]


def _once(verdicts: Counter[Verdict]) -> set[Verdict]:
    return set(verdicts)


def _our_verdicts(file: Path, facts: _FileFacts) -> Iterator[Verdict]:
    model = read_bpmn(file).model
    for finding in lint(model, find_lint_profile("notation")):
        yield finding.rule, finding.element if finding.element in facts.ids else ""


class _FileFacts:
    """What in a file explains a difference."""

    _BY_ARROWS: Final = frozenset(
        {
            "fake-join",
            "no-implicit-split",
            "no-implicit-start",
            "no-implicit-end",
            "no-disconnected",
            "no-gateway-join-fork",
            "superfluous-gateway",
            "superfluous-label",
            "superfluous-termination",
            "conditional-flows",
            "event-based-gateway",
            "label-required",
        }
    )

    def __init__(self, file: Path) -> None:
        root = fromstring(file.read_bytes())
        every = list(root.iter())
        counts = Counter(element.get("id", "") for element in every)
        self.ids = set(counts)
        self._double = {element_id for element_id, count in counts.items() if count > 1}
        self._prefixed = any(
            ":" in value and value.rpartition(":")[2] in counts and value not in counts
            for element in every
            for value in (*element.attrib.values(), (element.text or "").strip())
        )
        self._mislisted = _mislisted(every)

    def reason(self, rule: str, element: str) -> Reason:
        """Why the verdict on an element may differ."""
        if rule in self._BY_ARROWS and element in self._mislisted:
            return Reason.LISTED
        if element in self._double or (self._double and not element):
            return Reason.DOUBLE
        return Reason.PREFIXED if self._prefixed else Reason.NONE


def _mislisted(every: Sequence[Element]) -> set[str]:
    """Nodes whose listed arrows are not those that start or end there, and these arrows' nodes."""
    told: set[tuple[str, str, str]] = set()
    real: set[tuple[str, str, str]] = set()
    for element in every:
        for side in ("incoming", "outgoing"):
            told |= {
                (element.get("id", ""), side, (one.text or "").strip())
                for one in element.findall(f"{_BPMN}{side}")
            }
        if element.tag == f"{_BPMN}sequenceFlow":
            flow = element.get("id", "")
            real.add((element.get("targetRef", ""), "incoming", flow))
            real.add((element.get("sourceRef", ""), "outgoing", flow))
    differing = told ^ real
    flows = {flow for _, _, flow in differing}
    parents = {one.get("id", "") for one in every if any(child.get("id") in flows for child in one)}
    return {node for node, _, _ in differing} | flows | parents


def _lines(found: Comparison) -> Iterator[str]:
    yield f"{found.files} files; bpmnlint and bpmn-moddle as in benchmarks/peers/package.json"
    yield f"{'rule':<38}{'equal':>7}{'only theirs':>13}{'only ours':>11}{'theirs fails':>14}"
    theirs, ours = (Counter(rule for _, rule, _, _ in side) for side in (found.theirs, found.ours))
    for rule in sorted(one.id for one in NOTATION):
        yield (
            f"{rule:<38}{found.equal[rule]:>7}{theirs[rule]:>13}{ours[rule]:>11}"
            f"{found.threw[rule]:>14}"
        )
    yield (
        f"{'all':<38}{found.equal.total():>7}{theirs.total():>13}{ours.total():>11}"
        f"{found.threw.total():>14}"
    )
    for side, listed in (("only bpmnlint", found.theirs), ("only we", found.ours)):
        for file, rule, element, reason in listed:
            yield f"{side}: {file} {rule} {element or '(no id)'} – {reason or 'NO REASON KNOWN'}"
    for file, said in found.not_judged:
        yield f"not judged: {file} – {said}"


def main(arguments: Sequence[str]) -> int:
    """Compare, print, and say with the exit code whether every difference has its reason."""
    places = [Path(argument) for argument in arguments] or [CORPORA]
    files = [
        file
        for place in places
        for file in ([place] if place.is_file() else sorted(place.rglob("*.bpmn")))
    ]
    found = compare(files)
    for line in _lines(found):
        print(line)
    return 1 if found.unexplained else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
