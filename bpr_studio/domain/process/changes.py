"""The primitive changes of a process model; each knows its inverse."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bpr_studio.domain.process.element import Element, Header


@dataclass(frozen=True, slots=True)
class ElementAdded:
    """An element came into being."""

    element: Element

    def inverse(self) -> ElementRemoved:
        """Its removal."""
        return ElementRemoved(self.element)


@dataclass(frozen=True, slots=True)
class ElementRemoved:
    """An element, as it was, is gone; what refers to it stays as it is."""

    element: Element

    def inverse(self) -> ElementAdded:
        """Its return."""
        return ElementAdded(self.element)


@dataclass(frozen=True, slots=True)
class ElementChanged:
    """Some fields of an element have new values.

    Only the named fields are compared and set, so changes of other fields by somebody else do
    not get in the way. The id never changes.

    Attributes:
        id: the element.
        before: the named fields as they were.
        after: the same fields as they are now.
    """

    id: str
    before: tuple[tuple[str, object], ...]
    after: tuple[tuple[str, object], ...]

    def inverse(self) -> ElementChanged:
        """The way back."""
        return ElementChanged(self.id, self.after, self.before)


@dataclass(frozen=True, slots=True)
class HeaderChanged:
    """The header has new values."""

    before: Header
    after: Header

    def inverse(self) -> HeaderChanged:
        """The way back."""
        return HeaderChanged(self.after, self.before)


ModelChange = ElementAdded | ElementRemoved | ElementChanged | HeaderChanged


def fields_set(element: Element, **values: object) -> ElementChanged:
    """The change that gives `element` these field values; fields that stay are left out."""
    before, after = [], []
    for name, value in values.items():
        old = getattr(element, name)
        if old is not value and old != value:
            before.append((name, old))
            after.append((name, value))
    return ElementChanged(element.id, tuple(before), tuple(after))
