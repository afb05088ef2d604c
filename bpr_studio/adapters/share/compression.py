"""Compression by zstd, guarded against files that unpack to far more than they say."""

from __future__ import annotations

from typing import Final

import zstandard

_LEVEL: Final = 9
_WINDOW: Final = 1 << 24  # the greatest a body may be; more memory is never taken


class Zstd:
    """Implements `domain.replication.ports.Codec`."""

    def compress(self, data: bytes) -> bytes:
        """One frame that says its size."""
        return zstandard.ZstdCompressor(level=_LEVEL).compress(data)

    def decompress(self, data: bytes, size: int) -> bytes:
        """The bytes again.

        Raises:
            ValueError: damaged, not exactly `size` bytes, or something stands behind the frame.
        """
        try:
            said = zstandard.get_frame_parameters(data).content_size
            if said != size:
                msg = f"the frame says {said} bytes instead of {size}"
                raise ValueError(msg)
            unpacker = zstandard.ZstdDecompressor(max_window_size=_WINDOW)
            return unpacker.decompress(data, max_output_size=size, allow_extra_data=False)
        except zstandard.ZstdError as error:
            raise ValueError(str(error)) from error
