"""Templates over HTTP and at the command line: what is drawn and published is the same, whoever asks and wherever."""

import json
import subprocess
import threading
import time
import unittest
import urllib.error
import urllib.request

from testing.client import Client
from testing.databases import SERVERS, database
from testing.forms import multipart, png
from testing.postgres import free_port
from testing.program import RELEASE, Program

PASSWORD = "a password for this test"
BOX = {"squareLeftPct": "0", "squareTopPct": "70", "squareWidthPct": "100", "squareHeightPct": "20"}
DEMO_SLUGS = {"flash-sale", "golden-night", "fresh-start"}
FURNISHED_WITHIN_S = 90
SIDE = 240


def send(client: Client, path: str, headers: dict[str, str], body: bytes) -> tuple[int, bytes]:
    request = urllib.request.Request(client.url + path, body, headers | {"Cookie": client.cookie, "Origin": client.url})
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as refused:
        return refused.code, refused.read()


def upload(client: Client, slug: str, shade: int = 0, **texts: str) -> int:
    return send(client, "/api/upload-template", *multipart({"name": slug.title(), "slug": slug} | BOX | texts,
                                                           {"squareImage": png(SIDE, SIDE, shade)}))[0]


def drawn(client: Client, **order) -> bytes:
    body = {"template": "sale", "variant": "square", "format": "png", "text": "welcome 30"} | order
    status, picture = send(client, "/api/render", {"Content-Type": "application/json"}, json.dumps(body).encode())
    if status != 200:
        raise AssertionError(f"{status} {picture[:300]!r}")
    return picture


def render(program: Program, *arguments: str) -> subprocess.CompletedProcess:
    return subprocess.run([str(RELEASE), "render", *arguments], env=program.environment, cwd=program.folder, capture_output=True,
                          text=True, timeout=60, check=False)


