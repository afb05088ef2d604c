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
from dataclasses import dataclass
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
_FIRST: Final = 5  # a given code among the first so many is never doubted
_SURE: Final = 6.0  # what the best class must have to put another in doubt
_CLEARLY: Final = 2.5  # so many times the score of the given code
_TELLING: Final = 3  # characters of a word that tells a class on its own
_FEW: Final = 2  # classes such a word speaks for at most
_NOBODY: Final[tuple[tuple[str, ...], float]] = ((), 0.0)
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
        self._starting = _by_start(self._terms)
        self._own = self._own_terms()
        self._pairs = self._pair_index()
        self._strongest = {term: max(codes.values()) for term, codes in self._terms.items()}
        self._lessons: dict[str, tuple[str, frozenset[str]]] = {}
        for name, code in lessons:
            self.learn(name, code)

    def learn(self, name: str, code: str) -> None:
        """From now on `name`, and a little also names like it, mean `code`."""
        if code in self._names:
            plain = self.normal(name)
            self._lessons[plain] = (code, _pairs_of(plain))

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
        terms = self._terms_in(plain)
        lessons = list(self._lessons_like(plain))
        scores = self._scores(plain, terms, lessons)
        ranked = sorted(scores.items(), key=lambda item: (-item[1], item[0]))
        found = [
            self._suggestion(code, score, self._words_for(code, terms, lessons))
            for code, score in ranked[:limit]
            if score >= _FAINT
        ]
        return tuple(found) or (self._suggestion(UNSORTED, 0.0, ()),)

    def doubts(self, text: str, code: str) -> bool:
        """Whether `text` clearly speaks for other classes than `code`, quick for many names.

        Quiet on purpose: at least five classes stand before it, the best has several times its
        score, and no word that hardly any other class is called with is in the text.
        """
        plain = self.normal(text)
        if any(term in plain for term in self._own.get(code, ())):
            return False
        terms = self._terms_in(plain)
        if self._mostly_for(code, terms):
            return False
        scores = self._scores(plain, terms, list(self._lessons_like(plain)))
        own = scores.get(code, 0.0)
        best = max(scores.values(), default=0.0)
        if best < _SURE or best < own * _CLEARLY:
            return False
        return sum(score > own for score in scores.values()) >= _FIRST

    def _mostly_for(self, code: str, terms: Mapping[str, float]) -> bool:
        """Whether the terms of a name say nearly as much for a class as for any."""
        own = most = 0.0
        for term, factor in terms.items():
            speaks_for = self._terms[term]
            said = self._loudness[term] * factor
            own += said * speaks_for.get(code, 0.0)
            most += said * self._strongest[term]
        return own > 0 and own * _CLEARLY > most

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

    def _pair_index(self) -> dict[str, tuple[tuple[str, ...], float]]:
        """For each pair of characters the classes in whose terms it occurs, and its loudness."""
        pairs: defaultdict[str, set[str]] = defaultdict(set)
        for term, speaks_for in self._terms.items():
            own = [code for code, weight in speaks_for.items() if weight == _LEVEL_WEIGHT[_MINOR]]
            for pair in _pairs_of(term):
                pairs[pair].update(own)
        total = len(self._minors)
        return {
            pair: (tuple(codes), math.log(1 + total / len(codes)))
            for pair, codes in pairs.items()
            if codes
        }

    def _own_terms(self) -> dict[str, tuple[str, ...]]:
        """By minor class the words that hardly any other class is called with."""
        own: defaultdict[str, list[str]] = defaultdict(list)
        for term, speaks_for in self._terms.items():
            if len(term) >= _TELLING and len(speaks_for) <= _FEW:
                for code in speaks_for:
                    own[code].append(term)
        return {code: tuple(terms) for code, terms in own.items()}

    # -- voting ----------------------------------------------------------------------------------

    def _scores(
        self, plain: str, terms: Mapping[str, float], lessons: Sequence[tuple[str, str, float]]
    ) -> dict[str, float]:
        """What speaks for each class: terms, pairs of characters, corrections."""
        scores: defaultdict[str, float] = defaultdict(float)
        for term, factor in terms.items():
            loudness = self._loudness[term]
            for code, weight in self._terms[term].items():
                scores[code] += loudness * weight * factor
        pairs = _pairs_of(plain)
        for pair in pairs:
            codes, loudness = self._pairs.get(pair, _NOBODY)
            said = _PAIRS * loudness / (6 * len(pairs))
            for code in codes:
                scores[code] += said
        for _, code, said in lessons:
            scores[code] += said
        return scores

    def _terms_in(self, plain: str) -> dict[str, float]:
        """The known terms of a text, each once, softer where a longer one holds it."""
        spans = [
            (start, start + len(term), term)
            for start in range(len(plain) - 1)
            for term in self._starting.get(plain[start : start + 2], ())
            if plain.startswith(term, start)
        ]
        loudest: dict[str, float] = {}
        for start, end, term in spans:
            inside = any(s <= start and end <= e and e - s > end - start for s, e, _ in spans)
            loudest[term] = max(loudest.get(term, 0.0), _INSIDE if inside else 1.0)
        return loudest

    def _lessons_like(self, plain: str) -> Iterator[tuple[str, str, float]]:
        """Corrected names like a text, the codes they were given, and how much each says."""
        pairs = _pairs_of(plain)
        for name, (code, its_pairs) in self._lessons.items():
            alike = 1.0 if name == plain else _likeness(pairs, its_pairs)
            if alike >= _LESSON_FROM:
                yield name, code, _LESSON * alike * (3 if name == plain else 1)

    def _words_for(
        self, code: str, terms: Mapping[str, float], lessons: Sequence[tuple[str, str, float]]
    ) -> tuple[str, ...]:
        """The words that speak for a class, the strongest first."""
        said = [
            (self._loudness[term] * self._terms[term][code] * factor, term)
            for term, factor in terms.items()
            if code in self._terms[term]
        ]
        said += [(strength, name) for name, its_code, strength in lessons if its_code == code]
        return tuple(dict.fromkeys(word for _, word in sorted(said, reverse=True)))

    def _suggestion(self, code: str, score: float, words: Sequence[str]) -> ClassSuggestion:
        levels = (code[:3], code[:6], code)
        path = " › ".join(self._names[level] for level in levels if level in self._names)
        name = self._names.get(code, code)
        return ClassSuggestion(code, name, path, score, tuple(words)[:4])


def _by_start(terms: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """The terms by their first two characters, the shortest first."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for term in sorted(terms, key=len):
        found[term[:2]].append(term)
    return {start: tuple(terms) for start, terms in found.items()}


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
