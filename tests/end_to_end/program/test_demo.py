"""The demo and the sandbox, as somebody meets them who has no account anywhere."""

import json
import re
import time
import unittest
import urllib.request

from testing.client import Client
from testing.postgres import free_port
from testing.program import Program

DEADLINE_S = 10
FURNISHED_S = 120
WELCOME_ENDS = "Stop with Ctrl-C."


def minted(sandbox: str, account: str) -> str:
    request = urllib.request.Request(f"{sandbox}/control/clerk/tokens", json.dumps({"account": account}).encode(), {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=10) as answer:
        return json.load(answer)["token"]


def said(program: Program, last: str) -> str:
    """The log, once it says this."""
    deadline = time.monotonic() + DEADLINE_S
    while last not in program.log():
        if time.monotonic() > deadline:
            raise AssertionError(f"it never said {last!r}:\n{program.log()}")
        time.sleep(0.01)
    return program.log()


class Demo(unittest.TestCase):
    def test_its_people_find_their_places_and_the_setup_finds_its_bot(self):
        port = free_port()
        with Program("demo", environment={"SANDBOX_PORT": str(port)}) as program:
            welcome = said(program, WELCOME_ENDS)
            sandbox, client = f"http://127.0.0.1:{port}", Client(program.url)

            def me(account: str) -> dict:
                return client.get("/api/me", headers={"Authorization": f"Bearer {minted(sandbox, account)}"}).json()

            owner, admin, newcomer = (me(account) for account in ("user_olivia_owner", "user_ada_admin", "user_nora_newcomer"))
            self.assertEqual((owner["tenant"]["id"], owner["tenant"]["role"], owner["is_platform_admin"]), ("default", "admin", False))
            self.assertTrue(admin["is_platform_admin"])
            self.assertIsNone(newcomer["tenant"])
            self.assertEqual(client.get("/api/config").json()["clerkFrontendUrl"], f"http://localhost:{port}/clerk")

            deadline = time.monotonic() + FURNISHED_S
            while not (campaigns := client.get("/api/campaigns").json()):
                self.assertLess(time.monotonic(), deadline, "the first tenant got no campaign")
                time.sleep(0.1)
            offered = client.get("/api/coupon-page").json()
            self.assertEqual(([one["slug"] for one in offered["templates"]], offered["checks_coupons"]), (["flash-sale", "golden-night", "fresh-start"], True))
            self.assertEqual((campaigns[0]["status"], campaigns[0]["overlay_url"] is None), ("ongoing", False))

            password = re.search(r"Sign in with +(\S+)", welcome)[1]
            self.assertEqual(client.sign_in(password).status, 200)
            token = re.search(r"bot token +(\S+)", welcome)[1]
            checked = client.post("/api/connections/validate", {"bot_role": "signal_bot", "bot_token": token}).json()
            self.assertEqual((checked["valid"], checked["bot_username"]), (True, "@signal_demo_bot"))

    def test_settings_of_its_user_are_left_alone(self):
        settings = {"SANDBOX_PORT": str(free_port()), "ADMIN_EMAILS": "me@example.com", "ADMIN_PASSWORD": "my own password",
                    "CLERK_PUBLISHABLE_KEY": "pk_test_Y2xlcmsuZXhhbXBsZS5jb20k", "CLERK_ALLOWED_ISSUERS": "https://clerk.example.com"}
        with Program("demo", environment=settings) as program:
            welcome = said(program, WELCOME_ENDS)
            self.assertEqual(Client(program.url).get("/api/config").json()["clerkFrontendUrl"], "https://clerk.example.com")
            self.assertNotIn("my own password", welcome)
            self.assertNotIn("Ada Admin", welcome)


class Sandbox(unittest.TestCase):
    def test_it_says_with_which_settings_a_program_finds_it(self):
        with Program.sandbox() as sandbox:
            settings = re.findall(r"^  ([A-Z_]+)=(\S+)$", said(sandbox, "CLERK_SECRET_KEY="), re.M)
            self.assertEqual(dict(settings), sandbox.vendor_settings())


if __name__ == "__main__":
    unittest.main()