class Templates(unittest.TestCase):
    def on_each_engine(self, check):
        for engine in SERVERS:
            with self.subTest(engine=engine), database(engine) as where, \
                    Program(environment=where | {"ADMIN_PASSWORD": PASSWORD}) as program:
                client = Client(program.url)
                client.sign_in(PASSWORD)
                check(program, client)

    def index(self, client: Client) -> list[dict]:
        answer = client.get("/objects/templates/default/index.json")
        self.assertEqual((answer.status, answer.headers["Cache-Control"]), (200, "no-cache"))
        return answer.json()["templates"]

    def test_uploads_at_the_same_moment_are_all_in_the_index_and_can_be_fetched_by_anybody(self):
        def check(_, client):
            slugs = [f"sale-{number}" for number in range(6)]
            statuses = []
            threads = [threading.Thread(target=lambda n=n, slug=slug: statuses.append(upload(client, slug, n))) for n, slug in enumerate(slugs)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            self.assertEqual(statuses, [200] * len(slugs))
            index = self.index(client)
            self.assertEqual([entry["slug"] for entry in index], slugs)
            for entry in index:
                with urllib.request.urlopen(entry["meta"], timeout=10) as answer:
                    square = json.load(answer)["square"]
                self.assertEqual((square["imageUrl"], square["box"]["leftPct"]), (entry["square"], 0))
                for address in (square["imageUrl"], square["previewUrl"]):
                    with urllib.request.urlopen(address, timeout=10) as answer:
                        self.assertIn("immutable", answer.headers["Cache-Control"])
        self.on_each_engine(check)

    def test_a_hidden_template_is_published_as_hidden_and_stays_so(self):
        def check(_, client):
            self.assertEqual(upload(client, "sale"), 200)
            self.assertEqual(client.post("/api/toggle-telegram-template", {"slug": "sale", "enabled": False}).status, 200)
            self.assertEqual(upload(client, "sale", 5, isEditing="true"), 200)
            self.assertEqual([entry["telegramEnabled"] for entry in self.index(client)], [False])
            self.assertEqual(upload(client, "sale"), 409)
            self.assertEqual(client.post("/api/delete-template", {"slug": "sale"}).status, 200)
            self.assertEqual(self.index(client), [])
            self.assertEqual(client.get("/objects/templates/default/sale/meta.json").status, 404)
        self.on_each_engine(check)

    def test_the_command_line_the_editor_and_a_program_started_again_draw_the_same_bytes(self):
        def check(program, client):
            self.assertEqual(upload(client, "sale"), 200)
            pictures = {"png": drawn(client), "jpg": drawn(client, format="jpg")}
            program.stop()
            for ending, expected in pictures.items():
                done = render(program, "--template", "sale", "--text", "WELCOME 30", "--out", f"sale.{ending}")
                self.assertEqual((done.returncode, done.stdout), (0, f"sale.{ending}\n"), done.stderr)
                self.assertEqual((program.folder / f"sale.{ending}").read_bytes(), expected)
            program.start()
            self.assertEqual(drawn(client), pictures["png"])
        self.on_each_engine(check)

    def test_a_folder_is_drawn_without_a_server_or_database_as_the_server_draws_it(self):
        with Program(environment={"ADMIN_PASSWORD": PASSWORD}) as program:
            client = Client(program.url)
            client.sign_in(PASSWORD)
            self.assertEqual(upload(client, "sale"), 200)
            expected = drawn(client)
            meta = client.get("/api/templates/sale").json()["template"]["meta"]
            folder = program.folder / "sale"
            folder.mkdir()
            old = {"name": "Sale", "square": "https://cdn.example/sale/background.png?ts=1", "box": meta["square"]["box"],
                   "maxFontPx": meta["square"]["maxFontPx"], "fontColor": meta["square"]["fontColor"]}
            for document, name in ((meta, "square.png"), (old, "background.png")):
                (folder / "meta.json").write_text(json.dumps(document))
                (folder / name).write_bytes(png(SIDE, SIDE))
                done = render(program, "--template", str(folder), "--text", "welcome-30", "--out", "out.png")
                self.assertEqual(done.returncode, 0, done.stderr)
                self.assertEqual((program.folder / "out.png").read_bytes(), expected)
                (folder / name).unlink()

    def test_the_command_line_says_what_is_wrong(self):
        with Program(environment={"ADMIN_PASSWORD": PASSWORD}) as program:
            client = Client(program.url)
            client.sign_in(PASSWORD)
            upload(client, "sale")
            program.stop()
            folder = program.folder / "broken"
            folder.mkdir()

            def fails(status: int, said: str, **changes: str):
                arguments = {"template": "sale", "text": "A", "out": "out.png"} | changes
                done = render(program, *(word for name, value in arguments.items() for word in (f"--{name}", value)))
                self.assertEqual(done.returncode, status, done.stderr)
                self.assertIn(said, done.stderr)
                self.assertFalse((program.folder / "out.png").exists())

            fails(2, "--out", out="out.gif")
            fails(2, "--variant", variant="tall")
            fails(1, "only: square", variant="story")
            fails(1, "no template", template="other")
            fails(1, "no template", tenant="nobody")
            fails(1, "U+FFFF", text="x\uffff")
            fails(1, "cannot write", out="nowhere/out.png")
            fails(1, "meta.json", template=str(folder))
            (folder / "meta.json").write_text('{"square":{"imageUrl":"x.png","box":{"leftPct":"5"}}}')
            fails(1, "square.box.leftPct", template=str(folder))
            (folder / "meta.json").write_text('{"square":"https://cdn.example/x.png"}')
            fails(1, "picture of the square", template=str(folder))
            (folder / "x.png").write_bytes(b"no picture")
            fails(1, "PNG", template=str(folder))

    def test_the_demo_has_templates_and_a_list_of_coupons_and_gives_each_once(self):
        with Program("demo", environment={"ADMIN_PASSWORD": PASSWORD, "SANDBOX_PORT": str(free_port())}) as program:
            def templates() -> set[str]:
                client = Client(program.url)
                client.sign_in(PASSWORD)
                return {each["slug"] for each in client.get("/api/templates").json()["templates"]}

            deadline = time.monotonic() + FURNISHED_WITHIN_S
            while templates() != DEMO_SLUGS and time.monotonic() < deadline:
                time.sleep(0.2)
            self.assertEqual(templates(), DEMO_SLUGS)
            client = Client(program.url)
            client.sign_in(PASSWORD)
            answers = [client.post("/api/validate-coupon", {"coupon_code": code}).json()["valid"] for code in ("welcome-30", "NOPE")]
            self.assertEqual(answers, [True, False])
            picture = drawn(client, template="golden-night", variant="story", text="GOLD10")
            self.assertEqual(picture[16:24], (1080).to_bytes(4) + (1920).to_bytes(4))
            client.post("/api/delete-template", {"slug": "flash-sale"})
            program.stop()
            program.start()
            self.assertEqual(templates(), DEMO_SLUGS - {"flash-sale"})


if __name__ == "__main__":
    unittest.main()
