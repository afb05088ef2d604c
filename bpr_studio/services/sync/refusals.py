"""Why a file was refused, in a sentence for the DX office."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bpr_studio.domain.replication.chain import BlockFault
from bpr_studio.domain.replication.roster import Unaccepted
from bpr_studio.domain.replication.segments import Refusal
from bpr_studio.domain.shared.text import N_, tr, tr_source
from bpr_studio.services.sync.requests import RequestFault
from bpr_studio.services.sync.rights import Forbidden, sentence

if TYPE_CHECKING:
    from collections.abc import Mapping

_DAMAGED: Final = N_("The file is damaged: {detail}")
_CHANGED: Final = N_("The content is not what the name promises: somebody or something changed it.")
_FORGED: Final = N_("It is not signed by the key of the PC it names as writer.")
_MOVED: Final = N_("It was made for another place, and copied or renamed to this one.")
_ELSEWHERE: Final = N_("It belongs to the exchange of another city.")
_NEWER: Final = N_("It was made by a newer version of the program. Please update.")
_FORM: Final = N_("It is not written as files of this program are: {detail}")
_LARGE: Final = N_("It is larger than a file of this kind may be.")

_SENTENCES: Final[Mapping[str, str]] = {
    Refusal.NAME: _MOVED,
    Refusal.TOO_LARGE: _LARGE,
    Refusal.TRUNCATED: _DAMAGED,
    Refusal.HASH: _CHANGED,
    Refusal.HEADER: _FORM,
    Refusal.SIGNATURE: _FORGED,
    Refusal.NEWER: _NEWER,
    Refusal.SITE: _ELSEWHERE,
    Refusal.SCOPE: _MOVED,
    Refusal.ACTOR: _MOVED,
    Refusal.SEQ: _MOVED,
    Refusal.UNPACKING: _DAMAGED,
    Refusal.BODY: _CHANGED,
    Refusal.COUNT: _FORM,
    Refusal.LINE: _FORM,
    Refusal.ORDER: _FORM,
    Refusal.FIGURES: _FORM,
    Refusal.FORERUNNER: N_("It does not follow the file it names as the one before."),
    Unaccepted.BEHIND: N_("It names a newer list of participants than there is here."),
    Unaccepted.NOT_ENROLLED: N_("Its writer does not take part, or not yet."),
    Unaccepted.LINEAGE: N_("Files between this one and the last accepted one are missing."),
    Unaccepted.REVOKED: N_("It was written after the sharing of this PC had been ended."),
    BlockFault.SIZE: _LARGE,
    BlockFault.FORM: _FORM,
    BlockFault.NAME: _CHANGED,
    BlockFault.NEWER: _NEWER,
    BlockFault.SITE: _ELSEWHERE,
    BlockFault.SIGNATURE: _FORGED,
    BlockFault.SIGNER: N_("It is signed by a key that may not change the list of participants."),
    BlockFault.STATEMENT: N_("It says something that cannot be: {detail}"),
    RequestFault.SIZE: _LARGE,
    RequestFault.MANY: N_("More PCs ask to take part than are kept; answer those that wait first."),
    RequestFault.FORM: _FORM,
    RequestFault.NAME: _MOVED,
    RequestFault.NEWER: _NEWER,
    RequestFault.SITE: _ELSEWHERE,
    RequestFault.SIGNATURE: _FORGED,
}


def refusal_sentence(reason: str, detail: str = "") -> str:
    """The sentence for a reason; one of a newer program is told by its name.

    Args:
        reason: stable name, e.g. a value of `Refusal` or `Forbidden`.
        detail: what was found.
    """
    if reason in set(Forbidden):
        return sentence(reason)
    known = _SENTENCES.get(reason)
    if known is None:
        return tr("It did not pass the check ({reason}).", reason=reason)
    return tr_source(known, detail=detail) if "{detail}" in known else tr_source(known)
