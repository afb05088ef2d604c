"""Compression that cannot be made to take more memory than was said."""

from __future__ import annotations

import tracemalloc

import pytest
import zstandard

from bpr_studio.adapters.share.compression import Zstd

TEXT = "業務量調査 " * 500
DATA = TEXT.encode()


def test_what_was_compressed_comes_back():
    packed = Zstd().compress(DATA)
    assert len(packed) < len(DATA) / 10
    assert Zstd().decompress(packed, len(DATA)) == DATA


def test_the_same_data_give_the_same_bytes():
    assert Zstd().compress(DATA) == Zstd().compress(DATA)


@pytest.mark.parametrize("size", [0, len(DATA) - 1, len(DATA) + 1])
def test_another_size_than_was_said_is_refused(size):
    with pytest.raises(ValueError, match="bytes instead of"):
        Zstd().decompress(Zstd().compress(DATA), size)


def test_a_frame_that_does_not_say_its_size_is_refused():
    packed = zstandard.ZstdCompressor(write_content_size=False).compress(DATA)
    with pytest.raises(ValueError, match="bytes instead of"):
        Zstd().decompress(packed, len(DATA))


def test_damaged_data_are_refused():
    packed = bytearray(Zstd().compress(DATA))
    with pytest.raises(ValueError, match=r"."):
        Zstd().decompress(bytes(packed[: len(packed) // 2]), len(DATA))
    with pytest.raises(ValueError, match=r"."):
        Zstd().decompress(b"no zstd at all", len(DATA))


def test_data_behind_the_frame_are_refused():
    packed = Zstd().compress(DATA)
    for extra in (b"x", packed):
        with pytest.raises(ValueError, match=r"."):
            Zstd().decompress(packed + extra, len(DATA))


def test_a_bomb_takes_no_memory():
    bomb = zstandard.ZstdCompressor(level=19).compress(bytes(200 << 20))
    assert len(bomb) < 100_000
    tracemalloc.start()
    with pytest.raises(ValueError, match="bytes instead of"):
        Zstd().decompress(bomb, 1000)
    assert tracemalloc.get_traced_memory()[1] < 1 << 20
    tracemalloc.stop()


def test_a_bomb_that_lies_about_its_size_is_refused():
    bomb = bytearray(zstandard.ZstdCompressor().compress(bytes(50 << 20)))
    place = bomb.index((50 << 20).to_bytes(4, "little"))
    bomb[place : place + 4] = (1000).to_bytes(4, "little")
    with pytest.raises(ValueError, match=r"."):
        Zstd().decompress(bytes(bomb), 1000)
