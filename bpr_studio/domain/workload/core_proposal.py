"""Core or non-core, and why: a proposal with its evidence; a person decides.

Evidence comes from the words of the name (those behind the last の or ・ say what is done, earlier
ones with what), from the usual nature of the class, and from the step type of a step of the
detailed survey. Every piece of evidence speaks for a tag with a weight; the heavier side is
proposed, equal weights propose nothing.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from bpr_studio.domain.shared.text import tr

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

CORE: Final = "core"
NON_CORE: Final = "non_core"

_STEP_WEIGHT: Final = 8  # the type was chosen for this very step
_DEED_WEIGHT: Final = 4  # what is done
_CLASS_WEIGHT: Final = 2  # what such work usually is
_OBJECT_WEIGHT: Final = 1  # what it is done with; several such words count once for a tag

_BRACKETS: Final = re.compile(r"[(][^()]*[)]\s*$")
_LAST_BREAK: Final = re.compile(
    r"(?:の|に係る|に関する|・|、|と)(?!.*(?:の|に係る|に関する|・|、|と))"
)

_TAG_OF_REASON: Final = {"R": CORE, "N": NON_CORE}


@dataclass(frozen=True, slots=True)
class CoreWords:
    """The words and step types that speak for a reason.

    Attributes:
        reasons: reason code by word.
        steps: reason code by step type; step types without one speak for nothing.
        source: ids of the sources the thought comes from.
        mark: trust in the entries.
    """

    reasons: Mapping[str, str]
    steps: Mapping[str, str]
    source: str
    mark: str
    _pattern: re.Pattern[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        longest_first = sorted(self.reasons, key=lambda word: (-len(word), word))
        pattern = "|".join(map(re.escape, longest_first))
        object.__setattr__(self, "_pattern", re.compile(pattern or "(?!)"))

    def words_in(self, text: str) -> tuple[str, ...]:
        """The known words of a text from left to right, the longest at each place, none twice."""
        return tuple(dict.fromkeys(self._pattern.findall(text)))


@dataclass(frozen=True, slots=True)
class TaggedWork:
    """What is to be judged; "" where nothing is known.

    Attributes:
        name: name of the task or step.
        class_name: name of its class.
        class_hint: "core", "non_core" or "mixed": what work of the class usually is.
        step_type: code of the step type, P01 to P18.
        step_name: its name.
    """

    name: str
    class_name: str = ""
    class_hint: str = ""
    step_type: str = ""
    step_name: str = ""


@dataclass(frozen=True, slots=True)
class CoreEvidence:
    """One thing that speaks for a tag.

    Attributes:
        tag: "core" or "non_core".
        reason: the reason it speaks for, "" where it only speaks for the tag.
        weight: how much it counts.
        sentence: what said it, a whole translated sentence.
    """

    tag: str
    reason: str
    weight: int
    sentence: str


@dataclass(frozen=True, slots=True)
class CoreProposal:
    """What is proposed.

    Attributes:
        tag: "core", "non_core", or "" where nothing or as much speaks for both.
        reason: R1 to R7 or N1 to N7, "" where no evidence names one.
        evidence: everything found, the heaviest first.
    """

    tag: str
    reason: str
    evidence: tuple[CoreEvidence, ...]

    @property
    def explanation(self) -> str:
        """Which evidence said what, a line each; the last line says who decides."""
        if not self.evidence:
            last = tr("Nothing in the name or the class speaks for core or non-core. Please judge.")
        elif not self.tag:
            last = tr("As much speaks for core as for non-core. Please judge.")
        else:
            last = tr("This is a proposal; you decide.")
        return "\n".join([*(evidence.sentence for evidence in self.evidence), last])


def propose_core(work: TaggedWork, words: CoreWords) -> CoreProposal:
    """What the name, the class and the step type speak for."""
    found = [*_step_evidence(work, words), *_word_evidence(work, words), *_class_evidence(work)]
    evidence = tuple(sorted(found, key=lambda e: -e.weight))
    weights = {tag: sum(e.weight for e in evidence if e.tag == tag) for tag in (CORE, NON_CORE)}
    if weights[CORE] == weights[NON_CORE]:
        return CoreProposal("", "", evidence)
    tag = max(weights, key=weights.__getitem__)
    reason = next((e.reason for e in evidence if e.tag == tag and e.reason), "")
    return CoreProposal(tag, reason, evidence)


def tag_of_reason(reason: str) -> str:
    """The tag a reason stands for, "" for an unknown one."""
    return _TAG_OF_REASON.get(reason[:1], "")


def _step_evidence(work: TaggedWork, words: CoreWords) -> Iterable[CoreEvidence]:
    reason = words.steps.get(work.step_type, "")
    if not reason:
        return
    name = work.step_name or work.step_type
    sentence = (
        tr("Steps of the type “{name}” are usually core ({reason}).", name=name, reason=reason)
        if tag_of_reason(reason) == CORE
        else tr(
            "Steps of the type “{name}” are usually non-core ({reason}).", name=name, reason=reason
        )
    )
    yield CoreEvidence(tag_of_reason(reason), reason, _STEP_WEIGHT, sentence)


def _class_evidence(work: TaggedWork) -> Iterable[CoreEvidence]:
    name = work.class_name
    if work.class_hint == CORE:
        sentence = tr("Work of the class “{name}” is usually core.", name=name)
    elif work.class_hint == NON_CORE:
        sentence = tr("Work of the class “{name}” is usually non-core.", name=name)
    else:
        return
    yield CoreEvidence(work.class_hint, "", _CLASS_WEIGHT, sentence)


def _word_evidence(work: TaggedWork, words: CoreWords) -> Iterable[CoreEvidence]:
    objects, deed = _parted(work.name)
    done = words.words_in(deed)[-1:]
    yield from (_said_by(word, words.reasons[word], _DEED_WEIGHT) for word in done)
    told: set[str] = set()
    for word in words.words_in(objects):
        tag = tag_of_reason(words.reasons[word])
        if tag not in told and word not in done:
            told.add(tag)
            yield _said_by(word, words.reasons[word], _OBJECT_WEIGHT)


def _said_by(word: str, reason: str, weight: int) -> CoreEvidence:
    tag = tag_of_reason(reason)
    if tag == CORE:
        sentence = tr("“{word}” in the name speaks for core ({reason}).", word=word, reason=reason)
    else:
        sentence = tr(
            "“{word}” in the name speaks for non-core ({reason}).", word=word, reason=reason
        )
    return CoreEvidence(tag, reason, weight, sentence)


def _parted(name: str) -> tuple[str, str]:
    """The part of a name that says with what something is done, and the part that says what."""
    plain = _BRACKETS.sub("", unicodedata.normalize("NFKC", name)).strip()
    last = _LAST_BREAK.search(plain)
    return (plain[: last.start()], plain[last.end() :]) if last else ("", plain)
