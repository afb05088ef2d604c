"""What a failed call to the file system means for exchange."""

from __future__ import annotations

import errno
from typing import Final

from bpr_studio.services.sync.ports import Fault

_BY_WINDOWS: Final = {
    # ERROR_SHARING_VIOLATION, LOCK_VIOLATION, DELETE_PENDING
    **dict.fromkeys((32, 33, 303), Fault.BUSY),
    # HANDLE_DISK_FULL, DISK_FULL, DISK_QUOTA_EXCEEDED
    **dict.fromkeys((39, 112, 1295), Fault.FULL),
    # ACCESS_DENIED, WRITE_PROTECT, NETWORK_ACCESS_DENIED, INVALID_PASSWORD, FILENAME_EXCED_RANGE,
    # LOGON_FAILURE, ACCOUNT_RESTRICTION, PASSWORD_EXPIRED, ACCOUNT_DISABLED, ACCOUNT_LOCKED_OUT
    **dict.fromkeys((5, 19, 65, 86, 206, 1326, 1327, 1330, 1331, 1909), Fault.REFUSED),
    # FILE_NOT_FOUND, PATH_NOT_FOUND
    **dict.fromkeys((2, 3), Fault.MISSING),
    # NOT_READY, REM_NOT_LIST, BAD_NETPATH, NETWORK_BUSY, DEV_NOT_EXIST, ADAP_HDW_ERR,
    # BAD_NET_RESP, UNEXP_NET_ERR, NETNAME_DELETED, BAD_NET_NAME, SEM_TIMEOUT, BROKEN_PIPE,
    # NETWORK_UNREACHABLE, HOST_UNREACHABLE, CONNECTION_ABORTED, NO_NETWORK, CONNECTION_REFUSED
    **dict.fromkeys(
        (21, 51, 53, 54, 55, 57, 58, 59, 64, 67, 109, 121, 1222, 1225, 1231, 1232, 1236),
        Fault.UNREACHABLE,
    ),
}
_BY_NUMBER: Final = {
    **dict.fromkeys((errno.EBUSY, errno.ETXTBSY, errno.EAGAIN, errno.EDEADLK), Fault.BUSY),
    **dict.fromkeys((errno.ENOSPC, errno.EDQUOT, errno.EFBIG), Fault.FULL),
    **dict.fromkeys(
        (errno.EACCES, errno.EPERM, errno.EROFS, errno.ENAMETOOLONG, errno.ENOTDIR), Fault.REFUSED
    ),
    errno.ENOENT: Fault.MISSING,
    **dict.fromkeys((errno.EISDIR, errno.ELOOP, errno.ENXIO), Fault.DIFFERS),
}


def fault_of(error: OSError) -> Fault:
    """The kind of a failure; what is not known counts as a lost connection.

    The number Windows gave is asked first, since it tells a file in use from a missing right where
    the translated number does not.
    """
    windows = getattr(error, "winerror", None)
    if windows is not None and windows in _BY_WINDOWS:
        return _BY_WINDOWS[windows]
    if error.errno is None:
        return Fault.UNREACHABLE
    return _BY_NUMBER.get(error.errno, Fault.UNREACHABLE)


def words_of(error: OSError) -> str:
    """The system's own words with its number, for the log."""
    windows = getattr(error, "winerror", None)
    number = f"WinError {windows}" if windows is not None else f"errno {error.errno}"
    return f"{number} {error.strerror or error}"
