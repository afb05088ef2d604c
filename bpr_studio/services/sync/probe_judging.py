"""What of a shared folder is good enough, what is not, and what the IT department should do.

Limits come from sync.md §2.2 and §6.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final, NamedTuple

from bpr_studio.domain.shared.text import N_, ntr, tr, tr_source
from bpr_studio.services.sync.ports import Fault
from bpr_studio.services.sync.probing import STEPS, Check, ProbeReport, Verdict

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from bpr_studio.services.sync.probing import Measurements, Rights

LONGEST_ROOT: Final = 120
"""Characters of the folder's path; with our names it then stays below the 260 of Windows."""

_MIB: Final = 1 << 20
_GIB: Final = 1 << 30
_WRITTEN_QUICKLY: Final = 0.3  # seconds for one file: written, renamed, read back
_WRITTEN_SLOWLY: Final = 5.0
_SEEN_QUICKLY: Final = 20.0  # seconds; Windows keeps listings for 10
_SCANNED_QUICKLY: Final = 2.0
_CLOCK_ALLOWED: Final = 300.0
_LISTED_QUICKLY: Final = 4.0  # seconds for 2,000 names; half a second is usual
_ROOM_NEEDED: Final = 200 * _MIB
_ROOM_WANTED: Final = 2 * _GIB
_USUAL_FILES: Final = 2_000


def judged(found: Measurements, at: datetime, system: str) -> ProbeReport:
    """The report on what was measured.

    Args:
        found: what was measured.
        at: the present moment.
        system: operating system of this PC, for the reader.
    """
    checks = _AFTER_REACHING if found.reach.done else ()
    lines = tuple(check(found) for check in (_reach, *checks))
    return ProbeReport(found.address, at, system, lines, found.leftovers)


def _reach(found: Measurements) -> Check:
    title = tr("The folder can be reached")
    if not found.reach.done:
        return Check(
            "reach",
            title,
            Verdict.FAULT,
            tr("There is no folder at this address.")
            if found.reach.fault is Fault.MISSING
            else tr("The folder cannot be listed ({detail}).", detail=found.reach.detail),
            remedy=tr(
                "Check the address, the network, and the right to list the folder and read files."
            ),
        )
    sentence = (
        tr("It is a place of exchange already.")
        if found.is_site
        else tr("It is not used as a place of exchange yet.")
    )
    return Check("reach", title, Verdict.OK, sentence, found.reach.seconds, "s")


def _place(found: Measurements) -> Check:
    title = tr("The folder lies on a file server")
    if found.place == "local":
        return Check(
            "place",
            title,
            Verdict.WARNING,
            tr("It lies on a disk of this PC. Other PCs cannot see it unless it is shared."),
            found.place,
            remedy=tr("Use a folder of a file server that all PCs reach. For a trial it will do."),
        )
    if found.place == "cloud":
        return Check(
            "place",
            title,
            Verdict.FAULT,
            tr("It lies in a folder that a cloud service copies ({how}).", how=found.place_detail),
            found.place,
            remedy=tr("Use a folder of a file server that all PCs reach."),
        )
    sentence = tr("It lies on a file server ({how}).", how=found.place_detail)
    return Check("place", title, Verdict.OK, sentence, found.place)


def _path(found: Measurements) -> Check:
    title = tr("The path is short enough")
    length = len(found.address)
    sentence = tr("The path has {n} characters; {most} are allowed.", n=length, most=LONGEST_ROOT)
    if length > LONGEST_ROOT:
        remedy = tr("Use a folder nearer to the top of the share.")
        return Check("path", title, Verdict.FAULT, sentence, length, "characters", remedy)
    return Check("path", title, Verdict.OK, sentence, length, "characters")


class _Words(NamedTuple):
    title: str
    good: str
    remedy: str
    worst: Verdict = Verdict.FAULT


_OTHER_SERVER: Final = N_("This server does not keep the rules of a file share. Use another one.")

_STEP_WORDS: Final[Mapping[str, _Words]] = {
    "create": _Words(
        N_("New files can be written"),
        N_("A new file was written."),
        N_("Give the users the right to create and write files there."),
    ),
    "exclusive": _Words(
        N_("A file is never written over"),
        N_("A name that is taken is refused to a second writer."),
        _OTHER_SERVER,
    ),
    "flush": _Words(
        N_("The server confirms that data is on its disk"),
        N_("Writing to the disk was confirmed."),
        N_("Ask for a server that carries out flushing (SMB FLUSH)."),
    ),
    "rename": _Words(
        N_("Own files can be renamed"),
        N_("A file just written was given its final name."),
        N_(
            "Renaming needs the right to delete one's own files. Give the creator and owner that "
            "right (CREATOR OWNER: modify), also where others must not delete."
        ),
    ),
    "no_replace": _Words(
        N_("Renaming never replaces another file"),
        N_("A name that is taken is refused, and the file there stays as it is."),
        _OTHER_SERVER,
    ),
    "read_back": _Words(
        N_("Files come back as they were written"),
        N_("Files of several sizes were read back without a difference."),
        N_("Data is changed or lost on the way. Have the server and the network looked at."),
    ),
    "remove": _Words(
        N_("Own unfinished files can be taken away"),
        N_("All files of this diagnosis were taken away."),
        N_("Take the files whose names begin with “probe-” away by hand."),
        Verdict.WARNING,
    ),
    "folder": _Words(
        N_("Folders can be made"),
        N_("The folders of sections are made when they are needed."),
        N_("Make the folders of all sections beforehand, or permit making folders."),
        Verdict.WARNING,
    ),
}


