"""Every route of the program, called by everybody who should not get what it gives. The routes come from the program itself: a new
one is tested without being named here, and one with a new kind of parameter fails until it is said here what that may be."""

import re
import unittest

from testing.databases import SERVERS
from household import ROLES, expect, household
from testing.route_table import routes

# Who, besides a platform admin, gets past the gate.
LETS_IN = {
    "signed_in": {"member", "admin", "owner"},
    "tenant_member": {"member", "admin", "owner"},
    "tenant_admin": {"admin", "owner"},
    "tenant_secrets": {"admin", "owner"},
    "tenant_owner": {"owner"},
    "platform_admin": set(),
}
# Rows whose handler asks for more than its row can say: a person without a tenant may call them, too.
STRICTER_INSIDE = re.compile(r"^/api/onboarding/(telegram|stripe|business|complete|logo)$")
SOME_CHAT = "4711"  # as good as any: Telegram gives out these numbers, not we
# Who never talked to the tenant's bot is nobody, but no mistake.
NOBODY = {"/api/user-activity/{chat_id:text}": {"user": None, "steps": [], "history": []}}
NO_SUCH_UUID = "01890000-0000-7000-8000-000000000000"
# What would end the session or the tenant of whoever is let in; that they work is tested elsewhere.
TOO_MUCH = {("POST", "/api/members/leave"), ("POST", "/api/logout")}
# A body with which only the owner of what is named would get further than to the row.
BODIES = {
    ("PUT", "/api/members/{id:uuid}"): {"role": "admin"},
    ("PUT", "/api/bot-users/{chat_id:text}"): {"unsubscribed": True},
    ("PUT", "/api/broadcasts/{id:uuid}"): {"content": {"text": "Mine now"}, "revision": 1},
    ("POST", "/api/broadcasts/{id:uuid}/test"): {"chat_id": 4711},
    ("POST", "/api/broadcasts/{id:uuid}/unknown"): {"decision": "leave"},
    ("POST", "/api/outbox/{id:uuid}/resolve"): {"decision": "send_again"},
}


def guarded() -> list[tuple[str, str, str]]:
    return [row for row in routes() if row[2] in LETS_IN]


def ids_of(tenant, path: str) -> list[str]:
    """The path with everything that the tenant owns and that it could mean."""
    path = path.replace("{entry:uuid}", tenant.entry)
    parameters = re.findall(r"\{(\w+):(\w+)\}", path)
    if not parameters:
        return [path]
    if len(parameters) > 1:
        raise AssertionError(f"{path}: say here what several parameters may be")
    name, kind = parameters[0]
    pattern = f"{{{name}:{kind}}}"
    if path.startswith("/api/campaigns/"):
        owned = [tenant.campaign]
    elif path.startswith("/api/picture-batches/"):
        owned = [tenant.batch]
    elif path.startswith("/api/broadcast"):
        owned = [tenant.broadcast]
    elif path.startswith("/api/outbox/"):
        owned = [tenant.message]
    elif kind == "uuid":
        owned = [tenant.invitation, tenant.bot, *tenant.members.values()]
    elif pattern == "{role:text}":
        owned = ["signal_bot"]
    elif path.startswith("/api/templates/"):
        owned = [tenant.template]
    elif pattern == "{code:text}":
        owned = [tenant.coupon]
    elif pattern == "{chat_id:text}":
        owned = [str(tenant.chat)]
    elif path.startswith("/api/admin/tenants/"):
        owned = [tenant.id]
    else:
        raise AssertionError(f"{path}: say here what {pattern} may be")
    return [path.replace(pattern, one) for one in owned]


def call(caller, verb: str, path: str, row: str):
    return caller.request(verb, path, body=None if verb == "GET" else BODIES.get((verb, row), {}))


