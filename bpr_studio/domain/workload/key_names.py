"""What the values of core tag, medium, nature and month are called, in the order of the lists."""

from __future__ import annotations

from bpr_studio.domain.shared.text import tr


def core_names() -> dict[str, str]:
    """Names of core tags by key."""
    return {"core": tr("Core"), "non_core": tr("Non-core"), "": tr("Not judged yet")}


def medium_names() -> dict[str, str]:
    """Names of media by key."""
    return {"paper": tr("Paper"), "digital": tr("Digital"), "mixed": tr("Paper and digital")}


def nature_names() -> dict[str, str]:
    """Names of natures of work by key, the most routine first."""
    return {
        "routine": tr("Routine"),
        "semi_routine": tr("Semi-routine"),
        "non_routine": tr("Non-routine"),
    }


def month_name(key: str) -> str:
    """The name of a month by its key "01" … "12"."""
    return tr("{month}/", month=int(key))
