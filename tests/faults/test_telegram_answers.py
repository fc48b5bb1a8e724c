"""Everything that Telegram, a gateway or nobody answers to a message: how often it is asked, who hears what, and what is said about it."""

import datetime
import json
import time
import unittest

from messenger import IN_FLIGHT, Messenger
from saying import say, until
from testing.issuer import Issuer
from testing.telegram_setup import control
from traffic import Client

SETTLED_WITHIN_S = 40
CALL_DEADLINE_S = 10
ON_ITS_WAY_S = 0.5  # so long after a refusal arrives what had left before it
AWAY_S = 4


def moment(text: str) -> float:
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()


class Answers(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.issuer = cls.enterClassContext(Issuer())
        cls.business = cls.enterClassContext(Messenger("postgres", {"CLERK_ALLOWED_ISSUERS": cls.issuer.url}))

    def setUp(self):
        self.business.telegram("clear-faults", {})

    def heard_once(self, people: list[int]):
        heard = self.business.heard()
        self.assertEqual({heard[person]["messages"] for person in people}, {1})

    def greeted(self, people: list[int], seconds: float = SETTLED_WITHIN_S):
        until(lambda: all(self.business.heard().get(person, {"messages": 0})["messages"] for person in people), seconds, "everybody is greeted", 0.1)

    def silent_after(self, refused: dict, seconds: float):
        """Nothing of the bot has reached Telegram for so long after a refusal, but what was on its way."""
        begun = moment(refused["at"])
        calls = [call for call in self.business.calls(limit=500) if begun < moment(call["at"]) < begun + seconds]
        late = [call for call in calls if moment(call["at"]) > begun + ON_ITS_WAY_S]
        self.assertEqual([round(moment(call["at"]) - begun, 3) for call in late], [], f"asked while Telegram wanted to hear nothing for {seconds} s")
        self.assertLess(len(calls), IN_FLIGHT)

    def refusal(self, text: str) -> dict:
        """Of a message with this text."""
        def found():
            return next((call for call in self.business.calls(limit=100) if call["status"] == 429 and call["arguments"].get("text") == text), None)
        return until(found, SETTLED_WITHIN_S, "a 429", 0.02)

    def new_neighbour(self) -> tuple[dict, int]:
        """A bot of another tenant, and somebody who has never opened it."""
        token = {"Authorization": "Bearer " + self.issuer.token("user_neighbour", "neighbour@acme.example")}
        owner = Client(self.business.program.url)
        owner.request("GET", "/api/onboarding/state", None, token)
        bot = self.business.telegram("bots", {"first_name": "Next", "username": "neighbour_bot"})
        seen = owner.request("POST", "/api/connections", json.dumps({"bot_role": "coupon_bot", "bot_token": bot["token"]}), token)
        self.assertEqual(seen.status, 200, owner.body)
        owner.close()
        return bot, self.business.people(1)[0]

    def test_too_many_requests_silence_the_bot_for_as_long_as_telegram_says(self):
        business = self.business
        neighbour, person = self.new_neighbour()
        people = business.crowd(60, "f23")
        business.fault("too_many", skip=20, retry_after=4)
        broadcast = business.broadcast("Not too many", "f23")
        first = self.refusal("Not too many")
        business.telegram("start", {"bot": neighbour["id"], "user": person})
        until(lambda: person in business.heard(bot=neighbour["id"]), 4, "the other tenant's bot goes on", 0.02)
        elsewhere = time.time() - moment(first["at"])
        self.assertEqual(business.finished(broadcast, SETTLED_WITHIN_S)["sent"], len(people))
        self.silent_after(first, 4)
        self.assertEqual(business.got("Not too many"), dict.fromkeys(people, 1))

        # What Telegram asked for is remembered by whoever comes next.
        business.telegram("clear-faults", {})
        again = business.crowd(40, "f23b")
        business.fault("too_many", skip=10, retry_after=7)
        broadcast = business.broadcast("Nor after a crash", "f23b")
        second = self.refusal("Nor after a crash")
        until(lambda: business.rows("SELECT 1 FROM outbox_gates WHERE not_before > extract(epoch FROM now()) * 1e6"), 5, "it is written down", 0.02)
        business.kill()
        business.leases_end()
        business.restart()
        counts = business.finished(broadcast, SETTLED_WITHIN_S)
        self.silent_after(second, 7)
        self.assertEqual(counts["sent"] + counts["unknown"], len(again))
        self.assertTrue(set(business.got("Nor after a crash").values()) == {1})
        say("F23", f"429 in a broadcast: nothing of this bot for the 4 s it said, another tenant's bot answered after {elsewhere:.1f} s, {len(people)} sent once; "
                   f"429 and then kill -9: nothing for the 7 s it said, {counts['sent']} sent, {counts['unknown']} unknown, 0 repeated")

    def test_too_many_requests_of_one_group_silence_that_group_alone(self):
        business = self.business
        owner, newcomer = business.people(2)
        group = business.new_group("Loud", owner)
        business.fault("too_many", chat=group["id"], retry_after=5)
        business.telegram("send", {"chat": group["key"], "user": owner, "text": "/nothing/SAVE-30"})
        refused = until(lambda: next((call for call in business.calls(limit=20, chat=group["id"]) if call["status"] == 429), None), SETTLED_WITHIN_S, "a 429", 0.02)
        business.start(newcomer)
        self.greeted([newcomer], 4)
        elsewhere = time.time() - moment(refused["at"])
        until(lambda: business.heard().get(group["id"], {"messages": 0})["messages"], SETTLED_WITHIN_S, "the group is answered", 0.05)
        (answer, again) = business.calls(limit=20, chat=group["id"])
        waited = abs(moment(answer["at"]) - moment(again["at"]))
        self.assertGreaterEqual(waited, 5)
        self.assertEqual(business.heard()[group["id"]]["answered"], {"200": 1, "429": 1})
        say("F23", f"429 in a group: asked again there after {waited:.1f} s of the 5 it said, somebody else answered after {elsewhere:.1f} s")

    def test_errors_of_servers_repeat_what_may_be_repeated_and_say_so(self):
        business = self.business
        people = business.crowd(80, "f24")
        for at, kind in enumerate(("server_error", "bad_gateway", "acted_error", "acted_gateway", "garbage")):
            business.fault(kind, count=4, skip=5 + at * 2)
        counts = business.finished(business.broadcast("Half of it arrives", "f24"), SETTLED_WITHIN_S)
        self.assertEqual({name: count for name, count in counts.items() if count}, {"total": 80, "sent": 60, "unknown": 20})
        got = business.got("Half of it arrives")
        self.assertEqual((len(got), set(got.values())), (72, {1}))

        told = business.people(4)
        for person, kind in zip(told, ("server_error", "bad_gateway", "acted_error", "acted_gateway"), strict=True):
            business.fault(kind, chat=person)
            business.start(person)
        self.greeted(told)
        business.at_rest()
        heard = business.heard()
        self.assertEqual([heard[person]["messages"] for person in told], [1, 1, 2, 2])
        self.assertEqual({heard[person]["alike"] for person in told}, {1}, "a repeat does not say that it is one")
        self.assertEqual(sum(sum(heard[person]["answered"].values()) for person in told), 8)
        wanted = business.crowd(20, "f24b")
        business.fault("acted_error", count=5, skip=2)
        counts = business.finished(business.broadcast("Nobody misses this", "f24b", in_doubt="never_miss"), SETTLED_WITHIN_S)
        self.assertEqual((counts["sent"], counts["unknown"]), (20, 0))
        again = sorted(business.got("Nobody misses this").values())
        self.assertEqual((len(again), again.count(2), max(again)), (20, 5, 2))
        say("F24", f"20 of {len(people)} recipients got 5xx, a gateway's page or half an answer: unknown, 12 of them had heard it, nobody twice; replies came once "
                   f"more with a mark; where {len(wanted)} were never to miss it, the 5 in doubt got a second one with a mark")

    def test_answers_that_never_come_leave_it_in_doubt(self):
        business = self.business
        (listener,) = business.crowd(1, "f25")
        (newcomer,) = business.people(1)
        for chat in (listener, newcomer):
            business.fault("acted_timeout", chat=chat, delay_ms=(CALL_DEADLINE_S + 3) * 1000)
        broadcast = business.broadcast("Heard but not answered", "f25")
        business.start(newcomer)
        begun = time.monotonic()
        counts = business.finished(broadcast, SETTLED_WITHIN_S)
        took = time.monotonic() - begun
        self.assertEqual((counts["unknown"], business.got("Heard but not answered")), (1, {listener: 1}))
        until(lambda: business.heard()[newcomer]["messages"] == 2, SETTLED_WITHIN_S, "the reply comes again", 0.1)
        self.assertEqual(business.heard()[newcomer]["alike"], 1)
        business.at_rest()
        say("F25", f"heard, and no answer for {CALL_DEADLINE_S + 3} s: the broadcast's recipient unknown after {took:.1f} s and not asked again; the reply once more, marked")

    def test_a_telegram_that_is_not_reached_gets_everything_later(self):
        business = self.business
        people = business.crowd(30, "f26")
        business.wire.away()
        broadcast = business.broadcast("Reached later", "f26")
        newcomers = business.people(3)
        for person in newcomers:
            business.start(person)
        time.sleep(AWAY_S)  # the outage lasts
        self.assertEqual(business.got("Reached later"), {})
        business.wire.back()
        begun = time.monotonic()
        counts = business.finished(broadcast, SETTLED_WITHIN_S)
        self.greeted(newcomers)
        took = time.monotonic() - begun
        business.at_rest()
        self.assertEqual((counts["sent"], counts["unknown"]), (len(people), 0))
        self.assertEqual(business.got("Reached later"), dict.fromkeys(people, 1))
        self.heard_once(newcomers)
        say("F26", f"connections refused for {AWAY_S} s: {len(people)} recipients and {len(newcomers)} replies arrived once each, all within {took:.1f} s of its return, 0 unknown")

    def test_refusals_are_final_for_whom_they_concern_and_cost_one_request(self):
        business = self.business
        kinds = ((403, "Forbidden: bot was blocked by the user", "blocked"), (403, "Forbidden: user is deactivated", "blocked"),
                 (403, "Forbidden: bot was kicked from the group chat", "failed"), (400, "Bad Request: chat not found", "failed"),
                 (400, "Bad Request: can't parse entities: Unsupported start tag", "failed"))
        people = business.crowd(len(kinds), "f27")
        for person, (status, words, _) in zip(people, kinds, strict=True):
            business.fault("refused", chat=person, status=status, description=words)
        broadcast = business.broadcast("Refused", "f27")
        business.finished(broadcast, SETTLED_WITHIN_S)
        ledger = {each["chat_id"]: each for each in business.ask("GET", f"/api/broadcasts/{broadcast}/recipients")["recipients"]}
        heard = business.heard()
        for person, (status, words, state) in zip(people, kinds, strict=True):
            self.assertEqual(heard[person]["answered"], {str(status): 1}, words)
            self.assertEqual(ledger[person]["state"], state, f"{words}: {ledger[person]}")
        real = business.crowd(3, "f27b")
        business.telegram("block", {"bot": business.bot["id"], "user": real[0], "blocked": True})
        business.telegram("delete-account", {"user": real[1]})
        counts = business.finished(business.broadcast("To who is left", "f27b"), SETTLED_WITHIN_S)
        # Who has blocked it may be known from an update, before he is even counted.
        self.assertEqual((counts["sent"], counts["failed"], counts["unknown"]), (1, 0, 0), counts)
        self.assertEqual(business.got("To who is left"), {real[2]: 1})
        self.assertEqual(business.ask("POST", "/api/broadcasts/audience", {"audience": {"sources": ["f27b"]}})["count"], 1)
        say("F27", f"{len(kinds)} kinds of refusals, blocked and deleted people: one request each, in the right state, and who is gone is in no audience")

    def test_a_revoked_token_pauses_the_bot_and_a_new_one_ends_that(self):
        business = Messenger("sqlite")
        with business:
            people = business.crowd(20, "f27c")
            renewed = business.telegram("bot-settings", {"bot": business.bot["id"], "revoke_token": True})
            broadcast = business.broadcast("After the pause", "f27c")
            (paused,) = until(lambda: [bot["paused"] for bot in business.summary()["bots"] if bot["paused"]], SETTLED_WITHIN_S, "the bot is paused", 0.1)
            refused = [call for call in business.telegram("calls?method=sendMessage&limit=200")["calls"] if call["status"] == 401]
            counts = business.seen(broadcast)["counts"]
            self.assertEqual(counts["failed"], 0, "what waits for the token has not failed")
            self.assertLessEqual(len(refused), IN_FLIGHT)
            token = next(bot["token"] for bot in business.telegram("overview")["bots"] if bot["id"] == business.bot["id"])
            self.assertNotEqual(token, business.bot["token"], renewed)
            business.ask("POST", "/api/connections", {"bot_role": "coupon_bot", "bot_token": token})
            if business.seen(broadcast)["state"] == "paused":
                business.ask("POST", f"/api/broadcasts/{broadcast}/resume")
            counts = business.finished(broadcast, SETTLED_WITHIN_S)
            got = business.got("After the pause")
            self.assertEqual((counts["sent"], got), (len(people), dict.fromkeys(people, 1)))
            say("F27", f"token revoked: {len(refused)} requests got 401, then the bot was paused ({paused}); with its new token {counts['sent']} arrived once")

    def test_a_group_that_became_a_supergroup_keeps_its_messages(self):
        business = self.business
        owner = business.people(1)[0]
        group = business.new_group("Friends", owner)
        business.program.stop()
        moved = control(business.sandbox.url, "/control/telegram/migrate", {"chat": group["key"], "user": owner})["chat"]
        business.restart()
        broadcast = business.broadcast("To the group", chat_type="group")
        business.finished(broadcast, SETTLED_WITHIN_S)
        until(lambda: business.got("To the group"), SETTLED_WITHIN_S, "it arrives", 0.1)
        business.at_rest()
        (chat, times), = business.got("To the group").items()
        self.assertEqual((str(chat), times), (moved, 1))
        until(lambda: not business.rows(f"SELECT 1 FROM bot_users WHERE chat_id = {group['id']}"), SETTLED_WITHIN_S, "the old address is gone", 0.1)
        self.assertEqual(len(business.rows(f"SELECT 1 FROM bot_users WHERE chat_id = {chat}")), 1)
        say("F28", "a group became a supergroup while nobody was there to hear: the message arrived once at its new address, which is the one that is known now")


if __name__ == "__main__":
    unittest.main()
