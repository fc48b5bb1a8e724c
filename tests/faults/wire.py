"""A wire to a server, mostly PostgreSQL, that misbehaves on demand."""

import contextlib
import enum
import socket
import threading
import time

COMMIT = b"Q\0\0\0\x0bCOMMIT\0"
KEY_DATA = b"K\0\0\0\x0c"
CHUNK = 65536


class Mode(enum.Enum):
    PASS = "pass"
    BLACK_HOLE = "black hole"  # takes everything, passes nothing on, ends nothing
    CUT_COMMITS = "cut commits"  # every second COMMIT ends the connection: in turn before and after the server hears it
    POOLER = "pooler"  # the process id that the server tells is another's


class Wire:
    """Listens on `port` of 127.0.0.1. `delay` seconds pass before each piece of an answer is handed on."""

    def __init__(self, server_port: int, mode: Mode = Mode.PASS, delay: float = 0):
        self.server_port = server_port
        self.mode = mode
        self.delay = delay
        self.cut_before = 0
        self.cut_after = 0
        self._commits = 0
        self._lock = threading.Lock()
        self._passing = threading.Event()
        self._sockets: set[socket.socket] = set()
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=128)
        self.port = self._listener.getsockname()[1]
        self._open = True
        self.set(mode)

    def __enter__(self) -> "Wire":
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_) -> None:
        self.away()
        self._passing.set()

    def away(self) -> None:
        """Nobody listens any more, and everybody is hung up on."""
        self._open = False
        self._close(self._listener)
        with self._lock:
            sockets = list(self._sockets)
        for one in sockets:
            self._close(one)

    def back(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", self.port), backlog=128)
        self._open = True
        self.__enter__()

    def set(self, mode: Mode) -> None:
        self.mode = mode
        self._passing.clear() if mode is Mode.BLACK_HOLE else self._passing.set()

    @staticmethod
    def _close(one: socket.socket) -> None:
        with contextlib.suppress(OSError):
            one.shutdown(socket.SHUT_RDWR)
        one.close()

    def _accept(self) -> None:
        while self._open:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            try:
                server = socket.create_connection(("127.0.0.1", self.server_port), timeout=5)
            except OSError:
                self._close(client)
                continue
            server.settimeout(None)
            for one in (client, server):
                one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            with self._lock:
                self._sockets |= {client, server}
            deaf = threading.Event()
            for work in (self._from_client, self._from_server):
                threading.Thread(target=self._pump, args=(work, client, server, deaf), daemon=True).start()

    def _pump(self, work, client: socket.socket, server: socket.socket, deaf: threading.Event) -> None:
        with contextlib.suppress(OSError):
            while work(client, server, deaf):
                self._passing.wait()
        self._close(client)
        self._close(server)
        with self._lock:
            self._sockets -= {client, server}

    def _from_client(self, client: socket.socket, server: socket.socket, deaf: threading.Event) -> bool:
        data = client.recv(CHUNK)
        self._passing.wait()
        if not data:
            return False
        if self.mode is Mode.CUT_COMMITS and COMMIT in data:
            with self._lock:
                self._commits += 1
                turn = self._commits % 4
            if turn == 1:
                self.cut_before += 1
                return False
            if turn == 3:
                self.cut_after += 1
                deaf.set()
        server.sendall(data)
        return True

    def _from_server(self, client: socket.socket, server: socket.socket, deaf: threading.Event) -> bool:
        data = server.recv(CHUNK)
        self._passing.wait()
        if not data or deaf.is_set():
            return False
        if self.mode is Mode.POOLER and (at := data.find(KEY_DATA)) >= 0:
            at += len(KEY_DATA)
            data = data[:at] + (1).to_bytes(4, "big") + data[at + 4:]
        if self.delay:
            time.sleep(self.delay)
        client.sendall(data)
        return True
