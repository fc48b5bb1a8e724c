"""Thousands of clients that do as little as they can get away with, in one thread."""

import contextlib
import errno
import selectors
import socket
import time

BATCH = 200


class Member:
    def __init__(self, greeting: bytes, drip: bytes = b"", reads: bool = True, window: int = 0):
        self.socket = socket.socket()
        if window:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, window)
        self.greeting = greeting
        self.drip = drip
        self.reads = reads
        self.begun = 0.0
        self.ended = 0.0
        self.answer = b""

    @property
    def lasted(self) -> float:
        return self.ended - self.begun


class Crowd:
    """Connects all members; `live` lets them drip one byte a second each until every one was ended, or the time is over."""

    def __init__(self, port: int, members: list[Member]):
        self.members = members
        self.selector = selectors.DefaultSelector()
        for at, member in enumerate(members):
            member.socket.connect(("127.0.0.1", port))
            member.begun = time.monotonic()
            member.socket.setblocking(False)
            with contextlib.suppress(BlockingIOError):
                member.socket.send(member.greeting)
            if member.reads:
                self.selector.register(member.socket, selectors.EVENT_READ, member)
            if at % BATCH == BATCH - 1:
                self._listen(0.01)

    def open(self) -> int:
        return sum(1 for member in self.members if not member.ended)

    def live(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        next_drip = time.monotonic() + 1
        while self.open() and time.monotonic() < until:
            self._listen(0.1)
            if time.monotonic() >= next_drip:
                next_drip += 1
                for member in self.members:
                    if not member.ended:
                        self._drip(member)

    def _listen(self, seconds: float) -> None:
        for key, _ in self.selector.select(seconds):
            member = key.data
            try:
                data = member.socket.recv(65536)
            except BlockingIOError:
                continue
            except OSError:
                data = b""
            member.answer += data
            if not data:
                self._end(member)

    def _drip(self, member: Member) -> None:
        try:
            # One who does not read learns of his end by writing.
            member.socket.send(member.drip or b"")
            if not member.reads and member.socket.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR) != 0:
                self._end(member)
        except BlockingIOError:
            pass
        except OSError as problem:
            if problem.errno in (errno.EPIPE, errno.ECONNRESET, errno.ENOTCONN):
                self._end(member)

    def _end(self, member: Member) -> None:
        if member.ended:
            return
        member.ended = time.monotonic()
        with contextlib.suppress(KeyError, ValueError):
            self.selector.unregister(member.socket)
        member.socket.close()

    def close(self) -> None:
        for member in self.members:
            self._end(member)
        self.selector.close()
