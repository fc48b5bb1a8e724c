"""Whose tokens get in: a corpus of good and hostile ones, an issuer that misbehaves, and how often it is asked."""

import json
import threading
import time
import unittest

import corpus
from forge import Forge
from testing.client import Client
from testing.issuer import Issuer
from testing.program import Program

LEAST_CASES = 150
STORM = 400
REQUESTS_MEANWHILE = 100
LONGEST_MEANWHILE_S = 2  # the program waits for the issuer longer than that
# Simulated time: ten minutes, after which keys are fetched again, pass in a second.
QUICKLY = {"PROMOSTACK_CLOCK_RATE": "600"}
DEADLINE_S = 20
FAR_AHEAD_S = 10**8


class Served:
    """A program that believes one issuer, and another issuer that nobody has listed."""

    def __init__(self, **environment):
        self.issuer, self.evil = Issuer(), Issuer()
        self.program = Program(environment={"CLERK_ALLOWED_ISSUERS": self.issuer.url} | environment)

    def __enter__(self) -> "Served":
        self.issuer.__enter__()
        self.evil.__enter__()
        self.program.__enter__()
        return self

    def __exit__(self, *_) -> None:
        for part in (self.program, self.evil, self.issuer):
            part.__exit__()

    def forge(self) -> Forge:
        kid, key = next(iter(self.issuer.keys.items()))
        return Forge(key, kid)

    def claims(self) -> dict:
        return self.issuer.claims(corpus.PERSON)

    def ask(self, token: str, cookie: bool = False):
        headers = {"Cookie": f"__session={token}"} if cookie else {"Authorization": f"Bearer {token}"}
        return Client(self.program.url).get("/api/me", headers=headers)

    def lasting(self, **more) -> str:
        """In force for as long as a test with a quick clock runs."""
        return self.issuer.token(corpus.PERSON, exp=int(time.time()) + FAR_AHEAD_S, **more)

    def wait_until(self, what, why: str) -> None:
        deadline = time.monotonic() + DEADLINE_S
        while not what():
            if time.monotonic() > deadline:
                raise AssertionError(f"never: {why}")
            time.sleep(0.02)


