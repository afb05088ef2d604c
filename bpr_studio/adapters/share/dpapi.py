"""Windows' own encryption for a user (DPAPI), called through ctypes.

Nobody could try this on Windows while it was written; tests call it with a fake of the two system
functions, which shows that sizes, pointers and the freeing of memory are right.
"""

from __future__ import annotations

import ctypes
from ctypes import POINTER, Structure, byref, c_char, c_uint32, c_void_p, string_at
from typing import Any, Final

_NO_QUESTIONS: Final = 0x1  # CRYPTPROTECT_UI_FORBIDDEN: never ask the person anything
_PURPOSE: Final = b"bpr-studio actor key 1"


class Blob(Structure):
    """`DATA_BLOB`: a length and a pointer."""

    _fields_ = (("size", c_uint32), ("data", POINTER(c_char)))

    @classmethod
    def of(cls, data: bytes) -> Blob:
        """A blob that points to a copy of these bytes, which lives as long as the blob."""
        buffer = ctypes.create_string_buffer(data, len(data))
        return cls(len(data), ctypes.cast(buffer, POINTER(c_char)))

    def taken(self) -> bytes:
        """A copy of the bytes."""
        return string_at(self.data, self.size)


class Dpapi:
    """Encrypts for the user who is logged on; implements `key_protection.Protection`."""

    def __init__(self, crypt32: Any = None, kernel32: Any = None) -> None:
        """Take the libraries of Windows.

        Args:
            crypt32: has `CryptProtectData` and `CryptUnprotectData`; Windows' own by default.
            kernel32: has `LocalFree` and `GetLastError`.
        """
        self._crypt32 = crypt32 if crypt32 is not None else _library("crypt32")
        self._kernel32 = kernel32 if kernel32 is not None else _library("kernel32")
        self._kernel32.LocalFree.argtypes = (c_void_p,)
        self._kernel32.LocalFree.restype = c_void_p

    def protect(self, data: bytes) -> bytes:
        """Bytes only this user on this PC can read.

        Raises:
            OSError: Windows refuses.
        """
        return self._call(self._crypt32.CryptProtectData, data)

    def unprotect(self, data: bytes) -> bytes:
        """The bytes again.

        Raises:
            OSError: they are another user's, or damaged.
        """
        return self._call(self._crypt32.CryptUnprotectData, data)

    def _call(self, function: Any, data: bytes) -> bytes:
        """Both functions take: in, description, entropy, reserved, prompt, flags, out."""
        given, purpose, got = Blob.of(data), Blob.of(_PURPOSE), Blob()
        flags = c_uint32(_NO_QUESTIONS)
        none = c_void_p(None)
        if not function(byref(given), none, byref(purpose), none, none, flags, byref(got)):
            raise OSError(f"DPAPI {self._kernel32.GetLastError()}")
        try:
            return got.taken()
        finally:
            self._kernel32.LocalFree(ctypes.cast(got.data, c_void_p))


def _library(name: str) -> Any:
    return ctypes.WinDLL(name, use_last_error=True)  # type: ignore[attr-defined,unused-ignore]  # only Windows has it
