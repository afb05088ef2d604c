"""Free text to codes: which minor classes a task name as sections write it may mean.

Offline and explainable. A name is cut into known terms (names of classes, and the synonyms,
abbreviations and office words of `surveys/class_words.toml`); each term speaks for the classes
it belongs to, the rarer it is the louder (inverse document frequency, Spärck Jones 1972), and
a term inside a longer one only softly. What no term covers is compared by pairs of characters.
Corrections of the DX office are examples: a name like a corrected one is drawn to its code.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from bpr_studio.domain.classification.codes import class_level

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

UNSORTED: Final = "Z99-99-99"
"""The class for work that fits nowhere yet (その他（要分類）)."""

_MINOR: Final = 3
_LEVEL_WEIGHT: Final = {1: 1.8, 2: 0.7, _MINOR: 1.0}
_GENERAL: Final = 0.5  # what words count that any work may be called with
_INSIDE: Final = 0.25  # what a term counts that stands wholly inside a longer known term
_PAIRS: Final = 6.0  # how much the likeness by pairs of characters counts against terms
_LESSON: Final = 12.0  # a correction of the very same name outweighs every term
_LESSON_FROM: Final = 0.5  # likeness from which a correction of another name counts
_FAINT: Final = 0.9  # scores below this are no suggestion
_SEPARATORS: Final = re.compile(r"[\s・、，,.／/（）()「」『』【】\[\]~〜～:：＋+&＆\-－]+")
_PARTICLES: Final = re.compile(
    r"(?<=[一-龠ァ-ヶーa-z])(?:等の|の|等|と|や|に|を|へ|による|に係る)(?=[一-龠ァ-ヶ])"
)


@dataclass(frozen=True, slots=True)
class ClassWords:
    """What people say for the classes.

    Attributes:
        words: by code of any level, the words that speak for it and for everything below it.
        aliases: another spelling → the one to compare with.
        general: words any work may be called with; they say little.
    """

    words: Mapping[str, tuple[str, ...]]
    aliases: Mapping[str, str]
    general: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class ClassSuggestion:
    """A minor class that a name may mean.

    Attributes:
        code: code of the minor class.
        name: its name.
        path: major › middle › minor, as people read it.
        score: how strongly the name speaks for it; only to be compared within one answer.
        words: the words that decided, the strongest first, in the spelling that was compared.
    """

    code: str
    name: str
    path: str
    score: float
    words: tuple[str, ...]


@dataclass(slots=True)
class _Votes:
    """What speaks for one class."""

    score: float = 0.0
    words: list[tuple[float, str]] = field(default_factory=list)


class Suggester:
    """Suggests minor classes for names; build it once, it is fast to ask (well under 1 ms)."""

    def __init__(
        self,
        classes: Sequence[tuple[str, str]],
        words: ClassWords,
        lessons: Iterable[tuple[str, str]] = (),
    ) -> None:
        """Prepare for a classification.

        Args:
            classes: code and name of the classes of all levels.
            words: what people say for them.
            lessons: names and the codes the DX office gave them, oldest first.
        """
        self._names = dict(classes)
        self._minors = [code for code, _ in classes if class_level(code) == _MINOR]
        self._alias, self._target = _spellings(words.aliases)
        self._terms = self._collect_terms(words)
        self._loudness = self._weigh(words)
        self._longest = max(map(len, self._terms), default=1)
        self._pairs = self._pair_index()
        self._lessons: dict[str, str] = {}
        for name, code in lessons:
            self.learn(name, code)

    def learn(self, name: str, code: str) -> None:
        """From now on `name`, and a little also names like it, mean `code`."""
        if code in self._names:
            self._lessons[self.normal(name)] = code

    def normal(self, text: str) -> str:
        """The spelling names are compared in: one width, one case, aliases resolved."""
        return self._alias.sub(lambda found: self._target[found[0]], _folded(text).strip())

    def suggest(self, text: str, limit: int = 5) -> tuple[ClassSuggestion, ...]:
        """The minor classes `text` most probably means, the best first.

        Where nothing known is in the text, the class for unsorted work is all there is.
        """
        plain = self.normal(text)
        if not plain:
            return ()
        votes: defaultdict[str, _Votes] = defaultdict(_Votes)
        self._vote_by_terms(plain, votes)
        self._vote_by_pairs(plain, votes)
        self._vote_by_lessons(plain, votes)
        ranked = sorted(votes.items(), key=lambda item: (-item[1].score, item[0]))
        found = [
            self._suggestion(code, vote) for code, vote in ranked[:limit] if vote.score >= _FAINT
        ]
        return tuple(found) or (self._suggestion(UNSORTED, _Votes()),)

    # -- building --------------------------------------------------------------------------------

    def _collect_terms(self, words: ClassWords) -> dict[str, dict[str, float]]:
        """For each term the minor classes it speaks for, and how much by its level."""
        terms: dict[str, dict[str, float]] = {}
        for code, name in self._names.items():
            said = (*words.words.get(code, ()), *_parts_of(name))
            weight = _LEVEL_WEIGHT[class_level(code)]
            below = [minor for minor in self._minors if minor.startswith(code)]
            for term in {self.normal(word) for word in said}:
                if len(term) < 2:
                    continue
                speaks_for = terms.setdefault(term, {})
                for minor in below:
                    speaks_for[minor] = max(speaks_for.get(minor, 0.0), weight)
        return terms

    def _weigh(self, words: ClassWords) -> dict[str, float]:
        """How loud a term is: rare terms and long terms say more."""
        total = len(self._minors)
        return {
            term: math.log(1 + total / len(speaks_for))
            * math.sqrt(min(len(term), 8) / 3)
            * (_GENERAL if term in words.general else 1)
            for term, speaks_for in self._terms.items()
        }

    def _pair_index(self) -> dict[str, list[tuple[str, float]]]:
        """For each pair of characters the classes in whose terms it occurs, with its share."""
        pairs: defaultdict[str, set[str]] = defaultdict(set)
        for term, speaks_for in self._terms.items():
            own = [code for code, weight in speaks_for.items() if weight == _LEVEL_WEIGHT[_MINOR]]
            for pair in _pairs_of(term):
                pairs[pair].update(own)
        total = len(self._minors)
        return {
            pair: [(code, math.log(1 + total / len(codes))) for code in codes]
            for pair, codes in pairs.items()
        }

    # -- voting ----------------------------------------------------------------------------------

    def _vote_by_terms(self, plain: str, votes: defaultdict[str, _Votes]) -> None:
        for term, factor in self._terms_in(plain):
            for code, weight in self._terms[term].items():
                said = self._loudness[term] * weight * factor
                votes[code].score += said
                votes[code].words.append((said, term))

    def _terms_in(self, plain: str) -> Iterator[tuple[str, float]]:
        """The known terms of a text, each once, softer where a longer one holds it."""
        spans = [
            (start, start + length, plain[start : start + length])
            for start in range(len(plain))
            for length in range(2, min(self._longest, len(plain) - start) + 1)
            if plain[start : start + length] in self._terms
        ]
        loudest: dict[str, float] = {}
        for start, end, term in spans:
            inside = any(s <= start and end <= e and e - s > end - start for s, e, _ in spans)
            loudest[term] = max(loudest.get(term, 0.0), _INSIDE if inside else 1.0)
        yield from loudest.items()

    def _vote_by_pairs(self, plain: str, votes: defaultdict[str, _Votes]) -> None:
        pairs = _pairs_of(plain)
        known = [self._pairs[pair] for pair in pairs if pair in self._pairs]
        if not known:
            return
        for speaks_for in known:
            for code, loudness in speaks_for:
                votes[code].score += _PAIRS * loudness / (6 * len(pairs))

    def _vote_by_lessons(self, plain: str, votes: defaultdict[str, _Votes]) -> None:
        pairs = _pairs_of(plain)
        for name, code in self._lessons.items():
            alike = 1.0 if name == plain else _likeness(pairs, _pairs_of(name))
            if alike >= _LESSON_FROM:
                said = _LESSON * alike * (3 if name == plain else 1)
                votes[code].score += said
                votes[code].words.append((said, name))

    def _suggestion(self, code: str, vote: _Votes) -> ClassSuggestion:
        strongest = dict.fromkeys(word for _, word in sorted(vote.words, reverse=True))
        levels = (code[:3], code[:6], code)
        path = " › ".join(self._names[level] for level in levels if level in self._names)
        name = self._names.get(code, code)
        return ClassSuggestion(code, name, path, vote.score, tuple(strongest)[:4])


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def _spellings(aliases: Mapping[str, str]) -> tuple[re.Pattern[str], dict[str, str]]:
    """A pattern that finds aliases, and what each becomes; a target itself stays as it is.

    The longest fits first, so that an alias inside its own target (引継 in 引継ぎ) is no alias.
    """
    known = {_folded(alias): _folded(target) for alias, target in aliases.items()}
    known |= {target: known.get(target, target) for target in list(known.values())}
    longest_first = sorted(known, key=lambda spelling: (-len(spelling), spelling))
    return re.compile("|".join(map(re.escape, longest_first)) or "(?!)"), known


def _parts_of(name: str) -> tuple[str, ...]:
    """A class name and the words it is made of."""
    pieces = [piece for piece in _SEPARATORS.split(name) if piece]
    words = [word for piece in pieces for word in _PARTICLES.split(piece)]
    return tuple(dict.fromkeys((name, *pieces, *words)))


def _pairs_of(text: str) -> frozenset[str]:
    solid = _SEPARATORS.sub("", text)
    return frozenset(solid[i : i + 2] for i in range(len(solid) - 1))


def _likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """Dice coefficient of two sets of character pairs, 0 to 1."""
    return 2 * len(one & other) / (len(one) + len(other)) if one or other else 0.0
