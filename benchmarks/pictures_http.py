"""Pictures over HTTP: signed links, as messages and pages hold them, beside a bare server that sends one such file again and again."""

import json
import pathlib
import random
import secrets
import statistics
import string
import struct
import urllib.request
import zlib

import servers
from measure import ROUNDS, WARM_UP_SECONDS, Load, wrk
from pictures import work
from table import Row, Table, at_least, below
from testing.client import Client
from testing.forms import multipart

CONNECTIONS = 8
LINKS = 256
REQUESTS_PER_S, P99_MS = 1200, 10
SIDE = 1080


def png(rows: bytes) -> bytes:
    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
    stride = 3 * SIDE
    filtered = b"".join(b"\0" + rows[at:at + stride] for at in range(0, len(rows), stride))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", SIDE, SIDE, 8, 2, 0, 0, 0)) + \
        chunk(b"IDAT", zlib.compress(filtered, 1)) + chunk(b"IEND", b"")


def _ask(client: Client, path: str, body: dict) -> dict:
    answer = client.post(path, body)
    if answer.status // 100 != 2:
        raise RuntimeError(f"{path}: {answer.status} {answer.text}")
    return answer.json()


def make_template(client: Client, picture: bytes) -> None:
    headers, body = multipart({}, {"image": picture})
    request = urllib.request.Request(client.url + "/api/template-images", body, headers | {"Origin": client.url, "Cookie": client.cookie})
    with urllib.request.urlopen(request, timeout=30) as answer:
        image = json.load(answer)["image"]["id"]
    _ask(client, "/api/templates", {"name": "Bench", "square": {"image": image, "maxFontPx": 0}})


def _links(client: Client) -> list[str]:
    chance = random.Random(4096)
    texts = ["".join(chance.choices(string.ascii_uppercase + string.digits, k=chance.randint(4, 16))) for _ in range(LINKS)]
    order = {"template": "bench", "variant": "square", "format": "jpg", "days": 1}
    return [_ask(client, "/api/render-links", order | {"text": text})["url"] for text in texts]


def _script(file: pathlib.Path, paths: list[str]) -> pathlib.Path:
    listed = ",\n".join(f'"{path}"' for path in paths)
    file.write_text(f"local paths = {{{listed}}}\nlocal at = 0\n"
                    "request = function()\n  at = at % #paths + 1\n  return wrk.format('GET', paths[at])\nend\n")
    return file


def _median(loads: list[Load]) -> Load:
    return Load(statistics.median(load.requests_per_s for load in loads), statistics.median(load.p99_ms for load in loads))


def render() -> list[Table]:
    password = secrets.token_urlsafe(12)
    with work() as folder, servers.Ours({"ADMIN_PASSWORD": password}) as ours:
        client = Client(ours.url)
        client.sign_in(password)
        make_template(client, png((folder / "square.rgb").read_bytes()))
        links = [link[link.index("/api/"):] for link in _links(client)]
        script = _script(folder / "links.lua", links)
        file = folder / "picture.jpg"
        file.write_bytes(servers.get(ours.url + links[0]))
        with servers.beast(f"@{file}") as bare:
            targets = {"ours": (ours.url + "/", script), "beast": (bare.url + "/", None)}
            for url, lua in targets.values():
                wrk(url, connections=CONNECTIONS, seconds=WARM_UP_SECONDS, script=lua)
            runs: dict[str, list[Load]] = {name: [] for name in targets}
            for _ in range(ROUNDS):
                for name, (url, lua) in targets.items():
                    runs[name].append(wrk(url, connections=CONNECTIONS, script=lua))
    mine, beast = _median(runs["ours"]), _median(runs["beast"])
    return [Table(f"GET signed links of {LINKS} square jpg pictures, {CONNECTIONS} connections", [
        Row("requests/s", f"{mine.requests_per_s:,.0f}", f"bare Beast, one picture made beforehand: {beast.requests_per_s:,.0f}",
            **at_least(mine.requests_per_s, REQUESTS_PER_S, "/s")),
        Row("p99", f"{mine.p99_ms:.2f} ms", f"bare Beast {beast.p99_ms:.2f} ms", **below(mine.p99_ms, P99_MS, " ms"))])]
