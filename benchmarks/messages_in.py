"""What bots hear: updates stored before they are answered, and the time from an update to the picture that answers it."""

import http.client
import itertools
import os
import pathlib
import statistics
import tempfile
import time

import open_loop
import servers
from measure import ROUNDS, WARM_UP_SECONDS, Load, wrk
from messages_world import TENANT, Business, World, seconds_of, until
from pictures import work
from table import Row, Table, at_least, below

PER_SECOND, P99_MS, OF_PYTHON = 2000, 40, 10
OPEN_SECONDS = 15
CHATS = 1000
PEER = pathlib.Path(__file__).parent / "peers/python_inbox.py"
PICTURES, PICTURE_EVERY_S, PICTURE_P50_MS = 150, 0.1, 15
WARM = 20


def _script(file: pathlib.Path, secret: str, first: int) -> pathlib.Path:
    """Updates with numbers that never come again, from many chats."""
    body = ('{"update_id":%d,"message":{"message_id":%d,"date":' + str(int(time.time())) + ',"text":"hello",'
            '"from":{"id":%d,"is_bot":false,"first_name":"Person"},"chat":{"id":%d,"type":"private","first_name":"Person"}}}')
    file.write_text(f"""local number = {first}
local headers = {{["Content-Type"] = "application/json", ["X-Telegram-Bot-Api-Secret-Token"] = "{secret}"}}
request = function()
  number = number + 1
  local person = 100000 + number % {CHATS}
  return wrk.format("POST", nil, headers, string.format('{body}', number, number, person, person))
end
""")
    return file


def _median(loads: list[Load]) -> Load:
    return Load(statistics.median(load.requests_per_s for load in loads), statistics.median(load.p99_ms for load in loads))


def _closed(world: World, business: Business) -> dict[str, Load]:
    numbers = itertools.count(1)
    with tempfile.TemporaryDirectory(prefix="promostack-updates-") as folder:
        def load(url: str, seconds: int) -> Load:
            return wrk(url, seconds=seconds, script=_script(pathlib.Path(folder) / "updates.lua", business.secret, 10_000_000 * next(numbers)))

        def peer(how: str) -> servers.Peer:
            return servers.Peer("/usr/bin/python3", str(PEER), how, "PORT", world.settings["DATABASE_URL"], business.secret, TENANT,
                                str(business.bot["id"]))

        runs: dict[str, list[Load]] = {"ours": [], "kept": [], "tuned": []}
        with peer("kept") as kept, peer("tuned") as tuned:
            urls = {"ours": business.program.url + business.webhook, "kept": kept.url + "/", "tuned": tuned.url + "/"}
            for url in urls.values():
                load(url, WARM_UP_SECONDS)
            for _ in range(ROUNDS):
                for name, url in urls.items():
                    runs[name].append(load(url, 3))
                    world.sql("TRUNCATE inbound_updates, jobs")
    return {name: _median(loads) for name, loads in runs.items()}


def _open(world: World, business: Business) -> open_loop.Answers:
    def run(first: int, seconds: int) -> open_loop.Answers:
        requests = [business.to_webhook(first + at, 100_000 + at % CHATS, "hello") for at in range(PER_SECOND * seconds)]
        answers = open_loop.run(business.address, requests, PER_SECOND)
        if answers.statuses != {200: len(requests)}:
            raise RuntimeError(f"not every update was answered with 200: {answers.statuses}")
        stored = world.number(f"SELECT count(*) FROM inbound_updates WHERE update_id >= {first}")
        if stored != len(requests):
            raise RuntimeError(f"{len(requests)} updates were answered with 200, and {stored:.0f} are stored")
        return answers

    os.sync()  # what making the database has left behind would be written with the first commits
    run(1, WARM_UP_SECONDS)
    return run(1_000_000, OPEN_SECONDS)


def ingest() -> list[Table]:
    with World() as world:
        business = world.business(world.program("web", pinned=True))
        answers = _open(world, business)
        loads = _closed(world, business)
    ours = loads["ours"]

    def row(what: str, name: str, **goal) -> Row:
        other = loads[name].requests_per_s
        return Row(what, f"{ours.requests_per_s:,.0f}", f"{other:,.0f}, ratio {ours.requests_per_s / other:.1f}", **goal)

    p99 = answers.percentile(0.99)
    return [Table("Updates stored with their jobs, durable before the answer, PostgreSQL", [
        Row("64 connections: updates/s", f"{ours.requests_per_s:,.0f}", f"p99 {ours.p99_ms:.1f} ms", **at_least(ours.requests_per_s, PER_SECOND, "/s")),
        row("of Python http.server + psycopg2, the same inserts, keep-alive switched on", "kept",
            **at_least(ours.requests_per_s / loads["kept"].requests_per_s, OF_PYTHON, "")),
        row("the same, its delays tuned away", "tuned"),
        Row(f"{PER_SECOND:,} a second for {OPEN_SECONDS} s, come what may: p99", f"{p99:.1f} ms",
            f"p50 {answers.percentile(0.5):.1f} ms, longest {max(answers.milliseconds):.0f} ms, took {answers.seconds:.1f} s", **below(p99, P99_MS, " ms"))])]


def _post(connection: http.client.HTTPConnection, business: Business, number: int, person: int, text: str) -> float:
    """Returns when it was sent."""
    request = business.to_webhook(number, person, text)
    at = time.time()
    connection.sock.sendall(request)
    answer = connection.sock.recv(4096)
    if not answer.startswith(b"HTTP/1.1 200"):
        raise RuntimeError(f"an update was not taken: {answer[:200]!r}")
    return at


def picture() -> list[Table]:
    with work() as folder, World() as world:
        business = world.business(world.program())
        business.make_template((folder / "square.rgb").read_bytes())
        codes = [f"SAVE-{number:03}" for number in range(WARM + PICTURES)]
        for code in codes:
            business.ask("POST", "/api/coupon-codes", {"code": code})
        business.ask("PUT", "/api/coupon-settings", {"provider": "list"})
        people = world.crowd(business.bot, 50)
        connection = http.client.HTTPConnection(*business.address)
        connection.connect()
        sent: dict[str, float] = {}
        begun = time.monotonic()
        for number, code in enumerate(codes):
            time.sleep(max(0.0, begun + number * PICTURE_EVERY_S - time.monotonic()))
            sent[code] = _post(connection, business, number + 1, people[number % len(people)], f"/bench/{code}")
        until(lambda: len(world.calls(business.bot, "sendPhoto")) >= len(codes), "a picture for every update")
        connection.close()
        took = []
        for call in world.calls(business.bot, "sendPhoto"):
            code = next(code for code in codes if code in call["arguments"]["caption"])
            if codes.index(code) >= WARM:
                took.append((seconds_of(call["at"]) - sent[code]) * 1000)
    p50 = statistics.median(took)
    took.sort()
    return [Table("From an update to its picture at Telegram, which answers at once; another text each time", [
        Row(f"p50 of {len(took)}, one every {PICTURE_EVERY_S * 1000:.0f} ms", f"{p50:.1f} ms",
            f"p90 {took[int(len(took) * 0.9)]:.1f} ms, p99 {took[int(len(took) * 0.99)]:.1f} ms", **below(p50, PICTURE_P50_MS, " ms"))])]
