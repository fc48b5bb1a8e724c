"""Bytes as they are, sent to a program, and what came back before it hung up or fell silent."""

import re
import socket
import time

SILENCE_S = 0.4  # after an answer: nothing more is coming
STATUS = re.compile(rb"HTTP/1\.1 (\d{3}) ")


class Reply:
    def __init__(self, text: bytes, closed: bool):
        self.text = text
        self.closed = closed

    @property
    def statuses(self) -> list[int]:
        return [int(status) for status in STATUS.findall(self.text)]


def send(port: int, data: bytes, patience_s: float = 5) -> Reply:
    """Reads until the end of the connection, or until there was an answer and then silence."""
    received = b""
    with socket.create_connection(("127.0.0.1", port), timeout=patience_s) as connection:
        until = time.monotonic() + patience_s
        try:
            connection.sendall(data)
            while time.monotonic() < until:
                connection.settimeout(SILENCE_S if STATUS.search(received) else patience_s)
                more = connection.recv(65536)
                if not more:
                    return Reply(received, True)
                received += more
        except TimeoutError:
            pass
        except ConnectionError:
            return Reply(received, True)
    return Reply(received, False)
