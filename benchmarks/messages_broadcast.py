"""One message to a hundred thousand: beside it somebody asks something, in the middle of it the program is killed."""

import http.client
import signal
import statistics
import threading
import time

from measure import resident_kb
from messages_world import Business, World, seconds_of, until
from table import Row, Table, below
from testing.program import Program

AUDIENCE, PAID_PER_SECOND, PAID_LATENCY_MS = 100_000, 1000, 20
URGENT, URGENT_EVERY_S, URGENT_P99_S = 160, 0.25, 1
KILLED_AT = 0.3  # of the audience
GROWTH_MB, RESUMES_S = 30, 2
DEADLINE_S = 300


class _Memory:
    """Of a program, looked at while something goes on."""

    def __init__(self, program: Program):
        self.program, self.ended = program, threading.Event()
        self.most = resident_kb(program.process.pid)
        self.thread = threading.Thread(target=self._look)

    def _look(self) -> None:
        while not self.ended.wait(0.25):
            try:
                self.most = max(self.most, resident_kb(self.program.process.pid))
            except (OSError, TypeError):
                pass  # it is being started again

    def __enter__(self) -> "_Memory":
        self.thread.start()
        return self

    def __exit__(self, *_) -> None:
        self.ended.set()
        self.thread.join()


def _urgent_s(business: Business, people: list[int]) -> list[float]:
    """From an update to its answer at Telegram."""
    world = business.world
    connection = http.client.HTTPConnection(*business.address)
    connection.connect()
    sent: dict[int, float] = {}
    for number, person in enumerate(people):
        sent[person] = time.time()
        connection.sock.sendall(business.to_webhook(number + 1, person, "/help"))
        if not connection.sock.recv(4096).startswith(b"HTTP/1.1 200"):
            raise RuntimeError("an update was not taken")
        time.sleep(URGENT_EVERY_S)
    connection.close()
    wanted = {person: None for person in people}

    def answered():
        for call in world.calls(business.bot, "sendMessage"):
            if call["status"] == 200 and call["chat"] in wanted and "Hello everybody" not in call["arguments"]["text"]:
                wanted[call["chat"]] = seconds_of(call["at"]) - sent[call["chat"]]
        return all(wanted.values())
    # The list at Telegram is long enough for what a broadcast says in this time.
    until(answered, "an answer for everybody who asked", 20, 0.5)
    return sorted(wanted.values())


def _counts(business: Business, broadcast: str) -> dict:
    return business.ask("GET", f"/api/broadcasts/{broadcast}")["broadcast"]["counts"]


def _kill_and_resume(business: Business, broadcast: str) -> tuple[float, float]:
    """Seconds until it went on: since it could, and since the kill."""
    world, program = business.world, business.program
    until(lambda: _counts(business, broadcast)["sent"] >= KILLED_AT * AUDIENCE, "a part has got it", DEADLINE_S, 0.2)
    program.process.send_signal(signal.SIGKILL)
    killed = time.time()
    program.process.wait()
    lease = world.number("SELECT max(lease_until) FROM outbox_lanes") / 1e6
    time.sleep(2 * PAID_LATENCY_MS / 1000 + 0.2)
    last = world.calls(business.bot, "sendMessage", 1)[0]["id"]
    program.start()
    ready = time.time()
    until(lambda: world.calls(business.bot, "sendMessage", 1)[0]["id"] > last, "it goes on", 60, 0.01)
    now = time.time()
    return now - max(ready, lease), now - killed


def _check(business: Business, broadcast: str) -> dict:
    """By what Telegram has seen."""
    counts = _counts(business, broadcast)
    got = {chat["chat"]: chat["messages"] for chat in business.world.answered(business.bot, text="Hello everybody") if chat["messages"]}
    if any(messages > 1 for messages in got.values()):
        raise RuntimeError("somebody has got the broadcast twice")
    if counts["sent"] + counts["unknown"] != AUDIENCE or len(got) < counts["sent"] or AUDIENCE - len(got) > counts["unknown"]:
        raise RuntimeError(f"{len(got)} have got it, and the ledger says {counts}")
    return counts


def broadcast() -> list[Table]:
    with World() as world:
        business = world.business(world.program())
        people = world.crowd(business.bot, AUDIENCE)
        business.know(people)
        world.sql("ANALYZE bot_users")
        world.limits(limits=True)
        before = resident_kb(business.program.process.pid)
        draft = {"content": {"text": "Hello everybody"}, "audience": {}, "timing": {}}
        message = business.ask("POST", "/api/broadcasts", draft)["broadcast"]["id"]
        begun = time.monotonic()
        business.ask("POST", f"/api/broadcasts/{message}/start")
        filled = time.monotonic() - begun
        with _Memory(business.program) as memory:
            urgent = _urgent_s(business, people[-URGENT:])
            refused = sum(chat["answered"].get("429", 0) for chat in world.answered(business.bot))
            world.limits(limits=False, latency_ms=PAID_LATENCY_MS)
            business.ask("PUT", "/api/messaging-settings", {"broadcast_per_second": PAID_PER_SECOND, "paid_broadcast": True})
            resumed, since_kill = _kill_and_resume(business, message)
            since = time.time_ns() // 1000
            until(lambda: _counts(business, message)["queued"] + _counts(business, message)["waiting"] == 0, "everybody has got it", DEADLINE_S, 0.5)
            counts = _check(business, message)
            rate = world.number("SELECT count(*) / ((max(done_at) - min(done_at)) / 1e6) FROM outbox WHERE kind = 'broadcast' AND state = 'sent'"
                                f" AND done_at > {since}")
        after = resident_kb(business.program.process.pid)
    p99 = urgent[int(0.99 * len(urgent))]
    growth = (memory.most - before) / 1024
    return [Table(f"A broadcast to {AUDIENCE:,}, PostgreSQL", [
        Row("from Start to the answer, everybody in the ledger", f"{filled:.1f} s"),
        Row(f"beside it, under Telegram's limits: from a question to its answer, p99 of {URGENT}", f"{p99 * 1000:.0f} ms",
            f"p50 {statistics.median(urgent) * 1000:.0f} ms, {refused} times 429", **below(p99, URGENT_P99_S, " s")),
        Row("kill -9 and start: until it goes on, after the lease of the dead has ended", f"{resumed:.1f} s",
            f"{since_kill:.1f} s after the kill; {counts['unknown']} in doubt, nobody got it twice", **below(resumed, RESUMES_S, " s")),
        Row("messages/s, paid", f"{rate:,.0f}", f"of {PAID_PER_SECOND:,} that were asked for"),
        Row("memory: most while it went on", f"{memory.most / 1024:.0f} MB", f"before {before / 1024:.0f} MB, after {after / 1024:.0f} MB, "
            f"{growth:+.0f} MB", **below(growth, GROWTH_MB, " MB more"))])]
