"""Telegram is away for hours, thousands are due: what came too late is said to be, everything else arrives once, at its pace."""

import time
import unittest

from messenger import Messenger
from saying import LONG, say, until

RATE = 360  # six minutes pass in a second
AWAY_S = 60 if LONG else 15
AUDIENCE = 10_000 if LONG else 1_000  # of each of two broadcasts
PER_SECOND = 1000
NEWCOMERS = 8
SETTLED_WITHIN_S = 180


class TelegramAway(unittest.TestCase):
    def test_what_is_still_worth_sending_arrives_and_the_rest_expires(self):
        with Messenger("sqlite", {"PROMOSTACK_CLOCK_RATE": str(RATE)}) as business:
            business.crowd(AUDIENCE, "soon")
            late = business.crowd(AUDIENCE, "late")
            business.pace(PER_SECOND)
            business.wire.away()
            soon_over = business.broadcast("Worth an hour", "soon", expires_hours=1)
            long_good = business.broadcast("Worth a day", "late", expires_hours=24)
            newcomers = business.people(NEWCOMERS)
            for person in newcomers:
                business.start(person)
            gone = time.monotonic()
            until(lambda: time.monotonic() > gone + AWAY_S, AWAY_S + 1, "the outage lasts", 0.1)
            business.wire.back()
            back = time.monotonic()
            expired = business.finished(soon_over, SETTLED_WITHIN_S)
            counts = business.finished(long_good, SETTLED_WITHIN_S)
            took = time.monotonic() - back
            business.at_rest()
            self.assertEqual((counts["sent"], counts["total"]), (AUDIENCE, AUDIENCE), counts)
            self.assertEqual(business.got("Worth a day"), dict.fromkeys(late, 1))
            self.assertEqual((expired["expired"], expired["total"]), (AUDIENCE, AUDIENCE), expired)
            self.assertEqual(business.got("Worth an hour"), {})
            replies = business.messages(kind="reply")
            self.assertEqual({(each["state"], each["problem"]) for each in replies}, {("expired", "too_late")})
            self.assertEqual(len(replies), NEWCOMERS)
            self.assertEqual(business.messages(state="unknown"), [])
            say("F30", f"Telegram away for {AWAY_S * RATE / 3600:.1f} h of the program's clock with {2 * AUDIENCE} recipients and {NEWCOMERS} replies due: those worth a day "
                       f"arrived once each within {took:.1f} s of its return, {expired['expired']} recipients and {len(replies)} replies expired and say so, 0 unknown")


if __name__ == "__main__":
    unittest.main()
