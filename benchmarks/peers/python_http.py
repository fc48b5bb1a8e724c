#!/usr/bin/python3
"""The same small JSON answers from Python's http.server: `python_http.py tuned|kept|stock PORT BODY [DATABASE_URL]`.

`tuned` is as fast as it gets: HTTP/1.1 keep-alive, one packet for an answer, no Nagle delay. `kept` is the library as it comes with
nothing but keep-alive switched on. `stock` is what it does when nothing is said: HTTP/1.0. Both have a thread for each connection and no access log. With a database, `GET /me` does what our
GET /api/me does: checks the signature of a cookie, sets the tenant in a transaction, asks one question, answers with JSON.
`GET /me-bare` asks without a transaction. `GET /cookie` gives out the cookie.
"""

import hashlib
import hmac
import http.server
import json
import secrets
import sys
import threading

HOW, PORT, BODY = sys.argv[1], int(sys.argv[2]), sys.argv[3].encode()
DATABASE_URL = sys.argv[4] if len(sys.argv) > 4 else None
KEY = secrets.token_bytes(32)
TENANT = "default"
connections = threading.local()


def signature(value: str) -> str:
    return hmac.new(KEY, value.encode(), hashlib.sha256).hexdigest()


def connection(isolated: bool):
    name = "isolated" if isolated else "bare"
    if not hasattr(connections, name):
        import psycopg2
        opened = psycopg2.connect(DATABASE_URL)
        opened.autocommit = not isolated
        setattr(connections, name, opened)
    return getattr(connections, name)


def tenant_name(tenant: str, isolated: bool) -> str | None:
    database = connection(isolated)
    with database.cursor() as cursor:
        if isolated:
            cursor.execute("SELECT set_config('app.tenant_id', %s, true)", (tenant,))
        cursor.execute("SELECT name FROM peer_tenants WHERE id = %s", (tenant,))
        row = cursor.fetchone()
    if isolated:
        database.commit()
    return row[0] if row else None


class Handler(http.server.BaseHTTPRequestHandler):
    if HOW in ("tuned", "kept"):
        protocol_version = "HTTP/1.1"
    if HOW == "tuned":
        disable_nagle_algorithm = True
        wbufsize = -1  # headers and body leave in one packet

    def do_GET(self):
        if self.path in ("/me", "/me-bare"):
            self.me(isolated=self.path == "/me")
        elif self.path == "/cookie":
            self.answer(200, f"session={TENANT}.{signature(TENANT)}".encode())
        else:
            self.answer(200, BODY)

    def me(self, isolated: bool):
        tenant, _, given = self.headers.get("Cookie", "").removeprefix("session=").partition(".")
        name = tenant_name(tenant, isolated) if hmac.compare_digest(given, signature(tenant)) else None
        if name is None:
            self.answer(401, b'{"success":false}')
            return
        body = {"user_id": "admin", "email": None, "is_platform_admin": True,
                "tenant": {"id": tenant, "name": name, "role": "owner"}, "impersonating": False}
        self.answer(200, json.dumps(body).encode())

    def answer(self, status: int, body: bytes):
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


class Server(http.server.ThreadingHTTPServer):
    request_queue_size = 1024
    daemon_threads = True

    def handle_error(self, request, client_address):
        pass  # the load generator resets its connections when it is done


Server(("127.0.0.1", PORT), Handler).serve_forever()
