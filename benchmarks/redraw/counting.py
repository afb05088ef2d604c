"""What is counted while a flow is drawn by hand, and how it is written down."""

from __future__ import annotations

from dataclasses import asdict, dataclass

TOOL = "bpr-studio"


@dataclass(slots=True)
class Effort:
    """The effort of one drawing; every tool is counted alike.

    Attributes:
        model: name of the flow that was drawn.
        tool: the program it was drawn with.
        keys: key presses without the characters of names; Shift, Ctrl and Alt count too.
        clicks: mouse clicks; a double click counts as two.
        drags: drags with the mouse, each one press, way and release.
        label_chars: characters of names as they stand (Japanese after conversion).
    """

    model: str
    tool: str = TOOL
    keys: int = 0
    clicks: int = 0
    drags: int = 0
    label_chars: int = 0

    @property
    def deeds(self) -> int:
        """Keys, clicks and drags without the names."""
        return self.keys + self.clicks + self.drags

    def to_json(self) -> dict[str, object]:
        """As a JSON object with the two sums people compare."""
        everything = self.deeds + self.label_chars
        return {**asdict(self), "without_names": self.deeds, "with_names": everything}
