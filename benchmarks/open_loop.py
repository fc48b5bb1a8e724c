"""Requests that come when they come, whether or not the last was answered.

A closed loop waits for the server and so hides its pauses; here the time of an answer counts from when its request was due.
"""

import dataclasses
import gc
import selectors
import socket
import time
from collections import deque

CONNECTIONS = 64
DEADLINE_S = 30
READ = 65_536


@dataclasses.dataclass
class Answers:
    milliseconds: list[float]
    statuses: dict[int, int]
    seconds: float  # from the first request to the last answer

    def percentile(self, part: float) -> float:
        ordered = sorted(self.milliseconds)
        return ordered[min(len(ordered) - 1, int(part * len(ordered)))]


class _Connection:
    def __init__(self, address: tuple[str, int]):
        self.socket = socket.create_connection(address, timeout=5)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.setblocking(False)
        self.due = 0.0
        self.received = b""

    def send(self, request: bytes, due: float) -> None:
        self.due, self.received = due, b""
        if self.socket.send(request) != len(request):
            raise RuntimeError("a request did not fit into the socket's buffer")

    def status(self) -> int | None:
        """Once the whole answer, which has no body, is there."""
        self.received += self.socket.recv(READ)
        if not self.received:
            raise RuntimeError("the server closed a connection")
        return int(self.received[9:12]) if self.received.endswith(b"\r\n\r\n") else None


def run(address: tuple[str, int], requests: list[bytes], per_second: float) -> Answers:
    """Answers must have no body. Requests that find no free connection wait, and their time counts."""
    gc.disable()
    selector = selectors.DefaultSelector()
    free: deque[_Connection] = deque(_Connection(address) for _ in range(CONNECTIONS))
    for each in free:
        selector.register(each.socket, selectors.EVENT_READ, each)
    answers = Answers([], {}, 0)
    begun = time.monotonic()
    at, now = 0, begun
    try:
        while len(answers.milliseconds) < len(requests):
            while free and at < len(requests) and begun + at / per_second <= now:
                free.popleft().send(requests[at], begun + at / per_second)
                at += 1
                now = time.monotonic()
            due = begun + at / per_second if free and at < len(requests) else now + 1
            for key, _ in selector.select(max(0.0, due - now)):
                now = time.monotonic()
                if (status := key.data.status()) is not None:
                    answers.milliseconds.append((now - key.data.due) * 1000)
                    answers.statuses[status] = answers.statuses.get(status, 0) + 1
                    free.append(key.data)
            now = time.monotonic()
            if now > begun + len(requests) / per_second + DEADLINE_S:
                raise RuntimeError(f"{len(requests) - len(answers.milliseconds)} requests were not answered")
        answers.seconds = now - begun
        return answers
    finally:
        gc.enable()
        for key in list(selector.get_map().values()):
            key.data.socket.close()
        selector.close()
