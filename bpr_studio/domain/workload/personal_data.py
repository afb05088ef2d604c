"""Personal data in free text: twelve-digit numbers and likely names of persons.

A survey must hold no individual number and nobody's name. Numbers are certain enough to be
refused; names are only likely, so they are warned about and a person decides. The patterns,
each of a name's own signs: family and given name (one of them known, or with a blank between),
a name before a polite word (さん, 様), before a title (主任) unless it is a word of the office
(庶務係長), a reading in parentheses, and what stands behind 担当： and the like. What only
contains a surname (中村小学校, 田中地区) is no name.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from bpr_studio.domain.shared.text import tr
from bpr_studio.domain.shared.word_pattern import any_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_NUMBER: Final = re.compile(r"(?<![0-9])[0-9]{4}[ \-]?[0-9]{4}[ \-]?[0-9]{4}(?![0-9])")
_DASHES: Final = dict.fromkeys("‐‑‒–—―−ー－", "-")
_KANJI: Final = "一-龠々ヶ﨑"
_KANA: Final = "ァ-ヴー"
_PEOPLE: Final = "者員人童徒母父族亡"  # kanji that end a word for a person: 相談者田村一郎
_NO_OFFICE: Final = f"(?![係課部局室所班線先者員物類表])[{_KANJI}]"  # what no surname ends with
_NO_JOB: Final = (
    f"(?![員手長者会協行御師士係課署店屋局校園所組社客])[{_KANJI}]"  # 銀行さん, 運転手さん
)
_DOES: Final = (
    "(?:対応|担当|休|不在|退職|異動|でき|わか|分か|知って|行って|一人|ひとり|中心|作成|管理|処理)"
)
_ASKED: Final = "(?:依頼|確認|連絡|聞|相談|引継|引き継|任せ|集中|頼|報告|伝)"
_VOICED: Final = "ﾞﾟ"


class PersonalKind(StrEnum):
    """What was found."""

    NUMBER = "number"  # twelve digits, as an individual number has
    NAME = "name"  # likely the name of a person


@dataclass(frozen=True, slots=True)
class PersonalHint:
    """A place in a text that looks like personal data.

    Attributes:
        kind: number or name.
        text: the part as it was typed.
        start: where it starts in the text, in characters.
        end: where it ends.
    """

    kind: PersonalKind
    text: str
    start: int
    end: int


def doubt_words(hints: Sequence[PersonalHint]) -> str:
    """Why a text should not be stored as it is; "" when nothing was found in it."""
    if not hints:
        return ""
    if any(hint.kind is PersonalKind.NUMBER for hint in hints):
        return tr(
            "This has twelve digits like an individual number. Leave it out; the survey must not"
            " hold personal data."
        )
    found = tr(", ").join(dict.fromkeys(hint.text for hint in hints))
    return tr(
        "“{text}” looks like a person's name. Write the role instead; the survey must not hold"
        " personal data.",
        text=found,
    )


@dataclass(frozen=True, slots=True)
class NameParts:
    """What names are made of, and what only looks like one (`surveys/person_names.toml`).

    Attributes:
        surnames: family names in kanji.
        given: given names.
        given_endings: characters given names often end with.
        readings_family: family names in katakana.
        readings_given: given names in katakana.
        honorifics: polite words behind a name.
        titles: titles behind a name.
        roles: words like 担当 that a name follows.
        not_names: what stands before these without being a name.
    """

    surnames: frozenset[str]
    given: frozenset[str]
    given_endings: str
    readings_family: frozenset[str]
    readings_given: frozenset[str]
    honorifics: frozenset[str]
    titles: frozenset[str]
    roles: frozenset[str]
    not_names: frozenset[str]


class PersonalDataGuard:
    """Finds personal data; build it once, asking takes a fraction of a millisecond."""

    def __init__(self, parts: NameParts, office_words: Iterable[str] = ()) -> None:
        """Prepare.

        Args:
            parts: what names are made of.
            office_words: words of the city's work, none of them a name.
        """
        self._not_names = parts.not_names | parts.titles | frozenset(office_words)
        self._signs = {sign: re.compile(p) for sign, p in _signs(parts).items()}
        self._certain = _compiled(_certain_patterns(parts))
        self._likely = _compiled(_likely_patterns(parts))

    def hints(self, text: str) -> tuple[PersonalHint, ...]:
        """What looks like personal data, from left to right, without overlaps."""
        plain, places = _half_width(text)
        spans = {*self._numbers(plain), *self._names(plain)}
        kept: list[PersonalHint] = []
        for start, end, kind in sorted(spans, key=lambda span: (span[0], -span[1])):
            first, last = places[start], places[end]
            if not kept or first >= kept[-1].end:
                kept.append(PersonalHint(kind, text[first:last], first, last))
        return tuple(kept)

    @staticmethod
    def _numbers(plain: str) -> Iterator[tuple[int, int, PersonalKind]]:
        """Twelve digits, whatever their width and grouping."""
        folded = "".join(_DASHES.get(character, character) for character in plain)
        for match in _NUMBER.finditer(folded):
            yield (*match.span(), PersonalKind.NUMBER)

    def _names(self, plain: str) -> Iterator[tuple[int, int, PersonalKind]]:
        """Only the patterns are tried whose sign is in the text: most texts have none."""
        signs = {sign for sign, pattern in self._signs.items() if pattern.search(plain)}
        for sign, pattern in self._certain:
            for match in pattern.finditer(plain) if sign in signs else ():
                yield (*match.span("name"), PersonalKind.NAME)
        for sign, pattern in self._likely:
            for match in pattern.finditer(plain) if sign in signs else ():
                if not self._is_office_word(match["name"]):
                    yield (*match.span("name"), PersonalKind.NAME)

    def _is_office_word(self, name: str) -> bool:
        """The word, or how it ends, is something else than a person's name.

        One character alone says nothing of how it ends: the 橋 of 高橋 is no bridge.
        """
        endings = (name[start:] for start in range(len(name) - 1))
        return name in self._not_names or any(ending in self._not_names for ending in endings)


def _signs(parts: NameParts) -> dict[str, str]:
    """What a text must hold for some of the patterns to fit."""
    return {
        "family": any_of(parts.surnames),
        "given": any_of(name for name in parts.given if len(name) > 1),
        "polite": any_of(parts.honorifics | {"さん", "様"}),
        "title": any_of(parts.titles),
        "role": any_of(parts.roles),
        "kana": f"[{_KANA}]",
        "blank": " ",
        "bracket": "[(（]",
    }


def _compiled(patterns: Iterable[tuple[str, str]]) -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((sign, re.compile(pattern)) for sign, pattern in patterns)


def _certain_patterns(parts: NameParts) -> Iterator[tuple[str, str]]:
    """Patterns that need no second look, each behind the sign it cannot do without."""
    family, given = any_of(parts.surnames), any_of(parts.given)
    long_given = any_of(name for name in parts.given if len(name) > 1)
    polite, titles = any_of(parts.honorifics), any_of(parts.titles)
    kana_family, kana_given = any_of(parts.readings_family), any_of(parts.readings_given)
    hira_family = any_of(map(_hiragana, parts.readings_family))
    start = f"(?:(?<![{_KANJI}])|(?<=[{_PEOPLE}]))"
    ends = f"(?:(?={polite}|{titles})|(?![{_KANJI}]))"
    yield "family", rf"{start}(?P<name>(?:{family})[ ・]?(?:{given})){ends}"
    yield "given", rf"{start}(?P<name>[{_KANJI}]{{1,3}}(?:{long_given})){ends}"
    yield "family", rf"{start}(?P<name>(?:{family})[{_KANJI}]?[{parts.given_endings}]){ends}"
    yield "polite", rf"{start}(?P<name>(?:{family})) ?(?:{polite})"
    yield (
        "blank",
        rf"{start}(?P<name>[{_KANJI}]{{1,3}} (?:{given}|[{_KANJI}]{{0,2}}[{parts.given_endings}])){ends}",
    )
    yield "kana", rf"(?<![{_KANA}])(?P<name>(?:{kana_family})[ ・]?(?:{kana_given}))(?![{_KANA}])"
    long_kana = any_of(name for name in parts.readings_given if len(name) > 3)
    yield "kana", rf"(?<![{_KANA}])(?P<name>[{_KANA}]{{2,6}}(?:{long_kana}))(?![{_KANA}])"
    yield "kana", rf"(?<![{_KANA}])(?P<name>[{_KANA}]{{2,6}}[ ・](?:{kana_given}))(?![{_KANA}])"
    yield "kana", rf"(?<![{_KANA}])(?P<name>(?:{kana_family})[ ・][{_KANA}]{{2,6}})(?![{_KANA}])"
    yield "polite", rf"(?P<name>[{_KANA}]{{2,6}}[ ・][{_KANA}]{{2,6}}) ?(?:{polite})"
    yield "polite", rf"(?P<name>[ぁ-ゖー]{{2,6}} [ぁ-ゖー]{{2,6}}) ?(?:{polite})"
    yield "polite", rf"(?P<name>[A-Za-z]{{2,}} [A-Za-z]{{2,}}) ?(?:{polite})"
    yield "bracket", rf"(?P<name>[{_KANJI}]{{1,5}}[(（](?:{kana_family}|{hira_family}))"
    yield "bracket", rf"(?P<name>[{_KANJI}]{{2,5}}[(（][ぁ-ゖ]{{2,6}} [ぁ-ゖ]{{2,6}}[)）])"


def _likely_patterns(parts: NameParts) -> Iterator[tuple[str, str]]:
    """Patterns that fit words of the office too; those are left out. Signs as above."""
    family, polite = any_of(parts.surnames), any_of(parts.honorifics - {"宅", "殿"})
    titles, roles = any_of(parts.titles), any_of(parts.roles)
    yield (
        "polite",
        (
            rf"(?<![{_KANJI}])(?P<name>[{_KANJI}]{{1,5}}{_NO_JOB}(?:[ぁ-ゖ]{{1,3}}子)?) ?(?:{polite})"
            rf"(?:宅|方|(?![{_KANJI}]))"
        ),
    )
    yield (
        "title",
        rf"(?<![{_KANJI}])(?P<name>(?!関係|各)[{_KANJI}]{{2,3}}(?<!各))(?:{titles})(?:補佐)?(?![{_KANJI}])",
    )
    yield "title", rf"(?<![{_KANJI}])(?P<name>{family})(?:{titles})"
    yield "polite", rf"(?<![{_KANA}])(?P<name>[{_KANA}]{{2,8}})(?:さん|様)(?!式)"
    yield (
        "role",
        (
            rf"(?:{roles})[は:：/＝= ]+(?P<name>[{_KANJI}]{{1,3}}?{_NO_OFFICE})"
            rf"(?=(?:{titles})?(?:$|[まがをへとに、,/・。)）]))"
        ),
    )
    yield "role", rf"(?:{roles})の(?P<name>{family})(?=$|[まがをへとに、,/・。)）])"
    alone = f"(?<![{_KANJI}])(?P<name>{any_of(n for n in parts.surnames if len(n) > 1)})"
    yield "family", rf"{alone}(?:が|は|しか|だけが?|のみが?){_DOES}"
    yield "family", rf"{alone}[にへ]{_ASKED}"
    yield "family", rf"{alone}の(?:代わり|代理|後任|前任|退職|異動|引継|休職|育休|産休)"
    yield "family", rf"{alone}と(?:{family})(?=$|[がでにへの、])"


def _hiragana(katakana: str) -> str:
    return "".join(chr(ord(c) - 0x60) if "ァ" <= c <= "ヶ" else c for c in katakana)


def _half_width(text: str) -> tuple[str, list[int]]:
    """Digits, letters and blanks in half width, katakana in full width; and where each was.

    The list has one place more than the text, for its end.
    """
    plain: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        if character in _VOICED and plain:
            plain[-1] = unicodedata.normalize("NFKC", plain[-1] + character)[:1]
            continue
        folded = " " if character == "\u3000" else unicodedata.normalize("NFKC", character)
        plain.append(folded if len(folded) == 1 else character)
        places.append(place)
    return "".join(plain), [*places, len(text)]