def _step(found: Measurements, step: str) -> Check:
    """The line for a step that works or does not."""
    words = _STEP_WORDS[step]
    title = tr_source(words.title)
    tried = found.tried.get(step)
    if tried is None:
        return _not_tried(step, title)
    if tried.done:
        return Check(step, title, Verdict.OK, tr_source(words.good), tried.seconds, "s")
    sentence = tr("It does not work ({detail}).", detail=tried.detail)
    return Check(step, title, words.worst, sentence, None, "s", tr_source(words.remedy))


def _not_tried(key: str, title: str) -> Check:
    return Check(key, title, Verdict.UNKNOWN, tr("It was not tried, since a step before failed."))


def _not_told(key: str, title: str) -> Check:
    return Check(key, title, Verdict.UNKNOWN, tr("This PC or the server does not tell."))


def _endings(found: Measurements) -> Check:
    title = tr("The endings of our files are permitted")
    if not found.endings:
        return _not_tried("endings", title)
    refused = sorted(ending for ending, tried in found.endings.items() if not tried.done)
    if not refused:
        return Check("endings", title, Verdict.OK, tr("No ending is blocked."))
    listed = ", ".join(f".{ending}" for ending in refused)
    return Check(
        "endings",
        title,
        Verdict.FAULT,
        tr("Files with these endings are refused: {endings}", endings=listed),
        listed,
        remedy=tr("Take these endings out of the file screening (FSRM) and of the virus scanner."),
    )


def _speed(found: Measurements) -> Check:
    title = tr("Writing is quick enough")
    steps = [found.tried.get(step) for step in ("create", "rename", "read_back")]
    taken = sum(step.seconds for step in steps if step is not None)
    if not all(step is not None and step.done for step in steps):
        return _not_tried("speed", title)
    sentence = tr("Placing one file takes {seconds:.2f} seconds.", seconds=taken)
    remedy = tr("Have the line to the server and the virus scanner looked at.")
    if taken <= _WRITTEN_QUICKLY:
        return Check("speed", title, Verdict.OK, sentence, taken, "s")
    verdict = Verdict.WARNING if taken <= _WRITTEN_SLOWLY else Verdict.FAULT
    return Check("speed", title, verdict, sentence, taken, "s", remedy)


def _seen(found: Measurements) -> Check:
    title = tr("Another program sees new files soon")
    seconds = found.seen_after
    if seconds is None:
        return _not_tried("visibility", title)
    remedy = tr("Turn off Offline Files and other caches for this share.")
    if seconds < 0:
        words = tr("A second program did not see a new file within {n} seconds.", n=round(-seconds))
        return Check("visibility", title, Verdict.FAULT, words, None, "s", remedy)
    words = tr(
        "A second program on this PC saw a new file after {seconds:.1f} seconds.", seconds=seconds
    )
    verdict = Verdict.OK if seconds <= _SEEN_QUICKLY else Verdict.WARNING
    return Check(
        "visibility", title, verdict, words, seconds, "s", "" if verdict is Verdict.OK else remedy
    )


def _held(found: Measurements) -> Check:
    title = tr("The virus scanner does not hold new files")
    seconds = found.held_for
    if seconds is None:
        return _not_tried("scanner", title)
    if seconds <= 0:
        return Check("scanner", title, Verdict.OK, tr("New files were free at once."), 0.0, "s")
    words = tr("New files were held for {seconds:.1f} seconds.", seconds=seconds)
    verdict = Verdict.OK if seconds <= _SCANNED_QUICKLY else Verdict.WARNING
    remedy = tr("Exclude this folder from scanning, or at least from quarantine.")
    return Check(
        "scanner", title, verdict, words, seconds, "s", "" if verdict is Verdict.OK else remedy
    )


