"""Texts shown to people: English source strings, translated by one gettext catalogue.

Every layer, with or without Qt, marks its sentences with `tr` (or `N_` for constants that
are translated later). Why gettext and not Qt's own translator: docs/decisions/0005.
"""

from __future__ import annotations

import gettext
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


class _Catalogue:
    """The one installed catalogue of this process."""

    current: gettext.NullTranslations = gettext.NullTranslations()
    language: str = "en"


def install_language(language: str, folder: Path) -> None:
    """Make `tr` answer in `language` from the compiled catalogues in `folder`.

    Args:
        language: "ja" or "en"; English is the source language and needs no catalogue.
        folder: the folder holding `<language>/LC_MESSAGES/bpr_studio.mo`.

    Raises:
        FileNotFoundError: the catalogue of a language other than English is missing.
    """
    if language == "en":
        _Catalogue.current = gettext.NullTranslations()
    else:
        _Catalogue.current = gettext.translation("bpr_studio", folder, languages=[language])
    _Catalogue.language = language


def language() -> str:
    """The language texts are shown in, "ja" or "en"."""
    return _Catalogue.language


def tr(source: str, **values: object) -> str:
    """The sentence `source` in the language of the user, with `{name}` places filled.

    Args:
        source: the English sentence, a literal so that the extractor finds it.
        values: what stands in the named places; format specs such as `{n:,}` are allowed.
    """
    text = _Catalogue.current.gettext(source)
    return text.format(**values) if values else text


def ntr(singular: str, plural: str, n: int, **values: object) -> str:
    """Like `tr` for a sentence that depends on a count; `{n}` is filled with the count."""
    return _Catalogue.current.ngettext(singular, plural, n).format(n=n, **values)


def N_(source: str) -> str:  # noqa: N802  # gettext's own name for "mark, do not translate yet"
    """Mark a constant for translation; pass it to `tr_source` when it is shown."""
    return source


def tr_source(source: str, **values: object) -> str:
    """Translate a sentence that was marked with `N_` elsewhere."""
    text = _Catalogue.current.gettext(source)
    return text.format(**values) if values else text
