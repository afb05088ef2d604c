"""A TCP proxy that cuts, delays or stalls what passes through it, for tests and soak."""

from __future__ import annotations

import contextlib
import random
import socket
import threading
import time
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

_BLOCK: Final = 1 << 16
_STALLED: Final = 0.2  # seconds a stalled connection says nothing before it is cut


class CuttingProxy:
    """Listens on a loopback port of its own and passes everything on, with faults.

    Attributes:
        port: where it listens.
        cuts: number of connections cut so far.
        least, most: a connection is cut after so many bytes, drawn anew for each; 0 for never.
        delay: seconds by which each direction is late.
        stalls: share of the cuts before which nothing passes for a while.
    """

    def __init__(self, target: int, seed: int = 0) -> None:
        """Faultless so far.

        Args:
            target: port of the server.
            seed: of all luck.
        """
        self.cuts = 0
        self.least = self.most = 0
        self.delay = 0.0
        self.stalls = 0.0
        self._target = target
        self._luck = random.Random(seed)  # noqa: S311  # luck of a test
        self._lock = threading.Lock()
        self._gone = False
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        threading.Thread(target=self._accept, name="proxy", daemon=True).start()

    def close(self) -> None:
        """Take no connections any more."""
        self._gone = True
        with contextlib.suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()

    def _accept(self) -> None:
        while not self._gone:
            try:
                near, _ = self._listening.accept()
            except OSError:
                return
            try:
                far = socket.create_connection(("127.0.0.1", self._target))
            except OSError:
                near.close()
                continue
            _Connection(self, near, far).begin()

    def budget(self) -> int:
        """Bytes after which a new connection is cut, -1 for never."""
        with self._lock:
            return self._luck.randint(self.least, self.most) if self.most else -1

    def told_cut(self) -> bool:
        """Count a cut; whether the connection stalls before."""
        with self._lock:
            self.cuts += 1
            return self._luck.random() < self.stalls


class _Connection:
    """Two sockets and the bytes that may still pass."""

    def __init__(self, proxy: CuttingProxy, near: socket.socket, far: socket.socket) -> None:
        self._proxy = proxy
        self._sockets = near, far
        self._left = proxy.budget()
        self._lock = threading.Lock()
        self._cut = False
        for each in self._sockets:
            each.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def begin(self) -> None:
        """Pass on in both directions."""
        near, far = self._sockets
        for pair in ((near, far), (far, near)):
            threading.Thread(target=self._pass, args=pair, name="proxy-pipe", daemon=True).start()

    def _pass(self, source: socket.socket, target: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(_BLOCK):
                if self._proxy.delay:
                    time.sleep(self._proxy.delay)
                passing = self._allowed(data)
                target.sendall(passing)
                if len(passing) < len(data):
                    break
        self._end()

    def _allowed(self, data: bytes) -> bytes:
        """What of it still passes."""
        with self._lock:
            if self._left < 0:
                return data
            passing = data[: self._left]
            self._left -= len(passing)
            first = len(passing) < len(data) and not self._cut
            self._cut = self._cut or first
        if first and self._proxy.told_cut():
            time.sleep(_STALLED)
        return passing

    def _end(self) -> None:
        for each in self._sockets:
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()


@contextlib.contextmanager
def cutting_proxy(target: int, seed: int = 0) -> Iterator[CuttingProxy]:
    """A proxy for the time of the block."""
    proxy = CuttingProxy(target, seed)
    try:
        yield proxy
    finally:
        proxy.close()