def _clock(found: Measurements) -> Check:
    title = tr("The clocks agree")
    offset = found.clock_offset
    if offset is None:
        return _not_tried("clock", title)
    direction = (
        tr("The server's clock is {seconds:,.0f} seconds ahead of this PC's.", seconds=offset)
        if offset >= 0
        else tr("The server's clock is {seconds:,.0f} seconds behind this PC's.", seconds=-offset)
    )
    if abs(offset) <= _CLOCK_ALLOWED:
        return Check("clock", title, Verdict.OK, direction, offset, "s")
    remedy = tr("Set the clocks of server and PCs by the same time server.")
    return Check("clock", title, Verdict.WARNING, direction, offset, "s", remedy)


def _room(found: Measurements) -> Check:
    title = tr("There is room")
    if found.free is None:
        return _not_told("room", title)
    sentence = tr("{gigabytes:,.1f} GB are free.", gigabytes=found.free / _GIB)
    if found.free >= _ROOM_WANTED:
        return Check("room", title, Verdict.OK, sentence, found.free, "bytes")
    verdict = Verdict.WARNING if found.free >= _ROOM_NEEDED else Verdict.FAULT
    remedy = tr("Make room: a city with 365 sections needs about 100 MB a year; 2 GB are ample.")
    return Check("room", title, verdict, sentence, found.free, "bytes", remedy)


def _listing(found: Measurements) -> Check:
    title = tr("Listing is quick enough")
    if found.listed is None:
        return _not_tried("listing", title)
    names, seconds = found.listed
    for_many = seconds * max(1.0, _USUAL_FILES / max(names, 1))
    sentence = tr(
        "{n:,} names took {seconds:.2f} seconds; 2,000 names would take up to {many:.1f} seconds.",
        n=names,
        seconds=seconds,
        many=for_many,
    )
    if for_many <= _LISTED_QUICKLY:
        return Check("listing", title, Verdict.OK, sentence, for_many, "s")
    remedy = tr("Have the line to the server looked at.")
    return Check("listing", title, Verdict.WARNING, sentence, for_many, "s", remedy)


def _rights(found: Measurements) -> Check:
    title = tr("The rights of this user")
    told = {folder: rights for folder, rights in found.rights.items() if rights.read is not None}
    if not told:
        return _not_told("rights", title)
    value = "; ".join(f"{folder or '/'}: {_letters(rights)}" for folder, rights in told.items())
    sentence = tr("r: list and read, c: create, d: delete files of others. {rights}", rights=value)
    unreadable = [folder for folder, rights in told.items() if not rights.read]
    if unreadable:
        return Check(
            "rights",
            title,
            Verdict.FAULT,
            sentence,
            value,
            remedy=tr("Give the right to list and read: {folders}", folders=", ".join(unreadable)),
        )
    return Check("rights", title, Verdict.OK, sentence, value)


def _letters(rights: Rights) -> str:
    letters = (("r", rights.read), ("c", rights.create), ("d", rights.remove))
    return "".join(letter for letter, held in letters if held) or "-"


def _owner(found: Measurements) -> Check:
    title = tr("The server names the writer of a file")
    if found.owner is None:
        return _not_told("owner", title)
    if found.owner.me:
        words = tr("The owner of a new file is the person at this PC.")
        return Check("owner", title, Verdict.OK, words, found.owner.name)
    return Check(
        "owner",
        title,
        Verdict.WARNING,
        tr("The owner of a new file is somebody else: {owner}", owner=found.owner.name),
        found.owner.name,
        remedy=tr(
            "Requests to take part cannot be checked by their owner; compare the check number "
            "with the person by telephone."
        ),
    )


def _caching(found: Measurements) -> Check:
    title = tr("Offline Files are turned off")
    if found.caching is None:
        return _not_told("caching", title)
    if found.caching == "none":
        return Check("caching", title, Verdict.OK, tr("The share is not kept offline."), "none")
    return Check(
        "caching",
        title,
        Verdict.WARNING,
        tr("PCs may keep old copies of this share (Offline Files)."),
        found.caching,
        remedy=tr("Set the caching of the share to “None” (Set-SmbShare -CachingMode None)."),
    )


def _dfs(found: Measurements) -> Check:
    title = tr("One server holds the folder")
    if found.dfs_targets is None:
        return _not_told("dfs", title)
    if found.dfs_targets <= 1:
        return Check("dfs", title, Verdict.OK, tr("One server holds it."), found.dfs_targets)
    return Check(
        "dfs",
        title,
        Verdict.WARNING,
        ntr("{n} server holds it.", "{n} servers hold it (DFS).", found.dfs_targets),
        found.dfs_targets,
        remedy=tr(
            "Let all PCs use the same server. Copying between servers loses nothing, but news "
            "arrives late."
        ),
    )


_AFTER_REACHING: Final[tuple[Callable[[Measurements], Check], ...]] = (
    _place,
    _path,
    *(partial(_step, step=step) for step in STEPS),
    *(_endings, _speed, _seen, _held, _clock, _room, _listing, _rights, _owner, _caching, _dfs),
)
