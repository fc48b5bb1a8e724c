"""SIGTERM under load: nobody is hung up on, nothing runs twice, another leads at once."""

import http.client
import json
import os
import signal
import threading
import time
import unittest
import urllib.parse

from saying import LONG, say, until
from servers import Database, FragileServer
from testing.program import Program
from traffic import PASSWORD, READ, once, sign_in
from world import ENGINES, PRODUCT, World

RESTARTS = 20 if LONG else 6
CLIENTS = 6
GRACE_S = 15
NEXT_LEADER_S = 2


class Balanced(threading.Thread):
    """Asks two servers in turn over one kept connection to each, as a balancer's upstream pool does."""

    def __init__(self, urls: list[str], cookie: str):
        super().__init__(daemon=True)
        self.addresses = [urllib.parse.urlsplit(url) for url in urls]
        self.cookie = cookie
        self.connections: list[http.client.HTTPConnection | None] = [None for _ in urls]
        self.over = threading.Event()
        self.answered = 0
        self.reconnected = 0  # the kept connection was closed before it carried the request: sent again on a new one
        self.moved = 0  # no new connection to a server that is down: the other one was asked
        self.wrong: list[str] = []

    def run(self) -> None:
        turn = 0
        while not self.over.is_set():
            turn += 1
            if not self.ask(turn % 2):
                self.moved += 1
                if not self.ask((turn + 1) % 2):
                    self.wrong.append("both servers refused")
            self.over.wait(0.01)
        for connection in self.connections:
            if connection:
                connection.close()

    def ask(self, which: int) -> bool:
        kept = self.connections[which]
        if kept:
            try:
                self.send(which, kept)
                return True
            except (http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError):
                self.reconnected += 1
            except (OSError, http.client.HTTPException) as problem:
                self.wrong.append(f"kept connection: {type(problem).__name__} {problem}")
            self.drop(which)
        fresh = http.client.HTTPConnection(self.addresses[which].hostname, self.addresses[which].port, timeout=10)
        self.connections[which] = fresh
        try:
            fresh.connect()
        except OSError:
            self.drop(which)
            return False
        try:
            self.send(which, fresh)
        except (OSError, http.client.HTTPException) as problem:
            self.wrong.append(f"new connection: {type(problem).__name__} {problem}")
            self.drop(which)
        return True

    def send(self, which: int, connection: http.client.HTTPConnection) -> None:
        connection.request("GET", READ, headers={"Cookie": self.cookie})
        answer = connection.getresponse()
        answer.read()
        self.answered += 1
        if answer.status != 200:
            self.wrong.append(f"status {answer.status}")
        if answer.will_close:
            self.drop(which)

    def drop(self, which: int) -> None:
        if connection := self.connections[which]:
            connection.close()
        self.connections[which] = None


def holder(url: str, cookie: str) -> int:
    """The process id of who leads, as the platform's page tells it."""
    address = urllib.parse.urlsplit(url)
    connection = http.client.HTTPConnection(address.hostname, address.port, timeout=5)
    try:
        connection.request("GET", READ, headers={"Cookie": cookie})
        leading = json.loads(connection.getresponse().read())["leader"]
    finally:
        connection.close()
    return int(leading["holder"].rsplit("/", 1)[1]) if leading else 0


def stops_being_ready(program: Program) -> float:
    """Sends SIGTERM, and asks on a connection that it had before; returns the seconds until the answer was no more 200."""
    connection = http.client.HTTPConnection("127.0.0.1", program.port, timeout=5)
    connection.request("GET", "/readyz")
    connection.getresponse().read()
    program.process.send_signal(signal.SIGTERM)
    begun = time.monotonic()
    try:
        status = 200
        while status == 200:
            connection.request("GET", "/readyz")
            answer = connection.getresponse()
            answer.read()
            status = answer.status
            if time.monotonic() > begun + 5:
                raise AssertionError("still ready 5 s after SIGTERM")
    except (OSError, http.client.HTTPException):
        pass
    finally:
        connection.close()
    return time.monotonic() - begun


