"""Session tokens: how long a check takes beside other libraries, and what a flood of unknown keys does to everybody else."""

import base64
import contextlib
import http.client
import json
import pathlib
import shutil
import statistics
import subprocess
import tempfile
import threading

import servers
from measure import ROUNDS, SERVER_CORE, wrk
from table import Row, Table, below
from testing.issuer import Issuer
from testing.program import ROOT

PROGRAM = ROOT / "build/release/benchmarks/token_bench"
PEERS = pathlib.Path(__file__).parent / "peers"
CHECK_SECONDS, CHECK_US = 2, 60
STORM, STORM_CONNECTIONS = 10_000, 4
STORM_FETCHES, STORM_P99_FACTOR = 1, 2
OTHERS = 4  # connections that go on working meanwhile
STORM_SECONDS = 8  # longer than the storm lasts
DEADLINE_S = 60


def _us_per_check(*command: object) -> float:
    done = subprocess.run(["taskset", "-c", SERVER_CORE, *map(str, command)], capture_output=True, text=True, timeout=DEADLINE_S)
    if done.returncode != 0:
        raise RuntimeError(done.stderr.strip() or f"{command[0]} ended with {done.returncode}")
    return float(done.stdout.split()[1])


def check() -> list[Table]:
    issuer = Issuer()
    with tempfile.TemporaryDirectory(prefix="promostack-tokens-") as name:
        folder = pathlib.Path(name)
        (folder / "token").write_text(issuer.token("user_bench", "bench@example.com"))
        (folder / "jwks.json").write_text(json.dumps(issuer.key_set()))
        (folder / "issuer").write_text(issuer.url)
        commands = {"ours": [PROGRAM], "python": ["/usr/bin/python3", PEERS / "verify_token.py"]}
        if shutil.which("node"):
            commands["node"] = ["node", PEERS / "verify_token.mjs"]
        runs: dict[str, list[float]] = {name: [] for name in commands}
        for _ in range(ROUNDS):
            for name, command in commands.items():
                runs[name].append(_us_per_check(*command, folder, CHECK_SECONDS))
    issuer.server.server_close()
    medians = {name: statistics.median(values) for name, values in runs.items()}
    beside = ", ".join(f"{title} {medians[name]:.0f} us" for name, title in (("python", "PyJWT"), ("node", "Node crypto")) if name in medians)
    return [Table("Token check, warm cache, one thread", [
        Row("RS256, 2048 bits, claims included", f"{medians['ours']:.1f} us", beside, **below(medians["ours"], CHECK_US, " us"))])]


def _unknown(issuer: Issuer, number: int) -> str:
    def part(value: dict) -> str:
        return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()
    signature = base64.urlsafe_b64encode(bytes(256)).rstrip(b"=").decode()
    return f"{part({'alg': 'RS256', 'kid': f'unknown-{number}'})}.{part(issuer.claims('user_nobody'))}.{signature}"


def _send(url: str, tokens: list[str], wrong: list[int]) -> None:
    connection = http.client.HTTPConnection(url.removeprefix("http://"), timeout=10)
    for token in tokens:
        connection.request("GET", "/api/me", headers={"Authorization": f"Bearer {token}"})
        answer = connection.getresponse()
        answer.read()
        if answer.status != 401:
            wrong.append(answer.status)
    connection.close()


def storm() -> list[Table]:
    with Issuer() as issuer, contextlib.ExitStack() as stack:
        ours = stack.enter_context(servers.Ours({"CLERK_ALLOWED_ISSUERS": issuer.url}))
        known = {"Authorization": f"Bearer {issuer.token('user_bench')}"}
        tokens = [_unknown(issuer, number) for number in range(STORM)]
        target = ours.url + "/api/me"
        wrk(target, known, connections=OTHERS)
        before = statistics.median(wrk(target, known, connections=OTHERS).p99_ms for _ in range(ROUNDS))
        fetches, wrong = issuer.fetches, []
        threads = [threading.Thread(target=_send, args=(ours.url, tokens[number::STORM_CONNECTIONS], wrong)) for number in range(STORM_CONNECTIONS)]
        for thread in threads:
            thread.start()
        during = wrk(target, known, connections=OTHERS, seconds=STORM_SECONDS).p99_ms
        for thread in threads:
            thread.join()
        fetches = issuer.fetches - fetches
    if wrong:
        raise RuntimeError(f"{len(wrong)} tokens of the storm were not answered with 401 but with {sorted(set(wrong))}")
    return [Table(f"{STORM:,} tokens with unknown keys", [
        Row("fetches of the issuer's keys", str(fetches), **below(fetches, STORM_FETCHES + 1, "")),
        Row("p99 of known people's requests, before and during", f"{before:.2f} ms, {during:.2f} ms", **below(during / before, STORM_P99_FACTOR, " x"))])]
