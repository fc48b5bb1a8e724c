"""What bots say: many bots at once, and one bot under Telegram's limits."""

import concurrent.futures
import json
import os
import time

from messages_world import PER_STATEMENT, TENANT, World, seconds_of, until
from table import Row, Table, at_least, below

BOTS, PER_SECOND, LATENCY_MS = 60, 1500, 100
MESSAGES_OF_EACH = 700
WARM_S, WINDOW_S = 3, 15

ALLOWED, HIDDEN = 30, 18  # of one bot, a second
LEARNING_S, HIDDEN_LEARNING_S, PACE_WINDOW_S = 25, 30, 20
OF_ALLOWED, REFUSED_PERCENT = 0.95, 0.5
DEADLINE_S = 300

COLUMNS = ["tenant_id", "id", "telegram_id", "chat_id", "stream", "seq", "kind", "idem_key", "cause", "method", "arguments", "priority", "due_at",
           "not_after", "state", "created_at"]


def _put(world: World, tenant: str, bot: int, people: list[int]) -> None:
    """A notice for each of them, as the program's own statement writes it."""
    now = time.time_ns() // 1000
    later = now + 3600 * 1_000_000
    for first in range(0, len(people), PER_STATEMENT):
        world.copy("outbox", COLUMNS, [
            (tenant, f"{bot}-{person}", bot, person, f"c:{person}", now, "notice", f"bench:{bot}:{person}", "bench", "sendMessage",
             json.dumps({"chat_id": person, "text": f"Good news for {person}"}), 40, now, later, "pending", now)
            for person in people[first:first + PER_STATEMENT]])
    world.sql(f"INSERT INTO outbox_lanes (tenant_id, telegram_id, epoch, lease_until, rate) VALUES ('{tenant}', {bot}, 0, 0, 25000)"
              f" ON CONFLICT DO NOTHING; NOTIFY outbox, '{bot}'")


def _cpu_seconds(pid: int) -> float:
    with open(f"/proc/{pid}/stat") as file:
        fields = file.read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _connect_bots(world: World) -> dict[str, dict]:
    """One of a tenant each. The command is a process of its own, so it may begin with any number of new tokens."""
    bots = {f"tenant-{number}": world.new_bot(f"many_{number}_bot") for number in range(BOTS)}
    now = time.time_ns() // 1000
    world.copy("tenants", ["id", "name", "status", "created_at"], [(tenant, tenant, "active", now) for tenant in bots])
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda pair: world.command("tenant", "seed-bots", "--tenant", pair[0], TELEGRAM_BOT_TOKEN=pair[1]["token"]), bots.items()))
    return bots


def outbox() -> list[Table]:
    with World() as world:
        program = world.program()
        with program:
            program.stop()  # its first start makes what a first start makes
            bots = _connect_bots(world)
            for tenant, bot in bots.items():
                _put(world, tenant, bot["id"], world.crowd(bot, MESSAGES_OF_EACH))
            world.sql("DELETE FROM outbox WHERE cause = 'menu'; VACUUM ANALYZE outbox")
            world.limits(latency_ms=LATENCY_MS)
            program.start()
            until(lambda: world.number("SELECT count(*) FROM outbox WHERE cause = 'bench' AND state = 'sent'") > 0, "the first message is sent")
            time.sleep(WARM_S)
            cpu, begun = _cpu_seconds(program.process.pid), time.monotonic()
            time.sleep(WINDOW_S)
            cpu = (_cpu_seconds(program.process.pid) - cpu) / (time.monotonic() - begun)
            until(lambda: world.number("SELECT count(*) FROM outbox WHERE cause = 'bench' AND state <> 'sent'") == 0, "everything is sent",
                  DEADLINE_S, 0.5)
            first = world.number("SELECT min(done_at) FROM outbox WHERE cause = 'bench'")
            window = f"done_at >= {first + WARM_S * 1e6:.0f} AND done_at < {first + (WARM_S + WINDOW_S) * 1e6:.0f}"
            rate = world.number(f"SELECT count(*) FROM outbox WHERE cause = 'bench' AND {window}") / WINDOW_S
            got = [chat for bot in bots.values() for chat in world.answered(bot, text="Good news")]
    if len([chat for chat in got if chat["messages"] == 1]) != BOTS * MESSAGES_OF_EACH:
        raise RuntimeError(f"not everybody has got his message, and one only: {len(got)} chats, {sum(chat['messages'] for chat in got):,} messages")
    return [Table(f"Outbox: {BOTS} bots of as many tenants, {LATENCY_MS} ms at Telegram, limits lifted, PostgreSQL", [
        Row("messages/s, claimed and noted durably", f"{rate:,.0f}", f"{BOTS * MESSAGES_OF_EACH:,} got there, each once; {cpu:.2f} cores of ours",
            **at_least(rate, PER_SECOND, "/s"))])]


def _watch(world: World, bot: dict, seconds: float) -> tuple[float, float]:
    """What Telegram took a second, and percent that it refused with 429."""
    calls: dict[int, int] = {}
    begun = time.time()
    while time.time() < begun + seconds:
        time.sleep(2)
        calls |= {call["id"]: call["status"] for call in world.calls(bot, "sendMessage") if begun <= seconds_of(call["at"]) < begun + seconds}
    taken = sum(status == 200 for status in calls.values())
    return taken / seconds, 100 * sum(status == 429 for status in calls.values()) / max(1, len(calls))


def pace() -> list[Table]:
    with World() as world:
        business = world.business(world.program())
        people = world.crowd(business.bot, int(1.2 * (ALLOWED * (LEARNING_S + PACE_WINDOW_S) + ALLOWED * (HIDDEN_LEARNING_S + PACE_WINDOW_S))))
        world.limits(limits=True)
        _put(world, TENANT, business.bot["id"], people)
        time.sleep(LEARNING_S)
        rate, refused = _watch(world, business.bot, PACE_WINDOW_S)
        world.limits(bot_rate=HIDDEN)
        time.sleep(HIDDEN_LEARNING_S)
        hidden_rate, hidden_refused = _watch(world, business.bot, PACE_WINDOW_S)

    def rows(allowed: int, taken: float, refused: float, what: str) -> list[Row]:
        return [Row(what, f"{taken:.1f}/s", f"{100 * taken / allowed:.1f} %", **at_least(taken / allowed, OF_ALLOWED, "")),
                Row("refused with 429", f"{refused:.2f} %", "", **below(refused, REFUSED_PERCENT, " %"))]

    return [Table(f"One bot with more to say than Telegram allows, {LEARNING_S} s after it began", [
        *rows(ALLOWED, rate, refused, f"of {ALLOWED} a second"),
        *rows(HIDDEN, hidden_rate, hidden_refused, f"of {HIDDEN} a second, which nobody told it, {HIDDEN_LEARNING_S} s later")])]