class Stopping(unittest.TestCase):
    def test_rolling_restarts_hang_up_on_nobody(self):
        with Database() as database:
            shared = {"ADMIN_PASSWORD": PASSWORD, "DATABASE_URL": database.url, "SESSION_SECRET": os.urandom(32).hex(),
                      "SECRET_KEY": os.urandom(32).hex()}
            with Program(environment=shared, binary=PRODUCT) as first, Program(environment=shared, binary=PRODUCT) as second:
                cookie = sign_in(first.url)
                clients = [Balanced([first.url, second.url], cookie) for _ in range(CLIENTS)]
                for client in clients:
                    client.start()
                exits, unready, leads = [], [], []
                try:
                    for _ in range(RESTARTS):
                        leading = until(lambda: holder(first.url, cookie), 5, "somebody leads")
                        node, other = (first, second) if leading == first.process.pid else (second, first)
                        begun = time.monotonic()
                        unready.append(stops_being_ready(node))
                        until(lambda: holder(other.url, cookie) == other.process.pid, 12, "the other leads", 0.005)
                        leads.append(time.monotonic() - begun)
                        self.assertEqual(node.process.wait(GRACE_S + 1), 0)
                        exits.append(time.monotonic() - begun)
                        node.start()
                        enough = sum(client.answered for client in clients) + 100
                        until(lambda: sum(client.answered for client in clients) > enough, 10, "traffic flows to both")
                finally:
                    for client in clients:
                        client.over.set()
                    for client in clients:
                        client.join(15)
            wrong = [one for client in clients for one in client.wrong]
            answered, again = sum(client.answered for client in clients), sum(client.reconnected for client in clients)
            self.assertEqual(wrong, [])
            self.assertGreater(answered, 100 * RESTARTS)
            self.assertLess(again, answered / 100)
            self.assertLess(max(exits), GRACE_S)
            self.assertLess(max(leads), NEXT_LEADER_S)
            self.assertLess(max(unready), 0.5)
            say("F07", f"{RESTARTS} restarts of the leading one of 2 processes under {answered} requests: 0 refused, reset or other than 200 "
                       f"({again} sent again on a new connection, {sum(client.moved for client in clients)} went to the other server), unready after at most "
                       f"{max(unready) * 1000:.0f} ms, another leads after at most {max(leads):.2f} s, exit 0 after at most {max(exits):.1f} s")

    def test_a_worker_that_is_told_to_stop_gives_back_what_it_has_not_begun(self):
        for engine in ENGINES:
            with self.subTest(engine=engine), World(engine) as world:
                jobs = 1500
                world.enqueue("hold", jobs)
                nodes = 2 if engine == "postgres" else 1
                settings = ("--hold-ms", "20", "--job-lease-ms", "30000")
                workers = [world.work(*settings) for _ in range(nodes)]
                slowest, stops = 0.0, 0
                for turn in range(RESTARTS):
                    seen = world.number("SELECT count(*) FROM effects")
                    until(lambda: world.number("SELECT count(*) FROM effects") > seen or not self.left(world), 10, "jobs flow")
                    if not self.left(world):
                        break
                    begun = time.monotonic()
                    self.assertEqual(workers[turn % nodes].stop(), 0)
                    slowest, stops = max(slowest, time.monotonic() - begun), stops + 1
                    workers[turn % nodes] = world.work(*settings)
                world.at_rest(30)
                world.stop_all()
                world.check()
                self.assertGreaterEqual(stops, 3, "too few stops found the workers at work")
                self.assertEqual(world.states(), {"done": jobs})
                # A job that is given back has not begun, so no attempt was spent and none was cut off.
                self.assertEqual(world.number("SELECT count(*) FROM runs"), jobs)
                self.assertEqual(world.number("SELECT max(attempt) FROM jobs"), 1)
                say("F07", f"{engine}: {stops} workers told to stop at work: {jobs} jobs ran once each with their first attempt, "
                           f"exit 0 after at most {slowest:.2f} s")

    @staticmethod
    def left(world: World) -> int:
        return world.number("SELECT count(*) FROM jobs WHERE state IN ('pending', 'running')")

    def test_the_product_stops_in_time_while_its_database_is_frozen(self):
        with FragileServer() as server, Program(environment={"ADMIN_PASSWORD": PASSWORD, "DATABASE_URL": server.url}, binary=PRODUCT) as program:
            self.assertEqual(once(program.url, READ, sign_in(program.url)).status, 200)
            server.freeze(backends=True)
            begun = time.monotonic()
            self.assertEqual(program.stop(), 0)
            took = time.monotonic() - begun
            server.thaw()
            self.assertLess(took, GRACE_S)
            say("F07", f"SIGTERM while PostgreSQL is frozen: exit 0 after {took:.1f} s")


if __name__ == "__main__":
    unittest.main()