class Corpus(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.served = cls.enterClassContext(Served())

    def cases(self) -> list[corpus.Case]:
        served, origin = self.served, self.served.program.url
        forge = served.forge()
        return [*corpus.good(served.issuer, origin), *corpus.algorithms(forge, served.claims),
                *corpus.headers(forge, served.claims, served.evil.url), *corpus.times(forge, served.claims),
                *corpus.claims_that_do_not_do(forge, served.claims, origin), *corpus.shapes(served.issuer)]

    def test_every_token_gets_what_it_deserves(self):
        cases = self.cases()
        self.assertGreaterEqual(len(cases), LEAST_CASES)
        wrong = []
        for case in cases:
            answer = self.served.ask(case.make())
            if answer.status != case.status:
                wrong.append(f"{case.name}: {answer.status} instead of {case.status} {answer.text[:200]}")
        self.assertEqual(wrong, [])
        self.assertEqual(self.served.evil.fetches, 0)

    def test_the_cookie_is_read_as_strictly_as_the_header(self):
        wrong = []
        for case in self.cases():
            token = case.make()
            # These end a cookie or are not allowed in one.
            if any(letter in token for letter in ' ;,"\\'):
                continue
            answer = self.served.ask(token, cookie=True)
            if answer.status != case.status:
                wrong.append(f"{case.name}: {answer.status} instead of {case.status}")
        self.assertEqual(wrong, [])

    def test_an_issuer_that_only_looks_like_a_listed_one_is_never_asked(self):
        served = self.served
        forge = served.forge()
        names = corpus.look_alikes(served.issuer.url, served.evil.url)
        self.assertGreaterEqual(len(names), 40)
        self.assertEqual(served.ask(served.issuer.token(corpus.PERSON)).status, 200)
        before = served.issuer.fetches
        let_in = [name for name in names if served.ask(forge.token(forge.header(), served.claims() | {"iss": name})).status != 401]
        self.assertEqual(let_in, [])
        own = Forge(next(iter(served.evil.keys.values())), "first")
        self.assertEqual(served.ask(own.token(own.header(), served.evil.claims("user_admin", "root@example.com"))).status, 401)
        self.assertEqual((served.evil.fetches, served.issuer.fetches), (0, before))

    def test_an_endless_token_is_refused_before_it_is_read(self):
        good = self.served.issuer.token(corpus.PERSON)
        for length in (8193, 100_000, 1_000_000):
            try:
                status = self.served.ask(good + "A" * length).status
            except (BrokenPipeError, ConnectionResetError):
                status = 431  # it stopped reading
            self.assertIn(status, (401, 431))
        self.assertEqual(self.served.ask(good).status, 200)


class Issuers(unittest.TestCase):
    def test_a_storm_of_unknown_keys_asks_the_issuer_once(self):
        with Served() as served:
            good = served.issuer.token(corpus.PERSON)
            self.assertEqual(served.ask(good).status, 200)
            before = served.issuer.fetches
            forge = served.forge()
            for number in range(STORM):
                token = forge.token(forge.header(kid=f"unknown-{number}"), served.claims(), key=forge.foreign)
                self.assertEqual(served.ask(token).status, 401)
            self.assertEqual(served.ask(good).status, 200)
            self.assertLessEqual(served.issuer.fetches - before, 1)

    def test_a_withdrawn_key_counts_no_more_and_a_new_one_does(self):
        with Served(**QUICKLY) as served:
            old = served.lasting()
            self.assertEqual(served.ask(old).status, 200)
            served.issuer.rotate("second")
            served.wait_until(lambda: served.ask(old).status == 401, "the withdrawn key is forgotten")
            self.assertEqual(served.ask(served.lasting()).status, 200)

    def test_an_issuer_that_fails_leaves_known_keys_in_force(self):
        def down(handler):
            handler.send_error(503)

        def redirecting(handler):
            handler.send_response(302)
            handler.send_header("Location", served.evil.url + "/.well-known/jwks.json")
            handler.end_headers()

        def huge(handler):
            handler.send_response(200)
            handler.end_headers()
            try:
                for _ in range(50):
                    handler.wfile.write(b" " * (1 << 20))
            except OSError:
                pass

        def lying(handler):
            body = json.dumps({"keys": "first"}).encode()
            handler.send_response(200)
            handler.send_header("Content-Length", str(len(body)))
            handler.end_headers()
            handler.wfile.write(body)

        with Served(**QUICKLY) as served:
            old = served.lasting()
            self.assertEqual(served.ask(old).status, 200)
            unknown = served.forge()
            for answer in (down, redirecting, huge, lying):
                with self.subTest(answer.__name__):
                    served.issuer.answer = answer
                    asked = served.issuer.fetches
                    served.wait_until(lambda: served.issuer.fetches >= asked + 2, "the issuer is asked again")
                    self.assertEqual(served.ask(old).status, 200)
                    refused = served.ask(unknown.token(unknown.header(kid="unknown"), served.claims()))
                    self.assertEqual(refused.status, 503)
                    self.assertGreater(int(refused.headers["Retry-After"]), 0)
            self.assertEqual(served.evil.fetches, 0)

    def test_an_issuer_that_does_not_answer_holds_up_nobody(self):
        with Served(**QUICKLY) as served:
            old = served.lasting()
            self.assertEqual(served.ask(old).status, 200)
            asked, over = threading.Event(), threading.Event()

            def silent(_):
                asked.set()
                over.wait(DEADLINE_S)

            served.issuer.answer = silent
            self.assertTrue(asked.wait(DEADLINE_S))
            begun = time.monotonic()
            for _ in range(REQUESTS_MEANWHILE):
                self.assertEqual(served.ask(old).status, 200)
            self.assertLess(time.monotonic() - begun, LONGEST_MEANWHILE_S)
            over.set()

    def test_a_program_whose_issuer_is_away_says_so_and_recovers(self):
        with Served(**QUICKLY) as served:
            served.program.stop()
            served.issuer.answer = lambda handler: handler.send_error(500)
            served.program.start()
            refused = served.ask(served.lasting())
            self.assertEqual(refused.status, 503)
            self.assertGreater(int(refused.headers["Retry-After"]), 0)
            served.issuer.answer = None
            served.wait_until(lambda: served.ask(served.lasting()).status == 200, "the issuer is back")


if __name__ == "__main__":
    unittest.main()