class EveryRoute(unittest.TestCase):
    def on_each_engine(self, check):
        for engine in SERVERS:
            with self.subTest(engine=engine), household(engine) as people:
                check(people)

    def test_a_stranger_is_asked_to_sign_in(self):
        def check(people):
            rows = guarded()
            self.assertGreater(len(rows), 40)
            for verb, row, _ in rows:
                for path in ids_of(people.theirs, row):
                    refused = call(people.stranger, verb, path, row)
                    self.assertEqual((refused.status, refused.json()["code"]), (401, "unauthorized"), f"{verb} {row}")
        self.on_each_engine(check)

    def test_somebody_without_a_tenant_reaches_nothing_of_a_tenant(self):
        def check(people):
            for verb, row, access in guarded():
                if access == "signed_in":
                    continue
                code = "forbidden" if access == "platform_admin" else "no_tenant"
                for path in ids_of(people.theirs, row):
                    refused = call(people.newcomer, verb, path, row)
                    self.assertEqual((refused.status, refused.json()["code"]), (403, code), f"{verb} {row}")
        self.on_each_engine(check)

    def test_what_belongs_to_another_tenant_is_not_there(self):
        def check(people):
            before = people.theirs.digest()
            tried = 0
            for verb, row, access in guarded():
                if "{" not in row or access == "platform_admin" or "{role:" in row:
                    continue
                for path in ids_of(people.theirs, row):
                    tried += 1
                    answer = call(people.ours.owner, verb, path, row)
                    if row in NOBODY:
                        self.assertEqual((answer.status, answer.json()), (200, NOBODY[row]), f"{verb} {path}")
                        continue
                    self.assertEqual((answer.status, answer.json()["code"]), (404, "not_found"), f"{verb} {path}")
            self.assertGreater(tried, 3)
            self.assertEqual(people.theirs.digest(), before)
        self.on_each_engine(check)

    def test_a_role_gets_what_its_row_says_and_no_more(self):
        def check(people):
            before = people.theirs.digest()
            for role in ROLES:
                for verb, row, access in guarded():
                    if (verb, row) in TOO_MUCH or STRICTER_INSIDE.match(row):
                        continue
                    path = ids_of(people.ours, row)[0] if "{role:" in row else re.sub(r"\{(id|entry):uuid\}", NO_SUCH_UUID, row)
                    path = path.replace("{id:text}", people.theirs.id).replace("{code:text}", "NO-SUCH-COUPON").replace("{slug:slug}", "no-such-template")
                    path = path.replace("{chat_id:text}", SOME_CHAT)
                    answer = call(people.ours.people[role], verb, path, row)
                    let_in = role in LETS_IN[access]
                    self.assertNotEqual(answer.status, 500, f"{role}: {verb} {row}: {answer.text}")
                    if let_in:
                        self.assertNotIn(answer.status, (401, 403), f"{role}: {verb} {row}: {answer.text}")
                    else:
                        self.assertEqual((answer.status, answer.json()["code"]), (403, "forbidden"), f"{role}: {verb} {row}")
            self.assertEqual(people.theirs.digest(), before)
        self.on_each_engine(check)

    def test_no_header_query_or_body_chooses_another_tenant(self):
        def check(people):
            ours, theirs = people.ours.owner, people.theirs.id
            plain = expect(ours.get("/api/tenant"), 200)["tenant"]["id"]
            self.assertEqual(plain, people.ours.id)
            self.assertEqual(expect(ours.get(f"/api/tenant?tenant_id={theirs}", headers={"X-Tenant-Id": theirs}), 200)["tenant"]["id"], plain)
            self.assertEqual(ours.get("/api/tenant", headers={"X-Impersonate-Tenant": theirs}).status, 403)
            self.assertEqual(ours.post("/api/me/tenant", {"tenant_id": theirs}).status, 404)
            before = people.theirs.digest()
            changed = ours.post("/api/tenant", {"name": "Ours", "tenant_id": theirs, "id": theirs, "status": "suspended", "role": "owner",
                                                "owner_email": "x@evil.example", "stripe_customer_id": "cus_1"})
            self.assertEqual((changed.status, changed.json()["tenant"]["id"]), (200, plain))
            self.assertEqual(changed.json()["tenant"]["status"], "active")
            self.assertEqual(changed.json()["tenant"]["owner_email"], "owner@ours.example")
            self.assertEqual(people.theirs.digest(), before)
        self.on_each_engine(check)

    def test_who_looks_in_from_outside_reaches_neither_keys_nor_the_owners_rights(self):
        def check(people):
            looking = {"X-Impersonate-Tenant": people.theirs.id}
            seen = people.platform_admin.get("/api/me", headers=looking)
            self.assertEqual((seen.status, seen.headers["X-Impersonating"]), (200, people.theirs.id))
            self.assertEqual((seen.json()["tenant"]["id"], seen.json()["impersonating"]), (people.theirs.id, True))
            for verb, row, access in guarded():
                if access not in ("tenant_secrets", "tenant_owner"):
                    continue
                path = ids_of(people.theirs, row)[0]
                answer = people.platform_admin.request(verb, path, body=None if verb == "GET" else {}, headers=looking)
                self.assertEqual((answer.status, answer.json()["code"]), (403, "forbidden"), f"{verb} {row}")
            entries = expect(people.theirs.owner.get("/api/audit"), 200)["entries"]
            viewed = [entry for entry in entries if entry["action"] == "tenant.viewed"]
            self.assertEqual([(entry["actor_kind"], entry["actor_name"]) for entry in viewed], [("platform_admin", "root@example.com")])
            self.assertEqual(people.platform_admin.get("/api/me", headers={"X-Impersonate-Tenant": "tenant_nobody"}).status, 404)
        self.on_each_engine(check)


if __name__ == "__main__":
    unittest.main()
